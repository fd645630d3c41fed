"""Registering with Claude Code: idempotent, undone exactly, everything else in the file as it was."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from guard.agents import plugin
from guard.agents.doctor import canaries, examine
from guard.agents.install import (
    EVENTS,
    Change,
    apply,
    command_words,
    difference,
    installation,
    is_own,
    removal,
)
from guard.errors import GuardError

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = [
    pytest.param("{}\n", id="an empty object"),
    pytest.param('{"model": "opus"}', id="one line"),
    pytest.param('{\n  "model": "opus"\n}\n', id="two blanks"),
    pytest.param('{\n\t"model": "opus",\n\n\t"env": {"A": "1"}\n}\n', id="tabs and an empty line"),
    pytest.param('{\n    "hooks": {}\n}\n', id="no hooks yet"),
    pytest.param(
        '{\n    "hooks": {\n        "PreToolUse": [\n            {"matcher": "Bash", "hooks": '
        '[{"type": "command", "command": "mine"}]}\n        ],\n        "Stop": []\n    },\n    "model": "x"'
        "\n}\n",
        id="somebody else's hooks",
    ),
]


def settings(tmp_path: Path, text: str) -> str:
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("text", SETTINGS)
def test_everything_else_stays_and_every_event_is_registered(tmp_path, text):
    path = settings(tmp_path, text)
    apply(installation(path))
    after, before = json.loads(Path(path).read_text()), json.loads(text)
    for key, value in before.items():
        if key != "hooks":
            assert after[key] == value
    for event, groups in before.get("hooks", {}).items():
        assert after["hooks"][event][: len(groups)] == groups
    for event, matchers in EVENTS:
        own = [g for g in after["hooks"][event] if any(is_own(h) for h in g["hooks"])]
        assert [g.get("matcher") for g in own] == list(matchers)


@pytest.mark.parametrize("text", SETTINGS)
def test_a_second_time_changes_nothing(tmp_path, text):
    path = settings(tmp_path, text)
    apply(installation(path))
    assert not installation(path).needed


@pytest.mark.parametrize("text", SETTINGS)
def test_what_was_registered_is_taken_out_again(tmp_path, text):
    path = settings(tmp_path, text)
    apply(installation(path))
    apply(removal(path))
    assert Path(path).read_text() == text
    assert os.listdir(tmp_path / ".claude") == ["settings.json"]


def test_somebody_elses_file_comes_back_letter_by_letter(tmp_path):
    text = SETTINGS[-1].values[0]
    path = settings(tmp_path, text)
    apply(installation(path))
    apply(removal(path))
    assert Path(path).read_text() == text


def test_a_moved_installation_replaces_the_old_one(tmp_path):
    path = settings(tmp_path, "{}")
    apply(installation(path, ("/old/python", "-I", "-S", "/old/guard/hook.py", "claude-code")))
    apply(installation(path))
    assert "/old/" not in Path(path).read_text()


def test_the_old_file_is_kept_with_its_mode(tmp_path):
    path = settings(tmp_path, '{"model": "opus"}')
    os.chmod(path, 0o600)
    backup = apply(installation(path))
    assert Path(backup).read_text() == '{"model": "opus"}'
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path):
    real = tmp_path / "dotfiles.json"
    real.write_text("{}")
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.symlink_to(real)
    apply(installation(str(path)))
    assert path.is_symlink()
    assert "PreToolUse" in real.read_text()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"a": 1,}', id="a comma too many"),
        pytest.param("[]", id="a list"),
        pytest.param('{"hooks": []}', id="hooks of a wrong type"),
        pytest.param('{"hooks": {"PreToolUse": {}}}', id="an event of a wrong type"),
    ],
)
def test_a_file_that_is_broken_is_left_alone(tmp_path, text):
    path = settings(tmp_path, text)
    with pytest.raises(GuardError, match=r"settings\.json"):
        installation(path)
    assert Path(path).read_text() == text


def test_a_change_of_a_file_that_changed_meanwhile_is_refused(tmp_path):
    path = settings(tmp_path, "{}")
    change = installation(path)
    Path(path).write_text('{"model": "new"}')
    with pytest.raises(GuardError, match="meanwhile"):
        apply(change)


def test_the_change_is_shown():
    assert "+new" in difference(Change("/x", "old\n", "new\n"))


def test_what_is_registered_fails_closed():
    words = command_words()
    assert all(os.path.isabs(w) for w in (words[0], words[3]))
    assert words[1:3] == ("-I", "-S")
    assert os.path.realpath(words[0]) == words[0]


def test_the_plugin_agrees_with_the_installer():
    for path, content in plugin.files().items():
        assert (ROOT / path).read_text() == content


# ------------------------------------------------------------------------------------------ doctor


def test_the_doctor_finds_a_living_guard(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    apply(installation(settings(tmp_path, "{}")))
    bad = [check for check in examine(str(tmp_path), str(tmp_path)) if not check.ok]
    assert bad == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        pytest.param(("/nowhere/python",), "the interpreter is there", id="an interpreter that is gone"),
        pytest.param(("/bin/true",), "fires and blocks", id="a program that says nothing"),
        pytest.param(("/bin/false",), "fires and blocks", id="a program that fails"),
        pytest.param((sys.executable, "-c", "print('hello')"), "fires and blocks", id="a program that chats"),
    ],
)
def test_the_doctor_finds_a_dead_one(words, what):
    assert what in [check.what for check in canaries(words) if not check.ok]


def test_the_doctor_sees_hooks_that_are_switched_off(tmp_path):
    settings(tmp_path, '{"disableAllHooks": true}')
    assert any("disableAllHooks" in check.detail for check in examine(str(tmp_path), str(tmp_path)))


def test_nobody_there_to_say_yes_changes_nothing(tmp_path):
    from guard.cli.install import install

    done = CliRunner().invoke(install, ["claude-code"], env={"HOME": str(tmp_path)})
    assert done.exit_code == 1
    assert "--yes" in done.output
    assert not (tmp_path / ".claude").exists()


def test_printing_changes_nothing(tmp_path):
    from guard.cli.install import install

    done = CliRunner().invoke(install, ["claude-code", "--print"], env={"HOME": str(tmp_path)})
    assert "PreToolUse" in json.loads(done.stdout)["hooks"]
    assert not (tmp_path / ".claude").exists()
