"""Shell programs out of a grammar. Every leaf is a program that records how it was started, or
one that makes, changes or deletes a file."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Protocol

from hypothesis import strategies as st

POSIX_WORDS = (
    "a", "b1", "-x", "--long=v", "''", "'q r'", '"d e"', "\\$x", "p'q'r", '"$x"', "$x", "${x}", '"${y:-dflt}"',
    "${x:+set}", "${x#v}", "${x%l}", "$(echo out)", '"$(echo two words)"', "$(echo two words)", "`echo back`", "$((1+2))",
    "~", "'$x'", '"a $x b"', "$#", '"$@"', "$*", "$1", "x=y", "a:b", "*.none", "'*'", "${z-unset}", '"${x:-$(echo n)}"',
    "$((n+1))", '"$n"', "end.", "*.txt", "sub/*", "$x*", '"$*"', "${y=made}", "${1:-none}", "${#x}", "$((n*2+1))", "~/f", "$x$n",
    '"${x%%a*}"', "${x##*a}", "$(printf %s-%s a b)", "$(cat fixed.md)", '"$(cat fixed.md)"', "[nd]*.*", "?????.txt", '"\\"q\\""',
    "$(basename /p/q.txt .txt)", "$(dirname /p/q)", "`echo \\`echo deep\\``", "$?",
)  # fmt: skip
BASH_WORDS = (
    "{p,q}", "{1..3}", "$'t\\x41b'", "${x^^}", "${x/v/w}", "${x//l/L}", "${x:1}", "${x:0:2}", '"${arr[@]}"', "${arr[1]}",
    "${#arr[@]}", "${!ref}", "${x@Q}", '"${arr[*]}"', "<(true)", "$[2*3]", "pre{a,b}post", "${x: -1}", "{a..e..2}", "${arr[@]:1}",
    "${!arr[@]}", "${x,,}", "${x^}", "${@:1:1}", "$'\\n'", '$"loc"', "${x/#v/V}", "${x/%l/L}", "{$x,z}", "{a,{b,c}}", "${arr[n-3]}",
    "${x@U}", "$(<fixed.md)", "@(notes|data).*",
)  # fmt: skip
ZSH_WORDS = (
    "{p,q}", "$'t\\x41b'", "${x//l/L}", "${(U)x}", "$arr", "${arr[1]}", "${#arr}", "${x:1}", "${(L)x}", "$x[1]", "${arr[2,3]}",
    "${(j:,:)arr}", "${x:-d}", "*.(txt|csv)", "{1..3}", "${x:u}", "${(s:a:)x}", "${=x}", "*.txt(N)", "${arr[-1]}",
)  # fmt: skip
PROGRAMS = ("mk", "alpha", "beta", "gamma")
SPELLINGS = (
    *PROGRAMS,
    "m''k",
    '"alpha"',
    "\\beta",
    "$prog",
    "${prog}",
    "$(echo gamma)",
    "'m'k",
    "${prog:-mk}",
    "`echo beta`",
    "al\\\npha",
)
BEFORE = (
    "", "", "", "", "V=1 ", "x=other ", "IFS=: ", ">out ", "2>/dev/null ", "nice -n 5 ", "env V=1 ", "env -i PATH=\"$PATH\" ",
    "timeout 3 ", "nohup ", "stdbuf -oL ", "command ", "xargs </dev/null ", "echo w1 w2 | xargs ", "printf 'l1\\nl2\\n' | xargs -n1 ",
    "echo it | xargs -I{} ", "! ", "env -u x ", "setsid -w ", "time ", "find notes.txt -exec ", "nice timeout 3 env ", "builtin command ",
    "exec ", "<notes.txt ",
)  # fmt: skip
FILES = (
    "rm -f notes.txt", "rm -r sub", "rm -rf ./sub/*", "mv data.csv moved", "cp notes.txt copy", "touch new", "mkdir -p made/it",
    "echo t | tee t1", "echo t | tee -a notes.txt", "sed -i s/one/two/ notes.txt", "truncate -s 0 data.csv", "ln -s notes.txt link",
    ": >notes.txt", "echo more >>data.csv", "cat notes.txt >copied", "find . -name '*.csv' -delete", "find sub -type f -exec rm {} +",
    "echo notes.txt | xargs rm", "dd if=notes.txt of=data.csv", "ls | head -1 >listed", "rmdir made", "rm *.txt", "mv -f notes.txt data.csv",
    "cp -r sub sub2", "find . -name 'x*' | xargs rm -f", "echo $x >\"$x.out\"", "rm -f ${x}.out data.csv", "unlink notes.txt",
    "install notes.txt installed", "shred -u notes.txt", "for f in *.csv; do rm \"$f\"; done", "ls *.txt | while read -r f; do rm \"$f\"; done",
    ">|data.csv", "cat <<E >here\n$x\nE", "exec 3>three; echo a >&3", "{ echo one; echo two; } >both", "sort -o data.csv notes.txt",
    "tr a b <notes.txt >data.csv", "rm -- \"$(echo notes.txt)\"", "cd sub && rm deep.txt",
)  # fmt: skip
READ_AGAIN = (
    "echo old >k1; rm k1; mk $(cat k1)", "cp notes.txt k2; rm k*; mk $(cat k2)", "sed -i s/one/two/ kept.md; mk $(cat kept.md)",
    "echo new >k3; mk \"$(cat k3)\"", "echo old >k4; mv k4 k5; mk $(cat k5)", "find . -name k6.md -delete; mk \"$(cat k6.md)\"",
    "truncate -s 0 k7.md; mk \"$(cat k7.md)\"", "echo a >k8; echo b >>k8; mk $(cat k8)", "echo old | tee k9 >k10; mk $(cat k9 k10)",
)  # fmt: skip
"""A file that changes and is read; at the end, where nothing else runs at the same time."""


class Choice(Protocol):
    """Where choices come from: Hypothesis, or a plain generator of numbers, which is a hundred times as fast."""

    def choice(self, items: Sequence[str]) -> str: ...
    def randint(self, low: int, high: int) -> int: ...


WORDS = {"sh": POSIX_WORDS, "bash": POSIX_WORDS + BASH_WORDS, "zsh": POSIX_WORDS + ZSH_WORDS}
READS = (
    "echo 'in put' | eats", "eats <fixed.md", "eats", "printf 'a\\n%s' \"$x\" | eats", "eats <<E\n$x\nE", "cat fixed.md | eats",
    "echo $n | cat | eats", "echo up | tr a-z A-Z | eats", "{ echo 1; mk; } | eats", "eats </dev/null",
)  # fmt: skip


def leaf(among: Choice, shell: str) -> str:
    """A recording program with some words, prefixes and redirections; or a change of files."""
    kind = among.randint(0, 9)
    if kind == 0:
        return among.choice(FILES)
    if kind == 1:
        return among.choice(READS)
    program = among.choice(SPELLINGS)
    given = [among.choice(WORDS[shell]) for _ in range(among.randint(0, 4))]
    prefix = among.choice(BEFORE)
    if prefix.startswith("find"):
        given, program = [*given, "{}", "\\;"], among.choice(PROGRAMS)
    elif prefix in ("builtin command ", "time ", "! ") and shell != "bash":
        prefix = ""
    return prefix + " ".join([program, *given]) + among.choice(BEHIND[shell])


_BEHIND = ("", "", "", "", " >out", " 2>&1", " </dev/null", " >>notes.txt", " 2>err >&2", " 3>&1 >three")
BEHIND = {
    "sh": (*_BEHIND, "", ""),
    "bash": (*_BEHIND, " <<<text", " &>all"),
    "zsh": (*_BEHIND, " <<<text", ""),
}


FORMS = (
    "eval ¤", "⌘ -c ¤", "echo ¤ | ⌘", "printf '%s\\n' ¤ | ⌘",
    "⌘ <<'END'\n§\nEND\n", "echo ¤ >s.sh; ⌘ s.sh", "echo ¤ >s.sh; . ./s.sh",
    "{ §\n}", "( §\n)", "if true; then\n§\nfi", "if test -n \"$x\"; then\n§\nelse mk else; fi",
    "for i in 1 2; do\n§\ndone", "case $x in v*) §\n;; *) mk no;; esac", "f() {\n§\n}; f arg 'u v'",
    "! { §\n}", "n=0; while [ $n -lt 2 ]; do n=$((n+1))\n§\ndone", "echo \"$(§\n)\"",
    "true && { §\n}", "false || { §\n}", "x=$(§\n)", "{ §\n} >o", "{ §\n} | cat",
    "echo l1 | while read -r line; do\n§\ndone", "trap ¤ EXIT", "set -- one 'two 3'\n§",
    "x=changed\n§", "unset x\n§", "mkdir -p d; cd d\n§", "cd /tmp && { §\n}",
    "cd nowhere; { §\n}", "cd nowhere && { §\n}", "(cd ~; §\n)", "until true; do :; done; §",
    "prog=beta\n§", "for i; do\n§\ndone", "while true; do\n§\nbreak; done", "§\n:",
    "if false; then mk never; else\n§\nfi", "export x=exp\n§", "g() { §\n}\nif true; then g; fi",
    "for i in a b c; do [ $i = b ] && continue\n§\ndone", "f() { return 0; }; f && { §\n}",
    "cat <<END\n$(§\n)\nEND", "IFS=,; §", "timeout 5 ⌘ -c ¤", "env Q=1 ⌘ -c ¤",
    "command eval ¤", "exec ⌘ -c ¤", "readonly r=1; §", "set -u\n§", "set -e\n§",
    "echo ok | xargs -I{} ⌘ -c ¤", "env -S '⌘ -c' ¤", "find notes.txt -exec ⌘ -c ¤ \\;",
    "set -f; §", "cd sub\n§", "x=$(echo sub); cd $x && { §\n}; cd ..; mk back", "f() ( §\n); f; f again",
    "case $n in [0-9]) §\n;; esac", "{ §\n} && mk then || mk otherwise", "alias q=mk\n§", "set -- $x*; §",
    "if [ -f notes.txt ]; then §\nfi", "[ -d sub ] && { §\n}", "test ! -e absent && { §\n}",
    "for f in *.txt; do\n§\ndone", "cat fixed.md | while read -r x; do\n§\ndone", "printf '%s' ¤ >t.sh; cat t.sh | ⌘",
    "cp notes.txt s2.sh; echo ¤ >s2.sh; ⌘ ./s2.sh arg", "⌘ -s -- p1 <<'END'\n§\nEND\n", "nohup ⌘ -c ¤",
    "p=/usr/bin:/bin; PATH=\"$PATH:$p\"\n§", "x=\"$x\"; §", ": ${made:=mk}; $made; §", "trap - EXIT; trap ¤ EXIT; :",
    "command . /dev/stdin <<'END'\n§\nEND\n", "tee t.sh <<'END' | ⌘\n§\nEND\n", "f() { x=$1; shift; §\n}; f new more",
)  # fmt: skip
BASH_FORMS = (
    "⌘ <<<¤", "⌘ <(echo ¤)", "for ((i=0;i<2;i++)); do\n§\ndone",
    "[[ $x == v* ]] && { §\n}", "((1)) && { §\n}", "arr=(one 'two 2' three)\n§",
    "declare x=dec\n§", "function h {\n§\n}; h", "printf -v x %s pf\n§", "ref=prog\n§",
    "coproc { §\n}; wait", "cat < <(§\n)", "read -r x <<<'rd two'\n§", "local_f() { local x=loc\n§\n}; local_f",
    "shopt -s expand_aliases\nalias zz=¤\nzz", "x+=more\n§", "n+=1\n§", "mapfile -t arr <<<'m1'\n§",
    "declare -i n=4+3\n§", "y='a[$(mk sub)]'; ((y)); §", "select s in a b; do break; done </dev/null; §",
    "pushd /tmp >/dev/null && { §\n}; popd >/dev/null; mk after", "shopt -s extglob nullglob\n§", "coproc §",
    "{arr[0]}>fdfile mk fd; §", "echo ¤ > >(⌘)", "declare -A m=([k]=¤); eval \"${m[k]}\"", "time { §\n}",
    "source <(echo ¤)", "mapfile -t arr < <(echo one; echo two)\n§", "declare -n ref=x; §", "[[ $x =~ ^v(.*) ]] && x=${BASH_REMATCH[1]}\n§",
    "while read -r a b; do\n§\ndone < <(echo r1 r2)", "exec 5<fixed.md; read -r x <&5; §", "eval -- ¤", "f() { \"$@\"; }; f §",
    "if [[ -e notes.txt && $n -gt 2 ]]; then §\nfi", "for i in {1..2}; do\n§\ndone", "PS4='$(mk ps)'; set -x; §", "PROMPT_COMMAND=mk; §",
    "BASH_ENV=s3.sh; export BASH_ENV; echo mk env >s3.sh; bash -c ¤", "declare -fx mk2 2>/dev/null; mk2() { §\n}; export -f mk2; bash -c mk2",
)  # fmt: skip
ZSH_FORMS = ("repeat 2; do\n§\ndone", "function {\n§\n} arg", "arr=(one 'two 2' three)\n§",
       "[[ $x == v* ]] && { §\n}", "{ §\n} always { mk always; }", "noglob eval ¤", "setopt shwordsplit\n§",
       "for i in {1..2}; do\n§\ndone", "zsh <(echo ¤)", "zsh <<<¤", "cat =(§\n)", "foreach i (a b) §\nend", "if [[ -n $x ]] { §\n}",
       "alias -g G='| zsh'; eval ⁂", "(( n > 2 )) && { §\n}", "f() { local x=loc; §\n}; ", "echo ¤ > >(zsh)",
       "typeset -A m; m=(k ¤); eval $m[k]", "coproc { §\n}; wait", "{ §\n} >o1 >o2", "setopt nullglob; §")  # fmt: skip
"""Texts around another: ``§`` stands for it, ``¤`` for it in quotes, ``⌘`` for the name of the shell."""


ALL_FORMS = {"sh": FORMS, "bash": FORMS + BASH_FORMS, "zsh": FORMS + ZSH_FORMS}
OPERATORS = ("\n", "; ", " && ", " || ", " | ", " & ", " |& ")


def wrapped(among: Choice, shell: str, depth: int) -> str:
    """A text inside another."""
    text, form = nested(among, shell, depth), among.choice(ALL_FORMS[shell])
    quoted = shlex.quote(text)
    form = form.replace("⌘", shell).replace("⁂", shlex.quote(f"echo {quoted} G"))
    return form.replace("¤", quoted).replace("§", text)


def joined(among: Choice, shell: str, depth: int) -> str:
    """Two texts one after the other, by some operator."""
    first, operator = (
        nested(among, shell, depth),
        among.choice(OPERATORS[:-1] if shell == "sh" else OPERATORS),
    )
    second = nested(among, shell, depth)
    return f"{first}\n{second}" if operator == "\n" else f"{{ {first}\n}}{operator}{{ {second}\n}}"


def nested(among: Choice, shell: str, depth: int) -> str:
    """A text in which so many forms stand inside each other."""
    if depth == 0:
        return leaf(among, shell)
    return (wrapped, wrapped, joined)[among.randint(0, 2)](among, shell, depth - 1)


def program(among: Choice, shell: str) -> str:
    """A whole program. It starts with a few variables of known values."""
    body = nested(among, shell, (0, 1, 1, 1, 2, 2, 2, 3, 3)[among.randint(0, 8)])
    end = among.choice(("",) * 20 + READ_AGAIN)
    return f"x=val; n=3; prog=alpha\n{body}" + ("\n" + end if end else "")


class Drawn:
    """Choices that Hypothesis makes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def choice(self, items: Sequence[str]) -> str:
        return self._draw(st.sampled_from(items))

    def randint(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))


@st.composite
def programs(draw: st.DrawFn, shell: str) -> str:
    """Whole programs, for Hypothesis."""
    return program(Drawn(draw), shell)
