"""Work that the same text has put into git before it clears the work tree: ``git stash -u && git clean -fd``.

Each step has to run only after the success of the one before it, in the same directory, and what goes has to
be what was saved. Quiet: ``git stash && git reset --hard origin/main``, ``git add -A && git commit -m wip &&
git clean -fd``, ``git commit -am wip && git checkout -f main``. Near misses that stay *ask*: ``git stash; git
reset --hard`` (the stash may have failed), ``git stash && git clean -fd`` (without ``-u`` it leaves what is
untracked), ``git stash && git stash pop && git reset --hard``, ``git stash push src && git reset --hard`` (a
part), ``git commit -am wip && git reset --hard HEAD~1`` (the commit goes with it).
Facts: git-stash(1), git-commit(1), git-add(1).
"""

from __future__ import annotations

from guard.model import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Effect, Event

TRACKED = frozenset(("tracked", "unstaged", "staged"))
UNTRACKED = frozenset(("untracked",))
IGNORED = frozenset(("ignored", "all"))
NOTHING: frozenset[str] = frozenset()
LEAVES = ("fetch", "status", "log", "diff", "show", "push", "tag", "rev-parse", "clean", "pull", "remote",
          "checkout", "switch", "branch")  # fmt: skip
"""Subcommands that bring nothing of it back into the work tree, and keep where it was put."""
SILENT = ("-q", "--quiet", "-v", "--verbose")


def saved(effect: Effect, events: tuple[Event, ...], top: str) -> bool:
    """Whether git holds by then what this discards.

    Args:
        top: the work tree's own directory.
    """
    by = effect.by
    if not isinstance(by, Invocation) or by.program != "git" or by.gate != "success":
        return False
    which = effect.place.hint("which")
    lost = which.text if which is not None and which.text else effect.resource.kind
    kept, added, committed = NOTHING, False, False
    for event in events:
        if not isinstance(event, Invocation):
            continue
        if event is by or event == by:
            return lost in kept and not (committed and _goes_back(by))
        words = event.words[1:]
        if event.gate != "success":
            kept, added, committed = NOTHING, False, False
        if event.program != "git" or not words or not counts(event, by):
            kept = kept if event.program not in ("git", "mv") else NOTHING
        elif words[0] == "stash" and _stashed(words[1:]):
            kept, committed = _stashed(words[1:]), False
        elif words[0] == "add":
            added = _adds_all(words[1:], event.cwd == top)
        elif words[0] == "commit" and not kept:
            kept, committed = _committed(words[1:], added), True
        elif words[0] not in LEAVES:
            kept = NOTHING
    return False


def counts(event: Invocation, by: Invocation) -> bool:
    """Whether a step is surely taken, in the place of the later one, and its failure stops what follows."""
    if event.cwd != by.cwd or event.via != by.via or event.certainty != by.certainty or event.piped:
        return False
    return not any(name.startswith("GIT_") for name in event.variables)


def _goes_back(by: Invocation) -> bool:
    """Whether the branch is moved, perhaps away from the commit that was just made."""
    words = by.words[1:]
    return words[0] == "reset" and any(word not in ("HEAD", "@") for word in words[1:] if word[:1] != "-")


def _stashed(words: Sequence[str]) -> frozenset[str]:
    """What ``git stash`` with these words keeps; a part of it counts as nothing."""
    rest = list(words)
    if rest and rest[0] in ("push", "save"):
        rest.pop(0)
    kept = TRACKED
    while rest:
        word = rest.pop(0)
        if word in ("-m", "--message"):
            rest = rest[1:]
        elif word in ("-u", "--include-untracked"):
            kept |= UNTRACKED
        elif word in ("-a", "--all"):
            kept |= UNTRACKED | IGNORED
        elif word not in (*SILENT, "-k", "--keep-index") and not word.startswith("--message="):
            return NOTHING
    return kept


def _adds_all(words: Sequence[str], at_top: bool) -> bool:
    every = any(word in ("-A", "--all") for word in words)
    named = [word for word in words if word not in ("-A", "--all", *SILENT)]
    return (every and not named) or (named == ["."] and at_top)


def _committed(words: Sequence[str], added: bool) -> frozenset[str]:
    """What ``git commit`` with these words takes in."""
    rest, every = list(words), False
    while rest:
        word = rest.pop(0)
        bundle = word[1:] if word[:1] == "-" != word[1:2] else ""
        every = every or word == "--all" or "a" in bundle.partition("m")[0]
        if word == "--message" or bundle.endswith("m"):
            rest = rest[1:]
        elif not bundle and word not in (*SILENT, "--all", "--no-edit") and not word.startswith("--message="):
            return NOTHING
    return TRACKED | UNTRACKED if added else TRACKED if every else NOTHING
