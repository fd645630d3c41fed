"""find as a program that deletes and writes: ``-delete``, ``-fprint``, ``-fls``; fd is followed by its
wrapper.

What is selected is worked out on the files that are there. What ``-exec`` runs is followed by
``shell/wrappers/items.py``.

Caught: ``find . -delete -name '*.tmp'`` (everything, before the test), ``find . -name '*.bak' -delete`` where
those are not held by git, ``find -L . … -delete`` through links that lead outside.
Quiet: ``find . -name '*.pyc' -delete``, ``find . -name -delete`` (there it is a name), ``find . -path
./node_modules -prune -o -print``.

Lost: the files that the tests select, which is more than is meant where ``-delete`` stands too early.
Back: tracked files by ``git restore``, nothing else.
Instead: ``-print`` in place of ``-delete``.

Related: ShellCheck SC2146 (actions and ``-o`` without parentheses) and SC2038 (``find | xargs`` without
``-print0``).
Facts: find(1).
"""

from __future__ import annotations

from guard.errors import LimitReached
from guard.model import known
from guard.programs.files import path_effect
from guard.programs.find_expression import Search, parse
from guard.programs.find_selection import selected
from guard.shell.values import shell_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.programs.find_expression import Node
    from guard.world import World

SHOWN = 300
"""Selected files that are judged one by one."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What is deleted and what is written."""
    words = invocation.argv[1:]
    if not any(word.text in ACTING for word in words):
        return
    search = parse(words)
    if search is None:
        return
    for _, path in search.writes:
        yield path_effect("fs.find-fprint", "overwrite", path, invocation, act="overwrite", follow=True)
    if not search.acts:
        return
    if search.follows:
        yield from _through_links(search, invocation, world)
    yield from _deleted(search, invocation, world)


ACTING = ("-delete", "-fprint", "-fprint0", "-fls", "-fprintf")


def _deleted(search: Search, invocation: Invocation, world: World) -> Iterator[Effect]:
    everything = _is_everything(search)
    deep = search.deepest < 0 or search.deepest > 1
    if not everything and search.shallowest <= 1 and deep and _hardly_chooses(search):
        yield from _below(search, invocation, world)
        return
    try:
        chosen = (
            None
            if everything or invocation.cwd is None
            else selected(search, invocation.cwd, world, "-delete")
        )
    except LimitReached:
        chosen = None
    if chosen is not None and not everything:
        if len(chosen) > SHOWN:
            chosen = _not_held(chosen, world)
        yield from _members(chosen, search, invocation)
        return
    for root in search.roots:
        why = "" if not everything else "no test stands before -delete, so everything below goes"
        yield path_effect(
            "fs.find-delete", "delete", root, invocation, act="delete", recursive=everything,
            kind="directory",
            recoverability="R?" if everything else "R3", why=why,
            hints=() if everything else (("below", known("yes")),),
            loss="" if everything else f"the files that find selects in {root.skeleton}",
            instead=_looking(invocation, ("-delete",)),
        )  # fmt: skip


def _not_held(chosen: list[str], world: World) -> list[str]:
    """Of many selected files those that git could not bring back."""
    repository = world.repository(chosen[0])
    found = repository.survey() if repository is not None else None
    if repository is None or found is None:
        return chosen
    root = repository.root.rstrip("/") + "/"
    lost = {root + name.rstrip("/") for name in found.dirty + found.untracked + found.ignored}
    folders = tuple(name + "/" for name in lost)
    inside = [path for path in chosen if path.startswith(root)]
    if len(inside) < len(chosen):
        return chosen
    return [path for path in inside if path in lost or path.startswith(folders) or "/.git/" in path]


def _members(chosen: list[str], search: Search, invocation: Invocation) -> Iterator[Effect]:
    if not chosen:
        return
    root = search.roots[0]
    if len(chosen) > SHOWN:
        yield path_effect("fs.find-delete", "delete", root, invocation, act="delete", recoverability="R3",
                          loss=f"{len(chosen)} files in {root.skeleton}")  # fmt: skip
        return
    hints = tuple(("member", known(path)) for path in chosen)
    instead = _looking(invocation, ("-delete",))
    yield path_effect(
        "fs.find-delete", "delete", root, invocation, act="delete", hints=hints, instead=instead
    )


def _below(search: Search, invocation: Invocation, world: World) -> Iterator[Effect]:
    """``find DIR -mindepth 1 -delete`` and ``find DIR -type f -delete``: everything in it, not the directory
    itself, as ``rm -rf DIR/*``; with a repository in it that is DIR itself, because ``.git`` goes."""
    from guard.frozen import replace
    from guard.programs.path_operands import absolute

    for root in search.roots:
        folder = absolute(root.text or "", invocation.cwd)
        if root.text == "" or (folder is not None and world.exists(folder.rstrip("/") + "/.git")):
            yield path_effect(
                "fs.find-delete", "delete", root, invocation, act="delete", recursive=True, kind="directory",
                why="no test that chooses stands before -delete, so the repository goes too",
            )  # fmt: skip
            continue
        word = replace(root, parts=(*root.parts, "/*"), glob=True)
        if root.text is not None:
            word = replace(root, parts=(root.text.rstrip("/") + "/*",), glob=True)
        yield path_effect(
            "fs.find-delete", "delete", word, invocation, act="delete", recursive=True, kind="directory",
            why="no test that chooses stands before -delete, so everything below goes",
        )  # fmt: skip


def _is_everything(search: Search) -> bool:
    """Whether ``-delete`` is reached before any test, with the starting point itself."""
    return _reached_first(search) and search.shallowest == 0 and search.deepest != 0


def _reached_first(search: Search) -> bool:
    """Whether ``-delete`` is reached before any test."""
    return next(_in_order(search.expression), "") == "-delete"


def _hardly_chooses(search: Search) -> bool:
    """Whether nothing but ``-type f`` stands before ``-delete``: every file there is."""
    names = _in_order(search.expression)
    first = next(names, "")
    while first == "-type":
        first = next(names, "")
    return first == "-delete"


def _in_order(node: Node | None) -> Iterator[str]:
    """Names of the tests and actions that are reached one after the other, up to the first choice."""
    from guard.programs.find_expression import Both, Either, Test

    if isinstance(node, Both):
        yield from _in_order(node.left)
        yield from _in_order(node.right)
    elif isinstance(node, Either):
        yield from _in_order(node.left)
        yield ""
    else:
        yield node.name if isinstance(node, Test) else ""


def _through_links(search: Search, invocation: Invocation, world: World) -> Iterator[Effect]:
    """``-L``: links that lead out of what is searched are walked into."""
    from guard.programs.path_operands import absolute

    for root in search.roots:
        folder = absolute(root.text or "", invocation.cwd) if root.text else None
        if folder is None:
            continue
        real = world.realpath(folder)
        try:
            links = [path for path, found in world.walk(folder, 800) if found.kind == "link"]
        except LimitReached:
            links = []
        for link in links:
            target = world.realpath(link)
            if (
                target != real
                and not target.startswith(real.rstrip("/") + "/")
                and world.is_directory(target)
            ):
                yield _outside(known(target), link, invocation)


def _outside(target: Value, link: str, invocation: Invocation) -> Effect:
    return path_effect(
        "fs.find-follow", "delete", target, invocation, act="delete", recoverability="R3", blast="B1",
        loss=f"files below {target.skeleton}, which {link} leads to",
        why="-L walks through links out of this folder",
        instead=_looking(invocation, ("-delete", "-L")),
    )  # fmt: skip


def _looking(invocation: Invocation, without: tuple[str, ...]) -> str:
    """The same search, which prints what it finds, as it would be typed."""
    words = [w for w in invocation.words[1:] if w not in without]
    return " ".join(("find", *(w if _bare(w) else shell_quoted(w) for w in words), "-print"))


def _bare(word: str) -> bool:
    """Whether a shell takes a word as it stands."""
    return (
        bool(word)
        and all(c.isalnum() or c in "-_./=:@%+,!⟨⟩ " for c in word)
        and (" " not in word or "⟨" in word)
    )
