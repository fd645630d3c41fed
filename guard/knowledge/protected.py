"""Places that decide what runs, and whether the guard is asked first.

Catches a write, a deletion or a change of mode of an agent's settings and hooks, of the guard's own files,
and of files that a shell, git, cron, systemd or an editor runs later by itself:
``sed -i s/PreToolUse/X/ .claude/settings.json``, ``echo … >> ~/.bashrc``. Quiet: reading them, and everything
beside them (``.claude/commands/deploy.md``, ``~/.config/nvim/init.lua``).

What is lost is not the file but every later check. Recover with ``git restore`` where the file is tracked;
the guard's own entries come back with ``guard install``.

Facts: the agents' hook documentation (one line per agent below), bash(1) INVOCATION, zsh(1) STARTUP/SHUTDOWN
FILES, sshd(8) AUTHORIZED_KEYS, githooks(5), crontab(5), systemd.unit(5), the XDG autostart specification.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.knowledge.place_index import PlaceIndex
    from guard.model import Mark


def protection_of(path: str, home: str) -> tuple[Mark, str] | None:
    """What a change of ``path`` would undermine, as a mark and a phrase that ends a sentence.

    ``guard-tampered``: the guard or an agent's hooks would be switched off or changed. ``persistence``: what
    is written would run later by itself. ``local-bypass``: weaker, an agent's instructions or an editor's
    settings; the effect is then an ``unprotect`` that asks. ``None``: nothing is known against it.

    Args:
        path: absolute, ``.`` and ``..`` removed. A link may lead to such a place: ask for both names.
        home: the home directory of whoever would run the command.
    """
    place = short_place(path, home)
    if not _made:
        from guard.knowledge.place_index import PlaceIndex

        _made.append(PlaceIndex(patterns for _, _, patterns in PLACES))
    number = _made[0].find(place)
    return None if number is None else PLACES[number][:2]


_made: list[PlaceIndex] = []
"""The index of ``PLACES``, made when it is first asked."""


def short_place(path: str, home: str) -> str:
    """The path with the home directory as ``~``; a trailing slash is not part of a name."""
    path = path.rstrip("/") or "/"
    while path.startswith("//"):
        path = path[1:]
    if path.startswith("/proc/"):
        owner, _, rest = path[6:].partition("/root/")
        path = "/" + rest if rest and "/" not in owner else path
    home = home.rstrip("/")
    if home and (path == home or path.startswith(home + "/")):
        return "~" + path[len(home) :]
    for root in ("/root", "/var/root"):
        if path.startswith(root + "/"):
            return "~" + path[len(root) :]
    if path.startswith(("/home/", "/Users/")):
        _, _, rest = path[1:].partition("/")
        _, slash, rest = rest.partition("/")
        return "~/" + rest if slash else path
    return path


def fits_place(place: str, pattern: str) -> bool:
    """Whether a place is what a pattern names: ``~/x`` and ``/x`` from the start, ``x/y`` as the last
    segments anywhere; ``/**`` at the end stands for everything below and the directory itself. Capitals do
    not count: some file systems do not tell them apart."""
    place, pattern = place.lower(), pattern.lower()
    anchored = pattern[0] in "~/"
    folder = pattern[:-3] if pattern.endswith("/**") else ""
    if "*" not in (folder or pattern):
        if not folder:
            return place == pattern or (not anchored and place.endswith("/" + pattern))
        if anchored:
            return place == folder or place.startswith(folder + "/")
        return f"/{folder}/" in f"/{place}/"
    wanted, parts = (folder or pattern).split("/"), place.split("/")
    if folder:
        parts = parts[: len(wanted)]
    elif not anchored:
        parts = parts[-len(wanted) :]
    return len(parts) == len(wanted) and all(_same(p, w) for p, w in zip(parts, wanted, strict=False))


def _same(part: str, wanted: str) -> bool:
    if "*" not in wanted:
        return part == wanted
    head, _, tail = wanted.partition("*")
    return len(part) >= len(head) + len(tail) and part.startswith(head) and part.endswith(tail)


BEFORE_THE_REAL_ONES = tuple(
    f"{folder}/{name}"
    for folder in ("~/.local/bin", "~/bin")
    for name in (
        "git", "ls", "cat", "sudo", "ssh", "scp", "rm", "cp", "mv", "grep", "find", "sed", "awk", "curl",
        "wget", "bash", "sh", "zsh", "env", "which", "ps", "kill", "su", "passwd", "make", "tar", "su",
    )
)  # fmt: skip
"""Where a program of everybody's would be looked for first; other names are what people install there."""

PLACES: tuple[tuple[Mark, str, tuple[str, ...]], ...] = (
    (
        "guard-tampered",
        "the guard's own configuration and state",
        (
            "~/.config/guard/**", "~/.local/state/guard/**", "~/.local/share/guard/**", "/etc/guard/**",
            "~/Library/Application Support/guard/**", ".guard.toml",
            "~/.local/bin/guard", "/usr/local/bin/guard", "/usr/bin/guard", "/opt/homebrew/bin/guard",
            "bin/guard-hook", "~/.local/pipx/venvs/guard/**", "~/.local/share/uv/tools/guard/**",
            "site-packages/guard/**", "guard/approvals/ticket-*", "guard/approvals/parked-*",
            "guard/fingerprint.key", "guard/audit.jsonl", "guard/ledger-*", "guard/declared-tasks",
            "guard/config.toml",
        ),
    ),
    (
        "guard-tampered",
        "the settings from which Claude Code loads its hooks",
        (
            ".claude/settings.json", ".claude/settings.local.json", ".claude/hooks/**", ".claude",
            "~/.claude.json", ".claude-plugin/plugin.json", "~/.claude/plugins/**",
            "/etc/claude-code/**", "/Library/Application Support/ClaudeCode/**",
        ),
    ),
    (
        "guard-tampered",
        "the settings from which an agent loads its hooks",
        (
            # Codex
            ".codex/hooks.json", ".codex/config.toml", ".codex", "/etc/codex/**", ".codex/hooks/**",
            # Cursor
            ".cursor/hooks.json", ".cursor/mcp.json", ".cursor/hooks/**", ".cursor", "/etc/cursor/**",
            "/Library/Application Support/Cursor/hooks.json", "~/.cursor/cli-config.json",
            # Gemini CLI, Antigravity
            ".gemini/settings.json", ".gemini/config/hooks.json", ".gemini/extensions/**", ".gemini",
            "/etc/gemini-cli/**", ".agents/hooks.json",
            # GitHub Copilot CLI, VS Code agents
            ".github/hooks/**", ".github/copilot/settings.json", ".github/copilot/settings.local.json",
            "~/.copilot/**", "/etc/github-copilot/**",
            # OpenCode, Kilo
            ".opencode/plugin/**", ".opencode/plugins/**", "~/.config/opencode/**", "opencode.json",
            "opencode.jsonc", "~/.config/kilo/**", "kilo.json",
            # Qwen, Grok, Droid, Kimi, Vibe, Hermes, OpenHands, Pi
            ".qwen/settings.json", ".qwen", ".grok/hooks/**", ".grok/config.toml", "/etc/grok/**",
            ".factory/hooks.json", ".factory/settings.json", "/etc/factory/**",
            "~/.kimi-code/config.toml", ".vibe/hooks.toml", "~/.vibe/config.toml", "~/.hermes/config.yaml",
            ".factory", ".openhands", ".vibe", "~/.hermes", "~/.kimi-code", ".gemini/config", ".windsurf",
            "~/.codeium/windsurf", ".agents", ".kiro", ".grok", ".cline", ".github/hooks",
            ".openhands/hooks.json", ".pi/extensions/**", ".pi/agent/extensions/**",
            # Goose, Cline, Windsurf, Devin, Kiro, Crush, Amp, Continue
            ".agents/plugins/**", "~/.config/goose/config.yaml", ".cline/hooks/**", ".clinerules/hooks/**",
            "~/Documents/Cline/Hooks/**", ".windsurf/hooks.json", "~/.codeium/windsurf/hooks.json",
            "/etc/windsurf/**", ".devin/hooks.v1.json", "~/.config/devin/config.json", ".kiro/hooks/**",
            "crush.json", ".crush.json", "~/.config/crush/**", "~/.config/amp/plugins/**",
            "~/.config/amp/settings.json", ".continue/settings.json", ".continue/settings.local.json",
            # programs that an agent starts by itself
            ".mcp.json", "~/.codeium/windsurf/mcp_config.json", ".vscode/mcp.json", ".kiro/settings/mcp.json",
        ),
    ),
    (
        "persistence",
        "a file that a shell runs each time it starts or ends",
        (
            "~/.bashrc", "~/.bash_profile", "~/.bash_login", "~/.bash_logout", "~/.profile",
            "~/.bash_aliases", "~/.zshrc", "~/.zshenv", "~/.zprofile", "~/.zlogin", "~/.zlogout",
            "~/.kshrc", "~/.mkshrc", "~/.cshrc", "~/.tcshrc", "~/.login", "~/.logout", "~/.inputrc",
            "~/.xinitrc", "~/.xprofile", "~/.xsession", "~/.xsessionrc", "~/.pam_environment",
            "~/.config/environment.d/**", "~/.config/fish/config.fish", "~/.config/fish/conf.d/**",
            "~/.config/fish/functions/**", "~/.config/powershell/**", "~/.bashrc.d/**", "~/.zshrc.d/**",
            "~/.zsh/**", "~/.oh-my-zsh/custom/**", "/etc/profile", "/etc/profile.d/**", "/etc/bash.bashrc",
            "/etc/bashrc", "/etc/bash.bash_logout", "/etc/zsh/**", "/etc/zshrc", "/etc/zprofile",
            "/etc/zshenv", "/etc/fish/**", "/etc/environment", "/etc/skel/**",
        ),
    ),
    (
        "persistence",
        "a file that decides who may log in or what a login runs",
        (
            "~/.ssh/authorized_keys", "~/.ssh/authorized_keys2", "~/.ssh/config", "~/.ssh/rc",
            "~/.ssh/environment", "/etc/ssh/**", "/etc/passwd", "/etc/shadow", "/etc/group",
            "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d/**", "/etc/doas.conf", "/etc/pam.d/**",
            "/etc/security/**", "/etc/polkit-1/**", "/etc/nsswitch.conf", "/etc/ld.so.preload",
            "/etc/ld.so.conf", "/etc/ld.so.conf.d/**", "/etc/hosts.allow",
        ),
    ),
    (
        "local-bypass",
        "the record of what was typed in a shell",
        ("~/.bash_history", "~/.zsh_history", "~/.zhistory", "~/.local/share/fish/fish_history"),
    ),
    ("persistence", "a program that would run in place of the system's own", BEFORE_THE_REAL_ONES),
    (
        "persistence",
        "a program that git runs by itself",
        (
            ".git/hooks/**", ".git/config", "~/.gitconfig", "~/.config/git/config", "/etc/gitconfig",
            "~/.config/git/hooks/**", ".husky/_/**", ".git/info/attributes",
        ),
    ),
    (
        "persistence",
        "a job that the system starts by itself",
        (
            "/etc/crontab", "/etc/cron.*/**", "/etc/anacrontab", "/var/spool/cron/**", "/var/spool/at/**",
            "/etc/systemd/**", "/usr/lib/systemd/**", "/lib/systemd/**", "~/.config/systemd/**",
            "~/.local/share/systemd/**", "/etc/init.d/**", "/etc/rc.local", "/etc/rc*.d/**", "/etc/inittab",
            "/etc/init/**", "~/.config/autostart/**", "/etc/xdg/autostart/**", "/etc/udev/rules.d/**",
            "~/Library/LaunchAgents/**", "/Library/LaunchAgents/**", "/Library/LaunchDaemons/**",
            "/etc/launchd.conf", "/etc/update-motd.d/**", "/etc/apt/apt.conf.d/**", "/etc/modules-load.d/**",
            "~/.config/upstart/**", "~/.local/share/dbus-1/services/**",
        ),
    ),
    (
        "persistence",
        "a file from which programs take code at each start",
        (
            "sitecustomize.py", "usercustomize.py", "~/.pythonrc", "~/.pythonrc.py", "~/.npmrc", "~/.vimrc",
            "~/.config/pip/pip.conf", "~/.pip/pip.conf", "/etc/pip.conf", "~/.gemrc", "~/.cargo/config.toml",
            "~/.gdbinit", "~/.psqlrc", "~/.irbrc", "~/.my.cnf", "~/.curlrc", "~/.wgetrc", "~/.screenrc",
            "~/.tmux.conf", "~/.config/tmux/tmux.conf", "~/.direnvrc", "~/.config/direnv/**",
        ),
    ),
    (
        "local-bypass",
        "the instructions that agents follow in this project",
        (
            "CLAUDE.md", "CLAUDE.local.md", "AGENTS.md", "AGENT.md", "GEMINI.md", "QWEN.md",
            ".cursorrules", ".windsurfrules", ".clinerules", ".goosehints", ".cursor/rules/**",
            ".github/copilot-instructions.md", ".github/instructions/**", ".claude/rules/**",
            "~/.claude/agents/**", "~/.claude/commands/**", "~/.claude/skills/**",
        ),
    ),
    (
        "local-bypass",
        "editor settings that can approve an agent's tools or run tasks",
        (
            ".vscode/settings.json", ".vscode/tasks.json", ".vscode/launch.json", ".idea/workspace.xml",
            "~/.config/Code/User/settings.json", "~/Library/Application Support/Code/User/settings.json",
            ".devcontainer/devcontainer.json", ".devcontainer.json", ".envrc",
        ),
    ),
)  # fmt: skip
"""Marks, phrases and places, strongest first. ``~/…`` also stands for the home of any other user."""
