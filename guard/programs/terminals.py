"""Terminal multiplexers: what ends the sessions in which other programs run.

Caught: ``tmux kill-server``, ``tmux kill-session -a``, ``screen -X quit``, ``screen -S work -X kill``,
``zellij kill-all-sessions``.
Quiet: ``tmux ls``, ``tmux kill-session -t build`` (one that is named), ``tmux kill-pane``, ``screen -ls``,
``tmux -L scratch kill-server`` (a server of its own by name).

Lost: every program in the sessions with what it had not saved.
Back: Nothing; the programs are started anew.
Instead: ``tmux kill-session -t build``: the one that is meant, by its name.

Facts: tmux(1) 3.4, screen(1) 4.9, zellij's ``--help`` 0.40.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.options import read_options
from guard.programs.subcommands import Act, effect_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_ENDED = Act(
    "stop", "terminal sessions", "R1", "B1", "every program that runs in {name}",
    "somebody may be at work in them", "tmux ls", tags=("T1489",),
)  # fmt: skip
_VALUED = {"tmux": ("-c", "-f", "-L", "-S", "-T"), "screen": ("-S", "-c", "-e", "-h", "-p", "-s", "-t", "-T")}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The sessions that a command ends."""
    name = _ends(invocation)
    if name and not _begun_here(invocation, world):
        yield effect_of("terminal.kill", _ENDED, name, Place("process", invocation.program), invocation)


def _begun_here(invocation: Invocation, world: World) -> bool:
    """Whether the same text began the session: ``screen -dmS serial …; screen -S serial -X quit``."""
    if invocation.program != "screen" or "-S" not in invocation.words[:-1]:
        return False
    name = invocation.words[invocation.words.index("-S") + 1]
    return any(
        event.program == "screen"
        and any(word.startswith("-dmS") for word in event.words)
        and name in event.words
        for event in world.earlier
        if isinstance(event, type(invocation))
    )


def _ends(invocation: Invocation) -> str:
    program = invocation.program
    words = invocation.argv[1:]
    options = read_options(words, _VALUED.get(program, ()), permute=False)
    operands = [w.text for w in options.operands]
    if program == "screen":
        quits = any(w.text == "-X" for w in words) and any(w.text in ("quit", "kill") for w in words)
        return "the screen session" if quits else ""
    if program == "zellij":
        return "all sessions" if operands[:1] in (["kill-all-sessions"], ["delete-all-sessions"]) else ""
    if options.has("-L", "-S"):
        return ""
    if operands[:1] == ["kill-server"]:
        return "all tmux sessions"
    return "all other tmux sessions" if operands[:1] == ["kill-session"] and "-a" in operands else ""
