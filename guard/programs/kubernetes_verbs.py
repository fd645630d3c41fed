"""What each verb of kubectl and oc does: the tables behind ``kubernetes.py``."""

from __future__ import annotations

from guard.programs.subcommands import Act, word_set

GLOBAL = word_set(
    "-n --namespace --context --cluster --kubeconfig -s --server --user --token --as --as-group "
    "--as-uid --request-timeout -v --v --cache-dir --certificate-authority --client-certificate "
    "--client-key --tls-server-name --profile --profile-output --username --password --vmodule "
    "--log-file --kuberc"
)
COMMON = word_set(
    "-f --filename -k --kustomize -l --selector -o --output --field-selector --template "
    "--field-manager --timeout --grace-period --chunk-size --type -p --patch --patch-file "
    "--subresource --replicas --current-replicas --resource-version --image --overrides --raw "
    "--pod-selector --prune-allowlist -c --container --restart --env --labels --port "
    "--to-revision --revision --clusterrole --role --serviceaccount --group --from-literal "
    "--from-file --from-env-file --sort-by --for --target --copy-to --verb --resource --min --max "
    "--cpu-percent --applyset --docker-server --docker-username --docker-password"
)
LOGS = COMMON - {"-f", "-p"} | {"--tail", "--since", "--since-time", "--limit-bytes", "--max-log-requests"}
GROUPS = (
    "rollout",
    "config",
    "auth",
    "set",
    "create",
    "certificate",
    "top",
    "cluster-info",
    "apply",
    "plugin",
    "adm",
    "alpha",
    "policy",
    "help",
    "image",
    "adm policy",
    "adm prune",
)

QUIET = frozenset(
    (
        "get",
        "ctx",
        "ns",
        "neat",
        "tree",
        "who-can",
        "krew list",
        "describe",
        "logs",
        "top",
        "top pod",
        "top pods",
        "top node",
        "top nodes",
        "diff",
        "explain",
        "api-resources",
        "api-versions",
        "cluster-info",
        "cluster-info dump",
        "version",
        "completion",
        "wait",
        "options",
        "plugin",
        "plugin list",
        "kustomize",
        "events",
        "proxy",
        "port-forward",
        "exec",
        "rsh",
        "attach",
        "cp",
        "rsync",
        "auth can-i",
        "auth whoami",
        "config view",
        "config get-contexts",
        "config current-context",
        "config get-clusters",
        "config get-users",
        "config use-context",
        "config set-context",
        "config set-cluster",
        "config set-credentials",
        "config set",
        "config rename-context",
        "rollout history",
        "rollout status",
        "apply view-last-applied",
        "status",
        "whoami",
        "project",
        "projects",
        "login",
        "logout",
        "process",
        "observe",
        "adm top",
        "image info",
        "uncordon",
        "debug",
        "create namespace",
        "create ns",
        "create secret",
        "create configmap",
        "create cm",
        "",
        "help",
    )
)
"""Verbs that change nothing, add something new, or whose inner command is judged on its own."""

DEPLOY = Act(
    "deploy",
    "cluster objects",
    "R0",
    "B1",
    why="objects of the cluster are created or changed",
    instead="kubectl diff -f …",
)
ENFORCE = Act("unprotect", "pod security", "R1", "B2", "the pod security level of {name}",
              "privileged pods are let in from then on", marks=("protection",), tags=("T1562",))  # fmt: skip
OBJECT = Act("update", "cluster object", "R0", "B1", why="{name} is changed in place")
_RESTART = Act("update", "workload", "R0", "B1", why="the pods of {name} are replaced one after another")
_GRANT = Act(
    "grant", "access rule", "R1", "B2", why="rights on the cluster are given away", tags=("T1098.006",)
)
LOCAL = Act(
    "delete", "kubeconfig entry", "R3", "B0", "the entry {name} of the kubeconfig, with its credential"
)

_PRUNE = Act("delete", "cluster objects", "R2", "B1", "old {name} of the cluster's own registry and history")

ACTS: dict[str, Act] = {
    **{f"adm prune {what}": _PRUNE for what in ("builds", "deployments", "images", "groups")},
    "apply": DEPLOY,
    "create": DEPLOY,
    "run": DEPLOY,
    "expose": DEPLOY,
    "autoscale": DEPLOY,
    "new-app": DEPLOY,
    "start-build": DEPLOY,
    "apply set-last-applied": OBJECT,
    "apply edit-last-applied": OBJECT,
    "set image": _RESTART,
    "set env": _RESTART,
    "set resources": _RESTART,
    "set selector": OBJECT,
    "set serviceaccount": OBJECT,
    "set subject": _GRANT,
    "set volume": OBJECT,
    "label": OBJECT,
    "annotate": OBJECT,
    "rollout restart": _RESTART,
    "rollout resume": OBJECT,
    "rollout pause": OBJECT,
    "rollout undo": Act(
        "deploy",
        "workload",
        "R1",
        "B1",
        why="{name} goes back to an earlier revision",
        instead="kubectl rollout history {name}",
    ),
    "edit": Act("update", "cluster object", "R1", "B1", why="{name} is edited in place"),
    "cordon": Act("update", "node", "R1", "B1", why="nothing new is placed on {name}"),
    "taint": Act(
        "update", "node", "R1", "B1", why="pods are kept from or driven off {name}", marks=("outage",)
    ),
    "create clusterrolebinding": _GRANT,
    "create rolebinding": _GRANT,
    "create clusterrole": _GRANT,
    "create role": _GRANT,
    "auth reconcile": _GRANT,
    "certificate approve": _GRANT,
    "adm policy add-cluster-role-to-user": _GRANT,
    "adm policy add-role-to-user": _GRANT,
    "adm policy add-scc-to-user": _GRANT,
    "adm policy add-cluster-role-to-group": _GRANT,
    "certificate deny": OBJECT,
    "create token": Act("reveal", "service account token", why="a token of {name} is printed"),
    "config delete-context": LOCAL,
    "config delete-cluster": LOCAL,
    "config delete-user": LOCAL,
    "config unset": LOCAL,
    "new-project": Act("create", "project"),
}
