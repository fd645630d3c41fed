"""flyway and liquibase.

Caught: ``flyway clean`` (drops every object of the schemas), ``liquibase drop-all``, ``liquibase rollback``.
Near misses: ``flyway clean`` where ``cleanDisabled`` is true (the tool refuses), ``flyway info``,
``liquibase update-sql`` (prints).
Since Flyway 9 ``cleanDisabled`` is true unless it is set to false. Facts: Flyway and Liquibase command
references.
"""

from __future__ import annotations

from guard.model import Place, Value, known
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

FLYWAY = {
    "clean": emptying("-cleanDisabled", loss="every object of the configured schemas"),
    "undo": ROLLS_BACK,
    "migrate": Verb("update", "R2", "B2", "", "it applies migrations that were not applied yet",
                    worse=(("-cleanOnValidationError", "R4", "every object of the configured schemas"), ),
                    quiet=("-dryRunOutput", )),
    "repair": Verb("update", "R2", "B1", "", "it rewrites the record of what was applied"),
    "baseline": Verb("update", "R2", "B1"),
}  # fmt: skip
LIQUIBASE = {
    "drop-all": emptying("--force", loss="every object of the schema"),
    "rollback": ROLLS_BACK, "rollback-count": ROLLS_BACK, "rollback-to-date": ROLLS_BACK,
    "rollback-one-changeset": ROLLS_BACK,
    "rollback-one-update": ROLLS_BACK, "update-testing-rollback": ROLLS_BACK, "update": APPLIES,
    "update-count": APPLIES,
    "update-to-tag": APPLIES, "changelog-sync": Verb("update", "R2", "B1"),
    "clear-checksums": Verb("update", "R1", "B1"),
    "release-locks": Verb("update", "R2", "B1", "", "it removes the lock of an update that may be running"),
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of each command on the line."""
    if invocation.program == "flyway":
        yield from _flyway(invocation, world)
    else:
        yield from _liquibase(invocation, world)


def _flyway(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], (), single_dash=True)
    where = Place(
        "database",
        "flyway",
        _hints(options, {"url": ("-url",), "config": ("-configFiles",), "environment": ("-environment",)}),
    )
    for word in options.operands:
        verb = FLYWAY.get(word.text or "")
        if verb is None:
            continue
        if word.text == "clean" and _clean_disabled(options, invocation, world):
            continue
        yield from effect_of_verb("flyway", word.text or "", verb, where, invocation, options)


def _clean_disabled(options: Options, invocation: Invocation, world: World) -> bool:
    value = options.value("-cleanDisabled")
    if value is not None:
        return value.text == "true"
    named = invocation.variable("FLYWAY_CLEAN_DISABLED")
    if named is not None:
        return named.value.text == "true"
    from guard.targets.frameworks_files import flyway_settings

    return (
        flyway_settings(invocation, world, options.value("-configFiles")).get("flyway.cleandisabled", "")
        == "true"
    )


def _kebab(name: str) -> str:
    return "".join("-" + c.lower() if c.isupper() else c for c in name)


def _liquibase(invocation: Invocation, world: World) -> Iterator[Effect]:
    valued = ("--url", "--defaults-file", "--defaultsFile", "--username", "--password", "--changelog-file",
    "--changeLogFile", "--sql",
              "--sql-file", "--count", "--tag", "--search-path", "--classpath", "--driver",
              "--log-level")  # fmt: skip
    options = read_options(invocation.argv[1:], valued)
    where = Place(
        "database",
        "liquibase",
        _hints(options, {"url": ("--url",), "config": ("--defaults-file", "--defaultsFile")}),
    )
    for word in options.operands[:1]:
        name = _kebab(word.text or "")
        if name == "execute-sql":
            from guard.programs.sql_sources import Client, from_file, from_text

            client = Client("", "", where, invocation, world)
            for text in options.values("--sql"):
                yield from from_text(client, text)
            for file in options.values("--sql-file"):
                yield from from_file(client, file)
        elif name in LIQUIBASE:
            yield from effect_of_verb("liquibase", name, LIQUIBASE[name], where, invocation, options)


def _hints(options: Options, mapping: dict[str, tuple[str, ...]]) -> tuple[tuple[str, Value], ...]:
    found = []
    for hint, names in mapping.items():
        value = options.value(*names)
        if value is not None:
            found.append((hint, value))
    return tuple(found)


def word(text: str) -> Value:
    """A known word."""
    return known(text)
