"""Brace expansion, word by word, as bash has it; and what is too much of it."""

from __future__ import annotations

import random
import shutil
import subprocess

import pytest

from guard.shell.braces import MOST, TooMany, expand_braces
from guard.shell.nodes import Parameter, Simple, Text, Word
from guard.shell.parse import parse

BASH = shutil.which("bash")
PIECES = (
    *("{", "{", "{", "}", "}", "}", ",", ",", ",", "a", "b", "..", "..", "1", "3", "-2", "07", "{a,b}", "{1..3}"),
    *("{c..a}", "{,x}", "{a}", "{}", "\\{", "\\}", "\\,", "'q'", "''", "x=", "{2..8..3}", "{a..e..2}", "{a,{b,c}}", "-", "..", ".", "{..", "..}", "{1..{2,3}}"),
)  # fmt: skip
ENDS = (
    "",
    "0",
    "1",
    "3",
    "-1",
    "-3",
    "+2",
    "00",
    "01",
    "-01",
    "007",
    "10",
    "a",
    "c",
    "z",
    "-",
    "ab",
    "1a",
    "é",
    "²",
    "12",
    "+02",
    "-001",
    "x}",
)
STEPS = (
    "",
    "..1",
    "..2",
    "..-2",
    "..0",
    "..-0",
    "..03",
    "..+2",
    "..a",
    "..",
    "..1..2",
    "..9",
    "..-",
    "..{1,2}",
    "..{1..2}",
)


def sequences() -> list[str]:
    """Every two ends with no step, some with each step."""
    pairs = [(first, last) for first in ENDS for last in ENDS]
    draw = random.Random(4)
    stepped = [(*pair, step) for step in STEPS for pair in draw.sample(pairs, 40)]
    return [f"{{{a}..{b}}}" for a, b in pairs] + [f"{{{a}..{b}{step}}}" for a, b, step in stepped]


def drawn(seed: int, number: int) -> list[str]:
    """Words of a few pieces, the same for every run."""
    draw = random.Random(seed)
    return ["".join(draw.choices(PIECES, k=draw.randint(2, 7))) for _ in range(number)]


def word(text: str) -> Word:
    command = parse(f": {text}").items[0].first.commands[0]
    assert isinstance(command, Simple)
    return command.words[1]


def by_us(text: str) -> list[str]:
    """The words that one word comes to, an empty one that nothing quoted left out, as a shell does."""
    found = []
    for parts in expand_braces(word(text).parts):
        assert all(isinstance(part, Text) for part in parts)
        if parts:
            found.append("".join(part.text for part in parts if isinstance(part, Text)))
    return found


def by_bash(texts: list[str]) -> list[list[str]]:
    lines = "\n".join(f"m {text}" for text in texts)
    run = subprocess.run(
        [BASH or "bash", "--norc", "-f", "-c", f"""m() {{ [ $# -eq 0 ] || printf '%s\\022' "$@"; printf '\\023'; }}\n{lines}"""],
        env={"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return [answer.split("\022")[:-1] for answer in run.stdout.split("\023")[:-1]]


@pytest.mark.skipif(BASH is None, reason="no bash here")
@pytest.mark.parametrize("name", ["sequences", *range(1, 7)])
def test_braces_come_to_what_bash_makes_of_them(name: str | int) -> None:
    texts = sequences() if isinstance(name, str) else drawn(name, 500)
    answers = by_bash(texts)
    assert len(answers) == len(texts)
    wrong = [(t, bash, ours) for t, bash in zip(texts, answers, strict=True) if (ours := by_us(t)) != bash]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param("{1..512}", "{1..513}", id="a sequence"),
        pytest.param("{512..1}", "{512..0}", id="backwards"),
        pytest.param("{1..5120..10}", "{1..5121..10}", id="in steps"),
        pytest.param("{1..256}{a,b}", "{1..257}{a,b}", id="a product"),
        pytest.param("{a,{1..511}}", "{a,{1..512}}", id="a sequence in a list"),
        pytest.param("{" + "a," * 511 + "}", "{" + "a," * 512 + "}", id="a list"),
        pytest.param("{" + "{a,b}," * 255 + "{a,b}}", "{" + "{a,b}," * 256 + "}", id="lists in a list"),
    ],
)
def test_as_many_words_as_are_followed_are_told_and_one_more_is_too_many(text: str, more: str) -> None:
    assert len(expand_braces(word(text).parts)) == MOST
    with pytest.raises(TooMany):
        expand_braces(word(more).parts)


def test_very_many_words_are_too_many_at_once() -> None:
    with pytest.raises(TooMany):
        expand_braces(word("{" + "{1..500}," * 20_000 + "}").parts)
    with pytest.raises(TooMany):
        expand_braces(word("{1..99999999999999999}").parts)


@pytest.mark.parametrize(
    ("text", "in_bash", "elsewhere"),
    [
        ("$a{b,c}", ["ab", "ac"], ["a b", "a c"]),
        ("$a{1,_,B,-,.}", ["a1", "a_", "aB", "a -", "a ."], ["a 1", "a _", "a B", "a -", "a ."]),
        ("${a}{b,c}", ["a b", "a c"], ["a b", "a c"]),
        ('"$a"{b,c}', ["a b", "a c"], ["a b", "a c"]),
        ("$1{2,3}", ["1 2", "1 3"], ["1 2", "1 3"]),
        ("$a{b,$c}d", ["abd", "a cd"], ["a bd", "a c d"]),
        ("$a{'b',c}", ["a 'b", "ac"], ["a 'b", "a c"]),
        ("$a{b,c}d.e", ["abd .e", "acd .e"], ["a bd.e", "a cd.e"]),
        ("{a},b}", ["a}", "b"], ["{a},b}"]),
        ("{a..{1,2}}", ["a..1", "a..2"], ["{a..1}", "{a..2}"]),
        ("{a..{1..2}}", ["{a..{1..2}}"], ["{a..1}", "{a..2}"]),
        ("{},b}", ["{},b}"], ["{},b}"]),
        ("{$a..3}", ["{ a ..3}"], ["{ a ..3}"]),
    ],
)
def test_bash_knows_names_and_pairs_only_behind_its_braces(
    text: str, in_bash: list[str], elsewhere: list[str]
) -> None:
    for textual, expected in ((True, in_bash), (False, elsewhere)):
        found = expand_braces(word(text).parts, textual)
        assert [" ".join(map(told, parts)) for parts in found] == expected


def told(part: object) -> str:
    """The name of a parameter, or a text with a quote before it where it was quoted."""
    if isinstance(part, Parameter):
        return part.name
    assert isinstance(part, Text)
    return "'" * part.quoted + part.text
