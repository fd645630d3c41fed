"""The work of a verdict grows with the length of the command and not with its square, whatever it is made of.

What the work costs in time is measured by ``benchmarks/growth.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from work import calls, ending

from guard.model import Proposal
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
    "lines of a text with an extended pattern": lambda n: "bash -c '" + "echo x\n" * (n // 7) + "ls !(a)'",
    "wrappers": lambda n: "sudo " * (n // 5) + "rm x",
}
SHORT, LONG = 8_000, 32_000
AT_MOST = 5
"""Four times the length takes four times as many calls, sixteen times as many where they grow with the square."""


def judged(text: str, home: str) -> None:
    check(Proposal(text=text, cwd=home, env={"HOME": home, "PATH": "/usr/bin"}), {"HOME": home})


@pytest.mark.parametrize("shape", [pytest.param(s, id=name) for name, s in SHAPES.items()])
def test_work_is_linear_in_the_length(shape, tmp_path):
    home = str(tmp_path)
    judged(shape(SHORT), home)
    short = calls(lambda: judged(shape(SHORT), home))
    assert calls(lambda: judged(shape(LONG), home)) < AT_MOST * short


@pytest.mark.slow
@pytest.mark.parametrize("shape", [pytest.param(s, id=name) for name, s in SHAPES.items()])
def test_the_longest_text_ends(shape, tmp_path):
    with ending():
        judged(shape(262_144)[:262_144], str(tmp_path))
