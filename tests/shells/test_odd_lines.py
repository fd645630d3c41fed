"""Odd ways to say the same thing, typed into real shells: nothing that would empty the home runs, and nothing
harmless is held back.

Each dangerous line aims at a home that is made for the test. What comes before it (``before``) is typed as
lines of their own; what is held back may be denied or asked about (and is then refused).
"""

from __future__ import annotations

import re
import time

import pytest

pytestmark = pytest.mark.slow
HELD = re.compile(r"guard denied|No, cancel|\[y/N\]|anything else is no")
BOTH, ALL = ("bash", "zsh"), ("bash", "zsh", "fish")

PASTE = "\x1b[200~{}\x1b[201~\r"
DANGEROUS: list[tuple[tuple[str, ...], str, str]] = [
    # grouped, negated, timed, in the background
    (BOTH, "", "{ rm -rf ~; }"), (BOTH, "", "( rm -rf ~ )"), (BOTH, "", "! rm -rf ~"), (BOTH, "", "time rm -rf ~"),
    (ALL, "", "rm -rf ~ &"), (ALL, "", "true; rm -rf ~"), (ALL, "", "true && rm -rf ~"), (ALL, "", "false || rm -rf ~"),
    (ALL, "", "echo x | rm -rf ~"), (BOTH, "", "if true; then rm -rf ~; fi"), (BOTH, "", "case x in x) rm -rf ~;; esac"),
    (BOTH, "", "while :; do rm -rf ~; break; done"), (BOTH, "", "[[ -d ~ ]] && rm -rf ~"), (("bash",), "", "coproc rm -rf ~"),
    (ALL, "", "nohup rm -rf ~ &"), (ALL, "", "env rm -rf ~"), (ALL, "", "nice -n 5 rm -rf ~"), (ALL, "", "timeout 5 rm -rf ~"),
    # quoted and spelt otherwise
    (BOTH, "", "\\rm -rf ~"), (ALL, "", "'rm' -rf ~"), (ALL, "", "r''m -rf ~"), (BOTH, "", "$'\\x72m' -rf ~"),
    (ALL, "", "command rm -rf ~"), (BOTH, "", "builtin command rm -rf ~"), (ALL, "", "/bin/rm -rf ~"), (ALL, "", "rm -r --force -- ~"),
    (ALL, "", "rm -rf $HOME"), (ALL, "", 'rm -rf "$HOME"'), (BOTH, "", "rm -rf ${HOME:?}"), (BOTH, "", "x=~; rm -rf $x"),
    (BOTH, "", "cd; rm -rf $PWD"), (BOTH, "", "rm -rf ~/../${HOME##*/}"), (BOTH, "", "rm -rf {~,~}"), (ALL, "", "rm  -rf   ~   # tidy"),
    (BOTH, "", 'a=(rm -rf ~); "${a[@]}"'), (BOTH, "", "$(echo rm) -rf ~"), (BOTH, "", "`echo rm` -rf ~"),
    # code as text
    (ALL, "", "eval rm -rf ~"), (BOTH, "", 'eval "$(echo rm -rf ~)"'), (BOTH, "", "bash -c 'rm -rf ~'"), (BOTH, "", "sh <<< 'rm -rf ~'"),
    (BOTH, "", "echo 'rm -rf ~' | sh"), (BOTH, "", ". <(echo rm -rf ~)"), (BOTH, "", "source /dev/stdin <<< 'rm -rf ~'"),
    (BOTH, "", "echo $(rm -rf ~)"), (BOTH, "", "echo \"$(rm -rf ~)\""), (BOTH, "", "echo ${x:-$(rm -rf ~)}"), (BOTH, "", "cat <(rm -rf ~)"),
    (BOTH, "", "echo $(( $(rm -rf ~) ))"), (ALL, "", "find ~ -delete"), (ALL, "", "find ~ -exec rm -rf {} +"), (ALL, "", "echo ~ | xargs rm -rf"),
    (ALL, "", "python3 -c 'import shutil, os; shutil.rmtree(os.path.expanduser(\"~\"))'"), (ALL, "", "perl -e 'system(\"rm -rf ~\")'"),
    # what the shell runs by itself
    (BOTH, "", "f() { rm -rf ~; }; f"), (BOTH, "ls() { command rm -rf ~; }", "ls"), (BOTH, "alias zz='rm -rf'", "zz ~"),
    (BOTH, "alias ls='rm -rf ~; ls'", "ls"), (BOTH, "alias a1=a2 a2='rm -rf'", "a1 ~"), (BOTH, "alias 'sudo=sudo ' k='rm -rf'", "command k ~; k ~"),
    (BOTH, "", "trap 'rm -rf ~' USR1; kill -USR1 $$"), (("bash",), "", "PROMPT_COMMAND='rm -rf ~'"), (("bash",), "", "PS1='$(rm -rf ~)'"),
    (("bash",), "", "trap 'rm -rf ~' DEBUG"), (("zsh",), "", "precmd() { rm -rf ~ }"), (("zsh",), "", "preexec() { rm -rf ~ }"),
    # history
    (("bash",), "history -s 'rm -rf ~'", "!rm"), (("zsh",), "print -s 'rm -rf ~'", "!rm"), (BOTH, "echo ~", "rm -rf !$"),
    (BOTH, "echo -rf ~", "rm !*"), (BOTH, "echo -rf ~", "^echo^rm^"), (BOTH, "echo rm -rf ~", "!!:1*"),
    (("bash",), "history -s 'rm -rf ~'", "fc -s rm"), (("bash",), "history -s 'rm -rf ~'", "fc -e true rm rm"),
    (("zsh",), "print -s 'rm -rf ~'", "r rm"), (("zsh",), "print -s 'rm -rf ~'", "fc -e - rm"), (BOTH, "echo -rf ~", "fc -s echo=rm"),
    # keys
    (("bash",), "", "rm -rf ~\x0f"), (("zsh",), "", "rm -rf ~\x1ba"), (("zsh",), "", "rm -rf ~\x0f"), (ALL, "", "rm -rf ~\n"),
    (BOTH, "", "rm -rf \\\r~\r"), (BOTH, "", "cat <<E | sh\rrm -rf ~\rE\r"), (ALL, "", PASTE.format("rm -rf ~")),
    (BOTH, "", PASTE.format("echo one\nrm -rf ~\necho two")), (ALL, "", "echo safe\x01rm -rf ~ ;\x05"),
    (("bash",), "bind '\"\\C-xz\": \"rm -rf ~\\C-m\"'", "\x18z"), (("zsh",), "bindkey -s '^Xz' 'rm -rf ~\\n'", "\x18z"),
    (("bash",), "", "bind -x '\"\\C-xy\": rm -rf ~'"),
    # zsh's own
    (("zsh",), "", "=rm -rf ~"), (("zsh",), "", "noglob rm -rf ~"), (("zsh",), "", "nocorrect rm -rf ~"), (("zsh",), "", "- rm -rf ~"),
    (("zsh",), "", "repeat 1 rm -rf ~"), (("zsh",), "", "for x (~) rm -rf $x"), (("zsh",), "", "if true { rm -rf ~ }"),
    (("zsh",), "", "{ rm -rf ~ } always { : }"), (("zsh",), "", "rm -rf ~ &!"), (("zsh",), "", "() { rm -rf ~ }"), (("zsh",), "", "f() rm -rf ~; f"),
    (("zsh",), "hash -d vv=~", "rm -rf ~vv"), (("zsh",), "", "zmodload zsh/files; zf_rm -rf ~"), (("zsh",), "", "rm -rf ~(N)"),
    (("zsh",), "alias -g GG='| xargs rm -rf'", "echo ~ GG"), (("zsh",), "", "builtin eval 'rm -rf ~'"), (("zsh",), "", "print -l ${(e):-'$(rm -rf ~)'}"),
    # fish's own
    (("fish",), "", "begin; rm -rf ~; end"), (("fish",), "", "not rm -rf ~"), (("fish",), "", "and rm -rf ~"), (("fish",), "", "rm -rf (echo ~)"),
    (("fish",), "", "set x ~; rm -rf $x"), (("fish",), "", "if true; rm -rf ~; end"), (("fish",), "", "fish -c 'rm -rf ~'"),
    (("fish",), "", "echo 'rm -rf ~' | source"), (("fish",), "", "time rm -rf ~"), (("fish",), "abbr -a zq 'rm -rf'", "zq ~"),
    (("fish",), "alias zr 'rm -rf'", "zr ~"), (("fish",), "function ls; command rm -rf ~; end", "ls"), (("fish",), "", "echo (rm -rf ~)"),
    (("fish",), "", "string collect (rm -rf ~)"), (("fish",), "", "for x in ~; rm -rf $x; end"),
]  # fmt: skip

HARMLESS: list[tuple[tuple[str, ...], str]] = [
    (ALL, "echo 'rm -rf ~'"), (ALL, "echo rm -rf '~'"), (ALL, "# rm -rf ~"), (ALL, "grep -r 'rm -rf' . ; true"), (ALL, "printf '%s\\n' 'DROP TABLE users'"),
    (BOTH, "x='rm -rf ~'; echo $x"), (BOTH, "cat <<'E'\rrm -rf ~\rE"), (BOTH, "git log --grep='rm -rf' ; true"), (ALL, "man rm >/dev/null 2>&1; true"),
    (ALL, "type rm"), (ALL, "history | tail -1 >/dev/null"), (BOTH, "alias rmrf='rm -rf'; unalias rmrf"), (BOTH, "f() { rm -rf /tmp/none-$$; }"), (ALL, "mkdir -p a/b; rm -r a"),
    (BOTH, "for i in 1 2 3; do echo $i; done"), (BOTH, "echo {1..3} | tr ' ' '\\n'"), (ALL, "ls | head -1"), (BOTH, "[[ -d ~ ]] && echo yes"), (BOTH, "echo \"a\\\rb\""),
    (BOTH, "(cd /tmp && pwd)"), (BOTH, "{ echo a; echo b; } | sort"), (BOTH, "time true"), (ALL, "sleep 0.1 &"), (BOTH, "wait; jobs"), (BOTH, "echo $((1 + 2))"),
    (BOTH, "echo hello\r!!"), (BOTH, "echo one two\recho !$"), (("bash",), "fc -l -1"), (("zsh",), "fc -l -1"), (("zsh",), "print -l **/*(N)"), (("zsh",), "echo =ls"),
    (("zsh",), "noglob echo *"), (("zsh",), "repeat 2 echo x"), (("fish",), "begin; echo a; end"), (("fish",), "for x in 1 2; echo $x; end"), (("fish",), "echo (pwd)"),
    (("fish",), "set -g q 1; echo $q"), (ALL, PASTE.format("echo 'a\nb'").rstrip("\r")), (ALL, "touch x; mv x y; rm y"), (BOTH, "touch t; chmod +x t; ls -l t"),
    (BOTH, "export FOO=bar; unset FOO"), (BOTH, "set -o | head -1"), (BOTH, "read x <<< 1; echo $x"), (BOTH, "trap 'echo bye' EXIT; trap - EXIT"), (ALL, "cd .; cd -; cd - >/dev/null"),
]  # fmt: skip


def spread(rows):
    for shells, *rest in rows:
        for shell in shells:
            name = " / ".join(filter(None, rest))
            yield pytest.param(shell, *rest, id=f"{shell}: {name.encode('unicode_escape').decode()[:70]}")


def held_back(terminal, since: int) -> str:
    """What the guard says within a while; empty where the line was let through."""
    for _ in range(60):
        terminal.settle(0.2)
        found = HELD.search(terminal.text[since:])
        if found is not None:
            return found.group()
        if re.search(r"READY> $", terminal.text[since:]) and "\n" in terminal.text[since:].strip("\n"):
            return ""
    return ""


def refuse(terminal, said: str) -> None:
    time.sleep(0.4)
    if said == "No, cancel":
        terminal.type("\x1b")
    elif said != "guard denied":
        terminal.type("n\r")
    terminal.settle(0.4)
    terminal.type("\x03")
    terminal.settle(0.2)


@pytest.mark.parametrize(("shell", "before", "keys"), list(spread(DANGEROUS)))
def test_does_not_run(open_shell, shell, before, keys):
    terminal = open_shell(shell)
    (terminal.work / "empty").touch()
    for line in filter(None, before.split("\n")):
        terminal.line(line)
        terminal.settle(0.5)
    since = len(terminal.text)
    terminal.type(
        keys if keys[-1] in "\r\n\x0f" or keys.startswith("\x18") or keys.endswith("\x1ba") else keys + "\r"
    )
    said = held_back(terminal, since)
    assert (terminal.home / "precious").exists(), terminal.text[since:]
    assert said, terminal.text[since:]
    refuse(terminal, said)
    time.sleep(0.2)
    assert (terminal.home / "precious").exists(), terminal.text[since:]


@pytest.mark.parametrize(("shell", "keys"), list(spread(HARMLESS)))
def test_is_let_through(shared_shell, shell, keys):
    terminal = shared_shell(shell)
    terminal.sync()
    since = len(terminal.text)
    terminal.type(keys + "\r")
    terminal.sync(40)
    assert not HELD.search(terminal.text[since:]), terminal.text[since:]
