"""Registering with every agent: in its own form, a second time nothing, and taken back letter by letter."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from guard.agents import plugin
from guard.agents.catalogue import ABOUT, found_agents
from guard.agents.change import apply, backups
from guard.agents.doctor import examine
from guard.agents.install import ORGANISATION, PROJECT, USER, planned, settings_path, taken_back
from guard.agents.json_edit import bare
from guard.cli.install import install, uninstall
from guard.errors import GuardError

ROOT = Path(__file__).resolve().parents[2]

JSON_TEXTS = [
    pytest.param("{}\n", id="an empty object"),
    pytest.param('{"version": 1, "hooks": {}}', id="no hooks on one line"),
    pytest.param('{\n\t"other": [1, 2],\n\n\t"hooks": {"Stop": [{"command": "mine"}]}\n}\n', id="tabs"),
    pytest.param(
        '{\n  "hooks": {\n    "PreToolUse": [{"matcher": "x", "hooks": [{"type": "command", "command": "mine"}]}],\n'
        '    "BeforeTool": [{"hooks": [{"command": "mine"}]}]\n  },\n  "PreToolUse": [],\n  "model": "x"\n}',
        id="somebody else's hooks, and no newline at the end",
    ),
    pytest.param(
        '{\n  // a comment with "quotes"\n  "theme": "dark", /* and\n  another */\n  "url": "http://x//y",\n}\n',
        id="comments and a comma at the end",
    ),
    pytest.param('{\r\n  "a": 1\r\n}\r\n', id="line ends of Windows"),
]  # fmt: skip
SHARED = tuple(a for a in USER if USER[a][2].endswith(("settings.json", "hooks.json")) and a != "goose")


def path_of(agent: str, home: Path) -> Path:
    path = Path(settings_path("user", str(home), "/nowhere", agent))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def make(changes) -> None:
    for change in changes:
        apply(change)


@pytest.mark.parametrize("agent", SHARED)
@pytest.mark.parametrize("text", JSON_TEXTS)
def test_somebody_elses_json_comes_back_letter_by_letter(tmp_path, agent, text):
    path = path_of(agent, tmp_path)
    path.write_bytes(text.encode())
    make(planned(agent, str(path)))
    assert path.read_bytes() != text.encode()
    for key, value in json.loads(bare(text)).items():
        if isinstance(value, (int, str)):
            assert json.loads(bare(path.read_bytes().decode()))[key] == value
    make(taken_back(agent, str(path)))
    assert path.read_bytes() == text.encode()
    assert list(backups(str(path))) == []


@pytest.mark.parametrize("agent", SHARED)
@pytest.mark.parametrize("text", JSON_TEXTS)
def test_what_was_changed_since_stays(tmp_path, agent, text):
    path = path_of(agent, tmp_path)
    path.write_bytes(text.encode())
    make(planned(agent, str(path)))
    changed = path.read_bytes().decode().replace("{", '{"later": true, ', 1)
    path.write_bytes(changed.encode())
    make(taken_back(agent, str(path)))
    left = json.loads(bare(path.read_text()))
    assert left.pop("later") is True
    assert "guard" not in json.dumps(left)
    before = json.loads(bare(text))
    if "version" not in before:
        left.pop("version", None)  # what Cursor's file must say; it may be somebody else's by now
    assert (left.pop("hooks", None) or {}) == (before.pop("hooks", None) or {})
    assert {k: v for k, v in left.items() if v} == {k: v for k, v in before.items() if v}


@pytest.mark.parametrize("agent", USER)
def test_a_second_time_changes_nothing(tmp_path, agent):
    path = path_of(agent, tmp_path)
    make(planned(agent, str(path)))
    assert not any(change.needed for change in planned(agent, str(path)))


@pytest.mark.parametrize("agent", USER)
def test_nothing_is_left_of_files_that_only_the_guard_made(tmp_path, agent):
    path = path_of(agent, tmp_path)
    make(planned(agent, str(path)))
    make(taken_back(agent, str(path)))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        pytest.param(
            "kimi", 'model = "x" # mine\n\n[[hooks]]\nevent = "Stop"\ncommand = "mine"\n', id="TOML"
        ),
        pytest.param("vibe", "", id="an empty file of TOML"),
        pytest.param("vibe", '[[hooks]]\nname = "mine"\ntype = "pre_tool"', id="TOML without an end of line"),
        pytest.param("hermes", "model: x  # mine\nlist:\n  - 1\n", id="YAML"),
    ],
)
def test_a_block_is_added_and_taken_out(tmp_path, agent, text):
    path = path_of(agent, tmp_path)
    path.write_text(text)
    make(planned(agent, str(path)))
    assert path.read_text().startswith(text)
    assert "guard" in path.read_text()
    make(taken_back(agent, str(path)))
    assert path.read_text() == text


@pytest.mark.parametrize("agent", ["kimi", "vibe"])
def test_what_is_written_is_toml(tmp_path, agent):
    tomllib = pytest.importorskip("tomllib")
    path = path_of(agent, tmp_path)
    path.write_text('a = 1\n[[hooks]]\nevent = "Stop"\n')
    make(planned(agent, str(path)))
    mine, own, *others = tomllib.loads(path.read_text())["hooks"]
    assert mine == {"event": "Stop"}
    assert own["command"].endswith(f"{agent} || exit 2")
    if agent == "kimi":
        assert [other["event"] for other in others] == ["PostToolUse", "UserPromptSubmit"]
        assert set(own) == {"event", "matcher", "command", "timeout"}
    else:
        assert own["strict"] is True


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        pytest.param("kimi", "hooks = []\n", id="hooks as a list in TOML"),
        pytest.param("hermes", "hooks:\n  on_start: []\n", id="hooks of YAML that are there already"),
        pytest.param("copilot", '{"version": 1, "hooks": {}}', id="a file of our name that is somebody else's"),
        pytest.param("cline", "#!/bin/sh\nexit 0\n", id="a script that is somebody else's"),
        pytest.param("cursor", '{"hooks": []}', id="hooks of another type"),
        pytest.param("droid", "[]", id="a list"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_to_is_left_alone(tmp_path, agent, text):
    path = path_of(agent, tmp_path)
    path.write_text(text)
    with pytest.raises(GuardError, match=path.name):
        planned(agent, str(path))
    assert path.read_text() == text


def test_a_script_can_be_started(tmp_path):
    path = path_of("cline", tmp_path)
    make(planned("cline", str(path)))
    assert os.access(path, os.X_OK)


SWITCHES = {
    "claude-code": ("onFailure", "block"), "cursor": ("failClosed", True), "goose": ("on_failure", "block"),
}  # fmt: skip


@pytest.mark.parametrize("agent", SWITCHES)
def test_the_agents_own_switch_to_fail_closed_is_written(agent):
    key, value = SWITCHES[agent]
    text = "".join(change.after or "" for change in planned(agent, settings_path("user", "/h", "/p", agent)))
    assert f'"{key}": {json.dumps(value)}' in text


@pytest.mark.parametrize(
    ("agent", "timeout"), [("codex", 10), ("gemini", 10000), ("qwen", 10000), ("droid", 10), ("grok", 10)]
)
def test_time_limits_are_in_the_agents_unit(agent, timeout):
    (change,) = planned(agent, settings_path("user", "/h", "/p", agent))
    assert f'"timeout": {timeout}' in (change.after or "")


def test_the_guard_stands_first_where_the_first_decides(tmp_path):
    path = path_of("droid", tmp_path)
    path.write_text('{"PreToolUse": [{"matcher": "*", "hooks": [{"type": "command", "command": "mine"}]}]}')
    make(planned("droid", str(path)))
    own, other = json.loads(path.read_text())["PreToolUse"]
    assert "guard" in json.dumps(own)
    assert "mine" in json.dumps(other)


@pytest.mark.parametrize("agent", ABOUT)
def test_every_scope_has_its_place(agent):
    assert agent in USER or agent in PROJECT
    if agent in PROJECT:
        assert settings_path("project", "/h", "/p", agent).startswith("/p/")
    if agent in ORGANISATION:
        assert settings_path("organisation", "/h", "/p", agent).startswith("/etc/")


def test_a_scope_that_an_agent_lacks_is_explained():
    with pytest.raises(GuardError, match="no scope") as caught:
        settings_path("organisation", "/h", "/p", "kimi")
    assert caught.value.hint == "user"


def test_the_files_in_hooks_are_what_the_installer_would_write():
    for path, content in plugin.files().items():
        assert (ROOT / path).read_text() == content, f"run python -m guard.agents.plugin ({path})"


# ------------------------------------------------------------------------------------- the commands


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for variable, _, _ in USER.values():
        if variable:
            monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_agents_are_found_by_their_folders_and_programs(home, monkeypatch):
    (home / ".codex").mkdir()
    (home / "bin").mkdir()
    (home / "bin" / "gemini").write_text("#!/bin/sh\n")
    (home / "bin" / "gemini").chmod(0o755)
    assert found_agents(str(home), {"PATH": str(home / "bin")}) == ("codex", "gemini")


def test_with_no_name_every_agent_that_is_found_is_registered_and_taken_back(home):
    for folder in (".codex", ".qwen", ".config/opencode"):
        (home / folder).mkdir(parents=True)
    done = CliRunner().invoke(install, ["--yes"])
    assert done.exit_code == 0, done.output
    for title in ("OpenAI Codex CLI", "Qwen Code", "OpenCode"):
        assert f"Registered with {title}" in done.output
    assert "trust the guard's hooks" in done.output
    done = CliRunner().invoke(uninstall, ["--yes"])
    assert done.exit_code == 0, done.output
    assert [p for p in home.rglob("*") if p.is_file()] == []


def test_a_no_changes_nothing(home, monkeypatch):
    (home / ".codex").mkdir()
    monkeypatch.setattr("guard.cli.install._someone_is_there", lambda: True)
    done = CliRunner().invoke(install, [], input="n\n")
    assert "Nothing was changed" in done.output
    assert list((home / ".codex").iterdir()) == []


def test_nothing_found_says_what_to_do(home):
    done = CliRunner().invoke(install, ["--yes"])
    assert done.exit_code == 1
    assert "name one" in done.output


# ------------------------------------------------------------------------------------------ doctor


@pytest.mark.parametrize("agent", USER)
def test_the_doctor_finds_a_living_guard(home, agent):
    make(planned(agent, str(path_of(agent, home))))
    bad = [c for c in examine(str(home), str(home), agent) if not c.ok and c.what != "trusted by Codex"]
    assert bad == []


@pytest.mark.parametrize("agent", USER)
def test_the_doctor_finds_an_interpreter_that_is_gone(home, agent):
    from guard.agents.install import interpreter

    path = path_of(agent, home)
    make(planned(agent, str(path)))
    for file in (p for p in home.rglob("*") if p.is_file()):
        file.write_text(file.read_text().replace(interpreter(), "/nowhere/python"))
    bad = {check.what for check in examine(str(home), str(home), agent) if not check.ok}
    assert bad & {"fires and blocks", "lets ordinary commands pass", "the interpreter is there"}


@pytest.mark.parametrize(
    ("agent", "name", "text", "said"),
    [
        pytest.param("gemini", ".gemini/settings.json", '{"hooksConfig": {"enabled": false}}', "hooksConfig",
                     id="Gemini's switch in a project"),
        pytest.param("copilot", ".github/copilot/settings.json", '{"disableAllHooks": true}', "disableAllHooks",
                     id="Copilot's switch in a project"),
        pytest.param("qwen", ".qwen/settings.json", "{", "JSON", id="a broken file"),
    ],
)  # fmt: skip
def test_the_doctor_sees_hooks_that_are_switched_off(home, agent, name, text, said):
    project = home / "p"
    (project / name).parent.mkdir(parents=True)
    (project / name).write_text(text)
    bad = [c for c in examine(str(home), str(project), agent) if not c.ok]
    assert any(said in c.detail or said in c.what or "Expecting" in c.detail for c in bad)


def test_the_table_in_the_documentation_is_what_the_catalogue_says():
    from guard.agents.catalogue import table

    text = (ROOT / "docs" / "agents.md").read_text()
    shown = text.partition("<!-- agents: begin -->\n")[2].partition("<!-- agents: end -->")[0]
    assert shown == table()
