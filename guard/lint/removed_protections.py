"""Protections that a change takes away: a line that protected is deleted, with its resource or without it.

Only a comparison (``--diff BASE``) can see it, since what is left in the file says nothing. A protection is
the pair of who is protected and how; it is gone where the base has it and the file, or another changed file
of the same folder, has it no more. A value that is changed is told by ``terraform.protection-removed``.

Caught: ``prevent_destroy = true`` deleted, a resource deleted together with it, ``backup_retention_period =
7`` deleted, ``DeletionPolicy: Retain``, ``removalPolicy: RemovalPolicy.RETAIN``, ``reclaimPolicy: Retain``, a
``PodDisruptionBudget``, ``github_branch_protection``.
Quiet: the same lines moved, reformatted or put into another file of the module, a resource that is ``moved``
or ``removed`` without destroying, a default that is as safe (``skip_final_snapshot = false``).

Lost: at the next apply, the data that was kept.
Back: put the line back before anything is applied.
Instead: leave the protection where it is; what is to go is taken out of the state first (``removed`` blocks).

Facts: developer.hashicorp.com/terraform/language (lifecycle, moved, removed), the documentation of the
resources named here, docs.aws.amazon.com/AWSCloudFormation (DeletionPolicy, UpdateReplacePolicy), AWS CDK's
RemovalPolicy, kubernetes.io/docs (reclaim policy, disruption budgets), helm.sh/docs (resource-policy),
probot/settings (branches).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from guard.lint.changes import DELETED, Change
from guard.lint.declarations import protection_finding
from guard.lint.findings import LintFinding
from guard.lint.hcl import attributes
from guard.lint.judge import place_of
from guard.lint.positions import Lines
from guard.lint.protections import CODE, DOCUMENTS, Protection, protections
from guard.lint.reading import read_text
from guard.lint.snippets import Unreadable

MOST_FILES = 2000
"""Changed files that are compared."""


def removed(change: Change, paths: tuple[str, ...]) -> dict[str, list[LintFinding]]:
    """The findings by file (absolute, links resolved) below the paths that are linted."""
    wanted = [os.path.realpath(path) for path in paths]
    found: dict[str, list[LintFinding]] = {}
    files = [p for p in change.files()[:MOST_FILES] if p.endswith((".tf", ".tofu", *CODE, *DOCUMENTS))]
    left = {path: _read(path) for path in files}
    for path in files:
        if not any(path == one or path.startswith(one.rstrip("/") + "/") for one in wanted):
            continue
        before = protections(path, change.base_text(path))
        if not before:
            continue
        here = [p for other in files if os.path.dirname(other) == os.path.dirname(path)
                for p in protections(other, left[other])]  # fmt: skip
        everywhere = "\n".join(t for p, t in left.items() if os.path.dirname(p) == os.path.dirname(path))
        gone = [p for p in _gone(before, here, path) if not _let_go(p, everywhere)]
        if gone:
            found[path] = [_told(p, path, left[path]) for p in gone]
    return found


def _read(path: str) -> str:
    try:
        return read_text(path)
    except Unreadable:
        return ""


def _gone(before: list[Protection], here: list[Protection], path: str) -> Iterator[Protection]:
    """Those of the base that nothing now stands in for; equal ones are counted."""
    if path.endswith((".tf", ".tofu")):
        now = {(p.owner, p.same or p.name) for p in here}
        seen: set[tuple[str, str]] = set()
        for one in before:
            key = (one.owner, one.same or one.name)
            if key not in now and key not in seen:
                seen.add(key)
                yield one
        return
    missing: dict[str, int] = {}
    for one in before:
        missing[one.name] = missing.get(one.name, 0) + 1
    for one in here:
        missing[one.name] = missing.get(one.name, 0) - 1
    owners = {(p.owner, p.name) for p in here}
    for one in sorted(before, key=lambda p: (p.owner, p.name) in owners):
        if missing.get(one.name, 0) > 0:
            missing[one.name] -= 1
            yield one


def _let_go(one: Protection, text: str) -> bool:
    """Whether the attribute is there with another value, or its owner was moved or given up on purpose."""
    words = one.owner.split()
    if words[0] != "resource" or len(words) < 3:
        return False
    address = re.escape(f"{words[1]}.{words[2]}")
    if re.search(rf"\bmoved\s*\{{[^}}]*from\s*=\s*{address}\b", text):
        return True
    if re.search(rf"\bremoved\s*\{{[^}}]*from\s*=\s*{address}\b.*?destroy\s*=\s*false", text, re.S):
        return True
    for other in attributes(text):
        if other.name == one.name and other.blocks and _owner(other.blocks[0][0]) == one.owner:
            return True
    return False


def _owner(header: str) -> str:
    return " ".join(header.replace('"', "").split())


def _told(one: Protection, path: str, text: str) -> LintFinding:
    lines = Lines(text)
    start, end = _where(one, text)
    place = place_of(start, end, lines)
    gone = "" if text and (not one.header or start or text.startswith(one.header)) else " together with it"
    return protection_finding(
        DELETED, os.path.relpath(path), place, resource=one.owner, name=one.name,
        said=f"deletes a protection of {one.owner}{gone} ({one.line}): {one.follows}",
        source=lines.line(place.line), text=f"{one.owner}\0{one.line}",
    )  # fmt: skip


def _where(one: Protection, text: str) -> tuple[int, int]:
    """The owner's header in what is left of the file; the beginning of it where the owner is gone, too."""
    if one.header:
        words = r"\s+".join(re.escape(w) for w in one.header.split())
        found = re.search(words, text)
        if found is not None:
            return found.span()
    return 0, len(text.split("\n", 1)[0])
