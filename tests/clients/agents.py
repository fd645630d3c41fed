"""How each real agent is started against the fake model: its program, its environment, its configuration.

Every one runs in a home of its own, with an environment of nothing but what stands here, and with loopback
as the only place it is told about.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.fake_model import Messages

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients"

Turn = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Agent:
    """A real agent: which file is started with which words, and what it needs around it."""

    name: str
    program: str
    """A glob below its folder in ``.clients``."""
    words: tuple[str, ...]
    shell: Callable[[str], Turn]
    """The call of its shell tool for a command."""
    environment: dict[str, str]
    """``PORT`` stands for the model's port, ``HOME`` for the home directory."""
    files: dict[str, str]
    """Configuration below the home directory."""
    node: str = ""
    """``node``, or the glob of another node."""
    write: Callable[[str, str], Turn] | None = None
    """The call of its file tool for a path and a text, where the fake model is offered one."""
    reasoned: bool = True
    """Whether the reason of a refusal reaches the model in this mode."""


def _plain(tool: str, key: str = "command", **more: Any) -> Callable[[str], Turn]:
    return lambda command: (tool, {key: command, **more})


def _writing(tool: str, path: str, content: str = "content", **more: Any) -> Callable[[str, str], Turn]:
    return lambda name, text: (tool, {path: name, content: text, **more})


AGENTS = {
    agent.name: agent
    for agent in (
        Agent(
            "claude-code", "node_modules/@anthropic-ai/claude-code-linux-*/claude",
            ("-p", "go", "--dangerously-skip-permissions"),
            _plain("Bash", description="test"),
            {"ANTHROPIC_BASE_URL": "http://127.0.0.1:PORT", "ANTHROPIC_API_KEY": "x" * 24,
             "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
             "IS_SANDBOX": "1", "ENABLE_TOOL_SEARCH": "false"},
            {},
            write=_writing("Write", "file_path"),
        ),
        Agent(
            "codex", "node_modules/@openai/codex-linux-*/vendor/*/bin/codex",
            ("exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-hook-trust", "-s",
             "danger-full-access", "go"),
            _plain("exec_command", "cmd"),
            {"CODEX_HOME": "HOME/.codex", "FAKE_KEY": "x"},
            {".codex/config.toml": (
                'model = "fake-model"\nmodel_provider = "fake"\n[model_providers.fake]\nname = "fake"\n'
                'base_url = "http://127.0.0.1:PORT/v1"\nenv_key = "FAKE_KEY"\nwire_api = "responses"\n'
            )},
        ),
        Agent(
            "goose", "node_modules/@aaif/goose-binary-linux-*/bin/goose",
            ("run", "--no-session", "-t", "go"),
            _plain("shell"),
            {"GOOSE_PROVIDER": "openai", "GOOSE_MODEL": "gpt-4o", "OPENAI_API_KEY": "x",
             "OPENAI_HOST": "http://127.0.0.1:PORT", "OPENAI_BASE_PATH": "v1/chat/completions",
             "GOOSE_MODE": "auto", "GOOSE_DISABLE_KEYRING": "1"},
            {},
            write=_writing("write", "path"),
        ),
        Agent(
            "grok", "node_modules/@xai-official/grok-linux-*/bin/grok",
            ("--always-approve", "-m", "fake", "-p", "go"),
            _plain("run_terminal_command", description="test"),
            {"XAI_API_KEY": "x"},
            {".grok/config.toml": (
                '[model.fake]\nmodel = "fake"\nbase_url = "http://127.0.0.1:PORT/v1"\napi_key = "x"\n'
            )},
            write=_writing("write", "file_path"),
        ),
        Agent(
            "copilot", "node_modules/@github/copilot-linux-*/copilot",
            ("-p", "go", "--allow-all", "--disable-builtin-mcps"),
            _plain("bash", description="test"),
            {"COPILOT_PROVIDER_BASE_URL": "http://127.0.0.1:PORT/v1", "COPILOT_PROVIDER_API_KEY": "x",
             "COPILOT_MODEL": "gpt-5.4", "COPILOT_PROVIDER_WIRE_API": "completions",
             "COPILOT_OFFLINE": "true", "COPILOT_AUTO_UPDATE": "false"},
            {},
        ),
        Agent(
            "gemini", "node_modules/@google/gemini-cli/bundle/gemini.js",
            ("--yolo", "-m", "gemini-2.5-flash", "-p", "go"),
            _plain("run_shell_command", description="test"),
            {"GEMINI_API_KEY": "x", "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:PORT",
             "GEMINI_CLI_TRUST_WORKSPACE": "true"},
            {".gemini/settings.json": json.dumps({
                "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
                "privacy": {"usageStatisticsEnabled": False},
            })},
            node="node",
            write=_writing("write_file", "file_path"),
        ),
        Agent(
            "droid", "node_modules/@factory/cli-linux-*/bin/droid",
            ("exec", "--skip-permissions-unsafe", "-m", "custom:fake-model", "go"),
            _plain("Execute", summary="test", riskLevel="low", riskLevelReason="test"),
            {"FACTORY_API_KEY": "fk-fake", "FACTORY_AIRGAP_ENABLED": "1"},
            {".factory/settings.json": json.dumps({"customModels": [{
                "model": "fake-model", "displayName": "fake-model", "apiKey": "x",
                "baseUrl": "http://127.0.0.1:PORT/v1", "provider": "generic-chat-completion-api",
                "maxOutputTokens": 4096,
            }]})},
            write=_writing("Create", "file_path"),
        ),
        Agent(
            "qwen", "node_modules/@qwen-code/qwen-code/cli-entry.js",
            ("--yolo", "-p", "go"),
            _plain("run_shell_command", description="test", is_background=False),
            {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": "http://127.0.0.1:PORT/v1",
             "OPENAI_MODEL": "fake-model"},
            {".qwen/settings.json": json.dumps({
                "security": {"auth": {"selectedType": "openai"}},
                "privacy": {"usageStatisticsEnabled": False},
            })},
            node="node",
            write=_writing("write_file", "file_path"),
        ),
        Agent(
            "opencode", "node_modules/opencode-linux-*/bin/opencode",
            ("run", "--model", "fake/fake-model", "go"),
            _plain("bash", description="test"),
            {"npm_config_fetch_retries": "0", "OPENCODE_DISABLE_AUTOUPDATE": "1",
             "OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_LSP_DOWNLOAD": "1"},
            {".config/opencode/opencode.json": json.dumps({
                "provider": {"fake": {
                    "npm": "@ai-sdk/openai-compatible", "name": "fake",
                    "options": {"baseURL": "http://127.0.0.1:PORT/v1", "apiKey": "x"},
                    "models": {"fake-model": {"name": "fake"}},
                }},
                "permission": {"*": "allow"},
            })},
            write=_writing("write", "filePath"),
        ),
        Agent(
            "cline", "node_modules/@cline/cli-linux-*/bin/cline",
            ("--json", "-P", "openai-compatible", "-m", "fake-model", "-k", "x", "-t", "60",
             "please go on"),
            lambda command: ("run_commands", {"commands": [command]}),
            {},
            {".cline/data/settings/providers.json": "cline auth"},
            reasoned=False,
            write=_writing("editor", "path", "new_text"),
        ),
        Agent(
            "kimi", "node_modules/@moonshot-ai/kimi-code/dist/main.mjs",
            ("-p", "go"),
            _plain("Bash", description="test"),
            {"KIMI_MODEL_NAME": "fake-model", "KIMI_MODEL_PROVIDER_TYPE": "openai",
             "KIMI_MODEL_BASE_URL": "http://127.0.0.1:PORT/v1", "KIMI_MODEL_API_KEY": "x",
             "KIMI_MODEL_MAX_CONTEXT_SIZE": "100000"},
            {},
            node="kimi/node_modules/node-linux-*/bin/node",
            write=_writing("Write", "path"),
        ),
        Agent(
            "vibe", "venv/bin/vibe", ("--auto-approve", "-p", "go"),
            _plain("bash"),
            {"FAKE_KEY": "x", "MISTRAL_API_KEY": "x"},
            {".vibe/config.toml": (
                'active_model = "fake"\nenable_telemetry = false\nenable_auto_update = false\n'
                '[[providers]]\nname = "fake"\napi_base = "http://127.0.0.1:PORT/v1"\n'
                'api_key_env_var = "FAKE_KEY"\napi_style = "openai"\nbackend = "generic"\n'
                '[[models]]\nname = "fake-model"\nprovider = "fake"\nalias = "fake"\n'
            )},
            write=_writing("write_file", "path"),
        ),
        Agent(
            "hermes", "venv/bin/hermes", ("chat", "-Q", "--accept-hooks", "--yolo", "-q", "go"),
            _plain("terminal"),
            {"OPENAI_API_KEY": "x"},
            {".hermes/config.yaml": (
                "model:\n  default: fake-model\n  provider: custom\n"
                "  base_url: http://127.0.0.1:PORT/v1\n  api_key: x\n  context_length: 100000\n"
            )},
            write=_writing("write_file", "path"),
        ),
        Agent(
            "openhands", "venv/bin/openhands",
            ("--headless", "--json", "--override-with-envs", "-t", "go"),
            _plain("terminal", security_risk="LOW", summary="test"),
            {"LLM_API_KEY": "x", "LLM_BASE_URL": "http://127.0.0.1:PORT/v1", "LLM_MODEL": "openai/fake-model",
             "LITELLM_LOCAL_MODEL_COST_MAP": "True", "GIT_ALLOW_PROTOCOL": "file"},
            {},
            write=_writing("file_editor", "path", "file_text", command="create", summary="x", security_risk="LOW"),
        ),
    )
}  # fmt: skip


@dataclass
class Client:
    """A real agent in a home of its own, with a fresh repository to work in."""

    agent: Agent
    argv: list[str]
    home: Path
    project: Path
    model: Messages

    @property
    def environment(self) -> dict[str, str]:
        given = {
            key: value.replace("PORT", str(self.model.port)).replace("HOME", str(self.home))
            for key, value in self.agent.environment.items()
        }
        return {
            "HOME": str(self.home), "PATH": "/usr/local/bin:/usr/bin:/bin", "SHELL": "/bin/bash",
            "NO_PROXY": "127.0.0.1,localhost", "HTTPS_PROXY": "http://127.0.0.1:9", "TERM": "dumb", "LANG": "C.UTF-8", **given,
        }  # fmt: skip

    def guard(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command ``guard`` in this home."""
        return subprocess.run(
            [sys.executable, "-m", "guard", *words], env={**self.environment, "PYTHONPATH": str(ROOT)},
            cwd=self.project, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip

    def run(self, *turns: Turn) -> subprocess.CompletedProcess[str]:
        """One headless conversation in which the model calls these tools in order."""
        self.model.turns = list(turns)
        self.model.requests.clear()
        return subprocess.run(
            [*self.argv, *self.agent.words], env=self.environment, cwd=self.project,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def command(self, text: str) -> subprocess.CompletedProcess[str]:
        """One conversation in which the model runs one command."""
        return self.run(self.agent.shell(text))

    def ran(self, name: str) -> bool:
        """Whether a command left its file."""
        return (self.project / name).exists()

    def registered(self) -> list[Path]:
        """The files in which the guard is registered."""
        from guard.agents.install import planned, settings_path

        path = settings_path("user", str(self.home), str(self.project), self.agent.name)
        return [Path(change.path) for change in planned(self.agent.name, path)]

    def replace(self, old: str, new: str) -> None:
        """Change the text of what is registered."""
        found = False
        for path in self.registered():
            text = path.read_text()
            found |= old in text
            path.write_text(text.replace(old, new))
        assert found, old


def prepared(agent: Agent, home: Path, model: Messages) -> Client | None:
    """The agent with the guard installed as a person would install it; ``None`` where it is not there."""
    folder = CLIENTS / agent.name
    programs = sorted(folder.glob(agent.program))
    if not programs:
        return None
    argv = [str(programs[0])]
    if agent.node:
        nodes = [Path("/usr/bin/node")] if agent.node == "node" else sorted(CLIENTS.glob(agent.node))
        if not nodes or not nodes[0].exists():
            return None
        argv.insert(0, str(nodes[0]))
    project = home / "proj"
    project.mkdir(parents=True)
    subprocess.run(
        ["git", "init", "-q", "-b", "main", str(project)], check=True, env={"PATH": os.environ["PATH"]}
    )
    client = Client(agent, argv, home, project, model)
    for name, text in agent.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text == "cline auth":
            subprocess.run(
                [*argv, "auth", "openai-compatible", "-k", "x", "-m", "fake-model", "-b",
                 f"http://127.0.0.1:{model.port}/v1"],
                env=client.environment, cwd=project, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=60, check=True,
            )  # fmt: skip
        else:
            path.write_text(text.replace("PORT", str(model.port)))
    client.guard("install", agent.name, "--yes")
    return client


def script(client: Client, text: str) -> str:
    """A program of a few lines, by its path."""
    path = client.home / "interpreter"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def servers(home: Path) -> list[int]:
    """The processes of guard's servers that were started for a home."""
    found = []
    for name in os.listdir("/proc"):
        try:
            words = Path("/proc", name, "cmdline").read_bytes() if name.isdigit() else b""
            ours = f"HOME={home}".encode() in Path("/proc", name, "environ").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        if b"guard.agents.loopback" in words and ours:
            found.append(int(name))
    return found
