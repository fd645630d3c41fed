"""django's manage.py, alembic, flask db, dbt, yoyo, aerich.

Caught: ``python manage.py flush --noinput``, ``manage.py migrate app zero``, ``alembic downgrade base``,
``dbt run --full-refresh``.
Quiet: ``alembic downgrade base --sql`` (prints), ``alembic history``, ``python manage.py migrate --plan``,
``python manage.py sqlflush``.

Lost: the rows (``flush``), or the tables and columns that the undone migrations had made.
Back: a dump or point-in-time recovery; an undone migration comes back empty.
Instead: ``manage.py migrate --plan``, ``alembic downgrade base --sql`` (prints).

Related: squawk ``ban-drop-table``, ``ban-drop-column`` (in the SQL of a migration).
Facts: Django ``django-admin``, Alembic, Flask-Migrate and dbt references.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Effect, Place, Resource
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying, place, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

_NOINPUT = ("--noinput", "--no-input")
DJANGO = {
    "flush": emptying(*_NOINPUT, loss="every row of every table"),
    "reset_db": emptying(*_NOINPUT), "sqlflush_run": emptying(),
    "migrate": Verb("update", "R2", "B2", "", "it applies migrations that were not applied yet",
    quiet=("--plan", "--check", "--fake"), forward=True),
    "loaddata": Verb("update", "R2", "B1", "", "fixtures overwrite rows with the same keys"),
    "remove_stale_contenttypes": Verb("delete", "R3", "B1", "content types and what refers to them",
    answers=_NOINPUT),
    "clearsessions": Verb("delete", "R1", "B1", "sessions that have expired"),
    "drop_test_database": Verb("delete", "R1", "B1", "the test database"),
    "reset_schema": emptying(*_NOINPUT), "syncdb": APPLIES,
}  # fmt: skip
ALEMBIC = {
    "downgrade": replace(ROLLS_BACK, quiet=("--sql",)),
    "upgrade": replace(APPLIES, quiet=("--sql",)),
    "stamp": Verb(
        "update",
        "R2",
        "B1",
        "",
        "it rewrites the record of what was applied",
        worse=(("--purge", "R3", "the record of what was applied"),),
        quiet=("--sql",),
    ),
}
_OTHERS = {
    "rollback": ROLLS_BACK, "reapply": ROLLS_BACK, "downgrade": ROLLS_BACK, "apply": APPLIES,
    "upgrade": APPLIES, "migrations forwards": APPLIES, "migrations backwards": ROLLS_BACK,
}  # fmt: skip
"""yoyo, aerich, piccolo."""
DBT = {
    "run": Verb("update", "R0", "B2", "", "models are built anew from their sources",
    worse=(("--full-refresh", "R3", "incremental tables with what their sources no longer have"), ("-f",
    "R3", "incremental tables with what their sources no longer have"))),
    "build": Verb("update", "R0", "B2", "", "models are built anew from their sources",
    worse=(("--full-refresh", "R3", "incremental tables with what their sources no longer have"), )),
    "seed": Verb("update", "R0", "B1", "", "seed tables are loaded anew", worse=(("--full-refresh", "R2",
    "seed tables"), )),
    "snapshot": Verb("update", "R1", "B1"),
    "run-operation": Verb("update", "R3", "B2", "", "a macro runs whatever SQL it holds"),
    "clone": Verb("update", "R2", "B2"),
}  # fmt: skip
_VALUED = (
    "--settings", "--database", "--pythonpath", "-c", "--command", "-x", "-n", "--name", "--config",
    "--app", "-A", "-d", "--directory",
    "-t", "--target", "--profile", "--profiles-dir", "--project-dir", "-s", "--select", "--args", "--vars",
    "-m", "--rev-id", "--tag",
    "--fixture", "-e", "--env-file", "--exclude", "-v", "--verbosity",
)  # fmt: skip
_HINTS = {
    "settings": ("--settings", ), "connection": ("--database", ), "config": ("-c", "--config"),
    "section": ("-n", "--name"),
    "argument": ("-x", ), "environment": ("-t", "--target"), "profile": ("--profile", ),
    "url": ("--database-url", ),
}  # fmt: skip
_ORM = (
    ".delete(",
    ".raw(",
    "flush",
    "truncate",
    "DROP ",
    "TRUNCATE",
    "DELETE FROM",
    "_raw_delete",
    "drop_all(",
)


DJANGO_PROGRAMS = ("manage.py", "django-admin", "django")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the sub-command of whichever tool it is."""
    yield from tool_effects(invocation, world, invocation.program, 1)


def tool_effects(invocation: Invocation, world: World, program: str, skip: int) -> Iterator[Effect]:
    """The same for a tool reached through its interpreter: ``skip`` words stand before its own."""
    verbose = _VALUED if program in DJANGO_PROGRAMS else tuple(v for v in _VALUED if v != "-v")
    options = read(invocation, verbose, skip)
    words = [w.text or "?" for w in options.operands]
    if not words:
        return
    if program in DJANGO_PROGRAMS:
        yield from _django(words, options, invocation, world)
    elif program == "alembic" or (program == "flask" and words[:1] == ["db"]):
        if program == "flask":
            words = words[1:]
        yield from _alembic(program, words, options, invocation, world)
    elif program == "dbt":
        verb = DBT.get(words[0])
        if verb is not None:
            yield from effect_of_verb(
                "dbt", words[0], verb, place("dbt", options, _HINTS), invocation, options, world
            )
    elif program in ("yoyo", "aerich", "piccolo"):
        name = " ".join(words[:2]) if program == "piccolo" else words[0]
        verb = _OTHERS.get(name)
        if verb is not None:
            where = place("dburl", options, {**_HINTS, "url": ("--database", "--database-url")})
            yield from effect_of_verb(program, name, verb, where, invocation, options, world)
    elif program == "flask":
        yield from _named(words[0], options, Place("database", "flask"), invocation, world)


def _django(words: list[str], options: Options, invocation: Invocation, world: World) -> Iterator[Effect]:
    where = place("django", options, _HINTS)
    name = words[0]
    verb = DJANGO.get(name)
    if name == "migrate" and len(words) > 2:
        verb = replace(verb, **_backwards(words[2])) if verb is not None else None
    if verb is not None:
        yield from effect_of_verb("manage.py", name, verb, where, invocation, options, world)
    elif name == "dbshell":
        from guard.programs.sql_sources import Client, from_stdin, from_text

        client = Client("", "psql", where, invocation, world)
        for text in options.values("-c", "--command"):
            yield from from_text(client, text)
        yield from from_stdin(client)
    elif name in ("shell", "shell_plus"):
        yield from _shell(options, where, invocation)
    elif name == "test":
        from guard.programs.suites import django_run

        yield django_run(invocation, where)
    else:
        yield from _named(name, options, where, invocation, world)


def _backwards(name: str) -> dict[str, object]:
    if name == "zero":
        return {
            "operation": "delete",
            "recoverability": "R4",
            "blast": "B1",
            "loss": "every table of the app",
        }
    return {
        "recoverability": "R3",
        "blast": "B1",
        "loss": "what the migrations after it made, where it goes back",
    }


def _shell(options: Options, where: Place, invocation: Invocation) -> Iterator[Effect]:
    text = options.value("-c", "--command")
    said = text.skeleton if text is not None else ""
    stream = invocation.stdin
    if stream is not None and stream.text is not None:
        said += stream.text.skeleton
    found = next((call for call in _ORM if call in said), "")
    if found:
        yield Effect(
            "django.shell", "delete", Resource("rows", found.strip("(.")), where, invocation, "R4", "B1",
            "the rows that it hits",
            f"it runs Python against the database: {found}", span=invocation.span,
        )  # fmt: skip


_DESTROYING = (
    "drop",
    "delete",
    "purge",
    "wipe",
    "truncate",
    "reset",
    "flush",
    "destroy",
    "clear",
    "erase",
    "nuke",
)
_DATABASE = ("db", "database", "table", "tables", "data", "all", "schema", "users", "rows", "everything")


def _named(
    name: str, options: Options, where: Place, invocation: Invocation, world: World
) -> Iterator[Effect]:
    """A command of the project itself whose name says that it destroys data."""
    words = name.lower().replace("-", "_").replace(":", "_").split("_")
    if any(w in _DESTROYING for w in words) and any(w in _DATABASE for w in words):
        verb = Verb(
            "delete",
            "R3",
            "B2",
            "what the project's own command removes",
            f"the project's command is called {name}",
        )
        yield from effect_of_verb(invocation.program, name, verb, where, invocation, options, world)


def _alembic(
    program: str, words: list[str], options: Options, invocation: Invocation, world: World
) -> Iterator[Effect]:
    where = place("alembic" if program == "alembic" else "flask", options, _HINTS)
    verb = ALEMBIC.get(words[0]) if words else None
    if verb is None:
        return
    if words[0] == "downgrade" and len(words) > 1 and words[1] in ("base", "?"):
        verb = replace(verb, recoverability="R4", blast="B2", loss="every table that the migrations made")
    yield from effect_of_verb(program, words[0], verb, where, invocation, options, world)
