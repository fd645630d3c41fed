"""Transact-SQL needs no ``;`` between statements: one ends where the head of the next stands.

Caught: ``SET NOCOUNT ON DELETE FROM users``, ``DECLARE @n int DROP TABLE users``, ``GRANT SELECT ON t TO u
TRUNCATE TABLE t``. Near misses, where the same word belongs to the statement: ``GRANT DELETE ON t TO u``,
``ALTER TABLE t DROP COLUMN c``, ``REFERENCES b (id) ON DELETE CASCADE``, ``a INNER MERGE JOIN b``, the body
of a procedure.

Facts: the Transact-SQL reference (reserved words; GRANT, ALTER TABLE, CREATE PROCEDURE, which takes the rest
of its batch; USE).
"""

from __future__ import annotations

from guard.sql.ddl import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

HEADS = frozenset(
    ("ALTER", "COMMIT", "CREATE", "DBCC", "DELETE", "DENY", "DROP", "EXEC", "EXECUTE", "GRANT", "INSERT",
     "KILL", "MERGE", "RESTORE", "REVOKE", "SHUTDOWN", "TRUNCATE", "UPDATE")
)  # fmt: skip
"""Reserved words that begin a statement which changes something."""
_JOINED = frozenset(("FOR", "AFTER", "BEFORE", "AS", "WITH", ",", ".", "="))
"""A head right behind one of these is a part of what stands before it."""
_WHOLE = frozenset(("MERGE", "WITH"))
"""Heads that hold others: a MERGE has to end with ``;``, and WITH reads its own statement."""
_BODIES = frozenset(("PROC", "PROCEDURE", "FUNCTION", "TRIGGER", "VIEW"))
"""What is made of the rest of the batch."""
_PARTS = frozenset(("COLUMN", "CONSTRAINT", "CREDENTIAL", "FILE"))
"""What an ALTER adds to, changes or drops from its own object."""


def following(words: list[str], at: int = 1, first: int = 0) -> int:
    """The index from ``at`` on at which another statement begins than that which begins at ``first``; the
    number of words where none does."""
    total, head, kind = len(words), words[first], words[first + 1 : first + 2]
    if words[first + 1 : first + 3] == ["OR", "ALTER"]:
        kind = words[first + 3 : first + 4]
    if head in _WHOLE or (head in ("CREATE", "ALTER") and not _BODIES.isdisjoint(kind)):
        return total
    if head in ("GRANT", "REVOKE", "DENY"):  # its privileges have the names of statements
        at = next((index for index in range(at, total) if words[index] in ("TO", "FROM")), total)
    depth = 0
    for index in range(at, total):
        word = words[index]
        depth += (word == "(") - (word == ")")
        if not depth and _begins(word, words[index - 1], words[index + 1 : index + 2], head):
            return index
    return total


def _begins(word: str, before: str, after: list[str], head: str) -> bool:
    if word == "SELECT":  # its WHERE is not theirs
        return head in ("DELETE", "UPDATE")
    if word not in HEADS or before in _JOINED:
        return False
    if word == "MERGE" and after == ["JOIN"]:
        return False
    if head == "ALTER" and word in ("DROP", "ALTER", "MERGE"):
        return not KINDS.isdisjoint(after) and _PARTS.isdisjoint(after)
    return before != "ON" or head not in ("ALTER", "CREATE")  # ON DELETE CASCADE; SET NOCOUNT ON ends


def by_database(tokens: list[str]) -> Iterator[list[str]]:
    """The tokens cut where ``USE`` takes what follows to another database."""
    start = depth = 0
    for index, lexeme in enumerate(tokens):
        depth += (lexeme == "(") - (lexeme == ")")
        if index and not depth and lexeme in ("USE", "use", "Use") and tokens[index - 1] not in _JOINED:
            yield tokens[start:index]
            start = index
    yield tokens[start:]
