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
PARAMETERS = ("-Recurse", "-Force", "-Path", "-LiteralPath", "-WhatIf", "-Confirm", "-Filter", "-Include",
"-Exclude",
              "-ErrorAction", "-Verbose")  # fmt: skip
ERASING = ("format-volume", "clear-disk", "initialize-disk", "remove-partition", "format", "diskpart",
"clear-recyclebin",
           "remove-volume", "reset-physicaldisk", "cipher", "bcdedit", "vssadmin", "wbadmin")  # fmt: skip
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
_KEYWORDS = ("if", "else", "elseif", "foreach", "for", "while", "do", "try", "catch", "finally", "function",
"return",
             "switch", "param", "begin", "process", "end", "in", "throw", "exit", "not")  # fmt: skip


def powershell(text: Value, by: Invocation) -> Iterator[Inner]:
    """The commands of a PowerShell text."""
    source = text.text
    if source is None:
        yield Opaque(f"a PowerShell text is not known ({text.skeleton})")
        return
    for words in _statements(source, "`", by, ";|\n&", blocks=True):
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
    deleted = _method(head)
    if deleted is not None:
        yield deleted
        return
    name = ALIASES.get(head.lower(), head.lower() if "-" in head and "/" not in head else head)
    name = name.removesuffix(".exe") if name.lower().endswith(".exe") else name
    lowered = source.lower()
    if name == "invoke-expression":
        yield from _expression(words[1:], lowered)
    elif name in ERASING:
        yield Opaque(f"{head} erases or removes what no undelete brings back")
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


def _method(head: str) -> Inner | None:
    """``[IO.Directory]::Delete('C:\\x', $true)`` and ``[IO.File]::Delete``."""
    lowered = head.lower()
    for name in ("directory]::delete(", "file]::delete("):
        at = lowered.find(name)
        if at >= 0:
            path = head[at + len(name) :].strip("()").split(",")[0].strip("'\" ")
            recurse = (known("-Recurse"),) if "directory" in name else ()
            return RunArgv((known("remove-item"), *recurse, known(path)))
    return None


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
    for words in _statements(source, "^", by, "&|\n()", blocks=False):
        while words and (words[0].text or "").lower().lstrip("@") in ("call", "do", "else", "cmd.exe", "@"):
            words = words[1:]
        lowered = [(w.text or "").lower() for w in words]
        if "do" in lowered and lowered[0].lstrip("@") == "for":
            words = words[lowered.index("do") + 1 :]
        if not words or words[0].text is None:
            continue
        name = words[0].text.lower().lstrip("@").removesuffix(".exe")
        if name in ERASING:
            yield Opaque(f"{name} erases or removes what no undelete brings back")
        elif name not in ("rem", "echo", "if", "dir", "type", "set", "title", "echo."):
            yield RunArgv((known(name), *(_switch(w) for w in words[1:])))


def _switch(word: Value) -> Value:
    text = word.text or ""
    return known(text.lower()) if len(text) == 2 and text[0] == "/" else word


# ------------------------------------------------------------------------------------ words


def _statements(source: str, escape: str, by: Invocation, ends: str, *, blocks: bool) -> list[list[Value]]:
    """Words grouped by command; script blocks and parentheses give commands of their own."""
    found: list[list[Value]] = []
    words: list[Value] = []
    word: list[str | Hole] = []
    started, index = False, 0

    def finish(statement: bool) -> None:
        nonlocal words, word, started
        if started:
            home = by.variable("HOME") or by.variable("USERPROFILE")
            if word and isinstance(word[0], str) and word[0][:2] in ("~", "~/", "~\\") and home is not None:
                word = [*home.value.parts, word[0][1:], *word[1:]]
            words.append(joined([Value((p,)) for p in word], "") if word else known(""))
        word, started = [], False
        if statement:
            if words:
                found.append(words)
            words = []

    while index < len(source):
        letter = source[index]
        if letter == escape and index + 1 < len(source):
            _add(word, source[index + 1])
            started, index = True, index + 2
            continue
        if letter in "'\"" and not (letter == "'" and not blocks):
            body, index = _quoted(source, index, letter, escape, blocks)
            for piece in _holes(body, by) if letter == '"' and blocks else [body]:
                _add(word, piece)
            started = True
            continue
        if letter in " \t\r":
            finish(False)
        elif blocks and letter == "#" and not started:
            index = len(source) if source.find("\n", index) < 0 else source.find("\n", index) - 1
        elif letter in ends or (blocks and letter in "{}"):
            finish(True)
        elif (
            blocks
            and letter in "("
            and not (started and "[" in "".join(p for p in word if isinstance(p, str)))
        ):
            end = _closing(source, index)
            inner = source[index + 1 : end]
            found += _statements(inner, escape, by, ends, blocks=True)
            word.append(Hole(f"({inner})"))
            started, index = True, end
        elif blocks and letter == "$" and source[index + 1 : index + 2] not in ("", " "):
            end = _name_end(source, index + 1)
            for piece in _holes(source[index:end], by):
                _add(word, piece)
            started, index = True, end
            continue
        else:
            _add(word, letter)
            started = True
        index += 1
    finish(True)
    return found


def _add(word: list[str | Hole], piece: str | Hole) -> None:
    if isinstance(piece, str) and word and isinstance(word[-1], str):
        word[-1] += piece
    elif piece != "":
        word.append(piece)


def _quoted(source: str, start: int, quote: str, escape: str, doubled: bool) -> tuple[str, int]:
    body, index = "", start + 1
    while index < len(source):
        letter = source[index]
        if letter == escape and quote == '"' and doubled and index + 1 < len(source):
            body, index = body + source[index + 1], index + 2
            continue
        if letter == quote:
            if doubled and source[index + 1 : index + 2] == quote:
                body, index = body + quote, index + 2
                continue
            return body, index + 1
        body, index = body + letter, index + 1
    return body, index


def _closing(source: str, start: int) -> int:
    depth = 0
    for index in range(start, len(source)):
        if source[index] == "(":
            depth += 1
        elif source[index] == ")":
            depth -= 1
            if depth == 0:
                return index
    return len(source)


def _name_end(source: str, index: int) -> int:
    if source[index : index + 1] == "{":
        end = source.find("}", index)
        return end + 1 if end > 0 else len(source)
    while index < len(source) and (source[index].isalnum() or source[index] in "_:?^"):
        index += 1
    return index


def _holes(body: str, by: Invocation) -> list[str | Hole]:
    """A text with its variables as holes, environment variables filled in where they are known."""
    pieces: list[str | Hole] = []
    index = 0
    while index < len(body):
        at = body.find("$", index)
        if at < 0 or at + 1 >= len(body) or not (body[at + 1].isalpha() or body[at + 1] in "_{("):
            pieces.append(body[index:])
            break
        pieces.append(body[index:at])
        end = _closing(body, at + 1) + 1 if body[at + 1] == "(" else max(_name_end(body, at + 1), at + 2)
        name = body[at + 1 : end].strip("{}")
        variable = by.variable(name[4:]) if name.lower().startswith("env:") else None
        if variable is not None:
            pieces += list(variable.value.parts)
        else:
            pieces.append(Hole(body[at:end]))
        index = end
    return [p for p in pieces if p != ""]
