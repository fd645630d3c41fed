"""``guard rules``: which rules there are; ``guard rules show ID``: the page of one."""

from __future__ import annotations

import sys

import click


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def rules(context: click.Context, as_json: bool) -> None:
    """List every rule with the page that describes it. Ids that end in * are families.

    \b
    Example: guard rules show fs.rm
    """
    if context.invoked_subcommand is not None:
        return
    from guard.lint.catalogue import rules as every

    if as_json:
        import json

        click.echo(
            json.dumps([{"id": r.id, "page": f"guard/{r.module}.py", "title": r.title} for r in every()])
        )
        return
    width = max((len(rule.id) for rule in every()), default=0)
    for rule in every():
        click.echo(f"{rule.id:<{width}}  {_plain(rule.title)}  (guard/{rule.module}.py)")


def _plain(title: str) -> str:
    """A title without the marks of a docstring."""
    return title.replace("``", "")


@rules.command()
@click.argument("rule")
def show(rule: str) -> None:
    """Print the page of RULE.

    What it catches, a near miss, what is lost, how to recover.
    """
    from guard.lint.catalogue import page_of, rule_of

    found = rule_of(rule)
    if found is None:
        click.echo(f"there is no rule {rule}; guard rules lists them", err=True)
        sys.exit(2)
    click.echo(f"{rule}  (guard/{found.module}.py)\n\n{page_of(found.module)}")
