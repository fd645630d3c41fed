"""@withfig/autocomplete (npm, MIT): sub-commands and option arity of some 700 programs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import Command
from tools.derive.fetch import Unreachable, npm

VERSION = "2.692.3"
NOT_PROGRAMS = frozenset(("dotslash", "example", "shell-config", "test", "index"))


def commands() -> Iterator[Command]:
    """Every sub-command of every specification of the package.

    Raises:
        Unreachable: no npm, no node or no package.
    """
    package = npm("@withfig/autocomplete", VERSION)
    script = Path(__file__).with_name("fig_dump.mjs")
    try:
        done = subprocess.run(
            ["node", str(script), str(package)], capture_output=True, text=True, timeout=300, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreachable(f"node: {error}") from error
    for line in done.stdout.splitlines():
        spec = json.loads(line)
        for name in dict.fromkeys((spec["cli"], *spec["names"])):
            if name not in NOT_PROGRAMS and " " not in name:
                yield from _rows(name, spec["rows"])


def _rows(cli: str, rows: list[dict]) -> Iterator[Command]:
    for row in rows:
        path = tuple(row["path"])
        if all(_is_word(word) for word in path):
            aliases = tuple(n for n in row["names"] if path and n != path[-1] and _is_word(n))
            yield Command(cli, path, aliases, _named(row["options"]), _named(row["inherited"]), row["about"])


def _named(options: dict[str, str]) -> dict[str, str]:
    return {name: arity for name, arity in options.items() if name.startswith("-") and _is_word(name[1:])}


def _is_word(text: str) -> bool:
    return bool(text) and len(text) < 60 and all(c.isalnum() or c in "-_:.+@?" for c in text)
