"""Which Azure subscription and resource group a command would reach.

``--subscription`` (a name or an id, in letters of any case) · the default subscription of
``azureProfile.json`` among those of the cloud in use (``AZURE_CLOUD_NAME``, ``[cloud] name``).
``--resource-group`` · ``AZURE_DEFAULTS_GROUP`` · ``[defaults] group`` in ``.azure/config`` of the directory
or one above it · the same in the home say more.

Caught: ``az group delete -n rg-prod``; a default subscription called *Production*.
Quiet: names of test groups stay shared (E3): a group is a group.
Facts: learn.microsoft.com/cli/azure (subscriptions, azure-cli-configuration), knack's ``config.py`` and
azure-cli's ``_profile.py`` (MIT); ``tests/precedence/test_azure.py`` asks the tool.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Target
from guard.targets.cloud_signs import (
    Sign,
    environment_of_signs,
    folders_of,
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
    names = [s.name for s in signs if s.kind != ID]
    identity = "azure/" + "/".join(names[:2]) if names else "an unnamed subscription"
    target = Target(environment, identity, evidence, unresolved)
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


ID = "subscription-id"
"""The kind of sign that an id is: the owner's map knows it under *any*."""
NAMED = ("name", "n", "server", "account-name", "vault-name", "cluster", "s")


def _signs(effect: Effect, world: World) -> Iterator[Sign]:
    home = home_of(effect, world)
    folder = located(effect, variable(effect, "AZURE_CONFIG_DIR")[0], home) or f"{home}/.azure"
    subscription, where = text_of(effect.place.hint("subscription")), "--subscription"
    if not subscription:
        subscription, where = variable(effect, "guard:azure-subscription")
    listed = list(_subscriptions(folder, effect, world))
    if subscription:
        low = subscription.lower()
        chosen = [pair for pair in listed if low in (pair[0].lower(), pair[1].lower())][:1]
        yield Sign("subscription", chosen[0][0] if chosen else subscription, where)
    else:
        chosen, where = [pair for pair in listed if pair[2]][:1], "azureProfile.json"
        if chosen:
            yield Sign("subscription", chosen[0][0] or chosen[0][1], where)
    yield from (Sign(ID, number, where) for _, number, _ in chosen if number)
    group, where = text_of(effect.place.hint("resource-group", "g")), "--resource-group"
    if not group and not _names_groups(effect):
        group, where = _default("defaults", "group", folder, effect, world)
    if group:
        yield Sign("resource-group", group, where)
    for name in NAMED:
        value = text_of(effect.place.hint(name))
        if value:
            yield Sign("name", value, f"--{name}")


def _names_groups(effect: Effect) -> bool:
    """Whether the command is about groups themselves: ``az group delete -n x`` takes no default one."""
    from guard.targets.made import runner

    invocation = runner(effect)
    words = [w.text for w in invocation.argv[1:4]] if invocation is not None else []
    return "group" in words[:1]


def _default(section: str, key: str, folder: str, effect: Effect, world: World) -> tuple[str, str]:
    """A setting of az and where it stands: its variable, the directory's configuration, that of the home."""
    name = f"AZURE_{section}_{key}".upper()
    given = variable(effect, name)[0]
    if given:
        return given, name
    last = folder.rpartition("/")[2]
    nearer = [f"{above.rstrip('/')}/{last}" for above in folders_of(effect)] if section == "defaults" else []
    if folder in nearer:
        nearer = nearer[: nearer.index(folder)]
    for place in (*nearer, folder):
        found = setting(world.read(f"{place}/config") or "", section, key)
        if found:
            return found, f"{place}/config"
    return "", ""


def _subscriptions(folder: str, effect: Effect, world: World) -> Iterator[tuple[str, str, bool]]:
    """Name, id and whether it is the default, of those in the cloud that is in use."""
    data = json_file(world, f"{folder}/azureProfile.json")
    listed = data.get("subscriptions") if isinstance(data, dict) else None
    cloud = _default("cloud", "name", folder, effect, world)[0] or "AzureCloud"
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and item.get("environmentName", cloud) == cloud:
            yield str(item.get("name") or ""), str(item.get("id") or ""), item.get("isDefault") is True
