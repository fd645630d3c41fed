"""``guard task``: a person says what the work is, where it is, what it may and what it must not do."""

from __future__ import annotations

import os
import sys
import time

import click

from guard.cli.colours import paint
from guard.cli.person import required
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.session.task import Task

ENVIRONMENTS = ("staging", "production", "development", "test", "preview")
RULE_FILES = ("CLAUDE.md", "AGENTS.md", ".claude/CLAUDE.md", "CLAUDE.local.md")
LARGEST = 262_144
"""Bytes of a file of rules that are read."""
MOST_RULES = 40


@click.group()
def task() -> None:
    """Declare what an agent's work in this project is.

    What is declared is held against every command: an act in another environment than the task's is told and
    asked about, what is forbidden is denied. What is allowed in advance need not be asked about; no word
    lifts a denial.

    \b
    Example: guard task start "fix the login" --env staging
             guard task start "tidy" --allow "drop table a_old"
             guard task stop
    """


@task.command()
@click.argument("text")
@click.option("--env", "environment", type=click.Choice(ENVIRONMENTS), help="Where the work is.")
@click.option(
    "--allow", multiple=True, metavar="ACT", help="An act that need not be asked about; repeatable."
)
@click.option("--forbid", multiple=True, metavar="SENTENCE", help="What must not be done.")
@click.option(
    "--rules", type=click.Choice(("ask", "all", "none")), default="ask", show_default=True,
    help="The NEVER lines of CLAUDE.md and AGENTS.md: which of them hold.",
)  # fmt: skip
@click.option(
    "--project", type=click.Path(exists=True, file_okay=False), help="Its directory; here by default."
)
@click.option("--session", default="", metavar="ID", help="Only for this conversation (guard log --json).")
def start(
    text: str,
    environment: str | None,
    allow: tuple[str, ...],
    forbid: tuple[str, ...],
    rules: str,
    project: str | None,
    session: str,
) -> None:
    """Declare the task TEXT for the project around this directory. It replaces the project's last one.

    --allow and --forbid may be repeated.

    An ACT is a verb and a thing ("drop table sessions", "delete branch feature/x", "deploy"), or a command's
    own words ("git push origin feature/x", "terraform apply"); * stands for any letters.

    \b
    Example: guard task start "rename the users table" --env staging --allow "drop table users_old"
    """
    from guard.session.prompts import environment_in, prohibitions_in
    from guard.session.task import Task

    _check_acts(allow)
    required("declare a task")
    folder = os.path.realpath(project or _root(os.getcwd()))
    said = (*prohibitions_in(text), *forbid)
    made = Task(
        folder, text, environment or environment_in(text), allow, (*said, *_rules_that_hold(folder, rules)),
        session, int(time.time()),
    )  # fmt: skip
    _tell_what_is_forbidden(made)
    _store((*(t for t in _all() if (t.project, t.session) != (folder, session)), made))
    for line in told(made):
        click.echo(line)


@task.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--all", "every", is_flag=True, help="The tasks of every project.")
def show(as_json: bool, every: bool) -> None:
    """Print the task that holds in this directory. Exit 1 where there is none.

    \b
    Example: guard task show
    """
    from guard.session.task import task_at

    found = _all()
    if not every:
        here = task_at(found, os.getcwd(), "")
        found = tuple(t for t in found if here is not None and t.project == here.project)
    if as_json:
        import json

        click.echo(json.dumps([_as_dict(t) for t in found], indent=2))
    else:
        for t in found:
            for line in told(t):
                click.echo(line)
    if not found:
        click.echo("no task is declared here (guard task start)", err=True)
        sys.exit(1)


@task.command()
@click.option("--all", "every", is_flag=True, help="The tasks of every project.")
def stop(every: bool) -> None:
    """End the task of this project.

    What it forbade and allowed no longer holds.

    \b
    Example: guard task stop
    """
    from guard.session.task import task_at

    required("end a task")
    found = _all()
    here = task_at(found, os.getcwd(), "")
    ended = tuple(t for t in found if every or (here is not None and t.project == here.project))
    if not ended:
        raise click.ClickException("no task is declared here")
    _store(tuple(t for t in found if t not in ended))
    for t in ended:
        click.echo(f"ended: {t.text}  ({t.project})")


def told(found: Task) -> Iterator[str]:
    """A task, line by line."""
    day = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.since))
    yield f"{paint(found.text, bold=True)}  (since {day})"
    yield f"  project      {found.project}" + (f", conversation {found.session}" if found.session else "")
    yield f"  environment  {found.environment or 'none was named'}"
    yield from (f"  allowed      {act}" for act in found.allowed)
    yield from (f"  forbidden    {said}" for said in found.forbidden)


def rules_in(folder: str) -> Iterator[tuple[str, str]]:
    """The lines of a project's files for agents that forbid an act, each with the file it stands in."""
    from guard.policy.forbidden import meanings_in
    from guard.session.prompts import prohibitions_in

    for name in RULE_FILES:
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                text = file.read(LARGEST)
        except OSError:
            continue
        for line in text.splitlines():
            for said in prohibitions_in(line):
                if meanings_in(said):
                    yield said, name


def _rules_that_hold(folder: str, which: str) -> tuple[str, ...]:
    found = list(dict.fromkeys(rules_in(folder)))[:MOST_RULES] if which != "none" else []
    if not found or which == "all":
        return tuple(said for said, _ in found)
    click.echo("These lines of the project's files forbid something:")
    for number, (said, name) in enumerate(found, 1):
        click.echo(f"  {number:>2}  {said}  {paint(name, dim=True)}")
    chosen = click.prompt(
        "Which hold? (all, none, or numbers: 1,3)", default="all", value_proc=_numbers(len(found))
    )
    return tuple(found[number - 1][0] for number in chosen)


def _numbers(most: int) -> Callable[[str], tuple[int, ...]]:
    """A reader of ``all``, ``none`` or ``1,3-5``."""

    def read(text: str) -> tuple[int, ...]:
        if text.strip().lower() in ("all", "none"):
            return tuple(range(1, most + 1)) if text.strip().lower() == "all" else ()
        chosen: list[int] = []
        for piece in text.replace(",", " ").split():
            first, _, last = piece.partition("-")
            if not first.isdigit() or not (last or first).isdigit():
                raise click.BadParameter("all, none, or numbers")
            chosen.extend(range(int(first), int(last or first) + 1))
        if any(not 1 <= number <= most for number in chosen):
            raise click.BadParameter(f"numbers from 1 to {most}")
        return tuple(dict.fromkeys(chosen))

    return read


def _check_acts(acts: tuple[str, ...]) -> None:
    from guard.policy.asked import understood

    for act in acts:
        why = understood(act)
        if why:
            raise click.UsageError(f"--allow {act!r}: {why}")


def _tell_what_is_forbidden(made: Task) -> None:
    from guard.policy.forbidden import meanings_in

    for said in made.forbidden:
        if not meanings_in(said):
            click.echo(f"note: “{said}” names no act that guard knows, only things by their names", err=True)


def _root(folder: str) -> str:
    """The root of the git repository around a folder, else the folder."""
    here = folder
    while not os.path.exists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return folder
        here = parent
    return here


def _as_dict(found: Task) -> dict[str, object]:
    return {
        "text": found.text, "project": found.project, "environment": found.environment,
        "allowed": list(found.allowed), "forbidden": list(found.forbidden), "session": found.session,
        "since": found.since,
    }  # fmt: skip


def _state() -> str:
    from guard.state import directory

    try:
        return directory(os.environ)
    except GuardError as error:
        raise click.ClickException(error.message) from None


def _all() -> tuple[Task, ...]:
    from guard.session.task import tasks

    try:
        return tasks(_state())
    except GuardError as error:
        raise click.ClickException(
            f"{error.message} ({error.hint})" if error.hint else error.message
        ) from None


def _store(kept: tuple[Task, ...]) -> None:
    from guard.session.task import keep

    try:
        keep(_state(), kept)
    except GuardError as error:
        raise click.ClickException(error.message) from None
