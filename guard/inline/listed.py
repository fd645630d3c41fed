"""Names that code takes from a folder, one after the other: ``for (const d of fs.readdirSync('packages'))``.

Such a name is a hole that says so (``a name in packages``), as python's ``os.listdir`` makes one; a path that
begins with that folder stands for each of its entries (``programs/path_operands.py``). A folder that is
computed, and entries that are objects (``withFileTypes``), are left unknown.

Facts: Node's ``fs.readdirSync``, Ruby's ``Dir.children`` and ``Dir.each_child``.
"""

from __future__ import annotations

from guard.model import Hole, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.inline.tokens import Token

LISTING = ("readdirSync", "Dir.children", "Dir.each_child")
EACH = ("forEach", "map", "each", "each_child")


def bound(tokens: Sequence[Token], index: int) -> dict[str, Value]:
    """The variable that goes over what is listed at this place, and what it holds."""
    if not tokens[index].text.endswith(LISTING) or len(tokens) < index + 5:
        return {}
    opening, folder, closing = tokens[index + 1 : index + 4]
    if (opening.text, closing.text) != ("(", ")") or folder.kind != "string" or not folder.value.text:
        return {}
    name = tokens[index - 2].text if index > 1 and tokens[index - 1].text == "of" else ""
    behind = tokens[index + 4 : index + 12]
    if not name and (
        tokens[index].text.endswith("each_child") or any(t.text.strip(".") in EACH for t in behind)
    ):
        name = next(
            (t.text for t in behind if t.kind == "name" and t.text.strip(".") not in (*EACH, "do")), ""
        )
    value = Value((Hole(f"a name in {folder.value.text.rstrip('/')}"),))
    return {name: value} if name.isidentifier() else {}
