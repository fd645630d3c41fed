"""Whether a migration was applied already, where the tool keeps its record in a file that lies here.

A file that no commit holds counts as pending (``programs/migration_files.py``); run once on the database of a
developer, it is not. Of a database in a file (SQLite) the record can be read: then what the tool would skip
loses nothing. Only this is concluded: a record that says nothing, or that cannot be read, changes nothing.

Caught: ``manage.py migrate`` with a new migration that drops a column and is not in ``django_migrations``.
Quiet: the same migration on the second day. Facts: each tool's own table, as its source makes it.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

FILE, TOOL = "pending-file", "migration-tool"
"""The hints that carry a migration's path and the tool from the interpreter."""


@frozen
class Record:
    """Where a tool writes down what it has applied."""

    table: str
    column: str
    by: str
    """What of the file stands there: ``stem`` (name without ending), ``name``, ``folder`` (the directory's
    name), ``number`` (its leading digits), ``digits`` (all digits of the directory's name), ``revision``
    (Alembic's, or one that comes after it)."""
    scope: str = ""
    """A column that holds the name of the folder two above the file: Django's app."""
    done: str = ""
    """A column that is not empty, and not nought, only where it was carried through."""
    undone: str = ""
    """A column that is not empty where it was taken back."""


RECORDS: dict[str, Record] = {
    "manage.py": Record("django_migrations", "name", "stem", scope="app"),
    "rails": Record("schema_migrations", "version", "number"),
    "rake": Record("schema_migrations", "version", "number"),
    "prisma": Record("_prisma_migrations", "migration_name", "folder", done="finished_at",
                     undone="rolled_back_at"),
    "alembic": Record("alembic_version", "version_num", "revision"),
    "flask": Record("alembic_version", "version_num", "revision"),
    "knex": Record("knex_migrations", "name", "name"),
    "sequelize": Record("SequelizeMeta", "name", "name"),
    "sequelize-cli": Record("SequelizeMeta", "name", "name"),
    "artisan": Record("migrations", "migration", "stem"),
    "dbmate": Record("schema_migrations", "version", "number"),
    "sqlx": Record("_sqlx_migrations", "version", "number", done="success"),
    "diesel": Record("__diesel_schema_migrations", "version", "digits"),
    "mix": Record("schema_migrations", "version", "number"),
    "flyway": Record("flyway_schema_history", "script", "name", done="success"),
}  # fmt: skip


def applied(place: Place, database: str, by: Invocation | None, world: World) -> str:
    """The table that says that the migration behind an effect was applied; empty where none does."""
    from guard.targets.sqlite_rows import rows_of

    file, tool = place.hint(FILE), place.hint(TOOL)
    record = RECORDS.get((tool.text or "") if tool is not None else "")
    path = (file.text or "") if file is not None else ""
    folder = (by.cwd or "") if by is not None else ""
    if record is None or not path or not database or not (database.startswith("/") or folder):
        return ""
    database = database.removeprefix("./")
    columns = tuple(c for c in (record.column, record.scope, record.done, record.undone) if c)
    places = (
        [database] if database.startswith("/") else [f"{folder}/{database}", f"{folder}/prisma/{database}"]
    )
    held = [name for name in places[: 2 if "prisma" in path else 1] if world.stat(name) is not None]
    found = rows_of(held[0], record.table, columns, world) if len(held) == 1 else None
    wanted = _later(path, world) if record.by == "revision" else (_key(path, record.by),)
    for row in found or ():
        values = dict(zip(columns, row, strict=True))
        if str(values[record.column]) not in wanted or not values[record.column]:
            continue
        if record.scope and values[record.scope] != path.split("/")[-3]:
            continue
        if record.done and values[record.done] in (None, 0, ""):
            continue
        if not record.undone or values[record.undone] is None:
            return record.table
    return ""


REVISIONS = 300
"""Files of Alembic that are followed."""


def _later(path: str, world: World) -> tuple[str, ...]:
    """Alembic's revision in this file, and those that come after it: the record names the last one only."""
    folder, _, name = path.rpartition("/")
    listed = [n for n in world.list(folder) or () if n.endswith(".py")]
    if name not in listed or len(listed) > REVISIONS:
        return ()
    before: dict[str, list[str]] = {}
    own = ""
    for file in listed:
        revision, down = _revision(world.read(f"{folder}/{file}") or "")
        if revision:
            before[revision] = down
        if file == name:
            own = revision
    found = [own] if own else []
    for _ in range(len(before)):
        further = [r for r, down in before.items() if r not in found and any(d in found for d in down)]
        if not further:
            break
        found += further
    return tuple(found)


def _revision(text: str) -> tuple[str, list[str]]:
    """The ``revision`` and the ``down_revision`` of one file."""
    own, down = "", []
    for line in text.splitlines()[:60]:
        name, equals, value = line.partition("=")
        words = value.replace("'", '"').split('"')[1::2]
        name = name.partition(":")[0].strip()
        if equals and name == "revision" and words:
            own = words[0]
        elif equals and name == "down_revision":
            down = words
    return own, down


def _key(path: str, by: str) -> str:
    """How the record calls a file."""
    folder, _, name = path.rpartition("/")
    if by == "name":
        return name
    if by == "stem":
        return name.rpartition(".")[0]
    above = folder.rpartition("/")[2]
    if by == "folder":
        return above
    if by == "digits":
        return "".join(char for char in above.partition("_")[0] if char.isdigit())
    end = 0
    while end < len(name) and name[end].isdigit():
        end += 1
    return name[:end]
