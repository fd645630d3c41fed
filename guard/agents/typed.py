"""Programs that wait for somebody to type, in agents that do not show what is typed.

Caught: ``bash``, ``python3``, ``psql prod`` as a whole command, ``ssh web1`` without a command,
``docker exec -it db bash``. Quiet: ``bash -c …``, ``python3 script.py``, ``psql -c …``, anything that is
given its input by a pipe or a file."""

from __future__ import annotations

from guard.model import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Verdict

SHELLS = ("bash", "sh", "zsh", "dash", "ksh", "fish", "csh", "tcsh", "ash", "pwsh", "xonsh", "nu")
REPLS = (
    "python", "python2", "python3", "ipython", "node", "deno", "bun", "ruby", "irb", "perl", "php", "lua",
    "ghci", "iex", "erl", "scala", "jshell", "R", "bc", "gdb", "lldb", "expect", "tclsh", "pry", "bpython",
)  # fmt: skip
CLIENTS: dict[str, tuple[str, ...]] = {
    "psql": ("-c", "--command", "-f", "--file", "-l", "--list"),
    "mysql": ("-e", "--execute"), "mariadb": ("-e", "--execute"),
    "mongosh": ("--eval", "-f", "--file"), "mongo": ("--eval",),
    "ftp": (), "sftp": ("-b",), "telnet": (), "gdb": ("-batch",),
}  # fmt: skip
"""Clients that wait for input whatever their operands are, and the options that give them something to do."""
ENDING = ("--version", "--help", "-V", "-h", "--list", "-l")


def waits_for_input(verdict: Verdict) -> str:
    """Why a command is refused that would wait for what is typed later; empty where none does."""
    for event in verdict.events:
        if isinstance(event, Invocation) and event.stdin is None and _waits(event):
            return (
                f"{event.program} would wait for what is typed into it, and this agent does not show that to "
                f"the guard. Give {event.program} its work at once: with -c, with a file, or through a pipe."
            )
    return ""


def _waits(event: Invocation) -> bool:
    words = event.words[1:]
    name = event.program
    if any(word in ENDING for word in words):
        return False
    if name in CLIENTS:
        given = CLIENTS[name]
        return not any(word.startswith(option) for word in words for option in given)
    if name in SHELLS or name.rstrip("0123456789.") in REPLS or name in REPLS:
        return all(word.startswith("-") and not _works(word) for word in words)
    return False


def _works(option: str) -> bool:
    """Whether an option gives a shell or an interpreter something to do: ``-c``, ``-lc``, ``-m``, ``-e``."""
    if option.startswith("--"):
        return option.startswith(("--eval", "--command", "--print", "--run"))
    return any(letter in option for letter in "cemprEf")
