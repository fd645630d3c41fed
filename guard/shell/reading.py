"""Texts within the text: read and run them, or expand them once more. A hole in such a text goes along
as one private character, so that what is known of it is still followed."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Span, Value, known
from guard.shell.expand import PRIVATE, one_word
from guard.shell.nodes import Refusal, Simple, Text, Word
from guard.shell.producers import sets_up
from guard.shell.values import producers_of, stripped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.shell.machine import Machine
    from guard.shell.nodes import AndOr, Script
    from guard.shell.state import State

DEPTH = 48
"""Texts within texts."""
EXTENDED = ("?(", "*(", "+(", "@(", "!(")
"""How the patterns begin that bash reads under ``extglob`` alone (bash manual 3.5.8.1)."""
CHARACTERS = 100
"""As many characters of a text within the text cost as much as one command."""


def parse_text(machine: Machine, text: str, state: State, made: bool = False) -> Script | None:
    """The tree, or an Unresolved where the text cannot be read.

    Args:
        made: the text was put together by what is followed (``eval``), and may not be what it would be.
    """
    if state.dialect in ("powershell", "cmd"):
        from guard.shell.windows_run import hand_over

        hand_over(machine, text, state)
        return None
    from guard.shell.parse import parse

    try:
        return parse(text, state.dialect)
    except Refusal as refusal:
        machine.unresolved(f"the command cannot be read: {refusal.why}", state, limit=not made)
    except RecursionError:
        machine.unresolved("the command cannot be read: it is nested too deeply", state, limit=True)
    return None


def run_text(machine: Machine, text: Value, state: State, source: str = "") -> None:
    """A text within the text: ``eval``, ``sh -c``, a script."""
    if state.depth > DEPTH:
        machine.unresolved("texts within texts, too deep to be followed", state, limit=True)
        return
    content, holes = private(text)
    if len(holes) == len(text.parts) == 1:
        producers = producers_of([text])
        why = f"the text that is run is not known ({holes[0].why})"
        machine.unresolved(why, state, producers, not (holes[0].tame or sets_up(producers)))
        state.status = None
        return
    if not all(h.tame for h in holes):
        machine.unresolved(
            f"a part of the text that is run is not known ({_named(holes)})", state, producers_of([text]),
            not _stays_data(holes),
        )  # fmt: skip
    machine.spend(len(content) // CHARACTERS)
    script = parse_text(machine, content, state, state.laid and _made(text))
    if script is None:
        state.status = None
        return
    before = (state.shell_text, state.source, state.substitutes, state.depth)
    state.shell_text, state.source, state.depth = content, source or state.source, state.depth + 1
    state.substitutes = holes
    read_and_run(machine, script, state, bool(source))
    state.shell_text, state.source, state.substitutes, state.depth = before
    state.split = None


def read_and_run(machine: Machine, script: Script, state: State, file: bool = False) -> None:
    """A text that is read when it is run: line by line, but zsh reads only files so."""
    before, end = machine.line, -1
    refused: State | None = None
    patterns = any(opening in state.shell_text for opening in EXTENDED)
    for at, item in enumerate(script.items):
        line = machine.line
        end = next_line(machine, item, end, state, state.dialect != "zsh" or file)
        if patterns and machine.line != line and refused is None and _may_be_refused(at, script, state):
            refused = state.fork()
        machine.and_or(item, state)
        if state.stopped:
            break
    machine.line = before
    if refused is not None:
        from guard.shell.joining import join

        refused.status = False
        state.become(join([state, refused]))


def _may_be_refused(at: int, script: Script, state: State) -> bool:
    """Whether the line that begins with this command holds an extended pattern, which is a mistake where
    ``extglob`` was not set on a line before it; then nothing from here to the end of the text runs."""
    if state.reads_groups:
        return False
    from guard.shell.extended import holds_pattern

    text = state.shell_text
    for index in range(at, len(script.items)):
        one = script.items[index]
        if index > at and "\n" in text[script.items[index - 1].span.end : one.span.start]:
            return False
        if holds_pattern(one):
            return True
    return False


def next_line(machine: Machine, item: AndOr, end: int, state: State, by_line: bool = True) -> int:
    """Count what is read with this command, the one before it ending at ``end``; where it ends."""
    if end < 0 or (by_line and "\n" in state.shell_text[end : item.span.start]):
        machine.read += 1
        machine.line = machine.read
    return item.span.end


def _made(text: Value) -> bool:
    from guard.shell.follow import ON_DISK

    return ON_DISK not in text.notes


def expand_again(machine: Machine, text: Value, state: State, name: str) -> Value:
    """Expand a text once more, as in double quotes (``${x@P}``, subscripts in arithmetic)."""
    if not text.holes and not any(c in (text.text or "") for c in "$`"):
        return text
    content, holes = private(text)
    if not all(h.tame for h in holes):
        machine.unresolved(
            f"{name} expands a text that is not known ({_named(holes)})", state, producers_of([text])
        )
    elif "$(" in content or "`" in content or "${" in content:
        machine.unresolved(f"{name} runs the commands that stand in a text", state)
    script = parse_text(machine, f": <<GUARD_END\n{content}\nGUARD_END\n", state, made=True)
    if script is None:
        return Value((Hole(name),))
    redirects = getattr(script.items[0].first.commands[0], "redirects", ())
    if not redirects or redirects[0].body is None:
        return text
    before, state.substitutes = state.substitutes, holes
    span, state.span = state.span, state.span or Span()
    found = stripped(one_word(machine, redirects[0].body, state))
    state.substitutes, state.span = before, span
    return found


def import_functions(machine: Machine, state: State, environment: Iterable[str]) -> None:
    """Functions that bash takes from the environment: ``BASH_FUNC_ls%%=() { …; }``."""
    if state.dialect not in ("bash", "sh"):
        return
    for name in environment:
        if name.startswith("BASH_FUNC_") and (name.endswith(("%%", "()"))):
            cell = state.cell(name)
            body = cell.value.text if cell is not None and cell.value is not None else None
            if body is None:
                machine.unresolved("a function from the environment is not known", state)
                continue
            run_text(machine, known(f"{name[10:-2]} {body}"), state, "the environment")


def private(text: Value) -> tuple[str, tuple[Hole, ...]]:
    """A text in which each hole is one private character, and the holes in order."""
    whole = text.text
    if whole is not None:
        if not whole.isascii() and max(whole, default="") >= PRIVATE:
            whole = "".join(c if c < PRIVATE else "�" for c in whole)
        return whole, ()
    pieces: list[str] = []
    holes: list[Hole] = []
    for part in text.parts:
        if isinstance(part, str):
            pieces.append("".join(c if c < PRIVATE else "�" for c in part))
        else:
            pieces.append(chr(0xF0000 + len(holes)))
            holes.append(part)
    return "".join(pieces), tuple(holes)


def _named(holes: tuple[Hole, ...]) -> str:
    return ", ".join(dict.fromkeys(h.why for h in holes if not h.tame))


def _stays_data(holes: tuple[Hole, ...]) -> bool:
    return all(h.tame for h in holes)


def reading_cat(body: Script) -> Script:
    """``$(< file)`` is ``$(cat < file)`` (bash(1), Command Substitution); any other body as it is."""
    if len(body.items) != 1 or body.items[0].rest or len(body.items[0].first.commands) != 1:
        return body
    command = body.items[0].first.commands[0]
    if not isinstance(command, Simple) or command.words or command.assignments or len(command.redirects) != 1:
        return body
    if command.redirects[0].operator != "<" or command.redirects[0].fd not in ("", "0"):
        return body
    reading = replace(command, words=(Word((Text("cat"),), command.span),))
    first = replace(body.items[0].first, commands=(reading,))
    return replace(body, items=(replace(body.items[0], first=first),))
