"""doctl and flyctl (GitHub, Apache-2.0): their command trees from the Go functions that build them.

Each command is made by a function: ``command.New("destroy <id>", short, …)`` in flyctl, ``CmdBuilder(cmd,
Run…, "delete <id>", "Delete …", …, aliasOpt("rm"))`` in doctl; ``AddCommand`` joins them. The files are read
with expressions; nothing of them is run, and no text but names and the verb of the one-line help is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tools.derive import go_code
from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import git
from tools.derive.go_code import TEXT

DOCTL = ("digitalocean/doctl", "168188d3e016be2768406a0b3dc615966f6555a9")
FLYCTL = ("superfly/flyctl", "ad0172face303b77584eea95b46fa3ddc61d5ddd")
_NEW = re.compile(rf"command\.New\(\s*(?:{TEXT}|(\w+))")
_NAMED = r'\b{}\s*:?=\s*"((?:[^"\\]|\\.)*)"'
_BUILDER = re.compile(rf"(?:(\w+)\s*:?=\s*)?CmdBuilder\(\s*\w+,\s*\w+,\s*{TEXT},\s*{TEXT}")
_OPTION = re.compile(
    r"Add(\w+?)Flag\(\s*(\w+),\s*(?:doctl\.(\w+)|\"([\w-]+)\"),\s*(?:doctl\.(\w+)|\"(\w?)\")"
)
_CONSTANT = re.compile(r'\b(Arg\w+)\s*=\s*"([\w-]+)"')
_FLAG = re.compile(r"flag\.(\w+)\{(.*?)\}", re.S)
_CHILD = re.compile(r"(?:(\w+)\.)?(\w+)\(\)")


def commands() -> Iterator[Command]:
    """Every sub-command of the two.

    Raises:
        Unreachable: no git or no repository.
    """
    yield from _doctl(git(*DOCTL))
    for command in _flyctl(git(*FLYCTL)):
        yield command
        yield replace(command, cli="fly")


def _functions(folder: Path) -> dict[str, str]:
    read = go_code.texts(folder.glob("*.go"))
    return {name: body for _, text in read for name, body in go_code.functions(text)}


def _children(body: str) -> Iterator[tuple[str, str]]:
    for _, inside in go_code.added(body):
        yield from _CHILD.findall(inside)


def _doctl(tree: Path) -> Iterator[Command]:
    functions = _functions(tree / "commands")
    constants = dict(_CONSTANT.findall((tree / "args.go").read_text()))
    waiting: list[tuple[str, tuple[str, ...]]] = [(c, ()) for _, c in _children(functions["addCommands"])]
    seen: set[str] = set()
    while waiting:
        name, above = waiting.pop()
        body = functions.get(name, "")
        use = go_code.use(body)
        if not use or name in seen:
            continue
        seen.add(name)
        path = (*above, use.split()[0])
        yield Command("doctl", path, go_code.aliases(body), about=go_code.short(body))
        yield from _built("doctl", path, body, constants)
        waiting += [(child, path) for _, child in _children(body)]


def _built(cli: str, path: tuple[str, ...], body: str, constants: dict[str, str]) -> Iterator[Command]:
    found = list(_BUILDER.finditer(body))
    for index, match in enumerate(found):
        variable, use, short = match.groups()
        rest = body[match.end() : found[index + 1].start() if index + 1 < len(found) else len(body)]
        told = re.search(r"aliasOpt\(([^)]*)\)", rest)
        command = Command(
            cli, (*path, use.split()[0]), tuple(re.findall(TEXT, told.group(1))) if told else (), about=short
        )
        for kind, owner, constant, plain, short_constant, letter in _OPTION.findall(rest):
            if owner != variable:
                continue
            arity = SWITCH if kind == "Bool" else VALUE
            name = plain or constants.get(constant, "")
            spelled = letter or constants.get(short_constant, "")
            command.options.update({f"--{name}": arity} if name else {})
            command.options.update({f"-{spelled}": arity} if len(spelled) == 1 else {})
            command.confirms = command.confirms or name == "force"
        yield command


def _flyctl(tree: Path) -> Iterator[Command]:
    root = tree / "internal" / "command"
    functions = {folder: _functions(folder) for folder in sorted({p.parent for p in root.rglob("*.go")})}
    named: dict[str, Path] = {folder.name: folder for folder in functions}
    waiting: list[tuple[Path, str, tuple[str, ...]]] = []
    for body in functions.get(root / "root", {}).values():
        waiting += [(named[package], name, ()) for package, name in _CHILD.findall(body) if package in named]
    seen: set[tuple[Path, str, tuple[str, ...]]] = set()
    while waiting:
        folder, name, above = waiting.pop()
        body = functions[folder].get(name, "")
        made = _NEW.search(body)
        use = (made.group(1) or _constant(body, made.group(2))) if made else ""
        if not use or use.split()[0] in above or (folder, name, above) in seen:
            continue
        seen.add((folder, name, above))
        path = (*above, use.split()[0])
        command = Command("flyctl", path, go_code.aliases(body), about=_constant(body, "short"))
        _add_flags(command, body)
        yield command
        for package, child in _children(body):
            waiting.append((named.get(package, folder) if package else folder, child, path))


def _constant(body: str, name: str) -> str:
    found = re.search(_NAMED.format(re.escape(name)), body) if name else None
    return found.group(1) if found else ""


def _add_flags(command: Command, body: str) -> None:
    if "flag.Yes()" in body:
        command.confirms = True
        command.options.update({"--yes": SWITCH, "-y": SWITCH})
    for kind, inner in _FLAG.findall(body):
        name, letter = re.search(rf"Name:\s*{TEXT}", inner), re.search(rf"Shorthand:\s*{TEXT}", inner)
        arity = SWITCH if kind == "Bool" else VALUE
        if name:
            command.options[f"--{name.group(1)}"] = arity
        if letter:
            command.options[f"-{letter.group(1)}"] = arity
