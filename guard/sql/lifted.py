"""A protection that a text takes away ahead of the loss that it would have kept from happening.

Two shapes. What switches something off and then loses data in the same text: ``PRAGMA writable_schema=1;
DELETE FROM sqlite_master``, ``ALTER TABLE t DISABLE TRIGGER ALL; TRUNCATE t``. And what gets out of a
transaction that only reads: ``BEGIN READ ONLY; SET TRANSACTION READ WRITE; DELETE FROM t``, or ``SELECT 1;
COMMIT; DELETE FROM t``, where nothing of the text's own was there to commit: the COMMIT can only end what
somebody else began around it, and the write then stands outside of it.

Near misses: ``BEGIN READ ONLY; SELECT 1; COMMIT``; ``BEGIN; DELETE FROM t; COMMIT; DELETE FROM u`` (its own);
``DELETE FROM t; COMMIT; DELETE FROM u`` (a session without autocommit); ``BEGIN READ WRITE; DELETE FROM t``;
``SET session_replication_role = replica`` ahead of a load, which restoring does so that rows may come in any
order (it still counts as a protection that is off).

Facts: PostgreSQL's SET TRANSACTION and its multi-statement simple queries, MySQL's SET TRANSACTION, SQLite's
``PRAGMA writable_schema``.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.sql.acts import Act

READING = "read only"
WRITING = "read write"
_LOSES = frozenset(("delete", "truncate", "drop", "alter-drop", "update", "merge"))
_LOSES_WITHOUT_BOUND = frozenset(("delete", "update"))
_STRUCTURES = frozenset(("index", "view", "trigger", "constraint", "statistics", "stats", "foreign table"))
"""What can be made again from its definition."""
_FOR_LOADING = frozenset(("session_replication_role",))


class Transactions:
    """The transactions of a text, from one act to the next."""

    def __init__(self, dialect: str) -> None:
        self._reading = False
        self._inside = False
        self._changed = dialect == "oracle"
        """Whether a COMMIT may end something of the text's own; in Oracle it always may."""

    def seen(self, act: Act) -> Act | None:
        """The way out of somebody else's transaction, or of one that only reads, which the act is."""
        if act.kind != "transaction":
            self._changed = self._changed or act.kind not in ("read", "session", "client")
            return None
        why = ""
        if act.detail in ("commit", "rollback"):
            if not self._inside and not self._changed:
                why = f"{act.detail} ends a transaction that the text did not begin"
            self._reading = self._reading and not self._inside
            self._inside = False
        elif act.detail == "begin":
            self._inside = True
        elif act.name == WRITING and (self._reading or (act.detail == "mode" and not self._inside)):
            why = "the transaction that only reads is made one that writes"
        if act.name:
            self._reading = act.name == READING
        return Act("unprotect", "transaction", READING, detail=why, start=act.start) if why else None


def lifted(acts: tuple[Act, ...], dialect: str) -> tuple[Act, ...]:
    """The acts, with those that take a protection away ahead of a loss marked ``ahead``, and one more for
    each way out of a transaction that only reads."""
    transactions = Transactions(dialect)
    out: list[Act] = []
    for act in acts:
        way = transactions.seen(act)
        if way is not None:
            out.append(way)
        out.append(act)
    return _marked(out)


def _marked(acts: list[Act]) -> tuple[Act, ...]:
    """Backwards: which protections something is lost behind. A way out that nothing follows is none."""
    behind = False
    out: list[Act] = []
    for act in reversed(acts):
        if is_way_out(act) and not behind:
            continue
        if protects(act):
            act = replace(act, ahead=behind)
        elif is_loss(act):
            behind = True
        out.append(act)
    return tuple(reversed(out))


def is_way_out(act: Act) -> bool:
    """Whether it counts only where something is lost behind it."""
    return act.kind == "unprotect" and act.object == "transaction"


def protects(act: Act) -> bool:
    """Whether what the act takes away would have kept a loss from happening, or from being known."""
    return act.kind == "unprotect" and act.name not in _FOR_LOADING


def is_loss(act: Act) -> bool:
    """Whether the act takes away what no definition brings back."""
    if act.rolled_back or act.own or act.kind not in _LOSES:
        return False
    if act.kind in _LOSES_WITHOUT_BOUND:
        return act.bound != "key"
    return act.object not in _STRUCTURES
