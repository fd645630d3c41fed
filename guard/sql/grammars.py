"""What differs between the lexers of the servers: escapes, quotes, comments, and what holds a body.

Facts: PostgreSQL manual 4.1 (nested comments, dollar quotes), MySQL reference manual 9.1.1 and 9.6, SQLite
``lang_keywords.html``, Transact-SQL (brackets), each other vendor's manual on literals and comments.
"""

from __future__ import annotations

from guard.frozen import frozen


@frozen
class Grammar:
    """What differs between the lexers of two servers."""

    name: str
    backslash: bool = False
    """A backslash escapes inside ``'…'``."""
    double_string: bool = False
    """``"…"`` is a string, not an identifier."""
    dollar: bool = False
    """``$tag$ … $tag$`` is a string."""
    nested: bool = False
    """Block comments nest."""
    hash_comment: bool = False
    slash_comment: bool = False
    dash_needs_blank: bool = False
    """``--`` begins a comment only before a blank (MySQL)."""
    executable_comment: bool = False
    brackets: bool = False
    """``[name]`` is an identifier."""
    routine: tuple[str, ...] = ("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE", "PROC")
    """Objects whose ``CREATE`` holds a body with ``;`` up to its ``END``."""


_PG = Grammar("postgres", dollar=True, nested=True, routine=("FUNCTION", "PROCEDURE"))
_MY = Grammar(
    "mysql",
    backslash=True,
    double_string=True,
    hash_comment=True,
    dash_needs_blank=True,
    executable_comment=True,
)
_MS = Grammar("tsql", brackets=True, nested=True)
GRAMMARS = {
    "postgres": _PG,
    "postgresql": _PG,
    "redshift": _PG,
    "cockroach": _PG,
    "mysql": _MY,
    "mariadb": _MY,
    "sqlite": Grammar("sqlite", brackets=True, routine=("TRIGGER",)),
    "duckdb": Grammar("duckdb", dollar=True, nested=True, routine=()),
    "tsql": _MS,
    "mssql": _MS,
    "sqlserver": _MS,
    "oracle": Grammar("oracle"),
    "clickhouse": Grammar("clickhouse", backslash=True, hash_comment=True, routine=()),
    "snowflake": Grammar("snowflake", backslash=True, dollar=True, slash_comment=True),
    "bigquery": Grammar("bigquery", backslash=True, double_string=True, hash_comment=True),
    "spark": Grammar("spark", backslash=True, double_string=True, routine=()),
    "cql": Grammar("cql", slash_comment=True, dollar=True, routine=()),
}


def grammar_of(dialect: str) -> Grammar:
    """The lexer for a dialect; Postgres' for one that is not known."""
    return GRAMMARS.get(dialect.lower(), _PG)
