"""Which credential an effect would use, and whether it belongs to the task.

Foreign is a credential that this session first saw in a file that has nothing to do with its task, one
that stands as a literal in the command and in no variable of its own, one taken from a file outside the
project, and one of another environment than the task's. Caught: the PocketOS call, ``GH_TOKEN=ghp_… gh pr
create``. Quiet: ``-H "Authorization: Bearer $RAILWAY_TOKEN"`` with the variable set, ``gh pr create``
with the user's own login.

Only the fingerprint leaves this room, never the value.
"""

from __future__ import annotations

import os

from guard.errors import GuardError
from guard.findings import CredentialUse
from guard.model import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Located
    from guard.model import Effect
    from guard.programs.credential_words import Source
    from guard.session.interface import Session
    from guard.world import World

REMOTE = (
    "http",
    "paas",
    "aws",
    "gcp",
    "azure",
    "git-remote",
    "registry",
    "kubernetes",
    "database",
    "terraform",
)
"""Places that ask who is calling."""


def credential_of(effect: Effect, located: Located, world: World, session: Session) -> CredentialUse | None:
    """The credential that an effect would use; ``None`` where it needs none or none could be found.

    Raises:
        GuardError: the ledger cannot be used.
    """
    if effect.place.kind not in REMOTE or not isinstance(effect.by, Invocation):
        return None
    from guard.programs.credential_words import file_of, sources_of

    first: Source | None = None
    for source in sources_of(effect.by):
        if first is None or (source.given and not first.given):
            first = source
    if first is None:
        file = file_of(effect.by.program, world.home, world.exists) if world.home else ""
        return CredentialUse(f"login of {effect.by.program}", origin=file) if file else None
    return _described(first, effect, located, session, world)


def _described(
    source: Source, effect: Effect, located: Located, session: Session, world: World
) -> CredentialUse:
    from guard.signs.tokens import format_of

    known = format_of(source.secret) if source.secret else None
    try:
        mark = session.fingerprint(source.secret) if source.secret else ""
    except GuardError:  # without a key nothing can be recognised again; a literal stays foreign
        mark = ""
    seen = session.source_of_secret(mark) if mark else ""
    environment = known.environment if known else ""
    why = _foreign(source, seen, environment, effect, located, session, world)
    return CredentialUse(
        kind=known.kind if known else kind_named(source.variable, effect),
        fingerprint=mark,
        origin=source.origin + (f" ({why})" if why and source.origin.startswith("variable") else ""),
        seen_in=seen or source.file,
        scope=known.scope if known else scope_named(source.variable),
        expires=known.expires if known else "",
        environment=environment,
        foreign=bool(why),
    )


def _foreign(
    source: Source,
    seen: str,
    environment: str,
    effect: Effect,
    located: Located,
    session: Session,
    world: World,
) -> str:
    """Why a credential does not belong to the task; empty where it does."""
    if located.target.environment in ("E0", "E1"):
        return ""
    by = effect.by
    cwd = (by.cwd if isinstance(by, Invocation) else None) or ""
    project = session.task_project() or cwd
    if seen and not _of_project(seen, cwd, project, world):
        return f"first seen in {seen}"
    if source.file and not _of_project(source.file, cwd, project, world):
        return f"from {source.file}"
    if source.given and not seen and not source.file and effect.place.kind != "database":
        return "it is in no variable of the session"
    task = session.task_environment()
    if task and environment and _class(task) != _class(environment) and _class(environment) in GRAVE:
        return f"a {environment} credential, and the task said {task}"
    return ""


GRAVE = ("production", "staging")
"""Environments whose key reaches what others use; a vendor's test key fits every task."""
PROJECT_FILES = (".env", ".envrc", ".dev.vars", ".npmrc", ".netrc", "docker-compose.yml", "compose.yaml")
"""Files from which a project loads its own credentials."""


def _of_project(path: str, cwd: str, project: str, world: World) -> bool:
    """Whether a credential found in this file is one that the project itself loads: an env file above or
    below the project's directory, or a login file of a tool in the home directory.

    Args:
        project: the directory of the declared task; the working directory where none was declared.
    """
    from guard.knowledge.secrets import env_family, secret_file

    path = os.path.normpath(os.path.join(cwd or "/", path))
    name = path.rsplit("/", 1)[-1]
    folder = path.rpartition("/")[0]
    if env_family(path) or name in PROJECT_FILES:
        return (
            project == folder
            or project.startswith(folder.rstrip("/") + "/")
            or folder.startswith(project.rstrip("/") + "/")
        )
    home = world.home
    return bool(home) and path.startswith(home + "/.") and secret_file(path, home) is not None


def _class(name: str) -> str:
    lower = name.lower()
    for word, answer in (
        ("prod", "production"), ("live", "production"), ("stag", "staging"), ("test", "test"),
        ("dev", "development"), ("preview", "preview"), ("sandbox", "test"),
    ):  # fmt: skip
        if word in lower:
            return answer
    return lower


NAMED: dict[str, tuple[str, str]] = {
    "RAILWAY_TOKEN": ("Railway project token", "one environment of one project"),
    "RAILWAY_API_TOKEN": ("Railway account token", "every project and environment of its owner"),
    "AWS_ACCESS_KEY_ID": ("AWS access key", ""), "AWS_SECRET_ACCESS_KEY": ("AWS access key", ""),
    "CLOUDFLARE_API_TOKEN": ("Cloudflare token", ""), "HCLOUD_TOKEN": ("Hetzner Cloud token", "one project"),
    "VERCEL_TOKEN": ("Vercel token", "everything of its owner"), "PGPASSWORD": ("database password", ""),
    "FLY_API_TOKEN": ("Fly token", ""), "HEROKU_API_KEY": ("Heroku API key", "the account"),
    "GH_TOKEN": ("GitHub token", ""), "GITHUB_TOKEN": ("GitHub token", ""),
}  # fmt: skip
"""What a variable's name says about an opaque token: kind and scope."""


def kind_named(variable: str, effect: Effect) -> str:
    """The kind of an opaque token by the variable that holds it, else by the place that takes it."""
    if variable in NAMED:
        return NAMED[variable][0]
    tool = effect.place.tool
    return f"{tool} credential" if tool else "opaque token"


def scope_named(variable: str) -> str:
    """What the name of the variable says about the reach of an opaque token."""
    return NAMED.get(variable, ("", ""))[1]
