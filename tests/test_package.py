"""What is handed out: the wheel, the same wheel from the source archive, and both used from where they land."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import venv

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
POCKET = (
    "curl -X POST https://backboard.railway.app/graphql/v2"
    " -H 'Authorization: Bearer 7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77'"
    ' -d \'{"query":"mutation { volumeDelete(volumeId: \\"3d2c42fb\\") }"}\''
)


def run(*words, exits=0, **more):
    argv = [str(word) for word in words]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600, **more)
    assert done.returncode == exits, done.stdout + done.stderr
    return done.stdout


def build(source: pathlib.Path, out: pathlib.Path, kind: str) -> pathlib.Path:
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "-o", out, source)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("archive"), "sdist")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


def test_the_archive_builds_the_same_wheel(archive, wheel, tmp_path):
    run("tar", "-xzf", archive, "-C", tmp_path)
    (source,) = tmp_path.iterdir()
    again = build(source, tmp_path / "out", "wheel")
    assert again.name == wheel.name and again.read_bytes() == wheel.read_bytes()


def test_an_index_would_take_both(archive, wheel):
    said = run(sys.executable, "-m", "twine", "check", "--strict", archive, wheel)
    assert said.count("PASSED") == 2


@pytest.fixture(scope="module")
def landed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("landed")
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", folder, wheel)
    return folder


def hook(folder, command, home, exits=0):
    payload = {
        "hook_event_name": "PreToolUse", "session_id": "s", "cwd": str(home), "tool_name": "Bash",
        "transcript_path": str(home / "t"), "permission_mode": "default", "tool_input": {"command": command},
    }  # fmt: skip
    return run(
        sys.executable, "-I", "-S", folder / "guard" / "hook.py", "claude-code",
        input=json.dumps(payload), env={"HOME": str(home), "PATH": os.environ["PATH"]}, exits=exits,
    )  # fmt: skip


def test_the_hook_of_the_wheel_needs_nothing_else_that_is_installed(landed, tmp_path):
    assert json.loads(hook(landed, POCKET, tmp_path, 2))["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert hook(landed, "git status", tmp_path) == ""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("guard/_hooks/opencode", id="what agents load"),
        pytest.param("guard/_shell_integration/guard.bash", id="what shells load"),
        pytest.param("guard/knowledge/SOURCES.md", id="where its knowledge is from"),
        pytest.param("share/man/man1/guard.1", id="the manual"),
    ],
)
def test_the_wheel_carries(landed, path):
    assert (landed / path).exists()


@pytest.mark.slow
def test_an_empty_environment_is_enough(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    program = tmp_path / "env" / "bin" / "guard"
    run(tmp_path / "env/bin/pip", "install", "-q", wheel)
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    assert run(program, "check", POCKET, env=home, exits=20).startswith("deny")
    assert run(program, "check", "git status", env=home) == "allow\n"
    (tmp_path / ".claude").mkdir()
    run(program, "install", "claude-code", "--yes", env=home)
    assert "ok" in run(program, "doctor", "claude-code", env=home)
    assert "Next:" in run(program, env=home)
