"""From a word to the paths it stands for: directory, links, patterns, and holes filled by programs that only
list.

Bounded: at most ``path_patterns.MEMBERS`` paths per word; more, or a hole that nothing fills, is left
*unresolved* and named.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.frozen import frozen
from guard.model import Invocation, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Hole, Value
    from guard.world import Stat, World

SCRATCH = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108


@frozen
class Operand:
    """One path."""

    path: str
    """Absolute; links in its parents resolved, the last one only where the act follows it."""
    shown: str
    """As a person wrote it."""
    found: Stat | None = None
    contents: bool = False
    """Everything in the directory, not the directory itself (``dir/*``)."""
    link_to: str = ""
    """Where the last link leads, where it is one and is not followed."""


@frozen
class Operands:
    """What a word stands for."""

    known: tuple[Operand, ...] = ()
    unresolved: str = ""
    """The part that could not be resolved."""
    scratch: bool = False
    """Unresolved, but certainly a fresh temporary name."""
    many: bool = False
    """A pattern or a list: its loss is that of a set of files."""


def operands_of(value: Value, cwd: str | None, world: World, follow: bool) -> Operands:
    """The paths that a word comes to when it is used in ``cwd``."""
    if value.text is None:
        return _with_holes(value, cwd, world, follow)
    text = value.text
    if not text:
        return Operands(unresolved=_why_empty(value))
    if value.glob:
        return _expanded(text, cwd, world, follow)
    path = absolute(text, cwd)
    if path is None:
        return Operands(unresolved=f"the directory in which {text} is looked up")
    return Operands((resolve(path, text, world, follow),))


def _why_empty(value: Value) -> str:
    return "; ".join(value.notes) or "an empty word"


def absolute(text: str, cwd: str | None) -> str | None:
    """The path from the root on, or ``None`` where the directory is not known."""
    if text.startswith("/proc/self/cwd"):
        text = "." + text[len("/proc/self/cwd") :]
    if text.startswith("/") or _is_drive(text):
        return text
    return None if not cwd else os.path.join(cwd, text)


def _is_drive(text: str) -> bool:
    return len(text) >= 2 and text[1] == ":" and text[0].isalpha() and (len(text) == 2 or text[2] in "\\/")


def resolve(path: str, shown: str, world: World, follow: bool) -> Operand:
    """What lies at a path. A trailing slash follows a last link, as the system does."""
    if _is_drive(path):
        return Operand(path, shown)
    slash = path.endswith(("/", "/.", "/.."))
    bare = path.rstrip("/") or "/"
    if follow or slash or os.path.basename(bare) in (".", ".."):
        real = world.realpath(bare)
    else:
        parent, name = os.path.split(bare)
        real = os.path.join(world.realpath(parent or "/"), name)
    found = world.stat(real)
    lead = world.realpath(real) if found is not None and found.kind == "link" else ""
    return Operand(real, shown, found, link_to=lead)


# ------------------------------------------------------------------------------------ patterns


def _expanded(text: str, cwd: str | None, world: World, follow: bool) -> Operands:
    from guard.programs.path_patterns import MEMBERS, paths_of
    from guard.shell.patterns import has_pattern
    from guard.shell.values import unescaped

    start = absolute(text, cwd)
    if start is None:
        return Operands(unresolved=f"the directory in which {text} is looked up")
    folder, _, last = start.rstrip("/").rpartition("/")
    if last and not last.strip("*") and not has_pattern(folder):
        held = resolve(unescaped(folder) or "/", text, world, True)
        return Operands((Operand(held.path, text, held.found, contents=True),), many=True)
    fixed, _, wild = start.partition("/*/")
    if wild and not wild.replace("/", "").strip("*") and not has_pattern(fixed):
        held = resolve(unescaped(fixed) or "/", text, world, True)  # ``/*/*``: all below all of it
        return Operands((Operand(held.path, text, held.found, contents=True),), many=True)
    try:
        paths = paths_of(start, world)
    except LimitReached:
        return Operands(unresolved=f"{text}, which stands for more than {MEMBERS} files")
    if not paths:
        paths = [unescaped(start)]
    return Operands(tuple(resolve(p, _shorter(p, cwd), world, follow) for p in paths), many=True)


def _shorter(path: str, cwd: str | None) -> str:
    return path[len(cwd) :].lstrip("/") if cwd and path.startswith(cwd.rstrip("/") + "/") else path


# --------------------------------------------------------------------------------------- holes


def _with_holes(value: Value, cwd: str | None, world: World, follow: bool) -> Operands:
    from guard.programs.listings import names_listed
    from guard.programs.path_patterns import MEMBERS

    why = ", ".join(dict.fromkeys(hole.why for hole in value.holes))
    if _is_scratch(value):
        return Operands(unresolved=why, scratch=True)
    listed = names_listed(value, world)
    if listed is None and _is_entry(value):
        listed = _entries(value, cwd, world)
        if listed is not None:
            found = [operands_of(known(name), cwd, world, follow) for name in listed]
            return Operands(tuple(operand for one in found for operand in one.known), many=True)
    if listed is None:
        return _by_prefix(value, cwd, world, follow, why)
    head = value.prefix
    rest = "".join(part for part in value.parts[2 if head else 1 :] if isinstance(part, str))
    if value.holes[0].producers[0].program in ("find", "gfind", "fd", "fdfind"):
        head = ""
    own = value.holes[0].producers[0].program not in ("ls", "cat")
    if head and (own or any(word.startswith("/") for word in listed)):
        return _by_prefix(value, cwd, world, follow, why)  # where they were listed is not where they are used
    members: list[Operand] = []
    for word in listed[:MEMBERS]:
        inner = operands_of(known(head + word + rest), cwd, world, follow)
        if inner.unresolved:
            return inner
        members.extend(inner.known)
    if not head and not rest and _all_here(value.holes[0].producers, cwd):
        held = resolve(cwd or "/", value.skeleton, world, True)
        members.append(Operand(held.path, value.skeleton, held.found, contents=True))
    if len(listed) > MEMBERS:
        return Operands(tuple(members), unresolved=f"{why}, more than {MEMBERS} names", many=True)
    return Operands(tuple(members), many=True)


def _is_entry(value: Value) -> bool:
    """``packages/⟨a name in packages⟩/dist``: what code takes from a folder and puts behind its name."""
    hole = value.parts[1] if len(value.parts) > 1 else ""
    return (
        len(value.holes) == 1 and not isinstance(hole, str) and hole.why == f"a name in {value.prefix[:-1]}"
    )


def _entries(value: Value, cwd: str | None, world: World) -> list[str] | None:
    """The paths that such a word stands for; ``None`` where the folder is missing, empty or holds too many,
    and where the text may put something into it before."""
    from guard.programs.path_patterns import MEMBERS

    folder = absolute(value.prefix, cwd)
    names = world.list(folder.rstrip("/")) if folder else None
    rest = "".join(part for part in value.parts[2:] if isinstance(part, str))
    if not names or len(names) > MEMBERS or (rest and rest[0] != "/") or ".." in rest:
        return None
    if any(isinstance(event, Invocation) and event.program in BRINGING for event in world.events):
        return None
    return [value.prefix + name + rest for name in names]


BRINGING = ("mv", "cp", "rsync", "tar", "unzip", "git", "rename")
"""Programs that may put something into a folder whose names code takes later."""


def _all_here(producers: tuple[Invocation, ...], cwd: str | None) -> bool:
    """Whether the names are those of everything in the directory itself, as ``*`` would give them."""
    if not cwd or len(producers) != 1 or producers[0].program != "ls" or producers[0].cwd != cwd:
        return False
    return all(word.prefix.startswith("-") or word.text in (".", "./") for word in producers[0].argv[1:])


def _is_scratch(value: Value) -> bool:
    """A fresh name of ``mktemp`` or anything strictly below one; a name in a temporary folder with a known
    beginning and a number, a date or a fresh name behind it (``/tmp/build.$$``)."""
    first = value.parts[0]
    if isinstance(first, str) and first.startswith(SCRATCH) and first not in SCRATCH:
        return all(hole.tame for hole in value.holes) and ".." not in value.skeleton
    if isinstance(first, str) and len(value.parts) > 1 and first.rstrip("/") in ("/tmp", "/var/tmp"):  # noqa: S108
        first = value.parts[1]
    return not isinstance(first, str) and _made_by_mktemp(first) and ".." not in value.skeleton


def _made_by_mktemp(hole: Hole) -> bool:
    names = [producer.program for producer in hole.producers]
    return bool(names) and all(name in ("mktemp", "gmktemp", "tempfile") for name in names)


def _by_prefix(value: Value, cwd: str | None, world: World, follow: bool, why: str) -> Operands:
    """What is known of a word that is not: the folder before its first hole, and a fixed name after it."""
    head = value.prefix
    folder = head[: head.rfind("/") + 1]
    path = absolute(folder or ".", cwd)
    if path is None or (not folder and not head):
        return Operands(unresolved=why)
    begun = head[len(folder) :]
    place = resolve(path, value.skeleton, world, True)
    return Operands((Operand(place.path, value.skeleton, None, contents=not begun),), unresolved=why)
