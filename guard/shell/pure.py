"""Programs whose output follows from their words and their input: what they print, worked out.

Only what can be said exactly; everything else is ``None`` and becomes a hole. Nothing is executed.
"""

from __future__ import annotations

from guard.model import Hole, Stream, Value, known
from guard.shell.values import PID_FILE, compact, concatenate, hole_like, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation
    from guard.shell.machine import Machine
    from guard.shell.state import State

READABLE = 65_536
"""Bytes: longer files are not read to follow what a program prints."""
ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
           "v": "\v", "\\": "\\"}  # fmt: skip


SILENT = frozenset(
    ("rm", "cp", "mv", "ln", "mkdir", "rmdir", "touch", "chmod", "chown", "chgrp", "sleep", "kill", "install",
     "cmp", "truncate", "test", "[", "umount", "mount", "shred", "sync", "mkfifo", "wait")
)  # fmt: skip
"""Programs that print nothing but mistakes, unless ``-v`` asks for it."""
SEARCHERS = frozenset(("grep", "egrep", "fgrep", "rg", "zgrep"))


def _has_flag(invocation: Invocation, letter: str) -> bool:
    names = {"q": ("--quiet", "--silent"), "v": ("--verbose", "--version", "--help")}[letter]
    for word in invocation.argv[1:]:
        text = word.text or ""
        if text in names or (text.startswith("-") and not text.startswith("--") and letter in text):
            return True
    return False


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
    if name == "git":
        return _top(machine, invocation, state)
    if invocation.argv[2:] and invocation.argv[1].text in ("env", "cache", "config"):
        from guard.shell.pure_folders import own_folder

        folder = own_folder(machine, invocation, state)
        if folder is not None:
            return folder
    from guard.shell.pure_filters import TEXT_PROGRAMS

    run = TEXT_PROGRAMS.get(name)
    if name in SILENT or (name in SEARCHERS and _has_flag(invocation, "q")):
        return None if _has_flag(invocation, "v") and name in SILENT else Value(())
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


MAX_WIDTH = 10_000
"""Characters of padding that are worked out; ``%999999999d`` would fill the memory."""


def _widest(flags: str) -> int:
    """The larger of the width and the precision that a directive names."""
    digits = "".join(c if c.isdigit() else " " for c in flags).split()
    return max((10**9 if len(number) > 9 else int(number) for number in digits), default=0)


def _formatted(flags: str, directive: str, value: Value) -> Value:
    text = value.text
    if directive == "s" and flags == "%":
        return value
    if directive == "b" and flags == "%":
        return compact([unescape(p) if isinstance(p, str) else p for p in value.parts])
    if directive == "q" and text is not None:
        quoted = "".join(c if c.isalnum() or c in "_-./:+=@%" else "\\" + c for c in text)
        return known(quoted or "''") if "\n" not in text else hole_like("a quoted text", value)
    if text is None or "*" in flags or _widest(flags) > MAX_WIDTH:
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
        return stdin_content(machine, state)
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
    place = state.places(path)[0]
    if _secret(place, machine) or any(
        place == spoilt or (spoilt[-1] == "/" and place.startswith(spoilt)) for spoilt in state.disk.spoilt
    ):
        return None
    text = machine.world.read(place, READABLE)
    if text is None or "\0" in text:
        return None
    return known(text, PID_FILE) if path.endswith(".pid") and path[0] not in "/~." else known(text)


def _secret(place: str, machine: Machine) -> bool:
    """A file of secrets stays unread: its content would lose where it came from, and stand in messages."""
    from guard.knowledge.secrets import secret_file

    return secret_file(place, machine.world.home) is not None


def _stream(machine: Machine, stream: Stream | None, state: State) -> Value | None:
    if stream is None:
        return None
    if stream.text is not None:
        return stream.text
    if stream.path is not None and stream.path.text not in (None, *STANDARD_INPUT):
        return content_of(machine, stream.path.text, state)
    return None


STANDARD_INPUT = ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


def stdin_content(machine: Machine, state: State) -> Value | None:
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


def _top(machine: Machine, invocation: Invocation, state: State) -> Value | None:
    """``git rev-parse --show-toplevel``: scripts find their project with it."""
    words = [v.text for v in invocation.argv[1:]]
    if words != ["rev-parse", "--show-toplevel"] or invocation.cwd is None or state.elsewhere:
        return None
    if state.disk.fetched or "GIT_DIR" in invocation.variables or "GIT_WORK_TREE" in invocation.variables:
        return None
    repository = machine.world.repository(invocation.cwd)
    return known(repository.root + "\n") if repository is not None else None


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
