"""Simple commands: aliases, expansion, redirections, assignments, then who answers to the name."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Span, Stream, Value, Variable, known
from guard.shell.expand import fields, one_word
from guard.shell.nodes import Text, Word
from guard.shell.producers import name_set
from guard.shell.state import ANYWHERE, Abort, Cell, Feed, OpenFile, Sink, give_up
from guard.shell.values import UNCHECKED, concatenate, fresh, with_notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Simple
    from guard.shell.redirects import Opened
    from guard.shell.state import Descriptor, State

DECLARATIONS = frozenset(("declare", "typeset", "export", "readonly", "local", "integer", "float", "alias"))
"""Builtins whose words of the form ``name=value`` are assignments: they do not split."""
BUILTIN_NAMES = (
    " : true false echo pwd printf test [ cd chdir pushd popd dirs eval . source exec command builtin"
    " trap alias unalias hash enable bind complete compgen compopt declare typeset export local"
    " readonly read mapfile readarray unset let getopts set shopt shift exit logout return break"
    " continue wait jobs bg fg disown suspend umask ulimit type times history fc help caller print"
    " integer float setopt unsetopt noglob nocorrect - whence where which emulate autoload zmodload"
    " sysopen zpty ztcp zstyle bindkey zle compdef compinit unhash rehash bye functions unfunction"
    " limit sched vared r and or not begin string "
)
"""The names in the tables of ``builtins.py``: whether to look there at all (a program pays nothing)."""
MATCHES = 32
"""How many paths a pattern in the place of a program may come to."""


def run_simple(machine: Machine, node: Simple, state: State) -> None:
    """One simple command, with its aliases and, where they may not apply, without."""
    if not node.words or not state.aliases:
        _run_as_it_stands(machine, node, state)
        return
    from guard.shell.aliases import replaced_by_alias
    from guard.shell.joining import join

    other = replaced_by_alias(machine, node, state)
    if other is not state:
        _run_as_it_stands(machine, node, state)
    if other is not None and other is not state:
        state.become(join([state, other]))


def _run_as_it_stands(machine: Machine, node: Simple, state: State) -> None:
    waiting, descriptor = len(machine.deferred), machine.descriptor
    try:
        argv, inline, saved, opened, refused = _expanded(machine, node, state)
    except Abort as abort:
        machine.unresolved(f"a command that does not run: {abort}", state, dangerous=False)
        give_up(abort, state)
        state.status = False
        return
    by = None
    if "keyword" in state.options:
        from guard.shell.assignments import behind

        inline |= behind(argv)
    if argv:
        if "xtrace" in state.options:
            from guard.shell.tracing import trace

            trace(machine, state, argv, saved)
        span, source = machine.where(node.span, state)
        by = run_command(machine, Job(argv, inline, span, source, node), state)
        if opened and any(redirect.fd[:1] == "{" for redirect in node.redirects):
            _forget_descriptors(machine, node, by, state)
        if argv[0].text == "exec" and len(argv) == 1:
            _leave_open(machine, waiting, opened, by, state)
            return
        state.restore(saved)
        machine.descriptor = descriptor
    else:
        state.fds = saved
    if opened:
        from guard.shell.redirects import close

        close(machine, opened, state, by)
    if argv and len(machine.deferred) > waiting:
        _feed(machine, waiting, opened, by, state)
    if refused is not None:
        from guard.shell.redirects import rejoin

        rejoin(state, refused)


def _expanded(
    machine: Machine, node: Simple, state: State
) -> tuple[list[Value], dict[str, Value], dict[int, Descriptor], list[Opened], State | None]:
    """Its words, the assignments in front of them, the descriptors before its redirections, what these open,
    and the way on where one of them fails. Assignments alone are done.

    Raises:
        Abort: an expansion ends the command.
    """
    opened: list[Opened] = []
    refused: State | None = None
    argv = words_of(machine, node.words, state) if node.words else []
    if node.redirects and not argv and state.dialect == "zsh" and "NULLCMD" in state.variables:
        argv = [] if node.assignments else [_null_command(state)]
    saved = state.fds
    if node.redirects:
        opened, refused = _opened(machine, node, state)
    if not argv:
        _assignments_alone(machine, node, state)
    inline = _inline(machine, node, state) if argv and node.assignments else {}
    return argv, inline, saved, opened, refused


def _null_command(state: State) -> Value:
    """zsh: what a redirection alone runs (zshparam(1), ``NULLCMD``)."""
    cell = state.cell("NULLCMD")
    return cell.value if cell is not None and cell.value is not None else known("cat")


def _opened(machine: Machine, node: Simple, state: State) -> tuple[list[Opened], State | None]:
    """What its redirections open, and the way on where one of them fails, if one may."""
    from guard.shell.redirects import open_all, without

    saved = state.fds
    opened, may_fail = open_all(machine, node.redirects, state)
    return opened, without(state, saved) if may_fail else None


def _leave_open(
    machine: Machine, waiting: int, opened: list[Opened], by: Invocation | None, state: State
) -> None:
    """``exec >file``: what it opens stays open."""
    from guard.shell.redirects import close

    close(machine, opened, state, by, persistent=True)
    if len(machine.deferred) > waiting:  # ``exec > >(program)`` reads whatever is printed from now on
        from guard.shell.process_substitution import run_deferred

        run_deferred(machine, waiting, Value((Hole("what is printed later"),)), (), state)


def _forget_descriptors(machine: Machine, node: Simple, by: Invocation | None, state: State) -> None:
    """``{fd}>f program``: the process of the program has the variable, the shell does not."""
    if by is None or f" {by.program} " in BUILTIN_NAMES:
        return
    for redirect in node.redirects:
        if redirect.fd[:1] == "{":
            hole = Hole(f"${redirect.fd[1:-1]}, if the shell itself opened a file", (), True)
            state.variables[redirect.fd[1:-1]] = Cell(Value((hole,)), {ANYWHERE: Value((hole,))})


def _inline(machine: Machine, node: Simple, state: State) -> dict[str, Value]:
    """The assignments in front of a command."""
    from guard.shell.assignments import value_of

    return {a.name: value_of(machine, a, state) for a in node.assignments}


def _feed(machine: Machine, waiting: int, opened: list[Opened], by: Invocation | None, state: State) -> None:
    """What ``>(…)`` is given: what was redirected there, else what the command copies (``tee``)."""
    names = {path for path, _ in machine.deferred[waiting:]}
    if by is not None and not any(o.file.path.text in names for o in opened):
        stream = by.stdin
        text = stream.text if stream is not None and by.program == "tee" else None
        upstream = stream.producers if stream is not None else ()
        from guard.shell.process_substitution import run_deferred

        run_deferred(machine, waiting, text, (*upstream, by), state)
    else:
        from guard.shell.redirects import feed_deferred

        feed_deferred(machine, waiting, opened, state)


class Job:
    """A simple command after expansion."""

    __slots__ = ("argv", "inline", "node", "source", "span")

    def __init__(
        self,
        argv: list[Value],
        inline: dict[str, Value],
        span: Span,
        source: str = "",
        node: Simple | None = None,
    ) -> None:
        self.argv = argv
        self.inline = inline
        self.span = span
        self.source = source
        self.node = node

    def with_argv(self, argv: list[Value]) -> Job:
        return Job(argv, self.inline, self.span, self.source, None)


# ------------------------------------------------------------------------------------- words


def words_of(machine: Machine, words: tuple[Word, ...], state: State) -> list[Value]:
    """The command's words. The first is looked up where it is a pattern."""
    argv: list[Value] = []
    declaring = False
    for word in words:
        if declaring and (cut := _equals(word)) >= 0:
            argv.append(_declared(machine, word, cut, state))
            continue
        found = fields(machine, word, state)
        if not argv and found:
            if found[0].glob:
                from guard.shell.globs import names_for

                names = names_for(machine, found[0], state, MATCHES)
                if names:
                    found[:1] = names
            if state.dialect == "zsh" and (found[0].prefix.startswith("=")):
                machine.unresolved(f"{found[0].skeleton} hides a program behind =", state)
                found[0] = _located(found[0])
            declaring = found[0].text in DECLARATIONS
        elif declaring is False and len(argv) == 1 and found and argv[0].text in ("command", "builtin"):
            declaring = found[0].text in DECLARATIONS
        argv.extend(found)
    return argv


def _located(value: Value) -> Value:
    """zsh ``=rm`` is the path of rm."""
    text = value.text
    return known(text[1:]) if text is not None and len(text) > 1 else value


def _equals(word: Word) -> int:
    """Where the ``=`` of an assignment stands in a word's first text; -1 where it is none."""
    first = word.parts[0] if word.parts else None
    if type(first) is not Text or first.quoted:
        return -1
    name, equals, _ = first.text.partition("=")
    if not equals:
        return -1
    name = name.removesuffix("+")
    return len(first.text.partition("=")[0]) if name.replace("[", "").replace("]", "").isidentifier() else -1


def _declared(machine: Machine, word: Word, cut: int, state: State) -> Value:
    first = word.parts[0]
    assert type(first) is Text
    rest = Word(
        (*((Text(first.text[cut + 1 :]),) if first.text[cut + 1 :] else ()), *word.parts[1:]), word.span
    )
    return concatenate([known(first.text[: cut + 1]), one_word(machine, rest, state)])


def _assignments_alone(machine: Machine, node: Simple, state: State) -> None:
    from guard.shell.assignments import assign

    state.status = None
    for assignment in node.assignments:
        assign(machine, assignment, state)
    if not node.redirects and not _substitutes(node):
        state.status = True
    elif "errexit" not in state.options:
        for assignment in node.assignments:
            _unchecked(assignment.name, state)


def _unchecked(name: str, state: State) -> None:
    """``t=$(mktemp -d); …``: where that fails the variable is empty, and nobody has asked; ``&&`` asks."""
    cell = state.variables.get(name)
    if cell is None or cell.value is None or not cell.value.holes or not fresh(cell.value):
        return
    yes, no = state.fork(), state.fork()
    state.assign(name, with_notes(cell.value, (UNCHECKED,)))
    state.status, state.split = None, (yes, no)


def _substitutes(node: Simple) -> bool:
    return any(
        a.value is not None and any(type(p) is not Text for p in a.value.parts) for a in node.assignments
    ) or bool(node.words)


# ------------------------------------------------------------------------------------- who answers


DECLARING = ("declare", "typeset", "export", "local", "readonly", "integer", "float")
"""Builtins that do their array assignments themselves (``builtins_variables.py``)."""


def run_command(machine: Machine, job: Job, state: State, functions: bool = True) -> Invocation | None:
    """Run an expanded command: a function, a builtin or a program. The Invocation, where there is one."""
    name = job.argv[0].text
    if state.dialect == "zsh" and name is not None and name.startswith("zf_"):
        name = name[3:]
        job = job.with_argv([known(name), *job.argv[1:]])
    if job.node is not None and job.node.arguments and name not in DECLARING:
        from guard.shell.assignments import assign

        for assignment in job.node.arguments:  # ``eval a=($(cmd))``, ``let a=(…)``: expanded all the same
            assign(machine, assignment, state)
    if functions and name is not None and name in state.functions:
        from guard.shell.calls import call_by_name

        doubtful = name + "\0?" in state.functions
        call_by_name(machine, name, job, state)
        if not doubtful:
            return None
    if name is not None and f" {name} " in BUILTIN_NAMES:
        from guard.shell.builtins import builtin_of

        builtin = builtin_of(name, state)
        if builtin is not None:
            return run_builtin(machine, builtin, job, state)
    from guard.shell.external import run_program

    return run_program(machine, job, state)


SEEING = ("eval", ".", "source", "exec", "command", "builtin")
"""Builtins whose text or program sees what is assigned in front of them."""
LASTING = name_set(
    "eval . source exec command : break continue exit export readonly return set shift times trap unset"
)
"""Builtins behind which that stays in POSIX shells (POSIX.1-2024 XCU 2.15; dash, bash as sh)."""
NAMING = ("export", "readonly")
"""Those behind which what they name stays in bash too."""


def run_builtin(machine: Machine, builtin, job: Job, state: State) -> Invocation:  # type: ignore[no-untyped-def]
    """A builtin: reported like a program, then done to the state."""
    invocation = invocation_of(machine, job, state)
    emit(machine, invocation, state)
    name = job.argv[0].text
    lasting = state.dialect == "sh" and name in LASTING
    kept = {variable: state.variables.get(variable) for variable in job.inline}
    for variable, value in job.inline.items():
        if variable == "IFS":
            state.assign(variable, value)
        elif lasting or state.dialect == "zsh" or name in SEEING:
            state.assign(variable, value, exported=True, origin="inline")
    state.status = None
    if 2 in state.fds:
        from guard.shell.messages import complained

        complained(machine, state, invocation)
    builtin(machine, invocation, job, state)
    named = name in NAMING and state.dialect != "zsh"
    for variable, cell in () if lasting or named else kept.items():
        if cell is not None:
            state.variables[variable] = cell
        else:
            state.variables.pop(variable, None)
    return invocation


# ------------------------------------------------------------------------------------- reporting


def invocation_of(machine: Machine, job: Job, state: State) -> Invocation:
    """The Invocation that stands for this command here."""
    variables = state.exports()
    for name, value in job.inline.items():
        variables[name] = Variable(value, "inline")
    output = state.fds.get(1)
    errors = state.fds.get(2)
    return Invocation(
        argv=tuple(job.argv),
        cwd=state.cwds[0],
        variables=variables,
        environment=state.environment,
        stdin=stream_of(state),
        stdout=(output.path,) if isinstance(output, OpenFile) else (),
        piped=isinstance(output, Sink),
        via=state.via,
        certainty="may" if len(state.cwds) > 1 else machine.certainty,
        gate=machine.gate,
        silenced=machine.silent > 0 or (isinstance(errors, OpenFile) and errors.path.text == "/dev/null"),
        span=job.span,
        source=job.source,
        laid=state.laid,
    )


def emit(machine: Machine, invocation: Invocation, state: State) -> None:
    """Report it, once for each directory it may run in."""
    machine.emit(invocation)
    for cwd in state.cwds[1:]:
        machine.emit(replace(invocation, cwd=cwd))


def stream_of(state: State) -> Stream | None:
    """What standard input is here; what was read from it already is gone."""
    feed = state.fds.get(0)
    if not isinstance(feed, Feed):
        return None
    if feed.rest is None:
        return feed.stream
    return Stream(known(feed.rest), feed.stream.path, feed.stream.producers)


def write(machine: Machine, state: State, value: Value, by: Invocation | None) -> None:
    """Print something on standard output."""
    output = state.fds.get(1)
    sink = output.sink if isinstance(output, OpenFile) else output
    if isinstance(sink, Sink):
        sink.add(value, by, machine.open > sink.open or state.dropped > sink.dropped)


def collects(state: State) -> bool:
    """Whether anything in this text sees what is printed here."""
    return isinstance(state.fds.get(1), (OpenFile, Sink))


def output_hole(invocation: Invocation, stream: Stream | None) -> Value:
    """What a program prints that is not worked out."""
    from guard.shell.producers import NETWORK, TAME_PROGRAMS

    upstream = stream.producers if stream is not None else ()
    producers = (*(p for p in upstream if p is not invocation), invocation)
    tame = invocation.program in TAME_PROGRAMS and not any(p.program in NETWORK for p in upstream)
    return Value((Hole(f"output of {invocation.program or 'a program'}", producers, False, tame),))
