"""Parameter expansion: ``$x``, ``${x:-word}``, ``${x%pattern}``, ``${x/a/b}``, ``${!x}``, ``${x@P}``, arrays.

bash manual 3.5.3, zshexpn(1) for the flags. A word after an operator is expanded whenever bash would.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.expand import (
    BREAK,
    PLAIN,
    QUOTED,
    SPLIT,
    field_separators,
    one_word,
    value_pieces,
)  # fmt: skip
from guard.shell.producers import name_set
from guard.shell.state import ANYWHERE, Cell, Unset
from guard.shell.values import GIVEN, hole_like, joined, producers_of, widened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.expand import Piece
    from guard.shell.machine import Machine
    from guard.shell.nodes import Parameter
    from guard.shell.state import State

SHELL_SETS = name_set(
    "BASH BASHPID BASH_VERSION BASH_VERSINFO BASH_SOURCE BASH_LINENO FUNCNAME HOSTNAME HOSTTYPE"
    " OSTYPE MACHTYPE PPID RANDOM SRANDOM SECONDS LINENO EUID UID GROUPS EPOCHSECONDS EPOCHREALTIME"
    " SHELLOPTS BASHOPTS SHLVL PIPESTATUS REPLY MAPFILE COMP_WORDS COPROC DIRSTACK ZSH_VERSION"
    " ZSH_NAME EGID GID USERNAME CPUTYPE HOST VENDOR COLUMNS LINES OPTIND OPTARG BASH_REMATCH TTY"
    " fish_pid hostname version status"
)
"""Variables that the shell sets by itself: never *not set*."""
NUMBERS = name_set(
    "PPID RANDOM SRANDOM SECONDS LINENO EUID UID EPOCHSECONDS EPOCHREALTIME SHLVL BASHPID EGID GID"
    " COLUMNS LINES OPTIND"
)


class Parameters:
    """What a parameter is: nothing, one value, or several."""

    def __init__(self, value: Value | None, many: list[Value] | None = None, doubtful: bool = False) -> None:
        self.value = value
        self.many = many
        self.doubtful = doubtful


def parameter(machine: Machine, part: Parameter, state: State) -> list[Piece]:
    """What one parameter expansion comes to, before splitting."""
    quoted = QUOTED if part.quoted else (PLAIN if _whole(state) and "=" not in part.flags else SPLIT)
    if "e" in part.flags:
        found = look_up(machine, part, state)
        machine.reread(found.value or joined(found.many or [], " "), state, "${(e)…}")
    found = _indirect(machine, part, state) if part.indirect else look_up(machine, part, state)
    if part.length:
        return [*_length(found, part, state)]
    changed = part.flags.strip("=~^@#")
    if part.operator:
        from guard.shell.operators import operate

        made = operate(machine, part, found, state, quoted)
        if not changed or not made:
            return made
        words = [Value((content,)) for content, _ in made if content]
        hole = hole_like("${(" + part.flags + ")" + part.name + "…}", *words).holes[0]
        tame = hole.tame and any(word.holes for word in words)
        return [
            (replace(hole, splits=quoted != QUOTED or "f" in changed or "s" in changed, tame=tame), quoted)
        ]
    values = found.many if found.many is not None else [found.value] if found.value is not None else []
    if changed and any(value.parts for value in values):
        hole = hole_like("${(" + part.flags + ")" + part.name + "}", *values).holes[0]
        tame = hole.tame and any(
            value.holes for value in values
        )  # a known text in an unknown form may be code
        return [(replace(hole, splits=quoted != QUOTED, tame=tame), quoted)]
    return spread(part, found, state, quoted)


def _whole(state: State) -> bool:
    return state.dialect == "fish" or (state.dialect == "zsh" and "shwordsplit" not in state.options)


def spread(part: Parameter, found: Parameters, state: State, quoted: int) -> list[Piece]:
    """The pieces of a parameter's values: ``"$@"`` stays several words."""
    if found.many is not None:
        return _many(part, found.many, state, quoted)
    if found.value is not None:
        return value_pieces(found.value, quoted)
    return value_pieces(unset(part.name, state), quoted)


def unset(name: str, state: State) -> Value:
    """What a parameter that is not set comes to.

    Raises:
        Abort: under ``set -u``.
    """
    if "nounset" in state.options and name not in "@*":
        raise Unset(f"${name} is not set")
    return Value((), notes=(f"${name} is not set",))


def _many(part: Parameter, values: list[Value], state: State, quoted: int) -> list[Piece]:
    between = _between(state) if starred(part) else " "
    if quoted == QUOTED and starred(part):
        return value_pieces(_all(values, between), QUOTED)
    found: list[Piece] = []
    for index, value in enumerate(values):
        if index:
            found.append((between, BREAK))
        found.extend(value_pieces(value, quoted))
    return found


def _between(state: State) -> str | Hole:
    """What stands between the values of ``"$*"``: the first character of IFS."""
    separators = field_separators(state)
    return Hole("the first character of IFS") if separators is None else separators[:1]


def _all(values: list[Value], between: str | Hole) -> Value:
    """Several values as one."""
    if isinstance(between, str):
        return joined(values, between)
    return Value((Hole("values between which nobody knows what stands", producers_of(values)),))


def starred(part: Parameter) -> bool:
    """Whether its values are one word between double quotes: ``"$*"``, ``"${a[*]}"``, ``"${!name*}"``."""
    subscript = part.subscript.literal if part.subscript is not None else None
    return part.name == "*" or subscript == "*" or (part.indirect and part.operator == "*")


def simple_parameter(name: str, state: State) -> Parameters:
    """A parameter by its name alone."""
    if name in "@*" and name:
        return Parameters(None, list(state.positional))
    if name.isdigit():
        return _positional(int(name), state)
    if len(name) == 1 and name in "#?-$!_":
        return Parameters(_special(name, state))
    if name == "argv" and state.dialect in ("zsh", "fish"):
        return Parameters(None, list(state.positional))
    cell = state.cell(name)
    if cell is None:
        return Parameters(_default(name, state))
    if cell.elements is not None:
        if state.dialect in ("zsh", "fish"):
            return Parameters(None, ordered(cell))
        return Parameters(cell.elements.get("0", cell.elements.get(ANYWHERE)))
    return Parameters(cell.value, None, cell.doubtful)


def _positional(index: int, state: State) -> Parameters:
    if index == 0:
        return Parameters(state.zero)
    own = state.positional[index - 1 : index]
    if open_ended(state.positional[: index - 1]) or any(hole.splits for value in own for hole in value.holes):
        tail = GIVEN if any(h.why.endswith(GIVEN) for v in state.positional for h in v.holes) else ""
        return Parameters(Value((Hole(f"${index}{tail}", producers_of(state.positional)),)), None, True)
    return Parameters(state.positional[index - 1] if index <= len(state.positional) else None)


def open_ended(values: list[Value]) -> bool:
    """Whether one of these may be several words, or none."""
    return any(value.glob or any(hole.splits for hole in value.holes) for value in values)


def _special(name: str, state: State) -> Value:
    if name == "#":
        if open_ended(state.positional):
            return Value((Hole("$#", (), False, True),))
        return known(str(len(state.positional)))
    if name == "?" and state.status is True:
        return known("0")
    return Value((Hole("$" + name, (), False, name != "_"),))


def _default(name: str, state: State) -> Value | None:
    """A variable that nobody assigned: the shell's own, somebody else's, or none."""
    if name == "PWD":
        return known(state.cwd) if state.cwd else Value((Hole("$PWD"),))
    if name == "OLDPWD":
        return known(state.oldpwd) if state.oldpwd else None
    if name == "IFS":
        return known(" \t\n")
    if name == "HOME" and state.elsewhere:
        return known("~", "the home directory there")
    if name == "OPTIND":
        return known("1")
    if name == "BASH_SOURCE" and state.files_running and state.source and not set(" :") & set(state.source):
        return known(state.source)
    if name in SHELL_SETS:
        return Value((Hole("$" + name, (), False, name in NUMBERS),))
    if state.elsewhere:
        return Value((Hole(f"${name}, as it is set there"),))
    return None


def look_up(machine: Machine, part: Parameter, state: State) -> Parameters:
    """The parameter with its subscript."""
    if part.subscript is None:
        return simple_parameter(part.name, state)
    literal = part.subscript.literal
    cell = state.cell(part.name)
    if literal in ("@", "*"):
        if cell is None:
            found = simple_parameter(part.name, state)
            return Parameters(None, found.many or ([found.value] if found.value is not None else []))
        if cell.elements is None:
            return Parameters(None, [cell.value] if cell.value is not None else [])
        return Parameters(None, ordered(cell))
    if state.dialect == "zsh" and cell is not None and not cell.associative:
        from guard.shell.zsh_subscripts import of_array, of_text

        if cell.elements is None:
            text = cell.value if cell.value is not None else Value(())
            return Parameters(of_text(machine, part.name, text, part.subscript, state))
        chosen = of_array(machine, part.name, ordered(cell), part.subscript, state)
        if chosen is not None:
            return Parameters(None, chosen)
    return element(machine, part.name, one_word(machine, part.subscript, state), state)


def element(machine: Machine, name: str, subscript: Value, state: State) -> Parameters:
    """One element of an array. An indexed subscript is arithmetic, and arithmetic runs substitutions."""
    cell = state.cell(name)
    if cell is None and name == "commands" and state.dialect == "zsh" and subscript.parts:
        return Parameters(subscript)  # zsh/parameter: where the command of that name lies
    if cell is not None and cell.associative:
        key = subscript.text
    else:
        key = machine.calculate(subscript, state).text
        if key is not None and state.dialect in ("zsh", "fish") and key.isdigit():
            if key == "0":
                return Parameters(None)
            key = str(int(key) - 1)
    if name == "argv" and state.dialect in ("zsh", "fish"):
        cell = Cell(None, {str(i): v for i, v in enumerate(state.positional)})
    if cell is None:
        return Parameters(_default(name, state))
    if cell.elements is None:
        return Parameters(cell.value if key in ("0", None) else None, None, key is None)
    if key is not None and key.startswith("-") and not cell.associative:
        values = ordered(cell)
        index = int(key) + len(values)
        if index < 0 or not open_ended(values[index + 1 :]):
            return Parameters(values[index] if index >= 0 else None)
        return Parameters(Value((Hole(f"an element of ${name}", producers_of(values)),)), None, True)
    if key is None:
        several = [*ordered(cell), Value(())]  # or there is none of that key
        return Parameters(widened(f"an element of ${name}", several), None, True)
    if not cell.associative and key.isdigit():
        before = [v for k, v in cell.elements.items() if k.isdigit() and int(k) < int(key)]
        if open_ended(before):
            found = producers_of(cell.elements.values())
            return Parameters(Value((Hole(f"an element of ${name}", found),)), None, True)
    return Parameters(cell.elements.get(key, cell.elements.get(ANYWHERE)))


def ordered(cell: Cell) -> list[Value]:
    """The elements of an array in order."""
    elements = cell.elements or {}
    if cell.associative:
        return list(elements.values())
    return [elements[key] for key in sorted(elements, key=lambda k: int(k) if k.lstrip("-").isdigit() else 0)]


def _length(found: Parameters, part: Parameter, state: State) -> list[Piece]:
    if found.many is not None:
        if open_ended(found.many):
            return [(Hole(f"the number of ${part.name}", (), False, True), QUOTED)]
        return [(str(len(found.many)), QUOTED)]
    value = found.value if found.value is not None else unset(part.name, state)
    if value.text is None:
        return [(Hole(f"the length of ${part.name}", (), False, True), QUOTED)]
    return [(str(len(value.text)), QUOTED)]


def _indirect(machine: Machine, part: Parameter, state: State) -> Parameters:
    """``${!x}``: the parameter whose name is the value of x."""
    subscript = part.subscript.literal if part.subscript is not None else None
    cell = state.variables.get(part.name)
    if subscript in ("@", "*"):
        keys = list((cell.elements or {}) if cell is not None else {})
        somewhere = Value((Hole(f"a key of ${part.name}", (), True),))
        if cell is not None and not cell.associative:
            keys.sort(key=lambda k: int(k) if k.isdigit() else 0)
        return Parameters(None, [somewhere if k == ANYWHERE else known(k) for k in keys])
    if part.operator in ("*", "@") and part.argument is None:
        names = [n for n in {**state.environment, **state.variables} if n.startswith(part.name)]
        return Parameters(None, [known(n) for n in sorted(names)])
    if cell is not None and cell.reference and cell.value is not None:
        return Parameters(cell.value)
    found = look_up(machine, part, state)
    name = found.value.text if found.value is not None else None
    if name is None:
        machine.unresolved(
            f"${{!{part.name}}} names a variable that is not known", state,
            producers_of([found.value]) if found.value is not None else (),
        )  # fmt: skip
        return Parameters(Value((Hole(f"${{!{part.name}}}"),)))
    if "[" in name and name.endswith("]"):
        base, _, inner = name[:-1].partition("[")
        target = state.cell(base)
        if inner in ("@", "*") and target is not None and target.elements is not None:
            return _named_values(ordered(target), inner, part, state)
        return element(machine, base, machine.reread(known(inner), state), state)
    if name == "*":
        return _named_values(state.positional, name, part, state)
    return simple_parameter(name, state)


def _named_values(values: list[Value], sign: str, part: Parameter, state: State) -> Parameters:
    """Several values that ``${!x}`` names: one word in double quotes where the name ends in ``*``."""
    if sign == "*" and part.quoted:
        return Parameters(_all(values, _between(state)))
    return Parameters(None, list(values))
