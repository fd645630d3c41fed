"""Functions and procedures that a text makes and then calls.

Caught: ``CREATE FUNCTION f() … AS 'DELETE FROM t'; SELECT f()`` deletes, whichever way the body is written (a
string, ``BEGIN ATOMIC … END``, MySQL's bare ``BEGIN … END``) and wherever the call stands. Near misses: the
same function that is only made, dropped, or another one that is called.
"""

from __future__ import annotations

from itertools import pairwise

from guard.sql.acts import QUIET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.acts import Act
    from guard.sql.scan import Scan


def made(scan: Scan, name: str, tokens: list[str]) -> None:
    """Remember a routine by the last part of its name; two of one name are both remembered."""
    scan.routines.setdefault(_last(name), []).append(tokens)


def called(scan: Scan, name: str) -> tuple[Act, ...]:
    """What the bodies of a name do. Each body is read once, and adds nothing while it is read, so that one
    which calls itself has an end."""
    key = _last(name)
    acts: tuple[Act, ...] = ()
    for number, tokens in enumerate(scan.routines.get(key, ())):
        if (key, number) not in scan.bodies:
            scan.bodies[key, number] = ()
            body = dict.fromkeys(_body(scan, tokens))  # once each, however often it calls the same
            scan.bodies[key, number] = tuple(act for act in body if act.kind not in QUIET)
        acts += scan.bodies[key, number]
    return acts


def _last(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _body(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    from guard.sql.dynamic import block, statements_in
    from guard.sql.unseparated import following

    words = [lexeme.upper() for lexeme in tokens]
    strings = (
        lexeme[1:] for before, lexeme in pairwise(tokens) if before.upper() == "AS" and lexeme[0] == "'"
    )
    text = next(strings, "")
    if text.lstrip()[:5].upper() in ("BEGIN", "DECLA"):
        return block(scan, text)
    if text:
        return scan.inner(text)
    if "BEGIN" in words:
        return statements_in(scan, [t for t in tokens[words.index("BEGIN") :] if t.upper() != "ATOMIC"])
    own = [";" if word == "AS" else word for word in words]
    at = next(index for index, word in enumerate(own) if word in ("FUNCTION", "PROCEDURE", "PROC"))
    return scan.statement(tokens[at + following(own[at:]) :])
