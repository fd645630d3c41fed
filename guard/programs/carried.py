"""What is deleted under the name that the same text gave it before: ``mv data data.old; rm -rf data.old``.

Nothing lies at the new name while the guard looks, so what is judged is what lies at the old one, because
that is what goes when the command runs.

Caught: ``mv notes.md old.md && rm old.md`` where git does not hold ``notes.md``, ``mv ~/Documents d && rm -rf
d``, ``mkdir bin && mv data bin/ && rm -rf bin``, ``mv notes.md b; : > b``, ``mv a b && mv b c && rm c``.
Near misses: ``mv dist dist.old && rm -rf dist.old`` (output that git ignores), ``cp -r data data.bak && rm
-rf data.bak`` (the original stays).
Facts: mv(1) of coreutils 9.1, git-mv(1); POSIX.1-2024 mv.
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import Invocation, known
from guard.programs.move import is_directory, sources_and_target
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Event, Value
    from guard.world import World

MOVERS = ("mv", "gmv")
LOSING = ("delete", "overwrite", "truncate")
VALUED = ("-S", "--suffix", "-t", "--target-directory")


def carried(events: Sequence[Event], effects: Sequence[Effect], world: World) -> Iterator[Effect]:
    """The same losses, of what was moved there before; nothing for what no move has brought."""
    moved: list[tuple[str, Value]] = []
    for event in events:
        for effect in effects if moved else ():
            if effect.by is event and effect.place.kind == "path" and effect.operation in LOSING:
                yield from _of_what_came(effect, moved)
        if isinstance(event, Invocation):
            moved += [(to, _origin(came, moved)) for to, came in _moves(event, world)]


def _moves(by: Invocation, world: World) -> Iterator[tuple[str, Value]]:
    """Where things are put, and the words (from the root on) that name them now."""
    words = by.argv[1:]
    if by.program == "git" and words and words[0].text == "mv":
        words = words[1:]
    elif by.program not in MOVERS:
        return
    sources, target = sources_and_target(read_options(words, VALUED))
    if target is None or not target.text or not by.cwd:
        return
    folder = _path(target.text, by.cwd)
    several = len(sources) > 1 or any(source.glob for source in sources)
    into = not several and (is_directory(target, by, world) or target.text.endswith("/"))
    for source in sources:
        if source.text:
            path = _path(source.text, by.cwd)
            yield (
                os.path.join(folder, os.path.basename(path)) if into else folder,
                replace(source, parts=(path,)),
            )


def _path(text: str, cwd: str) -> str:
    return os.path.normpath(os.path.join(cwd, text))


def _origin(came: Value, moved: Sequence[tuple[str, Value]]) -> Value:
    """What an earlier move had put there, where one had."""
    for to, first in reversed(moved):
        if came.text == to:
            return first
    return came


def _of_what_came(effect: Effect, moved: Sequence[tuple[str, Value]]) -> Iterator[Effect]:
    word = effect.resource.value
    cwd = effect.by.cwd if effect.by is not None else None
    if word is None or not word.text or not cwd or any(name == "member" for name, _ in effect.place.hints):
        return
    path = _path(word.text, cwd)
    if word.glob and path.endswith("/*"):
        path = path[:-2]
    for to, came in moved:
        if to == path or (to.startswith(path + "/") and effect.resource.recursive):
            now = came
        elif path.startswith(to + "/") and not came.glob:
            now = known(f"{came.text}{path[len(to) :]}")
        else:
            continue
        yield replace(
            effect,
            resource=replace(effect.resource, value=now),
            why=f"the same text moves {now.text} there before",
        )
