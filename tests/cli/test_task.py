"""What a person declares with ``guard task`` holds; nobody else can declare it."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

from guard.errors import GuardError
from guard.model import Proposal
from guard.service import Guard, check
from guard.session.ledger import Ledger
from guard.session.recorders import record_output, record_prompt
from guard.session.task import Task, keep, task_at, tasks
from tests.terminal import at_terminal


@pytest.fixture
def env(tmp_path: pathlib.Path) -> dict[str, str]:
    (tmp_path / "app" / "src").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(tmp_path / "app")], check=True, env={"PATH": os.environ["PATH"]})
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TERM": "dumb"}


def project(env: dict[str, str]) -> str:
    return os.path.join(env["HOME"], "app")


def state(env: dict[str, str]) -> str:
    return os.path.join(env["HOME"], ".local/state/guard")


def answer(env: dict[str, str], text: str, cwd: str = "", session: str = "s", **more: str):
    return Guard(env).answer(Proposal(text=text, cwd=cwd or project(env), env=env, session=session, **more))


def declared(env: dict[str, str], **fields: object) -> None:
    Guard(env)
    keep(state(env), (*tasks(state(env)), Task(os.path.realpath(project(env)), **fields)))


# ------------------------------------------------------------------------------- declaring it


def test_a_person_declares_shows_and_ends_a_task(env):
    words = ["task", "start", "fix the credential mismatch", "--env", "staging", "--allow", "drop table foo"]
    code, seen = at_terminal([*words, "--forbid", "do not push"], env, project(env) + "/src")
    assert code == 0, seen
    assert tasks(state(env))[0] == Task(
        os.path.realpath(project(env)), "fix the credential mismatch", "staging", ("drop table foo",),
        ("do not push",), since=tasks(state(env))[0].since,
    )  # fmt: skip
    assert os.stat(state(env) + "/declared-tasks").st_mode & 0o777 == 0o600
    code, seen = at_terminal(["task", "show"], env, project(env))
    assert code == 0 and "staging" in seen and "do not push" in seen
    code, seen = at_terminal(["task", "stop"], env, project(env))
    assert code == 0 and tasks(state(env)) == ()
    assert at_terminal(["task", "show"], env, project(env))[0] == 1


def test_the_words_of_the_task_name_the_environment_and_forbid(env):
    code, seen = at_terminal(["task", "start", "clean up in staging, but do not deploy"], env, project(env))
    assert code == 0, seen
    (task,) = tasks(state(env))
    assert task.environment == "staging"
    assert any("deploy" in said for said in task.forbidden)


def test_a_person_chooses_which_lines_of_the_rules_hold(env):
    path = pathlib.Path(project(env), "CLAUDE.md")
    path.write_text("# Rules\n- NEVER run migrations on production\n- Never use var\n- Do not push to main\n")
    typed = (("Which hold?", "1"),)
    code, seen = at_terminal(["task", "start", "work"], env, project(env), typed)
    assert code == 0, seen
    assert "Never use var" not in seen  # it forbids no act
    assert tasks(state(env))[0].forbidden == ("NEVER run migrations on production",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--allow", "drop"], "say what may be acted upon"),
        (["--allow", "terraform"], "say which act of terraform"),
        (["--env", "moon"], "is not one of"),
    ],
)
def test_what_cannot_be_understood_is_refused(env, words, said):
    code, seen = at_terminal(["task", "start", "x", *words], env, project(env))
    assert code == 2 and said in seen and not tasks(state(env))


def test_a_second_task_replaces_the_first(env):
    for text in ("first", "second"):
        assert at_terminal(["task", "start", text], env, project(env))[0] == 0
    assert [task.text for task in tasks(state(env))] == ["second"]


# ------------------------------------------------------------------------- only a person may


def test_without_a_terminal_nobody_is_a_person(env):
    for words in (["task", "start", "x"], ["task", "stop"]):
        done = subprocess.run(
            [sys.executable, "-m", "guard", *words], env=env, cwd=project(env), capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 1 and "only a person" in done.stderr
    assert tasks(state(env)) == ()


def test_an_agent_with_a_terminal_is_no_person(env):
    code, seen = at_terminal(["task", "start", "x"], {**env, "CLAUDECODE": "1"}, project(env))
    assert code == 1 and "an agent runs this" in seen


DENIED = [
    "guard task start x --allow 'drop table users'",
    "guard task stop",
    "guard env add host prod-db.acme.com local",
    "guard env add --found",
    "python -m guard task start x",
    "python3 -m guard env add account 1 local",
    "env -u CLAUDECODE guard task stop",
    "script -qec 'guard task stop' /dev/null",
    "bash -c 'unset CLAUDECODE; guard task stop'",
    "tmux new-session -d 'guard task stop'",
    "expect -c 'spawn guard task stop; interact'",
    "unbuffer guard task stop",
    "python3 -c \"import pty; pty.spawn(['guard', 'task', 'stop'])\"",
    "rm ~/.local/state/guard/declared-tasks",
    "echo '{}' > ~/.local/state/guard/declared-tasks",
    "sed -i s/staging/production/ ~/.local/state/guard/declared-tasks",
    "tee -a ~/.config/guard/config.toml < x.toml",
    "python3 -c \"from guard.session.task import keep; keep('/x', ())\"",
    "python3 -c \"from guard.session import task; task.keep('/x', ())\"",
    'python3 -c "import guard.approvals.desk as d; d.grant()"',
    "python3 -c \"from guard.cli.main import cli; cli(['task', 'stop'])\"",
]
QUIET = ["python3 -c 'import guard; print(guard.__version__)'", "python3 -c 'from guard import check'",
         "echo guard task stop", "grep -rn 'guard task' docs", "guard task show", "guard env list", "guard creds list", "guard creds audit", "guard task --help",
         "guard task start --help", "python -m guard task show"]  # fmt: skip


@pytest.mark.parametrize("command", DENIED)
def test_an_agent_that_declares_it_itself_is_denied(env, command):
    assert answer(env, command).decision == "deny"


@pytest.mark.parametrize("command", ["rm STATE/guard/declared-tasks", "echo x >> CONFIG/guard/config.toml"])
def test_state_and_configuration_in_other_folders_are_protected_too(env, command):
    moved = {**env, "XDG_STATE_HOME": env["HOME"] + "/st", "XDG_CONFIG_HOME": env["HOME"] + "/cf"}
    command = command.replace("STATE", moved["XDG_STATE_HOME"]).replace("CONFIG", moved["XDG_CONFIG_HOME"])
    proposal = Proposal(text=command, cwd=project(env), env=moved, session="s")
    assert Guard(moved).answer(proposal).decision == "deny"


@pytest.mark.parametrize("command", QUIET)
def test_looking_is_quiet(env, command):
    assert answer(env, command).decision == "allow"


# ---------------------------------------------------------------------------- that it holds


def test_the_environment_of_the_task_is_held_against_where_an_act_lands(env):
    declared(env, text="fix it", environment="staging")
    verdict = answer(env, "heroku restart -a acme-production")
    assert verdict.decision != "allow"
    assert "the task was said to be in staging, and this lands in production" in verdict.findings[0].why
    assert "the task was said" not in answer(env, "heroku restart -a acme-staging").summary


def test_a_declared_environment_outweighs_what_a_prompt_mentions(env):
    declared(env, environment="staging")
    record_prompt(Ledger(state(env), "s"), "now do it in production")
    assert "said to be in staging" in answer(env, "heroku restart -a acme-production").findings[0].why


def test_what_the_task_forbids_is_denied_and_quoted(env):
    declared(env, forbidden=("NEVER run migrations on production",))
    there = "DATABASE_URL=postgres://u:p@prod-db.acme.com/app npx prisma migrate deploy"
    verdict = answer(env, there)
    assert verdict.decision == "deny"
    assert "NEVER run migrations on production" in verdict.summary
    here = "DATABASE_URL=postgres://u:p@localhost/app_test npx prisma migrate deploy"
    assert answer(env, here, session="t").decision == "allow"


ALLOWED = [
    pytest.param("drop table foo", "psql -h db.staging.acme.com app -c 'DROP TABLE foo'", "allow", id="the very act"),
    pytest.param("drop table foo", "psql -h db.staging.acme.com app -c 'DROP TABLE bar'", "ask", id="another table"),
    pytest.param("drop table foo", "psql -h db.staging.acme.com app -c 'DROP DATABASE foo_x'", "ask", id="a database"),
    pytest.param("drop table tmp_*", "psql -h db.staging.acme.com app -c 'DROP TABLE tmp_1'", "allow", id="a pattern"),
    pytest.param("drop table foo", "psql -h prod-db.acme.com app -c 'DROP TABLE foo'", "deny", id="in production"),
    pytest.param("git push origin topic", "git push origin topic", "allow", id="a command"),
    pytest.param("git push origin main", "git push --force origin main", "deny", id="the command with more force"),
    pytest.param("delete *", "guard uninstall claude-code", "deny", id="the guard itself"),
    pytest.param("delete *", "rm -rf ~", "deny", id="the home directory"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "command", "decision"), ALLOWED)
def test_what_was_allowed_in_advance_is_not_asked_about(env, act, command, decision):
    declared(env, environment="staging", allowed=(act,))
    assert answer(env, command).decision == decision


def test_without_the_task_the_same_act_is_asked_about(env):
    assert answer(env, "psql -h db.staging.acme.com app -c 'DROP TABLE foo'").decision == "ask"


def test_an_act_allowed_in_advance_passes_where_nobody_can_be_asked(env):
    declared(env, environment="staging", allowed=("drop table foo",))
    command = "psql -h db.staging.acme.com app -c 'DROP TABLE foo'"
    assert answer(env, command, mode="headless").decision == "allow"
    assert answer(env, command.replace("foo", "bar"), mode="headless").decision == "deny"


def test_a_foreign_credential_is_asked_about_whatever_was_allowed(env):
    declared(env, environment="staging", allowed=("delete app acme-staging",))
    token = "HRKU-" + "ab12cd34-" * 4 + "0000"
    record_output(Ledger(state(env), "s"), f"key: {token}", "/home/other/notes.md")
    command = "heroku apps:destroy acme-staging --confirm acme-staging"
    assert answer(env, f"HEROKU_API_KEY={token} {command}").decision != "allow"


def test_a_key_of_another_project_is_foreign_even_from_within_it(env):
    other = pathlib.Path(env["HOME"], "other")
    other.mkdir()
    token = "7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77"
    (other / ".env").write_text(f"RAILWAY_TOKEN={token}\n")
    text = f"curl -H 'Authorization: Bearer {token}' https://backboard.railway.com/graphql/v2 -d "
    text += """'{"query":"mutation { serviceDelete(id: \\"a\\") }"}'"""
    Guard(env)
    record_output(Ledger(state(env), "s"), token, str(other / ".env"))
    assert not answer(env, text, cwd=str(other)).findings[0].credential.foreign
    declared(env, environment="staging")
    answer(env, "true")  # the conversation begins in the project
    assert answer(env, text, cwd=str(other)).findings[0].credential.foreign


def test_a_conversation_keeps_its_task_when_the_agent_walks_out(env):
    declared(env, forbidden=("do not push",))
    assert answer(env, "git push", session="one").decision == "deny"
    assert answer(env, "git push origin topic", cwd="/", session="one").decision == "deny"
    assert answer(env, "git push origin topic", cwd="/", session="two").decision != "deny"


def test_a_task_for_one_conversation_holds_in_no_other(env):
    declared(env, forbidden=("do not push",), session="one")
    assert answer(env, "git push origin topic", session="one").decision == "deny"
    assert answer(env, "git push origin topic", session="two").decision != "deny"


def test_a_question_asked_by_hand_knows_the_task_too(env):
    declared(env, forbidden=("do not push",))
    asked = Proposal(text="git push origin topic", cwd=project(env), env=env)
    assert check(asked, env).decision == "deny"


def test_the_nearest_project_counts():
    outer, inner = Task("/w"), Task("/w/a")
    assert task_at((outer, inner), "/w/a/src", "") is inner
    assert task_at((outer, inner), "/w/ab", "") is outer
    assert task_at((outer, inner), "/x", "") is None


# --------------------------------------------------------------------------------- bad input


def write(env: dict[str, str], content: bytes, mode: int = 0o600) -> str:
    Guard(env)
    path = state(env) + "/declared-tasks"
    pathlib.Path(path).write_bytes(content)
    os.chmod(path, mode)
    return path


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"tasks": [{"project": 7}]}', id="another form"),
        pytest.param(b'{"tasks": {"a": 1}}', id="no list"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"tasks": []}' + b" " * 300_000, id="huge"),
        pytest.param(b"\xff\xfe\x00", id="not text"),
    ],
)
def test_tasks_that_are_damaged_are_an_error_and_the_answer_is_ask(env, content):
    write(env, content)
    with pytest.raises(GuardError):
        tasks(state(env))
    assert answer(env, "git push origin topic").decision == "ask"
    assert (
        answer(env, "DATABASE_URL=postgres://u:p@localhost/app_test npx prisma migrate deploy").decision
        == "ask"
    )
    assert answer(env, "ls").decision == "allow"


def test_tasks_that_somebody_else_could_write_are_not_believed(env):
    path = write(
        env, json.dumps({"tasks": [{"project": project(env), "allowed": ["git push"]}]}).encode(), 0o666
    )
    assert answer(env, "git push origin topic").decision == "ask"
    os.unlink(path)
    os.symlink("/dev/zero", path)
    assert answer(env, "git push origin topic", session="b").decision == "ask"
