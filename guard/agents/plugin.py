"""The same registration as a Claude Code plugin: ``.claude-plugin/plugin.json`` and
``hooks/claude-code/hooks.json``.

A plugin does not know where Python lives, so it names ``python3``; the installer's absolute interpreter
is the safer of the two. ``python3 -m guard.agents.plugin`` writes the files again; a test holds them to
what is generated here."""

from __future__ import annotations

import json
import os

from guard.agents.registrations import EVENTS, groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WORDS = ("python3", "-I", "-S", "${CLAUDE_PLUGIN_ROOT}/guard/hook.py", "claude-code")


def files() -> dict[str, dict[str, Any]]:
    """What each of the plugin's files holds, by its path in the repository."""
    manifest = {
        "name": "guard",
        "version": "0.1.0",
        "description": "Says what a command would do, to what, where, and whether it can be undone",
        "license": "GPL-3.0-or-later",
        "hooks": "./hooks/claude-code/hooks.json",
    }
    hooks = {event: groups(WORDS, event, matchers) for event, matchers in EVENTS}
    return {
        ".claude-plugin/plugin.json": manifest,
        "hooks/claude-code/hooks.json": {"description": manifest["description"], "hooks": hooks},
    }


def main() -> None:
    """Write the plugin's files into the repository that this package lies in."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for path, content in files().items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
