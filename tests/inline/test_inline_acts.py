"""What code given to interpreters does, as acts: files, programs, requests, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from work import ending

from guard.inline.acts import FileAct, FollowAct, RunAct, UnknownAct, acts_of
from guard.model import Hole, Invocation, Value, known

BY = Invocation((known("python3"),), cwd="/home/u/proj", environment={"HOME": "/home/u"})


def shown(act: Any) -> str:
    if isinstance(act, FileAct):
        return f"{act.operation}{' -r' if act.recursive else ''} {act.path.skeleton}"
    if isinstance(act, RunAct):
        return "run " + (
            act.text.skeleton if act.text is not None else " ".join(w.skeleton for w in act.argv)
        )
    if isinstance(act, FollowAct):
        return f"follow {act.path.skeleton}"
    assert isinstance(act, UnknownAct)
    return "unknown"


PYTHON = [
    pytest.param("print('rm -rf /')", [], id="a string that is printed"),
    pytest.param("import os; print(os.listdir('.'))", [], id="a listing"),
    pytest.param("import shutil; shutil.rmtree('/')", ["delete -r /"], id="rmtree"),
    pytest.param("from shutil import rmtree as r; r('/x')", ["delete -r /x"], id="an alias of an import"),
    pytest.param("import os; p = os.path.join('a', 'b'); os.remove(p)", ["delete a/b"], id="a joined path"),
    pytest.param("import os; d = 'x'; os.remove(f'{d}/y')", ["delete x/y"], id="a formatted path"),
    pytest.param("import os; os.remove('%s/%s' % ('a', 'b'))", ["delete a/b"], id="a percent format"),
    pytest.param("from pathlib import Path; (Path.home() / 'x').unlink()", ["delete /home/u/x"], id="a Path"),
    pytest.param("open('x', 'w').write('y')", ["overwrite x"], id="a file opened for writing"),
    pytest.param("open('x').read()", [], id="a file opened for reading"),
    pytest.param("import os\nfor f in ['a', 'b']:\n  os.remove(f)", ["delete a", "delete b"], id="a loop"
    " over constants"),
    pytest.param("import glob, os\n[os.remove(f) for f in glob.glob('*.o')]", ["delete *.o"], id="a loop"
    " over a glob"),
    pytest.param("import os, sys; os.remove(sys.argv[1])", ["delete first"], id="an argument"),
    pytest.param("import os; os.chdir('/'); os.remove('etc')", ["delete /etc"], id="a directory changed"
    " before"),
    pytest.param("import shutil\ndef f(p): shutil.rmtree(p)\nf('/x')", ["delete -r /x"], id="a function"
    " of the code"),
    pytest.param("import shutil\ndef f(p): shutil.rmtree(p)", [], id="a function that is not called"),
    pytest.param("import os; os.system('rm x')", ["run rm x"], id="os.system"),
    pytest.param("import os; getattr(os, 'sys' + 'tem')('rm x')", ["run rm x"], id="getattr with a constant"),
    pytest.param("import os; getattr(os, input())('rm x')", ["unknown"], id="getattr with a computed name"),
    pytest.param("__import__('os').system('rm x')", ["run rm x"], id="__import__"),
    pytest.param("import subprocess as s; s.run(['rm', 'x'])", ["run rm x"], id="a list of words"),
    pytest.param("import subprocess as s; s.run('rm x', shell=True)", ["run rm x"], id="a text for a shell"),
    pytest.param("import subprocess; subprocess.run(['git', 'status'])", ["run git status"], id="git status"),
    pytest.param("exec('import os; os.system(\"rm x\")')", ["run rm x"], id="exec of a constant"),
    pytest.param("import base64; exec(base64.b64decode('aW1wb3J0IG9zO29zLnN5c3RlbSgncm0geCcp'))",
    ["run rm x"], id="decoded"),
    pytest.param("exec(open('x.py').read())", ["follow x.py"], id="exec of a file"),
    pytest.param("import urllib.request as u; exec(u.urlopen('http://x').read())", ["run curl -X GET"
    " http://x", "unknown"],
                 id="exec of what the network sends"),
    pytest.param("import requests; requests.delete('https://a/b', headers={'A': 'x'})",
                 ["run curl -X DELETE -H A: x https://a/b"], id="a request"),
    pytest.param("import boto3; boto3.client('s3').delete_bucket(Bucket='b')",
                 ["run aws s3api delete-bucket --bucket b"], id="a cloud client"),
    pytest.param("import sqlite3; sqlite3.connect('a.db').execute('DROP TABLE x')",
                 ["run sqlite3 a.db DROP TABLE x"], id="a statement"),
    pytest.param("import psycopg2; c = psycopg2.connect(host='h'); u = c.cursor(); u.execute('DROP TABLE x')",
                 ["run psql -h h -c DROP TABLE x"], id="a cursor"),
    pytest.param("print 'x'", [], id="another Python"),
    pytest.param("import os; print 'x'; os.system(x)", ["unknown"], id="another Python that imports os"),
    pytest.param("import tempfile, shutil; d = tempfile.mkdtemp(); shutil.rmtree(d)",
                 ["delete -r /tmp/tmp⟨a new temporary file⟩"], id="a temporary directory"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), PYTHON)
def test_python(code: str, expected: list[str]) -> None:
    assert [shown(a) for a in acts_of(known(code), "python", BY, (known("first"),))] == expected


def test_a_hole_in_the_code_stays_a_hole_in_the_path() -> None:
    code = Value(("import shutil; shutil.rmtree('", Hole("$DIR"), "/x')"))
    assert [shown(a) for a in acts_of(code, "python", BY)] == ["delete -r ⟨$DIR⟩/x"]


OTHERS = [
    pytest.param("node", "require('fs').rmSync('/h', {recursive: true})", ["delete -r /h"], id="node"
    " deletes"),
    pytest.param("node", "const {execSync} = require('child_process'); execSync(`rm ${process.env.HOME}`)",
                 ["run rm /home/u"], id="node runs a template"),
    pytest.param("node", "require('child_process').execSync(`rm ${name}`)", ["run rm ⟨${name}⟩"],
                 id="node runs a template with a hole"),
    pytest.param("node", "await $`rm -rf ${process.env.HOME}/x`", ["run rm -rf /home/u/x"], id="zx and bun"),
    pytest.param("node", "fs.rmSync(path.join(os.homedir(), 'x'), {recursive: true})", ["delete -r /home/u/x"],
                 id="node joins a path"),
    pytest.param("node", "['a', 'b'].join('/')", [], id="node joins texts"),
    pytest.param("node", "execa('rm', ['-rf', process.env.HOME])", ["run rm -rf /home/u"], id="execa"),
    pytest.param("ruby", "FileUtils.rm_rf(File.join(Dir.home, 'x'))", ["delete -r /home/u/x"],
                 id="ruby joins a path"),
    pytest.param("node", "$('#rm').text(`rm -rf ${x}`)", [], id="jQuery"),
    pytest.param("ruby", "system(\"rm #{ENV['HOME']}\")", ["run rm /home/u"], id="ruby interpolates"),
    pytest.param("node", "console.log('fs.rmSync(1)')", [], id="node prints"),
    pytest.param("node", "/x/.exec('y'); 'a'.replace(/rm/, '')", [], id="node matches a pattern"),
    pytest.param("node", "fetch('https://a/b', {method: 'DELETE'})", ["run curl -X DELETE https://a/b"],
    id="node sends"),
    pytest.param("perl", "unlink glob '*.txt'", ["delete *.txt"], id="perl unlinks a glob"),
    pytest.param("perl", "system('rm', '-rf', '/')", ["run rm -rf /"], id="perl runs words"),
    pytest.param("perl", "exec \"rm $x\"", ["run rm ⟨$x⟩"], id="perl interpolates"),
    pytest.param("perl", "print if /unlink/; s/system/exec/", [], id="perl with the words in patterns"),
    pytest.param("perl", "open(F, '>x'); print F 1", ["overwrite x"], id="perl opens for writing"),
    pytest.param("ruby", "FileUtils.rm_rf('/')", ["delete -r /"], id="ruby deletes"),
    pytest.param("ruby", "`rm x`; %x(rm y)", ["run rm x", "run rm y"], id="ruby's backticks"),
    pytest.param("ruby", "puts 'system rm'", [], id="ruby prints"),
    pytest.param("php", "unlink('x'); system('rm y');", ["delete x", "run rm y"], id="php"),
    pytest.param("lua", "os.execute('rm x')", ["run rm x"], id="lua"),
    pytest.param("osascript", 'do shell script "rm x"', ["run rm x"], id="AppleScript"),
    pytest.param("awk", 'BEGIN { system("rm x") }', ["run rm x"], id="awk's system"),
    pytest.param("awk", '{ print $1 | "sh" }', ["run sh"], id="awk prints into a program"),
    pytest.param("awk", '{ print $1 > "f" }', ["overwrite f"], id="awk writes a file"),
    pytest.param("awk", "$1 > 5 { print $2 }", [], id="awk compares"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "code", "expected"), OTHERS)
def test_other_languages(language: str, code: str, expected: list[str]) -> None:
    assert [shown(a) for a in acts_of(known(code), language, BY)] == expected


@pytest.mark.parametrize("language", ["python", "node", "perl", "ruby", "php", "lua", "osascript", "awk"])
@pytest.mark.parametrize(
    "code", ["'", '"', "`", "((((", "q(", "\\", "\0", "\ud800", "a" * 70_000, "%", "$", "${", "s/"]
)
def test_no_code_raises(language: str, code: str) -> None:
    acts_of(known(code), language, BY)


GROWING = [
    pytest.param(
        "a = 'x' * 1000\n" + "a = a + a\n" * 60 + "import os; os.remove(a)", id="a string that doubles"
    ),
    pytest.param(
        "[" * 5 + "1" + "".join(f" for {c} in range(9)]" for c in "abcde"), id="nested comprehensions"
    ),
    pytest.param(
        "x = [" + "1," * 60 + "]\n" + "[" * 6 + "1" + "".join(f" for {c} in x]" for c in "abcdef"),
        id="64 to the 6th",
    ),
    pytest.param("def f(): g(); g()\ndef g(): f(); f()\nf()", id="functions that call each other"),
    pytest.param("f = lambda: f()\nf()", id="a lambda that calls itself"),
    pytest.param("x = 'a'\n" + "x = x.replace('a', 'a' * 60000)\n" * 20, id="a replacement that grows"),
    pytest.param("exec('exec(\"exec(1)\")')" * 50, id="exec of exec"),
    pytest.param("(" * 3000, id="many brackets"),
    pytest.param("x" + ".a" * 5000, id="a long chain"),
    pytest.param("1" + "+1" * 5000, id="a long sum"),
]


@pytest.mark.parametrize("code", GROWING)
def test_growing_code_is_bounded(code: str) -> None:
    with ending():
        acts_of(known(code), "python", BY)


@pytest.mark.parametrize("language", ["node", "perl", "ruby", "php", "lua", "osascript", "awk"])
@pytest.mark.parametrize(
    "piece", ["unlink ", "system(", 'a="x" ', 'eval("', "fetch( ", "print > ", "> ", "${", "/ ", "q("]
)
def test_repetitive_code_is_bounded(language: str, piece: str) -> None:
    with ending():
        acts_of(known(piece * (20_000 // len(piece))), language, BY)
