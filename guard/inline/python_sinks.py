"""What a call in Python does: constants are folded on, dangerous calls leave an act."""

from __future__ import annotations

from guard.inline.acts import FileAct, FollowAct, RunAct, UnknownAct
from guard.inline.python_calls import (
    CONNECTS,
    EXECS,
    EXECUTES,
    FILES,
    METHODS,
    PATH_METHODS,
    PROGRAMS,
    REQUESTS,
    TEXTS,
)  # fmt: skip
from guard.inline.python_pure import PURE, at_home, globbed
from guard.inline.python_texts import string_method
from guard.inline.python_values import (
    Constant,
    Contents,
    Dotted,
    Items,
    Member,
    Method,
    PathOf,
    Table,
    joined_path,
    parent,
    text_in,
)  # fmt: skip
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.inline.acts import Act
    from guard.inline.python import Reader
    from guard.inline.python_values import Folded

    Named = dict[str, Folded]


def call(reader: Any, target: Folded, arguments: list[Folded], named: Named) -> Folded:
    """The result of a call; what it does is left in ``reader.acts``."""
    if isinstance(target, Dotted):
        return _dotted(reader, target, arguments, named)
    if isinstance(target, Method):
        return _method(reader, target, arguments, named)
    return None


def _given(arguments: list[Folded], named: Named, index: int, *names: str) -> Folded:
    if index < len(arguments):
        return arguments[index]
    for name in names:
        if name in named:
            return named[name]
    return None


def _dotted(reader: Reader, target: Dotted, arguments: list[Folded], named: Named) -> Folded:
    name = target.name
    simple = name.removeprefix("builtins.").removeprefix("__builtins__.")
    if simple in PURE:
        return PURE[simple](reader, arguments, named)
    if simple in ("exec", "eval", "compile"):
        _code(reader, simple, arguments)
        return arguments[0] if simple == "compile" and arguments else None
    if name in _BY_NAME:
        return _by_name(reader, target, arguments, named)
    if _runs_other_code(reader, name, arguments, named):
        return None
    _handed(reader, arguments, named)
    return _of_the_machine(reader, target, simple, arguments, named)


def _runs_other_code(reader: Reader, name: str, arguments: list[Folded], named: Named) -> bool:
    """Whether the call runs code that it is given; then that is read."""
    first = arguments[0] if arguments else None
    if name.rpartition(".")[2] in ("runsource", "runcode") or name in _RUNS_CODE:
        reader.run_code(text_in(first))
    elif name == "runpy.run_path":
        reader.acts.append(FollowAct(text_in(first), "python"))
    elif name in _PICKLES and isinstance(_given(arguments, named, 0), Constant):
        reader.acts.append(UnknownAct("a pickle that stands in the code runs what it names"))
    elif name == "os.dup2" and "socket" in reader.imported:
        shell = (known("nc"), known("-e"), known("/bin/sh"), Value((Hole("a host of the code"),)))
        reader.acts.append(RunAct(argv=shell, call=name))
    else:
        return False
    return True


def _of_the_machine(
    reader: Reader, target: Dotted, simple: str, arguments: list[Folded], named: Named
) -> Folded:
    """What opens or changes a file, or runs a program; else it is a service's."""
    name = target.name
    if simple in ("open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "aiofiles.open",
                  "io.FileIO"):  # fmt: skip
        return _open(reader, text_in(_given(arguments, named, 0, "file"), "a computed path"),
                     _given(arguments, named, 1, "mode"), simple)  # fmt: skip
    if name in OPENERS:
        path, mode = (
            _given(arguments, named, 0, "filename", "file", "name"),
            _given(arguments, named, 1, "mode", "flag"),
        )
        _open(reader, text_in(path), mode or OPENERS[name], name)
    if name == "os.open":
        return _os_open(reader, arguments)
    if name in FILES:
        _file(reader, name, arguments, named)
        return None
    if name in TEXTS:
        text = text_in(_given(arguments, named, 0, "cmd", "command"), "a computed command")
        reader.add(RunAct(text=text, call=name))
        return None
    if name in PROGRAMS:
        return _program(reader, name, arguments, named)
    if name in EXECS:
        _exec(reader, name, arguments)
        return None
    return _services(reader, target, arguments, named)


OPENERS = {
    "logging.FileHandler": known("a"), "zipfile.ZipFile": known("r"), "tarfile.open": known("r"),
    "gzip.GzipFile": known("r"), "bz2.BZ2File": known("r"), "lzma.LZMAFile": known("r"),
}  # fmt: skip
"""Functions that open a file and answer something that is more than its text, with their mode where none is
given."""
_BY_NAME = ("operator.methodcaller()", "operator.attrgetter()")
"""What the functions of these names made: they look a name up in what they are given."""
_PICKLES = ("pickle.loads", "_pickle.loads", "cPickle.loads", "dill.loads", "cloudpickle.loads")


def _by_name(reader: Reader, target: Dotted, arguments: list[Folded], named: Named) -> Folded:
    given = [value for key, value in target.arguments if key.isdigit()]
    name, owner = text_in(given[0] if given else None).text, arguments[0] if arguments else None
    if name is None or owner is None:
        return None
    member: Folded = Dotted(f"{owner.name}.{name}") if isinstance(owner, Dotted) else Method(owner, name)
    if target.name == "operator.attrgetter()":
        return member
    return call(reader, member, given[1:], {k: v for k, v in target.arguments if not k.isdigit()})


READS = ("read_sql", "read_sql_query", "read_database", "read_database_uri")
"""Functions of data frames that send a statement."""
_RUNS_CODE = ("cProfile.run", "profile.run", "timeit.timeit", "timeit.repeat", "pdb.run", "trace.run")


def _handed(reader: Reader, arguments: list[Folded], named: Named) -> None:
    """A dangerous function handed to another one (``Thread(target=os.system, args=(…,))``, ``partial``)."""
    for index, argument in enumerate((*arguments, named.get("target"), named.get("function"))):
        if not isinstance(argument, Dotted):
            continue
        if (
            argument.name in FILES
            or argument.name in TEXTS
            or argument.name in PROGRAMS
            or argument.name in EXECS
        ):
            given = named.get("args")
            rest = list(given.items) if isinstance(given, Items) else arguments[index + 1 :]
            _dotted(reader, argument, rest, {})


def _code(reader: Reader, name: str, arguments: list[Folded]) -> None:
    first = arguments[0] if arguments else None
    if isinstance(first, Contents):
        if first.source == "network":
            reader.acts.append(UnknownAct("Python code from the network would run", network=True))
        else:
            reader.acts.append(FollowAct(first.path, "python"))
    elif name != "compile":
        reader.run_code(text_in(first))


def _open(reader: Reader, path: Value, mode: Folded, name: str) -> Folded:
    letters = text_in(mode).text if mode is not None else "r"
    if letters is None or "w" in letters:
        reader.add(FileAct("overwrite", path, f"{name}(…, {letters or '?'!r})"))
    elif "a" in letters or "+" in letters:
        reader.add(FileAct("update", path, f"{name}(…, {letters!r})"))
    else:
        reader.was_read.add(path.skeleton)
    return Contents("file", path)


def _os_open(reader: Reader, arguments: list[Folded]) -> Folded:
    path = text_in(arguments[0] if arguments else None)
    flags = arguments[1] if len(arguments) > 1 else None
    if isinstance(flags, Dotted) and "os.O_TRUNC" in flags.name.split("|"):
        reader.add(FileAct("overwrite", path, "os.open(…, O_TRUNC)"))
    return Contents("file", path)


def _file(reader: Reader, name: str, arguments: list[Folded], named: Named) -> None:
    operation, index, recursive, kind = FILES[name]
    value = _given(arguments, named, index, "path", "dst", "src", "name", "filename")
    if name in INTO and text_in(value).text is not None and _is_folder(text_in(value).text or ""):
        source = text_in(_given(arguments, named, 0, "src"), "a computed path")
        reader.add(RunAct(argv=(known(INTO[name]), known("--"), source, text_in(value)), call=name))
        return
    if name in MOVES:
        _moved(reader, text_in(_given(arguments, named, 0, "src"), "a computed path"), text_in(value), name)
    reader.add(
        FileAct(operation, text_in(value, "a computed path"), name, recursive, kind)  # type: ignore[arg-type]
    )


INTO = {"shutil.move": "mv", "shutil.copy": "cp", "shutil.copy2": "cp"}
"""Functions that put a file into a folder that they are given, as the programs do."""


def _is_folder(path: str) -> bool:
    return path.endswith("/") or path.rpartition("/")[2] in (".", "..")


MOVES = ("os.rename", "os.renames", "os.replace", "shutil.move")


def _moved(reader: Reader, source: Value, target: Value, name: str) -> None:
    """What is no longer at its place. What lay at the new one is an act of its own, hence ``-n``."""
    if source.text:
        reader.add(RunAct(argv=(known("mv"), known("-n"), known("--"), source, target), call=name))


LISTERS = ("git", "find", "fd", "ls")
"""Programs whose lines are names of files, of which is known what they come to."""


def _program(reader: Reader, name: str, arguments: list[Folded], named: Named) -> Folded:
    """Answers what it prints, where that is a list of names."""
    first = _given(arguments, named, 0, "args", "argv")
    shell = named.get("shell")
    where = named.get("cwd")
    folder = text_in(where) if where is not None else None
    if isinstance(shell, Constant) and shell.value:
        text = first.items[0] if isinstance(first, Items) and first.items else first
        reader.add(RunAct(text=text_in(text, "a computed command"), call=name, cwd=folder))
    elif isinstance(first, Items):
        words = tuple(text_in(i, "a computed word") for i in first.items)
        reader.add(RunAct(argv=words, call=name, cwd=folder))
        if folder is None and words and words[0].text in LISTERS and all(w.text is not None for w in words):
            from guard.frozen import replace

            by = replace(reader.by, argv=words, stdin=None)
            return Value((Hole(f"the output of {words[0].text}", (by,)),))
    elif isinstance(first, Dotted) and first.name == "shlex.split()":
        reader.add(RunAct(text=text_in(dict(first.arguments).get("0")), call=name, cwd=folder))
    elif shell is not None or not isinstance(first, Value):
        reader.add(RunAct(text=text_in(first, "a computed command"), call=name, cwd=folder))
    else:
        reader.add(RunAct(argv=(first,), call=name, cwd=folder))
    return None


def _exec(reader: Reader, name: str, arguments: list[Folded]) -> None:
    rest = arguments[EXECS[name] :]
    if not rest:
        return
    if "spawnl" in name or "execl" in name or name.endswith("subprocess_exec"):
        words = [
            text_in(rest[0]),
            *(text_in(a) for a in rest[(1 if name.endswith("subprocess_exec") else 2) :]),
        ]
    elif len(rest) > 1 and isinstance(rest[1], Items):
        words = [text_in(rest[0]), *(text_in(a) for a in rest[1].items[1:])]
    else:
        words = [text_in(rest[0]), Value((Hole("computed words", (), True),))]
    reader.add(RunAct(argv=tuple(words), call=name))


# -------------------------------------------------------------------------- services elsewhere


def _services(reader: Reader, target: Dotted, arguments: list[Folded], named: Named) -> Folded:
    from guard.inline import translate

    owner, _, last = target.name.rpartition(".")
    given = (*((str(i), a) for i, a in enumerate(arguments)), *named.items())
    if owner in REQUESTS and last in METHODS:
        reader.add(translate.request(last, arguments, named, target))
        return Contents("network", text_in(arguments[0] if arguments else None))
    if target.name in ("urllib.request.urlopen", "urllib2.urlopen", "urlopen"):
        reader.add(translate.urlopen(arguments, named))
        return Contents("network", text_in(arguments[0] if arguments else None))
    if last in translate.ENDS and "boto3.resource()" in owner.replace("Session().", ""):
        act = translate.boto_resource(target, last)
        if act is not None:
            reader.add(act)
            return None
    if last == "_make_api_call" and arguments:  # what every method of a client of botocore comes to
        last = text_in(arguments[0]).text or last
        named = dict(arguments[1].pairs) if len(arguments) > 1 and isinstance(arguments[1], Table) else named
    if owner.startswith(("boto3.client()", "boto3.Session().client()")):
        _add(reader, translate.boto(target, last, named))
        return Dotted(target.name + "()", given)
    if last in READS and owner in ("pandas", "polars"):
        _add(reader, translate.reading(target, arguments, named))
    if last in EXECUTES:
        _add(reader, translate.statement(target, arguments))
    program = _as_function(target, last, arguments)
    if program is not None:
        reader.add(program)
        return None
    if owner.endswith("conn()") or target.name in CONNECTS or not target.arguments:
        return Dotted(target.name + "()", given)
    return Dotted(target.name + "()", target.arguments + given)


def _add(reader: Reader, act: Act | None) -> None:
    if act is not None:
        reader.add(act)


_OF_C = ("system", "execv", "execve", "execl", "execlp", "popen", "unlink", "remove")


def _as_function(target: Dotted, last: str, arguments: list[Folded]) -> RunAct | None:
    """A program that is called like a function: plumbum's, sh's, C's through ctypes."""
    owner = target.name.rpartition(".")[0]
    if target.name in ("plumbum.local()", "sh.Command()"):
        words = [value for key, value in target.arguments if key.isdigit()]
        return RunAct(argv=tuple(text_in(w) for w in (*words, *arguments)), call=owner)
    if owner == "plumbum.cmd":
        return RunAct(argv=(known(last), *(text_in(a) for a in arguments)), call=target.name)
    if owner == "sh" and last not in ("Command", "contrib"):
        words = [known(last.replace("_", "-")), *arguments]
        return RunAct(argv=tuple(text_in(w) for w in words), call=target.name)
    if target.name.startswith("ctypes.") and last in _OF_C:
        text = arguments[0] if arguments else None
        return RunAct(text=text_in(text, "a computed command"), call=target.name)
    return None


# ------------------------------------------------------------------------------------ methods


def _method(reader: Reader, target: Method, arguments: list[Folded], named: Named) -> Folded:
    owner, name = target.owner, target.name
    if isinstance(owner, PathOf):
        return _path_method(reader, owner, name, arguments, named)
    if isinstance(owner, Value):
        return string_method(owner, name, arguments, named)
    if isinstance(owner, Contents):
        if name in ("write", "writelines", "close", "flush"):
            return None
        return owner
    if isinstance(owner, Constant) and isinstance(owner.value, bytes) and name == "decode":
        return known(owner.value.decode("utf-8", "replace"))
    if isinstance(owner, Table) and name == "get" and arguments:
        return owner.get(text_in(arguments[0]).skeleton)
    if isinstance(owner, Items) and name == "append":
        return None
    if name in ("rmtree", "unlink") and owner is None:
        reader.add(FileAct("delete", Value((Hole("a computed path"),)), "." + name, name == "rmtree"))
    if name in ("read", "text", "decode", "json"):
        return owner if isinstance(owner, Contents) else None
    return None


def _path_method(reader: Reader, owner: PathOf, name: str, arguments: list[Folded], named: Named) -> Folded:
    path = owner.value
    call_name = f"Path.{name}"
    if name in PATH_METHODS:
        operation, kind = PATH_METHODS[name]
        reader.add(FileAct(operation, path, call_name, name.startswith("rmtree"), kind))  # type: ignore[arg-type]
        return None
    if name in ("rename", "replace"):
        target = text_in(_given(arguments, named, 0, "target"), "a computed path")
        _moved(reader, path, target, call_name)
        reader.add(FileAct("overwrite", target, call_name))
        return PathOf(target)
    if name == "open":
        return _open(reader, path, _given(arguments, named, 0, "mode"), "Path.open")
    if name in ("read_text", "read_bytes"):
        reader.was_read.add(path.skeleton)
        return Contents("file", path)
    if name == "joinpath":
        for argument in arguments:
            path = joined_path(path, text_in(argument))
        return PathOf(path)
    if name in ("resolve", "absolute", "expanduser"):
        return PathOf(at_home(reader, path))
    if name in ("glob", "rglob", "iterdir"):
        pattern = text_in(arguments[0]) if arguments else known("*")
        return Member(globbed(path, pattern, "**/" if name == "rglob" else ""), True)
    if name in ("with_suffix", "with_name", "with_stem", "relative_to"):
        return PathOf(Value((*parent(path).parts, "/", Hole("a computed name"))))
    return None
