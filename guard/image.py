"""Modules of the guard out of the bundle (``guard/bundle.py`` makes it), as ``guard/hook.py`` starts them.

What every hook needs is brought in one go: one read, one unmarshalling, every module run after those that it
imports, so that no import statement has to look for anything. The rest is brought when it is asked for,
together with what it imports, by the finder that stands first in ``sys.meta_path``. A module whose source
changed after the bundle was made is left to the ordinary import.
"""

import gc
import marshal
import posix
import sys
from _frozen_importlib import ModuleSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    Entry = tuple[str, bool, int, int, CodeType]
    """Name, whether it is a package, modification time of the source in nanoseconds, its size, the code."""


def start(root: str, bundle: int) -> None:
    """Bring what every hook needs, and stand ready for the rest.

    Args:
        root: the folder that holds the package.
        bundle: the open file, read as far as this module's own code.
    """
    gc.disable()  # the process ends before there is anything to collect
    head = posix.read(bundle, 48)
    modified, size, index, blob, end, together = (
        int.from_bytes(head[at : at + 8], "little") for at in range(0, 48, 8)
    )
    at = posix.lseek(bundle, 0, 1)
    if posix.fstat(bundle).st_size != end or not unchanged(root + "/guard/image.py", modified, size):
        return
    finder = Finder(root, bundle, index, blob, together)
    sys.meta_path.insert(0, finder)
    entry: Entry
    for entry in marshal.loads(posix.read(bundle, index - at)):  # noqa: S302 - our own file, guard/hook.py
        name, is_package, modified, size, code = entry
        source = finder.source(name, is_package)
        if name not in sys.modules and unchanged(source, modified, size):
            finder.run(name, is_package, source, code)
            if name == "guard.thin_os":
                sys.modules[name].install()


def unchanged(source: str, modified: int, size: int) -> bool:
    """Whether a source is as it was when the bundle was made."""
    try:
        found = posix.stat(source)
    except OSError:
        return False
    return found.st_mtime_ns == modified and found.st_size == size


class Finder:
    """Finds the guard's modules in the bundle."""

    def __init__(self, root: str, descriptor: int, index: int, blob: int, together: int) -> None:
        self.root = root
        self.descriptor = descriptor
        self.index = index
        self.blob = blob
        self._together = together
        self._joined: tuple[CodeType, ...] = ()
        self._lines = b""

    def source(self, name: str, is_package: bool) -> str:
        """The file that a module is made from."""
        return f"{self.root}/{name.replace('.', '/')}{'/__init__.py' if is_package else '.py'}"

    def find_spec(self, name: str, path: object = None, target: object = None) -> "ModuleSpec | None":
        """The specification of a module that is in the bundle and whose source did not change since."""
        if not name.startswith("guard."):
            return None
        entry = self._entry(name)
        if entry is None:
            return None
        is_package, source, _, _ = entry
        return _spec(name, self, source, is_package)

    def create_module(self, spec: object) -> None:
        """The ordinary kind of module."""
        return

    def exec_module(self, module: "Any") -> None:
        """Run the module's code, after that of the modules which it imports."""
        entry = self._entry(module.__name__)
        if entry is None:
            raise ImportError(f"{module.__name__} changed while it was imported")
        _, _, place, needs = entry
        self._bring(needs)
        module.__dict__["__thaw__"] = self.thaw
        exec(self._code(place), module.__dict__)  # noqa: S102 - our own bytecode

    def run(self, name: str, is_package: bool, source: str, code: "CodeType") -> None:
        """Make a module and run its code, as ``import`` would."""
        module: Any = type(sys)(name)
        module.__file__ = source
        module.__thaw__ = self.thaw
        module.__loader__ = self
        module.__spec__ = _spec(name, self, source, is_package)
        parent, _, own = name.rpartition(".")
        if is_package:
            module.__path__ = [source[: -len("/__init__.py")]]
        module.__package__ = name if is_package else parent
        sys.modules[name] = module
        try:
            exec(code, module.__dict__)  # noqa: S102 - our own bytecode
        except BaseException:
            sys.modules.pop(name, None)
            raise
        if parent:
            setattr(sys.modules[parent], own, module)

    def thaw(self, *given: "Any", **named: "Any") -> "Any":
        """What the stand-in of a function's code calls (``guard/cold.py``): read the code, and call again."""
        caller = sys._getframe(1)
        stand_in = caller.f_code
        _, offset, length, number, path = stand_in.co_consts
        function = _named(caller.f_globals, path)
        if getattr(function, "__code__", None) is not stand_in:  # it has another name by now
            holders = gc.get_referrers(stand_in)
            function = next(h for h in holders if getattr(h, "__code__", None) is stand_in)
        if length >= 0:
            codes = self._code((self._together + offset, length))
        else:
            codes = self._joined = self._joined or self._code((0, self._together))
        function.__code__ = codes[number]
        return function(*given, **named)

    def _bring(self, names: "tuple[str, ...]") -> None:
        for name in names:
            if name in sys.modules:
                continue
            entry = self._entry(name)
            if entry is None:
                continue  # the import statement finds it, or says that it cannot
            is_package, source, place, needs = entry
            self._bring((name.rpartition(".")[0], *needs))
            if name not in sys.modules:
                self.run(name, is_package, source, self._code(place))

    def _entry(self, name: str) -> "tuple[bool, str, tuple[int, int], tuple[str, ...]] | None":
        lines = self._lines
        if not lines:
            lines = self._lines = posix.pread(self.descriptor, self.blob - self.index, self.index)
        at = lines.find(f"\n{name}\t".encode())
        if at < 0:
            return None
        line = lines[at + 1 : lines.index(b"\n", at + 1)].decode()
        _, is_package, modified, size, offset, length, needs = line.split("\t")
        source = self.source(name, is_package == "1")
        if not unchanged(source, int(modified), int(size)):
            return None
        return is_package == "1", source, (int(offset), int(length)), tuple(needs.split())

    def _code(self, place: "tuple[int, int]") -> "Any":
        offset, length = place
        return marshal.loads(posix.pread(self.descriptor, length, self.blob + offset))  # noqa: S302


def _named(names: "dict[str, Any]", path: str) -> "Any":
    """What stands at a path like ``Class.method`` of a module; ``None`` where nothing does."""
    first, *rest = path.split(".")
    found = names.get(first)
    for name in rest:
        found = getattr(found, "__dict__", {}).get(name)
    return found


def _spec(name: str, loader: "Finder", source: str, is_package: bool) -> "ModuleSpec":
    spec = ModuleSpec(name, loader, origin=source, is_package=is_package)  # type: ignore[arg-type]
    spec.has_location = True
    if is_package:
        spec.submodule_search_locations = [source[: -len("/__init__.py")]]
    spec._initializing = False  # type: ignore[attr-defined]
    return spec
