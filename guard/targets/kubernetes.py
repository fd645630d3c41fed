"""Which cluster, in kubectl's own order: ``--server``, ``--context`` and ``--cluster``; then
``HELM_KUBECONTEXT`` for helm; then the context that an earlier command of the same text switched to;
then ``current-context`` of ``--kubeconfig``, ``$KUBECONFIG`` (a list, merged, the first that says
something wins), ``~/.kube/config``.

The environment is the worse of what server, context, cluster, namespace and file name say. Servers on
loopback and the names that kind, minikube, k3d and their like give are local; where a local name and a
remote server disagree, the worst is taken.

Facts: kubernetes.io “Organizing Cluster Access Using kubeconfig Files” (merging rules).
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import environment_of_words, is_loopback, is_private, mapped, worse
from guard.targets.kubeconfig import Kubeconfig, read_kubeconfig
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Environment, Invocation, Place
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

THROWN_AWAY = ("kind-", "k3d-", "k3s-test", "vcluster_", "kwok-")
"""Prefixes of contexts whose clusters are made for a test and thrown away."""
_LOCAL = (
    "minikube", "docker-desktop", "docker-for-desktop", "orbstack", "rancher-desktop", "colima", "microk8s",
    "kind", "k3d", "podman-desktop", "lima",
)  # fmt: skip
_LOCAL_PREFIXES = (*THROWN_AWAY, "colima-")
"""The beginnings of such names; ``colima-x`` is the context of colima's profile *x*."""


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The cluster an effect lands on, and whether this session made the object."""
    target = target_of(effect.place, runner(effect), world, config)
    marks = made_marks(effect, session)
    if effect.place.hint("protects") is not None and target.environment >= "E3":
        marks += ("protection",)
    return Located(target, effect.recoverability, effect.blast, marks=marks)


def target_of(place: Place, invocation: Invocation | None, world: World, config: Config) -> Target:
    """The cluster that a place names, with the environment it belongs to."""
    evidence: list[Evidence] = []
    said = " ".join(v.skeleton for n, v in place.hints if n == "values")
    found = _configuration(place, invocation, world, evidence)
    context, unresolved = _context(place, invocation, found, evidence)
    entry = found.contexts.get(context, {})
    cluster = _hinted(place, "cluster") or entry.get("cluster", "")
    server = _hinted(place, "server") or found.clusters.get(cluster, "")
    if place.tool == "argocd" and not _hinted(place, "server"):
        from guard.targets.tool_settings import settings_of

        hosts = [sign.name for sign in settings_of("argocd", invocation, _home(invocation, world), world)]
        server = hosts[-1] if hosts else server
    spaces = [v.text for n, v in place.hints if n == "namespace" and v.text]
    chosen = invocation.variable("HELM_NAMESPACE") if invocation and place.tool.startswith("helm") else None
    if not spaces and chosen is not None and chosen.value.text:
        spaces = [chosen.value.text]
    namespace = ", ".join(spaces) or entry.get("namespace", "")
    for what, name in (("server", server), ("cluster", cluster), ("namespace", namespace)):
        if name:
            evidence.append(
                Evidence(f"{what} {name}", "command line" if what == "namespace" and spaces else "kubeconfig")
            )
    parts = (context or cluster or server, namespace)
    identity = "/".join(part for part in parts if part) or f"an unknown cluster {found.file_words}".strip()
    rule = (
        mapped(("cluster", "context"), context, config)
        or mapped(("cluster", "context"), cluster, config)
        or mapped("host", host_of(server), config)
        or mapped("namespace", namespace, config)
    )
    if rule is not None:
        evidence.append(Evidence(f"{rule.pattern} is {rule.environment} in the environment map", rule.origin))
        return Target(rule.environment, identity, tuple(evidence), unresolved)
    environment = _environment(context, cluster, server, f"{namespace} {said}", found, entry)
    return Target(environment, identity, tuple(evidence), unresolved)


def _hinted(place: Place, name: str) -> str:
    value = place.hint(name)
    return (value.text or "") if value is not None else ""


def _configuration(
    place: Place, invocation: Invocation | None, world: World, evidence: list[Evidence]
) -> Kubeconfig:
    """The kubeconfig files that kubectl would read, merged."""
    flag = place.hint("kubeconfig")
    cwd = (invocation.cwd if invocation else None) or "/"
    if flag is not None:
        names, where = [flag.text or ""], "--kubeconfig"
    else:
        variable = invocation.variable("KUBECONFIG") if invocation else None
        text = variable.value.text if variable else None
        if variable is not None and text is None:
            evidence.append(Evidence(f"KUBECONFIG is {variable.value.skeleton}", variable.origin))
            return Kubeconfig(unresolved="KUBECONFIG")
        if text:
            names, where = [n for n in text.split(":") if n], "KUBECONFIG"
        else:
            names, where = [f"{_home(invocation, world)}/.kube/config"], "default"
    paths = [n if n.startswith("/") else f"{cwd.rstrip('/')}/{n}" for n in names if n]
    flag = place.hint("context")
    found = read_kubeconfig(paths, world, (flag.text or "") if flag is not None else "")
    for path in paths:
        evidence.append(Evidence(f"kubeconfig {path}", where))
    return found


def _home(invocation: Invocation | None, world: World) -> str:
    home = invocation.variable("HOME") if invocation else None
    return ((home.value.text if home else None) or world.home or "/root").rstrip("/")


def _context(
    place: Place, invocation: Invocation | None, found: Kubeconfig, evidence: list[Evidence]
) -> tuple[str, str]:
    """The context's name and, where it could not be resolved, which part could not."""
    flag = place.hint("context")
    if flag is not None:
        evidence.append(Evidence(f"context {flag.skeleton}", "--context"))
        return (flag.text or ""), ("" if flag.text is not None else f"--context {flag.skeleton}")
    for name in ("HELM_KUBECONTEXT",) * (place.tool.startswith("helm")) + ("guard:kube-context",):
        variable = invocation.variable(name) if invocation else None
        if variable is not None:
            said = "an earlier switch in this command" if name.startswith("guard:") else name
            evidence.append(Evidence(f"context {variable.value.skeleton}", said))
            text = variable.value.text
            return (text or ""), ("" if text is not None else f"the context {variable.value.skeleton}")
    if found.unresolved:
        return "", found.unresolved
    if found.current:
        evidence.append(Evidence(f"current-context {found.current}", found.current_file))
    elif not found.contexts:
        evidence.append(Evidence("no kubeconfig was found: which cluster answers is unknown"))
    return found.current, ""


def host_of(server: str) -> str:
    """The host in ``https://host:port/path`` or ``host:port``."""
    rest = server.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1]
    if rest.startswith("["):
        return rest[1:].split("]", 1)[0]
    return rest.rsplit(":", 1)[0] if rest.count(":") == 1 else rest


def _environment(
    context: str, cluster: str, server: str, namespace: str, found: Kubeconfig, entry: dict[str, str]
) -> Environment:
    words = worse(
        *(
            environment_of_words(w)
            for w in (
                context,
                cluster,
                namespace,
                host_of(server),
                entry.get("exec", ""),
                found.file_words,
            )
        )
    )
    if words == "E4":
        return "E4"
    host = host_of(server)
    if (host and is_loopback(host)) or (not host and is_local(context)):
        return "E0" if _is_thrown_away(context) else "E1"
    if host.endswith((".docker.internal", ".orb.local")):
        return "E1"
    if host and is_local(context):  # a machine of one's own, or a name that misleads whoever reads it
        return ("E0" if _is_thrown_away(context) else "E1") if is_private(host) else "E4"
    return words or "E3"


def _is_thrown_away(context: str) -> bool:
    return context.startswith(THROWN_AWAY) or context in ("minikube", "kind", "k3d")


def is_local(context: str) -> bool:
    """Whether a context bears a name that a cluster on this machine is given."""
    return context.startswith(_LOCAL_PREFIXES) or context in _LOCAL
