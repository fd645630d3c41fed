"""What a shell reads at once, and what it does not survive: aliases, ``exec``, traps that set traps."""

from __future__ import annotations

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.world import World

ENVIRONMENT = {"HOME": "/home/u", "PATH": "/usr/bin:/bin"}


def programs(text: str, dialect: str = "bash") -> list[str]:
    """``directory: words`` of each program and builtin that would run."""
    proposal = Proposal(text=text, dialect=dialect, cwd="/", env=ENVIRONMENT)
    events = unfold(proposal, World("/home/u")).events
    return [f"{e.cwd}: {' '.join(e.words)}" for e in events if isinstance(e, Invocation)]


ON = "shopt -s expand_aliases\n"


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        pytest.param("bash -c 'exec -x; rm f'", "bash", "/: rm f", id="bash survives an option that exec has not"),
        pytest.param("bash -c 'exec -la; rm f'", "bash", "/: rm f", id="bash survives an exec without its name"),
        pytest.param("bash -c '{ exec $none -x\n}; rm f'", "bash", "/: rm f", id="what was a program is an option"),
        pytest.param("bash -c 'exec $(cat l); rm f'", "bash", "/: rm f", id="exec of words that may be none"),
        pytest.param(
            "bash -c 'shopt -s execfail\nexec none; rm f'", "bash", "/: rm f", id="execfail survives what is not there"
        ),
        pytest.param("exec -an rm f", "bash", "/: rm f", id="the name stands in the word of the option"),
        pytest.param("exec -ca n rm f", "bash", "/: rm f", id="the name stands behind several options"),
        pytest.param("eval 'exec -x'; rm f", "zsh", "/: rm f", id="zsh ends the text of eval alone"),
        pytest.param(
            ON + "{ alias cd=true\ncd /tmp\n} ; rm f", "bash", "/tmp: rm f", id="an alias of the same group is none yet"
        ),
        pytest.param("{ alias cd=true\ncd /tmp\n} ; rm f", "dash", "/tmp: rm f", id="nor is it in dash"),
        pytest.param("alias cd=true\ncd /tmp; rm f", "zsh", "/tmp: rm f", id="zsh reads a whole text at once"),
        pytest.param(
            ON + "{ alias zz='rm f'\n}\nzz", "bash", "/: rm f", id="behind the group it is one"
        ),
        pytest.param(
            ON + "g() { cd /tmp\n}\nalias cd=true\ng; rm f", "bash", "/tmp: rm f", id="a function was read before"
        ),
        pytest.param(
            ON + "{ alias zz='cd /tmp'\nx=$(zz; rm f)\n}", "bash", "/tmp: rm f", id="a substitution is read again"
        ),
        pytest.param(
            ON + "alias zz='cd /tmp'; eval 'zz\n'; rm f", "bash", "/tmp: rm f", id="eval reads behind the definition"
        ),
        pytest.param(
            ON + "g() { zz\n}\nalias zz='cd /tmp'\neval 'g() { zz\n}'\ng; rm f", "bash", "/tmp: rm f",
            id="where an alias may apply the way on is either",
        ),
        pytest.param(
            ON + "if grep -q x y; then alias zz=:; else alias zz='rm f'; fi\nzz", "bash", "/: rm f",
            id="an alias that may have two texts",
        ),
        pytest.param(
            ON + "if grep -q x y; then alias rm=:; fi\nrm f", "bash", "/: rm f", id="an alias that may not be defined"
        ),
        pytest.param(
            "x=$(trap 'trap \"rm f\" EXIT' DEBUG; true)", "bash", "/: rm f", id="a trap sets the trap of the end"
        ),
        pytest.param(
            "eval 'cd /tmp; ls @(a|b)'; rm f", "bash", "/: rm f", id="a text with a pattern that bash may not read"
        ),
        pytest.param(
            "eval 'shopt -s extglob; cd /tmp; ls @(a|b)'; rm f", "bash", "/: rm f", id="extglob is set too late"
        ),
        pytest.param("eval 'cd /tmp; ls @(a|b)'; rm f", "bash", "/tmp: rm f", id="or it does read it"),
        pytest.param("alias zz='cd /tmp'\neval 'zz x'; rm f", "zsh", "/: rm f", id="zsh exchanges no name that is not there"),
        pytest.param("cd /tmp; cd tmp usr; rm f", "zsh", "/usr: rm f", id="zsh exchanges a part of the name"),
        pytest.param("cd /tmp <none; rm f", "bash", "/: rm f", id="a builtin whose input is not there does not run"),
        pytest.param("{ cd /tmp; } <none; rm f", "bash", "/: rm f", id="nor does a group"),
        pytest.param("cd /tmp >/none/f; rm f", "bash", "/: rm f", id="nor what is written where no folder is"),
        pytest.param("f() { cd /tmp; }; f <none >$(echo f <g); rm f", "bash", "/: rm f", id="one of several fails"),
        pytest.param("bash -c 'if : <none; then :; else rm f; fi'", "bash", "/: rm f", id="what did not run has failed"),
        pytest.param("cd /tmp <none; rm f", "zsh", "/tmp: rm f", id="the file may be there by then"),
        pytest.param("echo rm f >/none/a; sh /none/a", "bash", "/: rm f", id="what is written is known if it is written"),
        pytest.param("find . -name a | xargs git clean -fd", "bash", "/: git clean -fd", id="xargs runs once for nothing"),
        pytest.param(
            "trap \"trap 'trap \\\"rm f\\\" EXIT' ERR\" DEBUG; false", "bash", "/: rm f", id="a trap of a trap of a trap"
        ),
    ],
)  # fmt: skip
def test_it_runs(text: str, dialect: str, expected: str) -> None:
    assert expected in programs(text, dialect)


@pytest.mark.parametrize(
    ("text", "dialect", "unexpected"),
    [
        pytest.param("bash -c 'exec ls; rm f'", "bash", "/: rm f", id="exec takes the shell's place"),
        pytest.param("bash -c 'exec -c -a n ls; rm f'", "bash", "/: rm f", id="with its options too"),
        pytest.param(
            "bash -c 'exec -- -x; rm f'", "bash", "/: rm f", id="behind two dashes stands a program"
        ),
        pytest.param("sh -c 'exec -x; rm f'", "bash", "/: rm f", id="a POSIX shell ends at a wrong option"),
        pytest.param(
            ON + "alias rm='ls'\nrm f", "bash", "/: rm f", id="an alias of an earlier line is what runs"
        ),
        pytest.param("alias rm=ls\nrm f", "dash", "/: rm f", id="in dash too"),
        pytest.param(ON + "alias rm='ls'\nx=$(rm f)", "bash", "/: rm f", id="in a substitution too"),
        pytest.param(
            "trap \"trap 'rm f' EXIT\" EXIT", "bash", "/: rm f", id="at the very end no new end is set"
        ),
    ],
)
def test_it_does_not_run(text: str, dialect: str, unexpected: str) -> None:
    assert unexpected not in programs(text, dialect)


def test_a_trap_that_sets_itself_comes_to_an_end() -> None:
    assert programs('x=\'trap "$x" DEBUG ERR\'; eval "$x"; rm f').count("/: rm f") == 1


def test_newlines_between_what_may_be_empty_may_be_none() -> None:
    assert programs('x=$(cat a; echo; cat b); rm "/$x"')[-1].count("\n") == 0
    assert programs('x=$(cat a; echo b); rm "/$x"')[-1].endswith("b")
