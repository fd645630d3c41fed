"""What a compose file sets for a service: ``environment`` and ``env_file``, and what its services are called.

``docker compose run web npx prisma migrate reset`` reaches the database that ``DATABASE_URL`` of the service
*web* names. A host that is a service of the same file is a container beside it.

Facts: docs.docker.com/reference/compose-file/services, docs.docker.com/compose (envvars-precedence).
"""

from __future__ import annotations

from guard.model import Variable, known
from guard.shell.wrappers.grammar import placed, text_of
from guard.signs.environments import SERVICES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

    Read: TypeAlias = list[tuple[str, list[tuple[tuple[str, ...], str]]]]

OVERRIDES = {
    "compose.yaml": "compose.override.yaml", "compose.yml": "compose.override.yml",
    "docker-compose.yaml": "docker-compose.override.yaml",
    "docker-compose.yml": "docker-compose.override.yml",
}  # fmt: skip
"""The files that are looked for, in that order, and the one that is laid over each."""


def of_service(name: str, options: Options, invocation: Invocation, world: World) -> dict[str, Variable]:
    """The variables of a service; a later file goes before an earlier one, ``environment`` before files."""
    from guard.signs.indented import scalars

    folder = invocation.cwd
    if not folder:
        return {}
    read = [(file, list(scalars(text))) for file, text in _files(folder, options, world)]
    services = {
        keys[1]: None for _, found in read for keys, _ in found if keys[:1] == ("services",) and keys[1:]
    }
    variables = _of_service(name, read, invocation, world, 0)
    if services:
        variables[SERVICES] = Variable(known(" ".join(services)), "compose")
    return variables


EXTENDS = 5
"""Services that are followed from one that extends another."""


def _of_service(
    name: str, read: Read, invocation: Invocation, world: World, depth: int
) -> dict[str, Variable]:
    from guard.shell.wrappers.loaders import variables_of

    base: dict[str, Variable] = {}
    loaded: dict[str, Variable] = {}
    stated: dict[str, Variable] = {}
    folder = invocation.cwd or ""
    for file, found in read:
        for keys, value in found:
            if keys[:2] != ("services", name) or len(keys) < 3:
                continue
            if keys[2:] in (("extends",), ("extends", "service")) and depth < EXTENDS:
                base.update(_of_service(value, read, invocation, world, depth + 1))
            elif keys[2] == "env_file" and keys[-1] in ("env_file", "-", "path"):
                loaded.update(variables_of(placed(value, folder), value, invocation, world))
            elif keys[2] == "environment":
                key, assigned = (keys[3], value) if keys[3:] != ("-",) else value.partition("=")[::2]
                variable = _stated(key, assigned, file, folder, invocation, world)
                stated.update({key: variable} if variable is not None else {})
    return {**base, **loaded, **stated}


def _stated(
    key: str, value: str, file: str, folder: str, invocation: Invocation, world: World
) -> Variable | None:
    """One entry of ``environment``: a value with the project's ``.env`` filled in, or the outer variable."""
    from guard.shell.env_files import filled
    from guard.signs.dotenv import expanded_value, read_env_file

    if not value:
        return invocation.variable(key)
    if "$" in value:
        project = read_env_file(placed(".env", folder), world) or {}
        outer = {name: text or "" for name, (text, _) in project.items()}
        return Variable(
            filled(key, expanded_value(value, {**outer, **invocation.environment}), file, invocation), file
        )
    return Variable(filled(key, value, file, invocation), file)


def _files(folder: str, options: Options, world: World) -> list[tuple[str, str]]:
    named = [text_of(word) for word in options.values("-f", "--file")]
    if not named:
        first = next((name for name in OVERRIDES if world.read(placed(name, folder)) is not None), "")
        named = [first, OVERRIDES[first]] if first else []
    found = ((name, world.read(placed(name, folder))) for name in named)
    return [(name, text) for name, text in found if text is not None]
