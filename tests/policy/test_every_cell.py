"""The whole table, cell by cell, and every reason by its own words: a change of the policy has to be said here."""

from __future__ import annotations

import pytest

from guard.findings import CredentialUse, Located
from guard.model import Effect, Hole, Invocation, Place, Resource, Stream, Target, Value, known
from guard.policy import decide
from guard.policy.config import Config
from guard.policy.steps import moved
from guard.policy.table import base
from guard.session.interface import NoSession

ENVIRONMENTS = ("E0", "E1", "E2", "E3", "E4")
LETTERS = {"a": "allow", "?": "ask", "X": "deny"}
CELLS = {
    # five places from ephemeral to production: a passes, ? asks, X is denied
    "R0": {"B0": "aaaa?", "B1": "aaaa?", "B2": "aaaa?", "B3": "aaaa?"},
    "R1": {"B0": "aaa??", "B1": "aaa??", "B2": "aaa??", "B3": "aaa??"},
    "R2": {"B0": "aa???", "B1": "aa???", "B2": "aa???", "B3": "aa???"},
    "R3": {"B0": "a???X", "B1": "a???X", "B2": "a???X", "B3": "a?XXX"},
    "R4": {"B0": "a???X", "B1": "a???X", "B2": "a?X?X", "B3": "a?XXX"},
    "R?": {"B0": "a???X", "B?": "a???X", "B2": "a???X", "B3": "a?XXX"},
}


@pytest.mark.parametrize(
    ("row", "blast", "place", "expected"),
    [
        pytest.param(row, blast, place, LETTERS[letter], id=f"{row} {blast} at {place}: {LETTERS[letter]}")
        for row, by_blast in CELLS.items()
        for blast, letters in by_blast.items()
        for place, letter in zip(ENVIRONMENTS, letters, strict=True)
    ],
)
def test_every_cell_answers_as_the_policy_says(row, blast, place, expected):
    assert base(row, blast, place, False)[0] == expected


@pytest.mark.parametrize(
    ("row", "blast", "place", "by_key", "said"),
    [
        ("R1", "B1", "E3", False, "R1 B1 at E3"),
        ("R?", "B?", "E3", False, "R3 B? at E3"),
        ("R3", "B3", "E2", False, "R3 B3 at E2: nothing that reaches this far can be brought back"),
        ("R4", "B2", "E2", False, "R4 B2 at E2: it reaches beyond the project, and nothing brings it back"),
        ("R4", "B0", "E4", True, "R4 B0 at E4: one object is changed, by its key"),
        ("R3", "B0", "E4", True, "R3 B0 at E4: one object is changed, by its key"),
    ],
)
def test_a_cell_is_called_by_its_name(row, blast, place, by_key, said):
    assert base(row, blast, place, by_key)[1] == said


@pytest.mark.parametrize(
    ("row", "blast", "place", "expected"),
    [
        pytest.param("R3", "B0", "E4", "ask", id="one production row by its key"),
        pytest.param("R3", "B1", "E4", "deny", id="a key does not make a table one row"),
        pytest.param("R?", "B?", "E4", "deny", id="a key does not make an unknown reach one row"),
        pytest.param("R0", "B0", "E4", "ask", id="nothing is milder than the table by a key"),
        pytest.param("R4", "B0", "E3", "ask", id="by key in a shared place"),
    ],
)
def test_a_key_counts_for_one_object_in_production(row, blast, place, expected):
    assert base(row, blast, place, True)[0] == expected


# ------------------------------------------------------------------------------------------- findings


def weighed(operation="delete", recoverability="R1", blast="B1", environment="E1", marks=(), credential=None,
            session=None, unresolved="", by=None, rule="test.rule", effect_blast="B?", place="path",
            identity="f", kind="file", config=None, located_marks=()):  # fmt: skip
    effect = Effect(
        rule, operation, Resource(kind, identity), Place(place), by=by, blast=effect_blast, marks=marks
    )
    located = Located(
        Target(environment, "somewhere", unresolved=unresolved), recoverability, blast, marks=located_marks
    )
    return decide.weigh(effect, located, credential, (), session or NoSession(), config or Config())


OWN = CredentialUse("token")
FOREIGN = CredentialUse("token", foreign=True)
FOUND = CredentialUse("token", foreign=True, seen_in="notes.md")
DENIALS = {
    "protection": "a protection, a recovery or an audit trail is removed",
    "guard-tampered": "the guard itself would be changed or switched off",
    "secret-sent": "a secret would leave the machine",
    "unguarded-agent": "another agent would be started with its guards off",
    "forbidden": "you said that this must not be done",
    "root-home-device": "the root, a home directory or a device is the target",
    "default-branch": "the default branch would be overwritten or deleted",
    "evasion": "the same act was refused before, by another route",
}
EVERYWHERE = ("secret-sent", "unguarded-agent", "guard-tampered", "root-home-device", "forbidden")


@pytest.mark.parametrize(("mark", "reason"), DENIALS.items())
def test_a_predicate_denies_alone_and_says_why(mark, reason):
    found = weighed(recoverability="R0", marks=(mark,))
    assert (found.decision, found.grounds) == ("deny", (reason,))


@pytest.mark.parametrize("mark", DENIALS)
def test_a_throwaway_place_lifts_only_what_stays_in_it(mark):
    expected = "deny" if mark in EVERYWHERE else "allow"
    assert weighed(recoverability="R0", environment="E0", marks=(mark,)).decision == expected


@pytest.mark.parametrize(("mark", "reason"), DENIALS.items())
def test_no_step_down_and_no_approval_lifts_a_predicate(mark, reason):
    found = weighed(marks=(mark, "approved", "made-in-session", "verified-backup"))
    assert (found.decision, found.grounds) == ("deny", (reason,))


@pytest.mark.parametrize(
    ("given", "decision", "reason"),
    [
        pytest.param(
            {"marks": ("persistence", "network-code"), "operation": "create"}, "deny",
            "code from the network, which nobody reads, would run at every start", id="a downloaded start-up file",
        ),
        pytest.param(
            {"marks": ("persistence",), "operation": "create"}, "ask",
            "it would be run again later, outside this session", id="a start-up file of one's own",
        ),
        pytest.param(
            {"marks": ("elevated", "network-code"), "operation": "execute"}, "deny",
            "code from the network, which nobody reads, would run with every right on this machine",
            id="a script from the network as root",
        ),
        pytest.param(
            {"marks": ("network-code",), "operation": "execute"}, "ask", "code that nobody has read would run",
            id="a script from the network",
        ),
        pytest.param(
            {"marks": ("unknown-code",), "operation": "execute"}, "ask", "code that nobody has read would run",
            id="a script that cannot be read",
        ),
        pytest.param(
            {"marks": ("credential-hunt",), "operation": "read", "effect_blast": "B3"}, "deny",
            "credentials would be searched for across the whole home or machine", id="a search of the whole home",
        ),
        pytest.param(
            {"marks": ("credential-hunt",), "operation": "read", "effect_blast": "B1"}, "ask",
            "credentials would be searched for", id="a search of one folder",
        ),
        pytest.param(
            {"operation": "unprotect", "environment": "E2", "recoverability": "R0"}, "deny",
            "a protection is switched off", id="a protection outside the project",
        ),
        pytest.param(
            {"operation": "unprotect", "environment": "E1", "recoverability": "R0"}, "ask",
            "a protection is switched off", id="a protection of the project's own",
        ),
        pytest.param(
            {"operation": "unprotect", "environment": "E2", "recoverability": "R0", "marks": ("local-bypass",)},
            "ask", "a protection is switched off", id="a check that is skipped once",
        ),
        pytest.param(
            {"operation": "reveal"}, "ask", "a secret would be shown", id="a secret on the screen",
        ),
        pytest.param(
            {"operation": "unknown", "recoverability": "R0"}, "ask",
            "it could not be worked out what would happen", id="an act that nobody understands",
        ),
        pytest.param(
            {"operation": "update", "unresolved": "$HOST", "recoverability": "R0"}, "ask",
            "the target could not be resolved: $HOST", id="a target that is not known",
        ),
        pytest.param(
            {"operation": "read", "credential": FOUND}, "ask", "a credential found in notes.md would be used",
            id="a key that was found, to look",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_and_denied_whatever_the_table_says(given, decision, reason):
    found = weighed(**given)
    assert (found.decision, found.grounds[-1]) == (decision, reason)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(
            {"operation": "read", "unresolved": "$HOST"}, id="looking at a target that is not known"
        ),
        pytest.param({"operation": "create", "unresolved": "$HOST"}, id="making what is not known"),
        pytest.param({"operation": "read", "credential": FOREIGN}, id="looking with a key of unknown origin"),
        pytest.param({"operation": "read", "credential": OWN}, id="looking with one's own key"),
        pytest.param(
            {"operation": "create", "credential": FOUND}, id="making something with a key that was found"
        ),
        pytest.param({"operation": "execute", "marks": ("elevated",)}, id="running something as root"),
        pytest.param(
            {"operation": "execute", "marks": ("unknown-code",), "environment": "E0"}, id="in a container"
        ),
        pytest.param(
            {"operation": "execute", "marks": ("unknown-code", "approved")},
            id="unread code that was approved",
        ),
    ],
)
def test_the_near_misses_stay_quiet(given):
    assert weighed(**given).decision == "allow"


@pytest.mark.parametrize("mark", ["persistence", "elevated"])
def test_a_throwaway_place_does_not_excuse_what_outlasts_it(mark):
    found = weighed("create", environment="E0", marks=(mark, "unknown-code"))
    assert found.decision == "ask"


@pytest.mark.parametrize(
    "operation",
    ["update", "delete", "overwrite", "truncate", "stop", "deploy", "grant", "unprotect", "unknown"],
)
def test_a_control_plane_is_not_changed_with_a_foreign_key(operation):
    found = weighed(operation, "R0", marks=("control-plane",), credential=FOREIGN)
    assert found.decision == "deny"
    assert found.grounds == (
        "a control plane would be changed with a credential that does not belong to the task",
    )
    assert weighed(operation, "R0", marks=("control-plane",), credential=OWN).decision != "deny"
    assert weighed(operation, "R0", marks=("control-plane",)).decision != "deny"


@pytest.mark.parametrize("operation", ["read", "create", "send"])
def test_other_uses_of_a_control_plane_are_not_denied_for_the_key(operation):
    assert weighed(operation, "R0", marks=("control-plane",), credential=FOREIGN).decision != "deny"


@pytest.mark.parametrize(
    "fetcher", ["curl", "wget", "wget2", "aria2c", "http", "https", "xh", "fetch", "lynx", "w3m"]
)
def test_a_start_up_file_straight_from_the_network_is_denied(fetcher):
    by = Invocation((known(fetcher), known("-o"), known("~/.bashrc")))
    assert weighed("create", marks=("persistence",), by=by).decision == "deny"


@pytest.mark.parametrize(
    ("writer", "source", "expected"),
    [
        pytest.param("tee", "curl", "deny", id="curl into tee"),
        pytest.param("sponge", "curl", "deny", id="curl into sponge"),
        pytest.param("dd", "curl", "deny", id="curl into dd"),
        pytest.param("tee", "echo", "ask", id="one's own words into tee"),
        pytest.param("sort", "curl", "ask", id="a program that writes something else"),
    ],
)
def test_a_start_up_file_through_a_pipe(writer, source, expected):
    producer = Invocation((known(source), known("x")))
    by = Invocation((known(writer), known("~/.bashrc")), stdin=Stream(producers=(producer,)))
    assert weighed("create", marks=("persistence",), by=by).decision == expected


@pytest.mark.parametrize(("source", "expected"), [("curl", "deny"), ("date", "ask")])
def test_a_start_up_file_that_holds_what_a_program_answered(source, expected):
    from guard.model import FileWrite

    hole = Hole("the output of a program", producers=(Invocation((known(source), known("x"))),))
    by = FileWrite(known("~/.bashrc"), "append", content=Value((hole,)))
    assert weighed("update", "R0", marks=("persistence",), by=by).decision == expected


@pytest.mark.parametrize(
    ("rule", "piped", "decision"),
    [
        ("lookalike.host", True, "deny"),
        ("lookalike.host", False, "allow"),
        ("http.read", True, "allow"),
    ],
)
def test_what_an_imitating_host_sends_is_not_handed_on(rule, piped, decision):
    by = Invocation((known("curl"), known("x")), piped=piped)
    found = weighed("read", rule=rule, by=by)
    assert found.decision == decision
    if decision == "deny":
        assert found.grounds == ("what a host sends that imitates another would be handed on",)


# ---------------------------------------------------------------------------------------------- steps

UPS = {
    "backup": ("E1", "a backup is the target"),
    "auto-answered": ("E3", "the tool's own question is answered in advance"),
    "elevated": ("E2", "it has elevated rights outside the project"),
    "ungated-delete": ("E1", "the original goes even if the copy failed"),
    "stronger-retry": ("E1", "the same target failed or was refused before, and this is stronger"),
    "foreign-object": ("E1", "it was not made in this session"),
    "outage": ("E4", "it takes production out of service"),
    "disguised": ("E1", "it is written so that a reader does not see what it does"),
}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("mark", UPS)
def test_a_step_up_counts_from_its_environment_on(mark, environment):
    floor, reason = UPS[mark]
    found = weighed(recoverability="R2", environment=environment, marks=(mark,))
    plain = weighed(recoverability="R2", environment=environment)
    counts = environment >= floor
    assert (f"+1 {reason}" in found.grounds) is counts
    assert found.decision == (moved(plain.decision, 1) if counts else plain.decision)


@pytest.mark.parametrize(
    ("mark", "row", "counts"),
    [
        ("elevated", "R0", False),
        ("elevated", "R1", False),
        ("elevated", "R2", True),
        ("ungated-delete", "R0", False),
        ("ungated-delete", "R1", True),
        ("backup", "R0", True),
    ],
)
def test_some_steps_up_do_not_count_where_little_is_lost(mark, row, counts):
    grounds = weighed(recoverability=row, environment="E2", marks=(mark,)).grounds
    assert any(g.startswith("+1") for g in grounds) is counts


def test_a_foreign_key_is_named_as_the_reason_of_its_step():
    assert "+1 the credential does not belong to the task" in weighed(credential=FOREIGN).grounds
    assert weighed(credential=OWN).grounds == ("R1 B1 at E1",)


DOWNS = {
    "made-in-session": "it was made in this session",
    "only-if-absent": "it runs only where nothing is there yet",
    "derived": "its new content was made from the old",
    "rolled-back": "the transaction is rolled back",
    "verified-backup": "a verified backup outside the blast radius exists",
    "approved": "a human approved exactly these effects",
}


@pytest.mark.parametrize(("mark", "reason"), DOWNS.items())
def test_a_step_down_says_why(mark, reason):
    found = weighed(recoverability="R4", marks=(mark,))
    assert (found.decision, found.grounds) == ("allow", ("R4 B1 at E1", f"-1 {reason}"))


@pytest.mark.parametrize("mark", DOWNS)
def test_a_step_down_makes_a_question_of_a_denial_and_no_more(mark):
    found = weighed(recoverability="R4", environment="E4", marks=(mark,))
    assert found.decision == ("deny" if mark == "approved" else "ask")


@pytest.mark.parametrize("environment", ["E3", "E4"])
def test_who_made_a_shared_thing_is_still_asked(environment):
    assert weighed(environment=environment, marks=("made-in-session",)).decision == "ask"
    assert weighed(environment=environment, marks=("made-in-session", "derived")).decision == "ask"
    assert weighed(environment=environment, marks=("approved",)).decision == "allow"
    assert weighed(environment="E2", recoverability="R2", marks=("made-in-session",)).decision == "allow"


def test_what_was_milder_from_the_start_stays_so_in_a_shared_place():
    assert weighed(recoverability="R0", environment="E3", marks=("made-in-session",)).decision == "allow"


def test_steps_up_and_down_are_taken_one_after_the_other():
    found = weighed(recoverability="R4", marks=("backup", "foreign-object", "made-in-session"))
    assert found.decision == "ask"
    assert found.grounds == ("R4 B1 at E1", "+1 a backup is the target", "+1 it was not made in this session",
                             "-1 it was made in this session")  # fmt: skip


def test_nothing_is_stepped_in_a_throwaway_place():
    assert weighed(recoverability="R4", environment="E0", marks=("backup",), credential=FOREIGN).grounds == (
        "R4 B1 at E0",
    )


@pytest.mark.parametrize(
    ("decision", "steps", "expected"),
    [
        ("allow", 1, "ask"), ("ask", 1, "deny"), ("allow", 2, "deny"), ("deny", 1, "deny"), ("ask", 0, "ask"),
        ("deny", -1, "ask"), ("ask", -1, "allow"), ("allow", -1, "allow"), ("deny", -2, "allow"),
    ],
)  # fmt: skip
def test_a_step_is_one_place_of_three(decision, steps, expected):
    assert moved(decision, steps) == expected


@pytest.mark.parametrize(
    ("operation", "marks", "enters"),
    [
        ("read", (), False), ("create", (), False), ("execute", (), False), ("reveal", (), False),
        ("reveal", ("billable",), False), ("create", ("billable",), True), ("create", ("public",), True),
        ("execute", ("billable",), True), ("create", ("elevated",), False), ("update", (), True),
        ("delete", (), True), ("send", (), True), ("publish", (), True), ("grant", (), True),
        ("stop", (), True), ("deploy", (), True), ("unknown", (), True),
    ],
)  # fmt: skip
def test_what_enters_the_table(operation, marks, enters):
    grounds = weighed(operation, "R4", environment="E2", marks=marks).grounds
    assert ("R4 B1 at E2" in grounds) is enters


# ---------------------------------------------------------------------------------- marks that are found


@pytest.mark.parametrize("place", ["aws", "gcp", "azure", "paas", "http", "kubernetes"])
@pytest.mark.parametrize("operation", ["delete", "overwrite"])
def test_a_bucket_that_is_called_backups_is_one(operation, place):
    assert "backup" in weighed(operation, place=place, identity="s3://acme-backups").vector.marks
    assert "backup" in weighed(operation, place=place, identity="gs://acme-backups").vector.marks
    assert "backup" not in weighed(operation, place=place, identity="s3://acme-assets").vector.marks


def test_other_acts_on_a_bucket_of_backups_are_ordinary():
    assert "backup" not in weighed("update", place="aws", identity="s3://acme-backups").vector.marks
    assert "backup" not in weighed("delete", place="docker", identity="s3://acme-backups").vector.marks


@pytest.mark.parametrize(
    ("program", "elevated"), [("sudo", True), ("doas", True), ("su", True), ("env", False), ("nice", False)]
)
def test_who_runs_it_for_root_is_seen(program, elevated):
    by = Invocation(
        (known("rm"), known("f")), via=(Invocation((known("nice"),)), Invocation((known(program),)))
    )
    assert ("elevated" in weighed(by=by).vector.marks) is elevated


def test_marks_of_the_act_and_of_its_place_are_both_kept():
    assert weighed(marks=("outage",), located_marks=("backup", "outage")).vector.marks == ("outage", "backup")


@pytest.mark.parametrize(
    ("credential", "said"),
    [(None, "none"), (OWN, "own"), (FOREIGN, "foreign")],
    ids=["none", "own", "foreign"],
)
def test_the_vector_says_whose_key_it_is(credential, said):
    assert weighed(credential=credential).vector.credential == said


class Told(NoSession):
    """A conversation of which some facts are known."""

    def __init__(self, **facts):
        self.facts = facts

    def __getattribute__(self, name):
        facts = object.__getattribute__(self, "facts")
        return (lambda *_: facts[name]) if name in facts else object.__getattribute__(self, name)


def test_a_task_elsewhere_asks_about_what_lands_in_production():
    staging = Told(task_environment="staging")
    found = weighed(recoverability="R0", environment="E4", session=staging,
                    config=Config(table={"R0": ("allow",) * 5}))  # fmt: skip
    said = "the task was said to be in staging, and this lands in production"
    assert (found.decision, found.grounds[-1], found.why) == ("ask", said, said)
    assert weighed("read", environment="E4", session=staging).why == ""
    assert weighed(environment="E2", session=staging).why == ""
    here = Told(task_environment="production")
    assert weighed(recoverability="R0", environment="E4", session=here).why == ""


@pytest.mark.parametrize("operation", ["update", "delete", "overwrite", "truncate", "stop", "deploy", "publish",
                                       "grant", "unknown"])  # fmt: skip
@pytest.mark.parametrize("place", ["http", "paas", "aws", "gcp", "azure", "kubernetes", "database"])
def test_a_shared_place_that_nothing_calls_staging_is_mentioned(operation, place):
    staging = Told(task_environment="staging")
    said = "the task was said to be in staging, and nothing shows that this is staging"
    assert said in weighed(operation, environment="E3", place=place, session=staging).why
    assert weighed(operation, environment="E3", place="git-remote", session=staging).why == ""
    assert weighed("send", environment="E3", place=place, session=staging).why == ""
    here = Told(task_environment="production")
    assert weighed(operation, environment="E3", place=place, session=here).why == ""


@pytest.mark.parametrize("operation", ["delete", "overwrite", "truncate"])
def test_another_thing_than_was_asked_for_asks(operation):
    asked = Told(asked_acts=("delete table foo",))
    found = weighed(operation, "R0", kind="table", identity="bar", session=asked)
    said = "you asked for the table foo to go, and this is table bar"
    assert (found.decision, found.grounds[-1], found.why) == ("ask", said, said)
    assert weighed(operation, "R0", kind="table", identity="foo", session=asked).decision == "allow"
    assert weighed("update", "R0", kind="table", identity="bar", session=asked).decision == "allow"


def test_what_was_forbidden_is_said_in_the_users_words():
    found = weighed(kind="table", session=Told(prohibitions=("do not delete anything",)))
    assert found.why == "you said: “do not delete anything”"


def test_a_refused_act_may_be_looked_at():
    refused = Told(refusals=("delete|path|somewhere",))
    assert weighed(session=refused).grounds == ("the same act was refused before, by another route",)
    assert weighed("truncate", session=refused).decision == "deny"
    assert weighed("update", session=refused).decision == "allow"
    read = Told(refusals=("read|path|somewhere",))
    assert weighed("read", session=read).decision == "allow"


# ---------------------------------------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("given", "score"),
    [
        pytest.param({"recoverability": "R0"}, 0.0, id="nothing is lost"),
        pytest.param({"recoverability": "R1"}, 0.3, id="undone in minutes"),
        pytest.param({"recoverability": "R2", "environment": "E2"}, 2.5, id="recoverable, personal"),
        pytest.param({"recoverability": "R3", "environment": "E3"}, 3.7, id="partial, shared"),
        pytest.param({"recoverability": "R4", "environment": "E4"}, 6.2, id="a table of production"),
        pytest.param({"recoverability": "R4", "environment": "E4", "blast": "B3"}, 8.0, id="an account of production"),
        pytest.param({"recoverability": "R4", "environment": "E4", "blast": "B0"}, 5.3, id="a row of production"),
        pytest.param({"recoverability": "R4", "environment": "E4", "blast": "B2"}, 7.1, id="a database of production"),
        pytest.param({"recoverability": "R4", "environment": "E0"}, 0.6, id="a container"),
        pytest.param({"recoverability": "R4", "marks": ("backup",)}, 5.9, id="a local backup: heavier, and a step up"),
        pytest.param({"recoverability": "R4", "marks": ("made-in-session",)}, 1.1, id="one's own: a step down"),
        pytest.param({"recoverability": "R1", "marks": ("protection",)}, 4.3, id="a predicate weighs four"),
        pytest.param({"recoverability": "R4", "environment": "E4", "marks": ("root-home-device",), "blast": "B3"}, 10.0,
                     id="never more than ten"),
    ],
)  # fmt: skip
def test_how_grave_it_is_in_tenths(given, score):
    assert weighed(**given).score == score
