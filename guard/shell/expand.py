"""Expansion of words in bash's order: braces, tilde, parameters, substitutions, arithmetic, splitting,
globs, quote removal (bash manual 3.5, POSIX.1-2024 XCU 2.6), over Values.

Globs stay one Value with ``glob`` set; only the name of a program and the list of a loop are looked up.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.nodes import Arithmetic, Parameter, Process, Substitution, Text
from guard.shell.values import compact, escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from guard.shell.machine import Machine
    from guard.shell.nodes import Part, Word
    from guard.shell.state import State

    Piece = tuple[Union[str, Hole], int]

LITERAL, QUOTED, SPLIT, PATTERN, BREAK, NOTE, PRESENT, PLAIN = range(8)
"""What a piece of a word is: unquoted text · quoted · the unquoted result of an expansion · a pattern
whatever the quotes · the end of a word inside ``"$@"`` · a note · nothing but the fact that something
was quoted · the unquoted result of an expansion that does not split (zsh)."""

_NO_TEXT = {BREAK, NOTE, PRESENT}
_AS_IT_IS = {QUOTED, PLAIN}

PRIVATE = "\U000f0000"
"""From here on characters stand for holes in a text that is read again."""
_ACTIVE = frozenset("~*?[{(<")
MOST_WORDS = 4096
"""Words that one word may come to."""
DEFAULT_IFS = " \t\n"


def fields(machine: Machine, word: Word, state: State) -> list[Value]:
    """The words that a word comes to: none, one or several."""
    parts = word.parts
    only = parts[0] if len(parts) == 1 else None
    if (
        type(only) is Text
        and (only.quoted or (_ACTIVE.isdisjoint(only.text) and "extendedglob" not in state.options))
        and not _holds_private(only.text)
    ):
        return [Value((only.text,))]
    from guard.shell.braces import TooMany, expand_braces

    try:
        words = expand_braces(parts, state.dialect in ("bash", "sh"))
    except TooMany:
        return [Value((Hole("a brace expansion of very many words", (), True),))]
    found: list[Value] = []
    for one in words:
        found.extend(split(pieces(machine, one, state), state))
        if len(found) > MOST_WORDS:
            return [*found[:16], Value((Hole("very many words", (), True),))]
    return found


def one_word(machine: Machine, word: Word, state: State) -> Value:
    """The word where it neither splits nor globs: the right side of an assignment, ``case``, ``<<<``."""
    return together(pieces(machine, word.parts, state, assigning=True), state)


def pattern_word(machine: Machine, word: Word, state: State) -> Value:
    """The word as a pattern: what was quoted is escaped."""
    parts: list[Union[str, Hole]] = []
    special = "*?[]\\()|+@!-^"
    for content, kind in pieces(machine, word.parts, state, assigning=True):
        if isinstance(content, Hole):
            parts.append(content)
        elif kind == QUOTED:
            parts.append("".join("\\" + c if c in special else c for c in content))
        elif kind not in _NO_TEXT:
            parts.append(content)
    return compact(parts)


def together(found: list[Piece], state: State) -> Value:
    """Pieces as one value, without splitting."""
    parts: list[Union[str, Hole]] = []
    notes: tuple[str, ...] = ()
    glob = any(kind == PATTERN for _, kind in found)
    for content, kind in found:
        if kind == NOTE:
            notes += (str(content),)
        elif kind != PRESENT:
            parts.append(
                escaped(content) if glob and kind != PATTERN and isinstance(content, str) else content
            )
    return compact(parts, glob, notes)


# ------------------------------------------------------------------------------------- pieces


def pieces(machine: Machine, parts: tuple[Part, ...], state: State, assigning: bool = False) -> list[Piece]:
    """Every part expanded, before splitting."""
    found: list[Piece] = []
    head = "" if assigning else _assigned(parts)
    for index, part in enumerate(parts):
        if isinstance(part, Text):
            text = part.text
            if part.quoted:
                found.extend(_text(text, QUOTED, state))
                continue
            if head and not index:
                found.append((head, LITERAL))
                text = text[len(head) :]
            follows = index + 1 < len(parts)
            if assigning or head:
                found.extend(_tildes(text, not index, follows, state, machine))
            elif text[:1] == "~" and not index:
                found.extend(_tilde(text, follows, state, machine))
            else:
                found.extend(_text(text, LITERAL, state))
        elif isinstance(part, Parameter):
            from guard.shell.expand_parameter import parameter

            found.extend(parameter(machine, part, state))
        elif isinstance(part, Substitution):
            value = machine.substitute(part, state)
            found.extend(_value(value, QUOTED if part.quoted else SPLIT))
        elif isinstance(part, Arithmetic):
            value = machine.calculate(one_word(machine, part.expression, state), state)
            found.extend(_value(value, QUOTED if part.quoted else SPLIT))
        elif isinstance(part, Process):
            found.extend(_value(machine.process(part, state), QUOTED))
        else:
            for word in part.words:
                for value in fields(machine, word, state):
                    found.extend(_value(value, QUOTED))
                    found.append((" ", BREAK))
    return found


def _holds_private(text: str) -> bool:
    return not text.isascii() and max(text) >= PRIVATE


def _text(text: str, kind: int, state: State) -> list[Piece]:
    """Text, its private characters turned back into the holes they stand for."""
    if not _holds_private(text):
        return [(text, kind)]
    found: list[Piece] = []
    start = 0
    for index, c in enumerate(text):
        if c >= PRIVATE:
            if index > start:
                found.append((text[start:index], kind))
            at = ord(c) - 0xF0000
            hole = state.substitutes[at] if at < len(state.substitutes) else Hole("a private character")
            found.append((replace(hole, splits=True) if kind == LITERAL else hole, kind))
            start = index + 1
    if start < len(text):
        found.append((text[start:], kind))
    return found


def _value(value: Value, kind: int) -> list[Piece]:
    found: list[Piece] = [(note, NOTE) for note in value.notes]
    if value.glob:
        kind = PATTERN
    found.extend((part, kind) for part in value.parts)
    if kind == QUOTED and not value.parts:
        found.append(("", PRESENT))
    return found


value_pieces = _value

# ------------------------------------------------------------------------------------- tilde


def _assigned(parts: tuple[Part, ...]) -> str:
    """``name=`` at the beginning of a word that looks like an assignment: its tildes expand as in one."""
    first = parts[0] if parts else None
    if not isinstance(first, Text) or first.quoted:
        return ""
    name, sign, _ = first.text.partition("=")
    return name + sign if name.removesuffix("+").isidentifier() else ""


def _tildes(text: str, first: bool, follows: bool, state: State, machine: Machine) -> list[Piece]:
    """What is assigned: a tilde counts at the beginning and behind each colon."""
    found: list[Piece] = []
    sections = text.split(":")
    for index, section in enumerate(sections):
        if index:
            found.append((":", LITERAL))
        last = index == len(sections) - 1
        if section[:1] == "~" and (index or first):
            found.extend(_tilde(section, follows and last, state, machine))
        else:
            found.extend(_text(section, LITERAL, state))
    return found


def _tilde(text: str, follows: bool, state: State, machine: Machine) -> list[Piece]:
    name, slash, rest = text.partition("/")
    if follows and not slash:
        return _text(text, LITERAL, state)
    value = home_of(name[1:], state, machine)
    if value is None:
        return _text(text, LITERAL, state)
    tail: list[Piece] = _text(slash + rest, LITERAL, state) if slash else []
    return [*_value(value, QUOTED), *tail]


def home_of(user: str, state: State, machine: Machine) -> Value | None:
    """What ``~user`` comes to; ``None`` where it stays as it is."""
    if user == "+":
        return known(state.cwd) if state.cwd else Value((Hole("the current directory"),))
    if user == "-":
        return known(state.oldpwd) if state.oldpwd else Value((Hole("the previous directory"),))
    if not user:
        cell = state.cell("HOME")
        if cell is not None and cell.value is not None:
            return cell.value
        if state.elsewhere:
            return known("~", "the home directory there")
        return known(machine.world.home) if machine.world.home else Value((Hole("the home directory"),))
    if state.dialect == "zsh":
        named = state.hashed.get("~" + user)
        cell = state.cell(user) if named is None else None
        if cell is not None and cell.value is not None and cell.value.prefix.startswith("/"):
            named = cell.value
        if named is not None:
            return named
    if user == "root":
        return known("/root")
    if not all(c.isalnum() or c in "_.-" for c in user) or user[0].isdigit():
        return None
    for name in ("USER", "LOGNAME"):
        cell = state.cell(name)
        if cell is not None and cell.value is not None and cell.value.text == user:
            return home_of("", state, machine)
    if not state.elsewhere:
        for line in (machine.world.read("/etc/passwd") or "").split("\n"):
            entry = line.split(":")
            if entry[0] == user and len(entry) > 5:
                return known(entry[5])
    return known("/home/" + user, f"taken for the home directory of {user}")


# ------------------------------------------------------------------------------------- splitting


def split(found: list[Piece], state: State) -> list[Value]:
    """Pieces into words: by the field separator where an expansion was not quoted."""
    split_up = _Split(state)
    for content, kind in found:
        if kind == SPLIT:
            split_up.divided(content)
        elif kind == NOTE:
            if content not in split_up.notes:
                split_up.notes += (str(content),)
        elif kind == BREAK:
            split_up.end_word()
        elif kind == PRESENT:
            split_up.begun = True
        else:
            split_up.whole(content, kind)
    split_up.end_word()
    return split_up.words


class _Split:
    """The words of pieces, and the one that is open."""

    __slots__ = ("begun", "current", "notes", "state", "words")

    def __init__(self, state: State) -> None:
        self.state = state
        self.words: list[Value] = []
        self.current: list[Piece] = []
        self.begun = False
        """Whether a word is open, be it an empty one."""
        self.notes: tuple[str, ...] = ()

    def end_word(self) -> None:
        if self.begun:
            self.words.append(_word(self.current, self.notes, self.state))
            self.current, self.begun = [], False

    def add(self, content: str | Hole, kind: int) -> None:
        self.current.append((content, kind))
        self.begun = True

    def whole(self, content: str | Hole, kind: int) -> None:
        """A piece that is not divided."""
        if kind == PLAIN and isinstance(content, Hole):
            content = replace(content, splits=True)  # no word where it is empty
        if content or kind == QUOTED:
            self.add(content, kind)

    def divided(self, content: str | Hole) -> None:
        """A piece that is cut at the field separators."""
        if isinstance(content, Hole):
            # also where nothing splits: what is empty is no word
            self.add(replace(content, splits=True), SPLIT)
            return
        separators = field_separators(self.state)
        if separators is None:
            self.add(Hole("a word split at an unknown separator", (), True), SPLIT)
            return
        for index, chunk in enumerate(_chunks(content, separators)):
            if index:
                self.end_word()
            if chunk is not None:
                self.add(chunk, SPLIT)


def field_separators(state: State) -> str | None:
    """The characters of IFS; ``None`` where they are not known; empty where nothing splits."""
    if state.dialect == "fish":
        return "\n"
    cell = state.cell("IFS") if "IFS" in state.variables else None  # that of the environment is not taken
    return cell.value.text if cell is not None and cell.value is not None else DEFAULT_IFS


def _chunks(text: str, separators: str) -> list[str | None]:
    """The text cut at separators. ``None`` at an end says that a separator stood there."""
    white = "".join(c for c in separators if c in DEFAULT_IFS)
    end = len(text)
    at = _skip(text, 0, white)
    chunks: list[str | None] = [None] if at else []
    while at < end:
        begin = at
        while at < end and text[at] not in separators:
            at += 1
        chunks.append(text[begin:at])
        if at == end:
            return chunks
        at = _skip(text, at, white)
        if at < end and text[at] in separators:
            at = _skip(text, at + 1, white)
    chunks.append(None)
    return chunks


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _word(current: list[Piece], notes: tuple[str, ...], state: State) -> Value:
    if state.dialect == "zsh":
        current = [(_of_zsh(c, state) if k == LITERAL and isinstance(c, str) else c, k) for c, k in current]
    glob = any(kind == PATTERN for _, kind in current) or _globs(current)
    parts = [
        content if isinstance(content, Hole) or not glob or kind not in _AS_IT_IS else escaped(content)
        for content, kind in current
    ]
    return compact(parts, glob, notes)


def _of_zsh(text: str, state: State) -> str | Hole:
    """What zsh alone takes for a pattern, in the words of bash: ``(a|b)`` is ``@(a|b)``; a range of numbers
    and the signs of ``extendedglob`` have none. Its qualifiers were left out by the parser."""
    if "<" in text or ("extendedglob" in state.options and any(sign in text for sign in "^~#")):
        return Hole(f"the files that {text} stands for", (), True)
    return text.replace("(", "@(")


def _globs(current: list[Piece]) -> bool:
    """Whether a character of a pattern stands outside of quotes; a bracket expression may reach over several
    parts: ``[a"b"c]``."""
    opened = False
    for content, kind in current:
        if isinstance(content, str) and kind not in _AS_IT_IS:
            behind = content if opened else content.partition("[")[2]
            opened = opened or "[" in content
            if "]" in behind or "*" in content or "?" in content or any(c + "(" in content for c in "@!+"):
                return True
    return False
