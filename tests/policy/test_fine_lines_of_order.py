"""What the order of acts and the spelling of a word decide, beside what comes to nothing."""

from __future__ import annotations

import pytest

from guard.model import (
    FileWrite,
    Invocation,
    Span,
    known,
)
from guard.policy.sequence import TO_LAST, VERBS, made_before, only_if_absent, retried, ungated
from guard.session.interface import NoSession, Ran
from guard.shell import disguise
from guard.shell.disguise import disguised, spliced
from tests.policy.fine_lines import effect, ran


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
        ("tar cf data other", False), ("tar xf data other", False), ("tar c data", True), ("tar -c leaf data", True), ("pg_dump f data", True), ("tar -c --file data x", False),
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


def test_a_file_that_is_written_may_be_what_goes() -> None:
    by = FileWrite(known("data"), "truncate", span=Span(10, 20))
    gone = effect("overwrite", "file", "data", "path", by)
    assert made_before(gone, (ran("touch data"), by)) is True
    assert made_before(gone, (ran("touch data", 10), by)) is True, "in the same word"
    assert made_before(gone, (ran("touch data", 11), by)) is False


def test_only_a_database_is_replaced_by_another_name() -> None:
    by, later = ran("rm -rf App", 10), ran("mv x rename to app", 20)
    assert ungated(effect("delete", "file", "App", "path", by), (ran("cp x y"), by, later)) == ""
