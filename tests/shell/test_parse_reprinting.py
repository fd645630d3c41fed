"""A here-document in a substitution behind which bash 5.2 loses a separator: refused, and its near misses read."""

from __future__ import annotations

import subprocess

import pytest

from guard.shell.nodes import Refusal
from guard.shell.parse import parse

LOST = [
    "x=$(cat <<E\nx\nE\necho one; echo two)",
    'echo "$(cat <<E\nx\nE\necho one && echo two; echo three)"',
    "export x=$(cat <<E; echo zero; echo more\nx\nE\n)",
    'echo "$( { cat <<E\nx\nE\necho one; echo two; } )"',
    "echo $(cat <<E\nx\nE\nfor ((;;)) { echo one; break; })",
    "echo ${x:-$(cat <<E && for ((;;)); do mk; break; done\nx\nE\n)}",
    "cat <(cat <<E\nx\nE\necho one; echo two)",
    "echo $(cat <<'E'\n'\nE\ntrue;\necho a | xargs mk)",
]
KEPT = [
    "x=$(cat <<E\nx\nE\n)",
    "git commit -m \"$(cat <<'E'\nfix; more; things\nE\n)\"",
    "x=$(cat <<E\nx\nE\necho one\necho two)",
    "cat <<E\nx\nE\necho one; echo two; echo $(date)",
    "x=$(echo one; echo two); cat <<E\nx\nE",
]


@pytest.mark.parametrize("text", LOST)
def test_a_text_of_which_bash_joins_commands_is_refused(text):
    with pytest.raises(Refusal, match="joins"):
        parse(text)
    parse(text, "zsh")


@pytest.mark.parametrize("text", ["echo $(<<<x time ! mk)", "x=$(<f coproc rm y)", "cat <(>f ! rm y)"])
def test_a_redirection_before_a_keyword_in_a_substitution_is_refused(text):
    with pytest.raises(Refusal, match="keyword"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *KEPT,
        "x=$(time ls)",
        "x=$(sort); <f time ls",
        "x=`sort` <(ls); <f ! ls",
        "x=$(! ls)",
        "<f time ls",
        "x=$(<f sort)",
    ],
)
def test_a_text_that_runs_as_it_stands_is_read(text):
    parse(text)


def test_bash_really_does_it_or_no_longer_does():
    done = subprocess.run(
        ["bash", "-c", 'echo "$(cat <<E\nx\nE\necho one; echo two)"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout in ("x\none echo two\n", "x\none\ntwo\n")
