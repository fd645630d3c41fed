"""The small changes of a file that ``tools/mutate.py`` tries, one syntax node at a time.

A mutant is one of: a comparison moved or turned round, ``and`` for ``or``, an operand, a ``not``, an entry,
an argument or a statement left out, a condition that always or never holds, a number one off, another word,
two neighbours of a tuple swapped, an answer that is ``None``.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    """One change: where, the node's place in a walk of the tree, and which of its changes."""

    file: str
    line: int
    node: int
    kind: int
    said: str
    names: tuple[str, ...]
    """The module's names that are bound by the statement; empty inside a function."""
    words: tuple[str, ...] = ()
    """The words that are in the code and not in the mutant: a test that spells one is likely to notice."""


COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def _set(field: str, value: Callable[[Any], Any]) -> Change:
    return lambda node: setattr(node, field, value(node))


def _without(field: str, index: int) -> Change:
    return lambda node: getattr(node, field).pop(index)


def _swap(index: int) -> Change:
    def change(node: Any) -> None:
        node.elts[index], node.elts[index + 1] = node.elts[index + 1], node.elts[index]

    return change


def _entry(index: int) -> Change:
    def change(node: Any) -> None:
        node.keys.pop(index)
        node.values.pop(index)

    return change


def changes(node: ast.AST) -> Iterator[Change]:
    """The changes that one node can suffer."""
    if isinstance(node, ast.Compare):
        yield _set("ops", lambda n: [COMPARED[type(n.ops[0])](), *n.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        yield _set("op", lambda n: ast.Or() if isinstance(n.op, ast.And) else ast.And())
        yield from (_without("values", i) for i in range(len(node.values)))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _set("operand", lambda n: ast.UnaryOp(ast.Not(), n.operand))
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield _set("test", lambda n: ast.Constant(True))
        yield _set("test", lambda n: ast.Constant(False))
    elif isinstance(node, ast.While):
        yield _set("test", lambda n: ast.Constant(False))
    elif isinstance(node, ast.comprehension):
        yield from (_without("ifs", i) for i in range(len(node.ifs)))
    elif isinstance(node, ast.Return) and not (node.value is None or _is_none(node.value)):
        yield _set("value", lambda n: ast.Constant(None))
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        yield _set("op", lambda n: ast.Sub() if isinstance(n.op, ast.Add) else ast.Add())
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        yield from (_without("elts", i) for i in range(len(node.elts)))
        if isinstance(node, ast.Tuple) and not all(isinstance(e, ast.Constant) for e in node.elts):
            yield from (_swap(i) for i in range(len(node.elts) - 1))
    elif isinstance(node, ast.Dict):
        yield from (_entry(i) for i in range(len(node.keys)))
    elif isinstance(node, ast.Call):
        yield from (_without("keywords", i) for i in range(len(node.keywords)))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _other_constants(value: object) -> Iterator[Change]:
    if isinstance(value, bool):
        yield _set("value", lambda n: not n.value)
    elif isinstance(value, int):
        yield _set("value", lambda n: n.value + 1)
        yield _set("value", lambda n: n.value - 1)
    elif isinstance(value, str):
        yield _set("value", lambda n: _other_word(n.value))


def _other_word(text: str) -> str:
    """A text with something behind it; a long option, which may be cut short, is cut itself."""
    return text[:-1] if text.rpartition(" ")[2].startswith("--") and text[-1] != "-" else text + "~"


LEFT_OUT = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Continue, ast.Break)
"""Statements of which one is left out."""


def _removals(node: ast.AST) -> Iterator[tuple[ast.stmt, Change]]:
    for field in ("body", "orelse", "finalbody"):
        held = getattr(node, field, None)
        for index, statement in enumerate(held if isinstance(held, list) else ()):
            if isinstance(statement, LEFT_OUT) and not _is_docstring(statement):

                def change(holder: Any, field: str = field, index: int = index) -> None:
                    getattr(holder, field)[index] = ast.Pass()

                yield statement, change


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _skipped(node: ast.AST) -> bool:
    """What does nothing when it runs: docstrings, imports, what only the type checker reads."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.arguments)) or _is_docstring(node):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("TYPE_CHECKING", "__all__")


def _walk(
    node: ast.AST, inside: bool, names: tuple[str, ...]
) -> Iterator[tuple[ast.AST, bool, tuple[str, ...]]]:
    """Every node that may change, whether it stands in a function, and the names its statement binds."""
    yield node, inside, names
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "ctx", "op", "ops"):
            continue
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, ast.AST) and not _skipped(child):
                bound = names
                if isinstance(child, (ast.Assign, ast.AnnAssign)) and not inside:
                    targets = child.targets if isinstance(child, ast.Assign) else [child.target]
                    bound = tuple(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
                yield from _walk(child, inside or isinstance(node, ast.FunctionDef), bound)


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its text."""
    with open(file, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    for number, (node, inside, names) in enumerate(_walk(tree, False, ())):
        statements = (
            [statement for statement, _ in _removals(node)]
            if inside or isinstance(node, ast.FunctionDef)
            else []
        )
        for kind, change in enumerate(changes(node)):
            new = copy.deepcopy(node)
            change(new)
            line = getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0)
            try:
                said = _said(node, ast.fix_missing_locations(new))
            except Exception:  # what cannot be written as source is no mutant
                continue
            gone = tuple(sorted(_spelt(node) - _spelt(new)))
            yield Mutant(file, line, number, kind, said, () if inside else names, gone)
        for index, statement in enumerate(statements):
            yield Mutant(file, statement.lineno, number, -1 - index, f"{_short(statement)}  →  left out", ())


def _spelt(node: ast.AST) -> set[str]:
    strings = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {word for string in strings for word in string.split() if len(word) > 1}


def _said(old: ast.AST, new: ast.AST) -> str:
    """A change in a line: what was left out of what, or what stands instead."""
    for field in ("elts", "values", "keywords", "ifs"):
        before, after = getattr(old, field, ()), getattr(new, field, ())
        if len(before) == len(after) + 1:
            gone = next((i for i, e in enumerate(after) if ast.dump(e) != ast.dump(before[i])), len(after))
            key = _short(old.keys[gone]) + ": " if isinstance(old, ast.Dict) and old.keys[gone] else ""
            return f"{key}{_short(before[gone])} left out of {_short(old)}"
    return f"{_short(old)}  →  {_short(new)}"


def _short(node: ast.AST | None) -> str:
    text = ast.unparse(node).splitlines() if node is not None else []
    line = text[0] if text else "nothing"
    return line if len(line) <= 90 else line[:87] + "…"


def changed_tree(mutant: Mutant) -> ast.Module:
    """The module's tree with the change in it."""
    with open(mutant.file, encoding="utf-8") as source:
        tree = ast.parse(source.read())
    node = next(n for i, (n, _, _) in enumerate(_walk(tree, False, ())) if i == mutant.node)
    if mutant.kind < 0:
        list(_removals(node))[-1 - mutant.kind][1](node)
    else:
        list(changes(node))[mutant.kind](node)
    if isinstance(node, ast.BoolOp) and len(node.values) == 1:
        node.values *= 2  # one operand alone is no tree that compiles; twice the same comes to the same
    return ast.fix_missing_locations(tree)
