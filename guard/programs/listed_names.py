"""Names that one program lists and others only choose from: ``find … | grep -v node_modules | xargs rm``.

What ``grep`` leaves of a list is a part of it. Its pattern is applied where every character of it stands for
itself (``\\.orig$``, ``^./vendor/``, a dot for any character); with another pattern, and behind ``head`` and
``sort``, the whole list is what may be meant. Whatever changes the lines (``sed``, ``awk``, ``cut``) is none
of these.

Facts: grep(1), OPTIONS and REGULAR EXPRESSIONS.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation

GREPS = ("grep", "egrep", "fgrep", "ggrep")
WHOLE = ("sort", "gsort", "head", "tail", "uniq", "tac", "shuf")
"""Programs that pass lines on as they are, where they are not told to count or to cut them."""
PLAIN = frozenset("viEFGwx")
"""Letters of ``grep`` that change which lines are chosen, not what of them is printed."""


def only_choose(producers: tuple[Invocation, ...]) -> bool:
    """Whether these programs print nothing but lines that they read, unchanged."""
    return all(_chooses(by) for by in producers)


def chosen(names: list[str], cwd: str | None, producers: tuple[Invocation, ...]) -> list[str]:
    """The paths that are left, as far as the patterns can be applied.

    Args:
        cwd: where they were listed. How a lister writes a path (``./a``, ``a``, from the root on) is its own
            affair, so one counts as left out only where it is in every spelling.
    """
    for by in producers:
        if by.program in GREPS:
            names = _matching(names, cwd or "/", by)
    return names


def _chooses(by: Invocation) -> bool:
    words = [word.text for word in by.argv[1:]]
    if any(word is None for word in words):
        return False
    options = [word for word in words if word is not None and word.startswith("-") and len(word) > 1]
    operands = [word for word in words if word is not None and not word.startswith("-")]
    if by.program in GREPS:
        return len(operands) == 1 and all(set(option[1:]) <= PLAIN for option in options)
    if by.program in ("head", "tail"):  # ``head -n 5``, ``head -c 5`` cuts a line
        return all(word.lstrip("+").isdigit() for word in operands) and all(
            o.strip("-n0123456789") == "" for o in options
        )
    return by.program in WHOLE and not operands and not any("c" in o or "o" in o for o in options)


def _matching(names: list[str], cwd: str, by: Invocation) -> list[str]:
    words = [word.text or "" for word in by.argv[1:]]
    letters = "".join(word[1:] for word in words if word.startswith("-"))
    pattern = next(word for word in words if not word.startswith("-"))
    parts = _plain(pattern, "E" in letters or by.program == "egrep", "F" in letters or by.program == "fgrep")
    if parts is None or set(letters) & set("iwx"):
        return names
    left = []
    for name in names:
        below = os.path.relpath(os.path.join(cwd, name), cwd)
        found = [any(_stands(part, form) for part in parts) for form in (name, below, "./" + below)]
        if not all(found) if "v" in letters else any(found):
            left.append(name)
    return left


def _plain(pattern: str, extended: bool, fixed: bool) -> list[list[str]] | None:
    """The alternatives of a pattern, each a list of characters (``""``: any), ``^`` and ``$`` at its ends;
    ``None`` where a character in it means something else."""
    if fixed:
        return [list(pattern)] if "^" not in pattern and "$" not in pattern else None
    found: list[list[str]] = [[]]
    escaped = False
    for char in pattern:
        bar = char == "|" and escaped is not extended
        if bar:
            found.append([])
        elif escaped:
            if char.isalnum() or char in "(){}+?<>'`":
                return None
            found[-1].append("\\" + char)
        elif char == "\\":
            escaped = True
            continue
        elif char in "[*" or (extended and char in "(){}+?"):
            return None
        else:
            found[-1].append("" if char == "." else char)
        escaped = False
    return None if any("^" in part[1:] or "$" in part[:-1] for part in found) else found


def _stands(part: list[str], name: str) -> bool:
    first, last = part[:1] == ["^"], part[-1:] == ["$"]
    body = part[first : len(part) - last]
    places = range(len(name) - len(body) + 1)
    for start in places:
        if (first and start) or (last and start + len(body) != len(name)):
            continue
        if all(want in ("", name[start + at], "\\" + name[start + at]) for at, want in enumerate(body)):
            return True
    return False
