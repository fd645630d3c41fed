"""R, Julia, Groovy, Java's shell, Tcl and m4 given as text, and the requests of common clients: both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.model import Proposal
from guard.service import Guard


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[str], str]:
    work = tmp_path / "work"
    work.mkdir()
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    guard = Guard(env, remember=False)
    return lambda text: guard.answer(Proposal(text=text, cwd=str(work), env=env)).decision


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tclsh <<< 'exec rm -rf /'", id="Tcl runs"),
        pytest.param("tclsh <<< 'file delete -force /home'", id="Tcl deletes"),
        pytest.param("tclsh <<< 'catch {exec sh -c \"rm -rf ~\"}'", id="Tcl, in a body that is evaluated"),
        pytest.param("Rscript -e 'unlink(\"/\", recursive=TRUE)'", id="R deletes"),
        pytest.param("R -e 'system(\"rm -rf ~\")'", id="R runs a text"),
        pytest.param('Rscript -e \'system2("rm", c("-rf", "/"))\'', id="R runs words"),
        pytest.param("julia -e 'rm(homedir(), recursive=true)'", id="Julia deletes the home"),
        pytest.param("julia -e 'run(`rm -rf /`)'", id="Julia runs"),
        pytest.param("groovy -e '\"rm -rf /\".execute()'", id="Groovy runs a text"),
        pytest.param('groovy -e \'["rm","-rf","/"].execute()\'', id="Groovy runs a list"),
        pytest.param("groovy -e 'def f = new File(\"/home\"); f.deleteDir()'", id="Groovy, by a variable"),
        pytest.param("jshell <<< 'Runtime.getRuntime().exec(\"rm -rf /\")'", id="Java runs a text"),
        pytest.param(
            'jshell <<< \'Runtime.getRuntime().exec(new String[]{"rm","-rf","/"})\'',
            id="Java runs an array",
        ),
        pytest.param("m4 <<< 'syscmd(`rm -rf ~'\"'\"')'", id="m4 runs"),
    ],
)
def test_what_such_code_destroys_is_denied(judge: Callable[[str], str], text: str) -> None:
    assert judge(text) == "deny"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("node -e \"require('axios').delete('https://api.x/v1/a')\"", id="axios"),
        pytest.param('ruby -rnet/http -e \'Net::HTTP.new("api.x").delete("/v1/a")\'', id="Net::HTTP"),
        pytest.param(
            "perl -MLWP::UserAgent -e 'LWP::UserAgent->new->delete(\"https://api.x/v1/a\")'", id="LWP"
        ),
        pytest.param("node -e \"const axios=require('axios'); axios.delete(url)\"", id="an unknown address"),
    ],
)
def test_a_request_that_deletes_is_a_request(judge: Callable[[str], str], text: str) -> None:
    assert judge(text) == "ask"


@pytest.mark.parametrize(
    "text",
    [
        "tclsh <<< 'puts {exec rm -rf /}'",
        "tclsh <<< 'puts [clock seconds]'",
        "Rscript -e 'devtools::test()'",
        "Rscript -e 'print(\"rm -rf /\")'",
        "Rscript -e 'd <- tempdir(); unlink(d, recursive=TRUE)'",
        "R --vanilla -e 'system(\"git status\")'",
        "julia -e 'using Pkg; Pkg.test()'",
        'julia -e "A = [1 2; 3 4]; println(A\')"',
        "groovy -e 'println \"rm -rf /\"'",
        "groovy -e 'println \"ls\".execute().text'",
        "jshell <<< 'System.out.println(1+1)'",
        "m4 <<< 'define(`x'\"'\"', `y'\"'\"')x'",
        "node -e \"require('axios').get('https://api.x/v1/a')\"",
        "node -e \"const axios=require('axios'); const s=new Set(); s.delete(k)\"",
        "node -e \"const got=require('got'); app.post('/login', h); app.delete('/a/:id', h)\"",
        "ruby -e 'h={}; h.delete(\"a\")'",
    ],
)
def test_what_only_prints_reads_or_looks_like_it_is_quiet(judge: Callable[[str], str], text: str) -> None:
    assert judge(text) == "allow"
