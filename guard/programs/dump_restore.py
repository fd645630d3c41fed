"""Dump, restore and administration tools of PostgreSQL, MySQL and MongoDB.

Caught: ``pg_restore --clean -d app app.dump``, ``dropdb app``, ``mongorestore --drop``, ``pg_resetwal
/var/lib/postgresql/data``, ``initdb`` over data.
Quiet: ``pg_dump app`` and ``mysqldump app`` (they read), ``pg_restore --list app.dump``, ``createdb app``,
``pg_ctl status``.

Lost: what the target holds now.
Back: another dump of it, made before.
Instead: ``pg_restore --list``, and a restore into a new database (``createdb app_new``).

Facts: PostgreSQL client and server application reference, mysqldump(1), MongoDB database tools.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value, known
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Invocation, Mark, Operation, Recoverability
    from guard.world import World

_PG_VALUED = (
    "-h", "--host", "-p", "--port", "-U", "--username", "-d", "--dbname", "-f", "--file", "-F", "--format",
    "-j", "--jobs", "-n", "--schema", "-t", "--table", "-N", "-T", "-L", "--use-list", "-O_", "-E",
    "--encoding", "--maintenance-db", "-D", "--pgdata", "-l", "--template", "--role", "-S", "--superuser",
    "-P", "-I", "--trigger", "--function", "--index", "-c_", "--section", "--owner", "-c", "-m", "--mode",
    "-t_", "-o", "--source-server", "--source-pgdata", "--target-pgdata",
)  # fmt: skip
READS = frozenset(("pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump"))
HELP = ("--help", "-?", "--version", "-V")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the tool, by its row."""
    name = invocation.program
    if name in READS:
        yield from _dump(name, invocation)
        return
    if name == "pgbench":
        yield from pgbench_scripts(invocation, world)
    rule = _RULES.get(name)
    if rule is not None:
        valued = tuple(
            v
            for v in _PG_VALUED
            if not (v == "-c" and name == "pg_restore") and not (v == "-D" and name == "createdb")
        )
        options = read_options(
            invocation.argv[1:], (*valued, "--db", "--nsInclude", "--uri", "--collection", "--archive_")
        )
        if not options.has(*HELP):
            yield from rule(options, invocation)


def _place(options: Options, invocation: Invocation, database: Value | None) -> Place:
    from guard.programs.psql import is_connection

    hints: list[tuple[str, Value]] = []
    for hint, names in (
        ("host", ("-h", "--host")),
        ("port", ("-p", "--port")),
        ("user", ("-U", "--username")),
    ):
        value = options.value(*names)
        if value is not None:
            hints.append((hint, value))
    if database is not None:
        hints.append(("url" if is_connection(database) else "dbname", database))
    return Place("database", "psql", tuple(hints))


def target_effect(
    rule: str,
    operation: Operation,
    kind: str,
    name: str,
    place: Place,
    by: Invocation,
    recoverability: Recoverability,
    blast: Blast,
    loss: str,
    why: str = "",
    marks: tuple[Mark, ...] = (),
) -> Effect:
    return Effect(
        rule=rule,
        operation=operation,
        resource=Resource(kind, name),
        place=place,
        by=by,
        recoverability=recoverability,
        blast=blast,
        loss=loss,
        why=why,
        instead="take a dump of it first",
        marks=marks,
        tags=("T1485",) if operation in ("delete", "overwrite") else (),
        span=by.span,
    )


def _dump(name: str, invocation: Invocation) -> Iterator[Effect]:
    """A dump reads the database and writes a file, which may hold another dump."""
    options = read_options(
        invocation.argv[1:], (*_PG_VALUED, "-r", "--result-file", "-o", "--out", "--archive")
    )
    out = options.value("-f", "--file", "-r", "--result-file") if name != "mongodump" else None
    if out is not None and not options.has(*HELP):
        yield Effect(
            "dump.file",
            "overwrite",
            Resource("file", out.skeleton, out),
            Place("path"),
            invocation,
            loss=out.skeleton,
            span=invocation.span,
        )


def _pg_restore(options: Options, invocation: Invocation) -> Iterator[Effect]:
    database = options.value("-d", "--dbname")
    if options.has("-l", "--list") or database is None:
        return
    place = _place(options, invocation, database)
    if options.has("-c", "--clean"):
        whole = options.has("-C", "--create")
        loss = (
            "the database, dropped and made anew"
            if whole
            else "every object that the dump holds, dropped and made anew"
        )
        yield target_effect(
            "restore.clean", "overwrite", "database", database.skeleton, place, invocation, "R4", "B2", loss
        )
    else:
        yield target_effect(
            "restore.load",
            "update",
            "database",
            database.skeleton,
            place,
            invocation,
            "R2",
            "B1",
            "",
            "it adds what the dump holds",
        )


def _dropdb(options: Options, invocation: Invocation) -> Iterator[Effect]:
    name = options.operands[0] if options.operands else (options.value("-d") or known(""))
    place = _place(options, invocation, name)
    yield target_effect(
        "pg.dropdb",
        "delete",
        "database",
        name.skeleton,
        place,
        invocation,
        "R4",
        "B2",
        f"the database {name.skeleton} with all its tables",
    )


def _dropuser(options: Options, invocation: Invocation) -> Iterator[Effect]:
    name = options.operands[0].skeleton if options.operands else ""
    yield target_effect(
        "pg.dropuser",
        "delete",
        "role",
        name,
        _place(options, invocation, None),
        invocation,
        "R3",
        "B1",
        f"the role {name}",
    )


def _createuser(options: Options, invocation: Invocation) -> Iterator[Effect]:
    name = options.operands[-1].skeleton if options.operands else ""
    yield target_effect(
        "pg.createuser",
        "grant",
        "role",
        name,
        _place(options, invocation, None),
        invocation,
        "R2",
        "B1",
        "",
        "it makes a role that may log in",
    )


def _data_directory(options: Options) -> Value:
    return options.value("-D", "--pgdata") or (options.operands[0] if options.operands else known("$PGDATA"))


def _resetwal(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if options.has("-n", "--dry-run"):
        return
    folder = _data_directory(options)
    yield target_effect(
        "pg.resetwal", "delete", "write-ahead log", folder.skeleton, Place("database", "psql"), invocation,
        "R4", "B2",
        "transactions that are only in the write-ahead log", "the database may be corrupt afterwards",
        ("auto-answered",) if options.has("-f", "--force") else (),
    )  # fmt: skip


def _initdb(options: Options, invocation: Invocation) -> Iterator[Effect]:
    """initdb refuses a directory that holds something, so nothing is lost."""
    return iter(())


def _dropcluster(options: Options, invocation: Invocation) -> Iterator[Effect]:
    name = " ".join(w.skeleton for w in options.operands)
    yield target_effect(
        "pg.dropcluster",
        "delete",
        "cluster",
        name,
        Place("database", "psql"),
        invocation,
        "R4",
        "B2",
        f"the cluster {name} with all its databases",
    )


def _pg_ctl(options: Options, invocation: Invocation) -> Iterator[Effect]:
    verbs = [w.text for w in options.operands]
    verb = next(
        (
            v
            for v in verbs
            if v in ("stop", "restart", "kill", "promote", "demote", "initdb", "init", "unregister")
        ),
        "",
    )
    if verb in ("stop", "restart", "kill"):
        hard = options.value("-m", "--mode")
        grave = verb == "kill" or (hard is not None and hard.text in ("immediate", "i"))
        yield target_effect(
            "pg.stop",
            "stop",
            "server",
            "",
            Place("database", "psql"),
            invocation,
            "R2" if grave else "R1",
            "B1",
            "",
            f"pg_ctl {verb}",
        )
    elif verb == "promote":
        yield target_effect(
            "pg.promote",
            "update",
            "server",
            "",
            Place("database", "psql"),
            invocation,
            "R3",
            "B2",
            "",
            "a standby becomes a primary",
        )


def _locks(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if invocation.program == "vacuumdb" and not options.has("-f", "--full"):
        return
    name = options.operands[0].skeleton if options.operands else ""
    yield target_effect(
        "pg.lock",
        "stop",
        "database",
        name,
        _place(options, invocation, None),
        invocation,
        "R2",
        "B1",
        "",
        "it locks tables while it runs",
    )


def _rewind(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if not options.has("-n", "--dry-run"):
        yield target_effect(
            "pg.rewind",
            "overwrite",
            "cluster",
            "",
            Place("database", "psql"),
            invocation,
            "R4",
            "B2",
            "what the data directory holds that the source does not",
        )


def _vacuumlo(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if not options.has("-n", "--dry-run"):
        place = _place(options, invocation, options.operands[0] if options.operands else None)
        yield target_effect(
            "pg.vacuumlo",
            "delete",
            "large object",
            "",
            place,
            invocation,
            "R4",
            "B1",
            "large objects that nothing refers to",
        )


def _pgbench(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if options.has("-i", "--initialize"):
        place = _place(options, invocation, options.operands[0] if options.operands else None)
        yield target_effect(
            "pg.bench",
            "delete",
            "table",
            "pgbench_*",
            place,
            invocation,
            "R2",
            "B1",
            "the tables pgbench_accounts and its kin",
        )


_BENCH_VALUED = (
    "-f", "--file", "-h", "--host", "-p", "--port", "-U", "--username", "-c", "-j", "-t", "-T", "-s", "-D",
    "-F", "-R", "-L", "-M", "-P", "-b",
)  # fmt: skip


def pgbench_scripts(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``pgbench -f FILE[@weight]``: its statements, run again and again."""
    from guard.programs.sql_sources import Client, from_file

    options = read_options(invocation.argv[1:], _BENCH_VALUED)
    place = _place(options, invocation, options.operands[0] if options.operands else None)
    for file in options.values("-f", "--file"):
        yield from from_file(Client("postgres", "", place, invocation, world), file)


def _mysqlimport(options: Options, invocation: Invocation) -> Iterator[Effect]:
    more = read_options(invocation.argv[1:], ("-h", "--host", "-u", "--user", "-P", "--port"))
    host = more.value("-h", "--host")
    place = Place("database", "mysql", (("host", host),) if host is not None else ())
    if more.has("-d", "--delete"):
        yield target_effect(
            "mysql.import-delete",
            "truncate",
            "table",
            "",
            place,
            invocation,
            "R4",
            "B1",
            "every row of the tables that are loaded",
        )
    elif more.has("-r", "--replace"):
        yield target_effect(
            "mysql.import-replace",
            "update",
            "table",
            "",
            place,
            invocation,
            "R3",
            "B1",
            "rows with the same keys",
        )


_RULES = {
    "pg_restore": _pg_restore, "dropdb": _dropdb, "dropuser": _dropuser, "createuser": _createuser,
    "pg_resetwal": _resetwal,
    "initdb": _initdb, "pg_dropcluster": _dropcluster, "pg_ctl": _pg_ctl, "pg_ctlcluster": _pg_ctl,
    "vacuumdb": _locks, "clusterdb": _locks,
    "reindexdb": _locks, "pg_rewind": _rewind, "vacuumlo": _vacuumlo, "pgbench": _pgbench,
    "mysqlimport": _mysqlimport,
}  # fmt: skip
