"""Compose files: ``command``, ``entrypoint``, ``healthcheck.test`` and the hooks of services.

``$$`` is a dollar of the container's shell, ``$NAME`` is filled in by compose from the outside. A service's
own ``environment`` is what its command sees.

Caught: ``command: sh -c "psql $$DATABASE_URL -c 'DROP TABLE users'"``. Near miss:
``command: rm -f tmp/pids/server.pid``.
Facts: docs.docker.com/reference/compose-file (services; interpolation; post_start, pre_stop).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.commands import command_of
from guard.lint.expressions import filled
from guard.lint.snippets import Snippet
from guard.lint.yaml_nodes import Node, read_yaml

INTERPOLATION = re.compile(r"\$\{([^{}]*)\}|\$([A-Za-z_]\w*)|\$(\$)")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per command of a service."""
    for root in read_yaml(text):
        services = root.get("services")
        for _, service in services.members if services is not None else ():
            env = _environment(service)
            for node in _commands(service):
                command = command_of(node)
                if command is not None:
                    body, origin, holes = filled(*command, INTERPOLATION, {"$": "$"})
                    yield Snippet(body, origin, dialect="sh", env=env, holes=holes, optional=True)


def _commands(service: Node) -> Iterator[Node]:
    for name in ("entrypoint", "command"):
        found = service.get(name)
        if found is not None:
            yield found
    for name in ("post_start", "pre_stop"):
        hooks = service.get(name)
        for hook in hooks.items if hooks is not None else ():
            found = hook.get("command")
            if found is not None:
                yield found
    check = service.get("healthcheck")
    test = check.get("test") if check is not None else None
    if test is not None and test.kind == "scalar":
        yield test
    elif test is not None:
        words = list(test.items)
        if len(words) == 2 and words[0].plain == "CMD-SHELL":
            yield words[1]


def _environment(service: Node) -> dict[str, str]:
    given = service.get("environment")
    if given is None:
        return {}
    if given.kind == "mapping":
        pairs = given.strings()
    else:
        pairs = dict(t.text.split("=", 1) for t in given.texts() if "=" in t.text)
    return {name: value for name, value in pairs.items() if "$" not in value}
