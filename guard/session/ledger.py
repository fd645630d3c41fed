"""What a conversation has seen, made, run, been refused and been told, kept between two hooks.

One SQLite file per user, mode 0600, a row per fact, safe for hooks that run at the same time (write-ahead
log, bounded waiting). No secret's value is in it, only its fingerprint. Old facts are evicted, and the
ledger remembers that it did. A ledger that is damaged, locked or somebody else's raises ``GuardError``;
the answer to a proposal is then *ask*, never *allow*.

The C module ``_sqlite3`` is used directly: the package ``sqlite3`` costs several times a verdict to import.
"""

from __future__ import annotations

import time

from guard.errors import GuardError
from guard.session.interface import Ran
from guard.session.owned import PRIVATE_FILE, checked_owner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WAIT = 1.5
"""Seconds to wait for another hook that is writing."""
FACTS_PER_SESSION = 4000
SESSIONS = 400
COMMANDS = 200
REMEMBERED = 30 * 24 * 3600
"""Seconds after which a session's facts may be evicted."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (
  id INTEGER PRIMARY KEY, session TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  value TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS facts_by_name ON facts (session, kind, name);
PRAGMA user_version = 1;
"""


class Ledger:
    """The facts of one conversation; implements ``session.interface.Session``.

    Nothing is opened before the first question, and a question about a ledger that does not exist yet
    costs one look at the file system.

    Raises:
        GuardError: from every method, where the ledger cannot be used.
    """

    def __init__(self, state: str, session: str) -> None:
        """
        Args:
            state: the guard's folder (``guard/state.py``).
            session: names the conversation; empty: nothing is known and nothing is kept.
        """
        self.session = session
        self.state = state
        self.path = state + "/ledger.sqlite"
        self._database: Any = None

    # ------------------------------------------------------------------------------ questions

    def made(self, kind: str, identity: str) -> bool:
        """Whether this session created that object. A path counts where it or a directory above it was
        made; anything else by its name, whatever noun it was recorded under."""
        if not identity:
            return False
        if kind in ("path", "file", "directory") or identity.startswith("/"):
            return any(self._value("path", p) is not None for p in _ancestors(identity))
        names = (f"{kind}:{identity}", identity, *(f"{k}:{identity}" for k in KINDRED.get(kind, ())))
        return any(self._value("made", name) is not None for name in names)

    def fingerprint(self, secret: str) -> str:
        """What stands for a secret in this ledger (``credentials/fingerprint.py``)."""
        from guard.credentials.fingerprint import fingerprint

        return fingerprint(secret, self.state)

    def source_of_secret(self, fingerprint: str) -> str:
        """The file or output in which a secret was first seen; empty where never."""
        return self._value("secret", fingerprint) or ""

    def commands(self) -> tuple[Ran, ...]:
        """The commands that ran, oldest first, the last 200; secrets in them are blotted out."""
        rows = self._rows("ran", COMMANDS)
        return tuple(
            Ran(text, int(code) if code.lstrip("-").isdigit() else None) for text, code in reversed(rows)
        )

    def refusals(self) -> tuple[str, ...]:
        """Keys of the effects that were denied."""
        return tuple(name for name, _ in self._rows("refused", 500))

    def approvals(self) -> tuple[str, ...]:
        """Keys of the effects that a person let pass."""
        return tuple(name for name, _ in self._rows("approved", 500))

    def asked(self, call: str) -> tuple[str, ...]:
        """Keys of the effects about which a person was asked before that tool call."""
        return tuple(key for key in (self._value("asked", call) or "").split("\n") if key)

    def prohibitions(self) -> tuple[str, ...]:
        """What the user forbade, in the user's words, oldest first."""
        return tuple(name for name, _ in reversed(self._rows("forbidden", 100)))

    def task_environment(self) -> str:
        """The environment that the user named last (``staging``)."""
        rows = self._rows("environment", 1)
        return rows[0][0] if rows else ""

    def last_prompt(self) -> str:
        """What the user said last, secrets blotted out."""
        rows = self._rows("prompt", 1)
        return rows[0][0] if rows else ""

    def evicted(self) -> int:
        """How many facts of this session had to be forgotten."""
        rows = self._rows("evicted", 1)
        return int(rows[0][1]) if rows else 0

    # ------------------------------------------------------------------------------ recording

    def record(self, kind: str, name: str, value: str = "", *, first: bool = False) -> None:
        """Remember a fact.

        Args:
            first: keep what was remembered first under that name (where a secret was seen).
        """
        self.record_all(((kind, name, value),), first=first)

    def record_all(self, facts: tuple[tuple[str, str, str], ...], *, first: bool = False) -> None:
        """Remember several facts in one transaction."""
        if not self.session or not facts:
            return
        database = self._opened(create=True)
        now = time.time()
        rows = tuple((self.session, kind, name[:4000], value[:4000], now) for kind, name, value in facts)
        insert = "INSERT INTO facts (session, kind, name, value, at) SELECT ?, ?, ?, ?, ?"
        if first:
            insert += " WHERE NOT EXISTS (SELECT 1 FROM facts WHERE session = ?1 AND kind = ?2 AND name = ?3)"
            insert = insert.replace("SELECT ?, ?, ?, ?, ?", "SELECT ?1, ?2, ?3, ?4, ?5")
        try:
            database.execute("BEGIN IMMEDIATE")
            for row in rows:
                database.execute(insert, row)
            self._evict(database, now)
            database.execute("COMMIT")
        except Exception as error:
            raise self._unusable(error) from None

    def _evict(self, database: Any, now: float) -> None:
        count = database.execute("SELECT count(*) FROM facts WHERE session = ?", (self.session,)).fetchone()[
            0
        ]
        over = count - FACTS_PER_SESSION
        if over > 0:
            database.execute(
                "DELETE FROM facts WHERE id IN (SELECT id FROM facts WHERE session = ? AND kind IN "
                "('ran', 'prompt', 'secret', 'path', 'made') ORDER BY kind = 'ran' DESC, id LIMIT ?)",
                (self.session, over + 200),
            )
            database.execute(
                "INSERT INTO facts (session, kind, name, value, at) VALUES (?, 'evicted', '', ?, ?)",
                (self.session, str(self._evicted_before(database) + over + 200), now),
            )
        sessions = database.execute("SELECT count(DISTINCT session) FROM facts").fetchone()[0]
        if sessions > SESSIONS:
            database.execute(
                "DELETE FROM facts WHERE session NOT IN (SELECT session FROM facts GROUP BY session "
                "ORDER BY max(at) DESC LIMIT ?)",
                (SESSIONS // 2,),
            )
        if count % 50 == 0:
            database.execute("DELETE FROM facts WHERE at < ?", (now - REMEMBERED,))

    def _evicted_before(self, database: Any) -> int:
        query = "SELECT value FROM facts WHERE session = ? AND kind = 'evicted' ORDER BY id DESC LIMIT 1"
        row = database.execute(query, (self.session,)).fetchone()
        return int(row[0]) if row else 0

    # ---------------------------------------------------------------------------- the database

    def _value(self, kind: str, name: str) -> str | None:
        database = self._opened()
        if database is None:
            return None
        query = "SELECT value FROM facts WHERE session = ? AND kind = ? AND name = ? ORDER BY id LIMIT 1"
        try:
            row = database.execute(query, (self.session, kind, name)).fetchone()
        except Exception as error:
            raise self._unusable(error) from None
        return None if row is None else str(row[0])

    def _rows(self, kind: str, limit: int) -> list[tuple[str, str]]:
        database = self._opened()
        if database is None:
            return []
        query = "SELECT name, value FROM facts WHERE session = ? AND kind = ? ORDER BY id DESC LIMIT ?"
        try:
            return [
                (str(n), str(v)) for n, v in database.execute(query, (self.session, kind, limit)).fetchall()
            ]
        except Exception as error:
            raise self._unusable(error) from None

    def _opened(self, create: bool = False) -> Any:
        if self._database is not None or not self.session:
            return self._database
        path = self.path
        exists = checked_owner(path)
        if not exists and not create:
            return None
        try:
            if not exists:
                _make(path)
            from guard.session.engine import engine

            self._database = engine().connect(path, timeout=WAIT, isolation_level=None)
            if not exists or self._database.execute("PRAGMA user_version").fetchone()[0] == 0:
                self._database.execute("PRAGMA journal_mode = WAL")
                for statement in SCHEMA.split(";"):
                    self._database.execute(statement)
        except Exception as error:
            self._database = None
            raise self._unusable(error) from None
        return self._database

    def _unusable(self, error: Exception) -> GuardError:
        return GuardError(
            f"what this session did before cannot be looked up ({error})",
            "if it stays so, a person may remove the guard's ledger.sqlite",
        )


KINDRED: dict[str, tuple[str, ...]] = {
    "database": ("db",), "volume": ("docker-volume",), "db": ("database",), "instance": ("rds", "ec2"),
    "db-instance": ("rds",),
}  # fmt: skip
"""Nouns under which the same object may have been recorded."""


def _ancestors(path: str) -> list[str]:
    """A path and every directory above it, the root aside."""
    pieces = path.rstrip("/").split("/")
    return ["/".join(pieces[:end]) for end in range(len(pieces), 1, -1)]


def _make(path: str) -> None:
    """Create the file with its mode before SQLite sees it."""
    import os

    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE))
    except FileExistsError:
        return
