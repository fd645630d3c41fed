"""Wrappers that put another environment's variables around a command: ``railway run``, ``doppler run -c
prd``,
``dotenv -e .env.production``, ``op run --env-file``, ``infisical run --env``.

What they inject hides the local env file, so their environment decides. Facts: Railway CLI
(``~/.railway/config.json`` links a directory to a project and environment), Doppler CLI (``-c``,
``doppler.yaml``,
``~/.doppler/.doppler.yaml``), dotenv-cli, Infisical CLI.
"""

from __future__ import annotations

from guard.model import Evidence
from guard.programs.options import read_options
from guard.signs.environments import environment_of_words
from guard.targets.database_signs import Found
from guard.targets.variables_of import home_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation
    from guard.world import World

_VALUED = (
    "-c", "--config", "-p", "--project", "-e", "--environment", "-s", "--service", "--env", "--env-file",
    "-f", "--file", "-t", "--token", "--scope", "-a", "--app", "-r", "--remote", "--path", "--projectId",
    "-o",
)  # fmt: skip


def injected(by: Invocation | None, world: World) -> Found | None:
    """What the innermost such wrapper says, ``None`` without one."""
    if by is None:
        return None
    for wrapper in reversed(by.via):
        found = of_wrapper(wrapper, by, world)
        if found is not None:
            return found
    return None


def of_wrapper(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    """What one such wrapper says; ``None`` where it is another program."""
    rule = _RULES.get(wrapper.program)
    return rule(wrapper, by, world) if rule is not None else None


def _option(wrapper: Invocation, *names: str) -> str:
    options = read_options(wrapper.argv[1:], _VALUED)
    value = options.value(*names)
    return value.skeleton if value is not None else ""


def _railway(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    words = [v.text for v in wrapper.argv[1:3]]
    if "run" not in words and "shell" not in words and "connect" not in words:
        return None
    flag = _option(wrapper, "-e", "--environment")
    if flag:
        return Found(None, flag, (Evidence(f"railway environment {flag}", "--environment"),))
    switched = by.variable("guard:railway-environment")
    if switched is not None:
        return Found(None, switched.value.skeleton, (Evidence("railway environment chosen before"),))
    named = text_of(by, "RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT")
    if named:
        return Found(None, named, (Evidence(f"railway environment {named}", "environment"),))
    linked, where = _railway_link(by, world)
    if linked:
        return Found(
            None, linked, (Evidence(f"the directory is linked to the railway environment {linked}", where),)
        )
    return Found(
        None, "", (Evidence("railway run injects the linked environment"),), "the linked Railway environment"
    )


def _railway_link(by: Invocation, world: World) -> tuple[str, str]:
    """The environment that the directory (or one above it) is linked to, and the file."""
    from guard.targets import railway

    home = home_of(by, world)
    path = railway.config_path(home)
    if not by.cwd:
        return "", path
    for _, link in railway.links(world, home, by.cwd):
        return link.get("environmentName") or link.get("environment") or "", path
    return _prose(railway.unread(world, home), by.cwd), path


def _prose(text: str, cwd: str) -> str:
    """A file that is not JSON any more: the line that names this directory's environment."""
    for line in text.splitlines():
        if "environment" in line and (cwd in line or "projects" not in line):
            return line.rpartition("=")[2].rpartition(":")[2].strip(" \"',")
    return ""


def _doppler(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    if "run" not in [v.text for v in wrapper.argv[1:6]]:
        return None
    named = _option(wrapper, "-c", "--config") or text_of(by, "DOPPLER_CONFIG", "DOPPLER_ENVIRONMENT")
    where = "--config"
    if not named and by.cwd:
        text = world.read(f"{by.cwd}/doppler.yaml") or ""
        named = next(
            (
                ln.partition(":")[2].strip()
                for ln in text.splitlines()
                if ln.strip().startswith(("config:", "- config:"))
            ),
            "",
        )
        where = "doppler.yaml"
    if not named:
        named, where = _doppler_scope(by, world)
    if not named:
        return Found(None, "", (Evidence("doppler run injects the chosen config"),), "the Doppler config")
    return Found(None, named, (Evidence(f"doppler config {named}", where),))


def _doppler_scope(by: Invocation, world: World) -> tuple[str, str]:
    path = f"{home_of(by, world)}/.doppler/.doppler.yaml"
    scope, best, named = "", "", ""
    for line in (world.read(path) or "").splitlines()[:2000]:
        stripped = line.strip()
        if stripped.startswith("/") and stripped.endswith(":"):
            scope = stripped[:-1]
        elif (
            stripped.startswith("enclave.config:")
            and (by.cwd or "").startswith(scope)
            and len(scope) >= len(best)
        ):
            best, named = scope, stripped.partition(":")[2].strip()
    return named, path


def _infisical(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    named = _option(wrapper, "--env", "-e") or "dev"
    return Found(None, named, (Evidence(f"infisical environment {named}", "--env"),))


def _dotenv(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    """The file goes under the environment, unless ``-o`` overrides; the file's name says an environment
    too."""
    path = _option(wrapper, "-e", "-f", "--env-file", "--file") or (".env" if wrapper.program != "op" else "")
    if not path or not by.cwd:
        return None
    from guard.signs.dotenv import read_env_file
    from guard.targets.dsn import parse_dsn

    full = path if path.startswith("/") else f"{by.cwd}/{path}"
    values = read_env_file(full, world)
    suffix = path.rpartition("/")[2].removeprefix(".env").lstrip(".")
    if values is None:
        return Found(None, suffix, (Evidence(f"env file {path}"),), f"the env file {path}: it is missing")
    for name in ("DATABASE_URL", "DIRECT_URL", "DB_URL", "POSTGRES_URL", "MYSQL_URL", "DSN", "DB_HOST",
    "PGHOST", "REDIS_URL", "MONGO_URL",
                 "MONGODB_URI"):  # fmt: skip
        value, line = values.get(name, ("", 0))
        if value is None:
            return Found(None, suffix, (Evidence(name, f"{path}:{line}"),), f"{name} in {path}")
        if value:
            from guard.targets.dsn import Endpoint

            endpoint = parse_dsn(value) or Endpoint(hosts=(value,))
            return Found(endpoint, suffix, (Evidence(f"{name} names {endpoint.identity}", f"{path}:{line}"),))
    return Found(
        None, suffix, (Evidence(f"env file {path}"),), "" if suffix else f"the database: {path} names none"
    )


def _heroku(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    """``-a`` · ``-r`` by its git remote · ``HEROKU_APP`` · the only remote; ``heroku local`` stays here."""
    if wrapper.program == "heroku" and (wrapper.argv[1].text if len(wrapper.argv) > 1 else "") in LOCALLY:
        return None
    from guard.targets.paas import heroku_apps

    app, remote = _option(wrapper, "-a", "--app"), _option(wrapper, "-r", "--remote")
    if not app and not remote:
        app = text_of(wrapper, "HEROKU_APP")
    apps = [] if app else [name for name, _ in heroku_apps(wrapper.cwd or "", remote, world)]
    app = app or max(apps, key=lambda name: environment_of_words(name) or "", default=remote)
    return Found(
        None, app or "a hosted app", (Evidence(f"{wrapper.program} app {app or 'of the git remote'}"),)
    )


LOCALLY = ("local", "local:run", "local:start")


def _fly(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    """``fly ssh console -a app -C …`` runs in a machine of the app, as ``FLY_APP`` or fly.toml name it."""
    if not any(v.text in ("ssh", "console", "machine", "m") for v in wrapper.argv[1:3]):
        return None
    app, where = _option(wrapper, "-a", "--app"), "--app"
    if not app:
        app, where = text_of(wrapper, "FLY_APP"), "FLY_APP"
    if not app and wrapper.cwd:
        where = _option(wrapper, "-c", "--config") or "fly.toml"
        for line in (world.read(f"{wrapper.cwd}/{where}") or "").splitlines():
            key, equals, value = line.partition("=")
            if equals and key.strip() == "app":
                app = value.strip().strip("\"'")
    return Found(None, app or "a hosted app", (Evidence(f"fly app {app or 'of the directory'}", where),))


def _chamber(wrapper: Invocation, by: Invocation, world: World) -> Found | None:
    """``chamber exec SERVICE… -- command``: the parameters of these services; the gravest name counts."""
    words = [v.skeleton for v in wrapper.argv[1:]]
    if words[:1] != ["exec"]:
        return None
    services = [w for w in words[1 : words.index("--") if "--" in words else 2] if not w.startswith("-")]
    named = max(services, key=lambda w: environment_of_words(w) or "", default="")
    return Found(None, named, (Evidence(f"chamber service {named}", "chamber exec"),)) if named else None


_RULES = {
    "chamber": _chamber,
    "railway": _railway,
    "doppler": _doppler,
    "infisical": _infisical,
    "dotenv": _dotenv,
    "dotenv-cli": _dotenv,
    "dotenvx": _dotenv,
    "env-cmd": _dotenv,
    "op": _dotenv,
    "heroku": _heroku,
    "fly": _fly,
    "flyctl": _fly,
}
