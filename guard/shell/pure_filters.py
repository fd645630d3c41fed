"""Filters whose output follows from their words and their input: base64, xxd, tr, rev, head, tail, seq …"""

from __future__ import annotations

import binascii

from guard.model import Value, known
from guard.shell.pure import content_of, stdin_content, unescape
from guard.shell.values import lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from guard.model import Invocation
    from guard.shell.machine import Machine
    from guard.shell.state import State

if TYPE_CHECKING:
    Filter = Callable[[Machine, list[str], Invocation, State], Value | None]
    Text = TypeVar("Text", str, list[str])


def _filter(change: Callable[[str, list[str]], str | None], options: str = "") -> Filter:
    """A program that reads its operands' files or its input and prints them changed."""

    def run(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
        flags = [w for w in words if w.startswith("-") and len(w) > 1]
        files = [w for w in words if not (w.startswith("-") and len(w) > 1)]
        contents = [content_of(machine, path, state) for path in files or ["-"]]
        text = ""
        for content in contents:
            if content is None or content.text is None:
                return None
            text += content.text
        changed = change(text, flags)
        return None if changed is None else known(changed)

    return run


def _lines(text: str) -> list[str]:
    return [v.text or "" for v in lines_of(known(text))] if text else []


def _ended(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _base64(text: str, flags: list[str]) -> str | None:
    raw = text.encode("utf-8", "surrogateescape")
    if any(f in ("-d", "--decode", "-D", "-di", "-id") for f in flags):
        try:
            return binascii.a2b_base64(raw).decode("utf-8", "surrogateescape")
        except binascii.Error:
            return None
    encoded = binascii.b2a_base64(raw, newline=False).decode()
    if any(f.startswith("-w") for f in flags):
        return encoded
    return _ended([encoded[i : i + 76] for i in range(0, len(encoded), 76)])


def _xxd(text: str, flags: list[str]) -> str | None:
    if "-r" not in flags and "-rp" not in flags and "-p" not in flags:
        return None
    if "-p" in flags and "-r" not in flags:
        encoded = text.encode("utf-8", "surrogateescape").hex()
        return _ended([encoded[i : i + 60] for i in range(0, len(encoded), 60)])
    if not any("p" in f for f in flags):
        return None
    try:
        return bytes.fromhex("".join(c for c in text if c in "0123456789abcdefABCDEF")).decode(
            "utf-8", "surrogateescape"
        )
    except ValueError:
        return None


def _rot(text: str) -> str:
    out = []
    for c in text:
        base = 97 if "a" <= c <= "z" else 65 if "A" <= c <= "Z" else 0
        out.append(chr((ord(c) - base + 13) % 26 + base) if base else c)
    return "".join(out)


def _tr(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    flags = "".join(w[1:] for w in words if w.startswith("-") and len(w) > 1)
    sets = [_set(w) for w in words if not (w.startswith("-") and len(w) > 1)]
    content = stdin_content(machine, state)
    if (
        content is None
        or content.text is None
        or not sets
        or any(s is None for s in sets)
        or set(flags) - set("dsc")
    ):
        return None
    text, first = content.text, sets[0] or ""
    if "c" in flags:
        keep = set(first)
        return known("".join(c for c in text if c in keep)) if "d" in flags else None
    if "d" in flags:
        return known("".join(c for c in text if c not in first))
    if len(sets) < 2:
        return known(_squeezed(text, first)) if "s" in flags else None
    second = sets[1] or ""
    second += second[-1:] * (len(first) - len(second))
    table = dict(zip(map(ord, reversed(first)), reversed(second[: len(first)]), strict=False))
    changed = text.translate(table)
    return known(_squeezed(changed, second) if "s" in flags else changed)


def _squeezed(text: str, characters: str) -> str:
    return "".join(c for i, c in enumerate(text) if i == 0 or c != text[i - 1] or c not in characters)


def _set(text: str) -> str | None:
    classes = {
        "[:lower:]": "abcdefghijklmnopqrstuvwxyz", "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "[:digit:]": "0123456789", "[:space:]": " \t\n\v\f\r", "[:blank:]": " \t",
    }  # fmt: skip
    for name, members in classes.items():
        text = text.replace(name, members)
    if "[:" in text or "[=" in text:
        return None
    text = unescape(text)
    out, at = "", 0
    while at < len(text):
        if at + 2 < len(text) and text[at + 1] == "-":
            out += "".join(map(chr, range(ord(text[at]), ord(text[at + 2]) + 1)))
            at += 3
        else:
            out += text[at]
            at += 1
    return out


def _head(tail: bool) -> Filter:
    def run(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
        given = _counted(words, tail)
        if given is None or len(given[2]) > 1:
            return None
        count, by, files = given
        content = content_of(machine, files[0], state) if files else stdin_content(machine, state)
        if content is None or content.text is None:
            return None
        if by == "c":
            return known(_part(content.text, count, tail))
        return known(_ended(_part(_lines(content.text), count, tail)))

    return run


def _counted(words: list[str], tail: bool) -> tuple[int, str, list[str]] | None:
    """How much is wanted (below zero: from there on), of what (``n`` lines, ``c`` characters) and of which
    files; ``None`` for other options."""
    count, by, files, rest = 10, "n", [], list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-n", "-c") and rest:
            word += rest.pop(0)
        if word.startswith(("-n", "-c")) and word[2:].lstrip("+-").isdigit():
            by = word[1]
            if word[2] in "+-" and not (tail and word[2] == "+"):
                return None
            count = -int(word[3:]) if word[2] == "+" else int(word[2:])
        elif word.startswith("-") and word[1:].isdigit():
            count = int(word[1:])
        elif word.startswith("-") and len(word) > 1:
            return None
        else:
            files.append(word)
    return count, by, files


def _part(whole: Text, count: int, tail: bool) -> Text:
    if not tail:
        return whole[:count]
    return whole[-count - 1 :] if count < 0 else whole[max(0, len(whole) - count) :]


def _cut(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    """``cut -c1-2``, ``cut -d: -f2``: one range or one list of fields."""
    kind, ranges, separator, files, rest = "", "", "\t", [], list(words)
    while rest:
        word = rest.pop(0)
        if word[:2] in ("-c", "-b", "-f", "-d") and len(word) == 2 and rest:
            word += rest.pop(0)
        if word[:2] in ("-c", "-b", "-f"):
            kind, ranges = word[1], word[2:]
        elif word[:2] == "-d":
            separator = word[2:]
        elif word.startswith("-") and len(word) > 1:
            return None
        else:
            files.append(word)
    content = content_of(machine, files[0] if files else "-", state)
    spans = [_span(part) for part in ranges.split(",")]
    if content is None or content.text is None or len(files) > 1 or not kind or None in spans:
        return None
    lines = []
    for line in _lines(content.text):
        pieces = list(line) if kind in "cb" else line.split(separator)
        if kind == "f" and len(pieces) == 1:
            lines.append(line)
            continue
        chosen = [p for i, p in enumerate(pieces, 1) if any(s and s[0] <= i <= s[1] for s in spans)]
        lines.append(("" if kind in "cb" else separator).join(chosen))
    return known(_ended(lines))


def _span(part: str) -> tuple[int, int] | None:
    first, dash, last = part.partition("-")
    if not (first or "1").isdigit() or not (last or "1").isdigit():
        return None
    low = int(first or "1")
    return low, (int(last) if last else 1_000_000) if dash else low


def _names(which: str) -> Filter:
    def run(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
        words = words[1:] if words[:1] == ["--"] else words
        if not words or words[0].startswith("-"):
            return None
        path = words[0].rstrip("/") or "/"
        if which == "dirname":
            folder = path.rsplit("/", 1)[0] if "/" in path else "."
            return known((folder.rstrip("/") or "/") + "\n")
        base = path.rsplit("/", 1)[-1] or "/"
        if len(words) > 1 and base != words[1]:
            base = base.removesuffix(words[1])
        return known(base + "\n")

    return run


def _seq(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    if not words or not all(w.lstrip("-").isdigit() for w in words) or len(words) > 3:
        return None
    numbers = [int(w) for w in words]
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    if not step or abs(numbers[-1] - first) // abs(step) > 1000:
        return None
    return known(_ended([str(n) for n in range(first, numbers[-1] + (1 if step > 0 else -1), step)]))


def _which(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    names = [w for w in words if not w.startswith("-")]
    if len(names) != 1:
        return None
    cell = state.cell("PATH")
    search = cell.value.text if cell is not None and cell.value is not None else None
    found = machine.world.which(names[0], search) if search and not state.elsewhere else None
    if state.laid and search and not state.elsewhere and not state.disk.stirred:
        state.status = found is not None
        return known(found + "\n") if found else Value(())
    return known((found or names[0]) + "\n")


def _real(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    """``realpath f``, ``readlink -f f``: links followed, where this text has not touched the path."""
    options = "".join(w.lstrip("-") for w in words if w.startswith("-"))
    names = [w for w in words if not w.startswith("-")]
    if options.strip("femqsn") or (invocation.program != "realpath" and not set("fem") & set(options)):
        return None
    if (
        len(names) != 1
        or not names[0]
        or state.elsewhere
        or state.cwd is None
        or state.file(names[0]) is not None
    ):
        return None
    return known(machine.world.realpath(state.places(names[0])[0]) + "\n")


def _pwd(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    return known(state.cwd + "\n") if state.cwd else None


def _yes(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    return known((" ".join(words) or "y") + "\n")


def _sed(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
    from guard.shell.pure_sed import substituted

    return substituted(machine, words, state)


TEXT_PROGRAMS: dict[str, Filter] = {
    "base64": _filter(_base64),
    "gbase64": _filter(_base64),
    "xxd": _filter(_xxd),
    "rev": _filter(lambda text, flags: _ended([line[::-1] for line in _lines(text)]) if not flags else None),
    "tac": _filter(lambda text, flags: _ended(_lines(text)[::-1]) if not flags else None),
    "sort": _filter(lambda text, flags: _ended(sorted(_lines(text))) if not flags else None),
    "rot13": _filter(lambda text, flags: _rot(text)),
    "tr": _tr,
    "cut": _cut,
    "head": _head(False),
    "tail": _head(True),
    "tee": lambda machine, words, invocation, state: stdin_content(machine, state),
    "basename": _names("basename"),
    "dirname": _names("dirname"),
    "seq": _seq,
    "which": _which,
    "pwd": _pwd,
    "realpath": _real,
    "readlink": _real,
    "greadlink": _real,
    "yes": _yes,
    "sed": _sed,
    "gsed": _sed,
}  # fmt: skip
