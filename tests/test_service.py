"""What surrounds a verdict may fail; the answer is never milder for it."""

from __future__ import annotations

import os

import pytest

from guard.frozen import replace
from guard.model import Proposal
from guard.service import Guard, check

DANGER = "git push --force origin main"


def proposal(tmp_path, text="rm -rf notes.txt", **fields):
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    (folder / "notes.txt").write_text("the only copy")
    return Proposal(text=text, cwd=str(folder), env={"HOME": str(tmp_path)}, session="s", **fields)


def test_a_decision_is_recorded_before_it_is_given(tmp_path):
    guard = Guard({"HOME": str(tmp_path)})
    guard.answer(proposal(tmp_path))
    state = tmp_path / ".local" / "state" / "guard"
    logs = [p for p in state.iterdir() if "log" in p.name or p.suffix == ".jsonl"]
    assert logs
    assert all(oct(p.stat().st_mode & 0o777) == "0o600" for p in state.iterdir() if p.is_file())
    assert oct(state.stat().st_mode & 0o777) == "0o700"


def test_a_question_is_not_recorded(tmp_path):
    check(proposal(tmp_path), {"HOME": str(tmp_path)})
    state = tmp_path / ".local" / "state" / "guard"
    assert not list(state.glob("*log*")) + list(state.glob("*.jsonl"))


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_for_the_log_asks_about_what_changes_something(tmp_path):
    guard = Guard({"HOME": str(tmp_path)})
    guard.answer(proposal(tmp_path))
    state = tmp_path / ".local" / "state" / "guard"
    for log in [p for p in state.iterdir() if "log" in p.name or p.suffix == ".jsonl"]:
        log.unlink()
        log.symlink_to("/dev/full")
    verdict = guard.answer(proposal(tmp_path))
    assert verdict.decision in ("ask", "deny")


def test_a_corrupt_ledger_is_never_milder(tmp_path):
    guard = Guard({"HOME": str(tmp_path)})
    before = guard.answer(proposal(tmp_path)).decision
    state = tmp_path / ".local" / "state" / "guard"
    for path in state.iterdir():
        if path.is_file() and ("ledger" in path.name or path.suffix in (".db", ".sqlite")):
            path.write_bytes(b"this is no database" * 100)
    after = Guard({"HOME": str(tmp_path)}).answer(proposal(tmp_path))
    assert ("allow", "ask", "deny").index(after.decision) >= ("allow", "ask", "deny").index(before)
    assert after.decision != "allow"


def test_without_a_home_nothing_is_remembered_and_changes_are_asked_about(tmp_path):
    verdict = Guard({}).answer(proposal(tmp_path))
    assert verdict.decision == "ask"
    assert "cannot remember" in verdict.summary


def test_headless_turns_every_ask_into_deny(tmp_path):
    asked = check(proposal(tmp_path), {"HOME": str(tmp_path)})
    refused = check(proposal(tmp_path, mode="headless"), {"HOME": str(tmp_path)})
    assert (asked.decision, refused.decision) == ("ask", "deny")
    assert "Nobody can be asked" in refused.summary


def test_a_broken_configuration_is_named_and_every_ask_is_a_deny(tmp_path):
    config = tmp_path / ".config" / "guard" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("= broken")
    config.chmod(0o600)
    verdict = check(proposal(tmp_path), {"HOME": str(tmp_path)})
    assert verdict.decision == "deny"
    assert "config.toml" in verdict.summary


def test_an_internal_error_is_an_ask(tmp_path, monkeypatch):
    import guard.pipeline

    def burst(*_):
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(guard.pipeline, "foresee", burst)
    verdict = check(proposal(tmp_path), {"HOME": str(tmp_path)})
    assert verdict.decision == "ask"
    assert "ZeroDivisionError" in verdict.summary


def test_a_changed_configuration_holds_from_the_next_proposal_on(tmp_path):
    guard = Guard({"HOME": str(tmp_path)}, remember=False)
    config = tmp_path / ".config" / "guard" / "config.toml"
    config.parent.mkdir(parents=True)
    assert guard.answer(proposal(tmp_path)).decision == "ask"
    config.write_text('[table]\nR4 = ["allow", "deny", "deny", "deny", "deny"]\n')
    config.chmod(0o600)
    assert guard.answer(proposal(tmp_path)).decision == "deny"
    config.unlink()
    assert guard.answer(proposal(tmp_path)).decision == "ask"


def test_what_was_refused_is_refused_by_another_route_too(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    guard = Guard({"HOME": str(home)})
    secret = home / "Pictures"
    secret.mkdir()
    (secret / "a.jpg").write_text("x")
    asked = Proposal(text="rm -rf ~/Pictures", cwd=str(home), env={"HOME": str(home)}, session="s")
    assert guard.answer(asked).decision == "deny"
    other = replace(asked, text="python3 -c \"import shutil; shutil.rmtree('" + str(secret) + "')\"")
    verdict = guard.answer(other)
    assert verdict.decision == "deny"
    assert any("refused before" in ground for f in verdict.findings for ground in f.grounds)


def test_a_question_answered_with_yes_is_not_put_again_but_a_changed_one_is(tmp_path):
    from guard.session.ledger import Ledger
    from guard.session.recorders import record_approval, record_question

    guard = Guard({"HOME": str(tmp_path)})
    asked = proposal(tmp_path)
    verdict = guard.answer(asked)
    assert verdict.decision == "ask"
    ledger = Ledger(guard.state, "s")
    record_question(ledger, "call-1", verdict)
    for key in ledger.asked("call-1"):
        record_approval(ledger, key)
    assert guard.answer(asked).decision == "allow"
    assert guard.answer(replace(asked, session="another")).decision == "ask"
    assert guard.answer(replace(asked, text="rm -rf notes.txt other.txt; rm -rf .")).decision != "allow"
