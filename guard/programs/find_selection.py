"""Which files a find would act on, worked out on the files that are there.

A test that cannot be decided from here (``-user``, ``-regex``, ``-perm``) counts as *perhaps*: what
stands behind it is reached. Bounded: where there is too much below, only what git does not hold unchanged
is looked at.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.frozen import frozen
from guard.programs.find_expression import RUNS, WRITES, Both, Either, Not, Test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.programs.find_expression import Node, Search
    from guard.world import Stat, World

ENTRIES = 800
"""Entries that are looked at below all starting points together."""


@frozen
class Entry:
    """One file that find would look at."""

    path: str
    shown: str
    """The path as find prints it, from the starting point on."""
    depth: int
    found: Stat
    root: str


def selected(search: Search, cwd: str | None, world: World, action: str = "") -> list[str] | None:
    """The absolute paths on which the action would (or might) be reached; without one, what is printed.

    ``None`` where a starting point is not known, and where nothing is selected now below the root, a
    home or a place that is not there: no look is the last word there. In a repository with too much below,
    only what git does not hold
    unchanged is looked at. Raises ``LimitReached`` where there is too much below and no repository.
    """
    try:
        chosen = _chosen(_entries(search, cwd, world), search, world, action)
        return chosen or (None if _reaches_all(search, cwd, world) else chosen)
    except LimitReached:
        entries = _uncommitted(search, cwd, world)
        if entries is None:
            raise
        return _chosen(iter(entries), search, world, action)


def _reaches_all(search: Search, cwd: str | None, world: World) -> bool:
    from guard.programs.path_operands import absolute

    starts = [absolute(root.text or ".", cwd) for root in search.roots]
    home = world.realpath(world.home) if world.home else ""
    return any(
        start is None or world.realpath(start) in ("/", home) or _unseen(start, cwd, world)
        for start in starts
    )


def _unseen(start: str, cwd: str | None, world: World) -> bool:
    """Whether a starting point is not there, away from the directory, the home and what is temporary: a
    disk may be mounted by then."""
    near = ("/tmp", "/var/tmp", world.home or "/tmp", cwd or "/tmp")  # noqa: S108
    inside = any((start + "/").startswith(place.rstrip("/") + "/") for place in near)
    return not inside and not world.exists(start)


def _chosen(entries: Iterator[Entry | None], search: Search, world: World, action: str) -> list[str] | None:
    chosen: list[str] = []
    for entry in entries:
        if entry is None:
            return None
        reached: list[str] = []
        truth = _evaluate(search.expression, entry, reached, world)
        if action in reached if action else truth is not False:
            chosen.append(entry.path)
    return chosen


def _uncommitted(search: Search, cwd: str | None, world: World) -> list[Entry] | None:
    """Below the starting points: what git calls changed, untracked or ignored. Folders that only a tool fills
    (``node_modules``) are left out: what is in them is made again."""
    from guard.signs.path_names import kept_path

    found: list[Entry] = []
    for root in search.roots:
        path = os.path.normpath(os.path.join(cwd or "/", root.text or "")) if root.text else ""
        repository = world.repository(path) if path and world.is_directory(path) else None
        survey = repository.survey() if repository is not None else None
        if repository is None or survey is None:
            return None
        real = world.realpath(path)
        for name in survey.dirty + survey.untracked + survey.ignored:
            full = os.path.join(repository.root, name.rstrip("/"))
            if not full.startswith(real + "/") or kept_path(name.rstrip("/")) == "generated":
                continue
            shown = os.path.join(root.text or "", os.path.relpath(full, real))
            found.extend(_with_contents(full, shown, name.endswith("/"), path, world))
    return found


def _with_contents(full: str, shown: str, folder: bool, root: str, world: World) -> Iterator[Entry]:
    stat = world.stat(full)
    if stat is None:
        return
    depth = shown.count("/")
    yield Entry(full, shown, depth, stat, root)
    if folder:
        for path, inner in world.walk(full, ENTRIES):
            yield Entry(path, shown + path[len(full) :], depth + 1, inner, root)


def _entries(search: Search, cwd: str | None, world: World) -> Iterator[Entry | None]:
    from guard.programs.path_operands import operands_of

    left = ENTRIES
    for root in search.roots:
        places = operands_of(root, cwd, world, search.follows)
        if places.unresolved:
            yield None
            return
        for place in places.known:
            if place.found is None:
                continue
            if search.shallowest == 0:
                yield Entry(place.path, place.shown, 0, place.found, place.path)
            if place.found.kind != "directory":
                continue
            for entry in _below(place.path, place.shown, search, world):
                left -= 1
                if left < 0:
                    raise LimitReached(f"more than {ENTRIES} files below {place.shown}")
                yield entry


def _below(root: str, shown: str, search: Search, world: World) -> Iterator[Entry]:
    pending = [(root, 1)]
    while pending:
        folder, depth = pending.pop()
        if 0 <= search.deepest < depth:
            continue
        for name in world.list(folder) or ():
            path = os.path.join(folder, name)
            found = world.stat(world.realpath(path) if search.follows else path)
            if found is None:
                continue
            entry = Entry(path, os.path.join(shown, os.path.relpath(path, root)), depth, found, root)
            if depth >= search.shallowest:
                yield entry
            pruned = "-delete" not in search.actions and _is_pruned(search.expression, entry, world)
            if found.kind == "directory" and not pruned and not _is_made_again(path):
                pending.append((path, depth + 1))


def _is_made_again(path: str) -> bool:
    """Folders that are not looked into: caches and packages, and git's object store, of which the rest of
    ``.git`` speaks."""
    from guard.signs.path_names import kept

    return kept(os.path.basename(path)) == "generated" or path.endswith("/.git/objects")


def _is_pruned(expression: Node | None, entry: Entry, world: World) -> bool:
    if expression is None:
        return False
    reached: list[str] = []
    _evaluate(expression, entry, reached, world)
    return "-prune" in reached and "?-prune" not in reached


def _evaluate(node: Node | None, entry: Entry, reached: list[str], world: World) -> bool | None:
    """Three-valued: ``None`` is *perhaps*. ``reached`` collects the actions that run or might run."""
    if node is None:
        return True
    if isinstance(node, Not):
        inner = _evaluate(node.inner, entry, reached, world)
        return None if inner is None else not inner
    if isinstance(node, Both):
        left = _evaluate(node.left, entry, reached, world)
        if left is False:
            return False
        right = _perhaps(node.right, entry, reached, world, left)
        return False if right is False else True if left and right else None
    if isinstance(node, Either):
        left = _evaluate(node.left, entry, reached, world)
        if left is True and not node.always:
            return True
        right = _perhaps(
            node.right, entry, reached, world, None if left is None and not node.always else True
        )
        return right if node.always else True if right else right if left is False else None
    if node.name.startswith("-") and node.name in ("-delete", "-prune", "-quit", *RUNS):
        reached.append(node.name)
        return None if node.name in RUNS else True
    return _test(node, entry, world)


def _perhaps(node: Node, entry: Entry, reached: list[str], world: World, sure: bool | None) -> bool | None:
    """The right side of an operator; what is only perhaps reached cannot prune."""
    before = len(reached)
    truth = _evaluate(node, entry, reached, world)
    if sure is None and "-prune" in reached[before:]:
        reached.append("?-prune")
    return truth


def _test(test: Test, entry: Entry, world: World) -> bool | None:
    judge = TESTS.get(test.name)
    if judge is None:
        return True if test.name in ("-print", "-print0", "-printf", "-ls", "-true", *WRITES) else None
    text = "" if test.argument is None else test.argument.text
    if text is None:
        return None
    return judge(text, entry, world)


def _fits(pattern: str, text: str) -> bool | None:
    from guard.shell.patterns import matches

    return matches(pattern, text)


def _by_name(text: str, entry: Entry, world: World) -> bool | None:
    return _fits(text, os.path.basename(entry.shown.rstrip("/")) or entry.shown)


def _by_name_any_case(text: str, entry: Entry, world: World) -> bool | None:
    return _fits(text.lower(), (os.path.basename(entry.shown.rstrip("/")) or entry.shown).lower())


def _by_path(text: str, entry: Entry, world: World) -> bool | None:
    return _fits(text, entry.shown)


def _by_path_any_case(text: str, entry: Entry, world: World) -> bool | None:
    return _fits(text.lower(), entry.shown.lower())


_KINDS = {
    "f": "file",
    "d": "directory",
    "l": "link",
    "p": "fifo",
    "s": "socket",
    "b": "device",
    "c": "device",
}


def _by_type(text: str, entry: Entry, world: World) -> bool | None:
    return entry.found.kind in [_KINDS.get(letter) for letter in text.split(",")]


def _is_empty(text: str, entry: Entry, world: World) -> bool | None:
    if entry.found.kind == "directory":
        return world.list(entry.path) == ()
    return entry.found.kind == "file" and entry.found.size == 0


_DAY = 86400.0


def _by_age(unit: float) -> Callable[[str, Entry, World], bool | None]:
    def judge(text: str, entry: Entry, world: World) -> bool | None:
        bare = text.lstrip("+-")
        if not bare.isdigit() or not entry.found.modified:
            return None
        age = int((world.now() - entry.found.modified) // unit)
        if text.startswith("+"):
            return age > int(bare)
        return age < int(bare) if text.startswith("-") else age == int(bare)

    return judge


_UNITS = {"c": 1, "w": 2, "b": 512, "k": 1024, "M": 1 << 20, "G": 1 << 30}


def _by_size(text: str, entry: Entry, world: World) -> bool | None:
    bare = text.lstrip("+-")
    unit = _UNITS.get(bare[-1:], 0)
    digits = bare[:-1] if unit else bare
    if not digits.isdigit():
        return None
    size = -(-entry.found.size // (unit or 512))
    if text.startswith("+"):
        return size > int(digits)
    return size < int(digits) if text.startswith("-") else size == int(digits)


def _never(text: str, entry: Entry, world: World) -> bool | None:
    return False


TESTS: dict[str, Callable[[str, Entry, World], bool | None]] = {
    "-name": _by_name, "-iname": _by_name_any_case, "-path": _by_path, "-wholename": _by_path,
    "-ipath": _by_path_any_case, "-iwholename": _by_path_any_case, "-type": _by_type, "-xtype": _by_type,
    "-empty": _is_empty, "-mtime": _by_age(_DAY), "-mmin": _by_age(60.0), "-size": _by_size,
    "-false": _never,
}  # fmt: skip
