"""Files that a tool or a program loads as code because of their name, made by the same text: both sides."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

RUBY, PYTHON, NODE = "system(\"rm -rf ~\")", "import os; os.system(\"rm -rf ~\")", "require(\"child_process\").execSync(\"rm -rf ~\")"  # fmt: skip
DENIED = (
    *(f"echo '{RUBY}' > {file}; {tool}" for file, tool in (
        ("Rakefile", "rake"), ("Gemfile", "bundle install"), ("Vagrantfile", "vagrant status"), ("Brewfile", "brew bundle"),
        ("m.rb", "ruby -r./m -e 1"), ("m.rb", "ruby -e 'require \"./m\"'"),
    )),
    *(f"echo '{PYTHON}' > {file}; {tool}" for file, tool in (
        ("noxfile.py", "nox"), ("fabfile.py", "fab x"), ("setup.py", "pip install ."), ("tasks.py", "inv x"), ("m.py", "python3 -c 'import m'"),
        ("m.py", "python3 -m m"), ("m.py", "python3 -c 'from m import x'"), ("manage.py", "python3 manage.py migrate"),
        ("sitecustomize.py", "PYTHONPATH=. python3 -c 1"), ("m.py", "echo 'import m' > x.py; python3 x.py"),
    )),
    *(f"echo '{NODE}' > {file}; {tool}" for file, tool in (
        ("jest.config.js", "npx jest"), ("index.js", "node ."), ("vite.config.ts", "vite build"), ("gulpfile.js", "gulp"),
    )),
    f"mkdir -p p; echo '{PYTHON}' > p/__init__.py; python3 -c 'import p'", f"mkdir q; echo '{PYTHON}' > q/__main__.py; python3 q",
    "echo 'system(\"rm -rf ~\");1;' > M.pm; perl -I. -MM -e 1",
    "printf 'Host h\\n ProxyCommand rm -rf ~\\n' > c; ssh -F c h",
)  # fmt: skip
QUIET = (
    "rake", "bundle install", "python3 -c 'import m'", "python3 -m m", "node .", "npx jest", "nox", "pip install .",
    "echo 'puts 1' > Rakefile; rake", "echo 'source \"https://rubygems.example\"' > Gemfile; bundle install",
    "echo 'print(1)' > m.py; python3 -c 'import m'", "echo 'module.exports = {}' > jest.config.js; npx jest",
    f"echo '{PYTHON}' > m.py; python3 -c 'import n'", f"echo '{RUBY}' > notes.rb; rake", "printf 'Host h\\n User u\\n' > c; ssh -F c h ls",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("allow", QUIET)) for t in ts],
)
def test_what_is_loaded_because_of_its_name(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted
