"""Code that goes over the names in a folder: each entry is judged, as ``packages/*/dist`` would be."""

from __future__ import annotations

import shlex

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

SETUP = {
    "git": {
        "tracked": ["packages/a/src/a.ts"], "ignored": ["packages/a/dist/", "data/"],
        "remotes": {"origin": "git@x:a/b.git"},
    },
    "files": {"packages/a/dist/a.js": "x", "packages/a/src/a.ts": "x", "data/a.csv": "1"},
}  # fmt: skip
NODE = "const fs=require('fs');"
RM = ",{recursive:true,force:true})"


def decision(program: str, code: str) -> str:
    text = f"{program} {shlex.quote(code)}"
    proposal = Proposal(text=text, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    return judge(proposal, world_of(SETUP), NoSession(), Config()).decision


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (
            "node -e",
            f"{NODE}for(const d of fs.readdirSync('packages')){{fs.rmSync('packages/'+d+'/dist'{RM}}}",
        ),
        ("node -e", f"{NODE}fs.readdirSync('packages').forEach((d)=>fs.rmSync(`packages/${{d}}/dist`{RM})"),
        (
            "ruby -rfileutils -e",
            'Dir.children("packages").each { |d| FileUtils.rm_rf("packages/#{d}/dist") }',
        ),
        (
            "python3 -c",
            "import os,shutil\nfor d in os.listdir('packages'): shutil.rmtree('packages/'+d+'/dist')",
        ),
    ],
)
def test_what_each_entry_makes_again_is_quiet(program: str, code: str) -> None:
    assert decision(program, code) == "allow"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("node -e", f"{NODE}fs.readdirSync('data').forEach(d=>fs.rmSync('data/'+d{RM})"),
        ("node -e", f"{NODE}fs.readdirSync('data').forEach(d=>fs.rmSync('packages/'+d{RM})"),
        ("node -e", f"{NODE}fs.readdirSync('packages').forEach(d=>fs.rmSync('packages/'+d+'/../..'{RM})"),
        ("node -e", f"{NODE}fs.readdirSync(process.argv[2]).forEach(d=>fs.rmSync('packages/'+d{RM})"),
        ("ruby -rfileutils -e", 'Dir.children("data").each { |d| FileUtils.rm_rf("data/#{d}") }'),
        ("python3 -c", "import os\nfor d in os.listdir('data'): os.remove('data/'+d)"),
        ("python3 -c", "import os,shutil\nfor d in os.listdir('..'): shutil.rmtree('../'+d)"),
    ],
)
def test_what_one_entry_would_lose_is_not(program: str, code: str) -> None:
    assert decision(program, code) != "allow"


def test_what_the_text_puts_into_the_folder_before_is_not_overlooked() -> None:
    code = f"{NODE}fs.readdirSync('packages').forEach(d=>fs.rmSync('packages/'+d+'/dist'{RM})"
    text = f"mv data packages/a/dist && node -e {shlex.quote(code)}"
    proposal = Proposal(text=text, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, world_of(SETUP), NoSession(), Config()).decision == "ask"
