"""What PostgreSQL's own parser says that a statement endangers, in classes that the scanner has too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guard.sql.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES = (
    "insert", "update", "update without WHERE", "delete", "delete without WHERE", "merge", "truncate", "drop",
    "drop column", "grant", "unprotect", "copy to or from a program", "copy to a file", "copy from a file",
)  # fmt: skip
_OF_NODE = {
    "InsertStmt": "insert", "TruncateStmt": "truncate", "DropStmt": "drop", "DropdbStmt": "drop",
    "DropRoleStmt": "drop", "DropOwnedStmt": "drop", "DropTableSpaceStmt": "drop",
    "DropSubscriptionStmt": "drop", "DropUserMappingStmt": "drop", "GrantStmt": "grant",
    "GrantRoleStmt": "grant", "AlterDefaultPrivilegesStmt": "grant", "CreateRoleStmt": "grant",
    "AlterRoleStmt": "grant", "ReassignOwnedStmt": "grant", "AlterOwnerStmt": "grant",
    "CreateUserMappingStmt": "grant", "AlterUserMappingStmt": "grant", "AlterPolicyStmt": "grant",
    "SecLabelStmt": "grant", "AlterRoleSetStmt": "grant",
}  # fmt: skip
_OF_COMMAND = {"AT_DropColumn": "drop column", "AT_ChangeOwner": "grant"}
_UNPROTECTS = ("AT_DisableTrig", "AT_DisableRowSecurity", "AT_NoForceRowSecurity", "AT_DisableRule")
_STORED = ("RuleStmt", "CreateFunctionStmt", "ViewStmt", "CreateTrigStmt")
OPAQUE = ("DoStmt", "ExecuteStmt", "CallStmt")
"""Statements of which the parser holds only a name or a text."""
_OF_KIND = {
    "insert": "insert", "upsert": "insert", "merge": "merge", "truncate": "truncate", "drop": "drop",
    "alter-drop": "drop column", "grant": "grant", "empower": "grant", "unprotect": "unprotect",
    "copy-program": CLASSES[11], "copy-to-file": CLASSES[12], "copy-from-file": CLASSES[13],
}  # fmt: skip


def nodes(node: Any) -> Iterator[Any]:
    """A tree's nodes, without what a definition only stores and EXPLAIN only plans."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
        return
    name = type(node).__name__
    if not hasattr(node, "__slots__") or name in _STORED or (name == "ExplainStmt" and not _analyzes(node)):
        return
    yield node
    for field in node:
        yield from nodes(getattr(node, field, None))


def _analyzes(node: Any) -> bool:
    off = ("false", "off", "0")
    return any(
        option.defname == "analyze"
        and not (option.arg is not None and str(getattr(option.arg, "sval", "on")).lower() in off)
        for option in node.options or ()
    )


def danger(tree: Any) -> set[str]:
    """The classes of everything that a statement does."""
    return {found for node in nodes(tree) if (found := _class_of(node))}


def _class_of(node: Any) -> str:
    name = type(node).__name__
    if name in ("UpdateStmt", "DeleteStmt"):
        return name[:6].lower() + ("" if node.whereClause is not None else " without WHERE")
    if name == "MergeStmt":
        adds = all(c.commandType.name in ("CMD_INSERT", "CMD_NOTHING") for c in node.mergeWhenClauses)
        return "insert" if adds else "merge"
    if name == "AlterTableCmd":
        command = node.subtype.name
        return _OF_COMMAND.get(command) or ("unprotect" if command.startswith(_UNPROTECTS) else "")
    if name == "RenameStmt":
        return "grant" if node.renameType.name == "OBJECT_ROLE" else ""
    if name == "AlterEventTrigStmt":
        return "unprotect" if node.tgenabled == "D" else ""
    if name == "VariableSetStmt" and node.name == "session_replication_role" and node.args:
        return "" if str(getattr(node.args[0].val, "sval", "")).lower() == "origin" else "unprotect"
    return _of_copy(node) if name == "CopyStmt" else _OF_NODE.get(name, "")


def _of_copy(node: Any) -> str:
    if node.is_program:
        return "copy to or from a program"
    if node.filename:
        return "copy from a file" if node.is_from else "copy to a file"
    return "insert" if node.is_from else ""


def said(text: str) -> set[str]:
    """The same classes by the scanner; ``unknown`` where it says so."""
    found = set()
    for act in scan(text, "postgres"):
        if act.kind in ("update", "delete"):
            found.add(act.kind + (" without WHERE" if act.bound == "none" else ""))
        elif act.kind in ("unknown", "dynamic", "call"):
            found.add("unknown")
        elif act.kind in _OF_KIND:
            found.add(_OF_KIND[act.kind])
    return found
