"""Whether anybody is there to answer: told by the agent's variable, or by the words that it was started with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guard.agents.attendance import prompted
from guard.agents.claude_code import unattended

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("entry", "alone"), [("sdk-cli", True), ("cli", False), ("sdk-py", False), ("", False)]
)
def test_claude_code_says_how_it_was_started(entry, alone, monkeypatch):
    monkeypatch.setenv("CLAUDE_CODE_ENTRYPOINT", entry)
    assert unattended() is alone


STARTED = [
    pytest.param("copilot", ("-p", "go"), True, id="with one prompt"),
    pytest.param("copilot", ("--prompt=go",), True, id="with one prompt, attached"),
    pytest.param("copilot", ("--allow-all",), False, id="to talk with"),
    pytest.param("copilot", ("-i", "go"), False, id="with a first prompt, to talk with"),
    pytest.param("make", ("-p", "go"), False, id="another program with that option"),
]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
@pytest.mark.parametrize(("name", "words", "alone"), STARTED)
def test_an_agent_above_is_asked_by_its_words(name, words, alone, tmp_path):
    script = tmp_path / name
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); " + (
        "from guard.agents.attendance import prompted; print(prompted('copilot'))"
    )
    script.write_text(f"sh -c '{sys.executable} -c \"$CODE\"; true'\ntrue\n")
    done = subprocess.run(
        ["/bin/sh", str(script), *words], env={"CODE": code, "PATH": "/usr/bin:/bin"}, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(alone)


def test_no_agent_above_is_somebody_there():
    assert prompted("an-agent-that-is-not-there") is False
