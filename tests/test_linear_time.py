"""The time of a verdict grows with the length of the command and not with its square, whatever it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from guard.model import Proposal, Verdict
from guard.service import check

SHAPES: dict[str, Callable[[int], str]] = {
    "one long word": lambda n: "echo " + "x" * n,
    "many words": lambda n: "echo" + " x" * (n // 2),
    "many commands": lambda n: "echo x; " * (n // 8),
    "many harmful commands": lambda n: "rm -rf a; " * (n // 10),
    "a pipeline": lambda n: "cat x" + " | cat" * (n // 6),
    "a list with &&": lambda n: "true" + " && true" * (n // 8),
    "quotes": lambda n: "echo " + "'a'\"b\"" * (n // 6),
    "escapes": lambda n: "echo " + "\\a" * (n // 2),
    "parameters": lambda n: "echo " + "$a" * (n // 2),
    "a variable that grows": lambda n: "a=x; " + "a=$a$a; " * (n // 8),
    "substitutions": lambda n: "echo " + "$(a)" * (n // 4),
    "nested parentheses": lambda n: "(" * (n // 2) + ":" + ")" * (n // 2),
    "nested substitutions": lambda n: "echo " + "$(" * (n // 3) + ":" + ")" * (n // 3),
    "quotes that do not close": lambda n: "echo '" * (n // 6),
    "here-documents": lambda n: "cat <<E\nx\nE\n" * (n // 12),
    "braces": lambda n: "echo " + "{a,b}" * (n // 5),
    "conditions": lambda n: "if a; then b; fi; " * (n // 18),
    "redirections": lambda n: "a" + " >b" * (n // 3),
    "globs": lambda n: "rm " + "* " * (n // 2),
    "arithmetic": lambda n: "echo $((" + "1+" * (n // 2) + "1))",
    "SQL": lambda n: "psql -c '" + "DELETE FROM t; " * (n // 15) + "'",
    "Python that nests": lambda n: "python3 -c '" + "f(" * (n // 2) + "'",
    "JSON to a server": lambda n: 'curl -X POST http://x -d \'{"a":[' + "1," * (n // 2) + "1]}'",
    "keys in the text": lambda n: "echo " + ("ghp_" + "a1B2" * 9 + " ") * (n // 41),
    "line ends": lambda n: "\n" * n + "rm x",
    "wrappers": lambda n: "sudo " * (n // 5) + "rm x",
}
SHORT, LONG = 16_000, 64_000
AT_MOST = 9.0
"""Four times the length takes four times as long, sixteen times where it grows with the square."""


def seconds(text: str, home: str) -> tuple[float, Verdict]:
    began = time.process_time()
    verdict = check(Proposal(text=text, cwd=home, env={"HOME": home, "PATH": "/usr/bin"}), {"HOME": home})
    return time.process_time() - began, verdict


@pytest.mark.parametrize("shape", [pytest.param(s, id=name) for name, s in SHAPES.items()])
def test_time_is_linear_in_the_length(shape, tmp_path):
    home = str(tmp_path)
    short = min(seconds(shape(SHORT), home)[0] for _ in range(2))
    long, _ = seconds(shape(LONG), home)
    assert long < AT_MOST * max(short, 0.03)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [pytest.param(s, id=name) for name, s in SHAPES.items()])
def test_the_longest_text_takes_less_than_the_watchdog_waits(shape, tmp_path):
    assert seconds(shape(262_144)[:262_144], str(tmp_path))[0] < 8
