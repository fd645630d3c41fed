"""The words that operations are named with, and what each one does.

One lexicon serves every source: AWS operations, GraphQL mutations, REST paths, sub-commands of CLIs,
names of MCP tools. It was written by hand and is checked against the authoritative tables that
``tools/derive`` reads (botocore, IAM access levels, the gcloud tree, GraphQL schemas). What the
generic rule gets wrong is in ``PHRASES`` here or in the record of the service (``cli/aws.txt``).

A *strong* word is a verb wherever it stands. A *weak* one may be a noun as well (``snapshot``,
``backup``, ``order``) and counts only where no strong verb is found.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Operation


def _table(rows: tuple[tuple[Operation, str], ...]) -> dict[str, Operation]:
    return {word: operation for operation, words in rows for word in words.split()}


STRONG: dict[str, Operation] = _table((
    ("read",
     "analyse analyze autocomplete calculate can classify compare contains decode deidentify derive "
     "describe detect diagnose dig discover enumerate estimate evaluate examine exists explain extract "
     "fetch find geocode get has infer inspect introspect is list lookup ls parse peek ping poll predict "
     "preview pull read recognize recommend rerank resolve retrieve sanitize scan show simulate suggest "
     "summarize tail translate validate verify visualize whoami"),
    ("update",
     "accept acknowledge adapt adjust advertise alter amend approve assign change close commit complete "
     "configure confirm convert customize decline decrease decrement decrypt "
     "deprecate detach disassociate dismiss "
     "dissociate distribute edit enable encrypt enter exchange exit expand "
     "extend finalize heal increase increment "
     "invalidate manage merge migrate modify move mute mv notify optimize "
     "override protect provide reactivate reassign "
     "reapply rebalance rebase rebuild recall reconcile reconnect redeem redrive refresh regenerate "
     "reindex reject reload relocate rename "
     "renew reorder repair replace reprocess reschedule rescore resize respond resume resync retry "
     "return revalidate reverse "
     "rotate save scale seek select set sort split store subscribe synchronize toggle transform tune "
     "unassign undeprecate unenroll unfollow ungroup unlabel unlock unmonitor unmark unmute unpause unpeer "
     "unpin unresolve unstar unsubscribe unsuspend untag update upgrade use wake write"),
    ("create",
     "acquire add allocate append associate attach begin bootstrap bundle claim compose cp create "
     "define duplicate "
     "enqueue enroll ensure establish generate import ingest init initialize initiate insert instantiate "
     "make mb mkdir "
     "new onboard open peer populate prepare provision put recover register reimport reopen replicate "
     "restore scaffold "
     "spawn start submit unarchive undelete upload upsert"),
    ("delete",
     "abandon annihilate autoremove clean cleanup clear deallocate decommission del delete deprovision "
     "deregister destroy discard dismantle dispose drop dropdatabase eject empty erase evict expunge "
     "exterminate flush flushall flushdb forget harddelete leave nuke obliterate "
     "offboard prune purge rb redact "
     "reap remove reset retract revert rm rmi rmdir rmr scrub shred softdelete terminate tombstone undefine "
     "undeploy uninstall unlink unprovision unpublish unregister unset vacate wipe withdraw yank zap"),
    ("truncate",
     "truncate"),
    ("stop",
     "abort cancel cordon deactivate demote disable disconnect end expel failback failover halt hibernate "
     "interrupt kick lockout logout pause poweroff quarantine quiesce reboot restart shutdown signout sleep "
     "stop suspend switchover"),
    ("deploy",
     "advance apply cutover deploy promote redeploy rollback"),
    ("publish",
     "expose publish"),
    ("grant",
     "allow assume authorize deauthorize deny escalate grant impersonate revoke unshare"),
    ("execute",
     "converse dispatch exec execute invoke navigate perform replay rerun retrigger train"),
    ("send",
     "deliver resend send transmit"),
    ("reveal",
     "reveal unseal"),
    ("overwrite",
     "overwrite reimage reinstall rewrite"),
    ("unprotect",
     "unprotect"),
))  # fmt: skip

WEAK: dict[str, Operation] = _table((
    ("read",
     "access audit browse cat check count diff display download dump events filter format head help "
     "history info lint log logs metrics monitor output plan price print probe query quote sample "
     "search stat stats status test top trace tree usage version view wait watch"),
    ("create",
     "backup attest book bookmark build buy capture checkout clone collect comment copy "
     "draft export follow fork fund issue join "
     "launch link load order pin post purchase record reply report request reserve schedule seed "
     "snapshot star"),
    ("update",
     "annotate bump channel config connect fix group index label lock map mark mirror opt patch "
     "settings setup sign stage swap switch sync tag touch track transfer vote"),
    ("execute",
     "call chat click command console debug eval fire job press run scp script shell signal ssh task trigger "
     "type workflow"),
    ("send",
     "dm email forward mail message pay push refund sms tweet"),
    ("delete",
     "deletion destruction expire kill removal teardown termination trash void"),
    ("stop",
     "archive ban block down drain freeze isolate maintenance"),
    ("deploy",
     "activate deployment release rollout ship up"),
    ("grant",
     "delegate invite permit share trust"),
    ("publish",
     "announce broadcast"),
))  # fmt: skip

NOUNS_TOO = frozenset(
    ("bundle", "import", "index", "register", "set", "store", "upload", "stage", "plan", "put")
)
"""Strong words that name things too: with a verb of deletion behind them they do (``store delete``)."""

MODIFIERS = frozenset((
    "all", "and", "async", "batch", "bulk", "by", "do", "force", "forced", "hard", "if", "immediately",
    "many", "now", "one", "or", "permanent", "permanently", "recursive", "recursively", "safe", "safely",
    "soft", "try", "v1", "v2", "v3", "v4",
))  # fmt: skip
"""Words around a verb that leave it the verb: ``batchDeleteUsers``, ``projectScheduleDeleteForce``."""

PHRASES: tuple[tuple[tuple[str, ...], Operation], ...] = (
    (("cancel", "deletion"), "update"),
    (("cancel", "delete"), "update"),
    (("delete", "cancel"), "update"),
    (("schedule", "key", "deletion"), "delete"),
    (("schedule", "delete"), "delete"),
    (("schedule", "deletion"), "delete"),
    (("release", "address"), "delete"),
    (("back", "up"), "create"),
    (("clean", "up"), "delete"),
    (("close", "account"), "delete"),
    (("get", "secret", "value"), "reveal"),
    (("get", "password", "data"), "reveal"),
    (("get", "random", "password"), "read"),
    (("get", "login", "password"), "reveal"),
    (("get", "session", "token"), "reveal"),
    (("get", "federation", "token"), "reveal"),
    (("get", "authorization", "token"), "reveal"),
    (("get", "access", "token"), "reveal"),
    (("print", "access", "token"), "reveal"),
    (("print", "identity", "token"), "reveal"),
    (("get", "credentials"), "reveal"),
    (("list", "keys"), "read"),
    (("get", "connection", "string"), "reveal"),
    (("show", "connection", "string"), "reveal"),
    (("show", "access", "keys"), "reveal"),
    (("api", "keys"), "reveal"),
    (("factor", "info", "secret"), "reveal"),
    (("create", "access", "key"), "grant"),
    (("create", "service", "specific", "credential"), "grant"),
    (("create", "login", "profile"), "grant"),
    (("update", "login", "profile"), "grant"),
    (("update", "assume", "role", "policy"), "grant"),
    (("attach", "policy"), "grant"),
    (("attach", "user", "policy"), "grant"),
    (("attach", "role", "policy"), "grant"),
    (("attach", "group", "policy"), "grant"),
    (("put", "user", "policy"), "grant"),
    (("put", "role", "policy"), "grant"),
    (("put", "group", "policy"), "grant"),
    (("put", "bucket", "policy"), "grant"),
    (("put", "resource", "policy"), "grant"),
    (("put", "key", "policy"), "grant"),
    (("put", "bucket", "acl"), "grant"),
    (("put", "object", "acl"), "grant"),
    (("add", "user", "to", "group"), "grant"),
    (("add", "permission"), "grant"),
    (("add", "role"), "grant"),
    (("iam", "policy", "binding"), "grant"),
    (("set", "iam", "policy"), "grant"),
    (("role", "assignment", "create"), "grant"),
    (("assume", "role"), "grant"),
    (("add", "collaborator"), "grant"),
    (("add", "member"), "grant"),
    (("stop", "logging"), "unprotect"),
    (("run", "query"), "execute"),
    (("execute", "sql"), "execute"),
    (("reset", "password"), "update"),
    (("reset", "credentials"), "update"),
    (("log", "out"), "stop"),
    (("sign", "out"), "stop"),
    (("mark", "as", "read"), "update"),
    (("add", "comment"), "create"),
    *(((thing, "rebuild"), "overwrite") for thing in ("server", "instance", "vm", "linode", "droplet")),
    *((("rebuild", thing), "overwrite") for thing in ("server", "instance", "vm", "linode", "droplet")),
    (("enable", "protection"), "create"),
    (("enable", "backup"), "create"),
    (("remove", "label"), "update"),
    (("clear", "cache"), "stop"),
    (("purge", "cache"), "stop"),
    (("release", "create"), "publish"),
    (("create", "release"), "publish"),
    (("scale", "down"), "stop"),
    (("tear", "down"), "delete"),
    (("shut", "down"), "stop"),
    (("roll", "back"), "deploy"),
    (("take", "down"), "stop"),
    (("cut", "over"), "deploy"),
    (("read", "write"), "update"),
    (("search", "and", "replace"), "update"),
    (("search", "replace"), "update"),
    (("str", "replace"), "update"),
    (("dry", "run"), "read"),
)
"""Words in this order (others may stand between them) that mean something else than their verb."""
