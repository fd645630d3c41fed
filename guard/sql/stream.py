"""A text of SQL that is too long to be held: read in parts, in bounded memory.

A part ends at the end of a line, so that no comment and no line of a client is cut; a statement whose end is
not in it stays for the next. Rows that follow ``COPY … FROM stdin`` are passed over, and so are rows of an
``INSERT`` that are nothing but literals: they are found by one pattern per row, which goes ten times as
fast as tokens do. Everything else comes to the same scanner as a short text.

Caught: a ``DROP TABLE`` after 200 MB of rows. Near miss: the same words inside a row.
What is not closed within ``LONGEST`` characters is *unknown*, and so is what comes after it.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.sql.acts import OF_OWN, QUIET, Act
from guard.sql.lifted import Transactions, is_loss, is_way_out, protects
from guard.sql.scan import Scan, settled
from guard.sql.tokens import Ahead, is_copy_from_stdin, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guard.sql.grammars import Grammar

LONGEST = 67_108_864
"""Characters of one statement; a longer one is unknown."""
AIM = 2_097_152
"""Characters that are read at once."""
KEPT = 2_000
"""Different acts that are kept; what there is more is summed up."""
SETTLED_AT = 20_000
"""Acts of one open transaction that are held to see whether it is rolled back."""
END_OF_ROWS = "\n\\."


class Gathered:
    """The acts of a long text, equal ones once."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self._acts: dict[tuple[object, ...], Act] = {}
        self._waiting: list[Act] = []
        self._opened = False
        self._transactions = Transactions(dialect)
        self._lifted: list[Act] = []
        """Protections that are off, of which nothing is known yet to be lost behind them."""
        self.left_out = 0

    def add(self, acts: tuple[Act, ...]) -> None:
        """The acts of one statement; those of an open transaction wait for its end."""
        for act in acts:
            way = self._transactions.seen(act)
            if way is not None:
                self._waiting.append(way)
            if act.kind == "transaction":
                self._opened = act.detail == "begin" or (self._opened and act.detail not in _CLOSES)
            elif act.kind in QUIET and act.kind != "create":
                continue
            self._waiting.append(act)
        if (not self._opened and self._waiting) or len(self._waiting) > SETTLED_AT:
            self._settle()

    def counted(self, rows: Callable[[str, int], int]) -> Callable[[str, int], int]:
        """The same finder of literal rows; rows that it passes over are something of the text's own."""
        row = Act("insert")

        def after(text: str, position: int) -> int:
            end = rows(text, position)
            if end > position:
                self._transactions.seen(row)
            return end

        return after

    def _settle(self) -> None:
        for act in settled((tuple(self._waiting),), self.dialect):
            if act.kind in QUIET or act.rolled_back or (act.own and act.kind in OF_OWN):
                continue
            if protects(act):
                self._lifted.append(act)
            elif is_loss(act) and self._lifted:
                for before in self._lifted:
                    self._keep(replace(before, ahead=True))
                self._lifted = []
            if not is_way_out(act):
                self._keep(act)
        self._waiting = []

    def _keep(self, act: Act) -> None:
        key = (act.kind, act.object, act.name.lower(), act.bound, act.detail, act.moved)
        if key in self._acts or (len(self._acts) >= KEPT and act.kind not in ("unknown", "client")):
            self.left_out += key not in self._acts
            if act.ahead and key in self._acts:
                self._acts[key] = act
        else:
            self._acts[key] = act

    def acts(self) -> tuple[Act, ...]:
        """All of them, in order."""
        self._settle()
        found = tuple(self._acts.values())
        if self.left_out:
            found += (Act("unknown", "statement", detail=f"{self.left_out} further statements that write"),)
        return found


_CLOSES = ("commit", "rollback")


def dialect_of_dump(head: str) -> str:
    """The dialect that the first lines of a dump name; empty where they name none."""
    for sign, dialect in _SIGNS:
        if sign in head:
            return dialect
    return ""


_SIGNS = (
    ("PostgreSQL database", "postgres"), ("MySQL dump", "mysql"), ("MariaDB dump", "mysql"),
    ("phpMyAdmin SQL Dump", "mysql"), ("/*!40", "mysql"), ("PRAGMA foreign_keys", "sqlite"),
    ("SET ANSI_NULLS", "tsql"),
)  # fmt: skip


def scan_parts(parts: Iterable[str], dialect: str = "postgres", client: str = "") -> tuple[Act, ...]:
    """Every different act of a text that comes in parts, except what only reads or adds.

    Args:
        parts: the text in order, in pieces of any length.
        dialect: the server's; ``""`` counts as PostgreSQL's.
        client: whose own lines are read too.
    """
    scan = Scan(dialect or "postgres", client)
    gathered = Gathered(scan.dialect)
    ahead = Ahead(gathered.counted(_literal_rows(scan.grammar)))
    held, offset, wanted, copying = "", 0, AIM, False
    for part, last in _with_last(parts):
        ahead.last = last
        held += part
        if copying:
            at = held.find(END_OF_ROWS)
            if at < 0:
                offset += max(0, len(held) - 3)
                held = held[-3:]
                continue
            offset, held, copying = offset + at + 3, held[at + 3 :], False
        cut = len(held) if last else held.rfind("\n") + 1
        if not last and (len(held) < wanted or not cut):
            if len(held) > LONGEST:
                break
            continue
        done, copying = _read(scan, gathered, held[:cut], ahead, offset, last)
        wanted = AIM if done else max(AIM, 2 * len(held))
        offset, held = offset + done, held[done:]
    else:
        return gathered.acts()
    gathered.add((Act("unknown", "statement", detail="a statement that does not end", start=offset),))
    return gathered.acts()


def _read(
    scan: Scan, gathered: Gathered, text: str, ahead: Ahead, offset: int, last: bool
) -> tuple[int, bool]:
    """How much of the text has been read, and whether rows of a COPY follow."""
    done = 0
    for piece in pieces(text, scan.grammar, scan.client, ahead=ahead):
        if piece.end >= len(text) and not last:
            done = min(done, piece.start)  # a client's line may stand within an open statement
            break
        gathered.add(tuple(_shifted(act, offset) for act in scan.piece(piece)))
        done = piece.end
        if is_copy_from_stdin(piece.tokens):
            rows_end = text.find(END_OF_ROWS, done)
            if rows_end < 0:
                return len(text) - (0 if last else 1), not last
            done = rows_end + len(END_OF_ROWS)
    else:
        return len(text), False
    return done, False


def _shifted(act: Act, offset: int) -> Act:
    return replace(act, start=act.start + offset) if offset else act


def _with_last(parts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each part, and whether it is the last one."""
    before: str | None = None
    for part in parts:
        if before is not None:
            yield before, False
        before = part
    yield before or "", True


def _literal_rows(grammar: Grammar) -> Callable[[str, int], int]:
    """Where an ``INSERT`` that holds literals only ends, by the way this server quotes."""
    import re

    string = r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'" if grammar.backslash else r"'[^']*(?:''[^']*)*'"
    prefix = r"(?:_binary |_utf8mb4 |[xXbBnN])?" if grammar.backslash else "[xXbBnN]?"
    literal = rf"(?:{prefix}{string}|[+-]?[0-9][0-9A-Za-z.]*|NULL|null|TRUE|true|FALSE|false|DEFAULT)"
    row = re.compile(rf"\s*\(\s*{literal}(?:\s*,\s*{literal})*\s*\)\s*([,;])", re.S)
    name = r"""(?:[\w$]+|`[^`]+`|"[^"]+"|\[[^\]]+\])"""
    head = re.compile(
        rf"INSERT\s+(?:IGNORE\s+)?INTO\s+{name}(?:\.{name}){{0,2}}\s*(?:\(\s*{name}(?:\s*,\s*{name})*\s*\))?\s*VALUES",
        re.I,
    )

    def after(text: str, position: int) -> int:
        found = head.match(text, position)
        if found is None:
            return position
        at = found.end()
        while (found := row.match(text, at)) is not None:
            at = found.end()
            if found.group(1) == ";":
                return at
        return -1 if _cut(text, at) else position

    def _cut(text: str, at: int) -> bool:
        """Whether the row may go on behind the end of this part: it is not longer than a row may be."""
        return len(text) - at < ROW

    return after


ROW = 65_536
"""Characters: where less than this is left of a part, a row that does not fit may be cut."""
