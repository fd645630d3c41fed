"""The records of command lines: every one can be read, small and fast, and a damaged file is never harmless."""

from __future__ import annotations

import os
import pathlib
import shutil
import zlib

import pytest
from work import calls

from guard import knowledge
from guard.knowledge import grammar
from guard.knowledge.grammar import END, FOLDER, Unreadable, leaf_of, parse_record, read_line, record_of
from guard.model import Invocation, known
from guard.programs.registry import effects_of
from guard.world import World

SHARDS = sorted(pathlib.Path(FOLDER).glob("*.txt"))
OPERATIONS = {
    "read", "create", "update", "delete", "overwrite", "truncate", "execute", "stop", "deploy", "publish",
    "grant", "reveal", "send", "unprotect", "unknown", "quiet",
}  # fmt: skip
WHEEL = 600 * 1024
"""What the room may weigh in the wheel, packed."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the data that may be damaged."""
    shutil.copytree(FOLDER, tmp_path / "grammar")
    monkeypatch.setattr(grammar, "FOLDER", str(tmp_path / "grammar"))
    monkeypatch.setattr(grammar, "_CACHE", {})
    return tmp_path / "grammar"


@pytest.mark.parametrize("path", SHARDS, ids=lambda path: path.stem)
def test_every_record_of_a_file_can_be_read(path):
    text = path.read_text()
    assert text.endswith(END)
    names = []
    for body in ("\n" + text.removesuffix(END)).split("\n@")[1:]:
        head, _, rest = body.partition("\n")
        names.append(head.split()[0])
        if " >" in head:
            assert record_of(names[-1]) is not None, head
            continue
        for line in rest.splitlines():
            assert line[:2] in ("k ", "= ", "- ", "? ", "y ", "d ", "o ", "t "), line[:80]
            if line.startswith("t "):
                for word in line.partition(": ")[2].split():
                    assert "=" not in word or word.rpartition("=")[2] in OPERATIONS, word
        parse_record(names[-1], rest.rstrip("\n") + "\n" if rest else "")
    assert names == sorted(names) and len(names) == len(set(names))


def test_the_room_stays_small():
    packed = sum(
        len(zlib.compress(path.read_bytes(), 9))
        for path in pathlib.Path(os.path.dirname(knowledge.__file__)).rglob("*")
        if path.suffix in (".py", ".txt", ".md")
    )
    assert packed <= WHEEL


COLD, WARM = 100, 5
"""Calls for a record that is read for the first time, and for one that was."""


@pytest.mark.parametrize("name", ["az", "gcloud", "docker", "fastly", "zoxide"])
def test_a_record_is_read_with_little_work(name):
    grammar._CACHE.clear()
    assert calls(lambda: record_of(name)) <= COLD
    assert calls(lambda: record_of(name)) <= WARM


LINES = [
    pytest.param(
        "docker", "-H tcp://h volume rm data", ("volume", "rm"), ["data"], id="a global option's value"
    ),
    pytest.param(
        "docker", "run -it --name rm alpine", ("run",), ["alpine"], id="a cluster, a value like a verb"
    ),
    pytest.param(
        "docker", "container run --name=x alpine ls", ("container", "run"), ["alpine", "ls"], id="attached"
    ),
    pytest.param("fastly", "service delete -- x", ("service", "delete"), ["x"], id="after two dashes"),
    pytest.param(
        "gcloud", "sql instances describe delete", ("sql", "instances", "describe"), ["delete"], id="name"
    ),
    pytest.param("vultr-cli", "instance d 5", ("instance",), ["d", "5"], id="no such alias"),
]


@pytest.mark.parametrize(("program", "line", "path", "operands"), LINES)
def test_a_command_line_falls_apart_as_its_program_would_read_it(program, line, path, operands):
    read = read_line(record_of(program), [known(word) for word in line.split()])
    assert read.path == path
    assert [value.text for value in read.operands] == operands


def test_a_leaf_is_found_by_its_aliases_too():
    assert leaf_of("railway", ("environment", "rm")).path == ("environment", "delete")
    assert leaf_of("railway", ("environment",)) is None
    assert leaf_of("no-such-program", ("x",)) is None


def effects(*words):
    return list(effects_of(Invocation(tuple(known(w) for w in words), "/"), World()))


DAMAGE = [
    pytest.param(lambda path: path.unlink(), id="missing"),
    pytest.param(lambda path: path.write_text(""), id="empty"),
    pytest.param(lambda path: path.write_text(path.read_text()[:2000]), id="cut off"),
    pytest.param(lambda path: path.write_bytes(b"\xff\xfe" + path.read_bytes()), id="bytes that are no text"),
    pytest.param(lambda path: path.write_text("@fastly\nz nonsense\n" + END), id="a record of another form"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_and_its_programs_are_unknown(damage, folder):
    damage(folder / "f.txt")
    (effect,) = effects("fastly", "service", "list")
    assert effect.operation == "unknown"
    assert str(folder / "f.txt") in effect.why


def test_a_damaged_file_does_not_silence_the_table_of_a_program(folder):
    (folder / "r.txt").write_text("rubbish")
    (effect,) = effects("railway", "volume", "delete", "v")
    assert effect.operation in ("unknown", "delete")
    with pytest.raises(Unreadable, match=r"r\.txt"):
        record_of("railway")


def test_other_programs_stay_as_they_are(folder):
    (folder / "f.txt").unlink()
    assert effects("zoxide", "query", "x") == []
