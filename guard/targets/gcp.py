"""Which Google Cloud project a command would reach, in gcloud's order.

``--project`` · ``CLOUDSDK_CORE_PROJECT`` · the active configuration's ``[core] project``
(``--configuration``, ``CLOUDSDK_ACTIVE_CONFIG_NAME``, ``active_config``). Emulators by their variables.

Caught: ``CLOUDSDK_CORE_PROJECT=acme-prod gcloud …`` over a configuration that says *dev*.
Quiet: ``gcloud … --project demo-x`` with an emulator host.
Facts: cloud.google.com/sdk/docs/properties and docs/configurations.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Target
from guard.targets.cloud_signs import (
    Sign,
    environment_of_signs,
    home_of,
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
    """The project, and what the session knows about the object."""
    project = effect.place.hint("project")
    unresolved = f"the project {project.skeleton}" if project is not None and project.text is None else ""
    signs = list(_signs(effect, world))
    environment, evidence = environment_of_signs(
        signs, config, "E3", "no project says which environment it is"
    )
    identity = "gcp/" + signs[0].name if signs else "a Google Cloud project that nothing here names"
    target = Target(environment, identity, evidence, unresolved)
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


def _signs(effect: Effect, world: World) -> Iterator[Sign]:
    account = text_of(effect.place.hint("impersonate-service-account", "iam-account"))
    project, where = text_of(effect.place.hint("project", "project_id")), "--project"
    if not project:
        project, where = variable(effect, "guard:gcloud-project", "CLOUDSDK_CORE_PROJECT")
    if not project:
        project, where = _configured(effect, world)
    if project:
        yield Sign("project", project, where)
    if account:
        yield Sign("account", account, "the service account")  # its address names the project it belongs to
    if effect.resource.kind in ("project", "folder", "organization") and effect.resource.identity:
        yield Sign("project", effect.resource.identity, "the command line")
    for kind in ("cluster", "instance", "i", "database", "configuration"):
        name = text_of(effect.place.hint(kind))
        if name:
            yield Sign(kind, name, f"--{kind}")
    for name, value in effect.place.hints:
        if name == "operand" and value.text:
            yield Sign("operand", value.text, "the command line")


def _configured(effect: Effect, world: World) -> tuple[str, str]:
    home = home_of(effect, world)
    folder = located(effect, variable(effect, "CLOUDSDK_CONFIG")[0], home) or f"{home}/.config/gcloud"
    name = text_of(effect.place.hint("configuration"))
    name = name or variable(effect, "guard:gcloud-configuration", "CLOUDSDK_ACTIVE_CONFIG_NAME")[0]
    name = name or (world.read(f"{folder}/active_config") or "default").strip()
    text = world.read(f"{folder}/configurations/config_{name}") or ""
    return setting(text, "core", "project") or setting(text, "", "project"), f"gcloud configuration {name}"
