"""Whether this session made the object of an effect, by the names it may be remembered under."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation, Mark
    from guard.session.interface import Session


def made_marks(effect: Effect, session: Session) -> tuple[Mark, ...]:
    """``("made-in-session",)`` where every object that the effect names was made here."""
    identity = effect.resource.identity
    if not identity:
        return ()
    kinds = (effect.resource.kind, effect.place.tool, effect.place.kind)
    names = [name.strip() for name in identity.split(",")]
    if all(any(session.made(kind, name) for kind in kinds if kind) for name in names):
        return ("made-in-session",)
    return ()


def runner(effect: Effect) -> Invocation | None:
    """The program behind an effect, ``None`` where the shell itself (a redirection) is."""
    by = effect.by
    if by is None or not hasattr(by, "argv"):
        return None
    return by  # type: ignore[return-value]
