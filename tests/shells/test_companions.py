"""What people load beside the guard: frameworks, prompts, history searches, key bindings, an ssh session.

Each is driven for real where it is installed (``tests/prepare.sh``, or on PATH), and skipped with its name where it
is not. ``GUARD_TEST_OHMYZSH`` names a checkout of oh-my-zsh.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
BOTH = ("bash", "zsh")
ALL = (*BOTH, "fish")
FZF = {"bash": "key-bindings.bash", "zsh": "key-bindings.zsh", "fish": "key-bindings.fish"}
FZF_PLACES = (
    "/usr/share/doc/fzf/examples",
    "/usr/share/fzf",
    "/usr/share/fzf/shell",
    "/usr/share/fish/vendor_functions.d",
)
INTERRUPTED = ("guard asks", "guard denied", "guard cannot")


_spec = importlib.util.spec_from_file_location("shells_screen", Path(__file__).parent / "screen.py")
assert _spec and _spec.loader
screens = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(screens)


@pytest.fixture
def screen(tmp_path):
    """Open a shell on a screen: ``screen("zsh").load("source x")``."""
    opened = []

    def opening(shell, path="", words=""):
        for program in (shell, "tmux"):
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed")
        opened.append(screens.Screen(shell, tmp_path / f"home{len(opened)}", path, words))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


def needed(program: str) -> str:
    """The folder of a program; the test is skipped where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return str(Path(found).parent)


def with_path(folder: str) -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{folder}:/usr/bin:/bin"}


def refused(terminal, keys: str = "rm -rf ~\r") -> None:
    terminal.sync()
    since = len(terminal.text)
    terminal.type(keys)
    terminal.wait_for("guard denied", 30, since)
    terminal.settle(0.3)
    terminal.type("\x03")
    terminal.sync()
    assert (terminal.home / "precious").exists()


def let_through(terminal) -> None:
    since = len(terminal.text)
    for number in range(12):
        terminal.type(f"echo line{number} >out{number}\r")
    terminal.line("echo fin''ished", "finished", 60)
    assert not [n for n in range(12) if not (terminal.work / f"out{n}").exists()]
    assert not any(said in terminal.text[since:] for said in INTERRUPTED)


# --------------------------------------------------------------------------- frameworks and prompts

OMZ = Path(os.environ.get("GUARD_TEST_OHMYZSH", "/nonexistent"))


@pytest.mark.parametrize(
    "plugins",
    ["git", "git z sudo extract colored-man-pages", "git vi-mode fancy-ctrl-z per-directory-history"],
)
def test_oh_my_zsh(open_shell, plugins):
    if not (OMZ / "oh-my-zsh.sh").exists():
        pytest.skip("GUARD_TEST_OHMYZSH names no checkout of oh-my-zsh")
    before = (
        f"export ZSH={OMZ} ZSH_DISABLE_COMPFIX=true ZSH_CACHE_DIR=$HOME/cache; mkdir -p $HOME/cache/completions; "
        f"zstyle ':omz:update' mode disabled; ZSH_THEME=robbyrussell; plugins=({plugins}); source $ZSH/oh-my-zsh.sh"
    )
    terminal = open_shell("zsh", before)
    let_through(terminal)
    refused(terminal)
    refused(terminal, "for d in ~; do\rrm -rf $d\rdone\r")
    (terminal.work / "sub").mkdir()
    terminal.line("cd sub; pw''d", "/work/sub", 20)


@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("shell", ALL)
def test_starship(open_shell, shell, order):
    folder = needed("starship")
    load = "starship init fish | source" if shell == "fish" else f'eval "$(starship init {shell})"'
    env = {**with_path(folder), "STARSHIP_CONFIG": "/dev/null"}
    terminal = open_shell(shell, load if order == "before" else "", env=env)
    if order == "after":
        terminal.line(load)
        if shell == "fish":  # what source reads from a program cannot be told
            terminal.wait_for("No, cancel", 30)
            terminal.answer("r")
        terminal.settle(1)
    let_through(terminal)
    refused(terminal)
    if shell != "fish":
        terminal.line("bind '\"\\C-xq\": accept-line'" if shell == "bash" else "bindkey '^Xq' .accept-line")
        refused(terminal, "rm -rf ~\x18q")
    terminal.line("(exit 3); echo status $?", "status 3" if shell != "fish" else "status", 20)


PLUGINS = ("/usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh",
           "/usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh")  # fmt: skip


@pytest.mark.parametrize("order", ["before", "after"])
def test_plugins_that_wrap_every_widget_of_zsh(open_shell, order):
    missing = [plugin for plugin in PLUGINS if not os.path.exists(plugin)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    load = "autoload -Uz compinit; compinit -D; " + "; ".join(f"source {plugin}" for plugin in PLUGINS)
    terminal = open_shell("zsh", load if order == "before" else "")
    if order == "after":
        terminal.line(load)
        terminal.wait_for("No, cancel", 30)  # not all of what they hold can be read
        terminal.answer("r")
        terminal.settle(1)
    let_through(terminal)
    refused(terminal)
    refused(terminal, "for d in ~; do\rrm -rf $d\rdone\r")
    if (
        order == "before"
    ):  # what is loaded behind the guard takes this key away from it (docs/known-limits.md)
        refused(terminal, "echo $(rm -rf ~)\t")
    (terminal.work / "onlyone").mkdir()
    terminal.line("cd onlyo\t; pw''d", "/work/onlyone", 20)


# --------------------------------------------------------------------------- history searches


def fzf_bindings(shell: str) -> str:
    needed("fzf")
    for place in FZF_PLACES:
        if os.path.exists(f"{place}/{FZF[shell]}"):
            return f"{place}/{FZF[shell]}"
    pytest.skip(f"the key bindings of fzf for {shell} are not installed")


@pytest.mark.parametrize("shell", BOTH)
@pytest.mark.parametrize("order", ["before", "after"])
def test_fzf_brings_a_line_back_and_it_is_judged(screen, shell, order):
    source = f"source {fzf_bindings(shell)}"
    opened = screen(shell).load(source if order == "before" else "")
    if order == "after":
        opened.line(source)
    opened.line("history -s 'rm -rf ~ # found'" if shell == "bash" else "print -s 'rm -rf ~ # found'")
    opened.line("echo DO''NE")
    opened.wait_for("\nDONE")
    opened.clear()
    opened.key("C-r")
    opened.wait_for("+S", 40)
    opened.type("found")
    opened.wait_for("\n> found", 40)
    time.sleep(0.7)
    opened.key("Enter")
    opened.wait_for("READY> rm -rf ~ # found")
    assert (opened.home / "precious").exists()
    opened.key("Enter")
    opened.wait_for("guard denied")
    assert (opened.home / "precious").exists()


@pytest.mark.parametrize("shell", BOTH)
def test_fzf_changes_the_folder(screen, shell):
    """Its key types a command of its own and presses Enter, which is the guard's."""
    opened = screen(shell).load(f"source {fzf_bindings(shell)}")
    (opened.work / "onlyone").mkdir()
    opened.key("M-c")
    opened.wait_for("1/1")
    opened.key("Enter")
    opened.wait_for("cd -- onlyone")
    time.sleep(0.5)
    opened.line("pwd")
    opened.wait_for(f"\n{opened.work}/onlyone")


def atuin_in(opened, order: str) -> None:
    """Load atuin with a line in its history that it accepts by its own Enter."""
    config = opened.home / "config" / "atuin"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text("auto_sync = false\nupdate_check = false\nenter_accept = true\n")
    init = "atuin init fish | source" if opened.shell == "fish" else f'eval "$(atuin init {opened.shell})"'
    opened.load(init if order == "before" else "")
    if order == "after":
        opened.line(init)
        time.sleep(2)
    for line in ("rm -rf ~ # found", "echo quite''harmless"):  # not typed, which atuin would keep as well
        subprocess.run(["atuin", "history", "start", "--", line], env={**opened.env, "ATUIN_SESSION": "0" * 32},
                       cwd=opened.work, check=True, stdout=subprocess.DEVNULL)  # fmt: skip


def searched(opened, what: str) -> None:
    opened.clear()
    opened.key("C-r")
    time.sleep(1.5)
    opened.type(what)
    time.sleep(1.5)
    opened.key("Enter")


@pytest.mark.parametrize(
    ("shell", "order"), [("zsh", "before"), ("fish", "before"), ("bash", "before"), ("bash", "after")]
)
def test_atuin_accepts_a_line_only_through_the_guard(screen, shell, order):
    opened = screen(shell, needed("atuin"))
    atuin_in(opened, order)
    opened.refused()
    searched(opened, "found")
    opened.wait_for("guard denied")
    assert (opened.home / "precious").exists()
    searched(opened, "harmless")
    opened.wait_for("\nquiteharmless")
    assert not any(said in opened.text for said in INTERRUPTED)


@pytest.mark.parametrize("version", ["3.2", "4.3", "4.4"])
def test_atuin_accepts_a_line_of_an_older_bash_only_through_the_guard(screen, version):
    bash = Path(os.environ.get("GUARD_TEST_SHELLS", "/nonexistent")) / f"bash-{version}"
    if not bash.exists():
        pytest.skip(f"GUARD_TEST_SHELLS names no folder with bash {version} (build_versions.sh)")
    opened = screen("bash", needed("atuin"), f"env PS1='READY> ' {bash} --norc --noprofile -i")
    atuin_in(opened, "before")
    opened.refused()
    searched(opened, "found")
    opened.wait_for("guard denied")
    assert (opened.home / "precious").exists()
    searched(opened, "harmless")
    opened.wait_for("\nquiteharmless")


@pytest.mark.parametrize("order", ["before", "after"])
def test_atuin_keeps_what_was_typed_into_bash(screen, order):
    opened = screen("bash", needed("atuin"))
    atuin_in(opened, order)
    opened.clear()
    opened.line("echo typ''ed; (exit 3)")
    opened.wait_for("\ntyped")
    opened.line("echo status=$?")
    opened.wait_for("\nstatus=3")
    opened.line("atuin history list --format '{exit} {command}' | tail -n 5")
    opened.wait_for("\n3 echo typ''ed; (exit 3)")
    opened.refused("for d in ~; do rm -rf $d; done")


# --------------------------------------------------------------------------- modes of editing


@pytest.mark.parametrize("order", ["before", "after"])
def test_fish_in_vi_mode(screen, order, tmp_path):
    """With fish's own start-up files: without them it has no vi mode."""
    config = tmp_path / "home0" / "config" / "fish"
    config.mkdir(parents=True)
    lines = ["fish_vi_key_bindings", f"{sys.executable} -m guard init fish | source"]
    text = "set -g fish_greeting\nfunction fish_prompt; echo -n 'READY> '; end\n"
    (config / "config.fish").write_text(text + "\n".join(lines if order == "before" else lines[::-1]) + "\n")
    opened = screen("fish", words="fish -i")
    opened.wait_for("[I] READY>")
    opened.refused()
    opened.refused("rm -rf ~", "C-j")
    opened.line("echo al''ive")
    opened.wait_for("\nalive")
    opened.type("rm -rf ~")
    opened.key("Escape")
    opened.wait_for("[N]")
    opened.key("Enter")
    opened.wait_for("guard denied")
    assert (opened.home / "precious").exists()


def test_fish_that_leaves_vi_mode(screen, tmp_path):
    config = tmp_path / "home0" / "config" / "fish"
    config.mkdir(parents=True)
    text = "set -g fish_greeting\nfunction fish_prompt; echo -n 'READY> '; end\nfish_vi_key_bindings\n"
    (config / "config.fish").write_text(text + f"{sys.executable} -m guard init fish | source\n")
    opened = screen("fish", words="fish -i")
    opened.wait_for("[I] READY>")
    opened.line("fish_default_key_bindings; echo le''ft")
    opened.wait_for("\nleft")
    opened.refused()


# --------------------------------------------------------------------------- a far shell


@pytest.fixture
def far(tmp_path):
    """An ssh server on loopback with a key of its own: the words that open a bare shell there."""
    server = shutil.which("sshd") or "/usr/sbin/sshd"
    if not os.access(server, os.X_OK) or shutil.which("ssh") is None:
        pytest.skip("sshd or ssh is not installed")
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.makedirs("/run/sshd", exist_ok=True) if os.geteuid() == 0 else None
    process = subprocess.Popen(
        [server, "-D", "-e", "-f", "/dev/null", "-p", str(port), "-h", folder / "host", "-o", "ListenAddress=127.0.0.1",
         "-o", f"AuthorizedKeysFile={folder}/user.pub", "-o", "StrictModes=no", "-o", "UsePAM=no",
         "-o", "PermitRootLogin=prohibit-password", "-o", f"PidFile={folder}/pid"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            pytest.skip("sshd could not be started")
        yield ["ssh", "-tt", "-q", "-F", "/dev/null", "-i", str(folder / "user"), "-p", str(port),
               "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "127.0.0.1"]  # fmt: skip
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("shell", BOTH)
def test_a_shell_that_is_reached_by_ssh(far, shell, tmp_path):
    terminal_module = sys.modules["shells_terminal"]
    home = tmp_path / "home"
    place = (
        f"cd {home}/work && exec env HOME={home} ZDOTDIR={home} XDG_STATE_HOME={home}/state INPUTRC=/dev/null"
    )
    bare = " ".join(terminal_module.BARE[shell])
    opened = terminal_module.Terminal(shell, home, words=[*far, f"{place} {bare}"])
    try:
        opened.settle(2)
        opened.load()
        (home / "precious").write_text("precious")
        let_through(opened)
        refused(opened)
        refused(opened, "for d in ~; do\rrm -rf $d\rdone\r")
    finally:
        opened.close()
