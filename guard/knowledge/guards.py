"""What guards are called, and what agents are: names that self-protection needs in several places."""

from __future__ import annotations

NOT_GUARDS = frozenset(
    ("wireguard", "adguard", "bodyguard", "lifeguard", "netguard", "fireguard", "auth_guard", "authguard",
     "routeguard", "canactivateguard", "crossguard", "include_guard", "lock_guard", "mudguard", "avantguard",
     "usbguard", "sshguard", "cfn-guard", "proguard", "dexguard")
)  # fmt: skip
"""Things whose name ends in *guard* that stand between no agent and its commands."""

OTHER_GUARDS = frozenset(
    (
        "dcg", "destructive_command_guard", "tirith", "shellfirm", "nah", "safe-chain", "cc-safety-net",
        "safety-net", "guard-hook", "guardd", "sandbox-runtime", "srt", "cupcake",
    )
)  # fmt: skip


def is_guard(name: str) -> bool:
    """Whether a program, package or process of this name guards an agent's commands: ``guard``,
    ``ourguard``, ``claude-guard``; not ``wireguard``."""
    lower = name.lower().removesuffix(".exe").removesuffix(".py").removesuffix(".service")
    lower = (
        lower.rsplit("/", 1)[-1].split("==", 1)[0].split("@", 1)[0] if not lower.startswith("@") else lower
    )
    if lower in OTHER_GUARDS:
        return True
    return lower.endswith("guard") and lower not in NOT_GUARDS and not lower.startswith("wire")


AGENTS = frozenset(
    (
        "claude", "codex", "gemini", "q", "copilot", "cursor-agent", "aider", "opencode", "goose", "qwen",
        "grok", "droid", "kimi", "hermes", "openhands", "vibe", "pi", "crush", "amp", "cline", "kilo",
        "kiro-cli", "agy", "cn", "devin", "auggie", "plandex", "gptme", "open-interpreter", "interpreter",
        "llm-agent", "mods", "cody", "claude-code", "agent", "forge", "codebuff", "letta",
    )
)  # fmt: skip
"""Programs that run an AI agent, which in turn runs commands."""
