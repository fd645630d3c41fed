"""zsh's ``multios``: a descriptor that is redirected twice, or a pipe and a redirection, leads to both.

Seen: ``echo 'rm -rf ~' >log | sh`` (the shell reads it all the same), ``echo x >a.sh >b.sh; sh a.sh``,
``echo 'rm -rf ~' | sh <list`` (both are read). zshmisc(1), Multios. ``unsetopt multios``
is not followed: it only takes away.
"""

from __future__ import annotations

from guard.model import Hole, Stream, Value
from guard.shell.state import Feed, OpenFile, Sink
from guard.shell.values import concatenate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.machine import Machine
    from guard.shell.nodes import Redirect
    from guard.shell.redirects import Opened
    from guard.shell.state import Descriptor, State


def open_each(
    machine: Machine,
    redirects: tuple[Redirect, ...],
    state: State,
    opened: list[Opened],
    piped: tuple[int, ...],
    open_one: Callable[[Machine, Redirect, State, list[Opened]], bool],
) -> bool:
    """Apply redirections from left to right; whether one of them may fail.

    Args:
        piped: the descriptors that are pipes of this very command.
    """
    directed: dict[int, Descriptor] = {number: state.fds[number] for number in piped if number in state.fds}
    may_fail = False
    for redirect in redirects:
        before = dict(state.fds)
        may_fail |= open_one(machine, redirect, state, opened)
        for number, now in tuple(state.fds.items()):
            if before.get(number) is now:
                continue
            earlier = directed.get(number)
            if earlier is not None:
                state.fds[number] = _both(machine, earlier, now, state)
            directed[number] = state.fds[number]
    return may_fail


def _both(machine: Machine, earlier: Descriptor, now: Descriptor, state: State) -> Descriptor:
    """One descriptor for the two; what is closed or of another kind is the later one alone."""
    if isinstance(earlier, Feed) and isinstance(now, Feed):
        first, second = earlier.stream, now.stream
        text = concatenate([_content(machine, first, state), _content(machine, second, state)])
        return Feed(Stream(text, None, (*first.producers, *second.producers)))
    if isinstance(now, OpenFile) and isinstance(earlier, (OpenFile, Sink)):
        now.sink = earlier.sink if isinstance(earlier, OpenFile) else earlier
    return now


def _content(machine: Machine, stream: Stream, state: State) -> Value:
    if stream.text is not None:
        return stream.text
    path = stream.path
    if path is not None and path.text is not None:
        from guard.shell.pure import content_of

        found = content_of(machine, path.text, state)
        if found is not None:
            return found
    name = path.skeleton if path is not None else "the input"
    return Value((Hole(f"what is in {name}", stream.producers),))
