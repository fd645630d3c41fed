"""Where a platform's command line lands: its project, application and environment.

Each tool in its own order: flags, variables, the link file of the directory, the default of the home
directory. A platform whose unnamed target is the deployed one (``wrangler`` without ``--env``, ``supabase
--linked``) is production unless a name says otherwise.

Caught: ``railway down`` in a directory linked to *production*; ``heroku pg:reset -a acme-prod``; ``vercel env
rm KEY production``. Quiet: ``wrangler d1 execute app --local``, ``firebase … --project demo-x``.

Facts: the tools' sources and reference pages (railway ``config.json``, fly.toml, ``.vercel/project.json``,
``.netlify/state.json``, ``.firebaserc``, ``supabase/.temp/project-ref``, ``.neon``, Heroku's git remotes).
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import UNIDENTIFIED, sign_of_words
from guard.targets.addresses import host_signs, local_reason
from guard.targets.cloud_signs import (
    Sign,
    environment_of_signs,
    folders_of,
    home_of,
    json_file,
    setting,
    text_of,
    variable,
)
from guard.targets.elsewhere import surroundings
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Effect, Environment
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

NAMING = (
    "environment", "e", "env", "project", "project-ref", "project-id", "p", "P", "app", "a", "site",
    "service",
    "name", "project-name", "repo", "R", "context", "org", "o", "branch", "confirm", "remote", "r", "scope",
    "profile", "deployment-name", "db-url", "group", "target", "cluster", "database", "d", "subscription",
)  # fmt: skip
"""Options whose value is a name that can say which environment it is."""


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The project, application or environment that a platform's command would touch."""
    tool = effect.place.tool
    inside = surroundings(runner(effect), world, config) if tool in _WHERE_IT_RUNS else None
    if inside is not None and effect.place.hint("alias") is None:
        return Located(inside, effect.recoverability, effect.blast, marks=made_marks(effect, session))
    fixed = _fixed(effect, world)
    opened = effect.operation == "publish" and "public" in effect.marks  # a host named there is what is shown
    signs = [*_flags(effect), *_linked(effect, world), *(() if opened else host_signs(effect))]
    if fixed is not None:
        environment, evidence = fixed
        target = Target(environment, _named(tool, signs), evidence)
    else:
        here = local_reason(signs)
        named: tuple[Environment, str] = ("E1", here) if here else ("E3", UNIDENTIFIED)
        addressed = any(sign.kind == "host" for sign in signs)
        default, why = (
            named if addressed else _DEFAULTS.get(tool, ("E3", "no name says which environment it is"))
        )
        environment, evidence = environment_of_signs(signs, config, default, why)
        target = Target(environment, _named(tool, signs), evidence, _unresolved(effect))
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


_WHERE_IT_RUNS = ("wp", "drush", "celery")
"""Tools of an installed site: in a container, a pod or on another host they are about the site there."""
_DEFAULTS: dict[str, tuple[Environment, str]] = {
    "wrangler": ("E4", "without --env it is the top level of the configuration, which is the deployed one"),
    "stripe": ("E1", "without --live it is the test mode"),
    "vault": ("E1", "without VAULT_ADDR it is https://127.0.0.1:8200"),
    "consul": ("E1", "without CONSUL_HTTP_ADDR it is 127.0.0.1:8500"),
    "nomad": ("E1", "without NOMAD_ADDR it is 127.0.0.1:4646"),
}


def _named(tool: str, signs: list[Sign]) -> str:
    names = [s.name for s in signs if s.kind != "operand"]
    return "/".join([tool, *dict.fromkeys(names[:3])])


def _unresolved(effect: Effect) -> str:
    for name, value in effect.place.hints:
        if name in NAMING and value.text is None:
            return value.skeleton
    return ""


def _flags(effect: Effect) -> Iterator[Sign]:
    for name, value in effect.place.hints:
        if name in NAMING and value.text:
            yield Sign(_KINDS.get(name, name), value.text, f"--{name}" if len(name) > 1 else f"-{name}")
        elif name in ("operand", "alias") and value.text:
            yield Sign(name, value.text, "the command line")


_KINDS = {
    "e": "environment", "env": "environment", "p": "project", "P": "project", "a": "app", "confirm": "app",
    "project-ref": "project", "project-id": "project", "project-name": "project", "o": "org", "r": "remote",
}  # fmt: skip


# --------------------------------------------------------------------- what decides by itself


def _fixed(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    rule = _FIXED.get(effect.place.tool)
    return None if rule is None else rule(effect, world)


def _has(effect: Effect, *names: str) -> bool:
    return any(name in names for name, _ in effect.place.hints)


def _wrangler(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    if _has(effect, "local"):
        return "E1", (Evidence("the local state in .wrangler", "--local"),)
    words = [v.text for n, v in effect.place.hints if n == "operand"]
    if words[:2] in (["d1", "execute"], ["d1", "migrations"]) and not _has(effect, "remote", "preview"):
        return "E1", (Evidence("without --remote it is the local state in .wrangler", ""),)
    if _has(effect, "preview"):
        return "E3", (Evidence("the preview database", "--preview"),)
    return None


def _firebase(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    project = text_of(effect.place.hint("project", "P"))
    if project.startswith("demo-"):
        return "E0", (Evidence("a demo- project has no resources outside the emulator", "--project"),)
    for name in ("FIRESTORE_EMULATOR_HOST", "FIREBASE_DATABASE_EMULATOR_HOST", "FIREBASE_EMULATOR_HUB"):
        host, _ = variable(effect, name)
        if host:
            from guard.signs.environments import sign_of_host

            sign = sign_of_host(host.rpartition(":")[0] or host)
            if sign is not None and sign[0] == "E1":
                return "E1", (Evidence(f"the emulator at {host}", name),)
    return None


def _supabase(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    kind = effect.resource.kind
    url = text_of(effect.place.hint("db-url"))
    if url:
        return _host_of_url(url)
    words = [word.text for word in getattr(effect.by, "argv", ())]
    pairs = [tuple(words[at : at + 2]) for at in range(len(words))]
    remote = any(pair in _LINKED_SUPABASE for pair in pairs)
    if _has(effect, "linked", "project-ref") or (remote and not _has(effect, "local")):
        named = any(sign_of_words(s.name) for s in (*_flags(effect), *_supabase_link(effect, world)))
        if named or (kind not in _LOCAL_SUPABASE and not remote):
            return None
        return "E4", (Evidence("the linked project is the deployed one", "--linked"),)
    if _has(effect, "local") or kind in _LOCAL_SUPABASE or ("migration", "up") in pairs:
        if variable(effect, "CI")[0].lower() in ("true", "1"):
            return "E0", (Evidence("the local stack of a CI job", "CI"),)
        return "E1", (Evidence("the local stack; nothing says --linked", ""),)
    return None


def _host_of_url(url: str) -> tuple[Environment, tuple[Evidence, ...]]:
    from guard.http.request import address_of
    from guard.model import known
    from guard.signs.environments import sign_of_host

    host = address_of(known(url)).host
    environment, why = sign_of_host(host) or ("E3", "the host is not known")
    return environment, (Evidence(f"{host}: {why}", "--db-url"),)


_LINKED_SUPABASE = (("db", "push"), ("migration", "repair"))
"""Commands that go to the linked project unless they are told otherwise."""
_LOCAL_SUPABASE = ("database", "volume", "migration", "migration history", "stack")


def _convex(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    deployment, where = variable(effect, "CONVEX_DEPLOY_KEY", "CONVEX_DEPLOYMENT")
    if _has(effect, "prod") or deployment.startswith("prod:"):
        return "E4", (Evidence("the production deployment", "--prod" if _has(effect, "prod") else where),)
    if effect.operation == "deploy" and not deployment.startswith(("preview:", "dev:")):
        return "E4", (Evidence("convex deploy goes to production", ""),)
    return "E3" if deployment.startswith("preview:") else "E1", (
        Evidence("the development deployment", where),
    )


def _stripe(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    key, where = variable(effect, "STRIPE_API_KEY")  # before --api-key, as Stripe documents
    given = text_of(effect.place.hint("api-key"))
    if not key and given:
        key, where = given, "--api-key"
    if _has(effect, "live") or key.startswith(("sk_live_", "rk_live_")):
        return "E4", (Evidence("live mode", "--live" if _has(effect, "live") else where),)
    return None


def _vercel(effect: Effect, world: World) -> tuple[Environment, tuple[Evidence, ...]] | None:
    if _has(effect, "prod") and effect.operation == "deploy":
        return "E4", (Evidence("--prod deploys to production", "--prod"),)
    return None


_FIXED: dict[str, Callable[[Effect, World], tuple[Environment, tuple[Evidence, ...]] | None]] = {
    "wrangler": _wrangler, "firebase": _firebase, "supabase": _supabase, "convex": _convex, "stripe": _stripe,
    "vercel": _vercel, "netlify": _vercel,
}  # fmt: skip


# ------------------------------------------------------------------ variables and link files


def _linked(effect: Effect, world: World) -> Iterator[Sign]:
    """Variables, then link files; what a flag or an earlier step has named is not asked for again."""
    tool = effect.place.tool
    one, flags = _ONE.get(tool, ("", ()))
    settled = bool(flags) and effect.place.hint(*flags) is not None
    for name, kind in _VARIABLES.get(tool, ()):
        value, where = variable(effect, name)
        if value and not (settled and kind == one):
            yield Sign(kind, value, where)
            settled = settled or kind == one
    finder = _LINKS.get(tool)
    if finder is not None:
        yield from (sign for sign in finder(effect, world) if not (settled and sign.kind == one))
    from guard.targets.made import runner
    from guard.targets.tool_settings import settings_of

    yield from settings_of(effect.place.tool, runner(effect), home_of(effect, world), world)


_ONE: dict[str, tuple[str, tuple[str, ...]]] = {
    "railway": ("environment", ("environment", "e")), "fly": ("app", ("app", "a")),
    "heroku": ("app", ("app", "a")), "doctl": ("context", ("context",)), "hcloud": ("context", ("context",)),
}  # fmt: skip
"""What only one step decides, and its option: the option, the first variable that is set, the link file."""
_VARIABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "railway": (
        ("guard:railway-environment", "environment"), ("RAILWAY_ENVIRONMENT_NAME", "environment"),
        ("RAILWAY_ENVIRONMENT", "environment"), ("RAILWAY_PROJECT_NAME", "project"),
    ),
    "fly": (("FLY_APP", "app"), ("FLY_ORG", "org")), "heroku": (("HEROKU_APP", "app"),),
    "netlify": (("CONTEXT", "environment"),), "wrangler": (("CLOUDFLARE_ENV", "environment"),),
    "firebase": (("GCLOUD_PROJECT", "project"), ("GOOGLE_CLOUD_PROJECT", "project"),
                 ("guard:firebase-project", "project")),
    "neon": (("NEON_BRANCH", "branch"),), "gh": (("GH_REPO", "repo"),),
    "doctl": (("DIGITALOCEAN_CONTEXT", "context"), ("guard:doctl-context", "context")),
    "hcloud": (("HCLOUD_CONTEXT", "context"), ("guard:hcloud-context", "context")),
}  # fmt: skip


_RAILWAY_KEYS = (("environmentName", "environment"), ("name", "project"), ("environment", "environment"))


def _railway(effect: Effect, world: World) -> Iterator[Sign]:
    if effect.place.hint("environment", "e") is not None:
        return
    from guard.targets import railway

    home = home_of(effect, world)
    for linked, link in railway.links(world, home, next(iter(folders_of(effect)), "")):
        for key, kind in _RAILWAY_KEYS:
            if key in link:
                yield Sign(kind, link[key], f"{railway.SHOWN} {linked}")
        return
    text = railway.unread(world, home)
    if text:
        yield Sign("environment", text[:200], f"{railway.SHOWN}, which is not JSON")


def _fly(effect: Effect, world: World) -> Iterator[Sign]:
    if effect.place.hint("app", "a") is not None:
        return
    named = text_of(effect.place.hint("config", "c"))
    for folder in folders_of(effect, 1):
        text = world.read(f"{folder}/{named or 'fly.toml'}")
        app = setting(text, "", "app") if text else ""
        if app:
            yield Sign("app", app, named or "fly.toml")


def _heroku(effect: Effect, world: World) -> Iterator[Sign]:
    if effect.place.hint("app", "a") is not None:
        return
    wanted = text_of(effect.place.hint("remote", "r"))
    for folder in folders_of(effect, 1):
        yield from (
            Sign("app", app, f"git remote {name}") for app, name in heroku_apps(folder, wanted, world)
        )


def heroku_apps(folder: str, wanted: str, world: World) -> Iterator[tuple[str, str]]:
    """The apps that git's remotes lead to, each with its remote; ``wanted``: of that remote alone."""
    repository = world.repository(folder) if folder else None
    for name, url in (repository.remotes if repository is not None else {}).items():
        if "heroku.com" in url and wanted in ("", name):
            yield url.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2], name


def _json_link(path: str, *keys: str) -> Callable[[Effect, World], Iterator[Sign]]:
    def found(effect: Effect, world: World) -> Iterator[Sign]:
        for folder in folders_of(effect, 3):
            data = json_file(world, f"{folder}/{path}")
            if isinstance(data, dict):
                for key in keys:
                    if isinstance(data.get(key), str):
                        yield Sign("project", str(data[key]), path)
                return

    return found


def _firebaserc(effect: Effect, world: World) -> Iterator[Sign]:
    wanted = text_of(effect.place.hint("project", "P")) or variable(effect, "guard:firebase-project")[0]
    store = json_file(world, f"{home_of(effect, world)}/.config/configstore/firebase-tools.json")
    active = store.get("activeProjects") if isinstance(store, dict) else None
    if isinstance(active, dict) and not wanted:  # what "firebase use" chose for this directory
        wanted = next((str(active[f]) for f in folders_of(effect) if active.get(f)), "")
    wanted = wanted or "default"
    for folder in folders_of(effect, 3):
        data = json_file(world, f"{folder}/.firebaserc")
        projects = data.get("projects") if isinstance(data, dict) else None
        if isinstance(projects, dict) and isinstance(projects.get(wanted), str):
            yield Sign("project", str(projects[wanted]), ".firebaserc")
            return


def _supabase_link(effect: Effect, world: World) -> Iterator[Sign]:
    for folder in folders_of(effect, 3):
        text = world.read(f"{folder}/supabase/.temp/project-ref")
        if text:
            yield Sign("project", text.strip(), "supabase/.temp/project-ref")
            return


def _context(path: str, key: str) -> Callable[[Effect, World], Iterator[Sign]]:
    def found(effect: Effect, world: World) -> Iterator[Sign]:
        if effect.place.hint("context") is not None:
            return
        text = world.read(f"{home_of(effect, world)}/{path}") or ""
        for line in text.splitlines():
            name, _, value = line.replace("=", ":", 1).partition(":")
            if name.strip() == key and value.strip():
                yield Sign("context", value.strip().strip("\"'"), path)
                return

    return found


def _mc_alias(effect: Effect, world: World) -> Iterator[Sign]:
    """The server behind an alias: ``MC_HOST_<alias>``, then the client's configuration."""
    folder = variable(effect, "MC_CONFIG_DIR")[0] or f"{home_of(effect, world)}/.mc"
    data = json_file(world, f"{folder}/config.json")
    aliases = data.get("aliases") if isinstance(data, dict) else None
    for alias in {
        text_of(value).partition("/")[0]: None for name, value in effect.place.hints if name == "operand"
    }:
        given, where = variable(effect, f"MC_HOST_{alias}")
        entry = aliases.get(alias) if isinstance(aliases, dict) else None
        if not given and isinstance(entry, dict) and isinstance(entry.get("url"), str):
            given, where = entry["url"], f"{folder}/config.json"
        if given:
            yield Sign(
                "host",
                given.partition("://")[2].rpartition("@")[2].partition("/")[0].partition(":")[0],
                where,
            )


def _wp_config(effect: Effect, world: World) -> Iterator[Sign]:
    """The database's host of WordPress; with an alias it is that of another machine."""
    if effect.place.hint("alias") is not None:
        return
    path = text_of(effect.place.hint("path"))
    for folder in folders_of(effect, 2):
        text = world.read(f"{folder}/{path}/wp-config.php" if path else f"{folder}/wp-config.php")
        for call in (text or "").replace('"', "'").split("define(")[1:]:
            pieces = call.split("'")
            if len(pieces) > 3 and pieces[1] == "DB_HOST":
                yield Sign("host", pieces[3].partition(":")[0] or "localhost", "wp-config.php")
                return


_LINKS: dict[str, Callable[[Effect, World], Iterator[Sign]]] = {
    "railway": _railway, "fly": _fly, "heroku": _heroku, "firebase": _firebaserc, "supabase": _supabase_link,
    "vercel": _json_link(".vercel/project.json", "projectName"),
    "neon": _json_link(".neon", "branch", "projectId"),
    "doctl": _context(".config/doctl/config.yaml", "context"),
    "hcloud": _context(".config/hcloud/cli.toml", "active_context"),
    "mc": _mc_alias, "wp": _wp_config,
}  # fmt: skip
