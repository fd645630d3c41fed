"""carapace-bin (MIT): option arity, aliases and inherited options of some 1,300 programs.

The completers are Go files of one form each: a ``cobra.Command`` literal, calls that add flags to it, and
``parent.AddCommand(child)``. They are read with expressions; nothing of them is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import OPTIONAL, SWITCH, VALUE, Command
from tools.derive.fetch import git

REPOSITORY, COMMIT = "carapace-sh/carapace-bin", "462e6aea00c86b53c1cb70ad1f5d3d6cbc3d8f23"
SYSTEMS = ("common", "unix", "linux")
"""The folders of completers that are read, the first one first; those of other systems' tools are not."""

_COMMAND = re.compile(r"^(?:var )?\s*(\w+)\s*:?=\s*&cobra\.Command\{(.*?)^\}", re.M | re.S)
_STRING = r'(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)'
_FIELD = {name: re.compile(rf"\b{name}:\s*{_STRING}") for name in ("Use", "Short")}
_ALIASES = re.compile(r"Aliases:\s*\[\]string\{([^}]*)\}")
_FLAG = re.compile(r'(\w+)\.(Persistent)?Flags\(\)\.([A-Z]\w*?)([PSN]?)\("([^"]*)"(?:,\s*"([^"]*)")?(?=[,)])')
_ADD = re.compile(r"(\w+)\.AddCommand\(([^)]*)\)")
_OPTIONAL = re.compile(
    r'(\w+)\.(?:PersistentFlags\(\)\.Lookup|Flags\(\)\.Lookup|Flag)\("([^"]*)"\)\.NoOptDefVal'
)
_LITERAL = re.compile(r'"([^"]*)"')


def commands() -> Iterator[Command]:
    """Every sub-command of every completer.

    Raises:
        Unreachable: no git or no repository.
    """
    seen: set[str] = set()
    for system in SYSTEMS:
        for folder in sorted((git(REPOSITORY, COMMIT) / "completers" / system).glob("*_completer")):
            name = folder.name.removesuffix("_completer")
            if name not in seen:
                seen.add(name)
                yield from _completer(name, folder / "cmd")


def _completer(cli: str, folder: Path) -> Iterator[Command]:
    text = "\n".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.go")))
    found: dict[str, Command] = {}
    for match in _COMMAND.finditer(text):
        name, body = match.groups()
        use = _field(body, "Use").split()
        if use:
            aliases = _ALIASES.search(body)
            spelled = tuple(_LITERAL.findall(aliases.group(1))) if aliases else ()
            found[name] = Command(cli, (use[0],), spelled, about=_field(body, "Short"))
    _add_flags(text, found)
    parents = {
        child.strip(): match.group(1)
        for match in _ADD.finditer(text)
        for child in match.group(2).split(",")
        if child.strip() in found
    }
    if _all_attached(found):
        _believe_no_attachment(found)
    for name, command in found.items():
        path = _path(name, found, parents)
        if path is not None:
            command.path = path
            yield command


def _all_attached(found: dict[str, Command]) -> bool:
    """Whether a completer marks most options with a value as attached: then it only chooses that spelling."""
    arities = [a for c in found.values() for a in (*c.options.values(), *c.inherited.values())]
    return arities.count(OPTIONAL) > 6 and arities.count(OPTIONAL) > arities.count(VALUE)


def _believe_no_attachment(found: dict[str, Command]) -> None:
    for command in found.values():
        for options in (command.options, command.inherited):
            options.update({name: VALUE for name, arity in options.items() if arity == OPTIONAL})


def _field(body: str, name: str) -> str:
    match = _FIELD[name].search(body)
    return next((g for g in match.groups() if g), "") if match else ""


def _add_flags(text: str, found: dict[str, Command]) -> None:
    for match in _FLAG.finditer(text):
        variable, persistent, kind, form, name, short = match.groups()
        command = found.get(variable)
        if command is None or not name or " " in name:
            continue
        arity = SWITCH if kind in ("Bool", "Count") else VALUE
        options = command.inherited if persistent else command.options
        if form == "S":
            options["-" + (short or name)] = arity
            continue
        options["--" + name] = arity
        if form in ("P", "N") and short:
            options["-" + short] = arity
    for variable, name in _OPTIONAL.findall(text):
        command = found.get(variable)
        for options in (command.options, command.inherited) if command is not None else ():
            for spelled in ("--" + name, "-" + name):
                if options.get(spelled) == VALUE:
                    options[spelled] = OPTIONAL


def _path(name: str, found: dict[str, Command], parents: dict[str, str]) -> tuple[str, ...] | None:
    if name == "rootCmd":
        return ()
    words: list[str] = []
    while name != "rootCmd":
        if name not in found or name not in parents or len(words) > 8:
            return None
        words.insert(0, found[name].path[-1])
        name = parents[name]
    return tuple(words)
