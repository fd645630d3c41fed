"""Builtins that zsh's modules bring: files, terminals and connections without any program (zshmodules(1)).

Caught: ``zmodload zsh/files; zf_rm -rf ~``, ``sysopen -w -o trunc f``. Quiet: ``zmodload zsh/datetime``.
"""

from __future__ import annotations

from guard.model import FileWrite, Invocation, known
from guard.shell.simple import collects, output_hole, write
from guard.shell.state import File
from guard.shell.values import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State

POWERFUL = (
    "zsh/files",
    "zsh/system",
    "zsh/net/tcp",
    "zsh/net/socket",
    "zsh/zpty",
    "zsh/mapfile",
    "zsh/db/gdbm",
)
"""Modules whose builtins write files, run programs or open connections."""


def load_module(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``zmodload zsh/files``: ``rm``, ``mv``, ``ln`` are builtins now, and ``zf_rm`` is another name."""
    for word in job.argv[1:]:
        if word.text is None or word.text in POWERFUL:
            machine.unresolved(
                f"the module {word.skeleton} gives the shell power over files or connections", state
            )


def style(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``zstyle -e pattern style text``: the text runs when the style is asked for."""
    words = job.argv[1:]
    if words and words[0].text == "-e" and len(words) > 3:
        child = state.child()
        machine.maybe(lambda: machine.run_text(joined(words[3:], " "), child))


def open_file(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``sysopen [-w] [-a] [-o options] [-u fd] file``."""
    texts = [w.text or "" for w in job.argv[1:]]
    flags = "".join(t[1:] for t in texts if t.startswith("-"))
    if not ({"w", "a"} & set(flags)) or not job.argv[1:]:
        return
    path = job.argv[-1]
    mode: Literal["truncate", "append"] = "truncate" if any("trunc" in t for t in texts) else "append"
    certainty = machine.certainty
    machine.emit(
        FileWrite(path, mode, state.cwds[0], None, invocation, certainty, job.span, state.via, state.laid)
    )
    if path.text is not None:
        state.record(path.text, File(None, "", (invocation,)))


def run_in_terminal(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``zpty [-b] name command``: runs it."""
    words = [w for w in job.argv[1:] if not w.prefix.startswith("-")]
    if len(words) > 1:
        child = state.child()
        child.via = (*state.via, invocation)
        machine.run_text(joined(words[1:], " "), child)


def connect(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``ztcp host port``: a connection nobody else sees."""
    if any(not w.prefix.startswith("-") for w in job.argv[1:]):
        machine.unresolved("the shell itself opens a network connection", state)


def functions(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``functions -c old new`` copies one; ``functions -M name … function`` lets arithmetic call it."""
    texts = [w.text or "" for w in job.argv[1:]]
    named = [t for t in texts if t and not t.startswith("-")]
    if "-c" in texts and len(named) > 1 and named[0] in state.functions:
        state.functions[named[1]] = state.functions[named[0]]
    elif "-M" in texts and named and named[-1] in state.functions:
        from guard.shell.calls import call

        fork = state.fork()
        machine.maybe(lambda: call(machine, named[-1], state.functions[named[-1]], [], fork))
    elif collects(state):
        write(machine, state, output_hole(invocation, None), invocation)


def autoload(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``autoload name``: a file of that name in ``fpath`` that this text has written is the function."""
    cell = state.variables.get("fpath")
    folders = [v.text for v in (cell.elements or {}).values()] if cell is not None else []
    for word in job.argv[1:]:
        for folder in folders:
            found = state.file(f"{folder}/{word.text}") if folder and word.text else None
            text = found.content.text if found is not None and found.content is not None else None
            if text is not None and (word.text or "-").replace("-", "_").isidentifier():
                machine.run_text(known(f"{word.text}() {{\n{text}\n}}"), state)
