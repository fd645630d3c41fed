"""Do independent signals agree with what the guard says? ``python -m tools.derive.report [aws az gcloud …]``

Per source: how much is unresolved, how often two signals agree on read or write, and the cases where the
guard's own answer is contradicted. Fails below the promised figures, where a command that its vendor asks
about before acting is called a read, and where an operation of a floor is no longer called destructive.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

from guard.knowledge.cli_tables import table_of
from guard.knowledge.verbs import operation_of
from guard.model import known
from guard.programs.options import Options
from guard.programs.service_deeds import QUIET_FIRST, deed_of
from tools.derive import aws, azure, gcloud, oclif, report_services
from tools.derive.commands import Command, leaves, trees
from tools.derive.fetch import Unreachable
from tools.derive.graphql import FLOOR as MUTATIONS
from tools.derive.graphql import operation_of as mutation

AGREEMENT = 0.99
UNRESOLVED = 0.02
SHOWN = 40
ACCEPTED = {
    **dict.fromkeys(
        (f"az deployment {scope} delete" for scope in ("group", "mg", "sub", "tenant")),
        "removes the record of a deployment, not what was deployed",
    ),
    "gcloud survey": "asks questions about the person's opinion",
    "gcloud sql instances reencrypt": "writes the same data under a newer version of its key",
    "heroku pg:backups": "lists; the flag belongs to an older form of restore",
    "heroku redis:cli": "opens a prompt; what is typed there is judged by itself",
}
"""Commands that ask before they act although nothing is at stake, each with its reason."""
_PROMPTS = re.compile(r"PromptContinue|base\.DeleteCommand|_COMMAND_TYPE\s*=\s*DELETE|command_type: DELETE")


def report_aws() -> bool:
    """AWS: the verb, the HTTP method, the ``readonly`` trait and IAM's access level, two by two."""
    pairs: Counter[tuple[str, str]] = Counter()
    same: Counter[tuple[str, str]] = Counter()
    unresolved, contradicted, total, told = 0, [], 0, 0
    for operation in aws.operations():
        total += 1
        answer = aws.verb_of(operation.service, operation.name)
        votes = dict(operation.signals())
        if answer == "unknown":
            unresolved += 1
            print(f"unresolved: aws {operation.service} {operation.name}")
        elif answer != "reveal":  # what shows a secret reads, and IAM counts it among the writes
            against = [name for name, vote in votes.items() if vote != aws.side(answer)]
            told += bool(votes)
            if len(against) == len(votes) and votes:
                contradicted.append(f"aws {operation.service} {operation.name}: {answer}, against {against}")
            votes["guard"] = aws.side(answer)
        for pair in combinations(sorted(votes), 2):
            pairs[pair] += 1
            same[pair] += votes[pair[0]] == votes[pair[1]]
    _print(contradicted)
    for pair, count in sorted(pairs.items()):
        print(f"aws: {pair[0]} ~ {pair[1]}: {same[pair] / count:.2%} of {count}")
    agreed = 1 - len(contradicted) / max(told, 1)
    print(
        f"aws: {total} operations, {unresolved / total:.2%} unresolved, {agreed:.2%} with a signal for them"
    )
    return agreed >= AGREEMENT and unresolved / total <= UNRESOLVED


def answer_of(cli: str, path: tuple[str, ...]) -> str:
    """What the guard calls a command of a program with a table: ``quiet`` where it has no effect."""
    table = table_of(cli)
    assert table is not None
    deed = deed_of(table, Options((), tuple(known(word) for word in path)))
    return deed.operation if deed is not None else "quiet"


def report_tree(cli: str, commands: Iterable[Command], asked: Callable[[Command], bool]) -> bool:
    """A program's whole tree: what is unresolved, and what its vendor asks about and we do not."""
    total = unresolved = vendor = 0
    quiet, classes = [], Counter[str]()
    for command in leaves(trees(commands)[cli]):
        answer = answer_of(cli, command.path)
        classes[answer] += 1
        total += 1
        unresolved += answer == "unknown"
        if answer == "unknown":
            print(f"unresolved: {cli} {' '.join(command.path)}")
        vendor += asked(command)
        named = operation_of(command.path)
        if command.path[0].split(":")[0] in QUIET_FIRST:
            continue
        if f"{cli} {' '.join(command.path)}" in ACCEPTED:
            continue
        if answer == "quiet" and (asked(command) and named not in ("create", "read", "update")):
            quiet.append(f"{cli} {' '.join(command.path)}: quiet, but its vendor asks before it acts")
        elif answer == "quiet" and command.path[-1].split(":")[-1] in (
            "delete",
            "destroy",
            "purge",
            "remove",
        ):
            quiet.append(f"{cli} {' '.join(command.path)}: quiet, but its name says delete")
    _print(quiet)
    lost = len(quiet) / max(vendor, 1)
    print(f"{cli}: {dict(classes.most_common())}")
    print(
        f"{cli}: {total} commands, {unresolved / total:.2%} unresolved, the vendor asks before {vendor}, "
        f"of which {lost:.2%} are quiet here"
    )
    return unresolved / total <= UNRESOLVED and lost <= 1 - AGREEMENT


def _prompts_in_gcloud(command: Command) -> bool:
    """Whether the source of a gcloud command asks before it goes on, or is declared a delete."""
    words = [word.replace("-", "_") for word in command.path]
    place = gcloud.SDK / "lib" / "surface" / "/".join(words)
    for suffix in (".py", ".yaml"):
        path = place.with_suffix(suffix)
        if path.exists() and _PROMPTS.search(path.read_text(errors="replace")):
            return True
    return False


def report_floor() -> bool:
    """The operations and mutations that must never be lost."""
    lost = aws.lost_of_floor()
    for line in MUTATIONS.read_text().splitlines():
        provider, name = line.split()
        if mutation(provider, name) not in ("delete", "unprotect", "stop"):
            lost.append(f"{provider} {name}")
    for line in lost:
        print(f"LOST: {line} is no longer called destructive")
    print(f"floor: {len(lost)} lost")
    return not lost


def _print(lines: list[str]) -> None:
    print("\n".join(lines[:SHOWN]))
    if len(lines) > SHOWN:
        print(f"… and {len(lines) - SHOWN} more")


REPORTS: dict[str, Callable[[], bool]] = {
    "aws": report_aws,
    "gcloud": lambda: report_tree("gcloud", gcloud.commands(), _prompts_in_gcloud),
    "az": lambda: report_tree("az", azure.commands(), lambda command: command.confirms),
    "heroku": lambda: report_tree(
        "heroku", (c for c in oclif.commands() if c.cli == "heroku"), lambda command: command.confirms
    ),
    "services": report_services.report,
    "floor": report_floor,
}


def main() -> int:
    """Print the reports; 1 where one fails."""
    failed = []
    for name in sys.argv[1:] or REPORTS:
        try:
            if not REPORTS[name]():
                failed.append(name)
        except Unreachable as error:
            print(f"SKIPPED {name}: {error}")
    print(f"failed: {', '.join(failed)}" if failed else "every report holds")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
