"""The module ``os`` without the half that a hook never uses.

Importing ``os`` in full costs a cold process a tenth of its start, most of it for the abstract classes that
``os.environ`` inherits from. Until somebody asks for a name that is not here, ``os`` is the system calls,
the separators, ``os.path`` and the environment as a plain dictionary; whoever asks for anything else gets the
real module in the same place (``os.makedirs``, another module that needs all of it). Used by the hook alone.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> bool:
    """Put the thin module where ``import os`` looks, unless the real one is there."""
    if "os" in sys.modules:
        return False
    try:
        import posix
    except ImportError:
        return False  # not a POSIX system: the real module serves
    from _frozen_importlib import ModuleSpec

    module = type(sys)("os")
    names = module.__dict__
    for name, value in posix.__dict__.items():
        if not name.startswith("_"):
            names[name] = value
    names["_exit"] = posix._exit
    names["__spec__"] = spec = ModuleSpec("os", None)
    spec._initializing = False  # type: ignore[attr-defined]
    names.update(
        name="posix", linesep="\n", sep="/", altsep=None, curdir=".", pardir="..", extsep=".", pathsep=":",
        defpath="/bin:/usr/bin", devnull="/dev/null", SEEK_SET=0, SEEK_CUR=1, SEEK_END=2,
        environ=_environment(posix.environ), __getattr__=_completion(module),
    )  # fmt: skip
    sys.modules["os"] = module
    import posixpath

    names["path"] = sys.modules["os.path"] = posixpath
    return True


def _environment(found: "dict[bytes, bytes]") -> "dict[str, str]":
    encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    return {key.decode(encoding, errors): value.decode(encoding, errors) for key, value in found.items()}


def _completion(module: "Any") -> "Any":
    """What answers for a name that the thin module lacks."""
    names = module.__dict__

    def complete(name: str) -> "Any":
        if name in ("__path__", "__file__", "__wrapped__"):  # asked by ``import`` itself
            raise AttributeError(name)
        if names.pop("__getattr__", None) is not None:
            del sys.modules["os"]
            try:
                import os as whole
            finally:
                sys.modules["os"] = module
            names.update(whole.__dict__)
        if name in names:
            return names[name]
        raise AttributeError(f"module 'os' has no attribute {name!r}")

    return complete
