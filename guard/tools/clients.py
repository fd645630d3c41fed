"""Tools of MCP servers that do what a well-known client does, as that client's command line.

Caught: ``mcp__kubernetes__kubectl_delete`` with ``resourceType: namespace`` (in the cluster of the current
context) and ``mcp__kubernetes__kubectl`` with the line with or without ``kubectl`` in front,
``mcp__redis__execute_command`` with ``FLUSHALL``, ``mcp__mongodb__drop-database``.
Where the server is called ``kubernetes-prod`` or ``redis_live`` and the call names no other place: there.
Quiet: ``kubectl_get``, ``resources_list``, ``mcp__redis__get``.

So one grammar and one resolver of targets serve both ways to the same thing. Facts: the tool lists of the
commonly used Kubernetes and Redis servers.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KUBERNETES = ("kubernetes", "kubectl", "k8s", "openshift", "eks", "gke", "aks")
REDIS = ("redis", "valkey", "dragonfly", "keydb")
KINDS = ("resourceType", "resource_type", "kind", "resource", "type")
NAMES = ("name", "resourceName", "resource_name", "pod", "podName", "deployment", "release", "releaseName")
VERBS = (
    "delete",
    "scale",
    "patch",
    "apply",
    "create",
    "drain",
    "cordon",
    "rollout",
    "replace",
    "edit",
    "exec",
)
REDIS_VERBS = (
    "flushall",
    "flushdb",
    "flush_all",
    "flush_db",
    "del",
    "delete",
    "unlink",
    "shutdown",
    "config_set",
)


def as_command(server: str, tool: str, given: Mapping[str, object], env: Mapping[str, str]) -> str:
    """The command line that a call of this tool comes to; empty where it stands for none."""
    low = server.lower().replace("_", "-")
    said = _said(low, tool.lower(), given)
    if said:
        return said
    if any(name in low.split("-") or low == name for name in KUBERNETES):
        line = _kubectl(tool.lower(), given)
        place = says_production(server) if line and " --context=" not in line else ""
        option = "--kube-context" if line.startswith("helm") else "--context"
        return f"{line} {option}={_quoted(place)}" if place else line
    if any(name in TERRAFORM for name in (*low.split("-"), *tool.lower().replace("-", "_").split("_"))):
        return _terraform(tool.lower(), given)
    if any(name in low for name in REDIS):
        place = says_production(server)
        return _redis(tool.lower(), given, env.get("REDIS_URL", "") or (place and f"redis://{place}"))
    return ""


def says_production(server: str) -> str:
    """The name of a server whose name is all that says where it goes: ``postgres-prod``. A kinder name
    says nothing: it makes no answer milder."""
    from guard.signs.environments import environment_of_words

    return server if environment_of_words(server) == "E4" else ""


CLIENTS = (
    "gcloud", "kubectl", "aws", "az", "gh", "glab", "terraform", "helm", "docker", "git", "doctl", "heroku",
    "fly", "flyctl", "railway", "vercel", "netlify", "supabase", "gsutil", "bq", "psql", "mongosh", "argocd",
    "pulumi", "ansible", "stripe", "wrangler", "firebase",
)  # fmt: skip
"""Command lines that tools are called after (``run_gcloud_command``, ``k8s__kubectl``)."""
RUNNING = ("run", "exec", "execute", "command", "process", "start", "spawn")
PROGRAMS = ("program", "executable", "binary", "file", "exe")
"""What the argument is called that names the program, where its words stand beside it."""
LINES = ("command", "args", "arguments", "argv", "cmd", "cli_command", "subcommand")
REPOSITORIES = ("repo_path", "repoPath", "repository_path", "repositoryPath", "working_directory")
GIT = ("push", "reset", "clean", "checkout", "branch", "stash", "rebase", "restore", "tag")


def _said(server: str, tool: str, given: Mapping[str, object]) -> str:
    """The words that a tool called after a command line, or after ssh, is given to say."""
    words = tool.replace("-", "_").split("_")
    if any(given.get(key) for key in KINDS):
        return ""
    host = given.get("host") or given.get("hostname") or given.get("server")
    line = next((value for key in LINES if isinstance(value := given.get(key), str) or _texts(value)), None)
    text = " ".join(_quoted(word) for word in line) if isinstance(line, list) else line
    if not isinstance(text, str):
        if "git" in (server, *words):
            return _git(words, given)
        return _of_service(server.split("-"), words, given)
    if "ssh" in (*words, *server.split("-")) and isinstance(host, str):
        return f"ssh {_quoted(host)} {_quoted(text)}"
    client = next((name for name in CLIENTS if name in words), "")
    if not client and any(word in RUNNING for word in words):
        client = _first(given, PROGRAMS) or next((n for n in CLIENTS if n in server.split("-")), "")
    if not client or (client in TERRAFORM and not isinstance(line, list)):
        return ""
    named = text.split(maxsplit=1)[:1] in ([client], [_quoted(client)])
    return text if named else f"{client} {text}"


def _texts(line: object) -> bool:
    return isinstance(line, list) and bool(line) and all(isinstance(word, str) for word in line)


def _git(words: list[str], given: Mapping[str, object]) -> str:
    """``git_push`` with ``force``, ``git_reset`` with ``mode: hard``: arguments as options of their name."""
    verb = next((word for word in words if word in GIT), "")
    if not verb:
        return ""
    folder = _first(given, REPOSITORIES)
    parts = ["git", *(["-C", _quoted(folder)] if folder else []), verb]
    for key, value in given.items():
        name = key.lower().replace("_", "-")
        if value is True:
            parts.append(f"--{name}")
        elif name == "mode" and isinstance(value, str):
            parts.append(f"--{value.lstrip('-')}")
    parts += [_quoted(v) for k, v in given.items() if k == "remote" and isinstance(v, str)] or (
        ["origin"] if verb == "push" else []
    )
    named = ("branch", "branch_name", "ref", "commit", "target", "path", "pathspec")
    parts += [_quoted(value) for key, value in given.items() if key in named and isinstance(value, str)]
    return " ".join(parts)


def _of_service(server: Sequence[str], words: Sequence[str], given: Mapping[str, object]) -> str:
    """Prisma's ``migrate-reset`` in a project, Heroku's ``ps_scale`` of an app."""
    if "prisma" in server and words[:1] == ["migrate"] and words[1:2] in (["reset"], ["dev"], ["deploy"]):
        folder = _first(given, ("projectCWD", *FOLDERS))
        go = f"cd {_quoted(folder)} && " if folder else ""
        return f"{go}prisma migrate {words[1]}" + (" --force" if words[1] == "reset" else "")
    if "heroku" in server and list(words) in (["ps", "scale"], ["ps", "restart"], ["maintenance", "on"]):
        named = [_quoted(value) for key in ("dyno", "dynos") if isinstance(value := given.get(key), str)]
        app = _first(given, ("app", "app_name"))
        return " ".join(["heroku", ":".join(words), *named, *(["-a", _quoted(app)] if app else [])])
    return ""


def _kubectl(tool: str, given: Mapping[str, object]) -> str:
    words = [w for w in tool.replace("-", "_").split("_") if w]
    if given.get("dryRun") is True or given.get("dry_run") is True:
        return ""
    if "helm" in words and "uninstall" in words:
        return " ".join(["helm uninstall", _quoted(_first(given, NAMES)), *_where(given)])
    if "generic" in words:
        words += _first(given, ("command", "verb")).split()
    verb = next((w for w in words if w in VERBS), "")
    if not verb or verb in ("apply", "create", "exec", "edit", "patch", "replace"):
        return ""
    kind = _first(given, KINDS) or next(
        (w.rstrip("s") for w in words if w not in (verb, "kubectl", "generic")), ""
    )
    name = _first(given, NAMES)
    if not kind or kind in ("resource", "resources") or (not name and given.get("all") is not True):
        return ""
    parts = ["kubectl", verb, _quoted(kind), _quoted(name) if name else "--all", *_where(given)]
    if verb == "scale":
        parts.append(f"--replicas={given.get('replicas', '')}")
    return " ".join(parts)


TERRAFORM = ("terraform", "tofu", "opentofu")
FOLDERS = ("working_directory", "workingDirectory", "directory", "dir", "path", "cwd", "workdir")


def _terraform(tool: str, given: Mapping[str, object]) -> str:
    """``terraform_apply`` with ``destroy: true`` and the directory among its arguments."""
    words = tool.replace("-", "_").split("_")
    words += _first(given, ("command", "action")).split()
    verb = next((word for word in words if word in ("apply", "destroy", "import", "taint")), "")
    if not verb or given.get("dry_run") is True:
        return ""
    folder, workspace = _first(given, FOLDERS), _first(given, ("workspace", "workspace_name"))
    parts = [f"TF_WORKSPACE={_quoted(workspace)}"] if workspace else []
    parts += ["terraform", *([f"-chdir={_quoted(folder)}"] if folder else []), verb]
    parts += ["-auto-approve"] if given.get("auto_approve") or given.get("autoApprove") else []
    parts += ["-destroy"] if given.get("destroy") is True and verb == "apply" else []
    return " ".join(parts)


def _where(given: Mapping[str, object]) -> list[str]:
    found = []
    for option, keys in (("--namespace", ("namespace", "ns")), ("--context", ("context", "cluster"))):
        value = _first(given, keys)
        if value:
            found.append(f"{option}={_quoted(value)}")
    return found


def _redis(tool: str, given: Mapping[str, object], url: str) -> str:
    """``REDIS_URL`` is what these servers are told where to go by."""
    client = ["redis-cli", "-u", _quoted(url)] if url else ["redis-cli"]
    for key in ("command", "cmd", "commands"):
        value = given.get(key)
        if isinstance(value, list):
            value = " ".join(v for v in value if isinstance(v, str))
        if isinstance(value, str) and value.strip():
            rest = given.get("args")
            more = [v for v in rest if isinstance(v, str)] if isinstance(rest, list) else []
            return " ".join([*client, *(_quoted(w) for w in (*value.split(), *more))])
    verb = next((v for v in REDIS_VERBS if tool in (v, f"redis_{v}")), "")
    if not verb:
        return ""
    keys = given.get("keys") or given.get("key") or ""
    named = [k for k in keys if isinstance(k, str)] if isinstance(keys, list) else [str(keys)]
    name = {"delete": "del", "config_set": "config set"}.get(verb, verb.replace("_", ""))
    return " ".join([*client, name, *(_quoted(k) for k in named if k)])


def _first(given: Mapping[str, object], keys: tuple[str, ...]) -> str:
    return next((value for key in keys if isinstance(value := given.get(key), str) and value), "")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
