"""Shell programs out of a grammar, for Hypothesis. Every leaf is a program that records how it was started, or
one that makes, changes or deletes a file."""

from __future__ import annotations

import shlex

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
    "echo old >k1; rm k1; mk $(cat k1)", "cp notes.txt k2; rm k*; mk $(cat k2)", "sed -i s/one/two/ kept.md; mk $(cat kept.md)",
    "echo new >k3; mk \"$(cat k3)\"", "echo old >k4; mv k4 k5; mk $(cat k5)", "find . -name k6.md -delete; mk \"$(cat k6.md)\"",
    "truncate -s 0 k7.md; mk \"$(cat k7.md)\"", "echo a >k8; echo b >>k8; mk $(cat k8)", "echo old | tee k9 >k10; mk $(cat k9 k10)",
)  # fmt: skip


def words(shell: str) -> st.SearchStrategy[str]:
    extra = {"bash": BASH_WORDS, "zsh": ZSH_WORDS}.get(shell, ())
    return st.sampled_from(POSIX_WORDS + extra)


@st.composite
def leaf(draw: st.DrawFn, shell: str) -> str:
    """A recording program with some words, prefixes and redirections; or a change of files."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.sampled_from(FILES))
    if kind == 1:
        return draw(st.sampled_from(("echo 'in put' | eats", "eats <fixed.md", "eats", "printf 'a\\n%s' \"$x\" | eats", "eats <<E\n$x\nE", "cat fixed.md | eats",
                                     "echo $n | cat | eats", "echo up | tr a-z A-Z | eats", "{ echo 1; mk; } | eats", "eats </dev/null")))  # fmt: skip
    program = draw(st.sampled_from(SPELLINGS))
    given = draw(st.lists(words(shell), max_size=4))
    prefix = draw(st.sampled_from(BEFORE))
    if prefix.startswith("find"):
        given, program = [*given, "{}", "\\;"], draw(st.sampled_from(PROGRAMS))
    elif prefix in ("builtin command ", "time ", "! ") and shell != "bash":
        prefix = ""
    suffix = draw(
        st.sampled_from(("", "", "", "", " >out", " 2>&1", " </dev/null", " >>notes.txt", " 2>err >&2", " 3>&1 >three",
                         " <<<text" if shell != "sh" else "", " &>all" if shell == "bash" else ""))
    )  # fmt: skip
    return prefix + " ".join([program, *given]) + suffix


def wrapped(inner: st.SearchStrategy[str], shell: str) -> st.SearchStrategy[str]:
    """A text inside another."""
    name = {"sh": "sh", "zsh": "zsh"}.get(shell, "bash")

    def forms(text: str) -> st.SearchStrategy[str]:
        quoted = shlex.quote(text)
        plain = [
            f"eval {quoted}", f"{name} -c {quoted}", f"echo {quoted} | {name}", f"printf '%s\\n' {quoted} | {name}",
            f"{name} <<'END'\n{text}\nEND\n", f"echo {quoted} >s.sh; {name} s.sh", f"echo {quoted} >s.sh; . ./s.sh",
            f"{{ {text}\n}}", f"( {text}\n)", f"if true; then\n{text}\nfi", f"if test -n \"$x\"; then\n{text}\nelse mk else; fi",
            f"for i in 1 2; do\n{text}\ndone", f"case $x in v*) {text}\n;; *) mk no;; esac", f"f() {{\n{text}\n}}; f arg 'u v'",
            f"! {{ {text}\n}}", f"n=0; while [ $n -lt 2 ]; do n=$((n+1))\n{text}\ndone", f"echo \"$({text}\n)\"",
            f"true && {{ {text}\n}}", f"false || {{ {text}\n}}", f"x=$({text}\n)", f"{{ {text}\n}} >o", f"{{ {text}\n}} | cat",
            f"echo l1 | while read -r line; do\n{text}\ndone", f"trap {quoted} EXIT", f"set -- one 'two 3'\n{text}",
            f"x=changed\n{text}", f"unset x\n{text}", f"mkdir -p d; cd d\n{text}", f"cd /tmp && {{ {text}\n}}",
            f"cd nowhere; {{ {text}\n}}", f"cd nowhere && {{ {text}\n}}", f"(cd ~; {text}\n)", f"until true; do :; done; {text}",
            f"prog=beta\n{text}", f"for i; do\n{text}\ndone", f"while true; do\n{text}\nbreak; done", f"{text}\n:",
            f"if false; then mk never; else\n{text}\nfi", f"export x=exp\n{text}", f"g() {{ {text}\n}}\nif true; then g; fi",
            f"for i in a b c; do [ $i = b ] && continue\n{text}\ndone", f"f() {{ return 0; }}; f && {{ {text}\n}}",
            f"cat <<END\n$({text}\n)\nEND", f"IFS=,; {text}", f"timeout 5 {name} -c {quoted}", f"env Q=1 {name} -c {quoted}",
            f"command eval {quoted}", f"exec {name} -c {quoted}", f"readonly r=1; {text}", f"set -u\n{text}", f"set -e\n{text}",
            f"echo ok | xargs -I{{}} {name} -c {quoted}", f"env -S '{name} -c' {quoted}", f"find notes.txt -exec {name} -c {quoted} \\;",
            f"set -f; {text}", f"cd sub\n{text}", f"x=$(echo sub); cd $x && {{ {text}\n}}; cd ..; mk back", f"f() ( {text}\n); f; f again",
            f"case $n in [0-9]) {text}\n;; esac", f"{{ {text}\n}} && mk then || mk otherwise", f"alias q=mk\n{text}", f"set -- $x*; {text}",
            f"if [ -f notes.txt ]; then {text}\nfi", f"[ -d sub ] && {{ {text}\n}}", f"test ! -e absent && {{ {text}\n}}",
            f"for f in *.txt; do\n{text}\ndone", f"cat fixed.md | while read -r x; do\n{text}\ndone", f"printf '%s' {quoted} >t.sh; cat t.sh | {name}",
            f"cp notes.txt s2.sh; echo {quoted} >s2.sh; {name} ./s2.sh arg", f"{name} -s -- p1 <<'END'\n{text}\nEND\n", f"nohup {name} -c {quoted}",
            f"p=/usr/bin:/bin; PATH=\"$PATH:$p\"\n{text}", f"x=\"$x\"; {text}", f": ${{made:=mk}}; $made; {text}", f"trap - EXIT; trap {quoted} EXIT; :",
            f"command . /dev/stdin <<'END'\n{text}\nEND\n", f"tee t.sh <<'END' | {name}\n{text}\nEND\n", f"f() {{ x=$1; shift; {text}\n}}; f new more",
        ]  # fmt: skip
        bash = [
            f"{name} <<<{quoted}", f"{name} <(echo {quoted})", f"for ((i=0;i<2;i++)); do\n{text}\ndone",
            f"[[ $x == v* ]] && {{ {text}\n}}", f"((1)) && {{ {text}\n}}", f"arr=(one 'two 2' three)\n{text}",
            f"declare x=dec\n{text}", f"function h {{\n{text}\n}}; h", f"printf -v x %s pf\n{text}", f"ref=prog\n{text}",
            f"coproc {{ {text}\n}}; wait", f"cat < <({text}\n)", f"read -r x <<<'rd two'\n{text}", f"local_f() {{ local x=loc\n{text}\n}}; local_f",
            f"shopt -s expand_aliases\nalias zz={quoted}\nzz", f"x+=more\n{text}", f"n+=1\n{text}", f"mapfile -t arr <<<'m1'\n{text}",
            f"declare -i n=4+3\n{text}", f"y='a[$(mk sub)]'; ((y)); {text}", f"select s in a b; do break; done </dev/null; {text}",
            f"pushd /tmp >/dev/null && {{ {text}\n}}; popd >/dev/null; mk after", f"shopt -s extglob nullglob\n{text}", f"coproc {text}",
            f"{{arr[0]}}>fdfile mk fd; {text}", f"echo {quoted} > >({name})", f"declare -A m=([k]={quoted}); eval \"${{m[k]}}\"", f"time {{ {text}\n}}",
            f"source <(echo {quoted})", f"mapfile -t arr < <(echo one; echo two)\n{text}", f"declare -n ref=x; {text}", f"[[ $x =~ ^v(.*) ]] && x=${{BASH_REMATCH[1]}}\n{text}",
            f"while read -r a b; do\n{text}\ndone < <(echo r1 r2)", f"exec 5<fixed.md; read -r x <&5; {text}", f"eval -- {quoted}", f"f() {{ \"$@\"; }}; f {text.split(chr(10))[0]}",
            f"if [[ -e notes.txt && $n -gt 2 ]]; then {text}\nfi", f"for i in {{1..2}}; do\n{text}\ndone", f"PS4='$(mk ps)'; set -x; {text}", f"PROMPT_COMMAND=mk; {text}",
            f"BASH_ENV=s3.sh; export BASH_ENV; echo mk env >s3.sh; bash -c {quoted}", f"declare -fx mk2 2>/dev/null; mk2() {{ {text}\n}}; export -f mk2; bash -c mk2",
        ]  # fmt: skip
        zsh = [f"repeat 2; do\n{text}\ndone", f"function {{\n{text}\n}} arg", f"arr=(one 'two 2' three)\n{text}",
               f"[[ $x == v* ]] && {{ {text}\n}}", f"{{ {text}\n}} always {{ mk always; }}", f"noglob eval {quoted}", f"setopt shwordsplit\n{text}",
               f"for i in {{1..2}}; do\n{text}\ndone", f"zsh <(echo {quoted})", f"zsh <<<{quoted}", f"cat =({text}\n)", f"foreach i (a b) {text}\nend", f"if [[ -n $x ]] {{ {text}\n}}",
               f"alias -g G='| zsh'; eval {shlex.quote(f'echo {quoted} G')}", f"(( n > 2 )) && {{ {text}\n}}", f"f() {{ local x=loc; {text}\n}}; f", f"echo {quoted} > >(zsh)",
               f"typeset -A m; m=(k {quoted}); eval $m[k]", f"coproc {{ {text}\n}}; wait", f"{{ {text}\n}} >o1 >o2", f"setopt nullglob; {text}"]  # fmt: skip
        return st.sampled_from(plain + {"bash": bash, "zsh": zsh}.get(shell, []))

    return inner.flatmap(forms)


def joined(inner: st.SearchStrategy[str], shell: str) -> st.SearchStrategy[str]:
    """Two texts one after the other, by some operator."""
    operators = ["\n", "; ", " && ", " || ", " | ", " & "] + ([" |& "] if shell != "sh" else [])
    return st.tuples(inner, st.sampled_from(operators), inner).map(
        lambda t: f"{{ {t[0]}\n}}{t[1]}{{ {t[2]}\n}}" if t[1] != "\n" else f"{t[0]}\n{t[2]}"
    )


def nested(shell: str, depth: int) -> st.SearchStrategy[str]:
    """Texts in which so many forms stand inside each other at most."""
    if depth == 0:
        return leaf(shell)
    inner = nested(shell, depth - 1)
    return st.one_of(wrapped(inner, shell), wrapped(inner, shell), joined(inner, shell))


def programs(shell: str) -> st.SearchStrategy[str]:
    """Whole programs. They start with a few variables of known values."""
    body = st.integers(0, 8).flatmap(lambda kind: nested(shell, (0, 1, 1, 1, 2, 2, 2, 3, 3)[kind]))
    return body.map(lambda text: f"x=val; n=3; prog=alpha\n{text}")
