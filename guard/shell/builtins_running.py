"""Builtins that run something: ``eval``, ``.``, ``exec``, ``command``, ``trap``, ``alias``, ``hash -p``."""

from __future__ import annotations

from guard.model import Hole, Invocation, Value, known
from guard.shell.simple import Job, collects, output_hole, run_command, stream_of, write
from guard.shell.values import concatenate, joined, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State


def _within(state: State, invocation: Invocation, span: bool = True) -> tuple[object, ...]:
    """Stand inside a builtin that runs something; answers what ``_without`` puts back."""
    before = (state.via, state.span)
    state.via = (*state.via, invocation)
    if span:
        state.span = invocation.span
    return before


def _without(state: State, before: tuple[object, ...]) -> None:
    state.via, state.span = before  # type: ignore[assignment]


def evaluate_words(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``eval words``: joined by blanks and read once more, in this shell."""
    words = list(job.argv[1:])
    dialect = state.dialect
    if job.argv[0].text == "emulate":
        while words and words[0].text != "-c":
            spoken = words.pop(0).text
            dialect = "sh" if spoken in ("sh", "ksh") else dialect
        words = words[1:2]
    elif words and words[0].text == "--":
        words.pop(0)
    if not words:
        state.status = True
        return
    before = _within(state, invocation)
    own, state.dialect = state.dialect, dialect
    machine.run_text(joined(words, " "), state)
    state.dialect = own
    _without(state, before)


def dot(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``. file``: read in this shell."""
    from guard.shell.inner import run_file

    words = [w for w in job.argv[1:] if w.text != "--"]
    if not words:
        return
    before = _within(state, invocation)
    positional, depth, running, laid = state.positional, state.depth, state.files_running, state.laid
    if len(words) > 1:
        state.positional = words[1:]
    state.depth += 1
    if state.depth > 40:
        machine.unresolved("files that read each other without end", state)
    else:
        path = words[0]
        run_file(machine, path, state.dialect, state, invocation)
    if state.stopped == "return":
        state.stopped = ""
    state.depth, state.files_running, state.laid = depth, running, laid
    if len(words) > 1:
        state.positional = positional
    _without(state, before)


def execute(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``exec program``: takes the shell's place; without a program its redirections stay.

    An option that there is not is a mistake that bash survives; so does it a program that is not there,
    under ``execfail`` (bash manual 4.1, 4.3.2).
    """
    words = list(job.argv[1:])
    if not _exec_options(words):
        state.status, state.stopped = False, "exit" if state.dialect in ("sh", "dash") else ""
        return
    if not words:
        state.status = True
        return
    first = words[0]
    perhaps_none = first.text is None and first.prefix[:1] in ("", "-")
    survives = state.fork() if perhaps_none or "execfail" in state.options else None
    _nested(machine, invocation, job, words, state, functions=False, builtins=False)
    state.stopped = "exit"
    if survives is not None:
        from guard.shell.joining import join

        survives.status = None if perhaps_none else False
        state.become(join([survives, state]))


def _exec_options(words: list[Value]) -> bool:
    """Take the options of ``exec`` away. False where one of them is none."""
    while words:
        text = words[0].text or ""
        if len(text) < 2 or text[0] != "-":
            return True
        words.pop(0)
        if text == "--":
            return True
        flags, names, name = text[1:].partition("a")
        if flags.strip("cl"):
            return False
        if names and not name:
            if not words:
                return False
            words.pop(0)
    return True


def _nested(
    machine: Machine,
    invocation: Invocation,
    job: Job,
    words: list[Value],
    state: State,
    functions: bool,
    builtins: bool,
) -> None:
    before = state.via
    state.via = (*state.via, invocation)
    inner = job.with_argv(words)
    if builtins:
        run_command(machine, inner, state, functions)
    else:
        from guard.shell.external import run_program

        run_program(machine, inner, state)
    state.via = before


def command(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``command [-p] name``: no function answers; ``-v`` and ``-V`` only ask."""
    words = list(job.argv[1:])
    asks = False
    while words and (words[0].text or "").startswith("-"):
        text = words.pop(0).text or ""
        if text == "--":
            break
        asks = asks or "v" in text or "V" in text
    if asks:
        name = words[0].text if words else None
        cell = state.cell("PATH") if collects(state) or state.laid else None
        search = cell.value.text if cell is not None and cell.value is not None else None
        found = machine.world.which(name, search) if name and search and not state.elsewhere else None
        if state.laid and name and search and not state.elsewhere and not state.disk.stirred:
            state.status = found is not None or _is_own(name, state)
            if state.status is False:
                return
        if collects(state):
            value = known((found or name) + "\n") if name else output_hole(invocation, None)
            write(machine, state, value, invocation)
        return
    if words and state.dialect == "zsh" and "posixbuiltins" not in state.options:
        _programs_only(machine, invocation, job, words, state)
    elif words:
        _nested(machine, invocation, job, words, state, functions=False, builtins=True)


ALSO_PROGRAMS = frozenset(("echo", "printf", "test", "[", "true", "false", "pwd", "kill"))


def _programs_only(
    machine: Machine, invocation: Invocation, job: Job, words: list[Value], state: State
) -> None:
    """zsh's ``command eval x`` finds no program of that name, so nothing becomes of the shell itself; where
    ``posixbuiltins`` is set out of sight, it runs."""
    from guard.shell.builtins import builtin_of

    name = words[0].text
    if name is None or name in ALSO_PROGRAMS or builtin_of(name, state) is None:
        _nested(machine, invocation, job, words, state, functions=False, builtins=True)
        return
    way = state.fork()
    machine.maybe(lambda: _nested(machine, invocation, job, words, way, functions=False, builtins=True))
    state.status = None


def _is_own(name: str, state: State) -> bool:
    from guard.shell.builtins import builtin_of

    return name in state.functions or builtin_of(name, state) is not None


def builtin(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    words = job.argv[2:] if len(job.argv) > 1 and job.argv[1].text == "--" else job.argv[1:]
    if words:
        _nested(machine, invocation, job, words, state, functions=False, builtins=True)


def wait(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``wait -p name``: the name may be an element, and a subscript is arithmetic."""
    from guard.shell.builtins_variables import store

    words = job.argv[1:]
    for index, word in enumerate(words[:-1]):
        if word.text is not None and word.text.startswith("-") and word.text.endswith("p"):
            store(
                machine, words[index + 1], Value((Hole("the number of a process", (), False, True),)), state
            )
    state.status = None


def precommand(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """zsh ``noglob``, ``nocorrect``, ``-``; fish ``not``, ``and``, ``or``."""
    if len(job.argv) > 1:
        _nested(machine, invocation, job, job.argv[1:], state, functions=True, builtins=True)


def remember_trap(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``trap text signals``: run at the end, when more is known."""
    words = list(job.argv[1:])
    if words and words[0].text == "--":
        words.pop(0)
    if len(words) < 2 or (words[0].prefix.startswith("-") and words[0].text != "-"):
        return
    text, signals = words[0], words[1:]
    for signal in signals:
        name = (signal.text or "?").upper().removeprefix("SIG")
        name = "EXIT" if name == "0" else name
        if text.text in ("-", ""):
            state.traps.pop(name, None)
        else:
            state.traps[name] = text
    state.status = True


def define_alias(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``alias name=text``; zsh ``-g`` anywhere in a command, ``-s`` by a file's ending."""
    kind = "regular"
    for word in job.argv[1:]:
        text = word.text
        if text in ("-g", "-s", "-r", "-p", "--"):
            kind = {"-g": "global", "-s": "suffix"}.get(text, kind)
            continue
        name, equals, body = word.prefix.partition("=")
        if not equals:
            continue
        if text is None:
            machine.unresolved(f"an alias {name} whose text is not known", state, producers_of([word]), False)
            body = body or "?"
        name = "." + name if kind == "suffix" else name
        state.aliases[name] = (body, kind)
        machine.aliased[name] = machine.read
    state.status = True


def forget_alias(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    for word in job.argv[1:]:
        if word.text == "-a":
            state.aliases.clear()
        elif word.text is not None:
            state.aliases.pop(word.text, None)


def hash_program(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``hash -p path name``: from now on the name runs that path. zsh: ``hash name=path``."""
    words = job.argv[1:]
    texts = [w.text for w in words]
    if "-r" in texts:
        state.hashed.clear()
    if "-p" in texts:
        at = texts.index("-p")
        if len(words) > at + 1:
            for word in words[at + 2 :]:
                if word.text is not None:
                    state.hashed[word.text] = words[at + 1]
    for word in words:
        name, equals, path = word.prefix.partition("=")
        if equals:
            name = "~" + name if "-d" in texts else name  # zsh: ``hash -d name=folder``, then ``~name``
            state.hashed[name] = known(path) if word.text is not None else Value(word.parts[1:])


_LOADABLES = ("/usr/lib/bash/", "/usr/local/lib/bash/", "/opt/homebrew/lib/bash/")


def enable(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``enable -f file name`` loads code into the shell; where a package puts bash's own, it is known."""
    words = [w.text or "" for w in job.argv[1:]]
    at = next((i for i, word in enumerate(words) if word.startswith("-") and "f" in word), -1)
    file = words[at + 1] if 0 <= at < len(words) - 1 else ""
    if at >= 0 and (not file.startswith(_LOADABLES) or ".." in file):
        before = _within(state, invocation)
        machine.unresolved("a builtin is loaded from a file", state)
        _without(state, before)


def bind_keys(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``bind -x '"key": text'``, zsh ``sched``: a text that runs later."""
    words = job.argv[1:]
    if job.argv[0].text == "bind" and not any(w.text == "-x" for w in words):
        return
    for word in words:
        if word.prefix.startswith("-"):
            continue
        text = word.text
        body = (
            known(text.partition(":")[2].strip().strip("\"'"))
            if text and job.argv[0].text == "bind"
            else word
        )
        child = state.child()
        before = _within(child, invocation)
        machine.maybe(lambda body=body, child=child: machine.run_text(body, child))  # type: ignore[misc]
        _without(child, before)


def complete(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``complete -C text``, ``compgen -W '$(text)'``: both run what they are given."""
    words = job.argv[1:]
    for index, word in enumerate(words[:-1]):
        child = state.child()
        before = _within(child, invocation)
        value = words[index + 1]
        if word.text == "-C":
            given = concatenate([value, Value((" ", Hole("what is completed", (), True, True)))])
            machine.maybe(lambda given=given, child=child: machine.run_text(given, child))  # type: ignore[misc]
        elif word.text in ("-W", "-P", "-S"):
            machine.reread(value, child)
        elif word.text in ("-a", "--arguments") and state.dialect == "fish" and value.prefix.startswith("("):
            text = known((value.text or "").strip("()"))
            machine.maybe(lambda text=text, child=child: machine.run_text(text, child))  # type: ignore[misc]
        elif word.text == "-F" and value.text in child.functions:
            job_of = Job([value], {}, invocation.span)
            machine.maybe(lambda job_of=job_of, child=child: run_command(machine, job_of, child))  # type: ignore[misc]
        _without(child, before)
    if collects(state):
        write(machine, state, output_hole(invocation, stream_of(state)), invocation)
