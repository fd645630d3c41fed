"""just and task: recipes whose expressions stand between double braces.

Caught: ``just nuke`` whose recipe is ``rm -rf ~``; ``just clean /`` whose recipe deletes its parameter.
Quiet: ``just -n clean``, ``task --list``; ``rm -rf {{ env("OUT") }}/x``, which the file of the project leaves
open.

Facts: just's manual 1.36 “Settings”, “Recipe Parameters”; Taskfile schema 3.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import path_of, placed, text_of
from guard.signs.indented import plain, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

UNKNOWN = "${JUST_VALUE}"
"""Stands in a recipe for an expression that is not worked out."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The recipes that the goals lead to."""
    return _just(invocation, world) if invocation.program == "just" else _task(invocation, world)


# -------------------------------------------------------------------------------------- just


_JUST = (
    "-f --justfile -d --working-directory --shell --shell-arg -E --dotenv-path --dotenv-filename --color -c"
    " --command-color --chooser --list-heading --list-prefix --cygpath --dump-format --timestamp-format"
    " --tempdir --alias-style"
)


def _just(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], _JUST.split(), permute=False, abbreviate=False)
    if options.has(
        "-n", "--dry-run", "-l", "--list", "--summary", "-s", "--show", "--evaluate", "--dump", "-V", "-h"
    ):
        return
    for index, word in enumerate(invocation.argv):
        if word.text in ("-c", "--command") and index + 1 < len(invocation.argv):
            yield RunArgv(invocation.argv[index + 1 :])
            return
    named = options.value("-f", "--justfile")
    folder = path_of(options.value("-d", "--working-directory"), invocation) or invocation.cwd
    names = [named.text] if named is not None and named.text else ["justfile", "Justfile", ".justfile"]
    for name in names:
        path = placed(name, folder)
        text = world.read(path) if path else None
        if text is not None:
            goals = [text_of(w) for w in options.operands]
            yield from _just_recipes(text, goals, options.operands, folder, name, world)
            return


def _just_recipes(
    text: str, goals: Sequence[str], operands: Sequence[Value], folder: str | None, name: str, world: World
) -> Iterator[Inner]:
    recipes, variables, first = _just_file(text)
    called = [(g, [text_of(w) for w in operands[at + 1 :]]) for at, g in enumerate(goals) if g in recipes]
    pending = called or ([(first, [])] if first and not goals else [])
    seen: list[tuple[str, list[str]]] = []
    while pending:
        goal, given = pending.pop(0)
        if (goal, given) in seen or goal not in recipes or len(seen) > 100:
            continue
        seen.append((goal, given))
        parameters, needs, lines = recipes[goal]
        values = dict(variables)
        for index, parameter in enumerate(parameters):
            bare, _, default = parameter.lstrip("+*$").partition("=")
            values[bare] = given[index] if index < len(given) else default.strip("'\"")
            if parameter[0] in "+*" and given[index:]:  # the last one takes all that is left
                values[bare] = " ".join(given[index:])
        pending = [(need[0], [_argument(word, values) for word in need[1:]]) for need in needs] + pending
        body = "\n".join(_braces(line, values) for line in lines)
        where = known(folder) if folder else None
        if body.startswith("#!"):
            yield from _by_first_line(body, f"{name} {goal}")
            continue
        for line in body.split("\n"):
            plain = line.lstrip("@-")
            if plain.strip():
                yield RunText(_line(plain, folder, name, world), "sh", cwd=where, source=f"{name} {goal}")


def _argument(word: str, values: dict[str, str]) -> str:
    """What a dependency is given: ``(clean "/")``, ``(clean dir)``."""
    return word.strip("'\"") if word[:1] in ("'", '"') else values.get(word, UNKNOWN)


def _line(text: str, folder: str | None, name: str, world: World) -> Value:
    """A line of a recipe; what an expression of the runner comes to is not known."""
    if UNKNOWN in text:
        text = f"export JUST_VALUE=$(locale); {text}"
    return found_at(placed(name, folder), world, text)


def _by_first_line(body: str, source: str) -> Iterator[Inner]:
    from guard.shell.follow import inner_of

    yield inner_of(known(body), "", source=source)


def _just_file(
    text: str,
) -> tuple[dict[str, tuple[list[str], list[list[str]], list[str]]], dict[str, str], str]:
    recipes: dict[str, tuple[list[str], list[list[str]], list[str]]] = {}
    variables: dict[str, str] = {}
    aliases: dict[str, str] = {}
    first = current = ""
    for line in text.replace("\\\n", " ").split("\n"):
        if line[:1] in (" ", "\t"):
            if current:
                recipes[current][2].append(line.strip())
            continue
        if not line.strip() or line.startswith(("#", "[", "set ", "import ", "mod ")):
            continue
        name, assign, value = line.removeprefix("export ").partition(":=")
        if name.startswith("alias "):
            aliases[name[6:].strip()] = value.strip()
        elif assign:
            variables[name.strip()] = value.strip().strip("'\"`")
        if assign:
            continue
        head, colon, needs = line.partition(":")
        words = head.lstrip("@").split()
        if colon and words:
            current = words[0]
            first = first or current
            depends = _dependencies(needs)
            recipes[current] = (words[1:], depends, [])
    recipes.update({name: recipes[other] for name, other in aliases.items() if other in recipes})
    return recipes, variables, first


def _dependencies(text: str) -> list[list[str]]:
    """``a (b "x") && c``: each dependency with what it is given."""
    found: list[list[str]] = []
    while text := text.strip():
        if text[0] == "(":
            inside, _, text = text[1:].partition(")")
            found.append(inside.split())
        else:
            name, _, text = text.partition(" ")
            found.append([name])
    return [words for words in found if words and words != ["&&"]]


def _braces(line: str, values: dict[str, str]) -> str:
    """``{{ name }}`` replaced, anything else between braces a variable that ``_line`` sets."""
    pieces = line.split("{{")
    made = [pieces[0]]
    for piece in pieces[1:]:
        inside, _, rest = piece.partition("}}")
        made.append(values.get(inside.strip(), UNKNOWN) + rest)
    return "".join(made)


# -------------------------------------------------------------------------------------- task


_TASK = (
    "-d --dir -t --taskfile -o --output -C --concurrency -I --interval --sort --output-group-begin"
    " --output-group-end"
)


def _task(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Taskfile.yml: ``cmds`` (and ``deps``, ``cmd``) of the named tasks, read by indentation."""
    options = read_options(invocation.argv[1:], _TASK.split(), abbreviate=False)
    if options.has(
        "-l", "--list", "-a", "--list-all", "-n", "--dry", "--summary", "--status", "--version", "-h"
    ):
        return
    folder = path_of(options.value("-d", "--dir"), invocation) or invocation.cwd
    named = path_of(options.value("-t", "--taskfile"), invocation)
    names = [named] if named else ["Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml"]
    if named and not options.has("-d", "--dir"):  # it runs where its file lies
        folder, _, names[0] = named.rpartition("/")
    for name in names:
        path = placed(name, folder)
        text = world.read(path) if path else None
        if text is not None:
            goals = [text_of(w) for w in options.operands if "=" not in w.prefix] or ["default"]
            for variable, _, value in (text_of(w).partition("=") for w in options.operands):
                text = text.replace(f"{{{{.{variable}}}}}", value) if value else text
            yield from _task_commands(_tasks(_of_environment(text)), goals, folder, name, world)
            return


def _of_environment(text: str) -> str:
    """``{{.HOME}}`` as ``${HOME}``: Task offers variables of the environment to its templates, unless the
    file has one of that name."""
    pieces = text.split("{{.")
    made = pieces[0]
    for piece in pieces[1:]:
        name, end, rest = piece.partition("}}")
        plain_name = name.strip()
        if (
            end
            and plain_name.isupper()
            and plain_name.replace("_", "").isalnum()
            and f"{plain_name}:" not in text
        ):
            made += f"${{{plain_name}}}{rest}"
        else:
            made += "{{." + piece
    return made


def _tasks(text: str) -> dict[str, list[str]]:
    tasks: dict[str, list[str]] = {}
    inside, indent, current = False, 0, ""
    for line in text.split("\n"):
        stripped = line.strip()
        depth = len(line) - len(line.lstrip())
        if not stripped or stripped.startswith("#"):
            continue
        if depth == 0:
            inside = stripped.startswith("tasks:")
            indent = 0
        elif inside and (indent == 0 or depth == indent) and stripped.endswith(":"):
            indent, current = depth, stripped[:-1].strip("'\"")
            tasks[current] = []
        elif inside and (indent == 0 or depth == indent) and ": " in stripped:
            indent = depth
            for keys, value in scalars(stripped):
                tasks.setdefault(keys[0], [])
                tasks[keys[0]] += [value] if keys[1:2] in ((), ("-",), ("cmd",), ("cmds",)) else []
        elif inside and current:
            tasks[current] += _step(stripped)
    return tasks


def _step(line: str) -> list[str]:
    text = line.removeprefix("- ").strip()
    if text.startswith("task:"):
        return ["\0" + text[5:].strip()]
    if text.startswith("deps:"):
        return ["\0" + n.strip() for n in text[5:].strip(" []").split(",") if n.strip()]
    if text.startswith(("cmd:", "defer:")):
        return [plain(text.partition(":")[2].strip())]
    return [plain(text)] if line.startswith("- ") else []


def _task_commands(
    tasks: dict[str, list[str]], goals: list[str], folder: str | None, name: str, world: World
) -> Iterator[Inner]:
    pending, seen = list(goals), set[str]()
    while pending and len(seen) < 60:
        goal = pending.pop(0)
        if goal in seen:
            continue
        seen.add(goal)
        for text in tasks.get(goal, ()):
            if text.startswith("\0"):
                pending.append(text[1:])
            else:
                shell = _braces(text.replace("{{.", "{{"), {})
                where = known(folder) if folder else None
                yield RunText(_line(shell, folder, name, world), "sh", cwd=where, source=f"{name} {goal}")
