"""Programs without hooks: what their shells would run is judged first, and what is not is written down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guard.agents.shim import environment, written


@pytest.fixture
def shimmed(tmp_path):
    home = tmp_path / "home"
    (home / "proj").mkdir(parents=True)
    (home / "proj" / "clean.sh").write_text(f"rm -rf {home}/\n")
    (home / "proj" / "it's fine.sh").write_text("touch marker\n")
    place = written(str(home / ".local" / "state" / "guard"))
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/bash"}
    return home / "proj", environment(place, env)


def run(shimmed, words: list[str], given: str | None = None) -> tuple[int, str, bool]:
    project, env = shimmed
    words = [env["SHELL"] if word == "$SHELL" else word for word in words]
    done = subprocess.run(
        words, env=env, cwd=project, input=given, stdin=None if given is not None else subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=False, start_new_session=True,
    )  # fmt: skip
    return done.returncode, done.stderr, (project / "marker").exists()


def started(program: str) -> list[str]:
    """A program that finds a shell by its name."""
    code = f"import subprocess,sys; sys.exit(subprocess.call([{program!r}, '-c', sys.argv[1]]))"
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["$SHELL", "-c"], id="-c"),
        pytest.param(["$SHELL", "-lc"], id="a login shell"),
        pytest.param(["$SHELL", "-i", "-c"], id="an interactive shell with a command"),
        pytest.param(["$SHELL", "-o", "pipefail", "-c"], id="behind an option with a value"),
        pytest.param(["$SHELL", "-c", "-e"], id="with an option behind -c"),
        pytest.param(started("bash"), id="bash by its name"),
        pytest.param(started("sh"), id="sh by its name"),
        pytest.param(["/bin/bash", "-c"], id="bash by its path"),
    ],
)
def test_a_command_is_judged_before_it_runs(shimmed, words):
    code, said, marked = run(shimmed, [*words, "touch marker; rm -rf ~"])
    assert (code, marked) == (126, False)
    assert "home directory" in said
    code, said, marked = run(shimmed, [*words, "touch marker"])
    assert (code, marked) == (0, True), said


def test_a_question_without_a_terminal_is_a_no(shimmed):
    project, _ = shimmed
    (project / ".env").write_text("API_KEY=abcdefgh12345678\n")
    assert run(shimmed, ["$SHELL", "-c", "touch marker; cat .env"])[2] is False


def test_a_script_and_standard_input_are_judged(shimmed):
    assert run(shimmed, ["$SHELL", "clean.sh"])[0] == 126
    assert run(shimmed, ["$SHELL", "-e", "clean.sh"])[0] == 126
    assert run(shimmed, ["$SHELL", "-s", "it's fine.sh"], "touch marker; rm -rf ~\n")[::2] == (126, False)
    assert run(shimmed, ["$SHELL"], "touch marker; rm -rf ~\n")[::2] == (126, False)
    assert run(shimmed, ["$SHELL", "it's fine.sh"])[::2] == (0, True)


def test_standard_input_that_is_harmless_runs(shimmed):
    assert run(shimmed, ["$SHELL"], "touch marker\n")[::2] == (0, True)


@pytest.mark.xfail(strict=True, reason="a shell that is started by its full path, other than bash")
def test_sh_by_its_path_is_judged(shimmed):
    (shimmed[0] / ".env").write_text("API_KEY=abcdefgh12345678\n")
    assert run(shimmed, ["/bin/sh", "-c", "touch marker; cat .env"])[2] is False


def test_the_scripts_belong_to_nobody_else(shimmed):
    _, env = shimmed
    for name in os.listdir(Path(env["SHELL"]).parent):
        assert os.stat(Path(env["SHELL"]).parent / name).st_mode & 0o077 == 0
