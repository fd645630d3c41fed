"""What a session knows, as the stages see it.

The ledger (``ledger.py``) is the real one; ``NoSession`` answers where there is none. Nothing here
ever holds a secret's value, only its fingerprint (``guard/credentials/fingerprint.py``).
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Session(Protocol):
        """Facts about one conversation. Every answer is cheap and bounded."""

        def made(self, kind: str, identity: str) -> bool:
            """Whether this session created that object (a path, a branch, ``i-0abc`` …)."""

        def fingerprint(self, secret: str) -> str:
            """What stands for a secret in this ledger; empty where nothing is remembered."""

        def source_of_secret(self, fingerprint: str) -> str:
            """The file or output in which a secret was first seen; empty where never."""

        def commands(self) -> tuple[Ran, ...]:
            """The commands that ran, oldest first, the last 200."""

        def refusals(self) -> tuple[str, ...]:
            """Keys (``policy/keys.py``) of the effects that were denied."""

        def approvals(self) -> tuple[str, ...]:
            """Keys (``policy/keys.py``) of what a person let pass."""

        def prohibitions(self) -> tuple[str, ...]:
            """What the user forbade, in the user's words."""

        def task_environment(self) -> str:
            """``staging``, ``production`` … where the user or ``guard task`` named one."""

        def task_project(self) -> str:
            """The directory that ``guard task`` was told the work is in; empty where it was not."""

        def asked_acts(self) -> tuple[str, ...]:
            """What the user's last words asked for that takes something away (``session/acts.py``)."""

        def allowed_acts(self) -> tuple[str, ...]:
            """Acts that a person allowed in advance with ``guard task``."""


@frozen
class Ran:
    """A command that ran in this session."""

    text: str
    exit_code: int | None = None


class NoSession:
    """A conversation of which nothing is known."""

    def made(self, kind: str, identity: str) -> bool:
        return False

    def fingerprint(self, secret: str) -> str:
        return ""

    def source_of_secret(self, fingerprint: str) -> str:
        return ""

    def commands(self) -> tuple[Ran, ...]:
        return ()

    def refusals(self) -> tuple[str, ...]:
        return ()

    def approvals(self) -> tuple[str, ...]:
        return ()

    def prohibitions(self) -> tuple[str, ...]:
        return ()

    def task_environment(self) -> str:
        return ""

    def task_project(self) -> str:
        return ""

    def asked_acts(self) -> tuple[str, ...]:
        return ()

    def allowed_acts(self) -> tuple[str, ...]:
        return ()
