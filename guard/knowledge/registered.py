"""Files in which an agent's hooks name the guard, wherever they lie.

Catches ``rm $CODEX_HOME/hooks.json`` in a folder of any name: what the file holds says what it is. Quiet:
files of the same name that hold nothing of the guard, and the guard's own sources
(``hooks/codex/hooks.json``), which name it without an absolute path.

What is lost is every later check; ``guard install`` brings the entries back."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.world import World

NAMES = (
    "settings.json", "settings.local.json", "hooks.json", "hooks.toml", "guard.json", "guard-vscode.json",
    "guard.js", "config.toml", "config.yaml", "PreToolUse.sh",
)  # fmt: skip
"""Endings of the files that the installer writes."""
HOOK = "/guard/hook."


def registers(path: str, world: World) -> bool:
    """Whether a file holds the absolute path of the guard's hook, as the installer writes it."""
    if not path.endswith(NAMES):
        return False
    text = world.read(path) or ""
    words = text.replace('"', " ").replace("'", " ").split() if HOOK in text else ()
    return any(HOOK in word and word.startswith("/") for word in words)
