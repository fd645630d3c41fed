"""Shell arithmetic over known and unknown numbers (bash manual 6.5).

A variable's value is an expression again, and a subscript in it is expanded again: ``x='a[$(cmd)]';
echo $((x))`` runs cmd, quoted singly or not. That is followed here.
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.producers import LOCAL_READERS, TAME_PROGRAMS
from guard.shell.values import is_tame, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.machine import Machine
    from guard.shell.state import State

    Number = int | None

NUMBER = Value((Hole("a number that is not known", (), False, True),))
NESTED = 8
ASSIGNING = ("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|=")
OPERATORS = (
    "<<=", ">>=", "**", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
    "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "<", ">", "=", "!", "~", "&", "^", "|", "?", ":", ",",
    "(", ")",
)  # fmt: skip
PRECEDENCE = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8,
    ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "**": 11,
}  # fmt: skip


class _Bad(Exception):
    """Not an expression: the shell says so and goes on without a value."""


def evaluate(machine: Machine, expression: Value, state: State, depth: int = 0) -> Value:
    """The number as text, or a hole. Assignments in the expression are done."""
    from guard.shell.reading import private

    text, holes = private(expression)
    if any(not h.tame for h in holes) and not is_tame(expression):
        producers = producers_of([expression])
        machine.unresolved(
            f"arithmetic on {expression.skeleton}, which could hold a command",
            state,
            producers,
            _foreign(producers) and not state.laid,
        )
    try:
        number = _Expression(machine, text, state, depth).whole()
    except (_Bad, RecursionError, OverflowError):
        number = None
    return NUMBER if number is None else known(str(number))


def _foreign(producers) -> bool:  # type: ignore[no-untyped-def]
    """Whether the text comes from anywhere but this machine's own readers."""
    trusted = LOCAL_READERS | TAME_PROGRAMS
    return any(p.program not in trusted for p in producers)


class _Expression:
    def __init__(self, machine: Machine, text: str, state: State, depth: int) -> None:
        self.machine = machine
        self.state = state
        self.depth = depth
        self.tokens = list(self._tokens(text))
        self.at = 0
        self.skipping = 0

    def _tokens(self, text: str):  # type: ignore[no-untyped-def]
        at, end = 0, len(text)
        while at < end:
            c = text[at]
            if c in " \t\n\r\"'":
                at += 1
            elif c >= "\U000f0000":
                yield ("hole", c)
                at += 1
            elif c.isdigit():
                begin = at
                while at < end and (text[at].isalnum() or text[at] in "#@_"):
                    at += 1
                yield ("number", text[begin:at])
            elif c.isalpha() or c == "_":
                begin = at
                while at < end and (text[at].isalnum() or text[at] == "_"):
                    at += 1
                name = text[begin:at]
                subscript = None
                if at < end and text[at] == "[":
                    close = _closing(text, at)
                    subscript = text[at + 1 : close]
                    at = close + 1
                yield ("name", name, subscript)
            else:
                for operator in OPERATORS:
                    if text.startswith(operator, at):
                        yield ("op", operator)
                        at += len(operator)
                        break
                else:
                    yield ("bad", c)
                    at += 1

    # ------------------------------------------------------------------------- grammar

    def whole(self) -> int | None:
        if not self.tokens:
            return 0
        value = self.comma()
        if self.at < len(self.tokens):
            self._abandon()
            raise _Bad
        return value

    def _abandon(self) -> None:
        """Subscripts behind a mistake: the shell may have expanded them before it saw the mistake."""
        for token in self.tokens[self.at :]:
            if token[0] == "name" and token[2] is not None:
                self._subscript(token[2])

    def _peek(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op":
            return str(self.tokens[self.at][1])
        return ""

    def comma(self) -> int | None:
        value = self.ternary()
        while self._peek() == ",":
            self.at += 1
            value = self.ternary()
        return value

    def ternary(self) -> int | None:
        test = self.binary(1)
        if self._peek() != "?":
            return test
        self.at += 1
        self.skipping += test == 0
        yes = self.comma()
        self.skipping -= test == 0
        if self._peek() != ":":
            raise _Bad
        self.at += 1
        self.skipping += bool(test)
        no = self.ternary()
        self.skipping -= bool(test)
        return None if test is None else yes if test else no

    def binary(self, level: int) -> int | None:
        left = self.unary()
        while True:
            operator = self._peek()
            strength = PRECEDENCE.get(operator, 0)
            if strength < level or not strength:
                return left
            self.at += 1
            dead = (operator == "&&" and left == 0) or (operator == "||" and left not in (0, None))
            self.skipping += dead
            right = self.binary(strength if operator == "**" else strength + 1)
            self.skipping -= dead
            left = _apply(operator, left, right)

    def unary(self) -> int | None:
        operator = self._peek()
        if operator in ("+", "-", "!", "~"):
            self.at += 1
            value = self.unary()
            if value is None:
                return None
            return {"+": value, "-": -value, "!": int(not value), "~": ~value}[operator]
        if operator in ("++", "--"):
            self.at += 1
            name, subscript = self._name()
            value = self._read(name, subscript)
            return self._store(
                name, subscript, None if value is None else value + (1 if operator == "++" else -1)
            )
        return self.primary()

    def primary(self) -> int | None:
        if self.at >= len(self.tokens):
            raise _Bad
        token = self.tokens[self.at]
        if token == ("op", "("):
            self.at += 1
            value = self.comma()
            if self._peek() != ")":
                raise _Bad
            self.at += 1
            return value
        if token[0] == "number":
            self.at += 1
            return _literal(token[1])
        if token[0] == "hole":
            self.at += 1
            if self._peek() in ASSIGNING:
                self.at += 1
                self.ternary()
            return None
        if token[0] == "name":
            return self._variable()
        self.at += 1
        raise _Bad

    def _name(self) -> tuple[str, str | None]:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "name":
            raise _Bad
        token = self.tokens[self.at]
        self.at += 1
        return token[1], token[2]

    def _variable(self) -> int | None:
        name, subscript = self._name()
        operator = self._peek()
        if operator in ASSIGNING:
            self.at += 1
            value = self.ternary()
            if operator != "=":
                value = _apply(operator[:-1], self._read(name, subscript), value)
            return self._store(name, subscript, value)
        value = self._read(name, subscript)
        if operator in ("++", "--"):
            self.at += 1
            self._store(name, subscript, None if value is None else value + (1 if operator == "++" else -1))
        return value

    # ------------------------------------------------------------------------- variables

    def _subscript(self, text: str) -> Value:
        return self.machine.reread(known(text), self.state)

    def _read(self, name: str, subscript: str | None) -> int | None:
        from guard.shell.expand_parameter import element, simple_parameter

        if subscript is not None:
            key = self._subscript(subscript)
            found = element(self.machine, name, key, self.state)
        else:
            found = simple_parameter(name, self.state)
        value = found.value
        if value is None:
            return 0 if found.many is None else None
        text = value.text
        if text is not None and (text.isdigit() or (text[:1] == "-" and text[1:].isdigit())):
            return _literal(text)
        if self.depth >= NESTED:
            return None
        inner = evaluate(self.machine, value, self.state, self.depth + 1).text
        return int(inner) if inner is not None else None

    def _store(self, name: str, subscript: str | None, value: int | None) -> int | None:
        from guard.shell.assignments import set_element

        if subscript is not None:
            key = self._subscript(subscript)
        if self.skipping:
            return value
        new = NUMBER if value is None else known(str(value))
        if subscript is not None:
            set_element(self.machine, name, key, new, self.state)
        else:
            self.state.assign(self.state.referred(name), new)
        return value


def _closing(text: str, at: int) -> int:
    depth = 0
    for index in range(at, len(text)):
        if text[index] == "[":
            depth += 1
        elif text[index] == "]":
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def _literal(text: str) -> int | None:
    try:
        if "#" in text:
            base, _, digits = text.partition("#")
            return int(digits, int(base))
        if text.lower().startswith("0x"):
            return int(text, 16)
        if len(text) > 1 and text[0] == "0":
            return int(text, 8)
        return int(text) if len(text) < 20 else None
    except ValueError:
        return None


def _apply(operator: str, left: int | None, right: int | None) -> int | None:
    if operator == "&&" and (left == 0 or right == 0):
        return 0
    if operator == "||" and (left or right):
        return 1
    if left is None or right is None:
        return None
    if operator in ("/", "%"):
        if right == 0:
            raise _Bad
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if operator == "/" else left - quotient * right
    if operator in ("**", "<<", ">>") and not 0 <= right < 64:
        return None
    table: dict[str, Callable[[], int]] = {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
        "**": lambda: left**right,
        "<<": lambda: left << right, ">>": lambda: left >> right, "<": lambda: left < right,
        ">": lambda: left > right, "<=": lambda: left <= right, ">=": lambda: left >= right,
        "==": lambda: left == right, "!=": lambda: left != right, "&": lambda: left & right,
        "^": lambda: left ^ right, "|": lambda: left | right, "&&": lambda: bool(left and right),
        "||": lambda: bool(left or right),
    }  # fmt: skip
    result = table[operator]()
    return int(result) if -(2**63) <= result < 2**63 else None
