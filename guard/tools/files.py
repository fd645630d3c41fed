"""File tools: Write, Edit, MultiEdit, NotebookEdit and their like.

Caught: a change of an agent's hooks or of the guard (deny), a Write over an existing ``.env`` that git
ignores or over a document below the home (ask), a package script, a git hook or a shell file into which
something destructive is planted (deny), ``prevent_destroy`` taken out of a ``*.tf`` (ask).
Quiet: every ordinary edit, also of a file with unsaved work: the tool replaces what it has read, and the
agent holds the old text.

Lost: the old content, or a protection that others rely on.
Back: ``git restore`` where it is tracked, else nothing.
Instead: an edit of the one line; a person changes hooks and the guard's own files.

Facts: the tools' input schemas as recorded from Claude Code 2.1 (``file_path``, ``content``, ``old_string``,
``new_string``, ``edits``, ``notebook_path``, ``new_source``).
"""

from __future__ import annotations

import os

from guard.errors import ProposalError
from guard.knowledge.secrets import secret_file
from guard.model import Effect, FileWrite, Place, Resource, Unfolding, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from guard.model import Proposal
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The write that a file tool would do."""
    from guard.programs.planted import planted_effects
    from guard.programs.written import worth_reading

    path = _path(proposal)
    new, old = _texts(proposal)
    whole = proposal.tool_name in ("Write", "Delete") or "content" in proposal.tool_input
    write = FileWrite(
        known(path), "truncate" if whole else "append", proposal.cwd, known(new) if new is not None else None
    )
    before, after = _around(proposal, path, world) if not whole and worth_reading(path) else ("", "")
    found = (*_effects(proposal, write, path, new or "", old, whole, world),
             *planted_effects(path, new or "", write, proposal, world, before, after))  # fmt: skip
    return Unfolding((write,)), found


def _path(proposal: Proposal) -> str:
    names = ("file_path", "notebook_path", "path", "filePath", "target_file")
    given = {value for name in names if isinstance(value := proposal.tool_input.get(name), str) and value}
    if not given:
        raise ProposalError(f"the call of {proposal.tool_name} names no file")
    home = proposal.env.get("HOME", "")
    paths = {home + path[1:] if home and path.startswith("~/") else path for path in given}
    found = {os.path.normpath(os.path.join(proposal.cwd, path)) for path in paths}
    if len(found) > 1:
        raise ProposalError(f"the call of {proposal.tool_name} names two files, and they differ")
    return found.pop()


NEW = (
    "content", "new_string", "new_source", "new_str", "file_text", "newString", "newText", "new_text",
    "ReplacementContent", "replace", "insert_text", "new",
)  # fmt: skip
OLD = ("old_string", "old_str", "oldString", "oldText", "old_text", "TargetContent", "search", "old")
"""What agents call the new and the old text, of a call or of one of its edits. All that is found is looked
at, so that no name hides another."""


def _texts(proposal: Proposal) -> tuple[str | None, str]:
    """What would be written and what it replaces."""
    given = proposal.tool_input
    new: list[str] = []
    old: list[str] = []
    for row in _rows(given):
        for name in NEW:
            value = row.get(name)
            if isinstance(value, str):
                new.append(value)
        for name in OLD:
            value = row.get(name)
            if isinstance(value, str):
                old.append(value)
    return ("\n".join(new) if new else None), "\n".join(old)


def _around(proposal: Proposal, path: str, world: World) -> tuple[str, str]:
    """The file before and after: an edit may replace a piece of a line, so the new piece alone does not say
    what would run. Both empty where an old piece is not found."""
    rows = _rows(proposal.tool_input)
    was = world.read(path) or ""
    text, fits = was, bool(was)
    for row in rows:
        old, new = _first(row, OLD), _first(row, NEW)
        if new is None:
            continue
        if not old or old not in text:
            fits = False
            break
        text = text.replace(old, new) if row.get("replace_all") is True else text.replace(old, new, 1)
    return (was, text) if fits else ("", "")


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if isinstance(value := row.get(name), str)), None)


def _rows(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A call's own texts and those of its edits."""
    edits = given.get("edits")
    return [given, *(e for e in edits if isinstance(e, dict))] if isinstance(edits, list) else [given]


def _effects(
    proposal: Proposal, write: FileWrite, path: str, new: str, old: str, whole: bool, world: World
) -> Iterator[Effect]:
    from guard.programs.files import path_effect
    from guard.programs.redirections import effects_of_write

    if proposal.tool_name == "Delete":
        yield path_effect("tool.delete", "delete", known(path), write, act="delete")
        return
    if whole and _irreplaceable(path, proposal.cwd, world):
        yield from effects_of_write(write, world)
    else:
        yield path_effect("tool.edit", "update", known(path), write, act="append", follow=True)
    yield from _unprotected(path, new, old, write)


def _irreplaceable(path: str, cwd: str, world: World) -> bool:
    """An existing file whose old content the agent cannot be trusted to hold: secrets, data, state, and a
    person's own documents."""
    if world.stat(path) is None:
        return False
    return secret_file(path, world.home) is not None or path.endswith(DATA) or _personal(path, cwd, world)


def _personal(path: str, cwd: str, world: World) -> bool:
    """``~/Documents/report.md``, unless work is done there."""
    from guard.signs.path_places import DOCUMENTS

    home = world.home.rstrip("/") + "/"
    top = path[len(home) :].partition("/")[0].lower() if path.startswith(home) else ""
    return top in DOCUMENTS and not path.startswith(cwd.rstrip("/") + "/")


DATA = (".db", ".sqlite", ".sqlite3", ".tfstate", ".dump", ".sql.gz", ".bak", ".rdb", ".parquet", ".kdbx")

LOCKS: tuple[tuple[str, str], ...] = (
    ("prevent_destroy", "true"), ("deletion_protection", "true"), ("enable_deletion_protection", "true"),
    ("skip_final_snapshot", "false"), ("force_destroy", "false"), ("deletionProtection", "true"),
    ("termination_protection", "true"), ("enable_key_rotation", "true"), ("disable_api_termination", "true"),
)  # fmt: skip
"""Attributes of infrastructure code that protect data, and the value that protects."""


def _unprotected(path: str, new: str, old: str, write: FileWrite) -> Iterator[Effect]:
    if not path.endswith((".tf", ".tf.json", ".tofu", ".yaml", ".yml", ".ts", ".py", ".json", ".bicep")):
        return
    for name, safe in LOCKS:
        removed = _says(old, name, safe) and not _says(new, name, safe)
        opposite = "false" if safe == "true" else "true"
        if removed or (_says(new, name, opposite) and not _says(old, name, opposite)):
            yield Effect(
                "tool.unprotect", "unprotect", Resource("protection", name), Place("none", "Edit"),
                write, "R1", "B1", loss=f"the protection by {name}",
                why=f"without {name} the next apply may destroy what it protected",
                instead="leave the attribute and ask a person", marks=("local-bypass",), tags=("T1562",),
            )  # fmt: skip
            return


def _says(text: str, name: str, value: str) -> bool:
    """Whether a line sets an attribute: ``prevent_destroy = true``, ``deletion_protection: true``."""
    for line in text.split("\n"):
        head, sign, tail = line.replace('"', "").replace(":", "=", 1).partition("=")
        if sign and head.strip() == name and tail.strip().rstrip(",;").lower() == value:
            return True
    return False
