"""The record of decisions: one line each, private, without secrets, and its loss is told."""

from __future__ import annotations

import json
import os

import pytest

from guard.audit import record as audit
from guard.audit.record import record
from guard.model import Proposal, Verdict

TOKEN = "ghp_" + "a1B2" * 9


def lines(state) -> list[dict[str, object]]:
    return [json.loads(line) for line in (state / "audit.jsonl").read_text().splitlines()]


def test_a_decision_is_one_line(tmp_path):
    assert record(str(tmp_path), Proposal(text="ls\n-la", cwd="/p", session="s"), Verdict("allow")) == ""
    assert record(str(tmp_path), Proposal(text="rm x"), Verdict("deny", (), "because")) == ""
    first, second = lines(tmp_path)
    assert (first["decision"], first["text"], first["cwd"], first["session"]) == (
        "allow",
        "ls\n-la",
        "/p",
        "s",
    )
    assert (second["decision"], second["summary"]) == ("deny", "because")
    assert os.stat(tmp_path / "audit.jsonl").st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "proposal",
    [
        pytest.param(Proposal(text=f"GH_TOKEN={TOKEN} gh x"), id="in a command"),
        pytest.param(
            Proposal(tool="agent", tool_name="Write", tool_input={"content": TOKEN}), id="in a tool's input"
        ),
        pytest.param(
            Proposal(tool="agent", tool_name="WebFetch", tool_input={"url": f"https://x/?k={TOKEN}"}),
            id="in an address",
        ),
    ],
)
def test_no_secret_is_recorded(tmp_path, proposal):
    record(str(tmp_path), proposal, Verdict("deny", (), f"because of {TOKEN}"))
    assert TOKEN not in (tmp_path / "audit.jsonl").read_text()


def test_the_file_is_turned_over(tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "LARGEST", 200)
    for _ in range(20):
        record(str(tmp_path), Proposal(text="ls"), Verdict("allow"))
    assert sorted(os.listdir(tmp_path)) == ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2", "audit.jsonl.3"]


def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / "audit.jsonl").mkdir()
    assert "cannot be written" in record(str(tmp_path), Proposal(text="ls"), Verdict("allow"))
    assert "no place" in record("", Proposal(text="ls"), Verdict("allow"))


def test_a_full_disk_is_told(tmp_path):
    os.symlink("/dev/full", tmp_path / "audit.jsonl")
    assert "cannot be written" in record(str(tmp_path), Proposal(text="ls"), Verdict("allow"))


def test_bytes_that_are_no_text_are_recorded(tmp_path):
    assert record(str(tmp_path), Proposal(text="echo \udcff"), Verdict("allow")) == ""
    assert lines(tmp_path)[0]["decision"] == "allow"
