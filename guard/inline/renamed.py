"""Names of functions that code puts together or calls otherwise, as the names they had.

``require("child_process")["exec" + "Sync"]`` is ``….execSync``; behind ``const {execSync: e} =
require(…)``, ``import {rm as r} from "fs"`` and ``local e = os.execute`` the new name is the old one. A name
that is computed of more than constants stays what it is.
"""

from __future__ import annotations

from guard.inline.tokens import Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = ("_G.", "globalThis.", "global.", "window.", "self.")
"""Names of the table of all globals, which may stand before any of them."""
DECLARED = ("const", "let", "var", "local", "import")
JOINING = ("+", ".")


def plain_names(tokens: list[Token], language: str) -> list[Token]:
    """The tokens with every function under its own name."""
    made = list(_members(tokens))
    others = dict(_renamed(made, language))
    if not others:
        return made
    return [_under(token, others) if token.kind == "name" else token for token in made]


def _under(token: Token, others: dict[str, str]) -> Token:
    head, dot, rest = token.text.partition(".")
    return Token("name", others[head] + dot + rest) if head in others else token


def _members(tokens: list[Token]) -> Iterator[Token]:
    """``a["b"](…)`` as ``a.b(…)``, and no name of the table of all globals before it."""
    at = 0
    held: Token | None = None
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "name" and token.text.startswith(WHOLE):
            token = Token("name", token.text.partition(".")[2])
        member, behind = _member(tokens, at) if token.text == "[" and token.kind == "mark" else ("", at)
        if member and held is not None and held.kind == "name" and not held.text.endswith(".env"):
            held = Token("name", member if held.text + "." in WHOLE else f"{held.text}.{member}")
        elif member and held is not None and held.text in (")", "]"):
            yield held
            yield Token("mark", ".")
            held = Token("name", member)
        else:
            if held is not None:
                yield held
            held, behind = token, at + 1
        at = behind
    if held is not None:
        yield held


def _member(tokens: list[Token], at: int) -> tuple[str, int]:
    """The constant name in brackets that is used as a function or as an owner, and the position behind it."""
    name = ""
    for index in range(at + 1, min(len(tokens), at + 24)):
        token = tokens[index]
        if token.kind == "string" and token.value.text is not None:
            name += token.value.text
        elif token.kind == "mark" and token.text == "]":
            following = tokens[index + 1].text if index + 1 < len(tokens) else ""
            used = following in ("(", "[", ".") and name.replace("$", "_").isidentifier()
            return (name, index + 1) if used else ("", at)
        elif not (token.kind == "mark" and token.text in JOINING):
            break
    return "", at


def _renamed(tokens: list[Token], language: str) -> Iterator[tuple[str, str]]:
    """(new name, old name) of what the code imports or declares under another name."""
    for at, token in enumerate(tokens):
        if token.kind != "name" or token.text not in DECLARED or at + 3 >= len(tokens):
            continue
        if tokens[at + 1].text == "{":
            yield from _unpacked(tokens, at + 2)
        elif [t.text for t in tokens[at + 2 : at + 5]] == ["=", "require", "("] and at + 8 < len(tokens):
            member = tokens[at + 8]  # const f = require("fs").rmSync
            if tokens[at + 7].text == "." and member.kind == "name" and _dangerous(member.text, language):
                yield tokens[at + 1].text, member.text
        elif tokens[at + 1].kind == "name" and tokens[at + 2].text == "=" and tokens[at + 3].kind == "name":
            end = tokens[at + 4].text if at + 4 < len(tokens) else ";"
            if end in (";", "\n", ",") and _dangerous(tokens[at + 3].text, language):
                yield tokens[at + 1].text, tokens[at + 3].text


def _unpacked(tokens: list[Token], at: int) -> Iterator[tuple[str, str]]:
    for index in range(at, min(len(tokens) - 2, at + 90)):
        if tokens[index].text == "}":
            return
        old, between, new = tokens[index : index + 3]
        if old.kind == "name" and new.kind == "name" and between.text in (":", "as"):
            yield new.text, old.text


def _dangerous(name: str, language: str) -> bool:
    from guard.inline.calls import CALLS

    table, last = CALLS.get(language, {}), name.rpartition(".")[2]
    return name in table or "*" + last in table or ("." in name and "." + last in table)
