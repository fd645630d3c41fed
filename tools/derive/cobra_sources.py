"""Command lines made with cobra, from the Go files that build them.

A command is a variable (``var deleteCmd = &cobra.Command{Use: "delete NAME"}``) or the result of a function
that holds such a literal; ``AddCommand`` joins them, within a package or across packages. The tree is walked
from the command that is called as the program is. The files are read with expressions, nothing of them is
run, and what is put together at run time is not seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.derive import go_code
from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import git

SOURCES = (
    ("pscale", "planetscale/cli", "1200007191e35f2bffa03917d064fac78389d356", ".", "Apache-2.0"),
    ("turso", "tursodatabase/turso-cli", "e149f6987e52f2715c2e4991c43875367f59b237", ".", "MIT"),
    ("civo", "civo/cli", "ea9193f2794af0ec9d268d90d1d53c4159091a66", ".", "Apache-2.0"),
    ("qovery", "Qovery/qovery-cli", "210d6c63cd2c9d99e934723c07da9a9fa102e09a", ".", "Apache-2.0"),
    ("tiger", "timescale/tiger-cli", "d7201d676ac3d6b91b02f85ddf812a4df8000727", ".", "Apache-2.0"),
    ("kargo", "akuity/kargo", "1c764767ae03bad063531fb443ee2485a972c669", "pkg", "Apache-2.0"),
    ("linkerd", "linkerd/linkerd2", "b24cd4059841f8cee2fb7a9c2ac23a693c583579", ".", "Apache-2.0"),
    ("rosa", "openshift/rosa", "d80ba251c0ddf8c8b67716ea7de0a12ce4fc4af3", "cmd", "Apache-2.0"),
)  # fmt: skip
"""Program, repository of GitHub, commit, the folder of its sources, licence."""
_LITERAL = re.compile(r"&cobra\.Command\{")
_VARIABLE = re.compile(r"^(?:var\s+|\t)?(\w+)\s*=\s*&cobra\.Command\{\n(.*?)^\t?\}", re.M | re.S)
_NAMED = re.compile(r"(?<![\w.\"])(?:(\w+)\.)?([A-Za-z]\w*)\b(?!\.)")
_FLAG = re.compile(
    r"(\w+)\.(?:Persistent)?Flags\(\)\.([A-Z]\w*?)(?:Var)?(P?)\((?:\s*&?[\w.\[\]]+,)?\s*\"([\w-]+)\"(?:,\s*\"(\w?)\")?"
)

Key = tuple[str, str]
"""A package and a name in it."""


@dataclass
class Unit:
    """A command as it is written down: a variable or a function."""

    package: str
    use: str
    about: str
    aliases: tuple[str, ...]
    options: dict[str, str] = field(default_factory=dict)
    children: list[Key] = field(default_factory=list)


def commands() -> Iterator[Command]:
    """Every sub-command of every program above.

    Raises:
        Unreachable: no git or no repository.
    """
    for cli, repository, commit, folder, _ in SOURCES:
        yield from walk(cli, units(git(repository, commit, ".go", folder) / folder))


def units(folder: Path) -> dict[Key, Unit]:
    """Every command that is written down in a folder, by package and name."""
    packages: dict[str, list[str]] = defaultdict(list)
    for path, text in go_code.texts(folder.rglob("*.go")):
        packages[str(path.parent)].append(text)
    found: dict[Key, Unit] = {}
    for package, files in packages.items():
        text = "\n".join(files)
        if ".AddCommand(" in text or "cobra.Command{" in text:
            _variables(package, text, found)
            _functions(package, text, found)
    return found


def _variables(package: str, text: str, found: dict[Key, Unit]) -> None:
    for name, body in _VARIABLE.findall(text):
        unit = _unit(package, body)
        if unit is not None:
            found[package, name] = unit
    for receiver, kind, short, name, letter in _FLAG.findall(text):
        unit = found.get((package, receiver))
        if unit is not None:
            _flag(unit, kind, short, name, letter)
    for receiver, listed in _added(text):
        unit = found.get((package, receiver))
        if unit is not None:
            unit.children += listed


def _functions(package: str, text: str, found: dict[Key, Unit]) -> None:
    for name, body in go_code.functions(text, methods=True):
        literal = _LITERAL.search(body)
        unit = _unit(package, body[literal.end() :]) if literal else None
        if unit is None:
            unit = Unit(package, "", "", ())  # a function that only adds to the command it is given
        for _, kind, short, option, letter in _FLAG.findall(body):
            _flag(unit, kind, short, option, letter)
        for receiver, listed in _added(body):
            if (package, receiver) not in found:
                unit.children += listed
        if unit.use or unit.children:
            found.setdefault((package, name), unit)


def _unit(package: str, body: str) -> Unit | None:
    use = go_code.use(body)
    return Unit(package, use, go_code.short(body), go_code.aliases(body)) if use else None


def _flag(unit: Unit, kind: str, short: str, name: str, letter: str) -> None:
    arity = SWITCH if kind in ("Bool", "Count") else VALUE
    unit.options["--" + name] = arity
    if short and letter:
        unit.options["-" + letter] = arity


def _added(text: str) -> Iterator[tuple[str, list[Key]]]:
    for receiver, inside in go_code.added(text):
        yield receiver, _NAMED.findall(re.sub(r"\((?:[^()]|\([^()]*\))*\)", "()", inside))


def walk(cli: str, found: dict[Key, Unit]) -> Iterator[Command]:
    """The tree from the command that is called as the program is; what nothing is seen to join to another
    command is joined to that one (programs hand it around under other names)."""
    named: dict[Key, list[Key]] = defaultdict(list)
    for package, name in found:
        named[package.rsplit("/", 1)[-1], name].append((package, name))
    below = {key: list(_below(key, unit, found, named)) for key, unit in found.items()}
    roots = [key for key, unit in found.items() if unit.use.split()[:1] == [cli]]
    joined = {child for children in below.values() for child in children}
    loose = [key for key, unit in found.items() if unit.use and key not in joined and key not in roots]
    waiting: list[tuple[Key, tuple[str, ...]]] = [(key, ()) for key in roots]
    waiting += [(key, tuple(found[key].use.split()[:1])) for key in loose]
    seen: set[tuple[Key, tuple[str, ...]]] = set()
    while waiting:
        key, path = waiting.pop()
        if (key, path) in seen or len(path) > 7:
            continue
        seen.add((key, path))
        unit = found[key]
        yield Command(cli, path, unit.aliases if path else (), dict(unit.options), about=unit.about)
        waiting += [(child, (*path, *found[child].use.split()[:1])) for child in below[key]]


def _below(key: Key, unit: Unit, found: dict[Key, Unit], named: dict[Key, list[Key]]) -> Iterator[Key]:
    for package, name in unit.children:
        known = [(unit.package, name)] if not package else named.get((package, name), [])
        within = [child for child in known if child[0].startswith(unit.package + "/")]
        yield from (child for child in within or known if child in found and child != key)
