"""REST: what a request does by its method and the words of its path.

GET, HEAD and OPTIONS read. DELETE deletes, PUT and PATCH change, POST does what the verb in the last
segment says (after ``/`` or ``:``), and creates where there is none. On 28,137 methods of 338 public
APIs this rule misses 15 of 4,580 destructive ones; those are in ``specials.py``.

Caught: ``curl https://api.example.com/v1/customers/42 -d _method=DELETE``; ``curl -X DELETE
https://api.example.com/v9/projects/p``.
Quiet: ``curl https://api.example.com/v1/delete-candidates``; ``curl -X POST https://api.example.com/v1/search
-d '{}'``; ``curl -X POST https://api.example.com/v1/customers -d '{}'``.

Lost: the thing that the path names, with what belongs to it.
Back: few services keep what was deleted; where one does (GitLab, Google Cloud projects), for days.
Instead: GET the same address first; archive or disable where the service can.

Facts: RFC 9110 (methods), the ``X-HTTP-Method-Override`` and ``_method`` conventions, the OpenAPI
descriptions of 338 public services.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.hosts import is_infrastructure
from guard.knowledge.gravity import NOUNS, gravity_of, noun_row, protects, singular
from guard.knowledge.lexicon import STRONG
from guard.knowledge.verbs import reading_of, split_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.http.hosts import Host
    from guard.model import Operation

READS = ("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY", "CONNECT")
PLAIN_VERSIONS = frozenset(("api", "rest", "v1", "v2", "v3", "v4", "v5", "beta", "admin", "public", "client"))
VERBS_OF_POST = (
    "delete",
    "truncate",
    "overwrite",
    "stop",
    "deploy",
    "grant",
    "publish",
    "unprotect",
    "reveal",
)
"""What a POST must be called to be more than a create; *execute* and *send* only on infrastructure."""


def acts_of(method: str, parts: Sequence[str], host: Host, whole: bool) -> Iterator[Act]:
    """What a plain request would do.

    Args:
        method: in capitals, overrides applied.
        parts: the decoded segments of the path.
        host: whose interface it is.
        whole: whether the path is known to its end.
    """
    if method in READS:
        return
    if method == "DELETE":
        yield _deleted(parts, host, whole)
    elif method in ("PUT", "PATCH", "MERGE", "PROPPATCH", "MOVE"):
        act = _changed(method, parts, host)
        if act is not None:
            yield act
    elif method in ("POST", "COPY", "MKCOL", "LINK", "SUBSCRIBE"):
        act = _posted(parts, host)
        if act is not None:
            yield act
    elif method in ("PURGE", "BAN"):
        yield Act(
            "http.purge", "delete", "cache", "/".join(parts), "R1", "B1", "the cached copies of that path"
        )
    else:
        yield Act("http.method", "unknown", "resource", "/" + "/".join(parts),
                  why=f"nobody knows what the method {method} does")  # fmt: skip


def thing_of(parts: Sequence[str]) -> tuple[tuple[str, ...], str, bool]:
    """The nouns of the thing that a path names, its name, and whether it is one thing by its key."""
    named = [p for p in parts if p.lower() not in PLAIN_VERSIONS]
    for index in range(len(named) - 1, -1, -1):
        words = split_name(named[index])
        if not words or _is_key(named[index]):
            continue
        known = words[-1] in NOUNS or singular(words[-1]) in NOUNS or "-".join(words[-2:]) in NOUNS
        plural = words[-1] != singular(words[-1])
        last = index == len(named) - 1
        if known or plural:
            if last and not plural and index and not _is_collection(named[index - 1]):
                return words, named[index], True
            if last:
                return words, named[index], False
            return words, named[index + 1], True
    return (), named[-1] if named else "", len(named) > 1


def _is_collection(segment: str) -> bool:
    words = split_name(segment)
    return bool(words) and words[-1] != singular(words[-1])


def _is_key(segment: str) -> bool:
    """Whether a segment is an identifier rather than a word: digits, a uuid, an address."""
    return any(c.isdigit() for c in segment) or "@" in segment or segment.startswith(("$", "⟨"))


def _deleted(parts: Sequence[str], host: Host, whole: bool) -> Act:
    nouns, name, keyed = thing_of(parts)
    keyed = keyed and whole
    identity = name or "/" + "/".join(parts)
    if not nouns or not _infrastructure(host):
        kind = singular(nouns[-1]) if nouns else "resource"
        return Act(
            "http.delete", "delete", kind, identity, blast="B0" if keyed else "B1",
            loss=f"the {kind} {identity}" if keyed else f"everything under {identity}",
            marks=("by-key",) if keyed else ("unbounded",),
        )  # fmt: skip
    gravity = gravity_of("delete", nouns)
    operation: Operation = "unprotect" if protects(nouns) else "delete"
    if not keyed:
        return Act("http.delete", operation, gravity.kind, identity, gravity.recoverability, gravity.blast,
                   loss=f"all of {identity}", marks=(*gravity.marks, "unbounded"))  # fmt: skip
    return Act(
        "http.delete", operation, gravity.kind, identity, gravity.recoverability, gravity.blast,
        marks=(*gravity.marks, "by-key"),
    )  # fmt: skip


def _changed(method: str, parts: Sequence[str], host: Host) -> Act | None:
    nouns, name, keyed = thing_of(parts)
    last = reading_of(parts[-1]) if parts else reading_of("")
    if last.operation in VERBS_OF_POST and parts and _is_verb(parts[-1]):
        return _posted(parts, host)
    kind, row = noun_row(nouns)
    if nouns and row[2] in ("thing", "regenerable") and host.kind in ("forge", "workspace", "messaging"):
        return None
    if method == "PATCH" and keyed and host.kind == "workspace":
        return None  # a page, a row, a card; what throws it away stands in the body (``actions.py``)
    if method == "PUT" and host.kind == "data":
        return Act("http.put", "overwrite", kind, name, "R3", "B0" if keyed else "B1",
                   loss=f"what {name} holds now")  # fmt: skip
    said = name or "what lies there"
    return Act(
        "http.change", "update", kind if nouns else "resource", name, "R1", "B0" if keyed else "B1",
        why=f"{method} changes {said} on the other side", marks=("by-key",) if keyed else (),
    )  # fmt: skip


def _is_verb(segment: str) -> bool:
    """Whether a segment is a verb and not the name of a thing: its first or last word is one."""
    words = split_name(segment)
    if "_" in segment and len(words) <= 4 and any(STRONG.get(word) == "delete" for word in words):
        return True  # ``b2_delete_bucket``
    return bool(words) and (words[0] in STRONG or words[-1] in STRONG)


def _posted(parts: Sequence[str], host: Host) -> Act | None:
    if not parts:
        return None
    verb = parts[-1].rpartition(":")[2]
    if "." in verb and _is_verb(verb.rpartition(".")[2]):  # ``LogService.ClearLog``
        verb = verb.rpartition(".")[2]
    if _is_key(verb) and len(parts) > 1 and not _is_verb(verb):
        verb = parts[-2] if _is_verb(parts[-2]) else verb
    if not _is_verb(verb):  # ``/dns/delete/acme.com/1``
        verb = next((p for p in parts[-4:-1] if STRONG.get((split_name(p) or ("",))[0]) == "delete"), verb)
    paid = _paid(parts, host)
    if paid is not None:
        return paid
    act = _end_of_a_path(parts, host)
    if act is not None:
        return act
    reading = reading_of(verb)
    nouns, name, keyed = thing_of(parts[:-1])
    if reading.nouns and reading.operation != "unknown":
        nouns = (*nouns, *reading.nouns)
    wanted = VERBS_OF_POST + (("execute", "send") if _infrastructure(host) else ())
    if _is_verb(verb) and reading.operation in wanted:
        gravity = gravity_of(reading.operation, nouns)
        if host.kind == "forge" and reading.operation == "stop" and noun_row(nouns)[1][2] == "regenerable":
            return None
        return Act(
            "http.post-verb", reading.operation, gravity.kind, name or verb, gravity.recoverability,
            gravity.blast, marks=(*gravity.marks, *(("by-key",) if keyed else ())),
            why=f"the last segment says {verb}",
        )  # fmt: skip
    if host.kind == "control-plane" and not _is_verb(verb):
        created = gravity_of("create", split_name(verb))
        if "billable" in created.marks:
            return Act("http.create", "create", singular(split_name(verb)[-1]), verb, "R1", "B0",
                       why="it creates something that costs money", marks=("billable",))  # fmt: skip
    return None


MONEY = frozenset((
    "refund", "refunds", "payouts", "payout", "transfers", "charges", "capture", "captures", "confirm",
    "reversals", "disbursements",
))  # fmt: skip
"""Segments behind which money moves."""


def _paid(parts: Sequence[str], host: Host) -> Act | None:
    """Money that is paid out or back, or taken."""
    last = parts[-1].lower()
    moved = last in MONEY or (host.provider == "wise" and last == "payments")
    if host.kind != "payment" or not moved:
        return None
    return Act("http.money", "send", "payment", "/".join(parts[-2:]), "R4", "B0", "the money that is moved",
               marks=("by-key",))  # fmt: skip


ENDS: dict[str, Operation] = {
    "rebuild": "overwrite", "reinstall": "overwrite", "reimage": "overwrite", "restore": "overwrite",
    "restore-pitr": "overwrite", "restorejobs": "overwrite", "restores": "overwrite", "_restore": "overwrite",
    "drain": "stop", "archive": "stop", "ban": "stop", "mute": "stop", "detach": "stop", "void": "delete",
    "evict": "stop", "eviction": "stop", "freeze": "stop", "kill": "stop", "kick": "stop", "lock": "stop",
    "failover": "stop", "switchover": "stop", "revert": "overwrite",
}  # fmt: skip
"""Last segments that mean an act on the thing before them, whatever else the word may mean."""


def _end_of_a_path(parts: Sequence[str], host: Host) -> Act | None:
    operation = ENDS.get(parts[-1].lower())
    if (
        operation is None
        or len(parts) < 2
        or not (_infrastructure(host) or host.kind in ("workspace", "model"))
    ):
        return None
    if host.kind == "forge" and parts[-1].lower() == "lock":
        return None
    nouns, name, _ = thing_of(parts[:-1])
    gravity = gravity_of(operation, nouns)
    return Act("http.post-verb", operation, gravity.kind, name or parts[-2], gravity.recoverability,
               gravity.blast, marks=gravity.marks, why=f"the last segment says {parts[-1]}")  # fmt: skip


def _infrastructure(host: Host) -> bool:
    """Whether a verb or a key there is to be taken as it stands."""
    return is_infrastructure(host) or host.kind == "registry"
