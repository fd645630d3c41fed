"""Where a tool's own files and variables name what it acts upon, as rows: one line a step, nearest first.

``tool  source  what to look up  kind``. Sources: ``var`` (a variable), ``ini``, ``toml``, ``json``, ``yaml``
(a file below the home or the working directory, then the way down to the value; ``{chosen}`` is the name that
a flag or an earlier step chose, ``{branch}`` git's branch, ``{cwd}`` the nearest directory that has an entry,
``*`` any name), ``text`` (the whole file). Of a list of things with names the chosen one counts.

Facts: the tools' own documentation: Databricks CLI (profiles, ``DATABRICKS_*``), linode-cli, OCI CLI
(``OCI_CLI_PROFILE``), openstacksdk (clouds.yaml), Snowflake CLI, serverless.yml ``provider.stage``, SST
(``.sst/stage``), Amplify (``local-env-info.json``), Elastic Beanstalk CLI (``branch-defaults``), Kamal
(``config/deploy.yml``), Argo CD (its config, ``ARGOCD_CONFIG_DIR``), Doppler (flag, variable, the directory's
scope in the home, which ``doppler setup`` takes from ``doppler.yaml``), Infisical.
"""

from __future__ import annotations

from guard.targets.cloud_signs import Sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

_ROWS = """
databricks var DATABRICKS_CONFIG_PROFILE profile
databricks var DATABRICKS_HOST host
databricks ini ~/.databrickscfg {chosen|DEFAULT}.host host
linode ini ~/.config/linode-cli DEFAULT.default-user profile
oci var OCI_CLI_PROFILE profile
oci var OCI_CLI_TENANCY account
openstack var OS_CLOUD project
openstack var OS_PROJECT_NAME project
openstack var OS_AUTH_URL host
openstack yaml clouds.yaml clouds.{chosen}.auth.project_name project
openstack yaml ~/.config/openstack/clouds.yaml clouds.{chosen}.auth.project_name project
openstack yaml /etc/openstack/clouds.yaml clouds.{chosen}.auth.project_name project
snowflake var SNOWFLAKE_DEFAULT_CONNECTION_NAME profile
snowflake var SNOWFLAKE_ACCOUNT account
snowflake toml ~/.snowflake/config.toml .default_connection_name profile
snowflake toml ~/.snowflake/connections.toml {chosen|default}.account account
serverless var SLS_STAGE environment
serverless yaml serverless.yml provider.stage environment
serverless yaml serverless.yaml provider.stage environment
sst var SST_STAGE environment
sst text .sst/stage environment
amplify var AMPLIFY_ENV environment
amplify json amplify/.config/local-env-info.json envName environment
eb yaml .elasticbeanstalk/config.yml branch-defaults.{branch}.environment environment
kamal yaml config/deploy.{chosen}.yml servers.* host
kamal yaml config/deploy.yml servers.* host
argocd var ARGOCD_SERVER host
argocd yaml ~/.config/argocd/config current-context host
argocd yaml ~/.config/argocd/config contexts.server host
podman var CONTAINER_CONNECTION context
podman json ~/.config/containers/podman-connections.json Connection.Default context
podman json ~/.config/containers/podman-connections.json Connection.Connections.{chosen}.URI host
vault var VAULT_ADDR host
consul var CONSUL_HTTP_ADDR host
nomad var NOMAD_ADDR host
doppler var DOPPLER_CONFIG environment
doppler var DOPPLER_ENVIRONMENT environment
doppler var DOPPLER_PROJECT project
doppler yaml ~/.doppler/.doppler.yaml scoped.{cwd}.enclave.config environment
doppler yaml ~/.doppler/.doppler.yaml scoped.{cwd}.enclave.project project
doppler yaml doppler.yaml setup.config environment
doppler yaml doppler.yaml setup.project project
infisical json .infisical.json defaultEnvironment environment
"""
FLAGS: dict[str, tuple[tuple[str, ...], str]] = {
    "databricks": (("-p", "--profile"), "profile"), "linode": (("--as-user",), "profile"),
    "oci": (("--profile",), "profile"), "openstack": (("--os-cloud",), "project"),
    "snowflake": (("-c", "--connection"), "profile"), "vault": (("-address", "--address"), "host"),
    "consul": (("-http-addr", "--http-addr"), "host"), "nomad": (("-address", "--address"), "host"),
    "doppler": (("-c", "--config"), "environment"), "infisical": (("--env",), "environment"),
    "kamal": (("-d", "--destination"), "environment"), "argocd": (("--server",), "host"),
    "eas": (("--channel", "--profile", "--branch", "--environment"), "environment"),
}  # fmt: skip
"""The option that names the place before anything else does."""
STEPS: dict[str, list[tuple[str, ...]]] = {}
for _row in _ROWS.strip().split("\n"):
    STEPS.setdefault(_row.split(" ", 1)[0], []).append(tuple(_row.split(" ")[1:]))


def settings_of(
    tool: str, by: Invocation | None, home: str, world: World, chosen: str = ""
) -> Iterator[Sign]:
    """The names that the tool's variables and files give, the first step first; the environment is that of
    the first step that names one.

    Args:
        chosen: the profile, cloud or connection that a flag chose; empty where none did.
    """
    named, settled = False, ""
    for flag in _given(tool, by):
        yield flag
        chosen = chosen or flag.name
        named = named or flag.kind == "environment"
        settled = flag.kind
    cwd = (by.cwd if by is not None else None) or ""
    for source, name, *rest in STEPS.get(tool, ()):
        if named and rest[-1] == "environment":
            continue
        if source == "var":
            if rest[0] == settled:
                continue  # the flag names what the variable would
            variable = by.variable(name) if by is not None else None
            text = variable.value.text if variable is not None else None
            if text:
                yield Sign(rest[0], _bare(text, rest[0]), name)
                chosen = chosen or text
                named = named or rest[0] == "environment"
            continue
        path = f"{home}/{name[2:]}" if name.startswith("~/") else name if name[0] == "/" else f"{cwd}/{name}"
        path = path.replace("{chosen}", chosen or "none")
        content = world.read(path) if path.startswith("/") else None
        if content is None:
            continue
        way = rest[0].replace("{branch}", _branch(cwd, world)) if source != "text" else ""
        for value in _values(source, content, way, chosen, cwd):
            yield Sign(rest[-1], _bare(value, rest[-1]), name)
            chosen = chosen or value
            named = named or rest[-1] == "environment"


def _given(tool: str, by: Invocation | None) -> Iterator[Sign]:
    """What the tool's own option names, wherever it stands on the command line."""
    names, kind = FLAGS.get(tool, ((), ""))
    words = by.argv if by is not None else ()
    for index, word in enumerate(words):
        name, equals, value = word.prefix.partition("=")
        if name not in names:
            continue
        text = value if equals else (words[index + 1].text if index + 1 < len(words) else "")
        if text:
            yield Sign(kind, _bare(text, kind), name)


def _bare(text: str, kind: str) -> str:
    """A host out of an address."""
    if kind != "host":
        return text
    rest = text.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1]
    return rest.rsplit(":", 1)[0] if rest.count(":") == 1 else rest


def _branch(cwd: str, world: World) -> str:
    repository = world.repository(cwd) if cwd else None
    return repository.branch if repository is not None else ""


def _values(source: str, content: str, way: str, chosen: str, cwd: str) -> list[str]:
    """The texts at the end of a way, the first few."""
    if source == "text":
        return [content.strip()[:200]] if content.strip() else []
    if "{" in way:
        default = way.partition("{chosen|")[2].partition("}")[0]
        way = way.replace("{chosen|" + default + "}", chosen or default).replace("{chosen}", chosen)
    if source in ("ini", "toml"):
        from guard.targets.cloud_signs import setting

        section, _, key = way.rpartition(".")
        value = setting(content, section, key)
        return [value] if value else []
    return _texts(_document(source, content), way.split("."), chosen, cwd)[:8]


def _document(source: str, content: str) -> object:
    if source == "yaml":
        from guard.targets.kubeconfig import block_yaml

        return block_yaml(content)
    from guard.wire import loads

    try:
        found: object = loads(content.lstrip("\ufeff"))
    except ValueError:
        return None
    return found


def _texts(node: object, way: list[str], chosen: str, cwd: str) -> list[str]:
    """What lies at the end of a way; a list is gone through, ``*`` is any key, what is left is flattened."""
    if isinstance(node, list):
        named = [item for item in node if isinstance(item, dict) and item.get("name") == chosen]
        return [text for item in (named or node)[:50] for text in _texts(item, way, chosen, cwd)]
    if not way or way == ["*"]:
        if isinstance(node, dict):
            return [text for value in node.values() for text in _texts(value, way, chosen, cwd)]
        return [node] if isinstance(node, str) and node else []
    if not isinstance(node, dict):
        return []
    key = way[0]
    if key == "{cwd}":
        above = [k for k in node if (cwd.rstrip("/") + "/").startswith(k.rstrip("/") + "/")]
        key = max(above, key=len, default="")
    flat = ".".join(way[:2])  # Doppler writes "enclave.config: prd"
    if key not in node and flat in node:
        return _texts(node[flat], way[2:], chosen, cwd)
    return _texts(node.get(key), way[1:], chosen, cwd)
