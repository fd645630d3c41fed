"""Backup tools: the last thing that should go.

Caught: ``restic forget --keep-last 0 --prune``, ``borg delete repo``, ``velero backup delete --all``,
``pgbackrest stanza-delete``, ``barman delete db oldest``, ``rclone purge``, ``rclone sync`` (the target loses
what the source does not have), ``tmutil delete``, ``kopia snapshot delete``, ``wal-g delete everything
--confirm``.
Quiet: ``restic snapshots``, ``borg list repo``, ``restic check``, ``rclone copy a b:c``, ``borg prune -n
--keep-daily 7 repo``.

Lost: the only way back for everything else. A retention run (``forget --keep-daily 7``) is the tool's own
business and weighs less than a deletion.
Back: Nothing, except from a second copy of the repository.
Instead: ``restic forget --dry-run``, ``borg prune -n``, ``rclone copy`` in place of ``sync``.

Facts: restic.readthedocs.io, borgbackup.readthedocs.io, velero.io/docs, pgbackrest.org, docs.pgbarman.org,
rclone.org/commands, tmutil(8), kopia.io/docs.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, known
from guard.programs.backups_tables import OVERWRITES, TOOLS, BackupTool
from guard.programs.subcommands import Act, CommandLine, effect_of, hints_of, read_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a backup tool removes or writes over."""
    tool = TOOLS[invocation.program]
    command = read_command(invocation.argv[1:], tool.valued, tool.groups)
    options = command.options
    if command.asks_help or options.has("-n", "--dry-run", "--dryrun", *tool.dry):
        return
    act = tool.acts.get(command.path)
    if act is None:
        return
    if invocation.program == "restic" and command.path == "forget":
        act = _retention(command) or act
    if invocation.program == "borg" and command.path == "prune" and _retention(command) is None:
        act = tool.acts["delete"]
    if act.kind == "cluster" and options.has("--existing-resource-policy"):
        act = OVERWRITES
    needed = _WITHOUT_IT_DRY.get((invocation.program, command.path.split(" ")[0]))
    if needed is not None and not options.has(needed):
        return
    if invocation.program == "rclone":
        yield from _rclone(invocation, command, act, world)
        return
    place = Place("host", invocation.program, (_repository(invocation, command, tool),))
    if invocation.program == "velero":
        place = Place(
            "kubernetes",
            "velero",
            hints_of(
                options,
                {
                    "namespace": ("-n", "--namespace"),
                    "kubeconfig": ("--kubeconfig",),
                    "context": ("--kubecontext",),
                },
            ),
        )
    rule = f"backup.{invocation.program}-{command.path.replace(' ', '-')}"
    yield effect_of(rule, act, command.names or "the repository", place, invocation)


_WITHOUT_IT_DRY = {
    **{("duplicity", path): "--force" for path in TOOLS["duplicity"].acts},
    ("wal-g", "delete"): "--confirm",
}
"""Options without which a sub-command only says what it would delete."""

_KEEPING = ("-H", "-d", "-w", "-m", "-y")
"""How borg abbreviates what is kept."""


def _retention(command: CommandLine) -> Act | None:
    """``forget`` with a policy that keeps something; ``--keep-last 0`` keeps nothing."""
    kept = [v for n, v in command.options.given if n.startswith(("--keep-", *_KEEPING)) and v is not None]
    if (command.operands and "forget" in command.path) or not any(
        v.text is not None and v.text not in ("0", "") for v in kept
    ):
        return None
    return Act(
        "delete",
        "backup",
        "R2",
        "B1",
        "the snapshots that the policy does not keep",
        instead="restic forget --dry-run …",
    )


def _repository(invocation: Invocation, command: CommandLine, tool: BackupTool) -> tuple[str, Value]:
    """Where the backups are, or that nothing on this machine says so."""
    given = command.options.value(*tool.repository)
    if given is not None:
        return "repository", given
    for name in tool.variables:
        found = invocation.variable(name)
        if found is not None:
            return "repository", found.value
    if tool.positional and command.operands:
        return "repository", command.operands[0]
    return ("repository", known("this machine:")) if tool.local else ("unknown-repository", known("yes"))


# ------------------------------------------------------------------------------------ rclone


def _rclone(invocation: Invocation, command: CommandLine, act: Act, world: World) -> Iterator[Effect]:
    words = command.operands
    target = words[-1] if words else known("")
    if command.path in ("sync", "bisync") and len(words) > 1 and _is_empty(invocation, words[0], world):
        act = Act(
            "delete",
            "remote files",
            "R4",
            "B2",
            "everything in {name}",
            "the source is empty or missing, so everything in the target goes",
            "rclone sync --dry-run …",
            tags=("T1485",),
        )
    if _is_local(target):
        where = Place("path", "rclone", (("act", known("delete")),))
        yield effect_of(
            f"backup.rclone-{command.path}",
            act,
            target.skeleton,
            where,
            invocation,
            value=target,
            recursive=True,
            recoverability="R?",
        )
        return
    from guard.signs.path_names import names_backup

    place = Place("host", "rclone", (("repository", target),))
    if command.path in ("delete", "purge") and any(map(names_backup, target.skeleton.split(":"))):
        act = replace(act, marks=(*act.marks, "backup"))
    yield effect_of(f"backup.rclone-{command.path}", act, target.skeleton, place, invocation)


def _is_local(word: Value) -> bool:
    return word.text is not None and (":" not in word.text or word.text.startswith(("/", "./")))


def _is_empty(invocation: Invocation, word: Value, world: World) -> bool:
    if word.text is None or not _is_local(word):
        return False
    path = word.text if word.text.startswith("/") else f"{(invocation.cwd or '').rstrip('/')}/{word.text}"
    return not world.list(path)
