"""(being written)"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Nothing yet."""
    return iter(())
