"""Real repositories: what git knows about paths, and that a hostile one runs nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from guard.git import Repository, find_repository
from guard.git.configuration import parse_configuration
from guard.world import World

WHO = {
    "GIT_AUTHOR_NAME": "u",
    "GIT_AUTHOR_EMAIL": "u@x",
    "GIT_COMMITTER_NAME": "u",
    "GIT_COMMITTER_EMAIL": "u@x",
}


def run(folder: Path, *words: str) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **WHO}
    subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "proj"
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text("dist/\n*.log\n")
    (folder / "src").mkdir()
    (folder / "src/a.py").write_text("a\n")
    (folder / "src/b.py").write_text("b\n")
    run(folder, "add", ".")
    run(folder, "commit", "-qm", "start")
    return folder


def repository(folder: Path) -> Repository:
    found = World(str(folder.parent / "home")).repository(str(folder))
    assert found is not None
    return found


def test_paths_are_told_apart(project: Path) -> None:
    (project / "src/a.py").write_text("changed\n")
    (project / "new ü.txt").write_text("n")
    (project / "dist").mkdir()
    (project / "dist/app.js").write_text("x")
    names = ("src/a.py", "src/b.py", "src", "new ü.txt", "dist", "dist/app.js", "nothing", ".git/config")
    paths = {name: str(project / name) for name in names}
    states = repository(project).states([*paths.values(), "/etc/hosts"])
    words = {name: states[path].word for name, path in paths.items()}
    assert words == {
        "src/a.py": "dirty", "src/b.py": "clean", "src": "dirty", "new ü.txt": "untracked", "dist": "ignored",
        "dist/app.js": "ignored", "nothing": "absent", ".git/config": "git",
    }  # fmt: skip
    assert states["/etc/hosts"].word == "outside"


def test_a_staged_change_is_not_lost_with_the_file(project: Path) -> None:
    (project / "src/a.py").write_text("staged\n")
    run(project, "add", "src/a.py")
    state = repository(project).states([str(project / "src/a.py")])[str(project / "src/a.py")]
    assert (state.word, len(state.staged)) == ("clean", 1)


def test_branches_stashes_and_remotes(project: Path) -> None:
    run(project, "remote", "add", "origin", "git@github.com:acme/proj.git")
    run(project, "update-ref", "refs/remotes/origin/main", "HEAD")
    run(project, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    run(project, "checkout", "-qb", "feature/x")
    run(project, "commit", "-q", "--allow-empty", "-m", "more")
    (project / "src/a.py").write_text("stash me\n")
    run(project, "stash")
    run(project, "pack-refs", "--all")
    found = repository(project)
    assert (found.branch, found.default_branch, found.stashes) == ("feature/x", "main", 1)
    assert found.remotes == {"origin": "git@github.com:acme/proj.git"}
    assert (found.unpushed(), found.only_on("feature/x"), found.only_on("main")) == (1, 1, 0)
    assert found.has_ref("refs/heads/feature/x")
    assert not found.has_ref("refs/heads/feature/y")


def test_a_linked_worktree_leads_to_its_repository(project: Path) -> None:
    run(project, "worktree", "add", "-q", "../other", "-b", "side")
    found = repository(project.parent / "other")
    assert found.branch == "side"
    assert found.common_dir == str(project / ".git")


def test_a_folder_below_finds_the_top(project: Path) -> None:
    assert repository(project / "src").root == str(project)


def test_outside_there_is_none(tmp_path: Path) -> None:
    assert find_repository(str(tmp_path), World(str(tmp_path))) is None


def test_no_answer_is_unknown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.git.running._git", lambda: "/bin/false")
    found = repository(project)
    assert found.survey() is None
    assert found.unpushed() is None
    assert found.states([str(project / "src")])[str(project / "src")].word == "unknown"


def test_a_slow_git_is_stopped(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr("guard.git.running._git", lambda: str(slow))
    monkeypatch.setattr("guard.git.running.SECONDS", 0.2)
    assert repository(project).survey() is None


HOSTILE = """
[core]
\tfsmonitor = touch {pwned}; false
\thooksPath = {hooks}
\tpager = touch {pwned}
\teditor = touch {pwned}
\tsshCommand = touch {pwned}
\taskPass = {hooks}/run
\tuntrackedCache = true
[pager]
\tstatus = touch {pwned}
[diff]
\texternal = {hooks}/run
[diff "evil"]
\ttextconv = {hooks}/run
\tcommand = {hooks}/run
[filter "evil"]
\tclean = {hooks}/run
\tsmudge = {hooks}/run
\tprocess = {hooks}/run
\trequired = true
[alias]
\tstatus = !touch {pwned}
\trev-list = !touch {pwned}
[credential]
\thelper = !touch {pwned}
[gpg]
\tprogram = {hooks}/run
[include]
\tpath = more
[remote "origin"]
\turl = ext::touch {pwned}
\tpromisor = true
[extensions]
\tpartialClone = origin
"""


def test_a_hostile_repository_runs_nothing(project: Path, tmp_path: Path) -> None:
    pwned, hooks = tmp_path / "pwned", tmp_path / "hooks"
    hooks.mkdir()
    for name in ("run", "post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {pwned}\ncat\n")
        (hooks / name).chmod(0o755)
    (project / ".gitattributes").write_text("* filter=evil diff=evil\n*.md filter=hidden\n")
    (project / "README.md").write_text("x\n")
    run(project, "add", "README.md", ".gitattributes")
    run(project, "commit", "-qm", "attributes")
    (project / ".git/more").write_text(f'[filter "hidden"]\n\tclean = {hooks}/run\n')
    config = project / ".git/config"
    config.write_text(config.read_text() + HOSTILE.format(pwned=pwned, hooks=hooks))
    for name in ("src/a.py", "README.md"):
        (project / name).write_text("same size as before? no\n")
        os.utime(project / name, (1, 1))
    found = repository(project)
    found.survey()
    found.states([str(project / "src/a.py"), str(project / "README.md")])
    found.unpushed()
    found.only_on("main")
    found.unpushed_anywhere()
    assert not pwned.exists()
    assert {"filter.evil.clean", "filter.hidden.clean", "diff.evil.textconv"} <= set(found.drivers)


CONFIGURATION = [
    pytest.param('[a]\n\tb = c\n', [("a.b", "c")], id="plain"),
    pytest.param('[A "B.c"]\n\tKey = "x # y" ; z\n', [("a.B.c.key", "x # y")],
    id="a subsection keeps its case"),
    pytest.param("[a]\n\tb\n", [("a.b", "true")], id="a key alone is true"),
    pytest.param("[a]\nb = one \\\n  two\n", [("a.b", "one   two")], id="a line goes on"),
    pytest.param('[a] b = c\n', [("a.b", "c")], id="on the section's line"),
    pytest.param("# x\n[a]\n; y\nb = \\\"q\\\" # r\n", [("a.b", '"q"')], id="comments and escapes"),
    pytest.param('[alias]\n\tx = "!f() { echo \\"a b\\"; }; f"\n', [("alias.x",
    '!f() { echo "a b"; }; f')], id="quotes"),
    pytest.param("\0\xff[[[", [], id="rubbish"),
    pytest.param('# x \\\n[filter "e"]\nclean = y\n', [("filter.e.clean", "y")],
    id="a comment does not go on"),
    pytest.param('\ufeff[filter "e"]\nclean = y\n', [("filter.e.clean", "y")], id="a byte order mark"),
    pytest.param('[filter "a]b"]\nclean = y\n', [("filter.a]b.clean", "y")], id="a bracket in a subsection"),
    pytest.param('[core][filter "e"] clean = y\n', [("filter.e.clean", "y")], id="two sections on a line"),
    pytest.param('[filter.E]\nclean = y\n', [("filter.e.clean", "y")], id="the dotted form"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entries"), CONFIGURATION)
def test_configuration_is_read_as_git_reads_it(text: str, entries: list[tuple[str, str]]) -> None:
    assert list(parse_configuration(text)) == entries


@pytest.mark.parametrize(
    "hiding",
    [
        pytest.param("[include]\npath = a\n" * 30, id="behind too many includes"),
        pytest.param("# " + "x" * 300_000 + "\n", id="behind a file that is too long to be read"),
        pytest.param('[filter "a=b"]\nclean = x\n', id="under a name that -c cannot say"),
        pytest.param("[include]\npath = ~root/x\n", id="behind somebody else's home"),
    ],
)
def test_git_is_not_started_where_the_configuration_hides_something(project: Path, hiding: str) -> None:
    config = project / ".git/config"
    config.write_text(config.read_text() + hiding)
    found = repository(project)
    assert found.survey() is None
