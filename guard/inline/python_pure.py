"""Functions of Python that only compute: their results are folded on, so that constants stay constants."""

from __future__ import annotations

from guard.inline.acts import UnknownAct
from guard.inline.python_calls import SAFE_TEMPORARY
from guard.inline.python_values import (
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
    from guard.inline.python import Reader
    from guard.inline.python_values import Folded

    Named = dict[str, Folded]


NEW = Value((Hole("a new temporary file", (), False, True),))


def globbed(path: Value, pattern: Value, deep: str) -> Value:
    value = joined_path(path, concatenated([known(deep), pattern]))
    return Value(value.parts, True, value.notes)


def at_home(reader: Reader, path: Value) -> Value:
    if path.prefix == "~" or path.prefix.startswith("~/"):
        home = reader.variable(known("HOME"))
        rest = (
            Value((path.prefix[1:], *path.parts[1:]), path.glob) if path.prefix[1:] else Value(path.parts[1:])
        )
        return concatenated([text_in(home), rest])
    return path


def _join(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    path = text_in(arguments[0]) if arguments else known("")
    for argument in arguments[1:]:
        path = joined_path(path, text_in(argument))
    return path


def _same(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return arguments[0] if arguments else None


def _expand(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return at_home(reader, text_in(arguments[0])) if arguments else None


def _path(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    joined = _join(reader, arguments, named) if arguments else known(".")
    return PathOf(text_in(joined))


def _cwd(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return known(reader.by.cwd) if reader.by.cwd else None


def _getenv(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return (
        reader.variable(text_in(arguments[0]), arguments[1] if len(arguments) > 1 else None)
        if arguments
        else None
    )


def _decoded(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    from binascii import Error, a2b_base64

    text = text_in(arguments[0]).text if arguments else None
    if text is None:
        return None
    try:
        return known(a2b_base64(text).decode("utf-8", "replace"))
    except (Error, ValueError):
        return None


def _hex(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    text = text_in(arguments[0]).text if arguments else None
    try:
        return known(bytes.fromhex(text).decode("utf-8", "replace")) if text is not None else None
    except ValueError:
        return None


def _chr(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    first = arguments[0] if arguments else None
    if isinstance(first, Constant) and isinstance(first.value, int) and 0 <= first.value < 0x110000:
        return known(chr(first.value))
    return None


def _bytes(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    first = arguments[0] if arguments else None
    if isinstance(first, Items) and all(
        isinstance(i, Constant) and isinstance(i.value, int) for i in first.items
    ):
        numbers = [i.value for i in first.items if isinstance(i, Constant) and isinstance(i.value, int)]
        if all(0 <= n < 256 for n in numbers):
            return known(bytes(numbers).decode("utf-8", "replace"))
    return first


def _import(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    text = text_in(arguments[0]).text if arguments else None
    return Dotted(text) if text else Dotted("?")


def _getattr(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    owner = arguments[0] if arguments else None
    name = text_in(arguments[1]).text if len(arguments) > 1 else None
    if isinstance(owner, Dotted):
        if name is None and owner.name.split(".")[0] in ("os", "subprocess", "shutil", "builtins", "ctypes"):
            reader.acts.append(UnknownAct(f"a computed function of {owner.name} would be called"))
        return Dotted(f"{owner.name}.{name}", owner.arguments) if name else None
    return Method(owner, name) if name else None


def _dict(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    first = arguments[0] if arguments else None
    return Table((*(first.pairs if isinstance(first, Table) else ()), *named.items()))


def _vars(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    owner = arguments[0] if arguments else None
    return Dotted(owner.name + ".__dict__") if isinstance(owner, Dotted) else Dotted("builtins.__dict__")


def _glob(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    value = text_in(arguments[0]) if arguments else known("*")
    return Member(Value(value.parts, True, value.notes))


def _listed(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    value = text_in(arguments[0]) if arguments else known(".")
    return Member(Value((Hole(f"a name in {value.skeleton}"),)))


def _scanned(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return Member(globbed(text_in(arguments[0]) if arguments else known("."), known("*"), ""), True)


def _temporary(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    """A name that nobody had before; in the system's own folder unless ``dir=`` names another."""
    if len(arguments) > 1:
        return None
    folder, prefix = named.get("dir"), named.get("prefix")
    head = _system_folder(reader, [], {}) if folder is None else folder
    begun = known("tmp") if prefix is None else text_in(prefix)
    return concatenated([text_in(head), known("/"), begun, NEW])


def _temporary_file(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    """``tempfile.mkstemp()``: a descriptor and the name."""
    return Items((Constant(3), _temporary(reader, arguments, named)))


def _system_folder(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    found = reader.by.variable("TMPDIR")
    return found.value if found is not None and found.value.parts else known("/tmp")  # noqa: S108


def _list(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return arguments[0] if arguments else Items(())


def _dirname(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return parent(text_in(arguments[0])) if arguments else None


def _quote(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    from guard.shell.wrappers.grammar import quoted

    return quoted(text_in(arguments[0])) if arguments else None


def _home_path(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return PathOf(text_in(reader.variable(known("HOME"))))


def _here_path(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    return PathOf(text_in(_cwd(reader, arguments, named)))


def _map(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    if len(arguments) < 2:
        return None
    items = arguments[1].items if isinstance(arguments[1], Items) else [reader.member_of(arguments[1])]
    from guard.inline.python_sinks import call

    return Items(tuple(call(reader, arguments[0], [item], {}) for item in items))


def _reversed(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    first = arguments[0] if arguments else None
    if isinstance(first, Value) and first.text is not None:
        return Items(tuple(known(c) for c in reversed(first.text)))
    return Items(tuple(reversed(first.items))) if isinstance(first, Items) else first


def _chdir(reader: Reader, arguments: list[Folded], named: Named) -> Folded:
    from guard.frozen import replace

    where = text_in(arguments[0]) if arguments else known("")
    base = known(reader.by.cwd) if reader.by.cwd else Value((Hole("the directory"),))
    whole = joined_path(base, where).text
    reader.by = replace(reader.by, cwd=whole)
    reader.folder = whole if whole is not None else ""
    return None


PURE = {
    "os.path.join": _join, "posixpath.join": _join, "str": _same, "os.fspath": _same,
    "os.path.abspath": _same,
    "os.path.realpath": _same, "os.path.normpath": _same, "os.fsencode": _same, "os.path.expanduser": _expand,
    "os.path.expandvars": _same, "pathlib.Path": _path, "pathlib.PurePath": _path, "pathlib.PosixPath": _path,
    "path.Path": _path, "os.getcwd": _cwd, "os.getenv": _getenv, "os.environ.get": _getenv,
    "base64.b64decode": _decoded,
    "base64.standard_b64decode": _decoded, "base64.decodebytes": _decoded, "binascii.a2b_base64": _decoded,
    "bytes.fromhex": _hex, "bytearray.fromhex": _hex, "binascii.unhexlify": _hex, "chr": _chr,
    "bytes": _bytes,
    "bytearray": _bytes, "__import__": _import, "importlib.import_module": _import, "getattr": _getattr,
    "vars": _vars, "dict": _dict,
    "globals": _vars, "locals": _vars, "glob.glob": _glob, "glob.iglob": _glob, "os.listdir": _listed,
    "os.scandir": _scanned, "list": _list, "tuple": _list, "sorted": _list, "set": _list, "iter": _list,
    "next": _list,
    "os.path.dirname": _dirname, "shlex.quote": _quote, "pipes.quote": _quote,
    "pathlib.Path.home": _home_path,
    "pathlib.Path.cwd": _here_path, "map": _map, "reversed": _reversed, "os.chdir": _chdir,
    "sqlalchemy.text": _same, "text": _same, "psycopg2.sql.SQL": _same, "psycopg.sql.SQL": _same,
    **dict.fromkeys(SAFE_TEMPORARY, _temporary), "tempfile.mkstemp": _temporary_file,
    "tempfile.gettempdir": _system_folder,
}  # fmt: skip
