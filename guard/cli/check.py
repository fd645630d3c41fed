"""``guard check 'CMD'``: the verdict, and an exit code for scripts."""

from __future__ import annotations

import sys

import click

from guard.cli.here import DIALECTS, EXIT, proposal_here


@click.command()
@click.argument("command")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option(
    "--shell", type=click.Choice(["bash", "zsh", "sh", "fish", "powershell", "cmd"]), help="Who reads it."
)
@click.option("--cwd", default="", help="The directory it would run in.")
@click.option("--sql", is_flag=True, help="COMMAND is SQL, judged as that of a library or an MCP server.")
@click.option("--dsn", default="", help="With --sql: the database it would go to (postgres://…, mysql://…).")
@click.option(
    "--dialect", type=click.Choice(DIALECTS), help="With --sql: who reads it; else the DSN's scheme says so."
)
@click.option("--headless", is_flag=True, help="Nobody can be asked: ask becomes deny.")
def check(
    command: str, as_json: bool, shell: str, cwd: str, sql: bool, dsn: str, dialect: str, headless: bool
) -> None:
    """Judge COMMAND. The exit code is 0 for allow, 10 for ask, 20 for deny.

    COMMAND may be - for standard input. A long file that it reads (psql -f dump.sql) is read to its end.

    \b
    Examples:
      guard check 'git reset --hard'
      guard check --sql 'DELETE FROM users' --dsn postgres://app@prod-db.acme.com/app
    """
    from guard.cli.reading import bar_at_terminal
    from guard.service import check as judge

    if (dsn or dialect) and not sql:
        raise click.UsageError("--dsn and --dialect go with --sql")
    if command == "-":
        command = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    proposal = proposal_here(command, (dialect or "") if sql else shell, cwd, sql, dsn, headless)
    verdict = judge(proposal, progress=bar_at_terminal())
    if as_json:
        from guard.batch import verdict_as_dict
        from guard.wire import dumps

        click.echo(dumps(verdict_as_dict(verdict)))
    else:
        from guard.cli.colours import decision

        click.echo(decision(verdict.decision) + (f"  {verdict.summary}" if verdict.summary else ""))
    sys.exit(EXIT[verdict.decision])
