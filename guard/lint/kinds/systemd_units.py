"""systemd units: ``ExecStart=`` and its kin.

No shell reads these lines: words are split and quoted by systemd's own rules, ``;`` as a word separates
commands, ``$NAME`` and ``${NAME}`` are filled in from ``Environment=``, ``%x`` are specifiers. Prefixes
``-@:+!`` are systemd's. ``RuntimeDirectory`` and the like are made and removed by systemd itself.

Caught: ``ExecStopPost=/bin/rm -rf /var/lib/app``. Near miss: ``ExecStartPre=/bin/rm -f /run/app.pid``.
Facts: systemd.service(5) (“Command lines”), systemd.exec(5) (Environment=), systemd.syntax(7)
(continuation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.expressions import filled
from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet

_EXEC = re.compile(
    r"^[ \t]*(Exec(?:Start|StartPre|StartPost|Stop|StopPre|StopPost|Reload|Condition))[ \t]*=[ \t]*", re.M
)
_ENVIRONMENT = re.compile(r"^[ \t]*Environment[ \t]*=[ \t]*(.*)$", re.M)
_PAIR = re.compile(r"\"(\w+)=([^\"]*)\"|'(\w+)=([^']*)'|(\w+)=(\S*)")
_SPECIFIER = re.compile(r"%([A-Za-z%])")
_ACTIVE = "`&|<>()*?[]#~!"


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per command line."""
    env: dict[str, str] = {}
    for line in _ENVIRONMENT.findall(text):
        for pair in _PAIR.findall(line):
            name, value = next((pair[i], pair[i + 1]) for i in (0, 2, 4) if pair[i])
            if "%" not in value:
                env[name] = value
    for found in _EXEC.finditer(text):
        made = _command(text, found.end())
        body, origin, holes = filled(made.text, made.origin, _SPECIFIER, {"%": "%"})
        if body.strip():
            yield Snippet(body, origin, dialect="sh", env=env, holes=holes, optional=True)


def _command(text: str, at: int) -> Assembled:
    """The line as a shell would have to have it written to read the same words."""
    made = Assembled()
    while at < len(text) and text[at] in "-@:+!":
        at += 1
    quote = ""
    while at < len(text):
        letter = text[at]
        if letter == "\n":
            break
        if letter == "\\" and text[at + 1 : at + 2] in ("\n", "\r"):
            stop = text.find("\n", at) + 1
            made.stand(" ", at, stop - at)
            at = stop
            continue
        if letter in "\"'" and (not quote or quote == letter):
            quote = "" if quote else letter
            made.copy(letter, at)
        elif not quote and letter in _ACTIVE:
            made.stand("\\" + letter, at, 1)
        elif (
            not quote
            and letter == ";"
            and not (text[at - 1] in " \t" and text[at + 1 : at + 2] in (" ", "\t", "\n"))
        ):
            made.stand("\\;", at, 1)
        else:
            made.copy(letter, at)
        at += 1
    return made
