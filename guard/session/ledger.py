"""What a conversation has seen, made, run, been refused and been told, kept between two hooks.

A file per conversation, ``$STATE/ledger-NAME``, mode 0600: a first line, then a line per fact (kind, name,
value, time; tabs between them), oldest first. No secret's value is in it, only its fingerprint. A fact is
appended in one write under a lock on the file, so that hooks at the same time lose nothing; a hook that dies
leaves no lock behind and at most an unfinished last line, which counts as never written. Old facts are
evicted, and the ledger remembers that it did. A ledger that is damaged, locked for too long or somebody
else's raises ``GuardError``; the answer to a proposal is then *ask*, never *allow*.

Measured against SQLite (2026-11-20, CPython 3.11): loading its library and opening one database costs a cold
hook 2 ms, the first answer out of this file 0.1 ms, and a hook takes 12.
"""

from __future__ import annotations

from guard.errors import GuardError
from guard.session.facts import LONGEST, field, file_name, line, line_start, plain, read
from guard.session.interface import Ran
from guard.session.owned import owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    Fact = tuple[str, str, str]
    """Kind, name, value."""

FACTS_PER_SESSION = 4000
SHORTEST = 16
"""Bytes that a fact takes at least."""
LARGEST = 4 * 1024 * 1024
"""Bytes of one conversation from which on facts are evicted."""
COMMANDS = 200


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
        self.path = f"{state}/{file_name(session)}"
        self._stamp: object = None
        self._content = b""

    # ------------------------------------------------------------------------------ questions

    def made(self, kind: str, identity: str) -> bool:
        """Whether this session created that object. A path counts where it or a directory above it was
        made; anything else by its name, whatever noun it was recorded under."""
        if not identity:
            return False
        if kind in ("path", "file", "directory") or identity.startswith("/"):
            recorded, names = "path", _ancestors(identity)
        else:
            recorded = "made"
            names = [f"{kind}:{identity}", identity, *(f"{k}:{identity}" for k in KINDRED.get(kind, ()))]
        content = self._facts()
        if line_start(recorded, "")[:-1] not in content:
            return False
        return any(self._value_in(content, recorded, name) is not None for name in names)

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
        return tuple(name for name, _ in self._rows("refused", SEEN["refused"]))

    def approvals(self) -> tuple[str, ...]:
        """Keys of the effects that a person let pass."""
        return tuple(name for name, _ in self._rows("approved", SEEN["approved"]))

    def asked(self, call: str) -> tuple[str, ...]:
        """Keys of the effects about which a person was asked before that tool call."""
        return tuple(key for key in (self._value("asked", call) or "").split("\n") if key)

    def coming(self, command: str) -> str:
        """The files that this command was going to make, a line each (``session/coming.py``)."""
        return self._value("coming", command) or ""

    def prohibitions(self) -> tuple[str, ...]:
        """What the user forbade, in the user's words, oldest first."""
        return tuple(name for name, _ in reversed(self._rows("forbidden", SEEN["forbidden"])))

    def task_environment(self) -> str:
        """The environment that the user named last (``staging``)."""
        rows = self._rows("environment", 1)
        return rows[0][0] if rows else ""

    def task_project(self) -> str:
        """Empty: only a declared task names a project (``session/task.py``)."""
        return ""

    def allowed_acts(self) -> tuple[str, ...]:
        """None: only a declared task allows anything in advance."""
        return ()

    def asked_acts(self) -> tuple[str, ...]:
        """What the user's last words asked for that takes something away."""
        rows = self._rows("acts", 1)
        return tuple(act for act in rows[0][0].split("\n") if act) if rows else ()

    def bound(self) -> str:
        """The project of the declared task that this conversation began in; empty where in none."""
        rows = self._rows("task", 1)
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

    def record_all(self, facts: tuple[Fact, ...], *, first: bool = False) -> None:
        """Remember several facts in one write."""
        if not self.session or not facts:
            return
        from guard.session.writing import Writing

        try:
            with Writing(self.path, self.state) as file:
                content = file.read() if first or file.size > SHORTEST * FACTS_PER_SESSION else b""
                if first:
                    facts = tuple(f for f in facts if line_start(f[0], f[1][:LONGEST]) not in content)
                file.append(b"".join(line(*fact) for fact in facts))
                if file.size > LARGEST or content.count(b"\n") > FACTS_PER_SESSION:
                    from guard.session.eviction import rest

                    file.replace(rest(file.read()))
        except (OSError, ValueError) as error:
            raise self._unusable(error) from None

    # -------------------------------------------------------------------------------- the file

    def _value(self, kind: str, name: str) -> str | None:
        """The first value that was remembered under a name."""
        return self._value_in(self._facts(), kind, name)

    def _value_in(self, content: bytes, kind: str, name: str) -> str | None:
        at = content.find(line_start(kind, name))
        return None if at < 0 else plain(self._fields(content, at)[2])

    def _rows(self, kind: str, limit: int) -> list[tuple[str, str]]:
        """Names and values of a kind, the last first."""
        content = self._facts()
        start = b"\n" + field(kind) + b"\t"
        rows: list[tuple[str, str]] = []
        at = content.rfind(start)
        while at >= 0 and len(rows) < limit:
            _, name, value, _ = self._fields(content, at)
            rows.append((plain(name), plain(value)))
            at = content.rfind(start, 0, at + 1)
        return rows

    def _fields(self, content: bytes, at: int) -> list[bytes]:
        """The fields of the line that begins after a place."""
        fields = content[at + 1 : content.index(b"\n", at + 1)].split(b"\t")
        if len(fields) != 4:
            raise self._unusable("it is damaged")
        return fields

    def _facts(self) -> bytes:
        """The file as it is now, without an unfinished last line."""
        if not self.session:
            return b""
        found = owned(self.path)
        if found is None:
            return b""
        stamp = found.st_ino, found.st_size, found.st_mtime_ns
        if stamp != self._stamp:
            try:
                self._content = read(self.path)
            except (OSError, ValueError) as error:
                raise self._unusable(error) from None
            self._stamp = stamp
        return self._content

    def _unusable(self, error: Exception | str) -> GuardError:
        reason = getattr(error, "strerror", None) or str(error)
        return GuardError(
            f"what this session did before cannot be looked up ({reason})",
            f"if it stays so, a person may remove {self.path}",
        )


KINDRED: dict[str, tuple[str, ...]] = {
    "database": ("db",), "volume": ("docker-volume",), "db": ("database",), "instance": ("rds", "ec2"),
    "db-instance": ("rds",),
}  # fmt: skip
"""Nouns under which the same object may have been recorded."""
SEEN = {
    "ran": COMMANDS, "refused": 500, "approved": 500, "forbidden": 100, "environment": 1,
    "evicted": 1, "acts": 1, "task": 1,
}  # fmt: skip
"""How many facts of a kind a question looks at, from the last backwards; other kinds are asked by name."""


def _ancestors(path: str) -> list[str]:
    """A path and every directory above it, the root aside."""
    pieces = path.rstrip("/").split("/")
    return ["/".join(pieces[:end]) for end in range(len(pieces), 1, -1)]
