"""Laravel's artisan, Symfony's console with Doctrine, phinx, phpunit and pest.

Caught: ``php artisan migrate:fresh``, ``php artisan db:wipe``, ``php artisan tinker
--execute="Artisan::call('migrate:fresh')"``, ``php artisan test`` (where a cached configuration makes the
tests use another database), ``php bin/console doctrine:schema:drop --force``.
Quiet: ``php artisan migrate --pretend``, ``php artisan migrate:status``, ``php artisan test`` with sqlite in
memory.

Lost: every row of the database that the environment names.
Back: a dump or point-in-time recovery.
Instead: ``php artisan migrate --pretend``, ``php artisan migrate:status``.

Related: squawk ``ban-drop-table`` (in the SQL of a migration).
Facts: Laravel and DoctrineMigrationsBundle documentation.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Effect, Place, Resource, Value
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying, place, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

_F = ("--force",)
ARTISAN = {
    "migrate:fresh": emptying(*_F), "migrate:refresh": emptying(*_F), "migrate:reset": emptying(*_F,
    quiet=("--pretend", )),
    "db:wipe": emptying(*_F), "migrate:rollback": replace(ROLLS_BACK, quiet=("--pretend",), answers=_F),
    "migrate": replace(APPLIES, quiet=("--pretend", ), answers=_F), "db:seed": Verb("update", "R2", "B2",
    "", "seeds may overwrite rows", answers=_F),
    "queue:clear": Verb("delete", "R3", "B1", "jobs that wait in the queue", answers=_F),
    "queue:flush": Verb("delete", "R3", "B1", "the record of failed jobs"),
    "model:prune": Verb("delete", "R3", "B1", "rows of models that may be pruned", quiet=("--pretend",)),
    "schema:dump": Verb("update", "R1", "B1", "", "", worse=(("--prune", "R2", "the migration files"),)),
    "key:generate": Verb("update", "R3", "B1", "the key that sessions and encrypted columns need",
    quiet=("--show", ), answers=_F),
    "telescope:clear": Verb("delete", "R2", "B1"), "passport:purge": Verb("delete", "R2", "B1",
    "tokens that have expired"),
}  # fmt: skip
CONSOLE = {
    "doctrine:database:drop": emptying(*_F, needs=_F),
    "doctrine:schema:drop": emptying(*_F, needs=("--force", "-f", "--full-database")),
    "doctrine:schema:update": Verb("update", "R3", "B2", "columns that the entities no longer have",
    needs=("--force", "-f"), answers=()),
    "doctrine:schema:create": Verb("update", "R2", "B2", quiet=("--dump-sql",)),
    "doctrine:migrations:migrate": replace(APPLIES, quiet=("--dry-run",), answers=("--no-interaction", "-n")),
    "doctrine:migrations:execute": replace(ROLLS_BACK, quiet=("--dry-run", "--up"),
    answers=("--no-interaction", "-n")),
    "doctrine:fixtures:load": Verb("delete", "R4", "B2", "every row: the fixtures purge the tables first",
    quiet=("--append", ), answers=("--no-interaction", "-n")),
    "doctrine:mongodb:schema:drop": emptying(), "cache:pool:clear": Verb("delete", "R1", "B1"),
}  # fmt: skip
_SHORT = {
    "d:d:d": "doctrine:database:drop", "d:s:d": "doctrine:schema:drop", "d:s:u": "doctrine:schema:update",
    "d:m:m": "doctrine:migrations:migrate", "d:f:l": "doctrine:fixtures:load",
}  # fmt: skip
_VALUED = (
    "--env", "-e", "--database", "--path", "--step", "--execute", "--connection", "--em", "--filter",
    "--queue", "--class", "-c", "--configuration", "--testsuite", "--conn", "-t", "--target",
)  # fmt: skip
_HINTS = {
    "environment": ("--env", "-e"),
    "connection": ("--database", "--connection"),
    "config": ("-c", "--configuration"),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """artisan, sail, doctrine, phinx, phpunit, pest under their own names."""
    program = invocation.program
    if program == "sail":
        words = [w.text for w in invocation.argv[1:3]]
        if words[:1] in (["artisan"], ["art"], ["a"]):
            yield from tool_effects(invocation, world, "artisan", 2)
        elif words[:1] in (["test"], ["pest"], ["phpunit"]):
            yield from test_run(Place("database", "laravel-test"), invocation, "sail test")
        return
    if program in ("phpunit", "pest"):
        yield from test_run(Place("database", "laravel-test"), invocation, program)
        return
    if program == "phinx":
        options = read(invocation, _VALUED)
        words = [w.text for w in options.operands]
        if words[:1] == ["rollback"]:
            yield from effect_of_verb(
                "phinx",
                "rollback",
                replace(ROLLS_BACK, quiet=("--dry-run",)),
                place("phinx", options, _HINTS),
                invocation,
                options,
                world,
            )
        elif words[:1] == ["migrate"]:
            yield from effect_of_verb(
                "phinx",
                "migrate",
                replace(APPLIES, quiet=("--dry-run",)),
                place("phinx", options, _HINTS),
                invocation,
                options,
                world,
            )
        return
    yield from tool_effects(invocation, world, "artisan" if program == "artisan" else "console", 1)


def tool_effects(invocation: Invocation, world: World, program: str, skip: int) -> Iterator[Effect]:
    """The same for a tool reached through ``php``: ``skip`` words stand before its own."""
    options = read(invocation, _VALUED, skip)
    name = (options.operands[0].text or "") if options.operands else ""
    if not name or options.has("--help", "-h", "--version", "-V"):
        return
    if program == "artisan":
        where = place("laravel", options, _HINTS)
        if name in ARTISAN:
            yield from effect_of_verb("artisan", name, ARTISAN[name], where, invocation, options, world)
        elif name == "tinker":
            yield from _tinker(options, where, invocation, world)
        elif name in ("test", "dusk"):
            yield from test_run(Place("database", "laravel-test", where.hints), invocation, "artisan test")
        else:
            from guard.programs.migrations_python import _named

            yield from _named(name, options, where, invocation, world)
        return
    where = place("symfony", options, _HINTS)
    name = (
        _SHORT.get(name, name)
        .replace("orm:", "doctrine:")
        .replace("migrations:", "doctrine:migrations:")
        .replace("doctrine:doctrine:", "doctrine:")
    )
    if name in CONSOLE:
        verb = CONSOLE[name]
        if name == "doctrine:migrations:migrate" and any(
            w.text in ("first", "0", "prev") for w in options.operands[1:]
        ):
            verb = replace(ROLLS_BACK, answers=verb.answers)
        yield from effect_of_verb("console", name, verb, where, invocation, options, world)
    elif name in ("doctrine:query:sql", "dbal:run-sql", "doctrine:query:dql"):
        from guard.programs.sql_sources import Client, from_text

        for text in options.operands[1:2]:
            yield from from_text(Client("", "", where, invocation, world), text)


def _tinker(options: Options, where: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    """PHP that tinker evaluates: artisan commands by name, and the query builder's destroying methods."""
    code = options.value("--execute")
    said = code.skeleton if code is not None else ""
    stream = invocation.stdin
    if stream is not None and stream.text is not None:
        said += stream.text.skeleton
    for name in sorted(ARTISAN, key=len, reverse=True):
        if f"'{name}'" in said or f'"{name}"' in said or f"'{name} " in said or f'"{name} ' in said:
            yield from effect_of_verb("artisan", name, ARTISAN[name], where, invocation, options, world)
            return
    found = next((call for call in _CALLS if call in said), "")
    if found:
        yield Effect(
            "laravel.tinker", "delete", Resource("rows", found.strip(":>-(")), where, invocation, "R4",
            "B1", "the rows that it hits",
            f"it runs PHP against the database: {found}", span=invocation.span,
        )  # fmt: skip


_CALLS = (
    "->delete(", "::truncate(", "->truncate(", "::destroy(", "->forceDelete(", "dropIfExists(",
    "Schema::drop", "DB::statement(", "DB::unprepared(", "DB::delete(", "::query()->delete", "->update(",
)  # fmt: skip


def test_run(where: Place, invocation: Invocation, name: str) -> Iterator[Effect]:
    """A test run that refreshes its database: harmless in a test database, a loss anywhere else."""
    yield Effect(
        "test.reset", "delete", Resource("database", ""), where, invocation, "R2", "B2",
        "every table of the database that the tests use",
        f"{name} may make its database anew (RefreshDatabase)",
        span=invocation.span, certainty="may",
    )  # fmt: skip


def word(value: Value) -> str:
    """A word for a sentence."""
    return value.skeleton
