"""``test``, ``[ ]`` and ``[[ ]]``: decided where every word is known, else ``None``: both ways.

Tests of files are left undecided: what is there may change before the command runs.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.shell.expand import one_word, pattern_word
from guard.shell.nodes import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Word
    from guard.shell.state import State

NUMERIC = ("-eq", "-ne", "-lt", "-le", "-gt", "-ge")


def decide_single(machine: Machine, words: list[Value], state: State) -> bool | None:
    """``test`` and ``[``: POSIX decides by the number of words, then bash by precedence."""
    if not words:
        return False
    if words[0].text == "!" and len(words) > 1:
        inner = decide_single(machine, words[1:], state)
        return None if inner is None else not inner
    for joiner in ("-o", "-a"):
        for index in range(1, len(words) - 1):
            if words[index].text == joiner and len(words) > 3:
                left = decide_single(machine, words[:index], state)
                right = decide_single(machine, words[index + 1 :], state)
                return _both(joiner, left, right)
    if len(words) == 1:
        return _filled(words[0])
    if len(words) == 2:
        return unary(machine, words[0].text, words[1], state)
    if len(words) == 3:
        return binary(machine, words[1].text, words[0], words[2], state, words[2], single=True)
    for word in words:
        _variable_test(machine, words, word, state)
    return None


def _variable_test(machine: Machine, words: list[Value], word: Value, state: State) -> None:
    index = words.index(word)
    if word.text in ("-v", "-R") and index + 1 < len(words):
        unary(machine, word.text, words[index + 1], state)


def _both(joiner: str, left: bool | None, right: bool | None) -> bool | None:
    if joiner in ("-o", "||"):
        if left or right:
            return True
        return None if left is None or right is None else False
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _filled(value: Value) -> bool | None:
    if value.text is not None:
        return value.text != ""
    if any(isinstance(p, str) and p for p in value.parts):
        return True
    return None


def unary(machine: Machine, operator: str | None, operand: Value, state: State) -> bool | None:
    """``-n x``, ``-z x``, ``-v name``; everything about files is undecided."""
    if operator == "-n":
        return _filled(operand)
    if operator == "-z":
        filled = _filled(operand)
        return None if filled is None else not filled
    if operator in ("-v", "-R"):
        name = operand.text
        if name is None:
            machine.unresolved(f"test -v {operand.skeleton} may expand a subscript", state, (), False)
            return None
        if "[" in name:
            base, _, subscript = name.partition("[")
            from guard.shell.expand_parameter import element

            element(machine, base, machine.reread(known(subscript.removesuffix("]")), state), state)
            return None
        cell = state.cell(name)
        return None if cell is not None and cell.doubtful else cell is not None and cell.value is not None
    return None


def binary(
    machine: Machine,
    operator: str | None,
    left: Value,
    right: Value,
    state: State,
    pattern: Value,
    single: bool = False,
) -> bool | None:
    """``a = b``, ``a == pattern``, ``1 -lt 2``."""
    if operator in NUMERIC:
        if not single:
            left, right = machine.calculate(left, state), machine.calculate(right, state)
        try:
            first, second = int(left.text or "x"), int(right.text or "x")
        except ValueError:
            return None
        return {
            "-eq": first == second, "-ne": first != second, "-lt": first < second, "-le": first <= second,
            "-gt": first > second, "-ge": first >= second,
        }[operator]  # fmt: skip
    if operator in ("=", "==", "!="):
        from guard.shell.patterns import matches

        if left.text is None or pattern.text is None:
            return None
        same = left.text == right.text if single else matches(pattern.text, left.text)
        return None if same is None else same == (operator != "!=")
    return None


# ------------------------------------------------------------------------------------- [[ ]]


def decide_double(machine: Machine, words: tuple[Word, ...], state: State) -> bool | None:
    """``[[ … ]]``: ``( ) ! && ||`` and the tests between them."""
    tokens = [_Operand(word) for word in words]
    parser = _Double(machine, tokens, state)
    return parser.either()


class _Operand:
    __slots__ = ("text", "word")

    def __init__(self, word: Word) -> None:
        self.word = word
        part = word.parts[0] if len(word.parts) == 1 else None
        self.text = part.text if type(part) is Text and not part.quoted else ""


class _Double:
    def __init__(self, machine: Machine, tokens: list[_Operand], state: State) -> None:
        self.machine = machine
        self.tokens = tokens
        self.state = state
        self.at = 0

    def either(self) -> bool | None:
        found = self.all()
        while self._is("||"):
            found = _both("||", found, self.all())
        return found

    def all(self) -> bool | None:
        found = self.one()
        while self._is("&&"):
            found = _both("&&", found, self.one())
        return found

    def _is(self, text: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at].text == text:
            self.at += 1
            return True
        return False

    def one(self) -> bool | None:
        if self.at >= len(self.tokens):
            return None
        if self._is("!"):
            found = self.one()
            return None if found is None else not found
        if self._is("("):
            found = self.either()
            self._is(")")
            return found
        rest = self.tokens[self.at :]
        stop = next((i for i, t in enumerate(rest) if t.text in ("&&", "||", ")")), len(rest))
        test, self.at = rest[:stop], self.at + max(stop, 1)
        return self._test(test)

    def _test(self, test: list[_Operand]) -> bool | None:
        machine, state = self.machine, self.state
        if not test:
            return None
        if len(test) == 2 and test[0].text.startswith("-"):
            return unary(machine, test[0].text, one_word(machine, test[1].word, state), state)
        left = one_word(machine, test[0].word, state)
        if len(test) == 1:
            return _filled(left)
        operator = test[1].text
        if operator == "=~":
            for operand in test[2:]:
                one_word(machine, operand.word, state)
            return None
        if len(test) != 3:
            for operand in test[1:]:
                one_word(machine, operand.word, state)
            return None
        if operator in NUMERIC:
            return binary(machine, operator, left, one_word(machine, test[2].word, state), state, Value(()))
        pattern = pattern_word(machine, test[2].word, state)
        return binary(machine, operator, left, pattern, state, pattern)
