"""What methods of a text of Python come to: ``" ".join(…)``, ``"{}".format(…)``, ``replace``, ``split``."""

from __future__ import annotations

from guard.inline.python_values import LONGEST, Items, Member, concatenated, text_in
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.python_values import Folded

    Named = dict[str, Folded]


_AS_IN_PYTHON = (
    "replace", "strip", "rstrip", "lstrip", "lower", "upper", "removeprefix", "removesuffix", "swapcase",
    "title",
)  # fmt: skip
"""Methods that are simply called."""


def string_method(owner: Value, name: str, arguments: list[Folded], named: Named) -> Folded:
    texts = [text_in(a).text for a in arguments]
    if name == "format":
        return _formatted(owner, arguments, named)
    if name == "join" and arguments and isinstance(arguments[0], Items):
        parts: list[Value] = []
        for index, item in enumerate(arguments[0].items):
            parts += ([owner] if index else []) + [text_in(item)]
        return concatenated(parts)
    text = owner.text
    if (
        name in ("split", "splitlines")
        and text is None
        and len(owner.parts) == 1
        and owner.holes[0].producers
    ):
        return Member(owner)
    if text is None or any(t is None for t in texts):
        return owner if name in ("strip", "rstrip", "lstrip", "encode", "decode") else None
    if name in ("encode", "decode"):
        return known(text)
    if len(text) * max((len(t) for t in texts if t), default=1) > 10 * LONGEST:
        return None
    if name in _AS_IN_PYTHON:
        try:
            return known(getattr(text, name)(*texts))
        except TypeError:  # a count or another argument that is no text
            return None
    if name in ("split", "rsplit"):
        if texts and not texts[0]:
            return None
        return Items(tuple(known(t) for t in text.split(texts[0] if texts else None)))
    if name == "splitlines":
        return Items(tuple(known(t) for t in text.splitlines()))
    return None


def _formatted(owner: Value, arguments: list[Folded], named: Named) -> Folded:
    if owner.text is None:
        return None
    pieces = owner.text.split("{")
    parts, position = [known(pieces[0])], 0
    for piece in pieces[1:]:
        key, _, rest = piece.partition("}")
        key = key.split(":")[0].split("!")[0]
        if key in named:
            value = named[key]
        else:
            index = int(key) if key.isdigit() else position
            position += 1
            value = arguments[index] if index < len(arguments) else None
        parts += [text_in(value), known(rest)]
    return concatenated(parts)
