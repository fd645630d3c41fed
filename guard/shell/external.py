"""Programs: the Invocation, what it runs in turn, what it prints and what it does to files."""

from __future__ import annotations

from guard.model import Hole, Invocation, Value
from guard.shell.inner import run_inner
from guard.shell.producers import name_set
from guard.shell.simple import Job, collects, emit, invocation_of, output_hole, run_command, stream_of, write
from guard.shell.state import DEPENDS, OpenFile, Sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State
    from guard.shell.unwrap import Inner

TRANSPARENT = name_set(
    "sudo doas env nice ionice chrt taskset timeout gtimeout time nohup setsid stdbuf chroot unshare nsenter"
    " command builtin exec eval busybox toybox sh bash dash zsh ksh ash su runuser flock script fakeroot"
    " firejail proxychains pkexec caffeinate setpriv gosu su-exec tini dumb-init numactl cpulimit"
    " unbuffer chronic ccache parallel xargs gxargs ssh docker podman kubectl"
)
"""Wrappers that print what the program inside prints, and nothing of their own."""


def run_program(machine: Machine, job: Job, state: State) -> Invocation:
    """A program that is not the shell's own."""
    if job.argv[0].glob:
        hole = Hole(f"the program that {job.argv[0].skeleton} matches")
        job = job.with_argv([Value((hole,)), *job.argv[1:]])
    if job.argv[0].text is None:
        return _unknown_program(machine, job, state)
    from guard.shell.follow_program import meant

    if not job.argv[0].text.isascii() and "/" not in job.argv[0].text:
        _foreign_letters(machine, job, state)
    if "autocd" in state.options and len(job.argv) == 1 and not collects(state):
        from guard.shell.builtins_directories import enters

        if enters(machine, job.argv[0], state):
            return invocation_of(machine, job, state)
    job, script = meant(machine, job, state)
    invocation = invocation_of(machine, job, state)
    emit(machine, invocation, state)
    state.status = None
    if job.argv[0].text in ("true", "false"):
        state.status = job.argv[0].text == "true" and state.fds.get(1) != "closed"
        return invocation
    if 2 in state.fds:
        _complain(invocation, state)
    _run(machine, invocation, job, state, script)
    from guard.shell.written import note_files

    note_files(machine, invocation, state)
    return invocation


def _run(machine: Machine, invocation: Invocation, job: Job, state: State, script: Inner | None) -> None:
    """What it runs in turn, and what it prints where somebody reads that."""
    if not collects(state):
        run_inner(machine, invocation, job, state, script, muted=False)
        return
    from guard.shell.pure import output

    printed = output(machine, invocation, state)
    own = not _transparent(invocation, printed)
    ran = run_inner(machine, invocation, job, state, script, muted=own)
    if printed is None and (own or not ran):
        write(machine, state, output_hole(invocation, stream_of(state)), invocation)
    elif printed is not None:
        write(machine, state, printed, invocation)


def _complain(invocation: Invocation, state: State) -> None:
    """What it may say on standard error, where a pipe or a file takes that: ``ls x 2>&1 >f | sh``."""
    errors = state.fds[2]
    if errors is state.fds.get(1):
        return
    if isinstance(errors, OpenFile) and errors.path.text != "/dev/null":
        errors = errors.sink
    if isinstance(errors, Sink):
        errors.add(Value((Hole(f"messages of {invocation.program}", (invocation,)),)), invocation, False)


def _foreign_letters(machine: Machine, job: Job, state: State) -> None:
    """Programs are named in ASCII; wide ``ｒｍ`` and Cyrillic ``еval`` only look like others."""
    before, state.span = state.span, state.span or job.span
    machine.unresolved(
        f"{job.argv[0].text} is not written in the letters that programs are named with", state, limit=True
    )
    state.span = before


def _transparent(invocation: Invocation, printed: Value | None) -> bool:
    return printed is None and invocation.program in TRANSPARENT


def _printed(name: Value, state: State) -> bool:
    """``$(which docker-compose || echo "docker compose") up`` in a script of the project: what is printed one
    way or the other is a program, not nothing."""
    return state.laid and name.holes[0].why == DEPENDS


def _unknown_program(machine: Machine, job: Job, state: State) -> Invocation:
    """Nobody knows which program runs. The words that are known are still worth judging."""
    name = job.argv[0]
    producers = tuple(p for hole in name.holes for p in hole.producers)
    before = state.span
    state.span = state.span or job.span
    machine.unresolved(f"which program runs is not known ({name.skeleton})", state, producers)
    state.span = before
    invocation = invocation_of(machine, job, state)
    if len(job.argv) > 1:
        emit(machine, invocation, state)
        if len(name.holes) == len(name.parts) == 1 and name.holes[0].splits and not _printed(name, state):
            # an unquoted word may come to nothing, and then the next one is the program
            behind = job.with_argv(job.argv[1:])
            machine.maybe(lambda: run_command(machine, behind, state.child()))
    if collects(state):
        write(
            machine,
            state,
            Value((Hole("output of an unknown program", (*producers, invocation)),)),
            invocation,
        )
    state.status = None
    state.disk.stirred = True
    return invocation
