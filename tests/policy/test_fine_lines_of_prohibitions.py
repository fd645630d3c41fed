"""What the user ruled out, word by word, beside what was not meant."""

from __future__ import annotations

import pytest

from guard.model import (
    Effect,
    Evidence,
    FileWrite,
    Place,
    Resource,
    Span,
    Target,
    known,
)
from guard.policy.forbidden import PLACES, forbidden_by
from guard.policy.forbidden_acts import ACTS, INSTALLERS, NEGATIONS, SPOKEN, forbidden_acts
from guard.session.interface import NoSession
from tests.policy.fine_lines import effect, ran

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


class Ruled(NoSession):
    """Somebody ruled something out."""

    def __init__(self, *said: str) -> None:
        self._said = said

    def prohibitions(self) -> tuple[str, ...]:
        return self._said


def ruled_out(said: str, *commands: str) -> list[str]:
    """What of the commands is ruled out: program and act."""
    return [
        act.resource.identity for act in forbidden_acts(tuple(map(ran, commands)), Ruled("be kind", said))
    ]


@pytest.mark.parametrize(("word", "act"), ACTS.items())
def test_every_act_that_can_be_ruled_out(word: str, act: str) -> None:
    assert ruled_out(f"never {act}", f"npm {word} x") == [f"npm {act}"]
    assert ruled_out(f"never {act}", f"npm -q {word}") == [f"npm {act}"]
    assert ruled_out(f"never {act}", f"npm -q -r {word}") == [], "the verb stands near its program"
    assert ruled_out("never sing", f"npm {word} x") == []


@pytest.mark.parametrize("program", INSTALLERS)
def test_only_what_installs_is_an_installation(program: str) -> None:
    assert ruled_out("do not install anything", f"{program} install x", "cmake install x") == [
        f"{program} install"
    ]


@pytest.mark.parametrize("program", SPOKEN)
def test_a_program_that_is_named_has_to_be_the_one(program: str) -> None:
    other = "npm" if program != "npm" else "git"
    assert ruled_out(f"never {program} update", f"{program} update", f"{other} update") == [
        f"{program} update"
    ]


@pytest.mark.parametrize("word", NEGATIONS)
def test_every_word_that_rules_out(word: str) -> None:
    assert ruled_out(f"please {word} rebase", "git rebase main") == ["git rebase"]
    assert ruled_out(f"rebase {word}", "git rebase main") == [], "what stands before it is not meant"


SPELT = [
    ("rebase", "rebase"), ("rebases", "rebase"), ("rebasing", "rebase"), ("rebased", "rebase"), ("tagging", "tag"),
    ("installing", "install"), ("installed", "install"), ("pulls", "pull"), ("builds", "build"), ("updated", "update"),
    ("merging", "merge"), ("stashed", "stash"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "act"), SPELT)
def test_an_act_is_ruled_out_in_every_form_of_its_verb(word: str, act: str) -> None:
    assert ruled_out(f"no {word}", f"npm {act}") == [f"npm {act}"]


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ("never one two three four five rebase", True), ("never one two three four five six rebase", False),
        ("never touch src, rebase instead", False), ("never touch src; rebase instead", False),
        ("never touch src. rebase instead", False), ("never touch src but rebase", False), ("never `rebase`.", True),
        ("never (rebase)!", True), ("never npm rebase, never rebase", True), ("never npm rebase", False),
    ],
)  # fmt: skip
def test_how_far_a_negation_reaches(said: str, met: bool) -> None:
    assert bool(ruled_out(said, "git rebase main")) is met


def test_an_act_that_is_ruled_out_is_told_in_the_users_words() -> None:
    written = FileWrite(known("log"), "truncate")
    (act,) = forbidden_acts((written, ran("git rebase main", 3)), Ruled("never rebase"))
    assert (act.rule, act.operation, act.recoverability, act.blast) == (
        "user.forbidden",
        "update",
        "R1",
        "B0",
    )
    assert (act.resource, act.place) == (Resource("act", "git rebase"), Place("none", "git"))
    assert (act.why, act.marks, act.span) == ("you said: “never rebase”", ("forbidden",), Span(3, 8))


def test_evidence_that_says_staging_is_heard() -> None:
    said, act = "not in production", effect("update", "x", "y", "none", rule="x")
    bare, known_place = Target("E3", "db"), Target("E3", "db", (Evidence("the url is that of staging"),))
    assert forbidden_by(act, bare, (said,)) == said
    assert forbidden_by(act, known_place, (said,)) == ""
