"""Where one word stands for several paths, the sentence names the gravest and counts what goes with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

FILES = {"a.csv": "1", "b.csv": "2", "c.csv": "3", "lib/one.csv": "4", "kept.csv": "5", "empty.tsv": ""}
GIT = {"branch": "topic", "tracked": ["kept.csv"], "untracked": ["a.csv", "b.csv", "c.csv", "lib/one.csv"]}
SAID = [
    pytest.param("rm a.csv", "/a.csv (local). Lost: a.csv, which git does not track. Nothing", id="one"),
    pytest.param("rm [ab].csv", "/a.csv (local), one of [ab].csv. Lost: a.csv, which git does not track, and 1 more"
                 " like it. Nothing", id="two of a pattern"),
    pytest.param("rm *.csv", "and 2 more like it", id="what git brings back is not counted"),
    pytest.param("rm @(a|kept).csv", "Lost: a.csv, which git does not track. Nothing", id="one is lost of two"),
    pytest.param("rm *.csv", "Instead: git stash push --include-untracked -- 'a.csv' 'b.csv' 'c.csv'", id="the way out"
                 " is for all of them"),
    pytest.param("ls *.csv | xargs rm", "a.csv (local), one of ⟨items from ls⟩. Lost:", id="a list"),
    pytest.param("rm lib/*", "Deletes everything in /", id="everything in a directory"),
    pytest.param("cd lib; rm ../a.csv", "/a.csv (local). Lost: ../a.csv", id="a path beside it"),
    pytest.param("mv a.csv x && rm x", "Deletes x (local), which is /", id="under its new name"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "said"), SAID)
def test_what_is_said_of_several_paths(command: str, said: str, judged: Callable[..., Verdict]) -> None:
    verdict = judged(command, files=FILES, git=GIT)
    assert verdict.decision == "ask"
    assert said in verdict.summary


def test_of_very_many_the_way_out_names_the_gravest(judged: Callable[..., Verdict]) -> None:
    names = [f"{number}.csv" for number in range(5)]
    verdict = judged("rm *.csv", files=dict.fromkeys(names, "x"), git={"branch": "topic", "untracked": names})
    assert "and 4 more like it" in verdict.summary
    assert verdict.summary.endswith("Instead: git stash push --include-untracked -- '0.csv'")
