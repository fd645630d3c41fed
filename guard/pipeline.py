"""The order of the stages, and nothing else.

read → unfold → interpret → locate → decide. Each stage is a function from values to values; what
fails inside one becomes *ask*, never silence (promise 1).
"""

from __future__ import annotations

from guard.errors import GuardError
from guard.frozen import replace
from guard.model import (
    Effect,
    FileWrite,
    Invocation,
    Place,
    Resource,
    Unfolding,
    Unresolved,
    Variable,
    Verdict,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Event, Finding, Proposal
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def judge(proposal: Proposal, world: World, session: Session, config: Config) -> Verdict:
    """What to answer to a proposal. Total: any error inside is an *ask* that says so."""
    from guard.policy.decide import broken, conclude

    try:
        unfolding, effects = foresee(proposal, world)
        findings = tuple(find(effect, unfolding.events, world, session, config) for effect in effects)
        return conclude(proposal, unfolding, findings, session, config)
    except GuardError as error:
        return broken(proposal, error.message)
    except RecursionError:
        return broken(proposal, "the command is nested too deeply to be followed")
    except Exception as error:  # promise 1: an internal error is an ask, with a record
        return broken(proposal, f"internal error in the guard ({type(error).__name__}: {error})")


def foresee(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What the proposal would do, before it is known where."""
    if proposal.tool == "agent":
        from guard.tools.interface import interpret_tool

        return interpret_tool(proposal, world)
    if proposal.tool == "sql":
        from guard.sql.effects import interpret_sql

        return Unfolding(), interpret_sql(proposal)
    unfolding = threaded(_unfold(proposal, world))
    return unfolding, tuple(interpret(unfolding, world))


def _unfold(proposal: Proposal, world: World) -> Unfolding:
    if proposal.dialect in ("powershell", "cmd"):
        word = "powershell -Command" if proposal.dialect == "powershell" else "cmd /c"
        text = "'" + proposal.text.replace("'", "'\\''") + "'"
        proposal = replace(proposal, text=f"{word} {text}", dialect="bash")
    from guard.shell.evaluate import unfold

    return unfold(proposal, world)


SWITCHING = (
    "kubectl", "kubectx", "kubens", "oc", "k", "docker", "terraform", "tofu", "pulumi", "gcloud", "az",
    "railway", "supabase", "firebase", "heroku", "vercel", "flyctl", "fly",
)  # fmt: skip
"""Programs that remember a target between two of their calls (``targets/switches.py``)."""


def threaded(unfolding: Unfolding) -> Unfolding:
    """The same, with a target chosen earlier in the text (``kubectl config use-context prod && …``)
    laid as a variable on every later invocation."""
    events = unfolding.events
    if not any(isinstance(e, Invocation) and e.program in SWITCHING for e in events):
        return unfolding
    from guard.targets.switches import context_switch

    chosen: dict[str, Variable] = {}
    out: list[Event] = []
    for event in events:
        if isinstance(event, Invocation):
            if chosen:
                event = replace(event, variables={**event.variables, **chosen})
            switch = context_switch(event)
            if switch is not None:
                name, value = switch
                chosen[name] = Variable(value, "chosen earlier in this command")
        out.append(event)
    return Unfolding(tuple(out), unfolding.shell_variables)


def interpret(unfolding: Unfolding, world: World) -> Iterator[Effect]:
    """The effects of everything that would run and be written."""
    for event in unfolding.events:
        if isinstance(event, Invocation):
            from guard.programs.registry import effects_of

            yield from effects_of(event, world)
        elif isinstance(event, FileWrite):
            from guard.programs.redirections import effects_of_write

            yield from effects_of_write(event, world)
        else:
            yield from _of_unresolved(event)


def _of_unresolved(event: Unresolved) -> Iterator[Effect]:
    if event.dangerous:
        yield Effect(
            rule="shell.unresolved",
            operation="unknown",
            resource=Resource("command", event.why),
            place=Place("none"),
            why=event.why,
            marks=("network-code",) if event.producers else ("unknown-code",),
            span=event.span,
        )


def find(
    effect: Effect, events: tuple[Event, ...], world: World, session: Session, config: Config
) -> Finding:
    """An effect with its target, its credential and its decision."""
    from guard.credentials.interface import credential_of
    from guard.policy.decide import weigh
    from guard.targets.interface import locate

    located = locate(effect, world, session, config)
    credential = credential_of(effect, located, world, session)
    return weigh(effect, located, credential, events, session, config)
