"""What protects data in a file that declares infrastructure: Terraform, CloudFormation, CDK, Kubernetes,
branch protection as code.

A protection is who is protected and how. Only those count that are off where nothing is said, so that taking
the line away takes the protection away.

Facts: see ``guard/lint/removed_protections.py``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.hcl import attributes


@dataclass(frozen=True)
class Protection:
    """Who is protected, and how."""

    owner: str
    """``resource aws_db_instance main``, ``Deployment web``, or the file."""
    name: str
    follows: str
    """What may happen without it."""
    line: str
    """As it was written."""
    header: str
    """The line by which its owner is found again; empty where it has none."""
    same: str = ""
    """What stands in for it however it is written now: the attribute's name within its owner."""


# ------------------------------------------------------------------------------ Terraform

_ON = {
    "prevent_destroy": "terraform may destroy it",
    "deletion_protection": "nothing keeps it from being deleted",
    "deletion_protection_enabled": "nothing keeps it from being deleted",
    "enable_deletion_protection": "nothing keeps it from being deleted",
    "termination_protection": "nothing keeps it from being terminated",
    "enable_termination_protection": "nothing keeps it from being terminated",
    "disable_api_termination": "nothing keeps it from being terminated",
    "purge_protection_enabled": "it can be purged before its time to take it back is over",
    "point_in_time_recovery_enabled": "it cannot be brought back to an earlier moment",
    "object_lock_enabled": "its objects can be deleted and overwritten",
}
"""Attributes that protect while they are true and are off where nothing is said."""
_DAYS = {
    "backup_retention_period": "no automatic backups are kept",
    "backup_retention_days": "fewer backups are kept",
}
_INNER = {
    "versioning": "earlier versions of its objects are no longer kept",
    "point_in_time_recovery": "it cannot be brought back to an earlier moment",
    "backup_configuration": "no automatic backups are made",
}
"""Blocks whose ``enabled = true`` protects."""
_SAFE_BY_DEFAULT = re.compile(r"resource google_\w+ ")
"""Whose ``deletion_protection`` is on where nothing is said."""
_GUARDIANS = {
    "aws_s3_bucket_versioning": "earlier versions of its objects are no longer kept",
    "aws_s3_bucket_object_lock_configuration": "its objects can be deleted and overwritten",
    "aws_backup_plan": "no backups are made any more",
    "aws_backup_selection": "no backups are made any more",
    "aws_backup_vault_lock_configuration": "backups can be deleted before their time",
    "aws_dlm_lifecycle_policy": "no snapshots are made any more",
    "aws_db_instance_automated_backups_replication": "no backups are kept elsewhere",
    "azurerm_management_lock": "nothing keeps it from being deleted",
    "azurerm_backup_protected_vm": "no backups are made any more",
    "google_resource_manager_lien": "nothing keeps the project from being deleted",
    "google_compute_resource_policy": "no snapshots are made any more",
    "github_branch_protection": "anybody who can push can rewrite or delete the branch",
    "github_branch_protection_v3": "anybody who can push can rewrite or delete the branch",
    "github_repository_ruleset": "what the rules forbade can be done",
    "gitlab_branch_protection": "anybody who can push can rewrite or delete the branch",
    "kubernetes_pod_disruption_budget_v1": "every replica can be evicted at the same time",
}
"""Resources that protect others by being there."""


def _terraform(text: str) -> Iterator[Protection]:
    for one in attributes(text):
        blocks = [" ".join(header.replace('"', "").split()) for header, _, _ in one.blocks]
        if not blocks or not re.match(r"resource |module ", blocks[0] + " "):
            continue
        raw = one.raw.split("#")[0].split("//")[0].strip().strip('"')
        follows = _lost_without(one.name, raw, blocks)
        if follows:
            line = f"{one.name} = {raw}"
            same = f"{' '.join(blocks[1:])} {one.name}".strip()
            yield Protection(blocks[0], one.name, follows, line, one.blocks[0][0], same)
    for found in re.finditer(r'^[ \t]*resource[ \t]+"(\w+)"[ \t]+"([\w-]+)"[ \t]*\{', text, re.M):
        if found.group(1) in _GUARDIANS:
            owner = f"resource {found.group(1)} {found.group(2)}"
            yield Protection(owner, found.group(1), _GUARDIANS[found.group(1)], found.group().strip(), "")


def _lost_without(name: str, raw: str, blocks: list[str]) -> str:
    if name in _ON and raw == "true":
        safe = name == "deletion_protection" and _SAFE_BY_DEFAULT.match(blocks[0] + " ")
        return "" if safe else _ON[name]
    if name in _DAYS and raw.isdigit() and int(raw) > 0:
        return _DAYS[name]
    inner = blocks[-1].split()[0]
    return _INNER.get(inner, "") if name == "enabled" and raw == "true" else ""


# ------------------------------------------------------------------- everything that has lines

_LINES: tuple[tuple[str, str, str], ...] = (
    (r"DeletionPolicy[\"']?\s*:\s*[\"']?(?:Retain|Snapshot)\b", "DeletionPolicy",
     "it is deleted with its stack"),
    (r"UpdateReplacePolicy[\"']?\s*:\s*[\"']?(?:Retain|Snapshot)\b", "UpdateReplacePolicy",
     "it is deleted when it is replaced"),
    (r"\bDeletionProtection(?:Enabled)?[\"']?\s*:\s*[\"']?true\b", "DeletionProtection",
     "nothing keeps it from being deleted"),
    (r"\b(?:removalPolicy|removal_policy)\s*[:=]\s*[\w.]*RemovalPolicy\.(?:RETAIN|SNAPSHOT)\w*",
     "RemovalPolicy", "it is deleted with its stack"),
    (r"\.applyRemovalPolicy\(\s*[\w.]*RemovalPolicy\.(?:RETAIN|SNAPSHOT)\w*", "RemovalPolicy",
     "it is deleted with its stack"),
    (r"\b(?:deletionProtection|deletion_protection|terminationProtection|termination_protection|protect)"
     r"\s*[:=]\s*[Tt]rue\b", "deletion protection", "nothing keeps it from being deleted"),
    (r"\b(?:pointInTimeRecovery|point_in_time_recovery|versioned)\s*[:=]\s*[Tt]rue\b", "earlier versions",
     "it cannot be brought back to an earlier moment"),
    (r"\b(?:persistentVolumeReclaimPolicy|reclaimPolicy)\s*:\s*Retain\b", "reclaim policy",
     "a volume's data goes with its claim"),
    (r"helm\.sh/resource-policy[\"']?\s*:\s*[\"']?keep\b", "helm.sh/resource-policy",
     "it is deleted with the release"),
    (r"argocd\.argoproj\.io/sync-options[\"']?\s*:\s*[\"']?[^\n]*(?:Prune|Delete)=false", "sync-options",
     "Argo CD may delete it"),
    (r"^kind\s*:\s*PodDisruptionBudget\b", "PodDisruptionBudget",
     "every replica can be evicted at the same time"),
)  # fmt: skip
_BRANCHES: tuple[tuple[str, str, str], ...] = tuple(
    (rf"^[ \t-]*{key}\s*:\s*{value}", key, "anybody who can push can rewrite or delete the branch")
    for key, value in (
        ("protection", r"(?!null\b|~)"), ("required_pull_request_reviews", r"(?!null\b|~)"),
        ("enforce_admins", "true"), ("required_status_checks", r"(?!null\b|~)"),
        ("allow_force_pushes", "false"), ("allow_deletions", "false"),
    )
)  # fmt: skip
"""``.github/settings.yml``: the branches' protection."""
_NAMED = re.compile(r"^[ -]*name\s*:\s*[\"']?([\w.-]+)")
_KIND = re.compile(r"^kind\s*:\s*(\w+)")
_KEY = re.compile(r"^(?:[ ]{0,4}[\w-]+:[ \t]*$|\s*\"[\w-]+\"\s*:\s*\{)")
_CODE_HEAD = r"\bnew\s+[\w.]+\(|\b[\w.]+\(\s*(?:self|this|scope)\s*,"
CODE = (".ts", ".js", ".py", ".java", ".cs", ".go", ".mjs", ".cjs")
DOCUMENTS = (".yml", ".yaml", ".json", ".template")


def _by_lines(path: str, text: str) -> Iterator[Protection]:
    settings = path.replace(os.sep, "/").endswith((".github/settings.yml", ".github/settings.yaml"))
    above = kind = ""
    for line in text.split("\n"):
        if line.startswith("---"):
            above = kind = ""
        kind = found.group(1) if (found := _KIND.match(line)) else kind
        head = re.search(_CODE_HEAD, line) if path.endswith(CODE) else _head(line, bool(kind) or settings)
        above = line.strip() if head else above
        for pattern, name, follows in (*_LINES, *(_BRANCHES if settings else ())):
            if re.search(pattern, line) and not re.match(r"\s*(?:#|//|\*)", line):
                said = f"{kind} {above.partition(':')[2].strip()}".strip() if kind else above.rstrip(":( {")
                yield Protection(said or os.path.basename(path), name, follows, line.strip(), above, name)


def _head(line: str, named: bool) -> re.Match[str] | None:
    """The line that names who is protected: a ``name:`` where there is a kind, else a key."""
    return _NAMED.match(line) if named else _KEY.match(line)


def protections(path: str, text: str) -> list[Protection]:
    """What a file protects."""
    if path.endswith((".tf", ".tofu")):
        return list(_terraform(text))
    return list(_by_lines(path, text)) if path.endswith((*CODE, *DOCUMENTS)) else []
