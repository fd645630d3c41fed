"""The plain part of YAML: keys and scalars of the files that tools write, and what is left out."""

from __future__ import annotations

import pytest

from guard.signs.indented import items, mapping, scalars, settings

CASES = [
    pytest.param("a: 1\nb:\n  c: x # note\n", [(("a",), "1"), (("b", "c"), "x")], id="maps"),
    pytest.param("a:\n- x\n- 'y z'\n", [(("a", "-"), "x"), (("a", "-"), "y z")], id="a list beside its key"),
    pytest.param("a:\n  - x\n  - k: v\n    w: u\nb: 1\n", [(("a", "-"), "x"), (("a", "-", "k"), "v"), (("a", "-", "w"), "u"), (("b",), "1")], id="maps in a list"),
    pytest.param("a: [x, 'y']\n", [(("a", "-"), "x"), (("a", "-"), "y")], id="a list in brackets"),
    pytest.param('a: "say \\"x\\"" # c\n', [(("a",), 'say "x"')], id="quotes in quotes"),
    pytest.param("- psql \"$X\" -c 'DROP TABLE t'\n", [(("-",), "psql \"$X\" -c 'DROP TABLE t'")], id="quotes inside a plain scalar"),
    pytest.param("'a b': it''s\n\"c\": 'it''s'\n", [(("a b",), "it''s"), (("c",), "it's")], id="quoted keys"),
    pytest.param("b: *nothing\nc: !tag x\nd: {x\n", [], id="what is no plain scalar"),
    pytest.param("url: http://a:1/b\n", [(("url",), "http://a:1/b")], id="a colon in a value"),
    pytest.param("c: {x: 1, y: [a, 'b, c'], z: {w: 2}}\n", [(("c", "x"), "1"), (("c", "y", "-"), "a"), (("c", "y", "-"), "b, c"), (("c", "z", "w"), "2")], id="a map in braces"),
    pytest.param("a: &n\n  x: 1\nb:\n  <<: *n\n  y: 2\nc: *n\n", [(("a", "x"), "1"), (("b", "x"), "1"), (("b", "y"), "2"), (("c", "x"), "1")], id="an alias of what stands above"),
    pytest.param("a: &n 1\nb: *n\n", [(("a",), "1"), (("b",), "1")], id="an alias of a scalar"),
    pytest.param("", [], id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), CASES)
def test_scalars_stand_under_their_keys(text: str, found: list[tuple[tuple[str, ...], str]]) -> None:
    assert list(scalars(text)) == found


def test_a_long_text_is_read_so_far() -> None:
    assert len(list(scalars("a: 1\n" * 100_000))) == 4000


def test_aliases_of_aliases_are_bounded() -> None:
    """Each line would double what the one before it holds."""
    lines = ["a0: &a0", "  x: 1"] + [f"a{n}: &a{n}\n  l: *a{n - 1}\n  r: *a{n - 1}" for n in range(1, 60)]
    assert len(list(scalars("\n".join(lines)))) < 20_000


WORKFLOW = """\
on: push
jobs:
  a:
    steps:
      - name: 'a b'
        run: |
          cd a
            deeper

          key: no key

      - run: "rm x" # said
      - run: rm
          -rf y
        with: &w
          k: v
      # run: not at all
      - script:
        - ls
        - rm z
last: >-
  a
  b"""


def test_each_key_comes_with_its_value_and_the_lines_below() -> None:
    """A block text is one value, and what looks like a key in it is none."""
    found = [(key, value) for _, key, value, _ in settings(WORKFLOW) if key not in ("jobs", "a", "steps")]
    assert found == [
        ("on", "push"), ("name", "a b"), ("run", "cd a\n  deeper\n\nkey: no key"), ("run", "rm x"), ("run", "rm -rf y"),
        ("with", ""), ("k", "v"), ("script", ""), ("last", "a b"),
    ]  # fmt: skip
    below = {key: (column, lines) for column, key, _, lines in settings(WORKFLOW)}
    assert below["script"] == (8, ["- ls", "- rm z"])
    assert below["with"] == (8, ["k: v"])
    assert below["steps"][1][:3] == ["- name: 'a b'", "  run: |", "    cd a"]


def test_the_outermost_map_and_the_items_of_a_list() -> None:
    found = mapping("repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: y\n- repo: far\nlast: z\n")
    assert found["last"] == ("z", [])
    assert [mapping(item)["repo"][0] for item in items(found["repos"][1])] == ["local", "far"]
    assert "id" not in mapping(items(found["repos"][1])[0])
    assert items(["- a", "  b", "- c"]) == ["  a\n  b", "  c"]
    assert (mapping(""), items([]), list(settings("a b\n- c\n"))) == ({}, [], [])
