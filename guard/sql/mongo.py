"""What a script of the MongoDB shell calls: the chain of members and calls, read by a small scanner.

``db.users.deleteMany({})`` → the chain ``db users deleteMany`` with its arguments. A computed member
(``db["drop" + "Database"]()``) or ``eval`` is unknown. Facts: mongosh method reference.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Operation, Recoverability


@frozen
class Call:
    """One destructive call."""

    method: str
    object: str
    operation: Operation
    recoverability: Recoverability
    blast: Blast
    loss: str
    by_key: bool = False
    unbounded: bool = False


_METHODS: dict[str, tuple[Operation, Recoverability, Blast, str]] = {
    "dropDatabase": ("delete", "R4", "B2", "the database with all its collections"),
    "drop": ("delete", "R4", "B1", "{0} with every document"),
    "deleteMany": ("delete", "R4", "B1", "documents of {0}"),
    "remove": ("delete", "R4", "B1", "documents of {0}"),
    "deleteOne": ("delete", "R4", "B0", "one document of {0}"),
    "findOneAndDelete": ("delete", "R4", "B0", "one document of {0}"),
    "findAndModify": ("update", "R3", "B0", "one document of {0}"),
    "updateMany": ("update", "R3", "B1", "the old values in {0}"),
    "update": ("update", "R3", "B1", "the old values in {0}"),
    "updateOne": ("update", "R3", "B0", "the old values of one document of {0}"),
    "replaceOne": ("update", "R3", "B0", "one document of {0}"),
    "findOneAndUpdate": ("update", "R3", "B0", "the old values of one document of {0}"),
    "findOneAndReplace": ("update", "R3", "B0", "one document of {0}"),
    "bulkWrite": ("update", "R3", "B1", "documents of {0}"),
    "initializeUnorderedBulkOp": ("update", "R3", "B1", "documents of {0}"),
    "initializeOrderedBulkOp": ("update", "R3", "B1", "documents of {0}"),
    "renameCollection": ("update", "R2", "B1", ""),
    "dropIndex": ("delete", "R2", "B1", "an index of {0}"),
    "dropIndexes": ("delete", "R2", "B1", "the indexes of {0}"),
    "convertToCapped": ("update", "R4", "B1", "the oldest documents of {0}"),
    "dropUser": ("delete", "R3", "B1", "a user"),
    "dropAllUsers": ("delete", "R3", "B2", "every user of the database"),
    "dropRole": ("delete", "R3", "B1", "a role"),
    "dropAllRoles": ("delete", "R3", "B2", "every role of the database"),
    "createUser": ("grant", "R2", "B1", ""),
    "grantRolesToUser": ("grant", "R2", "B1", ""),
    "shutdownServer": ("stop", "R2", "B2", ""),
    "killOp": ("stop", "R2", "B0", ""),
    "fsyncLock": ("stop", "R2", "B2", ""),
    "stepDown": ("stop", "R2", "B2", ""),
    "reconfig": ("update", "R3", "B2", ""),
    "removeShard": ("delete", "R3", "B2", "a shard"),
    "save": ("update", "R3", "B0", "one document of {0}"),
}
_COMMANDS = {
    "dropDatabase": "dropDatabase", "drop": "drop", "delete": "deleteMany", "shutdown": "shutdownServer",
    "dropUser": "dropUser",
    "dropIndexes": "dropIndexes", "update": "updateMany", "convertToCapped": "convertToCapped",
    "findAndModify": "findAndModify",
    "renameCollection": "renameCollection", "dropAllUsersFromDatabase": "dropAllUsers", "compact": "",
    "replSetReconfig": "reconfig",
    "setFeatureCompatibilityVersion": "reconfig", "collMod": "renameCollection",
}  # fmt: skip
_INDIRECT = (["call"], ["apply"], ["bind"])
_ROOTS = ("db", "sh", "rs", "conn", "client", "use")


def calls(script: str) -> Iterator[Call]:
    """Every destructive call in the script, and an *unknown* one where a member is computed."""
    tokens = list(_tokens(script))
    total = len(tokens)
    at = 0
    while at < total:
        lexeme = tokens[at]
        if (
            lexeme in ("eval", "Function", "require", "load")
            and tokens[at + 1 : at + 2] == ["("]
            and tokens[at - 1 : at] != ["."]
        ):
            yield Call(lexeme, "", "unknown", "R3", "B2", "")
            at += 2
            continue
        if lexeme == "[" and at and (tokens[at - 1][0].isalnum() or tokens[at - 1] in (")", "]")):
            yield from _member(tokens, at)
            at += 1
            continue
        if lexeme in _METHODS and tokens[at + 1 : at + 2] == ["."] and tokens[at + 2 : at + 3] in _INDIRECT:
            yield from _call(tokens, at + 3, lexeme, _object(tokens, at - 1))
        if tokens[at + 1 : at + 2] == ["("] and at and tokens[at - 1] == ".":
            name = _object(tokens, at - 1)
            if lexeme in _METHODS:
                yield from _call(tokens, at + 1, lexeme, name)
            elif lexeme in ("runCommand", "adminCommand"):
                yield from _command(tokens, at + 1)
            elif lexeme == "aggregate":
                inside = tokens[at + 1 : _close(tokens, at + 1)]
                if any(t.strip("'\"`") == "$out" for t in inside):
                    yield Call(
                        "aggregate $out", name, "overwrite", "R4", "B1", "the collection that $out names"
                    )
        at += 1


def _member(tokens: list[str], at: int) -> Iterator[Call]:
    """``db["users"]["drop"]()``: a method by its name in brackets, or by one that is computed."""
    end = _close(tokens, at)
    if tokens[end + 1 : end + 2] != ["("]:
        return
    inside = tokens[at + 1 : end]
    literal = len(inside) == 1 and (inside[0][0] in "'\"`" or inside[0].isdigit())
    if not literal and _rooted(tokens, at):
        yield Call("a computed member", "", "unknown", "R4", "B2", "")
    elif literal and inside[0][1:] in _METHODS:
        yield from _call(tokens, end + 1, inside[0][1:], _object(tokens, at))


_FILTERED = ("deleteMany", "remove", "updateMany", "update", "deleteOne", "updateOne", "replaceOne",
             "findOneAndDelete")  # fmt: skip
"""Methods whose first argument says which documents."""


def _call(tokens: list[str], opening: int, method: str, name: str) -> Iterator[Call]:
    operation, recoverability, blast, loss = _METHODS[method]
    arguments = tokens[opening + 1 : _close(tokens, opening)]
    by_key = unbounded = False
    if method in _FILTERED:
        unbounded = arguments[:2] == ["{", "}"] or not arguments
        by_key = "_id" in (t.strip("'\"") for t in arguments[:3])
        if unbounded and blast == "B1":
            loss = loss.replace("documents of", "every document of")
        if by_key:
            blast = "B0"
    if method == "drop" and name in ("db", ""):
        name = name or "the collection"
    said = name if not loss.startswith("{0}") or name == "the collection" else f"the collection {name}"
    yield Call(method, name, operation, recoverability, blast, loss.format(said), by_key, unbounded)


def _command(tokens: list[str], opening: int) -> Iterator[Call]:
    inside = tokens[opening + 1 : _close(tokens, opening)]
    if not inside:
        return
    if inside[0] != "{" and inside[0][0] not in "'\"":
        yield Call("runCommand", "", "unknown", "R3", "B2", "")
        return
    first = inside[0][1:] if inside[0][0] in "'\"" else inside[1].strip("'\"`") if len(inside) > 1 else ""
    method = _COMMANDS.get(first)
    if method:
        name = inside[3].strip("'\"`") if len(inside) > 3 and method != "dropDatabase" else ""
        operation, recoverability, blast, loss = _METHODS[method]
        yield Call(first, name, operation, recoverability, blast, loss.format(name))


def _rooted(tokens: list[str], at: int) -> bool:
    """Whether the chain that ends before ``at`` begins at a database object."""
    index = at - 1
    while index >= 0:
        lexeme = tokens[index]
        if lexeme in (")", "]"):
            depth = 0
            while index >= 0:
                depth += (tokens[index] in (")", "]")) - (tokens[index] in ("(", "["))
                if depth == 0:
                    break
                index -= 1
            index -= 1
            continue
        if index and tokens[index - 1] == ".":
            index -= 2
            continue
        return lexeme in _ROOTS or lexeme in ("this", "globalThis")
    return False


def _object(tokens: list[str], dot: int) -> str:
    """The collection before the method: ``users`` in ``db.users.drop()`` and
    ``db.getCollection('users')``."""
    index = dot - 1
    if index < 0:
        return ""
    if tokens[index] in (")", "]"):
        return tokens[index - 1].strip("'\"`") if index and tokens[index - 1][0] in "'\"`" else ""
    return tokens[index]


def _close(tokens: list[str], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index] in ("(", "[", "{")) - (tokens[index] in (")", "]", "}"))
        if depth == 0:
            return index
    return len(tokens)


def _tokens(text: str) -> Iterator[str]:
    at, total = 0, min(len(text), 200_000)
    while at < total:
        c = text[at]
        if c.isspace():
            at += 1
        elif text.startswith("//", at):
            end = text.find("\n", at)
            at = total if end < 0 else end
        elif text.startswith("/*", at):
            end = text.find("*/", at)
            at = total if end < 0 else end + 2
        elif c in "'\"`":
            end = at + 1
            while end < total and text[end] != c:
                end += 2 if text[end] == "\\" else 1
            yield c + text[at + 1 : end]
            at = end + 1
        elif c.isalnum() or c in "_$":
            end = at + 1
            while end < total and (text[end].isalnum() or text[end] in "_$"):
                end += 1
            yield text[at:end]
            at = end
        elif text.startswith("?.", at):
            yield "."
            at += 2
        else:
            yield c
            at += 1
