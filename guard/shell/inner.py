"""What a program runs in turn: each answer of ``unwrap`` carried out in a state of its own."""

from __future__ import annotations

from guard.errors import GuardError
from guard.frozen import replace
from guard.model import Invocation, Span, Stream, Value, Variable, known
from guard.shell.follow import ON_DISK
from guard.shell.producers import sets_up
from guard.shell.reading import import_functions
from guard.shell.simple import Job
from guard.shell.state import Cell, Disk, Feed, Sink, normal
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunStdin, RunText, unwrap
from guard.shell.values import given, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.shell.machine import Machine
    from guard.shell.state import File, State
    from guard.shell.unwrap import Inner
    from guard.world import World

NESTED = 40
"""Wrappers within wrappers."""


def run_inner(
    machine: Machine,
    invocation: Invocation,
    job: Job,
    state: State,
    script: Inner | None,
    muted: bool = False,
) -> bool:
    """Run everything that this program runs. Whether there was anything."""
    inners = list(_asked(machine, invocation, state))
    configured = _configured(machine, invocation, state) if invocation.variables else ()
    if script is not None:
        inners.append(script)
    for inner in inners:
        machine.spend(1)
        child = state.child()
        if muted:
            child.fds[1] = Sink()
        run_one(machine, inner, invocation, job.inline, child)
    for inner in configured:
        if inner in machine.running:
            continue
        machine.running.append(inner)
        child = state.child()
        child.fds[1] = Sink()
        run_one(machine, inner, invocation, job.inline, child)
        machine.running.pop()
    return bool(inners)


def _asked(machine: Machine, invocation: Invocation, state: State) -> tuple[Inner, ...]:
    if len(state.via) > NESTED:
        machine.unresolved("wrappers within wrappers, too deep to be followed", state, limit=True)
        return ()
    return _tried(machine, state, invocation.program, lambda: unwrap(invocation, seen_by(machine, state)))


def _tried(
    machine: Machine, state: State, what: str, ask: Callable[[], Iterable[Inner]]
) -> tuple[Inner, ...]:
    """What is answered; a grammar that fails says that it does not know."""
    try:
        return tuple(ask())
    except GuardError:
        raise
    except Exception as error:
        why = f"what {what} runs could not be worked out ({type(error).__name__}: {error})"
        machine.unresolved(why, state, limit=True)
        return ()


def seen_by(machine: Machine, state: State) -> World:
    """The machine with what this text has written into files."""
    if not state.disk.files:
        return machine.world
    from guard.shell.overlay import Overlay

    return Overlay(machine.world, state)  # type: ignore[return-value]


def run_kept(machine: Machine, state: State, text: str) -> None:
    """What would run later because of variables that the shell keeps (``PS1``, ``export PAGER=…``)."""
    kept = {
        name: Variable(cell.value, cell.origin)
        for name, cell in state.variables.items()
        if cell.value is not None and (cell.exported or name.startswith(("PS", "PROMPT", "RPROMPT")))
    }
    if not kept:
        return
    from guard.shell.wrappers.variables import unwrap_variables

    by = Invocation((known("export"),), state.cwd, environment=state.environment, span=Span(0, len(text)))
    for inner in unwrap_variables(kept, None, machine.world):
        child = state.child()
        run_one(machine, inner, by, {}, child)


def _configured(machine: Machine, invocation: Invocation, state: State) -> tuple[Inner, ...]:
    """What runs because of a variable that this text set (PAGER, LD_PRELOAD, GIT_SSH_COMMAND …)."""
    from guard.shell.wrappers.variables import unwrap_variables

    return _tried(
        machine, state, "a variable",
        lambda: unwrap_variables(invocation.variables, invocation, machine.world),
    )  # fmt: skip


def run_one(machine: Machine, inner: Inner, by: Invocation, inline: dict[str, Value], child: State) -> None:
    """One thing that a program runs. ``child`` is the state of the process that runs it."""
    child.span = by.span
    if isinstance(inner, Opaque):
        child.via = (*by.via, by)
        machine.unresolved(inner.why, child, producers_of(by.argv), inner.dangerous)
        return
    child.depth += 1
    child.via = (*by.via, by)
    for name, value in inline.items():
        child.assign(name, value if by.laid else given(value), exported=True, origin="inline")
    _place(inner, child, machine)
    doubt = getattr(inner, "certainty", "will") == "may"
    machine.doubt += doubt
    gate, loops = machine.gate, machine.loops
    machine.loops = []
    if isinstance(inner, RunArgv):
        _run_argv(machine, inner, by, child)
    elif isinstance(inner, RunText):
        fresh_shell(machine, child, inner.dialect, inner.arguments)
        if inner.dialect in ("bash", "zsh"):
            child.variables[inner.dialect.upper() + "_EXECUTION_STRING"] = Cell(inner.text)
        _run_text(machine, inner, child)
    elif isinstance(inner, RunFile):
        words = inner.arguments or (inner.path,)
        fresh_shell(machine, child, inner.dialect, words if by.laid else tuple(map(given, words)))
        run_file(machine, inner.path, inner.dialect, child, by)
        machine.run_traps(child)
    else:
        run_stdin(machine, inner, child, by)
    machine.doubt -= doubt
    machine.gate, machine.loops = gate, loops


def _run_text(machine: Machine, inner: RunText, child: State) -> None:
    """A text for a shell of its own. A recipe that leads to itself again adds nothing to what it does."""
    child.laid = child.laid or ON_DISK in inner.text.notes
    running = (inner.text, child.cwds, inner.source)
    if child.laid and inner.source and running in machine.running:
        return
    machine.running.append(running)
    machine.run_text(inner.text, child, inner.source)
    machine.run_traps(child)
    machine.running.pop()


def carry_input(machine: Machine, child: State) -> None:
    """``ssh h < fix.sh``: a file of this machine that is read on another one. Its text goes along."""
    feed = child.fds.get(0)
    if child.elsewhere or not isinstance(feed, Feed) or feed.stream.text is not None:
        return
    name = feed.stream.path.text if feed.stream.path is not None else None
    if name is None or (child.cwd is None and not name.startswith("/")):
        return
    found = child.file(name)
    text = found.content if found is not None else None
    if found is None:
        from guard.knowledge.secrets import secret_file
        from guard.shell.follow import lay_before, script

        full = child.places(name)[0]
        source = None if secret_file(full, machine.world.home) else script(full, machine.world, "sh")
        if source is not None:
            text = known(source.text, ON_DISK) if lay_before(full, machine.world) else known(source.text)
    if text is not None:
        child.fds[0] = Feed(replace(feed.stream, text=text), feed.rest)


def _place(inner: Inner, child: State, machine: Machine) -> None:
    """Where it runs: another machine, another directory, another environment."""
    if getattr(inner, "elsewhere", False):
        carry_input(machine, child)
        child.elsewhere = True
        child.cwds = (None,)
        child.oldpwd = None
        child.variables = {}
        child.environment = {}
        child.functions = {}
        child.disk = Disk()
    if getattr(inner, "fresh", False):
        child.environment = {}
        child.variables = {}
    for name in getattr(inner, "without", ()):
        child.environment = {n: v for n, v in child.environment.items() if n != name}
        child.variables = {n: c for n, c in child.variables.items() if n != name}
    variables = getattr(inner, "variables", None)
    if variables:
        for name, variable in variables.items():
            child.variables[name] = Cell(variable.value, exported=True, origin=variable.origin)
    directory = getattr(inner, "cwd", None)
    if directory is not None:
        text = directory.text
        child.cwds = (None,) if text is None else tuple(
            normal(text if text.startswith("/") else f"{cwd}/{text}") if cwd or text.startswith("/") else None
            for cwd in child.cwds
        )  # fmt: skip
    stdin = getattr(inner, "stdin", None)
    if stdin is not None:
        child.fds[0] = Feed(stdin)


def _run_argv(machine: Machine, inner: RunArgv, by: Invocation, child: State) -> None:
    if not inner.argv:
        return
    argv = list(inner.argv)
    if not argv[0].parts:
        argv.pop(0)
    if argv:
        from guard.shell.external import run_program

        run_program(machine, Job(argv, {}, by.span, by.source), child)


def fresh_shell(machine: Machine, child: State, dialect: str, arguments: tuple[Value, ...]) -> None:
    """A new shell process: it inherits what is exported, and nothing else."""
    child.dialect = dialect or "sh"
    child.variables = {n: c for n, c in child.variables.items() if c.exported}
    child.functions = {n: f for n, f in child.functions.items() if n in child.exported_functions}
    child.aliases, child.traps, child.hashed, child.locals = {}, {}, {}, []
    child.options = set()
    child.zero = arguments[0] if arguments else known(dialect or "sh")
    child.positional = list(arguments[1:])
    child.substitutes = ()
    child.source = ""
    child.shell_text = ""
    import_functions(machine, child, child.variables)


# ------------------------------------------------------------------------------------- files


def run_file(machine: Machine, path: Value, dialect: str, child: State, by: Invocation) -> None:
    """A script that an interpreter is told to read."""
    from guard.shell.redirects import standard

    name = path.text
    if name is None:
        machine.unresolved(
            f"which script runs is not known ({path.skeleton})",
            child,
            producers_of([path]),
            not child.elsewhere,
        )
        return
    feed = standard(name, child)
    linked = child.file(name) if feed is None else None
    if linked is not None and linked.same_as:
        feed = standard(linked.same_as, child)
    if feed is not None:
        _run_content(machine, feed.stream.text, feed.stream, dialect, name, child, by)
        return
    found = child.file(name)
    if found is not None:
        if found.content is not None or not found.same_as:
            _run_made(machine, found, dialect, name, child, by)
            return
        name = found.same_as
    if child.elsewhere or (child.cwd is None and not name.startswith("/")):
        machine.unresolved(f"runs the script {name}, which cannot be read", child, (), not child.elsewhere)
        return
    _run_on_disk(machine, child.places(name)[0], name, dialect, child, by)


def _run_made(machine: Machine, found: File, dialect: str, name: str, child: State, by: Invocation) -> None:
    """A file that the text has written or fetched itself."""
    if found.content is not None:
        child.laid = child.laid and bool(found.producers) and all(p.laid for p in found.producers)
        run_source(machine, found.content, dialect, name, child, by)
        return
    what = "downloaded" if found.how == "downloaded" else "made"
    told = f"runs {name}, which was {what} in this command"
    machine.unresolved(told, child, found.producers, not sets_up(found.producers))


def _run_on_disk(machine: Machine, full: str, name: str, dialect: str, child: State, by: Invocation) -> None:
    from guard.shell.follow import INLINE, lay_before, script

    if child.files_running.count(full) > 1:
        machine.unresolved(f"{name} runs itself again and again", child)
        return
    source = script(full, machine.world, dialect)
    if source is None:
        machine.unresolved(
            f"runs the script {name}, which cannot be read",
            child,
            (),
            dialect not in INLINE
            and not _expected(full, machine, child)
            and not _missing(full, machine, child),
        )
        return
    child.files_running = (*child.files_running, full)
    child.laid = lay_before(full, machine.world)
    text = known(source.text, ON_DISK) if child.laid else known(source.text)
    run_source(machine, text, source.language, name, child, by)


OPEN_TO_ALL = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108


def _missing(full: str, machine: Machine, state: State) -> bool:
    """A script that is not there, and that nothing before it in this text could have made: it only fails.
    Where anybody may write, somebody may put one there before it runs."""
    if full.startswith(("?", *OPEN_TO_ALL)) or state.disk.stirred or state.disk.fetched:
        return False
    return not machine.world.exists(full)


def _expected(full: str, machine: Machine, state: State) -> bool:
    """A script that people source every day: a virtual environment's, a start-up file."""
    base = full.rsplit("/", 1)[-1]
    if base.startswith("activate") and "/bin/" in full:
        return True
    home = state.environment.get("HOME") or machine.world.home
    return full.startswith(("/usr/", "/opt/", "/etc/", "/nix/")) or bool(
        home and full.startswith(f"{home}/.")
    )


def run_source(machine: Machine, text: Value, dialect: str, name: str, child: State, by: Invocation) -> None:
    """The text of a script, in a shell or in another interpreter."""
    from guard.shell.follow import inner_of

    whole = text.text
    inner = inner_of(text, dialect if whole is None or dialect else "", tuple(child.positional), name)
    if isinstance(inner, RunText):
        child.dialect = inner.dialect
        machine.run_text(text, child, name)
    elif isinstance(inner, RunArgv):
        before = child.via
        _run_argv(machine, inner, by, child)
        child.via = before
    elif isinstance(inner, Opaque):
        machine.unresolved(inner.why, child, producers_of([text]), inner.dangerous)


def _run_content(
    machine: Machine,
    text: Value | None,
    stream: Stream,
    dialect: str,
    name: str,
    child: State,
    by: Invocation,
) -> None:
    if text is not None:
        run_source(machine, text, dialect, name if not name.startswith("/dev/") else "", child, by)
    elif stream.path is not None and stream.path.text is not None:
        run_file(machine, stream.path, dialect, child, by)
    else:
        _unknown_input(machine, stream, child, by)


def run_stdin(machine: Machine, inner: RunStdin, child: State, by: Invocation) -> None:
    """A shell that reads its commands from standard input."""
    stream = by.stdin
    if inner.elsewhere:
        carry_input(machine, child)
        feed = child.fds.get(0)
        stream = feed.stream if stream is not None and isinstance(feed, Feed) else stream
        child.elsewhere = True
        child.cwds, child.variables, child.environment, child.disk = (None,), {}, {}, Disk()
    fresh_shell(machine, child, inner.dialect, (known(by.program), *inner.arguments))
    if stream is None:
        machine.unresolved(f"{by.program} reads commands that this text does not hold", child, (), False)
        return
    _run_content(machine, stream.text, stream, inner.dialect, "/dev/stdin", child, by)
    machine.run_traps(child)


def _unknown_input(machine: Machine, stream: Stream, child: State, by: Invocation) -> None:
    names = ", ".join(dict.fromkeys(p.program for p in stream.producers if p.program))
    what = f"the output of {names}" if names else "a text that is not known"
    machine.unresolved(f"{by.program} runs {what}", child, stream.producers)
