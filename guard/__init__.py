"""guard: what a proposed command would do, to what, where, with which credential.

    >>> from guard import Proposal, check
    >>> check(Proposal(text="rm -rf /", cwd="/tmp")).decision
    'deny'

The nouns are those of ``guard.model`` and ``guard.findings``. Everything is imported when it is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Finding
    from guard.model import Proposal, Verdict
    from guard.service import check

__version__ = "0.1.0"
__all__ = ["Finding", "Proposal", "Verdict", "__version__", "check"]


def __getattr__(name: str) -> object:
    if name == "check":
        from guard.service import check

        return check
    if name == "Finding":
        from guard.findings import Finding

        return Finding
    if name in ("Proposal", "Verdict"):
        from guard import model

        value: object = getattr(model, name)
        return value
    raise AttributeError(f"module 'guard' has no attribute {name!r}")
