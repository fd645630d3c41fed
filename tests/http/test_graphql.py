"""GraphQL documents: which root fields would run."""

from __future__ import annotations

import pytest

from guard.http.graphql import Unreadable, Variable, identity_of, operations_of

DOCUMENTS = [
    pytest.param("{ viewer { login } }", [("query", ["viewer"])], id="the short form is a query"),
    pytest.param(
        "query A { a } mutation B { b }", [("query", ["a"]), ("mutation", ["b"])], id="two operations"
    ),
    pytest.param("mutation { x: remove y: remove }", [("mutation", ["remove", "remove"])], id="aliases"),
    pytest.param(
        "mutation M { ...F } fragment F on Mutation { drop ... on Mutation { wipe } }",
        [("mutation", ["drop", "wipe"])],
        id="fragments, named and inline",
    ),
    pytest.param(
        'mutation { say(text: "mutation { drop }") }', [("mutation", ["say"])], id="a string is data"
    ),
    pytest.param(
        'mutation { say(text: """a "b" }""") }', [("mutation", ["say"])], id="a block string is data"
    ),
    pytest.param("# mutation { drop }\n{ a }", [("query", ["a"])], id="a comment is nothing"),
    pytest.param(
        "mutation($a: [X!]! = [{b: 1}]) @d { c @skip(if: true) }", [("mutation", ["c"])], id="directives"
    ),
    pytest.param("subscription { onDelete { id } }", [("subscription", ["onDelete"])], id="a subscription"),
]


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS)
def test_root_fields(text, expected):
    assert [(o.kind, [f.name for f in o.fields]) for o in operations_of(text)] == expected


BROKEN = [
    pytest.param("", id="empty"),
    pytest.param("mutation", id="no selection set"),
    pytest.param("{ a", id="not closed"),
    pytest.param('{ a(b: "c', id="a string that is not closed"),
    pytest.param("SELECT 1", id="another language"),
    pytest.param("mutation { ...F }", id="a fragment that is not there"),
    pytest.param("mutation { ...F } fragment F on M { ...F }", id="a fragment that spreads itself"),
    pytest.param(
        "mutation { ...F0 } "
        + " ".join(f"fragment F{i} on M {{ ...F{i + 1} ...F{i + 1} }}" for i in range(30))
        + " fragment F30 on M { a }",
        id="fragments that multiply without end",
    ),
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_read_says_so(text):
    with pytest.raises(Unreadable):
        operations_of(text)


def test_the_object_is_named_by_its_identifier_and_variables_are_filled_in():
    (operation,) = operations_of('mutation($i: ID!) { f(note: "x", input: {projectId: $i}) }')
    assert operation.fields[0].arguments[0] == ("note", "x")
    assert identity_of(operation.fields[0], {"i": "p-1"}) == "p-1"
    assert isinstance(operation.fields[0].arguments[1][1]["projectId"], Variable)
