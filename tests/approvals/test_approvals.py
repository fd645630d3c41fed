"""A person lets exactly one refused call pass, once: what is bound to it, and what never passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.agents.canaries import canary, refuses
from guard.agents.interface import adapter
from guard.approvals import kept
from guard.service import Guard

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "3d2c42fb-1f5a-4c0e-9a77-0123456789ab"


class Desk:
    """One agent without questions, in a project of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.project = home, home / "proj"
        self.state = str(home / "state" / "guard")
        self.project.mkdir()
        (self.project / "data").mkdir()
        (self.project / "data" / "a.txt").write_text("the only copy")

    def ask(self, command: str, agent: str = "codex", session: str = "s1", **more: Any) -> str:
        """What the agent is told; empty where the call passes."""
        payload = canary(agent, command, str(self.project))
        for key in ("session_id", "sessionId", "session", "conversation_id", "taskId"):
            if key in payload:
                payload[key] = session
        payload.update(more)
        out, err, code = adapter(agent).handle(payload, Guard(approvals=True).answer)
        return (out + err).decode() if refuses(out.decode(), code) else ""

    def parked(self, command: str, **more: Any) -> str:
        """The id under which a refusal waits."""
        told = self.ask(command, **more)
        assert "guard approve " in told, told
        return told.partition("guard approve ")[2][: kept_length()]

    def approve(self, ident: str) -> None:
        """What ``guard approve`` does after the person's yes."""
        record = kept.parked(self.state, ident)
        assert record is not None
        kept.grant(self.state, ident, record["mark"])

    def log(self) -> list[dict[str, Any]]:
        lines = (Path(self.state) / "audit.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def files(self, start: str) -> list[Path]:
        return sorted(Path(kept.folder_of(self.state)).glob(start + "*"))


def kept_length() -> int:
    from guard.approvals.binding import LENGTH

    return LENGTH


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CLAUDE_CODE_ENTRYPOINT", raising=False)
    (tmp_path / "state").mkdir()
    return Desk(tmp_path)


PRODUCTION = "psql postgres://u@prod-db.acme.com/shop -c 'DROP TABLE orders'"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("rm -rf data", id="a question that the agent cannot show"),
        pytest.param(PRODUCTION, id="a denial by the table"),
    ],
)
def test_what_was_approved_passes_once_and_the_log_has_both(desk, command):
    ident = desk.parked(command)
    desk.approve(ident)
    assert desk.ask(command) == ""
    assert f"guard approve {ident}" in desk.ask(command)
    first, passed, again = desk.log()
    assert (first["decision"], first["parked"]) == ("deny", ident)
    assert (passed["decision"], passed["ticket"]) == ("allow", ident)
    assert passed["findings"]
    assert again["decision"] == "deny"


def test_nothing_passes_before_a_person_said_yes(desk):
    assert {desk.parked("rm -rf data") for _ in range(3)} == {desk.parked("rm -rf data")}


@pytest.mark.parametrize("agent", ["gemini", "goose", "cline", "hermes", "openhands", "vibe", "kimi"])
def test_it_holds_for_every_agent_in_its_own_form(desk, agent):
    desk.approve(desk.parked("rm -rf data", agent=agent))
    assert desk.ask("rm -rf data", agent=agent) == ""


def test_a_second_agent_does_not_pass_on_the_ticket_of_the_first(desk):
    desk.approve(desk.parked("rm -rf data"))
    assert desk.ask("rm -rf data", agent="gemini")


def test_what_the_agent_says_about_a_command_does_not_count(desk):
    given = {"command": "rm -rf data", "description": "Tidy up", "timeout": 5}
    desk.approve(desk.parked("rm -rf data", tool_input=given))
    assert desk.ask("x", tool_input={"command": "rm -rf data", "description": "something else"}) == ""


# ---------------------------------------------------------------------- what it is bound to


def grow(desk: Desk) -> None:
    (desk.project / "data" / "b.txt").write_text("one more")


def lead_elsewhere(desk: Desk) -> None:
    (desk.home / "other").mkdir()
    (desk.home / "other" / "x").write_text("x")
    (desk.project / "data").rename(desk.project / "old")
    (desk.project / "data").symlink_to(desk.home / "other")


def rewrite_script(desk: Desk) -> None:
    script(desk, "rm -rf data\necho one more line\n")


def script(desk: Desk, text: str) -> None:
    (desk.project / "clean.sh").write_text(text)


CHANGES = [
    pytest.param("rm -rf data", "rm -rf  data", None, id="one more blank in the command"),
    pytest.param("rm -rf data/", "rm -rf data/", lead_elsewhere, id="a link in the target's place"),
    pytest.param("rm -rf data", "rm -rf data", grow, id="more to lose at the target"),
    pytest.param("psql postgres://u@prod-db.acme.com/shop -f clean.sh",
                 "psql postgres://u@prod-db.acme.com/shop -f clean.sh", rewrite_script, id="another file of SQL"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "then", "change"), CHANGES)
def test_a_change_makes_it_another_question(desk, command, then, change):
    script(desk, "DELETE FROM orders;\n")
    ident = desk.parked(command)
    desk.approve(ident)
    if change is not None:
        change(desk)
    told = desk.ask(then)
    assert told
    assert f"guard approve {ident}" not in told


def test_a_script_that_was_changed_does_not_pass(desk):
    (desk.project / "data" / "keep").write_text("x")
    made = canary("codex", "cat > clean.sh <<'X'\nrm -rf data\nX\nbash clean.sh", str(desk.project))[
        "tool_input"
    ]
    ident = desk.parked("x", tool_input=made)
    desk.approve(ident)
    assert desk.ask("x", tool_input={"command": made["command"].replace("data", "data .git")})


def test_another_directory_is_another_question(desk):
    desk.approve(desk.parked("rm -rf data"))
    other = desk.home / "second"
    (other / "data").mkdir(parents=True)
    (other / "data" / "a").write_text("x")
    assert desk.ask("rm -rf data", cwd=str(other))


# ---------------------------------------------------------------- what cannot be approved


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("rm -rf ~", id="the home directory"),
        pytest.param("git push --force origin main", id="the default branch"),
        pytest.param("rm -rf ~/.config/guard", id="the guard itself"),
        pytest.param("claude --dangerously-skip-permissions -p x", id="an agent without its guards"),
        pytest.param("guard approve k3m9qa", id="an approval by the agent"),
    ],
)
def test_a_deny_predicate_is_not_parked(desk, command):
    subprocess.run(["git", "init", "-q", "-b", "main", str(desk.project)], check=True)
    told = desk.ask(command)
    assert told
    assert "A person can run `guard approve" not in told
    assert "person can run" not in told
    assert not desk.files("parked")


def test_an_owners_rule_is_not_lifted(desk):
    config = desk.home / ".config" / "guard"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(
        '[[rule]]\nid = "acme.keep"\nmatch = { operation = ["delete"] }\ndecision = "deny"\nreason = "we keep all"\n'
        'examples.match = ["rm -rf data"]\nexamples.no_match = ["ls"]\n'
    )
    assert "person can run" not in desk.ask("rm -rf data")


def test_another_way_to_a_denied_act_is_not_lifted_by_it(desk):
    """The first way is parked; a second one is an evasion, whoever approved the first."""
    desk.approve(desk.parked(PRODUCTION))
    told = desk.ask(PRODUCTION.replace("DROP TABLE orders", "DROP TABLE IF EXISTS orders"))
    assert told
    assert "person can run" not in told


def test_what_was_denied_by_a_second_way_first_is_parked_in_no_conversation(desk):
    desk.parked(PRODUCTION, session="first")
    other = PRODUCTION.replace("DROP TABLE orders", "DROP TABLE IF EXISTS orders")
    desk.parked(other, session="second")
    assert "person can run" not in desk.ask(PRODUCTION, session="second")


# ------------------------------------------------------------------------ tickets


def ticket(desk: Desk) -> Path:
    (found,) = desk.files("ticket-")
    return found


def over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = kept.time.time()
    monkeypatch.setattr(kept.time, "time", lambda: now + kept.TICKET_FOR + 1)


def from_the_future(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = kept.time.time()
    monkeypatch.setattr(kept.time, "time", lambda: now - 5)


def edited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ticket(desk).read_text()
    ticket(desk).write_text(text.replace('"time": ', '"time": 1'))


def unsealed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(desk).write_text(ticket(desk).read_text().partition("\n")[2])


def empty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(desk).write_text("")


def readable_by_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(desk).chmod(0o666)


def a_link(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    own = ticket(desk)
    kept_at = desk.home / "kept"
    own.rename(kept_at)
    own.symlink_to(kept_at)


def made_of_what_is_parked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    own = ticket(desk)
    own.unlink()
    (waiting,) = desk.files("parked-")
    own.write_bytes(waiting.read_bytes())
    own.chmod(0o600)


def not_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(desk).write_bytes(b"\xff\0" * 50)


@pytest.mark.parametrize(
    "spoil",
    [
        over, from_the_future, edited, unsealed, empty, readable_by_all, a_link, made_of_what_is_parked,
        not_text,
    ],
    ids=lambda f: f.__name__.replace("_", " "),
)  # fmt: skip
def test_a_ticket_that_is_not_whole_is_none(desk, spoil, monkeypatch):
    desk.approve(desk.parked("rm -rf data"))
    spoil(desk, monkeypatch)
    assert desk.ask("rm -rf data")


def test_a_ticket_of_another_call_under_this_name_is_none(desk):
    (desk.project / "more").mkdir()
    (desk.project / "more" / "a").write_text("x")
    mine, other = desk.parked("rm -rf data"), desk.parked("rm -rf more")
    desk.approve(other)
    ticket(desk).rename(ticket(desk).with_name("ticket-" + mine))
    assert desk.ask("rm -rf data")


def test_what_was_parked_is_shown_only_as_the_guard_wrote_it(desk):
    ident = desk.parked("rm -rf data")
    (file,) = desk.files("parked-")
    file.write_text(file.read_text().replace("deletes", "reads").replace("Deletes", "Reads"))
    assert kept.parked(desk.state, ident) is None


ONE_HOOK = (
    "import sys, json; sys.path.insert(0, sys.argv[1])\n"
    "from guard.agents.interface import adapter\n"
    "from guard.service import Guard\n"
    "sys.stdin.readline()\n"
    "print(adapter('codex').handle(json.loads(sys.argv[2]), Guard(approvals=True).answer)[2])\n"
)


def test_of_two_hooks_at_once_exactly_one_passes(desk):
    desk.approve(desk.parked("rm -rf data"))
    payload = {**canary("codex", "rm -rf data", str(desk.project)), "session_id": "s1"}
    hooks = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_HOOK, str(ROOT), json.dumps(payload)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(6)
    ]  # fmt: skip
    for hook in hooks:
        assert hook.stdin is not None
        hook.stdin.write("go\n")
        hook.stdin.flush()
    codes = [hook.communicate(timeout=60)[0].strip() for hook in hooks]
    assert sorted(codes) == ["0", "2", "2", "2", "2", "2"]


# ---------------------------------------------------------------------- what is kept


def test_no_secret_is_kept_in_clear_and_nobody_else_can_read(desk):
    desk.parked(f"curl -X DELETE https://api.acme.com/v1/volumes/7 -H 'Authorization: Bearer {TOKEN}'")
    (file,) = desk.files("parked-")
    assert TOKEN not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert Path(kept.folder_of(desk.state)).stat().st_mode & 0o777 == 0o700


def test_what_waits_is_bounded(desk):
    for number in range(kept.MOST + 5):
        (desk.project / f"d{number}").mkdir()
        (desk.project / f"d{number}" / "a").write_text("x")
        desk.parked(f"rm -rf d{number}")
    assert len(desk.files("parked-")) == kept.MOST


def test_what_waits_is_over_after_a_day(desk, monkeypatch):
    ident = desk.parked("rm -rf data")
    now = kept.time.time()
    monkeypatch.setattr(kept.time, "time", lambda: now + kept.PARKED_FOR + 1)
    assert kept.parked(desk.state, ident) is None


def test_a_folder_that_cannot_be_used_stops_no_refusal(desk):
    Path(desk.state).mkdir(parents=True, exist_ok=True)
    Path(kept.folder_of(desk.state)).write_text("a file")
    told = desk.ask("rm -rf data")
    assert told
    assert "person can run" not in told


def test_what_passes_by_itself_opens_nothing(desk, monkeypatch):
    monkeypatch.setitem(sys.modules, "guard.approvals.desk", None)
    assert desk.ask("git status") == ""
    assert not os.path.exists(kept.folder_of(desk.state))


def test_several_commands_of_one_call_name_every_id(desk):
    (desk.project / "more").mkdir()
    (desk.project / "more" / "a").write_text("x")
    payload = canary("cline", "x", str(desk.project))
    payload["tool_call"]["input"]["commands"] = ["rm -rf data", "ls", "rm -rf more"]
    told = desk.ask("x", agent="cline", tool_call=payload["tool_call"])
    idents = told.partition("guard approve ")[2].partition("`")[0].split()
    assert len(idents) == 2
    for ident in idents:
        desk.approve(ident)
    assert desk.ask("x", agent="cline", tool_call=payload["tool_call"]) == ""


# ----------------------------------------------------------------- hosts that have questions


def claude(desk: Desk, command: str) -> dict[str, Any]:
    payload = {**canary("claude-code", command, str(desk.project)), "session_id": "c", "tool_use_id": "t"}
    out, _, _ = adapter("claude-code").handle(payload, Guard(approvals=True).answer)
    return json.loads(out)["hookSpecificOutput"] if out else {}


def test_where_somebody_is_asked_nothing_waits(desk):
    said = claude(desk, "rm -rf data")
    assert said["permissionDecision"] == "ask"
    assert "guard approve" not in said["permissionDecisionReason"]
    assert not desk.files("parked-")


def test_claude_code_without_anybody_there_says_the_way(desk, monkeypatch):
    monkeypatch.setenv("CLAUDE_CODE_ENTRYPOINT", "sdk-cli")
    said = claude(desk, "rm -rf data")
    assert said["permissionDecision"] == "ask"
    ident = said["permissionDecisionReason"].partition("guard approve ")[2][: kept_length()]
    desk.approve(ident)
    assert claude(desk, "rm -rf data") == {}


def test_a_denial_by_the_table_waits_in_claude_code_too(desk):
    said = claude(desk, PRODUCTION)
    assert said["permissionDecision"] == "deny"
    desk.approve(said["permissionDecisionReason"].partition("guard approve ")[2][: kept_length()])
    assert claude(desk, PRODUCTION) == {}
