"""The configuration that the stages ask, with the built-in values.

``policy/layers.py`` reads the files and lays them over one another.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment


@frozen
class EnvironmentRule:
    """One line of the owner's environment map."""

    kind: str
    """``account``, ``project``, ``host``, ``cluster``, ``database``, ``path`` … or ``any``."""
    pattern: str
    """A name, with ``*`` for any run of characters."""
    environment: Environment
    origin: str = "built-in"
    """The layer that set it."""


@frozen
class Config:
    """What those who own the guard decided."""

    environments: tuple[EnvironmentRule, ...] = ()
    own_domains: tuple[str, ...] = ()
    """Domains to which the project's data may go."""
    broken: str = ""
    """Why a configuration file could not be used: then the built-in policy is at its strictest."""
