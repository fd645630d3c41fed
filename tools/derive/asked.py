"""Command lines of services that registries have, installed on their own and asked for their help."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from guard.errors import GuardError
from guard.knowledge.learned import Learned, crawl
from tools.derive.commands import Command
from tools.derive.crawl import of_crawl
from tools.derive.fetch import WORK, Unreachable, npm, npm_programs, python

SECONDS = 1500.0
"""How long one program may be asked: some need a second a page."""
PYTHON = (
    ("avn", "aiven-client==4.18.0", "Apache-2.0"),
    ("hf", "huggingface_hub==2.4.0", "Apache-2.0"),
    ("wandb", "wandb==0.31.0", "MIT"),
    ("b2", "b2==4.8.0", "MIT"),
    ("cloudsmith", "cloudsmith-cli==1.30.0", "Apache-2.0"),
)
"""Program, requirement of PyPI, licence; each is installed by itself."""
NODE = (
    ("supabase", "@supabase/cli-linux-x64", "3.1.0", "MIT"),
    ("neonctl", "neonctl", "5.0.1", "Apache-2.0"),
)
"""Program, package of npm, version, licence. Supabase's is the program itself, for this machine's kind."""


def commands() -> Iterator[Command]:
    """Every sub-command that the help of these programs lists.

    ``GUARD_PYPI_BIN`` names a folder in which those of PyPI are installed already.

    Raises:
        Unreachable: one of them cannot be installed.
    """
    given = os.environ.get("GUARD_PYPI_BIN")
    for program, requirement, _ in PYTHON:
        folder = Path(given) if given else python(requirement).parent
        yield from _asked(folder / program, requirement.partition("==")[2])
    for program, package, version, _ in NODE:
        shipped = npm(package, version) / "bin" / program if "linux" in package else None
        yield from _asked(shipped or npm_programs(package, version) / program, version)


def _asked(program: Path, version: str) -> Iterator[Command]:
    """What a program told; it is asked once a version, and its pages are kept beside the packages."""
    kept = WORK / "told" / f"{program.name}-{version}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([_facts(command) for command in of_crawl(_crawled(program))]))
    for path, aliases, options, about in json.loads(kept.read_text()):
        yield Command(program.name, tuple(path), tuple(aliases), options, about=about)


def _facts(command: Command) -> tuple[object, ...]:
    """The facts of a command that help tells."""
    return command.path, command.aliases, command.options, command.about


def _crawled(program: Path) -> Learned:
    home = os.environ.get("HOME", "")
    os.environ["HOME"] = str(WORK / "home")  # what a program writes when it starts is not the person's
    try:
        (WORK / "home").mkdir(parents=True, exist_ok=True)
        found = crawl(str(program), seconds=SECONDS)
    except GuardError as error:
        raise Unreachable(f"{program.name}: {error.message}") from error
    finally:
        os.environ["HOME"] = home
    if not found.complete:
        raise Unreachable(f"{program.name}: not asked to the end")
    return found
