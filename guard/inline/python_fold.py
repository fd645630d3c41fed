"""What expressions of Python come to, and what calls in them do."""

from __future__ import annotations

from guard.frozen import replace
from guard.inline import python_sinks as sinks
from guard.inline.acts import FileAct, RunAct, unmarked
from guard.inline.python_values import (
    LONGEST,
    Constant,
    Dotted,
    Items,
    Member,
    Method,
    PathOf,
    Table,
    concatenated,
    joined_path,
    parent,
    text_in,
)  # fmt: skip
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from guard.inline.acts import Act
    from guard.inline.python_values import Folded
    from guard.model import Invocation

_BUILT_IN = frozenset((
    "open", "exec", "eval", "compile", "__import__", "getattr", "str", "list", "tuple", "sorted", "reversed",
    "map", "bytes", "bytearray", "chr", "ord", "vars", "globals", "locals", "print", "range", "set",
    "setattr", "input", "iter", "next", "enumerate", "zip", "filter", "format", "repr", "dict", "sum", "min",
    "max", "len", "int", "__builtins__", "breakpoint", "super", "type", "isinstance",
))  # fmt: skip


_HELD = ("os", "sys", "shutil", "subprocess", "io", "signal")
_HOLDERS = (
    "shutil", "subprocess", "tempfile", "glob", "pathlib", "logging", "random", "zipfile", "tarfile",
    "inspect", "linecache", "fileinput", "webbrowser", "platform", "site", "socket", "multiprocessing",
    "asyncio.subprocess", "concurrent.futures.process", "unittest", "pdb", "code", "cgi", "imp",
    "py_compile", "pty", "pipes",
)  # fmt: skip
"""Modules of the standard library that import others by their plain names, and the names that matter."""


STEPS = 100_000
"""Expressions and statements that one reading may visit."""


class Enough(Exception):
    """The budget is used up."""


class Folder:
    """Folds expressions; calls that matter leave an act."""

    def __init__(self, by: Invocation, holes: tuple[Hole, ...], arguments: tuple[Value, ...]) -> None:
        self.by = by
        self.holes = holes
        self.arguments = arguments
        self.names: dict[str, Folded] = {"__name__": known("__main__")}
        self.environ: dict[str, Value] = {}
        self.acts: list[Act] = []
        self.steps = 0
        self.returned: Folded = None
        self.imported: set[str] = set()
        self.was_read: set[str] = set()
        """The files that the code has read so far, by the skeleton of their path."""
        self.folder: str | None = None
        """Where the code moved to; ``None`` where it did not, empty where that is not known."""

    def add(self, act: Act) -> None:
        """Leave an act, seen from the directory the code moved to."""
        if isinstance(act, FileAct) and act.operation == "overwrite":
            act = replace(act, edits=act.path.skeleton in self.was_read)
        if self.folder is not None and isinstance(act, FileAct):
            base = known(self.folder) if self.folder else Value((Hole("the directory the code moved to"),))
            act = replace(act, path=joined_path(base, act.path))
        elif self.folder and isinstance(act, RunAct) and act.cwd is None:
            act = replace(act, cwd=known(self.folder))
        self.acts.append(act)

    def fold(self, node: ast.expr | None) -> Folded:
        """What an expression comes to; ``None`` where it is not known."""
        if node is None:
            return None
        self.steps += 1
        if self.steps > STEPS:
            raise Enough
        method = getattr(self, "on_" + type(node).__name__, None)
        if method is not None:
            found: Folded = method(node)
            return found
        import ast

        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.fold(child)
            elif isinstance(child, ast.comprehension):
                self.fold(child.iter)
        return None

    # ---------------------------------------------------------------------------- literals

    def on_Constant(self, node: ast.Constant) -> Folded:  # noqa: N802
        if isinstance(node.value, str):
            return unmarked(node.value, self.holes)
        return Constant(node.value)

    def on_JoinedStr(self, node: ast.JoinedStr) -> Folded:  # noqa: N802
        return concatenated([self.piece(v) for v in node.values])

    def piece(self, node: ast.expr) -> Value:
        import ast

        if isinstance(node, ast.FormattedValue):
            return text_in(self.fold(node.value), ast.unparse(node.value))
        return text_in(self.fold(node))

    def on_List(self, node: ast.List | ast.Tuple | ast.Set) -> Folded:  # noqa: N802
        import ast

        items: list[Folded] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                inner = self.fold(element.value)
                items += list(inner.items) if isinstance(inner, Items) else [None]
            else:
                items.append(self.fold(element))
        return Items(tuple(items))

    on_Tuple = on_List  # noqa: N815
    on_Set = on_List  # noqa: N815

    def on_Dict(self, node: ast.Dict) -> Folded:  # noqa: N802
        pairs: list[tuple[str, Folded]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            folded = self.fold(value)
            if key is None:
                pairs += list(folded.pairs) if isinstance(folded, Table) else []
                continue
            name = self.fold(key)
            pairs.append((name.skeleton if isinstance(name, Value) else "?", folded))
        return Table(tuple(pairs))

    def on_Name(self, node: ast.Name) -> Folded:  # noqa: N802
        if node.id in self.names:
            return self.names[node.id]
        if node.id in _BUILT_IN:
            return Dotted(node.id)
        return None

    def on_Lambda(self, node: ast.Lambda) -> Folded:  # noqa: N802
        return self.fold(node.body)

    def on_NamedExpr(self, node: ast.NamedExpr) -> Folded:  # noqa: N802
        value = self.fold(node.value)
        self.names[node.target.id] = value
        return value

    def on_Await(self, node: ast.Await) -> Folded:  # noqa: N802
        return self.fold(node.value)

    def on_IfExp(self, node: ast.IfExp) -> Folded:  # noqa: N802
        self.fold(node.test)
        one, other = self.fold(node.body), self.fold(node.orelse)
        return one if one == other else None

    def on_BoolOp(self, node: ast.BoolOp) -> Folded:  # noqa: N802
        values = [self.fold(v) for v in node.values]
        return next((v for v in values if v is not None), None)

    # --------------------------------------------------------------------------- operators

    def on_BinOp(self, node: ast.BinOp) -> Folded:  # noqa: N802
        import ast

        left, right = self.fold(node.left), self.fold(node.right)
        if isinstance(node.op, ast.Div) and (isinstance(left, PathOf) or isinstance(right, PathOf)):
            return PathOf(joined_path(text_in(left), text_in(right)))
        if isinstance(node.op, ast.Add):
            if isinstance(left, Items) and isinstance(right, Items):
                return Items(left.items + right.items)
            if isinstance(left, Value) or isinstance(right, Value):
                return concatenated([text_in(left), text_in(right)])
        if isinstance(node.op, ast.Mod) and isinstance(left, Value):
            return self.percent(left, right)
        if isinstance(node.op, ast.BitOr) and isinstance(left, Dotted) and isinstance(right, Dotted):
            return Dotted(f"{left.name}|{right.name}")  # flags
        if isinstance(node.op, ast.Mult) and isinstance(left, Value) and isinstance(right, Constant):
            count = right.value
            if (
                isinstance(count, int)
                and left.text is not None
                and 0 <= count <= LONGEST // (len(left.text) or 1)
            ):
                return known(left.text * count)
        return None

    def percent(self, left: Value, right: Folded) -> Folded:
        values = list(right.items) if isinstance(right, Items) else [right]
        if left.text is None:
            return None
        pieces = left.text.split("%s")
        parts = [known(pieces[0].replace("%%", "%"))]
        for index, piece in enumerate(pieces[1:]):
            parts += [
                text_in(values[index] if index < len(values) else None),
                known(piece.replace("%%", "%")),
            ]
        return concatenated(parts)

    def on_Subscript(self, node: ast.Subscript) -> Folded:  # noqa: N802
        import ast

        owner = self.fold(node.value)
        if isinstance(node.slice, ast.Slice):
            return self.sliced(owner, node.slice)
        key = self.fold(node.slice)
        if isinstance(owner, Table) and isinstance(key, Value):
            return owner.get(key.skeleton)
        index = key.value if isinstance(key, Constant) else None
        if (
            isinstance(owner, Items)
            and isinstance(index, int)
            and -len(owner.items) <= index < len(owner.items)
        ):
            return owner.items[index]
        if isinstance(owner, Dotted) and isinstance(key, Value):
            if owner.name == "os.environ":
                return self.variable(key)
            if owner.name == "sys.modules" and key.text:
                return Dotted(key.text)
            if owner.name == "plumbum.local":
                return Dotted("plumbum.local()", (("0", key),))
            if owner.name.endswith(".__dict__"):
                return Dotted(owner.name.removesuffix("__dict__") + (key.text or "?"))
        if isinstance(owner, Dotted) and owner.name.startswith(("plumbum.cmd.", "plumbum.local()")):
            front = owner.arguments or (("0", known(owner.name.rpartition(".")[2])),)
            items = key.items if isinstance(key, Items) else (key,)
            more = tuple((str(len(front) + at), item) for at, item in enumerate(items))
            return Dotted("plumbum.local()", front + more)
        if isinstance(owner, Dotted) and owner.name == "sys.argv" and isinstance(index, int) and index > 0:
            return self.arguments[index - 1] if index <= len(self.arguments) else None
        if isinstance(owner, Member):
            return owner.value
        return None

    def sliced(self, owner: Folded, cut: ast.Slice) -> Folded:
        ends = [self.fold(e) for e in (cut.lower, cut.upper, cut.step)]
        if any(
            n is not None and not isinstance(e, Constant)
            for n, e in zip((cut.lower, cut.upper, cut.step), ends, strict=True)
        ):
            return None
        numbers = [e.value if isinstance(e, Constant) and isinstance(e.value, int) else None for e in ends]
        bounds = slice(numbers[0], numbers[1], numbers[2])
        try:
            if isinstance(owner, Value) and owner.text is not None:
                return known(owner.text[bounds])
            if isinstance(owner, Items):
                return Items(owner.items[bounds])
        except (TypeError, ValueError):
            return None
        if isinstance(owner, Dotted) and owner.name == "sys.argv":
            return Items(self.arguments[bounds.start - 1 :] if bounds.start else self.arguments)
        return owner if isinstance(owner, Member) else None

    def variable(self, name: Value, default: Folded = None) -> Folded:
        """An environment variable as the code would see it."""
        if name.text is None:
            return None
        if name.text in self.environ:
            return self.environ[name.text]
        found = self.by.variable(name.text)
        if found is not None:
            return found.value
        return default if default is not None else Value((Hole(f"${name.text}, which is not set"),))

    # --------------------------------------------------------------------------- attributes

    def on_Attribute(self, node: ast.Attribute) -> Folded:  # noqa: N802
        owner = self.fold(node.value)
        name = node.attr
        if isinstance(owner, Dotted):
            dotted = f"{owner.name}.{name}"
            if name in _HELD and owner.name in _HOLDERS:
                return Dotted(name)  # shutil.os is os
            if dotted in ("os.sep", "os.path.sep"):
                return known("/")
            if dotted == "os.curdir":
                return known(".")
            if dotted in ("sys.argv", "os.environ"):
                return Dotted(dotted)
            return Dotted(dotted, owner.arguments)
        if isinstance(owner, PathOf):
            if name == "parent":
                return PathOf(parent(owner.value))
            if name in ("name", "stem", "suffix"):
                text = owner.value.text
                return known(text.rstrip("/").rsplit("/", 1)[-1]) if text and name == "name" else None
        if name in ("name", "stdout") and isinstance(owner, Value):
            return owner  # a file by its name, as ``tempfile`` gives it, and what a program has printed
        if owner is None and "." + name in self.names:
            return self.names["." + name]
        return Method(owner, name)

    # -------------------------------------------------------------------------------- calls

    def on_Call(self, node: ast.Call) -> Folded:  # noqa: N802
        import ast

        target = self.fold(node.func) if not isinstance(node.func, ast.Lambda) else None
        arguments: list[Folded] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                inner = self.fold(argument.value)
                arguments += list(inner.items) if isinstance(inner, Items) else [None]
            else:
                arguments.append(self.fold(argument))
        named: dict[str, Folded] = {}
        for keyword in node.keywords:
            value = self.fold(keyword.value)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, Table):
                named.update(dict(value.pairs))
        if isinstance(node.func, ast.Lambda):
            for parameter, value in zip(node.func.args.args, arguments, strict=False):
                self.names[parameter.arg] = value
            return self.fold(node.func.body)
        if target is None and isinstance(node.func, ast.Name):
            return self.call_own(node.func.id, node, arguments, named)
        if isinstance(target, Method) and target.owner is None:
            self.call_own(target.name, node, arguments, named)
        return sinks.call(self, target, arguments, named)

    def on_GeneratorExp(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> Folded:  # noqa: N802
        """A comprehension: over a constant list its items, else walked once."""
        first = node.generators[0]
        items = self.fold(first.iter)
        if (
            isinstance(items, Items)
            and len(node.generators) == 1
            and len(items.items) <= 64
            and not first.ifs
        ):
            made: list[Folded] = []
            for item in items.items:
                self.bind(first.target, item)
                made.append(self.fold(node.elt))
            return Items(tuple(made))
        for generator in node.generators:
            self.bind(generator.target, self.member_of(self.fold(generator.iter)))
        value = self.fold(node.elt)
        return Member(text_in(value), isinstance(value, PathOf)) if value is not None else None

    on_ListComp = on_GeneratorExp  # noqa: N815
    on_SetComp = on_GeneratorExp  # noqa: N815

    # ------------------------------------------------------------- supplied by the reader

    def bind(self, target: ast.expr, value: Folded) -> None:
        raise NotImplementedError

    def member_of(self, items: Folded) -> Folded:
        raise NotImplementedError

    def call_own(
        self, name: str, node: ast.Call, arguments: list[Folded], named: dict[str, Folded]
    ) -> Folded:
        raise NotImplementedError

    def run_code(self, code: Value) -> None:
        raise NotImplementedError
