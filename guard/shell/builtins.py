"""The shell's own commands, and what each does to the state. Which names are builtins depends on the dialect.

bash manual 4, POSIX.1-2024 XCU 2.15, zshbuiltins(1).
"""

from __future__ import annotations

from guard.model import FileWrite, Invocation
from guard.shell.builtins_directories import cd, dirs, popd, pushd
from guard.shell.builtins_fish import read_source, set_variable, string
from guard.shell.builtins_input import mapfile, read
from guard.shell.builtins_running import (
    bind_keys,
    builtin,
    command,
    complete,
    define_alias,
    dot,
    enable,
    evaluate_words,
    execute,
    forget_alias,
    hash_program,
    precommand,
    remember_trap,
    wait,
)  # fmt: skip
from guard.shell.builtins_variables import (
    declare,
    getopts,
    let,
    print_formatted,
    print_words,
    set_options,
    shift,
    shop,
    unset_names,
)  # fmt: skip
from guard.shell.builtins_zsh import (
    autoload,
    connect,
    functions,
    load_module,
    open_file,
    run_in_terminal,
    style,
)  # fmt: skip
from guard.shell.simple import collects, output_hole, stream_of, write
from guard.shell.state import File
from guard.shell.truth import decide_single

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State

    Builtin = Callable[[Machine, Invocation, Job, State], None]


def builtin_of(name: str, state: State) -> Builtin | None:
    """The builtin of this name in the state's dialect; ``None`` where it is a program."""
    if state.dialect == "fish" and name in FISH:
        return FISH[name]
    found = BUILTINS.get(name)
    if found is None:
        if state.dialect == "zsh":
            return ZSH.get(name)
        return None
    if name in BASH_ONLY and state.dialect in ("sh", "dash"):
        # /bin/sh is bash on many machines: the builtin is taken, and nothing is lost by it
        return found
    return found


def succeed(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``:`` and ``true``."""
    state.status = True if state.fds.get(1) != "closed" else None


def fail(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    state.status = False


def say(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """A builtin that changes nothing and prints something."""
    if collects(state):
        write(machine, state, output_hole(invocation, stream_of(state)), invocation)


def pure(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``echo``, ``printf``, ``pwd``: what they print is known."""
    if collects(state):
        from guard.shell.pure import output

        printed = output(machine, invocation, state)
        write(
            machine,
            state,
            printed if printed is not None else output_hole(invocation, stream_of(state)),
            invocation,
        )


def test(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    words = job.argv[1:]
    if job.argv[0].text == "[" and words and words[-1].text == "]":
        words = words[:-1]
    if any(hole.splits for word in words for hole in word.holes):
        state.status = None
        return
    state.status = decide_single(machine, words, state)


def stop(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``exit``, ``return``, ``break``, ``continue``."""
    kind = job.argv[0].text or ""
    if kind in ("break", "continue") and not machine.loops:
        return
    if kind in ("exit", "logout", "bye"):
        kind = "exit"
    count = job.argv[1].text if len(job.argv) > 1 else None
    state.status = None
    if count is not None and count.isdigit() and kind in ("exit", "return"):
        state.status = count == "0"
    state.stopped = kind


def nothing(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """Builtins that neither run nor change what is followed here."""


def keep_history(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``history -a FILE``, ``-w FILE``: writes what ``history -s`` made up into any file."""
    words = job.argv[1:]
    letters = words[0].prefix if words else ""
    writing = {"A", "W"} if invocation.program == "fc" else {"a", "w"}
    if len(words) > 1 and letters.startswith("-") and writing & set(letters):
        mode: Literal["truncate", "append"] = "truncate" if {"w", "W"} & set(letters) else "append"
        machine.emit(
            FileWrite(
                words[1], mode, state.cwds[0], None, invocation, machine.certainty, job.span, state.via,
                state.laid,
            )
        )  # fmt: skip
        if words[1].text is not None:
            state.record(words[1].text, File(None, "", (invocation,)))
        return
    say(machine, invocation, job, state)


def run_again(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``fc -s``, ``fc -e EDITOR``, zsh's ``r``: a line of the history runs again, changed or not. ``fc -l``
    and what only moves the history about run nothing."""
    first = job.argv[1].prefix if len(job.argv) > 1 else ""
    letters = first[1:] if first.startswith("-") else ""
    if invocation.program == "fc" and any(letter in letters for letter in "lARWpPI"):
        keep_history(machine, invocation, job, state)
    else:
        machine.unresolved(f"{invocation.program} runs a line of the history, which is not seen here", state)


BUILTINS: dict[str, Builtin] = {
    ":": succeed, "true": succeed, "false": fail, "echo": pure, "pwd": pure, "printf": print_formatted,
    "test": test, "[": test, "cd": cd, "chdir": cd, "pushd": pushd, "popd": popd, "dirs": dirs,
    "eval": evaluate_words, ".": dot, "source": dot, "exec": execute, "command": command,
    "builtin": builtin, "trap": remember_trap, "alias": define_alias, "unalias": forget_alias,
    "hash": hash_program, "enable": enable, "bind": bind_keys, "complete": complete, "compgen": complete,
    "compopt": nothing, "declare": declare, "typeset": declare, "export": declare, "local": declare,
    "readonly": declare, "read": read, "mapfile": mapfile, "readarray": mapfile, "unset": unset_names,
    "let": let, "getopts": getopts, "set": set_options, "shopt": shop, "shift": shift, "exit": stop,
    "logout": stop, "return": stop, "break": stop, "continue": stop, "wait": wait, "jobs": say,
    "bg": nothing, "fg": nothing, "disown": nothing, "suspend": nothing, "umask": say, "ulimit": say,
    "type": say, "times": say, "history": keep_history, "fc": run_again, "help": say, "caller": say,
}  # fmt: skip
BASH_ONLY = frozenset(("shopt", "mapfile", "readarray", "declare", "pushd", "popd", "let", "source"))

ZSH: dict[str, Builtin] = {
    "print": print_words, "integer": declare, "float": declare, "setopt": shop, "unsetopt": shop,
    "noglob": precommand, "nocorrect": precommand, "-": precommand, "whence": say, "where": say,
    "which": pure, "emulate": evaluate_words, "autoload": autoload, "zmodload": load_module,
    "sysopen": open_file, "zpty": run_in_terminal, "ztcp": connect, "zstyle": style, "bindkey": nothing,
    "zle": nothing, "compdef": nothing, "compinit": nothing, "unhash": forget_alias, "rehash": nothing,
    "bye": stop, "functions": functions, "unfunction": unset_names, "limit": say, "sched": bind_keys,
    "vared": read, "r": run_again,
}  # fmt: skip
FISH: dict[str, Builtin] = {
    "and": precommand,
    "or": precommand,
    "not": precommand,
    "begin": precommand,
    "set": set_variable,
    "source": read_source,
    "string": string,
}
