"""Rails, Django, Laravel, Ecto, Symfony, Flask: the environment they run in and the database it names.

Rails: ``-e``, ``RAILS_ENV``, ``RACK_ENV``, else development; ``DATABASE_URL`` wins over
``config/database.yml``.
Django: ``--settings``, ``DJANGO_SETTINGS_MODULE``, what ``manage.py`` sets; the settings file's
``DATABASES``.
Laravel: ``.env.<--env or APP_ENV>`` and, where it is missing, silently ``.env``; a cached configuration
hides both.
Facts: the frameworks' guides and sources.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence
from guard.signs.environments import environment_of_words, is_test_name
from guard.targets.database_signs import Found, environment_of_name
from guard.targets.frameworks import cwd_of, of_parts, of_variables
from guard.targets.variables_of import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint by the framework's own order."""
    rule = _RULES[place.tool]
    return rule(place, by, world)


# --------------------------------------------------------------------------------------- Rails


def _rails(place: Place, by: Invocation | None, world: World) -> Found:
    testing = place.tool == "rails-test"
    hint = place.hint("environment")
    named = (hint.skeleton if hint is not None else "") or text_of(by, "RAILS_ENV", "RACK_ENV")
    where = "command line" if hint is not None else "RAILS_ENV"
    if not named:
        named, where = ("test" if testing else "development"), "default"
    if testing and named == "development":
        named = "test"
    evidence = Evidence(f"the environment is {named}", where)
    files = (f".env.{named}.local", ".env.local", f".env.{named}", ".env")
    found = of_variables(by, world, ("DATABASE_URL",), files if _loads_dotenv(by, world) else ())
    if found is not None:
        if (
            testing
            and found.endpoint is not None
            and not is_test_name(found.endpoint.database)
            and environment_of_name(named) == "E0"
        ):
            return replace(found, named="", evidence=(evidence, *found.evidence))
        return replace(found, named=named, evidence=(evidence, *found.evidence))
    text = world.read(f"{cwd_of(by)}/config/database.yml") if cwd_of(by) else None
    if text is not None:
        return _database_yml(text, named, evidence, by, world)
    return Found(None, named, (evidence,))


def _loads_dotenv(by: Invocation | None, world: World) -> bool:
    """Rails reads no ``.env`` by itself: the gem does. A Gemfile that cannot be read may name it."""
    folder = cwd_of(by)
    gems = world.read(f"{folder}/Gemfile") if folder else None
    if gems is None or "eval_gemfile" in gems:
        return True
    return "dotenv" in gems or "dotenv" in (world.read(f"{folder}/Gemfile.lock") or "")


def _database_yml(text: str, named: str, evidence: Evidence, by: Invocation | None, world: World) -> Found:
    """The block of the environment, its ``<<: *anchor`` followed one step."""
    if "==" in text and "production" in text and named in text:
        return Found(
            None, "production", (evidence, Evidence(f"{named} is set to production", "config/database.yml"))
        )
    blocks = _yaml_blocks(text)
    values = dict(blocks.get("default", {}))
    values.update(blocks.get(named, {}))
    url = values.get("url", "")
    for name in _erb_names(url or values.get("host", "")):
        found = of_variables(by, world, (name,), (".env",))
        if found is not None and found.endpoint is not None:
            return Found(found.endpoint, named, (evidence, *found.evidence))
    if url and "<%" not in url:
        from guard.model import known
        from guard.targets.frameworks import of_url

        found = of_url(known(url), "config/database.yml")
        return replace(found, named=named, evidence=(evidence, *found.evidence))
    database = values.get("database", "")
    if named != "production" and database and database == blocks.get("production", {}).get("database"):
        said = Evidence(f"{named} uses the database of production: {database}", "config/database.yml")
        return Found(None, "production", (evidence, said))
    return _apart(values, named, evidence, by)


def _apart(values: dict[str, str], named: str, evidence: Evidence, by: Invocation | None) -> Found:
    """The database of a block that says host and name one by one."""
    keys = {"host": "host", "database": "database", "user": "username", "port": "port"}
    written = {part: values.get(key, "") for part, key in keys.items()}
    parts = {part: _erb_value(text, by) or "" for part, text in written.items()}
    code = next((written[k] for k in ("host", "database") if _erb_value(written[k], by) is None), "")
    found = of_parts(parts, "config/database.yml", values.get("adapter", ""))
    unresolved = f"the database: {code} in config/database.yml" if code else ""
    if found is None or (code and not parts["host"]):
        return Found(None, named, (evidence,), unresolved)
    return Found(found.endpoint, named, (evidence, *found.evidence), unresolved)


def _erb_value(text: str, by: Invocation | None) -> str | None:
    """What a value with ERB comes to where it only asks the environment (``<%= ENV['X'] || 'y' %>``,
    ``<%= ENV.fetch("X") { "y" } %>``); ``None`` where it runs other code."""
    if "<%" not in text:
        return text
    before, _, rest = text.partition("<%=")
    code, _, after = rest.partition("%>")
    names = _erb_names(code)
    quoted = code.replace('"', "'").split("'")[1::2]
    if len(names) != 1 or "<%" in after or code.count("ENV") != 1:
        return None
    said = text_of(by, names[0])
    default = next((piece for piece in quoted if piece != names[0]), "")
    return f"{before}{said or default}{after}".strip()


def _erb_names(text: str) -> list[str]:
    """``<%= ENV['X'] %>`` and ``ENV.fetch("X")``."""
    found = []
    for marker in ("ENV[", "ENV.fetch("):
        at = text.find(marker)
        if at >= 0:
            rest = text[at + len(marker) :].lstrip("\"' ")
            found.append(rest.split("'")[0].split('"')[0].split("]")[0])
    return found


def _yaml_blocks(text: str) -> dict[str, dict[str, str]]:
    """Top-level keys with their scalar children, deep ones flattened: enough for such files."""
    blocks: dict[str, dict[str, str]] = {}
    current = ""
    for line in text.splitlines()[:3000]:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        if not colon:
            continue
        if not line[0].isspace():
            current = key.strip().strip("\"'")
            blocks.setdefault(current, {})
        elif current:
            value = value.strip().split(" #")[0].strip()
            if value and not value.startswith(("&", "*")):
                blocks[current].setdefault(key.strip(), value.strip("\"'") if "<%" not in value else value)
    return blocks


# -------------------------------------------------------------------------------------- Django


def _django(place: Place, by: Invocation | None, world: World) -> Found:
    hint = place.hint("settings")
    module = (hint.skeleton if hint is not None else "") or text_of(by, "DJANGO_SETTINGS_MODULE")
    where = "--settings" if hint is not None else "DJANGO_SETTINGS_MODULE"
    folder = cwd_of(by)
    if not module and folder:
        module, where = _default_settings(world.read(f"{folder}/manage.py") or ""), "manage.py"
    named = _named_settings(module)
    evidence = Evidence(f"the settings are {module or 'the default'}", where)
    settings = world.read(f"{folder}/{module.replace('.', '/')}.py") if module and folder else None
    alias = place.hint("connection")
    written = (
        _settings_file(settings, module, by, alias.text or "" if alias is not None else "")
        if settings
        else None
    )
    found = None
    if written is None or not _spelled_out(settings or ""):
        found = of_variables(by, world, ("DATABASE_URL",), (".env", ".env.local"))
    found = found or written
    if found is None:
        said = Evidence("nothing names another database: the project's default", "default")
        return Found(None, named or "default", (evidence, said))
    return replace(found, named=named, evidence=(evidence, *found.evidence))


def _default_settings(text: str) -> str:
    at = text.find("DJANGO_SETTINGS_MODULE")
    rest = text[at + 22 :].lstrip("\"', ") if at >= 0 else ""
    return rest.split('"')[0].split("'")[0]


def _named_settings(module: str) -> str:
    last = module.rpartition(".")[2]
    sign = environment_of_words(module)
    if sign == "E4":
        return "production"
    for word in (last, *last.split("_")):
        if word in ("local", "dev", "development", "test", "testing", "staging", "ci"):
            return word
    return "staging" if sign == "E3" and last not in ("settings", "base") else ""


READING = ("environ", "getenv", "env(", "env.", "config(", "dj_database_url", "import *", "decouple")
"""What settings do that take their database from somewhere else."""


def _spelled_out(text: str) -> bool:
    """Whether the settings name their databases themselves and read no variable for it."""
    block = text[text.find("DATABASES") :]
    return not any(word in block for word in READING) and "import *" not in text


def _settings_file(text: str, module: str, by: Invocation | None, alias: str) -> Found | None:
    path = module.replace(".", "/") + ".py"
    at = text.find("DATABASES")
    if at < 0:
        return None
    block = text[at : at + 4000]
    if alias and alias != "default":
        start = next((block.find(f"{q}{alias}{q}:") for q in "\"'" if f"{q}{alias}{q}:" in block), -1)
        if start < 0:
            return Found(
                None, alias, (Evidence(f"the database is {alias}", "--database"),), f"--database {alias}"
            )
        block = block[start:]
    if "sqlite3" in block:
        return of_parts({"database": _sqlite_name(block)}, path, "sqlite")
    values: dict[str, str] = {}
    for key, name in (("host", "HOST"), ("database", "NAME"), ("user", "USER")):
        for quote in "\"'":
            mark = f"{quote}{name}{quote}:"
            if mark in block:
                rest = block.partition(mark)[2].lstrip()
                if rest[:1] in "\"'":
                    values[key] = rest[1:].partition(rest[0])[0]
                elif "environ" in rest[:20] or "getenv" in rest[:20] or "env(" in rest[:8]:
                    variable = next((p for p in rest[:120].replace('"', "'").split("'")[1::2]), "")
                    values[key] = text_of(by, variable)
    return of_parts(values, path, "postgres")


def _sqlite_name(block: str) -> str:
    """``"NAME": BASE_DIR / "db.sqlite3"``, ``":memory:"``: the last text of the line, else the usual one."""
    for mark in ('"NAME":', "'NAME':"):
        said = block.partition(mark)[2].split("\n", 1)[0].split("}", 1)[0].replace("'", '"').split('"')[1::2]
        if said:
            return said[-1]
    return "db.sqlite3"


# ------------------------------------------------------------------------------- Laravel, Symfony


def _laravel(place: Place, by: Invocation | None, world: World) -> Found:
    from guard.targets.frameworks_laravel import find as laravel

    return laravel(place, by, world)


def _symfony(place: Place, by: Invocation | None, world: World) -> Found:
    hint = place.hint("environment")
    named = (hint.skeleton if hint is not None else "") or text_of(by, "APP_ENV") or "dev"
    files = (f".env.{named}.local", f".env.{named}", ".env.local", ".env")
    found = of_variables(by, world, ("DATABASE_URL",), files)
    evidence = Evidence(f"the environment is {named}", "--env" if hint is not None else "APP_ENV")
    if found is None:
        return Found(None, named, (evidence,))
    return replace(found, named=named, evidence=(evidence, *found.evidence))


def _ecto(place: Place, by: Invocation | None, world: World) -> Found:
    from guard.targets.frameworks_ecto import find as ecto

    return ecto(place, by, world)


def _flask(place: Place, by: Invocation | None, world: World) -> Found:
    named = text_of(by, "FLASK_ENV", "APP_ENV", "ENV")
    names = ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "DATABASE_URI", "DB_URL")
    found = of_variables(by, world, names, (".flaskenv", ".env"))
    if found is None:
        return Found(None, named or "default", (Evidence("flask", "environment"),))
    return replace(found, named=named)


_RULES = {
    "rails": _rails, "rails-test": _rails, "django": _django, "laravel": _laravel, "symfony": _symfony,
    "ecto": _ecto,
    "flask": _flask,
}  # fmt: skip
