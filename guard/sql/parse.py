"""A second reader of statements that write: an AST, where the scanner's tokens are not enough.

The scanner proves the common tautologies itself; sqlglot's simplifier proves others (``WHERE 1 + 1 = 2``,
``WHERE a OR NOT a``). It is imported (about 90 ms) only for a DELETE or UPDATE whose WHERE the scanner
calls *partial*, and only ever makes the answer graver: what it cannot read changes nothing.
"""

from __future__ import annotations

from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.acts import Act

TEXT_LIMIT = 20_000
"""Characters: a longer text is left to the scanner."""
DIALECTS = frozenset(
    (
        "postgres",
        "mysql",
        "sqlite",
        "tsql",
        "oracle",
        "clickhouse",
        "snowflake",
        "bigquery",
        "spark",
        "duckdb",
    )
)


def second_opinion(text: str, dialect: str, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """The acts, those called partial made tautologies where the AST says that every row is hit."""
    if len(text) > TEXT_LIMIT or not any(act.bound == "partial" for act in acts):
        return acts
    whole = unbounded_tables(text, dialect)
    if not whole:
        return acts
    return tuple(
        replace(act, bound="tautology") if act.bound == "partial" and act.name.lower() in whole else act
        for act in acts
    )


def unbounded_tables(text: str, dialect: str) -> frozenset[str]:
    """The tables of which a DELETE or UPDATE in the text hits every row, by sqlglot's simplifier."""
    if not _has_sqlglot():
        return frozenset()
    import logging

    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.simplify import simplify

    found: set[str] = set()
    loud = logging.getLogger("sqlglot")
    before, loud.disabled = loud.disabled, True  # its warnings quote the statement, secrets and all
    try:
        trees = parse(text, read=dialect if dialect in DIALECTS else None)
        for tree in trees:
            for node in tree.find_all(exp.Delete, exp.Update) if tree is not None else ():
                where = node.args.get("where")
                if where is not None and simplify(where.this.copy()) == exp.true():
                    found.add(_name(node.this))
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return frozenset(found)
    finally:
        loud.disabled = before
    return frozenset(found)


def _has_sqlglot() -> bool:
    """Whether the parser can be imported; a hook of a checkout has to be told where it lies."""
    try:
        import sqlglot
    except ImportError:
        from guard.third_party import reach

        if not reach():
            return False
        try:
            import sqlglot
        except ImportError:
            return False
    return bool(sqlglot.__name__)


def _name(table: object) -> str:
    parts = getattr(table, "parts", ())
    return ".".join(part.name for part in parts).lower()
