"""One command in many disguises: whatever the spelling, ``rm`` on ``/`` is among what would run.

``disguises.txt`` holds one text a line, ``¶`` stands for a newline.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.world import World

DISGUISES = (Path(__file__).parent / "disguises.txt").read_text(encoding="utf-8").splitlines()
ENVIRONMENT = {"HOME": "/home/u", "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "u"}


def removes_root(text: str) -> bool:
    """Whether ``rm`` would run on the root, by name or as everything in it."""
    for event in unfold(Proposal(text=text, cwd="/tmp/w/a", env=ENVIRONMENT), World("/home/u")).events:
        if isinstance(event, Invocation) and event.program == "rm":
            words = [value.skeleton for value in event.argv[1:]]
            if "/" in words or ("*" in words and event.cwd == "/"):
                return True
    return False


@pytest.mark.parametrize("line", DISGUISES)
def test_the_disguise_is_seen_through(line: str) -> None:
    assert removes_root(line.replace("¶", "\n"))


WRAPPINGS = (
    "{}", "( {} )", "{{ {}; }}", "if true; then {}; fi", "echo a; {}", "{} ; echo b", "false && {}", "true || {}",
    "echo a | {}", "{} | cat", "x=$({})", "echo \"$({})\"", "! {}", "time {}", "while :; do {}; break; done",
    "f() {{ {}; }}; f", "case a in a) {};; esac", "X=1; {}", "cat <(true); {}", "{} &", "exit 0; {}", "set -e; {}",
    "for i in 1 2 3; do {}; done", "until {}; do :; done", "[[ a ]] && {}", "((1)) && {}", "coproc {{ {}; }}",
    "trap 'ls' EXIT; {}", "cd /nowhere; {}", "return 0; {}", "break; {}", "{} || true", "{} 2>/dev/null",
)  # fmt: skip


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_no_neighbour_and_no_wrapping_hides_it(wrapping: str) -> None:
    assert removes_root(wrapping.format("rm -rf /"))
