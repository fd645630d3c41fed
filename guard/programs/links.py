"""Links that a text makes and then goes through: ``ln -s / r; rm -rf r/*`` deletes the root.

Caught: ``ln -s ~ l && rm -rf l/*``, ``ln -s ~/.ssh/id_rsa k; cat k``, ``ln -sfn /etc e; echo x > e/passwd``,
``ln -s / r; cd r; rm -rf *``. Quiet: ``ln -s ../lib lib``, ``ln -s / r; rm r`` (only the link goes).

What is judged is the path behind the link, because when the command runs the link will be there. Facts:
ln(1), path_resolution(7); ``rm`` removes a link itself, everything else goes through it, and so does ``rm -r
link/`` (tried with coreutils 9.1: the files behind it are gone, the link stays).
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import FileWrite, Invocation, Unfolding, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Event

TAKES_LINKS = ("rm", "unlink", "mv", "ln", "rmdir", "ls", "stat", "readlink", "test", "[", "trash", "gio")
"""Programs that act on a link itself where the link is the whole word."""


def linked(unfolding: Unfolding) -> Unfolding:
    """The same, with words that lead through a link made earlier in the text as the paths they lead to."""
    events = unfolding.events
    if not any(isinstance(e, Invocation) and e.program in ("ln", "gln") for e in events):
        return unfolding
    links: dict[str, str] = {}
    out: list[Event] = []
    for event in events:
        out.append(_through(event, links) if links else event)
        if isinstance(event, Invocation) and event.program in ("ln", "gln"):
            links.update(_made(event))
    return Unfolding(tuple(out), unfolding.shell_variables)


def _made(by: Invocation) -> dict[str, str]:
    """Link → where it leads, both absolute."""
    words = [w.text for w in by.argv[1:]]
    flags = "".join(w[1:] for w in words if w and w.startswith("-") and not w.startswith("--"))
    operands = [w for w in words if w is not None and not w.startswith("-")]
    soft = "s" in flags or "--symbolic" in words
    if not soft or not by.cwd or None in words or not 1 <= len(operands) <= 2 or "t" in flags:
        return {}
    name = operands[1] if len(operands) == 2 else os.path.basename(operands[0].rstrip("/"))
    link = os.path.normpath(os.path.join(by.cwd, name))
    if os.path.normpath(os.path.join(by.cwd, operands[0])) == link:
        return {}
    return {link: os.path.normpath(os.path.join(os.path.dirname(link), operands[0]))}


def _through(event: Event, links: dict[str, str]) -> Event:
    if isinstance(event, FileWrite):
        path = _led(event.path, event.cwd, links, whole=True)
        return event if path is event.path else replace(event, path=path)
    if not isinstance(event, Invocation):
        return event
    whole = event.program not in TAKES_LINKS
    argv = (*event.argv[:1], *(_led(word, event.cwd, links, whole) for word in event.argv[1:]))
    cwd = _path_behind(event.cwd or "", links, whole=True)
    if argv == event.argv and cwd is None:
        return event
    return replace(event, argv=argv, cwd=cwd or event.cwd)


def _led(word: Value, cwd: str | None, links: dict[str, str], whole: bool) -> Value:
    """The word as the path behind the link; the word itself where it leads through none."""
    text = word.text
    if not text or text.startswith("-") or not cwd:
        return word
    path = os.path.normpath(os.path.join(cwd, text))
    behind = _path_behind(path, links, whole or text.endswith(("/", "/.")))
    return word if behind is None else replace(known(behind, *word.notes), glob=word.glob)


def _path_behind(path: str, links: dict[str, str], whole: bool) -> str | None:
    for link, target in links.items():
        if path.startswith(link + "/"):
            return target.rstrip("/") + path[len(link) :]
        if whole and path == link:
            return target
    return None
