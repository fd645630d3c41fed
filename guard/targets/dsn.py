"""Connection strings of every form → one record. Nothing here connects.

URLs (``postgres://u:p@h/db?host=/run``), JDBC, SQLAlchemy's ``dialect+driver``, libpq's conninfo
(``host=… dbname=…``), Go's MySQL form (``u:p@tcp(h:3306)/db``), SQL Server's ``Server=…;Database=…``, SQLite
paths. Passwords are never kept.

Facts: PostgreSQL manual 34.1.1, Connector/J URL syntax, sqlalchemy engines, prisma connection URLs,
go-sql-driver DSN.
"""

from __future__ import annotations

from guard.frozen import frozen, replace


@frozen
class Endpoint:
    """Where a connection string leads."""

    engine: str = ""
    """``postgres``, ``mysql``, ``sqlite``, ``mongodb``, ``redis`` …; empty where it does not say."""
    hosts: tuple[str, ...] = ()
    """A host name, address or socket directory; several where the string lists several."""
    port: str = ""
    database: str = ""
    user: str = ""
    path: str = ""
    """The file of an embedded database."""
    memory: bool = False
    """Lives in the process: nothing is kept."""

    @property
    def identity(self) -> str:
        """``prod-db.acme.com/app``, ``data/app.db``."""
        if self.memory:
            return f"{self.engine or 'database'} in memory"
        if self.path:
            return self.path
        host = ",".join(self.hosts) or "local socket"
        return f"{host}/{self.database}" if self.database else host


_ENGINES = {
    "postgresql": "postgres", "pgsql": "postgres", "postgis": "postgres", "psql": "postgres",
    "prisma": "postgres",
    "mariadb": "mysql", "mysql2": "mysql", "trilogy": "mysql", "rediss": "redis", "valkey": "redis",
    "valkeys": "redis",
    "sqlite3": "sqlite", "file": "sqlite", "libsql": "libsql", "mssql": "tsql", "sqlserver": "tsql",
    "clickhouses": "clickhouse",
    "cockroachdb": "postgres", "cockroach": "postgres", "redshift": "postgres", "ecto": "postgres",
    "neo4j": "neo4j",
    "neo4js": "neo4j", "bolt": "neo4j", "crdb": "postgres",
}  # fmt: skip


def parse_dsn(text: str) -> Endpoint | None:
    """The endpoint of a connection string, ``None`` where the text is not one."""
    text = text.strip().strip("\"'")
    if text.lower().startswith("jdbc:"):
        text = text[5:]
    if not text or len(text) > 4096:
        return None
    lower = text.lower()
    if lower in (":memory:", "sqlite::memory:", "sqlite://:memory:", "sqlite://", "file::memory:"):
        return Endpoint("sqlite", memory=True)
    if (
        lower.startswith(("h2:mem", "hsqldb:mem", "derby:memory", "duckdb::memory:"))
        or ":memory:" in lower
        or "mode=memory" in lower
    ):
        return Endpoint(lower.partition(":")[0], memory=True)
    if lower.startswith(("h2:tcp", "h2:file", "hsqldb:file", "h2:~", "h2:.")):
        return _file(lower.partition(":")[0], text.partition(":")[2].removeprefix("file:"))
    if lower.startswith("oracle:thin:@"):
        return _oracle(text[13:].lstrip("/"))
    scheme, separator, rest = text.partition("://")
    if separator and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
        return _url(scheme.lower(), rest)
    scheme, separator, rest = text.partition(":")
    if separator and scheme.lower() in ("sqlite", "sqlite3", "file", "duckdb"):
        return _file("duckdb" if scheme.lower() == "duckdb" else "sqlite", rest)
    if ";" in text and "=" in text:
        return _pairs(text.split(";"), "tsql")
    if "=" in text and "(" not in text:
        return _conninfo(text)
    if "@tcp(" in lower or "@unix(" in lower:
        return _go_mysql(text)
    return None


def _file(engine: str, rest: str) -> Endpoint:
    path = rest.partition("?")[0]
    if path.startswith("///"):
        path = path[3:]
    elif path.startswith("//"):
        path = path[2:]
    return Endpoint(engine, path=path or "", memory=path in ("", ":memory:"))


def _url(scheme: str, rest: str) -> Endpoint:
    base = scheme.partition("+")[0]
    engine = _ENGINES.get(base, base)
    if engine in ("sqlite", "duckdb"):
        path = rest.partition("?")[0]
        path = path[1:] if path.startswith("/") else path
        return Endpoint(engine, path=path, memory=path in ("", ":memory:"))
    rest, _, query = rest.partition("?")
    options: list[str] = []
    if ";" in rest:
        rest, *options = rest.split(";")
    authority, _, database = rest.partition("/")
    userinfo, at, hostport = authority.rpartition("@")
    hosts, port = [], ""
    for one in hostport.split(","):
        host, found = _host_port(one)
        if host:
            hosts.append(_unquoted(host))
        port = port or found
    endpoint = Endpoint(
        engine, tuple(hosts), port, _unquoted(database), _unquoted(userinfo.partition(":")[0]) if at else ""
    )
    parameters = [p for p in (*query.split("&"), *options) if "=" in p]
    return _with_parameters(endpoint, parameters)


def _host_port(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.lstrip(":")
    host, colon, port = text.rpartition(":")
    if colon and (port.isdigit() or not port):
        return host, port
    return text, ""


def _with_parameters(endpoint: Endpoint, parameters: list[str]) -> Endpoint:
    for pair in parameters:
        name, _, value = pair.partition("=")
        value = _unquoted(value.strip())
        key = name.strip().lower().replace(" ", "")
        if not value:
            continue
        if key in (
            "host",
            "hostaddr",
            "server",
            "datasource",
            "address",
            "addr",
            "networkaddress",
            "servername",
        ):
            hosts = []
            for one in value.removeprefix("tcp:").split(","):
                host, port = _host_port(one) if key != "hostaddr" else (one, "")
                if host and not host.isdigit():
                    hosts.append(host)
                elif host:
                    port = host
                endpoint = replace(endpoint, port=port or endpoint.port)
            if key == "hostaddr" or hosts:
                endpoint = replace(endpoint, hosts=tuple(hosts))
        elif key == "port":
            endpoint = replace(endpoint, port=value)
        elif key in ("dbname", "database", "databasename", "initialcatalog", "db"):
            endpoint = replace(endpoint, database=value)
        elif key in ("user", "uid", "userid", "username"):
            endpoint = replace(endpoint, user=value)
    return endpoint


def _pairs(pairs: list[str], engine: str) -> Endpoint | None:
    endpoint = _with_parameters(Endpoint(engine), pairs)
    return endpoint if endpoint.hosts or endpoint.database else None


def conninfo_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """libpq's ``key = value`` pairs, values possibly quoted."""
    pairs: list[tuple[str, str]] = []
    at, total = 0, len(text)
    while at < total:
        equals = text.find("=", at)
        if equals < 0:
            break
        name = text[at:equals].strip()
        at = equals + 1
        while at < total and text[at] == " ":
            at += 1
        value = ""
        if at < total and text[at] == "'":
            at += 1
            while at < total and text[at] != "'":
                if text[at] == "\\":
                    at += 1
                value += text[at : at + 1]
                at += 1
            at += 1
        else:
            while at < total and not text[at].isspace():
                value += text[at]
                at += 1
        pairs.append((name.lower(), value))
    return tuple(pairs)


def _conninfo(text: str) -> Endpoint | None:
    pairs = conninfo_pairs(text)
    known_names = (
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "service",
        "password",
        "sslmode",
        "server",
        "database",
        "options",
    )
    if not pairs or pairs[0][0] not in known_names:
        return None
    return _with_parameters(Endpoint("postgres"), [f"{name}={value}" for name, value in pairs])


def _go_mysql(text: str) -> Endpoint:
    userinfo, _, rest = text.rpartition("@")
    inside, _, database = rest.partition("(")[2].partition(")")
    host, port = _host_port(inside)
    return Endpoint(
        "mysql", (host,), port, database.lstrip("/").partition("?")[0], userinfo.partition(":")[0]
    )


def _oracle(text: str) -> Endpoint:
    """``host:port/service``, or ``host:port:sid``."""
    hostport, _, service = text.partition("/")
    pieces = hostport.split(":")
    port, sid = (*pieces[1:], "", "")[:2]
    return Endpoint("oracle", (pieces[0],), port, service or sid)


def _unquoted(text: str) -> str:
    """Percent escapes decoded."""
    if "%" not in text:
        return text
    out, at = bytearray(), 0
    data = text.encode("utf-8", "surrogateescape")
    while at < len(data):
        if data[at] == 37 and at + 2 < len(data):
            try:
                out.append(int(data[at + 1 : at + 3], 16))
                at += 3
                continue
            except ValueError:
                pass
        out.append(data[at])
        at += 1
    return out.decode("utf-8", "surrogateescape")
