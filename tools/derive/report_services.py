"""Does the guard's answer agree with the first verb of a vendor's one-line help?

The help is not read when a hook judges, and of the derived records only what contradicts a name is kept, so
the two are nearly independent: a command whose help begins with “Delete …” and that is quiet, or one whose
help begins with “List …” and that asks, is a mistake of a word, of a row, or of the help.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable

from guard.knowledge.learned import first_verb
from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World
from tools.derive import asked, cobra_sources, reference_pages, stripe
from tools.derive.commands import Command, leaves, trees

QUIET_DELETES, ASKED_READS = 0.02, 0.01
"""How many of each may be answered otherwise."""
READS = (
    "list",
    "lists",
    "show",
    "shows",
    "get",
    "gets",
    "display",
    "displays",
    "describe",
    "retrieve",
    "view",
)
"""First words of help that only look; the lexicon has more of which some are nouns."""

HOUSE = frozenset(("cache", "config", "configure", "context", "extensions", "logout", "plugin"))
"""What a program keeps on this machine for itself: deleting there is quiet, whatever the help says."""
EARNEST = {"stripe": "--live"}
"""Options without which a program works on data made for tests."""


def report() -> bool:
    """Print every disagreement; whether there are few enough.

    Raises:
        Unreachable: a source cannot be had.
    """
    sources = (asked.commands, reference_pages.commands, cobra_sources.commands, stripe.commands)
    counted: Counter[str] = Counter()
    for commands in sources:
        for cli, tree in trees(commands()).items():
            _count(cli, leaves(tree), counted)
    deletes, reads = counted["delete"], counted["read"]
    quiet, stopped = counted["quiet delete"] / max(deletes, 1), counted["asked read"] / max(reads, 1)
    print(f"services: {counted['all']} commands; help says delete of {deletes}: {quiet:.2%} are quiet")
    print(f"services: help says list, show or get of {reads}: {stopped:.2%} ask")
    return quiet <= QUIET_DELETES and stopped <= ASKED_READS


def _count(cli: str, commands: Iterable[Command], counted: Counter[str]) -> None:
    for command in commands:
        if HOUSE & {*command.path}:
            continue
        counted["all"] += 1
        first = command.about.partition(" ")[0].strip(".,:").lower()
        said = "read" if first in READS else first_verb(first)
        if said not in ("read", "delete") or (said == "read" and first not in READS):
            continue
        counted[said] += 1
        decision = _decision(" ".join((cli, *command.path, "thing1", EARNEST.get(cli, ""))))
        if (said == "delete") == (decision == "allow"):
            counted["quiet delete" if said == "delete" else "asked read"] += 1
            print(f"services: {decision}: {cli} {' '.join(command.path)}, of which the help says {said}")


def _decision(text: str) -> str:
    with tempfile.TemporaryDirectory() as home:
        proposal = Proposal(text=text, cwd=home, env={"HOME": home, "PATH": "/usr/bin:/bin"})
        return judge(proposal, World(home, start=home), NoSession(), Config()).decision
