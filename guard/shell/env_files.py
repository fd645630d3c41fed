"""Env files on their way into variables: connection strings stay readable, secrets keep where they came
from.

``export $(grep -v '^#' .env | xargs)``, ``env $(cat .env | xargs) npm start``, ``. ./.env``: the
assignments are known, so ``DATABASE_URL`` can be resolved. The value of a variable that stands for a
secret becomes a hole filled by ``cat .env``, so that ``curl -d "$API_KEY" …`` is still seen to send it,
and no message can show it."""

from __future__ import annotations

import os

from guard.knowledge.names import secret_name
from guard.knowledge.secrets import env_family, secret_file
from guard.model import Hole, Invocation, Value, known
from guard.shell.values import concatenate, shell_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guard.world import World

READS = ("cat", "grep", "egrep", "sed", "awk", "head")
PASSES = ("xargs", "grep", "egrep", "sed", "awk", "tr", "cat", "sort", "head", "tail")
SIZE = 65_536
"""Bytes: a longer env file stays unread."""


def expanded(words: Iterable[Value], world: World) -> list[Value]:
    """The words, each one that is filled from an env file replaced by the assignments in it."""
    found: list[Value] = []
    for word in words:
        assignments = _from_file(word, world)
        found.extend([word] if assignments is None else assignments)
    return found


def picked(value: Value, world: World) -> Value:
    """``$(grep '^NAME=' .env | cut -d= -f2-)``: an address that one line of an env file holds, else the value
    as it was. A secret stays the hole that the file fills."""
    hole = value.parts[0] if len(value.parts) == 1 else None
    producers = hole.producers if isinstance(hole, Hole) else ()
    if len(producers) == 1 and producers[0].program in ("sed", "awk"):
        sought, choose = _script(producers[0]), _named_in
    else:
        sought, choose = _pattern(producers), _matched_by
    found = _assignments(producers[0], world) if sought else None
    if found is None:
        return value
    path, held = found
    name = choose(sought, held)
    text = held.get(name)
    if text is None or _hidden(name, text):
        return value
    return known(text, f"{name} of {path.rpartition('/')[2]}")


def _pattern(producers: tuple[Invocation, ...]) -> str:
    """What the one ``grep`` looks for in front of what takes the name away; empty for anything else."""
    searching = [p for p in producers if p.program in ("grep", "egrep")]
    if len(searching) != 1 or producers[-1].program not in ("cut", "sed", "awk"):
        return ""
    if producers[0].program not in ("cat", "grep", "egrep") or len(producers) > 4:
        return ""
    pattern = next((w.text or "" for w in searching[0].argv[1:] if not w.prefix.startswith("-")), "")
    return pattern if _name_in(pattern).isidentifier() else ""


def _name_in(pattern: str) -> str:
    return pattern.removeprefix("^").partition("=")[0]


def _matched_by(sought: str, held: Mapping[str, str | None]) -> str:
    """The one name whose line a pattern finds."""
    wanted, anchored = _name_in(sought), sought.startswith("^")
    if "=" in sought and anchored:
        return wanted
    found = [name for name in held if (name.startswith(wanted) if anchored else wanted in name)]
    return wanted if len(found) == 1 else ""


def _script(program: Invocation) -> str:
    """``sed -n 's/^NAME=//p' .env``, ``awk -F= '/^NAME=/{print $2}' .env``: all but the file."""
    script = " ".join(word.text or "" for word in program.argv[1:-1])
    return script if "=" in script else ""


def _named_in(sought: str, held: Mapping[str, str | None]) -> str:
    """The one name that stands in a script."""
    words = set("".join(char if char.isalnum() or char == "_" else " " for char in sought).split())
    found = [name for name in held if name in words]
    return found[0] if len(found) == 1 else ""


def veiled(text: str, path: str, home: str) -> str:
    """The text of a sourced env file with its secrets replaced by ``$(cat …)``: the same assignments,
    whose values say where they come from. Any other script stays as it is."""
    if secret_file(path, home) is None:
        return text
    lines = []
    for line in text.split("\n"):
        head, equals, value = line.partition("=")
        name = head.strip().removeprefix("export ").strip()
        if equals and name.isidentifier() and _hidden(name, value) and "$" not in value and "`" not in value:
            line = f"{head}=$(cat {shell_quoted(path)})"
        lines.append(line)
    return "\n".join(lines)


def _from_file(word: Value, world: World) -> list[Value] | None:
    if len(word.parts) != 1 or not isinstance(word.parts[0], Hole):
        return None
    producers = word.parts[0].producers
    if not producers or producers[0].program not in READS:
        return None
    if any(producer.program not in PASSES for producer in producers[1:]):
        return None
    found = _assignments(producers[0], world)
    if found is None:
        return None
    path, held = found
    values = ((name, filled(name, value, path, producers[0])) for name, value in held.items())
    return [concatenate((known(f"{name}="), value)) for name, value in values]


def _assignments(reader: Invocation, world: World) -> tuple[str, dict[str, str | None]] | None:
    """The env file that a program reads, and what it assigns; a value is ``None`` where it is computed."""
    path = _read_by(reader)
    text = world.read(path, SIZE) if path else None
    if text is None:
        return None
    from guard.signs.dotenv import parse_env

    return path, {name: value for name, (value, _) in parse_env(text).items()}


def _read_by(reader: Invocation) -> str:
    for operand in reversed(reader.argv[1:]):
        text = operand.text
        if text is not None and env_family(text):
            return os.path.normpath(os.path.join(reader.cwd or "/", text))
    return ""


def filled(name: str, value: str | None, path: str, by: Invocation) -> Value:
    """A variable's value as an env file gives it: a secret, or what is computed, is a hole that it fills."""
    if value is not None and not _hidden(name, value):
        return known(value)
    reader = Invocation((known("cat"), known(path)), by.cwd, environment=by.environment)
    return Value((Hole(f"{name} of {path}", (reader,)),))


def _hidden(name: str, value: str) -> bool:
    """A secret that is no address: an address is needed to say where an act lands."""
    return secret_name(name) and "://" not in value and len(value.strip()) > 0
