"""zsh and fish: what they read, what they refuse, and what runs in it. Commands in the data files are
``echo``, so that what each shell says of them can be tried by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.shell import nodes
from guard.shell.nodes import Refusal, Simple
from guard.shell.parse import parse
from guard.shell.second_opinion import command_names

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in (DATA / name).read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.mark.parametrize("dialect", ["zsh", "fish"])
def test_what_the_shell_reads_is_read(dialect: str) -> None:
    for text in lines(f"{dialect}_accepts.txt"):
        parse(text, dialect)


@pytest.mark.parametrize("dialect", ["zsh", "fish"])
def test_what_the_shell_refuses_is_refused(dialect: str) -> None:
    for text in lines(f"{dialect}_refuses.txt"):
        with pytest.raises(Refusal):
            parse(text, dialect)


RUNS = [
    pytest.param("zsh", "{ a } always { b }", ["a", "b"], id="zsh always"),
    pytest.param("zsh", "repeat 3 a", ["a"], id="zsh repeat"),
    pytest.param("zsh", "for x (1 2) a; b", ["a", "b"], id="zsh short for"),
    pytest.param("zsh", "foreach x (1 2); a; end", ["a"], id="zsh foreach"),
    pytest.param("zsh", "if (a) b", ["a", "b"], id="zsh short if"),
    pytest.param("zsh", "if [[ x ]] { a } else { b }", ["a", "b"], id="zsh if with braces"),
    pytest.param("zsh", "while ((x)) { a }", ["a"], id="zsh while with braces"),
    pytest.param("zsh", "() { a } x", ["a"], id="zsh anonymous function"),
    pytest.param("zsh", "f g () a; f", ["a", "f"], id="zsh function of one command, two names"),
    pytest.param("zsh", "a &! b &| c", ["a", "b", "c"], id="zsh disowned jobs"),
    pytest.param("zsh", 'echo ${(f)"$(a)"}', ["echo", "a"], id="zsh nested substitution with flags"),
    pytest.param("zsh", "echo ${${(M)$(a)#b}%$(c)}", ["echo", "a", "c"], id="zsh nested operators"),
    pytest.param("zsh", "echo ${x:-$(a)}", ["echo", "a"], id="zsh default"),
    pytest.param("zsh", 'echo $x[$(a)] "$x[$(b)]"', ["echo", "a", "b"], id="zsh subscripts without braces"),
    pytest.param("zsh", "echo *(.om[1]) (a|b)$(c)", ["echo", "c"], id="zsh patterns with parentheses"),
    pytest.param("zsh", "a =(b)", ["a", "b"], id="zsh substitution by a file"),
    pytest.param("zsh", "a <1-9> x<->", ["a"], id="zsh number ranges"),
    pytest.param("zsh", "case x { (y|z)*) a ;| w) b ;; }", ["a", "b"], id="zsh case with braces"),
    pytest.param("zsh", "a=1;{ b };c", ["b", "c"], id="zsh braces that end words"),
    pytest.param("zsh", "{a}; f() {b }", ["a", "b"], id="zsh braces without blanks are groups"),
    pytest.param("zsh", "{a,b}", ["a,b"], id="zsh braces where a command begins are no list"),
    pytest.param("zsh", ">f repeat 2 a; 2>&1 { b }", ["a", "b"], id="zsh redirections before a compound"),
    pytest.param("fish", "a | not b | ! begin; c; end", ["a", "b", "c"], id="fish not in a pipe"),
    pytest.param("fish", "begin; a; end; and b; or c", ["a", "b", "c"], id="fish begin, and, or"),
    pytest.param("fish", "if a; b; else if c; d; else; e; end", ["a", "b", "c", "d", "e"], id="fish if"),
    pytest.param("fish", "switch (a); case x; b; case '*'; c; end", ["a", "b", "c"], id="fish switch"),
    pytest.param("fish", "for x in (a); b (c); end", ["a", "b", "c"], id="fish for"),
    pytest.param("fish", "while not a; b; end", ["a", "b"], id="fish while and not"),
    pytest.param("fish", "function f; a; end; f", ["a", "f"], id="fish function"),
    pytest.param("fish", 'a "(b) $(c)" (d)', ["a", "c", "d"], id="fish substitutions in quotes"),
    pytest.param("fish", "a $x[(b)] (c)[1]", ["a", "b", "c"], id="fish indices"),
    pytest.param("fish", "a 2>| b &| c | d", ["a", "b", "c", "d"], id="fish pipes"),
    pytest.param("fish", "X=(a) b", ["b", "a"], id="fish assignment before a command"),
    pytest.param("zsh", "é=1 a", ["a"], id="zsh names with letters of any script"),
    pytest.param("bash", "é=1 a", ["é=1"], id="bash names are of ASCII"),
    pytest.param("fish", "if --help; a", ["if", "a"], id="fish help for a keyword"),
    pytest.param("sh", "a &>f", ["a"], id="sh background and redirection"),
    pytest.param("sh", "echo \"${x:-'}'$(a)\"", ["echo", "a"], id="sh apostrophe in a quoted default"),
]


@pytest.mark.parametrize(("dialect", "text", "names"), RUNS)
def test_the_commands_of_a_dialect(dialect: str, text: str, names: list[str]) -> None:
    assert list(command_names(parse(text, dialect))) == names


def test_clobbering_redirections_of_zsh_keep_their_meaning() -> None:
    command = parse("a >! f >>| g &>! h", "zsh").items[0].first.commands[0]
    assert isinstance(command, Simple)
    assert [r.operator for r in command.redirects] == [">!", ">>", "&>"]


def test_flags_of_zsh_are_kept() -> None:
    command = parse('a ${(e)x} ${=y} "${(f)z}"', "zsh").items[0].first.commands[0]
    assert isinstance(command, Simple)
    parts = [w.parts[0] for w in command.words[1:]]
    assert [p.flags for p in parts if isinstance(p, nodes.Parameter)] == ["e", "=", "f"]


def test_a_function_of_fish_that_an_event_runs_names_its_event() -> None:
    command = parse("function f --on-event fish_exit; rm x; end", "fish").items[0].first.commands[0]
    assert isinstance(command, nodes.Function)
    assert [word.literal for word in command.arguments] == ["--on-event"]


MISLEADING = [
    pytest.param("fish", "'not' rm x", id="a keyword of fish in quotes, which fish honours"),
    pytest.param("fish", "n\\ot rm x", id="a keyword of fish with a backslash"),
    pytest.param(
        "zsh", "case a in (a)rm x;; esac", id="a zsh pattern that may be the beginning of a command"
    ),
    pytest.param("zsh", "ls *(e:'rm x':)", id="a zsh glob qualifier that runs code"),
    pytest.param("zsh", "ls *(.oe:'rm x':)", id="a zsh sorting that runs code"),
    pytest.param("zsh", "echo ${(l:$(rm x):)y}", id="zsh flags that run code"),
    pytest.param("zsh", "ls *(+f)", id="a zsh glob qualifier that runs a function"),
    pytest.param("zsh", 'echo ${(e):-"\\$(rm x)"}', id="a zsh expansion expanded again"),
    pytest.param("fish", "not\\\n rm x", id="a keyword of fish before a line continuation"),
    pytest.param("fish", "true &&\r rm x", id="white space that fish takes for a blank"),
    pytest.param("fish", "X=1 not rm x", id="a keyword of fish after an assignment"),
    pytest.param("zsh", 'echo "$x:s/a" rm "b/"', id="a zsh modifier that would reach over its string"),
]


@pytest.mark.parametrize(("dialect", "text"), MISLEADING)
def test_a_text_that_could_hide_a_command_is_refused(dialect: str, text: str) -> None:
    with pytest.raises(Refusal):
        parse(text, dialect)


def test_a_modifier_of_zsh_does_not_swallow_what_follows() -> None:
    text = 'echo "$x:s" && a; echo $x:& b'
    assert list(command_names(parse(text, "zsh"))) == ["echo", "a", "echo", "b"]


def test_arrays_are_read_in_sh_too_since_sh_may_be_bash() -> None:
    assert list(command_names(parse("a=($(b)); c", "sh"))) == ["b", "c"]
