"""The proposal that a person at a prompt means: this directory, this environment."""

from __future__ import annotations

import os

from guard.model import Proposal

EXIT = {"allow": 0, "ask": 10, "deny": 20}
"""Exit codes of ``guard check``; 2 is a usage error."""
DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "duckdb", "tsql", "oracle", "clickhouse", "snowflake",
            "bigquery", "redshift", "spark", "cql")  # fmt: skip
"""The dialects of SQL that ``--dialect`` names."""


def proposal_here(
    command: str, shell: str = "", cwd: str = "", sql: bool = False, dsn: str = "", headless: bool = False
) -> Proposal:
    """A proposal with the circumstances of the calling process."""
    dialect = shell or ("" if sql else os.path.basename(os.environ.get("SHELL", "bash")))
    if not sql and dialect not in ("bash", "zsh", "sh", "fish", "powershell", "cmd"):
        dialect = "bash"
    return Proposal(
        "sql" if sql else "shell", command, dialect, os.path.abspath(cwd or _cwd()), dict(os.environ),
        agent="person", mode="headless" if headless else "interactive", dsn=dsn,
    )  # fmt: skip


def _cwd() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return os.environ.get("PWD", "/nonexistent")
