"""The tools that are installed on the machine that derives, asked for their own help.

Facts of their command lines only: names, whether an option takes a value. Docker (Apache-2.0), kubectl
(Apache-2.0), Terraform (BUSL-1.1), Cargo and rustup (MIT or Apache-2.0), pip (MIT); the small
tools of the system by facts of their first page alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

from guard.errors import GuardError
from guard.knowledge.help_text import Page, read_help
from guard.knowledge.learned import QUIET_ENVIRONMENT, Learned, crawl
from tools.derive.commands import OPTIONAL, SWITCH, VALUE, Command, word_set
from tools.derive.fetch import Unreachable

FLAT = word_set(
    "basename cat chgrp chmod chown cksum comm cp csplit cut date df diff dir dircolors du env expand fmt "
    "fold grep gzip head id install join journalctl ln ls lsblk make mkdir mktemp mv nl node nohup numfmt od "
    "paste patch pr pytest readlink rm rmdir rsync rustc sed seq shred sort split stat strings systemctl tac "
    "tail tar tee touch tr truncate uname unexpand uniq wc wget who xargs xz"
)
"""Tools without sub-commands of which the completions of others are old or wrong: only the first page."""
TOOLS = ("docker", "kubectl", "terraform", "cargo", "rustup", "pip")
"""Tools with sub-commands, of which every page is read."""
_ARITY = {"-": SWITCH, "=": VALUE, "?": OPTIONAL}


def commands() -> Iterator[Command]:
    """Every sub-command of the tools that are here.

    Raises:
        Unreachable: one of them is not installed: what the committed data has of it would be lost.
    """
    missing = sorted(tool for tool in (*TOOLS, *FLAT) if not shutil.which(tool))
    if missing:
        raise Unreachable(f"not installed here: {', '.join(missing)}")
    for tool in sorted(FLAT):
        page = first_page(tool)
        if page is not None:
            yield Command(tool, (), (), {name: _ARITY[takes] for name, takes in page.options.items()})
    for tool in TOOLS:
        try:
            yield from of_crawl(crawl(str(shutil.which(tool))))
        except GuardError as error:
            print(f"{tool}: {error.message}")


def first_page(tool: str) -> Page | None:
    """What a tool prints for ``--help``; ``None`` where it cannot be run."""
    try:
        done = subprocess.run(
            [tool, "--help"], capture_output=True, text=True, timeout=20, check=False, errors="replace",
            stdin=subprocess.DEVNULL, env={**os.environ, **QUIET_ENVIRONMENT},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return read_help(done.stdout or done.stderr)


def of_crawl(found: Learned) -> Iterator[Command]:
    """What a crawl found as commands."""
    for path, page in found.pages.items():
        options = {name: _ARITY[takes] for name, takes in page.options.items()}
        about, aliases = found.abouts.get(path, ""), found.aliases.get(path, ())
        yield Command(found.program, path, aliases, options, about=about)
