"""Commands that a platform's own command line runs on a machine there: ``aws ecs execute-command``, ``kamal
app exec``, ``gh codespace ssh`` and their like.

Caught: ``aws ecs execute-command --cluster prod --task t --interactive --command 'rm -rf /data'``, ``kamal
app exec 'rm -rf /data'``, ``tailscale ssh root@prod1 rm -rf /data``.
Quiet: ``aws ecs execute-command --cluster prod --command bash``, ``kamal app exec 'bin/rails about'``,
``hcloud server ssh web uptime``.

Which words are the command stands in ``knowledge/platform_shells.py``.
"""

from __future__ import annotations

from guard.knowledge.platform_shells import ways_of
from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunText
from guard.shell.wrappers.grammar import behind_dashes, joined, tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.knowledge.platform_shells import Way
    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What would run over there."""
    yield from on_platform(invocation)


def on_platform(invocation: Invocation) -> Iterator[Inner]:
    """The command among the words of a platform's command line; none where it runs none."""
    way = way_of(invocation)
    if way is not None:
        words = invocation.argv[1:]
        for text in _commands(way, words, after_operands(words, way, len(way.path))):
            yield RunText(text, "sh", elsewhere=True)


def way_of(invocation: Invocation) -> Way | None:
    """The line of the table that fits these words."""
    words = invocation.argv[1:]
    for way in ways_of(invocation.program.removesuffix(".exe")):
        end = after_operands(words, way, len(way.path))
        if end >= 0 and [word.text for word in operands(words[:end], way)] == list(way.path):
            return way
    return None


def after_operands(words: Sequence[Value], way: Way, count: int) -> int:
    """Where the words begin that follow so many operands; -1 where there are fewer."""
    seen = at = 0
    while seen < count:
        if at >= len(words):
            return -1
        text = words[at].prefix
        if text == "--":
            return -1
        if text.startswith("-") and len(text) > 1:
            at += 1 + (text in way.valued)
        else:
            seen, at = seen + 1, at + 1
    return at


def operands(words: Sequence[Value], way: Way) -> tuple[Value, ...]:
    """The words that are neither options nor their values."""
    return tuple(read_options(words, way.valued, abbreviate=False).operands)


def _commands(way: Way, words: Sequence[Value], end: int) -> Iterator[Value]:
    how = way.command
    if how[0] in ("--", "dashes") or how[0].isdigit():
        start = after_operands(words[end:], way, int(how[0]) if how[0].isdigit() else 0)
        rest = behind_dashes(words)
        if not rest and start >= 0 and how[0] != "dashes":
            rest = _from_operand(words[end + start :], way)
        if rest:
            yield joined([*(known(program) for program in how[1:]), *rest])
        return
    if how[-1].endswith("="):
        given = read_options(words, way.valued, abbreviate=False)
        texts = given.values(how[0]) if len(how) > 1 else given.operands
        yield from (found for text in texts if (found := _keyed(text, how[-1])) is not None)
        return
    yield from read_options(words, way.valued, abbreviate=False).values(*how)


def _from_operand(words: Sequence[Value], way: Way) -> list[Value]:
    """The first operand and all that follows: its options are its own."""
    first = after_operands(words, way, 1)
    return list(words[first - 1 :]) if first > 0 else []


def _keyed(word: Value, key: str) -> Value | None:
    """``commands="…"``, ``commands=["…","…"]`` or ``{"commands": ["…"]}``."""
    text = word.text
    if text is None:
        return word if key.rstrip("=") in word.skeleton else None
    if text.startswith(key):
        value = tail(word, len(key)).text or ""
        if not value.startswith("["):
            return known(value.strip("'\""))
        lines = _lines(value, "")
        return known(value.strip("[]'\"") if lines is None else lines)
    lines = _lines(text, key.rstrip("=")) if text.lstrip().startswith("{") else None
    return known(lines) if lines is not None else None


def _lines(text: str, key: str) -> str | None:
    """The lines of a list in JSON, which may stand under a key; ``None`` where it is none."""
    from guard.wire import loads

    try:
        given = loads(text)
    except ValueError:
        return None
    lines = given.get(key) if isinstance(given, dict) else given
    lines = [lines] if isinstance(lines, str) else lines
    return "\n".join(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else None
