"""rails, rake, rspec, sequel: tasks that empty a database, and test runs that do.

Caught: ``rails db:schema:load``, ``rake db:drop db:create``, ``DISABLE_DATABASE_ENVIRONMENT_CHECK=1 bin/rails
db:reset`` (the tool's own protection of production is switched off), ``rails runner 'User.delete_all'``.
Quiet: ``rails db:migrate`` (where the database is local), ``RAILS_ENV=test rails db:reset``, ``rails
db:version``.

Lost: every row of the database that the environment names.
Back: a dump or point-in-time recovery.
Instead: ``rails db:migrate:status``, ``RAILS_ENV=test rails db:reset``.

Related: squawk ``ban-drop-table``; the strong_migrations gem looks at single migrations.
Facts: Rails guide "Active Record Migrations", ``activerecord/lib/active_record/railties/databases.rake``.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value, known
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Mark
    from guard.programs.options import Options
    from guard.world import World

_LOADS = emptying(loss="every table that the schema file defines: it is dropped and made anew")
TASKS = {
    "db:drop": emptying(), "db:drop:all": emptying(loss="every database of every environment"),
    "db:drop:_unsafe": emptying(),
    "db:reset": emptying(), "db:reset:all": emptying(), "db:migrate:reset": emptying(), "db:setup": _LOADS,
    "db:schema:load": _LOADS,
    "db:structure:load": _LOADS, "db:truncate_all": emptying(loss="every row of every table"),
    "db:purge": emptying(),
    "db:purge:all": emptying(), "db:seed:replant": emptying(loss="every row of every table"),
    "db:fixtures:load": Verb("delete", "R4", "B1", "the rows of every table that has fixtures"),
    "db:rollback": ROLLS_BACK, "db:migrate:down": ROLLS_BACK, "db:migrate:redo": ROLLS_BACK,
    "db:migrate": APPLIES,
    "db:migrate:up": APPLIES, "db:prepare": APPLIES, "db:seed": Verb("update", "R2", "B2", "",
    "seeds may overwrite rows"),
    "db:environment:set": Verb("unprotect", "R2", "B1", "",
    "it changes the mark by which Rails protects production"),
    "db:encryption:init": Verb("update", "R1", "B0"),
}  # fmt: skip
_TESTS = frozenset(("test", "spec", "test:all", "test:system", "default", "ci"))
_DANGEROUS_CALLS = (
    "delete_all",
    "destroy_all",
    "drop_table",
    "truncate",
    "drop_database",
    "purge",
    "update_all",
    "remove_column",
)
_VALUED = (
    "-e",
    "--environment",
    "-f",
    "--rakefile",
    "-I",
    "-r",
    "--require",
    "-C",
    "--directory",
    "--database",
    "-P",
    "--pattern",
    "-n",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """Each task on the line in order; test runs where they would hit a database that is not a test's."""
    options = read(invocation, _VALUED)
    if options.has(
        "--help", "-T", "--tasks", "--version", "--dry-run", "-P", "--prereqs", "-D", "--describe"
    ):
        return
    where = _place(options, invocation)
    marks = _unprotected(invocation)
    if invocation.program == "rspec":
        yield from _test_run(where, invocation, "rspec")
        return
    for index, word in enumerate(options.operands):
        text = word.text
        if text is None:
            continue
        task = text.partition("[")[0]
        verb = _verb(task, options.operands)
        if verb is not None:
            own = marks if verb.recoverability == "R4" else ()
            yield from effect_of_verb(invocation.program, task, verb, where, invocation, options, world, own)
        elif task in _TESTS and (invocation.program == "rake" or index == 0):
            yield from _test_run(where, invocation, f"{invocation.program} {task}")
        elif task in ("runner", "r") and index == 0:
            yield from _code(options.operands[1:], where, invocation, world)
            return
        elif task in ("console", "c") and index == 0 and invocation.stdin is not None:
            typed = invocation.stdin.text
            yield from _code((typed,) if typed is not None else (), where, invocation, world)
            return
        elif task in ("dbconsole", "db") and index == 0:
            from guard.programs.sql_sources import Client, from_stdin

            yield from from_stdin(Client("", "", where, invocation, world))


def _verb(task: str, words: tuple[Value, ...]) -> Verb | None:
    """The row of a task, also of one for a single database (``db:drop:primary``)."""
    if task.endswith(":status"):
        return None
    if task == "db:migrate" and any(word.text == "VERSION=0" for word in words):
        return TASKS["db:migrate:reset"]  # every migration is undone
    several = task.rpartition(":")[0]
    return TASKS.get(task) or (TASKS.get(several) if several.startswith("db:") else None)


def _place(options: Options, invocation: Invocation) -> Place:
    hints: list[tuple[str, Value]] = []
    value = options.value("-e", "--environment")
    for word in options.operands:
        text = word.prefix
        for name in ("RAILS_ENV=", "RACK_ENV="):
            if text.startswith(name):
                value = known(text[len(name) :])
        if text.startswith("DATABASE_URL="):
            hints.append(("url", known(text[13:])))
    if value is not None:
        hints.append(("environment", value))
    return Place("database", "rails", tuple(hints))


def _unprotected(invocation: Invocation) -> tuple[Mark, ...]:
    named = invocation.variable("DISABLE_DATABASE_ENVIRONMENT_CHECK")
    assigned = any(w.prefix.startswith("DISABLE_DATABASE_ENVIRONMENT_CHECK=") for w in invocation.argv)
    if assigned or (named is not None and named.value.text not in ("", None)):
        return ("protection",)
    return ()


def _test_run(where: Place, invocation: Invocation, name: str) -> Iterator[Effect]:
    """A test run loads the schema into its database: harmless in a test database, a loss anywhere else."""
    place = Place("database", "rails-test", where.hints)
    yield Effect(
        "test.reset", "delete", Resource("database", ""), place, invocation, "R4", "B2",
        "every table of the database that the tests use", f"{name} makes its database anew before it runs",
        span=invocation.span, certainty="may",
    )  # fmt: skip


def _code(words: tuple[Value, ...], where: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    for word in words[:1]:
        text = word.skeleton
        found = next((call for call in _DANGEROUS_CALLS if call in text), "")
        if not found and "execute" in text:
            from guard.inline.statements import is_statement

            pieces = text.replace("'", '"').split('"')[1::2]
            found = next((piece for piece in pieces if is_statement(piece)), "")
        if found:
            yield Effect(
                "rails.runner", "delete", Resource("rows", found), where, invocation, "R4", "B1",
                f"the rows that {found} hits",
                "it runs Ruby against the database", span=invocation.span,
            )  # fmt: skip
