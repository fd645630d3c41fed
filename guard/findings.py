"""What is found of an effect: where it lands, with which key, how severe it is, and what follows."""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from guard.model import Blast, Decision, Effect, Environment, Evidence, Mark, Recoverability, Target


@frozen
class CredentialUse:
    """Which secret would be used, never its value."""

    kind: str
    """``Railway token``, ``AWS access key (long-lived)`` …"""
    fingerprint: str = ""
    """Keyed hash of the secret, as the ledger stores it."""
    origin: str = ""
    """Where it comes from: ``variable RAILWAY_TOKEN``, ``literal in the command``, ``~/.netrc``."""
    seen_in: str = ""
    """The file or output in which this session first saw it."""
    scope: str = ""
    expires: str = ""
    environment: str = ""
    foreign: bool = False
    """It does not belong to the task: found elsewhere, or of another environment."""


@frozen
class Located:
    """An effect with what its place adds to it. The answer of ``targets``."""

    target: Target
    recoverability: Recoverability
    blast: Blast
    loss: str = ""
    marks: tuple[Mark, ...] = ()
    instead: str = ""
    evidence: tuple[Evidence, ...] = ()


@frozen
class Vector:
    """Severity as facts. Published as ``RV:R4/BR:B2/EN:E4/CR:foreign/…``; only the table decides."""

    recoverability: Recoverability
    blast: Blast
    environment: Environment
    credential: Literal["own", "foreign", "none"] = "none"
    marks: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        tail = "".join(f"/{mark}" for mark in self.marks)
        return f"RV:{self.recoverability}/BR:{self.blast}/EN:{self.environment}/CR:{self.credential}{tail}"


@frozen
class Finding:
    """An effect, where it lands, with which credential, and what follows."""

    effect: Effect
    target: Target
    vector: Vector
    decision: Decision
    grounds: tuple[str, ...] = ()
    """The row of the table and every step up or down, in order: what ``explain`` prints."""
    credential: CredentialUse | None = None
    loss: str = ""
    why: str = ""
    instead: str = ""
    score: float = 0.0
