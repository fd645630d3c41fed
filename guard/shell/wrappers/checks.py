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
from guard.shell.wrappers.grammar import text_of
from guard.shell.wrappers.tasks import nearest, run_line, toml_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

SAID = {
    "tox": "tox runs the commands of tox.ini", "nox": "nox runs noxfile.py",
    "pre-commit": "pre-commit runs the hooks of the project",
}  # fmt: skip
LOOKING = ("-l", "--list", "--listenvs", "-a", "--listenvs-all", "--showconfig", "--help", "-h", "--version")


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The commands of the checks that are named, and that there may be more."""
    if any(word.text in LOOKING for word in invocation.argv[1:]):
        return
    if invocation.program in SAID:
        yield Opaque(SAID[invocation.program], dangerous=False)
    yield from _READERS[invocation.program](invocation, world)


# ------------------------------------------------------------------------------------------- tox


def _tox(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = [w for w in invocation.argv[1:] if w.text not in ("run", "r", "run-parallel", "p")]
    options = read_options(words, ("-e", "-c", "--conf", "--workdir", "--root", "-x", "--override"))
    named = [name for value in options.values("-e") for name in text_of(value).split(",")]
    path, text = nearest(("tox.ini", "setup.cfg"), invocation, world)
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


_NOX_VALUED = (
    "-s",
    "-e",
    "-f",
    "-k",
    "-t",
    "-p",
    "--session",
    "--sessions",
    "--noxfile",
    "--python",
    "--tags",
)


def _nox(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], _NOX_VALUED)
    named = {text_of(v).partition("-")[0] for v in options.values("-s", "-e", "--session", "--sessions")}
    path, text = nearest(("noxfile.py",), invocation, world)
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


def _pre_commit(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-c", "--config", "--files", "--from-ref", "--to-ref",
                                                 "-s", "-o", "--hook-stage"))  # fmt: skip
    words = [text_of(word) for word in options.operands]
    if words[:1] not in (["run"], ["try-repo"]):
        return
    path, text = nearest((".pre-commit-config.yaml",), invocation, world)
    for name, entry in _local_hooks(text):
        if not words[1:] or name in words[1:]:
            yield run_line(entry, path, invocation, world)


def _local_hooks(text: str) -> Iterator[tuple[str, str]]:
    """Name and command of each hook below ``repo: local``; other repositories bring their own programs."""
    local, name = False, ""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        key, colon, value = line.strip().removeprefix("- ").partition(":")
        value = value.strip()
        if not colon:
            continue
        if key == "repo":
            local, name = value.strip("'\"") == "local", ""
        elif key == "id":
            name = value.strip("'\"")
        elif key == "entry" and local:
            if value[:1] in ("|", ">"):
                depth = len(line) - len(line.lstrip())
                value = " ".join(_block(lines[number + 1 :], depth))
            yield name, value.strip("'\"") if value[:1] == value[-1:] else value


def _block(lines: Sequence[str], depth: int) -> Iterator[str]:
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            return
        yield line.strip()


# ---------------------------------------------------------------------- lefthook and Procfiles


def _lefthook(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``lefthook run HOOK``: every ``run:`` below that hook."""
    words = [text_of(w) for w in read_options(invocation.argv[1:], ("--commands", "--file")).operands]
    if words[:1] != ["run"] or len(words) < 2:
        return
    path, text = nearest(("lefthook.yml", ".lefthook.yml", "lefthook.yaml"), invocation, world)
    inside = False
    for line in text.splitlines():
        if line[:1].strip():
            inside = line.split(":")[0].strip() == words[1]
        key, colon, value = line.strip().removeprefix("- ").partition(":")
        if inside and colon and key == "run" and value.strip()[:1] not in ("", "|", ">"):
            yield run_line(value.strip(), path, invocation, world)


def procfile(invocation: Invocation, words: Sequence[Value], world: World) -> Iterator[Inner]:
    """``foreman start``: the command of every process, or of those that are named."""
    options = read_options(words, ("-f", "--procfile", "-e", "--env", "-d", "--root", "-p", "--port", "-c"))
    given = options.value("-f", "--procfile")
    path, text = nearest((text_of(given) if given is not None else "Procfile",), invocation, world)
    named = [text_of(word) for word in options.operands]
    for line in text.splitlines():
        name, colon, command = line.partition(":")
        if colon and name.strip() and not name.startswith("#") and (not named or name.strip() in named):
            yield run_line(command.strip(), path, invocation, world)


# --------------------------------------------------------------------------------------- notebooks


def _notebook(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``jupyter nbconvert --execute N``, ``jupyter execute N``, ``papermill N OUT``: the file's cells."""
    words = [text_of(word) for word in invocation.argv[1:]]
    runs = invocation.program == "papermill" or "execute" in words[:1] or "--execute" in words
    name = next((word for word in words if word.endswith(".ipynb")), "")
    if not runs or not name:
        return
    from guard.programs.planted import cell_lines
    from guard.wire import loads

    path, text = nearest((name,), invocation, world)
    try:
        cells = loads(text).get("cells") if text else None
    except (ValueError, AttributeError):
        return
    for cell in cells if isinstance(cells, list) else ():
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        source = "".join(s for s in source if isinstance(s, str)) if isinstance(source, list) else source
        for command in cell_lines(source) if isinstance(source, str) else ():
            yield run_line(command, path, invocation, world)


# ----------------------------------------------------------------------------------------- hatch


def hatch_run(invocation: Invocation, words: Sequence[Value], world: World) -> Iterator[Inner]:
    """``hatch run NAME`` or ``hatch run ENV:NAME`` where NAME is a script of an environment."""
    options = read_options(words, ("-e", "--env"), permute=False)
    if not options.operands:
        return
    environment, colon, name = text_of(options.operands[0]).rpartition(":")
    path, text = nearest(("hatch.toml", "pyproject.toml"), invocation, world)
    tables: object = toml_of(text)
    for key in () if path.endswith("hatch.toml") else ("tool", "hatch"):
        tables = tables.get(key) if isinstance(tables, dict) else None
    for key in ("envs", environment if colon else "default", "scripts", name):
        tables = tables.get(key) if isinstance(tables, dict) else None
    for line in tables if isinstance(tables, list) else [tables]:
        if isinstance(line, str):
            yield run_line(line.removeprefix("- "), path, invocation, world, options.operands[1:])


_READERS = {
    "tox": _tox, "nox": _nox, "pre-commit": _pre_commit, "lefthook": _lefthook, "jupyter": _notebook,
    "papermill": _notebook,
}  # fmt: skip
