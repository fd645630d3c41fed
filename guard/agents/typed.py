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
    "python", "pypy", "ipython", "node", "deno", "bun", "ruby", "irb", "perl", "php", "lua", "ghci", "iex",
    "erl", "scala", "jshell", "R", "bc", "gdb", "lldb", "expect", "tclsh", "pry", "bpython",
)  # fmt: skip
CLIENTS: dict[str, tuple[str, ...]] = {
    "psql": ("-c", "--command", "-f", "--file", "-l", "--list"),
    "mysql": ("-e", "--execute"), "mariadb": ("-e", "--execute"),
    "mongosh": ("--eval", "-f", "--file"), "mongo": ("--eval",),
    "ftp": (), "sftp": ("-b",), "telnet": (), "su": ("-c", "--command"),
    "vim": ("-c", "-es", "-e", "+"), "vi": ("-c", "-es", "-e", "+"), "nvim": ("-c", "-es", "--headless", "+"),
    "emacs": ("--batch", "-batch", "--daemon"), "ed": (), "ex": ("-c", "+"), "nano": (), "pico": (),
    "tmux": ("ls", "list", "kill", "send", "has", "show", "-V"), "screen": ("-ls", "-list", "-X", "-v"),
}  # fmt: skip
"""Programs that wait for input whatever their operands are, and what gives them something to do."""
ENDING = ("--version", "--help", "-V", "-h", "--list", "-l", "-v")
PASSING = ("cat", "tee", "head", "tail", "sed", "grep", "tr", "cut", "awk", "stdbuf", "unbuffer")
"""Programs that hand on what is typed into them."""


def waits_for_input(verdict: Verdict) -> str:
    """Why a command is refused that would wait for what is typed later; empty where none does."""
    for event in verdict.events:
        if isinstance(event, Invocation) and _is_open(event) and _waits(event):
            return (
                f"{event.program} would wait for what is typed into it, and this agent does not show that to "
                f"the guard. Give {event.program} its work at once: with -c, with a file, or through a pipe."
            )
    return ""


def _is_open(event: Invocation) -> bool:
    """Whether standard input is the terminal, or comes from a program that hands on what is typed."""
    stream = event.stdin
    if stream is None:
        return True
    if stream.text is not None or stream.path is not None or not stream.producers:
        return False
    first, *others = stream.producers
    typed = first.stdin is None and first.program in ("cat", "tee") and not _files(first)
    return typed and all(by.program in PASSING for by in others)


def _files(by: Invocation) -> bool:
    """Whether a ``cat`` reads files; what ``tee`` is given it writes."""
    return by.program == "cat" and any(not word.startswith("-") for word in by.words[1:])


def _waits(event: Invocation) -> bool:
    words, name = event.words[1:], event.program
    if any(word in ENDING for word in words):
        return False
    if name in CLIENTS:
        return not any(word.startswith(option) for word in words for option in CLIENTS[name])
    if name == "ssh":
        return _only_a_host(words)
    if name == "sudo":
        return bool(words) and all(word in ("-i", "-s", "--login", "--shell") for word in words)
    interactive = any(word == "-i" for word in words)
    if name in SHELLS:
        return _idle(words) or (interactive and not any(_works(word) for word in words))
    if name in REPLS or name.rstrip("0123456789.") in REPLS:
        return _idle(words) or (interactive and name.startswith(("python", "node")))
    return False


def _idle(words: tuple[str, ...]) -> bool:
    return all(word.startswith("-") and not _works(word) for word in words)


def _works(option: str) -> bool:
    """Whether an option gives a shell or an interpreter something to do: ``-c``, ``-lc``, ``-m``, ``-e``."""
    if not option.startswith("-"):
        return False
    if option.startswith("--"):
        return option.startswith(("--eval", "--command", "--print", "--run"))
    return any(letter in option for letter in "cemprEf")


def _only_a_host(words: tuple[str, ...]) -> bool:
    """``ssh web1``: a login and nothing to do, unless it only tests, forwards or asks."""
    operands, skip = 0, False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            if any(letter in word for letter in "TNfOGQW"):
                return False
            skip = len(word) == 2 and word[1] in "bcDEeFIiJLlmopRSw"
        else:
            operands += 1
    return operands == 1
