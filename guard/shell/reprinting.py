"""Where bash 5.2 does not run what stands there, because it prints a substitution and reads what it printed.

Behind a here-document the printer leaves out the second separator of a list where that is a ``;``, so that

    x=$(cat <<E
    E
    rm; -rf ~)

runs ``rm -rf ~``. And it prints redirections last, so that in ``$(<f time rm x)`` the word ``time``, which
was a program's name, becomes the keyword. Both were found by running generated texts under bash 5.2.15;
neither dash nor zsh do it, and an older or newer bash may not. A text in which this could matter is refused
as a whole: what runs depends on the version.
"""

from __future__ import annotations

from guard.shell.nodes import AndOr, Process, Redirect, Refusal, Script, Simple, Substitution, walk

KEYWORDS = ("time", "!", "coproc")
"""Words that are keywords at the start of a command and names behind a redirection."""


def refuse_what_reprints_otherwise(script: Script, text: str) -> None:
    """Look through the substitutions of a tree.

    Raises:
        Refusal: one of them would be run otherwise than it reads.
    """
    for node in walk(script):
        if isinstance(node, (Substitution, Process)):
            _check(node.body, text)
            for inner in walk(node.body):
                if isinstance(inner, Simple):
                    _check_keyword(inner)


def _check(body: Script, text: str) -> None:
    """Which separator is lost depends on how many were printed since: any ``;`` behind it counts."""
    documents = [n.span.start for n in walk(body) if isinstance(n, Redirect) and n.operator in ("<<", "<<-")]
    if not documents:
        return
    for inner in walk(body):
        if not isinstance(inner, Script):
            continue
        for first, second in zip(inner.items, inner.items[1:], strict=False):
            behind = first.span.end > min(documents) and not _has_document(first)
            if behind and ";" in text[first.span.end : second.span.start]:
                why = "bash joins these commands behind a here-document in a substitution"
                raise Refusal(why, first.span.start)


def _check_keyword(command: Simple) -> None:
    if not command.redirects or not command.words or command.words[0].literal not in KEYWORDS:
        return
    if command.redirects[0].span.start < command.words[0].span.start:
        raise Refusal("bash prints this redirection last, and the word becomes a keyword", command.span.start)


def _has_document(item: AndOr) -> bool:
    return any(isinstance(node, Redirect) and node.operator in ("<<", "<<-") for node in walk(item))
