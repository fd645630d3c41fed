"""How many rows a WHERE leaves: a key, some, or all.

A WHERE is not a bound: ``WHERE 1=1``, ``WHERE id > 0``, ``WHERE id IS NOT NULL`` and ``WHERE a = 1 OR
true`` leave every row. ``WHERE id = 7`` leaves one. What cannot be told is *partial*, never a key.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.acts import Bound

KEYS = frozenset(("ID", "_ID", "UUID", "GUID", "PK", "ROWID", "_ROWID_", "OID", "CTID", "KEY", "UID"))
_NOW = frozenset(("NOW", "CURRENT_TIMESTAMP", "CURRENT_DATE", "SYSDATE", "GETDATE", "LOCALTIMESTAMP"))
_TIMES = ("CREATED", "UPDATED", "INSERTED", "TIMESTAMP", "TS", "DATE", "TIME")
_AFTER_WHERE = frozenset(("RETURNING", "ORDER", "GROUP", "LIMIT", "OPTION", "SETTINGS", "OFFSET"))
KEY_LIST = 10
"""How many literals an ``IN`` list may hold and still be a deletion by key."""


def bound_of(words: list[str], table: str) -> Bound:
    """The bound of a statement's tokens (upper case) from DELETE or UPDATE on."""
    where = _where(words)
    if where is None:
        return "none"
    return _of_condition(where, table)


def _where(words: list[str]) -> list[str] | None:
    depth = 0
    for index, word in enumerate(words):
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif word == "WHERE" and depth == 0:
            return _until(words, index + 1)
    return None


def _until(words: list[str], start: int) -> list[str]:
    depth = 0
    for index in range(start, len(words)):
        word = words[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if depth < 0:
                return words[start:index]
        elif depth == 0 and word in _AFTER_WHERE:
            return words[start:index]
    return words[start:]


def _of_condition(condition: list[str], table: str) -> Bound:
    """``tautology``, ``key`` or ``partial`` for a condition's tokens."""
    if not condition:
        return "tautology"
    if len(condition) > 400:
        return "partial"
    if truth(condition) is True:
        return "tautology"
    if _by_key(condition, table):
        return "key"
    return "partial"


def truth(tokens: list[str]) -> bool | None:
    """Whether the condition holds for every row (True), for none (False), or depends (None)."""
    tokens = _stripped(tokens)
    if not tokens:
        return True
    parts = _split(tokens, "OR")
    if len(parts) > 1:
        answers = [truth(part) for part in parts]
        if any(answer is True for answer in answers) or _excluded_middle(parts):
            return True
        return False if all(answer is False for answer in answers) else None
    parts = _split(tokens, "AND")
    if len(parts) > 1:
        answers = [truth(part) for part in parts]
        if any(answer is False for answer in answers):
            return False
        return True if all(answer is True for answer in answers) else None
    if tokens[0] == "NOT":
        inner = truth(tokens[1:])
        return None if inner is None else not inner
    return _atom(tokens)


def _stripped(tokens: list[str]) -> list[str]:
    """Without the parentheses around the whole."""
    while len(tokens) > 1 and tokens[0] == "(" and tokens[-1] == ")":
        depth = 0
        for lexeme in tokens[:-1]:
            depth += (lexeme == "(") - (lexeme == ")")
            if depth == 0:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def _split(tokens: list[str], word: str) -> list[list[str]]:
    parts: list[list[str]] = []
    depth = start = 0
    between = False
    for index, lexeme in enumerate(tokens):
        if lexeme == "(" or lexeme == "CASE":
            depth += 1
        elif lexeme == ")" or lexeme == "END":
            depth -= 1
        elif depth == 0:
            if lexeme == "BETWEEN":
                between = True
            elif lexeme == word:
                if word == "AND" and between:
                    between = False
                    continue
                parts.append(tokens[start:index])
                start = index + 1
    parts.append(tokens[start:])
    return parts


def _excluded_middle(parts: list[list[str]]) -> bool:
    """``x IS NULL OR x IS NOT NULL``, ``a = 1 OR a <> 1``."""
    seen = {tuple(_stripped(part)) for part in parts}
    for part in seen:
        if part[-2:] == ("IS", "NULL") and (*part[:-2], "IS", "NOT", "NULL") in seen:
            return True
        if ("NOT", *part) in seen or ("NOT", "(", *part, ")") in seen:
            return True
        if (
            len(part) == 3
            and part[1] == "="
            and ((part[0], "<", ">", part[2]) in seen or (part[0], "!", "=", part[2]) in seen)
        ):
            return True
    return False


def _literal(lexeme: str) -> bool:
    return lexeme[0] in "'0123456789" or lexeme in ("TRUE", "FALSE")


def _number(lexeme: str) -> float | None:
    text = lexeme[1:] if lexeme[0] == "'" else lexeme
    try:
        return float(text)
    except ValueError:
        return None


def _atom(tokens: list[str]) -> bool | None:
    if len(tokens) == 1:
        lexeme = tokens[0]
        if lexeme in ("TRUE", "'T", "'TRUE", "'1", "'Y", "'ON"):
            return True
        if lexeme in ("FALSE", "'F", "'FALSE", "'0", "NULL"):
            return False
        number = _number(lexeme) if lexeme[0].isdigit() else None
        return None if number is None else number != 0
    if tokens[-3:] == ["IS", "NOT", "NULL"]:
        return True if _is_key(tokens[:-3]) or (len(tokens) == 4 and _literal(tokens[0])) else None
    if tokens[-2:] in (["IS", "TRUE"], ["IS", "FALSE"]):
        inner = truth(tokens[:-2])
        return None if inner is None else inner == (tokens[-1] == "TRUE")
    if tokens[0] == "EXISTS":
        inside = _stripped(tokens[1:])
        return True if inside[:1] == ["SELECT"] and "FROM" not in inside and "WHERE" not in inside else None
    for word in ("LIKE", "ILIKE", "SIMILAR", "RLIKE", "REGEXP"):
        if word in tokens:
            return True if "NOT" not in tokens and tokens[-1] in ("'%", "'%%", "'.*") else None
    return _comparison(tokens)


def _comparison(tokens: list[str]) -> bool | None:
    left, operator, right = _sides(tokens)
    if not operator or not left or not right:
        return None
    if left == right:
        return operator in ("=", "<=", ">=", "==", "<=>")
    if len(left) == 1 and len(right) == 1 and _literal(left[0]) and _literal(right[0]):
        return _of_literals(left[0], operator, right[0])
    if _is_key(left) and _is_small(right) and operator in (">", ">=", "<>", "!="):
        return True
    if _is_key(right) and _is_small(left) and operator in ("<", "<=", "<>", "!="):
        return True
    if len(left) == 1 and operator in ("<", "<=") and right[0] in _NOW and len(right) <= 3:
        name = left[0].upper().strip('"')
        return (
            True
            if name.startswith(_TIMES)
            or (
                name.endswith("_AT")
                and not name.startswith("EXPIRE")
                and (name.startswith(("CREAT", "UPDAT", "INSERT")))
            )
            else None
        )
    return None


def _sides(tokens: list[str]) -> tuple[list[str], str, list[str]]:
    depth = 0
    for index, lexeme in enumerate(tokens):
        if lexeme == "(":
            depth += 1
        elif lexeme == ")":
            depth -= 1
        elif depth == 0 and lexeme in "=<>!" and lexeme:
            end = index + 1
            while end < len(tokens) and tokens[end] in ("=", "<", ">"):
                end += 1
            return tokens[:index], "".join(tokens[index:end]), tokens[end:]
    return tokens, "", []


def _of_literals(left: str, operator: str, right: str) -> bool | None:
    one, other = _number(left), _number(right)
    a: object = one if one is not None and other is not None else left.lstrip("'")
    b: object = other if one is not None and other is not None else right.lstrip("'")
    if operator in ("=", "=="):
        return a == b
    if operator in ("<>", "!="):
        return a != b
    if one is None or other is None:
        return None
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}.get(operator)


def _is_small(tokens: list[str]) -> bool:
    """0, 1, -1, '' and the like: below every key there is."""
    if len(tokens) == 2 and tokens[0] == "-" and tokens[1].isdigit():
        return True
    return len(tokens) == 1 and tokens[0] in ("0", "1", "'", "'0", "NULL")


def _column(tokens: list[str]) -> str:
    """The column's bare name, upper case, where the tokens are one (qualified) column."""
    if len(tokens) in (1, 3, 5) and all(t == "." for t in tokens[1::2]):
        name = tokens[-1]
        if name and (name[0].isalpha() or name[0] in '_"'):
            return name.strip('"').upper()
    return ""


def _is_key(tokens: list[str], table: str = "") -> bool:
    name = _column(tokens)
    if not name:
        return False
    if name in KEYS:
        return True
    if table:
        base = table.rsplit(".", 1)[-1].upper().rstrip("S")
        return bool(base) and name in (base + "_ID", base + "ID", base + "S_ID", base + "_UUID")
    return False


def _is_one_value(tokens: list[str]) -> bool:
    """One literal or one parameter."""
    if len(tokens) == 1:
        return _literal(tokens[0]) or tokens[0][0] in "?$"
    if tokens and tokens[0] in (":", "%", "@"):
        return len(tokens) == 2
    if len(tokens) > 2 and tokens[1:3] == [":", ":"]:
        return _is_one_value(tokens[:1])
    return False


def _by_key(condition: list[str], table: str) -> bool:
    """Whether one of the conjuncts pins a key to a literal and none of them is an alternative."""
    tokens = _stripped(condition)
    if len(_split(tokens, "OR")) > 1:
        return False
    for part in _split(tokens, "AND"):
        part = _stripped(part)
        left, operator, right = _sides(part)
        if operator in ("=", "==") and (
            (_is_key(left, table) and _is_one_value(right)) or (_is_key(right, table) and _is_one_value(left))
        ):
            return True
        if "IN" in part:
            at = part.index("IN")
            inside = _stripped(part[at + 1 :])
            if _is_key(part[:at], table) and inside and "SELECT" not in inside:
                values = [lexeme for lexeme in inside if lexeme != ","]
                if len(values) <= KEY_LIST and all(_literal(value) for value in values):
                    return True
    return False
