"""How grave an operation is by what it acts upon: the nouns of a name, a path or a resource kind.

``NOUNS`` says for each kind of thing what deleting it costs (recoverability, blast radius), what it
is called, and whether it is itself a protection, a backup or an identity. The head of an English
compound stands last, so ``volumeInstanceBackup`` is a backup and ``db-snapshot`` a snapshot; a pair of
words that has a row of its own (``log group``, ``db instance``) goes before its last word.

Sources: cfn-lint's list of stateful CloudFormation resources (MIT-0) for what holds data; the vendors'
pages named in ``backups.py`` for what a backup is; the rest reviewed by hand.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Blast, Mark, Operation, Recoverability

    Row = tuple[Recoverability, Blast, str]
    """What deleting one costs, how far it reaches, and which role it plays."""


@frozen
class Gravity:
    """What it would cost."""

    kind: str
    """The field's noun for the thing: ``volume``, ``repository``."""
    recoverability: Recoverability
    blast: Blast
    marks: tuple[Mark, ...] = ()


_GROUPS: tuple[tuple[Row, str], ...] = (
    (("R4", "B3", "data"),
     "org organization organisation workspace team tenant account subscription company root "
     "folder management-group"),
    (("R4", "B2", "data"),
     "project database db schema keyspace namespace environment env repository repo cluster "
     "dbcluster db-instance db-cluster resource-group bucket storage-account storageaccount vpc app "
     "application lake "
     "datastore warehouse catalog elasticsearch opensearch redshift postgres mysql redis mongo "
     "dataset filesystem file-system vault hosted-zone zone domain stack user-pool userpool "
     "directory dbinstance sql spanner bigtable firestore pg postgresql mariadb site "
     "knowledge-base"),
    (("R4", "B1", "data"),
     "persistentvolume persistentvolumeclaim statefulset customresourcedefinition "
     "volume disk table collection index instance server droplet vm machine linode share "
     "fileshare stream topic queue log-group loggroup kv blob container object file document "
     "record row objectstore dyno service storage node mailbox drive image ami shard "
     "conversation channel page note drawing customer contact ledger invoice d1 r2 hyperdrive "
     "vectorize metastore entity addon item worker function pipeline"),
    (("R4", "B1", "backup"),
     "snapshot backup recovery-point recoverypoint restore-point archive backup-vault "
     "backupvault pitr checkpoint replica backup-plan"),
    (("R3", "B1", "key"),
     "key kms certificate cert secret token credential variable envvar config-var configvar "
     "env-var var "
     "password pem"),
    (("R3", "B1", "identity"),
     "user role member group principal service-account serviceaccount identity login "
     "permission grant membership"),
    (("R3", "B1", "network"),
     "record-set recordset dns dns-record address elastic-ip ip route gateway nat "
     "load-balancer loadbalancer balancer listener firewall subnet network peering interface rule "
     "vpn tunnel distribution cdn"),
    (("R3", "B0", "thing"),
     "branch ref tag webhook hook integration issue pull-request pr milestone release package "
     "version schedule cron job task definition trigger template layer extension plugin "
     "endpoint filter view procedure policy policy-version dashboard alert monitor workflow "
     "action asset bot alias price product coupon post comment message thread event calendar "
     "gist wiki discussion review"),
    (("R1", "B0", "regenerable"),
     "deployment build run artifact cache label reaction star session invalidation log metric "
     "preview notification execution change-set changeset draft lock import export test warmup "
     "watch"),
    (("R3", "B2", "protection"),
     "protection branch-protection ruleset legal-hold retention retention-policy lifecycle "
     "versioning trail cloudtrail audit auditing guardrail guardduty detector recorder mfa "
     "deletion-protection termination-protection lock-configuration public-access-block "
     "logging object-lock immutability scp org-policy policy-assignment resource-lock macie "
     "securityhub waf"),
)  # fmt: skip

NOUNS: dict[str, Row] = {noun: row for row, nouns in _GROUPS for noun in nouns.split()}
"""Noun → what deleting one costs, how far it reaches, and what role it plays."""

BILLABLE = frozenset((
    "instance", "cluster", "database", "db", "server", "droplet", "vm", "machine", "volume", "node",
    "nodegroup", "node-pool", "nodepool", "gateway", "endpoint", "warehouse", "linode", "stack",
    "capacity", "reservation", "fleet", "spot", "notebook", "domain", "number", "subscription",
    "addon",
))  # fmt: skip
"""What costs money as soon as it exists."""


def gravity_of(operation: Operation, nouns: Sequence[str]) -> Gravity:
    """What an operation on that kind of thing would cost.

    Args:
        operation: what is done.
        nouns: the words around the verb, in the order in which they stand; the last known one is the
            thing, the ones before it say whose.
    """
    kind, row = noun_row(nouns)
    recoverability, blast, role = row
    if operation in ("delete", "truncate", "overwrite"):
        marks: tuple[Mark, ...] = ("backup",) if role == "backup" else ()
        if operation == "overwrite" and recoverability == "R4":
            recoverability = "R3"
        return Gravity(kind, recoverability, blast, marks)
    if operation == "stop":
        return Gravity(kind, "R1", blast if blast != "B3" else "B2")
    if operation in ("grant", "publish", "send"):
        return Gravity(kind, "R3", "B1")
    if operation == "create":
        return Gravity(kind, "R1", "B0", ("billable",) if costs_money(nouns) else ())
    if operation in ("update", "deploy", "execute"):
        return Gravity(kind, "R2" if operation != "update" else "R1", "B0" if blast == "B0" else "B1")
    return Gravity(kind, "R?", blast)


def costs_money(nouns: Sequence[str]) -> bool:
    """Whether making such a thing is paid for; the head of the compound decides (no ``db-snapshot``)."""
    words = [singular(word) for word in nouns]
    return bool(words) and (words[-1] in BILLABLE or "-".join(words[-2:]) in BILLABLE)


def noun_row(nouns: Sequence[str]) -> tuple[str, Row]:
    """The thing that some nouns name, and its row; *thing* of unknown cost where none is known."""
    words = [singular(word) for word in nouns]
    for index in range(len(words) - 1, -1, -1):
        pair = "-".join(words[index - 1 : index + 1]) if index else ""
        if pair in NOUNS:
            return pair.replace("-", " "), NOUNS[pair]
        if words[index] in NOUNS:
            return _named(words, index), NOUNS[words[index]]
        if nouns[index] in NOUNS:
            return nouns[index], NOUNS[nouns[index]]
    kind = words[-1] if words else "object"
    return kind, ("R3", "B1", "thing")


def _named(words: Sequence[str], index: int) -> str:
    spelled = {"db": "database", "repo": "repository", "env": "environment", "org": "organization"}
    word = spelled.get(words[index], words[index])
    before = words[index - 1] if index else ""
    return (
        f"{before} {word}" if before in ("db", "sql", "database", "storage") and word != "database" else word
    )


def singular(word: str) -> str:
    """A noun in the singular, where its plural is regular: ``volumes`` → volume, ``policies`` → policy."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "ses")) and word not in (
        "databases",
        "caches",
        "releases",
    ):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ws")):
        return word[:-1]
    return word


def protects(nouns: Sequence[str]) -> bool:
    """Whether what some nouns name is there to protect something: removing it is the first half of a loss."""
    return noun_row(nouns)[1][2] == "protection"
