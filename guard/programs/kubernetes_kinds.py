"""What deleting an object of a Kubernetes kind costs: the kind decides, not the verb.

Facts: kubernetes.io/docs “Namespaces” (deleting one deletes everything in it), “Persistent Volumes”
(reclaim policy Delete removes the disk behind a claim), “StatefulSets” (its claims stay by default),
“Custom Resources” (deleting a definition deletes every object of the kind), “Dynamic Admission
Control”. Short names and scopes are those that ``kubectl api-resources`` prints.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Mark, Recoverability


@frozen
class Kind:
    """A kind of object and what its deletion means."""

    name: str
    recoverability: Recoverability
    blast: Blast
    """For one object by its name."""
    loss: str = "{name}"
    cluster: bool = False
    """Cluster-scoped: ``-n`` does not confine it."""
    marks: tuple[Mark, ...] = ()
    protects: bool = False
    """It guards something else: removing it on a shared cluster is the removal of a protection."""
    why: str = ""


_WORKLOAD = "the running replicas of {name} (its manifest brings it back)"
_OUT: tuple[Mark, ...] = ("outage",)

KINDS: tuple[tuple[str, Kind], ...] = (
    ("namespace namespaces ns project projects", Kind(
        "namespace", "R4", "B2", "everything in namespace {name}: workloads, secrets, and the volumes of "
        "its claims",
        cluster=True, why="deleting a namespace deletes every object in it, and there is no undelete")),
    ("persistentvolume persistentvolumes pv", Kind(
        "persistent volume", "R4", "B1", "persistent volume {name}; with reclaim policy Delete also the "
        "disk behind it",
        cluster=True, why="persistent volumes belong to the whole cluster: a namespace flag does not "
            "confine this")),
    ("persistentvolumeclaim persistentvolumeclaims pvc", Kind(
        "persistent volume claim", "R4", "B1", "claim {name} and, with reclaim policy Delete, the data on "
        "its disk")),
    ("customresourcedefinition customresourcedefinitions crd crds", Kind(
        "custom resource definition", "R4", "B3", "every object of the kind {name} in every namespace",
        cluster=True,
        why="deleting a definition deletes all objects of that kind")),
    ("statefulset statefulsets sts", Kind(
        "stateful set", "R2", "B1", "the running replicas of {name}; its claims stay", marks=_OUT)),
    ("deployment deployments deploy daemonset daemonsets ds replicaset replicasets rs replicationcontroller "
     "replicationcontrollers rc deploymentconfig deploymentconfigs dc",
     Kind("workload", "R1", "B1", _WORKLOAD, marks=_OUT)),
    ("service services svc ingress ingresses ing route routes httproute httproutes gateway gateways "
    "endpoints ep "
     "endpointslice endpointslices", Kind("network entry", "R1", "B1", "the way in to {name}", marks=_OUT)),
    ("pod pods po", Kind("pod", "R1", "B0", "pod {name} (its controller makes another)")),
    ("job jobs", Kind("job", "R2", "B1", "job {name}, its record and its pods")),
    ("cronjob cronjobs cj", Kind("cron job", "R1", "B1", "the schedule {name}")),
    ("secret secrets", Kind("secret", "R3", "B1", "secret {name}: its value may exist nowhere else")),
    ("configmap configmaps cm", Kind("config map", "R2", "B1", "configuration {name}")),
    ("node nodes no", Kind("node", "R2", "B2", "node {name} and what runs on it", cluster=True, marks=_OUT)),
    ("validatingwebhookconfiguration validatingwebhookconfigurations mutatingwebhookconfiguration "
     "mutatingwebhookconfigurations validatingadmissionpolicy validatingadmissionpolicies "
     "validatingadmissionpolicybinding validatingadmissionpolicybindings podsecuritypolicy "
     "podsecuritypolicies psp "
     "clusterpolicy clusterpolicies",
     Kind("admission rule", "R1", "B3", "the admission check {name}", cluster=True, protects=True,
          why="what an admission rule refused is let in from then on")),
    ("networkpolicy networkpolicies netpol ciliumnetworkpolicy ciliumnetworkpolicies",
     Kind("network policy", "R1", "B1", "the network policy {name}", protects=True,
          why="the traffic it kept out is let in from then on")),
    ("poddisruptionbudget poddisruptionbudgets pdb resourcequota resourcequotas quota limitrange "
    "limitranges limits",
     Kind("limit", "R1", "B1", "the limit {name}")),
    ("volumesnapshot volumesnapshots vs volumesnapshotcontent volumesnapshotcontents vsc backup backups "
     "backupstoragelocation backupstoragelocations bsl etcdbackup etcdbackups",
     Kind("backup", "R4", "B1", "the backup {name}", marks=("backup",))),
    ("storageclass storageclasses sc priorityclass priorityclasses pc ingressclass ingressclasses "
    "runtimeclass "
     "runtimeclasses apiservice apiservices",
     Kind("cluster setting", "R2", "B2", "the cluster-wide setting {name}", cluster=True)),
    ("clusterrole clusterroles clusterrolebinding clusterrolebindings",
     Kind("access rule", "R2", "B2", "the rights that {name} grants", cluster=True)),
    ("role roles rolebinding rolebindings serviceaccount serviceaccounts sa",
     Kind("access rule", "R2", "B1", "the rights that {name} grants")),
    ("event events ev lease leases horizontalpodautoscaler horizontalpodautoscalers hpa",
     Kind("bookkeeping object", "R0", "B0", "{name}")),
    ("all", Kind("workloads", "R3", "B2", "all workloads and services of the namespace", marks=_OUT)),
)  # fmt: skip

UNLISTED = Kind("object", "R3", "B1", "{name}")
"""A custom kind: what its operator removes together with it is not known."""

_BY_NAME: dict[str, Kind] = {word: kind for words, kind in KINDS for word in words.split()}


def kind_of(word: str) -> Kind:
    """The kind by any of its names (``ns``, ``Deployment``, ``deployments.apps``)."""
    name = word.lower()
    found = _BY_NAME.get(name) or _BY_NAME.get(name.split(".", 1)[0])
    return found if found is not None else UNLISTED


_RANK = ("R0", "R1", "R2", "R?", "R3", "R4")


def worst_kind(kinds: tuple[Kind, ...]) -> Kind:
    """The kind whose loss weighs most."""
    return max(kinds, key=lambda k: (_RANK.index(k.recoverability), k.blast), default=UNLISTED)
