"""The order of the stages, and nothing else.

read → unfold → interpret → locate → decide. Each stage is a function from values to values; what
fails inside one becomes *ask*, never silence (promise 1).
"""

from __future__ import annotations

from guard.errors import GuardError
from guard.frozen import replace
from guard.model import Invocation, Unfolding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Finding
    from guard.model import Effect, Event, Proposal, Verdict
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def judge(proposal: Proposal, world: World, session: Session, config: Config) -> Verdict:
    """What to answer to a proposal. Total: any error inside is an *ask* that says so."""
    from guard.policy.decide import conclude, ruled_out

    world.made_lately = lambda path: session.made("path", path)
    try:
        unfolding, effects = foresee(proposal, world)
        world.events = unfolding.events
        effects = (*effects, *ruled_out(unfolding.events, session))
        typed = proposal.text if proposal.tool == "shell" else ""
        findings = tuple(find(effect, unfolding.events, world, session, config, typed) for effect in effects)
        return conclude(proposal, unfolding, findings, session, config)
    except GuardError as error:
        return _at_its_strictest(proposal, world, session, config, error)
    except RecursionError:
        return _broken(proposal, "the command is nested too deeply to be followed")
    except Exception as error:  # promise 1: an internal error is an ask, with a record
        return _broken(proposal, f"internal error in the guard ({type(error).__name__}: {error})")


def _at_its_strictest(
    proposal: Proposal, world: World, session: Session, config: Config, error: GuardError
) -> Verdict:
    """*Ask* where a stage could not go on; where that was the memory of the conversation, what is denied
    without any memory stays denied."""
    from guard.policy.decide import broken
    from guard.session.interface import NoSession

    answer = broken(proposal, error.message)
    if isinstance(session, NoSession):
        return answer
    without = judge(proposal, world, NoSession(), config)
    if without.decision != "deny" or answer.decision == "deny":
        return answer
    return replace(
        without, summary=f"{without.summary} (The guard could not work all of it out: {error.message}.)"
    )


def _broken(proposal: Proposal, why: str) -> Verdict:
    from guard.policy.decide import broken  # hardly ever needed

    return broken(proposal, why)


def foresee(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What the proposal would do, before it is known where."""
    if proposal.tool == "agent":
        from guard.tools.interface import interpret_tool

        return interpret_tool(proposal, world)
    if proposal.tool == "sql" or proposal.dialect == "sql":
        from guard.sql.effects import interpret_sql

        return Unfolding(), interpret_sql(proposal)
    from guard.programs.foresight import foresee_text

    unfolding, effects = foresee_text(proposal, world)
    if proposal.text.lstrip()[:14].startswith(STATEMENTS):
        from guard.sql.effects import interpret_sql

        effects += interpret_sql(proposal)
    return unfolding, effects


STATEMENTS = (
    "DROP ", "TRUNCATE ", "DELETE FROM ", "ALTER ", "UPDATE ", "drop table ", "drop database ",
    "drop schema ", "delete from ", "alter table ", "truncate table ",
)  # fmt: skip
"""How SQL begins that stands where a command should: the shell would not find such a program, and whoever
relays it has a database in mind."""


def find(
    effect: Effect,
    events: tuple[Event, ...],
    world: World,
    session: Session,
    config: Config,
    typed: str = "",
) -> Finding:
    """An effect with its target, its credential and its decision. ``typed`` is the text as it was written."""
    from guard.credentials.interface import credential_of
    from guard.policy.decide import weigh
    from guard.targets.interface import locate

    then = world
    if len(events) > 1 and effect.place.kind != "path" and isinstance(effect.by, Invocation):
        from guard.programs.rewritten import afterwards

        then = afterwards(world, events, effect.by)
    located = locate(effect, then, session, config)
    credential = credential_of(effect, located, world, session)
    finding = weigh(effect, located, credential, events, session, config)
    if finding.decision == "ask" and typed:
        from guard.shell.disguise import disguised

        if disguised(effect, typed):
            effect = replace(effect, marks=(*effect.marks, "disguised"))
            return weigh(effect, located, credential, events, session, config)
    return finding
