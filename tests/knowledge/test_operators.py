"""What operators run: some 1,100 programs, each with what takes something away and what only looks or makes.

``operators/*.txt``: ``@program`` begins one, a line that begins with ``-`` asks, one that begins with ``+`` is
quiet. The rest of the line are its arguments.
"""

from __future__ import annotations

import os
import pathlib

import pytest

from guard.knowledge import operator_rows
from guard.knowledge.grammar import END, Unreadable
from guard.knowledge.operator_rows import FOLDER, parse_section, section_of
from guard.model import Invocation, Proposal, known
from guard.pipeline import judge
from guard.policy.config import Config
from guard.programs.registry import effects_of
from guard.session.interface import NoSession
from guard.world import World

TABLES = sorted((pathlib.Path(__file__).parent / "operators").glob("*.txt"))
OPERATIONS = {
    "quiet", "update", "delete", "overwrite", "execute", "stop", "deploy", "publish", "grant", "reveal", "send",
    "unprotect", "unknown",
}  # fmt: skip


def lines(sign):
    for path in TABLES:
        program = ""
        for line in path.read_text().splitlines():
            if line.startswith("@"):
                program = line[1:]
            elif line.startswith(sign):
                yield f"{program} {line[2:]}".strip()


DESTRUCTIVE, HARMLESS = sorted(set(lines("-"))), sorted(set(lines("+")))


@pytest.fixture(scope="module")
def verdict_of(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    place = tmp_path_factory.mktemp("work")

    def judged(command):
        proposal = Proposal(
            text=command, cwd=str(place), env={"HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "u"}
        )
        return judge(proposal, World(str(home), start=str(place)), NoSession(), Config())

    return judged


def test_the_tables_are_large_and_have_both_sides():
    programs = {line.split()[0] for line in (*DESTRUCTIVE, *HARMLESS)}
    assert len(programs) >= 600 and len(DESTRUCTIVE) >= 2000 and len(HARMLESS) >= 1200
    assert not set(DESTRUCTIVE) & set(HARMLESS)


@pytest.mark.parametrize("command", DESTRUCTIVE)
def test_what_takes_something_away_asks(command, verdict_of):
    assert verdict_of(command).decision != "allow"


@pytest.mark.parametrize("command", HARMLESS)
def test_what_looks_or_makes_is_quiet(command, verdict_of):
    verdict = verdict_of(command)
    assert verdict.decision == "allow", verdict.summary


@pytest.mark.parametrize(
    "command",
    [
        c
        for c in DESTRUCTIVE
        if " " in c
        and not c.endswith("'")
        and not c.split()[-1].startswith("-")
        and not c.startswith("redis-cli")  # hands the word to the server
    ][::40],
)
def test_asking_for_its_help_is_quiet(command, verdict_of):
    assert verdict_of(command + " --help").decision == "allow"


@pytest.mark.parametrize("path", sorted(pathlib.Path(FOLDER).glob("*.txt")), ids=lambda path: path.stem)
def test_every_row_can_be_read(path):
    text = path.read_text()
    assert text.endswith(END)
    seen = []
    for part in ("\n" + text.removesuffix(END)).split("\n== ")[1:]:
        names, _, body = part.partition("\n")
        for name in names.split():
            section = parse_section(name, body)
            assert section_of(name) is not None
            for row in section.table.rows:
                assert row.operation in OPERATIONS, (name, row)
                assert row.operation == "quiet" or row.kind, (name, row)
                assert "{name}" not in row.kind
        seen.append(names.split()[0].lower())
    assert seen == sorted(seen)


def effects(*words):
    return list(effects_of(Invocation(tuple(known(w) for w in words), "/"), World()))


DAMAGE = [
    pytest.param(lambda path: path.unlink(), id="missing"),
    pytest.param(lambda path: path.write_text(""), id="empty"),
    pytest.param(lambda path: path.write_text(path.read_text()[:700]), id="cut off"),
    pytest.param(lambda path: path.write_bytes(b"\xff\xfe" + path.read_bytes()), id="bytes that are no text"),
    pytest.param(lambda path: path.write_text("== ceph\nno colon here\n" + END), id="a row of another form"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_and_its_programs_are_unknown(damage, tmp_path, monkeypatch):
    folder = tmp_path / "operators"
    folder.mkdir()
    for name in os.listdir(FOLDER):
        (folder / name).write_bytes(pathlib.Path(FOLDER, name).read_bytes())
    monkeypatch.setattr(operator_rows, "FOLDER", str(folder))
    monkeypatch.setattr(operator_rows, "_CACHE", {})
    damage(folder / "c.txt")
    (effect,) = effects("ceph", "status")
    assert effect.operation == "unknown" and str(folder / "c.txt") in effect.why
    with pytest.raises(Unreadable, match=r"c\.txt"):
        section_of("ceph")


def test_a_loss_and_a_look_are_told(verdict_of):
    worst = verdict_of("ceph osd pool delete data data --yes-i-really-really-mean-it").findings[0]
    assert "every object" in worst.loss and worst.instead == "ceph osd pool ls detail"
