"""Shell programs out of a grammar, for Hypothesis. Every leaf is a program that records how it was started."""

from __future__ import annotations

import shlex

from hypothesis import strategies as st

POSIX_WORDS = (
    "a", "b1", "-x", "--long=v", "''", "'q r'", '"d e"', "\\$x", "p'q'r", '"$x"', "$x", "${x}", '"${y:-dflt}"',
    "${x:+set}", "${x#v}", "${x%l}", "$(echo out)", '"$(echo two words)"', "$(echo two words)", "`echo back`", "$((1+2))",
    "~", "'$x'", '"a $x b"', "$#", '"$@"', "$*", "$1", "x=y", "a:b", "*.none", "'*'", "${z-unset}", '"${x:-$(echo n)}"',
    "$((n+1))", '"$n"', "end.",
)  # fmt: skip
BASH_WORDS = (
    "{p,q}", "{1..3}", "$'t\\x41b'", "${x^^}", "${x/v/w}", "${x//l/L}", "${x:1}", "${x:0:2}", '"${arr[@]}"', "${arr[1]}",
    "${#arr[@]}", "${!ref}", "${x@Q}", '"${arr[*]}"', "<(true)", "$[2*3]", "pre{a,b}post", "${x: -1}",
)  # fmt: skip
ZSH_WORDS = ("{p,q}", "$'t\\x41b'", "${x//l/L}", "${(U)x}", "$arr", "${arr[1]}", "${#arr}", "${x:1}")
PROGRAMS = ("mk", "alpha", "beta", "gamma")


def words(shell: str) -> st.SearchStrategy[str]:
    extra = {"bash": BASH_WORDS, "zsh": ZSH_WORDS}.get(shell, ())
    return st.sampled_from(POSIX_WORDS + extra)


@st.composite
def leaf(draw: st.DrawFn, shell: str) -> str:
    """A recording program with some words, prefixes and redirections."""
    program = draw(
        st.sampled_from((*PROGRAMS, "m''k", '"alpha"', "\\beta", "$prog", "${prog}", "$(echo gamma)"))
    )
    given = draw(st.lists(words(shell), max_size=3))
    prefix = draw(st.sampled_from(("", "", "", "V=1 ", "x=other ", "IFS=: ", ">out ", "2>/dev/null ")))
    suffix = draw(
        st.sampled_from(("", "", "", " >out", " 2>&1", " </dev/null", " <<<text" if shell != "sh" else ""))
    )
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
            f"cd nowhere; {{ {text}\n}}", f"cd nowhere && {{ {text}\n}}", f"(cd /usr; {text}\n)", f"until true; do :; done; {text}",
            f"prog=beta\n{text}", f"for i; do\n{text}\ndone", f"while true; do\n{text}\nbreak; done", f"{text}\n:",
            f"if false; then mk never; else\n{text}\nfi", f"export x=exp\n{text}", f"g() {{ {text}\n}}\nif true; then g; fi",
            f"for i in a b c; do [ $i = b ] && continue\n{text}\ndone", f"f() {{ return 0; }}; f && {{ {text}\n}}",
            f"cat <<END\n$({text}\n)\nEND", f"IFS=,; {text}", f"timeout 5 {name} -c {quoted}", f"env Q=1 {name} -c {quoted}",
            f"command eval {quoted}", f"exec {name} -c {quoted}", f"readonly r=1; {text}", f"set -u\n{text}", f"set -e\n{text}",
        ]  # fmt: skip
        bash = [
            f"{name} <<<{quoted}", f"{name} <(echo {quoted})", f"for ((i=0;i<2;i++)); do\n{text}\ndone",
            f"[[ $x == v* ]] && {{ {text}\n}}", f"((1)) && {{ {text}\n}}", f"arr=(one 'two 2' three)\n{text}",
            f"declare x=dec\n{text}", f"function h {{\n{text}\n}}; h", f"printf -v x %s pf\n{text}", f"ref=prog\n{text}",
            f"coproc {{ {text}\n}}; wait", f"cat < <({text}\n)", f"read -r x <<<'rd two'\n{text}", f"local_f() {{ local x=loc\n{text}\n}}; local_f",
            f"shopt -s expand_aliases\nalias zz={quoted}\nzz", f"x+=more\n{text}", f"n+=1\n{text}", f"mapfile -t arr <<<'m1'\n{text}",
            f"declare -i n=4+3\n{text}", f"y='a[$(mk sub)]'; ((y)); {text}", f"select s in a b; do break; done </dev/null; {text}",
            f"pushd /tmp >/dev/null && {{ {text}\n}}; popd >/dev/null; mk after",
        ]  # fmt: skip
        zsh = [f"repeat 2; do\n{text}\ndone", f"function {{\n{text}\n}} arg", f"arr=(one 'two 2' three)\n{text}",
               f"[[ $x == v* ]] && {{ {text}\n}}", f"{{ {text}\n}} always {{ mk always; }}", f"noglob eval {quoted}"]  # fmt: skip
        return st.sampled_from(plain + {"bash": bash, "zsh": zsh}.get(shell, []))

    return inner.flatmap(forms)


def joined(inner: st.SearchStrategy[str], shell: str) -> st.SearchStrategy[str]:
    """Two texts one after the other, by some operator."""
    operators = ["\n", "; ", " && ", " || ", " | ", " & "] + ([" |& "] if shell != "sh" else [])
    return st.tuples(inner, st.sampled_from(operators), inner).map(
        lambda t: f"{{ {t[0]}\n}}{t[1]}{{ {t[2]}\n}}" if t[1] != "\n" else f"{t[0]}\n{t[2]}"
    )


def programs(shell: str) -> st.SearchStrategy[str]:
    """Whole programs. They start with a few variables of known values."""
    body = st.recursive(
        leaf(shell),
        lambda inner: st.one_of(wrapped(inner, shell), wrapped(inner, shell), joined(inner, shell)),
        max_leaves=5,
    )
    return body.map(lambda text: f"x=val; n=3; prog=alpha\n{text}")
