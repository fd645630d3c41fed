"""The other reader: it agrees on ordinary texts, and what it alone sees is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.shell import second_opinion
from guard.shell.nodes import Refusal, Script
from guard.shell.parse import parse

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


AGREED = [
    pytest.param("rm -rf build && make | tee log; (cd x; ls) &", id="a list of everything"),
    pytest.param('git commit -m "fix $(date)" && echo `id`', id="substitutions"),
    pytest.param("for f in *.txt; do cat $f; done", id="a loop"),
    pytest.param("((1)) && a", id="arithmetic, which it takes for subshells"),
    pytest.param("x='$(rm y)'; echo 'a'$b", id="single quotes, which it does not honour inside words"),
    pytest.param("if true; then cat <<E\nx\nE\na\nfi", id="a here-document in a compound command"),
    pytest.param("{fd}>f a", id="a named descriptor"),
    pytest.param("a[0]=x; m[k]+='y z' b", id="assignments to elements of an array"),
]


@pytest.mark.parametrize("text", AGREED)
def test_both_readers_see_the_same_commands(text: str) -> None:
    assert second_opinion.disagreements(text, "bash", parse(text)) == ()


def test_a_command_that_only_the_other_sees_is_named() -> None:
    found = second_opinion.disagreements("a; rm -rf b", "bash", parse("a"))
    assert "bashlex: rm" in found
    assert "bashlex: rm" in second_opinion.disagreements("a[0]=b rm -rf c", "bash", parse("a"))


def test_the_readers_agree_on_every_probe() -> None:
    text = (DATA / "probes_syntactic.txt").read_text(encoding="utf-8")
    differing = []
    for probe in text.splitlines():
        filled = probe.replace("⏎", "\n").replace("@", "mk")
        try:
            script = parse(filled)
        except Refusal:
            continue
        found = second_opinion.disagreements(filled, "bash", script)
        if found:
            differing.append((probe, found))
    assert differing == []


def test_no_opinion_on_another_shell() -> None:
    assert second_opinion.bashlex_names("a (b)", "fish") is None
    assert second_opinion.disagreements("a (b)", "fish", Script()) == ()


def test_tables_of_another_grammar_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    second_opinion.write_tables(["s -> a"], {0: {"a": 1}}, {0: {"s": 1}})
    assert second_opinion.read_tables(["s -> a"]) == ({0: {"a": 1}}, {0: {"s": 1}})
    assert second_opinion.read_tables(["s -> b"]) is None


def test_spoilt_or_missing_tables_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert second_opinion.read_tables([]) is None
    path = Path(second_opinion.table_path())
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    assert second_opinion.read_tables([]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("git status", "git", id="words"),
        pytest.param("./run.sh --all a=b", "./run.sh", id="a path and options"),
        pytest.param("A=b ls", "", id="an assignment"),
        pytest.param("time ls", "", id="a word of the shell's"),
        pytest.param("ls; rm x", "", id="two commands"),
        pytest.param("ls\nrm x", "", id="two lines"),
        pytest.param("echo $x", "", id="a parameter"),
        pytest.param("rm *", "", id="a pattern"),
        pytest.param(" ls", "", id="a space before it"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_line_of_plain_words_needs_no_other_reader(text: str, name: str) -> None:
    assert second_opinion.plain_name(text) == name


def test_the_other_reader_would_say_the_same_of_plain_lines() -> None:
    texts = (DATA / "bash_accepts.txt").read_text(encoding="utf-8").splitlines()
    plain = {text: second_opinion.plain_name(text) for text in texts}
    read = {text: second_opinion.bashlex_names(text, "bash") for text, name in plain.items() if name}
    assert read
    assert {text: names for text, names in read.items() if names not in (None, [plain[text]])} == {}
