"""What a session remembers, for whom, how long, and what happens when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guard.errors import GuardError
from guard.model import Proposal
from guard.session.ledger import FACTS_PER_SESSION, Ledger
from guard.session.made import made_by, source_of
from guard.session.prompts import environment_in, prohibitions_in
from guard.session.recorders import record_output, record_prompt, record_ran

TOKEN = "ghp_" + "a1B2" * 9
UUID = "3d2c42fb-1f5a-4c0e-9a77-0123456789ab"


@pytest.fixture
def ledger(tmp_path):
    return Ledger(str(tmp_path), "s1")


def again(ledger: Ledger, session: str = "s1") -> Ledger:
    """The same ledger as the next hook would open it."""
    return Ledger(ledger.state, session)


def test_a_ledger_that_does_not_exist_knows_nothing_and_makes_nothing(ledger, tmp_path):
    assert ledger.commands() == ()
    assert ledger.refusals() == ()
    assert ledger.task_environment() == ""
    assert os.listdir(tmp_path) == []


def test_the_file_belongs_to_its_user_alone(ledger):
    ledger.record("ran", "ls", "0")
    assert os.stat(ledger.path).st_mode & 0o777 == 0o600


def test_sessions_do_not_see_each_other(ledger):
    ledger.record("path", "/tmp/clone")
    assert again(ledger).made("path", "/tmp/clone")
    assert not again(ledger, "s2").made("path", "/tmp/clone")


@pytest.mark.parametrize(
    ("kind", "identity", "expected"),
    [
        pytest.param("path", "/tmp/clone", True, id="the directory itself"),
        pytest.param("directory", "/tmp/clone/.git", True, id="what lies in it"),
        pytest.param("path", "/tmp/clone-2", False, id="a neighbour whose name begins the same"),
        pytest.param("path", "/tmp", False, id="the directory above"),
        pytest.param("volume", "test_pg", True, id="a volume by its name"),
        pytest.param("volume", "pgdata", False, id="another volume"),
        pytest.param("instance", "i-0new", True, id="an object recorded without its kind"),
        pytest.param("volume", "", False, id="no name at all"),
    ],
)
def test_what_was_made(ledger, kind, identity, expected):
    ledger.record_all((("path", "/tmp/clone", ""), ("made", "volume:test_pg", ""), ("made", "i-0new", "")))
    assert again(ledger).made(kind, identity) is expected


def test_a_secret_is_remembered_by_its_first_place_and_never_by_its_value(ledger):
    from guard.credentials.fingerprint import fingerprint

    record_output(ledger, f"token = {UUID}\n{TOKEN}\n", "/p/scripts/domains.md")
    record_output(ledger, f"again {UUID}", "/p/.env")
    seen = again(ledger)
    assert seen.source_of_secret(fingerprint(UUID, ledger.state)) == "/p/scripts/domains.md"
    assert seen.source_of_secret(fingerprint(TOKEN, ledger.state)) == "/p/scripts/domains.md"
    written = b"".join(Path(ledger.state, name).read_bytes() for name in os.listdir(ledger.state))
    assert UUID.encode() not in written
    assert TOKEN.encode() not in written


def test_a_line_of_grep_names_its_file_itself(ledger):
    from guard.credentials.fingerprint import fingerprint

    record_output(ledger, f"scripts/domains.md:12:RAILWAY={UUID}\n", "the output of grep")
    assert again(ledger).source_of_secret(fingerprint(UUID, ledger.state)) == "scripts/domains.md"


def test_a_command_is_remembered_without_its_secrets(ledger):
    record_ran(ledger, Proposal(text=f"GH_TOKEN={TOKEN} gh pr list", cwd="/"), "", 1)
    (ran,) = again(ledger).commands()
    assert ran.exit_code == 1
    assert TOKEN not in ran.text
    assert "gh pr list" in ran.text


def test_old_facts_are_evicted_and_the_ledger_says_so(ledger):
    ledger.record("forbidden", "never touch the database")
    ledger.record_all(tuple(("ran", f"command {i}", "0") for i in range(FACTS_PER_SESSION + 100)))
    ledger.record("ran", "last", "0")
    seen = again(ledger)
    assert seen.evicted() > 0
    assert seen.prohibitions() == ("never touch the database",)
    assert seen.commands()[-1].text == "last"


WRITER = """
import sys
from guard.session.ledger import Ledger
for number in range(20):
    Ledger(sys.argv[1], "s1").record("ran", f"{sys.argv[2]}-{number}", "0")
"""


def test_hooks_at_the_same_time_lose_nothing(ledger):
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, ledger.state, str(n)], env={"PYTHONPATH": str(root)})
        for n in range(4)
    ]
    assert [process.wait(30) for process in running] == [0, 0, 0, 0]
    assert len({ran.text for ran in ledger.commands()}) == 80


def test_a_damaged_ledger_is_an_error_that_a_person_can_act_on(ledger):
    Path(ledger.path).write_bytes(b"not a database" * 100)
    os.chmod(ledger.path, 0o600)
    with pytest.raises(GuardError, match="cannot be looked up"):
        ledger.refusals()


def test_a_ledger_that_others_may_write_is_refused(ledger):
    ledger.record("ran", "ls", "0")
    os.chmod(ledger.path, 0o666)
    with pytest.raises(GuardError, match="changed by somebody else"):
        again(ledger).refusals()


def test_a_ledger_that_is_a_link_is_refused(ledger, tmp_path):
    os.symlink("/etc/passwd", ledger.path)
    with pytest.raises(GuardError, match="changed by somebody else"):
        ledger.refusals()


def test_a_ledger_that_another_process_holds_is_an_error(ledger, monkeypatch):
    monkeypatch.setattr("guard.session.writing.WAIT", 0.05)
    ledger.record("ran", "ls", "0")
    hold = "import os, sys; f = open(sys.argv[1], 'r+'); os.lockf(f.fileno(), os.F_LOCK, 0); print(1, flush=True)"
    command = [sys.executable, "-c", hold + "; sys.stdin.read()", ledger.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(GuardError, match="another process holds it"):
            again(ledger).record("ran", "ls", "0")
        holder.kill()
    again(ledger).record("ran", "after it died", "0")
    assert again(ledger).commands()[-1].text == "after it died"


@pytest.mark.parametrize(
    "text", ["a\tb", "a\nb", "a\\b", "\\t", "\\\n", "\0", "\udc80", "\\0", "ü\ud800", ""]
)
def test_any_text_comes_back_as_it_was(ledger, text):
    ledger.record("ran", text, text)
    ledger.record("secret", text, "first " + text)
    seen = again(ledger)
    assert seen._rows("ran", 5) == [(text, text)]
    assert seen.source_of_secret(text) == "first " + text


@pytest.mark.parametrize("session", ["S1", "s1", "../x", "a/b", "\udc80", "é" * 300, "x" * 500, "s\0"])
def test_every_conversation_has_a_file_of_its_own_in_the_folder(ledger, session, tmp_path):
    for name in (session, "other"):
        Ledger(ledger.state, name).record("ran", name, "0")
    assert [c.text for c in Ledger(ledger.state, session).commands()] == [session]
    assert len(os.listdir(tmp_path)) == 2


def test_an_unfinished_last_line_counts_as_never_written(ledger):
    ledger.record("ran", "first", "0")
    with open(ledger.path, "ab") as file:
        file.write(b"ran\thalf a fa")
    assert [c.text for c in again(ledger).commands()] == ["first"]
    ledger.record("ran", "second", "0")
    assert [c.text for c in again(ledger).commands()] == ["first", "second"]


def test_the_middle_of_a_ledger_is_not_rewritten_unnoticed(ledger):
    for number in range(3):
        ledger.record("refused", f"key {number}")
    path = Path(ledger.path)
    path.write_bytes(path.read_bytes().replace(b"key 1\t", b"key 1"))
    with pytest.raises(GuardError, match="it is damaged"):
        again(ledger).refusals()


def test_a_conversation_is_forgotten_after_a_month_when_another_begins(ledger):
    ledger.record("ran", "ls", "0")
    os.utime(ledger.path, (1, 1))
    again(ledger, "new").record("ran", "ls", "0")
    assert again(ledger).commands() == ()


def test_a_large_ledger_is_cut_to_what_questions_look_at(ledger):
    from guard.session.ledger import LARGEST

    ledger.record("forbidden", "never push")
    for number in range(LARGEST // 400_000 + 1):
        ledger.record_all(tuple(("secret", f"{number}-{i}", "x" * 3990) for i in range(100)))
    ledger.record("path", "/made/last")
    assert os.path.getsize(ledger.path) < LARGEST
    seen = again(ledger)
    assert seen.prohibitions() == ("never push",)
    assert seen.made("path", "/made/last")
    assert seen.evicted() > 0


# ------------------------------------------------------------------------------ what the user says


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        pytest.param("Do not touch the database.", 1, id="a plain prohibition"),
        pytest.param("Fix the build, but don't push anything", 1, id="a prohibition in half a sentence"),
        pytest.param("We are in a code freeze until Monday.", 1, id="a freeze"),
        pytest.param("NEVER run migrations here.\nNever deploy.", 2, id="two prohibitions"),
        pytest.param("Please leave prod as it is; never restart it", 1, id="after a semicolon"),
        pytest.param("Don't worry about the tests", 0, id="a reassurance"),
        pytest.param("I don't know why this fails", 0, id="a statement"),
        pytest.param("should I not delete it?", 0, id="a question"),
        pytest.param("drop the table foo and push", 0, id="a plain task"),
    ],
)
def test_prohibitions(prompt, expected):
    assert len(prohibitions_in(prompt)) == expected


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        pytest.param("fix the credential mismatch in staging", "staging", id="in staging"),
        pytest.param("check the prod database", "production", id="the prod database"),
        pytest.param("deploy to production", "production", id="to production"),
        pytest.param("run it against the dev cluster", "development", id="the dev cluster"),
        pytest.param("compare staging with production", "", id="two at once, or none in place"),
        pytest.param("do not touch the production database", "", id="a prohibition names no task"),
        pytest.param("add a staging.py file", "", id="a file's name"),
        pytest.param("make the tests pass", "", id="none"),
    ],
)
def test_the_environment_of_the_task(prompt, expected):
    assert environment_in(prompt) == expected


def test_of_a_prompt_what_it_rules_out_is_remembered_and_not_the_rest(ledger):
    record_prompt(ledger, f"Fix the blue button in staging with {TOKEN}. Do not drop anything.")
    seen = again(ledger)
    assert seen.task_environment() == "staging"
    assert seen.prohibitions() == ("Do not drop anything.",)
    with open(ledger.path) as file:
        kept = file.read()
    assert TOKEN not in kept
    assert "blue button" not in kept


# ----------------------------------------------------------------------------------- what was made


@pytest.mark.parametrize(
    ("command", "output", "expected"),
    [
        pytest.param("mkdir data", "", ("path", "/p/data"), id="a directory"),
        pytest.param("mkdir -m 700 x", "", ("path", "/p/x"), id="a directory with a mode"),
        pytest.param("git clone https://x.example/r.git", "", ("path", "/p/r"), id="a clone"),
        pytest.param("git worktree add ../wt -b fix", "", ("path", "/wt"), id="a worktree"),
        pytest.param("docker volume create test_pg", "test_pg", ("volume", "test_pg"), id="a volume"),
        pytest.param("createdb app_copy", "", ("database", "app_copy"), id="a database"),
        pytest.param("git switch -c feature/x", "", ("branch", "feature/x"), id="a branch"),
        pytest.param(
            "aws ec2 run-instances --image-id ami-1",
            '{"InstanceId": "i-0abc1234"}',
            ("", "i-0abc1234"),
            id="an instance",
        ),
    ],
)
def test_what_a_command_made(tmp_path, command, output, expected):
    proposal = Proposal(text=command, cwd="/p", env={"HOME": str(tmp_path)})
    assert expected in made_by(proposal, output)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("mkdir -p data", id="a directory that may have been there"),
        pytest.param("git branch -D old", id="a branch that goes"),
        pytest.param("docker volume rm test_pg", id="a volume that goes"),
        pytest.param("ls", id="nothing at all"),
    ],
)
def test_what_a_command_did_not_make(tmp_path, command):
    assert made_by(Proposal(text=command, cwd="/p", env={"HOME": str(tmp_path)}), "") == ()


def test_the_output_of_cat_comes_from_the_file():
    assert source_of(Proposal(text="cat scripts/domains.md", cwd="/p")) == "/p/scripts/domains.md"
    assert source_of(Proposal(text="make all", cwd="/p")) == "the output of make all"
