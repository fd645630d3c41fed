"""Aliases: text put in the place of a word before the command is read again (bash manual 6.6, zshmisc(1))."""

from __future__ import annotations

from guard.model import known
from guard.shell.joining import join
from guard.shell.nodes import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Simple, Word
    from guard.shell.state import State

    Edit = tuple[str, Word, list[str]]
    """The name, the word that it is, and the texts that may stand in its place."""


def replaced_by_alias(machine: Machine, node: Simple, state: State) -> State | None:
    """Run the command with its aliases replaced.

    Returns:
        The state itself where they surely apply, another way on from here where they may, ``None`` where
        there are none.
    """
    edits = _edits(node, state)
    if not edits:
        return None
    if any("<<" in text and "\n" in text for _, _, texts in edits for text in texts):
        machine.unresolved("an alias with a here-document, which each bash reads otherwise", state)
    certain = state.dialect in ("zsh", "sh", "dash") or "expand_aliases" in state.options
    certain = certain and all(_surely(machine, name, texts, state) for name, _, texts in edits)
    if certain:
        _run(machine, node, edits, state)
        return state
    ways = []
    machine.doubt += 1
    for number in range(max(len(texts) for _, _, texts in edits)):
        ways.append(state.fork())
        _run(machine, node, [(n, w, texts[number:] or texts) for n, w, texts in edits], ways[-1])
    machine.doubt -= 1
    return join(ways)


def _edits(node: Simple, state: State) -> list[Edit]:
    """Which words are aliases, and what they may stand for."""
    edits: list[Edit] = []
    expect = True
    for index, word in enumerate(node.words):
        name = _plain(word)
        if name is None:
            expect = False
            if state.dialect == "zsh":
                continue
            break
        texts = _alias_texts(name, index == 0 or expect, state)
        if not texts:
            if index == 0 and state.dialect != "zsh":
                break
            expect = False
            continue
        edits.append((name, word, texts))
        expect = any(text[-1:] in (" ", "\t") for text in texts)
        if not expect and state.dialect != "zsh":
            break
    return edits


def _surely(machine: Machine, name: str, texts: list[str], state: State) -> bool:
    """Whether it is defined on every way, and was before the line was read in which it stands."""
    known_once = len(texts) == 1 and name + "\0?" not in state.aliases
    return known_once and machine.line > machine.aliased.get(name, 0)


def _run(machine: Machine, node: Simple, edits: list[Edit], state: State) -> None:
    text, at = "", node.span.start
    for _, word, texts in edits:
        text += state.shell_text[at : word.span.start] + texts[0]
        at = word.span.end
    text += state.shell_text[at : node.span.end]
    hidden = {name: state.aliases.pop(name) for name, _, _ in edits if name in state.aliases}
    span, _ = machine.where(node.span, state)
    before, state.span = state.span, state.span or span
    machine.run_text(known(text), state)
    state.span = before
    state.aliases = {**hidden, **state.aliases}


def _plain(word: Word) -> str | None:
    parts = word.parts
    if len(parts) != 1 or type(parts[0]) is not Text or parts[0].quoted:
        return None
    return parts[0].text


def _alias_texts(name: str, first: bool, state: State) -> list[str]:
    """What the word may stand for."""
    entry = state.aliases.get(name)
    if entry is None and first and state.dialect == "zsh" and "." in name:
        entry = state.aliases.get("." + name.rsplit(".", 1)[-1])
        return [f"{entry[0]} {name}"] if entry is not None and entry[1] == "suffix" else []
    if entry is None or not (first or entry[1] == "global"):
        return []
    others = [v[0] for k, v in state.aliases.items() if k.startswith(name + "\0") and not k.endswith("?")]
    return [entry[0], *others]
