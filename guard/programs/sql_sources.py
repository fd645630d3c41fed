"""Where a database client takes its statements from, and what its own lines do.

``-c``/``-e`` text, ``-f`` files, ``<`` files, heredocs, pipes; ``\\\\i`` and ``source`` lead to further
files; ``\\\\!`` and
``system`` run programs; ``\\\\o`` and ``\\\\copy … TO`` write files; ``\\\\gexec`` executes what a query
answers.

Caught: ``echo 'DROP TABLE users' | psql``, ``psql -f drop.sql`` (the file is read), ``curl … | psql``.
Near miss: ``psql -f report.sql`` with SELECTs. A file that cannot be read is *unknown*: it asks.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Effect, Evidence, Place, Resource, known
from guard.sql.effects import considered, effects_of_acts, plain
from guard.sql.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Invocation, Stream, Value
    from guard.sql.acts import Act
    from guard.world import World

NETWORK = frozenset(
    ("curl", "wget", "nc", "ncat", "http", "https", "xh", "aws", "gsutil", "gcloud", "fetch", "ssh", "aria2c")
)
DUMPERS = frozenset(("pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump", "sqlite3", "pg_restore"))
INCLUDE_DEPTH = 5


@frozen
class Client:
    """Everything that reading a client's input needs."""

    dialect: str
    client: str
    place: Place
    by: Invocation
    world: World
    variables: Mapping[str, str] = {}
    """psql's ``-v name=value``."""
    depth: int = 0


def from_text(client: Client, text: Value | str, where: str = "") -> Iterator[Effect]:
    """The effects of statements and of the client's own lines in a text."""
    if not isinstance(text, str) and text.text == "" and text.notes:
        yield _unread(client, f"the statements are empty here: {text.notes[0]}")
        return
    source = plain(text)
    if client.client == "psql":
        source = _substituted(source, client.variables)
    acts = considered(source, client.dialect, scan(source, client.dialect, client.client))
    if client.client and any(act.kind == "client" for act in acts):
        yield from _lines(client, acts)
    else:
        yield from effects_of_acts(acts, client.place, client.by)


def from_file(client: Client, word: Value, where: str = "") -> Iterator[Effect]:
    """The effects of a file of statements."""
    if word.text in ("-", "/dev/stdin"):
        yield from from_stdin(client)
        return
    if word.text in ("/dev/null",):
        return
    path = _absolute(client.by, word)
    if path is None:
        yield _unread(client, f"the file {word.skeleton} cannot be resolved")
        return
    text = client.world.read(path, 4_194_304)
    if text is None:
        yield _unread(client, f"the file {word.skeleton} cannot be read, so its statements are not known")
        return
    if client.depth > INCLUDE_DEPTH:
        yield _unread(client, f"{word.skeleton} is included too deeply")
        return
    deeper = Client(
        client.dialect,
        client.client,
        client.place,
        client.by,
        client.world,
        client.variables,
        client.depth + 1,
    )
    for effect in from_text(deeper, text):
        yield _from(effect, word.skeleton)


def from_stdin(client: Client) -> Iterator[Effect]:
    """The effects of what comes on standard input; nothing where it is inherited."""
    stream = client.by.stdin
    if stream is None:
        return
    if stream.text is not None and stream.text.text is not None:
        yield from from_text(client, stream.text)
        return
    if stream.path is not None:
        yield from from_file(client, stream.path)
        return
    if stream.producers:
        yield from _from_producers(client, stream)
        return
    if stream.text is not None:
        yield from from_text(client, stream.text)


def _from_producers(client: Client, stream: Stream) -> Iterator[Effect]:
    network = [p.program for p in stream.producers if p.program in NETWORK]
    if network:
        yield _unread(
            client,
            f"statements that come from the network ({network[0]}) and that nobody has read",
            network=True,
        )
        return
    first = stream.producers[0]
    if (
        first.program in ("cat", "pv", "zcat", "gunzip")
        and len(stream.producers) == 1
        and len(first.argv) > 1
    ):
        for word in first.argv[1:]:
            if not word.prefix.startswith("-"):
                yield from from_file(client, word)
        return
    if stream.text is not None:
        yield from from_text(client, stream.text)
        return
    name = first.program or "a program"
    yield _unread(client, f"the statements are the output of {name}, which is not known beforehand")


def _substituted(text: str, variables: Mapping[str, str]) -> str:
    """psql's ``:name``, ``:'name'``, ``:"name"``; ``\\set`` lines in the text count too."""
    found = dict(variables)
    if "\\set" in text:
        for line in text.splitlines():
            words = line.strip().split(None, 2)
            if len(words) == 3 and words[0] == "\\set":
                found[words[1]] = words[2].strip("'")
    if not found or ":" not in text:
        return text
    for name, value in found.items():
        text = text.replace(f":'{name}'", f"'{value}'").replace(f':"{name}"', f'"{value}"')
        at = text.find(":" + name)
        while at >= 0:
            end = at + 1 + len(name)
            beside = text[end : end + 1]
            if text[at - 1 : at] != ":" and not (beside.isalnum() or beside == "_"):
                text = text[:at] + value + text[end:]
                end = at + len(value)
            at = text.find(":" + name, end)
    return text


# --------------------------------------------------------------------------- the client's own lines


def _lines(client: Client, acts: tuple[Act, ...]) -> Iterator[Effect]:
    yield from effects_of_acts(acts, client.place, client.by)
    for act in acts:
        if act.kind == "client":
            yield from _line(client, act.name, act.detail)


def _line(client: Client, name: str, rest: str) -> Iterator[Effect]:
    if name == "\\!":
        yield from run_shell(client.by, client.world, rest)
    elif name in ("\\i", "\\ir", "\\include", "\\include_relative"):
        yield from from_file(client, known(rest.split(";")[0].strip().strip("'\"")))
    elif name in ("\\o", "\\out", "\\g", "\\gx", "\\w", "\\write", "\\save", "\\s"):
        yield from _output(client, name, rest)
    elif name == "\\o|":
        yield from _piped(client, rest)
    elif name == "\\copy":
        yield from _copy(client, rest)
    elif name == "\\gexec":
        yield _unread(client, "\\gexec executes the text that the query answers")
    elif name in ("\\import", "\\restore"):
        if name == "\\restore":
            yield _overwrites(client, "the database from a backup file")
    elif name == "\\load":
        yield _unread(client, f"the extension {rest} is loaded: its code is not known")
    elif name == "\\lo_unlink":
        yield from effects_of_acts(scan(f"SELECT lo_unlink({rest or 0})"), client.place, client.by)
    elif name in ("\\c", "\\connect") and rest:
        yield from _reconnected(client, rest)
    elif name in ("\\e", "\\edit", "\\ef", "\\ev"):
        return


def _reconnected(client: Client, rest: str) -> Iterator[Effect]:
    """What follows ``\\c`` is judged at the place from which the client started, except that the
    database's name says more; the scanner carries it."""
    return iter(())


def _output(client: Client, name: str, rest: str) -> Iterator[Effect]:
    rest = rest.strip().strip("'\"")
    if not rest or rest in ("stdout", "off", ";"):
        return
    if rest.startswith("|"):
        yield from _piped(client, rest[1:])
    elif name in ("\\g", "\\gx") and rest.startswith("("):
        return
    else:
        yield _file_written(client, rest.split()[-1])


def _file_written(client: Client, path: str) -> Effect:
    return Effect(
        "sql.client-file", "overwrite", Resource("file", path, known(path)), Place("path"), client.by,
        loss=path, why="the client writes its output over the file",
    )  # fmt: skip


def _copy(client: Client, rest: str) -> Iterator[Effect]:
    """``\\copy``: the file and the program are on this side."""
    acts = scan("COPY " + rest, client.dialect)
    for act in acts:
        if act.kind == "copy-program":
            yield from _piped(client, act.name)
        elif act.kind == "copy-to-file" and act.name not in ("stdout", "pstdout"):
            yield _file_written(client, act.name)
        elif act.kind not in ("copy-from-file", "copy-to-file"):
            yield from effects_of_acts((act,), client.place, client.by)


_CODE = (
    "sh",
    "bash",
    "zsh",
    "dash",
    "ksh",
    "fish",
    "python",
    "python3",
    "perl",
    "ruby",
    "node",
    "php",
    "psql",
)
_SENDING = ("curl", "wget", "nc", "ncat", "netcat", "socat", "ssh", "telnet", "mail", "sendmail", "openssl")


def _piped(client: Client, text: str) -> Iterator[Effect]:
    """A program that gets the rows of a query (``\\o |sh``, ``\\copy t to program 'curl -d @- …'``)."""
    yield from run_shell(client.by, client.world, text)
    words = text.split()
    program = words[0].rsplit("/", 1)[-1] if words else ""
    if program in _CODE and "-c" not in words:
        yield _unread(client, f"{program} would run what the query answers")
    elif program in _SENDING:
        yield _unread(client, f"{program} would send the rows of the query away", network=True)


def run_shell(by: Invocation, world: World, text: str) -> Iterator[Effect]:
    """The effects of a shell command that a client runs."""
    if not text.strip():
        return
    from guard.model import Invocation as Run
    from guard.model import Proposal
    from guard.programs.registry import effects_of
    from guard.shell.evaluate import unfold

    unfolding = unfold(Proposal(text=text, dialect="sh", cwd=by.cwd or "/", env=by.environment), world)
    for event in unfolding.events:
        if isinstance(event, Run):
            yield from effects_of(event, world)
        else:
            from guard.model import Unfolding
            from guard.programs.foresight import interpret

            yield from interpret(Unfolding((event,)), world)


# ---------------------------------------------------------------------------------- unknown


def _unread(client: Client, why: str, network: bool = False) -> Effect:
    """Statements that nobody can read before they run: they may do anything the user may."""
    return Effect(
        rule="sql.network" if network else "sql.unread",
        operation="update" if network else "unknown",
        resource=Resource("statements", "unread SQL"),
        place=client.place,
        by=client.by,
        recoverability="R4" if network else "R2",
        blast="B2",
        loss="whatever the statements change",
        why=why,
        instead="write it to a file, read it, then run it with -f",
        marks=("network-code",) if network else ("unknown-code",),
        span=client.by.span,
    )


def _overwrites(client: Client, what: str) -> Effect:
    return Effect(
        "sql.restore", "overwrite", Resource("database", what), client.place, client.by, "R4", "B2",
        loss="what the database holds now",
    )  # fmt: skip


def _absolute(by: Invocation, word: Value) -> str | None:
    text = word.text
    if text is None:
        return None
    if text.startswith("~/"):
        home = by.variable("HOME")
        text = ((home.value.text if home else None) or "~") + text[1:]
    if text.startswith("/"):
        return text
    return f"{by.cwd}/{text}" if by.cwd else None


def _from(effect: Effect, where: str) -> Effect:
    from guard.frozen import replace

    return replace(effect, evidence=(*effect.evidence, Evidence("read from", where)))
