"""Where a path operand lands, whatever program names it: the one place that judges paths.

Catches ``rm -rf ~/`` (home), ``rm -rf "$DIR"/*`` with ``DIR`` unset (root), ``> notes.txt`` over an
untracked file, ``mv a b`` over uncommitted work, ``rm -rf .git`` with unpushed commits. Quiet: ``rm -rf
node_modules``, an ignored ``dist``, a tracked and unchanged file, anything below ``/tmp``, a new file.

A place of kind ``path`` may carry these hints (all optional):

* ``act``: ``delete``, ``overwrite``, ``append``, ``edit``, ``substitute``, ``trash``, ``move``,
  ``permissions``, ``create``; without it the operation decides.
* ``follow``: a last link is followed (``>`` does, ``rm`` does not).
* ``member``: one selected path; repeated, they stand for the whole word (``find -delete``).
* ``below``: something in the directory, not the directory itself.
* ``host``: the path is on another machine (``rsync … host:path``).
* ``source``: what is read while this is written (``sort f > f``).
* ``empties``: nothing is written in place of the content (``> f``, ``truncate -s 0 f``).
"""

from __future__ import annotations

import os

from guard.findings import Located
from guard.frozen import replace
from guard.knowledge.registered import registers
from guard.model import Evidence, Target, known
from guard.programs.path_operands import Operand, Operands, operands_of, resolve
from guard.shell.values import shell_quoted
from guard.signs.path_names import kept, kept_path, names_backup
from guard.signs.path_places import Spot, Surroundings, spot_of, surroundings
from guard.targets.path_recovery import Loss, loss_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Effect, Environment, Mark, Recoverability
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

ACTS = {
    "delete": "delete", "overwrite": "overwrite", "truncate": "overwrite", "update": "substitute",
    "create": "create", "unprotect": "permissions", "grant": "permissions", "read": "read", "reveal": "read",
    "send": "read",
}  # fmt: skip
"""What an operation does to a path where no hint says it more exactly."""

LOSING = ("delete", "overwrite", "edit", "substitute")
CHANGING = (*LOSING, "append", "move", "permissions", "trash", "create")


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The target of an effect on a path: the worst of all paths that the word stands for."""
    from guard.targets.path_remote import elsewhere, locate_elsewhere

    host = elsewhere(effect)
    if host is not None:
        if host.kind == "container":
            from guard.targets.path_container import locate_in_new_container

            inside = locate_in_new_container(effect)
            if inside is not None:
                return inside
        return locate_elsewhere(effect, host, world, config)
    cwd = None if effect.by is None else effect.by.cwd
    around = surroundings(cwd, world, getattr(effect.by, "environment", {}))
    operands = _operands(effect, cwd, world)
    judged = [_judge(operand, effect, around, world, session, config) for operand in operands.known]
    if operands.scratch:
        return Located(Target("E0", "a fresh temporary directory"), "R0", "B1")
    if operands.unresolved:
        return _unresolved(effect, operands, judged)
    if not judged:
        return Located(Target("E1", effect.resource.identity), "R0", "B0")
    if len(judged) == 1:
        return judged[0]
    from guard.targets.path_gravity import gravity, worst_of

    return worst_of(judged) if operands.many else max(judged, key=gravity)


def act_of(effect: Effect) -> str:
    """What is done to the path."""
    hint = effect.place.hint("act")
    if hint is not None and hint.text:
        return hint.text
    return ACTS.get(effect.operation, "overwrite")


def _operands(effect: Effect, cwd: str | None, world: World) -> Operands:
    follow = effect.place.hint("follow") is not None
    members = [
        value.text for name, value in effect.place.hints if name == "member" and value.text is not None
    ]
    if members:
        return Operands(
            tuple(resolve(path, _relative(path, cwd), world, follow) for path in members), many=True
        )
    value = effect.resource.value
    if value is None:
        text = effect.resource.identity
        if text == "~" or text.startswith("~/"):
            text = world.home + text[1:]
        value = known(text)
    return operands_of(value, cwd, world, follow)


def _relative(path: str, cwd: str | None) -> str:
    return os.path.relpath(path, cwd) if cwd and path.startswith(cwd.rstrip("/") + "/") else path


def _unresolved(effect: Effect, operands: Operands, judged: list[Located]) -> Located:
    """A word that is not wholly known: what is known of it is judged, and the rest is named."""
    from guard.targets.path_gravity import gravity

    worst = max(judged, key=gravity, default=None)
    if worst is None:
        return Located(
            Target("E2", effect.resource.identity, unresolved=operands.unresolved), "R3", "B?",
            loss=f"whatever {effect.resource.identity or 'it'} comes to",
        )  # fmt: skip
    if worst.target.environment == "E0" and not worst.marks:
        return worst
    if act_of(effect) == "substitute" and worst.target.environment == "E1":
        return replace(worst, recoverability="R2", loss=f"the old text in {effect.resource.identity}")
    sure = "R3" if worst.recoverability in ("R0", "R1", "R2", "R?") else worst.recoverability
    return replace(
        worst, target=replace(worst.target, unresolved=operands.unresolved), recoverability=sure,
        loss=worst.loss or f"whatever {effect.resource.identity or 'it'} comes to",
    )  # fmt: skip


# -------------------------------------------------------------------------------------- one path


def _judge(
    operand: Operand, effect: Effect, around: Surroundings, world: World, session: Session, config: Config
) -> Located:
    act = act_of(effect)
    below = effect.place.hint("below") is not None
    spot = _spot(operand, around, config, below)
    fatal = "" if below else _fatal(operand, spot, effect, act, around, world)
    if spot.environment == "E0" and not fatal:
        marks: tuple[Mark, ...] = ("guard-tampered",) if registers(operand.path, world) else ()
        return _located(spot, operand, Loss("R0" if act not in LOSING else "R1", operand.shown), "B0", marks)
    loss = Loss("R4", blast="B3") if fatal else _acted(act, operand, spot, effect, world, session)
    marks = _marks(operand, act, effect, spot, loss, world)
    if not fatal and _own(operand, spot, loss, marks, session):
        return _located(Spot("E0", "made in this session"), operand, loss, "B0", ())
    if _empties_project(operand, act, effect, loss, around):
        marks = ("root-home-device", *marks)
    if fatal:
        marks = ("root-home-device", *marks)
        loss = replace(loss, recoverability="R4", what=fatal, instead="", blast="B3")
    elif "local-bypass" in marks and loss.recoverability in ("R0", "R1", "R2"):
        loss = replace(loss, recoverability="R3", blast="B1")
    return _located(spot, operand, loss, _blast(spot, loss, effect), marks)


def _spot(operand: Operand, around: Surroundings, config: Config, below: bool = False) -> Spot:
    spot = spot_of(operand.path, around)
    if operand.contents and operand.path in around.scratch:
        return Spot("E2", f"everything in {operand.path}, whoever put it there", "B1")
    if below and spot_of(operand.path + "/⟨selected⟩", around).environment == "E0":
        return Spot("E0", f"below {operand.path}")
    from guard.signs.environments import mapped

    rule = mapped("path", operand.path, config)
    if rule is not None:
        spot = replace(spot, environment=rule.environment, what=f"{rule.origin}: path {rule.pattern}")
    return spot


def _own(operand: Operand, spot: Spot, loss: Loss, marks: tuple[Mark, ...], session: Session) -> bool:
    """Whether this session made it; asked only where the answer counts, as the ledger has to be opened."""
    if any(mark in ("guard-tampered", "persistence", "protection") for mark in marks):
        return False
    quiet = loss.recoverability == "R0" or (loss.recoverability == "R1" and spot.environment < "E3")
    return not (quiet and not marks) and _made(operand.path, session)


def _made(path: str, session: Session) -> bool:
    while len(path) > 1:
        if session.made("path", path):
            return True
        path = os.path.dirname(path)
    return False


def _fatal(operand: Operand, spot: Spot, effect: Effect, act: str, around: Surroundings, world: World) -> str:
    """Why this must not happen at all: root, home, a drive, a device, the project with its history."""
    if act not in CHANGING or act in ("create", "append", "substitute"):
        return spot.fatal if spot.fatal and operand.path.startswith("/dev/") and act in CHANGING else ""
    if operand.path.startswith("/dev/"):
        return spot.fatal
    if not (effect.resource.recursive or act == "move"):
        return ""
    if operand.path == around.project and (
        operand.contents or (act == "permissions" and effect.rule != "fs.chmod-lock")
    ):
        return ""
    return spot.fatal or _same_place(operand, around, world)


def _empties_project(operand: Operand, act: str, effect: Effect, loss: Loss, around: Surroundings) -> bool:
    """``rm -rf *`` at the top of a project that holds work which is nowhere else."""
    emptied = operand.contents and operand.path == around.project and effect.resource.recursive
    return emptied and act == "delete" and loss.recoverability == "R4"


def _same_place(operand: Operand, around: Surroundings, world: World) -> str:
    """The same directory under another spelling (a case-insensitive file system, a bind mount)."""
    found = operand.found
    if found is None or not found.inode or found.kind != "directory":
        return ""
    for path in filter(None, (around.home, around.project)):
        if path == operand.path:
            continue
        other = world.stat(path)
        if other is not None and (other.device, other.inode) == (found.device, found.inode):
            return f"{path} under another name"
    return ""


def _acted(act: str, operand: Operand, spot: Spot, effect: Effect, world: World, session: Session) -> Loss:
    """What this act loses of what lies at the path."""
    if effect.recoverability != "R?":
        return Loss(effect.recoverability, effect.loss, effect.instead)
    if act == "trash":
        return Loss(
            "R1" if spot.environment == "E1" else "R2", f"{operand.shown}, until the trash is emptied"
        )
    if act in ("append", "move", "permissions", "create"):
        return _kept_content(act, operand, spot, effect)
    if act == "read":
        return Loss("R0", "")
    if (
        act == "delete"
        and not effect.resource.recursive
        and _is_folder(operand)
        and not effect.place.hint("member")
    ):
        return Loss("R0", "", why="a directory is not deleted without -r")
    if spot.cache:
        return Loss("R0", f"{operand.shown}, which is downloaded or made again", blast="B1")
    if operand.found is None or (operand.contents and world.list(operand.path) == ()):
        return _absent(act, operand, spot, effect, world, session)
    loss = loss_of(operand, world, session)
    if act == "substitute" and loss.recoverability in ("R3", "R4") and spot.environment == "E1":
        return replace(loss, recoverability="R2", what=f"the old text in {operand.shown}")
    served = spot.environment == "E4" and loss.recoverability == "R0" and not loss.why.startswith("an empty")
    if served and world.repository(operand.path) is None:  # built elsewhere and brought here
        return replace(loss, recoverability="R3", what=f"{operand.shown}, which is served from here")
    return loss


def _is_folder(operand: Operand) -> bool:
    return operand.found is not None and operand.found.kind == "directory" and not operand.contents


def _kept_content(act: str, operand: Operand, spot: Spot, effect: Effect) -> Loss:
    if act == "create" or (act == "append" and operand.found is None and spot.environment < "E3"):
        return Loss("R0", "")
    if act == "append":
        return Loss("R1", f"{operand.shown} as it was", "")
    if act == "permissions":
        return Loss("R3" if effect.resource.recursive else "R1", f"the modes or owner of {operand.shown}")
    return Loss("R1", f"{operand.shown} at its place")


def _absent(act: str, operand: Operand, spot: Spot, effect: Effect, world: World, session: Session) -> Loss:
    """Nothing is there now. Outside the project that may be a mount, another spelling, another machine;
    in a folder that no repository holds, what is there by then could not be brought back."""
    if spot.environment >= "E3" and act != "delete":
        return Loss("R3", f"the configuration of this machine ({operand.shown})", why="a system path")
    telling = effect.resource.recursive or kept(os.path.basename(operand.path)) == "data"
    telling = telling or names_backup(operand.path)
    if (
        spot.environment >= "E2"
        and act == "delete"
        and telling
        and not _seen_to_be_absent(operand, effect, world)
    ):
        blast: Blast = "B1" if effect.resource.recursive else "B0"
        look = f"ls -la {shell_quoted(operand.shown)}"
        return Loss("R4", f"{operand.shown}, which cannot be seen from here", look, blast)
    empties = act in ("delete", "edit") or effect.place.hint("empties") is not None
    if effect.rule == "fs.rsync-delete":
        empties = False  # a destination that is not there yet has nothing that the source lacks
    if spot.environment == "E1" and empties and _nothing_holds(operand, world, session):
        return Loss(
            "R3", f"whatever {operand.shown} is when the command runs",
            f"ls -la {shell_quoted(operand.shown)}", marks=("absent",),
            why="nothing is there now, and no repository would bring it back",
        )  # fmt: skip
    return Loss("R0", "", why="nothing is there")


def _nothing_holds(operand: Operand, world: World, session: Session) -> bool:
    """Whether a name that is not there yet is neither output of a tool, nor kept by git, nor made here."""
    if kept_path(os.path.relpath(operand.path, world.start or "/")) in ("generated", "output"):
        return False
    if world.repository(os.path.dirname(operand.path)) is not None:
        return False
    return not _made(operand.path, session)


def _seen_to_be_absent(operand: Operand, effect: Effect, world: World) -> bool:
    """A name below the directory where the command runs: that one can be seen from here."""
    cwd = None if effect.by is None else effect.by.cwd
    if not cwd or operand.shown.startswith(("/", "~")) or ".." in operand.shown:
        return False
    return world.is_directory(cwd)


def _marks(
    operand: Operand, act: str, effect: Effect, spot: Spot, loss: Loss, world: World
) -> tuple[Mark, ...]:
    found: list[Mark] = list(loss.marks)
    lost = loss.recoverability in ("R3", "R4")
    if act in ("delete", "overwrite", "edit") and lost and names_backup(_tail(operand.path, world)):
        found.append("backup")
    if act in CHANGING:
        protected = _protected(operand, world)
        if protected is not None:
            found.append(protected)
            if _grants(operand.path) and act != "permissions":
                found.append("protection")
    if "source" in {name for name, _ in effect.place.hints} and lost:
        found.append("ungated-delete")
    return tuple(found)


def _tail(path: str, world: World) -> str:
    """The part of a path that says something about the thing, without the home."""
    home = world.home.rstrip("/")
    return path[len(home) :] if home and path.startswith(home + "/") else path


def _protected(operand: Operand, world: World) -> Mark | None:
    from guard.knowledge.protected import protection_of

    for path in dict.fromkeys((operand.path, operand.link_to)):
        found = protection_of(path, world.home) if path else None
        if found is not None:
            return found[0]
        if path and registers(path, world):
            return "guard-tampered"
    return None


_GRANTING = ("/.ssh/authorized_keys", "/.ssh/authorized_keys2", "/etc/passwd", "/etc/shadow", "/etc/sudoers",
             "/etc/ld.so.preload")  # fmt: skip


def _grants(path: str) -> bool:
    """Files that let somebody in, or that run at each commit: whoever changes them removes a protection."""
    return path.endswith(_GRANTING) or "/etc/sudoers.d/" in path or "/.git/hooks/" in path + "/"


def _blast(spot: Spot, loss: Loss, effect: Effect) -> Blast:
    if effect.blast != "B?":
        return effect.blast
    return max(loss.blast, spot.blast if spot.blast != "B?" else "B0")


def _located(spot: Spot, operand: Operand, loss: Loss, blast: Blast, marks: tuple[Mark, ...]) -> Located:
    evidence = [Evidence(f"{operand.shown} is {operand.path}", spot.what)]
    if loss.why:
        evidence.append(Evidence(loss.why, operand.path))
    environment: Environment = spot.environment
    recoverability: Recoverability = loss.recoverability
    hard = spot.fatal or any(mark in ("guard-tampered", "persistence", "protection") for mark in marks)
    instead = loss.instead
    if instead.startswith("mv ") and (hard or environment >= "E3"):
        instead = f"ls -la {shell_quoted(operand.shown)}"  # to move it away would be stopped all the same
    return Located(
        Target(environment, operand.path, tuple(evidence)),
        recoverability,
        blast,
        loss.what,
        marks,
        instead,
    )
