"""Whether the name of a pipeline's environment says production."""

from __future__ import annotations

from guard.signs.environments import environment_of_words


def said_by(name: str, key: str) -> str:
    """The sentence part that says so (``environment: production``); empty where the name does not."""
    return f"{key}: {name}" if "${{" not in name and environment_of_words(name) == "E4" else ""
