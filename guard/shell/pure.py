"""Programs whose output follows from their words and their input: what they print, worked out.

Only what can be said exactly; everything else is ``None`` and becomes a hole. Nothing is executed.
"""

from __future__ import annotations

import binascii

from guard.model import Hole, Stream, Value, known
from guard.shell.values import compact, concatenate, hole_like, joined, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.model import Invocation
    from guard.shell.evaluate import Machine
    from guard.shell.state import State

READABLE = 65_536
"""Bytes: longer files are not read to follow what a program prints."""
ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
           "v": "\v", "\\": "\\"}  # fmt: skip


def output(machine: Machine, invocation: Invocation, state: State) -> Value | None:
    """What this program prints, where that can be worked out."""
    name = invocation.program
    echo = {"echo": echoed, "printf": printed}.get(name)
    if echo is not None:
        return echo(invocation.argv[1:], state)
    if name == "cat":
        return _cat(machine, invocation, state)
    if name == "mktemp":
        return made_up(invocation)
    run = TEXT_PROGRAMS.get(name)
    if run is None:
        return None
    words = [v.text for v in invocation.argv[1:]]
    if any(w is None for w in words):
        return None
    return run(machine, [w for w in words if w is not None], invocation, state)


# ------------------------------------------------------------------------------------- echo, printf


def echoed(words: tuple[Value, ...], state: State) -> Value:
    """``echo``: its options differ between shells; dash and zsh read escapes without ``-e``."""
    rest = list(words)
    newline, escapes = True, state.dialect in ("sh", "dash", "zsh") and state.dialect != "sh"
    while rest:
        text = rest[0].text or ""
        if len(text) < 2 or text[0] != "-" or text.strip("neE") != "-":
            break
        newline = newline and "n" not in text
        escapes = "e" in text if ("e" in text or "E" in text) else escapes
        rest.pop(0)
    value = joined([plain(v) for v in rest], " ")
    if escapes:
        value = compact([unescape(p) if isinstance(p, str) else p for p in value.parts], False, value.notes)
    return concatenate([value, known("\n")]) if newline else value


def plain(value: Value) -> Value:
    """A word as it is printed: a pattern that was not looked up is not known."""
    if not value.glob:
        return value
    return hole_like(f"the files that {value.skeleton} matches", Value(()))


def unescape(text: str, ansi: bool = False) -> str:
    r"""Backslash escapes of ``echo -e``, ``printf`` and ``$'…'``: ``\n``, ``\x72``, ``\162``, ``\u0072``."""
    if "\\" not in text:
        return text
    out: list[str] = []
    at, end = 0, len(text)
    while at < end:
        c = text[at]
        if c != "\\" or at + 1 >= end:
            out.append(c)
            at += 1
            continue
        c = text[at + 1]
        at += 2
        if c in ESCAPES:
            out.append(ESCAPES[c])
        elif c in "xuU":
            width = {"x": 2, "u": 4, "U": 8}[c]
            digits = _run(text, at, width, "0123456789abcdefABCDEF")
            out.append(chr(min(int(digits, 16), 0x10FFFF)) if digits else "\\" + c)
            at += len(digits)
        elif c in "01234567":
            digits = _run(text, at - 1, 4 if c == "0" and not ansi else 3, "01234567")
            out.append(chr(int(digits, 8) & 0xFF))
            at += len(digits) - 1
        elif c == "c" and not ansi:
            break
        elif ansi and c in "'\"?":
            out.append(c)
        else:
            out.append("\\" + c)
    return "".join(out)


def _run(text: str, at: int, width: int, allowed: str) -> str:
    end = at
    while end < len(text) and end - at < width and text[end] in allowed:
        end += 1
    return text[at:end]


def printed(words: tuple[Value, ...], state: State) -> Value | None:
    """``printf format words…``: the format again and again until the words are used up."""
    rest = list(words)
    if rest and rest[0].text == "--":
        rest.pop(0)
    if not rest:
        return Value(())
    template = rest.pop(0).text
    if template is None:
        return None
    pieces = _directives(template)
    out: list[Value] = []
    for _ in range(1000):
        used = False
        for text, directive in pieces:
            if not directive:
                out.append(known(unescape(text)))
                continue
            used = True
            value = plain(rest.pop(0)) if rest else Value(())
            out.append(_formatted(text, directive, value))
        if not rest or not used:
            return concatenate(out)
    return None


def _directives(template: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    text, at = "", 0
    while at < len(template):
        if template[at] != "%":
            text += template[at]
            at += 1
        elif template.startswith("%%", at):
            text += "%"
            at += 2
        else:
            end = at + 1
            while end < len(template) and template[end] in "-+ #0123456789.*'lhLjzt":
                end += 1
            if text:
                found.append((text, ""))
            found.append((template[at:end], template[end : end + 1] or "s"))
            text, at = "", end + 1
    if text:
        found.append((text, ""))
    return found


def _formatted(flags: str, directive: str, value: Value) -> Value:
    text = value.text
    if directive == "s" and flags == "%":
        return value
    if directive == "b" and flags == "%":
        return compact([unescape(p) if isinstance(p, str) else p for p in value.parts])
    if directive == "q" and text is not None:
        quoted = "".join(c if c.isalnum() or c in "_-./:+=@%" else "\\" + c for c in text)
        return known(quoted or "''") if "\n" not in text else hole_like("a quoted text", value)
    if text is None or "*" in flags:
        return hole_like("a formatted text", value)
    try:
        if directive in "di":
            return known((flags.rstrip("lhLjzt") + "d") % int(text or "0", 0))
        if directive in "xXo":
            return known((flags.rstrip("lhLjzt") + directive) % int(text or "0", 0))
        if directive == "s":
            return known((flags + "s") % text)
        if directive == "c":
            return known(text[:1])
    except (ValueError, TypeError):
        pass
    return hole_like("a formatted text", value)


# ------------------------------------------------------------------------------------- input


def content_of(machine: Machine, path: str, state: State) -> Value | None:
    """What is in a file, as far as it can be known here."""
    from guard.shell.redirects import standard

    if path in ("-", "/dev/stdin"):
        return _stdin(machine, state)
    if path == "/dev/null":
        return Value(())
    feed = standard(path, state)
    if feed is not None:
        return _stream(machine, feed.stream, state)
    found = state.file(path)
    if found is not None:
        if found.same_as:
            return content_of(machine, found.same_as, state)
        return found.content
    if state.elsewhere or path.startswith(("/dev/", "/proc/")) or (state.cwd is None and path[:1] != "/"):
        return None
    text = machine.world.read(state.places(path)[0], READABLE)
    return None if text is None or "\0" in text else known(text)


def _stream(machine: Machine, stream: Stream | None, state: State) -> Value | None:
    if stream is None:
        return None
    if stream.text is not None:
        return stream.text
    if stream.path is not None and stream.path.text is not None:
        return content_of(machine, stream.path.text, state)
    return None


def _stdin(machine: Machine, state: State) -> Value | None:
    from guard.shell.simple import stream_of

    return _stream(machine, stream_of(state), state)


def _cat(machine: Machine, invocation: Invocation, state: State) -> Value | None:
    files: list[str] = []
    for word in invocation.argv[1:]:
        text = word.text
        if text is None or word.glob or (text.startswith("-") and text not in ("-", "-u", "--")):
            return None
        if text not in ("-u", "--"):
            files.append(text)
    contents = [content_of(machine, path, state) for path in files or ["-"]]
    if any(c is None for c in contents):
        return None
    return concatenate([c for c in contents if c is not None])


def made_up(invocation: Invocation) -> Value:
    """``mktemp``: a name that nobody had before."""
    words = [v for v in invocation.argv[1:] if not v.prefix.startswith("-")]
    options = [v.prefix for v in invocation.argv[1:] if v.prefix.startswith("-")]
    hole = Hole("a new temporary directory" if any("d" in o[:3] for o in options) else "a new temporary file",
                (invocation,), False, True)  # fmt: skip
    template = words[-1].text if words else None
    start = "/tmp/"  # noqa: S108
    if template is not None and "XXX" in template:
        head = template.rstrip("X")
        start = head if "/" in head and not any(o in ("-t", "--tmpdir") for o in options) else start + head
    for index, word in enumerate(invocation.argv[:-1]):
        folder = invocation.argv[index + 1].text
        if word.text in ("-p", "--tmpdir") and folder is not None:
            start = folder.rstrip("/") + "/"
    return Value((start, hole, "\n"))


# ------------------------------------------------------------------------------------- filters

if TYPE_CHECKING:
    Filter = Callable[[Machine, list[str], Invocation, State], Value | None]


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
    content = _stdin(machine, state)
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
        content = content_of(machine, files[0], state) if len(files) < 2 and files else _stdin(machine, state)
        if content is None or content.text is None or len(files) > 1:
            return None
        if by == "c":
            text = content.text
            return known(
                text[:count] if not tail else text[-count - 1 :] if count < 0 else text[len(text) - count :]
            )
        lines = _lines(content.text)
        chosen = (
            lines[:count]
            if not tail
            else lines[-count - 1 :]
            if count < 0
            else lines[max(0, len(lines) - count) :]
        )
        return known(_ended(chosen))

    return run


def _cut(text: str, flags: list[str]) -> str | None:
    return None


def _names(which: str) -> Filter:
    def run(machine: Machine, words: list[str], invocation: Invocation, state: State) -> Value | None:
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
    return known((found or names[0]) + "\n")


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
    "head": _head(False),
    "tail": _head(True),
    "tee": lambda machine, words, invocation, state: _stdin(machine, state),
    "basename": _names("basename"),
    "dirname": _names("dirname"),
    "seq": _seq,
    "which": _which,
    "pwd": _pwd,
    "yes": _yes,
    "sed": _sed,
    "gsed": _sed,
}  # fmt: skip
