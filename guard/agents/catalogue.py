"""The agents that the guard knows, and what holds with each: the source of the table in ``docs/agents.md``.

``tested`` is the version with which ``tests/clients`` last saw what is said here, as pinned in
``guard/agents/versions.txt``, the one place to raise it; empty where only the documentation was read."""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class About:
    """One agent, as a person reads about it."""

    title: str
    programs: tuple[str, ...]
    """Names on PATH."""
    folders: tuple[str, ...]
    """Below the home directory: one of them is there where the agent is used."""
    tested: str
    ask: str
    """What becomes of a question."""
    closed: str
    """What happens when the guard cannot answer."""
    gaps: tuple[str, ...] = ()
    """What is not covered."""
    after: str = ""
    """What a person has to do once after registering."""


REFUSED = "refused, with the way to the person"
WRAPPED = "yes, by the wrapper `guard/hook.sh`; open if the shell itself is killed or the wrapper passes 10 s"
PREVIEW = "not run here: the contract is taken from the documentation"


def pinned() -> dict[str, str]:
    """The version of each agent that the tests drive (``versions.txt``)."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "versions.txt")
    with open(path, encoding="utf-8") as file:
        rows = [line.partition("#")[0].split() for line in file]
    return {row[0]: row[1] for row in rows if row}


PINNED = pinned()
ABOUT: dict[str, About] = {
    "claude-code": About(
        "Claude Code", ("claude",), (".claude",), PINNED["claude-code"],
        "a prompt; refused where nobody is there",
        "yes, `onFailure: block` from 2.1.295 on; output that is no JSON lets the call run",
        ("`--bare` and `--setting-sources` without `user` load no user hooks",
         "`disableAllHooks` in a project's settings switches user hooks off in headless runs"),
    ),
    "codex": About(
        "OpenAI Codex CLI", ("codex",), (".codex",), PINNED["codex"], REFUSED, WRAPPED,
        ("`write_stdin` fires no hook, so a program that waits for input is refused when it is started",
         "a hook that is not trusted is skipped without a word",
         "`features.hooks = false` switches hooks off"),
        "start codex once and trust the guard's hooks with /hooks",
    ),
    "gemini": About(
        "Gemini CLI", ("gemini",), (".gemini",), PINNED["gemini"], REFUSED, WRAPPED,
        ("`hooksConfig.enabled: false` in a project's settings switches user hooks off",),
    ),
    "copilot": About(
        "GitHub Copilot CLI", ("copilot",), (".copilot",), PINNED["copilot"],
        "a prompt; refused where nobody is there",
        "yes, any failure but a time-out; the watchdog and the wrapper answer before that",
        ("`disableAllHooks` in a trusted project switches user hooks off",
         "the cloud agent reads only `.github/hooks` of the repository"),
    ),
    "cursor": About(
        "Cursor", ("cursor", "cursor-agent"), (".cursor",), "",
        "a prompt for commands and MCP tools; refused for files", "yes, `failClosed: true`", (PREVIEW,),
    ),
    "opencode": About(
        "OpenCode", ("opencode",), (".config/opencode",), PINNED["opencode"], REFUSED,
        "yes, the plugin throws; a plugin that cannot be loaded leaves no hook",
        ("Kilo reads the same plugin from `~/.config/kilo/plugin`; it is not registered there",),
    ),
    "qwen": About(
        "Qwen Code", ("qwen",), (".qwen",), PINNED["qwen"], "a prompt; refused where nobody is there",
        WRAPPED,
        ("a hook of somebody else that is configured later and allows overrides a refusal",),
    ),
    "grok": About(
        "Grok Build", ("grok",), (".grok",), PINNED["grok"], REFUSED, WRAPPED,
        ("with Claude's and Cursor's files beside it the guard runs two or three times for a call",),
    ),
    "droid": About(
        "Factory Droid", ("droid",), (".factory",), PINNED["droid"], REFUSED, WRAPPED,
        ("a hook of somebody else that stands first and allows overrides a refusal",),
    ),
    "goose": About(
        "Goose", ("goose",), (".config/goose",), PINNED["goose"], REFUSED, "yes, `on_failure: block`",
        ("in `smart_approve` mode its own approval comes first",),
    ),
    "cline": About(
        "Cline", ("cline",), (".cline", "Documents/Cline"), PINNED["cline"], REFUSED, WRAPPED,
        ("a refusal ends the turn, and without a terminal the model is not told why",
         "there is no time-out to set, so a stopped process stops the session"),
    ),
    "kimi": About(
        "Kimi Code", ("kimi",), (".kimi-code",), PINNED["kimi"], REFUSED, WRAPPED,
        ("a broken line in its configuration switches every hook off",),
    ),
    "hermes": About(
        "Hermes Agent", ("hermes",), (".hermes",), PINNED["hermes"], REFUSED, WRAPPED,
        ("a hook is skipped until it was consented to (`--accept-hooks`, `hooks_auto_accept`)",
         "`cronjob` runs later without a hook"),
        "start hermes once and accept the hook",
    ),
    "openhands": About(
        "OpenHands CLI", ("openhands",), (".openhands",), PINNED["openhands"], REFUSED, WRAPPED,
        ("what is typed into a running program is judged without knowing the program",),
    ),
    "vibe": About(
        "Mistral Vibe", ("vibe",), (".vibe",), PINNED["vibe"], REFUSED, "yes, `strict = true`",
        ("what `run_typescript` calls is judged by the hooks that these calls fire",),
    ),
    "windsurf": About(
        "Windsurf Cascade", ("windsurf",), (".codeium/windsurf",), "", REFUSED, WRAPPED, (PREVIEW,),
    ),
    "kiro": About("Kiro", ("kiro", "kiro-cli"), (".kiro",), "", REFUSED, WRAPPED, (PREVIEW,)),
    "vscode": About(
        "VS Code Copilot Chat", ("code",), (), "", "a prompt", WRAPPED,
        (PREVIEW, "registered for a project only (`--scope project`)"),
    ),
    "antigravity": About(
        "Antigravity", ("agy", "antigravity"), (".gemini/config", ".antigravity"), "", REFUSED,
        "yes: no answer is a refusal", (PREVIEW, "tools that are not in the matcher"),
    ),
}  # fmt: skip
"""By the installed base, as far as it can be judged."""

USER: dict[str, tuple[str, str, str]] = {
    "claude-code": ("CLAUDE_CONFIG_DIR", ".claude", "settings.json"),
    "codex": ("CODEX_HOME", ".codex", "hooks.json"),
    "gemini": ("", ".gemini", "settings.json"),
    "copilot": ("COPILOT_HOME", ".copilot", "hooks/guard.json"),
    "cursor": ("", ".cursor", "hooks.json"),
    "opencode": ("OPENCODE_CONFIG_DIR", ".config/opencode", "plugin/guard.js"),
    "qwen": ("", ".qwen", "settings.json"),
    "grok": ("GROK_HOME", ".grok", "hooks/guard.json"),
    "droid": ("", ".factory", "hooks.json"),
    "goose": ("", ".agents", "plugins/guard/hooks/hooks.json"),
    "cline": ("", ".cline", "hooks/PreToolUse.sh"),
    "kimi": ("KIMI_CODE_HOME", ".kimi-code", "config.toml"),
    "hermes": ("HERMES_HOME", ".hermes", "config.yaml"),
    "openhands": ("", ".openhands", "hooks.json"),
    "vibe": ("VIBE_HOME", ".vibe", "hooks.toml"),
    "windsurf": ("", ".codeium/windsurf", "hooks.json"),
    "kiro": ("", ".kiro", "hooks/guard.json"),
    "antigravity": ("", ".gemini/config", "hooks.json"),
}
"""Where its hooks are registered for a person: the variable that moves the folder, the folder, the file."""
PROJECT = {
    "claude-code": ".claude/settings.json", "codex": ".codex/hooks.json", "gemini": ".gemini/settings.json",
    "copilot": ".github/hooks/guard.json", "cursor": ".cursor/hooks.json",
    "opencode": ".opencode/plugin/guard.js", "qwen": ".qwen/settings.json", "grok": ".grok/hooks/guard.json",
    "droid": ".factory/hooks.json", "goose": ".agents/plugins/guard/hooks/hooks.json",
    "cline": ".clinerules/hooks/PreToolUse.sh", "openhands": ".openhands/hooks.json",
    "vibe": ".vibe/hooks.toml", "windsurf": ".windsurf/hooks.json", "kiro": ".kiro/hooks/guard.json",
    "vscode": ".github/hooks/guard-vscode.json", "antigravity": ".agents/hooks.json",
}  # fmt: skip
"""And for a project, below its root."""
LOCAL = {"claude-code": ".claude/settings.local.json"}
ORGANISATION = {
    "claude-code": "/etc/claude-code/managed-settings.json", "cursor": "/etc/cursor/hooks.json",
    "copilot": "/etc/github-copilot/policy.d/guard.json", "gemini": "/etc/gemini-cli/settings.json",
    "windsurf": "/etc/windsurf/hooks.json", "droid": "/etc/factory/settings.json",
}  # fmt: skip


def found_agents(home: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The agents on this machine that can be registered for the user: by their folder or their program."""
    import shutil

    return tuple(
        agent
        for agent, about in ABOUT.items()
        if agent in USER
        and (
            any(os.path.isdir(os.path.join(home, folder)) for folder in about.folders)
            or any(shutil.which(program, path=env.get("PATH", "")) for program in about.programs)
        )
    )


def table() -> str:
    """The table of ``docs/agents.md``."""
    rows = [
        "| agent | registered in | a question is | fails closed | tested with | not covered |",
        "|---|---|---|---|---|---|",
    ]
    for agent, about in ABOUT.items():
        place = "~/" + "/".join(USER[agent][1:]) if agent in USER else PROJECT[agent]
        seen = about.tested or "—"
        gaps = "; ".join(about.gaps).replace("|", "\\|")
        rows.append(
            f"| {about.title} (`{agent}`) | `{place}` | {about.ask} | {about.closed} | {seen} | {gaps} |"
        )
    return "\n".join(rows) + "\n"
