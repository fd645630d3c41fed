"""The files in ``hooks/`` and ``.claude-plugin/``: the same registrations for those who manage dotfiles.

Made from what the installer writes, with the command ``guard`` on PATH instead of absolute paths, and for
Claude Code as a plugin. A plugin does not know where Python lives, so it names ``python3``; the
installer's absolute interpreter is the safer of the two. ``python3 -m guard.agents.plugin`` writes the
files and the table in ``docs/agents.md`` again; tests hold them to what is generated here."""

from __future__ import annotations

import json
import os

from guard.agents.catalogue import ABOUT, PROJECT, USER, table
from guard.agents.registrations import EVENTS, Line, forms_of, groups

WORDS = ("python3", "-I", "-S", "${CLAUDE_PLUGIN_ROOT}/guard/hook.py", "claude-code")


def files() -> dict[str, str]:
    """The text of each file, by its path in the repository."""
    manifest = {
        "name": "guard",
        "version": "0.1.0",
        "description": "Says what a command would do, to what, where, and whether it can be undone",
        "license": "GPL-3.0-or-later",
        "hooks": "./hooks/claude-code/hooks.json",
    }
    hooks = {event: groups(WORDS, event, matchers) for event, matchers in EVENTS}
    found = {
        ".claude-plugin/plugin.json": _json(manifest),
        "hooks/claude-code/hooks.json": _json({"description": manifest["description"], "hooks": hooks}),
    }
    for agent in ABOUT:
        if agent != "claude-code":
            found.update(_of(agent))
    return found


def _of(agent: str) -> dict[str, str]:
    """The files of one agent, from where its settings folder begins."""
    place = USER[agent][2] if agent in USER else PROJECT[agent].rsplit("/", 1)[-1]
    root = f"hooks/{agent}"
    line = Line(("guard", "hook", agent))
    return {
        form.path.replace("plugins/guard/", ""): form.installed(None)
        for form in forms_of(agent, f"{root}/{place}", line)
    }


def _json(content: object) -> str:
    return json.dumps(content, indent=2) + "\n"


def main() -> None:
    """Write the files into the repository that this package lies in."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for path, content in files().items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(full, 0o755 if full.endswith(".sh") else 0o644)
    _write_table(os.path.join(root, "docs", "agents.md"))


def _write_table(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        before, begin, rest = file.read().partition("<!-- agents: begin -->\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            before + begin + table() + "<!-- agents: end -->" + rest.partition("<!-- agents: end -->")[2]
        )


if __name__ == "__main__":
    main()
