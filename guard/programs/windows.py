r"""PowerShell and cmd: what their own commands do; programs inside are asked as everywhere.

Caught: ``Remove-Item -Recurse -Force C:\`` (in PowerShell), ``rd /s /q D:\`` (in cmd), ``cmd /c "rd /s /q
\"D:\x y\""`` (in PowerShell: the root of a drive), ``Format-Volume -DriveLetter D`` (in PowerShell),
``vssadmin delete shadows /all``, ``Stop-Process -Name node`` (in PowerShell), ``iex (iwr
https://example.com/x.ps1)`` (in PowerShell).
Quiet: ``Get-ChildItem -Recurse`` (in PowerShell), ``Remove-Item -Recurse C:\x -WhatIf`` (in PowerShell),
``dir /s`` (in cmd), ``rd /s /q node_modules`` (in cmd), ``Select-String x y.txt`` (in PowerShell).

Lost: what is deleted; ``Remove-Item`` does not use the recycle bin.
Back: a shadow copy or a backup, while there is one.
Instead: the same with ``-WhatIf``.

Related: PSScriptAnalyzer ``PSAvoidUsingInvokeExpression``.
Facts: learn.microsoft.com (PowerShell module reference, Windows commands).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Invocation, Place
from guard.programs.subcommands import Act, effect_of
from guard.shell.windows import Unreadable, WindowsCommand, read_windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Value
    from guard.world import World

NESTED = 6
"""How many shells within shells are followed."""

_UNREAD = Act("unknown", "command", why="the command could not be read: {name}")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a text for PowerShell or cmd does (``shell/windows_run.py`` hands it on)."""
    if not invocation.program.endswith("-text"):
        yield from _command(invocation, world)
        return
    dialect = "cmd" if invocation.program == "cmd-text" else "powershell"
    text = invocation.argv[1].text if len(invocation.argv) > 1 else ""
    if text is None:
        yield effect_of("windows.unreadable", _UNREAD, invocation.argv[1].skeleton, Place("none"), invocation)
        return
    yield from windows_effects(text, dialect, invocation, world)


SHELLS = ("powershell", "pwsh", "cmd", "powershell.exe", "pwsh.exe", "cmd.exe", "powershell-text", "cmd-text")
DELETING = ("remove-item", "rd", "rmdir", "del", "erase")
"""Judged by ``remove.py``; here only drive roots and their like are added."""


def _command(invocation: Invocation, world: World) -> Iterator[Effect]:
    """A cmdlet, a word of cmd or a tool of Windows by itself, as the evaluator hands it on."""
    from guard.programs.windows_commands import command_effects

    name = program_name(invocation.argv[0])
    if name in DELETING:
        yield from _fatal(name, invocation)
        return
    shell = invocation.under(*SHELLS)
    if name == "move" and (shell is None or not shell.program.startswith("cmd")):
        return
    if shell is None and "-" in name:
        from guard.programs.unlisted import effects as unlisted

        yield from unlisted(invocation, world)
        return
    dialect = "cmd" if shell is not None and shell.program.startswith("cmd") else "powershell"
    yield from command_effects(
        WindowsCommand(invocation.argv, (False,) * len(invocation.argv)), dialect, invocation, world
    )


def _fatal(name: str, invocation: Invocation) -> Iterator[Effect]:
    """A drive's root or its like among the operands, and a pipe whose files are not named."""
    from guard.programs.windows_paths import path_effect

    words = invocation.argv[1:]
    if any((w.text or "").lower().startswith(("-wh", "/?")) for w in words):
        return
    for word in words:
        if word.text is not None and ("\\" in word.text or ":" in word.text):
            for effect in path_effect(f"windows.{name}", "delete", word, invocation, recursive=True):
                if "root-home-device" in effect.marks:
                    yield effect
    if name == "remove-item" and all(w.prefix.startswith("-") for w in words):
        yield effect_of("windows.remove-item", _PIPED, "what is piped in", Place("host"), invocation)


_PIPED = Act(
    "delete", "files", "R3", "B1", "every file that the pipe hands over", instead="… | Remove-Item -WhatIf"
)


def windows_effects(text: str, dialect: str, by: Invocation, world: World) -> Iterator[Effect]:
    """What a text that PowerShell or cmd would read does.

    Args:
        text: the text.
        dialect: ``powershell`` or ``cmd``.
        by: who runs it: its directory, environment and wrappers count for what runs inside.
    """
    yield from _effects(text, dialect, by, world, 0)


def _effects(text: str, dialect: str, by: Invocation, world: World, depth: int) -> Iterator[Effect]:
    environment = dict(by.environment)
    for name, variable in by.variables.items():
        if variable.value.text is not None:
            environment[name] = variable.value.text
    try:
        commands = read_windows(text, dialect, environment)
    except Unreadable as error:
        yield effect_of("windows.unreadable", _UNREAD, str(error), Place("none"), by)
        return
    for command in commands:
        yield from _one(command, dialect, by, world, depth)


def _one(command: WindowsCommand, dialect: str, by: Invocation, world: World, depth: int) -> Iterator[Effect]:
    from guard.programs.windows_commands import command_effects, written

    yield from written(command, by, world)
    name = program_name(command.words[0])
    if name in ("cmd", "powershell", "pwsh"):
        inner = _inner(name, command, by, world)
        if inner is None or depth >= NESTED:
            yield effect_of("windows.unreadable", _UNREAD, command.words[0].skeleton, Place("none"), by)
        elif inner[0]:
            yield from _effects(inner[0], inner[1], by, world, depth + 1)
        return
    own = list(command_effects(command, dialect, by, world))
    yield from own
    if not own and name and (is_file(command.words[0]) or _is_program(name, dialect)):
        from guard.model import known
        from guard.programs.registry import effects_of

        first = known(name) if is_file(command.words[0]) else command.words[0]
        yield from effects_of(replace(by, argv=(first, *command.words[1:])), world)


def program_name(word: Value) -> str:
    """The base name in lower case without ``.exe`` and its like."""
    text = (word.text or "").replace("\\", "/").rsplit("/", 1)[-1].lower()
    for ending in (".exe", ".cmd", ".bat", ".com"):
        text = text.removesuffix(ending)
    return text


def is_file(word: Value) -> bool:
    """Written as a file, so that no alias is meant: ``sc.exe`` is not the ``sc`` of PowerShell."""
    return (word.text or "").lower().endswith(".exe")


def _is_program(name: str, dialect: str) -> bool:
    from guard.programs.windows_tables import ALIASES, CMD_WORDS

    if dialect == "powershell":
        return "-" not in name and name not in ALIASES and not name.startswith(("[", "$", "."))
    return name not in CMD_WORDS


def _inner(name: str, command: WindowsCommand, by: Invocation, world: World) -> tuple[str, str] | None:
    """The text that a nested shell would read; ``None`` where it cannot be known."""
    words = command.words[1:]
    for index, word in enumerate(words):
        option = (word.text or "").lower()
        rest = words[index + 1 :]
        if name == "cmd" and option[:2] in ("/c", "/k", "/r"):
            texts = ([word.text[2:]] if word.text and len(word.text) > 2 else []) + [w.text for w in rest]
            return None if None in texts else (" ".join(t or "" for t in texts), "cmd")
        if (
            name != "cmd"
            and option.startswith(("-c", "/c"))
            and "-command".startswith(option.replace("/", "-", 1))
        ):
            return (
                None
                if any(w.text is None for w in rest)
                else (" ".join(w.text or "" for w in rest), "powershell")
            )
        if (
            name != "cmd"
            and option.startswith("-e")
            and "-encodedcommand".startswith(option.replace("-ec", "-enc", 1))
        ):
            return _decoded(rest[0].text if rest else None)
        if name != "cmd" and option in ("-f", "-file", "-fi"):
            text = world.read(rest[0].text or "") if rest else None
            return (text, "powershell") if text is not None else ("", "powershell")
    if name != "cmd" and words and not (words[0].text or "-").startswith("-"):
        return " ".join(w.text or "" for w in words), "powershell"
    return ("", "powershell") if not command.piped else None


def _script(file: Value, by: Invocation, world: World) -> tuple[str, str] | None:
    """The content of a script file; one that is not there does nothing."""
    path = (file.text or "").replace("\\", "/")
    text = world.read(path if path.startswith("/") else f"{by.cwd or ''}/{path}") if path else None
    return (text or "", "powershell") if file.text is not None else None


def _decoded(text: str | None) -> tuple[str, str] | None:
    """``-EncodedCommand``: base64 of UTF-16LE."""
    from binascii import a2b_base64

    try:
        decoded = a2b_base64(text or "").decode("utf-16-le")
    except (ValueError, TypeError):
        return None
    return (decoded, "powershell") if decoded.strip() else None
