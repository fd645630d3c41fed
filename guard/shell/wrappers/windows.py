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

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.unwrap import Opaque, RunArgv
from guard.shell.wrappers.grammar import joined
from guard.shell.wrappers.windows_aliases import ALIASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.shell.windows import WindowsCommand

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


def powershell(text: Value, by: Invocation) -> Iterator[Inner]:
    """The commands of a PowerShell text."""
    source = text.text
    if source is None:
        yield Opaque(f"a PowerShell text is not known ({text.skeleton})")
        return
    deletions = _deletions(source)
    low = source.lower()
    if any(call in low for call in ("$_.delete(", "$psitem.delete(")) and any(word in low for word in ITEMS):
        yield RunArgv((known("remove-item"), known("-Recurse"), Value((Hole("a file's object"),))))
    chain: list[WindowsCommand] = []
    for command in _commands(source, "powershell", by):
        if isinstance(command, Opaque):
            yield command
            continue
        chain = [*chain, command] if command.piped else [command]
        yield from (RunArgv((known("out-file"), file)) for file in command.writes)
        if command.words[0].prefix.lower().endswith(_DELETES):
            deleted = next(deletions, None)
            if deleted is not None:
                yield deleted
        else:
            yield from _command(chain, source)


def _command(chain: Sequence[WindowsCommand], source: str) -> Iterator[Inner]:
    """One command, the last of the pipeline ``chain``."""
    words = list(chain[-1].words)
    if len(words) > 1 and words[1].text == "=":
        words = words[2:]
    name = _name(words[0]) if words else ""
    if not name:
        called = chain[-1].called or (words and words[0].prefix == ".")
        if called and any(mark in "".join(source.split()) for mark in COMPUTED_NAMES):
            yield Opaque("which command runs is not known: its name is put together")
        return
    if name == "invoke-expression":
        yield from _expression(words[1:], source.lower())
    elif name == "start-process":
        started = tuple(_started(chain[-1]))
        if started:
            yield RunArgv(started)
    elif name == "invoke-command":
        rest = [w for w in words[1:] if not w.prefix.startswith("-")]
        if rest:
            yield RunArgv(tuple(rest))
    elif name == "invoke-sqlcmd":
        yield RunArgv(tuple(_sqlcmd(words)))
    else:
        offset = len(chain[-1].words) - len(words)
        given = zip(words[1:], chain[-1].quoted[offset + 1 :], strict=False)
        read = (_parameter(word, quoted) if "-" in name else word for word, quoted in given)
        yield RunArgv((known(name), *(word for word in read if word is not None), *_handed_over(chain)))


COMPUTED_NAMES = ('&("', "&('", '.("', ".('")
"""How a call begins whose name is put together of texts; ``& (Join-Path …)`` runs a script of the project."""
ITEMS = ("get-childitem", "gci ", "get-item", "dir ", "ls ", "[io.", "[system.io.", "fileinfo")
"""What gives objects of files."""


def _name(word: Value) -> str:
    """The cmdlet that an alias means; a program by its file's name (``sc.exe``) is never an alias."""
    head = word.text or ""
    if head.lower().endswith(".exe"):
        return head if "\\" in head or "/" in head else head[: -len(".exe")].lower()
    return ALIASES.get(head.lower()) or (head.lower() if "-" in head and "/" not in head else head)


STARTING = ("-workingdirectory", "-windowstyle", "-verb", "-credential", "-redirectstandardoutput",
            "-redirectstandarderror", "-redirectstandardinput", "-environment")  # fmt: skip
"""Parameters of ``Start-Process`` whose value is no word of the program's."""


def _started(command: WindowsCommand) -> Iterator[Value]:
    """The program that is started and its words: ``-FilePath`` and ``-ArgumentList`` may be left out, and a
    quoted list of words is one text."""
    skip = False
    for word, quoted in zip(command.words[1:], command.quoted[1:], strict=False):
        text = word.text
        if skip:
            skip = False
        elif text is not None and text.startswith("-") and not quoted:
            skip = text.lower() in STARTING
        elif quoted and text is not None and " " in text:
            yield from (known(part) for part in text.split())
        else:
            yield word


SQLCMD = {"serverinstance": "-S", "database": "-d", "query": "-Q", "inputfile": "-i"}


def _sqlcmd(words: Sequence[Value]) -> Iterator[Value]:
    """``Invoke-Sqlcmd`` as the ``sqlcmd`` that says the same."""
    yield known("sqlcmd")
    for index, value in enumerate(words[1:]):
        word = words[index]
        given = word.prefix[1:].lower() if word.prefix.startswith("-") else ""
        option = next((o for name, o in SQLCMD.items() if given and name.startswith(given)), "")
        if option:
            yield known(option)
            yield value


def _handed_over(chain: Sequence[WindowsCommand]) -> Iterator[Value]:
    """``Get-Process … | Stop-Process``: the processes that are named before the pipe, or all of them. Which
    ones a filter leaves is not known, as where the name stands in a variable."""
    ends = [_name(command.words[0]) for command in (chain[0], chain[-1])]
    if ends != ["get-process", "stop-process"]:
        return
    named = [word for word in chain[0].words[1:] if not word.prefix.startswith("-")]
    if named or not any(_name(c.words[0]) == "where-object" for c in chain[1:-1]):
        yield known("-Name")
        yield from named or (known("*"),)


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


def _parameter(word: Value, quoted: bool) -> Value | None:
    """A parameter by its full name; ``None`` for a dry run that is switched off. A quoted word is none."""
    text = word.text or ""
    if len(text) < 2 or text[0] != "-" or not text[1].isalpha():
        return word
    if quoted:
        return known("./" + text)
    name, _, value = text.lower().partition(":")
    full = next((p for p in PARAMETERS if p.lower().startswith(name)), "")
    if full == "-WhatIf" and value in ("$false", "false"):
        return None
    return known(full) if full else word


def cmd(text: Value, by: Invocation) -> Iterator[Inner]:
    """The commands of a cmd.exe text."""
    source = text.text
    if source is None:
        yield Opaque(f"a cmd text is not known ({text.skeleton})")
        return
    for command in _commands(source, "cmd", by):
        if isinstance(command, Opaque):
            yield command
            continue
        words = list(command.words)
        yield from (RunArgv((known("out-file"), file)) for file in command.writes)
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


def _commands(source: str, dialect: str, by: Invocation) -> Iterator[WindowsCommand | Opaque]:
    """The commands as ``shell/windows.py`` reads them."""
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
        yield replace(command, words=tuple(_home(word, by) for word in command.words))


def _home(word: Value, by: Invocation) -> Value:
    if word.prefix[:2] not in ("~", "~/", "~\\"):
        return word
    home = by.variable("HOME") or by.variable("USERPROFILE")
    if home is None:
        return word
    return joined([home.value, Value((word.prefix[1:], *word.parts[1:]))], "")
