"""SQL files and migrations: what the statements that stand in them lose, wherever they are run.

Caught: ``DROP TABLE users;`` in a migration, ``DELETE FROM orders;``. Near misses: a table that the same
file makes, ``DELETE … WHERE id = 7``, what stands below a marker of the way back (``-- +goose Down``, ``--
migrate:down``), files that are the way back (``*.down.sql``). squawk looks at locks and at what blocks
other sessions; this looks at what is gone.

Facts: goose, dbmate, golang-migrate, sql-migrate and Flyway name the way back by these markers and names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from guard.lint.positions import straight
from guard.lint.snippets import Snippet

_WAY_BACK_NAME = re.compile(
    r"(?:[._-]down|[._-]rollback|^revert|^undo|^U\d[\w.]*__.*)\.(?:sql|psql|ddl)$", re.I
)
_WAY_BACK = re.compile(
    r"^[ \t]*--[ \t]*(?:\+goose[ \t]+Down|migrate:down|\+migrate[ \t]+Down|rollback;?|@(?:undo|down))",
    re.I | re.M,
)
_WAY_ON = re.compile(r"^[ \t]*--[ \t]*(?:\+goose[ \t]+Up|migrate:up|\+migrate[ \t]+Up)", re.I | re.M)
DIALECTS = {"mysql": "mysql", "mariadb": "mysql", "postgres": "postgres", "postgresql": "postgres",
            "pg": "postgres", "sqlite": "sqlite", "mssql": "tsql", "sqlserver": "tsql", "oracle": "oracle",
            "clickhouse": "clickhouse", "snowflake": "snowflake", "bigquery": "bigquery"}  # fmt: skip


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """The file without its way back."""
    if _WAY_BACK_NAME.search(os.path.basename(path)) or "/down/" in path.replace(os.sep, "/"):
        return
    start = 0
    while start < len(text):
        back = _WAY_BACK.search(text, start)
        end = back.start() if back else len(text)
        if text[start:end].strip():
            yield Snippet(text[start:end], straight(start, end - start), "sql", dialect_of(path))
        if back is None:
            return
        on = _WAY_ON.search(text, back.end())
        if on is None:
            return
        start = on.start()


def dialect_of(path: str) -> str:
    """The dialect that a path names; empty where it names none."""
    for word in re.split(r"[^a-z]+", path.lower()):
        if word in DIALECTS:
            return DIALECTS[word]
    return ""
