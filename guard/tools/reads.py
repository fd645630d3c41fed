"""Tools that read: Read, Grep. Quiet, unless a secret would be shown or searched for far beyond the
project.

Caught: Read of ``.env`` or ``~/.aws/credentials`` (ask), Grep for tokens over the home directory (deny).
Quiet: Read of sources, of ``.env.example``; Grep for ``token`` in the project; Grep that lists files
only."""

from __future__ import annotations

import os

from guard.errors import ProposalError
from guard.frozen import replace
from guard.model import Invocation, Unfolding, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Proposal, Value
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What reading would show, judged as ``cat`` and ``grep -r`` would be."""
    from guard.programs.readers import effects

    words = _grep(proposal) if proposal.tool_name == "Grep" else _read(proposal)
    invocation = Invocation(words, proposal.cwd, {}, proposal.env)
    found = effects(invocation, world)
    told = f"{proposal.tool_name} shows "  # a tool of the agent is no program that prints
    return Unfolding((invocation,)), tuple(
        replace(effect, why=effect.why.replace(f"{invocation.program} prints ", told, 1)) for effect in found
    )


def _read(proposal: Proposal) -> tuple[Value, ...]:
    given = proposal.tool_input
    found = [given[name] for name in ("file_path", "notebook_path", "path") if given.get(name)]
    paths = [path for path in found if isinstance(path, str)]
    if not paths or len(paths) < len(found):
        raise ProposalError(f"the call of {proposal.tool_name} names no file")
    return known("cat"), *(known(path) for path in dict.fromkeys(paths))


def _grep(proposal: Proposal) -> tuple[Value, ...]:
    given = proposal.tool_input
    pattern, found = given.get("pattern"), given.get("path")
    asked = found if isinstance(found, list) else [proposal.cwd if found is None else found]
    paths = [path for path in asked if isinstance(path, str)]
    if not isinstance(pattern, str) or len(paths) < len(asked):
        raise ProposalError("the call of Grep has no pattern")
    shows = given.get("output_mode", "files_with_matches") == "content"
    options = "-rn" if shows else "-rl"
    places = (known(os.path.join(proposal.cwd, path)) for path in paths)
    return known("grep"), known(options), known("-e"), known(pattern), *places
