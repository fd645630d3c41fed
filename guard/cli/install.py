"""``guard install`` and ``guard uninstall``: register with agents, and take it back."""

from __future__ import annotations

import os
import sys

import click

from guard.agents import install as plan
from guard.agents.catalogue import ABOUT, found_agents
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

AGENTS = click.Choice(tuple(ABOUT))
SCOPES = click.Choice(plan.SCOPES)


@click.command()
@click.argument("agents", type=AGENTS, nargs=-1)
@click.option("--scope", type=SCOPES, default="user", show_default=True, help="Whose settings are changed.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--print", "only_print", is_flag=True, help="Print the new files and change nothing.")
@click.option(
    "--http", is_flag=True, help="Claude Code: judge calls in a server on loopback (docs/agents.md)."
)
def install(agents: tuple[str, ...], scope: str, yes: bool, only_print: bool, http: bool) -> None:
    """Register the guard's hooks with AGENTS.

    Without a name: with every agent found on this machine. Each change is shown first, and the old file
    is kept.

    \b
    Example: guard install
             guard install codex --scope project
    """
    with _Explained():
        home = os.environ.get("HOME", "")
        chosen = agents or found_agents(home, os.environ)
        if not chosen:
            raise GuardError("no agent was found on this machine", "name one: guard install claude-code")
        _server(http, chosen, scope, only_print)
        for agent in chosen:
            changes = plan.planned(agent, plan.settings_path(scope, home, os.getcwd(), agent))
            if only_print:
                _print(changes)
                continue
            title = ABOUT[agent].title
            made = _make(
                changes, yes, f"{title}: the guard is registered already.", f"Registered with {title}."
            )
            if made and agent == "codex" and _trusted():
                click.echo("Codex trusts the guard's hooks.")
            elif made and ABOUT[agent].after:
                click.echo(f"One thing is left: {ABOUT[agent].after}.")
        if not only_print:
            _bundle()
            click.echo("Try it: guard doctor")


def _server(http: bool, agents: tuple[str, ...], scope: str, only_print: bool) -> None:
    """Choose the place of the server, or have none any more."""
    from guard.agents import loopback_place

    if http:
        if agents != ("claude-code",) or scope != "user":
            raise GuardError(
                "only a person's own settings of Claude Code can name a server",
                "guard install claude-code --http",
            )
        loopback_place.choose(os.environ)
        path = plan.settings_path("user", os.environ.get("HOME", ""), os.getcwd(), "claude-code")
        if os.path.exists(path):
            os.chmod(path, 0o600)  # a token will stand in it
    elif "claude-code" in agents and scope == "user" and not only_print:
        loopback_place.forget(os.environ)


def _bundle() -> None:
    """Make the file that a hook starts from; without it a hook takes twice as long and answers the same."""
    from guard.bundle import build, is_current

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        if not is_current(package):
            build(package)
    except OSError as error:
        click.echo(f"Hooks will be slower: {package} cannot be written ({error.strerror}).")


@click.command()
@click.argument("agents", type=AGENTS, nargs=-1)
@click.option("--scope", type=SCOPES, default="user", show_default=True, help="Whose settings are changed.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def uninstall(agents: tuple[str, ...], scope: str, yes: bool) -> None:
    """Take the guard's hooks out of settings again.

    Those of AGENTS, or of every agent; everything else stays.

    \b
    Example: guard uninstall claude-code
    """
    with _Explained():
        for agent in agents or _in_scope(scope):
            changes = plan.taken_back(
                agent, plan.settings_path(scope, os.environ.get("HOME", ""), os.getcwd(), agent)
            )
            title = ABOUT[agent].title
            nothing = f"{title}: the guard is not registered there." if agents else ""
            if _make(changes, yes, nothing, f"Taken out of {title}'s settings."):
                _tidy(changes)


def _in_scope(scope: str) -> tuple[str, ...]:
    tables: dict[str, Collection[str]] = {
        "user": plan.USER, "project": plan.PROJECT, "local": plan.LOCAL,
    }  # fmt: skip
    table = tables.get(scope, plan.ORGANISATION)
    return tuple(agent for agent in ABOUT if agent in table)


def _print(changes: tuple[plan.Change, ...]) -> None:
    for change in changes:
        click.echo(f"# {change.path}", err=True)
        click.echo(change.after or "", nl=False)


def _make(changes: tuple[plan.Change, ...], yes: bool, nothing: str, done: str) -> bool:
    needed = [change for change in changes if change.needed]
    if not needed:
        if nothing:
            click.echo(nothing)
        return False
    for change in needed:
        click.echo(plan.difference(change))
    if not yes:
        if not _someone_is_there():
            raise GuardError("nobody is here to say yes", "add --yes, or --print to see the file")
        if not click.confirm("Change " + " and ".join(change.path for change in needed) + "?"):
            click.echo("Nothing was changed.")
            return False
    for change in needed:
        backup = plan.apply(change)
        click.echo(f"{change.path}" + (f" (the old file is {backup})" if backup else ""))
    click.echo(done)
    return True


def _trusted() -> bool:
    """Whether Codex trusts the hooks now; what stands in the way is said."""
    import shutil

    from guard.agents.codex_trust import trust

    program = shutil.which("codex")
    if program is None:
        return False
    try:
        trust(program, os.getcwd(), os.environ)
    except GuardError as error:
        click.echo(f"{error.message}.")
        return False
    return True


def _someone_is_there() -> bool:
    return sys.stdin.isatty()


def _tidy(changes: tuple[plan.Change, ...]) -> None:
    """Remove the folder of a plugin that is empty now."""
    for change in changes:
        folder = os.path.dirname(change.path)
        while change.after is None and "guard" in folder.split(os.sep)[-2:]:
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)


class _Explained:
    """Errors that a person can act on, as click shows them."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, GuardError):
            raise click.ClickException(error.message + (f" ({error.hint})" if error.hint else "")) from None
