"""Laravel: which env file it loads, the cached configuration that hides it, and what a test run hits.

``--env=testing`` loads ``.env.testing``; where that is missing, Laravel silently loads ``.env``. With
``bootstrap/cache/config.php`` no env file and nothing of ``phpunit.xml`` counts. ``phpunit.xml`` sets
variables for test
runs only, and not over exported ones unless ``force="true"``. Facts: ``LoadEnvironmentVariables``, Laravel
testing guide.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence
from guard.targets.database_signs import Found
from guard.targets.dsn import Endpoint
from guard.targets.frameworks import cwd_of, of_parts, of_url
from guard.targets.variables_of import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

_NAMES = ("DB_URL", "DATABASE_URL", "DB_CONNECTION", "DB_HOST", "DB_DATABASE", "DB_USERNAME", "DB_PORT")


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint that artisan, or a test run, would use."""
    folder = cwd_of(by)
    if not folder:
        return Found(unresolved="the directory of the application")
    if place.tool == "laravel-test":
        return _test(by, world, folder)
    hint = place.hint("environment")
    named = (hint.skeleton if hint is not None else "") or text_of(by, "APP_ENV")
    cached = _cached(folder, world)
    if cached is not None:
        return cached
    values, file = _env(folder, named, world)
    chosen = place.hint("connection")
    other = (
        _connection(chosen.text, folder, by, values, world) if chosen is not None and chosen.text else None
    )
    found = other or _endpoint(by, values, file)
    if found is None:
        return Found(
            None, named or "default", (Evidence("no env file names a database: the default", "default"),)
        )
    if named == "testing" and file == ".env":
        said = Evidence(".env.testing is missing, so .env is loaded", ".env")
        return replace(found, named="", evidence=(said, *found.evidence))
    stage = named or values.get("APP_ENV", "")
    return replace(found, named=stage if stage not in ("local",) else "")


def _env(folder: str, named: str, world: World) -> tuple[dict[str, str], str]:
    from guard.signs.dotenv import read_env_file

    for file in ((f".env.{named}",) if named else ()) + (".env",):
        values = read_env_file(f"{folder}/{file}", world)
        if values is not None:
            return {k: v for k, (v, _) in values.items() if v is not None}, file
    return {}, ""


def _connection(
    name: str, folder: str, by: Invocation | None, values: dict[str, str], world: World
) -> Found | None:
    """``--database=reporting``: that connection of ``config/database.php``; ``None`` where it has none."""
    block = (
        (world.read(f"{folder}/config/database.php") or "").partition(f"'{name}' => [")[2].partition("]")[0]
    )

    def value(key: str) -> str:
        said = block.partition(f"'{key}' =>")[2].lstrip().partition("\n")[0]
        if not said.startswith("env("):
            return said[1:].partition(said[:1])[0] if said[:1] in ("'", '"') else ""
        pieces = said.replace('"', "'").split("'")
        variable, default = pieces[1] if len(pieces) > 1 else "", pieces[3] if len(pieces) > 3 else ""
        return text_of(by, variable) or values.get(variable, "") or default

    if value("url"):
        from guard.model import known

        return of_url(known(value("url")), f"config/database.php {name}")
    parts = {"host": value("host"), "database": value("database"), "port": value("port")}
    return of_parts(parts, f"config/database.php {name}", value("driver").replace("pgsql", "postgres"))


def _endpoint(by: Invocation | None, values: dict[str, str], where: str) -> Found | None:
    """What the variables come to, exported ones before the file's."""
    merged = {name: text_of(by, name) or values.get(name, "") for name in _NAMES}
    url = merged["DB_URL"] or merged["DATABASE_URL"]
    if url:
        from guard.model import known

        return of_url(known(url), where)
    return of_parts(
        {"host": merged["DB_HOST"], "database": merged["DB_DATABASE"], "user": merged["DB_USERNAME"],
        "port": merged["DB_PORT"]},
        where, merged["DB_CONNECTION"].replace("pgsql", "postgres"),
    )  # fmt: skip


def _cached(folder: str, world: World) -> Found | None:
    text = world.read(f"{folder}/bootstrap/cache/config.php")
    if text is None:
        return None
    evidence = Evidence("the configuration is cached, so no env file counts", "bootstrap/cache/config.php")
    at = text.find("'host'")
    host = text[at + 6 :].partition("'")[2].partition("'")[0] if at >= 0 else ""
    if not host:
        words = text.replace("=", " ").split()
        host = words[words.index("host") + 1] if "host" in words[:-1] else ""
    if not host:
        return Found(None, "", (evidence,), "the database of the cached configuration")
    return Found(
        Endpoint("", (host,)), "", (evidence, Evidence(f"host {host}", "bootstrap/cache/config.php"))
    )


def _test(by: Invocation | None, world: World, folder: str) -> Found:
    cached = _cached(folder, world)
    if cached is not None:
        return cached
    text = next(
        (
            t
            for name in ("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml")
            if (t := world.read(f"{folder}/{name}"))
        ),
        "",
    )
    forced = _phpunit(text)
    testing, file = _env(folder, "testing", world)
    plain, _ = _env(folder, "", world)
    if file != ".env.testing":
        testing = {}
    remote = _endpoint(None, plain, ".env")
    if file != ".env.testing" and remote is not None and _leaves(remote):
        said = Evidence("there is no .env.testing, and .env names a remote database", ".env")
        return Found(remote.endpoint, "", (said, *remote.evidence), remote.unresolved)
    merged = {**plain, **testing, **forced}
    exported = {n: text_of(by, n) for n in _NAMES if text_of(by, n)}
    found = _endpoint(
        None,
        {**merged, **{n: v for n, v in exported.items() if n not in forced}},
        "phpunit.xml" if forced else file or ".env",
    )
    return (
        found
        if found is not None
        else Found(Endpoint("sqlite", memory=True), "", (Evidence("no database is configured"),))
    )


def _leaves(found: Found) -> bool:
    from guard.signs.environments import is_loopback, sign_of_host

    if found.endpoint is None:
        return False
    return any(
        not is_loopback(h) and (sign_of_host(h) or ("E3", ""))[0] >= "E3" for h in found.endpoint.hosts
    )


def _phpunit(text: str) -> dict[str, str]:
    """``<env name="DB_CONNECTION" value="sqlite"/>`` and ``<server …>``."""
    found: dict[str, str] = {}
    for name in _NAMES:
        for marker in (f'name="{name}"', f"name='{name}'"):
            at = text.find(marker)
            if at >= 0:
                tag = text[at : text.find(">", at)]
                value = tag.partition("value=")[2]
                if value[:1] in ("'", '"') and value:
                    found[name] = value[1:].partition(value[0])[0]
        at = text.find(name + "=")
        if at >= 0 and name not in found:
            found[name] = (
                text[at + len(name) + 1 :].split()[0].strip(",;\"'<>/")
                if text[at + len(name) + 1 :].split()
                else ""
            )
    return found
