"""Which registry a package or image goes to, and whether the tool would refuse anyway.

npm: ``--registry``, ``npm_config_registry``, ``publishConfig.registry``, ``.npmrc`` of the project, of the
home, the public one. Images: the host in the name, else the public one. Others: their own option or
variable. A loopback registry is local; a public or unknown one is shared (E3).

Facts: docs.npmjs.com “npmrc”, “package.json” (``private``, ``publishConfig``); the distribution reference
(the first part of an image name with a dot, a colon or ``localhost`` is a host).
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import environment_of_host, mapped
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

VARIABLES = {
    "npm": ("npm_config_registry", "NPM_CONFIG_REGISTRY", "YARN_NPM_PUBLISH_REGISTRY", "YARN_REGISTRY"),
    "python": (
        "TWINE_REPOSITORY_URL",
        "TWINE_REPOSITORY",
        "UV_PUBLISH_URL",
        "POETRY_REPOSITORIES_DEFAULT_URL",
        "FLIT_INDEX_URL",
        "HATCH_INDEX_REPO",
    ),
    "cargo": ("CARGO_REGISTRY_DEFAULT", "CARGO_REGISTRIES_CRATES_IO_INDEX"),
    "gem": ("RUBYGEMS_HOST",),
}


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The registry an effect lands on."""
    invocation = runner(effect)
    where, said = _registry(effect, invocation, world)
    evidence = (
        (Evidence(f"registry {where}", said),) if where else (Evidence("the public registry", "default"),)
    )
    host = host_of(where)
    rule = mapped(("registry", "host"), host, config) if host else None
    if rule is not None:
        return Located(Target(rule.environment, host, evidence), effect.recoverability, effect.blast)
    environment = environment_of_host(host) if host else None
    if _is_test(where):
        environment = "E0"
    target = Target(environment or "E3", host or where or "the public registry", evidence)
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


def _is_test(where: str) -> bool:
    """The test index of Python packages is emptied from time to time."""
    return where in ("testpypi",) or host_of(where).startswith("test.pypi.")


def host_of(where: str) -> str:
    """The host in a registry's address; empty where only a name is given."""
    rest = where.split("://", 1)[-1]
    if "://" not in where and not where.startswith("//") and "." not in where and ":" not in where:
        return where if where == "localhost" else ""
    return rest.lstrip("/").split("/", 1)[0].rsplit("@", 1)[-1].rsplit(":", 1)[0]


def _registry(effect: Effect, invocation: Invocation | None, world: World) -> tuple[str, str]:
    """The address (or the name) and where it was said."""
    image = effect.place.hint("image")
    if effect.place.tool == "docker":
        return _of_image(image.skeleton if image is not None else ""), "the image's name"
    given = effect.place.hint("registry")
    if given is not None:
        return given.skeleton, "command line"
    for name in VARIABLES.get(effect.place.tool, ()):
        found = invocation.variable(name) if invocation else None
        if found is not None:
            return found.value.skeleton, name
    if effect.place.tool == "npm" and invocation is not None:
        return _of_npm(invocation, world)
    return "", ""


def _of_image(name: str) -> str:
    first = name.removeprefix("docker://").split("/", 1)[0]
    if "/" in name and ("." in first or ":" in first or first == "localhost"):
        return first if ":" in first or "." in first else "localhost:80"
    return ""


def _of_npm(invocation: Invocation, world: World) -> tuple[str, str]:
    folder = invocation.cwd or ""
    home = invocation.variable("HOME")
    configured = _package(folder, world).get("publishConfig")
    registry = configured.get("registry") if isinstance(configured, dict) else None
    if isinstance(registry, str):
        return registry, f"{folder}/package.json"
    for path in (
        f"{folder}/.npmrc",
        f"{(home.value.text if home else None) or world.home}/.npmrc",
        f"{folder}/.yarnrc.yml",
    ):
        for line in (world.read(path) or "").splitlines()[:500]:
            key, _, value = (
                line.replace("npmRegistryServer:", "registry=")
                .replace("npmPublishRegistry:", "registry=")
                .partition("=")
            )
            if key.strip() == "registry" and value.strip():
                return value.strip().strip("\"'"), path
    return "", ""


def _package(folder: str, world: World) -> dict[str, object]:
    """``package.json`` of a folder; empty where there is none."""
    from guard.wire import object_in

    return object_in(world.read(f"{folder}/package.json")) if folder else {}


def is_private(folder: str | None, world: World) -> bool:
    """``"private": true``: npm refuses to publish."""
    return bool(folder) and _package(folder or "", world).get("private") is True
