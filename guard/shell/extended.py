"""Whether a command holds an extended pattern, ``@(a|b)``, where bash reads one only under ``extglob``:
in ``[[ ]]`` it always does, and in arithmetic ``*(`` is another thing."""

from __future__ import annotations

from guard.shell.nodes import Arithmetic, ArithmeticCommand, ArithmeticFor, Condition, Text
from guard.shell.reading import EXTENDED

ELSEWHERE = (Arithmetic, ArithmeticCommand, ArithmeticFor, Condition)


def holds_pattern(node: object) -> bool:
    """Whether it, or anything in it, holds one."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif type(current) is Text:
            if not current.quoted and any(opening in current.text for opening in EXTENDED):
                return True
        elif not isinstance(current, ELSEWHERE):
            pending.extend(getattr(current, "__dict__", {}).values())
    return False
