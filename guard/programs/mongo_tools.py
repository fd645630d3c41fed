"""mongorestore, mongoimport, mongodump, mongoexport.

Caught: ``mongorestore --drop`` (each collection is dropped first), ``mongoimport --mode upsert``.
Quiet: ``mongodump`` and ``mongoexport`` (they read), ``mongorestore --dryRun``.

Lost: what the collections hold now.
Back: a dump that was made before.
Instead: ``mongorestore --dryRun``, or a restore into another database (``--nsTo``).

Facts: MongoDB database tools.
"""

from __future__ import annotations

from guard.model import Place, Value
from guard.programs.dump_restore import HELP, target_effect
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

VALUED = (
    "-h",
    "--host",
    "--port",
    "-u",
    "--username",
    "-p",
    "--password",
    "-d",
    "--db",
    "-c",
    "--collection",
    "--uri",
    "--nsInclude",
    "--nsExclude",
    "--nsFrom",
    "--nsTo",
    "--file",
    "--mode",
    "--authenticationDatabase",
    "--type",
    "--dir",
    "--fields",
    "--upsertFields",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of a restore or import; dumps and exports only read."""
    options = read_options(invocation.argv[1:], VALUED)
    if invocation.program in ("mongorestore", "mongoimport") and not options.has(*HELP):
        yield from _mongorestore(options, invocation)


def _mongorestore(options: Options, invocation: Invocation) -> Iterator[Effect]:
    if options.has("--dryRun"):
        return
    place = _mongo_place(options)
    if options.has("--drop"):
        loss = "every collection that the dump holds, dropped first"
        yield target_effect(
            "mongo.restore-drop", "overwrite", "database", "", place, invocation, "R4", "B2", loss,
        )  # fmt: skip
    elif invocation.program == "mongoimport":
        mode = options.value("--mode")
        if mode is not None and mode.text in ("delete", "upsert", "merge"):
            loss = "documents with the same keys"
            yield target_effect(
                "mongo.import", "update", "collection", "", place, invocation, "R3", "B1", loss,
            )  # fmt: skip
    else:
        why = "it adds what the dump holds"
        yield target_effect(
            "mongo.restore", "update", "database", "", place, invocation, "R2", "B1", "", why,
        )  # fmt: skip


def _mongo_place(options: Options) -> Place:
    hints: list[tuple[str, Value]] = []
    for hint, names in (
        ("url", ("--uri",)),
        ("host", ("-h", "--host")),
        ("port", ("--port",)),
        ("dbname", ("-d", "--db")),
    ):
        value = options.value(*names)
        if value is not None:
            hints.append((hint, value))
    for word in options.operands:
        if "://" in word.prefix:
            hints.append(("url", word))
    return Place("database", "mongo", tuple(hints))
