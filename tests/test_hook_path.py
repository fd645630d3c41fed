"""The way of a hook stays lean: the modules it may import are pinned, command by command."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEAVY = {
    "argparse", "bashlex", "click", "collections", "contextlib", "dataclasses", "datetime", "enum",
    "functools", "hashlib", "importlib.metadata", "json", "logging", "pathlib", "prompt_toolkit", "random",
    "re", "shlex", "signal", "socket", "sqlglot", "sqlite3", "string", "subprocess", "tempfile",
    "threading", "tomllib", "typing",
}  # fmt: skip
"""Each of these costs more to import than a verdict."""


def imported(
    command: str, home: pathlib.Path, tool: str = "Bash", **tool_input: object
) -> tuple[set[str], str]:
    """The modules in memory after the hook judged one payload, and what it printed."""
    payload = {
        "session_id": "s", "transcript_path": "", "cwd": str(home), "permission_mode": "default",
        "hook_event_name": "PreToolUse", "tool_name": tool, "tool_use_id": "t",
        "tool_input": tool_input or {"command": command},
    }  # fmt: skip
    # os._exit ends the hook; what was imported is written just before.
    script = (
        "import os, sys\n"
        "leave = os._exit\n"
        "def told(code):\n"
        "    os.write(2, ('\\nMODULES ' + ' '.join(sys.modules)).encode()); leave(code)\n"
        "os._exit = told\n"
        f"sys.argv = ['hook.py', 'claude-code']; sys.path.insert(0, {str(ROOT)!r})\n"
        "from guard.gate import main\nmain()\n"
    )
    done = subprocess.run(
        [os.path.realpath(sys.executable), "-I", "-S", "-c", script], input=json.dumps(payload).encode(),
        env={"HOME": str(home), "PATH": os.environ["PATH"]}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    listed = done.stderr.decode().split("MODULES ")[-1].split()
    return set(listed), done.stdout.decode()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("git status", id="a read-only command"),
        pytest.param("ls -la | head", id="a pipe"),
        pytest.param("rm -rf build", id="rm"),
        pytest.param("git reset --hard", id="git"),
        pytest.param("aws s3 ls", id="aws"),
        pytest.param("curl -s https://api.example.com/v1/items", id="curl"),
        pytest.param("kubectl get pods", id="kubectl"),
        pytest.param("psql -c 'SELECT 1'", id="a SQL read"),
    ],
)
def test_judging_imports_nothing_heavy(command, tmp_path):
    modules, _ = imported(command, tmp_path)
    assert "guard.pipeline" in modules
    assert not modules & HEAVY


def test_a_sql_write_may_import_the_parser_and_what_it_needs(tmp_path):
    modules, printed = imported("psql -h db.acme.com -c 'DROP TABLE users'", tmp_path)
    assert "ask" in printed or "deny" in printed
    assert not modules & {"click", "prompt_toolkit", "bashlex", "importlib.metadata"}


def test_every_builtin_is_among_the_names_that_make_the_shell_look_for_one():
    from guard.shell import builtins, simple

    listed = simple.BUILTIN_NAMES.split(" ")
    assert not {*builtins.BUILTINS, *builtins.ZSH, *builtins.FISH} - set(listed)
