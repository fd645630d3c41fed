"""The names in an archive, read without a program: tar (plain and gzip) and zip.

Read-only and bounded by the door to the machine (``World.read``): an archive that is larger, encrypted or
of another kind has no list. Facts: POSIX.1-2024 ustar, GNU tar's long names (type ``L``), PKWARE's
APPNOTE 6.3 (central directory).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.world import World

ARCHIVE_LIMIT = 8_000_000
"""Bytes of an archive that are read."""
UNPACKED_LIMIT = 32_000_000
BLOCK = 512


def _bytes(path: str, world: World) -> bytes | None:
    text = world.read(path, ARCHIVE_LIMIT)
    return None if text is None else text.encode("utf-8", "surrogateescape")


def tar_members(path: str, world: World) -> list[str] | None:
    """The member names in order, or ``None`` where they cannot be read."""
    data = _bytes(path, world)
    if data is None:
        return None
    if data[:2] == b"\x1f\x8b":
        from zlib import decompressobj, error

        try:
            data = decompressobj(31).decompress(data, UNPACKED_LIMIT)
        except error:
            return None
    names: list[str] = []
    position, long_name = 0, ""
    while position + BLOCK <= len(data):
        header = data[position : position + BLOCK]
        if not header.strip(b"\0"):
            return names
        size = _octal(header[124:136])
        if size is None or header[257:262] not in (b"ustar",):
            return None
        kind = header[156:157]
        body = data[position + BLOCK : position + BLOCK + size]
        if kind == b"L":
            long_name = body.split(b"\0")[0].decode("utf-8", "surrogateescape")
        elif kind not in (b"x", b"g", b"K"):
            names.append(long_name or _name(header))
            long_name = ""
        position += BLOCK + -(-size // BLOCK) * BLOCK
    return names or None


def _octal(field: bytes) -> int | None:
    digits = field.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return None


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0")[0].decode("utf-8", "surrogateescape")
    lead = header[345:500].split(b"\0")[0].decode("utf-8", "surrogateescape")
    return f"{lead}/{name}" if lead and header[263:265] == b"00" else name


def zip_members(path: str, world: World) -> list[str] | None:
    """The names in the central directory, or ``None`` where they cannot be read."""
    data = _bytes(path, world)
    end = -1 if data is None else data.rfind(b"PK\x05\x06")
    if data is None or end < 0:
        return None
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    position = int.from_bytes(data[end + 16 : end + 20], "little")
    names: list[str] = []
    for _ in range(count):
        if data[position : position + 4] != b"PK\x01\x02":
            return None
        lengths = [int.from_bytes(data[position + at : position + at + 2], "little") for at in (28, 30, 32)]
        name = data[position + 46 : position + 46 + lengths[0]]
        names.append(name.decode("utf-8", "surrogateescape"))
        position += 46 + sum(lengths)
    return names
