"""Acts and findings of which only what is said counts, for the tests of the policy's fine lines."""

from __future__ import annotations

from guard.findings import Finding, Located, Vector
from guard.model import Effect, FileWrite, Invocation, Place, Resource, Span, Target, known
from guard.policy import decide
from guard.policy.config import Config
from guard.session.interface import NoSession


def ran(command: str, at: int = 0, **fields: object) -> Invocation:
    return Invocation(tuple(map(known, command.split())), "/w", span=Span(at, at + 5), **fields)  # type: ignore[arg-type]


def effect(
    operation: str = "delete", kind: str = "table", identity: str = "foo", place: str = "database",
    by: Invocation | FileWrite | None = None, rule: str = "sql.drop",
) -> Effect:  # fmt: skip
    return Effect(rule, operation, Resource(kind, identity), Place(place, "psql"), by=by)  # type: ignore[arg-type]


def asked(act: Effect, **fields: object) -> Finding:
    vector = Vector("R4", "B1", "E3", "none", ())
    return Finding(act, Target("E3", "db.acme.com"), vector, "ask", ("R4 B1 at E3",), **fields)  # type: ignore[arg-type]


def weighed(act: Effect, environment: str = "E1", recoverability: str = "R4", blast: str = "B1") -> Finding:
    located = Located(Target(environment, "somewhere"), recoverability, blast)  # type: ignore[arg-type]
    return decide.weigh(act, located, None, (), NoSession(), Config())
