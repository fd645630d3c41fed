"""What is wrong with the machine, the host or the payload never lets a call through and never hangs."""

from __future__ import annotations

import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys

import pytest
from work import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = os.path.realpath(sys.executable)
HOOK = [PYTHON, "-I", "-S", str(ROOT / "guard" / "hook.py"), "claude-code"]
HARMFUL = "git push --force origin main"
PATIENT = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['hook', 'claude-code']; "
    "import guard.gate as gate; gate.PATIENCE = 0.5; "
)
"""A hook whose watchdog bites after half a second; what follows may change more."""


def payload(home: pathlib.Path, command: str = HARMFUL) -> bytes:
    return json.dumps(
        {
            "session_id": "s", "cwd": str(home), "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_use_id": "t", "tool_input": {"command": command},
        }
    ).encode()  # fmt: skip


def environment(home: pathlib.Path | str, **more: str) -> dict[str, str]:
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", **more}


def run(stdin: bytes, env: dict[str, str], argv: list[str] | None = None, **more):  # type: ignore[no-untyped-def]
    return subprocess.run(
        argv or HOOK, input=stdin, env=env, capture_output=True, timeout=PATIENCE, check=False, **more
    )


def stops(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether the host asks or refuses after this answer."""
    return (
        done.returncode == 2 or json.loads(done.stdout)["hookSpecificOutput"]["permissionDecision"] == "ask"
    )


def passes(done: subprocess.CompletedProcess[bytes]) -> bool:
    return done.returncode == 0 and not done.stdout


# ------------------------------------------------------------------------------------ the machine


@pytest.mark.parametrize(
    "home",
    [
        pytest.param("/proc/self", id="one that cannot be written"),
        pytest.param("/nonexistent/home", id="one whose file system is gone"),
        pytest.param("/dev/null", id="a file"),
        pytest.param("", id="none"),
        pytest.param("relative", id="no absolute path"),
    ],
)
def test_a_home_that_cannot_be_used(tmp_path, home):
    assert stops(run(payload(tmp_path), environment(home)))
    assert passes(run(payload(tmp_path, "git status"), environment(home)))


@pytest.mark.parametrize("place", ["", "/nonexistent/run", "/dev/null", "/proc/self", "relative"])
def test_no_runtime_directory(tmp_path, place):
    """The hook keeps nothing in one, nor in a folder for temporary files."""
    env = environment(tmp_path, XDG_RUNTIME_DIR=place, TMPDIR=place, TMP=place, TEMP=place)
    assert stops(run(payload(tmp_path), env))
    assert passes(run(payload(tmp_path, "git status"), env))


def test_a_full_disk(tmp_path):
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    assert stops(run(payload(tmp_path), environment(tmp_path), preexec_fn=full))
    assert passes(run(payload(tmp_path, "git status"), environment(tmp_path), preexec_fn=full))


def test_a_disk_that_is_full_in_the_middle_of_a_line_keeps_whole_lines(tmp_path):
    run(payload(tmp_path), environment(tmp_path))
    (ledger,) = (tmp_path / ".local/state/guard").glob("ledger-*")
    size = ledger.stat().st_size

    def nearly_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5, size + 5))

    assert stops(run(payload(tmp_path), environment(tmp_path), preexec_fn=nearly_full))
    assert ledger.stat().st_size == size
    assert stops(run(payload(tmp_path), environment(tmp_path)))
    assert ledger.read_bytes().endswith(b"\n")


def test_too_few_descriptors(tmp_path):
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))

    assert run(payload(tmp_path), environment(tmp_path), preexec_fn=few).returncode != 0


def test_no_bytecode(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "guard", tmp_path / "p" / "guard", ignore=ignored)
    (tmp_path / "p" / "guard" / "__pycache__").write_text("a file, so that none can be written")
    argv = [PYTHON, "-I", "-S", "-B", str(tmp_path / "p/guard/hook.py"), "claude-code"]
    assert stops(run(payload(tmp_path), environment(tmp_path), argv))


def test_two_versions_and_a_folder_that_only_looks_like_the_guard(tmp_path):
    for folder in ("cwd", "path"):
        (tmp_path / folder / "guard").mkdir(parents=True)
        for name in ("__init__", "gate", "image", "service"):
            (tmp_path / folder / "guard" / f"{name}.py").write_text("import os; os._exit(0)")
        for name in ("os", "posix", "marshal", "sitecustomize", "usercustomize", "_json"):
            (tmp_path / folder / f"{name}.py").write_text("import sys; sys.exit(0)")
    env = environment(tmp_path, PYTHONPATH=str(tmp_path / "path"), PYTHONSTARTUP="x", PYTHONHOME="")
    assert stops(run(payload(tmp_path), env, cwd=tmp_path / "cwd"))


@pytest.mark.parametrize("now", ["0.0", "-1e9", "4e12", "time.perf_counter() % 2 * 1e9"])
def test_a_clock_that_jumps(tmp_path, now):
    jumping = PATIENT + f"import time; time.time = lambda: {now}; gate.PATIENCE = 8; gate.main()"
    for _ in range(3):
        assert stops(run(payload(tmp_path), environment(tmp_path), [PYTHON, "-I", "-S", "-c", jumping]))
    assert passes(
        run(payload(tmp_path, "git status"), environment(tmp_path), [PYTHON, "-I", "-S", "-c", jumping])
    )


def test_a_lock_whose_holder_was_stopped(tmp_path):
    run(payload(tmp_path), environment(tmp_path))
    (ledger,) = (tmp_path / ".local/state/guard").glob("ledger-*")
    hold = "import os, sys; f = open(sys.argv[1], 'r+'); os.lockf(f.fileno(), os.F_LOCK, 0); print(1, flush=True)"
    with subprocess.Popen(
        [PYTHON, "-c", hold + "; sys.stdin.read()", str(ledger)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        os.kill(holder.pid, signal.SIGSTOP)
        assert stops(run(payload(tmp_path), environment(tmp_path)))
        holder.kill()


@pytest.mark.parametrize("name", ["audit.jsonl", "ledger-s"])
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda p: p.mkdir(), id="a directory"),
        pytest.param(lambda p: p.symlink_to("/dev/null"), id="a link"),
        pytest.param(lambda p: os.mkfifo(p), id="a pipe that nobody reads"),
    ],
)
def test_something_else_where_a_file_of_the_guard_belongs(tmp_path, name, wrong):
    state = tmp_path / ".local/state/guard"
    state.mkdir(parents=True)
    wrong(state / name)
    assert stops(run(payload(tmp_path), environment(tmp_path)))


# --------------------------------------------------------------------------------------- the host


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_part_of_a_payload(tmp_path, cut):
    assert run(payload(tmp_path, "git status")[:cut], environment(tmp_path)).returncode == 2


def test_a_host_that_stalls_in_the_middle(tmp_path):
    argv = [PYTHON, "-I", "-S", "-c", PATIENT + "gate.main()"]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    ) as hook:
        assert hook.stdin is not None and hook.stdout is not None
        hook.stdin.write(payload(tmp_path, "git status")[:30])
        hook.stdin.flush()
        assert hook.wait(PATIENCE) == 2
        assert b"deny" in hook.stdout.read()


@pytest.mark.slow
def test_the_real_watchdog_answers_before_the_host_gives_up(tmp_path):
    with subprocess.Popen(
        HOOK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path)
    ) as hook:
        assert hook.wait(PATIENCE) == 2


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param("while True: pass", id="in a loop"),
        pytest.param("import time; time.sleep(600)", id="asleep"),
    ],
)
def test_an_answer_that_takes_too_long(tmp_path, busy):
    hang = PATIENT + f"gate.run = lambda agent: exec({busy!r})\ngate.main()"
    done = run(payload(tmp_path, "git status"), environment(tmp_path), [PYTHON, "-I", "-S", "-c", hang])
    assert done.returncode == 2


def test_a_host_that_closes_the_pipe_early(tmp_path):
    with subprocess.Popen(
        HOOK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    ) as hook:
        assert hook.stdin is not None and hook.stdout is not None and hook.stderr is not None
        hook.stdout.close()
        hook.stderr.close()
        hook.stdin.write(payload(tmp_path))
        hook.stdin.close()
        assert hook.wait(PATIENCE) == 2


def test_streams_that_are_closed_from_the_start(tmp_path):
    closed = "exec 0<&- 1>&- 2>&-; exec " + " ".join(HOOK)
    assert run(b"", environment(tmp_path), ["/bin/sh", "-c", closed]).returncode == 2


def test_a_payload_of_a_hundred_megabytes(tmp_path):
    with subprocess.Popen(
        HOOK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    ) as hook:
        assert hook.stdin is not None
        piece = b" " * (1 << 20)
        with pytest.raises(BrokenPipeError):
            for _ in range(100):
                hook.stdin.write(piece)
        assert hook.wait(PATIENCE) == 2


def test_the_longest_command_that_is_read_is_answered_in_time(tmp_path):
    assert stops(run(payload(tmp_path, HARMFUL + "; " + "echo x; " * 30_000), environment(tmp_path)))
