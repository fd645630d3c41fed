"""GraphQL: what the fields of a mutation would do.

The verb of the field decides (``guard/knowledge/verbs.py``), corrected by the exceptions that the
schemas of Railway, Fly and GitHub prove necessary. A query or a subscription is quiet.

Caught: ``mutation { volumeDelete(volumeId: "3d2c…") }`` at Railway: the volume and its backups go.
Quiet: ``query { project(id: "p") { volumes { edges { node { id } } } } }``.

Facts: railwayapp/cli ``schema.json`` (MIT), superfly/fly-go ``schema.graphql`` (Apache-2.0), GitHub's public
GraphQL schema.
"""

from __future__ import annotations

import os

from guard import knowledge
from guard.http.act import Act
from guard.http.bodies import HOLE
from guard.http.graphql import Unreadable, identity_of, operations_of
from guard.http.hosts import is_infrastructure
from guard.knowledge.gravity import Gravity, gravity_of, noun_row, singular
from guard.knowledge.verbs import reading_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from guard.http.bodies import Message
    from guard.http.graphql import Field
    from guard.http.hosts import Host
    from guard.model import Mark, Operation

_ROWS: tuple[tuple[str, Operation, str], ...] = (
    ("railway", "delete", "pluginReset"),
    ("railway", "stop", "pluginRestart serviceDisconnect deploymentRemove deploymentCancel"),
    ("railway", "deploy", "serviceInstanceRedeploy serviceInstanceDeploy templateDeploy templateDeployV2 "
     "environmentTriggersDeploy"),
    ("railway", "execute", "deploymentInstanceExecutionCreate"),
    ("railway", "overwrite", "variableUpsert variableCollectionUpsert volumeInstanceBackupRestore"),
    ("railway", "update", "volumeInstanceBackupLock environmentUnskipService serviceConnect"),
    ("railway", "grant", "apiTokenCreate projectTokenCreate projectInvitationCreate projectTransfer "
     "projectTransferToTeam projectTransferToUser"),
    ("railway", "reveal", "twoFactorInfoSecret recoveryCodeGenerate"),
    ("fly", "overwrite", "setSecrets"),
    ("fly", "delete", "unsetSecrets releaseIpAddress"),
    ("fly", "stop", "pauseApp detachPostgresCluster"),
    ("fly", "grant", "createDelegatedWireGuardToken createLimitedAccessToken"),
    ("fly", "update", "nomadToMachinesMigration moveApp"),
    ("github", "overwrite", "updateRef updateRefs"),
    ("github", "stop", "archiveRepository"),
    ("github", "update", "closePullRequest closeIssue minimizeComment dismissPullRequestReview "
     "convertPullRequestToDraft removeLabelsFromLabelable removeAssigneesFromAssignable removeReaction "
     "removeStar clearLabelsFromLabelable unlockLockable markPullRequestReadyForReview"),
    ("github", "unprotect", "deleteBranchProtectionRule deleteRepositoryRuleset"),
)  # fmt: skip

EXCEPTIONS: dict[tuple[str, str], Operation] = {
    (provider, field): operation for provider, operation, fields in _ROWS for field in fields.split()
}
"""Fields whose name says something else than they do."""


def acts_of(messages: Iterable[Message], host: Host, local: bool) -> Iterator[Act]:
    """What the mutations in some GraphQL messages would do.

    Args:
        messages: the messages of one request.
        host: whose interface it is.
        local: whether it goes to a development server on this machine, where an unknown mutation is
            an ordinary update.
    """
    for message in messages:
        if not message.query:
            if not local:
                yield _unread(
                    "a persisted query, of which only the name or a hash is sent", message.operation_name
                )
            continue
        try:
            operations = operations_of(message.query)
        except Unreadable as error:
            if not local:
                yield _unread(f"a GraphQL document that cannot be read ({error})", message.operation_name)
            continue
        chosen = [o for o in operations if o.name == message.operation_name] or list(operations)
        for operation in chosen:
            if operation.kind == "mutation":
                for field in operation.fields:
                    yield from _of_field(field, message.variables, host, local)


def _unread(why: str, name: str) -> Act:
    return Act("graphql.unread", "unknown", "GraphQL operation", name, why=f"it sends {why}")


def _of_field(field: Field, variables: dict[str, object], host: Host, local: bool) -> Iterator[Act]:
    reading = reading_of(field.name)
    operation = EXCEPTIONS.get((host.provider, field.name), reading.operation)
    if operation == "unknown":
        operation = _documented(host.provider, field.name)
    if HOLE in field.name:
        operation = "unknown"
    identity = identity_of(field, variables)
    if operation == "read":
        return
    if operation == "unknown":
        if not local:
            yield Act(
                "graphql.unknown-mutation", "unknown", "GraphQL mutation", field.name,
                why=f"nobody knows what the mutation {field.name} does{''.join(_DAMAGED)}",
            )  # fmt: skip
        return
    gravity = gravity_of(operation, reading.nouns)
    role = noun_row(reading.nouns)[1][2]
    if operation == "create" and not gravity.marks:
        return
    if operation == "update" and role in ("thing", "regenerable"):
        return
    if operation == "delete" and role == "protection":
        operation = "unprotect"
    if operation == "delete" and not is_infrastructure(host):
        gravity = _of_an_application(gravity, identity, reading.nouns)
    yield Act(
        "graphql.mutation", operation, gravity.kind, identity, gravity.recoverability, gravity.blast,
        marks=gravity.marks, why=f"the mutation {field.name} {_doing(operation)} the {gravity.kind}",
        source=f"mutation {field.name}",
    )  # fmt: skip


def _documented(provider: str, field: str) -> Operation:
    """What a provider's schema says of a field whose name has no verb that we know."""
    if not _DOCUMENTED:
        _DOCUMENTED[""] = "unknown"
        try:
            with open(os.path.join(os.path.dirname(knowledge.__file__), "mutations.txt")) as file:
                *lines, end = file.read().splitlines()
            if end != "@.":
                raise ValueError("it is cut off")
            for line in lines:
                owner, name, operation = line.split()
                _DOCUMENTED[f"{owner} {name}"] = operation  # type: ignore[assignment]
        except (OSError, ValueError) as error:
            _DAMAGED.append(f"; guard/knowledge/mutations.txt cannot be read: {error}")
    return _DOCUMENTED.get(f"{provider} {field}", "unknown")


_DOCUMENTED: dict[str, Operation] = {}
_DAMAGED: list[str] = []
"""What is to be said where the file is missing or broken: then its mutations stay unknown."""


def _of_an_application(gravity: Gravity, identity: str, nouns: Sequence[str]) -> Gravity:
    """An application's own objects: one by its key, or all; where they lie decides how grave that is."""
    many = not identity or any(word in ("all", "many") or word != singular(word) for word in nouns)
    marks: tuple[Mark, ...] = ("unbounded",) if many else ("by-key",)
    return Gravity(gravity.kind, "R?", "B1" if many else "B0", (*gravity.marks, *marks))


_VERBS = {
    "delete": "deletes", "update": "changes", "overwrite": "overwrites", "stop": "stops", "deploy": "deploys",
    "execute": "runs something in", "grant": "gives access to", "reveal": "reveals", "publish": "publishes",
    "send": "sends", "create": "creates", "unprotect": "takes away", "truncate": "empties",
}  # fmt: skip


def _doing(operation: str) -> str:
    return _VERBS.get(operation, "changes")
