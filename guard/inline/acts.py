"""What a piece of code would do, whatever language it is written in.

A reader (``python.py``, ``scanner.py``) turns code into acts; ``shell/wrappers/interpreters.py`` makes
inner commands of those that run something, ``programs/interpreters.py`` makes effects of the rest.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from guard.model import Invocation, Operation

SIZE = 65_536
"""Characters: longer code is not read."""


@frozen
class FileAct:
    """A file or directory is deleted, overwritten, truncated, moved onto or changed."""

    operation: Operation
    path: Value
    call: str
    """As it stands in the code: ``shutil.rmtree``."""
    recursive: bool = False
    kind: str = "file"
    edits: bool = False
    """The same code read the file before it writes it: what is written was made from what was there."""


@frozen
class RunAct:
    """A program is run: ``text`` by a shell, or ``argv`` directly."""

    text: Value | None = None
    argv: tuple[Value, ...] = ()
    call: str = ""
    cwd: Value | None = None
    stdin: Value | None = None
    """What it is given to read, where the code says so."""


@frozen
class FollowAct:
    """A file of code is run (``exec(open(f).read())``, ``require('./x')``)."""

    path: Value
    language: str


@frozen
class UnknownAct:
    """Something dangerous is called in a way that cannot be read."""

    why: str
    network: bool = False
    """The code comes from the network."""


if TYPE_CHECKING:
    Act = Union[FileAct, RunAct, FollowAct, UnknownAct]

_last: list[tuple[tuple[object, ...], tuple[Act, ...]]] = []
"""The last reading: the same code is read once for what it runs and once for what it does. With it belongs
what the code sees: the directory, the environment."""


def acts_of(code: Value, language: str, by: Invocation, arguments: tuple[Value, ...] = ()) -> tuple[Act, ...]:
    """What the code would do. Empty where nothing in it deletes, overwrites, runs or sends.

    Args:
        code: may have holes; they stay holes in the paths and texts they stand in.
        language: one of ``shell/follow.py: INLINE``.
        by: the interpreter's invocation, for the environment and the directory.
        arguments: what the code sees as its arguments, without the program's name.
    """
    key = (code, language, by.cwd or "", by.environment, by.variables, arguments)
    if _last and _last[0][0] == key:
        return _last[0][1]
    text = "".join(part for part in code.parts if isinstance(part, str))
    laid = followed(code)
    found = _read(code, len(text), language, by, arguments)
    found += _through_clients(text, language, by, laid, found)
    if language in _FEEDING and any(isinstance(act, RunAct) for act in found):
        from guard.inline.fed import fed

        found = fed(found, text, language, laid)
    if language in ("python", "node", "ruby"):
        from guard.inline.orm import emptied

        found += emptied(text, language, by, laid)
    if laid:
        found = tuple(act for act in found if resolved(act))
    _last[:] = [(key, found)]
    return found


def _read(
    code: Value, size: int, language: str, by: Invocation, arguments: tuple[Value, ...]
) -> tuple[Act, ...]:
    """What the calls in the code itself would do."""
    if size > SIZE:
        return (UnknownAct(f"the {language} code is too long to be read"),)
    if _from_elsewhere(code):
        return (UnknownAct(f"the {language} code that would run is not known ({code.skeleton[:80]})"),)
    if language == "python":
        from guard.inline.python import read_python

        return read_python(code, by, arguments)
    if language == "tcl":
        from guard.inline.tcl import read_tcl

        return read_tcl(code, by)
    from guard.inline.scanner import read_calls

    return read_calls(code, language, by, arguments)


_FEEDING = ("python", "node", "ruby", "php", "perl", "lua")


def _through_clients(
    text: str, language: str, by: Invocation, laid: bool, found: tuple[Act, ...]
) -> tuple[RunAct, ...]:
    """What clients of services do; the reader is brought only where one of them may be named."""
    if language not in ("python", "node", "ruby", "php", "perl"):
        return ()
    from guard.inline.sdk_tables import may_name_clients

    if not may_name_clients(text):
        return ()
    from guard.inline.sdks import sdk_acts

    requests = any(isinstance(a, RunAct) and a.argv and a.argv[0].text == "curl" for a in found)
    return sdk_acts(text, language, by, laid, requests)


FETCHERS = ("curl", "wget", "http", "https", "xh", "nc", "ncat", "aria2c", "lynx", "w3m", "fetch")


def _from_elsewhere(code: Value) -> bool:
    """Whether nothing of the code is known, or a part of it comes from the network."""
    holes = code.holes
    if len(holes) == len(code.parts) and holes:
        return True
    return any(p.program in FETCHERS for hole in holes for p in hole.producers)


def followed(code: Value) -> bool:
    """Whether the code is an ordinary script that lay on the machine before."""
    from guard.shell.follow import ON_DISK

    return ON_DISK in code.notes


def resolved(act: Act) -> bool:
    """Whether anything of what an act names is known. In a script of the project, what is not stays quiet:
    every program deletes and runs things that only its own run decides."""
    if isinstance(act, UnknownAct):
        return act.network
    if isinstance(act, RunAct):
        return _any_text(act.text) if act.text is not None else bool(act.argv) and _any_text(act.argv[0])
    return _any_text(act.path)


def _any_text(value: Value) -> bool:
    first = value.parts[0] if value.parts else ""
    return isinstance(first, str)


MARK = 0xE000
"""Holes travel through a parser as private-use characters, from this one on."""


def marked(code: Value) -> tuple[str, tuple[Hole, ...]]:
    """The code as one text, each hole as one character of the private-use area."""
    holes: list[Hole] = []
    pieces: list[str] = []
    for part in code.parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            pieces.append(chr(MARK + len(holes)))
            holes.append(part)
    return "".join(pieces), tuple(holes)


def unmarked(text: str, holes: tuple[Hole, ...]) -> Value:
    """A text from the code with its holes put back."""
    if not holes or not any(MARK <= ord(c) < MARK + len(holes) for c in text):
        return known(text)
    parts: list[str | Hole] = []
    for letter in text:
        index = ord(letter) - MARK
        if 0 <= index < len(holes):
            parts.append(holes[index])
        elif parts and isinstance(parts[-1], str):
            parts[-1] += letter
        else:
            parts.append(letter)
    return Value(tuple(parts))
