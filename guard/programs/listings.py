"""The names that a program prints which only lists: ``ls``, ``find``, ``cat LIST``, ``git ls-files``,
``grep -l``.

Where one of them fills a word (``rm $(git ls-files -o)``), its names are worked out of what is there now
instead of being unknown. ``None`` is an answer: then the word stays *unresolved*.

Facts: ls(1), find(1), git-ls-files(1), grep(1), fd(1).
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.model import FileWrite, Unresolved
from guard.programs.path_operands import absolute, operands_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Value
    from guard.world import World

LISTS = 200_000
"""Characters of a list file that are read."""


def names_listed(value: Value, world: World) -> list[str] | None:
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
        named = [operands_of(word, by.cwd, world, False) for word in operands if word.glob]
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
    """``git ls-files -o`` and ``-i``: what git itself calls untracked or ignored; without them, of
    the tracked files those that are changed, because the others come back."""
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
    names = found.ignored if {"-i", "--ignored"} & set(words) else found.untracked
    if not {"-o", "--others", "-i", "--ignored"} & set(words):
        names = found.dirty
    below = os.path.relpath(by.cwd, repository.root)
    return [os.path.join(repository.root, name) for name in names if _specified(name, words[1:], below)]


def _specified(name: str, words: list[str], below: str) -> bool:
    """Whether one of git's path patterns takes a path; without any, or with one that is not plain, it may."""
    specs = [word for word in words if not word.startswith("-")]
    if not specs or any(spec[0] in ":!^" or "\\" in spec or ".." in spec for spec in specs if spec):
        return True
    if any(word in ("-x", "-X", "--exclude", "--exclude-from", "--exclude-per-directory") for word in words):
        return True  # the next word is its value
    from guard.signs.environments import matches

    prefix = "" if below == "." else below + "/"
    for spec in specs:
        whole = prefix + spec.removeprefix("./").rstrip("/")
        if name.rstrip("/") == whole or name.startswith(whole + "/") or spec in (".", "./"):
            return True
        if name.endswith("/") and ("*" in spec or whole.startswith(name)):
            return True  # a folder that git does not look into
        if "[" in spec or "?" in spec or ("*" in spec and matches(whole, name)):
            return True
    return False


def _of_grep(by: Invocation, world: World) -> list[str] | None:
    """``grep -rl``, ``rg -l``: the files below where it searches. What git holds unchanged comes back, so
    only the others count, and of them those that hold what is searched for."""
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
    names = [name for name in names if not name.endswith("/") and (name in roots or name.startswith(below))]
    pieces = _needed(words[1:] if by.program == "git" else words)
    if len(names) > MOST or not pieces:
        return names
    return [name for name in names if _may_hold(name, pieces, by, world)]


MOST = 100
"""Files that are opened to see whether they hold what is searched for."""
READ = 1_000_000
"""Bytes: a longer file counts as one that does."""
_LETTERS = frozenset("rRlnIHhsoaEFGP")
_LONG = ("--include", "--exclude", "--exclude-dir", "--recursive", "--files-with-matches", "--fixed-strings",
         "--hidden", "--name-only", "--null", "--color", "--colour", "--no-messages")  # fmt: skip


def _needed(words: list[str]) -> list[str]:
    """Texts that each line has which is found; none where pattern or options may say something else."""
    options = [word for word in words if word.startswith("-") and len(word) > 1 and word != "--"]
    words = [word for word in words if word != "--"]
    for word in options:
        if word.partition("=")[0] not in _LONG and (word[:2] == "--" or not set(word[1:]) <= _LETTERS):
            return []
        if word in ("--include", "--exclude", "--exclude-dir", "--color", "--colour"):
            return []  # the value stands in the next word
    pattern = next((word for word in words if word not in options), "")
    if not all(c.isalnum() or c in " _-/:@#,=<>'\";%&~!." for c in pattern):
        return []
    return [piece for piece in pattern.split(".") if piece]


def _may_hold(path: str, pieces: list[str], by: Invocation, world: World) -> bool:
    found = world.stat(path) if pieces else None
    if found is None or found.kind != "file" or found.size > READ or _rewritten(path, by, world):
        return True
    text = world.read(path, READ)
    return text is None or all(piece in text for piece in pieces)


_EDITING = (
    "sed", "gsed", "perl", "ed", "ex", "vim", "patch", "python", "python3", "ruby", "node", "awk", "gawk",
)  # fmt: skip


def _rewritten(path: str, by: Invocation, world: World) -> bool:
    """Whether the same text may have put something else into a file before it was searched."""
    name = os.path.basename(path)
    for event in world.events:
        if isinstance(event, Unresolved) or event.span.end > by.span.start:
            continue
        if isinstance(event, FileWrite):
            if event.path.text is None or os.path.basename(event.path.text) == name:
                return True
        elif event.program in _EDITING or any(name in word for word in event.words):
            return True
    return False


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
