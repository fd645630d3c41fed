"""Whether a command holds an extended pattern, ``@(a|b)``, where bash reads one only under ``extglob``:
in ``[[ ]]`` it always does, and in arithmetic ``*(`` is another thing."""

from __future__ import annotations

from guard.shell.nodes import Arithmetic, ArithmeticCommand, ArithmeticFor, Condition, Text, walk
from guard.shell.reading import EXTENDED

ELSEWHERE = (Arithmetic, ArithmeticCommand, ArithmeticFor, Condition)


def holds_pattern(node: object) -> bool:
    """Whether it, or anything in it, holds one."""
    texts = (n.text for n in walk(node, apart=ELSEWHERE) if isinstance(n, Text) and not n.quoted)
    return any(opening in text for text in texts for opening in EXTENDED)
