"""``cd``, ``pushd``, ``popd``: the directory afterwards, with and without success."""

from __future__ import annotations

from guard.model import Hole, Invocation, Value, known
from guard.shell.globs import names_for
from guard.shell.simple import collects, write
from guard.shell.state import DIRECTORIES, normal
from guard.shell.values import UNCHECKED, fresh, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.simple import Job
    from guard.shell.state import State


def cd(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``cd [-LP] [dir]``, ``cd -``; zsh ``cd old new``."""
    words = [v for v in job.argv[1:] if not _option(v)]
    if len(words) > (2 if state.dialect == "zsh" else 1):
        state.status = None if any(h.splits for w in words for h in w.holes) else False
        return
    target = words[0] if words else home(machine, state)
    if len(words) == 2:
        other = _exchanged(words[0].text, words[1].text, state)
        if other is None:
            state.status = False
            return
        target = other
    if target.text == "-":
        target = known(state.oldpwd) if state.oldpwd else Value((Hole("the previous directory"),))
    search = job.inline.get("CDPATH")
    if search is None:
        cell = state.cell("CDPATH")
        search = cell.value if cell is not None else _listed(state)
    if search is not None and target.text is not None and not target.text.startswith(("/", "./", "../")):
        target = _searched(machine, search, target.text, state)
    if CDABLE & state.options and target.text is not None and target.text.isidentifier():
        named = state.cell(target.text)
        here = any(exists(machine, place, target.text, state) for place in state.places(target.text))
        target = named.value if named is not None and named.value is not None and not here else target
    go(machine, target, state)
    if state.dialect == "zsh" and "chpwd" in state.functions and state.status is not False:
        from guard.shell.calls import call

        fork = state.fork()  # zshmisc(1), Hook Functions
        machine.maybe(lambda: call(machine, "chpwd", state.functions["chpwd"], [], fork))


CDABLE = frozenset(("cdable_vars", "cdablevars"))
"""``cd NAME`` goes where the variable says, if no directory is called so (bash ``shopt``, zsh ``setopt``)."""


def _listed(state: State) -> Value | None:
    """zsh's ``cdpath``, which is CDPATH as a list."""
    cell = state.variables.get("cdpath") if state.dialect == "zsh" else None
    if cell is None or cell.elements is None:
        return cell.value if cell is not None else None
    return joined(list(cell.elements.values()), ":")


def _exchanged(old: str | None, new: str | None, state: State) -> Value | None:
    """zsh ``cd old new``: the present directory with one in the place of the other (zshbuiltins(1)).
    ``None`` where the first does not stand in it, and ``cd`` fails."""
    here = state.cwd
    if old is None or new is None or here is None:
        return Value((Hole("a directory whose name is exchanged"),))
    return known(here.replace(old, new, 1)) if old in here else None


def _searched(machine: Machine, search: Value, path: str, state: State) -> Value:
    """The first directory of CDPATH that holds the path."""
    if search.text is None:
        return Value((Hole("a directory of CDPATH"),))
    for folder in search.text.split(":"):
        full = f"{folder}/{path}" if folder else path
        if folder and exists(machine, state.places(full)[0], full, state):
            return known(full)
    return known(path)


def _option(value: Value) -> bool:
    text = value.text
    return text is not None and len(text) > 1 and text[0] == "-" and not text.strip("-LPeqs@")


def home(machine: Machine, state: State) -> Value:
    from guard.shell.expand import home_of

    return home_of("", state, machine) or Value((Hole("the home directory"),))


def go(machine: Machine, target: Value, state: State) -> None:
    """Change to a directory, as far as it can be known whether that works."""
    if target.glob:
        found = names_for(machine, target, state, DIRECTORIES)
        target = found[0] if found and len(found) == 1 else Value((Hole(f"a directory {target.skeleton}"),))
    path = target.text
    if path == "":
        state.status = True
        return
    if UNCHECKED in target.notes:
        _stay(target, state)
    old = state.cwds
    reached, certain = _reached(machine, target, state)
    if not reached:
        state.status, state.split = False, None
        state.missed = tuple(_full(path or ".", cwd) for cwd in old)
        if not state.source and len(old) + len(state.missed) <= DIRECTORIES:
            state.cwds = tuple(dict.fromkeys(old + state.missed))
        return
    new = tuple(dict.fromkeys(reached))
    previous = old[0] if len(old) == 1 else None
    if certain:
        state.cwds, state.oldpwd, state.status = new, previous, True
    else:
        _perhaps(new, previous, state)


def _reached(machine: Machine, target: Value, state: State) -> tuple[list[str | None], bool]:
    """Where the change may lead, ``None`` for an unknown directory, and whether it is sure to work."""
    path = target.text
    if path is None:
        return ([normal(target.skeleton)], True) if _checked(target, state) else ([None], False)
    reached: list[str | None] = []
    certain = True
    for cwd in state.cwds:
        full = _full(path, cwd)
        works = exists(machine, full, path, state) if full is not None else None
        if full is None and path == ".":
            works = True
        certain = certain and works is True
        if works is not False:
            reached.append(full)
    return reached, certain


def _perhaps(new: tuple[str | None, ...], previous: str | None, state: State) -> None:
    """The change to one of the directories may work: what follows may be there or still here."""
    old = state.cwds
    state.status = None
    yes, no = state.fork(), state.fork()
    yes.cwds, yes.oldpwd, no.cwds = (new if len(new) <= DIRECTORIES else (None,)), previous, old
    state.split = (yes, no)
    both = tuple(dict.fromkeys(new + old))
    if "errexit" in state.options:
        both = new
    state.cwds = both if len(both) <= DIRECTORIES else (None,)
    state.oldpwd = previous


def _stay(target: Value, state: State) -> None:
    """``t=$(mktemp -d); cd "$t"; …; rm -rf "$t"``: where mktemp fails, ``cd ""`` stays, and all that was
    meant for the new directory happens here."""
    hole = Hole("what mktemp printed, if it did: otherwise cd stayed where it was")
    for name, cell in tuple(state.variables.items()):
        if any(f"${name}" in t.skeleton or f"${{{name}" in t.skeleton for t in state.traps.values()):
            continue  # the trap was set for the new directory; with an empty name it deletes nothing
        if cell.value is not None and cell.value.parts == target.parts:
            state.assign(name, Value((hole,)))


def _checked(target: Value, state: State) -> bool:
    """``d=$(mktemp -d) && cd "$d"``: a new directory whose name stands in a variable that was not assigned
    where mktemp failed. Its name is made up, and nobody else's."""
    if not fresh(target) or UNCHECKED in target.notes or ".." in target.skeleton:
        return False
    return any(
        cell.value is not None
        and cell.value.parts
        and cell.value.parts == target.parts[: len(cell.value.parts)]
        and UNCHECKED not in cell.value.notes
        for cell in state.variables.values()
    )


def _full(path: str, cwd: str | None) -> str | None:
    if path.startswith("/"):
        return normal(path) or "/"
    if cwd is None:
        return None
    return normal(f"{cwd}/{path}") or "/"


def enters(machine: Machine, word: Value, state: State) -> bool:
    """``shopt -s autocd``: the name of a directory alone changes to it."""
    path = word.text
    if path is None or not any(exists(machine, place, path, state) for place in state.places(path)):
        return False
    before = state.cwds  # only a shell that a person types into does it
    go(machine, word, state)
    both = tuple(dict.fromkeys(state.cwds + before))
    state.cwds = both if len(both) <= DIRECTORIES else (None,)
    return True


def exists(machine: Machine, full: str, path: str, state: State) -> bool | None:
    """Whether ``cd`` to it works; ``None`` where this text may have changed that, or it is elsewhere."""
    if state.elsewhere:
        return None
    made = state.disk.files.get(full)
    if made is not None:
        if made.gone:
            return None
        return True if made.directory and not made.producers else None
    if any(f.directory and full.startswith(place + "/") for place, f in state.disk.files.items()):
        return None
    if machine.world.is_directory(full):
        return True
    return None if state.disk.stirred else False


def pushd(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    """``pushd dir``; the stack is kept in a variable of its own."""
    words = [v for v in job.argv[1:] if v.text not in ("-n", "-q", "--")]
    if not words or (words[0].prefix[:1] in "+-" and words[0].prefix[1:2].isdigit()):
        back = _pop(state)
        _push(state, state.cwd)
        go(machine, back, state)
        return
    before = state.cwd
    go(machine, words[0], state)
    if state.status is not False:
        _push(state, before)
    _say(machine, state, invocation)


def popd(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    if any(v.text == "-n" for v in job.argv[1:]):
        return
    back = _pop(state)
    if not back.parts:
        state.status = False
        return
    go(machine, back, state)
    _say(machine, state, invocation)


def dirs(machine: Machine, invocation: Invocation, job: Job, state: State) -> None:
    _say(machine, state, invocation)


def _say(machine: Machine, state: State, invocation: Invocation) -> None:
    if collects(state):
        write(machine, state, Value((Hole("the directory stack", (invocation,)),)), invocation)


def _push(state: State, cwd: str | None) -> None:
    stack = state.named.get("stack", Value(()))
    entry = cwd if cwd is not None else Hole("a directory")
    state.named = {**state.named, "stack": Value((entry, *stack.parts))}


def _pop(state: State) -> Value:
    stack = state.named.get("stack", Value(()))
    if not stack.parts:
        return Value(())
    state.named = {**state.named, "stack": Value(stack.parts[1:])}
    return Value(stack.parts[:1])
