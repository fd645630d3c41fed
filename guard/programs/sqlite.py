"""sqlite3, duckdb, litecli, turso, libsql shells: a database that is a file.

Caught: ``sqlite3 app.db 'DROP TABLE users'``, ``sqlite3 app.db < drop.sql``, ``sqlite3 app.db '.shell rm -rf
~'``.
Quiet: ``sqlite3 app.db .tables``, ``sqlite3 :memory: 'DROP TABLE t'``, ``sqlite3 -readonly app.db 'SELECT
1'``.

Lost: rows in the file.
Back: git where it tracks the file unchanged, else a copy.
Instead: ``sqlite3 app.db '.backup before.db'`` first, ``sqlite3 -readonly app.db .tables``.

Facts: sqlite3(1).
"""

from __future__ import annotations

from guard.model import Place, Value, known
from guard.programs.files import path_effect
from guard.programs.options import read_options
from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

VALUED = (
    "-cmd", "-init", "-separator", "-newline", "-nullvalue", "-A", "-mmap", "-heap", "-lookaside", "-maxsize",
    "-vfs", "-c", "-s", "-f", "-escape", "--init", "--cmd",
)  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of the words after the file, of ``-cmd`` and ``-init``, else of standard input."""
    options = read_options(invocation.argv[1:], VALUED, single_dash=True)
    if options.has("-help", "--help", "-version", "--version", "-readonly", "--readonly"):
        return
    operands = options.operands
    duck = invocation.program == "duckdb"
    tool = "duckdb" if duck else "sqlite"
    remote = bool(operands and "://" in (operands[0].text or ""))
    hints = (("url", operands[0]),) if remote else (("path", operands[0]),) if operands else ()
    place = Place("database", "sql" if remote else tool, hints)
    client = Client(tool, "sqlite", place, invocation, world)
    texts = (*options.values("-cmd", "--cmd"), *options.values("-c", "-s"), *operands[1:])
    if texts:
        yield from from_text(client, texts[0] if len(texts) == 1 else _as_one(texts))
    for text in texts:
        words = (text.text or "").split()
        if words[:1] == [".open"] and ({"--new", "-new"} & set(words)):
            target = known(words[-1].strip("'\""))
            yield path_effect("sqlite.new", "overwrite", target, invocation, act="overwrite")
    for file in options.values("-init", "--init", "-f"):
        yield from from_file(client, file)
    if not operands[1:] and not options.has("-c", "-s", "-f"):
        yield from from_stdin(client)


def _as_one(texts: tuple[Value, ...]) -> Value:
    """All of them as one text: they share a session, so ``.open`` and ``ATTACH`` count for what follows. The
    client's own lines end with the line."""
    ended = ((text, "\n" if text.prefix.startswith(".") else ";\n") for text in texts)
    return Value(tuple(part for text, end in ended for part in (*text.parts, end)))
