"""Aliases: text put in the place of a word before the command is read again (bash manual 6.6, zshmisc(1))."""

from __future__ import annotations

from guard.model import known
from guard.shell.nodes import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Simple, Word
    from guard.shell.state import State


def replaced_by_alias(machine: Machine, node: Simple, state: State) -> bool:
    """Run the command with its aliases replaced. False where none applies, or it may not apply."""
    edits: list[tuple[int, int, str]] = []
    expect = True
    used: list[str] = []
    for index, word in enumerate(node.words):
        name = _plain(word)
        if name is None:
            expect = False
            if state.dialect == "zsh":
                continue
            break
        text = _alias_text(name, index == 0 or expect, word, state)
        if text is None:
            if index == 0 and state.dialect != "zsh":
                break
            expect = False
            continue
        used.append(name)
        edits.append((word.span.start, word.span.end, text))
        expect = text[-1:] in (" ", "\t")
        if not expect and state.dialect != "zsh":
            break
    if not edits:
        return False
    certain = state.dialect in ("zsh", "sh", "dash") or "expand_aliases" in state.options
    certain = certain and all(_later_line(name, node.words[0], state) for name in used)
    here = state if certain else state.fork()
    start = node.span.start
    text, at = "", start
    for begin, end, replacement in edits:
        text += state.shell_text[at:begin] + replacement
        at = end
    text += state.shell_text[at : node.span.end]
    if any("<<" in replacement and "\n" in replacement for _, _, replacement in edits):
        machine.unresolved("an alias with a here-document, which each bash reads otherwise", state)
    hidden = {name: here.aliases.pop(name) for name in used if name in here.aliases}
    span, _ = machine.where(node.span, state)
    before, here.span = here.span, here.span or span
    machine.doubt += not certain
    machine.run_text(known(text), here)
    machine.doubt -= not certain
    here.span = before
    here.aliases = {**hidden, **here.aliases}
    return certain


def _plain(word: Word) -> str | None:
    parts = word.parts
    if len(parts) != 1 or type(parts[0]) is not Text or parts[0].quoted:
        return None
    return parts[0].text


def _alias_text(name: str, first: bool, word: Word, state: State) -> str | None:
    """The alias's text where it is in force: it was defined on an earlier line."""
    entry = state.aliases.get(name)
    if entry is None and first and state.dialect == "zsh" and "." in name:
        entry = state.aliases.get("." + name.rsplit(".", 1)[-1])
        if entry is not None and entry[1] == "suffix":
            return f"{entry[0]} {name}"
        entry = None
    if entry is None:
        return None
    text, kind, _, _ = entry
    if not first and kind != "global":
        return None
    return text


def _later_line(name: str, word: Word, state: State) -> bool:
    """Whether the alias was defined on an earlier line. On the same line the shell has read on already."""
    entry = state.aliases.get(name)
    if entry is None:
        return True
    _, _, at, origin = entry
    return origin != state.shell_text or "\n" in origin[at : word.span.start]
