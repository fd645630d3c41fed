"""Whole or not at all, and in bounded time: what is refused, and texts made to be slow."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from work import calls, ending

from guard.shell.nodes import Refusal
from guard.shell.parse import MAX_LENGTH, parse

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in (DATA / name).read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.mark.parametrize(
    "text", [pytest.param(t, id=f"bash refuses {t!r}") for t in lines("bash_refuses.txt")]
)
def test_what_bash_refuses_is_not_taken_for_complete(text: str) -> None:
    with pytest.raises(Refusal):
        parse(text)


@pytest.mark.parametrize("text", [pytest.param(t, id=f"bash reads {t!r}") for t in lines("bash_accepts.txt")])
def test_what_bash_reads_is_read(text: str) -> None:
    parse(text)


REFUSED = [
    pytest.param("rm -rf /\0 x", "NUL", 8, id="a NUL byte"),
    pytest.param("cat <<EOF\nrm -rf /", "here-document", 4, id="a here-document without its end"),
    pytest.param("a 'b", "single quote", 2, id="an open quotation"),
    pytest.param('"$\\\n(rm x)"', "continuation", 1, id="an expansion split by a line continuation"),
    pytest.param("i\\\nf a; then b; fi", "continuation", 0, id="a reserved word split by one"),
    pytest.param("\"${x:-$'\\x24(rm y)'}\"", "expansion", 6, id="an escape that becomes an expansion"),
    pytest.param("shopt -s extglob; !(a)", "extglob", 18, id="a subshell or a pattern"),
    pytest.param("a; b; )", "unexpected", 6, id="a bracket that closes nothing"),
]


@pytest.mark.parametrize(("text", "why", "position"), REFUSED)
def test_a_refusal_says_why_and_where(text: str, why: str, position: int) -> None:
    with pytest.raises(Refusal) as refusal:
        parse(text)
    assert why in refusal.value.why
    assert refusal.value.position == position


def test_a_shell_without_a_reader_is_refused() -> None:
    with pytest.raises(Refusal, match="csh"):
        parse("ls", "csh")


def test_a_text_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(Refusal, match="characters"):
        parse("a" * (MAX_LENGTH + 1))


FULL = MAX_LENGTH
SHAPES = {
    "open parentheses": "(" * FULL,
    "open substitutions": "$(" * (FULL // 2),
    "open arithmetic": "$((" * (FULL // 3),
    "open braces": "{ " * (FULL // 2),
    "open parameters": "${x:-" * (FULL // 5),
    "open quoted parameters": '"${x:-' * (FULL // 6),
    "backquotes": "`" * FULL,
    "escaped backquotes": "`\\`" * (FULL // 3),
    "an open double quotation of parameters": '"' + "$a " * (FULL // 3 - 1),
    "a long double quotation": '"' + "a" * (FULL - 2) + '"',
    "assignments": "a=b " * (FULL // 4),
    "subscripts": "a[" * (FULL // 2),
    "subscripts without a value": "a[1] " * (FULL // 5),
    "subscripts, one of them assigned": "a[1];" * (FULL // 5 - 1) + "a[=]",
    "array elements": "a=(" + "[x] " * (FULL // 4 - 2) + ")",
    "a pipeline": "a|" * (FULL // 2 - 1) + "a",
    "a list": "a;" * (FULL // 2),
    "an and-or list": "a&&" * (FULL // 3 - 1) + "a",
    "ambiguous arithmetic": "((a);" * (FULL // 5),
    "ambiguous arithmetic, nested": "$((a;" * 50 + "b" + "))" * 50,
    "ambiguous arithmetic, nested and closed apart": "$((" * 25 + "b" + ") )" * 25,
    "a here-document": "cat <<E\n" + "x $y `z`\n" * (FULL // 9 - 2) + "E\n",
    "here-documents": "cat <<E\nE\n" * (FULL // 10),
    "here-documents on one line": "cat" + " <<E" * 10000 + "\n" + "E\n" * 10000,
    "here-documents without an end": "cat <<E\n" * (FULL // 8),
    "line continuations": "\\\n" * (FULL // 2),
    "continued words": "a\\\n" * (FULL // 3),
    "newlines": "\n" * FULL,
    "comments": "#\n" * (FULL // 2),
    "single quotes": "''" * (FULL // 2),
    "dollar signs": "$" * FULL,
    "patterns": "@(" * (FULL // 2),
    "case items": "case x in " + "a) b;;" * (FULL // 6 - 4) + " esac",
    "conditions": "[[ " + "a && " * (FULL // 5 - 3) + "a ]]",
    "open conditions": "[[ " + "( " * (FULL // 2 - 3),
    "functions": "f() { " * (FULL // 6),
    "coprocesses": "coproc " * (FULL // 7),
    "negations": "! " * (FULL // 2 - 1) + "a",
    "apostrophes in a quoted default": '"${x:-' + "'a'" * (FULL // 3 - 4) + '}"',
    "redirections": ">a" * (FULL // 2),
    "here-documents without tabs": "cat <<-E\n" + "\tx\n" * (FULL // 3 - 6) + "E\n",
}


CALLS_PER_CHARACTER = 600
"""The worst of the shapes, a bracket that may be arithmetic or not fifty times over, takes 495, all others less than
100; work that grew with the square would take thousands."""


def read(text: str, dialect: str) -> None:
    with contextlib.suppress(Refusal):
        parse(text, dialect)


@pytest.mark.parametrize("dialect", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("name", SHAPES)
def test_reading_a_text_made_to_be_slow_is_work_in_proportion_to_its_length(name: str, dialect: str) -> None:
    text = SHAPES[name][: MAX_LENGTH // 32]
    assert calls(lambda: read(text, dialect)) < CALLS_PER_CHARACTER * len(text)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("name", SHAPES)
def test_reading_a_long_text_made_to_be_slow_ends(name: str, dialect: str) -> None:
    with ending():
        read(SHAPES[name][:MAX_LENGTH], dialect)


@pytest.mark.parametrize("name", SHAPES)
def test_every_prefix_of_a_text_gets_an_answer(name: str) -> None:
    text = SHAPES[name][:120]
    for dialect in ("bash", "sh", "zsh", "fish"):
        for length in range(len(text) + 1):
            try:
                parse(text[:length], dialect)
            except Refusal as refusal:
                assert 0 <= refusal.position <= length
