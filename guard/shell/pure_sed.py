"""``sed s/from/to/`` on known text, where the pattern is a plain string or a simple expression."""

from __future__ import annotations

from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State


def substituted(machine: Machine, words: list[str], state: State) -> Value | None:
    """What ``sed`` prints for one ``s`` command; ``None`` for everything else."""
    from guard.shell.pure import content_of

    rest = [w for w in words if w not in ("-e", "-E", "-r", "--")]
    if not rest or any(w.startswith("-") for w in rest) or len(rest) > 2 or sum(w == "-e" for w in words) > 1:
        return None
    command = rest[0]
    if len(command) < 4 or command[0] != "s" or command[1].isalnum() or command[1] in "\\\n":
        return None
    fields = _cut(command[2:], command[1])
    if fields is None or fields[2].strip("g"):
        return None
    content = content_of(machine, rest[1] if len(rest) > 1 else "-", state)
    if content is None or content.text is None:
        return None
    return _replaced(content.text, fields[0], fields[1], "g" in fields[2], "-E" in words or "-r" in words)


def edited(script: str, text: str, extended: bool) -> tuple[str, str]:
    """What one ``s`` command (or ``a``, ``i``, ``c``) puts into a text, and the text with it; both empty for
    every other command, the second where the pattern is more than is worked out here."""
    command = script.strip()
    if command[:1] == "s" and len(command) > 3 and not command[1].isalnum() and command[1] not in "\\\n":
        fields = _cut(command[2:], command[1])
        if fields is None:
            return "", ""
        new = fields[1].replace("\\&", "&").replace("\\n", "\n")
        made = _replaced(text, fields[0], new, "g" in fields[2], extended) if "\\" not in fields[1] else None
        plain = not any(char in fields[0] for char in "\\[]*^$.+?(){}|")
        if plain and fields[0] in text:
            return new, text.replace(fields[0], new, -1 if "g" in fields[2] else 1)
        return new, (made.text or "") if made is not None else ""
    head, sign, rest = command.partition("\\")
    if sign and head.rstrip()[-1:] in ("a", "i", "c"):
        return rest.strip("\n"), ""
    return "", ""


def _set_in_set(pattern: str) -> bool:
    opened = pattern.find("[")
    while opened >= 0:
        closed = pattern.find("]", opened + 2)
        if closed < 0 or "[" in pattern[opened + 1 : closed]:
            return True
        opened = pattern.find("[", closed)
    return False


def _cut(text: str, separator: str) -> list[str] | None:
    fields: list[str] = []
    current, at = "", 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            current += text[at + 1] if text[at + 1] == separator else text[at : at + 2]
            at += 2
        elif text[at] == separator and len(fields) < 2:
            fields.append(current)
            current = ""
            at += 1
        else:
            current += text[at]
            at += 1
    fields.append(current)
    return fields if len(fields) == 3 else None


def _replaced(text: str, pattern: str, new: str, everywhere: bool, extended: bool) -> Value | None:
    if any(c in pattern for c in "\\[]*^$.+?(){}|"):
        import re

        if any(c in pattern for c in "(){}|\\") or (not extended and ("+" in pattern or "?" in pattern)):
            return None
        if sum(pattern.count(c) for c in "*+?") > 2:  # more could take long
            return None
        if any(pair in pattern for pair in ("--", "&&", "||", "~~")) or _set_in_set(pattern):
            return None  # re may mean something else by them, and warns
        try:
            compiled = re.compile(pattern)
        except re.error:
            return None
        if len(text) > 2048 or len(pattern) > 64 or "&" in new:
            return None
        lines = [
            compiled.sub(new.replace("\\n", "\n"), line, count=0 if everywhere else 1)
            for line in text.split("\n")
        ]
        return known("\n".join(lines))
    if "\\" in new or "&" in new:
        return None
    return known("\n".join(line.replace(pattern, new, -1 if everywhere else 1) for line in text.split("\n")))
