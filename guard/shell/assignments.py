"""Assignments: ``name=value``, ``name+=value``, ``name[subscript]=value``, ``name=(…)``."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.expand import fields, one_word
from guard.shell.nodes import Array, Text, Word
from guard.shell.state import ANYWHERE, UNSET
from guard.shell.values import concatenate, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Assignment, Part
    from guard.shell.state import State


def value_of(machine: Machine, assignment: Assignment, state: State) -> Value:
    """The right side of a plain assignment."""
    if assignment.value is None:
        return Value(())
    value = one_word(machine, assignment.value, state)
    if assignment.append:
        cell = state.cell(assignment.name)
        if cell is not None and cell.value is not None:
            return concatenate([cell.value, value])
    return value


def assign(machine: Machine, assignment: Assignment, state: State, **attributes: object) -> None:
    """Do an assignment to the shell's own variables."""
    name = state.referred(assignment.name)
    word = assignment.value
    if word is not None and any(type(p) is Array for p in word.parts):
        old = state.cell(name)
        cell = state.variables.get(name) or UNSET
        associative = cell.associative or bool(attributes.get("associative"))
        before = dict(old.elements or {}) if old is not None and assignment.append else {}
        elements = array_of(machine, word, state, associative, before)
        state.variables[name] = replace(
            cell,
            value=elements.get("0", elements.get(ANYWHERE)),
            elements=elements,
            **{"associative": associative, **attributes},
        )
        if state.dialect == "zsh" and name == "path":  # zshparam(1): tied to PATH
            words = [piece for element in elements.values() for piece in (known(":"), element)]
            state.assign("PATH", concatenate(words[1:]), exported=True)
        return
    value = one_word(machine, word, state) if word is not None else Value(())
    if assignment.subscript is not None:
        subscript = one_word(machine, assignment.subscript, state)
        set_element(machine, name, subscript, value, state, assignment.append)
        return
    set_variable(machine, name, value, state, assignment.append, **attributes)


def set_variable(
    machine: Machine, name: str, value: Value, state: State, append: bool = False, **attributes: object
) -> None:
    """``name=value`` with the variable's attributes applied."""
    cell = state.cell(name)
    declared = state.variables.get(name) or UNSET
    integer = declared.integer or bool(attributes.get("integer"))
    if integer:
        if append and cell is not None and cell.value is not None:
            value = concatenate([cell.value, known("+"), value])
        value = machine.calculate(value, state)
    elif append and cell is not None and cell.value is not None:
        value = concatenate([cell.value, value])
    case = str(attributes.get("case") or declared.case)
    if case and value.text is not None:
        value = known(value.text.upper() if case == "u" else value.text.lower())
    if declared.reference and not attributes.get("reference"):
        name = state.referred(name)
    if name == "HOME" and value.holes:
        # where this fails the variable may still name the home directory
        value = Value((Hole("$HOME, which this command assigns"),))
    state.assign(name, value, **attributes)
    if name == "PWD":
        state.variables.pop(name, None)


def set_element(
    machine: Machine, name: str, subscript: Value, value: Value, state: State, append: bool = False
) -> None:
    """``name[subscript]=value``; an indexed subscript is arithmetic."""
    table = TABLES.get(name)
    if table is not None and name not in state.variables:
        _set_in_table(machine, table, subscript, value, state)
        return
    cell = state.variables.get(name) or state.cell(name) or UNSET
    if cell.associative:
        key = subscript.text
    else:
        key = machine.calculate(subscript, state).text
    elements = dict(cell.elements or ({"0": cell.value} if cell.value is not None else {}))
    if key is None:
        hole = Value((Hole(f"an element of ${name}", producers_of([value])),))
        elements = dict.fromkeys(elements, hole)
        elements[ANYWHERE] = somewhere(value)
    else:
        old = elements.get(key)
        elements[key] = concatenate([old, value]) if append and old is not None else value
    state.variables[name] = replace(cell, value=elements.get("0", elements.get(ANYWHERE)), elements=elements)


TABLES = {
    "BASH_ALIASES": "regular", "BASH_CMDS": "hashed", "aliases": "regular", "galiases": "global",
    "saliases": "suffix", "commands": "hashed", "functions": "function",
}  # fmt: skip
"""Arrays through which a shell's own tables are changed (bash manual 5.2; zsh/parameter, zshmodules(1))."""


def _set_in_table(machine: Machine, table: str, key: Value, value: Value, state: State) -> None:
    name, text = key.text, value.text
    if name is None or (text is None and table != "hashed"):
        machine.unresolved("a name is given a meaning that is not known", state, producers_of([key, value]))
    elif table == "hashed":
        state.hashed[name] = value
    elif table == "function":
        machine.run_text(known(f"{name}() {{ {text}\n}}"), state)
    else:
        name = "." + name if table == "suffix" else name
        state.aliases[name] = (text or "", table)
        machine.aliased[name] = machine.read


def array_of(
    machine: Machine, word: Word, state: State, associative: bool, before: dict[str, Value]
) -> dict[str, Value]:
    """The elements in ``(a b [k]=v …)``."""
    elements = dict(before)
    loose: list[Value] = []
    index = 1 + max((int(k) for k in before if k.isdigit()), default=-1)
    for part in word.parts:
        if not isinstance(part, Array):
            continue
        for item in part.words:
            keyed = _keyed(machine, item, state, associative)
            if keyed is not None:
                key, value = keyed
                if key is None:
                    key, value = ANYWHERE, somewhere(value)
                elements[key] = value
                index = int(key) + 1 if key.lstrip("-").isdigit() else index
                continue
            for value in fields(machine, item, state):
                if associative:
                    loose.append(value)
                    continue
                elements[str(index)] = value
                index += 1
    if loose:
        _pair(elements, loose)
    return elements


def _pair(elements: dict[str, Value], loose: list[Value]) -> None:
    """``(key value key value)``: bash 5.1 and zsh, for an associative array."""
    if any(hole.splits for value in loose for hole in value.holes):
        elements[ANYWHERE] = somewhere(*loose)
        return
    for key, value in zip(loose[::2], [*loose[1::2], Value(())], strict=False):
        if key.text is None:
            elements[ANYWHERE] = somewhere(value)
        else:
            elements[key.text] = value


def somewhere(*values: Value) -> Value:
    """An element of which nobody knows where it stands."""
    return Value((Hole("an element of an array", producers_of(values), True),))


def _keyed(machine: Machine, item: Word, state: State, associative: bool) -> tuple[str | None, Value] | None:
    """``[key]=value``: the parts before the ``]=`` are the key."""
    if not item.parts or not isinstance(item.parts[0], Text) or not item.parts[0].text.startswith("["):
        return None
    key: list[Part] = []
    for index, part in enumerate(item.parts):
        if isinstance(part, Text) and not part.quoted and "]=" in part.text:
            before, _, after = part.text.partition("]=")
            inside = Text(before[1:] if index == 0 else before)
            key.append(inside)
            rest = (*((Text(after),) if after else ()), *item.parts[index + 1 :])
            subscript = one_word(machine, Word(tuple(p for p in key if p != Text(""))), state)
            name = subscript.text if associative else machine.calculate(subscript, state).text
            return name, one_word(machine, Word(rest), state)
        key.append(Text(part.text[1:]) if index == 0 and isinstance(part, Text) else part)
    return None


def behind(argv: list[Value]) -> dict[str, Value]:
    """``set -k``: assignments behind the command are taken out of its words (bash manual 4.3.1)."""
    found: dict[str, Value] = {}
    for word in argv[1:]:
        name, equals, rest = word.prefix.partition("=")
        if equals and name.isidentifier():
            found[name] = Value((rest, *word.parts[1:]) if rest else word.parts[1:])
            argv.remove(word)
    return found
