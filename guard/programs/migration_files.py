"""The migration files that a tool would run, by its own default folders and options, newest last.

Whether a migration was applied stands in the database and is not asked. A file is taken as *pending* where
git does not hold it yet (untracked, or staged and never committed) or where this conversation has made it:
nobody else can have run it. The last file that is committed *may* be pending. Older ones are taken as
applied, as they are in every database but a new one, and in a new one they lose nothing.

Order: the number or timestamp that the name begins with (Flyway's ``V10`` after ``V2``), then the name;
Alembic's files are ordered by nobody's name, so the newest are those that no other file names as its
``down_revision``. Facts: each tool's reference (default folder, option that names another).
"""

from __future__ import annotations

from guard.errors import LimitReached
from guard.frozen import frozen
from guard.signs.environments import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.git.repository import Repository
    from guard.git.states import State
    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

NEWEST = 8
"""Files of one folder that are looked at."""
FOLDERS_LIMIT = 60
ALEMBIC_LIMIT = 150


@frozen
class Layout:
    """Where a tool keeps its migrations."""

    patterns: tuple[str, ...]
    """Below the directory that it runs in; a ``*`` stands for a part of one name."""
    options: tuple[str, ...] = ()
    """Options that name the folder."""
    inside: str = "*"
    """What of the folder that an option names counts."""
    by_revision: bool = False


_SCRIPTS = (
    "migrations/*",
    "db/migrations/*",
    "src/migrations/*",
    "src/db/migrations/*",
    "database/migrations/*",
)
_SQL = ("migrations/*.sql", "db/migrations/*.sql", "database/migrations/*.sql")
_ALEMBIC = Layout(("alembic/versions/*.py", "migrations/versions/*.py"), by_revision=True)
_KNEX = Layout(_SCRIPTS, ("--migrations-directory", "--migrations-path"))
LAYOUTS: dict[str, Layout] = {
    "prisma": Layout(
        ("prisma/migrations/*/migration.sql", "migrations/*/migration.sql"), ("--schema",),
        "migrations/*/migration.sql",
    ),
    "drizzle-kit": Layout(
        ("drizzle/*.sql", "drizzle/migrations/*.sql", "src/db/migrations/*.sql", *_SQL), ("--out",), "*.sql",
    ),
    "knex": _KNEX, "kysely": _KNEX, "sequelize": _KNEX, "sequelize-cli": _KNEX, "db-migrate": _KNEX,
    "node-pg-migrate": Layout(_SCRIPTS, ("-m", "--migrations-dir")),
    "typeorm": Layout(("src/migration/*", "src/database/migrations/*", *_SCRIPTS)), "mikro-orm": _KNEX,
    "rails": Layout(("db/migrate/*.rb",)), "rake": Layout(("db/migrate/*.rb",)),
    "sequel": Layout(("db/migrate/*.rb", "db/migrations/*.rb")), "hanami": Layout(("db/migrate/*.rb",)),
    "manage.py": Layout((
        "*/migrations/*.py", "apps/*/migrations/*.py", "src/*/migrations/*.py", "*/*/migrations/*.py",
    )),
    "alembic": _ALEMBIC, "flask": _ALEMBIC, "yoyo": Layout(("migrations/*",)),
    "aerich": Layout(("migrations/models/*",)),
    "flyway": Layout(
        ("sql/V*", "db/migration/V*", "src/main/resources/db/migration/V*", "migrations/V*"), ("-locations",),
        "V*",
    ),
    "liquibase": Layout(
        (
            "db/changelog/*", "changelog/*", "src/main/resources/db/changelog/*",
            "src/main/resources/db/changelog/*/*", "changelog.*", "*changelog*.sql",
        ),
        ("--changelog-file", "--changeLogFile"), "",
    ),
    "goose": Layout(("*.sql", *_SQL), ("-dir",), "*"),
    "dbmate": Layout(("db/migrations/*.sql",), ("-d", "--migrations-dir"), "*.sql"),
    "migrate": Layout(_SQL, ("-path", "-source"), "*.sql"), "atlas": Layout(_SQL, ("--dir",), "*.sql"),
    "sqlx": Layout(_SQL, ("--source",), "*.sql"),
    "diesel": Layout(("migrations/*/up.sql",), ("--migration-dir",), "*/up.sql"),
    "sea-orm-cli": Layout(("migration/src/m*.rs",), ("-d", "--migration-dir"), "src/m*.rs"),
    "tern": Layout(("*.sql", *_SQL), ("-m", "--migrations"), "*.sql"), "sql-migrate": Layout(_SQL),
    "refinery": Layout(("migrations/V*", "migrations/U*")),
    "mix": Layout((
        "priv/repo/migrations/*.exs", "priv/*/migrations/*.exs", "apps/*/priv/repo/migrations/*.exs",
    )),
    "artisan": Layout(("database/migrations/*.php",), ("--path",), "*.php"),
    "console": Layout(("migrations/*.php", "src/Migrations/*.php")),
    "phinx": Layout(("db/migrations/*.php", "migrations/*.php")),
    "supabase": Layout(("supabase/migrations/*.sql",)), "wrangler": Layout(("migrations/*.sql",)),
    "hasura": Layout(("migrations/*/up.sql", "migrations/*/*/up.sql", "hasura/migrations/*/*/up.sql")),
    "ef": Layout(("Migrations/*.cs", "Data/Migrations/*.cs", "*/Migrations/*.cs")),
}  # fmt: skip
_ENDINGS = (".sql", ".py", ".rb", ".php", ".js", ".ts", ".cjs", ".mjs", ".exs", ".cs", ".rs", ".xml")
_NOT = (".down.sql", ".d.ts", ".designer.cs", "snapshot.cs", "/__init__.py", ".undo.sql", ".test.ts")


@frozen
class Pending:
    """A file that would run, or may."""

    path: str
    name: str
    """As a person would call it from the directory of the tool."""
    text: str
    newest: bool
    """The last of its folder."""


def files_of(tool: str, options: Options, invocation: Invocation, world: World) -> Iterator[Pending]:
    """The newest files of each folder, those that cannot be read left out."""
    layout, start = LAYOUTS.get(tool), invocation.cwd
    if layout is None or not start:
        return
    try:
        for folder in _folders(layout, options, start, world):
            names = _ordered(folder, layout, world)
            for name, newest in names:
                text = world.read(name)
                if text is not None:
                    yield Pending(name, name.removeprefix(start.rstrip("/") + "/"), text, newest)
    except LimitReached:
        return


def _folders(layout: Layout, options: Options, start: str, world: World) -> list[list[str]]:
    """The files that fit, folder by folder: what an option names, else the defaults that exist."""
    patterns: list[str] = []
    for value in options.values(*layout.options):
        text = (value.text or "").removeprefix("file://").removeprefix("filesystem:")
        if text.endswith(".prisma"):
            text = text.rpartition("/")[0] or "."
        if text:
            patterns.append(f"{text.rstrip('/')}/{layout.inside}".rstrip("/"))
    found: dict[str, list[str]] = {}
    for pattern in patterns or layout.patterns:
        base = "" if pattern.startswith("/") else start.rstrip("/")
        for path in _fitting(base, pattern.strip("/").removeprefix("./").split("/"), world):
            if path.endswith(_ENDINGS) and not path.lower().endswith(_NOT):
                folder = _of_one(path)
                if len(found) < FOLDERS_LIMIT or folder in found:
                    found.setdefault(folder, []).append(path)
    return list(found.values())


def _of_one(path: str) -> str:
    """The folder whose files follow one another: with a directory per migration, the one above."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[0] if name in ("up.sql", "migration.sql") else folder


def _fitting(folder: str, parts: list[str], world: World) -> Iterator[str]:
    """The paths below a folder that fit a pattern, part by part; of many the last in order."""
    part, rest = parts[0], parts[1:]
    if "*" not in part:
        names = [part]
    else:
        names = [
            n for n in world.list(folder or "/") or () if matches(part, n) and not n.startswith((".", "_"))
        ]
        names = [n for n in names if n not in ("node_modules", "vendor", "venv", "target", "dist")]
        names = sorted(names, key=natural)[-FOLDERS_LIMIT if rest else -ALEMBIC_LIMIT :]
    for name in names:
        path = f"{folder}/{name}"
        if rest:
            if "*" in rest[0] or "*" not in part or world.stat(path) is not None:
                yield from _fitting(path, rest, world)
        elif "*" in part or world.stat(path) is not None:
            yield path


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key under which ``V10`` comes after ``V2``."""
    parts: list[tuple[int, str]] = []
    at = 0
    while at < len(name):
        end = at
        while end < len(name) and name[end].isdigit() == name[at].isdigit():
            end += 1
        piece = name[at:end]
        parts.append((int(piece), "") if piece.isdecimal() else (-1, piece))
        at = end
    return tuple(parts)


def _ordered(paths: list[str], layout: Layout, world: World) -> list[tuple[str, bool]]:
    """The newest files, and of each whether it is the last."""
    if layout.by_revision:
        heads = _heads(paths, world)
        return [(path, path in heads) for path in paths if path in heads or len(paths) <= NEWEST]
    ordered = sorted(paths, key=natural)[-NEWEST:]
    return [(path, path == ordered[-1]) for path in ordered]


def _heads(paths: list[str], world: World) -> set[str]:
    """The revisions that no other one names as the one before it."""
    own: dict[str, str] = {}
    before: set[str] = set()
    for path in paths:
        for line in (world.read(path) or "").splitlines()[:60]:
            name, equals, value = line.partition("=")
            words = value.replace("'", '"').split('"')[1::2]
            if equals and name.partition(":")[0].strip() == "revision" and words:
                own[words[0]] = path
            elif equals and name.partition(":")[0].strip() == "down_revision":
                before.update(words)
    heads = {path for revision, path in own.items() if revision not in before}
    return heads or set(paths[-1:])


def uncommitted(paths: list[str], cwd: str, world: World) -> set[str]:
    """Those that no commit holds, or that this conversation has made."""
    lately = {path for path in paths if world.made_lately(path)}
    repository = world.repository(cwd)
    if repository is None:
        return lately
    states = repository.states(paths)
    for path in paths:
        state = states.get(path)
        if state is not None and (state.word == "untracked" or _is_added(path, state, repository)):
            lately.add(path)
    return lately


def _is_added(path: str, state: State, repository: Repository) -> bool:
    """Whether a staged file is one that no commit of this branch holds."""
    if path not in state.staged:
        return False
    inside = path.removeprefix(repository.root.rstrip("/") + "/")
    return not repository.has_commits or repository.ask("ls-tree", "--name-only", "HEAD", "--", inside) == b""
