"""Texts, payloads and files made to break what reads them: each gets an answer, and none a crash or a wait.

The texts are long or deep in one way each. How much work is done is counted, not timed; ``benchmarks/growth.py``
has the times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guard.model import Proposal
from guard.service import Guard

N = 400
TEXTS = {
    "substitutions in one another": "echo " + "$(" * N + "ls" + ")" * N,
    "subshells in one another": "(" * 5 * N + "ls" + ")" * 5 * N,
    "braces that multiply": "echo " + "{a,b}" * 40,
    "a range of a hundred million": "echo {1..100000000}",
    "braces in one another": "echo " + "{" * N + "a" + ",b}" * N,
    "a long chain": "true" + " && true" * 5 * N,
    "a long pipe": "cat x" + " | cat" * 5 * N,
    "loops of ten thousand in one another": "for i in {1..9999}; do for j in {1..9999}; do rm $i$j; done; done",
    "many here-documents": "".join(f"cat <<E{i}\nx\nE{i}\n" for i in range(N)),
    "backslashes": "echo " + "\\" * 20000,
    "arithmetic in itself": "echo $((" + "(" * 5 * N + "1" + ")" * 5 * N + "))",
    "a pattern that tries everything": "x=" + "a" * 3000 + "; [[ $x == " + "*a" * 40 + "*b ]] && rm -rf /",
    "a text that doubles": "x=aaaaaaaaaa" + "; x=$x$x" * 40 + "; rm $x",
    "an array that doubles": "a=(a b)" + '; a=("${a[@]}" "${a[@]}")' * 40 + '; rm "${a[@]}"',
    "a function that runs itself twice": "f(){ f; f; }; f; rm x",
    "functions that run each other": "f(){ g | g; }; g(){ f | f; }; f",
    "aliases that name each other": "alias a=b b=a; a",
    "eval upon eval": "eval " * N + "ls",
    "sudo upon sudo": "sudo " * N + "ls",
    "a quoted text quoted again": "x='rm y'" + '; x="bash -c $(printf %q "$x")"' * 12 + '; eval "$x"',
    "a loop without an end": "while true; do x+=a; rm $x; done",
    "padding of a gigabyte": 'x=$(printf "%1000000000d" 1); rm $x',
    "padding by a precision": 'x=$(printf "%.999999999s" a); rm $x',
    "a billion lines": "yes | head -n 1000000000 | xargs rm",
    "a billion numbers": "for i in $(seq 1 1000000000); do rm $i; done",
    "a billion rounds": "for ((i=0;i<1000000000;i++)); do :; done; rm x",
    "a power of powers in Python": 'python3 -c "x=9**9**9**9; import os; os.remove(str(x))"',
    "a very long text in Python": "python3 -c \"x='a'*10**10; import os; os.remove(x)\"",
    "a function of itself in Python": 'python3 -c "f=lambda: f(); import os; os.remove(f())"',
    "brackets in Python": 'python3 -c "' + "(" * 5000 + ")" * 5000 + '"',
    "brackets in JavaScript": 'node -e "' + "[" * 10000 + '"',
    "brackets in SQL": 'psql -c "select ' + "(" * 5000 + "1" + ")" * 5000 + '"',
    "many conditions in SQL": 'psql -c "delete from t where ' + " or ".join(f"a={i}" for i in range(N)) + '"',
    "GraphQL in itself": "curl -d '{\"query\":\"mutation " + "{a" * 5000 + "\"}' https://api.example.com/graphql",
    "JSON in itself": "curl -d '" + "[" * 10000 + "' https://api.example.com",
    "many headers": "curl " + '-H "a: b" ' * N + "https://example.com",
    "a path of a hundred thousand folders": "rm -rf /" + "a/" * 100000,
    "a path that climbs": "rm -rf " + "../" * 20000,
    "quotes without an end": 'echo "' + "$(" * 5000,
    "back-quotes": "echo " + "`" * 5001,
    "defaults in one another": "echo " + "${a:-" * N + "}" * N,
    "a choice of a billion values": "".join(f"if [ $q{i} ]; then a{i}=1; else a{i}=2; fi;" for i in range(30))
    + "rm " + "".join(f"$a{i}" for i in range(30)),
    "conditions in one another": "if a; then " * N + "rm x;" + " fi;" * N,
    "a chain of variables": "".join(f"a{i}=$a{i - 1}b;" for i in range(1, N)) + f"rm $a{N - 1}",
    "marks that write to the left": "rm \u202e" + "\u0301" * 10000,
    "half a character": "rm \ud800x",
    "brackets for PowerShell": 'pwsh -c "' + "(" * 5000 + '"',
    "blocks of fish": "fish -c '" + "begin; " * N + "'",
    "brackets in awk": "awk 'BEGIN{" + "(" * 5000 + "}'",
    "text in base 64": "echo " + "QUFB" * 5000 + " | base64 -d | sh",
}  # fmt: skip


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in TEXTS.items()])
def test_a_hard_text_gets_an_answer(text: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    verdict = Guard(env, remember=False).answer(Proposal(text=text, cwd=str(tmp_path), env=env))
    assert verdict.decision in ("allow", "ask", "deny")
    assert len(verdict.summary) < 10_000
    spoilt = Guard(env, remember=False).answer(Proposal(text=f"rm -rf /\n{text}", cwd=str(tmp_path), env=env))
    assert spoilt.decision != "allow"


def test_every_delete_of_a_long_text_looks_at_the_copies_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from guard.policy import sequence

    asked: list[object] = []
    whether = sequence._copies
    monkeypatch.setattr(sequence, "_copies", lambda event: asked.append(event) or whether(event))
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    text = "rm -rf build\n" * 300
    Guard(env, remember=False).answer(Proposal(text=text, cwd=str(tmp_path), env=env))
    assert len(asked) <= 2 * 300


def test_a_file_of_statements_is_searched_once_for_what_it_makes_anew() -> None:
    from guard.lint import quiet

    text = "DELETE FROM t;\n" * 50 + "INSERT INTO u VALUES (1);\n"
    quiet._filled.cache_clear()
    answers = {quiet._filled(text, "t") for _ in range(50)}
    assert answers == {False}
    assert quiet._filled.cache_info().misses == 1
    assert quiet._filled(text, "u")


FILES: dict[str, bytes] = {
    "bomb.yml": b"a: &a [x,x,x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c]\n" % (98 + i, 98 + i, 97 + i, 97 + i, 97 + i) for i in range(20)),
    ".github/workflows/tag.yml": b'!!python/object/apply:os.system ["touch /tmp/never"]\n',
    ".github/workflows/deep.yml": b"on: push\njobs: " + b"[" * 5000,
    "deep.yml": b"\n".join(b" " * i + b"a:" for i in range(800)),
    "Makefile": b"A=$(B)\nB=$(A)\ninclude Makefile\nx:\n\trm -rf $(A)\n",
    "package.json": b'{"scripts":{"a":"npm run b","b":"npm run a && rm -rf /"}}',
    "main.tf": b'resource "a" "b" {\n' * 1000,
    "all.sh": bytes(range(256)) * 20, "nul.sh": b"rm -rf /\0\n", "self.sh": b". ./self.sh\nrm -rf /\n",
    "wide.sh": "rm -rf /\n".encode("utf-16"), "mark.sh": b"\xef\xbb\xbfrm -rf /\n", "ends.sh": b"rm -rf /\r\n" * 50,
    "deep.sql": b"select " + b"(" * 20000, "long.sql": b"insert into a values ('" + b"x" * 300000 + b"');",
    "Jenkinsfile": b'pipeline { stage("x") { ' * 500,
    ".gitlab-ci.yml": b"a:\n  extends: b\n  script: [rm -rf /]\nb:\n  extends: a\n",
    "docker-compose.yml": b"services:\n a:\n  command: " + b"$${X:-" * 1000 + b"\n",
    "m/migrations/0001_x.py": b"(" * 20000, "m/migrations/0002_x.py": b"x=" + b"1+" * 20000 + b"1\n",
    "db/migrate/1_a.rb": b"do " * 5000, "x.ipynb": b'{"cells":[{"cell_type":"code","source":["!rm -rf /"]}]}',
    ".pre-commit-config.yaml": b"repos: " + b"- " * 2000, "justfile": b"a: a\n rm -rf /\n",
    "Taskfile.yml": b"version: 3\ntasks:\n  a:\n    deps: [a]\n    cmds: [{task: a}]\n",
    "templates/x.yaml": b"{{ if " * 5000, "a\u202eb.sh": b"rm -rf /\n", "a\nb.sh": b"rm -rf /\n",
}  # fmt: skip


def _guard(words: list[str], home: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "guard", *words],
        cwd=home / "work", env={**env, "PYTHONPATH": str(Path(__file__).parents[2])},
        input=given, capture_output=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "checkstyle"])
def test_a_folder_of_hard_files_is_linted(form: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    for name, content in FILES.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(content)
    os.symlink(".", work / "loop")
    os.symlink("/dev/zero", work / "zero.sh")
    os.symlink("nowhere", work / "dangling.yml")
    os.mkfifo(work / "fifo.sh")
    (work / "folder.sh").mkdir()
    done = _guard(["lint", "--format", form, "."], tmp_path)
    assert done.returncode in (1, 4), done.stderr
    assert b"Traceback" not in done.stdout + done.stderr
    if form in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)


def test_the_record_is_read_without_being_held(tmp_path: Path) -> None:
    from guard.cli.log import _newest

    (tmp_path / "audit.jsonl").write_text('{"decision":"deny","summary":"x"}\n' * 1000, encoding="utf-8")
    os.mkfifo(tmp_path / "audit.jsonl.1")
    assert len(_newest(str(tmp_path), 30, None, "")) == 30
    assert len(_newest(str(tmp_path), 0, None, "")) == 1000


CALL = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "rm -rf /"}, "cwd": "/",
        "session_id": "s"}  # fmt: skip
PAYLOADS = {
    "nothing": b"", "null": b"null", "a list": b"[]", "a number": b"1e999", "NUL bytes": b"\0" * 10,
    "no UTF-8": b'{"a":"\xff\xfe"}', "too deep": b"[" * 100000,
    "half a character": json.dumps({**CALL, "session_id": "\udfff"}).encode(),
    "a command that is a list": json.dumps({**CALL, "tool_input": {"command": ["rm", 1, None]}}).encode(),
    "a directory that is a number": json.dumps({**CALL, "cwd": 5, "session_id": {}}).encode(),
    "a number of six thousand digits": json.dumps(CALL).encode()[:-1] + b',"x":' + b"9" * 6000 + b"}",
    "a key twice": json.dumps(CALL).encode()[:-1] + b',"tool_name":"Read"}',
    "a session that climbs": json.dumps({**CALL, "session_id": "../../../../etc/x\n\0"}).encode(),
    "a directory that is not there": json.dumps({**CALL, "cwd": "/no/such\0"}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("agent", ["claude-code", "codex", "gemini", "cursor", "opencode"])
@pytest.mark.parametrize("payload", [pytest.param(p, id=name) for name, p in PAYLOADS.items()])
def test_a_hard_payload_is_refused(payload: bytes, agent: str, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    done = _guard(["hook", agent], tmp_path, payload)
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.stdout.strip() or done.returncode != 0
