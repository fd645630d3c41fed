"""Functions that code calls by another name, hands on to another function, or puts the name of together."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

HOME = "process.env.HOME, {recursive: true}"
DENIED = (
    f"node -e 'const {{rmSync: x}} = require(\"fs\"); x({HOME})'",
    f"node -e 'import {{rmSync as x}} from \"fs\"; x({HOME})'",
    f"node -e 'const x = fs.rmSync; x({HOME})'",
    f"node -e 'const x = require(\"fs\").rmSync; x({HOME})'",
    f'node -e \'require("fs")["rm" + "Sync"]({HOME})\'',
    f"node -e 'fs.rmSync.call(fs, {HOME})'",
    f"node -e 'Reflect.apply(fs.rmSync, fs, [{HOME}])'",
    f"node -e 'setTimeout(fs.rmSync, 0, {HOME})'",
    f"node -e 'util.promisify(fs.rm)({HOME})'",
    'node -e \'new Function("require", "require(\\"child_process\\").execSync(\\"rm -rf ~\\")")(require)\'',
    "lua -e 'local e = os.execute; e(\"rm -rf ~\")'",
    'lua -e \'_G["os"]["execute"]("rm -rf ~")\'',
    "LUA_INIT='os.execute(\"rm -rf ~\")' lua -v",
    'php -r \'$f = "sys"."tem"; $f("rm -rf ~");\'',
    'php -r \'register_shutdown_function("system", "rm -rf ~");\'',
    'Rscript -e \'do.call("system", list("rm -rf ~"))\'',
    'perl -e \'"x" =~ /(?{system "rm -rf ~"})/\'',
    "awk '{ system(c) }' c='rm -rf ~' f",
    "python3 -c \"import operator, os; operator.methodcaller('system', 'rm -rf ~')(os)\"",
    "python3 -c \"import shutil; shutil.os.system('rm -rf ~')\"",
    "python3 -c \"from plumbum import local; local['rm']['-rf', '/']()\"",
    "python3 -c \"from plumbum.cmd import rm; rm('-rf', '/')\"",
    "python3 -c \"from pathlib import Path; Path.home().rename('/tmp/x')\"",
    "python3 - <<'E'\nimport os\nmatch 1:\n    case _ if os.system('rm -rf ~'): pass\nE",
    "python3 - <<'E'\nimport os\nclass A:\n    def __enter__(self): os.system('rm -rf ~')\n"
    "    def __exit__(self, *a): pass\nwith A(): pass\nE",
    "node -e 'require(\"child_process\").execSync(process.argv[1])' 'rm -rf ~'",
)
QUIET = (
    'node -e \'const {readFileSync: r} = require("fs"); r("x")\'',
    'node -e \'require("fs")["read" + "FileSync"]("x")\'',
    "node -e 'fs.readFileSync.call(fs, \"x\")'",
    "node -e 'setTimeout(console.log, 0, \"rm -rf ~\")'",
    'node -e \'new Function("a", "return a")(1)\'',
    "node -e 'const env = process.env[\"HOME\"]; console.log(env)'",
    "lua -e 'local w = io.write; w(\"rm -rf ~\")'",
    'php -r \'$f = "str"."len"; echo $f("rm -rf ~");\'',
    'Rscript -e \'do.call("cat", list("rm -rf ~"))\'',
    "awk '{ print c }' c='rm -rf ~' f",
    "python3 -c \"import operator; operator.methodcaller('upper')('rm -rf ~')\"",
    "python3 -c \"from plumbum import local; local['ls']['-l']()\"",
    "python3 - <<'E'\nclass A:\n    def __enter__(self): print('rm -rf ~')\n"
    "    def __exit__(self, *a): pass\nwith A(): pass\nE",
    "node -e 'console.log(process.argv[1])' 'rm -rf ~'",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, texts in (("deny", DENIED), ("allow", QUIET)) for t in texts],
)
def test_a_function_is_what_it_was(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted
