"""The decision table, its steps and its predicates: every cell, and both sides of every rule."""

from __future__ import annotations

import pytest

from guard.findings import CredentialUse, Located
from guard.model import DECISIONS, Effect, Invocation, Place, Resource, Target, known, worst
from guard.policy import decide
from guard.policy.config import Config
from guard.policy.steps import moved
from guard.policy.table import TABLE, base
from guard.session.interface import NoSession

RECOVERABILITIES = ("R0", "R1", "R2", "R3", "R4")
ENVIRONMENTS = ("E0", "E1", "E2", "E3", "E4")


def finding(operation="delete", recoverability="R4", blast="B1", environment="E1", marks=(), credential=None,
            session=None, unresolved="", by=None, config=None):  # fmt: skip
    effect = Effect("test.rule", operation, Resource("file", "f"), Place("path"), by=by, marks=marks)
    located = Located(Target(environment, "somewhere", unresolved=unresolved), recoverability, blast)
    return decide.weigh(effect, located, credential, (), session or NoSession(), config or Config())


@pytest.mark.parametrize("recoverability", RECOVERABILITIES)
@pytest.mark.parametrize("blast", ["B0", "B1", "B2", "B3"])
def test_a_worse_place_never_lowers_the_answer_except_for_one_object_by_key(recoverability, blast):
    answers = [base(recoverability, blast, e, False)[0] for e in ENVIRONMENTS]
    ranks = [DECISIONS.index(a) for a in answers]
    if recoverability == "R4" and blast in ("B2", "B3"):
        # E2 is somebody's own data, judged harder than a shared place (DESIGN §4)
        ranks.pop(2)
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("blast", ["B0", "B1", "B2", "B3"])
def test_what_is_harder_to_recover_is_never_judged_milder(environment, blast):
    ranks = [DECISIONS.index(base(r, blast, environment, False)[0]) for r in RECOVERABILITIES]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("row", "blast", "environment", "by_key", "expected"),
    [
        pytest.param(
            "R0", "B3", "E3", False, "allow", id="what is regenerable may go anywhere but in production"
        ),
        pytest.param("R1", "B1", "E3", False, "ask", id="undoable in a shared place asks"),
        pytest.param("R4", "B1", "E1", False, "ask", id="an irrecoverable file of the project asks"),
        pytest.param("R4", "B2", "E2", False, "deny", id="a directory of personal data is denied"),
        pytest.param("R4", "B1", "E2", False, "ask", id="one personal file asks"),
        pytest.param("R3", "B3", "E3", False, "deny", id="a whole shared cluster is denied"),
        pytest.param("R4", "B0", "E4", True, "ask", id="one production row by key asks"),
        pytest.param("R4", "B0", "E4", False, "deny", id="one production row without a key is denied"),
        pytest.param("R?", "B?", "E4", False, "deny", id="unknown in production is denied"),
        pytest.param("R?", "B?", "E0", False, "allow", id="unknown in an ephemeral place is allowed"),
    ],
)
def test_the_cells_that_have_a_story(row, blast, environment, by_key, expected):
    assert base(row, blast, environment, by_key)[0] == expected


def test_unknown_recoverability_counts_as_partial():
    for environment in ENVIRONMENTS:
        assert base("R?", "B1", environment, False)[0] == base("R3", "B1", environment, False)[0]


@pytest.mark.parametrize("mark", ["backup", "foreign-object", "ungated-delete", "stronger-retry"])
def test_an_escalator_is_one_step_up(mark):
    plain, marked = finding(recoverability="R1"), finding(recoverability="R1", marks=(mark,))
    assert (plain.decision, marked.decision) == ("allow", "ask")
    assert any(g.startswith("+1") for g in marked.grounds)


def test_answering_the_tools_question_counts_only_on_a_remote():
    assert finding(environment="E1", marks=("auto-answered",)).decision == "ask"
    assert finding(environment="E3", marks=("auto-answered",)).decision == "deny"


def test_a_foreign_credential_is_one_step_up():
    foreign = CredentialUse("token", foreign=True)
    assert finding(environment="E3").decision == "ask"
    assert finding(environment="E3", credential=foreign).decision == "deny"


def test_sudo_outside_the_project_is_one_step_up():
    sudo = Invocation((known("sudo"), known("rm")))
    by = Invocation((known("rm"), known("f")), via=(sudo,))
    assert finding(recoverability="R3", environment="E2", by=by).decision == "deny"
    assert finding(recoverability="R0", environment="E1", by=by).decision == "allow"
    assert finding("stop", recoverability="R1", environment="E3", by=by).decision == "ask"


@pytest.mark.parametrize(
    "mark",
    [
        "protection",
        "guard-tampered",
        "secret-sent",
        "unguarded-agent",
        "root-home-device",
        "default-branch",
        "evasion",
    ],
)
def test_a_predicate_denies_what_the_table_would_allow(mark):
    assert finding(recoverability="R0", environment="E1", marks=(mark,)).decision == "deny"


def test_a_control_plane_mutation_is_denied_only_with_a_foreign_credential():
    own, foreign = CredentialUse("token"), CredentialUse("token", foreign=True)
    assert (
        finding("update", "R1", environment="E3", marks=("control-plane",), credential=own).decision == "ask"
    )
    assert (
        finding("update", "R1", environment="E3", marks=("control-plane",), credential=foreign).decision
        == "deny"
    )


def test_a_step_down_does_not_lift_a_predicate():
    assert finding(marks=("protection", "made-in-session")).decision == "deny"
    assert finding(marks=("made-in-session",)).decision == "allow"


def test_what_was_refused_before_is_refused_by_every_route():
    class Refused(NoSession):
        def refusals(self):
            return ("delete|path|somewhere",)

    assert finding(recoverability="R1", session=Refused()).decision == "deny"
    assert finding("overwrite", recoverability="R1", session=Refused()).decision == "deny"


def test_what_the_user_forbade_is_denied():
    class Forbidden(NoSession):
        def prohibitions(self):
            return ("do not delete anything",)

    assert finding(recoverability="R1", session=Forbidden()).decision == "deny"
    assert finding("read", recoverability="R1", session=Forbidden()).decision == "allow"
    assert finding(environment="E0", session=Forbidden()).decision == "deny"


def test_an_unresolved_target_asks_and_names_the_part():
    judged = finding(recoverability="R0", unresolved="$DIR")
    assert judged.decision == "ask"
    assert "$DIR" in judged.grounds[-1]


@pytest.mark.parametrize("operation", ["read", "create", "execute"])
def test_reading_and_creating_never_enter_the_table(operation):
    assert finding(operation, environment="E4").decision == "allow"


def test_a_creation_that_costs_money_does():
    assert finding("create", "R1", environment="E3", marks=("billable",)).decision == "ask"


def test_unknown_always_asks():
    assert finding("unknown", "R0", environment="E1").decision == "ask"
    assert finding("unknown", "R?", environment="E4").decision == "deny"


def test_showing_a_secret_asks_everywhere():
    assert finding("reveal", "R0", environment="E1").decision == "ask"
    assert finding("reveal", "R0", environment="E4").decision == "ask"


def test_the_owner_can_replace_a_row():
    strict = Config(table={**TABLE, "R1": ("allow", "ask", "ask", "deny", "deny")})
    assert finding(recoverability="R1", config=strict).decision == "ask"


def test_moving_past_the_ends_stays_at_the_ends():
    assert moved("allow", -2) == "allow"
    assert moved("deny", 3) == "deny"
    assert worst(()) == "allow"


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        pytest.param("mkdir data", True, id="a directory made here"),
        pytest.param("cp -r base data", True, id="the destination of a copy"),
        pytest.param("cp -r data /mnt/backup/", False, id="the source of a copy is not made by it"),
        pytest.param("ls data", False, id="looking makes nothing"),
    ],
)
def test_what_a_text_made_earlier_is_its_own(earlier, expected):
    from guard.model import Span
    from guard.policy.sequence import made_before

    before = Invocation(tuple(map(known, earlier.split())), "/w", span=Span(0, 5))
    by = Invocation((known("rm"), known("-r"), known("data")), "/w", span=Span(10, 20))
    effect = Effect("fs.rm", "delete", Resource("directory", "data"), Place("path"), by=by)
    assert made_before(effect, (before, by)) is expected
