"""SQL that is long, packed, or the output of another program.

Caught: ``DROP TABLE`` in a 200 MB file given to ``psql -f`` or ``mysql <``, in ``a.sql.gz`` behind ``zcat``,
in ``a.zip`` behind ``unzip -p``; ``pg_dump --clean a | psql b`` and ``mysqldump a | mysql b`` (mysqldump
writes ``DROP TABLE`` by itself).
Near misses: a dump that only makes and fills tables, ``pg_dump a | psql b_test``, ``mysqldump
--skip-add-drop-table``. What cannot be read through in time, or is packed in a way that is not undone here,
is *unknown*: it asks and names the file.

Facts: pg_dump(1), pg_restore(1), mysqldump(1) (``--opt`` is on and holds ``--add-drop-table``), RFC 1952.
"""

from __future__ import annotations

from guard.errors import LimitReached
from guard.frozen import replace
from guard.model import Effect, Resource
from guard.programs.sql_sources import NETWORK, PASSING, from_acts, from_file, from_text, unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Union

    from guard.model import Invocation, Stream
    from guard.programs.sql_archives import Decompressor, Tar, Zip
    from guard.programs.sql_sources import Client, Unpacked
    from guard.sql.acts import Act

    Unpacker = Union["Gzip", "BzipOrXz", Zip]

UNPACKERS = {
    "zcat": (), "gzcat": (), "bzcat": (), "xzcat": (), "zstdcat": (), "lz4cat": (), "unpigz": ("-c",),
    "gunzip": ("-c", "--stdout", "--to-stdout"), "bunzip2": ("-c", "--stdout"), "unxz": ("-c", "--stdout"),
    "gzip": ("-d", "--decompress"), "pigz": ("-d", "--decompress"), "bzip2": ("-d", "--decompress"),
    "xz": ("-d", "--decompress"), "zstd": ("-d", "--decompress"),
}  # fmt: skip
"""Programs that print what a packed file holds, and the option that makes them do so."""
DUMPERS = frozenset(("pg_dump", "pg_dumpall", "pg_restore", "mysqldump", "mariadb-dump", "sqlite3"))
UNPACKED_LIMIT = 8_589_934_592
"""Bytes that a packed file may come to."""


def from_parts(client: Client, path: str, name: str, unpacked: Unpacked = False) -> Iterator[Effect]:
    """The effects of a long or packed file, read through in parts."""
    try:
        yield from from_acts(client, _acts(client, path, unpacked))
    except LimitReached as error:
        said = str(error).replace(path, name)
        found = unread(client, f"the statements of {name} are not known: {said}")
        yield replace(found, instead=WAIT) if "too long" in said else found


WAIT = "guard check with the same command, which reads the file to its end and shows what is in it"


def _acts(client: Client, path: str, unpacked: Unpacked) -> tuple[Act, ...]:
    from guard.sql.scan import weight
    from guard.sql.stream import scan_parts

    readings = [
        scan_parts(_texts(client, path, unpacked), dialect, client.client)
        for dialect in ((client.dialect,) if client.dialect else ("postgres", "mysql"))
    ]
    return max(readings, key=weight)


def _texts(client: Client, path: str, unpacked: Unpacked) -> Iterator[str]:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    pieces = client.world.stream(path)
    for piece in pieces if unpacked is False else _unpacked(pieces, path, unpacked):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _unpacked(pieces: Iterator[bytes], path: str, unpacked: Unpacked) -> Iterator[bytes]:
    """What the bytes hold, by their first bytes; as they are where nothing says that they are packed.

    Args:
        unpacked: the entries that are asked for, where a program reads an archive.

    Raises:
        LimitReached: they are damaged, packed in another way, or come to more than ``UNPACKED_LIMIT``.
    """
    size = 0
    names = unpacked if isinstance(unpacked, tuple) else None
    engine: Unpacker | None = None
    archive: Tar | None = None
    for number, piece in enumerate(pieces):
        if not number:
            engine = _engine(piece, path, names or ())
            archive = _archive(engine, names, path)
        for packed in engine.parts(piece) if engine is not None else (piece,):
            size += len(packed)
            if size > UNPACKED_LIMIT:
                raise LimitReached(f"{path} unpacks to more than {UNPACKED_LIMIT} bytes")
            yield from archive.parts(packed) if archive is not None else (packed,)
    if (engine is not None and not engine.whole()) or (archive is not None and not archive.whole()):
        raise LimitReached(f"{path} ends in the middle of what it holds")


def _archive(engine: Unpacker | None, names: tuple[str, ...] | None, path: str) -> Tar | None:
    """The archive inside of what is packed, where the program in front reads one."""
    from guard.programs.sql_archives import Tar, Zip

    return Tar(path, names) if names is not None and not isinstance(engine, Zip) else None


def _engine(head: bytes, path: str, names: tuple[str, ...]) -> Unpacker | None:
    if head.startswith(b"\x1f\x8b"):
        return Gzip(path)
    if head.startswith((b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")):
        return BzipOrXz(path, head)
    if head.startswith(b"PK\x03\x04"):
        from guard.programs.sql_archives import Zip

        return Zip(path, names)
    if head.startswith((b"\x04\x22\x4d\x18", b"7z\xbc\xaf\x27\x1c", b"PK")):
        raise LimitReached(f"{path} is packed in a way that is not undone here")
    return None


PART = 1_048_576
"""Bytes that are unpacked at once."""


class Gzip:
    """Members of a gzip file one after the other."""

    def __init__(self, path: str) -> None:
        import zlib

        self._open, self._error = zlib.decompressobj, zlib.error
        self._state = self._open(31)
        self._path = path

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What a piece of the file comes to, in parts."""
        try:
            while piece:
                if self._state.eof:
                    self._state = self._open(31)
                yield self._state.decompress(piece, PART)
                piece = self._state.unused_data if self._state.eof else self._state.unconsumed_tail
        except self._error:
            raise LimitReached(f"{self._path} is not a whole gzip file") from None

    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._state.eof


class BzipOrXz:
    """Streams of a bzip2, xz or zstd file, whose unpackers bound what they give at once themselves."""

    def __init__(self, path: str, head: bytes) -> None:
        self._fresh, self._errors = _fresh(head, path)
        self._engine = self._fresh()
        self._path = path

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What a piece of the file comes to, in parts."""
        try:
            while piece:
                if self._engine.eof:
                    self._engine = self._fresh()
                yield self._engine.decompress(piece, PART)
                while not self._engine.needs_input and not self._engine.eof:
                    yield self._engine.decompress(b"", PART)
                piece = self._engine.unused_data if self._engine.eof else b""
        except self._errors:
            raise LimitReached(f"{self._path} is not a whole packed file") from None

    def whole(self) -> bool:
        """Whether the last stream has ended."""
        return self._engine.eof


def _fresh(head: bytes, path: str) -> tuple[Callable[[], Decompressor], tuple[type[Exception], ...]]:
    """What makes an unpacker of the kind that the first bytes name, and the errors that it raises."""
    import bz2
    import lzma

    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor, (OSError, EOFError)
    if head.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMADecompressor, (EOFError, lzma.LZMAError)
    from guard.programs.sql_archives import zstandard

    found = zstandard()
    if found is None:
        raise LimitReached(f"{path} is packed with zstd, which this Python cannot undo")
    return found[0], (EOFError, found[1])


# -------------------------------------------------------------------- the output of other programs


def from_producers(client: Client, stream: Stream) -> Iterator[Effect]:
    """The effects of what other programs hand to the client."""
    network = [p.program for p in stream.producers if p.program in NETWORK]
    if network:
        why = f"the statements come from the network ({network[0]}), and nobody has read them"
        yield unread(client, why, network=True)
        return
    from guard.programs.sql_archives import archive_of

    producers = [p for p in stream.producers if p.program not in PASSING or _operands(p)] or stream.producers
    first = producers[0]
    files = _operands(first)
    if len(producers) == 1 and (first.program in PASSING or _unpacks(first)) and files:
        for word in files:
            yield from from_file(client, word, first.cwd, first.program in UNPACKERS)
    elif len(producers) == 1 and (archive := archive_of(first)) is not None:
        yield from from_file(client, archive[0], first.cwd, archive[1])
    elif len(producers) == 1 and first.program in DUMPERS:
        yield from _dumped(client, first)
    elif stream.text is not None:
        yield from from_text(client, stream.text)
    else:
        name = first.program or "a program"
        yield unread(client, f"the statements are the output of {name}, which is not known beforehand")


def _operands(producer: Invocation) -> list:  # type: ignore[type-arg]
    return [word for word in producer.argv[1:] if not word.prefix.startswith("-")]


def _unpacks(producer: Invocation) -> bool:
    needed = UNPACKERS.get(producer.program)
    if needed is None:
        return False
    words = [word.text or "" for word in producer.argv[1:]]
    letters = "".join(word[1:] for word in words if word[:1] == "-" and word[:2] != "--")
    return not needed or any(word in needed for word in words) or needed[0][1:] in letters


def _dumped(client: Client, producer: Invocation) -> Iterator[Effect]:
    """A dump that goes straight into another database: it adds, and with ``--clean`` it drops first."""
    words = [word.text or "" for word in producer.argv[1:]]
    name = producer.program
    if name == "sqlite3" and not any(word.startswith(".d") for word in words):
        yield unread(client, "the statements are the output of sqlite3, which is not known beforehand")
        return
    drops = any(word in ("-c", "--clean", "--add-drop-database") for word in words)
    if name in ("mysqldump", "mariadb-dump"):
        keeps = ("--skip-add-drop-table", "--compact", "--no-create-info", "-t", "--skip-opt")
        drops = "--add-drop-database" in words or not any(word in keeps for word in words)
    yield Effect(
        "restore.clean" if drops else "restore.load", "overwrite" if drops else "update",
        Resource("database", ""), client.place, client.by, "R4" if drops else "R2", "B2" if drops else "B1",
        loss="every object that the dump holds, dropped and made anew" if drops else "",
        why=f"{name} writes statements that drop what they make" if drops else "it adds what the dump holds",
        instead="restore into a database of another name", span=client.by.span,
        tags=("T1485",) if drops else (),
    )  # fmt: skip
