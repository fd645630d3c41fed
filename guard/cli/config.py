"""``guard config``: what is in force, which layer set it, and whether its examples hold."""

from __future__ import annotations

import os
import sys

import click

from guard.errors import GuardError
from guard.model import Proposal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.findings import Finding
    from guard.policy.config import Config, PolicyRule


@click.group()
def config() -> None:
    """Show, check and trust the configuration.

    \b
    Example: guard config show --origin
    """


@config.command()
@click.option("--origin", is_flag=True, help="Say which file set each value.")
def show(origin: bool) -> None:
    """Print the configuration in force."""
    for line in shown(_in_force(), origin):
        click.echo(line)


def shown(found: Config, origin: bool) -> Iterator[str]:
    """The configuration, line by line, as TOML."""

    def at(where: str) -> str:
        return f"  # {where}" if origin else ""

    if found.broken:
        yield f"# broken, so every ask is a deny: {found.broken}"
    for rule in found.environments:
        yield f"[[environment]]{at(rule.origin)}"
        yield f'kind = "{rule.kind}"\nmatch = "{rule.pattern}"\nis = "{rule.environment}"'
    if found.own_domains:
        yield f"own_domains = {list(found.own_domains)}{at(found.origins.get('own_domains', ''))}"
    yield f"[table]{at(found.origins.get('table', 'built-in'))}"
    for row, cells in found.table.items():
        yield f"{row} = {list(cells)}"
    for policy in found.rules:
        yield f"[[rule]]{at(policy.origin)}"
        yield f'id = "{policy.id}"\ndecision = "{policy.decision}"\nreason = "{policy.reason}"'


@config.command("check")
def check_files() -> None:
    """Read every layer and run the examples of every rule. Exit 1 where something is wrong."""
    found = _in_force()
    wrong = [found.broken] if found.broken else []
    for rule in found.rules:
        wrong.extend(_wrong_examples(rule, found))
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        sys.exit(1)
    for line in _ignored():
        click.echo(line)
    rules, environments = len(found.rules), len(found.environments)
    click.echo(f"{_counted(rules, 'rule')}, {_counted(environments, 'environment')}: every example holds")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _wrong_examples(rule: PolicyRule, found: Config) -> Iterator[str]:
    from guard.policy.rules import matches

    who = next(iter(rule.match.get("agent", ())), "")
    for command, expected in [(c, True) for c in rule.examples] + [(c, False) for c in rule.counterexamples]:
        if any(matches(rule, finding, who) for finding in _findings(command, found)) is not expected:
            yield f"{rule.origin}: rule {rule.id}: {command!r} should{'' if expected else ' not'} match"


def _findings(command: str, found: Config) -> tuple[Finding, ...]:
    from guard.frozen import replace
    from guard.pipeline import judge
    from guard.session.interface import NoSession
    from guard.world import World

    proposal = Proposal(text=command, cwd=os.getcwd(), env=dict(os.environ))
    return judge(proposal, World(os.environ.get("HOME", "")), NoSession(), replace(found, rules=())).findings


@config.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, resolve_path=True))
def trust(path: str) -> None:
    """Let a project file loosen the policy, as it is now.

    It counts in full until its content changes.
    """
    if not sys.stdin.isatty():
        raise click.ClickException("only a person at a terminal can trust a file")
    click.echo_via_pager(open(path, encoding="utf-8", errors="replace").read())  # noqa: SIM115
    if click.confirm(f"Trust exactly this content of {path}?", default=False):
        from guard.policy import trust as kept

        kept.trust(path, _state())


def _state() -> str:
    from guard.state import directory

    try:
        return directory(os.environ)
    except GuardError as error:
        raise click.ClickException(error.message) from None


def _ignored() -> tuple[str, ...]:
    from guard.policy.files import project_of
    from guard.policy.layers import ignored

    return ignored(os.environ, project_of(os.getcwd()), _state())


def _in_force() -> Config:
    from guard.policy.files import project_of
    from guard.policy.layers import load

    return load(os.environ, project_of(os.getcwd()), _state())
