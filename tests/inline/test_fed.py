"""What code writes to a program that it starts: commands where the program reads commands, else data."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

DENIED = (
    """python3 -c 'import subprocess; subprocess.run(["sh"], input=b"rm -rf ~")'""",
    """python3 -c 'import subprocess; subprocess.run("sh", input="rm -rf ~", text=True)'""",
    """python3 -c 'import subprocess as s; p=s.Popen(["sh"], stdin=s.PIPE); p.communicate(b"rm -rf ~")'""",
    """python3 -c 'import os; os.popen("sh", "w").write("rm -rf ~")'""",
    """python3 -c 'import subprocess; subprocess.run(["psql","-h","prod-db.acme.com"], input="DROP TABLE users")'""",
    """node -e 'require("child_process").execSync("sh", {input: "rm -rf ~"})'""",
    """node -e 'const p=require("child_process").spawn("sh"); p.stdin.write("rm -rf ~"); p.stdin.end()'""",
    """ruby -e 'IO.popen("sh", "w") { |f| f.puts "rm -rf ~" }'""",
    """php -r '$p = popen("sh", "w"); fwrite($p, "rm -rf ~");'""",
    """perl -e 'open my $f, "|-", "sh"; print $f "rm -rf ~"'""",
    """perl -e 'open(F, "|sh"); print F "rm -rf ~"'""",
    """perl -MIPC::Open2 -e 'open2($o, $i, "sh"); print $i "rm -rf ~"'""",
    """lua -e 'io.popen("sh", "w"):write("rm -rf ~")'""",
)
ASKED = (
    """python3 -c 'import subprocess, sys; subprocess.run(["sh"], input=sys.argv[1])' x""",
    """node -e 'require("child_process").execSync("bash", {input: process.env.X})'""",
    """perl -e 'open(F, "|sh"); print F $x'""",
)
QUIET = (
    """python3 -c 'import subprocess; subprocess.run(["sort"], input=b"rm -rf ~")'""",
    """python3 -c 'import subprocess; subprocess.run(["sh", "-c", "ls"]); open("x", "w").write("rm -rf ~")'""",
    """python3 -c 'import subprocess; subprocess.run(["sh"], input="ls")'""",
    """node -e 'require("child_process").execSync("cat", {input: "rm -rf ~"})'""",
    """perl -e 'open(F, "|mail x"); print F "rm -rf ~"'""",
    """ruby -e 'IO.popen("ls -la").read'""",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("ask", ASKED), ("allow", QUIET)) for t in ts],
)
def test_what_a_program_is_given_to_read(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted
