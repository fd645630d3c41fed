"""flyway and liquibase.

Since Flyway 9 ``cleanDisabled`` is true unless it is set to false.

Caught: ``flyway clean`` (drops every object of the schemas), ``liquibase drop-all``, ``liquibase rollback``.
Quiet: ``flyway clean`` (where ``cleanDisabled`` is true: the tool refuses), ``flyway info``, ``liquibase
update-sql`` (prints).

Lost: every object of the schemas; with a rollback, what its change sets made.
Back: a dump or point-in-time recovery.
Instead: ``flyway info``, ``liquibase update-sql`` (prints).

Related: squawk ``ban-drop-table`` (in the SQL of a migration).
Facts: Flyway and Liquibase command references.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, Value, known
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

FLYWAY = {
    "clean": emptying("-cleanDisabled", loss="every object of the configured schemas"), "undo": ROLLS_BACK,
    "migrate": Verb(
        "update", "R2", "B2", "", "it applies migrations that were not applied yet",
        worse=(("-cleanOnValidationError", "R4", "every object of the configured schemas"),),
        quiet=("-dryRunOutput",), forward=True,
    ),
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
        yield from effect_of_verb("flyway", word.text or "", verb, where, invocation, options, world)


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
    valued = (
        "--url", "--defaults-file", "--defaultsFile", "--username", "--password", "--changelog-file",
        "--changeLogFile", "--sql", "--sql-file", "--count", "--tag", "--search-path", "--classpath",
        "--driver", "--log-level",
    )  # fmt: skip
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
            yield from effect_of_verb("liquibase", name, LIQUIBASE[name], where, invocation, options, world)


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


TASKS = ("flyway", "liquibase")
BUILD_FILES = ("build.gradle", "build.gradle.kts", "pom.xml", "gradle.properties")


def of_build(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``gradle flywayClean``, ``mvn flyway:clean``: the plugin's task as the tool's own command, with the
    properties of the command line and, for what they leave open, of the build file."""
    for task in invocation.argv[1:]:
        text = (task.text or "").rpartition(":flyway-maven-plugin:")[2] if task.text else ""
        name = task.text or ""
        tool = next((t for t in TASKS if name.startswith(t)), "flyway" if text != name else "")
        verb = text if text != name else name.removeprefix(tool).lstrip(":")
        if not tool or not verb or name.startswith("-"):
            continue
        given = [_property(word, tool) for word in invocation.argv[1:]]
        words = [word for word in given if word is not None]
        words += [known(text) for text in _of_files(invocation, world, tool, [w.prefix for w in words])]
        inner = replace(invocation, argv=(known(tool), *words, known(verb[0].lower() + verb[1:])))
        for effect in effects(inner, world):
            yield replace(effect, by=invocation)


def _property(word: Value, tool: str) -> Value | None:
    """``-Dflyway.url=…`` and ``-Pflyway.url=…`` as the option they stand for."""
    for lead in (f"-D{tool}.", f"-P{tool}."):
        if word.prefix.startswith(lead):
            dashes = "-" if tool == "flyway" else "--"
            return replace(word, parts=(dashes + word.prefix[len(lead) :], *word.parts[1:]))
    return None


def _of_files(invocation: Invocation, world: World, tool: str, given: list[str]) -> Iterator[str]:
    dashes = "-" if tool == "flyway" else "--"
    for name in BUILD_FILES if invocation.cwd else ():
        text = world.read(f"{invocation.cwd}/{name}") or ""
        if tool not in text:
            continue
        at = text.find("jdbc:")
        if at >= 0 and not any(word.startswith(f"{dashes}url") for word in given):
            end = next((i for i in range(at, len(text)) if text[i] in "\"'<>\n \t"), len(text))
            yield f"{dashes}url={text[at:end]}"
        at = text.find("cleanDisabled")
        if at >= 0 and "false" in text[at : at + 30] and not any("cleanDisabled" in word for word in given):
            yield "-cleanDisabled=false"
