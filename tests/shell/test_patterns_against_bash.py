"""Patterns against text, one by one, as bash's ``[[ text == pattern ]]`` has it; and what is not told.

Not asked, because bash goes astray: a group that may be empty behind a ``*``.
"""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess

import pytest

from guard.shell import patterns
from guard.shell.patterns import has_pattern, matches, prefix_lengths

BASH = shutil.which("bash")
with_bash = pytest.mark.skipif(BASH is None, reason="no bash here")
PIECES = (
    "a", "b", "-", "]", "[", "\\", "\\a", "\\*", "\\[", "\\]", "\\-", "\\^", "*", "?", "[ab]", "[!a]", "[^b]", "[a-b]", "[b-a]",
    "[]a]", "[!]a]", "[a-]", "[-a]", "[a\\]]", "[\\]-a]", "[a-\\]]", "[\\a-\\b]", "[a\\-c]", "[[:alpha:]]",
    "[![:alpha:]b]", "[[:punct:]]", "[[:nope:]]", "[[:alpha:]-]", "[a[:digit:]]", "[:alpha:]", "[[:alpha:]",
    "[[:]a]", "[a", "[]", "[!]", "[!", "[a-", "[*]", "[?a]", "[(]", "[|]", "[[]", "[[a]", "[a!]", "[a^]", "[--a]",
    "@(a|b)", "?(a)", "*(ab|b)", "+(a|ba)", "!(a|b*)", "!(a)", "@(a|@(b|-))", "*(?(a)b)", "+([ab])", "@(|a)",
    "@(a|)", "@(a\\)|b)", "@(a\\|b)", "@(\\(|a)", "@(a", "+(a|", "@([a|b)", "*(a|*(b))", "[@(a]", "@([)]|a)",
    "*([ab]|[)])", "@([|]|a)", "+(a|[|])", "@(*|a)b", "!(*a)", "!(!(a))", "+(?)", "@(\\\\|a)",
)  # fmt: skip
CHARACTERS = "aaabb-]\\*([)|!^"
ASK = """shopt -s extglob
while IFS= read -r -d '' pattern && IFS= read -r -d '' text; do
    if [[ $text == $pattern ]]; then printf y; else printf n; fi
done"""


def bash_says(pairs: list[tuple[str, str]]) -> list[bool]:
    """For each pattern and text whether bash finds that they fit."""
    run = subprocess.run(
        [BASH or "bash", "--norc", "-c", ASK],
        input="".join(f"{pattern}\0{text}\0" for pattern, text in pairs),
        env={"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert len(run.stdout) == len(pairs), run.stderr
    return [answer == "y" for answer in run.stdout]


def drawn(seed: int, number: int) -> list[tuple[str, str]]:
    """Patterns of a few pieces each with a short text, the same for every run."""
    draw = random.Random(seed)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < number:
        pieces = draw.choices(PIECES, k=draw.randint(1, 3))
        joins = itertools.pairwise(pieces)
        if not any(a[-1] in "*\\" and len(b) > 1 and b[1] == "(" for a, b in joins):
            pairs.append(("".join(pieces), "".join(draw.choices(CHARACTERS, k=draw.randint(0, 3)))))
    return pairs


@with_bash
@pytest.mark.parametrize("seed", range(6))
def test_a_pattern_fits_what_it_fits_in_bash(seed: int) -> None:
    pairs = drawn(seed, 1500)
    answers = [(*pair, matches(*pair)) for pair in pairs]
    wrong = [
        (*found, bash) for found, bash in zip(answers, bash_says(pairs), strict=True) if found[2] != bash
    ]
    assert not wrong


@with_bash
def test_each_piece_fits_what_it_fits_in_bash() -> None:
    short = ["".join(text) for size in range(3) for text in itertools.product("ab-]\\[|)!", repeat=size)]
    pairs = [(piece, text) for piece in PIECES for text in short]
    wrong = [pair for pair, bash in zip(pairs, bash_says(pairs), strict=True) if matches(*pair) != bash]
    assert not wrong


@with_bash
@pytest.mark.parametrize("name", [*patterns.CLASSES, "nope"])
def test_a_class_of_characters_holds_what_it_holds_in_bash(name: str) -> None:
    pairs = [(f"[[:{name}:]]", chr(code)) for code in range(1, 128)]
    wrong = [pair for pair, bash in zip(pairs, bash_says(pairs), strict=True) if matches(*pair) != bash]
    assert not wrong


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("alpha", "éß", "²٣"),
        ("upper", "ÉΩ", "éß"),
        ("lower", "éß", "ÉΩ"),
        ("digit", "09", "²٣"),
        ("space", "\u2003", "é"),
        ("punct", "«—", "é"),
        ("word", "é_", "—"),
        ("ascii", "a\t", "é"),
    ],
)
def test_letters_beyond_ascii_belong_to_their_classes(name: str, inside: str, outside: str) -> None:
    assert [matches(f"[[:{name}:]]", c) for c in inside + outside] == [c in inside for c in inside + outside]


@pytest.mark.parametrize(
    "pattern", ["(a|b)", "a(b)", "[a](b)", "[(](b)", "@(a)(b)", "\\\\(a)", "@(a|(b))", "[[.a.]]", "[[=a=]]", "a[[.hyphen.]]"]
)  # fmt: skip
def test_a_group_of_zsh_or_a_name_of_the_locale_is_not_decided(pattern: str) -> None:
    assert matches(pattern, "ab") is None
    assert prefix_lengths(pattern, "ab") is None


@pytest.mark.parametrize("pattern", ["\\(a", "[(]a", "[a(]a", "@(\\()a", "+([(])a"])
def test_a_parenthesis_that_is_quoted_or_in_brackets_is_a_character(pattern: str) -> None:
    assert matches(pattern, "(a") is True
    assert matches(pattern, "(b") is False


def test_what_costs_too_much_is_not_decided() -> None:
    assert matches("*a" * 30 + "b", "a" * 3000) is None
    assert prefix_lengths("*a" * 30 + "b", "a" * 3000) is None
    assert matches("@(" * 2000 + "a" + ")" * 2000, "a") is None
    assert matches("[" * 20_000, "[" * 20_000) is None
    assert matches("[[:alpha:]" * 5_000, "a") is None
    assert matches("*" * 100 + "b", "a" * 100) is False


@pytest.mark.parametrize("pattern", ["", "a", "a*", "*b", "?", "@(a|ab)", "*", "[!a]", "\\a", "x", "*(ab)"])
def test_the_beginnings_that_fit_are_those_that_fit_by_themselves(pattern: str) -> None:
    for text in ("", "a", "ab", "abab", "ba*", "bbb"):
        expected = [size for size in range(len(text) + 1) if matches(pattern, text[:size])]
        assert prefix_lengths(pattern, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*", True), ("?", True), ("[a]", True), ("a[]", True), ("\\\\*", True), ("\\a?", True), ("[\\]", True),
        ("", False), ("a", False), ("\\*", False), ("a\\?b", False), ("[a", False), ("a]", False), ("]a[", False),
        ("\\[a]", False), ("a\\", False), ("a@(b|c)", True), ("+(a)", True), ("!(a)", True), ("\\@(a|b)", False),
        ("@a(b)", False), ("@(a", False), ("(a|b)", False), ("a@", False),
    ],
)  # fmt: skip
def test_a_pattern_has_a_character_of_one_that_is_not_escaped(text: str, expected: bool) -> None:
    assert has_pattern(text) is expected
