"""Ways through the text become one again: what they agree on stays, the rest loses precision towards unknown,
never towards safe."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.state import DIRECTORIES, UNSET, Cell, Feed, File
from guard.shell.values import distinct, producers_of, widened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.shell.state import Disk, State

PERHAPS = frozenset(("xtrace", "autocd"))
"""Options that let more run: in force where they may be. Of the others only what all ways have is."""


def join(states: list[State]) -> State:
    """The state that stands for any of these."""
    running = [s for s in states if not s.stopped]
    base = (running or states)[0]
    for state in states:
        if state is not base:
            for signal, text in state.traps.items():
                if base.traps.setdefault(signal, text) != text:
                    base.traps[f"{signal} {len(base.traps)}"] = text
    for other in running[1:]:
        _merge(base, other)
    if running and len(running) < len(states):
        base.dropped = max(s.dropped for s in states) + 1
    base.split = None
    return base


def _merge(base: State, other: State) -> None:
    cwds = tuple(dict.fromkeys(base.cwds + other.cwds))
    base.cwds = cwds if len(cwds) <= DIRECTORIES else (None,)
    if base.oldpwd != other.oldpwd:
        base.oldpwd = None
    if base.variables != other.variables:
        for name in {**base.variables, **other.variables}:
            mine, theirs = base.variables.get(name), other.variables.get(name)
            if mine != theirs:
                base.variables[name] = _either(name, mine, theirs, base.environment)
    if base.environment is not other.environment and base.environment != other.environment:
        _keep_environment(base, other)
    if base.positional != other.positional:
        base.positional = [Value((Hole("the positional parameters", producers_of(base.positional), True),))]
    for table in ("functions", "aliases", "hashed"):
        _merge_names(getattr(base, table), getattr(other, table))
    base.exported_functions |= other.exported_functions
    base.options = (base.options & other.options) | ((base.options | other.options) & PERHAPS)
    if base.disk is not other.disk:
        _merge_disks(base.disk, other.disk)
    base.dropped = max(base.dropped, other.dropped)
    if base.fds:
        base.fds = dict(base.fds)
        _merge_feeds(base, other)
    if base.status != other.status:
        base.status = None


def _merge_feeds(base: State, other: State) -> None:
    """Input of which different parts were read."""
    for number, mine in base.fds.items():
        theirs = other.fds.get(number)
        if isinstance(mine, Feed) and isinstance(theirs, Feed) and mine.rest != theirs.rest:
            hole = Value((Hole("the rest of the input", mine.stream.producers),))
            base.fds[number] = Feed(replace(mine.stream, text=hole, path=None))


def _merge_names(mine: dict[str, object], theirs: dict[str, object]) -> None:
    """Functions, aliases and hashed programs: ``name\\0?`` says that it may not be defined at all,
    ``name\\0n`` is another definition that it may have."""
    if mine == theirs:
        return
    for name in {**mine, **theirs}:
        if "\0" in name:
            mine.setdefault(name, theirs.get(name))
        elif name not in theirs:
            mine[name + "\0?"] = mine[name]
        elif name not in mine:
            mine[name] = mine[name + "\0?"] = theirs[name]
        elif mine[name] != theirs[name]:
            mine[f"{name}\0{len(mine)}"] = theirs[name]


def _either(name: str, mine: Cell | None, theirs: Cell | None, environment: Mapping[str, str]) -> Cell:
    if mine is None or theirs is None:
        cell = mine or theirs or UNSET
        before = environment.get(name)
        if before is None:
            others = producers_of([cell.value]) if cell.value is not None else ()
            known_as = cell.value.holes[0].why if cell.value is not None and cell.value.holes else "$" + name
            return replace(cell, value=Value((Hole(known_as, others),)), elements=None, doubtful=True)
        mine, theirs = cell, Cell(known(before), exported=True)
    values = [c.value for c in (mine, theirs) if c.value is not None]
    value = (
        widened("$" + name, values) if len(values) == 2 else Value((Hole("$" + name, producers_of(values)),))
    )
    same = mine.elements == theirs.elements
    if not same and (mine.elements is not None or theirs.elements is not None):
        value = Value((Hole("$" + name, producers_of(values), True),))
    return replace(
        mine,
        value=value,
        elements=mine.elements if same else None,
        exported=mine.exported or theirs.exported,
        integer=mine.integer or theirs.integer,
        reference=mine.reference and theirs.reference,
        doubtful=mine.doubtful or theirs.doubtful or len(values) < 2,
    )


def _keep_environment(base: State, other: State) -> None:
    """A variable removed on one way only is unknown afterwards."""
    names = set(base.environment) ^ set(other.environment)
    merged = {**base.environment, **other.environment}
    for name in names:
        if name not in base.variables:
            base.variables[name] = Cell(Value((Hole("$" + name),)), exported=True, doubtful=True)
    base.environment = merged


def _merge_disks(base: Disk, other: Disk) -> None:
    for path in {**base.files, **other.files}:
        mine, theirs = base.files.get(path), other.files.get(path)
        if mine == theirs:
            continue
        producers = distinct((mine.producers if mine else ()) + (theirs.producers if theirs else ()))
        content = None
        if mine and theirs and mine.content is not None and theirs.content is not None:
            content = widened("the file's content", [mine.content, theirs.content])
        base.files[path] = replace(mine or theirs or File(), content=content, producers=producers)
    base.stirred = base.stirred or other.stirred
    base.fetched |= other.fetched
    base.spoilt |= other.spoilt


def joined(one: State | None, other: State | None) -> State | None:
    if one is None or other is None:
        return one or other
    status = one.status
    both = join([one, other])
    both.status = status
    return both


def settle(state: State, yes: State | None, no: State | None, ends: list[State]) -> None:
    """After a list: the state that stands for all its ways, which stay known for what asks next."""
    if yes is not None and no is not None:
        split = (yes, no)
        state.become(join([yes.fork(), no.fork(), *ends]))
        state.status, state.split = None, split
        return
    only = yes or no
    status = only.status if only is not None else None
    state.become(join([*((only,) if only is not None else ()), *ends]))
    state.status = status
