"""Starting an agent so that it loads no hooks is refused; starting it with them is not.

Switches as each agent's own ``--help`` names them, at the versions of ``guard/agents/versions.txt``.
"""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.service import check


def decision(command: str, home) -> str:
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    return check(Proposal(text=command, cwd=str(home), env=env), env).decision


@pytest.mark.parametrize(
    "command",
    [
        "codex --ignore-user-config exec hi",
        "codex exec --dangerously-bypass-hook-trust hi",
        "codex -c features.hooks=false exec hi",
        "echo '{}' | codex app-server",
        "qwen --safe-mode -p hi",
        "qwen --bare -p hi",
        "opencode run --pure hi",
        "cline --hooks-dir /tmp/none hi",
        "cline --config=/tmp/none hi",
        "hermes chat --ignore-user-config -q hi",
        "KIMI_CODE_HOME=/tmp/none kimi -p hi",
        "env -i HOME=/tmp/none gemini -p hi",
        "XDG_STATE_HOME=/tmp/none claude -p hi",
        "export XDG_CONFIG_HOME=/tmp/none; codex exec hi",
    ],
)
def test_without_its_hooks(command, tmp_path):
    assert decision(command, tmp_path) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        "codex exec hi", "qwen -p hi", "opencode run hi", "cline 'please go on'", "hermes chat -q hi",
        "kimi -p hi", "gemini -p hi", "goose run -t hi", "grok -p hi", "droid exec hi", "codex --version",
        "qwen hooks --help",
    ],
)  # fmt: skip
def test_with_them(command, tmp_path):
    assert decision(command, tmp_path) == "allow"
