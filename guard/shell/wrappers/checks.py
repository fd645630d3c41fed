"""Runners whose commands stand in a file of the project: tox, nox, pre-commit, lefthook, hatch's scripts,
what starts a Procfile, what runs a notebook.

Caught: ``tox -e clean`` whose ``commands`` say ``rm -rf /home/u``, ``pre-commit run --all-files`` with a
local hook whose ``entry`` does, ``nox -s clean`` whose session runs it, ``hatch run wipe`` whose script does.
Quiet: the same where the commands are harmless, ``tox -l``, ``pre-commit autoupdate``, ``nox --list``: hooks
of other repositories and what the tests do are not read.

Facts: the manuals of tox 4 (``commands``, ``commands_pre``, ``commands_post``, substitutions in braces), nox
(``session.run``), pre-commit (``repo: local``), lefthook (``run`` below a hook), foreman (``Procfile``),
nbconvert and papermill, hatch (``[tool.hatch.envs.NAME.scripts]``).
"""

from __future__ import annotations

from guard.programs.options import read_options
from guard.shell.unwrap import Opaque
from guard.shell.wrappers.grammar import path_of, placed, text_of
from guard.shell.wrappers.tasks import DEEP, nearest, run_line, toml_of
from guard.signs.indented import items, mapping, scalars, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World

SAID = {
    "tox": "tox runs the commands of tox.ini", "nox": "nox runs noxfile.py",
    "pre-commit": "pre-commit runs the hooks of the project",
}  # fmt: skip
LOOKING = {
    "tox": "-l --listenvs -a --listenvs-all --showconfig --notest -n --help -h --version",
    "nox": "-l --list --list-sessions --usage --install-only --help -h --version",
    "pre-commit": "--help -h --version -V", "lefthook": "--help -h --version -V",
    "jupyter": "--help -h --help-all --version",
    "papermill": "--help -h --version --help-notebook --prepare-only",
}  # fmt: skip
"""With these nothing of the project's file runs."""
VALUED = {
    "tox": "-e -c --conf --workdir --root -x --override -m -f --runner --colored --result-json --installpkg"
    " --hashseed --discover --exit-and-dump-after --skip-env --devenv -i --index-url --force-dep",
    "nox": "-s -e --session --sessions -p --python --pythons -k --keywords -t --tags -f --noxfile --envdir"
    " -db --default-venv-backend -fb --force-venv-backend --reuse-venv -P --force-python --force-pythons"
    " --extra-python --extra-pythons --report",
    "pre-commit": "-c --config --color --files --from-ref -s --source --to-ref -o --origin --hook-stage"
    " --remote-branch --local-branch --remote-name --remote-url --checkout-type --is-squash-merge"
    " --rewrite-command --commit-msg-filename --prepare-commit-message-source --commit-object-name"
    " --pre-rebase-upstream --pre-rebase-branch",
    "lefthook": "--commands --command --jobs --job --tags --tag --file --exclude",
    "jupyter": "--to --output --output-dir --template --config --reveal-prefix --nbformat --kernel_name"
    " --timeout --startup_timeout --log-level",
    "papermill": "-f --parameters_file --parameters-file -y --parameters_yaml --parameters-yaml -b"
    " --parameters_base64 --parameters-base64 -k --kernel -l --language --engine --cwd --log-level"
    " --autosave-cell-every --start-timeout --start_timeout --execution-timeout --execution_timeout"
    " --stdout-file --stderr-file --inject-input-path",
}  # fmt: skip
"""The options that take a value."""
SEVERAL = {
    "tox": "-m -f --discover", "pre-commit": "--files",
    "nox": "-s -e --session --sessions -p --python --pythons -t --tags -P --force-python --force-pythons"
    " --extra-python --extra-pythons",
}  # fmt: skip
"""Those that take every word up to the next option."""
PAIRS = {"papermill": "-p --parameters -r --parameters_raw --parameters-raw"}
"""Options that take a name and a value."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The commands of the checks that are named, and that there may be more."""
    program = invocation.program
    words = _one_by_one(invocation.argv[1:], SEVERAL.get(program, "").split(), PAIRS.get(program, "").split())
    options = read_options(words, VALUED[program].split())
    if options.has(*LOOKING[program].split()):
        return
    if program in SAID:
        yield Opaque(SAID[program], dangerous=False)
    yield from _READERS[program](invocation, options, world)


def _one_by_one(words: Sequence[Value], several: Sequence[str], pairs: Sequence[str]) -> list[Value]:
    """``-s a b`` as ``-s a -s b``; without the options that take two words."""
    made: list[Value] = []
    option: Value | None = None
    skipped = 0
    for number, word in enumerate(words):
        if word.text == "--":
            return [*made, *words[number:]]
        if skipped:
            skipped -= 1
        elif word.text in pairs:
            skipped = 2
        elif word.prefix.startswith("-"):
            option = word if word.text in several else None
            made.append(word)
        else:
            made += [option, word] if option is not None and made[-1] is not option else [word]
    return made


def _file(
    names: Sequence[str], usual: Sequence[str], options: Options, invocation: Invocation, world: World
) -> tuple[str, str]:
    """Path and text of the file (or of the usual one in the folder) that an option names, else of the
    nearest."""
    given = options.value(*names)
    if given is None:
        return nearest(usual, invocation, world)
    named = path_of(given, invocation)
    for path in (named, *(placed(name, named) for name in usual)) if named else ():
        text = world.read(path)
        if text is not None:
            return path, text
    return "", ""


def _root(invocation: Invocation, world: World) -> str | None:
    """The nearest folder upwards with a repository in it, where hooks of git run."""
    folder = invocation.cwd or ""
    for _ in range(DEEP if folder else 0):
        if world.exists(placed(".git", folder)):
            return folder
        folder = folder.rpartition("/")[0] or "/"
    return None


# ------------------------------------------------------------------------------------------- tox

_QUIET = ("list", "l", "config", "c", "devenv", "d", "quickstart", "q", "depends", "de", "schema", "man")
"""Subcommands of tox that run none of the commands."""


def _tox(invocation: Invocation, options: Options, world: World) -> Iterator[Inner]:
    if options.after_dashes and text_of(next(iter(options.operands), None)) in _QUIET:
        return
    named = [name for value in options.values("-e") for name in text_of(value).split(",")]
    path, text = _file(("-c", "--conf"), ("tox.ini", "setup.cfg"), options, invocation, world)
    sections = _sections(text)
    listed = " ".join(
        line for key in ("tox", "tox:tox") for line in sections.get(key, {}).get("envlist", [])
        + sections.get(key, {}).get("env_list", [])
    )  # fmt: skip
    for name in named or ["", *(n for n in listed.replace(",", " ").split() if n)]:
        own = sections.get(f"testenv:{name}") or sections.get(f"tox:testenv:{name}") or {}
        base = sections.get("testenv") or sections.get("tox:testenv") or {}
        for key in ("commands_pre", "commands", "commands_post"):
            for line in own.get(key, base.get(key, [])):
                yield run_line(_plain(line), path, invocation, world)


def _sections(text: str) -> dict[str, dict[str, list[str]]]:
    """An INI file: section → key → lines. A line that begins with a blank goes on with the value."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    value: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if bare[0] == "[" and bare[-1] == "]":
            section = found.setdefault(bare[1:-1].strip(), {})
        elif line[0].isspace():
            value.append(bare)
        else:
            key, _, rest = bare.partition("=")
            value = section.setdefault(key.strip(), [])
            value += [rest.strip()] if rest.strip() else []
    return found


def _plain(line: str) -> str:
    """A command of tox for a shell: without the sign that forgives it, what stands in braces resolved as far
    as it is a place."""
    text = line.lstrip("-! ")
    for name, place in (("{toxinidir}", "."), ("{tox_root}", "."), ("{toxworkdir}", ".tox"),
                        ("{envdir}", ".tox/env"), ("{envtmpdir}", ".tox/env/tmp"),
                        ("{envpython}", "python"), ("{posargs}", "")):  # fmt: skip
        text = text.replace(name, place)
    while "{posargs:" in text:
        head, _, rest = text.partition("{posargs:")
        given, _, tail = rest.partition("}")
        text = head + given + tail
    while "{env:" in text:
        head, _, rest = text.partition("{env:")
        name, _, tail = rest.partition("}")
        text = f"{head}${{{name.replace(':', ':-', 1)}}}{tail}"
    return text


# ------------------------------------------------------------------------------------------- nox


def _nox(invocation: Invocation, options: Options, world: World) -> Iterator[Inner]:
    named = {text_of(v).partition("-")[0] for v in options.values("-s", "-e", "--session", "--sessions")}
    path, text = _file(("-f", "--noxfile"), ("noxfile.py",), options, invocation, world)
    for command in _session_runs(text, named):
        yield run_line(command, path, invocation, world)


def _session_runs(text: str, named: set[str]) -> Iterator[str]:
    """What ``session.run("a", "b")`` runs in the sessions of these names, or in all of them."""
    import ast

    from guard.shell.values import shell_quoted

    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or (named and function.name not in named):
            continue
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            words = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if call.func.attr in ("run", "run_always", "run_install") and len(words) == len(call.args) > 0:
                yield " ".join(shell_quoted(word) for word in words)


# ------------------------------------------------------------------------------------ pre-commit


def _pre_commit(invocation: Invocation, options: Options, world: World) -> Iterator[Inner]:
    words = [text_of(word) for word in options.operands]
    if words[:1] != ["run"]:
        return
    path, text = _file(("-c", "--config"), (".pre-commit-config.yaml",), options, invocation, world)
    for names, entry in _local_hooks(text):
        if not words[1:] or words[1] in names:
            yield run_line(entry, path, invocation, world, where=_root(invocation, world))


_NO_PROGRAM = ("fail", "pygrep", "docker", "docker_image")
"""Languages whose entry is a message, a pattern or what stands in a container."""


def _local_hooks(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Both names and the command of each hook below ``repo: local``; other repositories bring their own
    programs."""
    nothing: tuple[str, list[str]] = ("", [])
    for repository in items(mapping(text).get("repos", ("", text.splitlines()))[1]):
        said = mapping(repository)
        for hook in items(said.get("hooks", nothing)[1]) if said.get("repo", nothing)[0] == "local" else ():
            of = {key: value for key, (value, _) in mapping(hook).items()}
            if of.get("entry") and of.get("language") not in _NO_PROGRAM:
                more = [value for keys, value in scalars(hook) if keys[:1] == ("args",)]
                yield (of.get("id", ""), of.get("alias", "")), " ".join([*of["entry"].split("\n"), *more])


# ---------------------------------------------------------------------- lefthook and Procfiles


def _lefthook(invocation: Invocation, options: Options, world: World) -> Iterator[Inner]:
    """``lefthook run HOOK``: every ``run:`` below that hook."""
    words = [text_of(w) for w in options.operands]
    if words[:1] != ["run"] or len(words) < 2:
        return
    other = invocation.variable("LEFTHOOK_CONFIG")
    path, text = nearest(LEFTHOOK, invocation, world)
    if other is not None:
        path = path_of(other.value, invocation) or ""
        text = world.read(path) or "" if path else ""
    for _, key, value, _ in settings("\n".join(mapping(text).get(words[1], ("", []))[1])):
        if key == "run" and value:
            yield run_line(value, path, invocation, world, where=_root(invocation, world))


LEFTHOOK = ("lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml")


_PROCFILE = (
    "-f --procfile -e --env -d --root --app-root -p --port -c --concurrency -m --formation -t --timeout"
)


def procfile(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``foreman start``: the command of every process, or of those that are named."""
    options = read_options(invocation.argv[1:], _PROCFILE.split())
    given = options.value("-f", "--procfile")
    named = [text_of(word) for word in options.operands]
    if invocation.program == "hivemind":  # hivemind [FILE]
        given, named = (options.operands[0] if named else given), []
    elif named[:1] not in (["start"], ["s"]):
        return
    root = path_of(options.value("-d", "--root", "--app-root"), invocation)
    folder = root if root and (given is None or invocation.program == "honcho") else invocation.cwd
    path = placed("Procfile" if given is None else text_of(given), folder)
    for line in (world.read(path) or "" if path else "").splitlines():
        name, colon, command = line.partition(":")
        if colon and name.strip() and not name.startswith("#") and (not named[1:] or name.strip() in named):
            yield run_line(command.strip(), path, invocation, world, where=root)


# --------------------------------------------------------------------------------------- notebooks


def _notebook(invocation: Invocation, options: Options, world: World) -> Iterator[Inner]:
    """``jupyter nbconvert --execute N``, ``jupyter execute N``, ``papermill N OUT``: the file's cells."""
    names = options.operands
    if invocation.program == "papermill":
        named, where = names[:1], path_of(options.value("--cwd"), invocation) or invocation.cwd
    elif options.has("--execute") or text_of(next(iter(names), None)) == "execute":
        named, where = names[1:], None
    else:
        return
    for name in named:
        path = path_of(name, invocation)
        for command in _cells(world.read(path) or "") if path else ():
            yield run_line(command, path or "", invocation, world, where=where)


def _cells(text: str) -> Iterator[str]:
    """The lines that the code of a notebook would run."""
    from guard.programs.planted import cell_lines
    from guard.wire import object_in

    cells = object_in(text).get("cells")
    for cell in cells if isinstance(cells, list) else ():
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        source = "".join(s for s in source if isinstance(s, str)) if isinstance(source, list) else source
        yield from cell_lines(source) if isinstance(source, str) else ()


# ----------------------------------------------------------------------------------------- hatch


_HATCH = ("-e", "--env", "-p", "--project", "--data-dir", "--cache-dir", "--config")


def hatch_run(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``hatch run NAME``, ``hatch run ENV:NAME``, ``hatch -e ENV run NAME``: a script of an environment."""
    outer = read_options(invocation.argv[1:], _HATCH, permute=False)
    options = read_options(outer.operands[1:], ("-e", "--env"), permute=False)
    if not options.operands or outer.operands[0].text != "run":
        return
    chosen = text_of(options.value("-e", "--env") or outer.value("-e", "--env")) or "default"
    environment, colon, name = text_of(options.operands[0]).rpartition(":")
    path, text = nearest(("hatch.toml", "pyproject.toml"), invocation, world)
    tables: object = toml_of(text)
    for key in () if path.endswith("hatch.toml") else ("tool", "hatch"):
        tables = tables.get(key) if isinstance(tables, dict) else None
    for key in ("envs", environment if colon else chosen, "scripts", name):
        tables = tables.get(key) if isinstance(tables, dict) else None
    for line in tables if isinstance(tables, list) else [tables]:
        if isinstance(line, str):
            yield run_line(line.removeprefix("- "), path, invocation, world, options.operands[1:])


_READERS = {
    "tox": _tox, "nox": _nox, "pre-commit": _pre_commit, "lefthook": _lefthook, "jupyter": _notebook,
    "papermill": _notebook,
}  # fmt: skip
