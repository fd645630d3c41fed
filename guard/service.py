"""A proposal in, a verdict out, with everything that belongs around it: configuration, ledger, record.

The hook, the batch reader, ``guard check`` and the library all come through here, so that they cannot
differ. Where the ledger or the configuration cannot be used the answer is never milder for it.
"""

from __future__ import annotations

import os

from guard.credentials.redaction import around, assigned
from guard.errors import GuardError
from guard.frozen import replace
from guard.model import Verdict, worst
from guard.pipeline import judge
from guard.policy.config import Config
from guard.policy.files import project_of, signature, sources
from guard.session.interface import NoSession
from guard.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guard.model import Proposal
    from guard.session.interface import Session
    from guard.session.ledger import Ledger


class Guard:
    """One guard with its state. Cheap to make; keeps what it read between proposals."""

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        *,
        remember: bool = True,
        read_twice: bool = False,
        approvals: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """
        Args:
            env: the guard's own environment; ``os.environ`` where none is given.
            remember: whether decisions are recorded (a question of ``guard check`` is not).
            read_twice: whether a second, independent reader looks at shell text that would pass. Off on
                the way of a hook, where importing it would cost more than everything else.
            approvals: whether a refusal that a person may lift is parked, and a ticket lets it pass.
            progress: told how far a long file has been read. With it a person waits, so such a file is read
                to its end; without it reading stops after ``world.STREAM_SECONDS`` and the answer is *ask*.
        """
        self._progress = progress
        self._env = os.environ if env is None else env
        self._remember = remember
        self._read_twice = read_twice
        self._approvals = approvals
        self._configs: dict[object, Config] = {}
        self._trouble = ""
        try:
            from guard.state import directory

            self.state = directory(self._env)
        except GuardError as error:
            self.state, self._trouble = "", error.message

    def answer(self, proposal: Proposal) -> Verdict:
        """Judge a proposal and record the decision before anybody can act on it."""
        around(proposal.env)
        ledger, trouble = self._ledger(proposal)
        session, trouble = self._with_task(proposal, ledger, trouble)
        world = World(proposal.env.get("HOME", ""), start=proposal.cwd)
        if self._progress is not None:
            world.patience, world.progress = None, self._progress
        config = self._config(proposal)
        verdict = judge(proposal, world, session, config)
        assigned(verdict.events)
        if self._read_twice:
            verdict = _read_again(proposal, verdict)
        trouble = trouble or self._trouble
        if trouble:
            verdict = _with_trouble(proposal, verdict, trouble)
        elif verdict.decision == "deny" and self._approvals and not config.broken:
            verdict = _considered(proposal, verdict, world, session, config, self.state)
        if self._remember:
            verdict = self._recorded(proposal, verdict)
            _remembered(proposal, verdict, ledger, world)
        return verdict

    def _config(self, proposal: Proposal) -> Config:
        project = project_of(proposal.cwd)
        state = signature(sources(self._env, project))
        if not state:
            return Config()
        if state not in self._configs:
            from guard.policy.layers import load

            self._configs = {state: load(self._env, project, self.state)}
        return self._configs[state]

    def _ledger(self, proposal: Proposal) -> tuple[Ledger | None, str]:
        if not proposal.session or not self.state:
            return None, ""
        from guard.session.ledger import Ledger

        try:
            return Ledger(self.state, proposal.session), ""
        except GuardError as error:
            return None, error.message

    def _with_task(self, proposal: Proposal, ledger: Ledger | None, trouble: str) -> tuple[Session, str]:
        """The conversation with the task that a person declared for it, if anybody ever declared one."""
        session: Session = NoSession() if ledger is None else ledger
        try:
            os.lstat(self.state + "/declared-tasks")
        except FileNotFoundError:
            return session, trouble
        except OSError as error:
            return session, trouble or f"the tasks cannot be looked up ({error.strerror})"
        from guard.session.task import with_task

        try:
            return with_task(session, ledger, self.state, proposal.cwd, self._remember), trouble
        except GuardError as error:
            return session, trouble or error.message

    def _recorded(self, proposal: Proposal, verdict: Verdict) -> Verdict:
        from guard.audit.record import record

        trouble = record(self.state, proposal, verdict)
        return _with_trouble(proposal, verdict, trouble) if trouble else verdict


def _considered(
    proposal: Proposal, verdict: Verdict, world: World, session: Session, config: Config, state: str
) -> Verdict:
    """Let pass by a person's ticket, or with the id by which a person can give one."""
    from guard.approvals.desk import considered, unrefused

    def again() -> tuple[Verdict, World]:
        fresh = World(proposal.env.get("HOME", ""), start=proposal.cwd)
        return judge(proposal, fresh, unrefused(session), config), fresh

    return considered(proposal, verdict, world, state, again)


def _read_again(proposal: Proposal, verdict: Verdict) -> Verdict:
    """*Ask* where a second reader of the shell text sees a command that ours does not."""
    if verdict.decision != "allow" or proposal.tool != "shell":
        return verdict
    from guard.shell.nodes import Refusal
    from guard.shell.parse import parse
    from guard.shell.second_opinion import disagreements

    try:
        found = disagreements(proposal.text, proposal.dialect, parse(proposal.text, proposal.dialect))
    except Refusal:
        return verdict
    if not found:
        return verdict
    said = f"Two readers of this shell text disagree about what it runs; one sees {found[0]}."
    return replace(verdict, decision="deny" if proposal.mode == "headless" else "ask", summary=said)


def _remembered(proposal: Proposal, verdict: Verdict, ledger: Ledger | None, world: World) -> None:
    """What was refused, so that another route to it is known; else the files that would be made."""
    if ledger is None:
        return
    try:
        if verdict.decision == "deny":
            from guard.session.recorders import record_refusals

            record_refusals(ledger, verdict)
        elif any(finding.effect.operation == "overwrite" for finding in verdict.findings):
            from guard.session.coming import announce

            announce(ledger, proposal, verdict, world)
    except GuardError:
        return  # the decision stands; only the memory of it is missing


def _with_trouble(proposal: Proposal, verdict: Verdict, trouble: str) -> Verdict:
    """The same verdict, told that the guard cannot remember; never milder, and *ask* for what it
    would have let pass only where something would be changed or pushed."""
    from guard.policy.forbidden import HARMLESS, SHARED

    effects = [f.effect for f in verdict.findings]
    if not any(e.operation not in HARMLESS or e.rule in SHARED for e in effects):
        return verdict
    decision = worst((verdict.decision, "deny" if proposal.mode == "headless" else "ask"))
    said = verdict.summary or "Something would be changed."
    return replace(verdict, decision=decision, summary=f"{said} (The guard cannot remember: {trouble}.)")


def check(
    proposal: Proposal,
    env: Mapping[str, str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Verdict:
    """Judge one proposal without recording it; ``progress`` as for ``Guard``."""
    return Guard(env, remember=False, read_twice=True, progress=progress).answer(proposal)
