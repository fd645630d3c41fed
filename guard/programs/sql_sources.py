r"""Where a database client takes its statements from.

``-c``/``-e`` text, ``-f`` files, ``<`` files, heredocs, pipes; a client's own lines (``\i``, ``\!``,
``source``) are in ``sql_lines.py``, files that are long or packed in ``sql_streams.py``. A file that cannot
be read is *unknown*: it asks.

Caught: ``echo 'DROP TABLE users' | psql``, ``psql -f drop.sql`` (the file is read), ``curl
https://example.com/x.sql | psql``, ``docker exec -i db psql < drop.sql`` (the file lies here, the client runs
there), ``pg_dump --clean a | psql b``.
Quiet: ``psql -f report.sql`` with SELECTs, ``pg_dump a | psql b_test``.

Lost: what the statements take; of a file that cannot be read, unknown.
Back: a dump, or the server's point-in-time recovery.
Instead: read the file first; a transaction that is rolled back shows how many rows it would touch.

Facts: psql(1), mysql(1), sqlite3(1), pg_dump(1).
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Effect, Evidence, Place, Resource
from guard.sql.effects import considered, effects_of_acts, in_comments, plain
from guard.sql.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Union

    from guard.model import Invocation, Value
    from guard.sql.acts import Act
    from guard.world import World

    Unpacked = Union[bool, tuple[str, ...]]

NETWORK = frozenset(
    ("curl", "wget", "nc", "ncat", "http", "https", "xh", "aws", "gsutil", "gcloud", "fetch", "ssh", "aria2c")
)
ELSEWHERE = frozenset(
    ("ssh", "mosh", "autossh", "slogin", "docker", "podman", "nerdctl", "docker-compose", "podman-compose",
     "kubectl", "oc", "fly", "flyctl", "heroku", "railway", "vagrant", "multipass", "limactl", "lxc", "incus")
)  # fmt: skip
"""Wrappers under which a path means a file of another machine or of a container."""
PASSING = frozenset(("pv", "cat", "tee", "mbuffer", "buffer"))
"""Programs that hand on what they read."""
INCLUDE_DEPTH = 5
WHOLE = 4_194_304
"""Bytes: a longer file is read in parts."""


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


def from_text(client: Client, text: Value | str) -> Iterator[Effect]:
    """The effects of statements and of the client's own lines in a text."""
    if not isinstance(text, str) and text.text == "" and text.notes:
        yield unread(client, f"the statements are empty here: {text.notes[0]}")
        return
    source = plain(text)
    if client.client == "psql":
        source = _substituted(source, client.variables)
    acts = considered(source, client.dialect, scan(source, client.dialect, client.client))
    yield from from_acts(client, in_comments(acts, source, client.dialect, client.client, client.by))


def from_acts(client: Client, acts: tuple[Act, ...]) -> Iterator[Effect]:
    """The effects of what a text does, the client's own lines included."""
    yield from effects_of_acts(acts, client.place, client.by)
    if client.client and any(act.kind == "client" for act in acts):
        from guard.programs.sql_lines import line_effects

        for act in acts:
            if act.kind == "client":
                yield from line_effects(client, act)


def from_file(
    client: Client, word: Value, folder: str | None = None, unpacked: Unpacked = False
) -> Iterator[Effect]:
    """The effects of a file of statements.

    Args:
        folder: where a relative name starts; the client's own directory where none is given.
        unpacked: whether a program in front of the client unpacks it; the entries of an archive that it
            prints, none for all.
    """
    if word.text in ("-", "/dev/stdin"):
        yield from from_stdin(client)
        return
    if word.text == "/dev/null":
        return
    if folder is None and _is_elsewhere(client.by):
        yield unread(client, f"the file {word.skeleton} lies where the client runs, not here")
        return
    path = absolute_path(client.by, word, folder)
    if path is None:
        yield unread(client, f"the file {word.skeleton} cannot be resolved")
        return
    if client.depth > INCLUDE_DEPTH:
        yield unread(client, f"{word.skeleton} is included too deeply")
        return
    deeper = replace(client, depth=client.depth + 1)
    text = client.world.read(path, WHOLE)
    if client.world.earlier:
        from guard.programs.rewritten import written_before

        now = written_before(path, client.world)
        if now is not None and now.text is None:
            why = f"{now.by} writes the file {word.skeleton} before, so its statements are not known"
            yield unread(client, why, network=now.by in NETWORK)
            return
        text = now.text if now is not None else text
    if text is None or unpacked is not False:
        from guard.programs.sql_streams import from_parts

        found = from_parts(deeper, path, word.skeleton, unpacked)
    else:
        found = from_text(deeper, text)
    said = Evidence("read from", word.skeleton)
    for effect in found:
        yield replace(effect, evidence=(*effect.evidence, said))


def from_stdin(client: Client) -> Iterator[Effect]:
    """The effects of what comes on standard input; nothing where it is inherited."""
    stream = client.by.stdin
    if stream is None:
        return
    if stream.text is not None and stream.text.text is not None:
        yield from from_text(client, stream.text)
    elif stream.path is not None:
        yield from from_file(client, stream.path, _fed_from(client.by))
    elif stream.producers:
        from guard.programs.sql_streams import from_producers

        yield from from_producers(client, stream)
    elif stream.text is not None:
        yield from from_text(client, stream.text)


def _is_elsewhere(by: Invocation) -> bool:
    return any(wrapper.program in ELSEWHERE for wrapper in by.via)


def _fed_from(by: Invocation) -> str | None:
    """The directory in which ``<`` opens its file: that of the outermost wrapper that was given it."""
    if not _is_elsewhere(by):
        return by.cwd or None
    fed = [wrapper for wrapper in by.via if wrapper.stdin is not None and wrapper.stdin == by.stdin]
    return (fed[0].cwd or None) if fed else None


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


def unread(client: Client, why: str, network: bool = False) -> Effect:
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


def absolute_path(by: Invocation, word: Value, folder: str | None = None) -> str | None:
    """The path that a word names for the client; ``None`` where that is not known."""
    text = word.text
    if text is None:
        return None
    if text.startswith("~/"):
        home = by.variable("HOME")
        text = ((home.value.text if home else None) or "~") + text[1:]
    if text.startswith("/"):
        return text
    folder = folder or by.cwd
    return f"{folder}/{text}" if folder else None
