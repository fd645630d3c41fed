"""Dumps in archives that a program in front of the client unpacks: ``unzip -p x.zip | mysql``, ``tar -xO``.

Zip is read from its beginning, entry by entry, as it was written; nothing is searched from the end, nothing
is written to the disk. Caught: a ``DROP TABLE`` in the entry that is named, or in any where none is. Near
miss: an entry that only makes and fills tables beside one that drops and is not asked for. What is encrypted,
split, or packed in another way than stored or deflate is *unknown*: it asks and names the file.

Facts: PKWARE APPNOTE 6.3.10 (4.3.7 local header, 4.3.9 data descriptor), POSIX.1-2024 pax “ustar”, unzip(1),
GNU tar(1), bsdtar(1), 7z's manual, the module ``compression.zstd`` of Python 3.14.
"""

from __future__ import annotations

from guard.errors import LimitReached
from guard.signs.environments import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from guard.model import Invocation, Value

    class Decompressor(Protocol):
        """What ``bz2``, ``lzma`` and ``compression.zstd`` have in common."""

        @property
        def eof(self) -> bool:
            """Whether a stream has ended."""

        @property
        def needs_input(self) -> bool:
            """Whether nothing is held back."""

        @property
        def unused_data(self) -> bytes:
            """What stands behind the stream."""

        def decompress(self, data: bytes, max_length: int = -1) -> bytes:
            """The next bytes, at most so many."""


PART = 1_048_576
"""Bytes that are unpacked at once."""
NAME_LIMIT = 65_535
ENTRIES = 10_000


def archive_of(producer: Invocation) -> tuple[Value, tuple[str, ...]] | None:
    """The archive whose content a program prints, and the entries, none for all; ``None``: it prints none."""
    from guard.programs.options import read_options

    program = producer.program
    if program in ("unzip", "funzip"):
        options = read_options(producer.argv[1:], ("-P", "-x", "-d"))
        words = options.operands
        if not words or (program == "unzip" and not options.has("-p")) or options.has("-x"):
            return None
        return words[0], tuple(word.text or "" for word in words[1:]) if program == "unzip" else ()
    if program in ("7z", "7za", "7zz"):
        options = read_options(producer.argv[1:], ())
        words = options.operands
        if len(words) < 2 or words[0].text not in ("x", "e") or not options.has("-so", "-s"):
            return None
        return words[1], tuple(word.text or "" for word in words[2:])
    if program in ("tar", "gtar", "bsdtar"):
        return _of_tar(producer)
    return None


def _of_tar(producer: Invocation) -> tuple[Value, tuple[str, ...]] | None:
    from guard.programs.archives import tar_options

    options = tar_options(producer)
    file = options.value("-f", "--file")
    if file is None or not options.has("-x", "--extract", "--get") or not options.has("-O", "--to-stdout"):
        return None
    if options.has("-I", "--use-compress-program", "-T", "--files-from"):
        return None
    return file, tuple(word.text or "" for word in options.operands)


def zstandard() -> tuple[Callable[[], Decompressor], type[Exception]] | None:
    """What makes an unpacker for zstd, and its error, where this Python has one."""
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return zstd.ZstdDecompressor, zstd.ZstdError


def _wanted(name: str, names: tuple[str, ...]) -> bool:
    return not names or any(matches(pattern, name) or name.startswith(pattern + "/") for pattern in names)


class Zip:
    """The entries of a zip file, in the order in which they were written."""

    def __init__(self, path: str, names: tuple[str, ...] = ()) -> None:
        import zlib

        self._open, self._error = zlib.decompressobj, zlib.error
        self._path, self._names = path, names
        self._held = b""
        self._left = 0
        """Bytes of a stored entry still to come."""
        self._state: object = None
        self._prints = False
        self._descriptor = 0
        self._done = False
        self._entries = 0
        self._empty = True

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What a piece of the file comes to, in parts."""
        self._held += piece
        while self._held and not self._done:
            if self._state is not None:
                yield from self._inflated()
            elif self._left:
                taken, self._held = self._held[: self._left], self._held[self._left :]
                self._left -= len(taken)
                if self._prints:
                    yield taken
            elif not self._header():
                return

    def _inflated(self) -> Iterator[bytes]:
        state = self._state
        try:
            while self._held:
                out = state.decompress(self._held, PART)  # type: ignore[attr-defined]
                if self._prints and out:
                    yield out
                if state.eof:  # type: ignore[attr-defined]
                    self._held = state.unused_data  # type: ignore[attr-defined]
                    self._state = None
                    return
                self._held = state.unconsumed_tail  # type: ignore[attr-defined]
        except self._error:
            raise self._damaged() from None

    def _header(self) -> bool:
        """Read the next entry's header; whether it is here already."""
        if self._descriptor and not self._described():
            return False
        if len(self._held) < 4:
            return False
        if self._held[:4] != b"PK\x03\x04":
            if self._held[:3] != b"PK\x01" and self._held[:4] not in (b"PK\x05\x06", b"PK\x06\x06"):
                raise self._damaged()
            self._done = True
            return True
        if len(self._held) < 30:
            return False
        number = int.from_bytes
        flags, method = number(self._held[6:8], "little"), number(self._held[8:10], "little")
        size = number(self._held[18:22], "little")
        name_length, extra = number(self._held[26:28], "little"), number(self._held[28:30], "little")
        if len(self._held) < 30 + name_length + extra:
            return False
        name = self._held[30 : 30 + name_length].decode("utf-8", "replace")
        self._entries += 1
        unreadable = (
            flags & 0x41 or method not in (0, 8) or (not method and (flags & 8 or size == 0xFFFFFFFF))
        )
        if unreadable or self._entries > ENTRIES:
            raise LimitReached(f"{self._path} is packed in a way that is not undone here")
        self._held = self._held[30 + name_length + extra :]
        self._prints = _wanted(name, self._names) and not name.endswith("/")
        self._empty = self._empty and not self._prints
        self._descriptor = 4 if flags & 8 else 0
        if method:
            self._state = self._open(-15)
        else:
            self._left = size
        return True

    def _described(self) -> bool:
        """Skip the sizes that stand behind an entry; with 64 bits where the next header says so."""
        for length in (16, 24, 12, 20):
            after = self._held[length : length + 4]
            if (
                len(after) == 4
                and after[:2] == b"PK"
                and after[2:] in (b"\x03\x04", b"\x01\x02", b"\x06\x06")
            ):
                self._held = self._held[length:]
                self._descriptor = 0
                return True
        if len(self._held) > 28:
            raise self._damaged()
        return False

    def _damaged(self) -> LimitReached:
        return LimitReached(f"{self._path} is not a whole zip file")

    def whole(self) -> bool:
        """Whether the list of entries at the end was reached, and something was printed."""
        return self._done and not self._empty


class Tar:
    """The files of a tar archive, one after the other."""

    def __init__(self, path: str, names: tuple[str, ...] = ()) -> None:
        self._path, self._names = path, names
        self._held = b""
        self._left = self._padding = 0
        self._prints = False
        self._done = False
        self._empty = True

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What a piece of the archive comes to, in parts."""
        self._held += piece
        while not self._done:
            if self._left:
                taken, self._held = self._held[: self._left], self._held[self._left :]
                self._left -= len(taken)
                if self._prints and taken:
                    yield taken
                if self._left:
                    return
            if len(self._held) < self._padding + 512:
                return
            self._header(self._held[self._padding : self._padding + 512])
            self._held = self._held[self._padding + 512 :] if not self._done else b""
            self._padding = -self._left % 512

    def _header(self, block: bytes) -> None:
        if not block.strip(b"\0"):
            self._done = True
            return
        if block[257:262] != b"ustar":
            raise LimitReached(f"{self._path} is no archive of a kind that is undone here")
        name = block[:100].partition(b"\0")[0].decode("utf-8", "replace")
        prefix = block[345:500].partition(b"\0")[0].decode("utf-8", "replace")
        size = block[124:136].strip(b" \0")
        if not size.isdigit() or block[156:157] in (b"S", b"V", b"M"):
            raise LimitReached(f"{self._path} holds an entry that is not undone here")
        self._left = int(size, 8)
        long_name = block[156:157] in (b"L", b"x", b"g", b"K")
        full = f"{prefix}/{name}" if prefix and block[257:263] == b"ustar\0" else name
        self._prints = block[156:157] in (b"0", b"\0") and _wanted(full.removeprefix("./"), self._names)
        if long_name and self._names:
            raise LimitReached(f"{self._path} has long names, and one of its files was asked for")
        self._empty = self._empty and not self._prints

    def whole(self) -> bool:
        """Whether the end was reached, and something was printed."""
        return self._done and not self._empty
