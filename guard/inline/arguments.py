"""What a call in tokenized code is given: constants, their concatenations, variables that were assigned one.

``rmSync(os.homedir() + "/x", {…})`` is one known value; ``unlink glob "*"`` one with a pattern; what is
computed is a hole. Objects and blocks in braces are passed over. Work is bounded (``VISITS``, ``REACH``).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.inline.python_values import concatenated
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.tokens import Token
    from guard.model import Invocation

VISITS = 60_000
"""Tokens that one reading may look at as arguments."""
REACH = 400
"""Tokens: how far the arguments of one call are read."""

TEMPORARY = Hole("a temporary place of its own")
"""``tempdir()``, ``mktempdir()``: nothing that was there before."""

NEW_PLACES = {"node": ("mkdtempSync", "mkdtemp"), "ruby": ("mktmpdir",)}
"""Calls, by language, that make a directory which nobody had before."""

WRAPPING = {
    "ruby": ("URI", "URI.parse", "URI.join", "Pathname", "Pathname.new"),
    "node": ("URL",),
    "r": ("c", "list", "args", "command", "path.expand", "normalizePath"),
    "julia": ("expanduser", "abspath"),
    "groovy": ("File", "Path.of", "Paths.get", "def", "String"),
    "jshell": ("File", "Path.of", "Paths.get", "Path", "String"),
}
"""Names around a text that leave it what it is."""

ENVIRONMENTS = ("$ENV", "ENV", "$_ENV", "$_SERVER", "process.env", "Bun.env", "ENVIRON")
"""How perl, ruby, php and JavaScript call the environment."""
JOINS = ("path.join", "path.resolve", "path.normalize", "File.join", "path.posix.join", "join")
"""Functions that make one path of several pieces."""
ASKED = ("Deno.env.get", "ENV.fetch", "getenv", "os.getenv", "System.getenv", "Sys.getenv")
"""Functions that are asked for a variable."""

ENDS = ("if", "unless", "and", "or", "while", "for", "foreach", "do", "with", "then")
"""Words that end the arguments of a call without brackets."""
DECLARING = ("my", "local", "our", "const", "let", "var", "new", "qw", "return", "quoted", "form", "of")
"""Words beside a value that leave it what it is."""
GIVEN = {"$ARGV": 0, "ARGV": 0, "$argv": 1, "arg": 1, "process.argv": 1}
"""Lists of what stands behind the code, and the index at which it begins."""
ALL = ("@ARGV", "ARGV")

_GLOBS = ("glob", "Dir.glob", "Dir", "glob.sync")


class Arguments:
    """Reads the values that stand among the tokens of one piece of code.

    Args:
        tokens: all of the code.
        language: of ``tokens.py``.
        by: the invocation that runs it; its variables are the code's environment.
    """

    def __init__(self, tokens: list[Token], language: str, by: Invocation) -> None:
        self.tokens = tokens
        self.language = language
        self.by = by
        self.given: tuple[Value, ...] = ()
        """What stands behind the code on the command line."""
        self.names: dict[str, Value] = {}
        """What the names that were assigned a constant hold."""
        self.left = VISITS
        """Tokens that may still be looked at; under zero the code is too long to be followed."""

    def mark(self, index: int) -> str:
        return (
            self.tokens[index].text
            if 0 <= index < len(self.tokens) and self.tokens[index].kind == "mark"
            else ""
        )

    def list_at(self, index: int, stop: int = 0) -> tuple[list[Value], int]:
        """The comma-separated values from a position on, until the call or the statement ends."""
        listed = _Listed(self)
        end = min(stop or len(self.tokens), index + REACH)
        while index < end and self.left >= 0:
            self.left -= 1
            token = self.tokens[index]
            following = listed.mark(index, token.text) if token.kind == "mark" else listed.word(index, token)
            if following is None:
                break
            index = following
        listed.end_value()
        return listed.values, index

    def variable_at(self, index: int) -> tuple[Value | None, int]:
        """``$ENV{HOME}``, ``ENV['HOME']``, ``$_ENV["HOME"]``, ``require('os').homedir()``: the value, and how
        many tokens behind the first stand for it."""
        tail = self.tokens[index : index + 6]
        if tail[0].text == "require" and len(tail) > 3 and tail[2].value.text in ("os", "node:os"):
            ahead = next((i for i in range(3, len(tail)) if tail[i].text.strip(".") == "homedir"), 0)
            return (self.environment("os.homedir"), ahead) if ahead else (None, 0)
        first = GIVEN.get(tail[0].text)
        if first is not None and self.given and len(tail) > 3 and self.mark(index + 1) == "[":
            number = int(tail[2].text) - first if tail[2].text.isdecimal() else -1
            if 0 <= number < len(self.given) and self.mark(index + 3) == "]":
                return self.given[number], 3
        if tail[0].text not in (*ENVIRONMENTS, *ASKED) or len(tail) < 4:
            return None, 0
        opening = "(" if tail[0].text in ASKED else "{["
        if not self.mark(index + 1) or self.mark(index + 1) not in opening or tail[2].kind == "mark":
            return None, 0
        if opening != "(" and self.mark(index + 3) not in ("}", "]"):
            return None, 0
        name = tail[2].value.text if tail[2].kind == "string" else tail[2].text
        found = self.by.variable(name) if name else None
        value = found.value if found is not None else Value((Hole(f"the variable {name}"),))
        return value, 3 if opening != "(" or self.mark(index + 3) == ")" else 2

    def joins(self, text: str) -> bool:
        """Whether a function makes a path of pieces, also under the name that the code gave the module."""
        if text in JOINS:
            return True
        owner, _, method = text.partition(".")
        module = self.names.get(owner) if method in ("join", "resolve") else None
        return module is not None and module.parts[-1:] in (("path",), ("node:path",))

    def closing(self, index: int) -> int:
        """The bracket that closes the one at this place."""
        depth = 0
        for at in range(index, min(len(self.tokens), index + REACH)):
            depth += (self.mark(at) in ("(", "[", "{")) - (self.mark(at) in (")", "]", "}"))
            if depth == 0:
                return at
        return min(len(self.tokens), index + REACH)

    def skip(self, index: int) -> int:
        """Past a ``{…}`` that is an object or a block."""
        depth = 0
        end = min(len(self.tokens), index + REACH)
        while index < end:
            if self.mark(index) == "{":
                depth += 1
            elif self.mark(index) == "}":
                depth -= 1
                if depth == 0:
                    return index + 1
            index += 1
        return index

    def value(self, token: Token) -> list[Value]:
        if token.kind in ("string", "number"):
            return [self.filled(token.value) if token.kind == "string" else known(token.text)]
        bare = token.text.lstrip("$@")
        if bare in self.names:
            return [self.names[bare]]
        if bare in WRAPPING.get(self.language, ()):
            return []
        home = self.environment(token.text)
        if home is not None:
            return [home]
        if bare in DECLARING:
            return []
        return [Value((Hole(token.text),))]

    def filled(self, value: Value) -> Value:
        """A text with what is known of its interpolations: ``${process.env.HOME}``, ``#{ENV['HOME']}``."""
        if not value.holes:
            return value
        parts: list[str | Hole] = []
        for part in value.parts:
            found = None if isinstance(part, str) else self.interpolated(part.why)
            parts += [part] if found is None else list(found.parts)
        return Value(tuple(parts), value.glob, value.notes)

    def interpolated(self, text: str) -> Value | None:
        """What an interpolation comes to, as far as it is a variable of the environment or of the code."""
        bare = text.lstrip("$#").strip("{}").strip()
        for front in ("ENV[", "process.env[", "ENV.fetch(", "Deno.env.get(", "Bun.env["):
            if bare.startswith(front):
                found = self.by.variable(bare[len(front) :].rstrip(")]!").strip("'\""))
                return found.value if found is not None else None
        return self.names.get(bare.lstrip("$@")) or self.environment(bare.rstrip("()"))

    def environment(self, text: str) -> Value | None:
        """``process.env.HOME`` and ``os.homedir``."""
        if text.startswith("process.env."):
            found = self.by.variable(text.removeprefix("process.env."))
            return found.value if found is not None else None
        if text in ("tempdir", "tempfile", "mktempdir", "tempname") and self.language in ("r", "julia"):
            return Value((TEMPORARY,))
        if text.rpartition(".")[2] in NEW_PLACES.get(self.language, ()):
            return Value((TEMPORARY,))
        if text in ("os.tmpdir", "Dir.tmpdir", "tmpdir"):
            found = self.by.variable("TMPDIR")
            return found.value if found is not None and found.value.parts else known("/tmp")  # noqa: S108
        if text in ("process.cwd", "Dir.pwd", "getcwd") and self.by.cwd:
            return known(self.by.cwd)
        if text in ("os.homedir", "Dir.home", "homedir"):
            found = self.by.variable("HOME")
            return found.value if found is not None else None
        return None

    def json_at(self, tail: list[Token]) -> Value | None:
        """``JSON.stringify({query: '…'})`` as the text it makes, as far as its strings are known."""
        while tail and tail[0].kind == "mark" and tail[0].text == ":":
            tail = tail[1:]
        if not tail or tail[0].text.rstrip("(") != "JSON.stringify":
            return None
        pairs: dict[str, str] = {}
        for at, token in enumerate(tail[:-1]):
            if token.kind == "mark" and token.text in (")", ";"):
                break
            value = next((t for t in tail[at + 1 : at + 3] if t.kind != "mark"), None)
            if token.kind in ("name", "string") and value is not None and value.kind == "string":
                name = token.text.rstrip(":").strip("'\"")
                if value.value.text is not None and name not in pairs:
                    pairs[name] = value.value.text
        from guard.wire import dumps

        return known(dumps(pairs)) if pairs else None


def assigned(by: Invocation) -> dict[str, Value]:
    """``awk -v name=value``, and ``name=value`` among the operands."""
    found: dict[str, Value] = {}
    words = by.argv[1:]
    for index, word in enumerate(words):
        if word.text == "-v" and index + 1 < len(words):
            word = words[index + 1]
        elif word.prefix.startswith("-v") and "=" in word.prefix:
            word = Value((word.prefix[2:], *word.parts[1:]))
        elif word.prefix.startswith("-"):
            continue
        name, equals, rest = word.prefix.partition("=")
        if equals and name.isidentifier():
            found[name] = Value((rest, *word.parts[1:]) if rest else word.parts[1:])
    return found


def _joined(pieces: list[Value]) -> Value:
    """Pieces of a path with slashes between them. Only ``resolve`` begins anew at an absolute piece, so it is
    kept as it stands."""
    if not pieces:
        return Value((Hole("a computed path"),))
    return concatenated([part for piece in pieces for part in (known("/"), piece)][1:])


class _Listed:
    """The values of one list while they are read. What reads a token answers the index of the next one;
    ``None`` where the list ends before it."""

    __slots__ = ("current", "depth", "glob", "of", "values")

    def __init__(self, of: Arguments) -> None:
        self.of = of
        self.values: list[Value] = []
        self.current: list[Value] = []
        """The pieces of the value that is open."""
        self.glob = False
        self.depth = 0

    def mark(self, index: int, text: str) -> int | None:
        language = self.of.language
        if text in (";", "}") or (text == "\n" and not self.depth and self.current):
            return None
        if text == ")":
            if not self.depth:
                return None
            self.depth -= 1
        elif text in "([{":
            if text == "{" and language not in ("perl", "jshell"):
                return self.of.skip(index)
            self.depth += 1 if text != "[" else 0
        elif text == ",":
            self.end_value()
        elif text in ("|", "&", "?", "<", ">") and language != "osascript":
            return None
        return index + 1

    def word(self, index: int, token: Token) -> int | None:
        of, text = self.of, token.text
        if token.kind == "name":
            if text in ENDS:
                return None
            if text in _GLOBS:
                self.glob = True
                return index + 1
            following = of.mark(index + 1)
            if following == "(" and of.joins(text):
                closing = of.closing(index + 1)
                self.current.append(_joined(of.list_at(index + 2, closing)[0]))
                return closing + 1
            if text in ALL and of.given and following not in ("[", "."):
                self.end_value()
                self.values += of.given
                return index + 1
        named, more = of.variable_at(index)
        self.current += [named] if named is not None else of.value(token)
        return index + more + 1

    def end_value(self) -> None:
        """One argument ends: its pieces are one value, which costs as much as it is long."""
        if self.current:
            cost = sum(len(p) if isinstance(p, str) else 1 for v in self.current for p in v.parts) // 8
            self.of.left -= cost
            value = concatenated(self.current)
            self.values.append(replace(value, glob=True) if self.glob else value)
        self.current, self.glob = [], False
