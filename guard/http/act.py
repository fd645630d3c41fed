"""What one request (or one field of it) comes to, before it becomes an effect."""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Mark, Operation, Recoverability


@frozen
class Act:
    """One thing that the other side would do."""

    rule: str
    operation: Operation
    kind: str
    """The field's noun for the object."""
    identity: str = ""
    recoverability: Recoverability = "R?"
    blast: Blast = "B?"
    loss: str = ""
    why: str = ""
    instead: str = ""
    marks: tuple[Mark, ...] = ()
    source: str = ""
    """Which table or page says so."""
    tags: tuple[str, ...] = ()
