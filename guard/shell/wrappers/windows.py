"""Reading PowerShell and cmd.exe well enough to see which commands they run.

Each statement and each member of a pipeline becomes a command of its own, its name in lower case and
aliases replaced (``ri`` → ``remove-item``), its parameters by their full names (``-rec`` → ``-Recurse``).
Variables are holes, except ``$env:NAME`` where it is known. Script blocks and ``(…)`` are read too.

Caught: ``Remove-Item -Recurse -Force C:\\``, ``iex (iwr https://x.io/a.ps1)``, ``rd /s /q D:\\``,
``Format-Volume``.
Quiet: ``Get-ChildItem -Recurse | Measure-Object``, ``Remove-Item -Recurse -WhatIf build``, ``dir /s /b src``.

Facts: about_Parsing, about_Aliases, about_Quoting_Rules of PowerShell 7; ``cmd /?`` (``^`` escapes,
``\\"`` does not).
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.unwrap import Opaque, RunArgv
from guard.shell.wrappers.grammar import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner

ALIASES = {
    "ri": "remove-item", "rm": "remove-item", "rmdir": "remove-item", "del": "remove-item",
    "erase": "remove-item",
    "rd": "remove-item", "iex": "invoke-expression", "iwr": "invoke-webrequest", "irm": "invoke-restmethod",
    "curl": "invoke-webrequest", "wget": "invoke-webrequest", "saps": "start-process",
    "start": "start-process",
    "icm": "invoke-command", "sc": "set-content", "mi": "move-item", "mv": "move-item", "move": "move-item",
    "cp": "copy-item", "copy": "copy-item", "cpi": "copy-item", "clc": "clear-content",
    "kill": "stop-process",
    "spps": "stop-process", "gc": "get-content", "cat": "get-content", "type": "get-content",
    "%": "foreach-object",
}  # fmt: skip
PARAMETERS = (
    "-Recurse", "-Force", "-Path", "-LiteralPath", "-WhatIf", "-Confirm", "-Filter", "-Include", "-Exclude",
    "-ErrorAction", "-Verbose",
)  # fmt: skip
_FETCHING = (
    "invoke-webrequest",
    "iwr",
    "irm",
    "invoke-restmethod",
    "curl",
    "wget",
    "downloadstring",
    "webclient",
    "downloadfile",
)
_KEYWORDS = (
    "if", "else", "elseif", "foreach", "for", "while", "do", "try", "catch", "finally", "function", "return",
    "switch", "param", "begin", "process", "end", "in", "throw", "exit", "not",
)  # fmt: skip


def powershell(text: Value, by: Invocation) -> Iterator[Inner]:
    """The commands of a PowerShell text."""
    source = text.text
    if source is None:
        yield Opaque(f"a PowerShell text is not known ({text.skeleton})")
        return
    deletions = _deletions(source)
    for words in _statements(source, "powershell", by):
        if isinstance(words, Opaque):
            yield words
        elif words and words[0].prefix.lower().endswith(_DELETES):
            deleted = next(deletions, None)
            if deleted is not None:
                yield deleted
        else:
            yield from _command(words, source)


def _command(words: list[Value], source: str) -> Iterator[Inner]:
    while words and (words[0].text or "").lower() in _KEYWORDS:
        words = words[1:]
    if len(words) > 1 and words[1].text == "=":
        words = words[2:]
    if not words:
        return
    head = words[0].text
    if head is None:
        return
    name = ALIASES.get(head.lower(), head.lower() if "-" in head and "/" not in head else head)
    name = name.removesuffix(".exe") if name.lower().endswith(".exe") else name
    lowered = source.lower()
    if name == "invoke-expression":
        yield from _expression(words[1:], lowered)
    elif name in ("start-process", "invoke-command"):
        rest = [w for w in words[1:] if not w.prefix.startswith("-")]
        if rest:
            yield RunArgv(tuple(rest))
    else:
        yield RunArgv((known(name), *(_parameter(w) for w in words[1:])))


def _expression(words: list[Value], source: str) -> Iterator[Inner]:
    text = words[0].text if len(words) == 1 else None
    if any(name in source for name in _FETCHING):
        yield Opaque("PowerShell code from the network would run")
    elif text is not None:
        yield RunArgv((known("powershell"), known("-Command"), known(text)))
    else:
        yield Opaque("PowerShell code that is computed would run")


_DELETES = ("directory]::delete", "file]::delete")


def _deletions(source: str) -> Iterator[Inner]:
    """``[IO.Directory]::Delete('C:\\x', $true)`` and ``[IO.File]::Delete``, each where it stands."""
    lowered = source.lower()
    at = lowered.find("]::delete(")
    while at >= 0:
        given = source[at + len("]::delete(") :].lstrip()
        mark = given[:1] if given[:1] in ("'", '"') else ""
        path = given[1:].partition(mark)[0] if mark else given.partition(")")[0].partition(",")[0].strip()
        known_path = mark == "'" or "$" not in path
        recurse = (known("-Recurse"),) if lowered.endswith("directory", 0, at) else ()
        word = known(path) if known_path else Value((Hole(path),))
        yield RunArgv((known("remove-item"), *recurse, word))
        at = lowered.find("]::delete(", at + 1)


def _parameter(word: Value) -> Value:
    text = word.text or ""
    if len(text) > 1 and text[0] == "-" and text[1].isalpha():
        name = text.split(":")[0].lower()
        matches = [p for p in PARAMETERS if p.lower().startswith(name)]
        if matches:
            return known(matches[0])
    return word


def cmd(text: Value, by: Invocation) -> Iterator[Inner]:
    """The commands of a cmd.exe text."""
    source = text.text
    if source is None:
        yield Opaque(f"a cmd text is not known ({text.skeleton})")
        return
    for words in _statements(source, "cmd", by):
        if isinstance(words, Opaque):
            yield words
            continue
        while words and (words[0].text or "").lower().lstrip("@") in ("call", "do", "else", "@"):
            words = words[1:]
        lowered = [(w.text or "").lower() for w in words]
        if "do" in lowered and lowered[0].lstrip("@") == "for":
            words = words[lowered.index("do") + 1 :]
        if not words or words[0].text is None:
            continue
        name = words[0].text.lower().lstrip("@").removesuffix(".exe")
        if name not in ("rem", "echo", "if", "dir", "type", "set", "title", "echo."):
            yield RunArgv((known(name), *(_switch(w) for w in words[1:])))


def _switch(word: Value) -> Value:
    text = word.text or ""
    return known(text.lower()) if len(text) == 2 and text[0] == "/" else word


# ------------------------------------------------------------------------------------ words


def _statements(source: str, dialect: str, by: Invocation) -> Iterator[list[Value] | Opaque]:
    """Words grouped by command, as ``shell/windows.py`` reads them."""
    from guard.shell.windows import Unreadable, read_windows

    environment = dict(by.environment)
    for name, variable in by.variables.items():
        if variable.value.text is not None:
            environment[name] = variable.value.text
    try:
        commands = read_windows(source, dialect, environment)
    except Unreadable as error:
        yield Opaque(f"a {dialect} text cannot be read: {error}")
        return
    for command in commands:
        yield [_home(word, by) for word in command.words]


def _home(word: Value, by: Invocation) -> Value:
    if word.prefix[:2] not in ("~", "~/", "~\\"):
        return word
    home = by.variable("HOME") or by.variable("USERPROFILE")
    if home is None:
        return word
    return joined([home.value, Value((word.prefix[1:], *word.parts[1:]))], "")
