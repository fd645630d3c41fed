"""What can go wrong, as few kinds as callers tell apart."""

from __future__ import annotations


class GuardError(Exception):
    """Something a person can act on.

    Args:
        message: what is wrong, one sentence without a full stop.
        hint: what to do about it, or nothing.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ProposalError(GuardError):
    """A proposal that cannot be read. It is answered with *ask*, never with silence."""


class ConfigError(GuardError):
    """A configuration file that cannot be used. The built-in policy stays, at its strictest."""


class LimitReached(GuardError):
    """A bound of work, size, count or time was met. What is left undone is *unknown*."""
