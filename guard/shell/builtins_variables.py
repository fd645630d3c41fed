"""Builtins that set variables: ``declare`` and its like, ``read``, ``mapfile``, ``printf -v``, ``set``.

A subscript in a name (``read 'a[$(cmd)]'``) is expanded once more by bash, quoted singly or not.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Value, known
from guard.shell.assignments import assign, set_element, set_variable
from guard.shell.simple import collects, output_hole, write
from guard.shell.state import UNSET, Feed
from guard.shell.values import concatenate, joined, lines_of, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.evaluate import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State

OPTION_NAMES = {"e": "errexit", "u": "nounset", "a": "allexport", "f": "noglob", "x": "xtrace", "n": "noexec"}


def name_of(machine: Machine, value: Value, state: State) -> tuple[str, Value | None] | None:
    """A variable's name and its subscript, expanded again as bash does; ``None`` where it is not known."""
    text = value.text
    if text is None:
        machine.unresolved(
            f"a variable whose name is not known ({value.skeleton}) is set",
            state,
            producers_of([value]),
            False,
        )
        return None
    if "[" not in text:
        return text, None
    name, _, subscript = text.partition("[")
    return name, machine.reread(known(subscript.removesuffix("]")), state)


def store(machine: Machine, target: Value, value: Value, state: State) -> None:
    """Set the variable or the element that a word names."""
    found = name_of(machine, target, state)
    if found is None:
        return
    name, subscript = found
    if subscript is None:
        set_variable(machine, state.referred(name), value, state)
    else:
        set_element(machine, state.referred(name), subscript, value, state)


# ------------------------------------------------------------------------------------- declare


def declare(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``declare``, ``typeset``, ``local``, ``export``, ``readonly``, ``integer``."""
    kind = job.argv[0].text or "declare"
    on, off, names = _flags(job.argv[1:])
    here = kind == "local" or (kind in ("declare", "typeset", "integer", "float") and "g" not in on)
    attributes = _attributes(kind, on, off)
    state.status = None
    if "f" in on or "F" in on:
        if kind == "export":
            state.exported_functions |= {n.text for n in names if n.text}
        elif kind == "readonly" and collects(state):
            pass
        if collects(state) and kind != "export":
            write(state, output_hole(invocation, None), invocation)
        return
    if not names and not (job.node and job.node.arguments) and collects(state):
        write(state, output_hole(invocation, None), invocation)
    for word in names:
        _declare_word(machine, word, attributes, here, state)
    for assignment in job.node.arguments if job.node is not None else ():
        if here:
            _localise(assignment.name, state)
        assign(machine, assignment, state, **attributes)
    if kind == "export" and any(
        "=" in (n.text or "") and (n.text or "").startswith("BASH_ENV") for n in names
    ):
        state.status = None


def _flags(words: list[Value]) -> tuple[str, str, list[Value]]:
    on, off, rest = "", "", list(words)
    while rest:
        text = rest[0].text or ""
        if text == "--":
            rest.pop(0)
            break
        if len(text) < 2 or text[0] not in "-+":
            break
        if text[0] == "-":
            on += text[1:]
        else:
            off += text[1:]
        rest.pop(0)
    return on, off, rest


def _attributes(kind: str, on: str, off: str) -> dict[str, object]:
    found: dict[str, object] = {}
    if (kind == "export" and "n" not in on) or "x" in on:
        found["exported"] = True
    if (kind == "export" and "n" in on) or "x" in off:
        found["exported"] = False
    if "i" in on or kind == "integer":
        found["integer"] = True
    if "i" in off:
        found["integer"] = False
    if "n" in on and kind != "export":
        found["reference"] = True
    if "A" in on:
        found["associative"] = True
    if "u" in on and kind != "export":
        found["case"] = "u"
    if "l" in on and kind != "export":
        found["case"] = "l"
    return found


def _localise(name: str, state: State) -> None:
    if state.locals and name not in state.locals[-1]:
        state.locals[-1][name] = state.variables.get(name)
        state.variables.pop(name, None)


def _declare_word(
    machine: Machine, word: Value, attributes: dict[str, object], here: bool, state: State
) -> None:
    head = word.prefix
    name, equals, _ = head.partition("=")
    if not equals:
        found = name_of(machine, word, state)
        if found is None:
            return
        name = found[0]
        if here:
            _localise(name, state)
        if found[1] is not None:
            machine.calculate(found[1], state)
        old = state.variables.get(name) or state.cell(name) or UNSET
        if attributes or here:
            state.variables[name] = replace(old, **attributes)
        return
    value = _behind(word, len(name) + 1)
    append = name.endswith("+")
    name = name.removesuffix("+")
    if "[" in name:
        base, _, subscript = name.partition("[")
        key = machine.reread(known(subscript.removesuffix("]")), state)
        set_element(machine, base, key, value, state, append)
        return
    if here:
        _localise(name, state)
    if attributes.get("reference") and "[" in (value.text or ""):
        name_of(machine, value, state)
    if value.text is not None and value.text.startswith("(") and value.text.endswith(")"):
        from guard.shell.values import hole_like

        machine.reread(value, state)
        value = hole_like(f"the elements of ${name}", value) if "$" in value.text else value
    set_variable(machine, name, value, state, append, **attributes)


def _behind(word: Value, start: int) -> Value:
    first = word.prefix[start:]
    return Value(((first,) if first else ()) + word.parts[1:], word.glob, word.notes)


# ------------------------------------------------------------------------------------- read, mapfile


def _feed(state: State, number: int = 0) -> Feed | None:
    feed = state.fds.get(number)
    return feed if isinstance(feed, Feed) else None


def lines_left(machine: Machine, feed: Feed, state: State) -> list[Value] | None:
    """The lines that are still to be read; ``None`` where they are not known."""
    if feed.lines is not None:
        return feed.lines
    text = feed.stream.text
    if text is None and feed.stream.path is not None and feed.stream.path.text is not None:
        from guard.shell.pure import content_of

        text = content_of(machine, feed.stream.path.text, state)
    if text is None or text.holes:
        return None
    feed.lines = lines_of(text)
    return feed.lines


def read(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``read [-r] [-a array] [-d x] [-u fd] names``: one line into names, by IFS."""
    names, array, number, plain = _read_words(job.argv[1:])
    feed = _feed(state, number)
    lines = lines_left(machine, feed, state) if feed is not None and plain else None
    if lines is None:
        producers = feed.stream.producers if feed is not None else ()
        source = (
            feed.stream.path.skeleton if feed is not None and feed.stream.path is not None else "the input"
        )
        value = Value((Hole(f"a line of {source}", producers),))
        for name in [array] if array is not None else names or [known("REPLY")]:
            store(machine, name, value, state)
        state.status = None
        return
    if not lines:
        for name in names:
            store(machine, name, Value(()), state)
        state.status = False
        return
    line = lines[0]
    feed.lines = lines[1:]  # type: ignore[union-attr]
    if array is not None:
        text = array.text
        pieces = _fields(line, 10_000, state)
        if text is not None:
            state.variables[text] = replace(UNSET, value=pieces[0] if pieces else None,
                                            elements={str(i): v for i, v in enumerate(pieces)})  # fmt: skip
    elif not names:
        store(machine, known("REPLY"), line, state)
    else:
        pieces = _fields(line, len(names), state)
        for index, name in enumerate(names):
            store(machine, name, pieces[index] if index < len(pieces) else Value(()), state)
    state.status = True


def _read_words(words: list[Value]) -> tuple[list[Value], Value | None, int, bool]:
    names: list[Value] = []
    array: Value | None = None
    number, plain, rest = 0, True, list(words)
    while rest:
        word = rest.pop(0)
        text = word.text or ""
        if len(text) > 1 and text[0] == "-" and not names:
            if text == "--":
                continue
            letter = text[-1] if text[-1] in "adiNnptuAk" else next((c for c in text if c in "dinNptu"), "")
            attached = text.partition(letter)[2] if letter else ""
            argument = known(attached) if attached else (rest.pop(0) if letter and rest else None)
            if letter in ("a", "A"):
                array = argument
            elif letter == "u" and argument is not None and (argument.text or "").isdigit():
                number = int(argument.text or "0")
            elif letter in ("d", "n", "N"):
                plain = False
            continue
        names.append(word)
    return names, array, number, plain


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
    name, strip, rest, number = known("MAPFILE"), False, job.argv[1:], 0
    while rest:
        word, rest = rest[0], rest[1:]
        text = word.text or ""
        if text.startswith("-") and len(text) > 1:
            strip = strip or "t" in text
            letter = next((c for c in text[1:] if c in "CcdnOsu"), "")
            if letter:
                attached = text.partition(letter)[2]
                value = known(attached) if attached else (rest[0] if rest else Value(()))
                rest = rest if attached else rest[1:]
                if letter == "C":
                    child = state.child()
                    given = Value(
                        (" ", Hole("an index", (), False, True), " ", Hole("a line", (), False, True))
                    )
                    value = concatenate([value, given])
                    machine.maybe(lambda value=value, child=child: machine.run_text(value, child))  # type: ignore[misc]
                elif letter == "u" and (value.text or "").isdigit():
                    number = int(value.text or "0")
        else:
            name = word
    feed = _feed(state, number)
    lines = lines_left(machine, feed, state) if feed is not None else None
    found = name_of(machine, name, state)
    if found is None:
        return
    if lines is None:
        producers = feed.stream.producers if feed is not None else ()
        hole = Value((Hole(f"the lines of ${found[0]}", producers, True),))
        state.variables[found[0]] = replace(UNSET, value=hole, elements={"0": hole})
        return
    values = lines if strip else [concatenate([line, known("\n")]) for line in lines]
    state.variables[found[0]] = replace(
        UNSET, value=values[0] if values else None, elements={str(i): v for i, v in enumerate(values)}
    )


# ------------------------------------------------------------------------------------- printf, let …


def print_formatted(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``printf``, with ``-v name`` into a variable."""
    from guard.shell.pure import printed

    words = job.argv[1:]
    target = None
    if words and words[0].prefix.startswith("-v"):
        target = (
            known(words[0].prefix[2:]) if len(words[0].prefix) > 2 else words[1] if len(words) > 1 else None
        )
        words = words[1:] if len(words[0].prefix) > 2 else words[2:]
    if target is None and not collects(state):
        return
    value = printed(tuple(words), state)
    if value is None:
        value = output_hole(invocation, None)
    if target is not None:
        store(machine, target, value, state)
    else:
        write(state, value, invocation)


def print_words(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """zsh ``print``: ``-P`` expands a prompt, ``-z`` puts text on the command line."""
    words = job.argv[1:]
    options = "".join((w.text or "")[1:] for w in words if (w.text or "").startswith("-"))
    if "P" in options:
        machine.reread(joined(words, " "), state, "print -P")
    if collects(state):
        from guard.shell.pure import echoed

        rest = tuple(w for w in words if not (w.text or "").startswith("-"))
        write(state, echoed(rest, state), invocation)


def let(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    result: Value = known("0")
    for word in job.argv[1:]:
        result = machine.calculate(word, state)
    state.status = None if result.text is None else result.text != "0"


def getopts(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    if len(job.argv) > 2:
        store(machine, job.argv[2], Value((Hole("an option letter", (), False, True),)), state)
    state.assign("OPTARG", Value((Hole("an option's value", producers_of(state.positional)),)))


def unset_names(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``unset``: a subscript is expanded again; ``-f`` forgets functions."""
    words = job.argv[1:]
    options = "".join((w.text or "")[1:] for w in words if (w.text or "").startswith("-"))
    for word in words:
        if (word.text or "").startswith("-"):
            continue
        found = name_of(machine, word, state)
        if found is None:
            continue
        name, subscript = found
        if subscript is not None:
            machine.calculate(subscript, state)
            cell = state.variables.get(name)
            if cell is not None and cell.elements is not None:
                kept = {k: v for k, v in cell.elements.items() if k != subscript.text}
                state.variables[name] = replace(cell, elements=kept, value=kept.get("0"))
        elif "f" in options or (name in state.functions and state.cell(name) is None):
            state.functions.pop(name, None)
        else:
            state.unset(name if "n" in options else state.referred(name))
    state.status = True


def set_options(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``set -euo pipefail``, ``set -- a b``."""
    words = list(job.argv[1:])
    if not words and collects(state):
        write(state, output_hole(invocation, None), invocation)
    while words:
        text = words[0].text
        if text in ("--", "-"):
            state.positional = words[1:]
            return
        if text is None or len(text) < 2 or text[0] not in "-+":
            state.positional = words
            return
        words.pop(0)
        for letter in text[1:]:
            name = OPTION_NAMES.get(letter, letter)
            if letter == "o":
                name = (words.pop(0).text or "") if words else ""
            (state.options.add if text[0] == "-" else state.options.discard)(name.replace("_", ""))
    state.status = True


def shop(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``shopt -s/-u name``, ``setopt name``, ``unsetopt name``."""
    kind = job.argv[0].text
    texts = [w.text or "" for w in job.argv[1:]]
    off = kind == "unsetopt" or "-u" in texts
    if kind == "shopt" and not any(t in ("-s", "-u") for t in texts):
        state.status = None
        return
    for text in texts:
        if not text.startswith("-"):
            (state.options.discard if off else state.options.add)(
                text if kind == "shopt" else text.replace("_", "").lower()
            )
    state.status = True


def shift(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    count = job.argv[1].text if len(job.argv) > 1 else "1"
    if any(h.splits for v in state.positional for h in v.holes):
        state.status = None
        return
    if count is None or not count.isdigit():
        state.positional = [Value((Hole("the positional parameters", producers_of(state.positional), True),))]
        state.status = None
        return
    state.status = int(count) <= len(state.positional)
    if state.status:
        state.positional = state.positional[int(count) :]
