"""Labels and annotations of Kubernetes objects that keep something: what happens when they are changed.

Caught: ``kubectl annotate pvc data helm.sh/resource-policy-`` (the claim goes with its release from then on),
``kubectl label ns shop pod-security.kubernetes.io/enforce=privileged --overwrite``, ``kubectl label pvc data
velero.io/exclude-from-backup=true``, ``kubectl annotate sqlinstance db
cnrm.cloud.google.com/deletion-policy-``.
Quiet on a local cluster, *ask* as any change in production: ``kubectl annotate pvc data
helm.sh/resource-policy=keep``, ``kubectl label ns shop team=a``.
Facts: helm.sh/docs (resource-policy), argo-cd.readthedocs.io (sync options), velero.io/docs (excluding,
opting in volumes), cloud.google.com/config-connector (deletion-policy), aws-controllers-k8s.github.io
(deletion-policy), kubernetes.io/docs (pod security admission).
"""

from __future__ import annotations

from guard.programs.kubernetes_verbs import ENFORCE, OBJECT
from guard.programs.subcommands import Act

_KEPT = Act("unprotect", "keep policy", "R3", "B1", "what keeps {name} when its maker is deleted",
            "without it the object and its data go together with its release or its manifest",
            "kubectl get {name} -o yaml", ("protection",), ("T1485",))  # fmt: skip
_UNSAVED = Act("unprotect", "backup", "R3", "B1", "the later backups of {name}",
               "the backups leave it out from then on", "kubectl get {name} --show-labels",
               ("protection",), ("T1490",))  # fmt: skip

KEEPING: dict[str, tuple[tuple[str, ...], Act]] = {
    "helm.sh/resource-policy": (("keep",), _KEPT),
    "cnrm.cloud.google.com/deletion-policy": (("abandon",), _KEPT),
    "services.k8s.aws/deletion-policy": (("retain",), _KEPT),
    "argocd.argoproj.io/sync-options": (("prune=false", "delete=false", "prune=confirm"), _KEPT),
    "backup.velero.io/backup-volumes": (("",), _UNSAVED),
}
"""Keys that keep something → what one of their values has to say for it; any value, where that is empty."""
LOSING: dict[str, tuple[str, Act]] = {
    "pod-security.kubernetes.io/enforce": ("privileged", ENFORCE),
    "velero.io/exclude-from-backup": ("true", _UNSAVED),
}
"""Keys → the value that takes a protection away."""


def of_words(words: tuple[str, ...]) -> Act:
    """What setting (``key=value``) and removing (``key-``) these comes to; a change where none keeps
    anything."""
    for word in words:
        key, equals, value = word.partition("=")
        if not equals and not key.endswith("-"):
            continue
        key = key if equals else key[:-1]
        if key in KEEPING:
            kept, act = KEEPING[key]
            if not equals or not any(said in value.lower() for said in kept):
                return act
        if key in LOSING and value == LOSING[key][0]:
            return LOSING[key][1]
        if key == "pod-security.kubernetes.io/enforce" and not equals:
            return ENFORCE
    return OBJECT
