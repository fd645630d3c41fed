"""Terraform and OpenTofu: what ``local-exec`` runs, and protections that a file switches off.

Caught: ``deletion_protection = false``, ``skip_final_snapshot = true``, ``prevent_destroy = false``,
``force_destroy = true``, ``backup_retention_period = 0``: the next ``destroy`` (or a change that replaces the
resource) takes the data along, and no snapshot is left.
Quiet: the same attributes with their safe value, values that are filled in later (``var.protect``), folders
and names that say test or example (a note).

Lost: the resource's data, at the next ``destroy`` or replacement.
Back: switch the protection on again before anything is applied; afterwards only a snapshot that was made
before.
Instead: keep the protection, and take it off in a change of its own when the resource is really to go.

Related: checkov CKV_AWS_293 (deletion protection of RDS) and CKV_AWS_133 (its backups); those look at whether
a configuration is safe in general, this at what destroys.
Facts: the documentation of the resources named in ``PROTECTIONS``;
developer.hashicorp.com/terraform/language/meta-arguments/lifecycle (prevent_destroy) and
…/resources/provisioners/local-exec (command, interpreter, working_dir, environment).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.discover import SHELLS
from guard.lint.expressions import TERRAFORM, filled
from guard.lint.hcl import Attribute, attributes
from guard.lint.positions import straight
from guard.lint.snippets import Remark, Snippet

RULE = "terraform.protection-removed"
_OFF, _ON, _ZERO = "false", "true", "0"
PROTECTIONS: dict[str, tuple[str, str]] = {
    "prevent_destroy": (_OFF, "terraform may destroy it"),
    "deletion_protection": (_OFF, "nothing keeps it from being deleted"),
    "deletion_protection_enabled": (_OFF, "nothing keeps it from being deleted"),
    "enable_deletion_protection": (_OFF, "nothing keeps it from being deleted"),
    "termination_protection": (_OFF, "nothing keeps it from being terminated"),
    "enable_termination_protection": (_OFF, "nothing keeps it from being terminated"),
    "skip_final_snapshot": (_ON, "no snapshot is left when it is deleted"),
    "delete_automated_backups": (_ON, "its backups go with it"),
    "force_destroy": (_ON, "it is deleted with everything in it"),
    "force_delete": (_ON, "it is deleted with everything in it"),
    "delete_contents_on_destroy": (_ON, "its tables are deleted with it"),
    "backup_retention_period": (_ZERO, "no automatic backups are kept"),
    "recovery_window_in_days": (_ZERO, "it is deleted without a time to take it back"),
    "soft_delete_retention_days": (_ZERO, "it is deleted without a time to take it back"),
    "purge_protection_enabled": (_OFF, "it can be purged before its time to take it back is over"),
}
"""Attribute → the value that switches the protection off, and what follows."""
WORTHLESS = frozenset((
    "aws_iam_user", "aws_iam_role", "aws_iam_group", "aws_iam_policy", "aws_iam_instance_profile",
    "aws_key_pair", "aws_lb", "aws_alb", "aws_route53_zone", "aws_autoscaling_group",
    "aws_batch_compute_environment", "google_service_account", "google_compute_instance",
    "google_cloud_run_v2_job", "google_cloud_run_v2_service",
    "google_project_iam_custom_role", "google_workflows_workflow", "null_resource",
))  # fmt: skip
"""Resources that hold no data, so that their attributes of the same names protect none."""


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per provisioner's command, one per protection that is off."""
    dialects: dict[int, str] = {}
    every = list(attributes(text))
    for one in every:
        if one.name == "interpreter" and _in_local_exec(one) and one.strings:
            dialects[one.blocks[-1][1]] = SHELLS.get(one.strings[0].text.rsplit("/", 1)[-1], "")
    for one in every:
        if one.name == "command" and _in_local_exec(one):
            dialect = dialects.get(one.blocks[-1][1], "sh")
            for made in one.strings[:1] if dialect else ():
                body, origin, holes = filled(made.text, made.origin, TERRAFORM, {})
                yield Snippet(body, origin, dialect=dialect, holes=holes, remarks=_remarks(one))
        elif one.name in PROTECTIONS and _counts(one):
            value, follows = PROTECTIONS[one.name]
            if one.raw.split("#")[0].split("//")[0].strip().strip('"') == value:
                yield Snippet(
                    text[one.start : one.end].rstrip(), straight(one.start, one.end - one.start), "declared",
                    follows, remarks=_remarks(one), rule=RULE,
                )  # fmt: skip


def _in_local_exec(one: Attribute) -> bool:
    return bool(one.blocks) and one.blocks[-1][0].replace('"', "") == "provisioner local-exec"


def _counts(one: Attribute) -> bool:
    if not one.blocks or not re.match(r"(?:resource|module|cluster_config|inputs)\b", one.blocks[0][0]):
        return False
    words = one.blocks[0][0].replace('"', "").split()
    return not (len(words) > 1 and words[1] in WORTHLESS)


def _remarks(one: Attribute) -> tuple[Remark, ...]:
    if not one.blocks:
        return ()
    header, start, end = one.blocks[0]
    return (Remark(header.replace('"', ""), start, end),)
