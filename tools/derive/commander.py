"""firebase-tools and netlify-cli (npm, MIT): command lines declared with Commander's fluent calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import OPTIONAL, SWITCH, VALUE, Command
from tools.derive.fetch import npm

FIREBASE, NETLIFY = "15.34.2", "26.2.0"

_START = re.compile(r"""(?:new command_1\.Command|\.command)\(\s*["']([^"']+)["']""")
_OPTION = re.compile(r"""(?:\.option|new Option)\(\s*["'`]([^"'`]+)["'`]""")
_ABOUT = re.compile(r"""\.description\(\s*(["'`])(.*?)\1""", re.S)
_ALIAS = re.compile(r"""\.alias(?:es)?\(\s*\[?([^)\]]*)""")


def commands() -> Iterator[Command]:
    """Every command of both packages.

    Raises:
        Unreachable: no npm or no package.
    """
    yield from _declared("firebase", npm("firebase-tools", FIREBASE) / "lib")
    yield from _declared("netlify", npm("netlify-cli", NETLIFY) / "dist" / "commands")


def _declared(cli: str, folder: Path) -> Iterator[Command]:
    for path in sorted(folder.rglob("*.js")):
        text = path.read_text(errors="replace")
        starts = list(_START.finditer(text))
        for start, following in zip(starts, [*starts[1:], None], strict=False):
            body = text[start.end() : following.start() if following else len(text)]
            name = start.group(1).split()[0]
            if name.startswith(("$", "<", "[")) or not name[0].isalpha():
                continue
            about = _ABOUT.search(body)
            spelled = re.findall(r"[\"']([\w:-]+)[\"']", " ".join(_ALIAS.findall(body)))
            options = dict(item for text in _OPTION.findall(body) for item in flags(text).items())
            forced = ".withForce(" in body
            if forced:
                options.update({"-f": SWITCH, "--force": SWITCH})
            yield Command(
                cli, (name,), tuple(spelled), options, about=about.group(2) if about else "",
                confirms=forced or "Are you sure" in body,
            )  # fmt: skip


def flags(text: str) -> dict[str, str]:
    """Commander's ``-n, --name <value>``: the names and whether they take a value."""
    arity = VALUE if "<" in text else OPTIONAL if "[" in text else SWITCH
    names = [word for word in re.split(r"[,\s|]+", text.split("<")[0].split("[")[0]) if word.startswith("-")]
    return dict.fromkeys(names, arity)
