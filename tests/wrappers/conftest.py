"""Asking a grammar about a command line, without the evaluator: words are split by ``shlex``."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

import pytest

from guard.model import Invocation, Stream, Variable, known
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunStdin, RunText, unwrap
from guard.world import World


class Texts(World):
    """A machine that holds nothing but these texts."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        super().__init__("/home/u")
        self.texts = texts or {}

    def read(self, path: str, limit: int = 0) -> str | None:
        return self.texts.get(path)

    def exists(self, path: str) -> bool:
        return path in self.texts

    def realpath(self, path: str) -> str:
        return path


def invocation_of(line: str, stdin: str | None = None, **variables: str) -> Invocation:
    """The invocation that a shell would make of a plain line."""
    return Invocation(
        tuple(known(word) for word in shlex.split(line)),
        cwd="/home/u/proj",
        environment={"HOME": "/home/u"},
        variables={name: Variable(known(text), "inline") for name, text in variables.items()},
        stdin=Stream(known(stdin)) if stdin is not None else None,
    )


def show(inner: Any) -> str:
    """An answer of a grammar for a table: ``argv rm -rf /``, ``text ls``, ``file x.sh``, ``opaque``."""
    there = "@" if getattr(inner, "elsewhere", False) else ""
    if isinstance(inner, RunArgv):
        return f"{there}argv " + " ".join(word.skeleton for word in inner.argv)
    if isinstance(inner, RunText):
        return f"{there}text {inner.text.skeleton}"
    if isinstance(inner, RunFile):
        return f"file {inner.dialect} {inner.path.skeleton}"
    if isinstance(inner, RunStdin):
        return f"{there}stdin {inner.dialect}"
    assert isinstance(inner, Opaque)
    return "opaque" if inner.dangerous else "note"


@pytest.fixture
def shown() -> Callable[[Any], str]:
    """How an answer is written in a table."""
    return show


@pytest.fixture
def answers() -> Callable[..., list[str]]:
    """What a command line runs in turn."""

    def ask(line: str, stdin: str | None = None, texts: dict[str, str] | None = None) -> list[str]:
        return [show(inner) for inner in unwrap(invocation_of(line, stdin), Texts(texts))]

    return ask


@pytest.fixture
def because_of() -> Callable[..., list[str]]:
    """What runs because of variables that are set for a program, or kept where there is none."""

    def ask(line: str, **variables: str) -> list[str]:
        from guard.shell.wrappers.variables import unwrap_variables

        invocation = invocation_of(line) if line else None
        assigned = {name.replace("__", "%%"): Variable(known(text)) for name, text in variables.items()}
        return [show(inner) for inner in unwrap_variables(assigned, invocation, Texts())]

    return ask
