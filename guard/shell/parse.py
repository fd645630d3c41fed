"""Shell text to a tree, whole or not at all.

``parse(text, dialect)`` reads bash, POSIX sh, zsh and fish. It raises ``nodes.Refusal`` (why, and
where) for what it cannot read as a whole, and nothing else; it never returns a part. Work and
nesting are bounded: time is linear in the text.

The readers stand one on the other: ``lexer`` (characters, here-documents), ``words_syntax``
(quoting), ``parameters_syntax`` (``${…}``, arithmetic), ``commands`` (lists, simple commands),
``compounds`` (everything else), ``zsh`` (its differences). ``fish`` is a language of its own.
"""

from __future__ import annotations

from guard.shell.compounds import Compounds
from guard.shell.lexer import MAX_COMMANDS
from guard.shell.nodes import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Script

MAX_LENGTH = 256 * 1024
"""Characters; a longer text is refused unread."""
DIALECTS = {
    "bash": "bash", "rbash": "bash", "ksh": "bash", "ksh93": "bash", "mksh": "bash", "pdksh": "bash",
    "sh": "sh", "dash": "sh", "ash": "sh", "busybox": "sh", "posix": "sh", "": "bash",
    "zsh": "zsh", "rzsh": "zsh", "fish": "fish",
}  # fmt: skip
"""Which reader a shell of this name gets."""


def parse(text: str, dialect: str = "bash") -> Script:
    """The tree of a whole text.

    Args:
        text: what a shell of ``dialect`` would be given (``-c``, a file, standard input).
        dialect: the name of a shell, see ``DIALECTS``.

    Raises:
        Refusal: the text is incomplete, wrong, too long or too deep, has a NUL, can be read in two
            ways, or the dialect has no reader. ``position`` is in characters of ``text``.
    """
    family = DIALECTS.get(dialect)
    if family is None:
        raise Refusal(f"no reader for the shell {dialect!r}", 0)
    if len(text) > MAX_LENGTH:
        raise Refusal(f"more than {MAX_LENGTH} characters", MAX_LENGTH)
    if "\0" in text:
        raise Refusal("NUL byte", text.index("\0"))
    budget = [8 * len(text) + 4096, MAX_COMMANDS]
    try:
        if family == "fish":
            from guard.shell.fish import Fish

            return Fish(text, family, 0, 0, budget).whole()
        if family == "zsh":
            from guard.shell.zsh import Zsh

            return Zsh(text, family, 0, 0, budget).whole()
        script = Compounds(text, family, 0, 0, budget).whole()
        if ("$(" in text or "<(" in text) and _reprints_otherwise(text):
            from guard.shell.reprinting import refuse_what_reprints_otherwise

            refuse_what_reprints_otherwise(script, text)
        return script
    except RecursionError:
        raise Refusal("nested too deeply", 0) from None


def _reprints_otherwise(text: str) -> bool:
    """Whether it is worth a look (``reprinting.py``): few texts hold any of these."""
    return "<<" in text or "time" in text or "coproc" in text or "! " in text
