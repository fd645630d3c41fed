"""Text typed into a program that is running already: a shell, a database client, an interpreter.

Which program reads it is not known, so a shell's reading and that of a database count, the worse one; a line
that no shell would run and Python would is read as Python.

Caught: ``rm -rf ~`` sent to a shell, ``DROP TABLE users;`` sent to a client, and a piece of a line: what
follows it is sent in another call, so neither says what would run (ask).
Quiet: whole lines that are harmless, and single answers and keys: ``y``, ``q``, ``3``, ``{enter}``, control
characters.

Lost: what the line takes in the program that reads it.
Back: as the rule of that program says.
Instead: the whole line in one call, or the command by itself.

Facts: the input schemas of the agents' terminal tools (``write_stdin``, ``send_keys``).
"""

from __future__ import annotations

from guard.errors import ProposalError
from guard.frozen import replace
from guard.model import Effect, Invocation, Place, Resource, Unfolding, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal
    from guard.world import World

KEYS = ("", "y", "n", "yes", "no", "q", "a", "c", "j", "k", "h", "l")
ENTERS = ("{enter}", "{return}", "\r", "\n")


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What a line would do where a shell or a database client reads it."""
    from guard.http.bodies import looks_like_sql
    from guard.programs.foresight import foresee_text
    from guard.shell.values import shell_quoted
    from guard.sql.effects import sql_effects

    text, whole = _typed(proposal)
    call = Invocation((known(proposal.tool_name),), proposal.cwd, {}, proposal.env)
    if not whole and _bare(text) not in KEYS and not _bare(text).isdigit():
        return Unfolding((call,)), (_piece(text, call),)
    if _is_python_alone(_lines(text), proposal.dialect):
        from guard.tools import code

        return code.interpret(proposal, (f"python3 -c {shell_quoted(_lines(text))}",), world)
    unfolding, effects = foresee_text(replace(proposal, tool="shell", text=_lines(text)), world)
    if looks_like_sql(_lines(text)):
        effects += tuple(sql_effects(_lines(text), "", Place("database", "TypeIn"), call))
    return unfolding, effects


def _is_python_alone(text: str, dialect: str) -> bool:
    """Whether no shell would run anything of a line, and Python would (``print(1)``)."""
    import ast

    from guard.shell.nodes import Refusal
    from guard.shell.parse import parse

    try:
        parse(text, dialect)
    except Refusal:
        try:
            ast.parse(text.strip())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True
    return False


def _typed(proposal: Proposal) -> tuple[str, bool]:
    """What is typed, and whether the line is sent with it.

    Raises:
        ProposalError: there is no text.
    """
    text = proposal.tool_input.get("text")
    if not isinstance(text, str):
        raise ProposalError("it types nothing")
    return text, proposal.tool_name == "TypeLine" or text.lower().endswith(ENTERS)


def _bare(text: str) -> str:
    """The letters of a piece, without what stands for a key and without control characters."""
    inside, kept = False, ""
    for c in text:
        inside = c == "{" or (inside and c != "}")
        kept += "" if inside or c == "}" or not c.isprintable() else c
    return kept.strip().lower()


def _lines(text: str) -> str:
    for enter in ENTERS[:2]:
        text = text.replace(enter, "\n").replace(enter.upper(), "\n")
    return text.replace("\r", "\n")


def _piece(text: str, call: Invocation) -> Effect:
    return Effect(
        "tool.typed-piece", "unknown", Resource("text", text.strip()[:80]), Place("none", "TypeIn"), call,
        why="it is a piece of a line, and the rest would be typed in another call",
        instead="send whole lines, or run the command in a call of its own",
    )  # fmt: skip
