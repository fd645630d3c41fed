"""One file with the bytecode of the whole guard, so that a hook opens one file and not eighty.

Finding, opening and reading a module costs a cold process more than running it: with the modules of a
``git status`` in one bundle a hook takes two thirds of the time (``benchmarks/hook.py``). The bundle lies
in the package's ``__pycache__``, is made by ``guard install`` (and ``python -m guard.bundle``), and holds for
each module the time and size of its source: a module that changed since is read the ordinary way, and a
bundle that is missing, of another interpreter or of another owner is not used at all.

Layout: eight bytes with the length of the index, the index (marshal: name → is a package, modification
time in nanoseconds, size, offset, length), then the code objects (marshal) one after the other.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

LEFT_OUT = ("guard.cli", "guard.lint")
"""Packages that no hook imports."""


def place(package: str) -> str:
    """Where the bundle of this interpreter lies.

    Args:
        package: the folder of the package ``guard``.
    """
    return f"{package}/__pycache__/guard.{sys.implementation.cache_tag}.bundle"


class Finder:
    """Finds the guard's modules in the bundle. Stands first in ``sys.meta_path``."""

    def __init__(self, root: str, descriptor: int, start: int, index: "dict[str, Any]") -> None:
        self.root = root
        self.descriptor = descriptor
        self.start = start
        self.index = index

    def find_spec(self, name: str, path: object = None, target: object = None) -> "Any":
        """The specification of a module whose source is as it was when the bundle was made."""
        import posix

        entry = self.index.get(name)
        if entry is None:
            return None
        is_package, modified, size, _, _ = entry
        source = self.root + "/" + name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        try:
            found = posix.stat(source)
        except OSError:
            return None
        if found.st_mtime_ns != modified or found.st_size != size:
            return None
        spec = _spec_class()(name, self, origin=source, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [source[: -len("/__init__.py")]]
        return spec

    def create_module(self, spec: object) -> None:
        """The ordinary kind of module."""
        return

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module's code."""
        exec(self.code(module.__name__), module.__dict__)  # noqa: S102 - our own bytecode

    def code(self, name: str) -> "CodeType":
        """The code object of a module."""
        import marshal
        import posix

        _, _, _, offset, length = self.index[name]
        code: CodeType = marshal.loads(posix.pread(self.descriptor, length, self.start + offset))  # noqa: S302
        return code


def _spec_class() -> "Any":
    import _frozen_importlib

    return _frozen_importlib.ModuleSpec


def install(package: str) -> bool:
    """Use the bundle from now on, where there is one that belongs to whoever owns the package."""
    import marshal
    import posix

    try:
        owner = posix.stat(package).st_uid
        descriptor = posix.open(place(package), posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOFOLLOW)
        found = posix.fstat(descriptor)
        if found.st_uid != owner or found.st_mode & 0o022:
            posix.close(descriptor)
            return False
        length = int.from_bytes(posix.read(descriptor, 8), "little")
        index = marshal.loads(posix.read(descriptor, length))  # noqa: S302 - our own file, see above
    except (OSError, ValueError, EOFError, TypeError):
        return False
    sys.meta_path.insert(0, Finder(package.rsplit("/", 1)[0], descriptor, 8 + length, index))
    return True


def build(package: str) -> str:
    """Make the bundle for this interpreter; answers where it lies.

    Raises:
        OSError: the package's folder cannot be written.
    """
    import marshal
    import os

    index, blob = {}, bytearray()
    for name, path, is_package in _modules(package):
        found = os.stat(path)
        with open(path, "rb") as file:
            code = marshal.dumps(compile(file.read(), path, "exec", dont_inherit=True, optimize=2))
        index[name] = (is_package, found.st_mtime_ns, found.st_size, len(blob), len(code))
        blob += code
    head = marshal.dumps(index)
    target = place(package)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    descriptor = os.open(target + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with open(descriptor, "wb") as out:
        out.write(len(head).to_bytes(8, "little") + head + blob)
    os.replace(target + ".new", target)
    return target


def _modules(package: str) -> "list[tuple[str, str, bool]]":
    import os

    root = os.path.dirname(package)
    found = []
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for file in sorted(files):
            if not file.endswith(".py"):
                continue
            path = os.path.join(folder, file)
            name = os.path.relpath(path, root)[:-3].replace(os.sep, ".")
            is_package = name.endswith(".__init__")
            name = name.removesuffix(".__init__")
            if not name.startswith(LEFT_OUT) and name != "guard.hook":
                found.append((name, path, is_package))
    return found


if __name__ == "__main__":
    import os

    print(build(os.path.dirname(os.path.realpath(__file__))))
