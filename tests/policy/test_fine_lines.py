"""Fine lines of the policy: each of two neighbours that come to different answers by one word, place or bound."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from guard.errors import ConfigError
from guard.model import (
    Effect,
    Evidence,
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
from guard.policy.config import Config, PolicyRule
from guard.policy.disguise import disguised, spliced
from guard.policy.editing import add_environments, rewrite, with_environments
from guard.policy.files import Source, project_of
from guard.policy.forbidden import PLACES, forbidden_by
from guard.policy.predicates import DENIED
from guard.policy.rules import apply, facts, like
from guard.policy.sentences import PHRASES, headline, sentence, summary
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
        ("leave invoices alone", "/w/invoices", True), ("leave `invoices`.", "/w/invoices", True), ("leave invoices alone", "/w/invoices2", False),
    ],
)  # fmt: skip
def test_a_path_that_is_forbidden_is_met_by_whole_folders(said: str, path: str, met: bool) -> None:
    act = effect("update", "file", path, "path", rule="fs.write")
    assert bool(forbidden_by(act, Target("E1", path), (said,))) is met


@pytest.mark.parametrize(
    ("said", "act", "where"),
    [
        pytest.param("leave the database alone", effect("delete", "volume", "v", "docker"), "E1", id="what it stands on"),
        pytest.param("no push", effect("create", "branch", "x", "git-remote", rule="git.push"), "E3", id="a push"),
        pytest.param("code freeze", effect("create", "branch", "x", "git-remote", rule="git.push"), "E3", id="a freeze"),
        pytest.param(
            "no terraform",
            Effect("x.y", "update", Resource("x", "f"), Place("aws", "terraform")), "E1", id="a tool elsewhere",
        ),
        pytest.param("leave shop alone", effect("update", "x", "y", "none", rule="x"), "E1", id="the place's name"),
        pytest.param(
            "never deploy to production, staging or live", effect("update", "x", "y", "none", rule="x"), "E3",
            id="one place of a list",
        ),
        pytest.param("hands off:orders,users:invoices", effect("update", "x", "orders", "none"), "E1", id="a first thing"),
        pytest.param("hands off:orders,users:invoices", effect("update", "x", "users", "none"), "E1", id="a second"),
        pytest.param("hands off:orders,users:invoices", effect("update", "x", "invoices", "none"), "E1", id="a third"),
    ],
)  # fmt: skip
def test_what_a_prohibition_means(said: str, act: Effect, where: str) -> None:
    place = Target(where, "Fly/Shop on staging" if where == "E3" else "Fly/Shop")  # type: ignore[arg-type]
    assert forbidden_by(act, place, (said,)) == said
    assert forbidden_by(act, place, ("hands off kittens",)) == ""


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


# --------------------------------------------------------------------------------------- owner's rules

LIKE = [
    ("prod*db", "prod-db", True), ("prod*db", "prod", False), ("prod*db", "staging-db", False), ("prod", "PROD", True),
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
        ("app", "", "host:", "deletes app in host: (local)"), ("app", "a", "host:a", "deletes host:a (local)"),
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


class Before(NoSession):
    """One command ran and failed."""

    def __init__(self, text: str) -> None:
        self._ran = (Ran(text, 1),)

    def commands(self) -> tuple[Ran, ...]:
        return self._ran


@pytest.mark.parametrize(
    ("before", "now", "via", "stronger"),
    [
        ("rm data", "rm data", "sudo rm data", True), ("rm data", "rm data", "doas rm data", True),
        ("rm data", "rm data", "env rm data", False), ("sudo rm data", "rm data", "sudo rm data", False),
        ("rm data", "rm data", "", False), ("git -q one x", "git -q two one x --force", "", False),
        ("rm", "rm -f x", "", False), ("rm x", "rm", "", False), ("git push", "git", "", False),
    ],
)  # fmt: skip
def test_when_a_second_try_is_stronger(before: str, now: str, via: str, stronger: bool) -> None:
    act = effect(by=ran(now, via=(ran(via),) if via else ()))
    assert retried(act, Before(before)) == (before if stronger else "")


@pytest.mark.parametrize(
    ("tested", "gate", "absent"),
    [
        ("test -f f", "failure", True), ("test -f ./f", "failure", True), ("test -f g", "failure", False),
        ("test -f f", "success", False), ("test -f f", "always", False), ("test ! -f f", "success", True),
        ("test ! -f f", "failure", False), ("[ -e f ]", "failure", True), ("[ ! -s f ]", "success", True),
        ("[ -r f ]", "failure", True), ("test -d f", "failure", False), ("test x f", "failure", False),
        ("test f", "failure", False), ("test -f f x", "failure", False), ("ls -f f", "failure", False),
    ],
)  # fmt: skip
def test_what_is_written_only_where_it_is_not_there(tested: str, gate: str, absent: bool) -> None:
    by = ran("cp x f", 10, gate=gate)
    for name in ("f", "./f"):
        act = effect("overwrite", "file", name, "path", by)
        assert only_if_absent(act, (ran("echo x"), ran(tested, 5), by)) is absent
        assert only_if_absent(act, (by, ran(tested, 20))) is False, "what comes later was not looked at"


def test_the_same_command_may_stand_twice() -> None:
    by = ran("rm -rf data", 10)
    gone = effect("delete", "directory", "data", "path", by)
    assert made_before(gone, (ran("rm -rf data"), ran("mkdir data", 5), by)) is True


def test_files_that_are_written_stand_between() -> None:
    by, written = ran("rm -rf data", 10), FileWrite(known("log"), "truncate", span=Span(0, 3))
    gone = effect("delete", "directory", "data", "path", by)
    assert ungated(gone, (written, ran("cp -r data /mnt", 5), by)) != ""
    assert ungated(gone, (written, ran("cp -r other /mnt", 5))) == ""
    drop = ran("dropdb app", 10)
    later = Invocation((known("psql"), known("ALTER DATABASE x RENAME TO app")), span=Span(20, 30))
    last = FileWrite(known("log"), "truncate", span=Span(15, 16))
    assert ungated(effect("delete", "database", "app", "database", drop), (drop, last, later)) != ""


def test_what_one_call_drops_and_renames_is_one_act() -> None:
    by = Invocation(
        (known("psql"), known("DROP DATABASE app; ALTER DATABASE x RENAME TO app")), span=Span(0, 5)
    )
    assert ungated(effect("delete", "database", "app", "database", by), (by,)) == ""


# --------------------------------------------------------------------------------------- disguises


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$x r'm'", ["rm"]), ('"a\\"" r\'m\'', ["rm"]), ("$'\\U00000072m' x", ["rm"]), ("$'\\u0072m' x", ["rm"]),
        ("$'\\n' x", []), ("$'r\\m'", []), ("r'm' a'b'", ["rm", "ab"]), ("git push --fo'rce'", ["--force"]), ("git push -f'x'", []),
        ("r'm'-'x'", ["rm-x"]), ("r''m", ["rm"]), ("r''\"m\"", ["rm"]), ("r''\\m", ["rm"]), ('r"m-x"', ["rm-x"]),
        ("r'm-x'", ["rm-x"]), ("$'\\x72ab'", ["rab"]), ("$'\\U00000072ab'", ["rab"]), ("$'\\u0072ab'", ["rab"]),
        ("$'\\1622'", []), ("r$'\\m' x", ["rm"]), ("r$'\\m'x", ["rmx"]), ("'a b'c", []),
        ("/usr/r'm'", ["rm"]), ("x_'y'z", ["x_yz"]), ("x'_'z", []), ("'a\\' r'm'", ["rm"]),
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


def test_of_a_file_only_its_last_state_is_kept(tmp_path: Path) -> None:
    state = str(tmp_path)
    layers._keep("/a|1", {"x": 1}, state)
    layers._keep("/b|1", {"x": 2}, state)
    layers._keep("/a|2", {"x": 3}, state)
    assert layers._kept(state) == {"/b|1": {"x": 2}, "/a|2": {"x": 3}}


@pytest.mark.parametrize(
    ("by", "text", "expected"),
    [
        (Invocation((known("/bin/rm"), known("x")), span=Span(0, 7)), "r'm' x", True),
        (Invocation((known("ls"), known("x")), span=Span(0, 7)), "r'm' x", False),
        (Invocation((known("rm"), known("x")), span=Span(9, 13)), "r'm' y ; rm x", False),
        (Invocation((known("rm"), known("x"))), "r'm' x", True),
        (Invocation((known("rm"), known("x")), source="a.sh"), "r'm' x", False),
        (Invocation((known("rm"), known("x")), via=(ran("bash -c r'm'"),), span=Span(0, 1)), "b", True),
        (Invocation((known("rm"), known("x")), via=(ran("bash -c rm"),), span=Span(0, 1)), "b", False),
    ],
)
def test_whose_word_is_taken_to_pieces(by: Invocation, text: str, expected: bool) -> None:
    assert disguised(effect(by=by), text) is expected
    assert disguised(effect(), text) is False


def test_line_ends_of_a_configuration_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"own_domains = ['a.com']\r\n")
    add_environments(str(file), (("any", "x", "local"),))
    assert file.read_bytes().startswith(b"own_domains = ['a.com']\r\n")


def test_a_change_that_makes_no_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("own_domains = []\n")
    with pytest.raises(ConfigError) as caught:
        rewrite(str(file), lambda text: text + "= x")
    assert caught.value.message.startswith(f"{file} ") and "TOML" in caught.value.message
    assert file.read_text() == "own_domains = []\n"
    with pytest.raises(ConfigError) as caught:
        with_environments("= x", ())
    assert caught.value.message.endswith(")")


@pytest.mark.parametrize(("folders", "found"), [(39, True), (40, False)])
def test_a_project_is_looked_for_through_forty_folders(tmp_path: Path, folders: int, found: bool) -> None:
    (tmp_path / ".guard.toml").write_text("")
    deep = tmp_path.joinpath(*["a"] * folders)
    deep.mkdir(parents=True)
    assert (project_of(str(deep)) == str(tmp_path)) is found


def test_of_eight_files_the_content_is_kept(tmp_path: Path) -> None:
    for number in range(10):
        layers._keep(f"/{number}|1", {}, str(tmp_path))
    assert list(layers._kept(str(tmp_path))) == [f"/{number}|1" for number in range(2, 10)]


def test_without_a_place_of_its_own_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    layers._keep("/a|1", {}, "")
    assert list(tmp_path.iterdir()) == []
    assert layers._kept("") == {}


def project(folder: Path) -> Config:
    return layers.load({"HOME": str(folder / "home")}, str(folder))


def test_a_file_that_everybody_may_write_says_how_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / ".guard.toml"
    file.write_text("")
    file.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        layers._check_owner(Source("project", str(file)), file.stat())
    assert (caught.value.message, caught.value.hint) == ("can be written by everybody", "chmod o-w")


def test_a_return_alone_ends_no_line(tmp_path: Path) -> None:
    file = tmp_path / ".guard.toml"
    file.write_bytes(b"own_domains = []\r\n")
    assert project(tmp_path).broken == ""
    file.write_bytes(b"own_domains = []\r")
    assert "is not TOML" in project(tmp_path).broken


def test_a_folder_in_the_place_of_a_projects_description_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    assert project(tmp_path).broken == ""
    (tmp_path / ".guard.toml").mkdir()
    assert project(tmp_path).broken != ""


def test_each_decision_may_stand_in_a_row() -> None:
    row = ("allow", "ask", "deny", "ask", "allow")
    assert layers._table({"R0": list(row)})["R0"] == row


def test_evidence_that_says_staging_is_heard() -> None:
    said, act = "not in production", effect("update", "x", "y", "none", rule="x")
    bare, known_place = Target("E3", "db"), Target("E3", "db", (Evidence("the url is that of staging"),))
    assert forbidden_by(act, bare, (said,)) == said
    assert forbidden_by(act, known_place, (said,)) == ""
