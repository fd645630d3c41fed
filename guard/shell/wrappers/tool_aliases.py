"""Aliases of ``aws``, ``gh`` and ``glab`` that a shell runs: ``boom = !f() { aws s3 rb "$1" --force; }; f``.

What stands for other words of the same tool is read by the tool's own file (``programs/tool_aliases.py``).
Quiet: ``who = sts get-caller-identity``, a name that no file has.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.tool_aliases import shell_text
from guard.shell.unwrap import RunText
from guard.shell.wrappers.grammar import joined, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


CARRYING = ("execute-command", "start-session", "send-command", "ssh")
"""Sub-commands of theirs that carry a command to a machine (``knowledge/platform_shells.py``)."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The text behind the alias, with the words that follow it."""
    found = shell_text(invocation, world)
    if found is None:
        if any(word.text in CARRYING for word in invocation.argv[1:8]):
            from guard.shell.wrappers.platforms import on_platform

            yield from on_platform(invocation)
        return
    text, words = found
    source = f"{invocation.program} alias {invocation.argv[1].skeleton}"
    if invocation.program.startswith("aws"):  # the words are put behind the text
        yield RunText(joined((known(text), *(quoted(w) for w in words))), "sh", source=source)
    else:  # they are $1, $2 … of it
        yield RunText(known(text), "sh", arguments=(known(invocation.program), *words), source=source)
