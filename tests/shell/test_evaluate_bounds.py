"""Whatever comes in, an answer comes out; what was not followed is said to be unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work import ending

from guard.model import Invocation, Proposal, Unfolding, Unresolved
from guard.shell.evaluate import unfold
from guard.world import World

FRAGMENTS = (
    "$(", "`", "'", '"', "${", "}", ")", "((", "))", "<<E\n", "\nE\n", "|", "&&", "||", ";", "&", "[[", "]]", "$x", "*",
    "{a,b}", "\\", "\n", "eval ", "x=", "<(", ">(", "~", "!", "${x:-", "${!x}", "$((", "${x@P}", "[", "]", "a[", "cd ",
    "for i in ", "; do ", "; done", "case $x in ", "esac", "rm -rf / ", "f() { ", "exec ", "trap ", "read x", "\udc80", "é",
)  # fmt: skip


def unfolded(text: str, dialect: str = "bash") -> Unfolding:
    return unfold(Proposal(text=text, dialect=dialect, cwd="/tmp", env={"HOME": "/home/u"}), World("/home/u"))


def said(text: str) -> list[str]:
    return [e.why for e in unfolded(text).events if isinstance(e, Unresolved)]


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=20),
    st.sampled_from(("bash", "sh", "zsh")),
)
def test_no_text_breaks_it(pieces: list[str], dialect: str) -> None:
    events = unfolded("".join(pieces), dialect).events
    assert not any("internal error" in e.why for e in events if isinstance(e, Unresolved))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 10_000_000, id="ten million characters"),
        pytest.param("f() { a && f | f; }; f", id="a function that doubles itself"),
        pytest.param("ls 'x", id="an open quotation"),
        pytest.param("ls\0; rm -rf ~", id="a NUL byte"),
        pytest.param("(" * 100_000, id="a hundred thousand brackets"),
        pytest.param("cat" + " <<E" * 10_000 + "\n" + "E\n" * 10_000, id="ten thousand heredocs on a line"),
        pytest.param("x='eval \"$x\"'; eval \"$x\"", id="eval of itself"),
        pytest.param("echo '. ./s.sh' > s.sh; . ./s.sh", id="a script that reads itself"),
        pytest.param("echo 'sh ./s.sh; sh ./s.sh' > s.sh; sh ./s.sh", id="a script that runs itself twice"),
        pytest.param("cat <<E\nx\nE\n" * 10_000, id="ten thousand heredocs"),
        pytest.param("ls|" * 10_000 + "ls", id="a pipe of ten thousand"),
        pytest.param("sudo " * 3000 + "rm -rf /", id="three thousand wrappers"),
        pytest.param("eval " * 3000 + "ls", id="three thousand evals"),
        pytest.param("for a in {1..60}; do for b in {1..60}; do for c in {1..60}; do ls; done; done; done", id="deep loops"),
    ],
)  # fmt: skip
def test_what_is_too_much_is_unknown(text: str) -> None:
    with ending():
        assert said(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x=a; for i in {1..40}; do x=$x$x; done; echo $x", id="a value that doubles"),
        pytest.param("x=a; while true; do x=$x$x; done", id="a value that doubles for ever"),
        pytest.param("echo " + "{1,2}" * 40, id="a trillion words"),
        pytest.param("for i in {1..1000000000000}; do ls $i; done", id="a trillion rounds"),
        pytest.param("x=x+x; echo $((x))", id="arithmetic that names itself"),
        pytest.param("case " + "a" * 60 + " in " + "*a" * 30 + "b) ls;; esac", id="a costly pattern"),
        pytest.param("if a; then x=1; fi; " * 900 + "ls", id="nine hundred open questions"),
        pytest.param("while a; do while b; do while c; do while d; do x=$x$y; done; done; done; done", id="loops in loops"),
    ],
)  # fmt: skip
def test_it_ends(text: str) -> None:
    with ending():
        unfolded(text)


@pytest.mark.parametrize(
    "text", ["for f in {}/*; do ls $f; done; rm x", "{}/*; rm x", "cd {}; [ -e * ]; ls *; rm x"]
)
def test_a_pattern_over_very_many_files_hides_nothing(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guard.world.LIST_LIMIT", 20)
    for number in range(40):
        (tmp_path / str(number)).touch()
    events = unfolded(text.replace("{}", str(tmp_path))).events
    assert any(isinstance(e, Invocation) and e.words == ("rm", "x") for e in events)


@pytest.mark.parametrize("dialect", ["bash", "zsh", "sh", "fish"])
def test_lone_surrogates_are_text(dialect: str) -> None:
    events = unfolded("rm \udc80 '\ud800'", dialect).events
    assert [e.words for e in events if isinstance(e, Invocation)] == [("rm", "\udc80", "\ud800")]
