"""mysql, mariadb, mycli: MySQL's and MariaDB's terminals, and mysqladmin.

Caught: ``mysql -e 'DROP TABLE users'``, ``mysql app < drop.sql``, ``mysql -e '/*!50000 DROP TABLE users */'``
(executed, not a comment), ``mysqladmin drop app``.
Quiet: ``mysql -e 'SHOW TABLES'``, ``mysql --help``, ``mysqladmin status``.

Lost: rows and definitions in the server's own storage.
Back: a dump, or the binary log up to the moment before.
Instead: a SELECT with the same WHERE, and ``mysqldump app`` first.

Facts: mysql(1), mysqladmin(1).
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value, known
from guard.programs.options import read_options
from guard.programs.sql_sources import Client, from_stdin, from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Invocation, Operation, Recoverability
    from guard.programs.options import Options
    from guard.world import World

VALUED = (
    "-e", "--execute", "-h", "--host", "-P", "--port", "-u", "--user", "-D", "--database", "-S", "--socket",
    "--login-path",
    "--defaults-file", "--defaults-extra-file", "--defaults-group-suffix", "--protocol", "--init-command",
    "--delimiter",
    "--ssl-ca", "--ssl-cert", "--ssl-key", "--ssl-mode", "--default-character-set", "--prompt", "--pager",
    "--tee",
    "--connect-timeout", "--max-allowed-packet", "--dsn", "-d",
)  # fmt: skip
HINTS = {
    "host": ("-h", "--host"), "port": ("-P", "--port"), "user": ("-u", "--user"), "dbname": ("-D",
    "--database"),
    "defaults-file": ("--defaults-file", ), "defaults-extra-file": ("--defaults-extra-file", ),
    "defaults-group-suffix": ("--defaults-group-suffix", ), "login-path": ("--login-path", ),
    "url": ("--dsn", ),
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of ``-e``, else of standard input; for mysqladmin those of its commands."""
    admin = invocation.program in ("mysqladmin", "mariadb-admin")
    valued = tuple(
        v
        for v in VALUED
        if v not in (("-e", "-D", "-d") if admin else ("-d",) if invocation.program != "mycli" else ())
    )
    options = read_options(
        invocation.argv[1:], valued, ("--help", "--version", "--force", "--batch", "--skip-column-names")
    )
    if options.has("--help", "-?", "--version", "-V", "-I"):
        return
    place = place_of(options, admin)
    if admin:
        yield from _admin(options, place, invocation)
        return
    client = Client("mysql", "mysql", place, invocation, world)
    texts = options.values("-e", "--execute", "--init-command")
    for text in texts:
        yield from from_text(client, text)
    if not options.has("-e", "--execute"):
        yield from from_stdin(client)


def place_of(options: Options, admin: bool = False) -> Place:
    hints: list[tuple[str, Value]] = []
    for hint, names in HINTS.items():
        value = options.value(*names)
        if value is not None:
            hints.append((hint, value))
    if options.operands and not admin:
        word = options.operands[0]
        hints.append(("url" if (word.text or "").find("://") > 0 else "dbname", word))
    if options.has("--no-defaults"):
        hints.append(("no-defaults", known("--no-defaults")))
    return Place("database", "mysql", tuple(hints))


_ADMIN: dict[str, tuple[Operation, Recoverability, Blast, str]] = {
    "drop": ("delete", "R4", "B2", "the database {name} with all its tables"),
    "shutdown": ("stop", "R2", "B2", ""),
    "kill": ("stop", "R3", "B0", ""),
    "password": ("grant", "R2", "B1", ""),
    "flush-privileges": ("update", "R1", "B1", ""),
    "flush-hosts": ("update", "R1", "B1", ""),
    "stop-slave": ("stop", "R2", "B1", ""),
    "stop-replica": ("stop", "R2", "B1", ""),
}


def _admin(options: Options, place: Place, invocation: Invocation) -> Iterator[Effect]:
    words = options.operands
    for index, word in enumerate(words):
        row = _ADMIN.get(word.text or "")
        if row is None:
            if word.text is None:
                yield Effect(
                    "mysql.admin",
                    "unknown",
                    Resource("command", word.skeleton),
                    place,
                    invocation,
                    why="which command runs cannot be told",
                )
            continue
        operation, recoverability, blast, loss = row
        name = words[index + 1].skeleton if index + 1 < len(words) else ""
        drops = word.text == "drop"
        yield Effect(
            rule=f"mysql.admin-{word.text}",
            operation=operation,
            resource=Resource("database" if drops else "server", name),
            place=place,
            by=invocation,
            recoverability=recoverability,
            blast=blast,
            loss=loss.format(name=name),
            why=f"mysqladmin {word.text}",
            marks=("auto-answered",) if drops and options.has("-f", "--force") else (),
            span=invocation.span,
        )
