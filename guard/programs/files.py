"""The form in which every file program says what happens to a path."""

from __future__ import annotations

from guard.model import Effect, Place, Resource, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, FileWrite, Invocation, Mark, Operation, Recoverability, Value
    from guard.programs.options import Options

HELP = ("--help", "--version")


def path_effect(
    rule: str,
    operation: Operation,
    word: Value,
    by: Invocation | FileWrite,
    *,
    act: str = "",
    recursive: bool = False,
    follow: bool = False,
    kind: str = "file",
    hints: tuple[tuple[str, Value], ...] = (),
    recoverability: Recoverability = "R?",
    blast: Blast = "B?",
    loss: str = "",
    why: str = "",
    instead: str = "",
    marks: tuple[Mark, ...] = (),
) -> Effect:
    """What happens to the path that ``word`` names; ``act`` as in ``targets/paths.py``."""
    if act:
        hints = (("act", known(act)), *hints)
    if follow:
        hints = (*hints, ("follow", known("yes")))
    return Effect(
        rule=rule,
        operation=operation,
        resource=Resource(kind, word.skeleton, word, recursive),
        place=Place("path", by.program if hasattr(by, "program") else "shell", hints),
        by=by,
        recoverability=recoverability,
        blast=blast,
        loss=loss,
        why=why,
        instead=instead,
        marks=marks,
        tags=("T1485",) if operation in ("delete", "overwrite", "truncate") else (),
        span=by.span,
        certainty=by.certainty,
    )


def asks_for_help(options: Options) -> bool:
    """Whether GNU tools would print their help and do nothing else."""
    return options.has(*HELP)


def remote_operand(word: Value) -> tuple[str, Value] | None:
    """``host:path`` as scp and rsync read it: a colon before any slash; the host and the path."""
    head = word.prefix
    for scheme in ("rsync://", "scp://", "sftp://"):
        if head.startswith(scheme):
            host, _, path = head[len(scheme) :].partition("/")
            return host, _with_prefix(word, "/" + path)
    colon = head.find(":")
    slash = head.find("/")
    if colon <= 0 or (0 <= slash < colon) or (colon == 1 and head[2:3] in ("\\", "/")):
        return None
    return head[:colon], _with_prefix(word, head[colon + 1 :].lstrip(":") or ".")


def _with_prefix(word: Value, prefix: str) -> Value:
    from guard.frozen import replace

    return replace(word, parts=((prefix,) if prefix else ()) + word.parts[1:])
