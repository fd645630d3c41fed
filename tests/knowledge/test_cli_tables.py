"""The tables of service command lines: every line can be read, and a broken file is never harmless."""

from __future__ import annotations

import os
import typing

import pytest

from guard import model
from guard.knowledge.cli_tables import FOLDER, parse_table, table_of

TOOLS = sorted(name[:-4] for name in os.listdir(FOLDER) if name.endswith(".txt"))
OPERATIONS = {"quiet", *typing.get_args(vars(model).get("Operation") or ())}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_line_of_a_table_is_of_the_form(tool):
    with open(os.path.join(FOLDER, tool + ".txt"), encoding="utf-8") as file:
        table = parse_table(tool, file.read())
    assert table.rows
    for row in table.rows:
        assert row.path or tool == "vercel"
        assert row.operation in (
            "quiet", "read", "create", "update", "delete", "overwrite", "execute", "stop", "deploy", "publish",
            "grant", "reveal", "send", "unprotect", "unknown",
        ), row  # fmt: skip
        assert "{name}" not in row.kind
        if row.operation in ("delete", "overwrite", "unprotect"):
            assert row.kind, row


def test_a_line_without_its_colon_is_an_error_that_names_it():
    with pytest.raises(ValueError, match=r"x\.txt:2"):
        parse_table("x", "@provider x\nfoo bar\n")


def test_a_missing_table_is_unknown_and_asks(monkeypatch):
    from guard.knowledge import cli_tables
    from guard.model import Invocation, known
    from guard.programs.service_cli import effects
    from guard.world import World

    monkeypatch.setitem(cli_tables._CACHE, "railway", None)
    found = list(effects(Invocation((known("railway"), known("status")), "/"), World()))
    assert [e.operation for e in found] == ["unknown"]


def test_an_unknown_tool_has_no_table():
    assert table_of("no-such-tool") is None


def test_what_a_table_recommends_is_allowed_by_the_guard_itself():
    from guard.model import Proposal
    from guard.pipeline import judge
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from guard.world import World

    recommended = {
        row.instead.replace("{name}", "x") for tool in TOOLS for row in table_of(tool).rows if row.instead
    }
    assert len(recommended) > 100
    refused = [
        command
        for command in sorted(recommended)
        if judge(
            Proposal(text=command, cwd="/tmp", env={"HOME": "/nowhere"}), World(), NoSession(), Config()
        ).decision
        != "allow"
    ]
    assert refused == []


def test_what_the_table_of_backups_recommends_is_allowed_too():
    from guard.knowledge.backups import ROWS
    from guard.model import Proposal
    from guard.pipeline import judge
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from guard.world import World

    for row in ROWS.values():
        proposal = Proposal(text=row.look, cwd="/tmp", env={"HOME": "/nowhere"})
        assert judge(proposal, World(), NoSession(), Config()).decision == "allow", row.look


DAMAGE = [
    pytest.param(lambda path: path.unlink(), id="missing"),
    pytest.param(lambda path: path.write_text(""), id="empty"),
    pytest.param(lambda path: path.write_text(path.read_text()[:900]), id="cut off"),
    pytest.param(lambda path: path.write_bytes(b"\xff\xfe" + path.read_bytes()), id="bytes that are no text"),
    pytest.param(lambda path: path.write_text("volume delete\n@.\n"), id="a line of another form"),
    pytest.param(lambda path: path.write_text("volume delete : \n@.\n"), id="a line that says nothing"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_table_is_named_and_its_program_is_unknown(damage, tmp_path, monkeypatch):
    import pathlib
    import shutil

    from guard.knowledge import cli_tables
    from guard.model import Invocation, known
    from guard.programs.service_cli import effects
    from guard.world import World

    shutil.copytree(FOLDER, tmp_path / "cli")
    monkeypatch.setattr(cli_tables, "FOLDER", str(tmp_path / "cli"))
    monkeypatch.setattr(cli_tables, "_CACHE", {})
    path = pathlib.Path(tmp_path, "cli", "railway.txt")
    damage(path)
    (effect,) = effects(Invocation((known("railway"), known("status")), "/"), World())
    assert effect.operation == "unknown" and str(path) in effect.why


@pytest.mark.parametrize("text", [None, "", "railway loginSessionConsume read\n", "one\n@.\n", "\x00@.\n"])
def test_a_damaged_list_of_mutations_is_named_and_they_stay_unknown(text, tmp_path, monkeypatch):
    import types

    from guard.http import mutations
    from guard.http.effects import request_effects
    from guard.http.request import simple_request

    if text is not None:
        (tmp_path / "mutations.txt").write_text(text)
    monkeypatch.setattr(mutations, "knowledge", types.SimpleNamespace(__file__=str(tmp_path / "__init__.py")))
    monkeypatch.setattr(mutations, "_DOCUMENTED", {})
    monkeypatch.setattr(mutations, "_DAMAGED", [])
    body = '{"query":"mutation{loginSessionConsume(code:1)}"}'
    url = "https://backboard.railway.com/graphql/v2"
    (effect,) = request_effects(simple_request("POST", url, body), None)
    assert effect.operation == "unknown" and "mutations.txt" in effect.why
