"""What an operand of a file program weighs, in worlds that are written down."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

FEATURE = {
    "branch": "feature/x",
    "default_branch": "main",
    "remotes": {"origin": "git@github.com:acme/proj.git"},
}


class Made(NoSession):
    """A session that made some paths."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths

    def made(self, kind: str, identity: str) -> bool:
        return kind == "path" and identity in self.paths


def decision(command: str, setup: dict | None = None, session: NoSession | None = None, **env: str) -> str:
    world = RecordedWorld(setup)
    proposal = Proposal(
        text=command, cwd=world.start, env={"HOME": world.home, "PATH": "/usr/bin:/bin", "USER": "u", **env}
    )
    return judge(proposal, world, session or NoSession(), Config()).decision


def git(files: dict | None = None, **lists: object) -> dict:
    return {"git": {**FEATURE, **lists}, "files": files or {}}


QUIET = [
    pytest.param("rm -rf dist", git(ignored=["dist/"]), id="an ignored build folder is made again"),
    pytest.param("rm -rf node_modules", {}, id="node_modules is made again whatever git says"),
    pytest.param("rm -rf ./target", git({"Cargo.toml": ""}, ignored=["target/"]), id="cargo's output"),
    pytest.param(
        "rm -rf __pycache__ .pytest_cache", git(untracked=["__pycache__/"]), id="caches that nobody ignored"
    ),
    pytest.param("rm src/app.py", git(tracked=["src/app.py"]), id="a tracked and unchanged file"),
    pytest.param("rm -rf src", git(tracked=["src/app.py"]), id="a tracked and unchanged folder"),
    pytest.param("rm *.log", git(ignored=["*.log"]), id="ignored logs"),
    pytest.param("rm -f nothing-here", git(), id="a file that is not there"),
    pytest.param("rm --help", {}, id="help"),
    pytest.param("rm current", {"symlinks": {"current": "releases/42"}}, id="a link is not what it leads to"),
    pytest.param("rm -rf /tmp/build-1", {}, id="scratch space"),
    pytest.param("rm -rf ~/.cache/pip", {"files": {"~/.cache/pip/x": "1"}}, id="a download cache"),
    pytest.param('t=$(mktemp -d) && rm -rf "$t"', {}, id="a fresh temporary folder"),
    pytest.param("echo x >> notes.txt", git(untracked=["notes.txt"]), id="appending keeps what is there"),
    pytest.param("echo x > new.txt", git(), id="a new file"),
    pytest.param("echo x > /dev/null", {}, id="the sink"),
    pytest.param("ls 2>/dev/null", {}, id="errors thrown away"),
    pytest.param("gen > src/out.py", git(tracked=["src/out.py"]), id="over a file that git holds unchanged"),
    pytest.param("cat a | tee -a notes.txt", git(untracked=["notes.txt"]), id="tee that appends"),
    pytest.param("sort a.txt > b.txt", git(tracked=["a.txt"]), id="sorting into a new file"),
    pytest.param("mv a b", {"files": {"a": "1"}}, id="renaming"),
    pytest.param("mv -n a b", {"files": {"a": "1", "b": "2"}}, id="a move that never overwrites"),
    pytest.param(
        "mv *.md notes", {"files": {"a.md": "", "b.md": ""}}, id="several files onto no directory is refused"
    ),
    pytest.param("cp -n a b", {"files": {"a": "1", "b": "2"}}, id="a copy that never overwrites"),
    pytest.param("cp a /tmp/x", {"files": {"a": "1", "/tmp/x": "2"}}, id="a copy into scratch space"),
    pytest.param("ln -s a b", {"files": {"a": "1", "b": "2"}}, id="a link without -f is refused"),
    pytest.param("cp -r src lib", {"files": {"src/a": "1", "lib/b": "2"}}, id="trees without a common name"),
    pytest.param("dd if=/dev/zero of=/dev/null", {}, id="dd into the sink"),
    pytest.param("dd if=/dev/urandom of=/tmp/blob", {}, id="dd into scratch space"),
    pytest.param("sed -n 1p notes.txt", git(untracked=["notes.txt"]), id="sed that prints"),
    pytest.param("sed s/a/b/ notes.txt", git(untracked=["notes.txt"]), id="sed without -i"),
    pytest.param(
        "sed -i s/a/b/ src/a.py", git(tracked=["src/a.py"]), id="sed in place on a file that git holds"
    ),
    pytest.param("sed -i.bak d notes.txt", git(untracked=["notes.txt"]), id="sed that keeps the old file"),
    pytest.param("grep -rl a src | xargs sed -i s/a/b/", git(tracked=["src/a.py"]), id="many that git holds"),
    pytest.param(
        "rm -rf dist", git({"package.json": ""}, untracked=["dist/a.js"]), id="dist beside package.json"
    ),
    pytest.param("rm -rf tmp", git(ignored=["tmp/"]), id="an ignored tmp without data"),
    pytest.param("chown -R u:u .", git(dirty=["a"]), id="one's own files to oneself"),
    pytest.param("chmod -R 755 scripts", git(tracked=["scripts/a"]), id="ordinary modes"),
    pytest.param("cp .env.example .env", git(tracked=[".env.example"]), id="a template made one's own"),
    pytest.param("fd -e pyc -x rm", git(dirty=["a.py"]), id="fd that selects nothing that is lost"),
    pytest.param("find /tmp -name 'x*' -delete", {}, id="find in scratch space"),
    pytest.param("rm -f ~/.config/app/tmp.lock", {}, id="a file that is not there, outside"),
    pytest.param("chmod +x run.sh", git(tracked=["run.sh"]), id="the executable bit"),
    pytest.param("chmod 600 ~/.ssh/id_ed25519", {"files": {"~/.ssh/id_ed25519": "k"}}, id="tightening a key"),
    pytest.param("chmod -R u+rwX node_modules", git(ignored=["node_modules/"]), id="own rights in a cache"),
    pytest.param(
        "rsync -avn --delete src/ dst/", {"files": {"src/a": "1", "dst/b": "2"}}, id="rsync's dry run"
    ),
    pytest.param(
        "rsync -a --delete src dst/", {"files": {"src/a": "1", "dst/b": "2"}}, id="only dst/src is touched"
    ),
    pytest.param("rsync -a --delete src/ /tmp/m/", {"files": {"src/a": "1"}}, id="rsync into scratch space"),
    pytest.param(
        "find . -name '*.tmp' -delete", git(ignored=["*.tmp"]), id="find that selects ignored files"
    ),
    pytest.param("find . -name -delete -print", git(untracked=["a"]), id="-delete as the argument of -name"),
    pytest.param(
        "find . -name x -o -name '*.pyc' -delete", git(untracked=["x"]), id="or binds looser than and"
    ),
    pytest.param("tar -tzf backup.tgz", {}, id="listing an archive"),
    pytest.param("tar czf /tmp/x.tgz src", {"files": {"src/a": "1"}}, id="packing"),
    pytest.param(
        "curl -sO https://x.example/a.tgz && tar xzf a.tgz", git(), id="unpacking what is fetched here"
    ),
    pytest.param("gzip big.csv", {"files": {"big.csv": "1"}}, id="gzip keeps the content"),
    pytest.param("ssh build 'rm -rf /tmp/b-1'", {}, id="scratch space of another host"),
    pytest.param("ssh devbox 'rm -rf ~/proj/dist'", {}, id="output below a home on another host"),
    pytest.param("rmdir empty", {"dirs": {"empty": []}}, id="rmdir takes empty folders only"),
    pytest.param("npx rimraf dist", git(ignored=["dist/"]), id="rimraf of an ignored folder"),
]


@pytest.mark.parametrize(("command", "setup"), QUIET)
def test_nothing_is_lost(command: str, setup: dict) -> None:
    assert decision(command, setup) == "allow"


ASKED = [
    pytest.param("rm -rf ~/.config/nvim", {}, id="a folder of settings, near miss of one of keys"),
    pytest.param("rm -rf /tmp/*", {"files": {"/tmp/other": "1"}}, id="everybody's scratch space"),
    pytest.param(
        "rm index.js", git({"package.json": ""}, untracked=["index.js"]), id="a source beside a build file"
    ),
    pytest.param(
        "rm -rf lib", {"files": {"lib/main.dart": "1", "pubspec.yaml": ""}}, id="sources called lib"
    ),
    pytest.param("rm -rf output", git(ignored=["output/model.pt"]), id="results among output"),
    pytest.param(
        "cp .env.local env.example", git(ignored=[".env.local"]), id="a secret where git takes it in"
    ),
    pytest.param("rm -rf dist", git(dirty=["dist/app.js"]), id="a tracked build folder with changes"),
    pytest.param("rm notes.md", git(untracked=["notes.md"]), id="an untracked file"),
    pytest.param("rm -f .env.local", git(ignored=[".env.local"]), id="an ignored secret is not regenerable"),
    pytest.param("rm -rf data", git(ignored=["data/"]), id="ignored data is not regenerable"),
    pytest.param("rm app.sqlite", git(ignored=["*.sqlite"], untracked=["app.sqlite"]), id="a database file"),
    pytest.param("rm -rf src", {"files": {"src/a": "1"}}, id="a folder in no repository"),
    pytest.param("rm src/app.py", git(dirty=["src/app.py"], broken=True), id="git gave no answer"),
    pytest.param('rm -rf "$X"', {}, id="a variable that is not set"),
    pytest.param("rm -rf $(./which-folder)", git(), id="the output of a program"),
    pytest.param("shred -u notes.txt", git(untracked=["notes.txt"]), id="shredding"),
    pytest.param(
        "gio trash ~/Documents/r.odt", {"files": {"~/Documents/r.odt": "1"}}, id="trash outside the project"
    ),
    pytest.param("> notes.txt", git(untracked=["notes.txt"]), id="emptying an untracked file"),
    pytest.param("cat a | tee notes.txt", git(untracked=["notes.txt"]), id="tee over an untracked file"),
    pytest.param("mv a b", git(tracked=["a"], dirty=["b"]), id="a move over uncommitted work"),
    pytest.param("cp a b", git(tracked=["a"], dirty=["b"]), id="a copy over uncommitted work"),
    pytest.param("ln -sf a b", git(tracked=["a"], untracked=["b"]), id="a link over an untracked file"),
    pytest.param(
        "cp config.json /etc/app/config.json", {"files": {"config.json": "1"}}, id="system configuration"
    ),
    pytest.param(
        "sed -i d important.txt", git(untracked=["important.txt"]), id="sed that deletes every line"
    ),
    pytest.param(
        "chmod 644 ~/.ssh/id_rsa", {"files": {"~/.ssh/id_rsa": "k"}}, id="a key that others can read"
    ),
    pytest.param("perl -i -ne 'print if 0' n.py", git(untracked=["n.py"]), id="perl that keeps no line"),
    pytest.param("tar xf x.tar -C /", {}, id="unpacking over the system"),
    pytest.param(
        "grep -rl a src | xargs sed -i s/a/b/",
        git({"src/a.py": "a = 1\n"}, dirty=["src/a.py", "src/b.py"]),
        id="many at once",
    ),
    pytest.param(
        "cp .env.local env.example", git(ignored=[".env.local"]), id="a secret where git takes it in"
    ),
    pytest.param("rm -rf / --help", {}, id="only GNU prints its help"),
    pytest.param("truncate -s 0 app.db", git(untracked=["app.db"]), id="truncating a database"),
    pytest.param("chmod -R 777 .", {"files": {".env": "1"}}, id="opening a project to everybody"),
    pytest.param(
        "find . -name '*.bak' -delete", git(untracked=["a.bak"]), id="find that selects untracked files"
    ),
    pytest.param(
        "find . -name '*.log' -o -name '*.bak' -delete", git(untracked=["a.bak"]), id="the second test only"
    ),
    pytest.param(
        "rsync -a --remove-source-files data/ host:/d/", git(untracked=["data/"]), id="the originals go"
    ),
    pytest.param(
        "rsync -a --delete src/ dst/", {"files": {"src/a": "1", "dst/b": "2"}}, id="a mirror that deletes"
    ),
    pytest.param("ssh root@vps 'rm -rf /var/snap/x/old'", {}, id="a folder on another host"),
    pytest.param("cat >> CLAUDE.md <<E\nx\nE", git(tracked=["CLAUDE.md"]), id="instructions for agents"),
    pytest.param(
        "rm -rf sub", {"files": {"sub/.git/HEAD": "ref: refs/heads/main\n", "sub/a": ""}}, id="a clone inside"
    ),
]


@pytest.mark.parametrize(("command", "setup"), ASKED)
def test_something_would_be_lost(command: str, setup: dict) -> None:
    assert decision(command, setup) == "ask"


DENIED = [
    pytest.param("rm -rf ~/.gnupg/private-keys-v1.d", {}, id="a folder of keys"),
    pytest.param("rm -rf ~/.local/share/keyrings", {}, id="a folder of logins"),
    pytest.param("rm -rf $(git rev-parse --show-toplevel)", git(dirty=["a"]), id="the top by git's own word"),
    pytest.param("rm -rf /proc/self/cwd/", git(dirty=["a"]), id="the project by its process"),
    pytest.param("rm -rf /", {}, id="the root"),
    pytest.param("rm -rf /*", {}, id="everything in the root"),
    pytest.param("rm -rf ~/", {}, id="the home"),
    pytest.param("cd ~ && rm -rf *", {"files": {"~/a": "1"}}, id="everything in the home"),
    pytest.param("rm -rf .", git(dirty=["a"]), id="the project with its history"),
    pytest.param("rm -rf ..", {}, id="the parent of the project"),
    pytest.param('rm -rf "$DIR"/*', {}, id="an unset variable before a slash"),
    pytest.param('rm -rf "$HOME/$APP"', {}, id="an unset variable after the home"),
    pytest.param("rm -rf ~/Projects", {"files": {"~/Projects/a/b": "1"}}, id="a person's own folder"),
    pytest.param("rm -rf ~/.config", {"files": {"~/.config/a": "1"}}, id="all settings"),
    pytest.param("rm -rf .git", git(ahead=3), id="a history that is on no remote"),
    pytest.param("rm -rf tests ~/", git(tracked=["tests/a"]), id="the worst operand decides"),
    pytest.param("rm -rf .claude", {"files": {".claude/settings.json": "{}"}}, id="the agent's hooks"),
    pytest.param("rm -rf /var/lib/postgresql", {}, id="a service's data"),
    pytest.param("sudo rm -rf /mnt/media/music", {}, id="a mounted drive with elevated rights"),
    pytest.param("sort data.csv > data.csv", git(untracked=["data.csv"]), id="emptied before it is read"),
    pytest.param("find . -delete -name '*.tmp'", {"files": {"a": "1"}}, id="-delete before the test"),
    pytest.param("mv ~/Documents /tmp/", {"files": {"~/Documents/a": "1"}},
    id="moved where it is thrown away"),
    pytest.param("dd if=x of=/dev/sda", {}, id="a disk"),
    pytest.param("chmod -R 000 ~/proj", {}, id="locking the project"),
    pytest.param("chmod -R 777 /", {}, id="opening the machine"),
    pytest.param("install -m 4755 /bin/sh /tmp/s", {}, id="a program that runs as its owner"),
    pytest.param("tar -C ~ --remove-files -cf /dev/null .", {}, id="packing the home away"),
    pytest.param("ssh web1 'rm -rf /var/www/app'",
    {"files": {"~/.ssh/config": "Host web1\n HostName w.prod.acme.com\n"}},
                 id="a web root in production"),
    pytest.param("rsync -av --delete ./rootfs/ root@robot:/", {}, id="the root of another host"),
    pytest.param("echo k >> ~/.ssh/authorized_keys", {}, id="letting somebody in"),
    pytest.param("rm -f /data/db_backup.dump", {}, id="a backup outside the project"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "setup"), DENIED)
def test_too_much_would_be_lost(command: str, setup: dict) -> None:
    assert decision(command, setup) == "deny"


def test_what_the_session_made_is_its_own() -> None:
    setup = git(untracked=["scratch.py"])
    assert decision("rm scratch.py", setup) == "ask"
    assert decision("rm scratch.py", setup, Made("/home/u/proj/scratch.py")) == "allow"


def test_a_variable_that_is_set_is_followed() -> None:
    setup = git(ignored=["build/"])
    assert decision('rm -rf "$OUT"/*', setup, OUT="/home/u/proj/build") == "allow"
    assert decision('rm -rf "$OUT"/*', setup, OUT="/home/u") == "deny"


def test_what_no_git_tracks_and_a_tool_makes_again_is_not_said_to_come_back_by_git() -> None:
    world = RecordedWorld(git(untracked=["lib/a.o"]))
    proposal = Proposal(text="rm -rf lib", cwd=world.start, env={"HOME": world.home})
    finding = judge(proposal, world, NoSession(), Config()).findings[0]
    assert finding.vector.recoverability == "R0"
    assert "made again" in finding.loss


def test_every_finding_names_a_way_forward() -> None:
    world = RecordedWorld(git(untracked=["notes.md"]))
    proposal = Proposal(text="rm notes.md", cwd=world.start, env={"HOME": world.home})
    finding = judge(proposal, world, NoSession(), Config()).findings[0]
    assert "notes.md" in finding.loss
    assert finding.instead
    assert decision(finding.instead, git(untracked=["notes.md"])) == "allow"
