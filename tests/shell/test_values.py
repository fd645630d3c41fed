"""Operations on values: text is put together, cut and quoted, and no hole is ever lost.

A value is written as its parts: text as it stands, a hole by its name; ``TAME`` is the hole that holds nothing
a shell would heed.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess

import pytest

from guard.model import Hole, Invocation, Value, known
from guard.shell import values
from guard.shell.patterns import has_pattern, matches

DATE, CURL = (Invocation((known(name),), "/") for name in ("date", "curl"))
WILD = Hole("output of curl", (CURL,), True)
TAME = Hole("output of date", (DATE,), True, True)


def made(*parts: str | Hole, glob: bool = False, notes: tuple[str, ...] = ()) -> Value:
    return Value(parts, glob, notes)


# ------------------------------------------------------------------------------- put together


@pytest.mark.parametrize(
    ("pieces", "parts"),
    [
        pytest.param([], (), id="nothing is nothing"),
        pytest.param([""], (), id="what is empty leaves nothing"),
        pytest.param(["a", "b"], ("ab",), id="texts that stand together are one"),
        pytest.param(["a", "", "b"], ("ab",), id="over what is empty too"),
        pytest.param(["a", WILD, "b", "c"], ("a", WILD, "bc"), id="a hole stands between texts"),
        pytest.param([WILD, "", WILD], (WILD, WILD), id="holes are kept apart"),
    ],
)
def test_pieces_become_a_value(pieces: list[str | Hole], parts: tuple[str | Hole, ...]) -> None:
    assert values.compact(pieces, True, ("n",)) == Value(parts, True, ("n",))


def test_a_value_of_as_many_parts_as_are_kept_is_kept() -> None:
    pieces = [p for _ in range(values.MOST_PARTS // 2) for p in ("a", TAME)]
    assert values.compact(pieces) == Value(tuple(pieces))


@pytest.mark.parametrize("first", ["a" * 300, TAME])
def test_a_value_of_more_parts_is_its_beginning_and_a_hole_with_every_producer(first: str | Hole) -> None:
    pieces = [first, *(p for _ in range(values.MOST_PARTS // 2) for p in (WILD, "b")), TAME]
    found = values.compact(pieces, True, ("n",))
    assert found.parts[:-1] == (("a" * 200,) if isinstance(first, str) else ())
    (hole,) = found.holes
    assert hole in (Hole("a very long text", both) for both in ((DATE, CURL), (CURL, DATE)))
    assert (found.glob, found.notes) == (True, ("n",))


@pytest.mark.parametrize("around", [(), (WILD,)])
def test_a_text_of_the_greatest_length_is_kept_and_a_longer_one_is_not(around: tuple[Hole, ...]) -> None:
    longest = "a" * values.LONGEST
    assert values.compact([longest, *around]).parts == (longest, *around)
    found = values.compact([longest, *around, "b"])
    assert (found.text, found.prefix) == (None, "a" * 200)


def test_values_one_after_the_other_keep_each_note_once_and_whether_one_is_a_pattern() -> None:
    first, second = made("a", notes=("m", "n")), made(WILD, "b", notes=("n", "o"))
    assert values.concatenate([first, second]) == made("a", WILD, "b", notes=("m", "n", "o"))
    for one, other in itertools.permutations([made("*", glob=True), made("b")]):
        assert values.concatenate([one, other]).glob
    assert not values.concatenate([first, second]).glob


def test_a_separator_stands_between_values_only() -> None:
    assert values.joined([], ",") == made()
    assert values.joined([made("a")], ",") == made("a")
    assert values.joined([made("a"), made(), made(WILD)], ",") == made("a,,", WILD)


# ------------------------------------------------------------------------------- producers


def test_every_producer_is_named_once_in_the_order_of_its_holes() -> None:
    assert values.producers_of([made(WILD, "a", TAME), made("b"), made(TAME, WILD)]) == (CURL, DATE)


@pytest.mark.parametrize("more", [0, 1, 7])
def test_of_very_many_producers_the_first_and_the_last_are_kept(more: int) -> None:
    many = tuple(Invocation((known(str(n)),), "/") for n in range(values.MOST_PRODUCERS + more))
    half = values.MOST_PRODUCERS // 2
    assert values.distinct(many) == (many if not more else many[:half] + many[-half:])


@pytest.mark.parametrize(
    ("programs", "expected"),
    [
        (["mktemp"], True),
        (["gmktemp"], True),
        (["tempfile"], True),
        (["mktemp", "tempfile"], True),
        (["mktemp", "date"], False),
        (["date"], False),
        ([], False),
    ],
)
def test_a_fresh_name_is_made_by_nothing_but_mktemp(programs: list[str], expected: bool) -> None:
    holes = [Hole(name, (Invocation((known(f"/usr/bin/{name}"),), "/"),)) for name in programs]
    assert values.fresh(made("/tmp/", *holes)) is expected


# ------------------------------------------------------------------------------- what stands for several


def test_values_that_agree_are_what_they_are() -> None:
    assert values.widened("x", [made("a", TAME)] * 3) == made("a", TAME)


@pytest.mark.parametrize(
    "other", [made("b"), made("a", glob=True), made(TAME), made("a", "b")], ids=lambda v: v.skeleton
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_values_that_differ_are_one_hole_with_the_producers_of_all(other: Value, place: int) -> None:
    several = [made("a"), made("a")]
    several.insert(place, other)
    assert values.widened("x", several) == made(Hole("x", values.producers_of(several), False, True))


def test_one_that_may_be_code_makes_all_of_them_that() -> None:
    assert values.widened("x", [made("a"), made(WILD)]).holes == (Hole("x", (CURL,)),)


HEEDED = "$`;&|<>()\\\"'\n{}[]*?"


@pytest.mark.parametrize("character", HEEDED)
def test_beside_a_hole_a_character_that_a_shell_heeds_makes_code_possible(character: str) -> None:
    assert not values.is_tame(made(f"a{character}", TAME))
    assert values.is_tame(made(f"a{character}"))
    assert not values.is_tame(made("a", WILD))
    assert values.is_tame(made("a b-c_d/e.f:g,h=i%j@k", TAME))


@pytest.mark.parametrize(
    ("several", "tame"),
    [
        ([], False),
        ([made("a")], True),
        ([made("a"), made(TAME)], True),
        ([made("a"), made("b", TAME)], True),
        ([made("a"), made(WILD)], False),
        ([made(TAME, WILD)], False),
        ([made("rm -rf")], False),
        ([made("a"), made("b\nc")], False),
        ([made("a ", TAME)], False),
        ([made("a;", TAME)], False),
    ],
    ids=lambda given: " ".join(v.skeleton for v in given) if isinstance(given, list) else str(given),
)
def test_what_is_made_in_a_way_not_followed_may_be_a_command_if_several_words_went_in(
    several: list[Value], tame: bool
) -> None:
    found = values.hole_like("why", *several)
    assert found.parts == (Hole("why", values.producers_of(several), False, tame),)
    assert not found.glob


def test_what_is_made_in_a_way_not_followed_keeps_each_note_once() -> None:
    several = [made("a", notes=("m", "n")), made("b", notes=("n", "o"))]
    assert values.hole_like("why", *several).notes == ("m", "n", "o")


def test_a_note_is_added_behind_the_others_and_once() -> None:
    value = made("a", TAME, glob=True, notes=("m",))
    assert values.with_notes(value, ("m", "n")) == made("a", TAME, glob=True, notes=("m", "n"))
    assert values.with_notes(value, ("m",)) is value


def test_what_a_script_is_given_says_so_once_unless_nothing_can_be_in_it() -> None:
    value = made("a", Hole("x", (CURL,), True), TAME, glob=True, notes=("n",))
    named = made("a", Hole("x" + values.GIVEN, (CURL,), True), TAME, glob=True, notes=("n",))
    assert values.given(value) == named
    assert values.given(named) == named
    assert values.given(made("a", notes=("n",))) == made("a", notes=("n",))


# ------------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        pytest.param(made(), [], id="nothing has no line"),
        pytest.param(made("a"), [made("a")], id="a line without its end is one"),
        pytest.param(made("a\n"), [made("a")], id="a line with its end is one"),
        pytest.param(made("a\nb"), [made("a"), made("b")], id="two lines"),
        pytest.param(made("\n\na\n"), [made(), made(), made("a")], id="empty lines count"),
        pytest.param(made(WILD), [made(WILD)], id="a hole is a line"),
        pytest.param(made("a", WILD, "b\nc"), [made("a", WILD, "b"), made("c")], id="a hole in a line"),
        pytest.param(made("a\n", WILD, "\n"), [made("a"), made(WILD)], id="a line that is a hole"),
        pytest.param(made("a\n", WILD), [made("a"), made(WILD)], id="a last line that is a hole"),
    ],
)
def test_a_text_has_lines(value: Value, lines: list[Value]) -> None:
    assert values.lines_of(value) == lines


def test_every_line_keeps_the_notes() -> None:
    assert [line.notes for line in values.lines_of(made("a\nb", notes=("n",)))] == [("n",), ("n",)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(made("a\n\n"), ("a",), id="newlines at the end go"),
        pytest.param(made("\na\nb"), ("\na\nb",), id="others stay"),
        pytest.param(made("\n"), (), id="nothing but newlines is nothing"),
        pytest.param(made("a", "\n"), ("a",), id="in a part of their own too"),
        pytest.param(made("a\n", "\n", "\n"), ("a",), id="in several parts too"),
        pytest.param(made("a\n", WILD), ("a\n", WILD), id="what stands before a hole stays"),
        pytest.param(made(WILD, "\n"), (WILD,), id="what stands behind a hole goes"),
        pytest.param(made(WILD, "\n", WILD, "\n"), (WILD, WILD), id="between holes that may be empty"),
        pytest.param(made(WILD, "\n", WILD, "b\n"), (WILD, "\n", WILD, "b"), id="not where text follows"),
        pytest.param(made("b", WILD, "\n", WILD), ("b", WILD, "\n", WILD), id="nor where text goes before"),
    ],
)
def test_a_substitution_takes_output_without_the_newlines_at_its_end(
    value: Value, expected: tuple[str | Hole, ...]
) -> None:
    given = made(*value.parts, glob=True, notes=("n",))
    assert values.stripped(given) == made(*expected, glob=True, notes=("n",))


# ------------------------------------------------------------------------------- quoting

TEXTS = ["", "a", "it's", "''", "a b\n", "$x `y` \\", "*", "a?b[c]d\\", "\\*", "[", "]", "é", '!#~&;|{}<>"\t']


@pytest.mark.parametrize("text", TEXTS)
def test_an_escaped_text_fits_itself_and_reads_as_itself(text: str) -> None:
    pattern = values.escaped(text)
    assert not has_pattern(pattern)
    assert matches(pattern, text)
    assert values.unescaped(pattern) == text
    assert len(pattern) == len(text) + sum(text.count(c) for c in "*?[]\\")


@pytest.mark.parametrize(
    ("pattern", "word"),
    [("a*", "a*"), ("\\a\\*", "a*"), ("\\\\a", "\\a"), ("a\\", "a"), ("\\\\\\\\", "\\\\")],
)
def test_a_pattern_that_nothing_fits_is_a_word_without_its_backslashes(pattern: str, word: str) -> None:
    assert values.unescaped(pattern) == word


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
def test_a_shell_reads_quoted_text_back() -> None:
    script = "printf '%s\\0' " + " ".join(values.shell_quoted(text) for text in [*TEXTS, "(a)"])
    run = subprocess.run(["sh", "-c", script], capture_output=True, check=True, timeout=60)
    assert run.stdout.decode().split("\0")[:-1] == [*TEXTS, "(a)"]
    assert values.shell_quoted("it's") == "'it'\\''s'"
