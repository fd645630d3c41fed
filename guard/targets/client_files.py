"""What database clients read from files of their own: libpq's service file, the option files of mysql.

libpq: ``PGSERVICEFILE``, ``~/.pg_service.conf``, ``$PGSYSCONFDIR/pg_service.conf``; what the section says
goes before ``PGHOST`` and its like, and after what the command line says. mysql: ``/etc/my.cnf``,
``/etc/mysql/my.cnf``, the extra file, ``~/.my.cnf``; of the groups ``client``, ``mysql`` and their like, with
the suffix that is asked for, the last that says it wins; ``MYSQL_HOST`` only where no file says anything.

Facts: libpq 34.15 and 34.17; mysql(1) and mariadb(1) "option files"; compared with both clients.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Place
    from guard.world import World

GROUPS = ("client", "mysql", "client-server", "client-mariadb", "mariadb-client")
"""Groups that the client reads."""
SYSTEM_SERVICES = ("/etc/postgresql-common/pg_service.conf", "/etc/pg_service.conf")
DEEPEST = 3
"""Option files that include one another."""


def absolute(path: str, by: Invocation | None, home: str) -> str:
    """A path as the client would open it; empty where its directory is not known."""
    if path.startswith("~/"):
        return f"{home}/{path[2:]}"
    if not path or path.startswith("/"):
        return path
    folder = by.cwd if by is not None else None
    return f"{folder.rstrip('/')}/{path}" if folder else ""


def service_section(name: str, by: Invocation | None, world: World) -> tuple[dict[str, str] | None, str]:
    """The section of a service and the file it stands in; ``None`` where no file has it."""
    from guard.targets.variables_of import home_of, ini_section, text_of

    home = home_of(by, world)
    folder = text_of(by, "PGSYSCONFDIR")
    user = absolute(text_of(by, "PGSERVICEFILE"), by, home) or f"{home}/.pg_service.conf"
    system = (f"{absolute(folder, by, home)}/pg_service.conf",) if folder else SYSTEM_SERVICES
    for path in (user, *system):
        section = ini_section(world.read(path) or "", name)
        if section is not None:
            return section, path
    return None, user


def mysql_host(place: Place, by: Invocation | None, world: World) -> tuple[str, str]:
    """The host that the option files name, and the file; empty where none does."""
    from guard.targets.variables_of import home_of, text_of

    home = home_of(by, world)
    if place.hint("no-defaults") is not None:
        return "", ""
    only, extra = (_hint(place, name, by, home) for name in ("defaults-file", "defaults-extra-file"))
    suffix = place.hint("defaults-group-suffix")
    ending = (suffix.text or "") if suffix is not None else text_of(by, "MYSQL_GROUP_SUFFIX")
    groups = {*GROUPS, *(group + ending for group in GROUPS if ending)}
    paths = (only,) if only else ("/etc/my.cnf", "/etc/mysql/my.cnf", extra, f"{home}/.my.cnf")
    host = where = ""
    for path in paths:
        for group, key, value, file in _options(path, world, 0) if path else ():
            if group in groups and key == "host" and value:
                host, where = value, file
    return host, where


def _hint(place: Place, name: str, by: Invocation | None, home: str) -> str:
    value = place.hint(name)
    return absolute(value.text or "", by, home) if value is not None else ""


def _options(path: str, world: World, depth: int) -> Iterator[tuple[str, str, str, str]]:
    """Group, key, value and file of each line, what is included in its place."""
    group = ""
    for line in (world.read(path) or "").splitlines()[:5000] if depth < DEEPEST else ():
        line = line.strip()
        if line.startswith("["):
            group = line.strip("[] ")
        elif line.startswith("!"):
            word, _, name = line.partition(" ")
            name = name.strip()
            names = (world.list(name) or ())[:20] if word == "!includedir" else ()
            files = [f"{name.rstrip('/')}/{n}" for n in names if n.endswith(".cnf")] or [name]
            for file in files:
                yield from _options(file, world, depth + 1)
        elif "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            yield group, key.strip().lower().replace("_", "-"), value.strip().strip("\"'"), path
