"""A function that starts itself more than once for each time it runs: ``:(){ :|:& };:``.

Caught: two calls of itself in a pipeline or beside each other, one of them in the background, and nothing
that could end it. Quiet: a function that calls itself once (it walks a tree), or below an ``if``, a
``while``, a ``case`` or ``&&``, which may end it.
"""

from __future__ import annotations

from guard.shell.nodes import Group, Pipeline, Script, Simple, Subshell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Command, Function


def multiplies(function: Function, name: str) -> bool:
    """Whether each run of it starts at least two more, without a condition, side by side."""
    calls, together = _calls(function.body, name)
    return calls > 1 and together


def _calls(node: Command | Script | Pipeline, name: str) -> tuple[int, bool]:
    """How often it calls itself in any case, and whether calls run side by side."""
    if isinstance(node, Simple):
        return int(bool(node.words) and node.words[0].literal == name), False
    if isinstance(node, (Group, Subshell)):
        return _calls(node.body, name)
    if isinstance(node, Pipeline):
        found = [_calls(command, name) for command in node.commands]
        calls = sum(count for count, _ in found)
        return calls, calls > 1 or any(beside for _, beside in found)
    if not isinstance(node, Script):
        return 0, False
    total, beside = 0, False
    for item in node.items:
        calls, inner = _calls(item.first, name)
        total += calls
        beside = beside or inner or (item.background and calls > 0)
    return total, beside
