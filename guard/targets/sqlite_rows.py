"""The rows of one table of an SQLite file, read as bytes: no library opens the file, nothing in it is run.

For tables that keep a record of what was done (``django_migrations``), which are small. What is large, being
written to, or not as it should be has no answer: a journal or a log beside the file, a page that leads in a
circle, a table without row ids, more than ``FILE_LIMIT`` bytes.

Facts: sqlite.org/fileformat2.html (public domain): 1.3 header, 1.6 b-tree pages, 2.1 records, 2.6 schema.
"""

from __future__ import annotations

from guard.errors import LimitReached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.world import World

FILE_LIMIT = 33_554_432
"""Bytes of a file that is read for this."""
PAGES, ROWS, DEPTH = 4_000, 20_000, 20
MAGIC = b"SQLite format 3\0"


def rows_of(path: str, table: str, columns: tuple[str, ...], world: World) -> list[tuple[object, ...]] | None:
    """The values of these columns, row by row; ``None`` where they cannot be read for certain."""
    for beside in ("-wal", "-journal"):
        found = world.stat(path + beside)
        if found is not None and found.size:
            return None
    data = bytearray()
    try:
        for piece in world.stream(path):
            data += piece
            if len(data) > FILE_LIMIT:
                return None
        return File(bytes(data)).rows(table, columns)
    except (LimitReached, IndexError, ValueError, UnicodeError):
        return None


class File:
    """An SQLite file in memory. Every method raises ``ValueError`` or ``IndexError`` where it is damaged."""

    def __init__(self, data: bytes) -> None:
        if data[:16] != MAGIC:
            raise ValueError("no SQLite file")
        self._data = data
        size = int.from_bytes(data[16:18], "big")
        self._size = 65_536 if size == 1 else size
        if self._size < 512 or self._size & (self._size - 1):
            raise ValueError("no page size")
        self._usable = self._size - data[20]
        encodings = ("utf-8", "utf-8", "utf-16-le", "utf-16-be")
        self._encoding = encodings[int.from_bytes(data[56:60], "big") & 3]
        self._seen: set[int] = set()

    def rows(self, table: str, columns: tuple[str, ...]) -> list[tuple[object, ...]] | None:
        """The values of some columns of a table; ``None`` where there is no such table or column."""
        for kind, name, _, root, sql in (row[:5] for row in self._table(1) if len(row) >= 5):
            if kind == "table" and name == table and isinstance(root, int) and isinstance(sql, str):
                if "WITHOUT ROWID" in " ".join(sql.upper().split()):
                    return None
                named = columns_of(sql)
                if any(column not in named for column in columns):
                    return None
                places = [named.index(column) for column in columns]
                self._seen.clear()
                return [
                    tuple(row[at] if at < len(row) else None for at in places) for row in self._table(root)
                ]
        return None

    def _table(self, root: int) -> Iterator[tuple[object, ...]]:
        for count, payload in enumerate(self._payloads(root, 0)):
            if count >= ROWS:
                raise ValueError("too many rows")
            yield self._record(payload)

    def _page(self, number: int) -> bytes:
        if number < 1 or number in self._seen or len(self._seen) > PAGES:
            raise ValueError("a page that leads in a circle, or too many")
        self._seen.add(number)
        page = self._data[(number - 1) * self._size : number * self._size]
        if len(page) != self._size:
            raise ValueError("a page that is not there")
        return page

    def _payloads(self, number: int, depth: int) -> Iterator[bytes]:
        page = self._page(number)
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind not in (5, 13) or depth > DEPTH:
            raise ValueError("no page of a table")
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        pointers = start + (12 if kind == 5 else 8)
        for index in range(cells):
            at = int.from_bytes(page[pointers + 2 * index : pointers + 2 * index + 2], "big")
            if kind == 5:
                yield from self._payloads(int.from_bytes(page[at : at + 4], "big"), depth + 1)
            else:
                yield self._payload(page, at)
        if kind == 5:
            yield from self._payloads(int.from_bytes(page[start + 8 : start + 12], "big"), depth + 1)

    def _payload(self, page: bytes, at: int) -> bytes:
        length, at = varint(page, at)
        _, at = varint(page, at)
        most = self._usable - 35
        local = length
        if length > most:
            least = (self._usable - 12) * 32 // 255 - 23
            local = least + (length - least) % (self._usable - 4)
            local = local if local <= most else least
        if length > FILE_LIMIT or at + local > len(page):
            raise ValueError("a cell that leaves its page")
        found = page[at : at + local]
        further = int.from_bytes(page[at + local : at + local + 4], "big") if length > local else 0
        while further and len(found) < length:
            page = self._page(further)
            found += page[4 : self._usable]
            further = int.from_bytes(page[:4], "big")
        if len(found) < length:
            raise ValueError("a payload that ends too early")
        return found[:length]

    def _record(self, payload: bytes) -> tuple[object, ...]:
        end, at = varint(payload, 0)
        kinds: list[int] = []
        while at < end:
            kind, at = varint(payload, at)
            kinds.append(kind)
        values: list[object] = []
        for kind in kinds:
            length = kind // 2 - 6 if kind >= 12 else _LENGTHS[kind]
            piece = payload[at : at + length]
            if len(piece) < length:
                raise ValueError("a value that is not there")
            at += length
            values.append(self._value(kind, piece))
        return tuple(values)

    def _value(self, kind: int, piece: bytes) -> object:
        if kind >= 13 and kind % 2:
            return piece.decode(self._encoding)
        if kind in (8, 9):
            return kind - 8
        return int.from_bytes(piece, "big", signed=True) if 1 <= kind <= 6 else None if kind == 0 else piece


_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and what stands behind it."""
    value = 0
    for index in range(9):
        byte = data[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + index + 1
    raise ValueError("no number")


def columns_of(sql: str) -> list[str]:
    """The names of a table's columns, in order, from the statement that made it."""
    inside = sql.partition("(")[2]
    names: list[str] = []
    depth, quote, start = 0, "", 0
    pieces: list[str] = []
    for index, char in enumerate(inside):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`[":
            quote = "]" if char == "[" else char
        elif char == "(":
            depth += 1
        elif char == ")" and not depth:
            pieces.append(inside[start:index])
            break
        elif char == ")":
            depth -= 1
        elif char == "," and not depth:
            pieces.append(inside[start:index])
            start = index + 1
    for piece in pieces:
        word = piece.strip()
        first = (
            word[1:].partition({"[": "]"}.get(word[0], word[0]))[0] if word[:1] in "\"`['" and word else ""
        )
        bare = word.split()[0] if word.split() else ""
        if not first and bare.upper() in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"):
            continue
        names.append(first or bare)
    return names
