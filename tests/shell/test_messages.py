"""What the shell itself prints on standard error, where something in the text reads it."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

DENIED = (
    "TIMEFORMAT='rm -rf ~'; { time :; } |& sh",
    "TIMEFORMAT='rm -rf ~ # %R'; { time :; } 2>t; sh t",
    "PS4='rm -rf ~ #'; { set -x; :; } |& sh",
    "PS4='rm -rf ~ #'; { set -x; : >/dev/null 2>&1; } 2>t; . ./t",
    "(: ${x:?$'\\nrm -rf ~\\n'}) 2>&1 | sh",
    "(: ${x:?$'\\nrm -rf ~\\n'}) 2>t; sh t",
)
ASKED = (
    "select x in $'\\nrm -rf ~\\n'; do break; done </dev/null |& sh",
    "exec 7>t; BASH_XTRACEFD=7; PS4='rm -rf ~ #'; set -x; :; set +x; sh t",
    "{ cd $'\\nrm -rf ~\\n'; } |& sh",
    "{ [ $'\\nrm -rf ~\\n' -eq 1 ]; } 2>t; sh t",
    "cd \"$(cat notes)\" 2>&1 >/dev/null | sh",
)  # fmt: skip
QUIET = (
    "time make",
    "{ select x in a b; do break; done; } 2>&1 | tee log",
    "{ time make; } 2>&1 | tee /dev/stderr | tail -3",
    'took=$( { TIMEFORMAT=%R; time make >/dev/null; } 2>&1 ); echo "$took s"',
    "TIMEFORMAT='rm -rf ~'; time make",
    "PS4='+ ${BASH_SOURCE}:${LINENO} '; set -x; make 2>&1 | tail -3",
    "(: ${x:?not set}) 2>&1 | cat",
    "cd sub 2>&1 | cat",
    "{ cd 'a;b'; } 2>&1 | tail -1",
)


def _decision(text: str) -> str:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    return check(Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)).decision


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("ask", ASKED), ("allow", QUIET)) for t in ts],
)
def test_what_the_shell_says_is_read(text: str, wanted: str) -> None:
    assert _decision(text) == wanted
