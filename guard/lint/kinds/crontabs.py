"""crontabs: the command of every line. Files of ``/etc/cron.d`` and ``/etc/crontab`` name a user first.

``NAME=value`` lines are the environment, ``SHELL=`` the shell; an unescaped ``%`` ends the command and
begins its standard input.

Caught: ``0 3 * * * rm -rf /srv/backups``. Near miss: ``*/5 * * * * find /tmp/x -mtime +7 -delete``.
Facts: crontab(5) of Debian's cron and of cronie.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from guard.lint.discover import SHELLS
from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet

_FIELD = r"(?:[\d*][\d*,/~-]*|(?:[A-Za-z]{3})(?:[,-][A-Za-z]{3})*)"
_TIMES = re.compile(rf"[ \t]*-?(?:{_FIELD}(?:[ \t]+{_FIELD}){{4}}|@\w+(?:[ \t]+\d+)?)[ \t]+")
_SETTING = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(.*?)[ \t]*$")
_USER = re.compile(r"[a-z_][\w.$-]*[ \t]+")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per line with a command; none where it is a script that cron runs (``x.cron``)."""
    if text.startswith("#!"):
        return
    users = _has_users(path)
    env: dict[str, str] = {}
    at = 0
    for line in text.split("\n"):
        start = at
        at += len(line) + 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        times = _TIMES.match(line)
        if times is None:
            setting = _SETTING.match(line)
            if setting is not None:
                env[setting.group(1)] = setting.group(2).strip("\"'")
            continue
        begin = times.end()
        if users:
            user = _USER.match(line, begin)
            begin = user.end() if user is not None else begin
        made = _command(line, begin, start)
        if made.text.strip():
            shell = SHELLS.get(os.path.basename(env.get("SHELL", "sh")), "sh")
            yield Snippet(made.text, made.origin, dialect=shell, env=dict(env))


def _has_users(path: str) -> bool:
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return folder == "cron.d" or os.path.abspath(path) == "/etc/crontab" or path.endswith("etc/crontab")


def _command(line: str, begin: int, start: int) -> Assembled:
    made = Assembled()
    at = begin
    while at < len(line):
        percent = line.find("%", at)
        if percent < 0:
            made.copy(line[at:].rstrip("\r"), start + at)
            break
        if percent and line[percent - 1] == "\\":
            made.copy(line[at : percent - 1], start + at)
            made.stand("%", start + percent - 1, 2)
            at = percent + 1
            continue
        made.copy(line[at:percent], start + at)
        break
    return made
