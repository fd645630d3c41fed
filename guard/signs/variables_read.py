"""Which environment variables a piece of code reads, told by how the languages spell it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = ("os.environ[", "os.environ.get(", "os.getenv(", "getenv(", "config(")
"""``os`` of the standard library, and ``config`` of python-decouple."""
JAVASCRIPT = ("process.env.", "process.env[", "env(", "Deno.env.get(", "import.meta.env.")
"""Node, prisma's ``env``, Deno, Vite."""


def variables_read(text: str, forms: tuple[str, ...]) -> Iterator[str]:
    """The names behind each of the forms, form by form, in the order of the text; a name may come twice."""
    for form in forms:
        at = text.find(form)
        while at >= 0:
            rest = text[at + len(form) :].lstrip("\"'")
            end = 0
            while end < len(rest) and (rest[end].isalnum() or rest[end] == "_"):
                end += 1
            if end:
                yield rest[:end]
            at = text.find(form, at + 1)
