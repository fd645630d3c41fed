"""``guard`` without an argument: what is protected on this machine, what is not, and the next step."""

from __future__ import annotations

import collections
import datetime
import os
import shutil

from guard.agents.catalogue import ABOUT
from guard.agents.doctor import present, registered_in
from guard.cli.colours import paint
from guard.errors import GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHELLS = {
    "bash": (".bashrc", 'eval "$(guard init bash)"'),
    "zsh": (".zshrc", 'eval "$(guard init zsh)"'),
    "fish": (".config/fish/config.fish", "guard init fish | source"),
}
"""The start-up file of each interactive shell below the home directory, and the line that belongs in it."""

GUARDED, OPEN = "guarded", "open"


@frozen
class Entrance:
    """A way by which commands reach this machine."""

    name: str
    guarded: bool
    detail: str
    """Where the guard is registered, or what registers it."""


def agents(home: str, project: str) -> tuple[Entrance, ...]:
    """The agents found on this machine or registered in this project."""
    return tuple(_agent(agent, registered_in(agent, home, project)) for agent in present(home, project))


def _agent(agent: str, files: tuple[str, ...]) -> Entrance:
    return Entrance(ABOUT[agent].title, bool(files), ", ".join(files) or f"guard install {agent}")


def shells(home: str, env: Mapping[str, str]) -> tuple[Entrance, ...]:
    """The interactive shells that are installed and have a start-up file, and the login shell."""
    login = os.path.basename(env.get("SHELL", ""))
    return tuple(
        _shell(name, os.path.join(home, file), line)
        for name, (file, line) in SHELLS.items()
        if shutil.which(name) and (name == login or os.path.exists(os.path.join(home, file)))
    )


def _shell(name: str, file: str, line: str) -> Entrance:
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            guarded = any("guard init" in row for row in opened if not row.lstrip().startswith("#"))
    except OSError:
        guarded = False
    return Entrance(name, guarded, file if guarded else f"put  {line}  into {file}")


def configuration(env: Mapping[str, str], project: str) -> Iterator[str]:
    """What the user has told the guard, or how to begin."""
    from guard.policy.layers import load

    found = load(env, project)
    if found.broken:
        yield f"broken: {found.broken} (every ask is a deny until it is mended)"
    named = len(found.environments)
    yield (
        f"{named} names of yours are mapped to environments" if named
        else "no name of yours is mapped to an environment; names and signs decide"
    )  # fmt: skip


def today(state: str, day: datetime.date) -> str:
    """How often the guard answered on a day, by its record."""
    from guard.cli.log import entries

    count = collections.Counter(
        str(entry.get("decision"))
        for _, entry in entries(state)
        if str(entry.get("time", "")).startswith(day.isoformat())
    )
    if not count:
        return "nothing was proposed today"
    return f"today {count['allow']} passed, {count['ask']} were asked about, {count['deny']} were refused"


def next_step(found: tuple[Entrance, ...], mapped: bool) -> str:
    """The one thing to do now."""
    if not found:
        return "no agent and no shell was found; guard check 'COMMAND' judges one command"
    for entrance in found:
        if not entrance.guarded:
            return entrance.detail
    return "guard doctor" if mapped else "guard env list"


def overview(env: Mapping[str, str], project: str) -> Iterator[str]:
    """The whole page, line by line."""
    from guard.state import directory

    home = env.get("HOME", "")
    known_agents, known_shells = agents(home, project), shells(home, env)
    for title, found, none in (
        ("Agents", known_agents, "none was found on this machine"),
        ("Shells", known_shells, "none was found on this machine"),
    ):
        yield paint(title, bold=True)
        yield from _rows(found, none)
    yield paint("Configuration", bold=True)
    said = tuple(configuration(env, project))
    yield from (f"  {line}" for line in said)
    yield paint("Record", bold=True)
    try:
        yield f"  {today(directory(env), datetime.datetime.now(datetime.timezone.utc).date())}"
    except GuardError as error:
        yield f"  {error.message}"
    yield ""
    yield f"Next: {next_step((*known_agents, *known_shells), said[-1][0].isdigit())}"
    yield "All commands: guard --help"


def _rows(found: tuple[Entrance, ...], none: str) -> Iterator[str]:
    if not found:
        yield f"  {none}"
    width = max((len(entrance.name) for entrance in found), default=0)
    for entrance in found:
        word = paint(f"{GUARDED:8}", "green") if entrance.guarded else paint(f"{OPEN:8}", "yellow")
        yield f"  {entrance.name:{width}}  {word} {entrance.detail}"
