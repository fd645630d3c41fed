"""gcloud (Debian package google-cloud-cli, Apache-2.0): the completion tree of the released commands."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import Unreachable

SDK = Path(os.environ.get("GUARD_GCLOUD_SDK", "/usr/lib/google-cloud-sdk"))
TREE = "data/cli/gcloud_completions.py"
UNRELEASED = ("alpha", "beta", "preview")


def version() -> str:
    """The version of the SDK that is installed."""
    path = SDK / "VERSION"
    return path.read_text().strip() if path.exists() else ""


def commands() -> Iterator[Command]:
    """Every released command with its flags.

    Raises:
        Unreachable: the SDK is not installed here.
    """
    if not (SDK / TREE).exists():
        raise Unreachable(f"no Google Cloud SDK in {SDK}")
    spec = importlib.util.spec_from_file_location("gcloud_completions", SDK / TREE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pending: list[tuple[dict, tuple[str, ...]]] = [(module.STATIC_COMPLETION_CLI_TREE, ())]
    while pending:
        node, path = pending.pop()
        options = {name: SWITCH if kind == "bool" else VALUE for name, kind in node.get("flags", {}).items()}
        yield Command("gcloud", path, (), options)
        for name, child in sorted(node.get("commands", {}).items()):
            if path or name not in UNRELEASED:
                pending.append((child, (*path, name)))
