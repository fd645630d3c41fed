"""What a text of a Makefile comes to: variables, automatic variables, functions.

Worked out: the functions on text and names (``subst patsubst strip filter sort word firstword dir notdir
basename suffix addprefix addsuffix join wildcard abspath realpath if or and foreach call value origin``).
``$(shell X)`` is a command of its own: it stands in the text as one private character and becomes a variable
of the shell, ``MAKE_SHELL_3``, which the recipe line sets from ``$(X)`` first; so what X does is followed,
its quotes cannot disturb those around it, and what it prints is known as far as the evaluator knows it.

Facts: GNU make manual 4.4, “Functions for Transforming Text”, “Automatic Variables”.
"""

from __future__ import annotations

from guard.shell.wrappers.grammar import placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guard.world import World

DEPTH = 12
"""How deeply a variable may name others."""
EXPANSIONS = 4000
"""Variables and functions that one Makefile may lead to for one goal."""
LONGEST = 65_536
"""Characters of one text."""
COMMAND = 0xE800
"""From here on characters stand for commands of ``$(shell …)``."""
COMMANDS = 200
BUILT_IN = {
    "MAKE": "make", "CC": "cc", "CXX": "g++", "AR": "ar", "AS": "as", "LD": "ld", "RM": "rm -f",
    "CPP": "cc -E", "LEX": "lex", "YACC": "yacc", "FC": "f77", "MAKE_COMMAND": "make", "ARFLAGS": "rv",
    "MAKELEVEL": "0", "MAKE_VERSION": "4.4",
}  # fmt: skip


class Text:
    """Expands texts of one Makefile."""

    def __init__(
        self, folder: str, world: World, outer: Callable[[str], str | None], given: Mapping[str, str]
    ) -> None:
        """
        Args:
            outer: a variable of the environment, as the shell reads it (``${X}`` where it is not known).
            given: what make's command line sets.
        """
        self.folder = folder
        self.world = world
        self.outer = outer
        self.given = given
        self.variables: dict[str, str] = {}
        self.commands: list[str] = []
        self.read: Callable[[str], None] | None = None
        """Reads a line as a part of the Makefile, for ``eval``."""
        self._budget = EXPANSIONS

    # ------------------------------------------------------------------------- texts

    def expanded(self, text: str, local: Mapping[str, str] | None = None, depth: int = 0) -> str:
        """The text with everything behind a ``$`` replaced."""
        made: list[str] = []
        position = 0
        while position < len(text):
            at = text.find("$", position)
            if at < 0 or at + 1 >= len(text):
                break
            made.append(text[position:at])
            letter = text[at + 1]
            if letter == "$":
                made.append("$")
                position = at + 2
                continue
            if letter in "({":
                end = closing(text, at + 1)
                name, position = text[at + 2 : end], end + 1
            else:
                name, position = letter, at + 2
            made.append(self._value(name, local or {}, depth, letter))
        made.append(text[position:])
        whole = "".join(made)
        return whole if len(whole) <= LONGEST else self._open()

    def simple(self, text: str) -> str:
        """A value that is expanded once, where it is assigned (``:=``): as it is kept."""
        return self.expanded(text).replace("$", "$$")

    def recipe(self, text: str) -> str:
        """A line as the shell reads it, with the commands that fill it set before."""
        settings: list[str] = []
        body = self._named(text, settings, 0)
        return "".join(settings) + body

    def known(self, text: str) -> bool:
        """Whether everything of an expanded text is known."""
        return "${" not in text and not any(COMMAND <= ord(c) < COMMAND + COMMANDS for c in text)

    def _named(self, text: str, settings: list[str], depth: int) -> str:
        if text.isascii():
            return text
        made = []
        quote = before = ""
        for letter in text:
            index = ord(letter) - COMMAND
            if not 0 <= index < len(self.commands):
                made.append(letter)
                if letter in "'\"" and quote in ("", letter) and (before != "\\" or quote == "'"):
                    quote = "" if quote else letter
                before = "" if before == "\\" else letter
                continue
            name = f"MAKE_SHELL_{index}"
            if depth < DEPTH and not any(s.startswith(f"export {name}=") for s in settings):
                command = self._named(self.commands[index], settings, depth + 1)
                settings.append(f"export {name}=$({command}\n); ")
            made.append("'\"${" + name + "}\"'" if quote == "'" else "${" + name + "}")
        return "".join(made)

    def _open(self, command: str = "locale") -> str:
        """A text that is not known, or what a command prints."""
        if len(self.commands) >= COMMANDS:
            return "${MAKE_SHELL_0}"
        self.commands.append(command)
        return chr(COMMAND + len(self.commands) - 1)

    # ------------------------------------------------------------------------- variables

    def _value(self, name: str, local: Mapping[str, str], depth: int, opening: str = "(") -> str:
        self._budget -= 1
        if depth > DEPTH or self._budget < 0:
            return self._open()
        if name in local:
            return local[name]
        word = name.split(None, 1)[0] if name.strip() else ""
        if word == "shell" and len(name) > 6:
            return self._open(self.expanded(name[6:].strip(), local, depth + 1))
        if word in FUNCTIONS and len(name) > len(word):
            return self._function(word, arguments_of(name[len(word) :].lstrip(), opening), local, depth)
        if "$" in name:
            name = self.expanded(name, local, depth + 1)
        base, colon, change = name.partition(":")
        if colon and "=" in change:
            pattern, _, new = change.partition("=")
            pattern, new = (pattern, new) if "%" in pattern else ("%" + pattern, "%" + new)
            return _each(self._value(base, local, depth + 1), lambda w: _patsubst(pattern, new, w))
        if len(name) == 2 and name[1] in "DF" and name[0] in local:
            return _each(local[name[0]], _plain_folder if name[1] == "D" else _base)
        return self._variable(name, local, depth)

    def _variable(self, name: str, local: Mapping[str, str], depth: int) -> str:
        for table in (self.given, self.variables):
            if name in table:
                return self.expanded(table[name], local, depth + 1)
        outside = self.outer(name)
        if outside is not None:
            return outside
        return BUILT_IN.get(name, "")

    # ------------------------------------------------------------------------- functions

    def _function(self, word: str, pieces: list[str], local: Mapping[str, str], depth: int) -> str:
        def value(index: int) -> str:
            return self.expanded(pieces[index], local, depth + 1) if index < len(pieces) else ""

        if word == "eval":
            if self.read is not None:
                self.read(self.expanded(",".join(pieces), local, depth + 1))
            return ""
        if word == "if":
            condition = value(0).strip()
            return value(1) if condition else value(2)
        if word in ("or", "and"):
            found = ""
            for index in range(len(pieces)):
                found = value(index).strip()
                if bool(found) is (word == "or"):
                    break
            return found
        if word == "foreach":
            name, items = value(0).strip(), value(1).split()[:200]
            body = pieces[2] if len(pieces) > 2 else ""
            return " ".join(self.expanded(body, {**local, name: item}, depth + 1) for item in items)
        if word == "call":
            name = value(0).strip()
            parameters = {str(i): value(i) for i in range(1, len(pieces))}
            body = self.variables.get(name, self.given.get(name, ""))
            return self.expanded(body, {**local, "0": name, **parameters}, depth + 1)
        if word == "value":
            return self.variables.get(value(0).strip(), "")
        if word == "origin":
            return self._origin(value(0).strip())
        values = [value(index) for index in range(len(pieces))]
        if word in ("wildcard", "abspath", "realpath"):
            return self.files(word, values[0])
        if word in NAME_FUNCTIONS and not all(map(self.known, values)):
            return self._open()
        return TEXT_FUNCTIONS[word](values)

    def _origin(self, name: str) -> str:
        if name in self.given or name in self.variables:
            return "command line" if name in self.given else "file"
        return (
            "environment" if self.outer(name) is not None else "default" if name in BUILT_IN else "undefined"
        )

    def is_there(self, name: str) -> bool:
        """Whether a file of this name is there, seen from the Makefile's folder."""
        return self.world.exists(placed(name, self.folder))

    def files(self, word: str, names: str) -> str:
        """What ``wildcard``, ``abspath`` or ``realpath`` makes of names."""
        if not self.known(names):
            return self._open()
        from guard.shell.state import normal

        found: list[str] = []
        for name in names.split()[:50]:
            path = normal(name if name.startswith("/") else f"{self.folder}/{name}")
            if word != "wildcard":
                found += [path] if word == "abspath" or self.world.exists(path) else []
                continue
            folder, _, pattern = name.rpartition("/")
            if not any(c in pattern for c in "*?["):
                found += [name] if self.world.exists(path) else []
                continue
            from guard.shell.patterns import matches

            entries = self.world.list(path.rpartition("/")[0] or "/") or ()
            found += [f"{folder}/{e}" if folder else e for e in entries if matches(pattern, e)]
        return " ".join(found)


def closing(text: str, start: int) -> int:
    """Where the bracket that opens at ``start`` is closed."""
    opening = text[start]
    shut = ")" if opening == "(" else "}"
    depth = 0
    for index in range(start, len(text)):
        if text[index] == opening:
            depth += 1
        elif text[index] == shut:
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def arguments_of(text: str, opening: str = "(") -> list[str]:
    """The arguments of a function: parted by commas that stand in no brackets of the kind that opened it."""
    pieces, depth, start = [], 0, 0
    shut = ")" if opening == "(" else "}"
    for index, letter in enumerate(text):
        if letter == opening:
            depth += 1
        elif letter == shut:
            depth -= 1
        elif letter == "," and depth == 0:
            pieces.append(text[start:index])
            start = index + 1
    return [*pieces, text[start:]]


def _each(names: str, change: Callable[[str], str]) -> str:
    return " ".join(change(name) for name in names.split())


def _patsubst(pattern: str, new: str, word: str) -> str:
    stem = stem_of(pattern, word)
    return word if stem is None else new.replace("%", stem, 1)


def stem_of(pattern: str, word: str) -> str | None:
    head, percent, tail = pattern.partition("%")
    if not percent:
        return "" if pattern == word else None
    fits = word.startswith(head) and word.endswith(tail) and len(word) >= len(head) + len(tail)
    return word[len(head) : len(word) - len(tail)] if fits else None


def _filtered(values: list[str], keep: bool) -> str:
    patterns = values[0].split()
    words = (values[1] if len(values) > 1 else "").split()
    return " ".join(w for w in words if any(stem_of(p, w) is not None for p in patterns) is keep)


def _word(values: list[str]) -> str:
    words = values[-1].split()
    first = values[0].strip()
    index = int(first) if first.isdigit() else 1
    return words[index - 1] if 0 < index <= len(words) else ""


def _words(values: list[str]) -> str:
    first, last = (int(v) if v.strip().isdigit() else 0 for v in values[:2])
    words = values[-1].split()
    return " ".join(words[max(first - 1, 0) : last] if first else words)


def _folder(name: str) -> str:
    return name.rpartition("/")[0] + "/" if "/" in name else "./"


def _plain_folder(name: str) -> str:
    return name.rpartition("/")[0] or "."


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _suffix(name: str) -> str:
    base = _base(name)
    return base[base.rindex(".") :] if "." in base else ""


def _joined(values: list[str]) -> str:
    one, other = values[0].split(), values[-1].split()
    longest = max(len(one), len(other))
    return " ".join("".join((*one[i : i + 1], *other[i : i + 1])) for i in range(longest))


TEXT_FUNCTIONS: dict[str, Callable[[list[str]], str]] = {
    "subst": lambda v: "".join(v[-1:] + v[1:-1]) if len(v) < 3 or not v[0] else v[2].replace(v[0], v[1]),
    "patsubst": lambda v: (
        _each(v[-1], lambda w: _patsubst(v[0].strip(), v[1].strip(), w)) if len(v) > 2 else ""
    ),
    "strip": lambda v: " ".join(v[0].split()),
    "findstring": lambda v: v[0] if len(v) > 1 and v[0] in v[1] else "",
    "filter": lambda v: _filtered(v, True),
    "filter-out": lambda v: _filtered(v, False),
    "sort": lambda v: " ".join(sorted(set(v[0].split()))),
    "word": _word,
    "words": lambda v: str(len(v[0].split())),
    "wordlist": lambda v: _words(v) if len(v) > 2 else "",
    "firstword": lambda v: " ".join(v[0].split()[:1]),
    "lastword": lambda v: " ".join(v[0].split()[-1:]),
    "dir": lambda v: _each(v[0], _folder),
    "notdir": lambda v: _each(v[0], _base),
    "suffix": lambda v: " ".join(filter(None, map(_suffix, v[0].split()))),
    "basename": lambda v: _each(v[0], lambda w: w[: len(w) - len(_suffix(w))]),
    "addprefix": lambda v: _each(v[-1], lambda w: v[0].strip() + w),
    "addsuffix": lambda v: _each(v[-1], lambda w: w + v[0].strip()),
    "join": _joined,
}
NAME_FUNCTIONS = (
    "dir", "notdir", "suffix", "basename", "patsubst", "filter", "filter-out", "findstring", "word", "words",
    "subst",
)  # fmt: skip
"""Functions whose answer depends on what stands in a name."""
OTHERS = (
    "shell", "if", "or", "and", "foreach", "call", "value", "origin", "wildcard", "abspath", "realpath",
    "eval",
)  # fmt: skip
FUNCTIONS = frozenset((*TEXT_FUNCTIONS, *OTHERS))
