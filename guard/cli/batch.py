"""``guard batch``: see ``guard/batch.py``; here only so that ``guard --help`` lists it."""

from __future__ import annotations

import click


@click.command()
def batch() -> None:
    """Judge proposals, one JSON object per line.

    One verdict per line is printed, until standard input ends.

    \b
    Example: echo '{"tool":"shell","command":"ls","cwd":"/tmp"}' | guard batch
    """
    from guard.batch import main

    main()
