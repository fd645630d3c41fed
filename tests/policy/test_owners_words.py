"""What people said, in rules, prompts and tasks, held against what would be done; and what is said back to them."""

from __future__ import annotations

import time

import pytest

from guard.findings import CredentialUse, Finding, Vector
from guard.model import Effect, Invocation, Place, Proposal, Resource, Target, Unfolding, known
from guard.policy import decide
from guard.policy.asked import allowed_by, another_than_asked, understood
from guard.policy.config import Config, PolicyRule
from guard.policy.forbidden import forbidden_by, meanings_in
from guard.policy.keys import approval_of, key_of, remembered
from guard.policy.rules import apply, facts, matches
from guard.policy.sentences import credential_words, headline, sentence, summary
from guard.session.interface import NoSession


def effect(
    operation="delete", kind="table", identity="foo", place="database", by=None, rule="sql.drop", tool="psql"
):
    return Effect(rule, operation, Resource(kind, identity), Place(place, tool), by=by)


def target(environment="E3", identity="db.acme.com", unresolved=""):
    return Target(environment, identity, unresolved=unresolved)


def found(decision="ask", grounds=("R4 B1 at E3",), act=None, where=None, blast="B1", credential="none", marks=(),
          recoverability="R4", **fields):  # fmt: skip
    where = where or target()
    vector = Vector(recoverability, blast, where.environment, credential, marks)
    return Finding(act or effect(), where, vector, decision, grounds, **fields)


# ------------------------------------------------------------------------------------------ owner's rules


def rule(decision, match=None, **fields):
    return PolicyRule("acme.x", decision, "because", match or {"operation": ("delete",)}, **fields)


def test_a_rule_changes_the_answer_and_signs_it():
    config = Config(rules=(rule("deny", instead="guard approve", origin="/etc/x"),))
    changed = apply(found(), config)
    assert (changed.decision, changed.instead) == ("deny", "guard approve")
    assert changed.grounds == ("R4 B1 at E3", "rule acme.x (/etc/x): because")


def test_a_rule_keeps_the_way_out_where_it_has_none():
    assert apply(found(instead="move it"), Config(rules=(rule("deny"),))).instead == "move it"


def test_the_last_rule_that_matches_has_the_word():
    config = Config(rules=(rule("deny"), rule("allow"), rule("deny", {"operation": ("update",)})))
    assert apply(found(), config).decision == "allow"


@pytest.mark.parametrize(
    ("grounds", "expected"),
    [
        pytest.param(("you said that this must not be done",), "deny", id="a predicate stands"),
        pytest.param(("R4 B3 at E4",), "allow", id="a cell of the table gives way"),
        pytest.param(("R4 B1 at E3", "+1 a backup is the target"), "allow", id="a step gives way"),
    ],
)
def test_no_rule_lifts_a_predicate(grounds, expected):
    assert apply(found("deny", grounds), Config(rules=(rule("allow"),))).decision == expected


def test_a_rule_is_over_on_its_day():
    today = time.strftime("%Y-%m-%d")
    assert apply(found(), Config(rules=(rule("deny", expires=today),))).decision == "ask"
    assert apply(found(), Config(rules=(rule("deny", expires="2999-01-01"),))).decision == "deny"
    assert apply(found(), Config(rules=(rule("deny", expires="2020-01-01"),))).decision == "ask"


NOUNS = {
    "decision": "ask", "rule": "sql.drop", "program": "psql", "operation": "delete", "kind": "table",
    "resource": "foo", "environment": "E3", "place": "database", "tool": "psql", "target": "db.acme.com",
    "agent": "claude-code",
}  # fmt: skip


@pytest.mark.parametrize(("noun", "value"), NOUNS.items())
def test_every_noun_can_be_matched(noun, value):
    finding = found(act=effect(by=Invocation((known("/usr/bin/psql"),))))
    assert facts(finding, "claude-code") == NOUNS
    assert matches(rule("deny", {noun: ("other", value)}), finding, "claude-code")
    assert not matches(rule("deny", {noun: ("other",)}), finding, "claude-code")
    assert not matches(rule("deny", {noun: (value,), "kind": ("nothing",)}), finding, "claude-code")
    assert not matches(rule("deny", {"no such noun": (value,)}), finding, "claude-code")


# ------------------------------------------------------------------------------------------- what was asked


@pytest.mark.parametrize(
    ("act", "where", "expected"),
    [
        pytest.param(effect(identity="bar"), target(), "you asked for the table foo to go, and this is table bar", id="another table"),
        pytest.param(effect(kind="database", identity="app"), target(), "you asked for the table foo to go, and this is database app", id="the whole database"),
        pytest.param(effect("truncate", identity="bar"), target(), "you asked for the table foo to go, and this is table bar", id="another table emptied"),
        pytest.param(effect("overwrite", identity="bar"), target(), "you asked for the table foo to go, and this is table bar", id="another table overwritten"),
        pytest.param(effect(kind="namespace", identity=""), target(), "you asked for the table foo to go, and this is namespace", id="a thing without a name"),
        pytest.param(effect(identity="foo"), target(), "", id="the very table"),
        pytest.param(effect(identity="public.foo"), target(), "", id="with its schema"),
        pytest.param(effect("update", identity="bar"), target(), "", id="nothing is taken away"),
        pytest.param(effect(identity="bar"), target("E0"), "", id="a throwaway place"),
        pytest.param(effect(kind="file", identity="bar"), target(), "", id="another kind of thing altogether"),
        pytest.param(effect(kind="branch", identity="bar"), target(), "", id="a branch is not mistaken for a table"),
    ],
)  # fmt: skip
def test_another_than_was_asked_for(act, where, expected):
    assert another_than_asked(act, where, ("delete table foo",)) == expected
    assert another_than_asked(act, where, ()) == ""


KIN = ["table", "database", "schema", "collection", "volume", "bucket", "index", "snapshot", "instance", "cluster",
       "stack", "project", "app", "namespace", "environment", "service", "deployment", "pod", "queue", "topic", "rows",
       "db", "db-instance", "keyspace", "object", "repository"]  # fmt: skip


@pytest.mark.parametrize("kind", KIN)
def test_things_of_one_kin_are_mistaken_for_one_another(kind):
    assert another_than_asked(effect(kind=kind, identity="bar"), target(), ("delete volume foo",))


@pytest.mark.parametrize("kind", ["branch", "tag", "repository", "ref"])
def test_refs_are_mistaken_for_one_another(kind):
    assert another_than_asked(effect(kind=kind, identity="bar"), target(), ("delete branch foo",))


def test_what_a_hole_hides_may_be_the_thing():
    from guard.model import Hole, Value

    hidden = Resource("table", "⟨x⟩", Value((Hole("x"),)))
    act = Effect("sql.drop", "delete", hidden, Place("database"))
    assert another_than_asked(act, target(), ("delete table foo",)) == ""


ALLOWED = [
    ("drop table foo", effect()), ("delete the table foo", effect()), ("remove foo", effect()),
    ("destroy foo", effect("truncate")), ("rm foo", effect()), ("truncate foo", effect("truncate")),
    ("empty foo", effect("delete")), ("wipe foo", effect("truncate")), ("overwrite foo", effect("overwrite")),
    ("replace foo", effect("update")), ("reset foo", effect("delete")), ("update foo", effect("update")),
    ("change foo", effect("overwrite")), ("alter foo", effect("update")), ("migrate foo", effect("update")),
    ("apply foo", effect("update")), ("scale foo", effect("update")), ("deploy", effect("deploy")),
    ("release foo", effect("update")), ("rollout foo", effect("deploy")), ("publish", effect("publish")),
    ("grant foo", effect("grant")), ("stop foo", effect("stop")), ("restart foo", effect("stop")),
    ("kill foo", effect("stop")), ("create foo", effect("create")), ("create foo", effect("deploy")),
    ("send foo", effect("send")), ("post foo", effect("send")), ("post foo", effect("create")),
    ("drop db app", effect(kind="database", identity="app")), ("delete repo app", effect(kind="repository", identity="app")),
    ("delete dir app", effect(kind="directory", identity="app")), ("delete folder app", effect(kind="directory", identity="app")),
    ("drop foo in db.acme.com", effect()), ("drop 'foo'", effect()), ("DROP TABLE FOO", effect()),
    ("drop my table, foo", effect(identity="public.foo")),
]  # fmt: skip


@pytest.mark.parametrize(("act", "doing"), ALLOWED)
def test_what_a_task_allows_is_not_asked_again(act, doing):
    assert allowed_by(found(act=doing), (act,), "") == act


@pytest.mark.parametrize(
    ("act", "finding"),
    [
        pytest.param("drop table bar", found(), id="another table"),
        pytest.param("drop table foo bar", found(), id="one name too many"),
        pytest.param("update foo", found(), id="another act"),
        pytest.param("drop table", found(), id="any table"),
        pytest.param("the", found(), id="nothing"),
        pytest.param("drop foo", found("deny"), id="a denial is not lifted"),
        pytest.param("drop foo", found(where=target(unresolved="$DB")), id="a target that is not known"),
        pytest.param("drop foo", found(blast="B3"), id="a whole account"),
        pytest.param("drop foo", found(credential="foreign"), id="with a foreign key"),
        pytest.param("drop foo", found(where=target("E4")), id="in production, where the task is not"),
        *(
            pytest.param("drop foo", found(marks=(mark,)), id=f"never with {mark}")
            for mark in ("backup", "persistence", "network-code", "unknown-code", "credential-hunt", "backups-inside",
                         "protection", "elevated", "stronger-retry")
        ),
        *(
            pytest.param("psql foo", found(act=effect(op, by=Invocation((known("psql"), known("foo"))))), id=f"never {op}")
            for op in ("reveal", "unprotect", "unknown")
        ),
    ],
)  # fmt: skip
def test_what_a_task_does_not_allow(act, finding):
    assert allowed_by(finding, (act,), "staging") == ""
    assert allowed_by(finding, (), "staging") == ""


def test_a_task_in_production_allows_there():
    assert allowed_by(found(where=target("E4")), ("drop foo",), "production") == "drop foo"


@pytest.mark.parametrize(
    ("act", "ran", "expected"),
    [
        ("git push origin x", "git push origin x", True), ("git push origin", "git push -u origin x", True),
        ("git push origin x", "git push origin x --force", False), ("git push --force origin x", "git push origin x --force", True),
        ("git push origin x", "git push origin y", False), ("git push origin x", "hub push origin x", False),
    ],
)  # fmt: skip
def test_a_command_that_is_allowed_word_by_word(act, ran, expected):
    by = Invocation(tuple(map(known, ran.split())))
    doing = effect("update", "branch", "x", "git-remote", by)
    assert bool(allowed_by(found(act=doing), (act,), "")) is expected
    assert not allowed_by(found(act=effect("update", "branch", "x", "git-remote")), (act,), "")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("", "it says nothing"), ("the", "it says nothing"), ("drop", "say what may be acted upon: 'drop table NAME'"),
        ("git", "say which act of git, or begin with one of alter, apply, change"), ("deploy", ""), ("publish", ""),
        ("release", ""), ("rollout", ""), ("drop foo", ""), ("git push", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_allowed_is_said(act, said):
    answer = understood(act)
    assert answer.startswith(said) and bool(answer) is bool(said)


# ---------------------------------------------------------------------------------------------- prohibitions


@pytest.mark.parametrize(
    ("said", "act", "where"),
    [
        ("leave the databases alone", effect("update"), target()), ("not the db", effect("update"), target()),
        ("not postgres", effect(), target()), ("not mysql", effect(), target()), ("not mongo", effect(), target()),
        ("not redis", effect(), target()), ("not the volume", effect(kind="volume", place="docker"), target()),
        ("no changes to tables", effect("update"), target()), ("not the schema", effect("update"), target()),
        ("no migrations", effect("update", rule="migrate.run"), target()), ("don't migrate", effect("update", rule="migrate.run"), target()),
        ("not in production", effect("update"), target("E4")), ("not on prod", effect("update"), target("E4")),
        ("not live", effect("update"), target("E4")), ("not on staging", effect("update"), target("E3", "stg-db")),
        ("no pushing", effect("update", place="git-remote"), target()), ("no pushes", effect("update", place="git-remote"), target()),
        ("don't deploy", effect("deploy"), target()), ("no deploying", effect("deploy"), target()),
        ("do not apply", effect("deploy"), target()), ("no release", effect("publish"), target()),
        ("don't remove", effect("delete", "file", place="path"), target()), ("don't destroy", effect("truncate"), target()),
        ("nothing destructive", effect(), target()), ("don't wipe", effect(), target()), ("no deletions", effect(), target()),
        ("no commits", effect("create", "commit", rule="git.commit"), target()),
        ("don't kill", effect("stop"), target()), ("no restart", effect("stop"), target()),
        ("not the cluster", effect("update", place="kubernetes"), target()), ("not k8s", effect("update", place="kubernetes"), target()),
        ("no terraform", effect("update", place="terraform"), target()), ("no docker", effect("update", place="docker"), target()),
        ("the freeze holds", effect("deploy"), target()), ("code freeze", effect("update", place="git-remote"), target()),
        ("read-only", effect("update"), target()), ("read only", effect("update"), target()), ("readonly", effect("update"), target()),
        ("do nothing", effect("update"), target()), ("no writes", effect("update"), target()), ("dry run only", effect("update"), target()),
        ("no changes", effect("update"), target()), ("don't change anything", effect("update"), target()),
        ("don't modify any files", effect("update"), target()), ("don't touch anything", effect("update"), target()),
        ("don't edit any file", effect("update"), target()), ("leave invoices alone", effect(identity="invoices"), target()),
        ("leave src/legacy alone", effect(identity="/w/src/legacy/a.py", place="path"), target("E1", "/w/src/legacy/a.py")),
        ("never run migrations on production", effect("update", rule="migrate.run"), target("E4")),
        ("never touch production or the database", effect("update"), target("E1")),
        ("not in production", effect("update"), target("E3")),
    ],
)  # fmt: skip
def test_what_was_forbidden_is_met(said, act, where):
    assert forbidden_by(act, where, ("be kind", said)) == said


@pytest.mark.parametrize(
    ("said", "act", "where"),
    [
        ("not the database", effect("read"), target()), ("not the database", effect("create"), target()),
        ("not the database", effect("execute"), target()), ("not the database", effect("reveal"), target()),
        ("not the database", effect("update", place="path", kind="file"), target()),
        ("not in production", effect("update"), target("E1")), ("not in production", effect("update"), target("E3", "staging-db")),
        ("never run migrations on production", effect("update", rule="migrate.run"), target("E1")),
        ("keep the database", effect("update"), target()), ("never force the database", effect("update"), target()),
        ("leave a alone", effect(identity="a", place="none", kind="x"), target()),
        ("not the invoices", effect(identity="old-invoices", place="none", kind="x"), target()),
    ],
)  # fmt: skip
def test_what_was_not_forbidden_is_free(said, act, where):
    assert forbidden_by(act, where, (said,)) == ""


def test_what_is_to_be_kept_may_be_used_and_not_destroyed():
    assert forbidden_by(effect("delete"), target(), ("keep the database",))
    assert forbidden_by(effect("truncate"), target(), ("keep the database",))
    assert forbidden_by(effect("overwrite"), target(), ("keep the database",))
    assert forbidden_by(effect("unprotect"), target(), ("keep the database",))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Read-only, please", ("every change",)), ("don't push to production.", ("push", "production")),
        ("push, then push", ("push",)), ("be kind", ()),
    ],
)  # fmt: skip
def test_what_was_understood_can_be_shown(said, words):
    assert meanings_in(said) == words


# --------------------------------------------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("act", "key"),
    [
        (effect("delete", "directory", "data", "path"), "delete|path|/w/data"),
        (effect("overwrite", "file", "data", "path"), "delete|path|/w/data"),
        (effect("truncate"), "delete|table|/w/data|foo"), (effect("update"), "update|table|/w/data|foo"),
    ],
)  # fmt: skip
def test_the_same_loss_has_the_same_key(act, key):
    assert key_of(act, target(identity="/w/data")) == key
    assert remembered(key, (key,)) and not remembered(key, ()) and not remembered(key, ("other",))


def test_a_yes_holds_for_exactly_what_was_asked():
    first = approval_of(found(loss="3 rows"))
    assert first.startswith("delete|table|db.acme.com|foo|")
    assert first != approval_of(found(loss="4 rows")) and first != approval_of(
        found(loss="3 rows", blast="B2")
    )


def test_a_key_is_known_with_its_secrets_blotted_out():
    from guard.credentials.redaction import redact

    key = "send|http|https://user:hunter2secret@acme.com|x"
    assert redact(key) != key and remembered(key, (redact(key),))


# ------------------------------------------------------------------------------------------------ the answer


class Told(NoSession):
    def __init__(self, approvals=(), acts=(), environment=""):
        self.kept, self.acts, self.where = approvals, acts, environment

    def approvals(self):
        return self.kept

    def allowed_acts(self):
        return self.acts

    def task_environment(self):
        return self.where


def concluded(*findings, mode="interactive", config=None, session=None):
    return decide.conclude(
        Proposal(mode=mode), Unfolding(), findings, session or NoSession(), config or Config()
    )


def test_the_worst_finding_decides_and_is_told_first():
    low, high, quiet = found(score=2.0), found(score=7.5), found("allow", score=9.0)
    verdict = concluded(quiet, low, high)
    assert (verdict.decision, verdict.score) == ("ask", 9.0)
    assert verdict.findings == (high, low, quiet)
    assert concluded(quiet, found("deny", score=1.0), high).findings[0].decision == "deny"
    assert (concluded().decision, concluded().score, concluded().summary) == ("allow", 0.0, "")


def test_where_nobody_can_be_asked_it_is_refused():
    verdict = concluded(found(), mode="headless")
    assert verdict.decision == "deny"
    assert "Nobody can be asked here, so it is refused." in verdict.summary
    assert concluded(found("allow"), mode="headless").decision == "allow"
    assert "Nobody" not in concluded(found("deny"), mode="headless").summary


def test_a_broken_configuration_makes_the_guard_strict_and_says_so():
    verdict = concluded(found(), config=Config(broken="x.toml: is not TOML"))
    assert verdict.decision == "deny"
    assert "The configuration cannot be used: x.toml: is not TOML." in verdict.summary
    assert concluded(found("allow"), config=Config(broken="x")).decision == "allow"
    assert concluded(found("deny"), config=Config(broken="x")).decision == "deny"


def test_a_yes_is_not_asked_for_twice():
    one = found()
    verdict = concluded(one, session=Told(approvals=(approval_of(one),)))
    assert verdict.decision == "allow"
    assert verdict.findings[0].grounds[-1] == "-1 a person let exactly this pass in this session"
    refused = found("deny")
    assert concluded(refused, session=Told(approvals=(approval_of(refused),))).decision == "deny"
    assert concluded(found(blast="B2"), session=Told(approvals=(approval_of(one),))).decision == "ask"


def test_what_the_task_allows_is_said_in_its_words():
    verdict = concluded(found(), session=Told(acts=("drop table foo",)))
    assert verdict.findings[0].grounds[-1] == "-1 the task allows “drop table foo”"
    assert verdict.decision == "allow"
    assert concluded(found(), session=Told(acts=("drop table bar",))).decision == "ask"
    there = found(where=target("E4"))
    assert concluded(there, session=Told(acts=("drop foo",), environment="production")).decision == "allow"


def test_rules_are_applied_for_the_agent_that_proposes():
    config = Config(rules=(rule("deny", {"agent": ("kimi",)}),))
    verdict = decide.conclude(Proposal(agent="kimi"), Unfolding(), (found(),), NoSession(), config)
    assert verdict.decision == "deny"
    assert concluded(found(), config=config).decision == "ask"


@pytest.mark.parametrize(("mode", "decision"), [("headless", "deny"), ("interactive", "ask")])
def test_a_guard_that_cannot_go_on_lets_nothing_pass(mode, decision):
    verdict = decide.broken(Proposal(mode=mode), "too deep")
    assert (verdict.decision, verdict.score) == (decision, 5.0)
    assert verdict.summary == "The guard could not work this out: too deep."


# ---------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("operation", "verb"),
    [
        ("create", "creates"), ("update", "changes"), ("delete", "deletes"), ("overwrite", "overwrites"),
        ("truncate", "empties"), ("execute", "runs"), ("stop", "stops"), ("deploy", "deploys"), ("publish", "publishes"),
        ("grant", "gives access to"), ("reveal", "shows"), ("unprotect", "weakens a protection:"),
        ("unknown", "may change"), ("read", "reads"),
    ],
)  # fmt: skip
def test_every_operation_has_its_verb(operation, verb):
    assert headline(effect(operation), target()) == f"{verb} table foo in db.acme.com (shared or unknown)"


def test_what_is_sent_is_sent_to():
    assert headline(effect("send"), target()) == "sends table foo to db.acme.com (shared or unknown)"


@pytest.mark.parametrize(
    ("environment", "said"),
    [("E0", "ephemeral"), ("E1", "local"), ("E2", "outside the project"), ("E3", "shared or unknown"), ("E4", "production")],
)  # fmt: skip
def test_every_environment_has_its_word(environment, said):
    assert headline(effect(), target(environment)).endswith(f"({said})")


@pytest.mark.parametrize(
    ("place", "between"),
    [("host", "on"), ("process", "on"), ("none", "on"), ("guard", "on"), ("ssh", "on"), ("http", "at"), ("paas", "at"),
     ("aws", "in")],
)  # fmt: skip
def test_what_stands_between_a_thing_and_its_place(place, between):
    assert f"foo {between} db.acme.com" in headline(effect(place=place), target())


@pytest.mark.parametrize(
    ("act", "where", "said"),
    [
        (effect("unknown", "code", "$X", "none"), target(identity=""), "cannot tell what would happen: $X"),
        (effect("unknown", "code", "", "none"), target(identity=""), "cannot tell what would happen: code"),
        (effect("delete", "file", "./a/b", "path"), target("E1", "/w/a/b"), "deletes /w/a/b (local)"),
        (effect("delete", "file", "c", "path"), target("E1", "/w/a/b"), "deletes c (local), which is /w/a/b"),
        (effect("delete", "file", "b/", "path"), target("E1", "/w/b"), "deletes /w/b (local)"),
        (effect(), target(identity=""), "deletes table foo (shared or unknown)"),
        (effect(), target(identity="foo"), "deletes table foo (shared or unknown)"),
        (effect(), target(identity="db (railway)"), "deletes table foo in db (railway, shared or unknown)"),
        (effect(kind="host", identity="the whole machine"), target(), "deletes the whole machine in db.acme.com (shared or unknown)"),
        (effect(kind="x", identity="every row"), target(), "deletes every row in db.acme.com (shared or unknown)"),
        (effect(kind="x", identity="all rows"), target(), "deletes all rows in db.acme.com (shared or unknown)"),
        (effect(kind="x", identity="a row"), target(), "deletes a row in db.acme.com (shared or unknown)"),
        (effect(kind="x", identity="an index"), target(), "deletes an index in db.acme.com (shared or unknown)"),
        (effect(kind="untracked", identity="a dir", place="git"), target(), "deletes untracked files in a dir of db.acme.com (shared or unknown)"),
        (effect(kind="tracked", identity="w", place="git"), target(), "deletes uncommitted changes in w of db.acme.com (shared or unknown)"),
        (effect(kind="unstaged", identity="w", place="git"), target(), "deletes unstaged changes in w of db.acme.com (shared or unknown)"),
        (effect(kind="staged", identity="w", place="git"), target(), "deletes staged changes in w of db.acme.com (shared or unknown)"),
        (effect(kind="mixed", identity="w", place="git"), target(), "deletes uncommitted changes in w of db.acme.com (shared or unknown)"),
        (effect(kind="everything", identity="w", place="git"), target(), "deletes uncommitted changes and untracked files in w of db.acme.com (shared or unknown)"),
        (effect(kind="statements", identity="w"), target(), "deletes w in db.acme.com (shared or unknown)"),
        (effect(kind="infrastructure", identity="w"), target(), "deletes w in db.acme.com (shared or unknown)"),
        (effect(kind="unstaged", identity=".", place="git"), target("E1", "/w"), "deletes unstaged changes in /w (local)"),
        (effect(kind="app", identity="app-1"), target(identity="fly/app-1"), "deletes app-1 in fly (shared or unknown)"),
        (effect(kind="app", identity="shop"), target(identity="fly/shop"), "deletes app shop in fly (shared or unknown)"),
        (effect(kind="guard", identity="guard off"), target("E1", "this machine"), "deletes guard off in this machine (local)"),
        (effect(kind="x", identity="the set-up"), target(identity="the set-up in /w"), "deletes the set-up in /w (shared or unknown)"),
        (effect(kind="database", identity=""), target(identity="the database in a pod"), "deletes the database in a pod (shared or unknown)"),
        (effect(kind="namespace", identity="shop mail"), target(identity="shop, mail"), "deletes namespace shop mail (shared or unknown)"),
        (effect("send", "data", "file.io"), target(identity="file.io (drop)"), "sends data to file.io (drop, shared or unknown)"),
        (effect(kind="directory", identity="/w/*"), target("E2", "/w"), "deletes directory /w/* (outside the project)"),
        (effect(kind="file", identity="/srv/a"), target(identity="web1:/srv/a"), "deletes web1:/srv/a (shared or unknown)"),
        (effect(), target("E4", "production"), "deletes table foo in production"),
        (effect(kind="database", identity=""), target(identity="db.acme.com"), "deletes the database in db.acme.com (shared or unknown)"),
        (effect(kind="database", identity=""), target(identity="the database"), "deletes the database (shared or unknown)"),
        (effect(kind="app", identity="app", place="paas"), target(identity="fly"), "deletes the app at fly (shared or unknown)"),
        (effect(kind="keys", identity=""), target(), "deletes keys in db.acme.com (shared or unknown)"),
        (effect(kind="status", identity=""), target(), "deletes the status in db.acme.com (shared or unknown)"),
        (effect(kind="directory", identity=""), target(identity=""), "deletes a directory (shared or unknown)"),
        (effect("create", "commit", ""), target("E1", "/w"), "creates a commit in /w (local)"),
        (effect(kind="everything", identity="all", place="docker"), target("E1", "the local engine"), "deletes everything in the local engine (local)"),
        (effect("send", "secret", "c.example", "http"), target(identity="c.example"), "sends a secret to c.example (shared or unknown)"),
        (effect("grant", "access key", "root", "aws"), target(identity="aws/prod"), "makes an access key of root in aws/prod (shared or unknown)"),
        (effect("grant", "role", "app"), target(), "changes the rights of role app in db.acme.com (shared or unknown)"),
        (effect("grant", "role", "x", "aws"), target(identity="aws/prod"), "takes on role x in aws/prod (shared or unknown)"),
        (effect("unknown", "statements", "unread SQL"), target(), "may run unread SQL in db.acme.com (shared or unknown)"),
        (effect("unknown", "script", "unread script"), target(), "may run unread script in db.acme.com (shared or unknown)"),
        (effect("unknown", "collection", "c"), target(), "may change collection c in db.acme.com (shared or unknown)"),
        (effect(kind="infrastructure", identity="everything in the state", place="terraform"), target(identity="the configuration in /w"), "deletes everything in the state of the configuration in /w (shared or unknown)"),
        (effect(kind="workspace", identity="w", place="terraform"), target(identity="acme"), "deletes workspace w in acme (shared or unknown)"),
        (effect(kind="database", identity=""), target("E4", "db (railway, production)"), "deletes the database in db (railway, production)"),
    ],
)  # fmt: skip
def test_a_headline_says_what_and_where(act, where, said):
    assert headline(act, where) == said


@pytest.mark.parametrize(
    ("argv", "why", "said"),
    [
        ("render deploys create srv-1", "deploys are started", "Deploys are started."),
        ("cfssl revoke -aki a", "a certificate is revoked", "A certificate is revoked."),
        ("drop the", "the rest stays", "The rest stays."),
    ],
)
def test_a_sentence_of_the_guard_begins_as_a_sentence_does(argv, why, said):
    told = sentence(
        found(act=effect("deploy", by=Invocation(tuple(known(w) for w in argv.split()))), why=why)
    )
    assert told.startswith("Deploys table foo ")
    assert told.endswith(f" {said}")


def test_a_name_in_a_statement_keeps_its_letters():
    assert sentence(found(act=effect("grant", "role", "app"), why="app may do everything")).endswith(
        " app may do everything."
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [("R0", "It can be made again"), ("R1", "It can be undone"), ("R2", "A recovery is known"),
     ("R3", "Whether it can be brought back is not known"), ("R4", "Nothing brings it back"),
     ("R?", "Whether it can be brought back is not known")],
)  # fmt: skip
@pytest.mark.parametrize("operation", ["update", "delete", "overwrite", "truncate", "stop"])
def test_whether_it_comes_back_is_said(row, said, operation):
    assert f"{said}." in sentence(found(act=effect(operation), recoverability=row))
    assert f"{said}." not in sentence(found(act=effect("create"), recoverability=row))
    assert f"{said}." not in sentence(found(act=effect(operation, place="none"), recoverability=row))


def test_a_sentence_says_what_is_lost_with_which_key_and_why():
    key = CredentialUse("Railway token", seen_in="scripts/x.md", foreign=True)
    told = sentence(found(loss="3 rows", why="it is old"))
    assert told == (
        "Deletes table foo in db.acme.com (shared or unknown). Lost: 3 rows. Nothing brings it back. It is old."
    )
    finding = Finding(effect(), target(), Vector("R4", "B1", "E3"), "ask", (), key)
    assert "It uses a Railway token first seen in scripts/x.md." in sentence(finding)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, ""), (CredentialUse("token", seen_in="x"), ""),
        (CredentialUse("token", seen_in="x", foreign=True), "it uses a token first seen in x"),
        (CredentialUse("token", origin="~/.aws", foreign=True), "it uses a token that is not the task's own (~/.aws)"),
    ],
)  # fmt: skip
def test_a_key_is_mentioned_where_it_is_foreign(key, said):
    assert credential_words(key) == said


@pytest.mark.parametrize(
    ("grounds", "said"),
    [
        (("you said that this must not be done",), " Asked because you said that this must not be done."),
        (("R4 B1 at E3", "+1 a backup is the target"), " Asked because a backup is the target."),
        (("R4 B1 at E3", "-1 it was made in this session"), " Asked because it was made in this session."),
        (("R4 B2 at E2: it reaches beyond the project, and nothing brings it back",), " Asked because it reaches beyond the project, and nothing brings it back."),
        (("R4 B1 at E3",), ""), ((), ""), (("Rights are given away",), " Asked because Rights are given away."),
    ],
)  # fmt: skip
def test_the_last_ground_is_the_reason(grounds, said):
    told = summary("ask", (found(grounds=grounds),))
    assert told.partition("Nothing brings it back.")[2] == said


def test_a_summary_tells_three_and_counts_the_rest():
    many = tuple(found(act=effect(identity=f"t{n}")) for n in range(5))
    told = summary("ask", (*many, found("allow")))
    assert told.count("Deletes table") == 3 and told.count(" Also: ") == 2
    assert "And 2 more." in told
    assert "more" not in summary("ask", many[:3])
    assert summary("ask", (found(), found())).count("Deletes table") == 1


def test_a_summary_says_refused_what_is_refused_and_what_to_do_instead():
    told = summary(
        "deny", (found("deny", ("because of x",)), found("deny", instead="mv it away")), ("Mind this.",)
    )
    assert told.endswith(" Refused because because of x. Mind this. Instead: mv it away")
    assert summary("allow", (found(),)) == "" and summary("deny", ()) == ""


def test_no_character_hides_another():
    told = summary("ask", (found(act=effect(identity="a\x1b[2Jb\u202ec")),))
    assert "\\x1b[2Jb\\x202ec" in told and "\x1b" not in told


MEANT = {
    "drop": ("delete", "truncate"), "delete": ("delete", "truncate"), "remove": ("delete", "truncate"),
    "destroy": ("delete", "truncate"), "rm": ("delete", "truncate"), "truncate": ("truncate", "delete"),
    "empty": ("truncate", "delete"), "wipe": ("truncate", "delete"), "overwrite": ("overwrite", "update", "delete"),
    "replace": ("overwrite", "update", "delete"), "reset": ("overwrite", "update", "delete"),
    "update": ("update", "overwrite"), "change": ("update", "overwrite"), "alter": ("update", "overwrite"),
    "migrate": ("update", "overwrite"), "apply": ("update", "overwrite"), "scale": ("update", "overwrite"),
    "deploy": ("deploy", "update"), "release": ("deploy", "update"), "rollout": ("deploy", "update"),
    "publish": ("publish",), "grant": ("grant",), "stop": ("stop",), "restart": ("stop",), "kill": ("stop",),
    "create": ("create", "update", "deploy"), "send": ("send",), "post": ("update", "create", "send"),
}  # fmt: skip
OPERATIONS = (
    "create",
    "update",
    "delete",
    "overwrite",
    "truncate",
    "stop",
    "deploy",
    "publish",
    "grant",
    "send",
)


@pytest.mark.parametrize("verb", MEANT)
def test_a_verb_allows_its_own_operations_and_no_other(verb):
    allowed = {o for o in OPERATIONS if allowed_by(found(act=effect(o)), (f"{verb} foo",), "")}
    assert allowed == set(MEANT[verb])


@pytest.mark.parametrize("filler", ["the", "a", "an", "of", "in", "on", "to", "from", "and", "my", "our"])
def test_small_words_name_nothing(filler):
    act = f"drop {filler} foo"
    assert allowed_by(found(), (act,), "") == act


@pytest.mark.parametrize("verb", ["deploy", "publish", "release", "rollout"])
def test_some_verbs_say_enough(verb):
    operation = "publish" if verb == "publish" else "deploy"
    assert allowed_by(found(act=effect(operation)), (verb,), "") == verb


@pytest.mark.parametrize(
    ("word", "act"),
    [
        *((w, effect()) for w in ("database", "databases", "db", "postgres", "mysql", "mongo", "redis", "table", "tables", "schema")),
        *((w, effect(rule="migrate.run", place="none", kind="x")) for w in ("migration", "migrations", "migrate")),
        *((w, effect("update", place="git-remote", kind="x")) for w in ("push", "pushing", "pushes", "freeze")),
        *((w, effect("deploy", place="none", kind="x")) for w in ("deploy", "deploying", "deploys", "deployment", "apply", "applying", "freeze")),
        *((w, effect("publish", place="none", kind="x")) for w in ("publish", "publishing", "release")),
        *((w, effect(o, place="none", kind="x")) for o in ("delete", "truncate") for w in (
            "delete", "deletes", "deleting", "deletion", "deletions", "remove", "removing", "drop", "destroy", "destroying",
            "destructive", "wipe")),
        *((w, effect("update", place="none", kind="commit")) for w in ("commit", "commits", "committing")),
        *((w, effect("stop", place="none", kind="x")) for w in ("restart", "restarting", "stop", "stopping", "kill")),
        *((w, effect("update", place="kubernetes", kind="x")) for w in ("cluster", "kubernetes", "k8s")),
        *((w, effect("update", place="none", kind=k)) for w in ("volume", "volumes") for k in ("volume", "compose volumes")),
        ("freeze", effect("delete", place="none", kind="x")), ("freeze", effect("update", place="none", kind="x")),
        ("freeze", effect("create", place="database", rule="git.commit")),
    ],
)  # fmt: skip
def test_every_word_of_a_prohibition_covers_what_it_means(word, act):
    assert forbidden_by(act, target("E1"), (f"hands off: {word}!".replace("!", ""),))
    assert not forbidden_by(act, target("E1"), ("hands off: kittens",))


def test_a_place_in_a_list_counts_alone():
    act = effect("update", place="none", kind="x")
    assert forbidden_by(act, target("E4"), ("not the api or production",))
    assert forbidden_by(act, target("E4"), ("production and api are off limits",))


def test_four_letters_name_a_thing():
    act = effect("update", place="none", kind="x", identity="cart")
    assert forbidden_by(act, target("E1", "y"), ("hands off cart",)) == "hands off cart"
    assert (
        forbidden_by(
            effect("update", place="none", kind="x", identity="api"), target("E1", "y"), ("hands off api",)
        )
        == ""
    )


def test_nothing_is_said_twice_and_nothing_that_is_not_there():
    told = sentence(found(why="deletes table foo"))
    assert told == "Deletes table foo in db.acme.com (shared or unknown). Nothing brings it back."
    assert "Lost" not in told
