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

from guard.findings import Located
from guard.frozen import frozen, replace
from guard.model import Evidence, Place, Target, known
from guard.signs.environments import environment_of_words, worse
from guard.targets.database_signs import Found, environment_of_endpoint, environment_of_name, is_beside
from guard.targets.dsn import Endpoint, parse_dsn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Effect, Environment, Invocation, Recoverability, Value
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
    environment, evidence = _environment(found, by, session, config, world)
    if found.printed is not None and found.printed.holes:
        from guard.targets.fetched import fetched

        kept = fetched(found.printed, world, config)
        if kept is not None:
            environment, evidence = worse(environment, kept[0]) or environment, (*evidence, *kept[1])
    identity = found.endpoint.identity if found.endpoint is not None else (found.named or "the database")
    target = Target(environment, identity, evidence, found.unresolved)
    if found.endpoint is None or _is_local(found.endpoint, by):
        target = _around(target, unnamed, by, world, config)
    recoverability: Recoverability = "R4" if effect.recoverability == "R?" else effect.recoverability
    located = Located(target, recoverability, "B1" if effect.blast == "B?" else effect.blast)
    located = replace(located, marks=made_marks(effect, session))
    if found.endpoint is not None and found.endpoint.memory:
        located = replace(located, recoverability="R0")
    elif found.endpoint is not None and found.endpoint.path:
        from guard.targets.database_files import in_a_file

        located = in_a_file(located, found.endpoint.path, effect, by, world, session, config)
    if effect.rule == "test.reset" and effect.place.tool == "suite" and located.target.environment == "E4":
        located = replace(located, recoverability="R4")  # what production held cannot be made again
    if target.identity == "the database":
        return replace(located, loss=effect.loss)  # which one is not known, and it is said already
    return replace(located, loss=effect.loss and f"{effect.loss} in {target.identity}")


def _around(target: Target, unnamed: bool, by: Invocation | None, world: World, config: Config) -> Target:
    """The target of what runs under ``ssh``, ``docker exec`` and their like: what is local is local there."""
    from guard.targets.elsewhere import surroundings

    around = surroundings(by, world, config)
    if around is None:
        return target
    environment, unresolved = target.environment, target.unresolved
    if unnamed and around.environment in ("E0", "E1"):  # what it reaches from there is there
        environment, unresolved = around.environment, ""
    elif around.environment != "E1":  # on this machine's engine a test database is one
        environment = worse(around.environment, None if environment == "E1" else environment) or "E3"
    else:
        unresolved = ""
    return Target(
        environment, f"{target.identity} in {around.identity}", (*around.evidence, *target.evidence),
        around.unresolved or unresolved,
    )  # fmt: skip


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
        branch = place.hint("branch", "environment")
        if found.endpoint is None and branch is not None and branch.text:
            said = Evidence(f"the branch is called {branch.text}", "the call")
            found = replace(found, named=branch.text, evidence=(*found.evidence, said))
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


HINTS = {"host": "host", "port": "port", "database": "dbname", "user": "user"}
"""The fields of an endpoint, and the hints that stand for their options."""


def _of_client(
    client: Client, place: Place, by: Invocation | None, world: World, wrapped: Found | None
) -> Found:
    """Flags, then variables, then home configuration, then the default."""
    from guard.targets.variables_of import variable

    if client.remote:
        return _of_service(client, place, by, world)
    url = place.hint("url")
    base = Endpoint(client.engine) if url is None else _of_its_url(url, place, by, world, wrapped)
    if isinstance(base, Found):
        return base
    service = place.hint("service")
    if service is None and client.files == "pg_service":
        service = variable(by, ("PGSERVICE",))[0]
    if service is not None and service.text and place.hint("host") is None:
        given = {field: _text(place.hint(hint)) for field, hint in HINTS.items()}
        return _of_pg_service(service.text, by, world, "PGSERVICE", given)
    fields, evidence, unresolved = _given(client, place, by, base)
    if not fields["host"] and client.url:
        value, where = variable(by, client.url)
        if value is not None:
            return _of_url(value, where)
    if not fields["host"] and client.files == "my_cnf":
        fields["host"], said, hole = _of_my_cnf(client, place, by, world)
        evidence, unresolved = (*evidence, *said), hole or unresolved
    if not fields["host"] and wrapped is not None:
        return wrapped
    if not fields["host"]:
        evidence = (*evidence, Evidence(f"no host given: {client.default}"))
        fields["host"] = client.default if client.default != "local socket" else ""
    hosts = tuple(host for host in fields["host"].split(",") if host)
    endpoint = Endpoint(client.engine, hosts, fields["port"], fields["database"], fields["user"])
    return Found(endpoint, "", evidence, unresolved)


def _of_its_url(
    url: Value, place: Place, by: Invocation | None, world: World, wrapped: Found | None
) -> Found | Endpoint:
    """What a connection string comes to; where it names no server, what it says beside that."""
    if not url.text:
        if wrapped is not None:
            return wrapped
        missing = f"the connection string {_masked(url.skeleton) or 'is empty'}"
        return Found(_by_words(url.skeleton), unresolved=url.notes[0] if url.notes else missing, printed=url)
    service = _service_of(url.text)
    if service:
        return _of_pg_service(service, by, world, "connection string", {})
    found = _of_url(url, url.notes[0] if url.notes else "command line")
    if found.endpoint is not None and (found.endpoint.hosts or found.endpoint.path):
        return _switched(found, place.hint("dbname"))
    return found.endpoint or found


def _given(
    client: Client, place: Place, by: Invocation | None, base: Endpoint
) -> tuple[dict[str, str], tuple[Evidence, ...], str]:
    """The fields that options and variables give, with the evidence for the host and what is not known."""
    from guard.targets.variables_of import variable

    evidence: tuple[Evidence, ...] = ()
    unresolved = ""
    fields = {"host": "", "port": base.port, "database": base.database, "user": base.user}
    names = {"host": client.host, "port": client.port, "database": client.database, "user": client.user}
    for field, hint in HINTS.items():
        value, where = place.hint(hint), f"--{hint}"
        if value is None and not fields[field] and not (field == "host" and client.files == "my_cnf"):
            value, where = variable(by, names[field])
        if value is None:
            continue
        fields[field] = value.skeleton or fields[field]
        if value.text is None and field in ("host", "database"):
            unresolved = f"the {field} {value.skeleton}"
        elif value.text and field == "host":
            evidence = (Evidence(f"host {value.text}", where),)
    return fields, evidence, unresolved


def _of_my_cnf(
    client: Client, place: Place, by: Invocation | None, world: World
) -> tuple[str, tuple[Evidence, ...], str]:
    """The host that mysql's option files give, else its variable; the evidence; what is not known."""
    from guard.targets.client_files import mysql_host
    from guard.targets.variables_of import variable

    unresolved = ""
    host, where = mysql_host(place, by, world)
    if not host:
        value, where = variable(by, client.host)
        host = value.skeleton if value is not None else ""
        unresolved = f"the host {host}" if value is not None and value.text is None else ""
    if not host and place.hint("login-path") is not None:
        unresolved = "the host: it is kept in an obfuscated login path"
    return host, (Evidence(f"host {host}", where),) if host else (), unresolved


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
