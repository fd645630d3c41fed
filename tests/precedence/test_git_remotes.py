"""Where a push goes: ours is the address that ``git push --dry-run`` prints, step by step."""

from __future__ import annotations

import subprocess

import pytest
from asking import Ground

STEPS = [
    pytest.param("git push", {}, id="origin"),
    pytest.param("git push other", {}, id="the remote that is named"),
    pytest.param("git push URL", {}, id="an address in its place"),
    pytest.param("git push", {"branch.main.remote": "other"}, id="branch.<name>.remote"),
    pytest.param("git push", {"remote.pushDefault": "other"}, id="remote.pushDefault"),
    pytest.param("git push", {"remote.pushDefault": "other", "branch.main.remote": "origin"}, id="pushDefault first"),
    pytest.param("git push", {"branch.main.pushRemote": "third", "remote.pushDefault": "other"}, id="pushRemote first"),
    pytest.param("git push", {"remote.origin.pushurl": "third"}, id="the address for pushing"),
    pytest.param("git push", {"url.FOLDER/third.insteadOf": "FOLDER/origin.git"}, id="url.<base>.insteadOf"),
    pytest.param("git push", {"url.FOLDER/third.pushInsteadOf": "FOLDER/origin.git"}, id="url.<base>.pushInsteadOf"),
    pytest.param("git -c remote.pushDefault=other push", {}, id="a setting for this command"),
    pytest.param("git push --repo=other", {}, id="--repo"),
    pytest.param("git -C sub push", {}, id="-C"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "settings"), STEPS)
def test_the_address_is_the_one_that_git_pushes_to(
    ground: Ground, command: str, settings: dict[str, str]
) -> None:
    folder = str(ground.folder)

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=folder, env=ground.env, check=True, capture_output=True)

    for name in ("origin.git", "other.git", "third"):
        git("init", "-q", "--bare", f"{folder}/{name}")
    git("init", "-q", "-b", "main")
    git("-c", "user.name=u", "-c", "user.email=u@x", "commit", "-q", "--allow-empty", "-m", "x")
    git("remote", "add", "origin", f"{folder}/origin.git")
    git("remote", "add", "other", f"{folder}/other.git")
    git("remote", "add", "third", f"{folder}/third")
    git("config", "push.default", "current")
    (ground.folder / "sub").mkdir()
    for name, value in settings.items():
        value = f"{folder}/{value}" if name.endswith("pushurl") else value
        git("config", name.replace("FOLDER", folder), value.replace("FOLDER", folder))
    words = command.replace("URL", f"{folder}/third").split()
    theirs = ground.told(*words, "--dry-run", error=True)
    address = next(line[3:] for line in theirs.splitlines() if line.startswith("To "))
    target = ground.target(" ".join(words) + " --force")
    assert any(address in (link.what, *link.what.split()) for link in target.evidence) or address in target.identity, (
        address, target,
    )  # fmt: skip
