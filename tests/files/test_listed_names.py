"""Files that one program lists and others choose from are the files that go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

FILES = {"notes.txt": "mine", "old.txt": "theirs", "lib/a.orig": "x"}
GIT = {"branch": "topic", "tracked": ["old.txt"], "untracked": ["notes.txt", "lib/a.orig"]}


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("find . -name '*.rej' | grep -v node_modules | xargs -r rm", "allow"),
        ("find . -name '*.txt' | grep -v notes | xargs rm", "allow"),
        ("find . -name '*.txt' | grep '^./old' | xargs rm", "allow"),
        (r"find . -name '*.txt' | grep -E 'missing|^\./old\.' | sort | xargs rm", "allow"),
        ("rm $(find . -name '*.rej' | sort -u)", "allow"),
        ("find . -name '*.txt' | grep notes | xargs rm", "ask"),
        ("find . -name '*.txt' | grep -v '^old' | xargs rm", "ask"),
        ("find . -name '*.txt' | grep -v proj | xargs rm", "ask"),
        ("find . -name '*.txt' | grep -v 'o.*d' | xargs rm", "ask"),
        ("find . -name '*.txt' | head -n 1 | xargs rm", "ask"),
        ("find . -name '*.txt' | head -c 5 | xargs rm", "ask"),
        ("find . -name '*.rej' | sed 's/rej/txt/' | xargs rm", "ask"),
        ("find . -name '*.rej' | grep -c x | xargs rm", "ask"),
        ("find . -name '*.rej' | grep x - notes.txt | xargs rm", "ask"),
    ],
)
def test_what_is_left_of_a_list(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, files=FILES, git=GIT).decision == decision


ENTRIES = [
    pytest.param("ls | xargs rm -rf", "deny", id="everything in the project, as a star would"),
    pytest.param("rm -rf $(ls -A .)", "deny", id="hidden names as well"),
    pytest.param("ls old.txt | xargs rm -rf", "allow", id="near miss: one that git holds"),
    pytest.param("cd lib && ls | xargs rm -rf", "ask", id="near miss: a folder inside it"),
    pytest.param("ls | grep old | xargs rm -rf", "allow", id="near miss: some are chosen"),
    pytest.param("ls | xargs wc -l", "allow", id="near miss: they are counted"),
]


@pytest.mark.parametrize(("command", "decision"), ENTRIES)
def test_what_ls_names(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, files=FILES, git=GIT).decision == decision


@pytest.mark.parametrize(("command", "decision"), [("rm -rf $(ls)", "allow"), ("rm -rf $(ls -A)", "ask")])
def test_ls_names_what_is_hidden_where_it_is_told_to(
    command: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    git = {"branch": "topic", "tracked": ["old.txt"], "untracked": [".secret.txt"]}
    assert judged(command, files={"old.txt": "x", ".secret.txt": "x"}, git=git).decision == decision


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("mkdir -p build/x && cd build && rm -rf ./x && cd ..", "allow"),
        ("mkdir -p a/b/c && cd a/b && rm -rf ../../lib", "ask"),
        ("mkdir -p build/x && cd build && rm -rf ../lib", "ask"),
        ("mkdir -p lib/x && rm -rf lib", "ask"),
    ],
)
def test_directories_on_the_way_are_made_too(
    command: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, files=FILES).decision == decision


@pytest.mark.parametrize(
    ("code", "decision"),
    [
        ("p='terraform.tfvars'; s=open(p).read(); open(p,'w').write(s.replace('a','b'))", "allow"),
        ("import pathlib; p = pathlib.Path('terraform.tfvars'); p.write_text(p.read_text() + 'x')", "allow"),
        ("import json; json.dump(json.load(open('terraform.tfstate')), open('/tmp/y','w'))", "allow"),
        ("print(open('terraform.tfvars').read())", "ask"),
        ("import sys; sys.stdout.write(open('.env').read())", "ask"),
        ("import os; os.write(1, open('.env','rb').read())", "ask"),
        ("raise SystemExit(open('.env').read())", "ask"),
        ("import json, sys; json.dump(json.load(open('terraform.tfstate')), sys.stdout)", "ask"),
    ],
)
def test_a_file_that_is_only_edited_is_not_shown(
    code: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    files = {"terraform.tfvars": "a = 1", ".env": "A_KEY=1", "terraform.tfstate": "{}"}
    git = {"branch": "topic", "tracked": list(files)}
    assert judged(f'python3 -c "{code}"', files=files, git=git).decision == decision


LOOP = """python3 - <<'P'
import os, subprocess
for name in {}:
    {}
P"""
EDIT = "s = open(name).read(); open(name, 'w').write(s.replace('a', 'b'))"
RAN = "subprocess.run({}, capture_output=True, text=True).stdout.splitlines()"
PRINTED = "subprocess.check_output({}, text=True).split()"


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        (LOOP.format(RAN.format(["git", "ls-files", "*.txt"]), EDIT), "allow"),
        (LOOP.format(PRINTED.format(["git", "ls-files"]), EDIT), "allow"),
        (LOOP.format(RAN.format(["find", ".", "-name", "*.pyc"]), "os.remove(name)"), "allow"),
        (LOOP.format(RAN.format(["find", ".", "-name", "*.txt"]), "os.remove(name)"), "ask"),
        (LOOP.format(PRINTED.format(["git", "ls-files", "-o"]), "os.unlink(name)"), "ask"),
        (LOOP.format(PRINTED.format(["git", "ls-files"]), "os.remove(os.path.join('lib', name))"), "ask"),
        (LOOP.format(RAN.format(["my-tool", "list"]), EDIT), "ask"),
        ("ls -t lib/*.rej | tail -n +3 | xargs -r rm --", "allow"),
        ("ls old*.txt | xargs rm", "allow"),
        ("ls -t *.txt | tail -n +2 | xargs rm", "ask"),
        ("ls -l old*.txt | xargs rm", "ask"),
    ],
)
def test_names_that_a_program_printed(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, files=FILES, git=GIT).decision == decision


@pytest.mark.parametrize(
    ("body", "decision"),
    [
        ("s = open(p).read(); open(p, 'w').write(s.replace('a', 'b'))", "allow"),
        ("open(p, 'w').write('')", "ask"),
        ("os.remove(p)", "ask"),
    ],
)
@pytest.mark.parametrize("root", ["lib", "/home/u/docs"])
def test_files_that_a_walk_finds(body: str, decision: str, root: str, judged: Callable[..., Verdict]) -> None:
    walk = f"import os\nfor d, _, names in os.walk('{root}'):\n    for n in names:\n        p = os.path.join(d, n)\n"
    found = judged(f"python3 - <<'P'\n{walk}        {body}\nP", files=FILES, git=GIT).decision
    assert found == (decision if root == "lib" else "ask") or (root != "lib" and found == "deny")
