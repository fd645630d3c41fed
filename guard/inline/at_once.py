"""Which lines of a script run when the script is run, and are not only defined for others to call.

Of ``async function main() {…}`` with ``main()`` below it the lines inside count; without the call they do
not. It goes by the left edge, as scripts are written, and so by no grammar.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OPENERS = (
    "with ", "async with ", "try:", "try {", "for ", "if __name__",
    "(async ", "(function", "(() ", ";(async ",
)  # fmt: skip
"""How a statement begins whose indented lines run with the script itself."""
DEFINERS = ("async", "export", "default", "function", "def", "const", "let", "var", "function*")


def run_at_once(lines: list[str]) -> list[str]:
    """The lines that run when a script is run: those at its left edge, those below a statement that always
    runs, and those of a function that such a line calls. Functions that functions call are not followed."""
    called = "".join(line + "\n" for line in _below(lines, frozenset()) if not _defined(line))
    return list(_below(lines, _names_called(called) - {""}))


def _below(lines: list[str], names: frozenset[str]) -> Iterator[str]:
    """The lines at the left edge, and those below an opener or one of the functions of these names."""
    runs = False
    for line in lines:
        if line[:1].isspace():
            if runs:
                yield line
        elif line:
            runs = line.startswith(OPENERS) or _defined(line) in names
            yield line


def _defined(line: str) -> str:
    """The name of the function that a line at the left edge defines; empty for any other line."""
    words = line.replace("(", " ( ").replace("=", " = ").split()
    told = "def" in words or "function" in words or "function*" in words or "=>" in line
    if not told or words[0] not in DEFINERS:
        return ""
    return next((word for word in words if word not in DEFINERS), "")


def _names_called(text: str) -> frozenset[str]:
    """The names in front of a bracket: ``main``, and for ``it.main()`` the whole of ``it.main``."""
    names = []
    for piece in text.split("(")[:-1]:
        start = len(piece)
        while start and (piece[start - 1].isalnum() or piece[start - 1] in "_$."):
            start -= 1
        names.append(piece[start:])
    return frozenset(names)
