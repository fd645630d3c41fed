"""The configuration that the stages ask, with the built-in values.

``policy/layers.py`` reads the files and lays them over one another.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.policy.table import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Decision, Environment


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
class PolicyRule:
    """A rule of the owner: a match on the nouns, and what to answer."""

    id: str
    decision: Decision
    reason: str
    match: Mapping[str, tuple[str, ...]]
    """Noun (``rule``, ``program``, ``operation``, ``kind``, ``environment``, ``target``) → patterns,
    in which ``*`` stands for any run of characters."""
    instead: str = ""
    expires: str = ""
    """A date; from then on the rule is not applied."""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    origin: str = "built-in"


@frozen
class Config:
    """What those who own the guard decided."""

    environments: tuple[EnvironmentRule, ...] = ()
    own_domains: tuple[str, ...] = ()
    """Domains to which the project's data may go."""
    rules: tuple[PolicyRule, ...] = ()
    table: Mapping[str, tuple[Decision, ...]] = TABLE
    broken: str = ""
    """Why a configuration file could not be used: then the built-in policy is at its strictest."""
    origins: Mapping[str, str] = {}
    """Which layer set each value, for ``guard config show --origin``."""
