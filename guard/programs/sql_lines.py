r"""What the lines do that a database client reads itself instead of sending them.

``\i`` and ``source`` lead to further files; ``\!`` and ``system`` run programs; ``\o`` and ``\copy …
TO`` write files; ``\gexec`` executes what a query answers; ``\c`` goes to another database, and what comes
after it lands there (``guard/sql/switches.py``).

Caught: ``psql -c '\! rm -rf /'``, ``psql -c '\o |sh'``, ``sqlite3 app.db '.shell rm -rf ~'``.
Quiet: ``psql -c '\d users'``, ``psql -c '\o out.txt'``.

Lost: what the line's program or file takes, on the machine of the client.
Back: as the rule says that judges the program or the file.
Instead: the statements alone, in a file that is read with ``psql -f``.

Facts: psql(1) meta-commands, mysql(1) client commands, sqlite3(1) dot-commands.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Effect, Place, Resource, known
from guard.programs.sql_sources import from_file, unread
from guard.sql.effects import effects_of_acts
from guard.sql.scan import scan
from guard.sql.switches import moved_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.sql_sources import Client
    from guard.sql.acts import Act
    from guard.world import World


def line_effects(client: Client, act: Act) -> Iterator[Effect]:
    """The effects of one line, at the place that the text had come to."""
    yield from _line(replace(client, place=moved_place(client.place, act.moved)), act.name, act.detail)


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
        yield unread(client, "\\gexec executes the text that the query answers")
    elif name in ("\\import", "\\restore"):
        if name == "\\restore":
            yield _overwrites(client, "the database from a backup file")
    elif name == "\\load":
        yield unread(client, f"the extension {rest} is loaded: its code is not known")
    elif name == "\\lo_unlink":
        yield from effects_of_acts(scan(f"SELECT lo_unlink({rest or 0})"), client.place, client.by)
    elif name in ("\\e", "\\edit", "\\ef", "\\ev"):
        return


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
        yield unread(client, f"{program} would run what the query answers")
    elif program in _SENDING:
        yield unread(client, f"{program} would send the rows of the query away", network=True)


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


def _overwrites(client: Client, what: str) -> Effect:
    return Effect(
        "sql.restore", "overwrite", Resource("database", what), client.place, client.by, "R4", "B2",
        loss="what the database holds now",
    )  # fmt: skip
