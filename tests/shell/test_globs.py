"""Which names a pattern stands for on this machine: where bash can be asked, bash's; where it cannot be known, none.

Each script calls ``m``; a pattern in the list of a loop is looked up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.shell.loops import UNROLL
from guard.world import World

BASH = shutil.which("bash")
FILES = (
    "a.txt",
    "b.txt",
    "c.md",
    "B.md",
    ".hidden",
    ".h2",
    "d1/c.txt",
    "d1/.deep",
    "d2/c.md",
    "d2/e/f",
    "sp ace",
    "[x]",
    "d1/x*y",
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with files, links that lead nowhere and links to directories."""
    folder = tmp_path_factory.mktemp("globs") / "w"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "d1/gone").symlink_to("nowhere")
    (folder / "gone").symlink_to("nowhere")
    (folder / "d3").symlink_to("d2")
    return folder


def environment(**more: str) -> dict[str, str]:
    return {"HOME": "/home/u", "PATH": os.defpath, "LC_ALL": "C.UTF-8", **more}


def by_us(script: str, folder: Path, **more: str) -> list[str]:
    """The words that ``m`` is called with, ``?`` for each call of which one is not known."""
    proposal = Proposal(text=script, dialect="bash", cwd=str(folder), env=environment(**more))
    calls = [
        e for e in unfold(proposal, World("/home/u")).events if isinstance(e, Invocation) and e.program == "m"
    ]
    return [
        " ".join(c.words[1:]) if all(w.text is not None and not w.glob for w in c.argv) else "?"
        for c in calls
    ]


PATTERNS = (
    "*",
    "*.txt",
    "?.*",
    "[ab]*",
    "[!a]*",
    ".*den",
    ".h*",
    "\\.h*",
    "[.]h*",
    "*/",
    "d*/",
    "a*/",
    "*/*",
    "*/c.*",
    "d?/.d*",
    "*/.*p",
    "*/e/*",
    "*/*/f",
    "*/*/*",
    "d1/*",
    "./d1/*",
    "d2/../*.md",
    "*/gone",
    "gon*",
    "g*/",
    "*/none",
    "*/e",
    "*/e/",
    "none/*",
    "a.txt/*",
    "*.none",
    "d3/*",
    "*/../a*",
    "d1/*y",
    "d1/x\\*y",
    "*/x\\**",
    '*/"x*"*',
    "\\[x\\]*",
    "[[]*",
    "sp*",
    "sp\\ *",
    "'sp '*",
    "$PWD/*.md",
    "$PWD/d*/*",
    "$PWD/*/",
    "$PWD/none*",
    "/*/nowhere/none",
    "**",
    "**/c*",
    "*\\.txt",
    "*[.]txt",
    "[a-b].txt",
    "\\*",
    "\\**",
    "a*\\",
    "*d*",
)
GROUPS = (
    "@(a|c).*", "d@(1|2)/*", "+(a|b|d).txt", "!(*.txt)", "!(d*|a*)", "?(a|b).txt", "*(d|1)/*", "@(none|such)", "*/@(c|d).*",
    "@(a.txt|c.md)", "d1/@(c.txt)", "\\@*",
)  # fmt: skip
BEFORE = (
    "",
    "shopt -s nullglob; ",
    "shopt -s dotglob; ",
    "shopt -s nullglob dotglob; ",
    "cd d1; ",
    "set -f; ",
)


@pytest.mark.skipif(BASH is None, reason="no bash here")
@pytest.mark.parametrize("before", BEFORE)
def test_a_pattern_comes_to_the_names_that_bash_finds(before: str, work: Path) -> None:
    scripts = [f'{before}for f in {pattern}; do m "$f"; done' for pattern in PATTERNS]
    theirs = of_bash(scripts, work)
    wrong = [
        (s, names, ours)
        for s, names in zip(scripts, theirs, strict=True)
        if (ours := by_us(s, work)) != names
    ]
    assert not wrong


def of_bash(scripts: list[str], work: Path) -> list[list[str]]:
    """The names that each of the scripts hands to ``m`` in bash."""
    driver = "m() { printf '%s\\022' \"$1\"; }\nfor s do (eval \"$s\"; :) 2>/dev/null; printf '\\023'; done"
    run = subprocess.run(
        [BASH or "bash", "--norc", "-c", driver, "bash", *scripts],
        cwd=work, env=environment(), capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    theirs = [answer.split("\022")[:-1] for answer in run.stdout.split("\023")[:-1]]
    assert len(theirs) == len(scripts)
    return theirs


@pytest.mark.skipif(BASH is None, reason="no bash here")
@pytest.mark.parametrize("before", BEFORE)
def test_a_group_comes_to_the_names_that_bash_finds_under_extglob(before: str, work: Path) -> None:
    scripts = [f'shopt -s extglob\n{before}for f in {pattern}; do m "$f"; done' for pattern in GROUPS]
    assert [by_us(s, work) for s in scripts] == of_bash(scripts, work)


KNOWN = [
    pytest.param(
        "cat <(ls); for f in c.*; do m $f; done", ["c.md"], id="a process that is read from makes no file"
    ),
    pytest.param(
        "cat <(ls); for f in c.x*; do m $f; done", ["?"], id="… and what nothing fits stays a pattern"
    ),
    pytest.param("cd d1; for f in *.txt; do m $f; done", ["c.txt"], id="in a directory that is there"),
    pytest.param("shopt -s globstar; for f in c*; do m $f; done", ["c.md"], id="globstar is about two stars"),
    pytest.param("shopt -s globstar; for f in c**; do m $f; done", ["c.md"], id="… that stand alone"),
    pytest.param(
        "touch c.md; for f in c.*; do m $f; done", ["c.md"], id="touching what is there makes nothing"
    ),
    pytest.param(
        "touch -c n.md; for f in c.*; do m $f; done", ["c.md"], id="… nor does touching without making"
    ),
    pytest.param("x='@(c|d).md'; for f in $x; do m $f; done", ["?"], id="a group without extglob"),
    pytest.param("cd /; for f in none_such*/x; do m $f; done", ["?"], id="at the root"),
]
UNKNOWN = [
    pytest.param("cp a.txt n.txt; for f in *.txt; do m $f; done", id="a file that was copied"),
    pytest.param("echo >n; for f in *.txt; do m $f; done", id="a file that was written"),
    pytest.param("rm a.txt; for f in *.txt; do m $f; done", id="a file that was removed"),
    pytest.param("touch n.txt; for f in *.txt; do m $f; done", id="a file that was made"),
    pytest.param("make; for f in *.txt; do m $f; done", id="a program that may make anything"),
    pytest.param("ssh h 'for f in *.txt; do m $f; done'", id="another machine"),
    pytest.param("ssh h 'for f in /etc/host*; do m $f; done'", id="a path of another machine"),
    pytest.param("cd $(cat d) && for f in *.txt; do m $f; done", id="a directory that is not known"),
    pytest.param(
        "if grep -q x c.md; then cd d1; fi; for f in *.txt; do m $f; done", id="one of two directories"
    ),
    pytest.param("shopt -s globstar; for f in **; do m $f; done", id="every directory below"),
    pytest.param("shopt -s globstar; for f in **/c*; do m $f; done", id="something in every directory below"),
    pytest.param("shopt -s nocaseglob; for f in b*; do m $f; done", id="letters great or small"),
    pytest.param("shopt -s failglob; for f in b*; do m $f; done", id="a command that may not run"),
    pytest.param("GLOBIGNORE=b*; for f in *.txt; do m $f; done", id="names that are ignored"),
    pytest.param("for f in [[.a.]]*; do m $f; done", id="a name that the locale knows"),
    pytest.param("x=$(cat f); for f in *$x; do m $f; done", id="a pattern that is not known"),
]


@pytest.mark.parametrize(("script", "names"), KNOWN)
def test_names_are_told(script: str, names: list[str], work: Path) -> None:
    assert by_us(script, work) == names


@pytest.mark.parametrize("script", UNKNOWN)
def test_names_are_not_told(script: str, work: Path) -> None:
    found = by_us(script, work)
    assert found
    assert set(found) == {"?"}


def test_names_are_not_told_where_the_environment_ignores_some(work: Path) -> None:
    assert by_us("for f in c*; do m $f; done", work) == ["c.md"]
    assert by_us("for f in c*; do m $f; done", work, GLOBIGNORE="c*") == ["?"]


@pytest.mark.parametrize("pattern", ["*", "*/", "*/*", "*/x"])
def test_as_many_names_as_rounds_are_followed_are_told_and_one_more_is_too_many(
    pattern: str, tmp_path: Path
) -> None:
    script = f"for f in {pattern}; do m $f; done"
    for number in range(UNROLL):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "x").touch()
    assert len(by_us(script, tmp_path)) == UNROLL
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "x").touch()
    assert set(by_us(script, tmp_path)) == {"?"}
