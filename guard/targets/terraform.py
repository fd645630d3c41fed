"""Which infrastructure: terraform's workspace, backend and variables; pulumi's stack; a stack tool's stage.

Order for terraform: ``TF_WORKSPACE``, a ``workspace select`` earlier in the text,
``${TF_DATA_DIR:-.terraform}/environment``, *default*. The environment is the worst of what workspace,
backend (bucket, key, prefix), variable files, cloud profile and the folder's name say. A configuration
that only uses local providers (null, random, local, docker, kind) or an emulator is local.

Facts: developer.hashicorp.com/terraform/cli/workspaces, pulumi.com/docs/iac/concepts/state-and-backends
(``~/.pulumi/workspaces/<project>-<sha1 of the project file's path>-workspace.json``).
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import environment_of_words, is_loopback, mapped, words_of, worse
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Environment, Invocation
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

PROFILES = (
    "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_VAULT", "GOOGLE_CLOUD_PROJECT", "GOOGLE_PROJECT",
    "guard:aws-profile",
    "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME", "ARM_SUBSCRIPTION_NAME", "TF_VAR_environment",
    "TF_VAR_env", "TF_VAR_stage", "SLS_STAGE", "SST_STAGE", "AMPLIFY_ENV", "KAMAL_DESTINATION",
    "CI_ENVIRONMENT_TIER", "CI_ENVIRONMENT_NAME", "STAGE", "ENVIRONMENT", "DEPLOY_ENV", "NODE_ENV",
)  # fmt: skip
"""Variables that choose an account, a project or a stage."""
LOCAL_PROVIDERS = (
    "null", "random", "local", "time", "docker", "kind", "terraform", "tls", "archive", "external",
    "minikube", "k3d", "test",
)  # fmt: skip
"""Providers whose resources stay on this machine."""
_FILES = 40
"""Files of a folder that are read, at most."""


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The infrastructure an effect lands on."""
    invocation = runner(effect)
    evidence: list[Evidence] = []
    folder = _folder(effect, invocation, evidence)
    sources = _Sources(folder, world)
    names = _names(effect, invocation, sources, world, evidence)
    marks = made_marks(effect, session)
    unresolved = next(
        (v.skeleton for n, v in effect.place.hints if n in ("stack", "stage") and v.text is None), ""
    )
    said = " ".join(dict.fromkeys(n for n in names if n))[:120]
    identity = said or f"the configuration in {folder or '?'}"
    environment = _environment(names, sources, invocation, config, evidence)
    target = Target(environment, identity, tuple(evidence), unresolved)
    return Located(target, effect.recoverability, effect.blast, marks=marks)


def _folder(effect: Effect, invocation: Invocation | None, evidence: list[Evidence]) -> str:
    base = (invocation.cwd if invocation else None) or ""
    moved = effect.place.hint("chdir")
    if moved is None:
        return base
    evidence.append(Evidence(f"folder {moved.skeleton}", "-chdir"))
    text = moved.text if moved.text is not None else moved.skeleton
    return text if text.startswith("/") else f"{base.rstrip('/')}/{text}"


def _names(
    effect: Effect, invocation: Invocation | None, sources: _Sources, world: World, evidence: list[Evidence]
) -> list[str]:
    """Everything that says which infrastructure is meant."""
    folder = sources.folder
    names: list[str] = []
    for hint, value in effect.place.hints:
        if hint != "chdir":
            names.append(value.skeleton)
            evidence.append(Evidence(f"{hint} {value.skeleton}", "command line"))
    for variable in PROFILES:
        found = invocation.variable(variable) if invocation else None
        if found is not None:
            names.append(found.value.skeleton)
            evidence.append(Evidence(f"{variable} is {found.value.skeleton}", found.origin))
    tool = effect.place.tool
    if tool == "pulumi":
        names.append(_stack(effect, invocation, folder, world, evidence))
    elif tool in ("terraform", "tofu", "terragrunt", "cdktf"):
        names.append(_workspace(invocation, folder, world, evidence))
        names.extend(_backend(invocation, folder, world, evidence) or _declared(sources, evidence))
        names.extend(_provided(sources, evidence))
    else:
        from guard.targets.tool_settings import settings_of

        home, _ = _said(invocation, "HOME")
        stage = effect.place.hint("stage", "stack", "environment")
        chosen = (stage.text or "") if stage is not None else ""
        for sign in settings_of(tool, invocation, home or world.home, world, chosen):
            if chosen and sign.kind == "environment":
                continue  # the flag goes before the files
            names.append(sign.name)
            evidence.append(Evidence(f"{sign.kind} {sign.name}", sign.where))
    return [name for name in names if name]


def _said(invocation: Invocation | None, *variables: str) -> tuple[str, str]:
    for name in variables:
        found = invocation.variable(name) if invocation else None
        if found is not None and found.value.skeleton:
            where = "an earlier switch in this command" if name.startswith("guard:") else name
            return found.value.skeleton, where
    return "", ""


def _data(invocation: Invocation | None, folder: str) -> str:
    text, _ = _said(invocation, "TF_DATA_DIR")
    name = text or ".terraform"
    return name if name.startswith("/") else f"{folder.rstrip('/')}/{name}"


def _workspace(invocation: Invocation | None, folder: str, world: World, evidence: list[Evidence]) -> str:
    name, where = _said(invocation, "TF_WORKSPACE", "guard:terraform-workspace")
    if not name:
        where = f"{_data(invocation, folder)}/environment"
        name = (world.read(where, 4096) or "").strip()
    if name:
        evidence.append(Evidence(f"workspace {name}", where))
    return "" if name == "default" else name


BACKEND = (
    "bucket", "key", "prefix", "resource_group_name", "storage_account_name", "container_name", "address",
    "path", "workspace_dir", "organization", "hostname", "profile",
)  # fmt: skip
"""What the settings of a backend that was initialised say about the state."""


def _backend(invocation: Invocation | None, folder: str, world: World, evidence: list[Evidence]) -> list[str]:
    from guard.wire import object_in

    path = f"{_data(invocation, folder)}/terraform.tfstate"
    backend = object_in(world.read(path)).get("backend")
    settings = backend.get("config") if isinstance(backend, dict) else None
    found: list[str] = []
    for key in BACKEND:
        value = settings.get(key) if isinstance(settings, dict) else None
        if isinstance(value, str):
            found.append(value)
            evidence.append(Evidence(f"backend {key} {value}", path))
    return found


NAMED = ("name", "bucket", "key", "prefix", "organization", "hostname", "container_name", "tags")
"""What a ``cloud`` or ``backend`` block says about the state."""
PROVIDED = ("profile", "project", "subscription_id", "config_context", "account_id", "organization")
"""What a provider's block says about the account."""
VALUES = ("environment", "env", "stage", "project", "project_id", "account", "profile", "workspace", "tier")
"""What a tfvars file calls the environment."""


class _Sources:
    """The files of a configuration's folder, each read once."""

    def __init__(self, folder: str, world: World) -> None:
        self.folder, self._world = folder, world
        self._texts: dict[str, str] = {}
        self._names: tuple[str, ...] | None = None

    def texts(self, *endings: str) -> Iterator[tuple[str, str]]:
        """The path and the text of the first files with these endings."""
        if self._names is None:
            self._names = (self._world.list(self.folder) if self.folder else None) or ()
        for name in [name for name in self._names if name.endswith(endings)][:_FILES]:
            path = f"{self.folder}/{name}"
            if path not in self._texts:
                self._texts[path] = self._world.read(path) or ""
            yield path, self._texts[path]


def _declared(sources: _Sources, evidence: list[Evidence]) -> list[str]:
    """What a ``cloud`` or ``backend`` block says where the configuration was not initialised here."""
    found: list[str] = []
    for path, text in sources.texts(".tf"):
        for head in ("cloud {", 'backend "'):
            block = text.partition(head)[2][:800].partition("\n}")[0]
            for line in block.splitlines():
                key, equals, value = line.partition("=")
                if equals and key.strip() in NAMED and '"' in value:
                    found.append(value.split('"')[1])
                    evidence.append(Evidence(f"{key.strip()} {found[-1]}", path))
    return found


def _provided(sources: _Sources, evidence: list[Evidence]) -> list[str]:
    """The accounts that provider blocks name, and what the tfvars files that are always loaded call them."""
    found: list[str] = []
    for path, text in sources.texts(".tf", ".tfvars"):
        values = path.endswith(".tfvars")
        if values and not path.endswith(("/terraform.tfvars", ".auto.tfvars")):
            continue
        inside, wanted = (True, VALUES) if values else (False, PROVIDED)
        for line in text.splitlines():
            if not values and line[:1] not in (" ", "\t", ""):
                inside = line.startswith("provider ") and "{" in line
            key, equals, value = line.partition("=")
            if inside and equals and key.strip() in wanted and value.strip()[:1] == '"' and "${" not in value:
                found.append(value.split('"')[1])
                evidence.append(Evidence(f"{key.strip()} {found[-1]}", path))
    return found


def _stack(
    effect: Effect, invocation: Invocation | None, folder: str, world: World, evidence: list[Evidence]
) -> str:
    if effect.place.hint("stack") is not None:
        return ""
    name, where = _said(invocation, "PULUMI_STACK", "guard:pulumi-stack")
    if not name:
        name, where = _selected_stack(invocation, folder, world)
    if name:
        evidence.append(Evidence(f"stack {name}", where))
    return name


def _selected_stack(invocation: Invocation | None, folder: str, world: World) -> tuple[str, str]:
    from guard.wire import object_in

    project = next(
        (f"{folder}/{n}" for n in ("Pulumi.yaml", "Pulumi.yml") if world.exists(f"{folder}/{n}")), ""
    )
    if not project:
        return "", ""
    from hashlib import sha1

    lines = (world.read(project) or "").splitlines()
    title = next((line[5:].strip() for line in lines if line.startswith("name:")), "")
    home, _ = _said(invocation, "PULUMI_HOME")
    user, _ = _said(invocation, "HOME")
    digest = sha1(project.encode(), usedforsecurity=False).hexdigest()
    path = f"{home or (user or world.home) + '/.pulumi'}/workspaces/{title}-{digest}-workspace.json"
    stack = object_in(world.read(path)).get("stack")
    return (stack, path) if isinstance(stack, str) else ("", "")


# ---------------------------------------------------------------------------- environment


def _environment(
    names: list[str],
    sources: _Sources,
    invocation: Invocation | None,
    config: Config,
    evidence: list[Evidence],
) -> Environment:
    folder = sources.folder
    for name in names:
        rule = mapped(("workspace", "stack", "project", "account", "profile"), name, config)
        if rule is not None:
            evidence.append(
                Evidence(f"{rule.pattern} is {rule.environment} in the environment map", rule.origin)
            )
            return rule.environment
    rule = mapped("path", folder, config)
    if rule is not None:
        return rule.environment
    words = worse(*(environment_of_words(name) for name in names))
    place = _of_folder(folder, invocation)
    if place and place != "E3":
        evidence.append(Evidence(f"the folder {folder} is named for production"))
    if "E4" in (words, place):
        return "E4"
    if _is_local(sources, invocation, evidence):
        return "E1"
    return "E3"


def _of_folder(folder: str, invocation: Invocation | None) -> Environment | None:
    """The deepest folder that says something; *live* alone is a layout's word (``live/dev``)."""
    home, _ = _said(invocation, "HOME")
    inside = folder.removeprefix(home.rstrip("/") + "/") if home else folder
    layout = False
    for part in reversed([p for p in inside.split("/") if p]):
        if part == "live" or words_of(part)[-1:] == ("live",):
            layout = True
            continue
        found = environment_of_words(part)
        if found is not None:
            return found
    return "E4" if layout else None


def _is_local(sources: _Sources, invocation: Invocation | None, evidence: list[Evidence]) -> bool:
    """Only providers that stay on this machine, or an emulator."""
    endpoint, name = _said(invocation, "AWS_ENDPOINT_URL", "PULUMI_BACKEND_URL_LOCAL")
    if endpoint and is_loopback(endpoint.split("://")[-1].split("/")[0].rsplit(":", 1)[0]):
        evidence.append(Evidence(f"{name} is {endpoint}"))
        return True
    kinds: set[str] = set()
    for path, text in sources.texts(".tf"):
        if "localhost:4566" in text or "127.0.0.1:4566" in text or "localhost.localstack.cloud" in text:
            evidence.append(Evidence("the provider's endpoints are an emulator's", path))
            return True
        for line in text.splitlines():
            words = line.replace('"', " ").split()
            if len(words) > 1 and words[0] in ("resource", "module"):
                kinds.add("module" if words[0] == "module" else words[1].split("_", 1)[0])
    if kinds and all(kind in LOCAL_PROVIDERS for kind in kinds):
        evidence.append(Evidence("only providers that stay on this machine are used", sources.folder))
        return True
    return False
