"""“Do not ask again”: a narrow rule that ends, shown before it is written; never for the worst class."""

from __future__ import annotations

import json
import subprocess
import time

import pytest
import tomllib

from guard import Proposal
from guard.cli.main import cli
from guard.policy.editing import user_file
from guard.prompt.standing import standing, write
from guard.service import Guard

SLOW = pytest.mark.slow
NOW = 1_800_000_000.0


def finding(**given):
    return {
        "rule": "git.reset-hard", "decision": "ask", "operation": "delete",
        "resource": {"kind": "tracked", "identity": "the whole work tree"},
        "target": {"environment": "E1", "identity": "/w", "evidence": [], "unresolved": ""},
        "credential": None, **given,
    }  # fmt: skip


def reply(*findings, decision="ask"):
    return {"decision": decision, "findings": list(findings)}


def test_the_rule_names_exactly_what_was_asked_about():
    made = standing(reply(finding()), "git reset --hard", "/w", NOW)
    rule = tomllib.loads(made.text)["rule"][0]
    assert rule["match"] == {
        "agent": ["person"], "decision": ["ask"], "rule": ["git.reset-hard"], "operation": ["delete"],
        "kind": ["tracked"], "resource": ["the whole work tree"], "target": ["/w"], "environment": ["E1"],
    }  # fmt: skip
    assert rule["decision"] == "allow"
    assert rule["expires"] == made.expires > time.strftime("%Y-%m-%d", time.localtime(NOW))
    assert rule["examples"] == {
        "match": ["cd /w && git reset --hard"],
        "no_match": ["echo 'git reset --hard'"],
    }


TARGET = {"environment": "E1", "identity": "/w", "unresolved": ""}
NONE = [
    pytest.param(reply(finding(decision="deny"), decision="deny"), id="what is denied"),
    pytest.param(reply(finding(), finding(decision="deny"), decision="deny"), id="what is denied besides"),
    pytest.param(reply(finding(target={**TARGET, "environment": "E4"})), id="production"),
    pytest.param(reply(finding(target={**TARGET, "unresolved": "$X"})), id="what cannot be told"),
    pytest.param(reply(finding(operation="unknown")), id="an unknown act"),
    pytest.param(reply(finding(operation="reveal")), id="secrets"),
    pytest.param(reply(finding(operation="grant")), id="rights"),
    pytest.param(reply(finding(operation="unprotect")), id="protections"),
    pytest.param(reply(finding(rule="guard.tamper")), id="the guard itself"),
    pytest.param(reply(finding(credential={"kind": "token"})), id="somebody's key"),
    pytest.param(reply(finding(resource={"kind": "f", "identity": "*.sql"})), id="a name that would be a pattern"),
    pytest.param(reply(finding(resource={"kind": "f", "identity": "⟨output of x⟩"})), id="a name that comes later"),
    pytest.param(reply(finding(resource={"kind": "f", "identity": "a\x1b[2K"})), id="a name that hides"),
    pytest.param(reply(*[finding()] * 4), id="too much at once"),
    pytest.param(reply(), id="nothing that is named"),
]  # fmt: skip


@pytest.mark.parametrize("asked", NONE)
def test_there_is_no_such_rule_for(asked):
    assert standing(asked, "git reset --hard", "/w", NOW) is None


def test_nothing_of_a_name_becomes_another_rule():
    odd = finding(resource={"kind": "f", "identity": 'x"]}\\ndecision = "allow'})
    rule = tomllib.loads(standing(reply(odd), "rm 'x\"]'", "/a 'b", NOW).text)["rule"]
    assert len(rule) == 1 and rule[0]["match"]["resource"] == ['x"]}\\ndecision = "allow']


@pytest.fixture
def repository(tmp_path):
    """A changed file, and a guard whose home is empty."""
    script = "git init -q . && echo a >f && git add f && git -c user.name=a -c user.email=b commit -qm x; echo b >f"
    work = tmp_path / "work"
    work.mkdir()
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "-c", script], cwd=work, check=True, env=env)
    return work, env


def decision(repository, agent="person", text="git reset --hard", cwd=None):
    work, env = repository
    proposal = Proposal(text=text, cwd=str(cwd or work), env=env, agent=agent)
    return Guard(env, remember=False).answer(proposal)


def asked(repository):
    from guard.batch import finding_as_dict

    verdict = decision(repository)
    return {"decision": verdict.decision, "findings": [finding_as_dict(f) for f in verdict.findings]}


def test_it_lets_pass_what_was_asked_about_and_nothing_else(repository, tmp_path, monkeypatch):
    work, env = repository
    made = standing(asked(repository), "git reset --hard", str(work), time.time())
    write(made, user_file(env))
    assert decision(repository).decision == "allow"
    assert decision(repository, agent="claude-code").decision == "ask"
    assert decision(repository, text="git checkout -- .").decision == "ask"
    other = tmp_path / "other"
    subprocess.run(["cp", "-r", work, other], check=True)
    assert decision(repository, cwd=other).decision == "ask"
    from click.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    checked = CliRunner(env={**env, "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""}).invoke(
        cli, ["config", "check"]
    )
    assert checked.exit_code == 0, checked.output


def test_it_ends_on_its_day(repository, monkeypatch):
    work, env = repository
    write(standing(asked(repository), "git reset --hard", str(work), time.time()), user_file(env))
    real = time.strftime
    monkeypatch.setattr(time, "strftime", lambda form, *at: real(form, *at) if at else "2999-01-01")
    assert decision(repository).decision == "ask"


def test_what_stood_in_the_configuration_stays_and_a_broken_one_is_not_touched(repository, tmp_path):
    from guard.errors import GuardError

    work, env = repository
    path = tmp_path / ".config" / "guard" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('own_domains = ["acme.com"] # ours')
    rules = standing(asked(repository), "git reset --hard", str(work), time.time())
    path.chmod(0o640)
    write(rules, user_file(env))
    assert path.read_text().startswith('own_domains = ["acme.com"] # ours\n')
    assert path.stat().st_mode & 0o777 == 0o640
    path.write_text("own_domains = [")
    with pytest.raises(GuardError):
        write(rules, user_file(env))
    assert path.read_text() == "own_domains = ["


@pytest.mark.parametrize("day", ["soon", "2027-13-01", "01.01.2027", "2027-1-1"])
def test_a_day_that_is_none_breaks_the_configuration(day, tmp_path):
    from guard.errors import ConfigError
    from guard.policy.files import Source
    from guard.policy.layers import read

    row = {"id": "x", "match": {"rule": "fs.rm"}, "decision": "ask", "reason": "r", "expires": day,
           "examples": {"match": ["x"], "no_match": []}}  # fmt: skip
    with pytest.raises(ConfigError):
        read({"rule": [row]}, Source("user", "x"))


@SLOW
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_said_at_the_prompt(open_shell, shell):
    terminal = open_shell(shell)
    script = "git init -q . && echo a >f && git add f && git -c user.name=a -c user.email=b commit -qm x; echo b >f"
    subprocess.run(
        ["sh", "-c", script],
        cwd=terminal.work,
        check=True,
        env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"},
    )
    terminal.line("git reset --hard", "Always: do not ask again", 30)
    time.sleep(0.5)
    since = len(terminal.text)
    terminal.type("a")
    terminal.wait_for("Write it and run the line", 20, since)
    assert "expires = " in terminal.text[since:] and "config.toml" in terminal.text[since:]
    terminal.answer("w", 20)
    terminal.settle(0.5)
    assert (terminal.work / "f").read_text() == "a\n"
    (terminal.work / "f").write_text("c\n")
    since = len(terminal.text)
    terminal.line("git reset --hard; echo do''ne", "done", 30)
    assert "guard asks" not in terminal.text[since:]
    assert (terminal.work / "f").read_text() == "a\n"
    rule = tomllib.loads((terminal.home / "config" / "guard" / "config.toml").read_text())["rule"][0]
    assert json.dumps(rule["match"]["target"]) == json.dumps([str(terminal.work)])


@SLOW
def test_a_no_to_the_rule_writes_nothing_and_runs_nothing(open_shell):
    terminal = open_shell("bash")
    script = "git init -q . && echo a >f && git add f && git -c user.name=a -c user.email=b commit -qm x; echo b >f"
    subprocess.run(
        ["sh", "-c", script],
        cwd=terminal.work,
        check=True,
        env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"},
    )
    terminal.line("git reset --hard", "Always: do not ask again", 30)
    time.sleep(0.5)
    since = len(terminal.text)
    terminal.type("a")
    terminal.wait_for("Write it and run the line", 20, since)
    terminal.answer("\r", 20)
    terminal.settle(0.5)
    assert (terminal.work / "f").read_text() == "b\n"
    assert not (terminal.home / "config" / "guard" / "config.toml").exists()
