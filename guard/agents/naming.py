"""What an agent calls a tool and its arguments → the names that ``guard/tools`` knows.

A row of a ``Shape.tools`` is one line: the guard's name of the tool, then the arguments it needs,
``guard's=agent's``; ``a|b`` where versions differ. Only the agent's own name of an argument counts: a
model that adds ``command: ls`` beside the real ``CommandLine`` gains nothing. ``cwd=…`` is the directory
of a command. A row that is a table is chosen by one of the arguments: its name stands under ``""``, and
what is chosen for any other value under ``*``. A name with a key in brackets, ``Read[paths]``, is a call of
that tool for each element of a list: a text is the row's first argument, an object its arguments."""

from __future__ import annotations

import os

from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.shaped import Call, Shape


def spread(shape: Shape, call: Call) -> tuple[Call, ...]:
    """A call of a tool that takes a list as one call for each element.

    Raises:
        ProposalError: an element is neither a text nor an object.
    """
    row = shape.tools.get(call.tool)
    if not isinstance(row, str) or "[" not in row:
        return (call,)
    keys, _, arguments = row.partition("[")[2].partition("] ")
    elements = _only(call, keys.split("|"))
    if not isinstance(elements, list):
        return (call,)
    first = arguments.split()[0].rpartition("=")[2].split("|")[0]
    found = []
    for element in elements:
        given = {first: element} if isinstance(element, str) else element
        if not isinstance(given, dict):
            raise ProposalError(f"the list of {call.tool} holds what is neither a text nor an object")
        found.append(replace(call, given=given))
    return tuple(found)


def named(shape: Shape, call: Call) -> tuple[str, Mapping[str, Any], str]:
    """The guard's name of a call, its arguments, and its directory.

    Raises:
        ProposalError: an argument is given in two ways, or the directory is not a text.
    """
    row = shape.tools.get(call.tool)
    if row is not None and not isinstance(row, str):
        row = _chosen(row, call)
    if row is not None:
        return _by_row(row, call)
    if shape.separator and not call.tool.startswith("mcp__"):
        server, found, tool = call.tool.partition(shape.separator)
        if found and server and tool and not (shape.separator == "_" and _is_verb(server)):
            return f"mcp__{server}__{tool}", call.given, call.cwd
    return call.tool, call.given, call.cwd


def _is_verb(word: str) -> bool:
    """Whether a name begins with what it does (``delete_file``) and not with a server's name."""
    from guard.knowledge.verbs import operation_of

    return operation_of(word) != "unknown"


def _chosen(rows: Mapping[str, str], call: Call) -> str:
    value = call.given.get(rows[""])
    row = (rows.get(value) if isinstance(value, str) else None) or rows.get("*")
    if row is None:
        raise ProposalError(f"the {rows['']} of {call.tool} is none that the guard knows")
    return row


def _by_row(row: str, call: Call) -> tuple[str, Mapping[str, Any], str]:
    name, *pairs = row.split()
    name = name.partition("[")[0]
    wanted = [(ours, theirs or ours) for ours, _, theirs in (pair.partition("=") for pair in pairs)]
    given = {key: value for key, value in call.given.items() if key not in [ours for ours, _ in wanted]}
    cwd = call.cwd
    for ours, theirs in wanted:
        value = _only(call, theirs.split("|"))
        if ours == "cwd":
            cwd = _directory(cwd, value, call)
        elif value is not None:
            given[ours] = value
    return name, given, cwd


def _only(call: Call, names: list[str]) -> object:
    """The argument under any of its names."""
    found = [call.given[name] for name in names if call.given.get(name) is not None]
    if any(other != found[0] for other in found[1:]):
        raise ProposalError(f"{call.tool} has {' and '.join(names)}, and they differ")
    return found[0] if found else None


def _directory(cwd: str, value: object, call: Call) -> str:
    if value is None or value == "":
        return cwd
    if not isinstance(value, str):
        raise ProposalError(f"the directory of {call.tool} is not a text")
    return os.path.normpath(os.path.join(cwd, value))
