"""This machine, or the one that ``ssh`` leads to: services, firewall, accounts, disks, schedules.

A machine is personal (E2) unless its name, its environment map or what marks a server says otherwise;
a throw-away one (a CI runner, a container) is E1. Reversible where the interpreter says so.
"""

from __future__ import annotations

from guard.findings import Located
from guard.frozen import replace
from guard.model import Evidence, Target
from guard.signs.environments import environment_of_words, mapped
from guard.targets.elsewhere import remote, surroundings
from guard.targets.made import made_marks, runner
from guard.targets.repository import repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The machine an effect lands on."""
    invocation = runner(effect)
    named = effect.place.hint("host")
    target = (
        remote(named, invocation, world, config)
        if named is not None
        else surroundings(invocation, world, config) or machine(invocation, world, config)
    )
    stored = effect.place.hint("repository")
    if stored is not None:
        target = repository(stored, invocation, target, world, config)
    elif effect.place.hint("unknown-repository") is not None and target.environment < "E3":
        target = Target("E3", "a repository that nothing here names", target.evidence)
    value = effect.resource.value
    if value is not None and value.text is None:
        target = replace(target, unresolved=value.skeleton)
    if effect.place.hint("own") is not None and target.environment == "E2":
        target = replace(target, environment="E1")
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


def machine(invocation: Invocation | None, world: World, config: Config) -> Target:
    """The machine the guard runs on, by its name."""
    name = host_name(invocation, world)
    evidence = (Evidence(f"this machine is {name}", "/etc/hostname"),) if name else ()
    rule = mapped("host", name, config)
    if rule is not None:
        return Target(
            rule.environment,
            name,
            (*evidence, Evidence(f"{rule.pattern} in the environment map", rule.origin)),
        )
    words = environment_of_words(name)
    if words == "E4":
        return Target("E4", name, evidence)
    return Target("E2", name or "this machine", evidence)


def host_name(invocation: Invocation | None, world: World) -> str:
    """What the machine calls itself: ``HOSTNAME``, then ``/etc/hostname``."""
    variable = invocation.variable("HOSTNAME") if invocation else None
    text = variable.value.text if variable else None
    return text or (world.read("/etc/hostname", 1024) or "").strip()
