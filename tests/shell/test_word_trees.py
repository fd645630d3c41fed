"""What tree a word becomes: quotes, parameters with every operator, subscripts, substitutions, arithmetic.

Each line of ``word_trees.txt`` is words of bash (``zsh: `` words of zsh), and behind ``⇒`` what they are read as, with
``·`` between words and a blank between the parts of one. ``'a'`` is quoted text and ``a`` is not; ``$‹x›`` is
a parameter, ``$#‹x›`` its length, ``$!‹x›`` what it names, with its subscript in ``[ ]``, the operator, and in
``{ }`` the words of it; ``$((…))`` is arithmetic, ``$(…)`` any substitution. A ``"`` before one says *quoted*.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.shell.nodes import (
    Arithmetic,
    ArithmeticFor,
    Parameter,
    Process,
    Refusal,
    Script,
    Simple,
    Substitution,
    Text,
    Word,
)
from guard.shell.parse import parse
from guard.shell.words_syntax import MAX_PARTS

LIST = Path(__file__).parent / "data" / "word_trees.txt"
ROWS = LIST.read_text(encoding="utf-8").splitlines()


def words(text: str, dialect: str) -> tuple[Word, ...]:
    """The words behind ``m``."""
    command = parse("m " + text, dialect).items[0].first.commands[0]
    assert isinstance(command, Simple)
    return command.words[1:]


def shown(word: Word) -> str:
    return " ".join(map(part, word.parts))


def part(node: object) -> str:
    """One part of a word, as the table has it."""
    if isinstance(node, Text):
        return repr(node.text) if node.quoted else node.text
    sign = '"' if getattr(node, "quoted", False) else ""
    if isinstance(node, Arithmetic):
        return f"{sign}$(({shown(node.expression)}))"
    if isinstance(node, Substitution):
        return f"{sign}$({script(node.body)})"
    if isinstance(node, Process):
        return f"{node.direction}({script(node.body)})"
    assert isinstance(node, Parameter)
    subscript = f"[{shown(node.subscript)}]" if node.subscript is not None else ""
    given = "".join(f"{{{shown(word)}}}" for word in (node.argument, node.replacement) if word is not None)
    kinds = "#" * node.length + "!" * node.indirect
    return f"{sign}${kinds}‹{node.name}›{subscript}{node.operator}{given}"


def script(body: Script) -> str:
    commands = [command for item in body.items for command in item.first.commands]
    return "; ".join(
        " ".join(map(shown, c.words)) if isinstance(c, Simple) else type(c).__name__ for c in commands
    )


def parted(row: str) -> tuple[str, str, str]:
    """The dialect, the words, and what they are read as."""
    text, _, expected = row.replace("⏎", "\n").partition(" ⇒ ")
    dialect = "zsh" if text.startswith("zsh: ") else "bash"
    return dialect, text.removeprefix("zsh: "), expected


@pytest.mark.parametrize("row", ROWS)
def test_words_are_read(row: str) -> None:
    dialect, text, expected = parted(row)
    assert " · ".join(map(shown, words(text, dialect))) == expected


def expanding(word: Word) -> Iterator[Parameter | Arithmetic | Substitution | Process]:
    """Every part that expands, in the words of other parts too; what stands in backquotes is left out."""
    for node in word.parts:
        if isinstance(node, (Parameter, Arithmetic, Substitution, Process)):
            yield node
        inner = [getattr(node, name, None) for name in ("argument", "replacement", "subscript", "expression")]
        for one in inner:
            if one is not None:
                yield from expanding(one)


@pytest.mark.parametrize("row", ROWS)
def test_what_stands_where_a_part_stands_is_that_part(row: str) -> None:
    dialect, text, _ = parted(row)
    whole = "m " + text
    for word in words(text, dialect):
        assert shown(words(whole[word.span.start : word.span.end], dialect)[0]) == shown(word)
        for node in expanding(word):
            alone = whole[node.span.start : node.span.end]
            (read,) = words(f'"{alone}"' if getattr(node, "quoted", False) else alone, dialect)
            assert [part(p) for p in read.parts] == [part(node)]


@pytest.mark.parametrize("row", ROWS)
def test_every_word_of_an_expansion_stands_between_its_signs(row: str) -> None:
    dialect, text, _ = parted(row)
    whole = "m " + text
    for word in words(text, dialect):
        for node in expanding(word):
            around: list[tuple[Word | None, tuple[str, ...], str]] = []
            if isinstance(node, Arithmetic):
                around.append((node.expression, ("((", "$["), ")]"))
            if isinstance(node, Parameter):
                bad = node.operator == "bad substitution"
                operator = node.name + "]{" if bad else node.operator
                around.append((node.argument, tuple(operator) if bad else (operator,), "}/:"))
                around.append((node.replacement, ("/", ":"), "}"))
                around.append((node.subscript, ("[",), "]"))
            for inner, before, behind in around:
                if inner is not None:
                    assert whole[: inner.span.start].endswith(before)
                    assert whole[inner.span.end] in behind


REFUSED = [
    ("a ‸'b", "unterminated single quote"),
    ('a "‸b', "no matching '\"'"),
    ('a "‸a\\"', "no matching '\"'"),
    ("a ‸$'b", "unterminated $'"),
    ("a ‸$'b\\'", "unterminated $'"),
    ("a ‸`b", "unterminated backquote"),
    ("a ‸`b\\`", "unterminated backquote"),
    ("a `b ‸'c`", "unterminated single quote"),
    ('a "`b ‸\'c`"', "unterminated single quote"),
    ("a `b \\‸`c`", "unterminated backquote"),
    ("a ‸$(b", "no matching ')'"),
    ("a ‸$(b;", "no matching ')'"),
    ("a ‸<(b", "no matching ')'"),
    ("a ‸>(b", "no matching ')'"),
    ('a "b‸$(c', "no matching ')'"),
    ('a "b$(c"‸', "no matching '\"'"),
    ("a ‸$((1)", "no matching ')'"),
    ("a $[‸1", "no matching ']'"),
    ("a ‸${ b", "no matching '}'"),
    ("a ‸${| b;", "no matching '}'"),
    ("a ${‸", "unexpected end"),
    ("a ${x‸", "unexpected end"),
    ("a ${#x‸", "unexpected end"),
    ("a ${x‸@Q", "unexpected end"),
    ("a ${x#‸b", "unexpected end"),
    ("a ${x/‸b", "unexpected end"),
    ("a ${x/b/‸c", "unexpected end"),
    ("a ${x:-‸b", "unexpected end"),
    ('a "${x:-‸b', "no matching '}'"),
    ("a ${x[‸1", "unexpected end"),
    ("a ${x[1]‸", "unexpected end"),
    ("a ${x:‸1", "no matching '}'"),
    ("a ${x:1:‸2", "no matching '}'"),
    ("a ‸@(b", "unexpected end"),
    ("a b‸$(c", "no matching ')'"),
    ("a ${x:-‸`b}", "unterminated backquote"),
    ('a ${x:-"‸b}', "no matching '\"'"),
    ('a "${x:-‸\'b}"', "unterminated single quote"),
    ('a "${x:-‸$\'b}"', "unterminated $'"),
    ("a \"${x:-‸$'\\x60'}\"", "$'…' that makes an expansion"),
    ("a \"${x:-‸$'\\x24'}\"", "$'…' that makes an expansion"),
    ("a $((1+‸'2))", "unterminated single quote"),
    ("a rm‸$'\\0'x", "a NUL inside a word, where shells end it differently"),
    ("a ‸$\\\nb", "a line continuation inside an expansion"),
    ('a "‸$\\\n{x}"', "a line continuation inside an expansion"),
    ("for ((;;‸", "no matching ')'"),
    ("[[ a =~ ‸(b", "unexpected end"),
    ("cat <<E\n‸`b\nE\n", "unterminated backquote"),
    ("a ‸;; b", "unexpected ';'"),
    ("a >‸\n", "unexpected newline"),
    ("a >‸", "unexpected end"),
    ("a >‸)", "unexpected ')'"),
]


@pytest.mark.parametrize(("marked", "why"), REFUSED)
def test_what_is_open_is_refused_at_its_place(marked: str, why: str) -> None:
    before, _, behind = marked.partition("‸")
    with pytest.raises(Refusal) as refusal:
        parse(before + behind)
    assert (refusal.value.why, refusal.value.position) == (why, len(before))


def nested(number: int) -> dict[str, str]:
    """The same construct in itself, so many times."""
    return {
        "quotes": '"$(' * number + "b" + ')"' * number,
        "parameters": "${x:-" * number + "b" + "}" * number,
        "old arithmetic": "$[" * number + "1" + "]" * number,
        "subscripts": "${x[" * number + "1" + "]}" * number,
        "substitutions": "$(b " * number + "c" + ")" * number,
        "processes": "<(b " * number + "c" + ")" * number,
    }


@pytest.mark.parametrize("name", nested(1))
def test_what_nests_too_deep_is_refused_where_it_does(name: str) -> None:
    text = "m " + nested(80)[name]
    with pytest.raises(Refusal, match="nested constructs") as refusal:
        parse(text)
    assert text[refusal.value.position] in '$"<'
    parse("m " + nested(25)[name])
    before = " ".join([*nested(1).values(), "$((1))", "$((b) )", "`b`"] * 30)
    with pytest.raises(Refusal, match="nested constructs"):
        parse(f"m {before} {nested(80)[name]}")


def test_more_than_one_of_a_kind_is_no_nesting() -> None:
    for construct in nested(1).values():
        parse("m " + " ".join([construct] * 200))


PRINTABLE = "".join(map(chr, range(33, 127)))
CONTEXTS = [
    pytest.param("a%sb", "\"'\\$`|&;()<>", id="in a word"),
    pytest.param('"a%sb"', '"\\$`', id="in double quotes"),
    pytest.param("'a%sb'", "'", id="in single quotes"),
    pytest.param("$'a%sb'", "'\\", id="in quotes with escapes"),
    pytest.param("${x-a%sb}", "\"'\\$`}", id="in a default"),
    pytest.param('"${x-a%sb}"', "\"'\\$`}", id="in a quoted default"),
    pytest.param("${x#a%sb}", "\"'\\$`}", id="in a pattern"),
    pytest.param("${x/a%sb}", "\"'\\$`}/", id="in a pattern to replace"),
    pytest.param("${x/y/a%sb}", "\"'\\$`}", id="in what replaces"),
    pytest.param("${x:a%sb}", "\"'\\$`}:", id="in a number of characters"),
    pytest.param("${x:1:a%sb}", "\"'\\$`}", id="in another"),
    pytest.param("${x[a%sb]}", "\"'\\$`[]", id="in a subscript"),
    pytest.param("$((a%sb))", "\"'\\$`()", id="in arithmetic"),
    pytest.param("$[a%sb]", "\"'\\$`[]", id="in old arithmetic"),
    pytest.param("`m a%sb`", "\"'\\$`|&;()<>", id="in backquotes"),
    pytest.param("$(m a%sb)", "\"'\\$`|&;()<>", id="in a substitution"),
]


def innermost(word: Word) -> Word:
    """The word in which the text of a context stands."""
    (node,) = word.parts
    if isinstance(node, Substitution):
        command = node.body.items[0].first.commands[0]
        assert isinstance(command, Simple)
        return command.words[1]
    inner = [getattr(node, n, None) for n in ("replacement", "subscript", "argument", "expression")]
    return next((one for one in inner if isinstance(one, Word)), word)


@pytest.mark.parametrize(("context", "special"), CONTEXTS)
def test_every_character_that_is_not_special_stands_for_itself(context: str, special: str) -> None:
    for character in PRINTABLE:
        if character not in special:
            (read,) = words(context.replace("%s", character), "bash")
            assert [p.text for p in innermost(read).parts if isinstance(p, Text)] == [f"a{character}b"]


def test_every_other_character_of_a_loop_that_counts_stands_for_itself() -> None:
    for c in PRINTABLE:
        if c not in ";()\"'\\$`":
            loop = parse(f"for ((a{c}b;c{c}d;e{c}f)); do m; done").items[0].first.commands[0]
            assert isinstance(loop, ArithmeticFor)
            assert [word.literal for word in loop.expressions] == [f"a{c}b", f"c{c}d", f"e{c}f"]


def test_a_word_of_very_many_expansions_is_refused() -> None:
    parse("m " + "$x" * (MAX_PARTS + 1))
    parse("m " + "$x " * (MAX_PARTS + 2))
    with pytest.raises(Refusal, match="expansions in a word"):
        parse("m " + "$x" * (MAX_PARTS + 2))
