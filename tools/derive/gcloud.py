"""Check what the guard knows about gcloud against the SDK's own completion tree.

    python tools/derive/gcloud.py [/usr/lib/google-cloud-sdk]

Every generally available leaf is asked. A leaf called *delete* (or list, describe) has to be called a delete
(or nothing); what nobody can name is printed. Fails where a delete is quiet or more than 2 % are unresolved.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from guard.knowledge.cli_tables import table_of  # noqa: E402
from guard.model import known  # noqa: E402
from guard.programs.options import Options  # noqa: E402
from guard.programs.service_cli import deed_of  # noqa: E402

TREE = "data/cli/gcloud_completions.py"
UNRESOLVED = 0.02


def leaves(folder: Path) -> Iterator[tuple[str, ...]]:
    """The words of every command of the released tree."""
    spec = importlib.util.spec_from_file_location("gcloud_completions", folder / TREE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pending: list[tuple[dict[str, dict], tuple[str, ...]]] = [(module.STATIC_COMPLETION_CLI_TREE, ())]
    while pending:
        node, path = pending.pop()
        for name, child in node.get("commands", {}).items():
            if path or name not in ("alpha", "beta", "preview"):
                pending.append((child, (*path, name)))
        if path and not node.get("commands"):
            yield path


def main() -> int:
    """Print the report; 1 where a delete is lost or too much is unresolved."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/lib/google-cloud-sdk")
    table = table_of("gcloud")
    assert table is not None
    classes: Counter[str] = Counter()
    lost = []
    for path in leaves(folder):
        deed = deed_of(table, Options((), tuple(known(word) for word in path)))
        answer = deed.operation if deed is not None else "quiet"
        classes[answer] += 1
        if answer == "unknown" or (
            answer == "quiet" and path[-1] in ("delete", "destroy", "remove", "purge")
        ):
            print(f"{answer}: gcloud {' '.join(path)}")
            lost += [path] if answer == "quiet" else []
    total = sum(classes.values())
    print(dict(classes.most_common()))
    print(f"unresolved {classes['unknown'] / total:.2%} of {total}; deletes that are quiet: {len(lost)}")
    return int(bool(lost) or classes["unknown"] / total > UNRESOLVED)


if __name__ == "__main__":
    sys.exit(main())
