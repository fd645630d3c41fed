"""Paths as a program sees them: from its own home and its own directory."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation


def home_of(invocation: Invocation) -> str:
    """The home directory that this program would see."""
    variable = invocation.variable("HOME")
    return (variable.value.text or "") if variable else ""


def absolute(text: str, invocation: Invocation, home: str = "") -> str:
    """A path as this program would see it, ``.`` and ``..`` removed."""
    if text == "~" or text.startswith("~/"):
        text = (home or "~") + text[1:]
    elif not text.startswith("/"):
        text = (invocation.cwd or "") + "/" + text if invocation.cwd else text
    return os.path.normpath(text) if text else text
