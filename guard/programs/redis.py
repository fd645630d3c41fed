"""redis-cli, valkey-cli, iredis: keys and servers.

Caught: ``redis-cli FLUSHALL`` (in any case: ``redis-cli flushall``), ``redis-cli eval
"redis.call('FLUSHALL')" 0``, ``redis-cli --pipe < commands.txt``, ``redis-cli KEYS 'user:*' | xargs redis-cli
DEL``.
Quiet: ``redis-cli INFO``, ``redis-cli GET k``, one key by its name on this machine.

Lost: keys.
Back: an RDB or AOF file of the server.
Instead: ``redis-cli --scan --pattern 'user:*'`` shows the keys, ``BGSAVE`` keeps them.

Facts: the server's command table, redis-cli documentation.
"""

from __future__ import annotations

from guard.model import Effect, Evidence, Place, Resource, Value
from guard.programs.options import read_options
from guard.sql.redis import SCRIPTS, calls_of, row_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.sql.redis import Row
    from guard.world import World

VALUED = (
    "-h", "-p", "-s", "-a", "--user", "--pass", "-u", "-r", "-i", "-n", "-d", "-D", "--cacert", "--cacertdir",
    "--cert", "--key", "--tls-ciphers", "--sni", "--eval", "--pattern", "--quoted-pattern", "--rdb",
    "--functions-rdb", "--pipe-timeout", "--lru-test", "--memkeys-samples", "--cluster-timeout", "-t",
    "--count", "--url", "--dsn", "--name", "-X",
)  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of the command on the line, of ``--eval`` and ``--cluster``, else of standard input."""
    options = read_options(invocation.argv[1:], VALUED, permute=False, abbreviate=False)
    if options.has(
        "--help", "--version", "-v", "--stat", "--latency", "--bigkeys", "--memkeys", "--hotkeys", "--scan"
    ):
        return
    hints: list[tuple[str, Value]] = []
    servers = [name for name, _ in options.given if name in ("-h", "-u", "--url")]
    for hint, names in (
        ("host", ("-h",)),
        ("port", ("-p",)),
        ("url", ("-u", "--url")),
        ("dbname", ("-n",)),
        ("host", ("-s",)),
    ):
        value = options.value(*names)
        if hint == "url" and servers[-1:] == ["-h"]:
            continue  # it takes its options one after the other: a host behind the URL goes before it
        if value is not None:
            hints.append((hint, value))
    place = Place("database", "redis", tuple(hints))
    if options.has("--cluster"):
        yield from _cluster(options.operands, place, invocation)
        return
    script = options.value("--eval")
    if script is not None:
        yield from _file(script, place, invocation, world)
        return
    words = options.operands
    if words:
        yield from _command(
            [w.text if w.text is not None else None for w in words], list(words), place, invocation
        )
        return
    yield from from_stdin(place, invocation, world)


def _command(
    texts: list[str | None], words: list[Value], place: Place, invocation: Invocation
) -> Iterator[Effect]:
    head = texts[0]
    if head is not None and " " in head.strip() and len(texts) == 1:
        yield from _line(head, place, invocation)
        return
    if head is None:
        yield _effect("UNKNOWN", ("unknown", "R3", "B1", "", ()), words[0].skeleton, place, invocation)
        return
    shown = [word.skeleton for word in words]
    if head.upper() in SCRIPTS:
        yield from _script(head.upper(), texts[1] if len(texts) > 1 else None, place, invocation)
        return
    name, row = row_of(shown)
    if row is None:
        return
    splits = any(hole.splits for word in words[1:] for hole in word.holes)
    if splits and "by-key" in row[4]:
        row = (row[0], "R4", "B1", "keys that are not known beforehand", ())
    if invocation.under("xargs") is not None and "by-key" in row[4]:
        row = (row[0], "R4", "B1", "every key that it is given", ())
    yield _effect(name, row, _named(name, shown), place, invocation)


def _line(line: str, place: Place, invocation: Invocation) -> Iterator[Effect]:
    words = line.split()
    if words and not words[0].startswith(("#", "*", "$")):
        if words[0].upper() in SCRIPTS:
            yield from _script(words[0].upper(), line.partition(" ")[2], place, invocation)
            return
        name, row = row_of(words)
        if row is not None:
            yield _effect(name, row, _named(name, words), place, invocation)


def _script(name: str, text: str | None, place: Place, invocation: Invocation) -> Iterator[Effect]:
    calls = calls_of(text) if text is not None and name == "EVAL" else None
    if calls is None:
        yield _effect(name, ("unknown", "R3", "B2", "", ("computed",)), "a script", place, invocation)
        return
    for call in calls:
        command, row = row_of(call)
        if row is not None:
            yield _effect(command, row, "from a script", place, invocation)


KINDS = {"CONFIG": "setting", "ACL": "user", "FUNCTION": "function", "XGROUP": "consumer group"}
"""What the commands of these families act upon, where it is neither keys nor the server."""
WHOLE = ("FLUSHALL", "FLUSHDB", "SHUTDOWN", "DEBUG", "REPLICAOF", "SLAVEOF", "FAILOVER", "CLUSTER", "CONFIG")
"""Commands whose words are no names of keys."""


def _named(name: str, words: Sequence[str]) -> str:
    """The key, the setting or the user that a command names, and nothing of what it would be given."""
    head = name.partition(" ")[0]
    if head == "CONFIG":
        return words[2] if len(words) > 2 else ""
    rest = words[len(name.split()) :]
    if head in WHOLE or not rest:
        return ""
    if head in ("DEL", "UNLINK"):
        return ", ".join(rest[:3])
    return rest[1] if head == "XGROUP" and rest[1:] else rest[0]


def _effect(name: str, row: Row, identity: str, place: Place, by: Invocation) -> Effect:
    operation, recoverability, blast, loss, marks = row
    kind = "key" if blast == "B0" else "keys" if operation in ("delete", "truncate") else "server"
    kind = KINDS.get(name.partition(" ")[0], kind)
    strange = operation == "unknown" and name not in SCRIPTS
    return Effect(
        rule=f"redis.{name.lower().replace(' ', '-')}",
        operation=operation,
        resource=Resource(kind, identity),
        place=place,
        by=by,
        recoverability=recoverability,
        blast=blast,
        loss=loss.format(key=identity, what="the database"),
        why=f"{name} is not a command that is known" if strange else "",
        instead="redis-cli --scan | head",
        marks=marks,
        evidence=(Evidence(name, "the server's command table"),),
        tags=("T1485",) if operation in ("delete", "truncate") else (),
        span=by.span,
    )


def _cluster(words: tuple[Value, ...], place: Place, invocation: Invocation) -> Iterator[Effect]:
    action = words[0].text if words else None
    if action in ("info", "check", "help"):
        return
    row: Row = ("update", "R3", "B2", "", ())
    yield _effect(
        f"cluster {action or '?'}", row, " ".join(w.skeleton for w in words[1:3]), place, invocation
    )


def _file(word: Value, place: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    from guard.programs.rewritten import read_now
    from guard.programs.sql_sources import absolute_path

    path = absolute_path(invocation, word)
    yield from _script("EVAL", read_now(path, world) if path else None, place, invocation)


def from_stdin(place: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of the commands on standard input; nothing where it is inherited."""
    stream = invocation.stdin
    if stream is None:
        return
    text = stream.text.text if stream.text is not None else None
    if text is None and stream.path is not None:
        from guard.programs.rewritten import read_now
        from guard.programs.sql_sources import absolute_path

        path = absolute_path(invocation, stream.path)
        text = read_now(path, world, 4_194_304) if path else None
    if text is None:
        yield _effect(
            "STDIN",
            ("unknown", "R3", "B2", "", ("unknown-code",)),
            "commands that cannot be read",
            place,
            invocation,
        )
        return
    seen = 0
    for line in text.splitlines()[:20000]:
        for effect in _line(line, place, invocation):
            seen += 1
            if seen <= 40:
                yield effect
