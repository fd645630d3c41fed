"""alembic, flyway, liquibase, dbt, goose, golang-migrate, atlas, sqlx, diesel, dbmate, hasura.

alembic: ``-x url=``, ``sqlalchemy.url`` of ``alembic.ini`` (``-c``, ``-n``), which ``env.py`` may overlay
with ``DATABASE_URL``: the
worse of both counts. flyway: ``-url``, ``FLYWAY_URL``, ``flyway.conf``, ``flyway.toml``. liquibase:
``--url``, ``LIQUIBASE_COMMAND_URL``,
``liquibase.properties``. dbmate, sqlx, diesel: ``DATABASE_URL`` from the environment, then from ``.env``,
which they load.
Facts: the tools' references.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, known
from guard.signs.environments import sign_of_host
from guard.targets.database_signs import Found, environment_of_name
from guard.targets.dsn import Endpoint, parse_dsn
from guard.targets.frameworks import cwd_of, nothing, of_parts, of_url, of_variables
from guard.targets.variables_of import home_of, ini_section, properties, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place, Value
    from guard.world import World


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint by the tool's own order."""
    return _RULES[place.tool](place, by, world)


def _path(by: Invocation | None, name: str) -> str:
    return name if name.startswith("/") else f"{cwd_of(by)}/{name}"


def _alembic(place: Place, by: Invocation | None, world: World) -> Found:
    for name, value in place.hints:
        if name == "argument" and (value.text or "").partition("=")[0] in (
            "url",
            "dburl",
            "db",
            "database_url",
            "sqlalchemy.url",
        ):
            return of_url(known((value.text or "").partition("=")[2]), "-x")
    config, section = place.hint("config"), place.hint("section")
    file = (config.text if config is not None else None) or text_of(by, "ALEMBIC_CONFIG") or "alembic.ini"
    text = world.read(_path(by, file)) or ""
    values = ini_section(text, (section.text if section is not None else None) or "alembic") or properties(
        text
    )
    written = values.get("sqlalchemy.url", "")
    from_file = of_url(known(written), file) if written and "driver://" not in written else None
    exported = of_variables(
        by, world, ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "DB_URL", "SQLALCHEMY_URL"), (".env",)
    )
    said = " ".join(value.text or "" for name, value in place.hints if name == "argument")
    named = said if environment_of_name(said) == "E4" else ""
    if exported is None and from_file is None:
        return Found(None, named, (Evidence(said, "-x"),)) if named else nothing("alembic")
    found = graver(exported, from_file)
    return replace(found, named=named, evidence=(*found.evidence, Evidence(said, "-x"))) if named else found


def graver(one: Found | None, other: Found | None) -> Found:
    """Where two places may decide, the one that is worse to hit."""
    if one is None or other is None:
        found = one or other
        return found if found is not None else nothing("the tool")
    return one if _grave(one) >= _grave(other) else other


def _grave(found: Found) -> str:
    if found.endpoint is None:
        return environment_of_name(found.named) or "E3"
    if found.endpoint.memory:
        return "E0"
    return max((sign_of_host(h) or ("E1", ""))[0] for h in (*found.endpoint.hosts, "localhost"))


# -------------------------------------------------------------------------------------- Flyway


def flyway_settings(by: Invocation | None, world: World, given: Value | None) -> dict[str, str]:
    """Flyway's configuration files, later ones over earlier ones, keys in lower case."""
    names = [n.strip() for n in given.text.split(",")] if given is not None and given.text else [
        f"{home_of(by, world)}/flyway.conf", "conf/flyway.conf", "flyway.conf", "flyway.toml",
        "flyway.user.toml"
    ]  # fmt: skip
    merged: dict[str, str] = {}
    for name in names:
        text = world.read(_path(by, name)) if name else None
        if text is None:
            continue
        if name.endswith(".toml"):
            for section in ("flyway", "environments.default", "environments"):
                for key, value in (ini_section(text, section) or {}).items():
                    merged[f"flyway.{key}"] = value
        else:
            merged.update({k.lower(): v for k, v in properties(text).items()})
    return merged


def _flyway(place: Place, by: Invocation | None, world: World) -> Found:
    value, where = variable(by, ("FLYWAY_URL",))
    if value is not None:
        return of_url(value, where)
    environment = place.hint("environment")
    named = (environment.skeleton if environment is not None else "") or text_of(by, "FLYWAY_ENVIRONMENT")
    settings = flyway_settings(by, world, place.hint("config"))
    if named:
        text = world.read(_path(by, "flyway.toml")) or ""
        section = ini_section(text, f"environments.{named}") or {}
        if section.get("url"):
            found = of_url(known(section["url"]), "flyway.toml")
            return replace(found, named=named)
        return Found(None, named, (Evidence(f"the environment is {named}", "-environment"),))
    url = settings.get("flyway.url", "")
    return of_url(known(url), "flyway.conf") if url else nothing("flyway")


def _liquibase(place: Place, by: Invocation | None, world: World) -> Found:
    value, where = variable(by, ("LIQUIBASE_COMMAND_URL", "LIQUIBASE_URL"))
    if value is not None:
        return of_url(value, where)
    config = place.hint("config")
    file = (
        (config.text if config is not None else None)
        or text_of(by, "LIQUIBASE_DEFAULTS_FILE")
        or "liquibase.properties"
    )
    settings = properties(world.read(_path(by, file)) or "")
    url = settings.get("url") or settings.get("liquibase.command.url") or ""
    return of_url(known(url), file) if url else nothing("liquibase")


# ------------------------------------------------------------------------------------ dbt, Go


def _dbt(place: Place, by: Invocation | None, world: World) -> Found:
    """The target's name, and what ``profiles.yml`` says about it."""
    hint = place.hint("environment")
    target = (hint.skeleton if hint is not None else "") or text_of(by, "DBT_TARGET")
    folder = text_of(by, "DBT_PROFILES_DIR") or f"{home_of(by, world)}/.dbt"
    text = world.read(_path(by, "profiles.yml")) or world.read(f"{folder}/profiles.yml") or ""
    lines = [line.strip() for line in text.splitlines()[:3000]]
    if not target:
        target = next((line.partition(":")[2].strip() for line in lines if line.startswith("target:")), "")
    host = ""
    if target and f"{target}:" in lines:
        for line in lines[lines.index(f"{target}:") + 1 :][:15]:
            key, _, value = line.partition(":")
            if key in ("host", "account", "project", "server_hostname", "server") and value.strip():
                host = value.strip().strip("\"'")
                break
    evidence = (
        Evidence(
            f"the target is {target or 'not named'}", "--target" if hint is not None else "profiles.yml"
        ),
    )
    endpoint = Endpoint("", (host,)) if host else None
    return Found(endpoint, target, evidence) if target else nothing("dbt")


def _goose(place: Place, by: Invocation | None, world: World) -> Found:
    return of_variables(by, world, ("GOOSE_DBSTRING", "DATABASE_URL", "DB_URL"), (".env",)) or nothing(
        "goose"
    )


def _migrate(place: Place, by: Invocation | None, world: World) -> Found:
    return nothing("migrate")


def _atlas(place: Place, by: Invocation | None, world: World) -> Found:
    named_by = place.hint("environment")
    named = named_by.skeleton if named_by is not None else ""
    text = world.read(_path(by, "atlas.hcl")) or ""
    at = text.find(f'env "{named}"') if named else text.find('env "')
    block = text[at : at + 800] if at >= 0 else ""
    for line in block.splitlines():
        key, _, value = line.strip().partition("=")
        if key.strip() == "url":
            value = value.strip()
            if value[:1] == '"':
                found = of_url(known(value.strip('"')), "atlas.hcl")
                return replace(found, named=named)
            name = value.partition('"')[2].partition('"')[0]
            reached = of_variables(by, world, (name,), ()) if "getenv" in value else None
            if reached is not None:
                return Found(reached.endpoint, named, reached.evidence, reached.unresolved)
    if named:
        return Found(None, named, (Evidence(f"the environment is {named}", "--env"),))
    return nothing("atlas")


def _dburl(place: Place, by: Invocation | None, world: World) -> Found:
    name, file = place.hint("variable"), place.hint("envfile")
    names = (name.text,) if name is not None and name.text else ("DATABASE_URL",)
    files = (file.text,) if file is not None and file.text else (".env",)
    return of_variables(by, world, names, files) or nothing("the tool")


def _phinx(place: Place, by: Invocation | None, world: World) -> Found:
    hint = place.hint("environment")
    named = (hint.skeleton if hint is not None else "") or text_of(by, "PHINX_ENVIRONMENT") or "development"
    return Found(
        None, named, (Evidence(f"the environment is {named}", "-e" if hint is not None else "default"),)
    )


# --------------------------------------------------------------------------- hasura


def _hasura(place: Place, by: Invocation | None, world: World) -> Found:
    hint = place.hint("endpoint")
    url = (hint.skeleton if hint is not None else "") or text_of(by, "HASURA_GRAPHQL_ENDPOINT")
    where = "--endpoint" if hint is not None else "HASURA_GRAPHQL_ENDPOINT"
    if not url:
        url, where = properties(world.read(_path(by, "config.yaml")) or "").get("endpoint", ""), "config.yaml"
    endpoint = parse_dsn(url) if url else None
    if endpoint is None:
        return nothing("hasura")
    return of_parts(
        {"host": endpoint.hosts[0] if endpoint.hosts else "", "port": endpoint.port}, where, "hasura"
    ) or nothing("hasura")


_RULES = {
    "alembic": _alembic, "flyway": _flyway, "liquibase": _liquibase, "dbt": _dbt, "goose": _goose,
    "migrate": _migrate,
    "atlas": _atlas, "dburl": _dburl, "phinx": _phinx, "hasura": _hasura,
}  # fmt: skip
