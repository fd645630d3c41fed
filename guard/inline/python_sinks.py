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
from guard.inline.python_values import (
    LONGEST,
    Constant,
    Contents,
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
    from typing import Any

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
    if name.rpartition(".")[2] in ("runsource", "runcode") or name in _RUNS_CODE:
        reader.run_code(text_in(arguments[0] if arguments else None))
        return None
    if name == "runpy.run_path":
        reader.acts.append(FollowAct(text_in(arguments[0] if arguments else None), "python"))
        return None
    if name == "os.dup2" and "socket" in reader.imported:
        shell = (known("nc"), known("-e"), known("/bin/sh"), Value((Hole("a host of the code"),)))
        reader.acts.append(RunAct(argv=shell, call=name))
        return None
    _handed(reader, arguments, named)
    if simple in ("open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "aiofiles.open",
                  "io.FileIO"):  # fmt: skip
        return _open(reader, text_in(_given(arguments, named, 0, "file"), "a computed path"),
                     _given(arguments, named, 1, "mode"), simple)  # fmt: skip
    if name == "os.open":
        return _os_open(reader, arguments)
    if name in FILES:
        _file(reader, name, arguments, named)
        return None
    if name in TEXTS:
        reader.add(
            RunAct(
                text=text_in(_given(arguments, named, 0, "cmd", "command"), "a computed command"), call=name
            )
        )
        return None
    if name in PROGRAMS:
        return _program(reader, name, arguments, named)
    if name in EXECS:
        _exec(reader, name, arguments)
        return None
    return _services(reader, target, arguments, named)


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
    return Contents("file", path)


def _file(reader: Reader, name: str, arguments: list[Folded], named: Named) -> None:
    operation, index, recursive, kind = FILES[name]
    value = _given(arguments, named, index, "path", "dst", "src", "name")
    reader.add(
        FileAct(operation, text_in(value, "a computed path"), name, recursive, kind)  # type: ignore[arg-type]
    )


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
    if owner.startswith(("boto3.client()", "boto3.Session().client()")):
        act = translate.boto(target, last, named)
        if act is not None:
            reader.add(act)
        return Dotted(target.name + "()", given)
    if last in EXECUTES:
        act = translate.statement(target, arguments)
        if act is not None:
            reader.add(act)
    if owner == "sh" and last not in ("Command", "contrib"):
        reader.add(
            RunAct(argv=(known(last.replace("_", "-")), *(text_in(a) for a in arguments)), call=target.name)
        )
        return None
    if target.name.startswith("ctypes.") and last in (
        "system",
        "execv",
        "execve",
        "execl",
        "execlp",
        "popen",
        "unlink",
        "remove",
    ):
        text = arguments[0] if arguments else None
        reader.add(RunAct(text=text_in(text, "a computed command"), call=target.name))
        return None
    if owner.endswith("conn()") or target.name in CONNECTS or not target.arguments:
        return Dotted(target.name + "()", given)
    return Dotted(target.name + "()", target.arguments + given)


# ------------------------------------------------------------------------------------ methods


def _method(reader: Reader, target: Method, arguments: list[Folded], named: Named) -> Folded:
    owner, name = target.owner, target.name
    if isinstance(owner, PathOf):
        return _path_method(reader, owner, name, arguments, named)
    if isinstance(owner, Value):
        return _string_method(owner, name, arguments, named)
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


def _string_method(owner: Value, name: str, arguments: list[Folded], named: Named) -> Folded:
    texts = [text_in(a).text for a in arguments]
    if name == "format":
        return _formatted(owner, arguments, named)
    if name == "join" and arguments and isinstance(arguments[0], Items):
        parts: list[Value] = []
        for index, item in enumerate(arguments[0].items):
            parts += ([owner] if index else []) + [text_in(item)]
        return concatenated(parts)
    text = owner.text
    if (
        name in ("split", "splitlines")
        and text is None
        and len(owner.parts) == 1
        and owner.holes[0].producers
    ):
        return Member(owner)
    if text is None or any(t is None for t in texts):
        return owner if name in ("strip", "rstrip", "lstrip", "encode", "decode") else None
    if name in ("encode", "decode"):
        return known(text)
    if len(text) * max((len(t) for t in texts if t), default=1) > 10 * LONGEST:
        return None
    if name in (
        "replace",
        "strip",
        "rstrip",
        "lstrip",
        "lower",
        "upper",
        "removeprefix",
        "removesuffix",
        "swapcase",
        "title",
    ):
        try:
            return known(getattr(text, name)(*texts))
        except TypeError:  # a count or another argument that is no text
            return None
    if name in ("split", "rsplit"):
        if texts and not texts[0]:
            return None
        return Items(tuple(known(t) for t in text.split(texts[0] if texts else None)))
    if name == "splitlines":
        return Items(tuple(known(t) for t in text.splitlines()))
    return None


def _formatted(owner: Value, arguments: list[Folded], named: Named) -> Folded:
    if owner.text is None:
        return None
    pieces = owner.text.split("{")
    parts, position = [known(pieces[0])], 0
    for piece in pieces[1:]:
        key, _, rest = piece.partition("}")
        key = key.split(":")[0].split("!")[0]
        if key in named:
            value = named[key]
        else:
            index = int(key) if key.isdigit() else position
            position += 1
            value = arguments[index] if index < len(arguments) else None
        parts += [text_in(value), known(rest)]
    return concatenated(parts)
