"""Check what the guard knows about AWS against botocore's own models, and say where they differ.

    python tools/derive/aws.py            # with botocore importable (pip install botocore)

For every operation of every service the verb lexicon and the table ``guard/knowledge/cli/aws.txt`` are asked;
the answer is compared with two signals of the model that do not depend on the name: the HTTP method of REST
protocols and the ``readonly`` trait. Operations without an answer, and answers that a signal contradicts, are
printed; they belong into the table. The check fails when one of the operations in ``floor.txt`` is no longer
called destructive, or when agreement or resolution falls below the promised figures.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from guard.knowledge.cli_tables import table_of  # noqa: E402
from guard.knowledge.verbs import operation_of  # noqa: E402

AGREEMENT = 0.99
UNRESOLVED = 0.02
FLOOR = Path(__file__).with_name("floor.txt")


def operations() -> list[tuple[str, str, str, bool]]:
    """(service, operation as the CLI spells it, HTTP method, readonly) of every operation."""
    import botocore
    import botocore.session
    from botocore import xform_name

    loader = botocore.session.get_session().get_component("data_loader")
    found = []
    for service in loader.list_available_services("service-2"):
        model = loader.load_service_model(service, "service-2")
        rest = model["metadata"].get("protocol", "").startswith("rest")
        for name, operation in model["operations"].items():
            method = operation.get("http", {}).get("method", "") if rest else ""
            found.append((service, xform_name(name, "-"), method, bool(operation.get("readonly"))))
    print(f"botocore {botocore.__version__}: {len(found)} operations", file=sys.stderr)
    return found


def known_as(service: str, operation: str) -> str:
    """What the guard calls an operation: the row of the table, else the verb."""
    table = table_of("aws")
    for row in table.rows if table is not None else ():
        if not row.options and len(row.path) == 2 and service in row.path[0] and operation in row.path[1]:
            return "read" if row.operation == "quiet" else row.operation
    return operation_of(operation)


def main() -> int:
    """Print the report; 1 where a figure is missed or a destructive operation is lost."""
    classes: Counter[str] = Counter()
    unresolved, contradicted, compared = [], [], 0
    for service, operation, method, readonly in operations():
        answer = known_as(service, operation)
        classes[answer] += 1
        if answer == "unknown":
            unresolved.append(f"{service} {operation}")
            continue
        if readonly or method in ("GET", "HEAD"):
            compared += 1
            if answer not in ("read", "reveal"):
                contradicted.append(f"{service} {operation}: {answer}, but the model says that it reads")
        elif method in ("PUT", "PATCH", "DELETE"):
            compared += 1
            if answer == "read":
                contradicted.append(f"{service} {operation}: read, but it is sent by {method}")
    total = sum(classes.values())
    agreement = 1 - len(contradicted) / max(compared, 1)
    print("\n".join([*unresolved, *contradicted]))
    print(dict(classes.most_common()))
    print(f"agreement {agreement:.2%} of {compared} compared")
    print(f"unresolved {len(unresolved) / total:.2%} of {total}")
    lost = lost_of_floor()
    for line in lost:
        print(f"LOST: {line} is no longer called destructive")
    return int(bool(lost) or agreement < AGREEMENT or len(unresolved) / total > UNRESOLVED)


def lost_of_floor() -> list[str]:
    """The operations of the floor that are not called what they are."""
    lost = []
    for line in FLOOR.read_text().splitlines():
        if line and not line.startswith("#"):
            service, operation, *wanted = line.split()
            if known_as(service, operation) not in wanted:
                lost.append(line)
    return lost


if __name__ == "__main__":
    sys.exit(main())
