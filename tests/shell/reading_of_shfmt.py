"""What shfmt reads in a text and what our tree holds, in one form that can be compared.

A reading is a multiset of statements: each simple command with its assignments, words and redirections, the
words of ``for``, ``case`` and ``[[ ]]``, the redirections of compound commands. A word is a row of pieces:
text with its being quoted, an expansion by its kind and name. What stands inside an expansion is compared
through the commands in it. The tree of shfmt is that of ``mvdan.cc/sh/v3/syntax``, written as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guard.shell import nodes
from guard.shell.ansi_quotes import decode_ansi
from guard.shell.commands import ASSIGNING

SHFMT = Path(sys.executable).with_name("shfmt")
Piece = tuple[object, ...]
Reading = Counter[tuple[object, ...]]
RAW_PATTERN = "an extended pattern as it is written"


def of_shfmt(text: str, dialect: str = "bash") -> Reading | None:
    """The statements that shfmt sees; ``None`` where it refuses the text."""
    done = subprocess.run(
        [SHFMT, f"-ln={dialect}", "--to-json"],
        input=text.encode("utf-8", "surrogateescape"),
        capture_output=True,
    )
    return Counter(_statements(json.loads(done.stdout))) if done.returncode == 0 else None


def of_ours(script: nodes.Script) -> Reading:
    """The statements that a tree of ours holds."""
    return Counter(_our_statements(script))


# ------------------------------------------------------------------------------- words, both sides


def joined(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Neighbouring texts as one, empty ones left out, the key of ``[key]=value`` left out."""
    found: list[Piece] = []
    for piece in pieces:
        if piece[0] == "text":
            if not piece[1]:
                continue
            if found and found[-1][0] == "text" and found[-1][2] == piece[2]:
                found[-1] = ("text", f"{found[-1][1]}{piece[1]}", piece[2])
                continue
        found.append(piece)
    return tuple(found)


def keyless(word: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """``[key]=value`` and ``name[key]=value`` without the key: an expression to shfmt, text to us."""
    opened = re.match(r"\w*\[", str(word[0][1])) if word and word[0][0] == "text" and not word[0][2] else None
    if opened is None:
        return word
    for i, piece in enumerate(word):
        if piece[0] == "text" and not piece[2]:
            closed = re.search(r"\](\+?=|$)", str(piece[1]))
            if closed:
                rest = opened[0] + str(piece[1])[closed.start() :]
                return joined(iter([("text", rest, False), *word[i + 1 :]]))
    return word


# ----------------------------------------------------------------------------------------- shfmt


def _statements(tree: Any) -> Iterator[tuple[object, ...]]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            if "Position" in node and ("Cmd" in node or "Redirs" in node):
                yield from _statement(node.get("Cmd") or {}, node.get("Redirs", []))
            pending.extend(node.values())


def _statement(command: Any, redirects: Any) -> Iterator[tuple[object, ...]]:
    kind = command.get("Type")
    directed = tuple(_redirect(redirect) for redirect in redirects)
    if kind in (None, "CallExpr"):
        assigned = tuple(_assignment(one) for one in command.get("Assigns", ()))
        yield ("command", assigned, tuple(_word(word) for word in command.get("Args", ())), directed, ())
        return
    if kind == "DeclClause":
        words = [_plain(command["Variant"]["Value"])]
        words += [_declared(one) for one in command.get("Args", ()) if "Array" not in one]
        arrays = tuple(_assignment(one) for one in command.get("Args", ()) if "Array" in one)
        yield ("command", (), tuple(words), directed, arrays)
        return
    if kind == "LetClause":
        yield ("command", (), _let(len(command["Exprs"])), directed, ())
        return
    if kind == "ForClause" and command["Loop"]["Type"] == "WordIter":
        yield (
            "for",
            command["Loop"]["Name"]["Value"],
            tuple(_word(w) for w in command["Loop"].get("Items", ())),
        )
    elif kind == "CaseClause":
        yield ("case", _word(command["Word"]), tuple(
            tuple(_word(word) for word in item["Patterns"]) for item in command.get("Items", ())
        ))  # fmt: skip
    elif kind == "TestClause":
        yield ("test", tuple(map(_linked, _test(command["X"]))))
    if directed:
        yield ("redirected", directed)


def _let(count: int) -> tuple[object, ...]:
    """``let`` is an expression to the one and words to the other: how many."""
    return (_plain("let"), count)


def _linked(word: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """``-h`` and ``-L`` are one operator, for which shfmt writes the second."""
    return _plain("-L") if word == _plain("-h") else word


def _plain(text: str) -> tuple[Piece, ...]:
    return (("text", text, False),)


def _word(word: Any) -> tuple[Piece, ...]:
    return joined(_pieces(word.get("Parts", ()) if word else (), ""))


def _pieces(parts: Any, around: str) -> Iterator[Piece]:
    """``around``: the quotes that are in force, ``"`` or ``<<`` or none."""
    for part in parts:
        kind = part["Type"]
        if kind == "Lit":
            yield from _literal(part.get("Value", ""), around)
        elif kind == "SglQuoted":
            value = part.get("Value", "")
            yield ("text", decode_ansi(value + "'\0", 0)[0] if part.get("Dollar") else value, True)
        elif kind == "DblQuoted":
            yield from _pieces(part.get("Parts", ()), '"')
        elif kind == "ParamExp":
            yield ("parameter", part.get("Param", {}).get("Value", ""), _operator(part))
        elif kind == "ExtGlob":
            pattern = part.get("Pattern", {}).get("Value", "")
            if re.search(r"[\"'$`<>]", pattern):
                yield (RAW_PATTERN,)
            yield from _literal(part["Op"] + pattern + ")", around)
        else:
            yield (kind,)


def _literal(text: str, around: str) -> Iterator[Piece]:
    """Text with its backslashes taken away as the quotes around it want it."""
    for match in re.finditer(r"\\(.?)|[^\\]+", text, re.DOTALL):
        escaped = match[1]
        if escaped is None:
            yield ("text", match[0], bool(around))
        elif escaped == "\n":
            continue
        elif not around or escaped in ('$`\\"' if around == '"' else "$`\\"):
            yield ("text", escaped or "\\", True)
        else:
            yield ("text", match[0], True)


def _operator(part: Any) -> str:
    if part.get("Slice"):
        return ":"
    if part.get("Repl"):
        return "/" if part["Repl"].get("Orig", {}).get("Parts") or part["Repl"].get("With") else ""
    if part.get("Names"):
        return "!" + str(part["Names"])
    prefix = "#" if part.get("Length") else "!" if part.get("Excl") else ""
    return prefix + str(part["Exp"]["Op"] if part.get("Exp") else "")


def _assignment(one: Any) -> tuple[object, ...]:
    value: object = None
    if "Array" in one:
        value = tuple(_element(element) for element in one["Array"].get("Elems", ()))
    elif "Value" in one:
        value = _word(one["Value"])
    return (one["Name"]["Value"], bool(one.get("Append")), "Index" in one, value or ())


def _element(element: Any) -> tuple[Piece, ...]:
    value = list(_word(element.get("Value")))
    if "Index" in element:
        return joined(iter([("text", "[]=", False), *value]))
    return keyless(tuple(value))


def _declared(one: Any) -> tuple[Piece, ...]:
    value = list(_word(one.get("Value")))
    name = one.get("Name", {}).get("Value", "")
    if not name:
        return tuple(value)
    index = "[]" if "Index" in one else ""
    sign = "" if one.get("Naked") else "+=" if one.get("Append") else "="
    return joined(iter([("text", name + index + sign, False), *value]))


def _redirect(one: Any) -> tuple[object, ...]:
    body = None
    if one["Op"] in ("<<", "<<-"):
        quoted = any(part["Type"] != "Lit" or "\\" in part["Value"] for part in one["Word"]["Parts"])
        parts = one["Hdoc"]["Parts"] if one.get("Hdoc") else ()
        if quoted:
            body = joined(("text", part.get("Value", ""), True) for part in parts)
        else:
            body = joined(_pieces(parts, "<<"))
        if one["Op"] == "<<-":
            body = _untabbed(body)
    descriptor = re.sub(r"\[.*\]", "", one.get("N", {}).get("Value", ""))
    return (descriptor, one["Op"], _word(one.get("Word")), body)


def _untabbed(body: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Without the tabs at the beginnings of lines."""
    found: list[Piece] = []
    for i, piece in enumerate(body):
        if piece[0] == "text":
            text = re.sub(r"(?<=\n)\t+", "", str(piece[1]))
            found.append(("text", text.lstrip("\t") if i == 0 else text, True))
        else:
            found.append(piece)
    return joined(iter(found))


def _test(x: Any) -> Iterator[tuple[Piece, ...]]:
    kind = x["Type"]
    if kind == "Word":
        yield _word(x)
    elif kind == "ParenTest":
        yield _plain("(")
        yield from _test(x["X"])
        yield _plain(")")
    elif kind == "UnaryTest":
        yield _plain(x["Op"])
        yield from _test(x["X"])
    else:
        yield from _test(x["X"])
        yield _plain(x["Op"])
        yield from _test(x["Y"])


# ------------------------------------------------------------------------------------------ ours

OUR_KINDS = {nodes.Substitution: "CmdSubst", nodes.Process: "ProcSubst", nodes.Arithmetic: "ArithmExp"}


def _our_statements(script: object) -> Iterator[tuple[object, ...]]:
    pending: list[object] = [script]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(node)
            continue
        fields = getattr(type(node), "_fields", ())
        yield from _our_statement(node)
        pending.extend(getattr(node, field) for field in fields)


def _our_statement(node: object) -> Iterator[tuple[object, ...]]:
    if isinstance(node, nodes.Simple):
        if node != nodes.Simple():  # a lone ``!`` or ``time``
            yield _our_simple(node)
        return
    if isinstance(node, nodes.For):
        yield ("for", node.names[0], tuple(_our_word(word) for word in node.words or ()))
    elif isinstance(node, nodes.Case):
        yield ("case", _our_word(node.subject), tuple(
            tuple(_our_word(word) for word in patterns) for patterns, _, _ in node.items
        ))  # fmt: skip
    elif isinstance(node, nodes.Condition):
        yield ("test", tuple(_linked(_our_word(word)) for word in node.words))
    redirects = getattr(node, "redirects", ())
    if redirects:
        yield ("redirected", tuple(_our_redirect(one) for one in redirects))


def _our_simple(node: nodes.Simple) -> tuple[object, ...]:
    words: tuple[object, ...] = tuple(_our_word(word) for word in node.words)
    if words and words[0] == _plain("let"):
        words = _let(len(words) - 1)
    elif words and words[0] in map(_plain, ASSIGNING):
        words = tuple(map(keyless, words))  # type: ignore[arg-type]
    return (
        "command",
        tuple(_our_assignment(one) for one in node.assignments),
        words,
        tuple(_our_redirect(one) for one in node.redirects),
        tuple(_our_assignment(one) for one in node.arguments),
    )


def _our_word(word: nodes.Word | None) -> tuple[Piece, ...]:
    return joined(_our_pieces(word)) if word is not None else ()


def _our_pieces(word: nodes.Word) -> Iterator[Piece]:
    for part in word.parts:
        if isinstance(part, nodes.Text):
            yield ("text", part.text, part.quoted)
        elif isinstance(part, nodes.Parameter):
            yield ("parameter", part.name, _our_operator(part))
        else:
            yield (OUR_KINDS[type(part)],)  # type: ignore[index]


def _our_operator(part: nodes.Parameter) -> str:
    operator = part.operator[:1] if part.operator[:1] in ("/", "@") else part.operator
    if operator == "/":  # shfmt leaves out ``${v/}``, which does nothing
        return operator if (part.argument and part.argument.parts) or part.replacement else ""
    if operator == ":":
        return operator
    return ("#" if part.length else "!" if part.indirect else "") + operator


def _our_assignment(one: nodes.Assignment) -> tuple[object, ...]:
    value: object = ()
    if one.value is not None and len(one.value.parts) == 1 and isinstance(one.value.parts[0], nodes.Array):
        value = tuple(keyless(_our_word(word)) for word in one.value.parts[0].words)
    else:
        value = _our_word(one.value)
    return (one.name, one.append, one.subscript is not None, value)


def _our_redirect(one: nodes.Redirect) -> tuple[object, ...]:
    body = _our_word(one.body) if one.operator in ("<<", "<<-") else None
    return (one.fd, one.operator, _our_word(one.target), body)
