"""Names on this machine that stand for an environment, for the first-run proposal of ``guard env list``.

Contexts and clusters of kubeconfig, profiles and accounts of AWS, projects of gcloud, subscriptions of
Azure, docker contexts, ssh hosts, the link files of platforms, the hosts in a project's env files, workspaces
and stacks. Each comes with what its words say; a person confirms or corrects it. Kinds are those that the
resolvers ask the environment map for (``KINDS``).

Facts: the same files and keys as the resolvers in ``guard/targets`` read.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.signs.environments import UNIDENTIFIED, is_loopback, mapped, sign_of_host, sign_of_words
from guard.survey.reading import documents, json_at, sections
from guard.targets import railway
from guard.targets.kubeconfig import read_kubeconfig
from guard.targets.kubernetes import host_of, is_local
from guard.targets.paas import heroku_apps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from guard.model import Environment
    from guard.policy.config import Config
    from guard.world import World

KINDS: dict[str, str] = {
    "account": "a cloud account's number or name", "app": "an application of a platform",
    "branch": "a branch of a database service", "bucket": "a bucket", "cluster": "a Kubernetes cluster",
    "context": "a context of kubectl, docker, doctl or hcloud", "database": "a database's name",
    "environment": "an environment of a platform", "host": "a host name", "inventory": "an Ansible inventory",
    "namespace": "a Kubernetes namespace", "path": "a directory", "profile": "a profile of aws and its like",
    "project": "a project of gcloud, Firebase, Railway …", "registry": "a package registry's host",
    "remote": "a git remote", "repository": "a repository", "resource-group": "an Azure resource group",
    "stack": "a stack of Pulumi, CDK …", "subscription": "an Azure subscription",
    "workspace": "a Terraform workspace", "any": "whatever bears the name",
}  # fmt: skip
"""What can stand in the environment map, and what it is."""
MOST = 300
"""Names that are proposed."""


@frozen
class Name:
    """A name found on this machine."""

    kind: str
    name: str
    where: str
    """The file or command that it stands in."""
    environment: Environment | None = None
    """What its words say; ``None`` where they say nothing."""
    why: str = ""


@frozen
class Ground:
    """Where is looked."""

    home: str
    folder: str
    env: Mapping[str, str]
    world: World


def names(ground: Ground, config: Config) -> tuple[Name, ...]:
    """The names that the environment map does not have yet, each once, the nearest first."""
    found: dict[tuple[str, str], Name] = {}
    for finder in FINDERS:
        for kind, name, where in finder(ground):
            key = (kind, name.lower())
            if name and key not in found and len(found) < MOST and mapped(kind, name, config) is None:
                environment, why = _says(kind, name)
                found[key] = Name(kind, name, where, environment, why)
    return tuple(found.values())


def _says(kind: str, name: str) -> tuple[Environment | None, str]:
    """What a name says by itself, in words."""
    if kind == "host":
        if is_loopback(name):
            return "E1", "loopback"
        found = sign_of_host(name)
        return (found[0], found[1]) if found and found[1] != UNIDENTIFIED else (None, "")
    if kind in ("context", "cluster") and is_local(name):
        return "E1", "a cluster on this machine"
    sign = sign_of_words(name)
    return (sign[0], f"the word “{sign[1]}”") if sign else (None, "")


if TYPE_CHECKING:
    Finder = Callable[[Ground], Iterator[tuple[str, str, str]]]
    """Answers kind, name and where."""


def _kubernetes(ground: Ground) -> Iterator[tuple[str, str, str]]:
    listed = ground.env.get("KUBECONFIG") or f"{ground.home}/.kube/config"
    paths = [path for path in listed.split(":") if path]
    config = read_kubeconfig(paths, ground.world)
    for name, context in list(config.contexts.items())[:MOST]:
        yield "context", name, paths[0]
        host = host_of(config.clusters.get(context.get("cluster", ""), ""))
        if host and not is_loopback(host) and not is_local(name):
            yield "host", host, f"the server of context {name}"


def _aws(ground: Ground) -> Iterator[tuple[str, str, str]]:
    from guard.targets.aws import account_of_key

    for variable, default in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
        path = ground.env.get(variable) or f"{ground.home}/.aws/{default}"
        for title, values in sections(ground.world.read(path) or "").items():
            name = title.removeprefix("profile ").strip()
            if title.startswith(("sso-session ", "services ")):
                continue
            role = values.get("role_arn", "").split(":")
            account = values.get("sso_account_id") or (role[4] if len(role) > 4 else "")
            account = account or account_of_key(values.get("aws_access_key_id", ""))
            if account:
                yield "account", account, f"{path} [{title}]"
            if name != "default":
                yield "profile", name, path


def _gcloud(ground: Ground) -> Iterator[tuple[str, str, str]]:
    folder = ground.env.get("CLOUDSDK_CONFIG") or f"{ground.home}/.config/gcloud"
    for file in ground.world.list(f"{folder}/configurations") or ():
        if file.startswith("config_"):
            path = f"{folder}/configurations/{file}"
            project = sections(ground.world.read(path) or "").get("core", {}).get("project", "")
            yield "project", project, path


def _azure(ground: Ground) -> Iterator[tuple[str, str, str]]:
    path = f"{ground.env.get('AZURE_CONFIG_DIR') or ground.home + '/.azure'}/azureProfile.json"
    for item in json_at(ground.world, path, "subscriptions", list):
        if isinstance(item, dict):
            yield "subscription", str(item.get("name") or item.get("id") or ""), path


def _docker(ground: Ground) -> Iterator[tuple[str, str, str]]:
    folder = f"{ground.env.get('DOCKER_CONFIG') or ground.home + '/.docker'}/contexts/meta"
    for entry in ground.world.list(folder) or ():
        path = f"{folder}/{entry}/meta.json"
        document = json_at(ground.world, path, "", dict)
        yield "context", str(document.get("Name") or ""), path


def _ssh(ground: Ground) -> Iterator[tuple[str, str, str]]:
    path = f"{ground.home}/.ssh/config"
    for line in (ground.world.read(path) or "").splitlines():
        words = line.split()
        if words and words[0].lower() == "host":
            for name in words[1:]:
                if not set(name) & set("*?!"):
                    yield "host", name, path


def _platforms(ground: Ground) -> Iterator[tuple[str, str, str]]:
    world, folder = ground.world, ground.folder
    for kind, path, keys in LINKS:
        for key, value in documents(world, f"{folder}/{path}").items():
            if key in keys and isinstance(value, str):
                yield kind, value, path
    for _, link in railway.links(world, ground.home, folder):
        for key, kind in (("name", "project"), ("environmentName", "environment")):
            yield kind, link.get(key, ""), railway.SHOWN
    for alias, project in json_at(world, f"{folder}/.firebaserc", "projects", dict).items():
        yield "project", str(project), f".firebaserc ({alias})"
    yield "project", (world.read(f"{folder}/supabase/.temp/project-ref") or "").strip(), "supabase/.temp"


LINKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("app", "fly.toml", ("app",)), ("project", ".vercel/project.json", ("projectName",)),
    ("project", ".netlify/state.json", ("siteId",)), ("branch", ".neon", ("branch", "branchId")),
    ("project", ".neon", ("projectId",)), ("project", "wrangler.toml", ("name",)),
    ("project", ".infisical.json", ("workspaceId",)),
    ("environment", ".infisical.json", ("defaultEnvironment",)),
)  # fmt: skip
"""Link files of a directory: the kind of the name, the file, its keys."""


def _remotes(ground: Ground) -> Iterator[tuple[str, str, str]]:
    """The apps of Heroku's git remotes."""
    for app, name in heroku_apps(ground.folder, "", ground.world):
        yield "app", app, f"git remote {name}"


def _stacks(ground: Ground) -> Iterator[tuple[str, str, str]]:
    world, folder = ground.world, ground.folder
    yield (
        "workspace",
        (world.read(f"{folder}/.terraform/environment") or "").strip(),
        ".terraform/environment",
    )
    for name in world.list(f"{folder}/terraform.tfstate.d") or ():
        yield "workspace", name, "terraform.tfstate.d"
    for file in world.list(folder) or ():
        if file.startswith("Pulumi.") and file.endswith((".yaml", ".yml")) and file.count(".") == 2:
            yield "stack", file.split(".")[1], file


def _env_files(ground: Ground) -> Iterator[tuple[str, str, str]]:
    """Hosts in the URLs of the project's env files. Their passwords are not kept."""
    from guard.knowledge.secrets import env_family
    from guard.signs.dotenv import read_env_file
    from guard.targets.dsn import parse_dsn

    for file in ground.world.list(ground.folder) or ():
        if not env_family(file):
            continue
        for variable, (value, line) in (read_env_file(f"{ground.folder}/{file}", ground.world) or {}).items():
            endpoint = parse_dsn(value) if value and "://" in value else None
            for host in endpoint.hosts if endpoint is not None else ():
                if "." in host and not is_loopback(host):
                    yield "host", host, f"{file}:{line} {variable}"


FINDERS: tuple[Finder, ...] = (
    _platforms, _remotes, _env_files, _stacks, _kubernetes, _aws, _gcloud, _azure, _docker, _ssh,
)  # fmt: skip
