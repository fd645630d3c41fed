"""Calls as the tools' own manuals write them, and what they run, as those say.

``documented_wrappers.txt`` has a call a line and behind ``⇒`` what it runs: ``argv`` words, ``text`` for a shell,
``file`` and ``stdin`` as a script, ``opaque`` where that cannot be read, ``@`` in another place. Directory,
variables and arguments follow where the wrapper gives them; ``⟨x⟩`` in a word is not known. Tools that can be run here are in
``test_wrappers_for_real.py``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guard.model import Hole, Invocation, Stream, Value, Variable, known
from guard.shell.unwrap import Opaque, unwrap
from guard.world import World

DATA = Path(__file__).parent / "data"


def documented(file: str = "documented_wrappers.txt") -> list[Any]:
    """The calls by the headings they stand under."""
    rows: list[Any] = []
    heading = ""
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif line:
            call, _, expected = line.partition(" ⇒")
            rows.append(pytest.param(call, expected.strip(), id=f"{heading}: {call}"))
    return rows


class Project(World):
    """A directory with the files of ``documented_files.txt``, each behind a line ``=== PATH``."""

    def __init__(self) -> None:
        super().__init__("/home/u")
        self.texts: dict[str, str] = {}
        for part in (DATA / "documented_files.txt").read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, text = part.partition("\n")
            self.texts["/home/u/proj/" + name] = text

    def read(self, path: str, limit: int = 0) -> str | None:
        return self.texts.get(path)

    def exists(self, path: str) -> bool:
        return path in self.texts or self.is_directory(path)

    def is_directory(self, path: str) -> bool:
        return any(name.startswith(path.rstrip("/") + "/") for name in self.texts)

    def list(self, path: str) -> tuple[str, ...] | None:
        below = path.rstrip("/") + "/"
        found = {n[len(below) :].split("/")[0] for n in self.texts if n.startswith(below)}
        return tuple(sorted(found)) or None

    def realpath(self, path: str) -> str:
        return path


def told(inner: Any, shown: Callable[[Any], str]) -> str:
    """An answer with everything that the wrapper decides about it."""
    kind, _, rest = shown(inner).partition(" ")
    dialect = getattr(inner, "dialect", "sh")
    text = f"{kind} {dialect}: {rest}" if kind.lstrip("@") == "text" and dialect != "sh" else f"{kind} {rest}"
    arguments = getattr(inner, "arguments", ())
    if kind == "file" and arguments:  # the first is what the script is called
        assert arguments[0].skeleton.endswith(inner.path.skeleton.removeprefix("./")), arguments
        arguments = arguments[1:]
    if arguments:
        text += " as " + " ".join(shlex.quote(word.skeleton) for word in arguments)
    if getattr(inner, "cwd", None) is not None:
        text += f" in {inner.cwd.skeleton}"
    for name, variable in getattr(inner, "variables", {}).items():
        text += f" with {name}={variable.value.skeleton}"
        text += f" of {variable.origin}" if variable.origin != "inline" else ""
    for name in getattr(inner, "without", ()):
        text += f" without {name}"
    if getattr(inner, "stdin", None) is not None:
        text += f" fed {inner.stdin.text.skeleton!r}"
    text += " fresh" * getattr(inner, "fresh", False)
    text += " perhaps" * (getattr(inner, "certainty", "will") == "may")
    source = getattr(inner, "source", "")
    return (text + (f" ({source})" if source else "")).strip().replace("\n", "⏎")


def value(word: str) -> Value:
    """A word of a call; ``⟨x⟩`` in it is not known."""
    pieces = re.split("⟨([^⟩]*)⟩", word)
    parts = [Hole(piece) if index % 2 else piece for index, piece in enumerate(pieces)]
    return Value(tuple(part for part in parts if part != "")) if len(pieces) > 1 else known(word)


def answered(call: str) -> list[Any]:
    """What a call runs: ``NAME=value`` in front of it is set for it, ``<<< text`` is what comes in, ``< name`` a
    file, ``CALL |> `` in front of it what prints it."""
    printing, pipe, call = call.rpartition(" |> ")
    call, fed, text = call.partition(" <<< ")
    call, opened, name = call.partition(" < ")
    words = shlex.split(call.replace("⏎", "\n"))
    variables: dict[str, Variable] = {}
    while words and "=" in words[0] and words[0].split("=")[0].rstrip("%").isidentifier():
        name, _, assigned = words.pop(0).partition("=")
        variables[name] = Variable(value(assigned), "inline")
    stdin = Stream(value(text.replace("⏎", "\n"))) if fed else Stream(path=value(name)) if opened else None
    if pipe:
        stdin = Stream(producers=(Invocation(tuple(map(value, shlex.split(printing))), cwd="/home/u/proj"),))
    invocation = Invocation(
        tuple(map(value, words)), cwd="/home/u/proj", environment={"HOME": "/home/u"},
        variables=variables, stdin=stdin,
    )  # fmt: skip
    world = Project()
    if variables:
        from guard.shell.wrappers.variables import unwrap_variables

        return list(unwrap_variables(variables, invocation, world))
    return list(unwrap(invocation, world))


def runs(call: str, shown: Callable[[Any], str]) -> str:
    """What a call runs, in a line."""
    return " | ".join(told(inner, shown) for inner in answered(call))


@pytest.mark.parametrize(("call", "expected"), documented())
def test_a_call_runs_what_its_manual_says(call: str, expected: str, shown: Callable[[Any], str]) -> None:
    assert runs(call, shown) == expected


@pytest.mark.parametrize(("call", "expected"), documented("documented_reasons.txt"))
def test_a_person_is_told_what_cannot_be_read(call: str, expected: str) -> None:
    assert " | ".join(inner.why for inner in answered(call) if isinstance(inner, Opaque)) == expected
