"""Where an interpreter takes its code from: an option, a file, its standard input.

Facts: python(1) 3.12, node --help 20, perlrun, ruby(1), php(1), lua(1), osascript(1), POSIX awk and gawk,
Rscript(1), julia --help 1.10, groovy --help 4, tclsh(1), m4(1), jshell(1).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known
from guard.shell.follow import language_named
from guard.shell.wrappers.grammar import joined, tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.model import Invocation


@frozen
class Code:
    """What an interpreter was told to run."""

    language: str
    text: Value | None = None
    path: Value | None = None
    stdin: bool = False
    module: Value | None = None
    """``python -m MODULE``."""
    arguments: tuple[Value, ...] = ()
    loads: tuple[Value, ...] = ()
    """Files that are loaded first (``node -r ./x.js``)."""
    in_place: bool = False
    """``perl -i``, ``ruby -i``, ``gawk -i inplace``: the operands are rewritten."""


@frozen
class Grammar:
    """The options of an interpreter."""

    code: str
    """Letters whose value is code."""
    valued: str = ""
    """Letters with a value in the same or the next word."""
    attached: str = ""
    """Letters whose value, if any, is attached."""
    long_code: tuple[str, ...] = ()
    long_valued: tuple[str, ...] = ()
    ends: bool = False
    """The code ends the options (``python -c``)."""
    quiet: tuple[str, ...] = ("--version", "--help", "-h", "-V")


GRAMMARS: dict[str, Grammar] = {
    "python": Grammar("c", "WXQm", long_valued=("--check-hash-based-pycs",), ends=True),
    "node": Grammar(
        "ep", "rC", long_code=("--eval", "--print"),
        long_valued=("--require", "--import", "--loader", "--experimental-loader", "--conditions", "--title"),
        quiet=("--version", "--help", "-h", "-v", "--check", "-c", "--v8-options"),
    ),
    "perl": Grammar("eE", "", "0lFiICDmMVxdt", quiet=("--version", "--help", "-v", "-V", "-c")),
    "ruby": Grammar(
        "e", "rICEK", "0Fix", long_valued=("--encoding", "--require"),
        quiet=("--version", "--help", "-v", "-h"),
    ),
    "php": Grammar(
        "rBRE", "dcfSTtzg", long_code=("--run",),
        quiet=(
            "-v", "-i", "-m", "-l", "-h", "--version", "--help", "--ini", "--info", "--rf", "--rc",
            "--syntax-check",
        ),
    ),
    "lua": Grammar("e", "l", quiet=("-v",)), "osascript": Grammar("e", "ls"),
    "awk": Grammar(
        "e", "Fvfil", long_code=("--source",),
        long_valued=("--assign", "--field-separator", "--file", "--include", "--load"),
        quiet=("--version", "--help", "-V", "-h"),
    ),
    "r": Grammar("e", "fg"),
    "julia": Grammar(
        "eE", "JtpLHCO", long_code=("--eval", "--print"),
        long_valued=("--project", "--threads", "--load", "--sysimage"),
        quiet=("--version", "--help", "-h", "-v"),
    ),
    "groovy": Grammar(
        "e", "cDl", "pni", long_valued=("--classpath", "-cp"), quiet=("-v", "-h", "--version", "--help"),
    ),
    "tcl": Grammar("", long_code=("--code",)),
    "m4": Grammar("", "DUILFdo", long_code=("--code",), quiet=("--version", "--help")),
    "jshell": Grammar(
        "", "CJR", long_code=("--code",), long_valued=("--class-path", "--startup"),
        quiet=("--version", "--help", "-h"),
    ),
}  # fmt: skip


def code_of(invocation: Invocation) -> Code | None:
    """What an interpreter was told to run; ``None`` where it only says its version, or nothing."""
    language = language_named(invocation.program)
    words = list(invocation.argv[1:])
    if invocation.program == "deno":
        if not words or words[0].text not in ("eval", "run"):
            return None
        head = words.pop(0).text
        words = [w for w in words if not w.prefix.startswith("-")] if head == "run" else [known("-e"), *words]
    grammar = GRAMMARS.get(language)
    if grammar is None:
        return None
    texts, given, operands, quiet = _read(words, grammar)
    if quiet:
        return None
    code = Code(language, loads=_loads(language, given), in_place=_in_place(language, given))
    return _placed(code, texts, given, operands, invocation)


def _placed(
    code: Code,
    texts: list[Value],
    given: list[tuple[str, Value]],
    operands: list[Value],
    invocation: Invocation,
) -> Code | None:
    from guard.frozen import replace

    named = dict(given)
    if "m" in named and code.language == "python":
        return replace(code, module=named["m"], arguments=tuple(operands))
    texts = [*_of_urls(code, given), *texts]
    if texts:
        return replace(code, text=joined(texts, "\n"), arguments=tuple(operands))
    if code.language in ("awk", "php", "r") and "f" in named:
        return replace(code, path=named["f"], arguments=tuple(operands))
    if code.language == "awk":
        return replace(code, text=operands[0], arguments=tuple(operands[1:])) if operands else None
    if operands and operands[0].text != "-":
        return replace(code, path=operands[0], arguments=tuple(operands[1:]))
    if invocation.stdin is None and not operands:
        return replace(code) if code.loads else None
    return replace(code, stdin=True, arguments=tuple(operands[1:]))


def _of_urls(code: Code, given: Sequence[tuple[str, Value]]) -> Iterator[Value]:
    """``node --import 'data:text/javascript,…'``: code in the URL itself."""
    for name, value in given:
        head, comma, text = (value.text or "").partition(",")
        if code.language == "node" and name in NODE_LOADS and head.startswith("data:") and comma:
            if head.endswith(";base64"):
                import base64

                try:
                    text = base64.b64decode(text).decode("utf-8", "replace")
                except ValueError:
                    continue
            else:
                from urllib.parse import unquote

                text = unquote(text)
            yield known(text)


NODE_LOADS = ("r", "--require", "--import", "--loader", "--experimental-loader")


def _read(
    words: list[Value], grammar: Grammar
) -> tuple[list[Value], list[tuple[str, Value]], list[Value], bool]:
    """Code texts, options with values, operands, and whether it only informs."""
    texts: list[Value] = []
    given: list[tuple[str, Value]] = []
    rest = list(words)
    while rest and len(rest[0].prefix) > 1 and rest[0].prefix[0] == "-":
        word = rest.pop(0)
        head = word.prefix
        if head == "--":
            break
        if word.text in grammar.quiet:
            return texts, given, rest, not texts
        if head.startswith("--"):
            name, equals, _ = head.partition("=")
            value = tail(word, len(name) + 1) if equals else None
            if name in grammar.long_code and (value is not None or rest):
                texts.append(value if value is not None else rest.pop(0))
            elif name in grammar.long_valued and (value is not None or rest):
                given.append((name, value if value is not None else rest.pop(0)))
            continue
        if _cluster(word, rest, grammar, texts, given):
            break
    return texts, given, rest, False


def _cluster(
    word: Value, rest: list[Value], grammar: Grammar, texts: list[Value], given: list[tuple[str, Value]]
) -> bool:
    """One word of short options; whether the options end here."""
    for index, letter in enumerate(word.prefix[1:], 1):
        attached = tail(word, index + 1)
        if letter in grammar.attached and not (letter in "0l" and _more(attached)):
            given.append((letter, attached))
            return False
        if letter not in grammar.code and letter not in grammar.valued:
            given.append((letter, Value(())))
            continue
        if attached.parts and not (letter == "p" and letter in grammar.code and attached.text == "e"):
            value: Value | None = attached
        elif attached.parts:
            continue
        else:
            value = rest.pop(0) if rest else None
        if value is None:
            return False
        if letter in grammar.code:
            texts.append(value)
            return grammar.ends
        given.append((letter, value))
        return letter == "m" and grammar.ends
    return False


def _more(attached: Value) -> bool:
    """Whether ``-l`` or ``-0`` is followed by other letters rather than by its digits."""
    return bool(attached.prefix) and not attached.prefix[0].isdigit()


def _loads(language: str, given: Sequence[tuple[str, Value]]) -> tuple[Value, ...]:
    names: Mapping[str, tuple[str, ...]] = {
        "node": NODE_LOADS, "ruby": ("r", "--require"),
    }  # fmt: skip
    wanted = names.get(language, ())
    return tuple(v for n, v in given if n in wanted and v.prefix.startswith(("/", ".", "~")))


def _in_place(language: str, given: Sequence[tuple[str, Value]]) -> bool:
    if language in ("perl", "ruby"):
        return any(name == "i" for name, _ in given)
    return language == "awk" and any(name in ("i", "--include") and v.text == "inplace" for name, v in given)
