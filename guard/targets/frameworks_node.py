"""prisma, drizzle-kit, knex, sequelize, typeorm and their kin.

prisma: ``url`` of the datasource (a literal, or ``env("X")`` looked up in the environment and then in
``.env`` beside the schema or the project, which prisma loads itself and which never overrides the
environment). drizzle-kit: the variable or literal in ``drizzle.config.*``; it loads ``.env`` alone, unless
that file loads another. knex and sequelize: the block of the chosen environment (``--env``, ``NODE_ENV``,
else development).
Facts: the tools' documentation; their sources for the order; ``tests/precedence`` asks them.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, known
from guard.signs.variables_read import JAVASCRIPT, variables_read
from guard.targets.database_signs import Found, environment_of_name
from guard.targets.frameworks import URL_NAMES, Variables, cwd_of, nothing, of_parts, of_url
from guard.targets.node_settings import files_loaded, parts_of, url_of
from guard.targets.variables_of import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

ENV_FILES = (".env", "prisma/.env")
CONFIGS = {
    "prisma": ("prisma.config.ts", "prisma.config.js", "prisma.config.mjs", ".config/prisma.ts"),
    "drizzle": ("drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.json"),
    "knex": ("knexfile.js", "knexfile.ts", "knexfile.cjs", "knexfile.mjs"),
    "sequelize": ("config/config.json", "config/config.js", "config/config.cjs", "config/database.js",
                  "config/database.json"),
    "typeorm": ("ormconfig.json", "ormconfig.js", "ormconfig.ts", "data-source.ts", "src/data-source.ts",
                "ormconfig.yml"),
    "node": ("mikro-orm.config.ts", "src/mikro-orm.config.ts", "mikro-orm.config.js", "database.json"),
}  # fmt: skip
"""The files of a tool's configuration, the first that is there counts."""
STAGED = ("knex", "sequelize")
"""Tools whose configuration has a block for each environment."""


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint by the tool's own order."""
    if place.tool == "prisma":
        return _prisma(place, by, world)
    return _with_config(place, by, world)


def _prisma(place: Place, by: Invocation | None, world: World) -> Found:
    folder = cwd_of(by)
    given = place.hint("schema")
    schemas = [given.text] if given is not None and given.text else ["prisma/schema.prisma", "schema.prisma"]
    names: tuple[str, ...] = URL_NAMES
    files: tuple[str, ...] = ENV_FILES
    for schema in schemas:
        path = schema if schema.startswith("/") else f"{folder}/{schema}"
        text = world.read(path) if folder or schema.startswith("/") else None
        if text is None:
            continue
        beside = path.rpartition("/")[0] + "/.env"
        files = (".env", beside, "prisma/.env")
        name, literal = _datasource(text)
        if literal:
            return of_url(known(literal), schema)
        if name:
            names = (name,)
            break
    config = _config(place, folder, world)[0]
    if config:
        found = [*_names_in(config), *_named_by_env(config)]
        if found and not given and names is URL_NAMES:
            names = tuple(found)
        files = files_loaded(config)[0] or files  # with a configuration it reads no env file of its own
    variables = Variables(by, world, files)
    return variables.endpoint(names) or variables.endpoint(("DATABASE_URL",)) or nothing("prisma")


def _datasource(text: str) -> tuple[str, str]:
    """The variable or the literal that ``url`` names in a prisma schema."""
    for line in text.splitlines():
        word, _, rest = line.strip().partition("=")
        if word.strip() not in ("url",):
            continue
        rest = rest.strip()
        if rest.startswith("env("):
            return rest[4:].strip("() \t\"'").partition('"')[0], ""
        if rest[:1] in "\"'":
            return "", rest.strip("\"' ")
    return "", ""


def _named_by_env(text: str) -> list[str]:
    """The variables that a configuration names in calls of ``env("X")``, prisma's own reader."""
    pieces = text.replace("process.env(", "").split("env(")[1:]
    return [piece[1:].partition(piece[:1])[0] for piece in pieces if piece[:1] in ("'", '"')]


def _names_in(text: str) -> list[str]:
    """The variables that a configuration in JavaScript reads, each once."""
    return list(dict.fromkeys(variables_read(text, JAVASCRIPT)))


def _with_config(place: Place, by: Invocation | None, world: World) -> Found:
    folder = cwd_of(by)
    host, database = place.hint("host"), place.hint("database")
    if place.tool == "drizzle" and host is not None:
        if host.text is None:
            return Found(None, "", (Evidence(host.skeleton, "--host"),), f"the host {host.skeleton}")
        said = {"host": host.text, "database": (database.text if database is not None else "") or ""}
        return of_parts(said, "--host") or nothing(place.tool)
    named_by = place.hint("environment")
    named = (named_by.skeleton if named_by is not None else "") or text_of(by, "NODE_ENV")
    config, path = _config(place, folder, world)
    variables = Variables(by, world, _env_files(place.tool, named, config))
    found = _from_config(place, variables, config, path, named)
    if found is None:
        found = variables.endpoint(URL_NAMES) or _apart(variables)
    if found is None and not named.strip():
        return nothing(place.tool)
    if found is None:
        where = "NODE_ENV" if named_by is None else "--env"
        return Found(None, named, (Evidence(f"the environment is {named}", where),))
    if not found.named and (place.tool in STAGED or environment_of_name(named) in ("E3", "E4", "E0")):
        return replace(found, named=named)
    return found


def _apart(variables: Variables) -> Found | None:
    """``DB_HOST`` and ``DB_DATABASE`` of the environment or the env files: several frameworks say so."""
    host = variables.text("DB_HOST")
    if not host:
        return None
    names = (variables.text(name) for name in ("DB_DATABASE", "DB_NAME"))
    return of_parts({"host": host, "database": next((name for name in names if name), "")}, "DB_HOST")


def _env_files(tool: str, named: str, config: str) -> tuple[str, ...]:
    """The files of variables, the one that wins first: those that the configuration loads, drizzle-kit's own
    ``.env`` before them; where nothing says which, those of a framework around the tool."""
    loaded, override = files_loaded(config)
    if tool == "drizzle":
        return (*loaded, ".env") if override else (".env", *loaded)
    if loaded:
        return loaded
    return (f".env.{named}.local", ".env.local", f".env.{named}", ".env") if named else (".env.local", ".env")


def _config(place: Place, folder: str, world: World) -> tuple[str, str]:
    given = place.hint("config")
    names = (given.text,) if given is not None and given.text else CONFIGS.get(place.tool, ())
    for name in names:
        path = name if name.startswith("/") else f"{folder}/{name}"
        text = world.read(path) if path.startswith("/") else None
        if text is not None:
            return text, name
    return "", ""


def _from_config(place: Place, variables: Variables, text: str, path: str, named: str) -> Found | None:
    if not text:
        return None
    if "d1-http" in text or "expo" in text.partition("driver")[2][:12]:
        said = Evidence("the driver is d1-http: a hosted D1 database", path)
        return Found(None, "", (said,), "the hosted D1 database")
    staged = place.tool in STAGED
    block = _block(text, named or "development") if staged else text
    if staged and not block and named:
        return Found(None, named, (Evidence(f"the environment is {named}", path),))
    indirect = _value_of(block, "use_env_variable")  # sequelize names the variable and reads it itself
    block = block or text
    if not indirect:
        made = url_of(block, variables.text)
        if made:
            return of_url(known(made), path)
        apart = parts_of(block, variables.text)
        if apart.get("host"):
            return of_parts(apart, path, _value_of(block, "dialect"))
    names = [
        name
        for name in ([indirect] if indirect else _names_in(block))
        if any(word in name.upper() for word in ("URL", "URI", "DSN", "HOST", "DATABASE", "DB"))
    ]
    urls = [name for name in names if "HOST" not in name.upper()]
    return variables.endpoint(urls) or _literals(block, path) or variables.endpoint(names)


def _block(text: str, named: str) -> str:
    """The braces after ``development:`` in a configuration."""
    for form in (f"{named}:", f'"{named}":', f"'{named}':", f'"{named}" :', f"{named} :"):
        at = text.find(form)
        if at >= 0:
            rest = text[at + len(form) :]
            opening = rest.find("{")
            if opening < 0 or rest[:opening].strip():
                return rest.split("\n", 1)[0]
            depth = 0
            for index in range(opening, len(rest)):
                depth += (rest[index] == "{") - (rest[index] == "}")
                if depth == 0:
                    return rest[opening : index + 1]
            return rest[opening:]
    return ""


LITERALS = {
    "host": ("host",), "database": ("database", "dbName", "filename", "storage"),
    "user": ("user", "username"), "dialect": ("dialect", "client", "type"),
}  # fmt: skip
"""The parts of a connection, and what configurations call each."""


def _literals(block: str, path: str) -> Found | None:
    """URLs, hosts and file names that stand in the configuration itself."""
    for quote in "\"'`":
        for piece in block.split(quote)[1::2]:
            if "://" in piece and " " not in piece and not piece.startswith("http"):
                return of_url(known(piece), path)
    values = {
        key: next((value for name in names if (value := _value_of(block, name))), "")
        for key, names in LITERALS.items()
    }
    connection = _value_of(block, "connection")
    if connection and not values["host"]:
        values["host"] = connection
    dialect = values["dialect"]
    if "sqlite" in dialect or "better-sqlite" in dialect:
        return of_parts({"database": values["database"]}, path, "sqlite")
    return of_parts(values, path, {"pg": "postgres", "mysql2": "mysql"}.get(dialect, dialect))


def _value_of(block: str, name: str) -> str:
    for form in (f"{name}:", f'"{name}":', f"'{name}':"):
        at = block.find(form)
        while at >= 0:
            before = block[at - 1 : at]
            if not (before.isalnum() or before == "_"):
                rest = block[at + len(form) :].lstrip()
                if rest[:1] and rest[0] in "\"'`":
                    return rest[1:].partition(rest[0])[0]
                bare = rest.split("}")[0].split(",")[0].split("\n")[0].strip()
                if (
                    bare
                    and bare.replace(".", "a").replace("-", "a").replace("_", "a").isalnum()
                    and "process" not in bare
                ):
                    return bare
            at = block.find(form, at + 1)
    return ""
