"""Programs that pack and unpack: tar, unzip, zip -m, 7z, cpio, unrar, gzip and its kin.

Members are read from the archive itself where it is small enough and no program is needed (tar, gzip,
zip).

Caught: ``tar --remove-files -cf a.tar src`` and ``zip -m a.zip notes.txt`` (the originals go), ``tar -xzf
x.tgz`` where a member would replace uncommitted work or data, members with ``..`` or absolute names, ``tar
-cf notes.txt src`` over a file, ``unzip -o x.zip``.
Quiet: ``tar -tzf x.tgz``, ``unzip -l x.zip``, ``tar --keep-old-files -xf x.tgz``, an archive whose members
are all new, extraction below ``/tmp``, ``gzip -k``.

Lost: the content that stood there.
Back: ``git restore`` where it is tracked; what went into an archive comes out of it.
Instead: list first with ``tar -tf``, or unpack into an empty folder.

Facts: tar(1) of GNU 1.34 and bsdtar 3, unzip(1) 6.0, zip(1) 3.0, gzip(1), cpio(1), 7-Zip's own help.
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import known
from guard.programs.files import path_effect
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Invocation, Value
    from guard.world import World

MEMBERS = 500
"""Members of one archive that are compared with what is there."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What packing deletes and unpacking overwrites."""
    reader = READERS.get(invocation.program)
    if reader is not None:
        yield from reader(invocation, world)


# -------------------------------------------------------------------------------------------- tar

_TAR_VALUED = (
    "-f", "-C", "-b", "-F", "-g", "-H", "-I", "-K", "-L", "-N", "-T", "-V", "-X", "--file", "--directory",
    "--exclude", "--exclude-from", "--files-from", "--transform", "--xform", "--strip-components",
    "--use-compress-program", "--to-command", "--checkpoint-action", "--owner", "--group", "--mode",
    "--newer", "--listed-incremental", "--starting-file", "--label", "--format", "--blocking-factor",
    "--suffix", "--volno-file",
)  # fmt: skip
_TAR_LONG = (
    "--create", "--extract", "--get", "--list", "--append", "--update", "--delete", "--diff", "--compare",
    "--verbose", "--gzip", "--bzip2", "--xz", "--zstd", "--remove-files", "--keep-old-files",
    "--skip-old-files", "--keep-newer-files", "--overwrite", "--unlink-first", "--recursive-unlink",
    "--absolute-names", "--to-stdout", "--catenate", "--no-overwrite-dir", "--keep-directory-symlink",
    "--overwrite-dir", "--preserve-permissions", "--backup", "--checkpoint", "--wildcards", "--no-same-owner",
    "--help", "--version", "--sparse", "--dereference",
)  # fmt: skip


def tar_options(invocation: Invocation) -> Options:
    """The options of a tar, in the old form too."""
    return read_options(_with_dash(invocation.argv[1:]), _TAR_VALUED, _TAR_LONG)


def _tar(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = tar_options(invocation)
    if options.has("--help", "--version", "-t", "--list", "-d", "--diff", "--compare"):
        return
    archive = options.value("-f", "--file")
    by = _in_directory(options.value("-C", "--directory"), invocation)
    if options.has("-c", "--create", "-r", "--append", "-u", "--update", "-A", "--catenate", "--delete"):
        if options.has("-c", "--create") and archive is not None and archive.text != "-":
            yield path_effect("fs.tar-create", "overwrite", archive, invocation, act="overwrite", follow=True)
        if options.has("--remove-files"):
            for word in options.operands:
                yield _packed_and_removed("fs.tar-remove", word, by)
        return
    if not options.has("-x", "--extract", "--get") or options.has("-O", "--to-stdout"):
        return
    if options.has("-k", "--keep-old-files", "--skip-old-files", "--backup"):
        return
    members = _tar_members(archive, invocation, world)
    yield from _unpacked("fs.tar", archive, members, by, world, options.has("-P", "--absolute-names"),
                         _number(options.value("--strip-components")), options)  # fmt: skip


def _with_dash(words: Sequence[Value]) -> list[Value]:
    """``tar xzf a.tgz``: the old form, whose letters take their values from the following words in order."""
    if not words or words[0].text is None or words[0].text.startswith("-") or not words[0].text.isalpha():
        return list(words)
    letters, rest = words[0].text, list(words[1:])
    found: list[Value] = []
    for letter in letters:
        found.append(known("-" + letter))
        if "-" + letter in _TAR_VALUED and rest:
            found.append(rest.pop(0))
    return found + rest


def _in_directory(folder: Value | None, invocation: Invocation) -> Invocation:
    if folder is None:
        return invocation
    if folder.text is None or (invocation.cwd is None and not folder.text.startswith("/")):
        return replace(invocation, cwd=None)
    return replace(invocation, cwd=os.path.normpath(os.path.join(invocation.cwd or "/", folder.text)))


def _packed_and_removed(rule: str, word: Value, by: Invocation) -> Effect:
    return path_effect(
        rule, "delete", word, by, act="delete", recursive=True,
        why="the originals are deleted after packing; a broken archive is then the only copy",
    )  # fmt: skip


def _number(value: Value | None) -> int:
    text = "" if value is None else value.text or ""
    return int(text) if text.isdigit() else 0


def _tar_members(archive: Value | None, invocation: Invocation, world: World) -> list[str] | None:
    if archive is None or not archive.text or archive.text == "-":
        return None
    path = os.path.join(invocation.cwd or "/", archive.text)
    if world.stat(path) is None:
        return None
    from guard.programs.archive_members import tar_members

    return tar_members(path, world)


def _unpacked(
    rule: str,
    archive: Value | None,
    members: list[str] | None,
    by: Invocation,
    world: World,
    absolute: bool,
    strip: int,
    options: Options | None = None,
) -> Iterator[Effect]:
    """The members that would replace something. Where the list cannot be read, the folder it unpacks into."""
    if members is None:
        if archive is not None:  # absolute names may lead anywhere, as if it were unpacked over the root
            yield from _unlisted(rule, archive, replace(by, cwd="/") if absolute else by, world)
        return
    hints: list[tuple[str, Value]] = []
    for member in members[:MEMBERS]:
        name = "/".join([part for part in member.split("/") if part not in ("", ".")][strip:])
        if not name or member.endswith("/"):
            continue
        if member.startswith("/") and absolute:
            name = "/" + name
        elif ".." in name.split("/") and not absolute and by.program in ("tar", "gtar", "unzip"):
            yield _escaping(rule, archive, member, by)
            continue
        target = os.path.normpath(os.path.join(by.cwd or "/", name))
        if world.stat(target) is not None:
            hints.append(("member", known(target)))
    if hints:
        shown = archive if archive is not None else known(".")
        yield path_effect(rule, "overwrite", shown, by, act="overwrite", hints=tuple(hints),
                          instead=f"tar -tf {shown.skeleton}")  # fmt: skip


def _unlisted(rule: str, archive: Value, by: Invocation, world: World) -> Iterator[Effect]:
    """An archive that is not here yet, or cannot be read: only data that lies open in the folder counts."""
    from guard.signs.path_names import kept

    folder = by.cwd or ""
    from guard.signs.path_places import is_system

    if is_system(folder):
        yield path_effect(
            rule, "overwrite", known(folder), by, act="overwrite", recoverability="R3", blast="B1",
            loss=f"system files below {folder} of the same names", instead=f"tar -tf {archive.skeleton}",
        )  # fmt: skip
        return
    at_risk = [
        name for name in world.list(folder) or () if kept(name) == "data" and not name.startswith(".env")
    ]
    files = [
        os.path.join(folder, name) for name in at_risk if not world.is_directory(os.path.join(folder, name))
    ]
    files = [path for path in files if path != os.path.normpath(os.path.join(folder, archive.text or ""))]
    if files:
        yield path_effect(
            rule, "overwrite", archive, by, act="overwrite", instead=f"tar -tf {archive.skeleton}",
            hints=tuple(("member", known(path)) for path in files[:50]),
            why=f"what {archive.skeleton} holds cannot be listed from here",
        )  # fmt: skip


def _escaping(rule: str, archive: Value | None, member: str, by: Invocation) -> Effect:
    target = os.path.normpath(os.path.join(by.cwd or "/", member))
    return path_effect(
        rule, "overwrite", known(target), by, act="overwrite", recoverability="R4", blast="B2",
        marks=("protection",),
        loss=target,
        why=f"{member} in {archive.skeleton if archive else 'the archive'} leads out of the folder",
    )  # fmt: skip


# -------------------------------------------------------------------------------------------- zip


def _unzip(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], ("-d", "-x", "-P"))
    if options.has("-l", "-t", "-v", "-z", "-Z", "-p", "-c", "-h", "-n", "--help") or not options.operands:
        return
    archive = options.operands[0]
    by = _in_directory(options.value("-d"), invocation)
    members = None
    if archive.text:
        from guard.programs.archive_members import zip_members

        path = os.path.join(invocation.cwd or "/", archive.text)
        members = zip_members(path, world) or zip_members(path + ".zip", world)
    yield from _unpacked("fs.unzip", archive, members, by, world, False, 0)


def _zip(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], ("-b", "-n", "-P", "-t", "-tt", "-x", "-i", "-O", "--out"))
    moved = options.has("-m", "--move") or options.has("-mr", "-rm")
    if moved and not options.has("-sf", "--show-files"):
        for word in options.operands[1:]:
            yield _packed_and_removed("fs.zip-move", word, invocation)


def _seven_zip(invocation: Invocation, world: World) -> Iterator[Effect]:
    words = invocation.argv[1:]
    verb = words[0].text if words else ""
    texts = [word.text or "" for word in words]
    archive = next((word for word in words[1:] if not word.prefix.startswith("-")), None)
    if (
        verb in ("x", "e")
        and archive is not None
        and not any(t in ("-aos", "-aou", "-aot", "-so") for t in texts)
    ):
        folder = next((known(t[2:]) for t in texts if t.startswith("-o") and len(t) > 2), None)
        yield from _unpacked("fs.7z", archive, None, _in_directory(folder, invocation), world, False, 0)
    elif verb == "a" and "-sdel" in texts:
        operands = [word for word in words[1:] if not word.prefix.startswith("-")]
        for word in operands[1:]:
            yield _packed_and_removed("fs.7z-delete", word, invocation)


def _unrar(invocation: Invocation, world: World) -> Iterator[Effect]:
    words = invocation.argv[1:]
    texts = [word.text or "" for word in words]
    if not words or texts[0] not in ("x", "e") or "-o-" in texts or "-or" in texts:
        return
    archive = next((word for word in words[1:] if not word.prefix.startswith("-")), None)
    yield from _unpacked("fs.unrar", archive, None, invocation, world, False, 0)


def _cpio(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(
        invocation.argv[1:], ("-D", "-E", "-F", "-H", "-I", "-O", "-C", "-R", "-M", "--directory")
    )
    extracting = options.has("-i", "--extract")
    if extracting and options.has("-u", "--unconditional") and not options.has("-t", "--list"):
        archive = options.value("-I", "-F") or known("the archive")
        by = _in_directory(options.value("-D", "--directory"), invocation)
        yield from _unpacked("fs.cpio", archive, None, by, world, False, 0)


def _package(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``dpkg-deb -x FILE DIRECTORY``: over whatever has those names, unknown to the package manager."""
    options = read_options(invocation.argv[1:])
    if options.has("-x", "--extract", "-X", "--vextract", "-R", "--raw-extract") and options.operands[1:]:
        by = _in_directory(options.operands[1], invocation)
        yield from _unpacked("fs.dpkg-deb", options.operands[0], None, by, world, False, 0)


# ----------------------------------------------------------------------------------- single files

_SUFFIXES = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst", "lzma": ".lzma", "lz4": ".lz4",
             "compress": ".Z", "gunzip": "", "bunzip2": "", "unxz": "", "unzstd": "",
             "uncompress": ""}  # fmt: skip


def _single(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``gzip f`` replaces ``f`` by ``f.gz``: nothing is lost but a ``f.gz`` that ``-f`` overwrites."""
    options = read_options(invocation.argv[1:], ("-S", "-o", "-T", "--suffix", "--threads"))
    if not options.has("-f", "--force") or options.has("-c", "--stdout", "-t", "--test", "-l", "--list"):
        return
    unpack = options.has("-d", "--decompress", "--uncompress") or invocation.program.startswith("un")
    unpack = unpack or invocation.program in ("gunzip", "bunzip2")
    suffix = _SUFFIXES[invocation.program]
    for word in options.operands:
        if word.text is None or word.glob:
            continue
        name = os.path.splitext(word.text)[0] if unpack else word.text + (suffix or ".gz")
        yield path_effect(
            f"fs.{invocation.program}", "overwrite", known(name), invocation, act="overwrite", follow=True
        )


READERS = {
    "tar": _tar, "gtar": _tar, "bsdtar": _tar, "unzip": _unzip, "zip": _zip, "7z": _seven_zip,
    "7za": _seven_zip,
    "7zr": _seven_zip, "7zz": _seven_zip, "unrar": _unrar, "cpio": _cpio,
    "dpkg-deb": _package, **dict.fromkeys(_SUFFIXES, _single),
}  # fmt: skip
