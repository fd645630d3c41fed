"""Fine lines of the policy: each of two neighbours that come to different answers by one word, place or bound."""

from __future__ import annotations

from itertools import pairwise

import pytest

from guard.model import (
    Effect,
    FileWrite,
    Finding,
    Invocation,
    Located,
    Place,
    Proposal,
    Resource,
    Span,
    Stream,
    Target,
    Unfolding,
    Vector,
    known,
)
from guard.policy import decide, disguise, layers
from guard.policy.asked import allowed_by, understood
from guard.policy.config import Config
from guard.policy.disguise import disguised, spliced
from guard.policy.forbidden import PLACES, forbidden_by
from guard.policy.predicates import DENIED
from guard.policy.sentences import headline, sentence
from guard.policy.sequence import TO_LAST, VERBS, made_before, only_if_absent, retried, ungated
from guard.session.interface import NoSession, Ran


def ran(command: str, at: int = 0, **fields: object) -> Invocation:
    return Invocation(tuple(map(known, command.split())), "/w", span=Span(at, at + 5), **fields)  # type: ignore[arg-type]


def effect(
    operation: str = "delete", kind: str = "table", identity: str = "foo", place: str = "database",
    by: Invocation | FileWrite | None = None, rule: str = "sql.drop",
) -> Effect:  # fmt: skip
    return Effect(rule, operation, Resource(kind, identity), Place(place, "psql"), by=by)  # type: ignore[arg-type]


def asked(act: Effect, **fields: object) -> Finding:
    vector = Vector("R4", "B1", "E3", "none", ())
    return Finding(act, Target("E3", "db.acme.com"), vector, "ask", ("R4 B1 at E3",), **fields)  # type: ignore[arg-type]


def weighed(act: Effect, environment: str = "E1", recoverability: str = "R4", blast: str = "B1") -> Finding:
    located = Located(Target(environment, "somewhere"), recoverability, blast)  # type: ignore[arg-type]
    return decide.weigh(act, located, None, (), NoSession(), Config())


# --------------------------------------------------------------------------------------- what was asked


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


# --------------------------------------------------------------------------------------- what is forbidden

LIST = [
    f"{first} {word} {second}"
    for word in ("or", "and", "nor")
    for first, second in (("not production", "the database"), ("not the database", "production"))
]


@pytest.mark.parametrize("said", LIST)
def test_each_thing_of_a_list_counts_alone(said: str) -> None:
    assert forbidden_by(effect("update"), Target("E1", "x"), (said,)) == said
    assert forbidden_by(effect("update", "x", place="none", rule="x"), Target("E4", "x"), (said,)) == said
    assert forbidden_by(effect("update", "x", place="none", rule="x"), Target("E1", "x"), (said,)) == ""


@pytest.mark.parametrize("place", PLACES)
def test_a_place_beside_an_act_has_to_be_met(place: str) -> None:
    said, act = f"never run migrations on {place}", effect("update", rule="migrate.run")
    assert forbidden_by(act, Target("E1", "x"), (said,)) == ""
    assert forbidden_by(act, Target("E3" if place == "staging" else "E4", "staging"), (said,)) == said


@pytest.mark.parametrize(
    ("said", "path", "met"),
    [
        ("leave src/old alone", "/w/src/old/a.py", True), ("leave ./src/old/ alone", "/w/src/old/a.py", True),
        ("leave src/old alone", "/w/src/new/a.py", False), ("leave src/old alone", "/w/src/older/a.py", False),
        ("leave invoices alone", "/w/invoices", True), ("leave invoices alone", "/w/invoices2", False),
    ],
)  # fmt: skip
def test_a_path_that_is_forbidden_is_met_by_whole_folders(said: str, path: str, met: bool) -> None:
    act = effect("update", "file", path, "path", rule="fs.write")
    assert bool(forbidden_by(act, Target("E1", path), (said,))) is met


# --------------------------------------------------------------------------------------- the decision


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
        "said was: “do not delete anything”"
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
    assert said(ask, "headless").endswith(" Nobody can be asked here, so it is refused.")


# --------------------------------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("written", "resolved", "said"),
    [
        ("/", "/", "deletes / (local)"), (".", "/w", "deletes path . in /w (local)"), ("./", "/", "deletes / (local)"),
        ("./a/", "/w/a", "deletes /w/a (local)"), ("a", "/w/b", "deletes path a in /w/b (local)"),
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


# --------------------------------------------------------------------------------------- the order of acts


@pytest.mark.parametrize("program", VERBS)
def test_another_verb_of_a_program_is_no_second_try(program: str) -> None:
    class Told(NoSession):
        def commands(self) -> tuple[Ran, ...]:
            return (Ran(f"{program} one x", 1),)

    assert retried(effect(by=ran(f"{program} two one x --force")), Told()) == ""
    assert retried(effect(by=ran(f"{program} one x --force")), Told()) == f"{program} one x"


@pytest.mark.parametrize("program", TO_LAST)
def test_a_copy_makes_its_last_word_and_reads_the_others(program: str) -> None:
    by = ran("rm -rf data", 10)
    gone = effect("delete", "directory", "data", "path", by)
    assert made_before(gone, (ran(f"{program} x data"), by)) is True
    assert made_before(gone, (ran(f"{program} data x"), by)) is False


@pytest.mark.parametrize("program", ["cp", "mv", "rsync", "scp", "ditto"])
def test_what_a_copy_wrote_to_is_no_original(program: str) -> None:
    by = ran("rm -rf data", 10)
    gone = effect("delete", "directory", "data", "path", by)
    assert ungated(gone, (ran(f"{program} data x"), by)) != ""
    assert ungated(gone, (ran(f"{program} x data"), by)) == ""
    assert ungated(gone, (ran(f"{program} data"), by)) != "", "one word alone is read"


@pytest.mark.parametrize(
    ("copy", "risky"),
    [
        ("zip -r b.zip data", True), ("zip data other", False), ("zip -r data other", False),
        ("tar cf data other", False), ("tar xf data other", False), ("tar c data", True), ("tar -c --file data x", False),
        ("pg_dump -f data app", False), ("pg_dump app -t data", True), ("mongodump -o data x", False),
        ("mongodump --out data x", False), ("mongodump x --out data", False), ("cp -r /srv/data /mnt", True),
        ("cp -r data/ /mnt", True), ("cp -r ./data /mnt", True), ("cp -r database /mnt", False),
    ],
)  # fmt: skip
def test_which_word_of_a_copy_is_the_original(copy: str, risky: bool) -> None:
    by = ran("rm -rf /srv/data", 10)
    assert bool(ungated(effect("delete", "directory", "/srv/data", "path", by), (ran(copy), by))) is risky


@pytest.mark.parametrize(
    ("tested", "name", "absent"),
    [
        ("test -f ./f", "f", True),
        ("test -f f", "./f", True),
        ("test -f f", "f", True),
        ("test -f g", "f", False),
    ],
)
def test_a_file_is_the_same_with_its_dot(tested: str, name: str, absent: bool) -> None:
    by = ran("cp x f", 10, gate="failure")
    assert only_if_absent(effect("overwrite", "file", name, "path", by), (ran(tested), by)) is absent


# --------------------------------------------------------------------------------------- disguises


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$x r'm'", ["rm"]), ('"a\\"" r\'m\'', ["rm"]), ("$'\\U00000072m' x", ["rm"]), ("$'\\u0072m' x", ["rm"]),
        ("$'\\n' x", []), ("$'r\\m'", []), ("r'm' a'b'", ["rm", "ab"]), ("git push --fo'rce'", ["--force"]), ("git push -f'x'", []), ("'a\\' r'm'", ["rm"]),
    ],
)  # fmt: skip
def test_where_a_piece_of_a_word_ends(text: str, words: list[str]) -> None:
    assert spliced(text) == words


def test_a_very_long_text_is_not_taken_to_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    by = Invocation((known("rm"), known("x")), span=Span(0, 7))
    assert disguised(effect(by=by), "r'm' x ") is True
    monkeypatch.setattr(disguise, "LONGEST", 7)
    assert disguised(effect(by=by), "r'm' x ") is True
    monkeypatch.setattr(disguise, "LONGEST", 6)
    assert disguised(effect(by=by), "r'm' x ") is False


# --------------------------------------------------------------------------------------- configuration


def test_of_a_file_only_its_last_state_is_kept(tmp_path: object) -> None:
    state = str(tmp_path)
    layers._keep("/a|1", {"x": 1}, state)
    layers._keep("/b|1", {"x": 2}, state)
    layers._keep("/a|2", {"x": 3}, state)
    assert layers._kept(state) == {"/b|1": {"x": 2}, "/a|2": {"x": 3}}
