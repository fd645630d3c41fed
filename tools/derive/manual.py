"""The manual pages of the tools that are installed: which options take a value, attached or not.

Facts of GPL documents only: names of options and whether they take a value. Read where a page lists its
options the way help does; pages written as prose are left out. Many of these pages were made from the tools'
own help by their authors; none of the tools is run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from guard.knowledge.help_text import read_help
from tools.derive.commands import OPTIONAL, SWITCH, VALUE, Command, word_set
from tools.derive.fetch import Unreachable

TOOLS = word_set(
    "basename cat chgrp chmod chown cksum comm cp csplit cut date df diff dir dircolors du env "
    "expand fmt fold grep head id install join ln ls lsblk mkdir mktemp mv nl nohup numfmt od paste "
    "pr ps readlink rm rmdir sed seq shred sort split stat tac tail tar tee touch tr truncate uname "
    "unexpand uniq wc who xargs xz"
)
_ARITY = {"-": SWITCH, "=": VALUE, "?": OPTIONAL}


def commands() -> Iterator[Command]:
    """The options of every tool that has a page here.

    Raises:
        Unreachable: there are no manual pages on this machine.
    """
    found = 0
    for tool in sorted(TOOLS):
        options = read_help(_page(tool)).options
        if options:
            found += 1
            yield Command(tool, (), (), {name: _ARITY[takes] for name, takes in options.items()})
    if not found:
        raise Unreachable("no manual pages are installed here")


def _page(tool: str) -> str:
    environment = {**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    try:
        done = subprocess.run(
            ["man", "-P", "cat", tool],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"man: {error}") from error
    return done.stdout
