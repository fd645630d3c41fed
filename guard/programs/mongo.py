"""mongosh and mongo.

Caught: ``mongosh --eval 'db.dropDatabase()'``, ``mongosh --eval 'db.users.deleteMany({})'``, ``mongosh --eval
'db["drop"+"Database"]()'`` (computed, so unknown), ``mongosh < cleanup.js``.
Quiet: ``mongosh --eval 'db.users.find()'``, ``mongosh --eval 'db.stats()'``, ``mongosh --eval
'rs.status()'``.

Lost: documents, indexes, whole databases.
Back: a dump or a point-in-time restore.
Instead: ``db.users.countDocuments({})`` with the same filter, ``mongodump`` first.

Facts: mongosh documentation.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value, known
from guard.programs.options import read_options
from guard.sql.mongo import calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.sql.mongo import Call
    from guard.world import World

VALUED = (
    "--eval", "--file", "-f", "--host", "--port", "-u", "--username", "-p", "--password",
    "--authenticationDatabase", "--authenticationMechanism", "--db", "--tlsCAFile", "--tlsCertificateKeyFile",
    "--apiVersion", "--retryWrites",
)  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of ``--eval`` scripts, script files, and standard input."""
    options = read_options(invocation.argv[1:], VALUED)
    if options.has("--help", "--version", "-h"):
        return
    scripts = [word for word in options.operands if (word.text or "").endswith((".js", ".mongodb"))]
    place = _place(options, [word for word in options.operands if word not in scripts])
    files = [*options.values("--file", "-f"), *scripts]
    for script in options.values("--eval"):
        yield from of_script(script, _opened(script.skeleton) or place, invocation)
    for file in files:
        yield from _of_file(file, place, invocation, world)
    stream = invocation.stdin
    if stream is None or options.has("--eval") or files:
        return
    if stream.text is not None:
        yield from of_script(stream.text, place, invocation)
    elif stream.path is not None:
        yield from _of_file(stream.path, place, invocation, world)
    elif stream.producers:
        yield _unread("its script is the output of another program", place, invocation)


def _opened(script: str) -> Place | None:
    """The server of a connection that the script opens itself: ``new Mongo("…")``, ``connect("…")``."""
    for call in ("Mongo(", "connect("):
        text = script.partition(call)[2].strip()
        if text[:1] in ("'", '"'):
            address = text[1:].partition(text[0])[0]
            if address:
                return Place("database", "mongo", (("url" if "://" in address else "host", known(address)),))
    return None


_HINTS = (("host", ("--host",)), ("port", ("--port",)), ("dbname", ("--db",)), ("user", ("-u", "--username")))


def _place(options: Options, words: list[Value]) -> Place:
    """The server and database of the options and of the first word: a URL, a host, or a database's name."""
    found = ((hint, options.value(*names)) for hint, names in _HINTS)
    hints = [(hint, value) for hint, value in found if value is not None]
    for word in words[:1]:
        text = word.text or ""
        if not text or "://" in text:
            hints.append(("url", word))
        else:
            hints.append(("host" if ":" in text or "." in text else "dbname", word))
    return Place("database", "mongo", tuple(hints))


def of_script(script: Value, place: Place, invocation: Invocation) -> Iterator[Effect]:
    """The effects of JavaScript for the shell."""
    if script.text is None:
        yield _unread("a part of the script could not be resolved", place, invocation)
    for call in calls(script.skeleton):
        yield _effect(call, place, invocation)


def _of_file(word: Value, place: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    from guard.programs.rewritten import read_now
    from guard.programs.sql_sources import absolute_path

    path = absolute_path(invocation, word)
    text = read_now(path, world) if path else None
    if text is None:
        yield _unread(f"the script {word.skeleton} cannot be read", place, invocation)
        return
    for call in calls(text):
        yield _effect(call, place, invocation)


def _effect(call: Call, place: Place, by: Invocation) -> Effect:
    marks = (("by-key",) if call.by_key else ()) + (("unbounded",) if call.unbounded else ())
    why = f"{call.method} cannot be read beforehand" if call.operation == "unknown" else ""
    whole = call.method == "dropDatabase"
    thing = Resource("database", "") if whole else Resource("collection", call.object)
    gone = call.method in ("drop", "dropDatabase")
    look = "take a dump first (mongodump)" if gone else "countDocuments with the same filter first"
    return Effect(
        f"mongo.{call.method.replace(' ', '-').lower()}", call.operation, thing, place, by,
        call.recoverability, call.blast, call.loss, why, look,
        marks + (("computed",) if call.operation == "unknown" else ()),  # type: ignore[arg-type]
        tags=("T1485",) if call.operation == "delete" else (), span=by.span,
    )  # fmt: skip


def _unread(why: str, place: Place, by: Invocation) -> Effect:
    return Effect(
        "mongo.unread", "unknown", Resource("script", "unread script"), place, by, "R4", "B2",
        "whatever the script changes", why,
        marks=("unknown-code",), span=by.span,
    )  # fmt: skip
