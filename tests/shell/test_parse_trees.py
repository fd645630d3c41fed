"""What tree a text becomes: quoting, words, redirections, assignments, here-documents, spans."""

from __future__ import annotations

import pytest

from guard.shell import nodes
from guard.shell.nodes import Simple, Text
from guard.shell.parse import parse
from guard.shell.second_opinion import command_names


def first(text: str, dialect: str = "bash") -> object:
    return parse(text, dialect).items[0].first.commands[0]


def simple(text: str, dialect: str = "bash") -> Simple:
    command = first(text, dialect)
    assert isinstance(command, Simple)
    return command


def texts(word: nodes.Word | None) -> list[tuple[str, bool]]:
    assert word is not None
    return [(p.text, p.quoted) for p in word.parts if isinstance(p, Text)]


LITERALS = [
    pytest.param("'rm'", "rm", id="single quotes go"),
    pytest.param('"rm"', "rm", id="double quotes go"),
    pytest.param("r''m", "rm", id="an empty quotation is nothing"),
    pytest.param("r\\m", "rm", id="a backslash quotes one character"),
    pytest.param("r\\\nm", "rm", id="a continued line is one word"),
    pytest.param("$'\\x72\\155'", "rm", id="hexadecimal and octal escapes"),
    pytest.param("$'\\u0072m'", "rm", id="Unicode escapes"),
    pytest.param("$'r\\0x'm", "rm", id="a NUL ends its quotation only"),
    pytest.param('$"rm"', "rm", id="a translated string"),
    pytest.param('"a\\"b\\$c\\`d\\\\e\\f"', 'a"b$c`d\\e\\f', id="backslashes inside double quotes"),
    pytest.param("a#b", "a#b", id="a hash inside a word"),
    pytest.param("{a,b}", "{a,b}", id="braces are left to the expander"),
    pytest.param("a@(b|c d)e", "a@(b|c d)e", id="an extended pattern may hold blanks"),
    pytest.param("a$", "a$", id="a lone dollar sign"),
    pytest.param("é“”", "é“”", id="letters beyond ASCII are letters"),
    pytest.param("a\r", "a\r", id="a carriage return is data"),
    pytest.param("\udc80x", "\udc80x", id="a byte that is no UTF-8"),
]


@pytest.mark.parametrize(("text", "literal"), LITERALS)
def test_a_word_after_quote_removal(text: str, literal: str) -> None:
    assert simple(f": {text}").words[1].literal == literal


def test_quoted_and_unquoted_text_are_told_apart() -> None:
    assert texts(simple(": a'b'\"c\"\\d*").words[1]) == [("a", False), ("bcd", True), ("*", False)]


def test_an_empty_string_is_one_quoted_empty_text() -> None:
    assert texts(simple(": ''").words[1]) == [("", True)]


PARAMETERS = [
    pytest.param("$x", ("x", "", None), id="plain"),
    pytest.param("$1", ("1", "", None), id="positional"),
    pytest.param("${10}", ("10", "", None), id="two digits"),
    pytest.param("${x:-a b}", ("x", ":-", "a b"), id="default"),
    pytest.param("${x=y}", ("x", "=", "y"), id="assigned default"),
    pytest.param("${x##*/}", ("x", "##", "*/"), id="longest prefix"),
    pytest.param("${x%.*}", ("x", "%", ".*"), id="suffix"),
    pytest.param("${x//a/b}", ("x", "//", "a"), id="replacement of all"),
    pytest.param("${x/#a/b}", ("x", "/#", "a"), id="replacement at the beginning"),
    pytest.param("${x^^}", ("x", "^^", ""), id="upper case"),
    pytest.param("${x:1:2}", ("x", ":", "1"), id="substring"),
    pytest.param("${x: -1}", ("x", ":", " -1"), id="substring from the end"),
    pytest.param("${x@P}", ("x", "@P", None), id="prompt expansion"),
    pytest.param("${#}", ("#", "", None), id="the number of parameters"),
    pytest.param("${@:2}", ("@", ":", "2"), id="a slice of the parameters"),
    pytest.param("${a b}", ("a", "bad substitution", " b"), id="a bad substitution is kept as one"),
]


@pytest.mark.parametrize(("text", "expected"), PARAMETERS)
def test_a_parameter(text: str, expected: tuple[str, str, str | None]) -> None:
    part = simple(f": {text}").words[1].parts[0]
    assert isinstance(part, nodes.Parameter)
    argument = part.argument.literal if part.argument else None
    assert (part.name, part.operator, argument) == expected


def test_length_indirection_and_subscript() -> None:
    parts = [w.parts[0] for w in simple(": ${#x} ${!x} ${a[1]} ${#a[@]} ${!a[@]} ${!p*}").words[1:]]
    seen = [(p.name, p.length, p.indirect, p.subscript.literal if p.subscript else None, p.operator)
            for p in parts if isinstance(p, nodes.Parameter)]  # fmt: skip
    assert seen == [
        ("x", True, False, None, ""),
        ("x", False, True, None, ""),
        ("a", False, False, "1", ""),
        ("a", True, False, "@", ""),
        ("a", False, True, "@", ""),
        ("p", False, True, None, "*"),
    ]


def test_a_value_in_double_quotes_is_quoted_and_a_pattern_is_not() -> None:
    value, pattern = simple(': "${x:-*}" "${x#*}"').words[1:]
    assert texts(value.parts[0].argument) == [("*", True)]  # type: ignore[union-attr]
    assert texts(pattern.parts[0].argument) == [("*", False)]  # type: ignore[union-attr]


REDIRECTS = [
    pytest.param("a >f", (">", "", "f"), id="to a file"),
    pytest.param("a 2>>f", (">>", "2", "f"), id="a descriptor, appending"),
    pytest.param("a {fd}<f", ("<", "{fd}", "f"), id="a named descriptor"),
    pytest.param("a 2>&1", (">&", "2", "1"), id="a copy of a descriptor"),
    pytest.param("a >&-", (">&", "", "-"), id="closed"),
    pytest.param("a &>f", ("&>", "", "f"), id="both outputs"),
    pytest.param("a &>>f", ("&>>", "", "f"), id="both outputs, appending"),
    pytest.param("a >|f", (">|", "", "f"), id="in spite of noclobber"),
    pytest.param("a <>f", ("<>", "", "f"), id="for reading and writing"),
    pytest.param("a <<<f", ("<<<", "", "f"), id="a here-string"),
    pytest.param(">f a", (">", "", "f"), id="before the command"),
    pytest.param(">f", (">", "", "f"), id="without a command"),
]


@pytest.mark.parametrize(("text", "expected"), REDIRECTS)
def test_a_redirection(text: str, expected: tuple[str, str, str]) -> None:
    redirect = simple(text).redirects[0]
    assert (redirect.operator, redirect.fd, redirect.target.literal) == expected


def test_a_number_apart_from_its_operator_is_a_word() -> None:
    command = simple("a 2 >f")
    assert [w.literal for w in command.words] == ["a", "2"]
    assert command.redirects[0].fd == ""


DOCUMENTS = [
    pytest.param("cat <<E\nx $y\nE\n", "x \n", id="expands where the delimiter is bare"),
    pytest.param("cat <<'E'\nx $y\nE\n", "x $y\n", id="does not where it is quoted"),
    pytest.param("cat <<\\E\n$(a)\nE\n", "$(a)\n", id="a backslash quotes the delimiter too"),
    pytest.param("cat <<-E\n\tx\n\t\ty\n\tE\n", "x\ny\n", id="leading tabs go"),
    pytest.param("cat <<E\nx\\\nE\ny\nE\n", "xE\ny\n", id="a continued line does not end it"),
    pytest.param("cat <<E\nE", "", id="an empty one"),
    pytest.param("cat <<E; b\nx\nE\n", "x\n", id="begins after the line that opens it"),
    pytest.param("cat <<'E F'\nx\nE F\n", "x\n", id="a delimiter with a blank"),
    pytest.param("cat <<E\n\"a\" 'b'\nE\n", "\"a\" 'b'\n", id="quotes in it are plain"),
]


@pytest.mark.parametrize(("text", "body"), DOCUMENTS)
def test_a_here_document(text: str, body: str) -> None:
    assert "".join(t for t, _ in texts(simple(text).redirects[0].body)) == body


def test_two_here_documents_on_a_line_come_in_order() -> None:
    bodies = [texts(r.body)[0][0] for r in simple("cat <<A 3<<B\na\nA\nb\nB\n").redirects]
    assert bodies == ["a\n", "b\n"]


def test_a_here_document_opened_in_a_substitution_may_follow_it() -> None:
    part = simple("a $(cat <<E)\nx\nE\n").words[1].parts[0]
    assert isinstance(part, nodes.Substitution)
    inner = part.body.items[0].first.commands[0]
    assert isinstance(inner, Simple)
    assert texts(inner.redirects[0].body) == [("x\n", True)]


def test_assignments_before_a_command() -> None:
    command = simple("a=1 b+=2 c[i j]=3 d= e=(x [k]=v) f g=h")
    assert [(a.name, a.append) for a in command.assignments] == [
        ("a", False), ("b", True), ("c", False), ("d", False), ("e", False),
    ]  # fmt: skip
    assert command.assignments[2].subscript is not None
    assert command.assignments[2].subscript.literal == "i j"
    array = command.assignments[4].value.parts[0]  # type: ignore[union-attr]
    assert isinstance(array, nodes.Array)
    assert [w.literal for w in array.words] == ["x", "[k]=v"]
    assert [w.literal for w in command.words] == ["f", "g=h"]


def test_an_array_given_to_declare() -> None:
    command = simple("declare -a a=(b c) d=e")
    assert [w.literal for w in command.words] == ["declare", "-a", "d=e"]
    assert [a.name for a in command.arguments] == ["a"]


COMPOUNDS = [
    pytest.param("{ a; }", nodes.Group, id="a group"),
    pytest.param("(a)", nodes.Subshell, id="a subshell"),
    pytest.param("((a); b)", nodes.Subshell, id="a subshell that begins like arithmetic"),
    pytest.param("((a+1))", nodes.ArithmeticCommand, id="arithmetic"),
    pytest.param("if a; then b; elif c; then d; else e; fi", nodes.If, id="if"),
    pytest.param("until a; do b; done", nodes.While, id="until"),
    pytest.param("for x in a b; do c; done", nodes.For, id="for"),
    pytest.param("select x; do c; done", nodes.For, id="select"),
    pytest.param("for ((i=0; i<2; i++)); do c; done", nodes.ArithmeticFor, id="arithmetic for"),
    pytest.param("case a in (b|c) d;& e) ;;& *) f; esac", nodes.Case, id="case"),
    pytest.param("[[ -f a && ( b == c* || d =~ ^(e|f)$ ) ]]", nodes.Condition, id="a condition"),
    pytest.param("f() { a; }", nodes.Function, id="a function"),
    pytest.param("function f { a; }", nodes.Function, id="a function with the word"),
    pytest.param("f() (( a ))", nodes.Function, id="a function whose body is arithmetic"),
    pytest.param("coproc N { a; }", nodes.Coproc, id="a coprocess"),
]


@pytest.mark.parametrize(("text", "kind"), COMPOUNDS)
def test_a_compound_command(text: str, kind: type) -> None:
    assert isinstance(first(text), kind)


def test_arithmetic_is_tried_before_a_substitution() -> None:
    parts = [w.parts[0] for w in simple(": $((1+2)) $((a); b) $[3]").words[1:]]
    assert [type(p) for p in parts] == [nodes.Arithmetic, nodes.Substitution, nodes.Arithmetic]


def test_pipelines_lists_and_their_signs() -> None:
    script = parse("! a | b |& c && time -p d || e & f")
    head = script.items[0]
    assert (head.first.negated, head.first.stderr, head.background) == (True, (False, True), True)
    assert [operator for operator, _ in head.rest] == ["&&", "||"]
    assert head.rest[0][1].timed
    assert len(script.items) == 2


def test_nested_backquotes_keep_the_places_of_the_original() -> None:
    text = "echo `a \\`b c\\``"
    outer = simple(text).words[1].parts[0]
    assert isinstance(outer, nodes.Substitution)
    inner = outer.body.items[0].first.commands[0].words[1].parts[0]  # type: ignore[union-attr]
    command = inner.body.items[0].first.commands[0]  # type: ignore[union-attr]
    assert [text[w.span.start : w.span.end] for w in command.words] == ["b", "c"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a b  'c d' ; e|f >g", id="of a line"),
        pytest.param("cat <<-E\n\tx $(rm y)\n\tE\n", id="of a here-document without its tabs"),
        pytest.param("if a; then b; fi >f", id="of a compound command"),
    ],
)
def test_spans_of_commands_name_their_text(text: str) -> None:
    pending: list[object] = [parse(text)]
    seen = 0
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(node)
            continue
        if isinstance(node, Simple) and node.words:
            seen += 1
            assert text[node.span.start :].startswith(node.words[0].literal or "?")
        pending.extend(getattr(node, f) for f in getattr(type(node), "_fields", ()))
    assert seen


HIDDEN = [
    pytest.param("a[$(x)]++=1", id="a subscript that no assignment follows"),
    pytest.param("a[$(x)] b", id="a subscript alone"),
    pytest.param("declare a[$(x)]=1", id="an element given to declare"),
    pytest.param("a=([$(x)]y [$(x)] z)", id="elements that are no keys"),
    pytest.param("echo ${a b $(x)}", id="a bad substitution"),
    pytest.param("(( a[$(x)] ))", id="a subscript in arithmetic"),
    pytest.param("[[ -v a[$(x)] ]]", id="a subscript in a condition"),
    pytest.param("cat <<E\n${y:-$(x)}\nE", id="a default in a here-document"),
    pytest.param("echo $(( 1 + $(x) )) $[ $(x) ]", id="arithmetic expansions"),
    pytest.param("f() { y; } >$(x)", id="a function's redirection"),
    pytest.param("coproc A { x; }", id="a named coprocess"),
    pytest.param("case $(x) in $(x)) ;; esac", id="a case"),
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_substitution_is_in_the_tree_wherever_it_stands(text: str) -> None:
    assert "x" in command_names(parse(text))
