"""The nouns: frozen, comparable, and never turning unknown into text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guard.frozen import frozen, replace
from guard.model import Hole, Invocation, Place, Value, Variable, known, unknown


@frozen
class Point:
    x: int
    y: int = 0


def test_a_record_is_made_by_position_and_name_and_compares_by_value():
    assert Point(1) == Point(x=1, y=0)
    assert hash(Point(1)) == hash(Point(1, 0))
    assert replace(Point(1), y=2) == Point(1, 2)
    assert repr(Point(1)) == "Point(x=1, y=0)"


def test_a_record_cannot_be_changed():
    with pytest.raises(AttributeError, match="frozen"):
        Point(1).x = 2
    with pytest.raises(AttributeError, match="frozen"):
        del Point(1).x


@pytest.mark.parametrize("arguments", [{}, {"x": 1, "z": 2}])
def test_a_missing_or_unknown_field_is_an_error(arguments):
    with pytest.raises(TypeError, match="missing"):
        Point(**arguments)


def test_a_hole_anywhere_leaves_no_text():
    assert known("a").text == "a"
    assert Value(()).text == ""
    assert unknown("output of curl").text is None
    assert Value(("a", Hole("$X"))).text is None
    assert Value(("a", Hole("$X"), "b")).skeleton == "a⟨$X⟩b"
    assert Value(("a", Hole("$X"))).prefix == "a"


def test_a_variable_of_the_text_hides_the_environment_s():
    invocation = Invocation((known("/usr/bin/psql"),), variables={"A": Variable(known("1"), "inline")},
                            environment={"A": "2", "B": "3"})  # fmt: skip
    assert invocation.program == "psql"
    assert invocation.variable("A").value.text == "1"
    assert invocation.variable("B").origin == "environment"
    assert invocation.variable("C") is None


def test_the_last_hint_wins_as_the_last_flag_does():
    place = Place("aws", hints=(("profile", known("a")), ("profile", known("b"))))
    assert place.hint("profile").text == "b"
    assert place.hint("region") is None


def test_every_place_has_a_file_that_finds_it():
    from importlib import import_module

    from guard.targets.interface import FILES

    source = (Path(__file__).parents[1] / "guard" / "model.py").read_text()
    kinds = re.findall(r'"([a-z-]+)"', source.partition("PlaceKind = Literal[")[2].partition("]")[0])
    assert len(kinds) > 15 and set(FILES) < set(kinds)
    for kind in set(kinds) - {"none"}:
        assert callable(import_module("guard.targets." + FILES.get(kind, kind)).locate)
