"""One file with the bytecode of the whole guard, so that a hook opens one file and not a hundred.

Finding, opening and reading a module costs a cold process more than running it (``benchmarks/hook.py``).
The bundle lies in the package's ``__pycache__``, is made by ``guard install`` or ``python -m guard.bundle``,
and holds for each module the time and size of its source: a module that changed since is read the ordinary
way. A bundle that is missing, of another interpreter or of another owner is not used at all.
``guard/image.py`` reads it.

Layout: four bytes of the interpreter's bytecode version and four with the length of what comes next, then

* the code of ``guard.image``;
* six numbers of eight bytes: the time and size of that file's source, where the index begins, the blob
  begins and the blob ends, and the length of its first part;
* the modules that every hook needs, each after those that it imports;
* the index, a line for each other module: name, whether it is a package, modification time in nanoseconds,
  size, offset, length, and what it imports (without what would lead back to it);
* the blob: functions that are mostly called together, other functions that waited (``guard/cold.py``), and
  the code of those modules.
"""

import sys

from guard.cold import Freezer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from types import CodeType

LEFT_OUT = ("guard.cli", "guard.lint", "guard.bundle", "guard.cold", "guard.hook")
"""What no hook imports, or runs from its own file."""
EVERYDAY = ("git status", "ls -la src", "cat README.md | head -5")
"""Commands that change nothing: the modules that all of them need come first."""
OTHERS = (
    "rm -rf build", "git reset --hard", "git push --force origin main", "kubectl delete ns shop",
    "aws s3 rm s3://data --recursive", "curl -X DELETE https://api.example.com/v1/items/1",
    "psql -c 'SELECT 1'", "psql -c 'DROP TABLE users'", "cd src && FOO=1 make test > out.log 2>&1 || true",
    "for f in *.txt; do echo \"$f\"; done", "sed -i s/a/b/ x.txt", "npm run build", "python3 -c 'print(1)'",
)  # fmt: skip
"""Commands that show which functions are called: always, mostly together, or seldom."""
MOSTLY = 4
"""So many of them make a function one that is read together with others."""


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


def is_current(package: str) -> bool:
    """Whether there is a bundle that was made after the last change of a source."""
    import os

    try:
        made = os.stat(place(package)).st_mtime_ns
    except OSError:
        return False
    return all(os.stat(path).st_mtime_ns < made for _, path, _ in _files(package))


def build(package: str) -> str:
    """Make the bundle for this interpreter; answers where it lies.

    Raises:
        OSError: the package's folder cannot be written.
    """
    import marshal
    import os

    from guard.third_party import remember

    remember(package)
    sources = _sources(package)
    imports = {name: source.imports(sources) for name, source in sources.items()}
    seen = _observed(package)
    first = [sources[name] for name in _ordered(seen.everywhere, imports)]
    freezer = Freezer()
    codes = {
        s.name: freezer.cooled(s.code(), s.tree, *seen.lines(s.path, s in first)) for s in sources.values()
    }
    together = marshal.dumps(tuple(freezer.together))
    blob = bytearray(together + freezer.alone)
    index = ["", ""]
    loader = sources["guard.image"]
    image = marshal.dumps(loader.code())
    begin = marshal.dumps(tuple((s.name, s.is_package, s.modified, s.size, codes[s.name]) for s in first))
    for name, source in sources.items():
        code = marshal.dumps(codes[name])
        needs = " ".join(n for n in imports[name] if not _leads_to(n, name, imports))
        fields = (name, int(source.is_package), source.modified, source.size, len(blob), len(code), needs)
        index.insert(-1, "\t".join(map(str, fields)))
        blob += code
    lines = "\n".join(index).encode()
    at = 8 + len(image) + 48 + len(begin)
    end = at + len(lines) + len(blob)
    numbers = (loader.modified, loader.size, at, at + len(lines), end, len(together))
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
    return {name: Source(name, path, is_package) for name, path, is_package in _files(package)}


def _files(package: str) -> "Iterator[tuple[str, str, bool]]":
    """Name, path and whether it is a package, of each module that is bundled."""
    import os

    root = os.path.dirname(package)
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, root).removesuffix(".py").replace(os.sep, ".")
            is_package = name.endswith(".__init__")
            name = name.removesuffix(".__init__")
            if file.endswith(".py") and not name.startswith(LEFT_OUT):
                yield name, path, is_package


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


class Observed:
    """What the usual commands bring into memory and call."""

    def __init__(self) -> None:
        self.everywhere: list[str] = []
        """The modules that every hook needs."""
        self.everyday: set[tuple[str, int]] = set()
        """Functions that everyday commands call: file and first line."""
        self.others: dict[tuple[str, int], int] = {}
        """How many other commands call a function."""

    def lines(self, path: str, first: bool) -> tuple[set[int], set[int]]:
        """The first lines of a file's functions that keep their code, and of those that are read at once."""
        everyday = {line for file, line in self.everyday if file == path}
        counted = {line: count for (file, line), count in self.others.items() if file == path}
        if not first:
            return everyday | set(counted), set()
        return everyday, {line for line, count in counted.items() if count >= MOSTLY} - everyday


def _observed(package: str) -> Observed:
    import os
    import tempfile

    seen = Observed()
    root = os.path.dirname(package)
    with tempfile.TemporaryDirectory() as home:
        for command in EVERYDAY:  # each in a process of its own, for the modules that it brings
            modules, (functions,) = _judged((command,), root, home)
            seen.everywhere = [name for name in seen.everywhere or modules if name in modules]
            seen.everyday.update(functions)
        _, others = _judged(OTHERS, root, home)
    for functions in others:
        for function in functions:
            seen.others[function] = seen.others.get(function, 0) + 1
    seen.everywhere.insert(0, "guard.thin_os")
    return seen


def _judged(commands: tuple[str, ...], root: str, home: str) -> tuple[list[str], list[set[tuple[str, int]]]]:
    """Judge commands the ordinary way; the modules in memory afterwards, and the functions each called."""
    import json
    import subprocess

    payloads = [
        {
            "session_id": "bundle", "cwd": home, "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_use_id": "bundle", "tool_input": {"command": command},
        }
        for command in commands
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", OBSERVER, root], input=repr(payloads).encode(), timeout=120,
        check=False, capture_output=True, cwd=home, env={"HOME": home, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    answer = json.loads(done.stdout or b"[[], []]")
    named = [n for n in answer[0] if n.split(".")[0] == "guard" and not n.startswith(LEFT_OUT)]
    called = [{(path, line) for path, line in functions} for functions in answer[1]]
    return named, called or [set()] * len(commands)


OBSERVER = """
import os, sys
sys.path.insert(0, sys.argv[1])
from guard.gate import main
from guard.wire import dumps
payloads, output = eval(sys.stdin.read()), os.dup(1)
seen, called = set(), []
class Over(BaseException): pass
def over(code):
    sys.setprofile(None)
    raise Over
def watch(frame, event, argument):
    if event == "call":
        seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))
leave, os._exit = os._exit, over
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
sys.argv = ["hook", "claude-code"]
for payload in payloads:
    seen.clear()
    ours, theirs = os.pipe()
    os.write(theirs, dumps(payload).encode())
    os.close(theirs)
    os.dup2(ours, 0)
    sys.setprofile(watch)
    try:
        main()
    except Over:
        called.append([list(function) for function in seen])
os.write(output, dumps([list(sys.modules), called]).encode())
leave(0)
"""


if __name__ == "__main__":
    import os

    print(build(os.path.dirname(os.path.realpath(__file__))))
