"""What every source is brought to: one ``Command`` per sub-command of a command line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SWITCH, VALUE, OPTIONAL = "", "=", "?"
"""Whether an option takes a value: no, in the next word, or only attached (``--color=always``)."""


def word_set(words: str) -> frozenset[str]:
    """A set of words, written with blanks between them."""
    return frozenset(words.split())


YES_NAMES = word_set(
    "-y --yes --assume-yes --assumeyes --force --confirm --no-prompt --no-confirm --skip-confirmation "
    "--auto-approve --non-interactive --noinput --no-input --accept --approve --yes-i-really-mean-it "
    "--skip-prompts"
)
"""Options that answer a program's own question."""
DRY_NAMES = word_set(
    "--dry-run --dryrun --what-if --simulate --plan-only --preview-only --noop --no-act --just-print "
    "--validate-only"
)
"""Options with which nothing happens."""


@dataclass
class Command:
    """One sub-command, or the program itself where ``path`` is empty."""

    cli: str
    path: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other spellings of the last word of the path."""
    options: dict[str, str] = field(default_factory=dict)
    """With dashes → SWITCH, VALUE or OPTIONAL."""
    inherited: dict[str, str] = field(default_factory=dict)
    """Options that sub-commands accept too."""
    about: str = ""
    """The vendor's one-line help. Read for its verb while deriving, never written out."""
    confirms: bool = False
    """The vendor's tool asks “are you sure” before it does this."""


Tree = dict[tuple[str, ...], Command]


def trees(commands: Iterable[Command]) -> dict[str, Tree]:
    """The commands by program and path."""
    found: dict[str, Tree] = defaultdict(dict)
    for command in commands:
        if command.path[:1] == ("help",) and len(command.path) > 1:
            continue  # completions list every command under ``help`` once more
        tree = found[command.cli]
        if command.path in tree:
            overlay(tree[command.path], command)
        else:
            tree[command.path] = command
    return dict(found)


def overlay(first: Command, second: Command) -> None:
    """Add what the second source knows and the first does not; the first one is believed."""
    first.options = {**second.options, **first.options}
    first.inherited = {**second.inherited, **first.inherited}
    first.aliases = tuple(dict.fromkeys((*first.aliases, *second.aliases)))
    first.about = first.about or second.about
    first.confirms = first.confirms or second.confirms


def merge(better: dict[str, Tree], other: dict[str, Tree]) -> None:
    """Add the trees of a less trusted source to those of a better one, in place."""
    for cli, tree in other.items():
        mine = better.setdefault(cli, {})
        spelled = {(*path[:-1], alias): path for path, c in mine.items() if path for alias in c.aliases}
        for path, command in tree.items():
            path = _canonical(path, spelled)
            if path in mine:
                overlay(mine[path], command)
            else:
                command.path = path
                mine[path] = command


def _canonical(path: tuple[str, ...], spelled: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    for length in range(1, len(path) + 1):
        head = spelled.get(path[:length])
        if head is not None:
            path = head + path[length:]
    return path


def reconcile(first: dict[str, Tree], second: dict[str, Tree]) -> None:
    """Believe, between two completion packages, that a value may be a word of its own where one of them says
    so, in place: they choose the attached spelling for many that do not need it."""
    for cli, tree in first.items():
        for path, command in tree.items():
            other = second.get(cli, {}).get(path)
            if other is None:
                continue
            for mine, theirs in ((command.options, other.options), (command.inherited, other.inherited)):
                freer = [n for n, arity in mine.items() if arity == OPTIONAL and theirs.get(n) == VALUE]
                mine.update(dict.fromkeys(freer, VALUE))


def children(tree: Tree) -> dict[tuple[str, ...], list[Command]]:
    """Parent → its sub-commands, sorted by name; groups that only their sub-commands name are filled in."""
    found: dict[tuple[str, ...], list[Command]] = defaultdict(list)
    cli = next((command.cli for command in tree.values()), "")
    groups = {path[:length] for path in tree for length in range(1, len(path))}
    tree = {**{path: Command(cli, path) for path in groups}, **tree}
    for path, command in sorted(tree.items()):
        if path:
            found[path[:-1]].append(command)
    return dict(found)


def leaves(tree: Tree) -> Iterator[Command]:
    """The commands without sub-commands."""
    parents = {path[:-1] for path in tree if path}
    return (command for path, command in sorted(tree.items()) if path not in parents)
