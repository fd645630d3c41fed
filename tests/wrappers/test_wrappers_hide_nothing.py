"""Whatever wraps a command, the command inside is among what would run."""

from __future__ import annotations

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.world import World

WRAPPERS = [
    "{}", "sudo {}", "sudo -u root -- {}", "doas {}", "env A=1 {}", "env -i {}", "env -S '{}'", "nice -n"
    " 5 {}",
    "ionice -c3 {}", "timeout 5 {}", "time -p {}", "/usr/bin/time -v {}", "nohup {}", "setsid {}",
    "stdbuf -oL {}",
    "chroot / {}", "unshare -r {}", "nsenter -t 1 {}", "flock /tmp/l {}", "watch '{}'", "script -c '{}'"
    " /dev/null",
    "strace -f {}", "ltrace {}", "gdb --args {}", "busybox {}", "xargs {} < /dev/null", "parallel ::: '{}'",
    "find . -exec {} \\;", "fd -x {} \\;", "sh -c '{}'", "bash -lc '{}'", "zsh -c '{}'", "fish -c '{}'",
    "ssh h {}",
    "docker exec c {}", "docker run i {}", "podman run --rm i {}", "docker compose exec s {}", "kubectl"
    " exec p -- {}",
    "vagrant ssh -c '{}'", "tmux new -d '{}'", "tmux send-keys '{}' Enter", "screen -dm {}", "at now <<<"
    " '{}'",
    "systemd-run {}", "poetry run {}", "uv run {}", "pipenv run {}", "bundle exec {}", "npx {}", "bunx {}",
    "uvx {}",
    "pipx run {}", "npm exec -- {}", "pnpm exec {}", "yarn exec {}", "dotenv -- {}", "direnv exec . {}",
    "mise exec -- {}",
    "nix develop -c {}", "nix-shell --run '{}'", "devbox run {}", "railway run {}", "doppler run -- {}",
    "op run -- {}",
    "infisical run -- {}", "chamber exec p -- {}", "aws-vault exec p -- {}", "heroku run {}", "fly ssh"
    " console -C '{}'",
    "su -c '{}'", "runuser -u x -- {}", "setpriv --reuid 0 {}", "capsh -- -c '{}'", "sg g -c '{}'",
    "xvfb-run {}",
    "ip netns exec n {}", "git bisect run {}", "git rebase -x '{}' m", "git submodule foreach '{}'",
    "git -c alias.x='!{}' x", "vim -c '!{}'", "gdb -ex '!{}'", "less '+!{}' f", "man -P '{}' ls",
    "tar cf /dev/null x --checkpoint-action=exec='{}'", "rsync -e '{}' a b:", "ssh -oProxyCommand='{}' h",
    "awk 'BEGIN{{system(\"{}\")}}'", "sed '1e {}' f", "perl -e 'system(\"{}\")'", "ruby -e 'system(\"{}\")'",
    "node -e 'require(\"child_process\").execSync(\"{}\")'", "php -r 'system(\"{}\");'", "lua -e"
    " 'os.execute(\"{}\")'",
    "python3 -c 'import os; os.system(\"{}\")'", "osascript -e 'do shell script \"{}\"'", "expect -c"
    " 'spawn {}'",
    "PAGER='{}' git log", "GIT_SSH_COMMAND='{}' git fetch", "watchexec -- {}", "entr {} < /dev/null",
    "sqlite3 x '.shell {}'",
]  # fmt: skip


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapper_hides_nothing(wrapper: str) -> None:
    proposal = Proposal(text=wrapper.format("victim -rf target"), cwd="/nowhere", env={"HOME": "/nowhere"})
    seen = unfold(proposal, World("/nowhere")).events
    assert any(isinstance(e, Invocation) and e.program == "victim" for e in seen)


@pytest.mark.parametrize("outer", [w for w in WRAPPERS[1:14] if "'" not in w])
@pytest.mark.parametrize("inner", [w for w in WRAPPERS if "'" not in w and "<" not in w])
def test_a_wrapper_in_a_wrapper_hides_nothing(outer: str, inner: str) -> None:
    text = outer.format(inner.format("victim -rf target"))
    seen = unfold(Proposal(text=text, cwd="/nowhere", env={"HOME": "/nowhere"}), World("/nowhere")).events
    assert any(isinstance(e, Invocation) and e.program == "victim" for e in seen)
