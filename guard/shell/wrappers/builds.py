"""Task runners whose commands stand in a file of the project: make, just, task, rake, cmake, ninja.

Caught: ``make clean`` whose recipe is ``rm -rf $(HOME)``; ``make SHELL='rm -rf ~' all``; ``cmake -P
evil.cmake``.
Quiet: ``make -n clean`` (prints), ``make test`` whose recipe is ``pytest``.

A recipe line is a text for the shell of its own (GNU make: one shell per line unless ``.ONESHELL``), so the
lines of one target are given in order. A Makefile that cannot be read is an ordinary build: quiet.

Facts: make(1) 4.4, just's manual 1.36 “Settings”, Taskfile schema 3, rake's ``sh``, cmake(1) 3.25.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, Variable, known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.overlay import made
from guard.shell.unwrap import Opaque, RunArgv, RunText
from guard.shell.values import given as handed_over
from guard.shell.wrappers.grammar import path_of, placed, take_assignments, text_of
from guard.shell.wrappers.makefile import Makefile, read_makefile, recipes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The recipes that the goals lead to."""
    yield from _PROGRAMS[invocation.program](invocation, world)


# -------------------------------------------------------------------------------------- make

_MAKE = (
    "-C -f -I -o -W --directory --file --makefile --include-dir --old-file --assume-old --what-if"
    " --new-file --assume-new --eval -E"
)
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_SAYS = ("-v", "--version", "-h", "--help")
_NO_RECIPES = ("-n", "--just-print", "--dry-run", "--recon", "-q", "--question", "-t", "--touch")
"""The files are read, with the commands in them; of recipes only the lines run that begin with ``+``."""


def _make(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], _MAKE.split())
    where = options.value("-C", "--directory")
    before = [value.text for value in options.values("--eval", "-E") if value.text is not None]
    for value in options.values("--eval", "-E"):
        if value.text is None:
            yield Opaque(f"make reads {value.skeleton} as a part of the Makefile")
    goals, given, variables = _goals(options.operands)
    shell = variables.get("SHELL")
    if shell is not None:
        yield RunText(shell.value, "sh")
    if options.has(*_SAYS):
        return
    folder = path_of(where, invocation) if where is not None else invocation.cwd
    text, name = _makefile(options.value("-f", "--file", "--makefile"), folder, invocation, world)
    new = bool(folder) and any(
        made(world, placed(each, folder)) for each in (*_MAKEFILES, name or "Makefile")
    )
    if (text is None and not before) or folder is None:
        if new:
            yield Opaque("make runs a Makefile that was made in this command")
        return
    for word in goals:
        if word.text is None:
            yield Opaque(f"the goal {word.skeleton} of make is not known")
    given = {"CURDIR": folder, "MAKECMDGOALS": " ".join(w.text for w in goals if w.text), **given}
    makefile = read_makefile(
        text or "", folder, given, world, name, lambda each: _outer(each, invocation), "\n".join(before)
    )
    handed = {each: replace(v, value=handed_over(v.value)) for each, v in variables.items()}
    wanted = recipes_of(makefile, tuple(w.text for w in goals if w.text), options.has(*_NO_RECIPES))
    recipes = list(_recipes(makefile, wanted, name, folder, world, handed))
    if new and not recipes:
        yield Opaque("make runs a Makefile that was made in this command")
    yield from recipes


def _goals(words: tuple[Value, ...]) -> tuple[list[Value], dict[str, str], dict[str, Variable]]:
    """What is to be made, and the variables of the command line as a Makefile and as a shell reads them."""
    goals: list[Value] = []
    given: dict[str, str] = {}
    variables: dict[str, Variable] = {}
    for word in words:
        found = take_assignments([word])
        variables.update(found)
        texts = {each: variable.value.text for each, variable in found.items()}
        given.update({each: text if text is not None else f"$${{{each}}}" for each, text in texts.items()})
        if not found:
            goals.append(word)
    return goals, given, variables


def _outer(name: str, invocation: Invocation) -> str | None:
    """A variable of the environment, as a Makefile reads it."""
    found = invocation.variable(name) if name != "SHELL" else None
    if found is None:
        return None
    return found.value.text if found.value.text is not None else "${" + name + "}"


def _recipes(
    makefile: Makefile,
    wanted: Sequence[tuple[int, str]],
    name: str,
    folder: str,
    world: World,
    handed: Mapping[str, Variable],
) -> Iterator[Inner]:
    where = known(folder)
    handed = {**_exported(makefile), **handed}
    path = placed(name, folder)
    for number, text in makefile.shells:
        recipe = found_at(path, world, makefile.text.recipe(text))
        yield RunText(recipe, "sh", variables=handed, cwd=where, source=f"{name}:{number}")
    shell = makefile.text.expanded("$(SHELL)").rsplit("/", 1)[-1]
    dialect = shell if shell in ("bash", "zsh", "dash", "ksh", "fish") else "sh"
    flags = makefile.text.expanded("$(.SHELLFLAGS)")
    if flags.strip("-abcefiklnopqrtuvxmh ") and wanted:  # more than the usual ``-euo pipefail -c``
        yield RunText(found_at(path, world, f"{dialect} {flags}"), "sh", cwd=where, source=name)
    for number, text in wanted:
        recipe = found_at(path, world, text)
        yield RunText(recipe, dialect, variables=handed, cwd=where, source=f"{name}:{number}")


def _exported(makefile: Makefile) -> dict[str, Variable]:
    """What the Makefile puts into the environment of its recipes."""
    return {
        each: Variable(
            known(text) if makefile.text.known(text) else Value((Hole(f"${each}, as the Makefile sets it"),)),
            "Makefile",
        )
        for each, text in makefile.exported.items()
    }


def _makefile(
    named: Value | None, folder: str | None, invocation: Invocation, world: World
) -> tuple[str | None, str]:
    if named is not None:
        if named.text in ("-", "/dev/stdin"):
            stream = invocation.stdin.text if invocation.stdin is not None else None
            return (stream.text if stream is not None else None), "standard input"
        path = placed(text_of(named), folder)
        return world.read(path) if path else None, text_of(named)
    for name in _MAKEFILES if folder else ():
        found = world.read(placed(name, folder))
        if found is not None:
            return found, name
    return None, ""


# -------------------------------------------------------------------------------------- rake


_RAKE_CODE = "-e --execute -E --execute-continue -p --execute-print"
_RAKE = (
    f"{_RAKE_CODE} -f --rakefile -C --directory -I --libdir -r --require -R --rakelibdir --rakelib"
    " --suppress-backtrace"
)
_RAKE_LOOKS = (
    "-T --tasks -n --dry-run -D --describe -P --prereqs -W --where --rules -h -H --help -V --version"
)


def _rake(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Lines ``sh "…"`` and ``system "…"`` of the named tasks of a Rakefile."""
    options = read_options(invocation.argv[1:], _RAKE.split())
    if options.has(*_RAKE_LOOKS.split()):
        return
    for code in options.values(*_RAKE_CODE.split()):
        yield RunArgv((known("ruby"), known("-e"), code))
    if options.has("-e", "--execute", "-p", "--execute-print"):  # that and no more
        return
    folder = path_of(options.value("-C", "--directory"), invocation) or invocation.cwd
    goals = {text_of(w).partition("[")[0].rsplit(":", 1)[-1] for w in options.operands} or {"default"}
    named = options.value("-f", "--rakefile")
    for name in ("Rakefile", "rakefile", "Rakefile.rb") if named is None else (text_of(named),):
        path = placed(name, folder)
        text = world.read(path) if path else None
        if text is not None:
            body = _rake_bodies(text, goals)
            if body:
                yield RunArgv((known("ruby"), known("-e"), found_at(path, world, body)))
            return


def _rake_bodies(text: str, goals: set[str]) -> str:
    lines = text.split("\n")
    needs = set(goals)
    made: list[str] = []
    for _ in range(3):
        made = []
        depth = -1
        for line in lines:
            stripped = line.strip()
            indent = len(line) - len(line.lstrip())
            if stripped.startswith(("task ", "task(")):
                head, _, inline = stripped[5:].partition(" {" if stripped.endswith("}") else " do ")
                inline = inline.strip().removesuffix("}").removesuffix("end").strip()
                inline = inline.rpartition("|")[2].strip() if inline[:1] == "|" else inline
                head = head.removesuffix(" do").strip().lstrip(":\"'")
                name = head.split(":")[0].split("=")[0].split(",")[0].split("[")[0].strip(" \"'{()")
                depth = indent if name in needs else -1
                if depth >= 0 and ("=>" in head or ":" in head):
                    after = head.split("=>")[-1] if "=>" in head else head.partition(":")[2]
                    needs |= {w.strip(" :\"'[])") for w in after.replace("%w", "").replace(",", " ").split()}
                made += [inline] if inline and depth >= 0 else []
            elif depth >= 0 and indent > depth:
                made.append(stripped)
            elif depth >= 0 and stripped == "end":
                depth = -1
    return "\n".join(made)


# ------------------------------------------------------------------------------------- cmake


def _cmake(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``cmake -P FILE`` runs a script; ``-E rm …`` are file operations; ``--build`` is an ordinary build."""
    words = invocation.argv[1:]
    for index, word in enumerate(words):
        following = words[index + 1 :]
        if word.text == "-E" and following:
            yield from _cmake_tool(following)
            return
        if word.text == "-P" and following:
            path = path_of(following[0], invocation)
            text = world.read(path) if path else None
            if text is None:
                yield Opaque(f"cmake runs the script {following[0].skeleton}, which cannot be read")
            elif "execute_process" in text or "file(REMOVE" in text:
                yield Opaque(f"the script {following[0].skeleton} runs programs or removes files")
            return


def _cmake_tool(words: Sequence[Value]) -> Iterator[Inner]:
    tools = {
        "rm": "rm",
        "remove": "rm",
        "remove_directory": "rm -r",
        "rename": "mv",
        "copy": "cp",
        "touch": "touch",
    }
    head = text_of(words[0])
    if head in tools:
        yield RunArgv((*(known(w) for w in tools[head].split()), *words[1:]))
    elif head in ("env", "time"):
        rest = list(words[1:])
        variables: dict[str, Variable] = {}
        without: list[str] = []
        while head == "env" and rest and (rest[0].prefix.startswith("--") or "=" in rest[0].prefix):
            if "=" in rest[0].prefix and not rest[0].prefix.startswith("--"):
                variables |= take_assignments(rest) or {"": Variable(rest.pop(0))}
                continue
            option, _, name = rest.pop(0).prefix.partition("=")
            without += [name] if option == "--unset" else []
        if rest:
            yield RunArgv(tuple(rest), variables, without=tuple(without))
    elif head == "chdir" and len(words) > 2:
        yield RunArgv(tuple(words[2:]), cwd=words[1])


def _ninja(invocation: Invocation, world: World) -> Iterator[Inner]:
    """An ordinary build, whose commands were generated, is not followed; a file that this text made is."""
    options = read_options(invocation.argv[1:], ("-C", "-f", "-j", "-k", "-l", "-d", "-t", "-w"))
    folder = path_of(options.value("-C"), invocation) or invocation.cwd
    name = text_of(options.value("-f")) or "build.ninja"
    path = placed(name, folder)
    if options.has("-n", "-t", "--version") or not made(world, path):
        return
    for line in (world.read(path) or "").replace("$\n", " ").splitlines():
        key, equals, command = line.partition("=")
        if equals and key.strip() == "command":
            yield RunText(known(command.strip().replace("$$", "$")), "sh", source=name)


def _runner(invocation: Invocation, world: World) -> Iterator[Inner]:
    from guard.shell.wrappers.runners import unwrap as of_runner

    return of_runner(invocation, world)


_PROGRAMS = {
    "make": _make, "gmake": _make, "just": _runner, "task": _runner, "go-task": _runner, "rake": _rake,
    "cmake": _cmake,
    "ninja": _ninja,
}  # fmt: skip
