"""Entity Framework: ``--connection``, ``ConnectionStrings__X``, then ``ConnectionStrings`` of
``appsettings.<environment>.json`` over ``appsettings.json``, below the start-up project.

The environment is ``--environment`` after ``--``, then ``ASPNETCORE_ENVIRONMENT`` or ``DOTNET_ENVIRONMENT``;
at design time the tool takes Development without them. A connection string of ADO.NET is a list of
``key=value``. Of several connection strings the one that is worse to hit counts.

Facts: EF Core tools reference and "Configuration in ASP.NET Core".
"""

from __future__ import annotations

from guard.model import Evidence
from guard.signs.environments import environment_of_words
from guard.targets.database_signs import Found
from guard.targets.dsn import Endpoint, parse_dsn
from guard.targets.frameworks import cwd_of, nothing
from guard.targets.frameworks_files import graver
from guard.targets.variables_of import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

HOSTS = ("host", "server", "data source", "datasource", "address", "addr")
NAMES = ("database", "initial catalog")


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint by the tool's own order."""
    given = place.hint("connection")
    if given is not None and given.text:
        return of_connection(given.text, "--connection")
    hint = place.hint("environment")
    named = (hint.text if hint is not None else None) or text_of(by, "ASPNETCORE_ENVIRONMENT")
    environment = named or text_of(by, "DOTNET_ENVIRONMENT") or "Development"
    found = _exported(by) or _written(place, by, environment, world)
    if found is not None:
        return found
    if environment_of_words(environment.lower()) == "E4":
        return Found(None, environment, (Evidence(f"the environment is {environment}", "its variable"),))
    return nothing("ef")


def of_connection(text: str, where: str) -> Found:
    """``Host=db;Database=app;…`` or a URL."""
    url = parse_dsn(text) if "://" in text else None
    if url is not None:
        return Found(url, evidence=(Evidence(f"it names {url.identity}", where),))
    pairs = {
        key.strip().lower(): value.strip()
        for key, equals, value in (piece.partition("=") for piece in text.split(";"))
        if equals
    }
    host = next((pairs[key] for key in HOSTS if key in pairs), "")
    database = next((pairs[key] for key in NAMES if key in pairs), "")
    if not host and not database:
        return Found(None, "", (), f"the connection string in {where}")
    if host.lower().endswith((".db", ".sqlite", ".sqlite3")) or host == ":memory:":
        endpoint = Endpoint("sqlite", path="" if host == ":memory:" else host, memory=host == ":memory:")
    else:
        host = host.removeprefix("tcp:").partition(",")[0].partition("\\")[0]
        host = "localhost" if host.lower() in (".", "(local)", "(localdb)") else host
        endpoint = Endpoint("", (host,), pairs.get("port", ""), database, pairs.get("user id", ""))
    return Found(endpoint, evidence=(Evidence(f"it names {endpoint.identity}", where),))


def _exported(by: Invocation | None) -> Found | None:
    found: Found | None = None
    variables = {} if by is None else {**by.environment, **{k: v.value.text for k, v in by.variables.items()}}
    for name, text in variables.items():
        if name.startswith("ConnectionStrings__") and text:
            found = graver(found, of_connection(text, name))
    return found


def _written(place: Place, by: Invocation | None, environment: str, world: World) -> Found | None:
    """From the settings files; what the environment's own file names takes the place of the general."""
    hint = place.hint("project")
    folder = cwd_of(by)
    if hint is not None and hint.text:
        path = hint.text if hint.text.startswith("/") else f"{folder}/{hint.text}"
        folder = path.rpartition("/")[0] if path.endswith("proj") else path
    strings: dict[str, tuple[str, str]] = {}
    for name in ("appsettings.json", f"appsettings.{environment}.json"):
        for key, text in _connections(world.read(f"{folder.rstrip('/')}/{name}") or "").items():
            strings[key] = (text, name)
    found: Found | None = None
    for text, name in strings.values():
        found = graver(found, of_connection(text, name))
    return found


def _connections(text: str) -> dict[str, str]:
    from guard.wire import object_in

    plain = "\n".join(
        line for line in text.lstrip("\ufeff").splitlines() if not line.strip().startswith("//")
    )
    found = object_in(plain).get("ConnectionStrings")
    return {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
