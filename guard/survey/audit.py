"""Five questions about each credential, answered by the machine where it can, and *unknown* where not.

1. What is the worst single act, and who approves it? The act stands in ``providers.py``; who approves it is
   asked of guard itself, with a command that does it, for every agent found on this machine.
2. Does it reach production from this task?
3. What would break if it were rotated, and since when is it not?
4. Does it reach the backups of what it can delete?
5. Is there a gap between proposing and executing, in which somebody could say no?
"""

from __future__ import annotations

import os
import time

from guard.frozen import frozen
from guard.model import Proposal
from guard.survey.identified import Credential, ended

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from guard.model import Decision

    Tri = Literal["yes", "no", "unknown"]

OLD = 180
"""Days after which an unrotated credential is told as old."""
SHOWN = 4
"""Places that are named."""


@frozen
class Answer:
    """One question's answer."""

    question: str
    answer: Tri
    detail: str


@frozen
class Audited:
    """A credential and the five answers."""

    credential: Credential
    answers: tuple[Answer, ...]
    level: Literal["error", "warning", "note"]
    """``error``: it reaches production with nobody in between."""
    summary: str

    def of(self, question: str) -> Answer:
        """The answer to one question."""
        return next(one for one in self.answers if one.question == question)


@frozen
class Circumstances:
    """What the answers depend on beside the credential itself."""

    env: Mapping[str, str]
    folder: str
    open_agents: tuple[str, ...] = ()
    """Agents on this machine with which guard is not registered."""
    guarded: tuple[str, ...] = ()
    """Agents with which it is."""
    task: str = ""
    """The environment of the declared task."""


def audit(
    found: Iterable[Credential], around: Circumstances, readers: Mapping[str, tuple[str, ...]]
) -> tuple[Audited, ...]:
    """The five answers for each credential, the gravest first.

    Args:
        readers: for the name of a variable, the files of the project that name it.
    """
    listed = tuple(found)
    decisions: dict[str, Decision] = {}
    places: dict[str, list[str]] = {}
    for one in listed:
        if one.fingerprint:
            places.setdefault(one.fingerprint, []).append(one.where)
        if one.provider.id not in decisions:
            decisions[one.provider.id] = _decision(one, around)
    audited = [
        _audited(
            one, around, decisions[one.provider.id], places.get(one.fingerprint, []),
            readers.get(one.variable, ()),
        )
        for one in listed
    ]  # fmt: skip
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(audited, key=lambda a: (order[a.level], a.credential.where)))


def _audited(
    one: Credential, around: Circumstances, decision: Decision, places: list[str], users: tuple[str, ...]
) -> Audited:
    production = _production(one, around)
    gap = _gap(one, around, decision)
    answers = (
        _worst(one, around, decision), production, _rotation(one, places, users), _backups(one), gap,
    )  # fmt: skip
    alive = not ended(one)
    unapproved = gap.answer == "no" or not around.guarded
    if production.answer == "yes" and unapproved and alive:
        said = "it reaches production, and nobody is asked before it is used"
        return Audited(one, answers, "error", said)
    if alive and (
        production.answer == "yes" or one.risks or (production.answer == "unknown" and gap.answer == "no")
    ):
        return Audited(one, answers, "warning", _reason(one, production, gap))
    return Audited(one, answers, "note", "" if alive else "its lifetime is over")


def _reason(one: Credential, production: Answer, gap: Answer) -> str:
    reasons = []
    if production.answer == "yes":
        reasons.append("it reaches production")
    elif production.answer == "unknown" and gap.answer == "no":
        reasons.append("nothing says what it reaches, and nobody is asked before it is used")
    return "; ".join((*reasons, *one.risks))


# ------------------------------------------------------------------------------ the questions


def _worst(one: Credential, around: Circumstances, decision: Decision) -> Answer:
    if one.provider.id == "opaque":
        return Answer("worst", "unknown", "the credential does not say what it is for")
    return Answer("worst", "yes", f"it can {one.provider.act}; {_approver(one, around, decision)}")


def _approver(one: Credential, around: Circumstances, decision: Decision) -> str:
    if not one.provider.probe:
        return "there is no command of it that guard could be asked about"
    if not around.guarded:
        return "nobody approves it: guard is registered with no agent here"
    who = {"deny": "guard refuses it", "ask": "guard asks a person first", "allow": "nobody approves it"}[
        decision
    ]
    missing = f", but not in {', '.join(around.open_agents)}" if around.open_agents else ""
    return who + (missing if decision != "allow" else "")


def _production(one: Credential, around: Circumstances) -> Answer:
    task = f"; the task is said to be in {around.task}" if around.task and around.task != "production" else ""
    if one.environment == "E4":
        return Answer("production", "yes", (one.why or "it is production's") + task)
    if one.environment is None:
        wide = " and it reaches " + one.scope if one.scope and one.scope.startswith("every") else ""
        return Answer("production", "unknown", f"nothing says which environment it is for{wide}{task}")
    if one.scope.startswith(("every ", "the account", "the organisation")):
        return Answer("production", "unknown", f"{one.why}, but it reaches {one.scope}{task}")
    return Answer("production", "no", one.why)


def _rotation(one: Credential, places: list[str], users: tuple[str, ...]) -> Answer:
    others = [where for where in dict.fromkeys(places) if where != one.where]
    said = []
    if others:
        said.append("it also stands in " + " and in ".join(others[:SHOWN]))
    if users:
        said.append(f"{one.variable} is read in {', '.join(users[:SHOWN])}")
    said.append("who uses it elsewhere is unknown")
    if one.modified:
        days = int((time.time() - one.modified) / 86400)
        day = time.strftime("%Y-%m-%d", time.gmtime(one.modified))
        old = ", long ago" if days > OLD else ""
        said.append(f"its file last changed on {day} ({days} days{old})")
    else:
        said.append("since when it is not rotated is unknown")
    if ended(one):
        return Answer("rotation", "no", "nothing: its lifetime is over")
    return Answer("rotation", "yes" if others or users else "unknown", "; ".join(said))


def _backups(one: Credential) -> Answer:
    word, _, why = one.provider.backups.partition(":")
    answer: Tri = "yes" if word == "yes" else "no" if word == "no" else "unknown"
    return Answer("backups", answer, why.strip())


def _gap(one: Credential, around: Circumstances, decision: Decision) -> Answer:
    """*yes*: there is one, so somebody can say no; *no*: what is proposed runs at once."""
    if not around.guarded and not around.open_agents:
        return Answer("gap", "unknown", "no agent was found on this machine")
    if around.open_agents:
        return Answer("gap", "no", f"guard is not registered with {', '.join(around.open_agents)}")
    if not one.provider.probe:
        return Answer("gap", "unknown", "there is no command of it that guard could be asked about")
    if decision == "allow":
        return Answer("gap", "no", "guard lets its worst act pass")
    return Answer("gap", "yes", "guard refuses it" if decision == "deny" else "guard asks a person first")


def _decision(one: Credential, around: Circumstances) -> Decision:
    """What guard answers to the worst act, asked from this directory."""
    if not one.provider.probe:
        return "allow"
    from guard.service import check

    env = {**around.env, "HOME": around.env.get("HOME", "")}
    return check(Proposal(text=one.provider.probe, cwd=around.folder, env=env), around.env).decision


def circumstances(env: Mapping[str, str], folder: str) -> Circumstances:
    """What this machine is like: the agents on it, the task of the directory."""
    from guard.agents.doctor import present, registered_in
    from guard.errors import GuardError
    from guard.session.task import task_at, tasks
    from guard.state import directory

    home = env.get("HOME", "")
    agents = present(home, folder)
    guarded = tuple(a for a in agents if registered_in(a, home, folder))
    try:
        task = task_at(tasks(directory(env)), os.path.realpath(folder), "")
    except GuardError:
        task = None
    return Circumstances(
        env, folder, tuple(a for a in agents if a not in guarded), guarded, task.environment if task else ""
    )
