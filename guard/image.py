"""Modules of the guard out of the bundle (``guard/bundle.py`` makes it), as ``guard/hook.py`` starts them.

What every hook needs is brought in one go: one read, one unmarshalling, every module run after those that it
imports, so that no import statement has to look for anything. The rest is brought when it is asked for,
together with what it imports, by the finder that stands first in ``sys.meta_path``. A module whose source
changed after the bundle was made is left to the ordinary import.

To look at every source would be a tenth of the work. Of an installation the folders say enough: whatever
installs, upgrades or takes away puts files in the place of others, and that changes the folder. (Who edits an
installed file where it stands has to make the bundle anew, as ``guard install`` does.)
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

    Early = tuple[str, bool, int, int, CodeType]
    """Name, whether it is a package, modification time of the source in nanoseconds, its size, the code."""
    Layer = tuple[CodeType, tuple[str, ...], tuple[tuple[str, CodeType], ...]]
    """Statements of a module, the names that they bind, and bodies of functions by their paths."""
    Coming = tuple[bool, int, int, CodeType | None, Layer]
    """An ``Early`` without its name, its code where every hook has it not, and the next layer."""
    Part = tuple[int, bytes]
    """With which layer something comes, and its marshalled form."""
    Rest = tuple[dict[str, Part], dict[str, Part], bytes]
    """Statements of a module by the names that they bind, bodies of its functions by their paths, and its own
    second layer, marshalled."""


def start(root: str, bundle: int) -> None:
    """Bring what every hook needs, and stand ready for the rest.

    Args:
        root: the folder that holds the package.
        bundle: the open file, read as far as this module's own code.
    """
    gc.disable()  # the process ends before there is anything to collect
    head = posix.read(bundle, 48)
    modified, size, index, blob, more, end = (
        int.from_bytes(head[at : at + 8], "little") for at in range(0, 48, 8)
    )
    at = posix.lseek(bundle, 0, 1)
    if posix.fstat(bundle).st_size != end or not _as_it_was(root + "/guard/image.py", modified, size):
        return
    entry: Early
    folders, entries = marshal.loads(posix.read(bundle, index - at))  # noqa: S302 - our own file, guard/hook.py
    finder = Finder(root, bundle, index, blob, more, folders)
    sys.meta_path.insert(0, finder)
    for entry in entries:
        name, is_package, modified, size, code = entry
        source = finder.source(name, is_package)
        if name in sys.modules:
            continue
        if not finder.unchanged(source, modified, size):
            finder.answer_for_names()  # a source is run whole, and may want more than everyday parts
            continue
        finder.run(name, is_package, source, code)
        if name == "guard.thin_os":
            sys.modules[name].install()
    finder.answer_for_names()


def _as_it_was(path: str, modified: int, size: int) -> bool:
    try:
        found = posix.stat(path)
    except OSError:
        return False
    return found.st_mtime_ns == modified and found.st_size == size


class Finder:
    """Finds the guard's modules in the bundle."""

    def __init__(
        self,
        root: str,
        descriptor: int,
        index: int,
        blob: int,
        more: int,
        folders: "dict[str, tuple[int, int]]",
    ) -> None:
        self.root = root
        self._folders = folders
        self._kept: dict[str, bool] = {}
        self.descriptor = descriptor
        self.index = index
        self.blob = blob
        self._more = more
        self._answering = False
        self._coming: dict[str, Coming] = {}
        self._index: dict[str, bytes] = {}
        self._rests: dict[str, Rest] = {}

    def source(self, name: str, is_package: bool) -> str:
        """The file that a module is made from."""
        return f"{self.root}/{name.replace('.', '/')}{'/__init__.py' if is_package else '.py'}"

    def unchanged(self, source: str, modified: int, size: int) -> bool:
        """Whether a source is as it was when the bundle was made: its folder is, or else the file itself."""
        folder = source[len(self.root) : source.rindex("/")]
        kept = self._kept.get(folder)
        if kept is None:
            kept = folder in self._folders and _as_it_was(self.root + folder, *self._folders[folder])
            self._kept[folder] = kept
        return kept or _as_it_was(source, modified, size)

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
        """Run the module's first part, after that of the modules which it imports."""
        entry = self._entry(module.__name__)
        if entry is None:
            raise ImportError(f"{module.__name__} changed while it was imported")
        _, _, place, needs = entry
        self._bring(needs)
        self._exec(self._code(place), module.__dict__)

    def run(self, name: str, is_package: bool, source: str, code: "CodeType") -> None:
        """Make a module and run its first part, as ``import`` would."""
        parent, _, own = name.rpartition(".")
        if parent and parent not in sys.modules:
            __import__(parent)  # it changed, so it is not brought
        module: Any = type(sys)(name)
        module.__file__ = source
        module.__loader__ = self
        module.__spec__ = _spec(name, self, source, is_package)
        if is_package:
            module.__path__ = [source[: -len("/__init__.py")]]
        module.__package__ = name if is_package else parent
        sys.modules[name] = module
        try:
            self._exec(code, module.__dict__)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        if parent:
            setattr(sys.modules[parent], own, module)

    def _exec(self, code: "CodeType", names: "dict[str, Any]") -> None:
        names["__thaw__"] = self.thaw
        if self._answering:
            self._answer(names)
        exec(code, names)  # noqa: S102 - our own bytecode

    def answer_for_names(self) -> None:
        """Let modules answer for names that wait; while everyday parts are run none is missing."""
        self._answering = True
        for module in tuple(sys.modules.values()):
            if getattr(module, "__loader__", None) is self:
                self._answer(module.__dict__)

    def _answer(self, names: "dict[str, Any]") -> None:
        if "__getattr__" in names:
            return

        def answer(wanted: str) -> "Any":
            if wanted[:2] == "__":  # ``import`` asks every module for its ``__path__``
                raise AttributeError(wanted)
            return self.named(names, wanted)

        names["__getattr__"] = answer

    def thaw(self, *given: "Any", **named: "Any") -> "Any":
        """What the stand-in of a function's body calls (``guard/cold.py``): fetch the body, call again."""
        caller = sys._getframe(1)
        stand_in, names = caller.f_code, caller.f_globals
        path = stand_in.co_consts[1]
        function = _at(names, path)
        if getattr(function, "__code__", None) is not stand_in:  # it has another name by now
            holders = gc.get_referrers(stand_in)
            function = next(h for h in holders if getattr(h, "__code__", None) is stand_in)
        module = names["__name__"]
        layer, part = self._rest(module)[1][path]
        self._bring_layers(module, layer)
        if function.__code__ is stand_in:
            code, needs = marshal.loads(part)  # noqa: S302 - our own bytecode
            self._bind(names, needs)
            function.__code__ = code
        return function(*given, **named)

    def named(self, names: "dict[str, Any]", name: str) -> "Any":
        """What a module answers for a name that is not bound.

        Raises:
            AttributeError: its source does not bind it either.
        """
        self._bind(names, (name,))
        if name in names:
            return names[name]
        raise AttributeError(f"module {names['__name__']!r} has no attribute {name!r}")

    def _bind(self, names: "dict[str, Any]", wanted: "tuple[str, ...]") -> None:
        """Run the statements that bind names of a module, unless they were run."""
        for name in wanted:
            if name in names:
                continue
            module = names["__name__"]
            layer, part = self._rest(module)[0].get(name, (0, b""))
            self._bring_layers(module, layer)
            if part and name not in names:
                self._run_alone(names, part)

    def _run_alone(self, names: "dict[str, Any]", part: bytes) -> None:
        code, needs, modules = marshal.loads(part)  # noqa: S302 - our own bytecode
        self._bind(names, needs)
        self._bring(modules)
        exec(code, names)  # noqa: S102 - our own bytecode

    def _bring_layers(self, module: str, layer: int) -> None:
        """Bring what comes together with something of a module.

        Args:
            layer: 0 where nothing does, 1 for what most acting commands want, 2 for the module's own besides.
        """
        if layer and self._more:
            length, self._more = self._more, 0
            self._coming = self._code((0, length))
        while self._coming:
            name = module if module in self._coming else next(iter(self._coming))
            is_package, modified, size, code, coming = self._coming.pop(name)
            source = self.source(name, is_package)
            if code and name not in sys.modules and self.unchanged(source, modified, size):
                self.run(name, is_package, source, code)
            if name in sys.modules:
                self._grow(name, coming)
        if layer == 2:
            units, bodies, later = self._rest(module)
            if later:
                self._rests[module] = units, bodies, b""
                self._grow(module, marshal.loads(later))  # noqa: S302 - our own bytecode

    def _grow(self, name: str, layer: "Layer") -> None:
        names = sys.modules[name].__dict__
        if names["__loader__"] is not self:
            return
        code, bound, bodies = layer
        if not names.keys().isdisjoint(bound):  # some came alone, and nothing may be there twice
            for one in bound:
                if one not in names:
                    self._run_alone(names, self._rest(name)[0][one][1])
        else:
            exec(code, names)  # noqa: S102 - our own bytecode
        for path, body in bodies:
            function = _at(names, path)
            if getattr(function, "__code__", None) is not None:
                function.__code__ = body

    def _rest(self, module: str) -> "Rest":
        rest = self._rests.get(module)
        if rest is None:
            line = self._line(module)
            offset, length, waiting = map(int, line[4:7])
            rest = self._rests[module] = self._code((offset + length, waiting))
        return rest

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
        line = self._line(name)
        if not line:
            return None
        _, is_package, modified, size, offset, length, _, needs = line
        source = self.source(name, is_package == "1")
        if not self.unchanged(source, int(modified), int(size)):
            return None
        return is_package == "1", source, (int(offset), int(length)), tuple(needs.split())

    def _line(self, name: str) -> "list[str]":
        index = self._index
        if not index:
            found = marshal.loads(posix.pread(self.descriptor, self.blob - self.index, self.index))  # noqa: S302
            index = self._index = found
        lines: bytes = index.get(name.rpartition(".")[0], b"")
        at = lines.find(f"\n{name}\t".encode())
        if at < 0:
            return []
        return lines[at + 1 : lines.index(b"\n", at + 1)].decode().split("\t")

    def _code(self, place: "tuple[int, int]") -> "Any":
        offset, length = place
        return marshal.loads(posix.pread(self.descriptor, length, self.blob + offset))  # noqa: S302


def _at(names: "dict[str, Any]", path: str) -> "Any":
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
