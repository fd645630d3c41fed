"""Reading Python: which calls in it delete, overwrite, run or send, with their constant arguments.

The code is parsed by ``ast`` and walked once from the top. Assignments, loops over constant lists and
calls of functions defined in it are followed; both branches of a condition are taken. A name that
is not known is unknown, so ``shutil.rmtree(x)`` becomes a deletion of something unresolved.

Caught: ``shutil.rmtree('/')``, ``getattr(os, 'sys' + 'tem')('rm -rf ~')``, ``exec(base64.b64decode(…))``
(decoded).
Quiet: ``print('rm -rf /')``, ``os.path.exists('x')``, ``json.load(sys.stdin)``.
"""

from __future__ import annotations

from guard.inline.acts import MARK, RunAct, UnknownAct, marked
from guard.inline.python_calls import DANGEROUS_MODULES
from guard.inline.python_fold import STEPS, Enough, Folder
from guard.inline.python_values import Dotted, Items, Member, PathOf, text_in
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from guard.inline.acts import Act
    from guard.inline.python_values import Folded
    from guard.model import Invocation

DEPTH = 6
"""How deeply calls of functions defined in the code are followed."""
DECIDING = ("guard.approvals", "guard.policy.trust", "guard.cli")
"""Modules of the guard that keep what a person decided."""
UNROLL = 16
"""Loops over constant lists are walked item by item up to this many."""


def read_python(code: Value, by: Invocation, arguments: tuple[Value, ...]) -> tuple[Act, ...]:
    """The acts of a piece of Python, in order."""
    import ast
    import warnings

    text, holes = marked(code)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not holes:
            return _unreadable(text)
        named = "".join(f"unknown_{ord(c) - MARK}" if MARK <= ord(c) < MARK + len(holes) else c for c in text)
        return read_python(known(named), by, arguments)
    reader = Reader(by, holes, arguments)
    try:
        reader.block(tree.body)
    except Enough:
        reader.acts.append(UnknownAct("the Python code is too long to be followed"))
    except RecursionError:
        reader.acts.append(UnknownAct("the Python code is nested too deeply to be followed"))
    return tuple(reader.acts)


def _unreadable(text: str) -> tuple[Act, ...]:
    """Code that is no Python 3 (a hole in the wrong place, Python 2, a typing error)."""
    words = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    if any(module in words for module in DANGEROUS_MODULES) or "exec" in words or "eval" in words:
        return (UnknownAct("Python code that cannot be read imports what can delete or run"),)
    return ()


class Reader(Folder):
    """Walks statements; ``Folder`` says what expressions come to."""

    def __init__(self, by: Invocation, holes: tuple[object, ...], arguments: tuple[Value, ...]) -> None:
        super().__init__(by, holes, arguments)  # type: ignore[arg-type]
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda] = {}
        self.running: list[str] = []
        self.methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.classes: set[str] = set()
        """Classes that the code defines, whose methods ``with`` calls."""

    # ------------------------------------------------------------------------- statements

    def block(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self.steps += 1
            if self.steps > STEPS:
                raise Enough
            getattr(self, "do_" + type(statement).__name__, self.do_other)(statement)

    def do_other(self, statement: ast.stmt) -> None:
        """Every expression in it, then every block."""
        import ast

        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self.fold(child)
            elif isinstance(child, ast.stmt):
                self.block([child])
            elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                self.fold(getattr(child, "guard", None))
                self.block(child.body)

    def do_Import(self, statement: ast.Import) -> None:  # noqa: N802
        for name in statement.names:
            top = name.name.split(".")[0]
            self.imported.add(top)
            self._our_own(name.name)
            self.names[name.asname or top] = Dotted(name.name if name.asname else top)

    def do_ImportFrom(self, statement: ast.ImportFrom) -> None:  # noqa: N802
        self.imported.add((statement.module or "").split(".")[0])
        for name in statement.names:
            dotted = f"{statement.module or ''}.{name.name}"
            self._our_own(dotted)
            if name.name == "*":
                self.star(statement.module or "")
            else:
                self.names[name.asname or name.name] = Dotted(dotted)

    def _our_own(self, module: str) -> None:
        """A part of the guard that decides for a person, as the command that does the same."""
        if module.startswith(DECIDING):
            self.add(RunAct(argv=(known("guard"), known("approve"), known(module)), call=f"import {module}"))

    def star(self, module: str) -> None:
        from guard.inline.python_calls import EXECS, FILES, PROGRAMS, TEXTS

        for dotted in (*FILES, *TEXTS, *PROGRAMS, *EXECS):
            owner, _, name = dotted.rpartition(".")
            if owner == module:
                self.names[name] = Dotted(dotted)
        self.names.update({"Path": Dotted("pathlib.Path")} if module == "pathlib" else {})

    def do_FunctionDef(self, statement: ast.FunctionDef) -> None:  # noqa: N802
        self.functions[statement.name] = statement
        self.names.pop(statement.name, None)
        for decorator in statement.decorator_list:
            self.fold(decorator)
            if self._calls_what_it_gets(decorator):
                self.block(statement.body)

    do_AsyncFunctionDef = do_FunctionDef  # noqa: N815

    def _calls_what_it_gets(self, decorator: ast.expr) -> bool:
        """``@lambda f: f()``, ``@now`` with ``def now(f): f()``: the function runs where it is defined."""
        import ast

        own = (
            decorator
            if isinstance(decorator, ast.Lambda)
            else self.functions.get(getattr(decorator, "id", ""))
        )
        if own is None or not own.args.args:
            return False
        nested = (ast.FunctionDef, ast.AsyncFunctionDef)
        body = (
            [own.body] if isinstance(own, ast.Lambda) else [s for s in own.body if not isinstance(s, nested)]
        )
        calls = [n for each in body for n in ast.walk(each) if isinstance(n, ast.Call)]
        return any(getattr(call.func, "id", "") == own.args.args[0].arg for call in calls)

    def do_ClassDef(self, statement: ast.ClassDef) -> None:  # noqa: N802
        import ast

        self.classes.add(statement.name)
        for inner in statement.body:
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.methods[inner.name] = inner
            else:
                self.block([inner])
        if "__init__" in self.methods:
            self.functions[statement.name] = self.methods["__init__"]

    def do_Assign(self, statement: ast.Assign) -> None:  # noqa: N802
        import ast

        if isinstance(statement.value, ast.Lambda) and isinstance(statement.targets[0], ast.Name):
            self.functions[statement.targets[0].id] = statement.value
            self.names.pop(statement.targets[0].id, None)
            return
        value = self.fold(statement.value)
        for target in statement.targets:
            self.bind(target, value)

    def do_AnnAssign(self, statement: ast.AnnAssign) -> None:  # noqa: N802
        if statement.value is not None:
            self.bind(statement.target, self.fold(statement.value))

    def do_AugAssign(self, statement: ast.AugAssign) -> None:  # noqa: N802
        import ast

        self.bind(
            statement.target,
            self.fold(ast.BinOp(_loaded(statement.target), statement.op, statement.value)),
        )

    def do_With(self, statement: ast.With) -> None:  # noqa: N802
        for item in statement.items:
            value = self.fold(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        own = [item.context_expr for item in statement.items if self._own_class(item.context_expr)]
        for made in own:
            for name in ("__enter__", "__aenter__"):
                self.call_own(name, made, [], {})  # type: ignore[arg-type]
        self.block(statement.body)
        for made in own:
            for name in ("__exit__", "__aexit__"):
                self.call_own(name, made, [], {})  # type: ignore[arg-type]

    do_AsyncWith = do_With  # noqa: N815

    def _own_class(self, node: ast.expr) -> bool:
        """Whether it makes an object of a class that the code defines."""
        name = getattr(getattr(node, "func", None), "id", "")
        return name in self.classes

    def do_For(self, statement: ast.For) -> None:  # noqa: N802
        items = self.fold(statement.iter)
        if isinstance(items, Items) and len(items.items) <= UNROLL:
            for item in items.items:
                self.bind(statement.target, item)
                self.block(statement.body)
        else:
            self.bind(statement.target, self.member_of(items))
            self.block(statement.body)
        self.block(statement.orelse)

    do_AsyncFor = do_For  # noqa: N815

    def do_Return(self, statement: ast.Return) -> None:  # noqa: N802
        self.returned = self.fold(statement.value) if statement.value is not None else None

    def member_of(self, items: Folded) -> Folded:
        """One item of something whose items are not listed."""
        if isinstance(items, Member):
            return PathOf(items.value) if items.path else items.value
        if isinstance(items, Dotted) and items.name == "os.walk()":
            root = text_in(dict(items.arguments).get("0"))
            hole = Value((Hole("a name that os.walk finds"),))
            base = Value((*root.parts, "/", Hole("a directory that os.walk finds")))
            return Items((base, Member(hole), Member(hole)))
        return None

    # ----------------------------------------------------------------------------- binding

    def bind(self, target: ast.expr, value: Folded) -> None:
        """Give a name, or the names of a tuple, their values."""
        import ast

        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = value.items if isinstance(value, Items) else ()
            for index, element in enumerate(target.elts):
                self.bind(element, items[index] if index < len(items) else None)
        elif isinstance(target, ast.Attribute):
            self.fold(target.value)
            self.names["." + target.attr] = value
        elif isinstance(target, ast.Subscript):
            self.environment(target, value)

    def environment(self, target: ast.Subscript, value: Folded) -> None:
        """``os.environ['X'] = …`` is seen by what runs later."""
        owner, key = self.fold(target.value), self.fold(target.slice)
        if isinstance(owner, Dotted) and owner.name == "os.environ" and isinstance(key, Value) and key.text:
            self.environ[key.text] = text_in(value)

    # ----------------------------------------------------------------- functions of the code

    def call_own(
        self, name: str, node: ast.Call, arguments: list[Folded], named: dict[str, Folded]
    ) -> Folded:
        """Walk a function that the code defines, its parameters bound."""
        import ast

        function = self.functions.get(name) or self.methods.get(name)
        if function is None or self.running.count(name) or len(self.running) >= DEPTH:
            return None
        parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if parameters[:1] in (["self"], ["cls"]):
            parameters = parameters[1:]
        saved = dict(self.names)
        defaults = function.args.defaults
        for parameter, default in zip(parameters[len(parameters) - len(defaults) :], defaults, strict=False):
            self.names[parameter] = self.fold(default)
        for index, parameter in enumerate(parameters):
            if index < len(arguments):
                self.names[parameter] = arguments[index]
            elif parameter not in named and index < len(parameters) - len(defaults):
                self.names[parameter] = None
        for only, default_value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=False):
            self.names[only.arg] = self.fold(default_value) if default_value is not None else None
        self.names.update(named)
        self.running.append(name)
        self.returned = None
        if isinstance(function, ast.Lambda):
            self.returned = self.fold(function.body)
        else:
            self.block(function.body)
        self.running.pop()
        result = self.returned
        self.names = {**saved, **{k: v for k, v in self.names.items() if k.startswith(".")}}
        return result

    def run_code(self, code: Value) -> None:
        """``exec`` and ``eval`` of a text that is known."""
        text = code.text
        if text is None:
            self.acts.append(UnknownAct("Python code that is computed would run"))
            return
        import ast

        if len(self.running) >= DEPTH:
            return
        self.running.append("exec")
        try:
            self.block(ast.parse(text).body)
        except (SyntaxError, ValueError):
            self.acts.extend(_unreadable(text))
        self.running.pop()


def _loaded(target: ast.expr) -> ast.expr:
    import ast

    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    return target
