"""What of a module waits in the bundle until somebody names it.

A hook needs one name in four of the modules that it imports and calls one function in four; to unmarshal and
run the rest would cost more than the whole verdict. So the bundle (``guard/bundle.py``) divides a module:

* *layers*: the statements, in their order, that the functions which some commands call refer to, and these
  functions' bodies; a layer is brought at once (``guard/observed.py`` says which commands);
* the other statements, one by one, each to be run when its name is asked for: by another module, or by a
  function that has waited;
* the bodies of the other functions. In the place of each is a stand-in with the
  constants ``(None, path)``; when it is called, ``guard/image.py`` gives the function at that path of the
  module its own code, binds the names that this code refers to, and calls it again. The function object is
  the same before and after, with its defaults.

What a kept function refers to is always bound, so that no name is missing where the sources would have it.
Left as they are: functions that are decorated, nested or close over a variable; statements that do more than
to bind a name; names that are bound twice; a module with a ``__getattr__`` of its own. Docstrings,
annotations and what only a type checker reads are dropped.
"""

import ast
from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    Need = Callable[[str, str], None]
    Layer = tuple[CodeType, tuple[str, ...], tuple[tuple[str, CodeType], ...]]
    Part = tuple[int, bytes]

FUNCTION = 0x3
"""``CO_OPTIMIZED | CO_NEWLOCALS``: the code of a function, not of a class."""


def _stand_in(*given: "Any", **named: "Any") -> "Any":
    return __thaw__(*given, **named)  # type: ignore[name-defined]  # noqa: F821 - image.py puts it there


class Statement:
    """One statement of a module."""

    def __init__(self, node: ast.stmt) -> None:
        self.node = node
        self.binds = _bound_by(node)
        """The names that it gives to the module; none where it does more than that."""
        self.needs = set(_read_at_once(node))
        """The names that must be bound before it is run."""

    def functions(self) -> "Iterator[tuple[str, ast.FunctionDef]]":
        """The functions that it defines, methods included, with their paths."""
        yield from _functions(self.node, "")


class Divided:
    """A module of which a part waits."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        """
        Args:
            name: the module's.
            path: its file.
            tree: what is written there; it is changed.
        """
        self.name = name
        self._path = path
        self._flags = _flags(tree)
        self.statements = [Statement(node) for node in _spread(_Bare().visit(tree).body)]
        self._binding: dict[str, Statement] = {}
        self.wanted: set[Statement] = set()
        """What does not wait to be named."""
        names = [name for s in self.statements for name in s.binds]
        fixed = "__getattr__" in names
        for statement in self.statements:
            for bound in statement.binds:
                self._binding[bound] = statement
            if fixed or not statement.binds or any(names.count(n) > 1 for n in statement.binds):
                self.wanted.add(statement)
        functions = [function for s in self.statements for _, function in s.functions()]
        self._lines = {_first_line(function) for function in functions}
        self._kept = _closing(self._compiled(self.statements))
        self._kept |= {_first_line(function) for function in functions if function.decorator_list}
        self._apart: tuple[set[Statement], set[int]] = (set(), set())
        self._layers: list[tuple[set[Statement], set[int]]] = []

    def keep(self, lines: "set[int]") -> None:
        """Keep the bodies of functions, and want the statements that define them.

        Args:
            lines: first lines of functions; other lines do not count.
        """
        for statement in self.statements:
            for _, function in statement.functions():
                if _first_line(function) in lines:
                    self.wanted.add(statement)
                    self._kept.add(_first_line(function))

    def keep_all(self) -> None:
        """Let nothing wait."""
        self.keep(self._lines)
        self.wanted.update(self.statements)

    def close(self, elsewhere: "Need") -> None:
        """Want what the wanted statements and the kept functions refer to.

        Args:
            elsewhere: called with the module and the name of what is imported from another one.
        """
        pending = list(self.wanted)
        self.wanted.clear()
        while pending:
            statement = pending.pop()
            if statement in self.wanted:
                continue
            self.wanted.add(statement)
            for name in self._referred(statement):
                if name in self._binding:
                    pending.append(self._binding[name])
            for module, name in imports_of(statement.node):
                elsewhere(module, name)

    def want(self, name: str) -> bool:
        """Want what binds a name; answers whether that is new."""
        statement = self._binding.get(name)
        if statement is None or statement in self.wanted:
            return False
        self.wanted.add(statement)
        return True

    def divide(self) -> None:
        """End a layer: what is wanted and kept from now on comes later than what was so before."""
        self._layers.append((set(self.wanted), set(self._kept)))

    def set_apart(self) -> None:
        """Take back what was wanted and kept since the last layer: it is brought name by name, unless the
        layer with it is there."""
        statements, kept = self._layers[-1]
        self._apart = self.wanted - statements, self._kept - kept
        self.wanted, self._kept = set(statements), set(kept)

    def statements_of(self, number: int) -> "list[Statement]":
        """The statements of a layer, in their order."""
        before = self._layers[number - 1][0] if number else set()
        return [s for s in self.statements if s in self._layers[number][0] - before]

    def layer(self, number: int) -> "Layer":
        """The code of a layer's statements, the names that they bind, and the bodies that the layer gives to
        functions of the layers before."""
        bodies: dict[str, CodeType] = {}
        if number:
            statements, kept_before = self._layers[number - 1]
            before = self._compiled([s for s in self.statements if s in statements])
            self._cooled(before, "", kept_before, bodies)
        kept = self._layers[number][1]
        given = tuple((path, body) for path, body in bodies.items() if body.co_firstlineno in kept)
        chosen = self.statements_of(number)
        names = tuple(name for statement in chosen for name in statement.binds)
        return self._cooled(self._compiled(chosen), "", kept, {}), names, given

    def rest(self) -> "tuple[dict[str, Part], dict[str, Part]]":
        """What may be brought alone: statements by the names that they bind, and bodies by the paths of their
        functions. Each with the number of the layer in which it comes with others, 0 for none, and its code,
        the names that must be bound before, and for a statement the modules that it imports; marshalled."""
        import marshal

        units: dict[str, Part] = {}
        bodies: dict[str, Part] = {}
        for statement in self.statements:
            nodes = {_first_line(function): function for _, function in statement.functions()}
            found: dict[str, CodeType] = {}
            cooled = self._cooled(self._compiled([statement]), "", self._layers[0][1], found)
            for path, body in found.items():
                line = body.co_firstlineno
                unit = marshal.dumps((body, self._ours(_read_in(nodes[line].body))))
                bodies[path] = self._layer_of(line, self._apart[1], 1), unit
            if statement not in self._layers[0][0]:
                modules = tuple(module for module, _ in imports_of(statement.node))
                unit = marshal.dumps((cooled, self._ours(self._referred(statement)), modules))
                part = self._layer_of(statement, self._apart[0], 0), unit
                units.update(dict.fromkeys(statement.binds, part))
        return units, bodies

    def _layer_of(self, what: object, apart: "set[Any]", which: int) -> int:
        if what in apart:
            return 0
        return next((n for n, layer in enumerate(self._layers) if what in layer[which]), 0)

    def _ours(self, names: "Iterable[str]") -> tuple[str, ...]:
        """Those names that a statement binds which waits."""
        waiting = (n for n in dict.fromkeys(names) if n in self._binding)
        return tuple(n for n in waiting if self._binding[n] not in self._layers[0][0])

    def _referred(self, statement: Statement) -> "Iterator[str]":
        yield from statement.needs
        for _, function in statement.functions():
            if _first_line(function) in self._kept:  # its body is run as soon as it is called
                yield from _read_in(function.body)

    def _compiled(self, statements: "list[Statement]") -> CodeType:
        tree = ast.Module(list(_joined(s.node for s in statements)), [])
        code: CodeType = compile(
            tree, self._path, "exec", flags=self._flags, dont_inherit=True, optimize=2
        )  # fmt: skip
        return code

    def _cooled(self, code: CodeType, path: str, kept: "set[int]", bodies: "dict[str, CodeType]") -> CodeType:
        constants = list(code.co_consts)
        for number, inner in enumerate(constants):
            if not isinstance(inner, CodeType) or inner.co_name.startswith("<"):
                continue
            inside = path + inner.co_name
            if not inner.co_flags & FUNCTION:
                constants[number] = self._cooled(inner, inside + ".", kept, bodies)
            elif inner.co_firstlineno in self._lines - kept:
                bodies[inside] = _stripped(inner)
                constants[number] = _standing_in(inner, inside)
            else:
                constants[number] = _stripped(inner)
        return code.replace(co_consts=tuple(constants), co_linetable=b"")


def imports_of(node: ast.stmt) -> "Iterator[tuple[str, str]]":
    """The modules that a statement imports, each with the name that is taken from it, ``""`` for none."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield from ((node.module, alias.name) for alias in node.names)


class _Bare(ast.NodeTransformer):
    """Leaves out what nothing reads at run time: annotations, and what is for type checkers."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        arguments = node.args
        optional = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *optional):
            argument.annotation = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.copy_location(ast.Constant(0), node.annotation)  # a record reads the name alone
        return node


def _spread(body: "list[ast.stmt]") -> "Iterator[ast.stmt]":
    """The statements of a module, one name to an import, without those that do nothing."""
    for node in body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            yield from _spread(node.orelse)
        elif isinstance(node, ast.Import) and len(node.names) > 1:
            yield from (ast.copy_location(ast.Import([alias]), node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module != "__future__":
                one = (ast.ImportFrom(node.module, [alias], node.level) for alias in node.names)
                yield from (ast.copy_location(statement, node) for statement in one)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if node.value is not None:
                yield ast.copy_location(ast.Assign([node.target], node.value), node)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node


def _joined(nodes: "Iterable[ast.stmt]") -> "Iterator[ast.stmt]":
    """The same statements; neighbours that import from one module are one."""
    last: ast.stmt | None = None
    for node in nodes:
        if (
            isinstance(node, ast.ImportFrom)
            and isinstance(last, ast.ImportFrom)
            and (node.module, node.level) == (last.module, last.level)
        ):
            names = [*last.names, *node.names]
            last = ast.copy_location(ast.ImportFrom(node.module, names, node.level), last)
            continue
        if last is not None:
            yield last
        last = node
    if last is not None:
        yield last


def _bound_by(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.Import | ast.ImportFrom):
        return tuple((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    if not isinstance(node, ast.Assign):
        return ()
    names: list[str] = []
    for target in node.targets:
        for one in target.elts if isinstance(target, ast.Tuple) else (target,):
            if not isinstance(one, ast.Name):
                return ()
            names.append(one.id)
    return tuple(names)


def _functions(node: ast.stmt, path: str) -> "Iterator[tuple[str, ast.FunctionDef]]":
    if isinstance(node, ast.FunctionDef):
        yield path + node.name, node
    elif isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _functions(inner, f"{path}{node.name}.")


def _first_line(function: ast.FunctionDef) -> int:
    return function.decorator_list[0].lineno if function.decorator_list else function.lineno


def _read_in(nodes: "Iterable[ast.AST]") -> "Iterator[str]":
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                yield inner.id


def _read_at_once(node: ast.AST) -> "Iterator[str]":
    """The names that running a statement reads: not what stands in the functions that it defines."""
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.FunctionDef):
            given = current.args
            defaults = [*given.defaults, *(d for d in given.kw_defaults if d is not None)]
            pending += [*current.decorator_list, *defaults]
            continue
        if isinstance(current, ast.Name) and isinstance(current.ctx, ast.Load):
            yield current.id
        pending += ast.iter_child_nodes(current)


def _closing(code: CodeType) -> set[int]:
    """First lines of a module's functions and methods that close over a variable (``super()`` does)."""
    found: set[int] = set()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if not inner.co_flags & FUNCTION:
                found |= _closing(inner)
            elif inner.co_freevars:
                found.add(inner.co_firstlineno)
    return found


def _flags(tree: ast.Module) -> int:
    import __future__

    if any(getattr(statement, "module", None) == "__future__" for statement in tree.body):
        return __future__.annotations.compiler_flag
    return 0


def _stripped(code: CodeType) -> CodeType:
    """A function's code without the table of its lines, which a traceback would read."""
    inside = tuple(_stripped(c) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_consts=inside, co_linetable=b"")


def _standing_in(code: CodeType, path: str) -> CodeType:
    changes: dict[str, Any] = {"co_qualname": path} if hasattr(code, "co_qualname") else {}
    stand_in: CodeType = _stand_in.__code__
    return stand_in.replace(
        co_consts=(None, path), co_name=code.co_name, co_filename=code.co_filename, co_linetable=b"",
        co_firstlineno=code.co_firstlineno, **changes,
    )  # fmt: skip
