"""What must not run does not run, by whatever key it comes: typed into a real shell, the file system looked at."""

from __future__ import annotations

import pytest

SLOW = pytest.mark.slow
BOTH = ("bash", "zsh")
ALL = ("bash", "zsh", "fish")


def refused(terminal, keys: str, before: str = "") -> None:
    """Type ``before`` as ordinary lines and then ``keys``: it is denied, and the home is still there."""
    for line in filter(None, before.split("\n")):
        terminal.line(line)
    terminal.sync()
    since = len(terminal.text)
    terminal.type(keys)
    terminal.wait_for("guard denied", 20, since)
    terminal.settle(0.3)
    terminal.type("\x03")
    terminal.sync()
    assert (terminal.home / "precious").exists(), terminal.text[since:]


CASES = [
    pytest.param(ALL, "rm -rf ~\r", "", id="typed and Enter"),
    pytest.param(BOTH, "for d in ~; do\rrm -rf $d\rdone\r", "", id="a loop over three lines"),
    pytest.param(BOTH, "k ~\r", "alias k='rm -rf'", id="behind an alias of this shell"),
    pytest.param(("fish",), "k ~\r", "abbr -a k 'rm -rf'\nalias j='rm -rf'", id="behind an abbreviation"),
    pytest.param(BOTH, "!?rm -rf?:s/echo //\r", "echo rm -rf ~", id="by history expansion"),
]
LATER = [
    pytest.param(("bash",), "rm -rf ~\x0f", "", id="accepted with C-o"),
    pytest.param(ALL, "rm -rf ~\n", "", id="ended with C-j"),
    pytest.param(BOTH, "rm -rf \\\r~\r", "", id="over a continuation line"),
    pytest.param(BOTH, "wipe ~\r", 'wipe() { rm -rf "$1"; }', id="inside a function of this shell"),
    pytest.param(("fish",), "wipe ~\r", "function wipe; rm -rf $argv[1]; end", id="inside a fish function"),
    pytest.param(("zsh",), "rm -rf ~\x1ba", "", id="accepted and held with M-a"),
    pytest.param(
        ALL, "rm -rf $gone\r", {"fish": "set -g gone ~"}, id="through a variable that is not exported"
    ),
    pytest.param(BOTH, "bash <<EOF\rrm -rf ~\rEOF\r", "", id="in a here-document"),
    pytest.param(
        BOTH,
        " rm -rf ~\r",
        "HISTCONTROL=ignoreboth; setopt histignorespace 2>/dev/null",
        id="kept out of the history",
    ),
    pytest.param(BOTH, "{ rm -rf ~; } >out\r", "", id="in a group with a redirection"),
    pytest.param(BOTH, "(rm -rf ~)\r", "", id="in a subshell"),
    pytest.param(BOTH, "eval 'rm -rf ~'\r", "", id="through eval"),
    pytest.param(BOTH, "\x1b[200~echo one\nrm -rf ~\necho two\x1b[201~\r", "", id="within a bracketed paste"),
    pytest.param(("bash",), "\x12rf ~\r", "history -s 'rm -rf ~'", id="found with C-r (bash)"),
    pytest.param(("zsh",), "\x12rf ~\r", "print -s 'rm -rf ~'", id="found with C-r (zsh)"),
    pytest.param(("zsh",), "k x\r", "alias -g x=~\nalias k='rm -rf'", id="with a global alias"),
]


def by_shell(cases):
    for case in cases:
        shells, keys, before = case.values
        for shell in shells:
            lines = before if isinstance(before, str) else before.get(shell, "gone=~")
            yield pytest.param(shell, keys, lines, id=f"{shell}: {case.id}")


@pytest.mark.parametrize(("shell", "keys", "before"), list(by_shell(CASES)))
def test_does_not_run(shared_shell, shell, keys, before):
    refused(shared_shell(shell), keys, before)


@SLOW
@pytest.mark.parametrize(("shell", "keys", "before"), list(by_shell(LATER)))
def test_does_not_run_either(shared_shell, shell, keys, before):
    refused(shared_shell(shell), keys, before)


ATTACKED = [
    pytest.param("bash", "PS0=", id="bash: PS0 emptied"),
    pytest.param("bash", "PROMPT_COMMAND=", id="bash: PROMPT_COMMAND emptied"),
    pytest.param("bash", "trap '' INT", id="bash: SIGINT ignored"),
    pytest.param("bash", "set +o history", id="bash: history off"),
    pytest.param("bash", "set -e", id="bash: set -e"),
    pytest.param("bash", "set -u", id="bash: set -u"),
    pytest.param("bash", "set -o vi", id="bash: vi mode"),
    pytest.param("bash", "IFS=: ; set -f; shopt -s nocasematch extglob", id="bash: odd options"),
    pytest.param("zsh", "trap '' INT", id="zsh: SIGINT ignored"),
    pytest.param("zsh", "preexec_functions=() precmd_functions=()", id="zsh: hooks emptied"),
    pytest.param("zsh", "zle -A .accept-line accept-line", id="zsh: accept-line put back"),
    pytest.param("zsh", "set -e", id="zsh: set -e"),
    pytest.param("zsh", "set -u", id="zsh: set -u"),
    pytest.param("zsh", "bindkey -v", id="zsh: vi mode"),
    pytest.param("zsh", "setopt ksharrays shwordsplit noglob", id="zsh: odd options"),
]


@SLOW
@pytest.mark.parametrize(("shell", "setting"), ATTACKED)
def test_does_not_run_after(open_shell, shell, setting):
    terminal = open_shell(shell)
    terminal.line(setting)
    refused(terminal, "rm -rf ~\r")
    terminal.line("echo al''ive", "alive")


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_the_editor_gives_the_line_back_instead_of_running_it(open_shell, shell, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "rm -rf ~" >"$1"\n')
    editor.chmod(0o755)
    before = f"export EDITOR={editor} VISUAL={editor}"
    if shell == "zsh":
        before += (
            "; autoload -Uz edit-command-line; zle -N edit-command-line; bindkey '^X^E' edit-command-line"
        )
    terminal = open_shell(shell, before)
    terminal.type("ls\x18\x05")
    terminal.settle(0.7)
    assert (terminal.home / "precious").exists()
    since = len(terminal.text)
    terminal.type("\r")
    terminal.wait_for("guard denied", 20, since)
    assert (terminal.home / "precious").exists()


@SLOW
def test_vi_v_gives_the_line_back_instead_of_running_it(open_shell, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "rm -rf ~" >"$1"\n')
    editor.chmod(0o755)
    terminal = open_shell("bash", f"export EDITOR={editor} VISUAL={editor}; set -o vi")
    terminal.type("ls\x1b")
    terminal.settle(0.7)
    terminal.type("v")
    terminal.settle(0.7)
    assert (terminal.home / "precious").exists()
    since = len(terminal.text)
    terminal.type("\r")
    terminal.wait_for("guard denied", 20, since)
    assert (terminal.home / "precious").exists()


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_a_key_of_somebody_else_meets_the_second_gate(open_shell, shell):
    """Where a key accepts the line without the first gate, PS0 and preexec stop the command."""
    terminal = open_shell(shell)
    terminal.line("bind '\"\\C-xq\": accept-line'" if shell == "bash" else "bindkey '^Xq' .accept-line")
    refused(terminal, "rm -rf ~\x18q")
    terminal.line("echo al''ive", "alive")
