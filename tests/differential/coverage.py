"""Whether what was foreseen covers what happened, and how much of what was foreseen happened exactly so."""

from __future__ import annotations

import os
import re

from jail import PROGRAMS, READER, Ran

from guard.model import Effect, FileWrite, Invocation, Unfolding, Unresolved, Value, known
from guard.programs.registry import effects_of
from guard.shell.patterns import matches
from guard.shell.state import DEPENDS
from guard.shell.values import escaped
from guard.world import World

NAMING = (
    "touch",
    "mkdir",
    "cp",
    "mv",
    "ln",
    "tee",
    "sed",
    "dd",
    "find",
    "xargs",
    "truncate",
    "rm",
    "rmdir",
    "install",
)
"""Programs whose words name what they make. What they change or delete has to be among their effects."""

OWN_FILE = re.compile(r"/tmp/zsh\w{6}")
"""What zsh itself keeps behind ``=(…)`` (TMPPREFIX, zshparam(1)), where it was ended before it took it away."""

Effects = list[tuple[Effect, "str | None"]]
"""What is done to files, and in which directory."""


def uncovered(ran: Ran, unfolding: Unfolding, effects: Effects) -> list[str]:
    """What happened and was not foreseen, each as a sentence."""
    records, changes = ran
    found = [f"ran {record[1:]} in {record[0]}" for record in records if not covered(record, unfolding)]
    found += [
        f"{kind} {path}"
        for kind, path in changes
        if not (kind == "created" and OWN_FILE.fullmatch(path))
        and not _change_covered(kind, path, unfolding, effects)
    ]
    return found


def covered(record: list[str], unfolding: Unfolding) -> bool:
    """Whether one program that ran is among the foreseen."""
    cwd, *words = record
    anywhere = not cwd  # the directory was deleted while it ran there
    if words[0] == READER:
        return any(
            isinstance(event, Invocation)
            and (anywhere or event.cwd in (cwd, None))
            and fits(event.argv[:1], words[:1], cwd)
            and _reads(event, words[1])
            for event in unfolding.events
        )
    return any(
        isinstance(event, Invocation)
        and (anywhere or event.cwd in (cwd, None))
        and fits(event.argv, words, cwd)
        for event in unfolding.events
    )


def fits(argv: tuple[Value, ...], words: list[str], cwd: str = "/") -> bool:
    """Whether foreseen words stand for the words that were given. A hole stands for any text, an unquoted
    one for any number of words."""
    if not argv:
        return not words
    head, rest = argv[0], argv[1:]
    if any(hole.splits for hole in head.holes) or head.glob:
        return any(fits(rest, words[count:], cwd) for count in range(len(words) + 1))
    return bool(words) and _fits_word(head, words[0], cwd) and fits(rest, words[1:], cwd)


def _fits_word(value: Value, word: str, cwd: str) -> bool:
    text = value.text
    if text is not None:
        if text.startswith("/dev/fd/") and word.startswith(("/dev/fd/", "/proc/self/fd/")):
            return True  # which number is free depends on the shell
        same_place = os.path.normpath(os.path.join(cwd, text)) == os.path.normpath(os.path.join(cwd, word))
        return text == word or same_place or text.rsplit("/", 1)[-1] == word
    return _stands_for(value, word)


def _stands_for(value: Value, word: str) -> bool:
    pattern = "".join(escaped(p) if isinstance(p, str) else "*" for p in value.parts)
    return bool(matches(pattern, word))


def _reads(event: Invocation, text: str) -> bool:
    """Whether what a program read is what was foreseen; a file or another program may hold anything."""
    stream = event.stdin
    if stream is None:
        return text == ""
    if text == "" and stream.producers:
        return True  # on a busy machine they may come too late
    if stream.text is not None and stream.text.parts:
        if any(hole.why == DEPENDS for hole in stream.text.holes):
            return True  # what is only printed perhaps
        whole = stream.text.text  # of which a shell that reads its commands there has taken the beginning
        return whole.endswith(text) if whole is not None else _stands_for(stream.text, text)
    return bool(stream.producers) or stream.path is not None or text == ""


def unknown(unfolding: Unfolding) -> bool:
    """Whether the unfolding says that something could not be worked out."""
    return any(isinstance(event, Unresolved) for event in unfolding.events)


# ----------------------------------------------------------------------------------------- files


def effects_in(unfolding: Unfolding, world: World) -> Effects:
    """What the programs do to files; to be asked before they are run."""
    found: Effects = []
    for event in unfolding.events:
        if isinstance(event, Invocation) and event.program not in (*PROGRAMS, READER):
            found.extend((effect, event.cwd) for effect in effects_of(event, world))
    return found


def _change_covered(kind: str, path: str, unfolding: Unfolding, effects: Effects) -> bool:
    for event in unfolding.events:
        if isinstance(event, FileWrite) and kind != "deleted" and _names(event.path, event.cwd, path):
            return True
        makes = isinstance(event, Invocation) and kind == "created" and event.program in NAMING
        if makes and any(_makes(word, event.cwd, path) for word in event.argv[1:]):
            return True
    return any(
        effect.operation not in ("read", "reveal")
        and effect.place.kind == "path"
        and _names(effect.resource.value or known(effect.resource.identity), cwd, path, below=True)
        for effect, cwd in effects
    )


def _names(value: Value, cwd: str | None, path: str, below: bool = False) -> bool:
    """Whether a foreseen word names a path, or with ``below`` a directory above it."""
    if value.holes or value.glob or cwd is None:
        wanted = "".join(
            (p if value.glob else escaped(p)) if isinstance(p, str) else "*" for p in value.parts
        )
        wanted = wanted.removeprefix("./")
        ends = [path] if wanted.startswith("/") else [path[i + 1 :] for i, c in enumerate(path) if c == "/"]
        return any(matches(wanted, end) for end in ends)
    named = os.path.normpath(os.path.join(cwd, value.text or ""))
    return named == path or (below and path.startswith(named + "/"))


def _makes(value: Value, cwd: str | None, path: str) -> bool:
    """Whether a word names what came to be, or something in it or above it."""
    if _names(value, cwd, path, below=True):
        return True
    return os.path.normpath(os.path.join(cwd or "/", value.text or "")).startswith(path + "/")


# ------------------------------------------------------------------------------------- precision


def precision(ran: Ran, unfolding: Unfolding) -> tuple[int, int]:
    """How many events of the recording programs and of files were foreseen, and how many of those happened
    with exactly these words in exactly this place."""
    records, changes = ran
    touched = {path for _, path in changes}
    foreseen = exact = 0
    for event in unfolding.events:
        if isinstance(event, FileWrite):
            if event.path.prefix.startswith("/dev/"):
                continue
            foreseen += 1
            text = event.path.text
            exact += (
                text is not None
                and event.cwd is not None
                and os.path.normpath(os.path.join(event.cwd, text)) in touched
            )
        elif isinstance(event, Invocation) and event.program in (*PROGRAMS, READER):
            foreseen += 1
            words = [value.text for value in event.argv]
            exact += any(
                record[0] == event.cwd and (record[1:] == words or record[1] == words[0] == READER)
                for record in records
            )
        elif isinstance(event, Unresolved):
            foreseen += 1
    return foreseen, exact
