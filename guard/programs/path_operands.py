"""From a word to the paths it stands for: directory, links, patterns, and holes filled by programs that only
list.

Bounded: at most ``MEMBERS`` paths per word; more, or a hole that nothing fills, is left *unresolved* and
named.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.frozen import frozen
from guard.model import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Hole, Invocation, Value
    from guard.world import Stat, World

SCRATCH = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108
MEMBERS = 300
"""Paths that one word may come to before it is judged as unknown."""


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
    from guard.shell.values import unescaped

    start = absolute(text, cwd)
    if start is None:
        return Operands(unresolved=f"the directory in which {text} is looked up")
    folder, _, last = start.rstrip("/").rpartition("/")
    if last and not last.strip("*") and not _has_pattern(folder):
        held = resolve(unescaped(folder) or "/", text, world, True)
        return Operands((Operand(held.path, text, held.found, contents=True),), many=True)
    fixed, _, wild = start.partition("/*/")
    if wild and not wild.replace("/", "").strip("*") and not _has_pattern(fixed):
        held = resolve(unescaped(fixed) or "/", text, world, True)  # ``/*/*``: all below all of it
        return Operands((Operand(held.path, text, held.found, contents=True),), many=True)
    try:
        paths = _glob(start, world)
    except LimitReached:
        return Operands(unresolved=f"{text}, which stands for more than {MEMBERS} files")
    if not paths:
        paths = [unescaped(start)]
    return Operands(tuple(resolve(p, _shorter(p, cwd), world, follow) for p in paths), many=True)


def _shorter(path: str, cwd: str | None) -> str:
    return path[len(cwd) :].lstrip("/") if cwd and path.startswith(cwd.rstrip("/") + "/") else path


def _has_pattern(text: str) -> bool:
    return any(char in text for char in "*?[") or any(opening in text for opening in ("!(", "+(", "@("))


def _glob(pattern: str, world: World) -> list[str]:
    from guard.shell.patterns import matches
    from guard.shell.values import unescaped

    found = ["/"]
    for part in [piece for piece in pattern.split("/") if piece]:
        if not _has_pattern(part):
            found = [os.path.join(folder, unescaped(part)) for folder in found]
            continue
        next_found: list[str] = []
        for folder in found:
            if part == "**":  # zsh's and bash's with globstar; without it, it is ``*``, which is among these
                next_found += [folder, *_folders_below(folder, world)]
                continue
            for name in world.list(folder) or ():
                if name.startswith(".") and not part.startswith((".", "\\.")):
                    continue
                if matches(part, name) is not False:
                    next_found.append(os.path.join(folder, name))
            if len(next_found) > MEMBERS:
                raise LimitReached(f"{pattern} stands for too many files")
        found = next_found
    return [path for path in found if world.stat(path) is not None] if len(found) <= MEMBERS else found


def _folders_below(folder: str, world: World) -> list[str]:
    """The folders that ``**`` goes into: not hidden ones, nor those behind links. What a tool makes again
    (``node_modules``) is not looked into: nothing is lost there."""
    from guard.signs.path_names import kept

    found: list[str] = []
    pending = [folder]
    while pending:
        above = pending.pop()
        for name in world.list(above) or ():
            path = os.path.join(above, name)
            entry = world.stat(path) if not name.startswith(".") and kept(name) != "generated" else None
            if entry is not None and entry.kind == "directory":
                found.append(path)
                pending.append(path)
        if len(found) > MEMBERS:
            raise LimitReached(f"{folder} holds more than {MEMBERS} folders")
    return found


# --------------------------------------------------------------------------------------- holes


def _with_holes(value: Value, cwd: str | None, world: World, follow: bool) -> Operands:
    why = ", ".join(dict.fromkeys(hole.why for hole in value.holes))
    if _is_scratch(value):
        return Operands(unresolved=why, scratch=True)
    listed = _listed(value, world)
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


LISTS = 200_000
"""Characters of a list file that are read."""


def _listed(value: Value, world: World) -> list[str] | None:
    """The words that a hole comes to, where one program that only lists fills it, and others choose of it."""
    from guard.programs.listed_names import chosen, only_choose

    holes = value.holes
    if len(holes) != 1 or not holes[0].producers:
        return None
    producer, *others = holes[0].producers
    reader = _LISTERS.get(producer.program)
    if reader is None or producer.under(*_ELSEWHERE) is not None or not only_choose(tuple(others)):
        return None
    try:
        names = reader(producer, world)
    except LimitReached:
        return None
    return names if names is None or not others else chosen(names, producer.cwd, tuple(others))


_ELSEWHERE = ("ssh", "docker", "podman", "kubectl", "chroot")


def _of_cat(by: Invocation, world: World) -> list[str] | None:
    words: list[str] = []
    for operand in by.argv[1:]:
        path = absolute(operand.text or "", by.cwd)
        text = world.read(path, LISTS) if operand.text and path else None
        if text is None or operand.glob:
            return None
        words += text.split()
    return words or None


def _letters(by: Invocation) -> list[Value]:
    return [word for word in by.argv[1:] if word.prefix.startswith("-") and not word.prefix.startswith("--")]


def _of_ls(by: Invocation, world: World) -> list[str] | None:
    operands = [word for word in by.argv[1:] if not word.prefix.startswith("-")]
    if any(word.text is None for word in by.argv[1:]) or any(w.text and "l" in w.text for w in _letters(by)):
        return None
    if len(operands) > 1 or any(word.glob for word in operands):
        named = [_expanded(word.text or "", by.cwd, world, False) for word in operands if word.glob]
        if len(named) != len(operands) or any(found.unresolved for found in named):
            return None
        found = [operand for one in named for operand in one.known]
        there = [operand for operand in found if operand.found is not None or operand.contents]
        if any(o.contents or (o.found is not None and o.found.kind == "directory") for o in there):
            return None  # of a directory it names what is in it
        return [operand.path for operand in there]
    folder = absolute((operands[0].text or "") if operands else "", by.cwd)
    names = world.list(os.path.normpath(folder)) if folder else None
    if names is None and folder and operands and world.exists(folder):
        return [operands[0].text or ""]
    hidden = any("a" in word.prefix.lower() for word in _letters(by)) or any(
        word.text in ("--all", "--almost-all") for word in by.argv[1:]
    )
    return None if names is None else [name for name in names if hidden or not name.startswith(".")]


def _of_find(by: Invocation, world: World) -> list[str] | None:
    from guard.programs.find_expression import parse
    from guard.programs.find_selection import selected

    search = parse(by.argv[1:])
    if search is None or search.acts:
        return None
    action = next((name for name in search.actions if name.startswith(("-exec", "-ok"))), "")
    return selected(search, by.cwd, world, action)


def _of_git(by: Invocation, world: World) -> list[str] | None:
    """``git ls-files -o`` and ``-i``: what git itself calls untracked or ignored; without them,
    of the tracked files
    those that are changed, because the others come back."""
    words = [word.text or "" for word in by.argv[1:]]
    if words == ["rev-parse", "--show-toplevel"] and by.cwd is not None:
        top = world.repository(by.cwd)
        return [top.root] if top is not None else None
    if words and words[0] == "grep":
        return _of_grep(by, world)
    if not words or words[0] != "ls-files" or by.cwd is None:
        return None
    repository = world.repository(by.cwd)
    found = repository.survey() if repository else None
    if found is None or repository is None:
        return None
    if not {"-o", "--others", "-i", "--ignored"} & set(words):
        return [os.path.join(repository.root, name) for name in found.dirty]
    names = found.ignored if {"-i", "--ignored"} & set(words) else found.untracked
    return [os.path.join(repository.root, name) for name in names]


def _of_grep(by: Invocation, world: World) -> list[str] | None:
    """``grep -rl``, ``rg -l``: which files it names is not known,
    but all lie below where it searches. Those that
    git holds unchanged come back, so only the others count."""
    words = [word.text or "" for word in by.argv[1:]]
    letters = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
    if "l" not in letters and not {"--files-with-matches", "--name-only", "--files"} & set(words):
        return None
    if by.cwd is None or any(word.text is None for word in by.argv):
        return None
    repository = world.repository(by.cwd)
    found = repository.survey() if repository is not None else None
    if repository is None or found is None:
        return None
    roots = [
        os.path.normpath(os.path.join(by.cwd, word))
        for word in words
        if world.stat(os.path.join(by.cwd, word))
    ]
    if any(root != repository.root and not root.startswith(repository.root + "/") for root in roots):
        return None
    ignored = () if by.program in ("rg", "git", "ag") else found.ignored
    names = [os.path.join(repository.root, name) for name in found.dirty + found.untracked + ignored]
    below = tuple(root + "/" for root in roots) or (by.cwd.rstrip("/") + "/",)
    return [name for name in names if not name.endswith("/") and (name in roots or name.startswith(below))]


def _of_fd(by: Invocation, world: World) -> list[str] | None:
    """``fd``: like ``rg``, it leaves ignored files out unless it is told otherwise."""
    words = [word.text or "" for word in by.argv[1:]]
    if by.cwd is None or any(
        word in ("-I", "-u", "-uu", "--no-ignore", "--unrestricted", "-HI") for word in words
    ):
        return None
    repository = world.repository(by.cwd)
    found = repository.survey() if repository is not None else None
    if repository is None or found is None:
        return None
    endings = tuple(
        "." + words[at + 1].lstrip(".") for at, word in enumerate(words[:-1]) if word in ("-e", "--extension")
    )
    names = [os.path.join(repository.root, name) for name in found.dirty + found.untracked]
    below = by.cwd.rstrip("/") + "/"
    return [name for name in names if name.startswith(below) and (not endings or name.endswith(endings))]


_LISTERS = {
    "fd": _of_fd, "fdfind": _of_fd,
    "cat": _of_cat, "ls": _of_ls, "find": _of_find, "gfind": _of_find, "git": _of_git, "grep": _of_grep,
    "egrep": _of_grep, "fgrep": _of_grep, "rg": _of_grep, "ag": _of_grep,
}  # fmt: skip
