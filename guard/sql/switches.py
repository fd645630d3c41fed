"""Statements and lines after which the rest of a text lands somewhere else.

``\\c`` and ``\\connect`` of psql, ``use`` and ``connect`` of mysql, ``.open`` of sqlite3, ``:connect`` of
sqlcmd, ``USE``, and ``ATTACH``, which gives another database a name (``DELETE FROM live.users``). Caught:
``psql -h localhost app_test`` with ``\\c postgres://prod-db…/app`` before a ``DROP TABLE``; ``sqlite3
:memory: "ATTACH 'app.db' AS live; DROP TABLE live.users"``. Near misses: ``\\c other_test``, ``\\c`` alone
(the same place again), ``ATTACH ':memory:'``.

A switch is a tuple of hints that are laid over those of the client's place (``moved``); ``tool`` among them
says whose order of precedence counts from then on.

Facts: psql(1) (``\\c [-reuse-previous] [dbname [user [host [port]]] | conninfo]``: what is left out stays),
mysql(1) "mysql Client Commands", sqlite.org/cli.html, lang_attach.html and lang_naming.html (a bare name is
looked for in main, then in what is attached), duckdb.org/docs (ATTACH: the file's stem is the default alias,
``TYPE`` names the engine), sqlcmd (``:connect server``).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.acts import Act, Moved
    from guard.sql.scan import Scan

_PSQL = ("dbname", "user", "host", "port")
_MYSQL = ("dbname", "host")
_ENDPOINT = frozenset(("url", "host", "port", "dbname", "path", "service", "connection"))
_ENGINES = {"postgres": "psql", "postgresql": "psql", "mysql": "mysql", "sqlite": "sqlite"}
_QUALIFIED = {"mysql": 2, "mariadb": 2, "clickhouse": 2, "cql": 2, "tsql": 3, "snowflake": 3}
"""How many parts a table's name has where its first is a database."""


def moved_place(place: Place, moved: Moved) -> Place:
    """The place with what a switch laid over it."""
    if not moved:
        return place
    names = {name for name, _ in moved}
    gone = _ENDPOINT if names & {"url", "host", "path"} else names
    tool = next((text for name, text in moved if name == "tool"), "")
    kept = tuple(hint for hint in place.hints if hint[0] not in gone)
    laid = tuple((name, known(text)) for name, text in moved if name != "tool")
    return Place("database", tool, (*kept, *laid)) if tool else Place(place.kind, place.tool, (*kept, *laid))


def connected(scan: Scan, rest: str) -> None:
    """A client's own line that connects again."""
    words = _words(rest)
    if scan.client == "psql":
        words = [word for word in words if not word.startswith("-reuse-previous")]
        if words and ("://" in words[0] or "=" in words[0]):
            scan.moved = (("tool", "psql"), ("url", " ".join(words)))
        else:
            _laid(scan, _PSQL, words, "psql")
    elif scan.client == "mysql":
        _laid(scan, _MYSQL, words, "mysql")
    elif scan.client == "sqlite":
        files = [word for word in words if not word.startswith("-")]
        scan.moved = (("path", files[0] if files else ":memory:"),)
        scan.attached = {}
    elif scan.client == "sqlcmd" and words:
        scan.moved = (("tool", "sqlcmd"), ("host", words[0]))


def _laid(scan: Scan, names: tuple[str, ...], words: list[str], tool: str) -> None:
    given = {name: word for name, word in zip(names, words, strict=False) if word != "-"}
    if "host" in given:
        given["tool"] = tool
    scan.moved = tuple({**dict(scan.moved), **given}.items())


def _words(rest: str) -> list[str]:
    """The words of a client's line, quotes off."""
    words: list[str] = []
    at, total = 0, len(rest)
    while at < total:
        if rest[at].isspace() or rest[at] == ";":
            at += 1
            continue
        if rest[at] in "'\"`":
            end = rest.find(rest[at], at + 1)
            end = total if end < 0 else end
            words.append(rest[at + 1 : end])
            at = end + 1
            continue
        end = at
        while end < total and not rest[end].isspace():
            end += 1
        words.append(rest[at:end].rstrip(";"))
        at = end
    return words


def used(scan: Scan, name: str) -> None:
    """``USE name``: an attached database by its alias, else a database of the same server."""
    low = name.lower()
    if low in scan.attached:
        scan.moved = scan.attached[low]
    elif scan.dialect in ("duckdb", "sqlite"):
        scan.moved = ()
    elif name:
        scan.moved = tuple({**dict(scan.moved), "dbname": name}.items())


def attached(scan: Scan, tokens: list[str], words: list[str]) -> None:
    """``ATTACH 'file' AS name (TYPE …)``."""
    text = next((token[1:] for token in tokens[1:6] if token[0] in "'\""), "")
    alias = tokens[words.index("AS") + 1].strip("'\"") if "AS" in words[:-1] else _stem(text)
    kind = tokens[words.index("TYPE") + 1].strip("'\"").lower() if "TYPE" in words[:-1] else ""
    engine, colon, rest = text.partition(":")
    if not kind and colon and engine.lower() in _ENGINES and not rest.startswith("//"):
        kind, text = engine.lower(), rest
    kind = kind or (engine.lower() if rest.startswith("//") else "")
    if kind in ("postgres", "postgresql", "mysql"):
        hints: Moved = (("tool", _ENGINES[kind]), ("url", text))
    elif "://" in text:
        hints = (("tool", "sql"), ("url", text))
    else:
        hints = (("path", text),)
    scan.attached[alias.lower()] = hints


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def landed(scan: Scan, act: Act) -> tuple[Act, ...]:
    """The act with where it lands; once more for each attached file in which a bare name may be found."""
    moved = act.moved or _of_name(scan, act) or scan.moved
    out: tuple[Act, ...] = (replace(act, moved=moved) if moved else act,)
    if scan.attached and scan.dialect == "sqlite" and "." not in act.name and act.name and not act.own:
        out += tuple(replace(act, moved=hints) for hints in list(scan.attached.values())[:8])
    return out


def _of_name(scan: Scan, act: Act) -> Moved:
    """What the name itself says: an attached database's alias, the database of a qualified name."""
    parts = act.name.split(".")
    if act.object == "column":
        parts = parts[:-1]
    if not parts:
        return ()
    if len(parts) > 1 and parts[0].lower() in scan.attached:
        return scan.attached[parts[0].lower()]
    whole = act.object in ("database", "keyspace") or (act.object == "schema" and scan.dialect == "mysql")
    if (whole and len(parts) == 1 and act.name) or len(parts) == _QUALIFIED.get(scan.dialect, 0):
        return tuple({**dict(scan.moved), "dbname": parts[0]}.items())
    return ()
