"""helm, helmfile, argocd, flux: releases and what reconciles them.

Caught: ``helm uninstall web``, ``helm rollback web 1`` (on production), ``helm upgrade web ./chart`` (on
production), ``helm upgrade --force web ./chart``, ``helmfile destroy``, ``argocd app delete web``, ``argocd
app sync web --prune``, ``flux uninstall``, ``flux delete kustomization web``.
Quiet: ``helm list``, ``helm status web``, ``helm template ./chart``, ``helm lint ./chart``, ``helm get values
web``, ``helm uninstall web --dry-run``.

Lost: what a release installed; its claims stay unless the chart owns them, its history goes with it.
Back: an install of the same chart and values; with ``--keep-history`` by ``helm rollback``.
Instead: ``helm get values web`` and ``helm uninstall web --dry-run`` first.

Facts: helm.sh/docs/helm, helmfile.readthedocs.io, argo-cd.readthedocs.io, fluxcd.io/flux/cmd.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.subcommands import (
    Act,
    CommandLine,
    effect_of,
    hints_of,
    read_command,
    unknown_effect,
    word_set,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Effect, Invocation
    from guard.world import World

_GONE = Act(
    "delete",
    "release",
    "R2",
    "B1",
    "the release {name}: its workloads, secrets, and claims that the chart owns",
    instead="helm get manifest {name}",
    marks=("outage",),
    tags=("T1485",),
)
_DEPLOY = Act(
    "deploy", "release", "R0", "B1", why="{name} is installed or replaced", instead="helm diff upgrade …"
)
_BACK = Act("deploy", "release", "R1", "B1", why="{name} goes back to an earlier revision")
_FORCED = Act(
    "delete",
    "release",
    "R2",
    "B1",
    "the objects of {name}, which --force deletes and makes anew",
    marks=("outage",),
)
_ALL = Act(
    "delete",
    "releases",
    "R3",
    "B2",
    "every release that the file names",
    instead="helmfile list",
    marks=("outage",),
)
_PUBLISH = Act("publish", "chart", "R2", "B2", why="the chart is there for everybody who pulls it")
_APP = Act(
    "delete",
    "application",
    "R3",
    "B2",
    "the application {name} and, by cascade, everything it deployed",
    instead="argocd app get {name}",
    marks=("outage",),
    tags=("T1485",),
)
_CLUSTER = Act(
    "delete", "cluster entry", "R2", "B2", "the registration of {name} and all that is deployed to it"
)
_SYNC = Act("deploy", "application", "R0", "B1", why="{name} is made to match git")
_PRUNE = Act("delete", "application objects", "R3", "B2", "every object of {name} that git does not name")
_OFF = Act(
    "delete",
    "controllers",
    "R2",
    "B3",
    "the controllers that keep the cluster as git says",
    marks=("outage",),
)
_PAUSE = Act("update", "reconciliation", "R1", "B1", why="{name} is no longer kept as git says")

ACTS: Mapping[str, Mapping[str, Act]] = {
    "helm": {
        "uninstall": _GONE,
        "delete": _GONE,
        "un": _GONE,
        "del": _GONE,
        "install": _DEPLOY,
        "upgrade": _DEPLOY,
        "rollback": _BACK,
        "push": _PUBLISH,
        "cm-push": _PUBLISH,
        "test": _DEPLOY,
    },
    "helmfile": {
        "destroy": _ALL,
        "delete": _ALL,
        "apply": _DEPLOY,
        "sync": _DEPLOY,
        "charts": _DEPLOY,
        "test": _DEPLOY,
    },
    "argocd": {
        "app delete": _APP,
        "app delete-resource": _APP,
        "appset delete": _APP,
        "proj delete": _APP,
        "cluster rm": _CLUSTER,
        "repo rm": _CLUSTER,
        "app sync": _SYNC,
        "app create": _SYNC,
        "app rollback": _BACK,
        "app set": _PAUSE,
        "app patch": _PAUSE,
        "app terminate-op": _PAUSE,
        "account update-password": _PAUSE,
        "app actions run": _SYNC,
        "app patch-resource": _PAUSE,
        "admin initial-password": Act("reveal", "password"),
    },
    "flux": {
        "uninstall": _OFF,
        "suspend": _PAUSE,
        "resume": _SYNC,
        "reconcile": _SYNC,
        "bootstrap": _SYNC,
        "install": _SYNC,
        "delete": _APP,
    },
}
QUIET: Mapping[str, frozenset[str]] = {
    "helm": word_set(
        "list ls status history hist template lint show inspect search repo get create package "
        "pull fetch dependency dep env version verify completion plugin diff registry secrets "
        "unittest dashboard help"
    )
    | {""},
    "helmfile": word_set(
        "list diff template lint build status deps repos write-values fetch version cache init "
        "show-dag print-env help"
    )
    | {""},
    "argocd": word_set(
        "login logout context version account cluster repo proj app appset cert gpg admin "
        "completion relogin configure help"
    )
    | {""},
    "flux": word_set(
        "get check logs diff build tree trace export stats version events completion create pull "
        "push tag list debug envsubst artifact help"
    )
    | {""},
}
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "helm": ("repo", "get", "show", "search", "dependency", "plugin", "registry", "help"),
    "argocd": ("app", "appset", "proj", "cluster", "repo", "account", "admin", "cert", "gpg", "app actions"),
    "flux": (),
    "helmfile": (),
}
VALUED = word_set(
    "--kube-context --kubeconfig -n --namespace --kube-apiserver --kube-token --kube-as-user -f "
    "--values --set --set-string --set-file --set-json --version --timeout --history-max "
    "--description --post-renderer -o --output -e --environment -l --selector --file --chart "
    "--args --state-values-set --server --argocd-context --auth-token --context --revision "
    "--resource -p --repo --path --username --password --state-values-file --log-level --cascade"
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a release tool does to the cluster."""
    program = invocation.program
    command = read_command(invocation.argv[1:], VALUED, _GROUPS[program])
    options = command.options
    dry = options.value("--dry-run")
    if command.asks_help or (
        options.has("--dry-run") and not (dry is not None and dry.text in ("none", "false"))
    ):
        return
    place = _place(invocation, command)
    rule = f"{program}.{command.path.replace(' ', '-')}"
    act = ACTS[program].get(command.path)
    if act is not None:
        act = _stronger(act, command)
        where = Place("registry", "docker") if act is _PUBLISH else place
        yield effect_of(rule, act, _release(program, command), where, invocation)
    elif command.path.split(" ")[0] not in QUIET[program]:
        yield unknown_effect(f"{program}.unknown", invocation, command.path, place)


def _stronger(act: Act, command: CommandLine) -> Act:
    options = command.options
    if act is _DEPLOY and options.has("--force", "--force-replace", "--recreate-pods"):
        return _FORCED
    if act is _SYNC and options.has("--prune", "--force", "--replace"):
        return _PRUNE
    if act is _PAUSE and options.value("--sync-policy") is None and options.has("--auto-prune"):
        return _PAUSE
    return act


def _release(program: str, command: CommandLine) -> str:
    """The release's name; of ``helm install NAME CHART`` the first operand only."""
    if program == "helm" and command.path in ("install", "upgrade", "rollback") and command.operands:
        return command.operands[0].skeleton
    return command.names or "everything in the file"


def _place(invocation: Invocation, command: CommandLine) -> Place:
    files = tuple(
        ("values", v)
        for v in command.options.values("-f", "--values", "--file", "-e", "--environment", "-l", "--selector")
    )
    server = command.options.value("--server")
    for name in ("ARGOCD_SERVER",) if invocation.program == "argocd" else ("HELMFILE_ENVIRONMENT",):
        found = invocation.variable(name)
        if found is not None:
            files += (("server" if name == "ARGOCD_SERVER" and server is None else "values", found.value),)
    hints = hints_of(
        command.options,
        {
            "context": ("--kube-context", "--context", "--argocd-context"),
            "kubeconfig": ("--kubeconfig",),
            "server": ("--kube-apiserver", "--server"),
            "namespace": ("-n", "--namespace"),
        },
    )
    return Place("kubernetes", invocation.program, hints + files)
