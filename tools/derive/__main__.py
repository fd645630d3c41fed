"""Rebuild everything that is derived: ``python -m tools.derive`` (or ``make derive``).

Each source is fetched with its ecosystem's client, read, and merged; the most trusted one first. A source
that cannot be reached is skipped loudly, and nothing is written unless ``--partial`` allows it: a record that
only that source knows would be lost. ``--only NAME…`` reads some sources (nothing is written).
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable, Iterable

from tools.derive import (
    asked,
    azure,
    carapace,
    clap,
    cobra_sources,
    commander,
    crawl,
    fig,
    gcloud,
    go_trees,
    graphql,
    manual,
    oclif,
    pack,
    reference_pages,
    stripe,
    wrangler,
)
from tools.derive.commands import Command, Tree, merge, reconcile, trees, word_set
from tools.derive.fetch import Unreachable

SOURCES: dict[str, Callable[[], Iterable[Command]]] = {
    "azure": azure.commands,
    "gcloud": gcloud.commands,
    "oclif": oclif.commands,
    "commander": commander.commands,
    "wrangler": wrangler.commands,
    "clap": clap.commands,
    "crawl": crawl.commands,
    "asked": asked.commands,
    "pages": reference_pages.commands,
    "stripe": stripe.commands,
    "go": go_trees.commands,
    "cobra": cobra_sources.commands,
    "manual": manual.commands,
    "carapace": carapace.commands,
    "fig": fig.commands,
}
"""From the most trusted to the filler: where two disagree about an option, the first is believed."""
COMPLETIONS = ("carapace", "fig")
"""Packages of completions: what one of them says about attached values is weighed against the other."""
SERVICES = word_set(
    "az gcloud heroku firebase netlify wrangler railway fly flyctl vercel supabase stripe doctl hcloud "
    "neonctl pscale turso gh glab"
)
"""Programs with a table of their own in ``guard/knowledge/cli/``."""


def main() -> int:
    """Rebuild; 1 where a source was skipped and nothing was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="*", choices=sorted(SOURCES), help="read these sources, write nothing"
    )
    parser.add_argument("--partial", action="store_true", help="write although a source was skipped")
    arguments = parser.parse_args()
    found, skipped = collect(arguments.only or list(SOURCES))
    try:
        print(f"graphql: {graphql.write()} exceptions" if not arguments.only else "", file=sys.stderr)
    except Unreachable as error:
        print(f"SKIPPED graphql: {error}", file=sys.stderr)
        skipped.append("graphql")
    if arguments.only:
        return 0
    if skipped and not arguments.partial:
        print(
            f"nothing written: {', '.join(skipped)} skipped (--partial writes all the same)", file=sys.stderr
        )
        return 1
    written = pack.write(found, SERVICES)
    print(f"{datetime.date.today()}: {written['records']} records, {written['bytes']} bytes", file=sys.stderr)
    return 0


def collect(names: list[str]) -> tuple[dict[str, Tree], list[str]]:
    """The merged trees of some sources, and the sources that could not be reached."""
    found: dict[str, Tree] = {}
    completions: list[dict[str, Tree]] = []
    skipped: list[str] = []
    for name in names:
        try:
            read = trees(SOURCES[name]())
        except Unreachable as error:
            print(f"SKIPPED {name}: {error}", file=sys.stderr)
            skipped.append(name)
            continue
        count = sum(len(tree) for tree in read.values())
        print(f"{name}: {len(read)} programs, {count} commands", file=sys.stderr)
        if name in COMPLETIONS:
            completions.append(read)
        else:
            merge(found, read)
    for index, read in enumerate(completions):
        for other in completions[index + 1 :]:
            reconcile(read, other)
        merge(found, read)
    return found, skipped


if __name__ == "__main__":
    sys.exit(main())
