"""Task runners whose tasks stand in a file: composer, deno, poe, pdm, mise, cargo make, invoke.

Caught: ``composer run reset`` whose script is ``@php artisan migrate:fresh --force``, ``deno task wipe``,
``poe wipe``, ``cargo make clean-all``, ``mise run wipe``, ``inv wipe`` whose task says ``c.run("rm -rf ~")``.
Quiet: the same where the task is harmless, ``composer install`` without hooks, ``deno task`` alone.

Facts: composer's scripts, deno's task runner, poethepoet's and pdm's task types, mise's tasks, cargo-make's
and invoke's manuals.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import joined, names, quoted, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

DEEP = 8
"""How far tasks that name other tasks are followed."""
COMPOSER_OWN = frozenset(
    names(
        "about archive audit browse bump cc check-platform-reqs clear-cache clearcache config create-project"
        " depends diagnose exec fund global help home info init licenses list outdated prohibits reinstall"
        " repl search self-update selfupdate show status suggests validate why why-not"
    )
)
"""Subcommands: a script of that name needs ``run``."""
_DUMPED = ("pre-autoload-dump", "post-autoload-dump")
_UPDATED = ("pre-update-cmd", "post-update-cmd", *_DUMPED)
COMPOSER_HOOKS = {
    **dict.fromkeys(("install", "i"), ("pre-install-cmd", "post-install-cmd", *_DUMPED)),
    **dict.fromkeys(("update", "u", "upgrade", "require", "r", "remove", "rm", "uninstall"), _UPDATED),
    **dict.fromkeys(("dump-autoload", "dumpautoload"), _DUMPED),
}
"""The scripts that a subcommand of composer runs, under all its names."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The commands of the task that is named."""
    read = _RUNNERS[invocation.program]
    yield from read(invocation, world)


def run_line(
    text: str, path: str, by: Invocation, world: World, rest: Sequence[Value] = (), where: str | None = None
) -> Inner:
    """A line of a project's file, run in the file's folder where nothing else is said."""
    whole = joined((found_at(path, world, text), *(quoted(word) for word in rest)))
    folder = where or path.rpartition("/")[0] or by.cwd
    return RunText(whole, "sh", cwd=known(folder) if folder else None, source=path.rpartition("/")[2])


def nearest(names: Sequence[str], invocation: Invocation, world: World) -> tuple[str, str]:
    """Path and text of the first of these files from the working directory upwards."""
    folder = invocation.cwd or ""
    for _ in range(DEEP):
        for name in names if folder else ():
            path = f"{folder.rstrip('/')}/{name}"
            text = world.read(path)
            if text is not None:
                return path, text
        folder = folder.rpartition("/")[0]
    return "", ""


# ------------------------------------------------------------------------------------- composer


def _composer(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-d", "--working-dir", "--timeout"), permute=False)
    words = list(options.operands)
    if not words or any(w.text == "--no-scripts" for w in invocation.argv):
        return
    head = text_of(words[0])
    called: tuple[str, ...] = COMPOSER_HOOKS.get(head, ())
    if head in ("run", "run-script", "exec"):
        words = list(read_options(words[1:], ("--timeout",), permute=False).operands)
        called = (text_of(words[0]),) if words else ()
    elif not called and head not in COMPOSER_OWN:
        called = (head,)
    if head == "exec" and words:
        yield RunArgv(tuple(words))
        return
    path, text = nearest(("composer.json",), invocation, world)
    scripts = _json(text).get("scripts")
    rest = [] if head in COMPOSER_HOOKS else [word for word in words[1:] if word.text != "--"]
    if isinstance(scripts, dict):
        for name in called:
            yield from _composer_script(name, scripts, path, invocation, world, rest, 0)


def _composer_script(
    name: str, scripts: Mapping[str, object], path: str, by: Invocation, world: World, rest: Sequence[Value],
    depth: int,
) -> Iterator[Inner]:  # fmt: skip
    found = scripts.get(name)
    for line in found if isinstance(found, list) else [found]:
        if not isinstance(line, str) or depth > DEEP:
            continue
        if line.startswith("@putenv "):
            yield run_line("export " + line[8:], path, by, world)
        elif line.startswith(("@php ", "@composer ")):
            yield run_line(line[1:], path, by, world, rest)
        elif line.startswith("@"):
            yield from _composer_script(line[1:].split(" ")[0], scripts, path, by, world, rest, depth + 1)
        elif "::" not in line.split(" ")[0]:
            yield run_line(line, path, by, world, rest)


# ------------------------------------------------------------------------------------------ deno


def deno_task(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``deno task NAME``: a task of ``deno.json``, or a script of ``package.json``."""
    options = read_options(invocation.argv[2:], ("-c", "--config", "--cwd", "-f", "--filter"), permute=False)
    if not options.operands:
        return
    name = text_of(options.operands[0])
    for file, key in ((("deno.json", "deno.jsonc"), "tasks"), (("package.json",), "scripts")):
        path, text = nearest(file, invocation, world)
        tasks = _json(text).get(key)
        found = tasks.get(name) if isinstance(tasks, dict) else None
        found = found.get("command") if isinstance(found, dict) else found
        if isinstance(found, str):
            yield run_line(found, path, invocation, world, options.operands[1:])
            return


def _json(text: str) -> dict[str, object]:
    """``deno.jsonc`` and its like: lines that are comments do not count."""
    from guard.wire import object_in

    return object_in("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//")))


# ----------------------------------------------------------------------------------------- TOML


@frozen
class Tasks:
    """Where a tool's tasks stand, and its own options."""

    files: tuple[str, ...]
    keys: tuple[str, ...]
    """The tables that lead to the tasks."""
    valued: str
    quiet: str
    """With these nothing runs."""


TASKS = {
    "poe": Tasks(
        ("pyproject.toml",), ("tool", "poe", "tasks"), "-C --directory -e --executor -X --executor-opt",
        "-d --dry-run -h --help --version",
    ),
    "pdm": Tasks(
        ("pyproject.toml",), ("tool", "pdm", "scripts"), "-p --project --venv --env-file",
        "-l --list -j --json -h --help",
    ),
    "mise": Tasks(
        ("mise.toml", ".mise.toml"), ("tasks",),
        "-C --cd -j --jobs -o --output -s --shell -t --tool --timeout",
        "-n --dry-run -h --help",
    ),
    "pixi": Tasks(
        ("pixi.toml",), ("tasks",), "-e --environment --manifest-path -p --platform",
        "-n --dry-run -h --help",
    ),
    "cargo": Tasks(
        ("Makefile.toml",), ("tasks",), "-p --profile -e --env --env-file --cwd -l --loglevel --output-format"
        " --output-file --skip-tasks", "--print-steps --list-all-steps --diff-steps -h --help",
    ),
}  # fmt: skip
TASKS["rtx"] = TASKS["mise"]


def toml_task(invocation: Invocation, words: Sequence[Value], world: World) -> Iterator[Inner]:
    """``poe NAME``, ``pdm run NAME``, ``mise run NAME``, ``cargo make NAME``: a task of a TOML file."""
    tool = TASKS[invocation.program]
    options = read_options(words, tool.valued.split(), permute=False)
    if options.has(*tool.quiet.split()):
        return
    path, text = nearest(tool.files, invocation, world)
    tasks: object = toml_of(text)
    for key in tool.keys:
        tasks = tasks.get(key) if isinstance(tasks, dict) else None
    if not isinstance(tasks, dict) or not options.operands:
        return
    for line in _lines(text_of(options.operands[0]), tasks, 0):
        yield run_line(line, path, invocation, world, options.operands[1:])


def _lines(name: str, tasks: Mapping[str, object], depth: int) -> Iterator[str]:
    """The commands of a task, what it depends on first."""
    found = tasks.get(name)
    if depth > DEEP:
        return
    if isinstance(found, list):  # one after the other, by name or as they stand
        for other in found:
            if isinstance(other, str):
                yield from _lines(other, tasks, depth + 1) if other in tasks else (other,)
        return
    if isinstance(found, dict):
        for key in ("dependencies", "depends", "deps", "sequence", "composite", "run_task"):
            others = found.get(key)
            for other in others if isinstance(others, list) else [others]:
                if isinstance(other, str):
                    yield from _lines(other, tasks, depth + 1) if other in tasks else (other,)
        arguments = found.get("args")
        more = (
            " ".join(f"'{a}'" for a in arguments if isinstance(a, str)) if isinstance(arguments, list) else ""
        )
        given = [found.get(key) for key in ("cmd", "shell", "command", "run", "script")]
    else:
        more, given = "", [found]
    for text in given:
        for line in text if isinstance(text, list) else [text]:
            if isinstance(line, str):
                yield f"{line} {more}".rstrip()


def toml_of(text: str) -> dict[str, object]:
    if not text:
        return {}
    from guard.toml import loads

    try:
        return loads(text)
    except ValueError:
        return {}


# ----------------------------------------------------------------------------------------- invoke


_INVOKE = (
    "-c --collection -r --search-root -f --config -T --command-timeout -D --list-depth -F --list-format"
    " -H --hosts -i --identity -S --ssh-config -t --connect-timeout"
)


def _invoke(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Texts that a task of ``tasks.py`` or ``fabfile.py`` gives to ``.run("…")``, ``.sudo`` and ``local``."""
    options = read_options(invocation.argv[1:], _INVOKE.split())
    if options.has("-l", "--list", "--help", "-h", "--dry", "-R"):
        return
    if invocation.program == "fab":  # ``fab -H web1 -- uptime``
        from guard.shell.wrappers.platforms import on_platform

        yield from on_platform(invocation)
    file = "fabfile.py" if invocation.program == "fab" else "tasks.py"
    path, text = nearest((file,), invocation, world)
    for word in options.operands:
        name = text_of(word).rpartition(".")[2].replace("-", "_")
        for line in _body(name, text):
            for call in (".run(", ".sudo(", "local("):
                command = _literal(line.partition(call)[2])
                if command:
                    yield run_line(command, path, invocation, world, where=invocation.cwd)


def _body(name: str, text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if inside and line.strip() and not line[0].isspace():
            return
        inside = inside or line.startswith(f"def {name}(")
        if inside:
            yield line.strip()


def _literal(text: str) -> str:
    """The string literal that a text begins with; empty where it begins with something else."""
    bare = text.lstrip().lstrip("frbu")
    mark = bare[:1]
    if mark not in ("'", '"'):
        return ""
    return bare[1:].split(mark)[0]


def _poe(invocation: Invocation, world: World) -> Iterator[Inner]:
    return toml_task(invocation, invocation.argv[1:], world)


_RUNNERS = {"composer": _composer, "poe": _poe, "invoke": _invoke, "inv": _invoke, "fab": _invoke}
