"""Command lines of services that PyPI has, installed on their own and asked for their help."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from guard.errors import GuardError
from guard.knowledge.learned import crawl
from tools.derive.commands import Command
from tools.derive.crawl import of_crawl
from tools.derive.fetch import python

PACKAGES = (
    ("avn", "aiven-client==4.18.0", "Apache-2.0"),
    ("hf", "huggingface_hub==2.4.0", "Apache-2.0"),
    ("wandb", "wandb==0.31.0", "MIT"),
)
"""Program, requirement, licence."""


def commands() -> Iterator[Command]:
    """Every sub-command that the help of these programs lists.

    ``GUARD_PYPI_BIN`` names a folder in which they are installed already.

    Raises:
        Unreachable: they cannot be installed.
    """
    given = os.environ.get("GUARD_PYPI_BIN")
    folder = Path(given) if given else python(*(requirement for _, requirement, _ in PACKAGES)).parent
    for program, _, _ in PACKAGES:
        try:
            yield from of_crawl(crawl(str(folder / program)))
        except GuardError as error:
            print(f"{program}: {error.message}")
