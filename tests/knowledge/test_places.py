"""Places that decide what runs, and places that hold secrets: by name alone."""

from __future__ import annotations

import pytest

from guard.knowledge.names import searches_for_secrets, secret_name
from guard.knowledge.protected import protection_of
from guard.knowledge.secrets import env_family, secret_directory, secret_file

HOME = "/home/u"


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        pytest.param("/home/u/proj/.claude/settings.json", "guard-tampered", id="a project's hooks"),
        pytest.param(
            "/home/u/proj/.claude/settings.local.json", "guard-tampered", id="a person's hooks in a project"
        ),
        pytest.param("/home/u/.claude", "guard-tampered", id="the whole directory"),
        pytest.param("/home/u/PROJ/.CLAUDE/Settings.JSON", "guard-tampered", id="in capitals"),
        pytest.param("/root/.codex/config.toml", "guard-tampered", id="another user's agent"),
        pytest.param("/home/u/proj/.cursor/hooks.json", "guard-tampered", id="Cursor"),
        pytest.param("/home/u/proj/.github/hooks/x.json", "guard-tampered", id="Copilot"),
        pytest.param("/etc/claude-code/managed-settings.json", "guard-tampered", id="managed settings"),
        pytest.param("/home/u/.config/guard/config.toml", "guard-tampered", id="the guard's configuration"),
        pytest.param("/home/u/.local/state/guard/ledger-1a2b", "guard-tampered", id="the guard's ledger"),
        pytest.param("/home/u/proj/.guard.toml", "guard-tampered", id="the project's configuration"),
        pytest.param("/home/u/.bashrc", "persistence", id="a shell's start file"),
        pytest.param("/home/u/.ssh/authorized_keys", "persistence", id="who may log in"),
        pytest.param("/home/u/proj/.git/hooks/pre-commit", "persistence", id="a git hook"),
        pytest.param("/etc/cron.d/job", "persistence", id="a cron job"),
        pytest.param("/var/spool/cron/crontabs/u", "persistence", id="a crontab"),
        pytest.param("/home/u/.config/systemd/user/x.service", "persistence", id="a unit"),
        pytest.param("/etc/sudoers.d/x", "persistence", id="sudoers"),
        pytest.param("/home/u/proj/CLAUDE.md", "local-bypass", id="an agent's instructions"),
        pytest.param("/home/u/proj/.vscode/settings.json", "local-bypass", id="editor settings"),
        pytest.param("/home/u/proj/.claude/commands/deploy.md", None, id="a command of the project"),
        pytest.param("/home/u/proj/guard/session/ledger.py", None, id="a source file named guard"),
        pytest.param("/home/u/proj/src/settings.json", None, id="another settings file"),
        pytest.param("/home/u/.config/nvim/init.lua", None, id="an editor's configuration"),
        pytest.param("/home/u/proj/docs/bashrc.md", None, id="a page about a start file"),
    ],
)
def test_what_a_change_would_undermine(path, mark):
    found = protection_of(path, HOME)
    assert (found[0] if found else None) == mark


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        pytest.param(".env", True, id="an env file"),
        pytest.param("apps/api/.env.production", True, id="an env file of an environment"),
        pytest.param("prod.env", True, id="an env file by its ending"),
        pytest.param("/home/u/.ssh/id_ed25519", True, id="a private key"),
        pytest.param("/home/u/.aws/credentials", True, id="AWS credentials"),
        pytest.param("/home/u/.kube/config", True, id="a kubeconfig"),
        pytest.param("/proc/1/environ", True, id="a process's environment"),
        pytest.param("/etc/shadow", True, id="password hashes"),
        pytest.param("server.pem", True, id="a key by its ending"),
        pytest.param("terraform.tfstate", True, id="a state file"),
        pytest.param(".env.example", False, id="a template"),
        pytest.param(".env.local.example", False, id="a template of an environment"),
        pytest.param("env.example", False, id="a template without its dot"),
        pytest.param("/home/u/.ssh/id_ed25519.pub", False, id="a public key"),
        pytest.param("/home/u/.ssh/config", False, id="the client's configuration"),
        pytest.param("/home/u/.ssh/known_hosts", False, id="known hosts"),
        pytest.param("fullchain.pem", False, id="a certificate chain"),
        pytest.param("/etc/ssl/certs/ca.pem", False, id="the public trust store"),
        pytest.param("src/environment.ts", False, id="a source file"),
        pytest.param("package.json", False, id="an ordinary file"),
        pytest.param("docs/secrets.md", False, id="a page about secrets"),
    ],
)
def test_what_holds_a_secret(path, holds):
    assert (secret_file(path, HOME) is not None) is holds


def test_a_directory_of_secrets_and_an_env_file_are_told():
    assert secret_directory("/home/u/.ssh", HOME) == "SSH keys"
    assert secret_directory("/home/u/src", HOME) is None
    assert env_family("apps/.env.local") and not env_family("apps/.env.sample")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("GITHUB_TOKEN", True, id="a token"),
        pytest.param("stripeSecretKey", True, id="in one word"),
        pytest.param("DATABASE_URL", True, id="an address with a password"),
        pytest.param("AWS_SECRET_ACCESS_KEY", True, id="an access key"),
        pytest.param("PATH", False, id="the search path"),
        pytest.param("PWD", False, id="the directory"),
        pytest.param("SSH_AUTH_SOCK", False, id="a socket"),
        pytest.param("TOKENIZERS_PARALLELISM", False, id="a word that begins the same"),
        pytest.param("KEYBOARD_LAYOUT", False, id="another word that begins the same"),
        pytest.param("NEXT_PUBLIC_API_KEY", False, id="a key that is published anyway"),
        pytest.param("GOOGLE_APPLICATION_CREDENTIALS", False, id="where a secret lies"),
    ],
)
def test_names_of_secrets(name, expected):
    assert secret_name(name) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("(api|auth)?[_-]?token|secret", True, id="words for credentials"),
        pytest.param("AKIA[0-9A-Z]{16}", True, id="the form of a key"),
        pytest.param("TODO", False, id="something else"),
        pytest.param("def main", False, id="code"),
    ],
)
def test_what_somebody_looks_for(pattern, expected):
    assert searches_for_secrets(pattern) is expected
