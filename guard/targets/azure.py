"""Which Azure subscription and resource group a command would reach.

``--subscription`` · the default subscription of ``azureProfile.json``; ``--resource-group`` and the default
group of ``~/.azure/config`` say more.

Caught: ``az group delete -n rg-prod``; a default subscription called *Production*.
Quiet: names of test groups stay shared (E3): a group is a group.
Facts: learn.microsoft.com/cli/azure (subscriptions, azure-cli-configuration).
"""

from __future__ import annotations

from guard.model import Located, Target
from guard.targets.cloud_signs import (
    Sign,
    environment_of_signs,
    home_of,
    json_file,
    located,
    setting,
    text_of,
    variable,
)
from guard.targets.made import made_marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The subscription and the group, and what the session knows about the object."""
    signs = list(_signs(effect, world))
    environment, evidence = environment_of_signs(signs, config, "E3", "nothing says which environment it is")
    unresolved = ""
    for name in ("subscription", "resource-group", "g"):
        value = effect.place.hint(name)
        if value is not None and value.text is None:
            unresolved = f"--{name} {value.skeleton}"
    identity = "azure/" + "/".join(s.name for s in signs[:2]) if signs else "an unnamed subscription"
    target = Target(environment, identity, evidence, unresolved)
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


def _signs(effect: Effect, world: World) -> Iterator[Sign]:
    home = home_of(effect, world)
    folder = located(effect, variable(effect, "AZURE_CONFIG_DIR")[0], home) or f"{home}/.azure"
    subscription, where = text_of(effect.place.hint("subscription")), "--subscription"
    if not subscription:
        subscription, where = variable(effect, "guard:azure-subscription")
    if subscription:
        yield Sign("subscription", subscription, where)
    else:
        yield from _default(folder, world)
    group = text_of(effect.place.hint("resource-group", "g"))
    group = group or setting(world.read(f"{folder}/config") or "", "defaults", "group")
    if group:
        yield Sign("resource-group", group, "--resource-group")
    for name in ("name", "n", "server", "account-name", "vault-name", "cluster", "s"):
        value = text_of(effect.place.hint(name))
        if value:
            yield Sign("name", value, f"--{name}")


def _default(folder: str, world: World) -> Iterator[Sign]:
    data = json_file(world, f"{folder}/azureProfile.json")
    listed = data.get("subscriptions") if isinstance(data, dict) else None
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and item.get("isDefault") is True:
            yield Sign("subscription", str(item.get("name") or item.get("id")), "azureProfile.json")
