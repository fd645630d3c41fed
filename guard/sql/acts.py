"""What one SQL statement does, in one small record, before anybody asks where."""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal[
        "read", "session", "transaction", "insert", "upsert", "create", "replace", "update", "delete",
        "merge",
        "truncate", "drop", "alter-drop", "alter", "rename", "grant", "empower", "unprotect",
        "settings", "maintenance",
        "copy-program", "copy-to-file", "copy-from-file", "load-code", "execute", "call", "slot", "stop",
        "reveal",
        "restore", "admin", "exclusive", "dynamic", "unknown", "client",
    ]  # fmt: skip
    Bound = Literal["", "none", "tautology", "partial", "key"]
    Moved = tuple[tuple[str, str], ...]

QUIET = frozenset(("read", "session", "transaction", "insert", "create"))
"""Kinds that neither change nor lose what is there."""


OF_OWN = frozenset(("drop", "truncate", "delete", "update", "alter-drop", "alter", "rename", "merge"))
"""Kinds that lose nothing where the same text has made the object."""


@frozen
class Act:
    """One thing a statement does."""

    kind: Kind
    object: str = ""
    """What kind of thing: table, database, schema, column, role …"""
    name: str = ""
    """Its name as written, quotes off."""
    bound: Bound = ""
    """For delete and update: no WHERE, one that is always true, one that picks some rows, one by key."""
    detail: str = ""
    """The function, setting or reason, for the sentence."""
    cascade: bool = False
    rolled_back: bool = False
    """The same text takes it back before anything is committed."""
    own: bool = False
    """The object was created earlier in the same text."""
    moved: Moved = ()
    """What the text switched to before it (``USE``, ``\\c``, an attached file), as hints of a place."""
    start: int = 0
    """Where its statement begins in the text."""
    hidden: bool = False
    """It stands where a reader sees a comment, or a text that is put together for no reason."""
    ahead: bool = False
    """For unprotect: the same text then loses what was protected (``lifted.py``)."""


def named(kind: Kind, object: str = "", name: str = "", detail: str = "", **more: object) -> tuple[Act, ...]:
    """One act as a tuple."""
    return (Act(kind, object, name, detail=detail, **more),)  # type: ignore[arg-type]


def unknown(why: str) -> tuple[Act, ...]:
    """A statement that cannot be headed: never a read."""
    return (Act("unknown", "statement", detail=why),)
