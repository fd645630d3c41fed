"""Programs that run another one for each thing they find or read: xargs, parallel, find, fd.

What they hand over is put where the tool puts it: known items as words, what ``find`` selects as
``<root>/`` and a hole whose producer is that ``find`` (so the same selection can be worked out), the
rest as a hole named after the program that writes it.

Caught: ``find . -exec rm -r {} \\;``, ``echo / | xargs rm -rf``, ``xargs rm -rf < list.txt`` (the list is
read), ``parallel rm -rf ::: a b ~``, ``fd -x python3 payload.py``.
Quiet: ``xargs -n1 echo``, ``find . -name -exec -print`` (there ``-exec`` is the argument of ``-name``).

Facts: xargs(1) and find(1) of findutils 4.9, parallel(1) 2022, fd(1) 9.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunText
from guard.shell.wrappers.grammar import joined, path_of, quoted, substituted, text_of
from guard.shell.wrappers.search import fd, find, selected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World

FINDERS = ("find", "gfind", "fd", "fdfind")
ITEMS = 64
"""How many items are written out; the rest becomes one hole."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The program that would be run for what is found or read."""
    for inner in _PROGRAMS[invocation.program](invocation, world):
        yield inner
        if isinstance(inner, RunArgv):
            yield from _unread(inner, invocation, world)


def _unread(inner: RunArgv, invocation: Invocation, world: World) -> Iterator[Inner]:
    """A script that is given every file found, and that is not there to be read."""
    from guard.shell.follow import SUFFIXES, language_named

    words = inner.argv
    if len(words) < 2 or not language_named((words[0].text and words[0].text.rsplit("/", 1)[-1]) or ""):
        return
    path = path_of(words[1], invocation)
    if path is None or path.rsplit(".", 1)[-1] not in SUFFIXES or world.read(path) is not None:
        return
    if words[1] not in selected(invocation):
        yield Opaque(f"{words[1].skeleton}, which cannot be read, would be run for every file found")


# ------------------------------------------------------------------------------------- xargs

_XARGS = (
    "-a -d -E -I -L -n -P -s --arg-file --delimiter --eof --max-lines --max-args --max-procs --max-chars"
    " --process-slot-var -R -S -J"
)


def _xargs(invocation: Invocation, world: World) -> Iterator[Inner]:
    words, mark = _old_forms(invocation.argv[1:])
    options = read_options(words, _XARGS.split(), permute=False)
    command = options.operands
    if not command or options.has("--help", "--version"):
        return
    mark = text_of(options.value("-I", "-J")) or mark
    separator = _separator(options.has("-0", "--null"), options.value("-d", "--delimiter"), bool(mark))
    items = _items(invocation, options.value("-a", "--arg-file"), separator, world)
    end = text_of(options.value("-E", "--eof"))
    if end and not separator:
        items = items[: next((i for i, item in enumerate(items) if item.text == end), len(items))]
    if not items and options.has("-r", "--no-run-if-empty"):
        return
    if mark and not options.has("-J"):
        for item in items:
            yield RunArgv(tuple(substituted(word, mark, item) for word in command))
        return
    if not options.has("-r", "--no-run-if-empty", "-a", "--arg-file") and _finds(invocation):
        yield RunArgv(tuple(command), certainty="may")
    lines = not separator and options.last("-n", "-L", "--max-args", "--max-lines") in ("-L", "--max-lines")
    if lines:
        items = _items(invocation, options.value("-a", "--arg-file"), "\n", world)
    count = text_of(options.value("-n", "-L", "--max-args", "--max-lines"))
    size = int(count) if count.isdigit() and int(count) > 0 else len(items) or 1
    for start in range(0, max(len(items), 1), size):
        some = items[start : start + size]
        given = pieces(joined(some), "") if lines else some
        place = next((i for i, w in enumerate(command) if mark and w.text == mark), len(command))  # BSD's -J
        yield RunArgv((*command[:place], *given, *command[place + 1 :]))


def _zargs(invocation: Invocation, world: World) -> Iterator[Inner]:
    """zsh's ``zargs [options --] items -- command``."""
    parts: list[list[Value]] = [[]]
    for word in invocation.argv[1:]:
        if word.text == "--":
            parts.append([])
        else:
            parts[-1].append(word)
    if len(parts) > 1 and parts[-1]:
        yield RunArgv((*parts[-1], *parts[-2]))


def _finds(invocation: Invocation) -> bool:
    """Whether the items are what a ``find`` selects, if anything: for nothing too xargs runs once."""
    stream = invocation.stdin
    return stream is not None and any(p.program in FINDERS for p in stream.producers)


def _old_forms(words: Sequence[Value]) -> tuple[list[Value], str]:
    """``-i[STR]``, ``-l[N]``, ``-e[STR]`` and ``--replace[=STR]`` take their value attached only."""
    kept: list[Value] = []
    mark = ""
    for index, word in enumerate(words):
        head = word.prefix
        if not head.startswith("-") or head == "--":
            return kept + list(words[index:]), mark
        if head.startswith("--rep"):
            mark = head.partition("=")[2] or "{}"
        elif head[:2] == "-i":
            mark = head[2:] or "{}"
        elif head[:2] in ("-l", "-e"):
            number = head[2:] or ("1" if head[1] == "l" else "")
            kept += [known("-L" if head[1] == "l" else "-E"), known(number)]
        else:
            kept.append(word)
            if head in _XARGS.split() and index + 1 < len(words):
                return _continued(kept, words, index, mark)
    return kept, mark


def _continued(kept: list[Value], words: Sequence[Value], index: int, mark: str) -> tuple[list[Value], str]:
    rest, later = _old_forms(words[index + 2 :])
    return [*kept, words[index + 1], *rest], later or mark


def _separator(null: bool, delimiter: Value | None, lines: bool) -> str:
    """``\\0``, the given character, a newline for ``-I``; empty for blanks with quotes."""
    if null:
        return "\0"
    if delimiter is not None:
        text = text_of(delimiter)
        return {"\\n": "\n", "\\0": "\0", "\\t": "\t"}.get(text, text[:1]) or "\n"
    return "\n" if lines else ""


def _items(invocation: Invocation, source: Value | None, separator: str, world: World) -> list[Value]:
    """What comes in, as words."""
    if source is not None:
        path = path_of(source, invocation)
        text = world.read(path) if path else None
        if text is None:
            return [Value((Hole(f"items from {source.skeleton}", (), True),))]
        return pieces(known(text), separator)
    stream = invocation.stdin
    if stream is None:
        return [Value((Hole("items from the terminal", (), True),))]
    if stream.text is not None:
        return pieces(stream.text, separator)
    if stream.path is not None:
        path = path_of(stream.path, invocation)
        text = world.read(path) if path else None
        if text is not None:
            return pieces(known(text), separator)
        return [Value((Hole(f"items from {stream.path.skeleton}", (), True),))]
    return produced(stream.producers)


def produced(producers: tuple[Invocation, ...]) -> list[Value]:
    """The items that a pipe hands over: what ``find`` selects where it is a ``find``, else a hole."""
    last = producers[-1] if producers else None
    if last is not None and last.program in FINDERS and len(producers) == 1:
        return selected(last)
    name = " | ".join(p.program or "a program" for p in producers) or "its input"
    return [Value((Hole(f"items from {name}", producers, True),))]


def pieces(text: Value, separator: str) -> list[Value]:
    """The items in a text, holes kept in the item they stand in. At most ``ITEMS`` and a hole."""
    found: list[Value] = []
    parts: list[str | Hole] = []
    current, quote, opened = "", "", False
    for part in text.parts:
        if not isinstance(part, str):
            if part.producers and not part.tame:  # what a program prints may be any number of items
                part = replace(part, splits=True)
            parts += [current, part] if current else [part]
            current, opened = "", True
            continue
        position = 0
        while position < len(part):
            letter = part[position]
            position += 1
            if separator:
                ends = letter == separator
            elif letter == "\\" and not quote and position < len(part):
                current, opened, position = current + part[position], True, position + 1
                continue
            elif letter in "'\"" and quote in ("", letter):
                quote, opened = ("" if quote else letter), True
                continue
            else:
                ends = letter in " \t\n" and not quote
            if not ends:
                current, opened = current + letter, True
                continue
            if opened:
                found.append(Value((*parts, current) if current else tuple(parts)))
            parts, current, opened = [], "", False
            if len(found) >= ITEMS:
                return [*found, Value((Hole("more items than are written out", (), True),))]
    if opened:
        found.append(Value((*parts, current) if current else tuple(parts)))
    return found


# ---------------------------------------------------------------------------------- parallel

_PARALLEL = (
    "-j -P -a -S -C -d -N -n -I -L -s -X --jobs --arg-file --sshlogin --slf --sshloginfile --colsep"
    " --delimiter --max-args --results --joblog --tmpdir --timeout --retries --delay --load --workdir"
    " --wd --env --basefile --bf --halt --tagstring --nice --max-procs --memfree --shebang --rpl --return"
    " --trc --transferfile --tf --memsuspend --limit --compress-program --decompress-program"
)
_COLONS = (":::", "::::", ":::+", "::::+")


def _parallel(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    at = next((i for i, w in enumerate(words) if w.text in _COLONS), len(words))
    options = read_options(words[:at], _PARALLEL.split(), permute=False)
    if options.has("--dry-run", "--dryrun", "--help", "--version", "--citation"):
        return
    command = options.operands
    mark = text_of(options.value("-I")) or "{}"
    elsewhere = options.has("-S", "--sshlogin", "--slf", "--sshloginfile")
    if command and options.has("--pipe", "--pipepart", "--spreadstdin"):
        yield RunArgv(tuple(command), elsewhere=elsewhere, stdin=invocation.stdin)
        return
    computed = [text_of(rule).partition(" ")[0] for rule in options.values("--rpl")]
    for row in _rows(words[at:], invocation, options, world):
        whole = joined([quoted(item) for item in row])
        if not command:
            yield RunText(joined(row), "sh", elsewhere=elsewhere)
            continue
        placed = [_placed(word, mark, whole, row) for word in command]
        for each in filter(None, computed):
            hole = Value((Hole(f"what {each} of parallel comes to", (), False, True),))
            placed = [substituted(word, each, hole) for word in placed]
        if placed == list(command):
            placed.append(whole)
        yield RunText(joined(placed), "sh", elsewhere=elsewhere)


def _rows(
    words: Sequence[Value], invocation: Invocation, options: Options, world: World
) -> list[tuple[Value, ...]]:
    """What the command is given each time: one item of every source, or the columns of one."""
    sources: list[list[Value]] = []
    linked = False
    start = 0
    for at in (*(i for i, w in enumerate(words) if w.text in _COLONS), len(words)):
        if at > start or not words:
            found = _arguments(words[start:at], invocation, options.value("-a", "--arg-file"), world)
            linked = linked or text_of(words[start] if words else None).endswith("+")
            sources.append(found)
        start = at
    if not words:
        sources = [_arguments(words, invocation, options.value("-a", "--arg-file"), world)]
    column = text_of(options.value("--colsep"))
    rows: list[tuple[Value, ...]] = [()]
    for number, source in enumerate(sources):
        if linked and number:
            rows = [(*row, item) for row, item in zip(rows, source, strict=False)]
        else:
            rows = [(*row, item) for row in rows for item in source][: ITEMS + 1]
    if column and len(sources) == 1:
        rows = [tuple(pieces(item, column[-1])) for (item,) in rows]
    return rows


def _placed(word: Value, mark: str, whole: Value, row: tuple[Value, ...]) -> Value:
    for each in (mark, "{.}", "{/}", "{//}", "{/.}"):
        word = substituted(word, each, whole)
    for number, item in enumerate((*row, *row[-1:] * (3 - len(row))), 1):
        for end in ("}", ".}", "/}", "//}", "/.}"):
            word = substituted(word, f"{{{number}{end}", quoted(item))
    return word


def _arguments(
    words: Sequence[Value], invocation: Invocation, source: Value | None, world: World
) -> list[Value]:
    if not words:
        return _items(invocation, source, "\n", world)
    items: list[Value] = []
    files = False
    for word in words:
        if word.text in _COLONS:
            files = (word.text or "").startswith("::::")
        elif files:
            items += _items(invocation, word, "\n", world)
        else:
            items.append(word)
    if len(items) > ITEMS:
        return [*items[:ITEMS], Value((Hole("more items than are written out", (), True),))]
    return items


_PROGRAMS = {
    "xargs": _xargs, "zargs": _zargs, "gxargs": _xargs, "parallel": _parallel, "find": find, "gfind": find,
    "fd": fd, "fdfind": fd,
}  # fmt: skip
