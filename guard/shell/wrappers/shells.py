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
    given = _Given(invocation, dialect)
    given.read()
    yield from given.found
    words = given.words
    if given.unread:
        return
    if words and words[0].text == "-" and not given.command and not given.stdin:
        words.pop(0)  # ends the options
    if given.command:
        if words:
            yield _text(words, invocation, dialect)
    elif given.stdin or not words:
        if invocation.stdin is not None or not given.interactive:
            yield RunStdin(dialect, arguments=tuple(words))
    else:
        yield RunFile(words[0], dialect, tuple(words))


def _text(words: list[Value], invocation: Invocation, dialect: str) -> Inner:
    """The text behind ``-c`` with its arguments."""
    text, zero = words[0], [known("fish")] if dialect == "fish" else []  # fish: every word is one of $argv
    if dialect == "csh":
        from guard.shell.csh import as_sh

        text, dialect = as_sh(text), "sh"
    return RunText(text, dialect, (*zero, *words[1:]) or (known(invocation.program),))


class _Given:
    """What a shell's options say; once they are read, ``words`` are those behind them."""

    __slots__ = ("command", "dialect", "found", "interactive", "stdin", "unread", "words")

    def __init__(self, invocation: Invocation, dialect: str) -> None:
        self.words = list(invocation.argv[1:])
        self.dialect = dialect
        self.found: list[Inner] = []
        """What runs by an option alone."""
        self.command = self.stdin = self.interactive = False
        self.unread = False
        """Nothing behind the options is run."""

    def read(self) -> None:
        words = self.words
        while words and len(words[0].prefix) > 1 and words[0].prefix[0] in "-+":
            word = words.pop(0)
            if word.prefix == "--":
                break
            if not (self._long(word) if word.prefix.startswith("--") else self._letters(word)):
                break

    def _long(self, word: Value) -> bool:
        """Read one that has a name; answers whether more options follow."""
        name, equals, _ = word.prefix.partition("=")
        if name in ("--version", "--help"):
            self.unread = True
            return False
        if name in _LONG_VALUED:
            value = tail(word, len(name) + 1) if equals else (self.words.pop(0) if self.words else None)
            self.found += _long(name, value, self.dialect)
            self.command = self.command or name == "--command"
        return True

    def _letters(self, word: Value) -> bool:
        """Read a cluster; answers whether more options follow."""
        head, letters, fish = word.prefix, word.prefix[1:], self.dialect == "fish"
        if word.text is None:
            self.found.append(Opaque(f"an option of {self.dialect} is not known ({word.skeleton})"))
        self.stdin = self.stdin or "s" in letters
        self.interactive = self.interactive or "i" in letters
        self.unread = self.unread or ("n" in letters and head[0] == "-")
        if "c" in letters and head[0] == "-":
            self.command = True
            if fish:
                return False
        if letters[-1] in "oO" and self.words and not fish:
            self.words.pop(0)
        elif fish and letters[-1] in "CdD" and self.words:
            value = self.words.pop(0)
            if letters[-1] == "C":
                self.found.append(RunText(value, self.dialect))
        return True


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
