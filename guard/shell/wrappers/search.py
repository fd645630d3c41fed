"""What ``find`` and ``fd`` select, and the commands that they run for it.

Facts: find(1) of findutils 4.9, fd(1) 9.
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv
from guard.shell.wrappers.grammar import joined, names, path_of, substituted, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


_FIND_OPTIONS = {"-H": 0, "-L": 0, "-P": 0, "-D": 1}
_ONE = names(
    "-amin -anewer -atime -cmin -cnewer -context -ctime -fstype -gid -group -ilname -iname -inum -ipath"
    " -iregex -iwholename -links -lname -mmin -mtime -name -newer -path -perm -regex -samefile -size"
    " -type -uid -used -user -wholename -xtype -fprint -fprint0 -fls -printf -maxdepth -mindepth"
    " -regextype -files0-from -newermt -neweraa -newerac -newerat -newerca -newercc -newercm -newerct"
    " -newerma -newermc -newermm -newerBt -flags"
)
_NO_TEST = (
    "-maxdepth", "-mindepth", "-depth", "-d", "-xdev", "-mount", "-follow", "-daystart", "-noleaf", "-print",
    "-print0", "-ls", "-warn", "-nowarn", "-ignore_readdir_race", "-true", "(", ")", "-a", "-and", "-fprint",
    "-printf", "-regextype", "-files0-from",
)  # fmt: skip
_RUNS = ("-exec", "-execdir", "-ok", "-okdir")


def find(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = invocation.argv[1:]
    position = 0
    while position < len(words):
        text = words[position].text
        if text == "-fprintf":
            position += 3
        elif text in _ONE:
            position += 2
        elif text in _RUNS:
            end = _end_of(words, position + 1)
            yield from _each(words[position + 1 : end], invocation)
            position = end + 1
        else:
            position += 1


def _end_of(words: Sequence[Value], start: int) -> int:
    for index in range(start, len(words)):
        if words[index].text == ";" or (words[index].text == "+" and words[index - 1].text == "{}"):
            return index
    return len(words)


def _each(command: Sequence[Value], invocation: Invocation) -> Iterator[Inner]:
    if not command:
        return
    command = recursive(command) if not _find_roots(invocation)[1] else command
    for item in selected(invocation):
        yield RunArgv(tuple(substituted(word, "{}", item) for word in command))
        if all("{}" not in word.skeleton for word in command):
            return


_RECURSED = {"rm": "-r", "chmod": "-R", "chown": "-R", "chgrp": "-R", "setfacl": "-R", "chattr": "-R"}


def recursive(command: Sequence[Value]) -> Sequence[Value]:
    """The command as it acts on everything below a place, where ``find`` hands it each file."""
    name = text_of(command[0]).rsplit("/", 1)[-1]
    if name not in _RECURSED or any(w.prefix[:1] == "-" and "r" in w.prefix.lower() for w in command[1:]):
        return command
    return (command[0], known(_RECURSED[name]), *command[1:])


def selected(invocation: Invocation) -> list[Value]:
    """What a ``find`` or ``fd`` selects, one Value per place to search.

    Everything below a place without any test: the place itself, as an absolute path where it is ``.``.
    Otherwise ``<place>/`` and a hole whose producer is the ``find`` itself.
    """
    fd = invocation.program in ("fd", "fdfind")
    roots, tested = _fd_roots(invocation) if fd else _find_roots(invocation)
    name = invocation.program
    values = []
    for root in roots:
        if not tested:
            note = f"{name} selects everything in it"
            absolute = path_of(root, invocation)
            if absolute is not None and root.text in (".", "./", "./."):
                absolute = absolute.removesuffix(".").removesuffix("/.").rstrip("/") or "/"
                root = known(absolute)
            values.append(Value(root.parts, root.glob, (*root.notes, note)))
            continue
        hole = Hole(f"files that {name} selects: {' '.join(invocation.words[1:])}", (invocation,), False)
        base = joined((root, known("" if root.skeleton.endswith("/") else "/")), "")
        values.append(Value((*base.parts, hole), notes=(f"selected by {name}",)))
    return values


def _find_roots(invocation: Invocation) -> tuple[list[Value], bool]:
    """The places that a ``find`` searches, and whether it tests what it finds."""
    words = invocation.argv[1:]
    position = 0
    while position < len(words):
        text = words[position].text or ""
        if text in _FIND_OPTIONS:
            position += 1 + _FIND_OPTIONS[text]
        elif text.startswith("-O"):
            position += 1
        else:
            break
    roots: list[Value] = []
    while position < len(words) and not (words[position].prefix.startswith(("-", "(", "!"))):
        roots.append(words[position])
        position += 1
    return roots or [known(".")], _is_tested(words, position)


def _is_tested(words: Sequence[Value], position: int) -> bool:
    while position < len(words):
        text = words[position].text
        if text in _RUNS:
            position = _end_of(words, position + 1) + 1
        elif text not in _NO_TEST and text not in ("-delete", "-quit", "-prune"):
            return True
        else:
            position += 2 if text in _ONE else 1
    return False


# ---------------------------------------------------------------------------------------- fd

_FD = (
    "-d -t -e -S -E -c -j -g --max-depth --min-depth --exact-depth --type --extension --size --exclude"
    " --color --threads --changed-within --changed-before --owner --base-directory --search-path"
    " --path-separator --max-results --batch-size --ignore-file --and --format -o"
).replace(" -g ", " ")
_FD_RUNS = ("-x", "--exec", "-X", "--exec-batch")
_FD_MARKS = ("{}", "{/}", "{//}", "{.}", "{/.}")


def fd(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = invocation.argv[1:]
    for index, word in enumerate(words):
        name, command = _fd_command(word, words[index + 1 :])
        if not name:
            continue
        end = next((i for i, w in enumerate(command) if w.text == ";"), len(command))
        command = command[:end]
        for item in selected(invocation):
            placed = [_marked(w, item) for w in command]
            yield RunArgv(tuple(placed) if placed != command else (*command, item))
        return


def _fd_command(word: Value, rest: Sequence[Value]) -> tuple[str, list[Value]]:
    head = word.prefix
    if head in _FD_RUNS:
        return head, list(rest)
    for name in _FD_RUNS:
        attached = head[len(name) :]
        if head.startswith(name) and (attached.startswith("=") or len(name) == 2):
            start = len(name) + (1 if attached.startswith("=") else 0)
            return name, [tail(word, start), *rest]
    return "", []


def _marked(word: Value, item: Value) -> Value:
    for mark in _FD_MARKS:
        word = substituted(word, mark, item)
    return word


def _fd_roots(invocation: Invocation) -> tuple[list[Value], bool]:
    words = list(invocation.argv[1:])
    at = next((i for i, w in enumerate(words) if _fd_command(w, ())[0]), len(words))
    options = read_options(words[:at], _FD.split())
    roots = [*options.values("--search-path"), *options.operands[1:]]
    return roots or [options.value("--base-directory") or known(".")], True
