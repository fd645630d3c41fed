"""Code given to a tool that runs it: a notebook's cell, a REPL, ``run_python``. Judged as the command that
would run the same code.

Caught: ``shutil.rmtree(Path.home())`` in ``mcp__ide__executeCode``, ``execSync('rm -rf data')`` in a REPL of
JavaScript, ``() => fetch('https://api.vercel.com/v9/projects/p', {method: 'DELETE'})`` in a page. Quiet:
``print(df.head())``, ``document.title``. The language is what the call says, or else the
tool's name; where neither does, it is read as Python and as JavaScript."""

from __future__ import annotations

from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Event, Proposal, Unfolding
    from guard.world import World

KEYS = ("code", "script", "source", "cell", "function", "expression", "javascript", "js")
RUNNING = (
    "code",
    "repl",
    "python",
    "javascript",
    "typescript",
    "notebook",
    "cell",
    "jupyter",
    "eval",
    "node_",
)
INTERPRETERS = {"python3 -c": ("python", "jupyter", "notebook", "ipy"), "node -e": ("js", "javascript",
                "typescript", "node", "deno", "browser")}  # fmt: skip
SHELLS = ("shell", "bash", "terminal", "command", "zsh")


def as_commands(proposal: Proposal, tool: str) -> tuple[str, ...]:
    """The commands that would run the code of a call; empty where it has none or is a shell's."""
    name = tool.lower()
    if not any(word in name for word in RUNNING):
        return ()
    code = next((v for key in KEYS if isinstance(v := proposal.tool_input.get(key), str)), None)
    said = next(
        (v for key in ("language", "lang", "kernel") if isinstance(v := proposal.tool_input.get(key), str)),
        "",
    )
    if code is None or any(word in (said or name).lower() for word in SHELLS):
        return ()
    from guard.shell.values import shell_quoted

    named = [
        how for how, words in INTERPRETERS.items() if any(word in (said or name).lower() for word in words)
    ]
    return tuple(f"{how} {shell_quoted(code)}" for how in named or INTERPRETERS)


def interpret(
    proposal: Proposal, commands: tuple[str, ...], world: World
) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What running the code would do, in every language that it may be in."""
    from guard.model import Unfolding
    from guard.programs.foresight import foresee_text

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    for command in commands:
        unfolding, found = foresee_text(replace(proposal, tool="shell", text=command, dialect="bash"), world)
        events, effects = events + unfolding.events, effects + found
    return Unfolding(events), effects
