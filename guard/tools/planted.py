"""Text that somebody else will run later, judged as if it ran now.

``effects_of_text`` unfolds a shell text (a package script, a hook, a variable such as ``GIT_SSH_COMMAND``) and gives
back only what would be destroyed by it, each effect with the place it was planted in as its evidence.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, Proposal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World


def effects_of_text(text: str, by: Invocation, world: World, where: str) -> Iterator[Effect]:
    """The effects of a shell text that an invocation carries along.

    Args:
        where: the place it stands in, as it ends a sentence: ``the variable GIT_PAGER``.
    """
    proposal = Proposal(text=text, dialect="sh", cwd=by.cwd or "/", env=by.environment)
    for effect in foreseen(proposal, world, where):
        yield replace(effect, by=by, span=by.span)


def foreseen(proposal: Proposal, world: World, where: str) -> Iterator[Effect]:
    """What a shell text would do when it runs, each effect marked with where it was planted."""
    from guard.pipeline import interpret
    from guard.shell.evaluate import unfold

    for effect in interpret(unfold(proposal, world), world):
        link = Evidence(f"it stands in {where} and runs later", where)
        yield replace(effect, evidence=(*effect.evidence, link))
