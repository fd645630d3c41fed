"""Fine lines of the policy: each of two neighbours that come to different answers by one word, place or bound."""

from __future__ import annotations

from itertools import pairwise

import pytest

from guard.findings import Finding, Located, Vector
from guard.model import Effect, Invocation, Place, Proposal, Resource, Stream, Target, Unfolding, Value, known
from guard.policy import decide
from guard.policy.asked import allowed_by, understood
from guard.policy.config import Config, PolicyRule
from guard.policy.keys import named_key_of
from guard.policy.predicates import DENIED
from guard.policy.rules import NOUNS, apply, facts, like
from guard.policy.sentences import PHRASES, headline, sentence, summary
from guard.session.interface import NoSession
from tests.policy.fine_lines import asked, effect, ran, weighed


@pytest.mark.parametrize("act", ["", "the", ", ,"])
def test_an_act_without_a_word_says_nothing(act: str) -> None:
    assert understood(act) == "it says nothing"
    assert allowed_by(asked(effect()), (act,), "") == ""


@pytest.mark.parametrize(
    ("act", "doing", "allowed"),
    [
        ("deploy app", effect("deploy", "app", "shop"), True), ("deploy app other", effect("deploy", "app", "shop"), False),
        ("git push", effect("update", by=ran("git push origin")), True), ("git push", effect("update", by=ran("git commit")), False),
        ("git push git", effect("update", by=ran("git push")), True), ("push git", effect("update", by=ran("git push")), False),
        ("drop users", effect(identity="app:main/users"), True), ("drop main", effect(identity="app:main/users"), True),
        ("drop c", effect(identity="a.b.c"), True), ("drop b", effect(identity="a.b.c"), False),
        ("drop db.acme.com", effect(), True), ("drop com", effect(), True), ("drop acme", effect(), False),
    ],
)  # fmt: skip
def test_which_words_of_an_allowed_act_are_met(act: str, doing: Effect, allowed: bool) -> None:
    assert bool(allowed_by(asked(doing), (act,), "")) is allowed


@pytest.mark.parametrize(
    ("higher", "lower"), [pytest.param(a, b, id=f"{a[0]} before {b[0]}") for a, b in pairwise(DENIED)]
)
def test_of_two_reasons_to_deny_the_graver_is_said(higher: tuple[str, str], lower: tuple[str, str]) -> None:
    act = Effect("x", "delete", Resource("file", "f"), Place("path"), marks=(lower[0], higher[0]))  # type: ignore[arg-type]
    assert weighed(act).grounds == (higher[1],)


def test_one_object_by_its_key_is_asked_about_in_production() -> None:
    act = Effect("x", "delete", Resource("row", "f"), Place("database"), marks=("by-key",))
    assert weighed(act, "E4", blast="B0").decision == "ask"
    bare = Effect("x", "delete", Resource("row", "f"), Place("database"))
    assert weighed(bare, "E4", blast="B0").decision == "deny"


def test_what_is_paid_for_without_an_end_says_so() -> None:
    by = ran("aws x", endless=True)
    act = Effect("x", "create", Resource("call", "f"), Place("aws"), by=by, marks=("billable",))
    assert weighed(act).grounds == ("what is paid for by the call would be repeated without an end",)


def test_a_broken_configuration_is_no_word_where_nothing_is_asked() -> None:
    quiet = Finding(effect(), Target("E1"), Vector("R0", "B1", "E1", "none", ()), "allow", ())
    verdict = decide.conclude(Proposal(), Unfolding(), (quiet,), NoSession(), Config(broken="x"))
    assert (verdict.decision, verdict.summary) == ("allow", "")


class Told(NoSession):
    """A conversation in which somebody said something."""

    def __init__(
        self, acts: tuple[str, ...] = (), prohibitions: tuple[str, ...] = (), place: str = ""
    ) -> None:
        self._acts, self._prohibitions, self._place = acts, prohibitions, place

    def asked_acts(self) -> tuple[str, ...]:
        return self._acts

    def prohibitions(self) -> tuple[str, ...]:
        return self._prohibitions

    def task_environment(self) -> str:
        return self._place


def told(
    session: Told, marks: tuple[str, ...] = (), recoverability: str = "R4", environment: str = "E1",
    loss: str = "", instead: str = "",
) -> Finding:  # fmt: skip
    """The table *bar* is dropped; the effect itself has a reason, a loss and a way out."""
    act = Effect("sql.drop", "delete", Resource("table", "bar"), Place("database"), marks=marks, why="it is old",
                 loss="every row", instead="take a dump")  # type: ignore[arg-type]  # fmt: skip
    place = Target(environment, "db.acme.com")  # type: ignore[arg-type]
    located = Located(place, recoverability, "B1", loss=loss, instead=instead)  # type: ignore[arg-type]
    return decide.weigh(act, located, None, (), session, Config())


OTHER = "you asked for the table foo to go, and this is table bar"


@pytest.mark.parametrize(
    ("recoverability", "environment", "decision", "grounds"),
    [
        ("R0", "E1", "ask", ("R0 B1 at E1", OTHER)), ("R4", "E1", "ask", ("R4 B1 at E1",)),
        ("R4", "E4", "deny", ("R4 B1 at E4",)),
    ],
)  # fmt: skip
def test_another_thing_than_was_asked_for_only_raises(
    recoverability: str, environment: str, decision: str, grounds: tuple[str, ...]
) -> None:
    found = told(Told(("delete table foo",)), (), recoverability, environment)
    assert (found.decision, found.grounds) == (decision, grounds)


def test_everything_that_was_said_is_said_in_order() -> None:
    session = Told(("delete table foo",), ("do not delete anything",), "staging")
    assert told(session, environment="E4").why == (
        f"it is old; the task was said to be in staging, and this lands in production; {OTHER}; "
        "you said: “do not delete anything”"
    )
    assert told(Told()).why == "it is old"
    assert told(Told(), ("forbidden",)).why == "it is old", "a mark without words says nothing more"


def test_the_place_knows_better_what_is_lost_and_what_to_do() -> None:
    assert (told(Told()).loss, told(Told()).instead) == ("every row", "take a dump")
    found = told(Told(), loss="3 rows", instead="move it")
    assert (found.loss, found.instead) == ("3 rows", "move it")


def test_a_table_that_is_loaded_is_no_backup() -> None:
    def marks(kind: str, operation: str) -> tuple[str, ...]:
        act = Effect("x", operation, Resource(kind, "s3://acme-backups"), Place("aws"))  # type: ignore[arg-type]
        return weighed(act).vector.marks

    assert "backup" in marks("bucket", "overwrite") and "backup" in marks("table", "delete")
    assert "backup" not in marks("table", "overwrite")


@pytest.mark.parametrize(
    ("marks", "ending"),
    [
        (("approved",), ("-1 a human approved exactly these effects",)),
        (("approved", "made-in-session"), ("-1 it was made in this session", "-1 a human approved exactly these effects")),
    ],
)  # fmt: skip
def test_each_step_down_is_told_in_its_order(marks: tuple[str, ...], ending: tuple[str, ...]) -> None:
    assert told(Told(), marks).grounds[1:] == ending


@pytest.mark.parametrize(
    ("act", "blast", "score"),
    [
        (effect("reveal"), "B1", 3.1), (effect("delete"), "B1", 3.1), (effect("delete"), "B?", 3.1),
        (effect("delete"), "B0", 2.7),
    ],
)  # fmt: skip
def test_only_a_predicate_weighs_four(act: Effect, blast: str, score: float) -> None:
    assert weighed(act, blast=blast).score == score


def test_remarks_are_made_where_they_are_due() -> None:
    config = Config(broken="x.toml: is not TOML")
    ask, deny = (
        asked(effect()),
        Finding(effect(), Target("E4"), Vector("R4", "B1", "E4", "none", ()), "deny", ("R4 B1 at E4",)),
    )

    def said(finding: Finding, mode: str = "interactive", config: Config | None = None) -> str:
        verdict = decide.conclude(
            Proposal(mode=mode),
            Unfolding(),
            (finding,),
            NoSession(),
            config or Config(),  # type: ignore[arg-type]
        )
        return verdict.summary

    assert "configuration" not in said(ask) and "configuration" not in said(deny)
    assert " The configuration cannot be used: x.toml: is not TOML." in said(deny, config=config)
    assert "Nobody" not in said(ask)
    reason = ("the target could not be resolved: $HOST",)
    unresolved = Finding(effect(), Target("E3"), Vector("R4", "B1", "E3", "none", ()), "ask", reason)
    assert " because the target could not be resolved: $HOST." in said(unresolved)
    assert said(ask, "headless").endswith(" Nobody can be asked here, so it is refused.")


LIKE = [
    ("prod*db", "prod-db", True), ("prod*db", "prod", False), ("prod*db", "prod-x", False), ("prod*db", "staging-db", False), ("prod", "PROD", True),
    ("prod", "prods", False), ("ab*ba", "aba", False), ("ab*ba", "abba", True), ("*a*b*", "xaxbx", True),
    ("*a*b*", "xbxa", False), ("*q*b", "ab", False), ("a*q*b", "ab", False), ("a*b*b", "ab", False),
    ("a*b*b", "abb", True), ("a*bb*b", "abb", False), ("*", "", True), ("", "", True), ("", "x", False),
    ("*a*a*", "a", False), ("*a*a*", "aa", True), ("a*b*c*d", "axcxbxd", False), ("a*b*c*d", "axbxcxd", True),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "expected"), LIKE)
def test_each_piece_of_a_pattern_has_its_place(pattern: str, text: str, expected: bool) -> None:
    assert like(pattern, text) is expected


def test_a_rule_that_says_the_same_as_a_predicate_is_named() -> None:
    predicate = Finding(
        effect(), Target("E4"), Vector("R4", "B1", "E4", "none", ()), "deny", ("you said so",)
    )
    rule = PolicyRule("acme.x", "deny", "because", {"operation": ("delete",)})
    assert apply(predicate, Config(rules=(rule,))).grounds == (
        "you said so",
        "rule acme.x (built-in): because",
    )
    assert facts(predicate)["program"] == ""


@pytest.mark.parametrize(
    ("written", "resolved", "said"),
    [
        ("/", "/", "deletes / (local)"), (".", "/w", "deletes /w (local)"), ("./", "/", "deletes / (local)"),
        ("./a/", "/w/a", "deletes /w/a (local)"), ("a", "/w/b", "deletes a (local), which is /w/b"),
        ("../b", "/w/b", "deletes /w/b (local)"), ("b/.", "/w/c", "deletes /w/c (local)"),
    ],
)  # fmt: skip
def test_a_path_is_said_once(written: str, resolved: str, said: str) -> None:
    assert headline(effect(kind="path", identity=written, place="path"), Target("E1", resolved)) == said


@pytest.mark.parametrize(
    ("by", "why", "said"),
    [
        (ran("psql -c x"), "psql answers later", "psql answers later."),
        (ran("tee f", stdin=Stream(producers=(ran("curl u"),))), "curl, a program, writes it", "curl, a program"),
        (ran("tee f", stdin=Stream(producers=(ran("curl u"),))), "curl: it writes", "curl: it writes"),
        (ran("tee f"), "curl writes it", "Curl writes it."),
        (ran("tee f"), "/w is gone", "/w is gone."),
    ],
)  # fmt: skip
def test_a_program_keeps_its_letters_where_a_sentence_begins(by: Invocation, why: str, said: str) -> None:
    assert said in sentence(asked(effect(by=by), why=why))


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_name_that_is_a_phrase_says_its_kind(phrase: str) -> None:
    name = f"{phrase}thing"
    assert headline(effect(kind="x", identity=name), Target("E1", "db")) == f"deletes {name} in db (local)"
    other = f"x{phrase}thing"
    assert (
        headline(effect(kind="y", identity=other), Target("E1", "db")) == f"deletes y {other} in db (local)"
    )


@pytest.mark.parametrize(
    ("kind", "identity", "where", "said"),
    [
        ("directory", ".", "/w", "deletes directory . in /w (local)"), ("unstaged", ".", "/w", "deletes unstaged changes in /w (local)"),
        ("app", "", "host:", "deletes the app in host: (local)"), ("app", "a", "host:a", "deletes host:a (local)"),
        ("app", "a", "", "deletes app a (local)"), ("statements", "", "", "deletes  (local)"), ("app", "a, b", "a b", "deletes app a, b in a b (local)"),
        ("app", "x y", "x, y", "deletes app x y (local)"),
    ],
)  # fmt: skip
def test_a_thing_and_its_place_do_not_say_the_same(kind: str, identity: str, where: str, said: str) -> None:
    assert headline(effect(kind=kind, identity=identity, place="git"), Target("E1", where)) == said


def test_only_what_has_the_same_answer_is_counted_as_more() -> None:
    many = tuple(asked(effect(identity=f"t{number}")) for number in range(4))
    quiet = Finding(effect(), Target("E1"), Vector("R0", "B1", "E1", "none", ()), "allow", ())
    assert " And 1 more." in summary("ask", many)
    assert "more." not in summary("ask", (*many[:3], quiet))


def test_a_rule_may_let_pass_what_is_only_asked() -> None:
    shown = Finding(
        effect("reveal"), Target("E1"), Vector("R0", "B1", "E1", "none", ()), "ask", ("a secret",)
    )
    rule = PolicyRule("acme.x", "allow", "because", {"operation": ("reveal",)})
    assert apply(shown, Config(rules=(rule,))).decision == "allow"
    assert tuple(facts(shown)) == NOUNS, "every noun that a rule may name is a fact"


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("path", known("./data"), "delete|path|/w/data"), ("path", known("/data"), "delete|path|/data"),
        ("path", known(""), ""), ("path", None, ""), ("database", known("data"), ""),
    ],
)  # fmt: skip
def test_a_path_is_remembered_as_it_was_named(kind: str, value: Value | None, key: str) -> None:
    act = Effect("x", "overwrite", Resource("file", "data", value), Place(kind), by=ran("rm data"))  # type: ignore[arg-type]
    assert named_key_of(act) == key


@pytest.mark.parametrize(("blast", "said"), [("B?", "R4 B? at E1"), ("B2", "R4 B2 at E1")])
def test_a_reach_that_is_not_known_is_called_so(blast: str, said: str) -> None:
    assert weighed(effect(), blast=blast).grounds == (said,)
