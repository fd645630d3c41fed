"""fish: ``set`` is how variables are assigned, and a variable is a list (fish set(1), string(1), source(1)).

Caught: ``set x rm; $x -rf /``, ``echo 'rm -rf ~' | source``. Quiet: ``set -q x``, ``set -e x``.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Value, known
from guard.shell.simple import collects, output_hole, stream_of, write
from guard.shell.state import UNSET
from guard.shell.values import concatenate, joined, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State


def set_variable(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``set [-g|-l|-U] [-x] [-a|-p] name values…``, ``set -e name``, ``set -q name``."""
    words = list(job.argv[1:])
    letters, long = _options(words)
    if not words:
        if collects(state):
            write(machine, state, output_hole(invocation, None), invocation)
        return
    name = words[0].text
    if name is None:
        machine.unresolved("a variable whose name is not known is set", state, producers_of(words[:1]), False)
        return
    name = name.partition("[")[0]
    if "q" in letters or "query" in long or "n" in letters or "names" in long or "S" in letters:
        state.status = None
        return
    if "e" in letters or "erase" in long:
        state.unset(name)
        return
    values = words[1:]
    old = state.cell(name)
    before = list((old.elements or {}).values()) if old is not None else []
    if "a" in letters or "append" in long:
        values = before + values
    elif "p" in letters or "prepend" in long:
        values = values + before
    elif "[" in (words[0].text or "") and before:
        values = [Value((Hole(f"an element of ${name}", producers_of(values)),))]
    exported = "x" in letters or "export" in long or name in state.environment
    exported = exported or bool(old is not None and old.exported and "u" not in letters)
    state.variables[name] = replace(
        UNSET,
        value=joined(values, ":" if name.endswith("PATH") else " "),
        elements={str(index): value for index, value in enumerate(values)},
        exported=exported,
    )


def _options(words: list[Value]) -> tuple[str, list[str]]:
    """The letters of the short options and the names of the long ones, which are taken from the words."""
    letters, long = "", []
    while words and (words[0].text or "").startswith("-") and len(words[0].text or "") > 1:
        text = words.pop(0).text or ""
        if text == "--":
            break
        if text.startswith("--"):
            long.append(text[2:])
        else:
            letters += text[1:]
    return letters, long


def read_source(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``source file``; without one it reads standard input."""
    from guard.shell.builtins_running import dot
    from guard.shell.simple import Job as Command

    if len(job.argv) == 1 or job.argv[1].text == "-":
        rest = [job.argv[0], known("/dev/stdin"), *job.argv[2:]]
        dot(machine, invocation, Command(rest, job.inline, job.span, job.source), state)
    else:
        dot(machine, invocation, job, state)


def string(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``string join``, ``lower``, ``upper`` of known words; everything else is a hole."""
    if not collects(state):
        return
    words = [w for w in job.argv[1:] if w.text not in ("-q", "--quiet", "--")]
    kind = words[0].text if words else None
    text: Value | None = None
    if kind == "join" and len(words) > 1 and words[1].text is not None:
        text = concatenate([joined(words[2:], words[1].text), known("\n")])
    elif kind in ("lower", "upper") and all(w.text is not None for w in words):
        lines = [w.text or "" for w in words[1:]]
        text = known("".join((line.lower() if kind == "lower" else line.upper()) + "\n" for line in lines))
    write(machine, state, text or output_hole(invocation, stream_of(state)), invocation)
