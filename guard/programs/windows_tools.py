"""Windows' own command-line tools: format, diskpart, vssadmin, wevtutil, reg, netsh, taskkill, robocopy …

Caught: ``vssadmin delete shadows /all``, ``wevtutil cl Security``, ``netsh advfirewall set allprofiles state
off``, ``format D:``, ``taskkill /F /IM node.exe``, ``robocopy a b /MIR``.
Quiet: ``vssadmin list shadows``, ``reg query HKLM``, ``robocopy a b /MIR /L``, ``tasklist``.

Lost: the drive, the shadow copies, the log, or the protection that is switched off.
Back: a firewall by ``netsh advfirewall reset`` or ``set … state on``; shadow copies, logs and formatted
drives not at all.
Instead: the listing of the same thing (``vssadmin list shadows``), ``robocopy a b /MIR /L``.

Facts: learn.microsoft.com “Windows commands”; ATT&CK T1490, T1070.001, T1562.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs import windows_tables as tables
from guard.programs.subcommands import Act, effect_of
from guard.programs.windows_commands import stopped_process
from guard.programs.windows_paths import path_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.shell.windows import WindowsCommand

_SCRIPTED = Act("unknown", "disk script", why="what diskpart does with the disks is not on the command line")
_MIRROR = Act(
    "delete",
    "files",
    "R3",
    "B2",
    "what {name} holds and the source does not",
    "/MIR and /PURGE delete in the target",
    "robocopy … /L",
)
_MOVE = Act(
    "delete", "files", "R2", "B1", "the originals in {name} once they are copied", instead="robocopy … /E /L"
)
_OWNER = Act(
    "grant", "path", "R2", "B2", why="owner or rights of {name} and all below change", tags=("T1222.001",)
)

_WORDS: tuple[tuple[str, tuple[str, ...], Act], ...] = (
    # program, words that must all be there, what it does
    ("vssadmin", ("delete", "shadows"), tables.SHADOWS),
    ("vssadmin", ("resize",), tables.SHADOWS),
    ("wmic", ("shadowcopy", "delete"), tables.SHADOWS),
    ("wbadmin", ("delete",), tables.SHADOWS),
    ("bcdedit", ("recoveryenabled", "no"), tables.SHADOWS),
    ("bcdedit", ("ignoreallfailures",), tables.SHADOWS),
    ("bcdedit", ("/delete",), tables.SETTING),
    ("wevtutil", ("cl",), tables.AUDIT),
    ("wevtutil", ("clear-log",), tables.AUDIT),
    ("auditpol", ("/clear",), tables.AUDIT),
    ("auditpol", ("/remove",), tables.AUDIT),
    ("netsh", ("advfirewall", "off"), tables.SHIELD),
    ("netsh", ("advfirewall", "reset"), tables.SHIELD),
    ("netsh", ("firewall", "disable"), tables.SHIELD),
    ("reg", ("delete",), tables.REGISTRY),
    ("reg", ("import",), tables.SETTING),
    ("reg", ("add", "/f"), tables.SETTING),
    ("schtasks", ("/delete",), tables.TASK),
    ("schtasks", ("/create",), tables.AGAIN),
    ("sc", ("delete",), tables.TASK),
    ("sc", ("stop",), tables.DOWN),
    ("sc", ("config", "disabled"), tables.SHIELD),
    ("net", ("stop",), tables.DOWN),
    ("net", ("user", "/delete"), tables.ACCOUNT),
    ("net", ("localgroup", "administrators", "/add"), tables.RIGHTS),
    ("net", ("user", "/add"), tables.RIGHTS),
    ("shutdown", ("/s",), tables.POWER),
    ("shutdown", ("/r",), tables.POWER),
    ("fsutil", ("deletejournal",), tables.SETTING),
    ("takeown", ("/r",), _OWNER),
    ("icacls", ("/reset",), _OWNER),
    ("icacls", ("everyone:f",), _OWNER),
    ("icacls", ("/grant",), _OWNER),
    ("manage-bde", ("-off",), tables.SHIELD),
    ("manage-bde", ("-protectors", "-delete"), tables.SHIELD),
    ("manage-bde", ("-protectors", "-disable"), tables.SHIELD),
    ("wevtutil", ("sl", "/e:false"), tables.AUDIT),
    ("msiexec", ("/x",), tables.SETTING),
    ("robocopy", ("/mir",), _MIRROR),
    ("robocopy", ("/purge",), _MIRROR),
    ("robocopy", ("/move",), _MOVE),
    ("robocopy", ("/mov",), _MOVE),
    ("diskpart", (), _SCRIPTED),
    ("wmic", ("delete",), tables.SETTING),
    ("wsl", ("--unregister",), tables.MACHINE),
)


def tool_effects(name: str, command: WindowsCommand, by: Invocation) -> Iterator[Effect]:
    """What one of these tools does."""
    words = [v.skeleton.lower() for v in command.words[1:]]
    if "/?" in words or (name == "robocopy" and "/l" in words):
        return
    if name == "format":
        operands = [v for v in command.words[1:] if not v.prefix.startswith(("/", "-"))]
        if operands and operands[0].skeleton.rstrip("\\").endswith(":"):
            yield effect_of("windows.format", tables.DEVICE, operands[0].skeleton, Place("host"), by)
    elif name == "taskkill":
        yield from _taskkill(command, by)
    elif name in ("sdelete", "sdelete64"):
        for word in command.words[1:]:
            if not word.prefix.startswith("-"):
                yield from path_effect("windows.sdelete", "delete", word, by, recursive=True)
    for program, needed, act in _WORDS:
        if program == name and all(any(n == w or (n in w and len(n) > 9) for w in words) for n in needed):
            said = " ".join(v.skeleton for v in command.words[1:])[:80]
            if act is tables.DOWN and tables.WATCHMEN.intersection(words):
                act = tables.SHIELD
            target = command.words[2].skeleton if name == "robocopy" and len(command.words) > 2 else said
            yield effect_of(f"windows.{name}", act, target, Place("host"), by)
            return


def _taskkill(command: WindowsCommand, by: Invocation) -> Iterator[Effect]:
    words = command.words[1:]
    for index, word in enumerate(words[:-1]):
        if (word.text or "").lower() in ("/im", "/pid", "-im", "-pid"):
            yield stopped_process(words[index + 1], by, is_name="im" in (word.text or "").lower())
