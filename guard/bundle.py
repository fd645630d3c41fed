"""One file with the bytecode of the whole guard, so that a hook opens one file and not a hundred.

Finding, opening and reading a module costs a cold process more than running it (``benchmarks/hook.py``).
The bundle lies in the package's ``__pycache__``, is made by ``guard install`` or ``python -m guard.bundle``,
and holds for each module the time and size of its source: a module that changed since is read the ordinary
way. A bundle that is missing, of another interpreter or of another owner is not used at all.
``guard/image.py`` reads it.

Layout: four bytes of the interpreter's bytecode version and four with the length of what comes next, then

* the code of ``guard.image``;
* five numbers of eight bytes: the time and size of that file's source, and where the index begins, the blob
  begins and the blob ends;
* the modules that every hook needs, each after those that it imports;
* the index, a line for each other module: name, whether it is a package, modification time in nanoseconds,
  size, offset, length, and what it imports (without what would lead back to it);
* the blob: their code.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from types import CodeType

LEFT_OUT = ("guard.cli", "guard.lint", "guard.bundle", "guard.hook")
"""What no hook imports, or runs from its own file."""
EVERYDAY = ("git status", "ls -la src", "cat README.md | head -5")
"""Commands that change nothing: what all of them need comes first."""


class Source:
    """A module of the package."""

    def __init__(self, name: str, path: str, is_package: bool) -> None:
        import ast
        import os

        self.name = name
        self.path = path
        self.is_package = is_package
        found = os.stat(path)
        self.modified, self.size = found.st_mtime_ns, found.st_size
        with open(path, "rb") as file:
            self.tree = ast.parse(file.read(), path)

    def code(self) -> "CodeType":
        """The bytecode without docstrings; ``from __future__`` becomes a flag instead of an import."""
        import __future__

        import ast

        tree = ast.Module([s for s in self.tree.body if not _is_future(s)], [])
        flags = __future__.annotations.compiler_flag if len(tree.body) < len(self.tree.body) else 0
        code: CodeType = compile(tree, self.path, "exec", flags=flags, dont_inherit=True, optimize=2)
        return code

    def imports(self, known: "dict[str, Source]") -> tuple[str, ...]:
        """The package's modules that this one imports when it is run, in order."""
        import ast

        found: list[str] = []
        for statement in self.tree.body:
            if isinstance(statement, ast.Import):
                found += [alias.name for alias in statement.names]
            elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                inside = [f"{statement.module}.{alias.name}" for alias in statement.names]
                found += [statement.module, *inside]
        return tuple(dict.fromkeys(n for n in found if n in known and n != self.name))


def _is_future(statement: "ast.stmt") -> bool:
    return getattr(statement, "module", None) == "__future__"


def place(package: str) -> str:
    """Where the bundle of this interpreter lies.

    Args:
        package: the folder of the package ``guard``.
    """
    return f"{package}/__pycache__/guard.{sys.implementation.cache_tag}.bundle"


def build(package: str) -> str:
    """Make the bundle for this interpreter; answers where it lies.

    Raises:
        OSError: the package's folder cannot be written.
    """
    import marshal
    import os

    sources = _sources(package)
    imports = {name: source.imports(sources) for name, source in sources.items()}
    first = _ordered(_everyday(package), imports)
    loader = sources["guard.image"]
    entries = tuple(
        (s.name, s.is_package, s.modified, s.size, s.code()) for s in (sources[name] for name in first)
    )
    image, begin = marshal.dumps(loader.code()), marshal.dumps(entries)
    index, blob = ["", ""], bytearray()
    for name, source in sources.items():
        code = marshal.dumps(source.code())
        needs = " ".join(n for n in imports[name] if not _leads_to(n, name, imports))
        fields = (name, int(source.is_package), source.modified, source.size, len(blob), len(code), needs)
        index.insert(-1, "\t".join(map(str, fields)))
        blob += code
    lines = "\n".join(index).encode()
    at = 8 + len(image) + 40 + len(begin)
    numbers = (loader.modified, loader.size, at, at + len(lines), at + len(lines) + len(blob))
    head = _bytecode_version() + len(image).to_bytes(4, "little") + image
    head += b"".join(n.to_bytes(8, "little") for n in numbers)
    target = place(package)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    fresh = f"{target}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with open(descriptor, "wb") as out:
        out.write(head + begin + lines + blob)
    os.replace(fresh, target)
    return target


def _bytecode_version() -> bytes:
    from importlib.util import MAGIC_NUMBER

    return MAGIC_NUMBER


def _sources(package: str) -> dict[str, Source]:
    import os

    root = os.path.dirname(package)
    found = {}
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, root).removesuffix(".py").replace(os.sep, ".")
            is_package = name.endswith(".__init__")
            name = name.removesuffix(".__init__")
            if file.endswith(".py") and not name.startswith(LEFT_OUT):
                found[name] = Source(name, path, is_package)
    return found


def _leads_to(start: str, goal: str, imports: dict[str, tuple[str, ...]]) -> bool:
    seen, pending = set(), [start]
    while pending:
        name = pending.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            pending += imports.get(name, ())
    return False


def _ordered(wanted: list[str], imports: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The modules, each after its package and after those that it imports."""
    done: dict[str, bool] = {}

    def visit(name: str) -> None:
        if name in done or name not in wanted:
            return
        done[name] = False
        for needed in (name.rpartition(".")[0], *imports[name]):
            visit(needed)
        del done[name]
        done[name] = True

    for name in ("guard", "guard.thin_os", *wanted):
        visit(name)
    return tuple(done)


def _everyday(package: str) -> list[str]:
    """What every hook needs: the modules that all the ``EVERYDAY`` commands bring into memory."""
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        judged = [_modules_of(command, os.path.dirname(package), home) for command in EVERYDAY]
    everywhere = [name for name in judged[0] if all(name in other for other in judged)]
    return ["guard.thin_os", *everywhere]


def _modules_of(command: str, root: str, home: str) -> list[str]:
    """The modules in memory after a hook judged a command the ordinary way."""
    import json
    import subprocess

    payload = {
        "session_id": "bundle", "cwd": home, "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_use_id": "bundle", "tool_input": {"command": command},
    }  # fmt: skip
    script = (
        "import os, sys\n"
        f"sys.path.insert(0, {root!r})\n"
        "def told(code):\n    print(*sys.modules, flush=True); leave(code)\n"
        "leave, os._exit = os._exit, told\n"
        "from guard.gate import run\nrun('claude-code')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], input=json.dumps(payload).encode(), timeout=60,
        check=False, capture_output=True, cwd=home, env={"HOME": home, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    named = done.stdout.decode().split()
    return [n for n in named if n.split(".")[0] == "guard" and not n.startswith(LEFT_OUT)]


if __name__ == "__main__":
    import os

    print(build(os.path.dirname(os.path.realpath(__file__))))
