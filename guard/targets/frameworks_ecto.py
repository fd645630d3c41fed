"""Ecto: the environment that ``MIX_ENV`` names, and the repository's database in ``config/*.exs``.

``config/config.exs`` comes first and ``config/<environment>.exs`` on top of it; in production
``config/runtime.exs`` takes ``DATABASE_URL``, and so does an environment whose file names that variable.

Caught: ``mix ecto.reset`` where ``config/dev.exs`` says ``hostname: "prod-db.acme.com"``. Quiet:
``MIX_ENV=test mix ecto.drop`` where ``config/test.exs`` says ``hostname: "localhost"``.

Facts: hexdocs of Ecto (Repo, “Configuration”) and of Elixir's Config.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, known
from guard.targets.database_signs import Found
from guard.targets.frameworks import cwd_of, of_parts, of_url, of_variables
from guard.targets.variables_of import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

_KEYS = {"hostname": "host", "database": "database", "username": "user", "port": "port"}


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint of the environment, and what it is called."""
    named = text_of(by, "MIX_ENV") or "dev"
    evidence = Evidence(f"the environment is {named}", "MIX_ENV")
    folder = cwd_of(by)
    texts = {
        name: (world.read(f"{folder}/config/{name}.exs") or "") if folder else ""
        for name in ("config", named)
    }
    found = None
    if named == "prod" or "DATABASE_URL" in texts[named]:
        found = of_variables(by, world, ("DATABASE_URL",), ())
    if found is None:
        found = _written(texts, named, by)
    if found is None:
        return Found(None, named, (evidence,))
    return replace(found, named=named, evidence=(evidence, *found.evidence))


def _written(texts: dict[str, str], named: str, by: Invocation | None) -> Found | None:
    """What the files say of the repository, host and name one by one or as an address."""
    values: dict[str, str] = {}
    for text in (texts["config"], texts[named]):
        block = _repository(text)
        for key in (*_KEYS, "url"):
            value = _value(block, key, by)
            if value is not None:
                values[key] = value
    where = f"config/{named}.exs"
    if values.get("url"):
        return of_url(known(values["url"]), where)
    if "hostname" not in values and "database" not in values:
        return None
    parts = {part: values.get(key, "") for key, part in _KEYS.items()}
    return of_parts({**parts, "host": parts["host"] or "localhost"}, where, "postgres")


def _repository(text: str) -> str:
    """From ``config :app, App.Repo,`` to the next setting."""
    for part in ("\n" + text).split("\nconfig ")[1:]:
        if "Repo" in part.partition("\n")[0].partition(",")[2]:
            return "\n".join(line for line in part.split("\n") if not line.lstrip().startswith("#"))
    return ""


def _value(block: str, key: str, by: Invocation | None) -> str | None:
    """A text as it stands, or what ``System.get_env("X") || "y"`` comes to; ``None`` where none is said."""
    for line in block.replace(", ", ",\n").split("\n"):
        name, colon, rest = line.strip().partition(":")
        if name != key or not colon:
            continue
        rest = rest.strip().rstrip(",")
        texts = rest.split('"')[1::2]
        if rest.startswith('"'):
            return texts[0].partition("#{")[0]
        if rest.isdigit():
            return rest
        if rest.startswith("System.") and texts:
            return text_of(by, texts[0]) or (texts[1] if len(texts) > 1 else "")
    return None
