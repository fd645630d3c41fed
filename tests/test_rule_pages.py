"""The pages of the rules say what they have to, and what they say of commands is so.

An example in double backticks is run where it is a whole command: a program that the guard knows, at least two
words, nothing left out (``…``). ``(on production)``, ``(in PowerShell)`` and ``(in cmd)`` behind it set the
stage; behind ``(where …)`` stands what no test here makes, so that one is only read.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.knowledge.grammar import record_of
from guard.lint.catalogue import page_of, pages
from guard.lint.pages import OPTIONAL, REQUIRED, Example, examples, read
from guard.model import Proposal
from guard.programs.registry import PROGRAMS
from guard.programs.subcommands import word_set
from guard.service import Guard

OTHERS = word_set(
    "echo cd export unset cat env eval grep ls sudo npx yes python3 bash tail tcpdump gcc test acmectl mytool "
    "./report.py (crontab :(){"
)
"""Words that begin a command, besides the programs that the guard knows."""
NO_COMMANDS = ("lint/", "tools/")
"""Rooms whose pages are about files and about calls of tools."""
SECRET = "sk-live-4f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c"
STAGES: dict[str, dict[str, str]] = {
    "on production": {
        "DOCKER_CONTEXT": "production",
        "TF_WORKSPACE": "production",
        "AWS_PROFILE": "production",
        "HELM_KUBECONTEXT": "production",
        "HELM_NAMESPACE": "production",
    },
}
SHELLS = {"in PowerShell": "powershell", "in cmd": "cmd"}
KEPT = {
    "README.md": "kept\n",
    "config.json": "{}\n",
    "src/a.py": "x = 1\n",
    "main.tf": "prevent_destroy = false\n",
}
CHANGED = {
    "src/a.py": "x = 2\n", "main.tf": "prevent_destroy = true\n", ".env": f"API_KEY={SECRET}\n",
    "notes.txt": "notes\n", "a": "a\n", "b": "b\n", "f": "f\n", "old.bak": "old\n", "app.db": "x",
    "drop.sql": "DROP TABLE users;\n", "report.sql": "SELECT 1;\n", "a.d/x": "x\n", "b.d/y": "y\n",
    "cleanup.js": "db.dropDatabase()\n", "commands.txt": "FLUSHALL\n", "dst/other": "x\n",
    "compose.test.yml": "services: {}\n",
}  # fmt: skip
AT_HOME = {
    ".aws/credentials": "[default]\naws_secret_access_key = abcdefgh\n", ".bashrc": "alias l=ls\n",
    ".ssh/id_ed25519": "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", ".ssh/config": "Host x\n", "Documents/x": "x\n",
}  # fmt: skip


def is_command(example: Example) -> bool:
    words = example.code.split()
    while words and words[0].partition("=")[0].isidentifier() and "=" in words[0]:
        words.pop(0)
    if (
        not words
        or len(example.code.split()) < 2
        or "…" in example.code
        or example.remark.startswith("where ")
    ):
        return False
    known = words[0] in PROGRAMS or words[0] in OTHERS or record_of(words[0]) is not None
    return known or example.remark.partition(":")[0] in SHELLS


def claims(label: str) -> list[pytest.ParameterSet]:
    return [
        pytest.param(example, id=f"{module}: {example.code}")
        for module in pages()
        for example in examples(module, label)
        if is_command(example) and not module.startswith(NO_COMMANDS)
    ]


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """A repository with work that is nowhere else, below a home with secrets.

    Not below ``/tmp``: what lies there is scratch, and hardly anything of it is worth a question.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield _made(Path(folder) / "home")


def _made(home: Path) -> Path:
    work = home / "work"
    _write(work, KEPT)
    _write(home, AT_HOME)

    def git(*words: str) -> None:
        env = {"HOME": str(home), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
        named = ["git", "-c", "user.name=u", "-c", "user.email=u@example.com", *words]
        subprocess.run(named, cwd=work, check=True, capture_output=True, env=env)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "first")
    git("branch", "merged")
    git("remote", "add", "origin", "https://github.com/acme/app.git")
    git("checkout", "-qb", "feature/x")
    git("commit", "-q", "--allow-empty", "-m", "only here")
    git("checkout", "-q", "main")
    _write(work, {"config.json": "{ }\n"})
    git("stash")
    _write(work, CHANGED)
    with tarfile.open(work / "x.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("notes.txt")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"new\n"))
    with zipfile.ZipFile(work / "x.zip", "w") as packed:
        packed.writestr("notes.txt", "new\n")
    return work


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def decision(example: Example, project: Path) -> str:
    env = {"HOME": str(project.parent), "PATH": "/usr/bin:/bin", "API_KEY": SECRET}
    remark = example.remark.partition(":")[0]
    env.update(STAGES.get(remark, {}))
    proposal = Proposal(text=example.code, cwd=str(project), env=env, dialect=SHELLS.get(remark, "bash"))
    return Guard(env, remember=False, read_twice=True).answer(proposal).decision


@pytest.mark.parametrize("module", pages())
def test_a_page_has_every_part_once(module):
    page = read(module)
    assert page.title
    assert [label for label in REQUIRED if not page.parts.get(label, "").strip()] == []
    labels = [line.partition(": ")[0] for line in page_of(module).splitlines()]
    assert [label for label in (*REQUIRED, *OPTIONAL) if labels.count(label) > 1] == []


@pytest.mark.parametrize("module", [m for m in pages() if not m.startswith(NO_COMMANDS)])
@pytest.mark.parametrize("label", ["Caught", "Quiet"])
def test_a_page_has_an_example_that_can_be_run(module, label):
    if module not in ("programs/suites",) or label == "Quiet":
        assert any(is_command(example) for example in examples(module, label))


@pytest.mark.parametrize("example", claims("Caught"))
def test_what_is_said_to_be_caught_is(example, project):
    assert decision(example, project) in ("ask", "deny")


@pytest.mark.parametrize("example", claims("Quiet"))
def test_what_is_said_to_be_quiet_is(example, project):
    assert decision(example, project) == "allow"


@pytest.mark.parametrize("example", claims("Instead"))
def test_what_is_to_be_run_instead_passes(example, project):
    assert decision(example, project) == "allow"


def test_the_pages_in_markdown_say_what_the_docstrings_say(tmp_path):
    folder = Path(__file__).resolve().parents[1] / "docs" / "rules"
    subprocess.run([sys.executable, folder.parents[1] / "tools" / "rule_pages.py", tmp_path], check=True)
    written = {page.name: page.read_text() for page in tmp_path.iterdir()}
    assert written == {page.name: page.read_text() for page in folder.iterdir()}, "make pages writes them"
