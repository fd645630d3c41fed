"""Which database an effect lands on: the tool's own order of precedence, each step with its evidence.

Flag → inline assignment → export → environment → what the tool itself loads (an env file, a service file, the
project's configuration) → its default. Caught: ``psql -c 'DROP TABLE x'`` with ``PGHOST=prod-db.acme.com``
exported; ``prisma migrate reset`` with a hosted URL in ``.env``. Near miss: the same with
``DATABASE_URL=postgresql://localhost/app_test`` in front.

Facts: libpq 34.1, 34.15 (PG* variables), 34.17 (service file), mysql(1) option files, redis-cli, mongosh,
sqlite3,
sqlcmd and clickhouse-client documentation. Project tools: ``frameworks.py``.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Evidence, Located, Place, Resource, Target, known
from guard.signs.environments import environment_of_words, is_test_name, worse
from guard.targets.database_signs import Found, environment_of_endpoint, environment_of_name, is_beside
from guard.targets.dsn import Endpoint, parse_dsn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Effect, Environment, Invocation, Mark, Recoverability, Value
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


@frozen
class Client:
    """A client's own order: what it takes the URL, host, port, user and database from."""

    engine: str
    url: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    database: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    port: tuple[str, ...] = ()
    files: str = ""
    """Which reader of home configuration comes after the environment."""
    default: str = "local socket"
    remote: bool = False
    """Always a service elsewhere."""


_PSQL = Client(
    "postgres", (), ("PGHOSTADDR", "PGHOST"), ("PGDATABASE",), ("PGUSER",), ("PGPORT",), "pg_service"
)
_MYSQL = Client("mysql", (), ("MYSQL_HOST",), (), (), ("MYSQL_TCP_PORT",), "my_cnf")
CLIENTS: dict[str, Client] = {
    "psql": _PSQL, "mysql": _MYSQL,
    "redis": Client("redis", (), (), (), (), (), "", "127.0.0.1"),
    "mongo": Client("mongodb", (), (), (), (), (), "", "127.0.0.1"),
    "sqlcmd": Client("tsql", (), ("SQLCMDSERVER",), ("SQLCMDDBNAME",), ("SQLCMDUSER",), (), "", "localhost"),
    "clickhouse": Client("clickhouse", (), ("CLICKHOUSE_HOST", ), ("CLICKHOUSE_DATABASE", ),
    ("CLICKHOUSE_USER", ), (), "", "localhost"),
    "cqlsh": Client("cassandra", (), ("CQLSH_HOST",), (), (), ("CQLSH_PORT",), "", "127.0.0.1"),
    "cypher": Client("neo4j", ("NEO4J_URI", "NEO4J_ADDRESS"), (), ("NEO4J_DATABASE", ), ("NEO4J_USERNAME",
    ), (), "", "localhost"),
    "influx": Client("influxdb", (), ("INFLUX_HOST",), (), (), (), "", "localhost"),
    "snowflake": Client("snowflake", (), ("SNOWFLAKE_ACCOUNT", ), ("SNOWFLAKE_DATABASE", ), (), (), "", "",
    True),
    "cockroach": Client("postgres", ("COCKROACH_URL",), ("COCKROACH_HOST",), ("COCKROACH_DATABASE",),
    ("COCKROACH_USER", ), ("COCKROACH_PORT", ), "", "localhost"),
    "trino": Client("trino", (), (), (), (), (), "", "localhost"),
    "server": Client("", (), (), (), (), (), "", "localhost"),
    "bigquery": Client("bigquery", (), (), (), (), (), "", "", True),
}  # fmt: skip


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The target of an effect on a database."""
    from guard.targets.made import made_marks, runner

    by = runner(effect)
    found = resolve(effect.place, by, world)
    unnamed = found.named == "default"
    if unnamed and (effect.recoverability not in ("R0", "R1", "R2") or effect.loss):
        said = "the database: nothing names it, and the project's default is not known"
        found = Found(None, "", found.evidence, said)
    around = _surroundings(by, world, config)
    environment, evidence = _environment(found, by, session, config, world)
    if found.printed is not None and found.printed.holes:
        from guard.targets.fetched import fetched

        kept = fetched(found.printed, world, config)
        if kept is not None:
            environment, evidence = worse(environment, kept[0]) or environment, (*evidence, *kept[1])
    identity = found.endpoint.identity if found.endpoint is not None else (found.named or "the database")
    unresolved = found.unresolved
    if around is not None and (found.endpoint is None or _is_local(found.endpoint, by)):
        if unnamed and around.environment in ("E0", "E1"):  # what it reaches from there is there
            environment, unresolved = around.environment, ""
        elif around.environment != "E1":  # on this machine's engine a test database is one
            environment = worse(around.environment, None if environment == "E1" else environment) or "E3"
        evidence = (*around.evidence, *evidence)
        identity = f"{identity} in {around.identity}"
        unresolved = around.unresolved or (unresolved if around.environment != "E1" else "")
    recoverability: Recoverability = "R4" if effect.recoverability == "R?" else effect.recoverability
    marks: tuple[Mark, ...] = made_marks(effect, session)
    if found.endpoint is not None and found.endpoint.memory:
        recoverability = "R0"
    elif found.endpoint is not None and found.endpoint.path:
        file = _file(found.endpoint.path, effect, by, world, session, config)
        environment = worse(file.target.environment, "E4" if environment == "E4" else None) or environment
        if environment == "E1" and is_test_name(found.endpoint.path.rpartition("/")[2].partition(".")[0]):
            environment = "E0"
        recoverability = _better(recoverability, file.recoverability)
        evidence = (*evidence, *file.evidence, *file.target.evidence)
        marks += tuple(mark for mark in file.marks if mark != "by-key")
        from guard.targets.applied import FILE, applied

        table = applied(effect.place, found.endpoint.path, by, world) if effect.place.hint(FILE) else ""
        if table:
            recoverability, evidence = "R0", (*evidence, Evidence("it was applied before", table))
        unresolved = unresolved or file.target.unresolved
    if effect.rule == "test.reset" and effect.place.tool == "suite" and environment == "E4":
        recoverability = "R4"  # tests can be run again; what production held cannot be made again
    blast = "B1" if effect.blast == "B?" else effect.blast
    loss = effect.loss and f"{effect.loss} in {identity}"
    return Located(Target(environment, identity, evidence, unresolved), recoverability, blast, loss, marks)


def _surroundings(by: Invocation | None, world: World, config: Config) -> Target | None:
    from guard.targets.elsewhere import surroundings

    return surroundings(by, world, config)


def _is_local(endpoint: Endpoint, by: Invocation | None) -> bool:
    from guard.signs.environments import is_loopback

    return not endpoint.path and all(
        not h or h.startswith(("/", "@")) or is_loopback(h) or is_beside(h, by) for h in endpoint.hosts
    )


def _environment(
    found: Found, by: Invocation | None, session: Session, config: Config, world: World
) -> tuple[Environment, tuple[Evidence, ...]]:
    named = environment_of_name(found.named)
    if found.endpoint is None:
        return named or "E3", found.evidence
    environment, reasons = environment_of_endpoint(found.endpoint, by, session, config, world)
    if named == "E0" and environment == "E1":
        environment = "E0"
    elif named == "E4":
        environment = "E4"
    elif named == "E3":
        environment = worse(environment, "E3") or environment
    return environment, (*found.evidence, *reasons)


_RANK = ("R0", "R1", "R2", "R3", "R4")


def _better(act: Recoverability, file: Recoverability) -> Recoverability:
    """A file that git can restore makes every statement on it recoverable; what is not there yet
    leaves the statement as it is."""
    if file == "R1":
        return min(act, file, key=_RANK.index)
    return act


def _file(
    path: str, effect: Effect, by: Invocation | None, world: World, session: Session, config: Config
) -> Located:
    """The file of an embedded database, judged as a path."""
    from guard.targets import paths

    word = effect.place.hint("path") or known(path)
    as_path = replace(
        effect, operation="overwrite", resource=Resource("file", path, word), place=Place("path"), by=by,
        recoverability="R?", blast="B?", marks=(),
    )  # fmt: skip
    return paths.locate(as_path, world, session, config)


# ------------------------------------------------------------------------------- precedence


def resolve(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint that the place stands for, by the tool's own order."""
    from guard.targets.injected import injected

    wrapped = injected(by, world)
    if place.tool in CLIENTS:
        return _of_client(CLIENTS[place.tool], place, by, world, wrapped)
    if place.tool in ("sqlite", "duckdb"):
        return _of_file(place)
    if place.tool == "sql":
        found = _of_url(place.hint("url"), "the DSN of the proposal")
    else:
        from guard.targets.frameworks import of_framework

        found = of_framework(place, by, world, wrapped)
    return _switched(found, place.hint("dbname"))


def _of_file(place: Place) -> Found:
    path = place.hint("path")
    if path is None:
        return Found(Endpoint(place.tool, memory=True), evidence=(Evidence("no file: in memory"),))
    if path.text is None:
        return Found(Endpoint(place.tool, path=path.skeleton), unresolved=f"the file {path.skeleton}")
    text = path.text
    if text in ("", ":memory:") or "mode=memory" in text:
        return Found(Endpoint(place.tool, memory=True))
    if text.startswith(("md:", "motherduck:")):
        return Found(
            None, "", (Evidence("a MotherDuck database", "command line"),), "the MotherDuck database"
        )
    return Found(
        Endpoint(place.tool, path=text.removeprefix("file:").partition("?")[0]),
        evidence=(Evidence(text, "command line"),),
    )


def _of_url(url: Value | None, where: str) -> Found:
    if url is None:
        return Found(unresolved="the database: no connection string is known")
    if url.text is None:
        return Found(
            _by_words(url.skeleton), unresolved=f"the connection string {_masked(url.skeleton)}", printed=url
        )
    endpoint = parse_dsn(url.text)
    if endpoint is None:
        named = environment_of_words(url.text)
        return Found(
            None, "production" if named == "E4" else "",
            (Evidence("a connection string that cannot be read", where), ),
            "the connection string",
        )  # fmt: skip
    return Found(endpoint, evidence=(Evidence(f"the URL names {endpoint.identity}", where),))


def _by_words(text: str) -> Endpoint | None:
    return Endpoint(hosts=(text,)) if environment_of_words(text) == "E4" else None


def _masked(text: str) -> str:
    head, at, tail = text.rpartition("@")
    return ("…@" + tail) if at else text[:80] if not head else text


def _of_client(
    client: Client, place: Place, by: Invocation | None, world: World, wrapped: Found | None
) -> Found:
    """Flags, then variables, then home configuration, then the default."""
    from guard.targets.variables_of import variable

    if client.remote:
        return _of_service(client, place, by, world)
    url = place.hint("url")
    if url is not None:
        if url.text == "" or url.text is None:
            missing = (
                url.notes[0] if url.notes else f"the connection string {_masked(url.skeleton) or 'is empty'}"
            )
            if wrapped is not None:
                return wrapped
            return Found(_by_words(url.skeleton), unresolved=missing, printed=url)
        if _service_of(url.text):
            return _of_pg_service(_service_of(url.text), by, world, "connection string", {})
        found = _of_url(url, "command line" if not url.notes else url.notes[0])
        if found.endpoint is not None and (found.endpoint.hosts or found.endpoint.path):
            return _switched(found, place.hint("dbname"))
        if found.endpoint is None:
            return found
        base = found.endpoint
    else:
        base = Endpoint(client.engine)
    evidence: list[Evidence] = []
    unresolved = ""
    fields: dict[str, str] = {"host": "", "port": base.port, "database": base.database, "user": base.user}
    hints = {"host": "host", "port": "port", "database": "dbname", "user": "user"}
    names = {"host": client.host, "port": client.port, "database": client.database, "user": client.user}
    service = place.hint("service") or (
        variable(by, ("PGSERVICE",))[0] if client.files == "pg_service" else None
    )
    if service is not None and service.text and place.hint("host") is None:
        given = {field: _text(place.hint(hint)) for field, hint in hints.items()}
        return _of_pg_service(service.text, by, world, "PGSERVICE", given)
    for field, hint in hints.items():
        value = place.hint(hint)
        where = f"--{hint}"
        if value is None and not fields[field] and not (field == "host" and client.files == "my_cnf"):
            value, where = variable(by, names[field])
        if value is None:
            continue
        if value.text is None:
            if field in ("host", "database"):
                unresolved = f"the {field} {value.skeleton}"
            fields[field] = value.skeleton
        elif value.text:
            fields[field] = value.text
            if field == "host":
                evidence.append(Evidence(f"host {value.text}", where))
    if not fields["host"] and client.url:
        value, where = variable(by, client.url)
        if value is not None:
            return _of_url(value, where)
    if not fields["host"] and client.files == "my_cnf":
        from guard.targets.client_files import mysql_host

        fields["host"], said = mysql_host(place, by, world)
        if not fields["host"]:
            value, said = variable(by, client.host)
            fields["host"] = value.skeleton if value is not None else ""
            unresolved = (
                f"the host {fields['host']}" if value is not None and value.text is None else unresolved
            )
        if fields["host"]:
            evidence.append(Evidence(f"host {fields['host']}", said))
        elif place.hint("login-path") is not None:
            unresolved = "the host: it is kept in an obfuscated login path"
    if not fields["host"] and wrapped is not None:
        return wrapped
    if not fields["host"]:
        evidence.append(Evidence(f"no host given: {client.default}"))
        if client.default != "local socket":
            fields["host"] = client.default
    endpoint = Endpoint(
        client.engine,
        tuple(h for h in fields["host"].split(",") if h),
        fields["port"],
        fields["database"],
        fields["user"],
    )
    return Found(endpoint, "", tuple(evidence), unresolved)


def _text(value: Value | None) -> str:
    return (value.text or "") if value is not None else ""


def _switched(found: Found, database: Value | None) -> Found:
    """The same server with the database that the text switched to (``\\c other``, ``USE other``)."""
    if database is None or found.endpoint is None or not database.text:
        return found
    said = Evidence(f"the text switches to the database {database.text}")
    endpoint = replace(found.endpoint, database=database.text)
    return replace(found, endpoint=endpoint, evidence=(*found.evidence, said))


def _of_service(client: Client, place: Place, by: Invocation | None, world: World) -> Found:
    """A warehouse that is always elsewhere: what its names say, else an unknown remote."""
    from guard.targets.tool_settings import settings_of
    from guard.targets.variables_of import home_of, variable

    words = [
        value
        for name, value in place.hints
        if name in ("url", "host", "dbname", "connection", "account", "project")
    ]
    host, where = variable(by, client.host)
    if host is not None:
        words.append(host)
    if client.engine == "snowflake":
        words.extend(known(sign.name) for sign in settings_of("snowflake", by, home_of(by, world), world))
    named = " ".join(word.skeleton for word in words)
    evidence = (Evidence(named or f"{client.engine} is always remote", where or "command line"),)
    return Found(Endpoint(client.engine, (named.replace(" ", "/") or client.engine,)), "", evidence)


def _service_of(text: str) -> str:
    from guard.targets.dsn import conninfo_pairs

    if "service=" not in text:
        return ""
    if "://" in text:
        return text.partition("service=")[2].partition("&")[0]
    return dict(conninfo_pairs(text)).get("service", "")


def _of_pg_service(
    name: str, by: Invocation | None, world: World, where: str, given: Mapping[str, str]
) -> Found:
    """A section of a service file, under what the command line itself says."""
    from guard.targets.client_files import service_section

    section, path = service_section(name, by, world)
    named = "production" if environment_of_words(name) == "E4" else ""
    if section is None:
        return Found(
            None, named, (Evidence(f"service {name}", where),), f"the service {name}: it is not in {path}"
        )
    host = section.get("hostaddr") or section.get("host") or ""
    endpoint = Endpoint(
        "postgres", tuple(h for h in host.split(",") if h), given.get("port") or section.get("port", ""),
        given.get("database") or section.get("dbname", ""),
        given.get("user") or section.get("user", ""),
    )  # fmt: skip
    return Found(endpoint, named, (Evidence(f"service {name} names {endpoint.identity}", path),))
