"""The first things that a newcomer types: ``guard`` alone, ``--help``, the tab key."""

from __future__ import annotations

import datetime
import os
import pathlib
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from guard.cli.main import cli
from guard.cli.overview import Entrance, agents, next_step, shells, today

PROGRAM = os.path.join(os.path.dirname(sys.executable), "guard")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_guard_alone_says_what_is_open_and_the_next_step(home):
    (home / ".codex").mkdir()
    said = CliRunner().invoke(cli, []).output
    assert "Codex" in said and "open" in said
    assert "Next: guard install codex" in said


def test_what_is_registered_is_guarded(home):
    (home / ".claude").mkdir()
    runner = CliRunner()
    assert runner.invoke(cli, ["install", "claude-code", "--yes"]).exit_code == 0
    (entrance,) = agents(str(home), str(home))
    assert entrance == Entrance("Claude Code", True, str(home / ".claude/settings.json"))
    assert "Next: guard install" not in runner.invoke(cli, []).output


@pytest.mark.parametrize(
    ("line", "guarded"),
    [
        pytest.param('eval "$(guard init bash)"', True, id="the line of the manual"),
        pytest.param('# eval "$(guard init bash)"', False, id="the line in a comment"),
        pytest.param("alias ls='ls -l'", False, id="other lines"),
    ],
)
def test_a_shell_is_guarded_where_its_file_starts_the_guard(home, line, guarded):
    (home / ".bashrc").write_text(line + "\n")
    found = {entrance.name: entrance.guarded for entrance in shells(str(home), os.environ)}
    assert found["bash"] is guarded


def test_the_record_of_today_is_counted(home):
    CliRunner().invoke(cli, ["check", "rm -rf /"])
    assert today(str(home / "nowhere"), datetime.date.today()) == "nothing was proposed today"
    (folder,) = (home / "state").iterdir()
    day = datetime.datetime.now(datetime.timezone.utc).date()
    assert today(str(folder), day) in (
        "today 0 passed, 0 were asked about, 1 were refused",
        "nothing was proposed today",  # midnight came between
    )


@pytest.mark.parametrize(
    ("found", "mapped", "step"),
    [
        pytest.param(
            (Entrance("bash", False, "put x into y"),), False, "put x into y", id="something is open"
        ),
        pytest.param((Entrance("bash", True, "y"),), False, "guard env list", id="no name is mapped"),
        pytest.param((Entrance("bash", True, "y"),), True, "guard doctor", id="everything is done"),
    ],
)
def test_the_next_step(found, mapped, step):
    assert next_step(found, mapped) == step


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell):
    said = CliRunner().invoke(cli, ["completion", shell])
    assert said.exit_code == 0 and "_GUARD_COMPLETE" in said.output


def test_the_tab_key_completes_commands():
    env = {**os.environ, "_GUARD_COMPLETE": "bash_complete", "COMP_WORDS": "guard ch", "COMP_CWORD": "1"}
    assert subprocess.check_output([PROGRAM], env=env, text=True) == "plain,check\n"


def test_the_help_of_hook_is_help_and_no_refusal():
    said = subprocess.run([PROGRAM, "hook", "--help"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("Usage: guard hook")


COMMANDS = sorted(cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_a_narrow_terminal_and_has_an_example(name):
    said = CliRunner().invoke(cli, [name, "--help"], terminal_width=40)
    assert said.exit_code == 0
    assert "Example" in said.output or "In ~/." in said.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_cuts_no_sentence(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert not command.get_short_help_str(limit=60).endswith("...")


def test_the_manual_says_what_the_help_texts_say(tmp_path):
    folder = pathlib.Path(__file__).resolve().parents[2] / "docs" / "man"
    subprocess.run([sys.executable, folder.parents[1] / "tools" / "manual.py", tmp_path], check=True)
    written = {page.name: page.read_text() for page in tmp_path.iterdir()}
    assert written == {page.name: page.read_text() for page in folder.iterdir()}


def test_a_manual_page_is_readable_as_it_is():
    pages = sorted((pathlib.Path(__file__).resolve().parents[2] / "docs" / "man").glob("*.1"))
    assert len(pages) > 25
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "\b" not in text, page.name
        assert text.count("\n.nf\n") == text.count("\n.fi\n"), page.name
        assert not text.split("\n")[2].endswith("..."), page.name
