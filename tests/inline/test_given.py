"""What stands behind the code on the command line, and whether the code still has it when it runs something."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

DENIED = (
    "perl -e 'system @ARGV' rm -rf /", "perl -e 'system($ARGV[0])' 'rm -rf /'", "ruby -e 'system(*ARGV)' rm -rf /",
    "ruby -e 'system(ARGV[0])' 'rm -rf /'", "php -r 'system($argv[1]);' 'rm -rf /'", "awk -v c='rm -rf /' 'BEGIN{system(c)}'",
    "awk -vd=/ 'BEGIN{system(\"rm -rf \" d)}'", "C='rm -rf /' awk 'BEGIN{system(ENVIRON[\"C\"])}'",
    "perl -e 'open my $f, \"-|\", \"rm\",\"-rf\",\"/\"'",
)  # fmt: skip
ASKED = (
    "perl -e 'shift; system @ARGV' a rm -rf /", "ruby -e 'ARGV.shift; system(*ARGV)' a rm -rf /",
    "perl -e '$ARGV[0]=\"rm -rf /\"; system $ARGV[0]' ls", "perl -e 'system @ARGV[1..3]' ls rm -rf /",
    "awk -v c='xm -rf /' 'BEGIN{sub(/x/,\"r\",c); system(c)}'", "ruby -e 'eval(STDIN.read)' <<<'x'",
)  # fmt: skip
QUIET = (
    "perl -e 'system @ARGV' ls -la", "perl -e 'print \"@ARGV\"' rm -rf /", "ruby -e 'puts ARGV.join' rm -rf /",
    "awk -v c='rm -rf /' 'BEGIN{print c}'", "php -r 'echo $argv[1];' 'rm -rf /'",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("ask", ASKED), ("allow", QUIET)) for t in ts],
)
def test_what_code_is_given(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted


WRITES = (
    ("python3 -c 'open(\"q\",\"w\").write(\"rm -rf ~\")'; sh q", "deny"), ("python3 -c 'open(\"q\",\"w\").write(\"echo hi\")'; sh q", "allow"),
    ("perl -e 'open F,\">q\"; print F \"rm -rf ~\"'; sh q", "deny"), ("awk '{print > \"q\"}' <<<'rm -rf ~'; sh q", "ask"),
    ("node -e 'require(\"fs\").writeFileSync(\"q\",\"rm -rf ~\")'; sh q", "ask"), ("sort -o q <<<'rm -rf ~'; sh q", "ask"),
    ("python3 -c 'open(\"q\",\"w\").write(open(\"t\").read())'; sh q", "ask"),
    ("python3 -c 'import json; json.dump({}, open(\"o.json\",\"w\"))'; cat o.json", "allow"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), WRITES)
def test_what_code_writes_and_a_shell_then_runs(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted


KNOWN_IN_ANOTHER_FORM = (
    "x=(${(f)\"$(print 'rm -rf /')\"}); eval $x", "y=${(j: :)${(s:,:)${:-rm,-rf,/}}}; eval $y", "y=${(Q)${:-\\'rm -rf /\\'}}; eval $y",
)  # fmt: skip


@pytest.mark.parametrize("text", KNOWN_IN_ANOTHER_FORM)
def test_a_known_text_in_another_form_may_be_code(text: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    assert check(Proposal(text=text, dialect="zsh", cwd="/home/nobody-is-here", env=env)).decision == "ask"
