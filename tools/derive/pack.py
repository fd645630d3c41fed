"""Writes ``guard/knowledge/grammar/``: one record per program, by first letter, sorted.

The form is described where it is read, in ``guard/knowledge/grammar.py``. What the names of sub-commands say
by themselves is not written; only what contradicts them is: ``rotate=delete`` where the vendor says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from guard.knowledge.grammar import END, FOLDER, shard_of
from guard.knowledge.learned import does
from guard.knowledge.verbs import reading_of
from tools.derive.commands import DRY_NAMES, OPTIONAL, SWITCH, VALUE, YES_NAMES, Command, Tree, children

CLASSES = Path(__file__).with_name("classes.txt")
_LETTER = {SWITCH: "-", VALUE: "=", OPTIONAL: "?"}
_HARMLESS = ("unknown", "read", "create")
"""What nobody would ask about before doing it: a vendor who does knows more than the name says."""
NOT_SERVICES = ("cli", "main", "publish", "aliases", "luz", "wd", "ns")
"""Names of specifications that are too common a word for a program."""


def classes() -> dict[str, str]:
    """Program → ``service`` or ``local``."""
    found: dict[str, str] = {}
    for line in CLASSES.read_text().splitlines():
        kind, colon, names = line.partition(":")
        if colon and not line.startswith("#"):
            for name in names.split():
                found.setdefault(name, kind)
    return found


def asked_for() -> frozenset[str]:
    """Programs whose options something reads by their record: those with a rule, a wrapper's grammar or rows
    of their own, and those whose ``--help`` the records are held against."""
    from guard.knowledge import operator_rows
    from guard.programs.registry import PROGRAMS
    from guard.shell.wrappers.registry import GRAMMARS
    from tools.check_options import TOOLS

    sections = "".join(path.read_text() for path in sorted(Path(operator_rows.FOLDER).glob("*.txt")))
    rows = [name for line in sections.splitlines() if line.startswith("== ") for name in line[3:].split()]
    return frozenset((*PROGRAMS.all(), *GRAMMARS.all(), *rows, *TOOLS.split()))


def speaks(tree: Tree, kind: str) -> bool:
    """Whether a record says more than what options there are: what kind of program it is, or sub-commands.
    Options alone are read of the programs of ``asked_for``; of others no verdict looks at them."""
    return bool(kind) or any(path for path in tree)


def write(programs: dict[str, Tree], services: frozenset[str]) -> dict[str, int]:
    """Write every record; the number of records and bytes.

    Args:
        programs: what was derived.
        services: programs beside those of ``classes.txt`` of which sub-commands are worth their effect.
    """
    kinds = classes()
    kinds.update(dict.fromkeys(services, "service"))
    asked = asked_for()
    shards: dict[str, dict[str, str]] = defaultdict(dict)
    seen: dict[str, str] = {}
    for name in sorted({*programs, *kinds}):
        if name in NOT_SERVICES or any(c in name for c in "/ \\"):
            continue
        if name not in asked and not speaks(programs.get(name, {}), kinds.get(name, "")):
            continue
        body = record(programs.get(name, {}), kinds.get(name, ""))
        first = seen.setdefault(body, name) if len(body) > 400 else name
        shards[shard_of(name)][name] = f"@{name}\n{body}" if first == name else f"@{name} >{first}\n"
    folder = Path(FOLDER)
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        path.unlink()
    for shard in sorted({*shards, *"0abcdefghijklmnopqrstuvwxyz"}):
        records = shards.get(shard, {})
        (folder / f"{shard}.txt").write_text("".join(records[name] for name in sorted(records)) + END)
    size = sum(path.stat().st_size for path in folder.glob("*.txt"))
    return {"records": sum(map(len, shards.values())), "bytes": size}


def record(tree: Tree, kind: str) -> str:
    """One program's record without its first line."""
    usual, odd = arities(tree)
    lines = [f"k {kind}"] if kind else []
    for arity in (VALUE, SWITCH, OPTIONAL):
        names = sorted(name for name, a in usual.items() if a == arity)
        if names:
            lines.append(f"{_LETTER[arity]} {' '.join(names)}")
    yes = sorted(YES_NAMES & {n for n, a in usual.items() if a != VALUE})
    dry = sorted(DRY_NAMES & set(usual))
    lines += [f"y {' '.join(yes)}"] if yes else []
    lines += [f"d {' '.join(dry)}"] if dry else []
    for path, options in sorted(odd.items()):
        told = " ".join(f"{_LETTER[a]}{name}" for name, a in sorted(options.items()))
        lines.append(f"o {' '.join(path) or '.'}: {told}")
    groups = _parents(tree)
    for parent, commands in children(tree).items():
        told = " ".join(_child(command, groups, kind) for command in commands)
        lines.append(f"t {' '.join(parent) or '.'}: {told}")
    return "".join(line + "\n" for line in lines)


def arities(tree: Tree) -> tuple[dict[str, str], dict[tuple[str, ...], dict[str, str]]]:
    """The usual arity of each option name, and the sub-commands where it is another one."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for command in tree.values():
        for name, arity in {**command.inherited, **command.options}.items():
            counted[name][arity] += 1
    usual = {name: max(sorted(c), key=c.__getitem__) for name, c in counted.items()}
    odd: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for path, command in tree.items():
        for name, arity in {**command.inherited, **command.options}.items():
            if usual[name] != arity:
                odd[path][name] = arity
    return usual, dict(odd)


def _parents(tree: Tree) -> set[tuple[str, ...]]:
    return {path[:length] for path in tree for length in range(1, len(path))}


def _child(command: Command, groups: set[tuple[str, ...]], kind: str) -> str:
    names = "|".join(dict.fromkeys((command.path[-1], *sorted(command.aliases))))
    if kind != "service" or command.path in groups:
        return names
    said = effect(command)
    return f"{names}={said}" if said else names


def effect(command: Command) -> str:
    """What a leaf does where its name does not say it; empty where the name is right."""
    said = does(command.path, command.about)
    if command.confirms and said in ("", "quiet") and reading_of(command.path).operation in _HARMLESS:
        return "unknown"
    return said
