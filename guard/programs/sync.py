"""Programs that make one tree like another: rsync, rclone on local paths, robocopy's and unison's kin.

Caught: ``rsync -a --delete a.d/ b.d/`` where ``b.d`` holds what ``a.d`` does not, ``rsync -a --delete a.d/
host:/`` (the root of a remote host), ``rsync -a --remove-source-files b.d/ host:/srv/b``, a source that an
unset variable made ``/``.
Quiet: ``rsync -an --delete a.d/ b.d/``, ``rsync -a --dry-run a.d/ b.d/``, ``rsync -a src/ new/``, ``rsync -a
--delete src dst/`` (only ``dst/src`` is touched), below ``/tmp``.

Lost: what was deleted at the destination, which is nowhere else.
Back: from ``--backup-dir``, where it was given; else nothing.
Instead: ``rsync -n --delete`` shows it, ``--backup --backup-dir=DIR`` keeps it.

Facts: rsync(1) 3.2 (trailing slash of the source, ``--delete`` family, ``--max-delete``); rclone's own pages.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.model import known
from guard.programs.files import path_effect, remote_operand
from guard.programs.move import joined
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.programs.options import Options
    from guard.world import World

_VALUED = (
    "-e", "-f", "-T", "-B", "-M", "-@", "--rsh", "--exclude", "--include", "--exclude-from", "--include-from",
    "--files-from", "--filter", "--temp-dir", "--backup-dir", "--suffix", "--chmod", "--chown",
    "--usermap", "--groupmap",
    "--rsync-path", "--password-file", "--bwlimit", "--timeout", "--port", "--max-delete", "--max-size",
    "--min-size",
    "--link-dest", "--compare-dest", "--copy-dest", "--log-file", "--partial-dir", "--info", "--debug",
    "--out-format",
    "--iconv", "--sockopts", "--address", "--block-size", "--modify-window", "--compress-level",
    "--remote-option",
)  # fmt: skip
_DELETES = ("--delete", "--del", "--delete-before", "--delete-during", "--delete-delay", "--delete-after",
            "--delete-excluded", "--delete-missing-args")  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the destination loses, and the source where it is taken away."""
    options = read_options(invocation.argv[1:], _VALUED)
    if options.has("-n", "--dry-run", "--list-only", "--help", "--version") or len(options.operands) < 2:
        return
    sources, target = options.operands[:-1], options.operands[-1]
    if options.has("--remove-source-files"):
        for source in sources:
            yield from _taken_away(source, target, invocation)
    if options.has(*_DELETES) and not _limited(options):
        for source in sources:
            yield from _mirrored(source, target, invocation, world, options)
    elif not options.has("--ignore-existing", "-b", "--backup", "-u", "--update"):
        remote = remote_operand(target)
        if remote is not None:
            yield path_effect(
                "fs.rsync", "overwrite", remote[1], invocation, act="overwrite", hints=(("host",
                known(remote[0])),),
                recoverability="R0", blast="B0", loss=f"files of the same names at {target.skeleton}",
            )  # fmt: skip
        yield from _replaced(sources, target, invocation, world)


def _limited(options: Options) -> bool:
    """``--max-delete=0`` deletes nothing."""
    limit = options.value("--max-delete")
    return limit is not None and limit.text in ("0", "-1")


def _taken_away(source: Value, target: Value, invocation: Invocation) -> Iterator[Effect]:
    if remote_operand(source) is not None:
        return
    yield path_effect(
        "fs.rsync-remove-source", "delete", source, invocation, act="delete", recursive=False,
        recoverability="R3",
        blast="B1", loss=f"the originals in {source.skeleton}; the only copy would be at {target.skeleton}",
        instead=f"rsync -a {source.skeleton} {target.skeleton}",
    )  # fmt: skip


def _mirrored(
    source: Value, target: Value, invocation: Invocation, world: World, options: Options
) -> Iterator[Effect]:
    """``--delete``: everything at the destination that the source does not have."""
    contents = (source.text or "").endswith(("/", "/."))
    if not source.text or (source.text.strip("/") == "" and source.notes):
        yield _wrong_source(source, target, invocation)
        return
    place = target if contents or source.text in (".", "..") else joined(target, source)
    remote = remote_operand(target)
    if remote is not None:
        host, path = remote
        path = path if contents else joined(path, source)
        yield path_effect(
            "fs.rsync-delete", "delete", path, invocation, act="delete", recursive=True,
            hints=(("host", known(host)),), loss=f"what {source.skeleton} does not have at {target.skeleton}",
            instead="rsync -n " + " ".join(invocation.words[1:]),
        )  # fmt: skip
        return
    if remote_operand(source) is None:
        members = _extra(source, place, invocation, world)
        if members is not None:
            if members:
                hints = tuple(("member", known(path)) for path in members)
                yield path_effect("fs.rsync-delete", "delete", place, invocation, act="delete", hints=hints,
                                  recursive=True,
                                  instead="rsync -n " + " ".join(invocation.words[1:]))  # fmt: skip
            return
    yield path_effect(
        "fs.rsync-delete", "delete", place, invocation, act="delete", recursive=True, kind="directory",
        why=f"everything that {source.skeleton} does not have is deleted",
        instead="rsync -n " + " ".join(invocation.words[1:]),
    )  # fmt: skip


def _wrong_source(source: Value, target: Value, invocation: Invocation) -> Effect:
    reason = "; ".join(source.notes) or f"the source {source.skeleton} is not known"
    return path_effect(
        "fs.rsync-delete", "delete", source if source.text else target, invocation, act="delete",
        recursive=source.text is not None, recoverability="R4", blast="B2",
        loss=f"everything in {target.skeleton}",
        why=f"{reason}, so {target.skeleton} would be made like {source.skeleton or 'nothing'}",
        instead="rsync -n " + " ".join(invocation.words[1:]),
    )  # fmt: skip


ENTRIES = 600


def _extra(source: Value, place: Value, invocation: Invocation, world: World) -> list[str] | None:
    """Top-most paths at the destination that the source lacks; ``None`` where that cannot be told."""
    if invocation.cwd is None or not source.text or not place.text or source.glob:
        return None
    origin = os.path.normpath(os.path.join(invocation.cwd, source.text))
    target = os.path.normpath(os.path.join(invocation.cwd, place.text))
    if target == "/" or not world.is_directory(origin):
        return None
    extra: list[str] = []
    try:
        for path, _ in world.walk(target, ENTRIES) if world.is_directory(target) else ():
            if any(path.startswith(known_path + "/") for known_path in extra):
                continue
            if world.stat(origin + path[len(target) :]) is None:
                extra.append(path)
    except LimitReached:
        return None
    return extra


def _replaced(
    sources: tuple[Value, ...], target: Value, invocation: Invocation, world: World
) -> Iterator[Effect]:
    """Files that stand at both places; only those that are here are known."""
    if invocation.cwd is None or not target.text or remote_operand(target) is not None:
        return
    hints: list[tuple[str, Value]] = []
    for source in sources:
        if not source.text or source.glob or remote_operand(source) is not None:
            continue
        contents = source.text.endswith(("/", "/."))
        origin = os.path.normpath(os.path.join(invocation.cwd, source.text))
        onto = os.path.normpath(os.path.join(invocation.cwd, target.text))
        to_file = not world.is_directory(origin) and not world.is_directory(onto)
        place = (target if contents or to_file else joined(target, source)).text or ""
        base = os.path.normpath(os.path.join(invocation.cwd, place))
        hints += _both(origin, base, world)
    if hints:
        yield path_effect(
            "fs.rsync", "overwrite", target, invocation, act="overwrite", hints=tuple(hints[:300])
        )


def _both(origin: str, base: str, world: World) -> list[tuple[str, Value]]:
    if not world.is_directory(origin):
        return [("member", known(base))] if world.stat(origin) and world.stat(base) else []
    try:
        inside = [path for path, found in world.walk(origin, 400) if found.kind == "file"]
    except LimitReached:
        return []
    places = [base + path[len(origin) :] for path in inside]
    return [("member", known(path)) for path in places if world.stat(path) is not None]
