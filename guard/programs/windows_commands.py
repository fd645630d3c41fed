r"""The cmdlets of PowerShell, the words of cmd and Windows' own tools: the tables behind ``windows.py``.

Caught: ``Move-Item notes.txt C:\Windows\Temp -Force`` (in PowerShell), ``Stop-Service WinDefend`` (in
PowerShell: what protects is switched off), ``Stop-Process -Id 4711`` (in PowerShell), ``Clear-Content
notes.txt`` (in PowerShell).
Quiet: ``Get-ChildItem src`` (in PowerShell), ``Get-Process node`` (in PowerShell), ``Test-Path C:\x`` (in
PowerShell), ``Stop-Service Spooler`` (in PowerShell: a start brings it back), ``Move-Item notes.txt
C:\Windows\Temp -WhatIf`` (in PowerShell).

Lost: as ``windows.py`` says: nothing goes to the recycle bin.
Back: a shadow copy or a backup; a service by ``Start-Service``.
Instead: the same with ``-WhatIf``.

Facts: learn.microsoft.com (PowerShell module reference, Windows commands).
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.processes import BROAD
from guard.programs.subcommands import Act, effect_of, names_of
from guard.programs.windows_paths import path_effect
from guard.programs.windows_tables import (
    CALL,
    CHANGING_VERBS,
    CLOUD,
    CMDLETS,
    CODE,
    DOWN,
    PROCESS,
    PROCESSES,
    REMOVED,
    SHIELD,
    WATCHMEN,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.shell.windows import WindowsCommand
    from guard.world import World


def command_effects(command: WindowsCommand, dialect: str, by: Invocation, world: World) -> Iterator[Effect]:
    """What one command does; nothing where it is a program that others know."""
    from guard.programs.windows import program_name

    if command.words[0].text is None:
        if dialect == "cmd" or command.words[0].prefix:
            act = Act("unknown", "command", why="which command runs could not be resolved: {name}")
            yield effect_of("windows.unknown", act, command.words[0].skeleton, Place("none"), by)
        return
    name = program_name(command.words[0])
    if dialect == "cmd":
        yield from _cmd(name, command, by, world)
    elif "-" in name:
        yield from _cmdlet(name, command, by, world)
    from guard.programs.windows_tools import tool_effects

    yield from tool_effects(name, command, by)


# ------------------------------------------------------------------------------ PowerShell


def _parameters(command: WindowsCommand) -> tuple[dict[str, Value | None], list[Value]]:
    """Parameters by their lower-case name without dash, and the positional words."""
    found: dict[str, Value | None] = {}
    positional: list[Value] = []
    words = list(command.words[1:])
    flags = list(command.quoted[1:]) or [False] * len(words)
    index = 0
    while index < len(words):
        word, text = words[index], words[index].prefix
        if text.startswith("-") and len(text) > 1 and not flags[index] and not text[1].isdigit():
            name, colon, value = text[1:].partition(":")
            takes = _takes_value(name.lower())
            if colon:
                from guard.model import known

                found[name.lower()] = known(value) if word.text is not None else word
            elif takes and index + 1 < len(words):
                index += 1
                found[name.lower()] = words[index]
            else:
                found[name.lower()] = None
        else:
            positional.append(word)
        index += 1
    return found, positional


_VALUED = (
    "path",
    "literalpath",
    "filter",
    "include",
    "exclude",
    "name",
    "id",
    "value",
    "encoding",
    "destination",
    "itemtype",
    "uri",
    "method",
    "body",
    "headers",
    "outfile",
    "computername",
    "executionpolicy",
    "scope",
    "driveletter",
    "number",
    "filepath",
    "argumentlist",
    "member",
    "group",
    "taskname",
    "logname",
    "erroraction",
    "ea",
    "startuptype",
    "credential",
    "scriptblock",
    "command",
)


def _takes_value(name: str) -> bool:
    named = len(name) > 1 and any(full.startswith(name) for full in _VALUED)
    return named and name not in ("force", "f", "fo")


def _has(parameters: dict[str, Value | None], *names: str) -> bool:
    """Whether a switch is on, abbreviations included; ``-WhatIf:$false`` is off."""
    for given, value in parameters.items():
        if given and any(
            full.startswith(given) and len(given) >= least
            for full, least in ((n, 2 if n == "whatif" else 1) for n in names)
        ):
            return not (value is not None and value.text in ("$false", "false"))
    return False


def _cmdlet(name: str, command: WindowsCommand, by: Invocation, world: World) -> Iterator[Effect]:
    parameters, positional = _parameters(command)
    if _has(parameters, "whatif") or "?" in parameters:
        return
    targets = [
        v
        for k, v in parameters.items()
        if v is not None and ("path".startswith(k) or "literalpath".startswith(k))
    ] + positional
    if name in ("set-content", "out-file", "clear-content", "clear-item", "tee-object"):
        for word in targets[:1] if name != "clear-content" else targets:
            if not (name == "out-file" and _has(parameters, "append")):
                yield from path_effect("windows." + name, "overwrite", word, by, recursive=False)
    elif name in ("move-item", "copy-item"):
        for word in targets[1:2]:
            yield from path_effect("windows." + name, "overwrite", word, by, recursive=False)
        if name == "move-item":
            for word in targets[:1]:
                yield from path_effect("windows.move-item", "update", word, by, recursive=True)
    elif name == "stop-process":
        yield from _stopped(parameters, positional, by)
    elif name in ("invoke-webrequest", "invoke-restmethod"):
        method = parameters.get("method")
        if method is not None and (method.text or "?").lower() in ("delete", "put", "patch", "?"):
            yield effect_of("windows.request", CALL, names_of(positional), Place("none"), by)
    elif name in ("set-mppreference", "set-netfirewallprofile"):
        words = " ".join(v.skeleton.lower() for v in command.words)
        if "disable" in words or "-enabled false" in words or "exclusion" in words:
            yield effect_of("windows." + name, SHIELD, name, Place("host"), by)
    elif name == "set-service":
        if "disabled" in " ".join(v.skeleton.lower() for v in command.words):
            named = names_of(positional + [v for k, v in parameters.items() if v and "name".startswith(k)])
            act = SHIELD if named.lower() in WATCHMEN else DOWN
            yield effect_of("windows.set-service", act, named or "a service", Place("host"), by)
    else:
        if name in ("stop-service", "remove-service"):
            targets = targets + [v for k, v in parameters.items() if v and k and "name".startswith(k)]
        yield from _by_table(name, targets, by)


def _by_table(name: str, targets: list[Value], by: Invocation) -> Iterator[Effect]:
    act = CMDLETS.get(name)
    if name.endswith("-service") and act is DOWN and any(v.skeleton.lower() in WATCHMEN for v in targets):
        act = SHIELD
    verb, _, noun = name.partition("-")
    if (
        act is None
        and verb in CHANGING_VERBS
        and noun not in ("host", "variable", "job", "history", "module", "pssession", "alias")
    ):
        act = CLOUD if noun.startswith(("az", "ec2", "s3", "rds", "azure", "gc", "aws", "mg")) else REMOVED
    if act is not None:
        place = Place("ssh", "powershell") if act is CLOUD else Place("none" if act is CODE else "host")
        yield effect_of("windows." + name, act, names_of(targets) or noun or "this machine", place, by)


def _stopped(
    parameters: dict[str, Value | None], positional: list[Value], by: Invocation
) -> Iterator[Effect]:
    named = [v for k, v in parameters.items() if v is not None and k and "name".startswith(k)]
    for word in (
        named + [v for k, v in parameters.items() if v is not None and k and "id".startswith(k)] + positional
    ):
        yield stopped_process(word, by, is_name=word in named)


def stopped_process(word: Value, by: Invocation, *, is_name: bool) -> Effect:
    """The end of a process by its name or number."""
    bare = word.skeleton.lower().removesuffix(".exe")
    wide = is_name and (bare in BROAD or not bare.strip("*"))
    return effect_of(
        "windows.stop-process",
        PROCESSES if wide else PROCESS,
        word.skeleton if bare.strip("*") else "process",
        Place("process"),
        by,
        value=None if word.text else word,
    )


# ------------------------------------------------------------------------------------- cmd


def _cmd(name: str, command: WindowsCommand, by: Invocation, world: World) -> Iterator[Effect]:
    words = command.words[1:]
    switches = [(w.text or "").lower() for w in words if (w.text or "").startswith("/")]
    operands = [w for w in words if not (w.text or "").startswith("/")]
    if "/?" in switches:
        return
    if name in ("move", "copy", "ren", "rename", "xcopy"):
        yield from _moved(name, operands, by, world)


def _moved(name: str, operands: list[Value], by: Invocation, world: World) -> Iterator[Effect]:
    if (
        name == "move"
        and len(operands) > 1
        and any(c in operands[0].prefix for c in "*?")
        and not _is_folder(operands[1], by, world)
    ):
        act = Act(
            "overwrite",
            "files",
            "R4",
            "B2",
            "every file but the last",
            "the target is no folder, so each file is renamed to it, over the one before",
            "dir {name}",
            tags=("T1485",),
        )
        yield effect_of("windows.move-many", act, operands[0].skeleton, Place("host"), by)
        return
    for word in operands[1:2]:
        yield from path_effect(f"windows.{name}", "overwrite", word, by, recursive=False)


def _is_folder(word: Value, by: Invocation, world: World) -> bool:
    text = (word.text or "").replace("\\", "/")
    if not text or by.cwd is None:
        return False
    return text in (".", "..", "./", "../") or world.is_directory(
        text if text.startswith("/") else f"{by.cwd}/{text}"
    )
