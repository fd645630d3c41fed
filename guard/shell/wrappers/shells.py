"""Shells: ``sh -c TEXT``, ``bash script``, ``… | sh``, ``powershell -c``, ``-enc``, ``cmd /c``.

Caught: ``bash -c '"$@"' _ rm -rf /``, ``/bin/bash --norc -c 'rm -rf /'``, ``powershell -enc …`` (decoded).
Quiet: ``bash --version``, ``bash -n script.sh`` (reads without running), ``sh -c 'npm test'``.

Facts: bash(1) 5.2 “Invocation” (``-c`` makes the first operand the text, wherever in the cluster it stands),
dash(1), zshmisc(1), fish(1), PowerShell's about_pwsh (any unambiguous beginning of a parameter is enough,
``-EncodedCommand`` is base64 of UTF-16LE), ``cmd /?``.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.follow import INTERPRETERS, SIZE
from guard.shell.unwrap import Opaque, RunFile, RunStdin, RunText
from guard.shell.wrappers.grammar import joined, path_of, tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_LONG_VALUED = (
    "--rcfile",
    "--init-file",
    "--command",
    "--init-command",
    "--features",
    "--debug-output",
    "--profile",
)


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What this shell would read and run."""
    name = invocation.program.removesuffix(".exe").lower()
    if name in ("powershell", "pwsh"):
        for inner in _powershell(invocation):
            yield from _read(inner, invocation, world)
    elif name == "bats":
        yield from _bats(invocation, world)
    elif name == "cmd":
        for inner in _cmd(invocation):
            yield from _read(inner, invocation, world)
    else:
        yield from _posix(invocation, INTERPRETERS.get(name, name))


def _read(inner: Inner, invocation: Invocation, world: World) -> Iterator[Inner]:
    """A text or a script of these two shells as the commands in it; they have no reader of their own."""
    from guard.shell.wrappers import windows

    if isinstance(inner, RunFile) and inner.dialect == "powershell":
        path = path_of(inner.path, invocation)
        text = world.read(path) if path else None
        if text is not None:
            yield from windows.powershell(known(text), invocation)
    elif isinstance(inner, RunText):
        yield from (windows.cmd if inner.dialect == "cmd" else windows.powershell)(inner.text, invocation)
    elif isinstance(inner, RunStdin):
        stream = invocation.stdin
        if stream is not None and stream.text is not None:
            yield from (windows.cmd if inner.dialect == "cmd" else windows.powershell)(
                stream.text, invocation
            )
        elif stream is not None:
            yield Opaque(f"{invocation.program} runs a text that is not known")
    else:
        yield inner


_BATS = (
    "-f --filter -j --jobs -F --formatter -o --output --filter-tags --filter-status --report-formatter"
    " --gather-test-outputs-in --code-quote-style --line-reference-format --parallel-binary-name"
)


def _bats(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Files of tests for bats: bash with ``@test "name" {`` before each group."""
    options = read_options(invocation.argv[1:], _BATS.split(), abbreviate=False)
    if options.has("-c", "--count", "-v", "--version", "-h", "--help"):
        return
    for word in options.operands:
        path = path_of(word, invocation)
        text = world.read(path, SIZE) if path else None
        if text is not None:
            lines = [
                "{" if line.startswith("@test ") and line.rstrip().endswith("{") else line
                for line in text.split("\n")
            ]
            yield RunText(known("\n".join(lines)), "bash", source=word.skeleton)


def _posix(invocation: Invocation, dialect: str) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    command = stdin = unread = interactive = False
    while words and len(words[0].prefix) > 1 and words[0].prefix[0] in "-+":
        word = words.pop(0)
        head = word.prefix
        if head == "--":
            break
        if head.startswith("--"):
            name, equals, _ = head.partition("=")
            if name in ("--version", "--help"):
                return
            if name in _LONG_VALUED:
                value = tail(word, len(name) + 1) if equals else (words.pop(0) if words else None)
                yield from _long(name, value, dialect)
                command = command or name == "--command"
            continue
        letters = head[1:]
        if word.text is None:
            yield Opaque(f"an option of {dialect} is not known ({word.skeleton})")
        stdin = stdin or "s" in letters
        interactive = interactive or "i" in letters
        unread = unread or ("n" in letters and head[0] == "-")
        if "c" in letters and head[0] == "-":
            command = True
            if dialect == "fish":
                break
        if letters[-1] in "oO" and words and dialect != "fish":
            words.pop(0)
        elif dialect == "fish" and letters[-1] in "CdD" and words:
            value = words.pop(0)
            if letters[-1] == "C":
                yield RunText(value, dialect)
    if unread:
        return
    if words and words[0].text == "-" and not command and not stdin:
        words.pop(0)  # ends the options
    if command:
        if words:
            zero = [known("fish")] if dialect == "fish" else []  # fish: every word is one of $argv
            if dialect == "csh":
                from guard.shell.csh import as_sh

                words[0], dialect = as_sh(words[0]), "sh"
            yield RunText(words[0], dialect, (*zero, *words[1:]) or (known(invocation.program),))
    elif stdin or not words:
        if invocation.stdin is not None or not interactive:
            yield RunStdin(dialect, arguments=tuple(words))
    else:
        yield RunFile(words[0], dialect, tuple(words))


def _long(name: str, value: Value | None, dialect: str) -> Iterator[Inner]:
    if value is None:
        return
    if name in ("--rcfile", "--init-file"):
        yield RunFile(value, dialect)
    elif name in ("--command", "--init-command"):
        yield RunText(value, dialect)


_POWERSHELL = (
    "command", "encodedcommand", "file", "executionpolicy", "inputformat", "outputformat", "windowstyle",
    "version",
    "configurationname", "custompipename", "settingsfile", "workingdirectory", "psconsolefile",
    "encodedarguments",
    "noprofile", "noninteractive", "nologo", "noexit", "sta", "mta", "login", "help", "interactive",
)  # fmt: skip
_POWERSHELL_FLAGS = ("noprofile", "noninteractive", "nologo", "noexit", "sta", "mta", "login", "interactive")
_SHORT = {"c": "command", "e": "encodedcommand", "ec": "encodedcommand", "enc": "encodedcommand", "f": "file",
          "ep": "executionpolicy", "ex": "executionpolicy", "nop": "noprofile", "w": "windowstyle",
          "i": "interactive",
          "wd": "workingdirectory", "h": "help", "v": "version", "noni": "noninteractive"}  # fmt: skip


def _powershell(invocation: Invocation) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    while words:
        head = words[0].prefix
        if len(head) < 2 or head[0] not in "-/":
            break
        words.pop(0)
        name = head[1:].lower().lstrip("-")
        full = _SHORT.get(name) or next((n for n in _POWERSHELL if n.startswith(name)), "")
        if full == "command":
            if words and words[0].text == "-":
                yield RunStdin("powershell")
            else:
                yield RunText(joined(words), "powershell")
            return
        if full == "encodedcommand":
            if words:
                yield decoded(words[0])
            yield Opaque("an encoded PowerShell command hides what it runs")
            return
        if full == "file":
            if words:
                yield RunFile(words[0], "powershell", tuple(words))
            return
        if full == "help" or (full == "version" and invocation.program.lower().startswith("pwsh")):
            return  # powershell.exe runs in the version that is named
        if full and full not in _POWERSHELL_FLAGS and words:
            words.pop(0)
    if not words or words[0].text == "-":
        yield RunStdin("powershell")
    elif words[0].prefix.lower().endswith(".ps1") and "powershell" not in invocation.program.lower():
        yield RunFile(words[0], "powershell", tuple(words))
    else:
        yield RunText(joined(words), "powershell")


def decoded(word: Value) -> Inner:
    """The text in an ``-EncodedCommand``."""
    from binascii import Error, a2b_base64

    text = word.text
    if text is None:
        return Opaque("an encoded PowerShell command is not known")
    try:
        return RunText(known(a2b_base64(text).decode("utf-16-le")), "powershell")
    except (Error, ValueError):
        return Opaque("an encoded PowerShell command cannot be decoded")


def _cmd(invocation: Invocation) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    for index, word in enumerate(words):
        head = word.prefix.lower()
        if head[:2] in ("/c", "/k", "/r") or head[:3] in ("//c", "//k"):
            attached = tail(word, 3 if head.startswith("//") else 2)
            rest = ([attached] if attached.parts else []) + words[index + 1 :]
            if rest:
                yield RunText(joined(rest), "cmd")
            return
        if not head.startswith("/"):
            return
    if invocation.stdin is not None:
        yield RunStdin("cmd")
