"""What mutations do whose name does not say it: Railway's and GitHub's published schemas.

Railway's schema is part of the crate railwayapp (MIT), GitHub's of the npm package @octokit/graphql-schema
(MIT). A mutation is written to ``guard/knowledge/mutations.txt`` only where the lexicon and its
documentation disagree, or where the lexicon knows no verb. Fly's schema is in a Go module that the proxy
does not serve everywhere: its exceptions stay written by hand, in ``guard/http/mutations.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from guard.knowledge.learned import first_verb
from guard.knowledge.verbs import reading_of
from tools.derive.clap import VERSION as RAILWAY
from tools.derive.fetch import crate, npm

GITHUB = "15.26.1"
FILE = Path(__file__).resolve().parents[2] / "guard" / "knowledge" / "mutations.txt"
FLOOR = Path(__file__).with_name("floor_mutations.txt")
"""Mutations that must stay destructive: lines are only ever added by a rebuild."""
_GITHUB_MUTATIONS = re.compile(r"^type Mutation \{(.*?)^\}", re.M | re.S)
_FIELD = re.compile(r'^  """\n  ([^\n]*)\n(?:  [^\n"]*\n)*  """\n  (\w+)\(', re.M)


def mutations() -> Iterator[tuple[str, str, str]]:
    """(provider, mutation, what its documentation says in one line).

    Raises:
        Unreachable: a package cannot be had.
    """
    schema = json.loads((crate("railwayapp", RAILWAY) / "src/gql/schema.json").read_text())
    schema = schema.get("data", schema)["__schema"]
    root = next(t for t in schema["types"] if t["name"] == schema["mutationType"]["name"])
    for field in root["fields"]:
        yield "railway", field["name"], (field.get("description") or "").split("\n")[0]
    text = (npm("@octokit/graphql-schema", GITHUB) / "schema.graphql").read_text()
    body = _GITHUB_MUTATIONS.search(text)
    for about, name in _FIELD.findall(body.group(1) if body else ""):
        yield "github", name, about.split("\n")[0]


def exceptions() -> Iterator[tuple[str, str, str]]:
    """(provider, mutation, operation) where the lexicon knows no verb and the documentation names one."""
    for provider, name, about in mutations():
        said = first_verb(about)
        if reading_of(name).operation == "unknown" and said != "unknown":
            yield provider, name, said


def operation_of(provider: str, name: str) -> str:
    """What the guard calls a mutation."""
    from guard.http.mutations import EXCEPTIONS

    return EXCEPTIONS.get((provider, name), reading_of(name).operation)


def destructive() -> Iterator[tuple[str, str]]:
    """(provider, mutation) of everything whose documentation begins with a verb of destruction."""
    for provider, name, about in mutations():
        if operation_of(provider, name) == "delete" and first_verb(about) == "delete":
            yield provider, name


def write() -> int:
    """Write the exceptions, and the floor of destructive mutations; how many exceptions there are."""
    rows = sorted(set(exceptions()))
    told = "".join(f"{provider} {name} {operation}\n" for provider, name, operation in rows)
    FILE.write_text(told + "@.\n")
    kept = {tuple(line.split()) for line in FLOOR.read_text().splitlines()} if FLOOR.exists() else set()
    FLOOR.write_text("".join(f"{provider} {name}\n" for provider, name in sorted(kept | set(destructive()))))
    return len(rows)
