"""``read`` and ``mapfile``: lines of the input into variables."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Value, known
from guard.shell.builtins_variables import name_of, store
from guard.shell.state import UNSET, Feed
from guard.shell.values import concatenate, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State


def _feed(state: State, number: int = 0) -> Feed | None:
    feed = state.fds.get(number)
    return feed if isinstance(feed, Feed) else None


def text_left(machine: Machine, feed: Feed, state: State) -> str | None:
    """The text that is still to be read; ``None`` where it is not known."""
    if feed.rest is None:
        text = feed.stream.text
        if text is None and feed.stream.path is not None and feed.stream.path.text is not None:
            from guard.shell.pure import content_of

            text = content_of(machine, feed.stream.path.text, state)
        feed.rest = text.text if text is not None else None
    return feed.rest


def read(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``read [-r] [-a array] [-d x] [-u fd] names``: one line into names, by IFS."""
    names, array, number, plain, end = _read_words(job.argv[1:], state.dialect == "zsh")
    feed = _feed(state, number)
    text = text_left(machine, feed, state) if feed is not None and plain else None
    if feed is None or text is None:
        producers = feed.stream.producers if feed is not None else ()
        source = (
            feed.stream.path.skeleton if feed is not None and feed.stream.path is not None else "the input"
        )
        value = Value((Hole(f"a line of {source}", producers),))
        for name in [array] if array is not None else names or [known("REPLY")]:
            store(machine, name, value, state)
        if feed is not None and feed.rest is not None:
            hole = Value((Hole("the rest of the input", feed.stream.producers),))
            state.fds[number] = Feed(replace(feed.stream, text=hole, path=None))
        state.status = None
        return
    if not text:
        for name in names:
            store(machine, name, Value(()), state)
        state.status = False
        return
    first, newline, feed.rest = text.partition(end)
    raw = any("r" in (w.text or "") for w in job.argv[1:] if (w.text or "").startswith("-"))
    line = known(first) if raw or "\\" not in first else _unescaped(first)
    if array is not None:
        array_name = array.text
        pieces = _fields(line, 10_000, state)
        if array_name is not None:
            state.variables[array_name] = replace(UNSET, value=pieces[0] if pieces else None,
                                            elements={str(i): v for i, v in enumerate(pieces)})  # fmt: skip
    elif not names:
        store(machine, known("REPLY"), line, state)
    else:
        pieces = _fields(line, len(names), state)
        for index, name in enumerate(names):
            store(machine, name, pieces[index] if index < len(pieces) else Value(()), state)
    state.status = bool(newline)


def _unescaped(line: str) -> Value:
    """Without ``-r`` a backslash takes the next character as it is; at the end it joins lines."""
    out: list[str] = []
    at = 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
            if at == len(line):
                return Value(("".join(out), Hole("a line that goes on")))
        out.append(line[at])
        at += 1
    return known("".join(out))


def _read_words(words: list[Value], zsh: bool) -> tuple[list[Value], Value | None, int, bool, str]:
    """The names, the array, the descriptor, whether it is a plain line that is read, and what ends it
    (``-d ''``: a NUL).

    zsh's ``-p`` reads from the coprocess, its ``-k`` and ``-t`` may have a number, and a prompt stands
    behind the first name (zshbuiltins(1)); bash's ``-p`` is followed by the prompt.
    """
    valued, odd = ("uAd", "pkq") if zsh else ("adiNnptuA", "nN")
    end = "\n"
    names: list[Value] = []
    array: Value | None = None
    number, plain, rest = 0, True, list(words)
    while rest:
        word = rest.pop(0)
        text = word.text or ""
        if len(text) > 1 and text[0] == "-" and not names:
            if text == "--":
                continue
            letter = next((c for c in text[1:] if c in valued + odd), "")
            attached = text.partition(letter)[2] if letter else ""
            takes = bool(letter) and letter in valued + "dnN"
            if zsh and (letter == "k" or text == "-t"):
                takes = bool(attached) or (bool(rest) and (rest[0].text or "").isdigit())
            argument = None
            if takes:
                argument = known(attached) if attached else (rest.pop(0) if rest else None)
            if letter in ("a", "A"):
                array = argument
            elif letter == "u" and argument is not None and (argument.text or "").isdigit():
                number = int(argument.text or "0")
            elif letter == "d":
                plain = plain and argument is not None and argument.text is not None
                end = ((argument.text if argument is not None else "") or "\0")[:1]
            plain = plain and not (letter and letter in odd)
            continue
        names.append(known(text.partition("?")[0]) if zsh and not names and text else word)
    return names, array, number, plain, end


def _fields(line: Value, count: int, state: State) -> list[Value]:
    from guard.shell.expand import field_separators

    separators = field_separators(state)
    if line.text is None or separators is None:
        return [line] * min(count, 64)
    text = line.text
    pieces: list[Value] = []
    white = "".join(c for c in separators if c in " \t\n")
    text = text.strip(white) if white else text
    while text and len(pieces) < count - 1:
        cut = next((i for i, c in enumerate(text) if c in separators), -1)
        if cut < 0:
            break
        pieces.append(known(text[:cut]))
        rest = text[cut:].lstrip(white) if white else text[cut:]
        text = rest[1:].lstrip(white) if rest[:1] and rest[0] in separators and rest[0] not in white else rest
    if text or not pieces:
        pieces.append(known(text))
    return pieces


def mapfile(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``mapfile [-t] [-C callback] array``: the callback is a text that runs."""
    name, strip, number, end = _mapped(machine, job, state)
    feed = _feed(state, number)
    left = text_left(machine, feed, state) if feed is not None else None
    found = name_of(machine, name, state)
    if found is None:
        return
    if feed is None or left is None:
        producers = feed.stream.producers if feed is not None else ()
        path = feed.stream.path if feed is not None else None
        source = path.skeleton if path is not None else f"${found[0]}"
        hole = Value((Hole(f"the lines of {source}", producers, True),))
        state.variables[found[0]] = replace(UNSET, value=hole, elements={"0": hole})
        return
    feed.rest = ""
    lines = lines_of(known(left)) if end == "\n" else [known(p) for p in left.removesuffix(end).split(end)]
    values = lines if strip else [concatenate([line, known(end)]) for line in lines]
    state.variables[found[0]] = replace(
        UNSET, value=values[0] if values else None, elements={str(i): v for i, v in enumerate(values)}
    )


def _mapped(machine: Machine, job: Job, state: State) -> tuple[Value, bool, int, str]:
    """The array, whether lines lose their ends, the descriptor, and what ends a line; a callback is run."""
    name, strip, rest, number, end = known("MAPFILE"), False, job.argv[1:], 0, "\n"
    while rest:
        word, rest = rest[0], rest[1:]
        text = word.text or ""
        if not text.startswith("-") or len(text) < 2:
            name = word
            continue
        strip = strip or "t" in text
        letter = next((c for c in text[1:] if c in "CcdnOsu"), "")
        if not letter:
            continue
        attached = text.partition(letter)[2]
        value = known(attached) if attached else (rest[0] if rest else Value(()))
        rest = rest if attached else rest[1:]
        if letter == "C":
            _call_back(machine, value, state)
        elif letter == "d":
            end = (value.text or "\0")[:1] or "\0"
        elif letter == "u" and (value.text or "").isdigit():
            number = int(value.text or "0")
    return name, strip, number, end


def _call_back(machine: Machine, text: Value, state: State) -> None:
    child = state.child()
    given = Value((" ", Hole("an index", (), False, True), " ", Hole("a line", (), False, True)))
    machine.maybe(lambda: machine.run_text(concatenate([text, given]), child))
