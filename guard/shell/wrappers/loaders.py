"""Wrappers that load files of variables for what they start: ``dotenv -e F``, ``direnv exec``, ``uv run``.

Where a program connects to is often said by nothing but such a file. What the wrapper would start is asked of
its own grammar; here the variables are laid around it. A variable that is set already stays, except where the
tool lets its file win. A secret comes as a hole that the file fills, as ``shell/env_files.py`` has it.

Caught: ``uv run --env-file .env.production psql -c 'DROP TABLE x'``, ``dotenv -e .env.prod -- aws s3 rb …``,
``just reset`` with ``set dotenv-load``. Quiet: the same with a file that names a test database.

Facts: the manuals of dotenv-cli 8, python-dotenv 1.1, dotenvx, env-cmd 10, direnv(1), uv and pdm run,
pipenv, foreman and honcho run, just 1.36 “Settings”, Taskfile schema 3, mise “env._”, node(1) ``--env-file``,
bun “env”.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Variable
from guard.shell.wrappers.grammar import placed, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


@frozen
class Loader:
    """Which files one wrapper loads."""

    module: str
    """The grammar that says what it starts."""
    options: tuple[str, ...] = ()
    """Options that name files."""
    default: tuple[str, ...] = ()
    """What it loads where nothing names one, the file that wins first."""
    wins: bool = False
    """Whether the file goes before what is set already."""
    later: bool = False
    """Whether of several files that are named the later ones win."""
    subcommand: str = ""
    """The only subcommand that loads anything; empty: all."""


_RUN_LOADER = Loader("subcommands", ("-e", "--env"), (".env",), True, True, "run")
LOADERS: dict[str, Loader] = {
    "dotenv": Loader("prefixes", ("-e", "-f", "--file"), (".env",)),
    "dotenv-cli": Loader("prefixes", ("-e", "-f", "--file"), (".env",)),
    "dotenvx": Loader("prefixes", ("-f", "--env-file"), (".env",)),
    "env-cmd": Loader("prefixes", ("-f", "--file"), (".env",), True),
    "uv": Loader("subcommands", ("--env-file",), later=True, subcommand="run"),
    "pdm": Loader("subcommands", ("--env-file",), subcommand="run"),
    "pipenv": Loader("subcommands", (), (".env",), True, subcommand="run"),
    "op": Loader("subcommands", ("--env-file",), later=True, subcommand="run"),
    "foreman": _RUN_LOADER, "honcho": _RUN_LOADER,
    "direnv": Loader("subcommands", (), (".envrc",), True, subcommand="exec"),
    "mise": Loader("subcommands", (), ("mise.toml", ".mise.toml", "mise.local.toml"), True),
    "rtx": Loader("subcommands", (), (".mise.toml",), True),
    "just": Loader("builds", ("--dotenv-path", "-E"), ("justfile", "Justfile", ".justfile")),
    "task": Loader("builds", (), ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml")),
    "go-task": Loader("builds", (), ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml")),
    "bun": Loader("packages", ("--env-file",), (".env.local", ".env")),
    "node": Loader("interpreters", ("--env-file", "--env-file-if-exists"), later=True),
}  # fmt: skip


LEADING = (
    ".envrc", "justfile", ".justfile", "taskfile.yml", "taskfile.yaml", "taskfile.dist.yml",
    "mise.toml", ".mise.toml", "mise.local.toml",
)  # fmt: skip
"""Files that name files of variables, in small letters."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What the wrapper starts, with the variables that it loads for it."""
    loader = LOADERS[invocation.program]
    grammar = __import__("guard.shell.wrappers." + loader.module, fromlist=("unwrap",))
    words = [text_of(word) for word in invocation.argv[1:]]
    variables: dict[str, Variable] = {}
    if not loader.subcommand or loader.subcommand in words[:3]:
        variables = _loaded(loader, invocation, world)
    for inner in grammar.unwrap(invocation, world):
        if variables and hasattr(inner, "variables") and not inner.elsewhere:
            inner = replace(inner, variables={**variables, **inner.variables})
        yield inner


def _loaded(loader: Loader, invocation: Invocation, world: World) -> dict[str, Variable]:
    folder = invocation.cwd
    if not folder:
        return {}
    named = _named(loader, invocation.argv[1:])
    over = any(text_of(w) in ("-o", "--override", "--overload") for w in invocation.argv[1:12])
    wins = loader.wins or over
    if named and (loader.later or over):
        named.reverse()
    variables: dict[str, Variable] = {}
    for name in named or _default(loader, invocation):
        for key, variable in _of_file(placed(name, folder), name, folder, invocation, world).items():
            if key not in variables and (wins or invocation.variable(key) is None):
                variables[key] = variable
        if variables and not named and loader.module == "builds":
            break  # the first of several names of one file
    return variables


def _default(loader: Loader, invocation: Invocation) -> tuple[str, ...]:
    """The files that nothing names; bun's follow ``NODE_ENV``, and other packages have files of their own."""
    if invocation.program != "bun":
        return loader.default
    if any(text_of(word).partition("=")[0] in ("--filter", "-F", "--cwd") for word in invocation.argv[1:]):
        return ()
    mode = invocation.variable("NODE_ENV")
    named = mode.value.text if mode is not None and mode.value.text else "development"
    return (".env.local", f".env.{named}", ".env")


def _named(loader: Loader, words: Sequence) -> list[str]:  # type: ignore[type-arg]
    """The files that options name, up to the program that is started."""
    found: list[str] = []
    at, operands = 0, 0
    while at < len(words):
        text = text_of(words[at])
        name, equals, value = text.partition("=")
        if text == "--" or operands > 1:
            break
        if name in loader.options:
            at += not equals
            found.append(value if equals else text_of(words[at]) if at < len(words) else "")
        elif loader.module == "prefixes" and text == "-c" and at + 1 < len(words):  # dotenv-cli's cascade
            mode = text_of(words[at + 1])
            found += [f".env.{mode}.local", ".env.local", f".env.{mode}", ".env"]
            at += 1
        operands += not text.startswith("-")
        at += 1
    if loader.subcommand == "exec" and len(words) > 1:
        found = [f"{text_of(words[1]).rstrip('/') or '/'}/{loader.default[0]}"]
    if loader.module == "subcommands":
        found = [piece for name in found for piece in name.split(",")]
    return [name for name in found if name]


def _of_file(path: str, name: str, folder: str, invocation: Invocation, world: World) -> dict[str, Variable]:
    """What one file sets, or leads to: a justfile, a Taskfile and a ``mise.toml`` name further files."""
    last = path.rpartition("/")[2]
    if last.lower() in LEADING:
        text = world.read(path)
        return _led_to(last, text, path.rpartition("/")[0] or folder, invocation, world) if text else {}
    return variables_of(path, name, invocation, world)


def _led_to(last: str, text: str, folder: str, invocation: Invocation, world: World) -> dict[str, Variable]:
    if last == ".envrc":
        further = [line.split()[1] if len(line.split()) > 1 else ".env" for line in text.splitlines()
                   if line.split()[:1] in (["dotenv"], ["dotenv_if_exists"], ["source_env"])]  # fmt: skip
        found = variables_of(f"{folder}/.envrc", ".envrc", invocation, world)
    elif last.endswith(".toml"):
        return _of_mise(text, folder, last, invocation, world)
    elif "task" in last.lower():
        from guard.signs.indented import scalars

        read = list(scalars(text))
        found = {keys[1]: _variable(keys[1], value, last, invocation) for keys, value in read
                 if len(keys) == 2 and keys[0] == "env"}  # fmt: skip
        further = [value for keys, value in read if keys == ("dotenv", "-")]
    else:
        found, further = {}, _of_just(text)
    for name in further:
        found = {**variables_of(placed(name, folder), name, invocation, world), **found}
    return found


def _of_just(text: str) -> list[str]:
    """``set dotenv-load``, ``set dotenv-filename := 'x'``, ``set dotenv-path := 'x'``."""
    name, loads = ".env", False
    for line in text.splitlines():
        if line.startswith("set dotenv-"):
            setting, assign, value = line[4:].partition(":=")
            plain = value.strip().strip("'\"")
            if setting.strip() in ("dotenv-filename", "dotenv-path"):
                name, loads = plain, True
            elif setting.strip() in ("dotenv-load", "dotenv-required"):
                loads = loads or not assign or plain == "true"
    return [name] if loads else []


def _of_mise(text: str, folder: str, last: str, invocation: Invocation, world: World) -> dict[str, Variable]:
    """``[env]`` of a ``mise.toml``: what stands later wins, a file that is named (``_.file``) included."""
    from guard.shell.wrappers.tasks import toml_of

    found: dict[str, Variable] = {}
    table = toml_of(text).get("env")
    for key, value in table.items() if isinstance(table, dict) else ():
        if key in ("_", "mise") and isinstance(value, dict):
            named = value.get("file")
            for each in named if isinstance(named, list) else [named]:
                name = each.get("path") if isinstance(each, dict) else each
                if isinstance(name, str):
                    found.update(variables_of(placed(name, folder), name, invocation, world))
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            found[key] = _variable(key, str(value), last, invocation)
    return found


def variables_of(path: str, name: str, invocation: Invocation, world: World) -> dict[str, Variable]:
    """The variables that an env file sets, each with the line it stands in."""
    from guard.signs.dotenv import read_env_file

    found: dict[str, Variable] = {}
    read = read_env_file(path, world) if path else None
    for key, (value, line) in (read or {}).items():
        found[key] = _variable(key, value, f"{name}:{line}", invocation, path)
    return found


def _variable(key: str, value: str | None, where: str, by: Invocation, path: str = "") -> Variable:
    from guard.shell.env_files import filled

    return Variable(filled(key, value, path or where, by), where)
