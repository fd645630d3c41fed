"""The task that a person declared with ``guard task``: where it is, what it may do, what it must not do.

One file for all, ``$STATE/declared-tasks``, mode 0600, JSON. A task belongs to a project (a directory and
what is below it) and, where the person said so, to one conversation only. A conversation that has begun
inside the project keeps its task when the agent walks out of the directory. What a task forbids and which
environment it names are asked by the same predicates as what stands in prompts; what it allows can answer a
question in advance and never lifts a denial.
"""

from __future__ import annotations

import os

from guard.errors import GuardError
from guard.frozen import frozen
from guard.session.owned import owned, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.session.interface import Ran, Session
    from guard.session.ledger import Ledger

NAME = "declared-tasks"
LARGEST = 262_144
"""Bytes of the file."""
MOST = 200
"""Tasks that are kept; the oldest go."""


@frozen
class Task:
    """What a person said about the work in a project."""

    project: str
    """Absolute, links resolved."""
    text: str = ""
    """The task in the person's words."""
    environment: str = ""
    """``staging``, ``production`` … or nothing."""
    allowed: tuple[str, ...] = ()
    """Acts that need not be asked about: ``drop table foo``, ``git push``."""
    forbidden: tuple[str, ...] = ()
    """Sentences that forbid, the accepted lines of CLAUDE.md and AGENTS.md among them."""
    session: str = ""
    """The one conversation that it is for; empty: every one in the project."""
    since: int = 0
    """Seconds since the epoch."""


def tasks(state: str) -> tuple[Task, ...]:
    """Every declared task, the oldest first.

    Raises:
        GuardError: the file is somebody else's, cannot be read, or is not what was written.
    """
    path = f"{state}/{NAME}"
    if owned(path) is None:
        return ()
    from guard.wire import loads

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            content = os.read(descriptor, LARGEST + 1)
        finally:
            os.close(descriptor)
        if len(content) > LARGEST:
            raise ValueError
        return tuple(_task(row) for row in loads(content.decode("utf-8", "surrogatepass"))["tasks"])
    except OSError as error:
        raise GuardError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GuardError(
            f"{path} is damaged", f"a person may remove it: rm {path}; the tasks must be told again"
        ) from None


def _task(row: dict[str, object]) -> Task:
    """
    Raises:
        ValueError: a field has another form than was written.
    """
    texts = {name: row.get(name, "") for name in ("project", "text", "environment", "session")}
    lists = {name: row.get(name, []) for name in ("allowed", "forbidden")}
    since = row.get("since", 0)
    if (
        not all(isinstance(value, str) for value in texts.values())
        or not all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in lists.values())
        or not isinstance(since, int)
        or not texts["project"]
    ):
        raise ValueError("not a task")
    return Task(
        since=since,
        **texts,  # type: ignore[arg-type]
        **{name: tuple(value) for name, value in lists.items()},  # type: ignore[arg-type]
    )


def keep(state: str, kept: tuple[Task, ...]) -> None:
    """Write the tasks in one step.

    Raises:
        GuardError: the file is somebody else's or cannot be written.
    """
    from guard.wire import dumps

    path = f"{state}/{NAME}"
    owned(path)
    rows = [
        {
            "project": t.project, "text": t.text, "environment": t.environment, "session": t.session,
            "allowed": list(t.allowed), "forbidden": list(t.forbidden), "since": t.since,
        }
        for t in kept[-MOST:]
    ]  # fmt: skip
    content = dumps({"tasks": rows}).encode("utf-8", "surrogatepass")
    if len(content) > LARGEST:
        raise GuardError("the tasks take more room than 256 KiB", "say less, or stop old tasks")
    try:
        put(path, content)
    except OSError as error:
        raise GuardError(f"{path} cannot be written ({error.strerror})") from None


def task_at(found: tuple[Task, ...], folder: str, session: str) -> Task | None:
    """The task for a directory: one for this very conversation first, then the nearest project's, then the
    newest."""
    here = os.path.realpath(folder)
    best: tuple[bool, int, int] | None = None
    answer = None
    for task in found:
        if task.session not in ("", session) or not (here + "/").startswith(task.project.rstrip("/") + "/"):
            continue
        rank = (bool(task.session), len(task.project), task.since)
        if best is None or rank >= best:
            best, answer = rank, task
    return answer


def with_task(session: Session, ledger: Ledger | None, state: str, folder: str, remember: bool) -> Session:
    """A conversation with the task that a person declared for it; as it is where there is none.

    Args:
        ledger: the conversation's, where it has one.
        remember: whether the conversation may be bound to its task.

    Raises:
        GuardError: the tasks or the ledger cannot be used.
    """
    found = tasks(state)
    name = ledger.session if ledger is not None else ""
    task = task_at(found, folder, name)
    bound = ledger.bound() if ledger is not None else ""
    if task is None and bound:
        task = task_at(found, bound, name)
    elif task is not None and ledger is not None and remember and bound != task.project:
        ledger.record("task", task.project)
    return session if task is None else Tasked(session, task)


class Tasked:
    """A conversation, and what a person declared about it."""

    def __init__(self, session: Session, task: Task) -> None:
        self._session = session
        self.task = task

    def made(self, kind: str, identity: str) -> bool:
        return self._session.made(kind, identity)

    def fingerprint(self, secret: str) -> str:
        return self._session.fingerprint(secret)

    def source_of_secret(self, fingerprint: str) -> str:
        return self._session.source_of_secret(fingerprint)

    def commands(self) -> tuple[Ran, ...]:
        return self._session.commands()

    def refusals(self) -> tuple[str, ...]:
        return self._session.refusals()

    def approvals(self) -> tuple[str, ...]:
        return self._session.approvals()

    def prohibitions(self) -> tuple[str, ...]:
        """What stands in the task, then what was said."""
        return (*self.task.forbidden, *self._session.prohibitions())

    def task_environment(self) -> str:
        """The environment of the task; what was said where the task names none."""
        return self.task.environment or self._session.task_environment()

    def task_project(self) -> str:
        return self.task.project

    def asked_acts(self) -> tuple[str, ...]:
        return self._session.asked_acts()

    def allowed_acts(self) -> tuple[str, ...]:
        return self.task.allowed
