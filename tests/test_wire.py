"""JSON as the guard reads it: what the standard library reads, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.plain_json import read, write
from guard.wire import dumps, loads, object_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_it_reads_what_the_library_writes_and_writes_what_it_reads(value):
    assert loads(json.dumps(value)) == value
    assert json.loads(dumps(value)) == value


@given(st.text())
def test_any_text_is_read_as_the_library_reads_it_or_refused(text):
    try:
        expected = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        with pytest.raises(ValueError, match=r"."):
            loads(text)
    else:
        assert loads(text) == expected or expected != expected


@pytest.mark.parametrize("text", ["", "{", "[1,]", "1 2", "[" * 200_000, '"\x01"', "{'a': 1}", "nul"])
def test_what_is_not_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_key_that_stands_twice_is_refused_where_readers_would_disagree():
    assert loads('{"a": 1, "a": 2}') == {"a": 2}
    with pytest.raises(ValueError, match="twice"):
        loads('{"b": {"a": 1, "a": 2}}', unique=True)


def test_what_json_has_no_form_for_is_a_type_error():
    with pytest.raises(TypeError):
        dumps({"a": object()})


@given(JSON, st.booleans())
def test_what_is_read_and_written_without_the_scanner_is_what_the_library_reads_and_writes(value, ascii_only):
    assert read(json.dumps(value, ensure_ascii=ascii_only)) in (None, (value,))
    assert write(value) in ("", json.dumps(value))


@given(st.text(alphabet='{}[]":, \\/ntfalse0123.eE-\x1f\x7fé\n'))
def test_what_the_library_refuses_is_not_read_without_the_scanner_either(text):
    found = read(text)
    if found is not None:
        assert found == (json.loads(text),)


def test_an_ordinary_payload_is_read_without_the_scanner():
    payload = {
        "tool_input": {"command": 'git commit -m "say\nwhy"', "timeout": 5000},
        "ok": True,
        "x": [None],
    }
    assert read(json.dumps(payload)) == (payload,)
    assert write(payload) == json.dumps(payload)
    assert read('{"a": 1, "a": 2}') is None, "two readers disagree here, so the caller decides"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ("[1]", {}),
        ("{", {}),
        ("", {}),
        (None, {}),
        ("[" * 100_000, {}),
    ],
)
def test_what_is_no_object_is_an_empty_one(text, found):
    assert object_in(text) == found
