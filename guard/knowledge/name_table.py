"""Names in long lists, each list under a word: which file knows a program.

A hook asks for one name of a thousand. To make a dictionary of them costs more, at every start, than to
search the text in which they are written.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class NameTable:
    """Words, and under each the names that it stands for.

    Args:
        tables: a word → its names, between spaces. What stands in several places has the word of the first.
    """

    __slots__ = ("_text",)

    def __init__(self, *tables: Mapping[str, str]) -> None:
        self._text = "".join([f"\n{word} {names} \n" for table in tables for word, names in table.items()])

    def get(self, name: str) -> str | None:
        """The word of a name; ``None`` where it is not listed."""
        at = self._text.find(f" {name} ") if name and " " not in name else -1
        if at < 0:
            return None
        start = self._text.rfind("\n", 0, at) + 1
        return self._text[start : self._text.index(" ", start)]

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def all(self) -> dict[str, str]:
        """Every name and its word."""
        found: dict[str, str] = {}
        for line in self._text.split("\n"):
            word, _, names = line.partition(" ")
            for name in names.split():
                found.setdefault(name, word)
        return found
