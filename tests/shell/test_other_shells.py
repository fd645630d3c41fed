"""Shells that have no reader of their own here, and a file of this machine that another one's shell reads."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal, known
from guard.shell.csh import as_sh
from tests.corpus_rows import verdict_of

DENIED = (
    "tcsh -c 'rm -rf ~'", "csh -c 'set c = rm; $c -rf ~'", "csh -fc 'alias l rm -rf ~; l'", "echo 'rm -rf ~' | tcsh",
    "tcsh -c 'setenv D ~; rm -rf $D'", "nu -c 'rm -rf ~'", "xonsh -c 'rm -rf ~'", "yash -c 'rm -rf ~'", "osh <<<'rm -rf ~'",
    "echo 'rm -rf ~' >x.csh; csh x.csh", "printf '#!/bin/tcsh\\nrm -rf ~\\n' >x; chmod +x x; ./x",
)  # fmt: skip
ASKED = ("csh -c 'if (1) rm -rf ~'", "csh -c 'foreach x (a b)\nrm $x\nend'", 'csh -c "$(cat notes)"')
QUIET = (
    "tcsh -c 'ls -la'",
    "csh -c 'set prompt = x; echo hi'",
    "csh",
    "nu -c 'ls | where size > 1kb'",
    "tcsh --version",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("ask", ASKED), ("allow", QUIET)) for t in ts],
)
def test_other_shells(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("set a = b; echo $a", "a=b; echo $a"),
        ("set a=(b c)", "a='b c'"),
        ("setenv A b c && ls", "export A=b c&& ls"),
        ("alias l 'ls -la'\nl", "alias l='ls -la'\nl"),
        ('echo \'a;b\' "c\\"d;" ; ls', 'echo \'a;b\' "c\\"d;" ; ls'),
    ],
)
def test_what_csh_says_in_the_words_of_sh(text: str, read: str) -> None:
    assert as_sh(known(text)).text == read


@pytest.mark.parametrize(
    ("text", "content", "wanted"),
    [
        ("ssh h < fix.sh", "rm -rf /\n", "deny"),
        ("ssh h bash -s < fix.sh", "rm -rf /\n", "deny"),
        ("docker exec -i c sh < fix.sh", "rm -rf /\n", "deny"),
        ("cat fix.sh | ssh h", "rm -rf /\n", "deny"),
        ("ssh h < fix.sh", "uptime\n", "allow"),
        ("ssh h wc -l < fix.sh", "rm -rf /\n", "allow"),
        ("ssh h 'sh < fix.sh'", "rm -rf /\n", "allow"),
    ],
)
def test_a_file_of_this_machine_is_read_by_another(text: str, content: str, wanted: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    tmp_path.chmod(0o700)
    row = {"id": "x", "command": text, "setup": {"files": {"fix.sh": content}}}
    assert verdict_of(row, str(tmp_path)).decision == wanted
