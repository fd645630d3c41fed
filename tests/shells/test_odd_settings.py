"""Settings, names, functions and aliases of a person's own, before the guard was loaded and after: nothing that would
empty the home runs, and the shell goes on."""

from __future__ import annotations

import re
import time

import pytest

pytestmark = pytest.mark.slow
HELD = re.compile(r"guard denied|No, cancel|\[y/N\]|anything else is no")
WIPE = "rm -rf ~\r"
FOREIGN = {"bash": "bind '\"\\C-xq\": accept-line'", "zsh": "bindkey '^Xq' .accept-line"}

COMPINIT = "autoload -Uz compinit; compinit -D"
EXPAND = COMPINIT + "; zstyle ':completion:*' completer _expand _complete"

# shell, before the guard is loaded, lines typed after it, keys
DANGEROUS: list[tuple[str, str, str, str]] = [
    # what is read-only, as on machines that were hardened
    ("bash", "readonly PROMPT_COMMAND", "", WIPE), ("bash", "readonly PROMPT_COMMAND=:", "", WIPE),
    ("bash", "readonly PROMPT_COMMAND", "", "for d in ~; do\rrm -rf $d\rdone\r"),
    ("bash", "readonly PROMPT_COMMAND", "echo one\n" + FOREIGN["bash"], "rm -rf ~\x18q"),
    ("bash", "readonly PROMPT_COMMAND PS1=x", "", WIPE), ("bash", "", "readonly PROMPT_COMMAND", WIPE),
    ("bash", "readonly PS0=", "", WIPE), ("bash", "readonly LC_ALL=C.UTF-8 IFS", "", WIPE),
    ("bash", 'readonly HISTTIMEFORMAT="%F "', FOREIGN["bash"], "rm -rf ~\x18q"),
    ("bash", "readonly name text line joined status key", "", WIPE), ("zsh", "", "typeset -r LC_ALL=C.UTF-8", WIPE),
    ("zsh", "", "readonly text name line PROMPT", WIPE),
    # a name that the guard's functions might have had
    *(("bash", "", f"{n}=~", f"rm -rf ${n}\r") for n in ("line", "text", "name", "first", "status", "__g_line")),
    *(("zsh", "", f"{n}=~", f"rm -rf ${n}\r") for n in ("text", "scan", "here", "name", "REPLY", "__g_text")),
    *(("fish", "", f"set -g {n} ~", f"rm -rf ${n}\r") for n in ("line", "words", "answer", "fields", "limit", "more", "seen", "__guard_x", "__g_more")),
    # options
    ("bash", "", "set -k", WIPE), ("bash", "", "set -o posix", WIPE), ("bash", "shopt -s extdebug; set -T; trap true DEBUG", "", WIPE),
    ("bash", "", "shopt -s failglob nullglob dotglob localvar_inherit", WIPE), ("bash", "HISTSIZE=0", FOREIGN["bash"], "rm -rf ~\x18q"),
    ("bash", "", "trap 'echo ERRTRAP' ERR; set -E", WIPE), ("bash", 'HISTIGNORE="rm*"', FOREIGN["bash"], "rm -rf ~\x18q"),
    ("bash", "PROMPT_COMMAND=(true false)", 'PROMPT_COMMAND+=("true x")', WIPE),
    ("zsh", "setopt sh_glob ksh_glob ignore_braces csh_junkie_loops rc_quotes", "", WIPE), ("zsh", "", "setopt xtrace", WIPE),
    ("zsh", "", "setopt err_return warn_create_global posix_builtins ksh_typeset", WIPE), ("zsh", "", "unsetopt zle", WIPE),
    ("zsh", "", "setopt hist_verify\nprint -s 'rm -rf ~'", "!rm\r\r"),
    # aliases and functions of the names that the guard calls
    ("bash", "alias set='echo SET' read='read x' exec='exec ' printf=echo local=declare", "", WIPE),
    ("bash", "", "history() { :; }; printf() { :; }; read() { :; }; trap() { :; }; kill() { :; }; bind() { :; }; eval() { :; }", WIPE),
    ("bash", "", "set() { :; }; declare() { :; }; command() { :; }; compgen() { :; }; mktemp() { :; }; stty() { :; }", WIPE),
    ("zsh", "alias -g p=x; alias -g REPLY=y; alias kill=echo print=echo local=typeset", "", WIPE),
    ("zsh", 'alias print="print -r"; alias read="read x"', "", WIPE),
    ("zsh", "", "print() { :; }; read() { :; }; kill() { :; }; zle() { :; }; setopt() { :; }; emulate() { :; }", WIPE),
    ("zsh", "", "typeset -r __guard_decision=allow", WIPE),
    # keys that run something before Enter, or that change the line after it
    ("bash", "", "", "echo $(rm -rf ~)\x1b\x05"), ("zsh", "", "", "echo $(rm -rf ~)\t"), ("zsh", "", "", "echo `rm -rf ~`\x18*"),
    ("bash", "", "bind '\"\\C-x\": kill-region'", WIPE),
    ("zsh", "my() { BUFFER='rm -rf ~'; zle .accept-line }; zle -N accept-line my", "", "ls\r"),
    ("zsh", "", "my() { BUFFER='rm -rf ~'; zle .accept-line }; zle -N accept-line my", "ls\r"),
    ("zsh", COMPINIT, "", "echo $(rm -rf ~)\t"), ("zsh", "", COMPINIT, "echo $(rm -rf ~)\t"),
    ("zsh", "", "", "echo $(rm -rf ~)\x04"), ("zsh", COMPINIT, "", "echo $(rm -rf ~)\x04"),
    ("zsh", COMPINIT, "", "for i in 1; do ls $(rm -rf ~)/\t"), ("zsh", "", "", "echo $x[$(rm -rf ~)\t"),
    ("zsh", EXPAND, "", "echo $(rm -rf ~)\t"), ("zsh", EXPAND, "", "echo $(rm -rf ~)\x18*"),
    ("zsh", "", "setopt correct", "trucnate -s 0 ~/precious\r"),
    ("fish", "", "function ff; echo rm -rf ~; end\nabbr -a zz --function ff", "zz\r"),
    ("fish", "", "function ff; echo rm -rf ~; end\nabbr -a zz --regex 'q+' --function ff", "qq\r"),
    ("fish", "", "abbr -a zz --set-cursor 'rm -rf % ~'", "zz\r"),
]  # fmt: skip

HARMLESS: list[tuple[str, str, str, str]] = [
    ("bash", "readonly PROMPT_COMMAND", "", "echo do''ne\r"), ("bash", "readonly PS0=", "", "echo do''ne\r"),
    ("bash", "", "set -k", "echo do''ne\r"), ("bash", "", "shopt -s varredir_close", "echo do''ne\r"),
    ("bash", "trap 'echo ERRTRAP' ERR; set -E", "", "echo do''ne\r"), ("bash", "", "a=(1); a[0]=2", "echo do''ne\r"),
    ("bash", "", "echo !nosuch", "echo do''ne\r"), ("bash", "", "", "echo $(echo do''ne)\x1b\x05\r"),
    ("zsh", "", "touch done", "echo don\t\r"), ("zsh", "", "", "echo $(echo do''ne)\t\r"),
    ("zsh", "setopt sh_glob ksh_glob ignore_braces", "", "echo do''ne\r"),
    ("zsh", COMPINIT, "touch done", "echo don\t\r"), ("zsh", EXPAND, "", "echo $(echo do''ne)\t\r"),
    ("zsh", COMPINIT, "mkdir done", "for x in $(echo 1); do cd don\t; pwd; done; echo do''ne\r"),
    ("zsh", "", "setopt correct", "ehco done\r"), ("zsh", "", "setopt correct", "for i in 1\rdo echo do''ne\rdone\r"),
    ("fish", "", "abbr -a k 'echo done #'", "k rm -rf ~\r"), ("fish", "", "abbr -a L --position anywhere done", "echo L\r"),
    ("fish", "", "read x", "rm -rf ~\recho $x done\r"),
]  # fmt: skip


def rows(table):
    for shell, first, before, keys in table:
        name = " / ".join(filter(None, (first, before, keys)))
        yield pytest.param(
            shell, first, before, keys, id=f"{shell}: {name.encode('unicode_escape').decode()[:90]}"
        )


@pytest.mark.parametrize(("shell", "first", "before", "keys"), list(rows(DANGEROUS)))
def test_does_not_run(open_shell, shell, first, before, keys):
    terminal = open_shell(shell, first)
    for line in filter(None, before.split("\n")):
        terminal.line(line)
        terminal.settle(0.5)
    since = len(terminal.text)
    terminal.type(keys)
    said = None
    for _ in range(100):
        terminal.settle(0.2)
        said = HELD.search(terminal.text[since:])
        if "[nyae]?" in terminal.text[since:] and not said:
            terminal.type("y")  # zsh corrects a spelling
        if said or not (terminal.home / "precious").exists():
            break
    assert (terminal.home / "precious").exists(), terminal.text[since:]
    assert said, terminal.text[since:]
    time.sleep(0.4)
    if said.group() != "guard denied":
        terminal.type("\x1b" if said.group() == "No, cancel" else "n\r")
    terminal.settle(0.5)
    assert (terminal.home / "precious").exists(), terminal.text[since:]


@pytest.mark.parametrize(("shell", "first", "before", "keys"), list(rows(HARMLESS)))
def test_is_let_through(open_shell, shell, first, before, keys):
    terminal = open_shell(shell, first)
    for line in filter(None, before.split("\n")):
        terminal.line(line)
        terminal.settle(0.5)
    since = len(terminal.text)
    terminal.type(keys)
    if keys.startswith("ehco"):
        terminal.wait_for("[nyae]?", 20, since)
        terminal.type("y")
    terminal.wait_for("done\n", 20, since)
    terminal.settle(0.3)
    assert not HELD.search(terminal.text[since:]), terminal.text[since:]
    assert (terminal.home / "precious").exists()


@pytest.mark.xfail(
    strict=True, reason="a key that runs text by itself is not the guard's (docs/known-limits.md)"
)
@pytest.mark.parametrize(("shell", "before", "keys"), [
    pytest.param("bash", "bind -x '\"\\C-xy\": eval \"$READLINE_LINE\"'", "rm -rf ~\x18y", id="bash: bind -x that evaluates"),
    pytest.param("zsh", "my() { eval $BUFFER }; zle -N my; bindkey '^Xy' my", "rm -rf ~\x18y", id="zsh: a widget that evaluates"),
    pytest.param("fish", "bind \\cx 'eval (commandline)'", "rm -rf ~\x18", id="fish: a key that evaluates"),
])  # fmt: skip
def test_a_key_that_runs_text_by_itself(open_shell, shell, before, keys):
    terminal = open_shell(shell)
    terminal.line(before)
    terminal.settle(1)
    if "No, cancel" in terminal.text:
        terminal.answer("r")
    terminal.type(keys)
    terminal.settle(2)
    assert (terminal.home / "precious").exists()


def test_a_restricted_bash_says_that_it_is_not_guarded(tmp_path):
    import sys

    module = sys.modules["shells_terminal"]
    rc = tmp_path / "rc"
    rc.write_text(f"PS1='READY> '\neval \"$({sys.executable} -m guard init bash)\"\n")
    words = ["bash", "--noprofile", "--rcfile", str(rc), "-r", "-i"]
    terminal = module.Terminal("bash", tmp_path / "home", words=words)
    try:
        terminal.wait_for("its lines are not guarded", 30)
        terminal.line("echo do''ne", "done", 20)
        assert "cannot redirect" not in terminal.text
    finally:
        terminal.close()
