"""``guard check 'CMD'``: the verdict, and an exit code for scripts."""

from __future__ import annotations

import sys

import click

from guard.cli.here import EXIT, proposal_here


@click.command()
@click.argument("command")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option(
    "--shell", type=click.Choice(["bash", "zsh", "sh", "fish", "powershell", "cmd"]), help="Who reads it."
)
@click.option("--cwd", default="", help="The directory it would run in.")
@click.option("--sql", is_flag=True, help="COMMAND is SQL.")
@click.option("--dsn", default="", help="With --sql: the database it would go to.")
@click.option("--headless", is_flag=True, help="Nobody can be asked: ask becomes deny.")
def check(command: str, as_json: bool, shell: str, cwd: str, sql: bool, dsn: str, headless: bool) -> None:
    """Judge COMMAND. The exit code is 0 for allow, 10 for ask, 20 for deny.

    COMMAND may be - for standard input.

    \b
    Example: guard check 'git reset --hard'
    """
    from guard.service import check as judge

    if command == "-":
        command = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    verdict = judge(proposal_here(command, shell, cwd, sql, dsn, headless))
    if as_json:
        from guard.batch import verdict_as_dict
        from guard.wire import dumps

        click.echo(dumps(verdict_as_dict(verdict)))
    else:
        from guard.cli.colours import decision

        click.echo(decision(verdict.decision) + (f"  {verdict.summary}" if verdict.summary else ""))
    sys.exit(EXIT[verdict.decision])
