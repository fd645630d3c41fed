"""Shell scripts, start-up files, batch and PowerShell files: the whole file is the snippet.

Not every file with a shell's shebang is one: a second line that begins with a quoted ``exec`` hands the
file to another interpreter, and ``#compdef`` begins a completion of zsh. In batch files ``%NAME%`` and in
PowerShell ``$name`` are filled in later.

Caught: ``rm -rf /var/lib/mysql``. Near misses: ``rm -rf "$tmp"``, ``rm -rf build``. ShellCheck looks at how
a script is written (SC2115 warns of ``rm -rf "$x/"``); this at what it destroys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.discover import dialect_of
from guard.lint.expressions import filled
from guard.lint.positions import straight
from guard.lint.snippets import Snippet

_POLYGLOT = re.compile(r"""#![^\n]*\n(?:#[^\n]*\n|[ \t]*\n)*[ \t]*["']{1,5}[ \t]*(?::[ \t]*)?["']*exec\b""")
BATCH = re.compile(r"%([A-Za-z_][\w()]*(?::[^%\n]*)?)%|%~?[a-z$]*(\d|\*)|%%~?([a-z]*[A-Za-z])\b")
POWERSHELL = re.compile(r"\$\{?((?:env:|script:|global:)?[A-Za-z_]\w*)\}?", re.I)


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """The file."""
    if _POLYGLOT.match(text):
        return
    dialect = dialect_of(path, text)
    if text.startswith(("#compdef", "#autoload")):
        dialect = "zsh"
    body, origin = text, straight(0, len(text))
    holes: tuple[str, ...] = ()
    if dialect in ("cmd", "powershell"):
        pattern = BATCH if dialect == "cmd" else POWERSHELL
        body, origin, holes = filled(text, origin, pattern, {}, lambda name: name.lower() not in LITERALS)
    yield Snippet(body, origin, dialect=dialect, holes=holes)


LITERALS = ("true", "false", "null", "home", "env:userprofile", "userprofile", "env:systemroot", "systemroot",
            "env:systemdrive", "systemdrive")  # fmt: skip
"""Names that mean the same wherever a text runs."""
