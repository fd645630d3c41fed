"""Which database a migration tool reaches: dispatch, and what several tools share.

Each ecosystem's order stands in its own file (``frameworks_node.py``, ``frameworks_web.py``,
``frameworks_files.py``).
A tool for which nothing is found has an *unresolved* target: prisma and its kin have no default, and an
unset target is not a safe one.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, known
from guard.signs.environments import environment_of_words
from guard.targets.database_signs import Found
from guard.targets.dsn import Endpoint, parse_dsn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Place, Value
    from guard.world import World

MODULES = {
    "prisma": "frameworks_node", "drizzle": "frameworks_node", "knex": "frameworks_node",
    "sequelize": "frameworks_node",
    "typeorm": "frameworks_node", "node": "frameworks_node",
    "rails": "frameworks_web", "rails-test": "frameworks_web", "django": "frameworks_web",
    "laravel": "frameworks_web",
    "laravel-test": "frameworks_laravel", "ecto": "frameworks_web", "symfony": "frameworks_web",
    "flask": "frameworks_web",
    "ef": "frameworks_dotnet",
    "alembic": "frameworks_files", "flyway": "frameworks_files", "liquibase": "frameworks_files",
    "dbt": "frameworks_files",
    "goose": "frameworks_files", "migrate": "frameworks_files", "atlas": "frameworks_files",
    "dburl": "frameworks_files",
    "suite": "frameworks_tests", "phinx": "frameworks_files", "hasura": "frameworks_files",
}  # fmt: skip
URL_NAMES = ("DATABASE_URL", "DIRECT_URL", "DIRECT_DATABASE_URL", "POSTGRES_URL", "POSTGRES_PRISMA_URL",
"DB_URL", "MYSQL_URL",
             "DATABASE_URI", "SQLALCHEMY_DATABASE_URI", "PG_CONNECTION_STRING", "TURSO_DATABASE_URL",
             "MONGODB_URI", "MONGO_URL")  # fmt: skip


def of_framework(place: Place, by: Invocation | None, world: World, wrapped: Found | None) -> Found:
    """The endpoint by the tool's own order; an explicit URL first, a wrapper's environment next."""
    url = place.hint("url")
    if url is not None:
        return of_url(url, "command line")
    if wrapped is not None:
        return wrapped
    name = MODULES.get(place.tool)
    if name is None:
        return Found(unresolved="the database")
    module = __import__("guard.targets." + name, fromlist=("find",))
    found: Found = module.find(place, by, world)
    return found


def of_url(url: Value, where: str) -> Found:
    """A connection string that stands somewhere."""
    text = url.text
    if text is None or text == "":
        said = url.notes[0] if url.notes else url.skeleton
        named = "production" if environment_of_words(said) == "E4" else ""
        return Found(None, named, (Evidence(said, where),), f"the connection string {said}".strip(), url)
    endpoint = parse_dsn(text)
    if endpoint is not None:
        return Found(endpoint, "", (Evidence(f"it names {endpoint.identity}", where),))
    sign = environment_of_words(text)
    return Found(None, "production" if sign == "E4" else "",
    (Evidence("a connection string that cannot be read", where), ),
                 "the connection string, which cannot be read")  # fmt: skip


def cwd_of(by: Invocation | None) -> str:
    """The directory the tool runs in; empty where it is not known."""
    return (by.cwd or "") if by is not None else ""


class Variables:
    """What a tool sees: the environment of its command, then the env files that it loads, in this order. A
    file is read when it is first needed, and once."""

    def __init__(self, by: Invocation | None, world: World, env_files: Sequence[str]) -> None:
        self._by, self._world, self._files = by, world, env_files
        self._values: dict[str, dict[str, tuple[str | None, int]]] = {}

    def text(self, name: str) -> str | None:
        """A variable's text; ``None`` where it is not set or cannot be known."""
        from guard.targets.variables_of import variable

        value, _ = variable(self._by, (name,))
        if value is not None:
            return value.text
        return next((values[name][0] for _, values in self._loaded() if name in values), None)

    def endpoint(self, names: Sequence[str]) -> Found | None:
        """What the first of the variables that is set names: inline, exported, in the environment, then file
        by file. ``None`` where none of them is."""
        from guard.targets.variables_of import variable

        for name in names:
            value, where = variable(self._by, (name,))
            if value is not None:
                return of_url(value, where)
        for file, values in self._loaded():
            for name in names:
                text, line = values.get(name, ("", 0))
                if text is None:
                    said = Evidence(name, f"{file}:{line}")
                    return Found(None, "", (said,), f"{name} in {file}: it is computed")
                if text:
                    found = of_url(known(text), f"{file}:{line}")
                    said = Evidence(f"{name} is set", f"{file}:{line}")
                    return replace(found, evidence=(said, *found.evidence))
        return None

    def _loaded(self) -> Iterator[tuple[str, dict[str, tuple[str | None, int]]]]:
        from guard.signs.dotenv import read_env_file

        folder = cwd_of(self._by)
        for file in self._files if folder else ():
            if file not in self._values:
                path = file if file.startswith("/") else f"{folder}/{file}"
                self._values[file] = read_env_file(path, self._world) or {}
            yield file, self._values[file]


def of_variables(
    by: Invocation | None, world: World, names: Sequence[str], env_files: Sequence[str]
) -> Found | None:
    """The endpoint that the first of these variables names, for who asks once."""
    return Variables(by, world, env_files).endpoint(names)


def of_parts(values: dict[str, str], where: str, engine: str = "") -> Found | None:
    """Host, port, database and user that stand apart in a configuration."""
    host, database = values.get("host", ""), values.get("database", "")
    if engine.startswith("sqlite"):
        path = database or values.get("path", "")
        memory = path in ("", ":memory:") or "memory" in path
        return Found(
            Endpoint("sqlite", path="" if memory else path, memory=memory),
            evidence=(Evidence(f"sqlite {path}", where),),
        )
    if not host and not database:
        return None
    endpoint = Endpoint(
        engine, (host,) if host else (), values.get("port", ""), database, values.get("user", "")
    )
    return Found(endpoint, evidence=(Evidence(f"it names {endpoint.identity}", where),))


def nothing(tool: str) -> Found:
    """No step of the order gave anything, so nothing points away from this machine either. What only adds
    goes on; ``database.py`` leaves what loses something unresolved."""
    return Found(None, "default", (Evidence(f"{tool}: no connection string was found"),))
