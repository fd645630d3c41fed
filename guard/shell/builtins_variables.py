"""Builtins that set variables: ``declare`` and its like, ``read``, ``mapfile``, ``printf -v``, ``set``.

A subscript in a name (``read 'a[$(cmd)]'``) is expanded once more by bash, quoted singly or not.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Value, known
from guard.shell.assignments import assign, set_element, set_variable
from guard.shell.simple import collects, output_hole, write
from guard.shell.state import ANYWHERE, UNSET, Cell
from guard.shell.values import joined, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State

OPTION_NAMES = {"e": "errexit", "u": "nounset", "a": "allexport", "f": "noglob", "x": "xtrace", "n": "noexec",
                "k": "keyword"}  # fmt: skip
ZSH_NAMES = {**OPTION_NAMES, "f": "norcs", "F": "noglob"}
"""zsh's own letters (zshoptions(1), Default set): ``set -f`` is about files of the start there."""


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
            write(machine, state, output_hole(invocation, None), invocation)
        return
    if not names and not (job.node and job.node.arguments) and collects(state):
        write(machine, state, output_hole(invocation, None), invocation)
    from guard.shell.env_files import expanded

    for word in expanded(names, machine.world):
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
        write(machine, state, value, invocation)


def print_words(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """zsh ``print``: ``-P`` expands a prompt, ``-z`` puts text on the command line."""
    words = job.argv[1:]
    options = "".join((w.text or "")[1:] for w in words if (w.text or "").startswith("-"))
    if "P" in options:
        machine.reread(joined(words, " "), state, "print -P")
    if "v" in options and len(words) > 1:
        at = next(i for i, w in enumerate(words) if (w.text or "").endswith("v")) + 1
        if at < len(words):
            store(machine, words[at], joined(words[at + 1 :], " "), state)
        return
    if collects(state):
        from guard.shell.pure import echoed

        rest = tuple(w for w in words if not (w.text or "").startswith("-"))
        write(machine, state, echoed(rest, state), invocation)


def let(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    result: Value = known("0")
    for word in job.argv[1:]:
        result = machine.calculate(word, state)
    state.status = None if result.text is None else result.text != "0"


def getopts(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``getopts spec name [words]``: the next option of words that are known, else any."""
    spec = job.argv[1].text if len(job.argv) > 2 else None
    words = [v.text for v in (job.argv[3:] or state.positional)]
    at = _next_option(state)
    if spec is None or at is None or None in words[: at[0]]:
        if len(job.argv) > 2:
            store(machine, job.argv[2], Value((Hole("an option letter", (), False, True),)), state)
        state.assign("OPTARG", Value((Hole("an option's value", producers_of(state.positional)),)))
        return
    index, position = at
    word = (words[index - 1] or "") if index <= len(words) else ""
    if len(word) < 2 or word[0] != "-" or word == "--":
        store(machine, job.argv[2], known("?"), state)
        state.assign("OPTIND", known(str(index + (word == "--"))))
        state.status = False
        return
    letter, rest = word[position], word[position + 1 :]
    name, argument = letter, known("")
    after = spec.lstrip(":").partition(letter)
    if not after[1] or letter == ":":
        name, argument = "?", known(letter if spec.startswith(":") else "")
    elif after[2].startswith(":"):
        index += 1
        if rest:
            argument, rest = known(rest), ""
        elif index <= len(words):
            argument = (job.argv[3:] or state.positional)[index - 1]
            index += 1
        else:
            name, argument = (":", known(letter)) if spec.startswith(":") else ("?", known(""))
        rest, index = "", index - 1
    store(machine, job.argv[2], known(name), state)
    state.assign("OPTARG", argument)
    index, position = (index, position + 1) if rest else (index + 1, 1)
    state.assign("OPTIND", known(str(index)))
    state.named = {**state.named, "getopts": known(f"{index} {position}")}
    state.status = True


def _next_option(state: State) -> tuple[int, int] | None:
    """Which word and which letter of it is next; ``None`` where that is not known."""
    cell = state.cell("OPTIND")
    text = cell.value.text if cell is not None and cell.value is not None else "1"
    if text is None or not text.isdigit():
        return None
    kept = state.named.get("getopts")
    index, _, position = ((kept.text if kept is not None else None) or "0 1").partition(" ")
    return max(1, int(text)), int(position) if index == text else 1


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
    words, zsh = list(job.argv[1:]), state.dialect == "zsh"
    if not words and collects(state):
        write(machine, state, output_hole(invocation, None), invocation)
    while words:
        text = words[0].text
        if text in ("--", "-"):
            state.positional = words[1:]
            return
        if text is None or len(text) < 2 or text[0] not in "-+":
            state.positional = words
            return
        words.pop(0)
        if text == "-A" and words and state.dialect in ("zsh", "ksh", "mksh"):
            values = {str(index): value for index, value in enumerate(words[1:])}
            state.variables[words[0].text or ANYWHERE] = Cell(values.get("0"), values)
            return
        for letter in text[1:]:
            name = ZSH_NAMES.get(letter, letter) if zsh else OPTION_NAMES.get(letter, letter)
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
