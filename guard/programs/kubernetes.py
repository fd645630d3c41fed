"""kubectl and oc: what a verb does to which kind of object.

Caught: ``kubectl delete namespace checkout``; ``kubectl -n shop delete --all pv`` (persistent volumes belong
to the whole cluster, ``-n`` does not confine it); ``kubectl patch pvc data -p
'{"metadata":{"finalizers":null}}'``; ``kubectl scale deploy/web --replicas=0``; ``kubectl drain node-1``.
Quiet: ``kubectl get pods``, ``kubectl describe pod web``, ``kubectl logs web``, ``kubectl diff -f x.yaml``,
``kubectl auth can-i delete pods``; everything with ``--dry-run=client`` or ``--dry-run=server`` (``kubectl
delete ns shop --dry-run=server``; but ``--dry-run=none`` runs); everything on a kind or k3d cluster
(``kubectl --context kind-dev delete ns shop``).

Lost: what ``kubernetes_kinds.py`` says of the kind.
Back: objects from their manifests, a claim's data only from a backup (velero, a volume snapshot).
Instead: ``kubectl get``, ``kubectl diff``, or the same with ``--dry-run=server``.

Facts: the kubectl reference (kubernetes.io/docs/reference/kubectl/generated).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, known
from guard.programs.kubernetes_kinds import Kind, kind_of, worst_kind
from guard.programs.kubernetes_names import look, named, objects, of_every, of_files
from guard.programs.kubernetes_objects import Selection, selected
from guard.programs.kubernetes_verbs import (
    ACTS,
    COMMON,
    DEPLOY,
    ENFORCE,
    GLOBAL,
    GROUPS,
    LOCAL,
    LOGS,
    QUIET,
)
from guard.programs.subcommands import (
    Act,
    CommandLine,
    effect_of,
    hints_of,
    read_command,
    unknown_effect,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Effect, Invocation, Mark, Value
    from guard.world import World

LARGE = 50
"""Replicas from which a scale-up is a bill rather than a setting."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a kubectl or oc command does."""
    command = read_command(invocation.argv[1:], GLOBAL, GROUPS, {"logs": LOGS}, otherwise=COMMON)
    if command.asks_help or _dry(command):
        return
    place = _place(invocation, command)
    special = _SPECIAL.get(command.path)
    if special is not None:
        yield from special(invocation, command, place, world)
    elif command.path in ACTS:
        act = ACTS[command.path]
        if act.operation == "grant" and any("cluster-admin" in word.skeleton for word in invocation.argv):
            act = replace(act, recoverability="R3", blast="B3", why="everything on the cluster is given away")
        where = Place("host") if act is LOCAL else place
        yield effect_of(_rule(command), act, named(command), where, invocation)
    elif command.path.startswith(("create ", "rollout ", "set ")) and "?" not in command.path:
        if command.path not in QUIET:
            yield effect_of(_rule(command), DEPLOY, named(command), place, invocation)
    elif command.path not in QUIET:
        from guard.programs.tool_aliases import kuberc_unfolded

        meant = kuberc_unfolded(invocation, command.path, world)
        if meant is not None:
            yield from effects(replace(meant, via=(*invocation.via, invocation)), world)
            return
        plugin = _plugin(invocation, command)
        if plugin is not None:
            from guard.knowledge.operator_rows import section_of
            from guard.programs.operators import operator_effects

            for effect in operator_effects(plugin, None, section_of(plugin.program), world):
                yield replace(effect, place=place)
            return
        yield unknown_effect("kubernetes.unknown", invocation, command.path, place)


def _plugin(invocation: Invocation, command: CommandLine) -> Invocation | None:
    """The plugin that a first word nobody knows starts (``kubectl cnpg`` is ``kubectl-cnpg``), where there
    are rows for one of that name."""
    from guard.knowledge.operator_rows import section_of

    first = next((i for i, w in enumerate(invocation.argv[1:], 1) if not w.prefix.startswith("-")), 0)
    name = f"kubectl-{invocation.argv[first].text}"
    if not first or not command.path or section_of(name) is None:
        return None
    argv = (known(name), *invocation.argv[first + 1 :])
    return replace(invocation, argv=argv, via=(*invocation.via, invocation))


def place_of(invocation: Invocation) -> Place:
    """The cluster that a kubectl command line names, for what runs under ``kubectl exec``."""
    return _place(invocation, read_command(invocation.argv[1:], GLOBAL, GROUPS, otherwise=COMMON))


def _rule(command: CommandLine) -> str:
    return "kubernetes." + command.path.replace(" ", "-")


def _dry(command: CommandLine) -> bool:
    """``--dry-run`` alone means client; only ``client`` and ``server`` are dry. ``oc adm prune`` is a dry run
    until it is told ``--confirm``."""
    if command.path.startswith("adm prune"):
        return not command.options.has("--confirm")
    if not command.options.has("--dry-run"):
        return False
    value = command.options.value("--dry-run")
    return value is None or value.text in ("client", "server", "true")


def _place(invocation: Invocation, command: CommandLine, more: tuple[tuple[str, Value], ...] = ()) -> Place:
    hints = hints_of(command.options, {
        "context": ("--context",), "cluster": ("--cluster",), "kubeconfig": ("--kubeconfig",),
        "server": ("-s", "--server"), "namespace": ("-n", "--namespace"), "user": ("--user",),
    }, more)  # fmt: skip
    return Place("kubernetes", invocation.program, hints)


# ------------------------------------------------------------------------------------ delete


def _delete(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    if command.options.has("--raw"):
        act = Act("delete", "object by its API path", "R3", "B1", "what lies at {name}")
        raw = command.options.value("--raw")
        yield effect_of("kubernetes.delete", act, raw.skeleton if raw else "", place, invocation)
        return
    for chosen in selected(invocation, command, world):
        yield _deletion(invocation, command, place, chosen)


def _deletion(invocation: Invocation, command: CommandLine, place: Place, chosen: Selection) -> Effect:
    kind = chosen.kind
    every = chosen.said in ("", "--all")
    name = f"every {kind.name}" if every else chosen.said
    act = Act(
        "delete", kind.name, kind.recoverability, _reach(chosen), of_every(kind) if every else kind.loss,
        kind.why,
        look(chosen, command), kind.marks, ("T1485",),
    )  # fmt: skip
    marks: tuple[Mark, ...] = ()
    if kind.name == "pod" and chosen.names and not all(_generated(n) for n in chosen.names):
        act = Act(
            "delete", "pod", "R3", "B1",
            "pod {name}, which no controller seems to have made and none " "brings back",
            instead="kubectl get pod {name} -o yaml", marks=("outage",),
        )  # fmt: skip
    if kind.name == "pod" and chosen.every:
        marks = ("outage",)
    hints: tuple[tuple[str, Value], ...] = ()
    if kind.name == "namespace":
        hints += tuple(("namespace", known(name)) for name in chosen.names)
    elif chosen.everywhere:
        hints += (("every-namespace", known("yes")),)
    if kind.protects:
        hints += (("protects", known(kind.name)),)
    where = Place(place.kind, place.tool, place.hints + hints)
    return effect_of("kubernetes.delete", act, name, where, invocation, marks=marks)


def _reach(chosen: Selection) -> Blast:
    """How far a selection reaches: one object, a namespace, or the cluster."""
    kind = chosen.kind
    if chosen.everywhere or (chosen.every and kind.cluster):
        return "B3"
    if chosen.every:
        return "B3" if kind.blast == "B3" else "B2"
    return kind.blast


def _generated(name: str) -> bool:
    """A name that a controller gives: ``web-7d4b9c-x2k4p``, ``db-0``. Anything else may be a bare pod."""
    tail = name.rsplit("-", 1)[-1] if "-" in name else ""
    if tail.isdigit():
        return True
    return len(tail) == 5 and all(c in "bcdfghjklmnpqrstvwxz2456789" for c in tail)


# --------------------------------------------------------------------------- the other verbs


def _drain(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    hard = command.options.has(
        "--delete-emptydir-data", "--delete-local-data", "--force", "--disable-eviction"
    )
    act = Act(
        "stop", "node", "R3" if hard else "R1", "B2",
        "the local data of every pod on {name}, and pods that no controller brings back" if hard else "the "
        "pods on {name}",
        "every pod is driven off the node", "kubectl drain {name} --dry-run=server", ("outage",), ("T1489",),
    )  # fmt: skip
    yield effect_of("kubernetes.drain", act, command.names, place, invocation)


def _scale(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    wanted = command.options.value("--replicas")
    text = wanted.text if wanted is not None else None
    if text is not None and text.strip("0") == "" and text:
        reach: Blast = "B2" if command.options.has("--all") else "B1"
        act = Act("stop", "workload", "R1", reach, "the running replicas of {name}", "it stops serving",
                  "kubectl scale {name} --replicas=1", ("outage",), ("T1489",))  # fmt: skip
    elif text is None or not text.isdigit():
        act = Act("update", "workload", "R1", "B1", why="the number of replicas could not be resolved")
    elif int(text) >= LARGE:
        act = Act(
            "update", "workload", "R1", "B2",
            why="{name} would run " + text + " replicas: nodes are " "bought for them",
            instead="kubectl scale {name} --replicas=3", tags=("T1496",),
        )  # fmt: skip
    else:
        act = Act("update", "workload", "R0", "B1", why="the number of replicas of {name} changes")
    yield effect_of("kubernetes.scale", act, objects(command), place, invocation)


def _patch(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    value = command.options.value("-p", "--patch")
    squeezed = "".join((value.skeleton if value else "").split())
    kind = kind_of((command.operands[0].prefix if command.operands else "").split("/", 1)[0])
    for needle, act in _PATCHES:
        if all(piece in squeezed for piece in needle):
            yield effect_of("kubernetes.patch", act, objects(command), place, invocation)
            return
    if '"replicas":0' in squeezed or "replicas:0" in squeezed:
        act = Act("stop", "workload", "R1", "B1", "the running replicas of {name}", "it stops serving",
                  marks=("outage",), tags=("T1489",))  # fmt: skip
    else:
        act = Act("update", kind.name, "R1", kind.blast if kind.blast != "B3" else "B2",
                  why="{name} is changed in place", instead="kubectl patch … --dry-run=server")  # fmt: skip
    yield effect_of("kubernetes.patch", act, objects(command), place, invocation)


_FINALIZERS = Act(
    "unprotect", "finalizers", "R4", "B1", "the protection that keeps {name} until its data " "is let go",
    "finalizers are what holds a deletion back until the storage behind it is safe",
    "kubectl get {name} -o jsonpath={.metadata.finalizers}", ("protection",), ("T1485",),
)  # fmt: skip
_RECLAIM = Act("unprotect", "reclaim policy", "R4", "B1", "the disk behind {name}, as soon as its claim goes",
               "with reclaim policy Delete the disk is deleted together with the claim",
               "kubectl get {name} -o jsonpath={.spec.persistentVolumeReclaimPolicy}",
               ("protection",))  # fmt: skip
_PATCHES: tuple[tuple[tuple[str, ...], Act], ...] = (
    (("finalizers", "null"), _FINALIZERS),
    (("finalizers", "[]"), _FINALIZERS),
    (("/metadata/finalizers", "remove"), _FINALIZERS),
    (("ReclaimPolicy", "Delete"), _RECLAIM),
    (("deletionProtection", "false"), _FINALIZERS),
    (("pod-security.kubernetes.io/enforce", "privileged"), ENFORCE),
)


def _label(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    from guard.programs.kubernetes_marks import of_words

    if command.options.has("--list"):
        return
    act = of_words(tuple(v.skeleton for v in command.operands))
    yield effect_of("kubernetes.label", act, objects(command), place, invocation)


def _replace(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    if not command.options.has("--force") and not command.options.has("--raw"):
        yield effect_of("kubernetes.replace", DEPLOY, command.names, place, invocation)
        return
    kinds: tuple[Kind, ...] = tuple(s.kind for s in selected(invocation, command, world))
    kind = worst_kind(kinds)
    act = Act(
        "delete", kind.name, kind.recoverability, kind.blast, of_files(kind),
        "--force deletes the objects and creates them anew", "kubectl diff -f …",
        kind.marks, ("T1485",),
    )  # fmt: skip
    yield effect_of("kubernetes.replace", act, command.names, place, invocation)


def _apply(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    prune = command.options.value("--prune")
    if command.options.has("--prune") and not (prune is not None and prune.text == "false"):
        act = Act(
            "delete", "cluster objects", "R3", "B2",
            "every object of the selection that the files do " "not name",
            "--prune deletes what is missing from the files", "kubectl diff --prune …", tags=("T1485",),
        )  # fmt: skip
        yield effect_of("kubernetes.apply-prune", act, command.names, place, invocation)
    yield effect_of("kubernetes.apply", DEPLOY, command.names, place, invocation)


def _get(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    output = command.options.value("-o", "--output")
    shown = (
        output.text
        if output is not None
        else ("" if not command.options.has("--template") else "go-template")
    )
    raw = command.options.value("--raw")
    named = (command.operands[0].prefix if command.operands else "").lower()
    kinds = {kind_of(word.split("/", 1)[0]).name for word in named.split(",")} if named else set()
    whole = shown is None or shown.startswith(
        ("yaml", "json", "go-template", "custom-columns", "template", "jsonpath")
    )
    seen = not invocation.piped  # what comes out at the end of a pipe is judged there (``flows.py``)
    if (seen and "secret" in kinds and whole and not _only_metadata(shown or "")) or (
        raw is not None and "/secrets" in raw.prefix
    ):
        act = Act("reveal", "secret", why="the values of {name} are printed, base64 is no protection",
                  instead="kubectl describe secret {name}", tags=("T1552.007",))  # fmt: skip
        yield effect_of("kubernetes.secret", act, names(command), place, invocation)


def names(command: CommandLine) -> str:
    """What is read, without the kind where names are given."""
    return ", ".join(v.skeleton for v in command.operands[1:]) or command.names


def _only_metadata(output: str) -> bool:
    return output.startswith(("jsonpath", "custom-columns")) and "data" not in output.lower().replace(
        "metadata", ""
    )


def _config_view(
    invocation: Invocation, command: CommandLine, place: Place, world: World
) -> Iterator[Effect]:
    if command.options.has("--raw"):
        act = Act("reveal", "kubeconfig", why="the credentials in the kubeconfig are printed",
                  instead="kubectl config view", tags=("T1552.001",))  # fmt: skip
        yield effect_of("kubernetes.config-raw", act, "kubeconfig", place, invocation)


def _cp(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    if len(command.operands) != 2:
        return
    source, target = command.operands
    if ":" in source.prefix and ":" not in target.prefix:
        act = Act("overwrite", "file", loss="what {name} holds now")
        yield effect_of("kubernetes.cp", act, target.skeleton, Place("path"), invocation, value=target)


def _debug(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    if any(v.prefix.startswith(("node/", "nodes/", "no/")) for v in command.operands):
        act = Act(
            "grant", "node", "R1", "B2", why="a pod with the node's own files and namespaces is " "started",
            instead="kubectl describe {name}", tags=("T1611",),
        )  # fmt: skip
        yield effect_of("kubernetes.debug-node", act, command.names, place, invocation)


def _run(invocation: Invocation, command: CommandLine, place: Place, world: World) -> Iterator[Effect]:
    overrides = command.options.value("--overrides")
    text = "".join((overrides.skeleton if overrides else "").split())
    if command.options.has("--privileged") or any(
        sign in text for sign in ('"privileged":true', "hostPath", '"hostPID":true', '"hostNetwork":true')
    ):
        act = Act("grant", "pod", "R1", "B3", why="the pod reaches the node it runs on", tags=("T1611",))
        pod = command.operands[0].skeleton if command.operands else ""
        yield effect_of("kubernetes.run-privileged", act, pod, place, invocation)
    elif not command.options.has("--rm"):
        pod = command.operands[0].skeleton if command.operands else ""
        yield effect_of("kubernetes.run", replace(DEPLOY, kind="pod"), pod, place, invocation)


_SPECIAL = {
    "delete": _delete, "drain": _drain, "adm drain": _drain, "scale": _scale, "patch": _patch,
    "label": _label, "annotate": _label,
    "replace": _replace, "apply": _apply, "get": _get, "config view": _config_view, "debug": _debug,
    "cp": _cp,
    "run": _run,
}  # fmt: skip
