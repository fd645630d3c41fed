"""The lines that a database client reads itself instead of sending them: psql's backslash commands,
mysql's ``source`` and ``system``, sqlite3's dot commands, sqlcmd's ``:r`` and ``GO``.

Each reader looks at one position and answers ``None`` (that is SQL) or (name, rest, where it ends,
whether it ends the statement before it). Names come in one spelling, with a backslash: ``\\\\!``, ``\\\\i``.

Facts: psql(1) "Meta-Commands", mysql(1) "mysql Client Commands", sqlite.org/cli.html, sqlcmd (GO, ``:r``,
``:!!``).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Line = tuple[str, str, int, bool]
    Reader = Callable[[str, int, bool], Line | None]

_MYSQL_WORDS = {
    "source": "\\i", "system": "\\!", "delimiter": "\\delimiter", "tee": "\\o", "use": "\\c",
    "connect": "\\c",
    "pager": "\\o|", "edit": "", "help": "", "clear": "", "notee": "", "nopager": "", "quit": "\\q",
    "exit": "\\q",
    "status": "", "charset": "", "warnings": "", "nowarning": "", "rehash": "", "print": "", "prompt": "",
}  # fmt: skip
_MYSQL_LETTERS = {
    ".": "\\i",
    "!": "\\!",
    "u": "\\c",
    "r": "\\c",
    "d": "\\delimiter",
    "T": "\\o",
    "P": "\\o|",
    "q": "\\q",
}
_SQLITE = {
    "shell": "\\!", "system": "\\!", "read": "\\i", "open": "\\c", "output": "\\o", "once": "\\o",
    "import": "\\import",
    "restore": "\\restore", "load": "\\load", "save": "\\save", "backup": "\\save", "clone": "\\save",
    "quit": "\\q",
    "exit": "\\q", "excel": "", "recover": "", "dump": "", "archive": "\\o", "ar": "\\o", "log": "\\o",
    "trace": "\\o",
}  # fmt: skip
_SQLCMD = {
    "r": "\\i",
    "!!": "\\!",
    "connect": "\\c",
    "out": "\\o",
    "error": "\\o",
    "exit": "\\q",
    "quit": "\\q",
}


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def psql(text: str, position: int, first: bool) -> Line | None:
    """A backslash outside of quotes: a command up to the end of the line or to ``\\\\\\\\``; ``\\;`` is a
    separator, ``\\g`` and its family end the statement before them."""
    if text[position] != "\\":
        return None
    following = text[position + 1 : position + 2]
    if following == ";":
        return "", "", position + 2, True
    if following == "\\":
        return "", "", position + 2, False
    end = _line_end(text, position)
    separator = text.find("\\\\", position + 1, end)
    if separator >= 0:
        end = separator
    line = text[position:end]
    name, _blank, rest = line.partition(" ")
    if following == "!":
        name, rest = "\\!", line[2:]
    elif name.startswith(("\\o|", "\\g|")):
        name, rest = line[:2], line[2:]
    elif len(name) > 2 and name.startswith("\\o") and name[2] in "/.":
        name, rest = "\\o", line[2:]
    ends = name in ("\\g", "\\gx", "\\gexec", "\\gset", "\\gdesc", "\\crosstabview", "\\watch", "\\bind")
    return name, rest.strip(), end + (2 if separator >= 0 else 0), ends


def mysql(text: str, position: int, first: bool) -> Line | None:
    """Words at the beginning of a statement, ``\\x`` anywhere."""
    c = text[position]
    if c == "\\":
        following = text[position + 1 : position + 2]
        if following in ("g", "G"):
            return "", "", position + 2, True
        if following in _MYSQL_LETTERS:
            end = _line_end(text, position)
            return _MYSQL_LETTERS[following], text[position + 2 : end].strip(), end, True
        return None
    if not first or not c.isalpha():
        return None
    end = _line_end(text, position)
    word, _, rest = text[position:end].partition(" ")
    name = _MYSQL_WORDS.get(word.lower().rstrip(";"))
    if name is None or (name == "\\c" and ";" in rest):
        if name == "\\c":
            stop = text.index(";", position)
            return name, text[position + len(word) : stop].strip(), stop + 1, True
        return None
    if name == "\\delimiter":
        rest = rest.strip().split(" ")[0]
    return name, rest.strip(), end, True


def sqlite(text: str, position: int, first: bool) -> Line | None:
    """A dot at the beginning of a statement and of its line."""
    if text[position] != "." or not first:
        return None
    before = text.rfind("\n", 0, position) + 1
    if text[before:position].strip():
        return None
    end = _line_end(text, position)
    word, _, rest = text[position + 1 : end].partition(" ")
    for name, meaning in _SQLITE.items():
        if word and name.startswith(word) and (len(word) >= 3 or name == word or word in ("re", "sh", "sy")):
            return meaning, rest.strip(), end, True
    return "", rest, end, True


def sqlcmd(text: str, position: int, first: bool) -> Line | None:
    """``GO`` alone on its line ends the batch; ``:`` begins a command of the client."""
    c = text[position]
    if c not in "Gg:!":
        return None
    before = text.rfind("\n", 0, position) + 1
    if text[before:position].strip():
        return None
    end = _line_end(text, position)
    line = text[position:end].strip()
    if line.upper() == "GO" or (line[:3].upper() == "GO " and line[3:].strip().isdigit()):
        return "", "", end, True
    if c == ":" and first:
        word, _, rest = line[1:].partition(" ")
        if word.startswith("!!"):
            return "\\!", line[3:].strip(), end, True
        name = _SQLCMD.get(word.lower())
        return None if name is None else (name, rest.strip(), end, True)
    if line.startswith("!!"):
        return "\\!", line[2:].strip(), end, True
    return None


READERS: dict[str, Reader] = {
    "psql": psql,
    "mysql": mysql,
    "sqlite": sqlite,
    "sqlcmd": sqlcmd,
}
