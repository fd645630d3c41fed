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
        return _scripted(value, producers[0], world)
    searching = [p for p in producers if p.program in ("grep", "egrep")]
    if len(searching) != 1 or producers[-1].program not in ("cut", "sed", "awk"):
        return value
    if producers[0].program not in ("cat", "grep", "egrep") or len(producers) > 4:
        return value
    path = _read_by(producers[0])
    words = [w.text or "" for w in searching[0].argv[1:] if not w.prefix.startswith("-")]
    wanted = words[0].removeprefix("^").partition("=")[0] if words else ""
    text = world.read(path, SIZE) if path and wanted.isidentifier() else None
    if text is None:
        return value
    from guard.signs.dotenv import parse_env

    anchored = words[0].startswith("^")
    found = {name: held for name, (held, _) in parse_env(text).items()
             if (name.startswith(wanted) if anchored else wanted in name)}  # fmt: skip
    exact = "=" in words[0] and anchored
    held = found.get(wanted) if exact or len(found) == 1 else None
    if held is None or _hidden(wanted, held):
        return value
    return known(held, f"{wanted} of {path.rpartition('/')[2]}")


def _scripted(value: Value, program: Invocation, world: World) -> Value:
    """``sed -n 's/^NAME=//p' .env``, ``awk -F= '/^NAME=/{print $2}' .env``: the one name in the script."""
    from guard.signs.dotenv import parse_env

    path = _read_by(program)
    text = world.read(path, SIZE) if path else None
    script = " ".join(word.text or "" for word in program.argv[1:-1])
    if text is None or "=" not in script:
        return value
    words = set("".join(char if char.isalnum() or char == "_" else " " for char in script).split())
    named = [(name, held) for name, (held, _) in parse_env(text).items() if name in words]
    name, held = named[0] if len(named) == 1 else ("", None)
    if held is None or _hidden(name, held):
        return value
    return known(held, f"{name} of {path.rpartition('/')[2]}")


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
            line = f"{head}=$(cat {_quoted(path)})"
        lines.append(line)
    return "\n".join(lines)


def _from_file(word: Value, world: World) -> list[Value] | None:
    if len(word.parts) != 1 or not isinstance(word.parts[0], Hole):
        return None
    producers = word.parts[0].producers
    if (
        not producers
        or producers[0].program not in READS
        or any(p.program not in PASSES for p in producers[1:])
    ):
        return None
    path = _read_by(producers[0])
    text = world.read(path, SIZE) if path else None
    if text is None:
        return None
    from guard.signs.dotenv import parse_env

    reader = Invocation((known("cat"), known(path)), producers[0].cwd, environment=producers[0].environment)
    return _words(parse_env(text), reader)


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


def _words(assignments: Mapping[str, tuple[str | None, int]], reader: Invocation) -> list[Value]:
    found = []
    for name, (value, _) in assignments.items():
        if value is None or _hidden(name, value):
            found.append(Value((f"{name}=", Hole(f"{name} of {reader.words[-1]}", (reader,)))))
        else:
            found.append(known(f"{name}={value}"))
    return found


def _hidden(name: str, value: str) -> bool:
    """A secret that is no address: an address is needed to say where an act lands."""
    return secret_name(name) and "://" not in value and len(value.strip()) > 0


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"
