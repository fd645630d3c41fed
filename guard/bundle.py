"""One file with the bytecode of the whole guard, so that a hook opens one file and not a hundred.

Finding, opening and reading a module costs a cold process more than running it (``benchmarks/hook.py``).
The bundle lies in the package's ``__pycache__``, is made by ``guard install`` or ``python -m guard.bundle``,
and holds for each module the time and size of its source: a module that changed since is read the ordinary
way. A bundle that is missing, of another interpreter or of another owner is not used at all.
``guard/cold.py`` says what of a module waits, ``guard/observed.py`` what usual commands need, and
``guard/image.py`` reads the bundle.

Layout: four bytes of the interpreter's bytecode version and four with the length of what comes next, then

* the code of ``guard.image``;
* six numbers of eight bytes: the time and size of that file's source, where the index begins, where the blob
  begins, the length of its first part, and where it ends;
* the folders of an installation with their times and sizes, none of a checkout, where files are edited; and
  of the modules that every hook needs the part that everyday commands want, each after those it imports;
* the index, by package a line for each module: name, whether it is a package, modification time in
  nanoseconds, size, offset and length of its first layer in the blob, length of the rest, and what the first
  layer imports (without what would lead back to it);
* the blob: what most acting commands want of all modules; then for each module its first layer, and the rest:
  statements by name, bodies by path, and what any acting command wants of it.
"""

import sys

from guard.cold import Divided, imports_of
from guard.observed import Observed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT_OUT = ("guard.cli", "guard.lint", "guard.bundle", "guard.cold", "guard.observed", "guard.hook")
"""What no hook imports, or runs from its own file."""
WHOLE = ("guard.image", "guard.thin_os", "guard.gate")
"""What brings the rest, and what refuses when it cannot be brought: nothing of it may wait."""


class Source(Divided):
    """A module of the package."""

    def __init__(self, name: str, path: str, is_package: bool) -> None:
        import ast
        import os

        with open(path, "rb") as file:
            super().__init__(name, path, ast.parse(file.read(), path))
        self.path = path
        self.is_package = is_package
        found = os.stat(path)
        self.modified, self.size = found.st_mtime_ns, found.st_size

    def stamp(self) -> tuple[str, bool, int, int]:
        """Its name, whether it is a package, and the time and size of its source."""
        return self.name, self.is_package, self.modified, self.size

    def imports(self, known: "dict[str, Source]", layer: int) -> tuple[str, ...]:
        """The package's modules that a layer of this one imports, in order."""
        found: list[str] = []
        for statement in self.statements_of(layer):
            for module, name in imports_of(statement.node):
                found += [module, f"{module}.{name}"]
        return tuple(dict.fromkeys(n for n in found if n in known and n != self.name))


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
    first, second = _divided(sources, Observed(package))
    codes = {name: marshal.dumps(source.layer(0)[0]) for name, source in sources.items()}
    early = {name: source.imports(sources, 0) for name, source in sources.items()}
    late = {name: source.imports(sources, 1) for name, source in sources.items()}
    entries = tuple((*sources[name].stamp(), sources[name].layer(0)[0]) for name in _ordered(first, early))
    more = marshal.dumps(
        {
            name: (
                *sources[name].stamp()[1:],
                None if name in first else sources[name].layer(0)[0],
                sources[name].layer(1),
            )
            for name in _ordered(second, late)
        }
    )
    index, apart = _apart(sources, codes, early, len(more))
    lines, blob = marshal.dumps(index), more + apart
    image, loader = codes["guard.image"], sources["guard.image"]
    target = place(package)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    begin = marshal.dumps((_folders(package, sources), entries))
    at = 8 + len(image) + 48 + len(begin)
    numbers = (*loader.stamp()[2:], at, at + len(lines), len(more), at + len(lines) + len(blob))
    head = _bytecode_version() + len(image).to_bytes(4, "little") + image
    head += b"".join(n.to_bytes(8, "little") for n in numbers)
    _put(target, head + begin + lines + blob)
    return target


def _apart(
    sources: dict[str, Source], codes: dict[str, bytes], early: dict[str, tuple[str, ...]], at: int
) -> tuple[dict[str, bytes], bytes]:
    """What is brought module by module: by folder, a line for each module that says where its parts lie, and
    the parts, of which the first one stands ``at`` bytes behind the lines."""
    import marshal

    index: dict[str, bytes] = {}
    parts = bytearray()
    for name, source in sources.items():
        later = marshal.dumps(source.layer(2))
        code, rest = codes[name], marshal.dumps((*source.rest(), later))
        needs = " ".join(n for n in early[name] if not _leads_to(n, name, early))
        fields = (*source.stamp(), at + len(parts), len(code), len(rest), needs)
        line = "\t".join(str(int(f) if isinstance(f, bool) else f) for f in fields)
        folder = name.rpartition(".")[0]
        index[folder] = index.get(folder, b"\n") + line.encode() + b"\n"
        parts += code + rest
    return index, bytes(parts)


def _put(target: str, content: bytes) -> None:
    """Write the file at once: nobody finds a part of it."""
    import os

    fresh = f"{target}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with open(descriptor, "wb") as out:
        out.write(content)
    os.replace(fresh, target)


def _folders(package: str, sources: dict[str, Source]) -> dict[str, tuple[int, int]]:
    """The folders of an installation below the one that it is in, with their times and sizes. An installation
    has its record beside it (PEP 376), a checkout has none."""
    import os

    root = os.path.dirname(package)
    if not any(n.startswith("guard-") and n.endswith(".dist-info") for n in os.listdir(root)):
        return {}
    found: dict[str, tuple[int, int]] = {}
    for folder in {os.path.dirname(source.path) for source in sources.values()}:
        seen = os.stat(folder)
        found[folder[len(root) :]] = seen.st_mtime_ns, seen.st_size
    return found


def _divided(sources: dict[str, Source], seen: Observed) -> tuple[list[str], list[str]]:
    """Decide what of each module comes when; answers which modules every hook needs, and those of which most
    commands need something that change something."""
    first = [name for name in ("guard.thin_os", *seen.everywhere) if name in sources]
    acting = {name for name, source in sources.items() if name in first or seen.often(source.path)}
    second = [name for name in sources if any(name == a or a.startswith(name + ".") for a in acting)]
    for name in WHOLE:
        sources[name].keep_all()
    for name in first:
        sources[name].keep(seen.always(sources[name].path))
    _close(sources, first)
    first = [name for name in first if sources[name].wanted or sources[name].is_package]
    for name in first:
        sources[name].divide()
    for source in sources.values():
        source.keep(seen.quietly(source.path))
    _close(sources, list(sources))
    for name, source in sources.items():
        if name in first:
            source.set_apart()
        else:
            source.divide()
    for name in second:
        sources[name].keep(seen.often(sources[name].path))
    _close(sources, second)
    for source in sources.values():
        source.divide()
        source.keep(seen.ever(source.path))
        source.close(lambda module, name: None)
        source.divide()
    return first, second


def _close(sources: dict[str, Source], among: list[str]) -> None:
    """Want whatever is referred to by what is wanted, across the modules of a list."""
    pending = dict.fromkeys(among)
    news: list[tuple[str, str]] = []
    while pending:
        sources[pending.popitem()[0]].close(lambda module, name: news.append((module, name)))
        for module, wanted in news:
            if module in among and sources[module].want(wanted):
                pending[module] = None
        news.clear()


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


if __name__ == "__main__":
    import os

    print(build(os.path.dirname(os.path.realpath(__file__))))
