"""Clusters and virtual machines on this machine: kind, minikube, k3d, colima, vagrant, multipass, virsh …

Caught: ``vagrant destroy -f``, ``multipass delete --purge vm1``, ``virsh undefine vm1 --remove-all-storage``,
``VBoxManage unregistervm vm1 --delete``, ``qm destroy 100``, ``colima delete``, ``minikube delete --all``,
``wsl --unregister Ubuntu``.
Quiet: ``kind delete cluster --name dev`` and ``k3d cluster delete dev`` of a named cluster (made for tests,
thrown away), ``minikube status``, ``vagrant up``, ``virsh list``.

Lost: the disk of the machine.
Back: Nothing, except a snapshot or an export that lies elsewhere.
Instead: ``vagrant halt``, ``minikube stop``; ``vagrant snapshot save``, ``virsh snapshot-create-as`` or an
export keep the disk.

Facts: kind.sigs.k8s.io, minikube.sigs.k8s.io, k3d.io, developer.hashicorp.com/vagrant, multipass.run,
libvirt.org/manpages/virsh, pve.proxmox.com/pve-docs/qm.1.html.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Place, known
from guard.programs.subcommands import HELP, Act, effect_of, read_command, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World


@frozen
class Manager:
    """How a cluster or machine manager is read."""

    acts: Mapping[str, Act]
    groups: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Options that name the object."""
    default: str = ""
    """Its name where none is given."""
    own: bool = False
    """Made for development: it lands in the workspace (E1), not on the machine (E2)."""


_TEST = Act(
    "delete",
    "cluster",
    "R1",
    "B1",
    "the local cluster {name} and everything deployed to it",
    "it is made anew from its configuration",
)
_DEV = Act(
    "delete",
    "cluster",
    "R3",
    "B2",
    "the local cluster {name} with its volumes and images",
    tags=("T1485",),
)
_EVERY = Act(
    "delete", "cluster", "R3", "B2", "every local cluster, those of other projects too", tags=("T1485",)
)
_MACHINE = Act(
    "delete",
    "virtual machine",
    "R4",
    "B2",
    "the virtual machine {name} with its disk and every snapshot of it",
    "a machine's disk is not kept anywhere else",
    "take a snapshot first",
    tags=("T1485",),
)
_FORGET = Act("delete", "virtual machine", "R2", "B1", "the definition of {name}; its disk stays")
_STOP = Act("stop", "virtual machine", "R1", "B1", "the running machine {name}", marks=("outage",))
_CUT = Act(
    "stop",
    "virtual machine",
    "R2",
    "B1",
    "what {name} has not written to its disk yet: its power is cut",
    instead="shut it down instead",
    marks=("outage",),
)
_SNAPSHOT = Act("delete", "snapshot", "R4", "B1", "the snapshot {name}", marks=("backup",), tags=("T1490",))
_BACK = Act("overwrite", "virtual machine", "R3", "B1", "what {name} holds since the snapshot")
_DISK = Act("delete", "disk image", "R4", "B1", "the disk {name}", tags=("T1485",))

MANAGERS: Mapping[str, Manager] = {
    "kind": Manager(
        {"delete cluster": _TEST, "delete clusters": _EVERY},
        ("delete", "create", "get", "load", "export", "build"),
        ("--name", "-n"),
        "kind",
        own=True,
    ),
    "k3d": Manager(
        {
            "cluster delete": _TEST,
            "cluster rm": _TEST,
            "registry delete": _TEST,
            "node delete": _TEST,
            "cluster del": _TEST,
        },
        ("cluster", "registry", "node", "image", "kubeconfig"),
        (),
        "k3s-default",
        own=True,
    ),
    "minikube": Manager(
        {"delete": _DEV, "node delete": _TEST},
        ("config", "addons", "image", "node", "profile"),
        ("-p", "--profile"),
        "minikube",
        own=True,
    ),
    "colima": Manager({"delete": _DEV, "prune": _TEST}, (), ("-p", "--profile"), "default", own=True),
    "limactl": Manager(
        {
            "delete": _MACHINE,
            "rm": _MACHINE,
            "remove": _MACHINE,
            "factory-reset": _MACHINE,
            "prune": _TEST,
            "snapshot delete": _SNAPSHOT,
        },
        ("snapshot", "disk"),
    ),
    "microk8s": Manager({"reset": _DEV}, own=True),
    "vcluster": Manager(
        {
            "delete": _DEV,
            "rm": _DEV,
            "platform destroy": Act(
                "delete", "platform", "R4", "B3", "the platform with every virtual cluster that it manages"
            ),
        },
        ("platform",),
        own=True,
    ),
    "k0s": Manager({"reset": _DEV}),
    "kubeadm": Manager(
        {
            "reset": Act(
                "delete",
                "cluster node",
                "R4",
                "B2",
                "this node of the cluster and, on the last control plane, all its data",
            )
        }
    ),
    "k3s-uninstall.sh": Manager({"": Act("delete", "cluster", "R4", "B2", "k3s with all its data")}),
    "vagrant": Manager(
        {
            "destroy": _MACHINE,
            "box remove": Act("delete", "box", "R1", "B1", "the box {name}"),
            "halt": _STOP,
            "snapshot delete": _SNAPSHOT,
            "snapshot restore": _BACK,
            "snapshot pop": _BACK,
        },
        ("box", "snapshot", "plugin"),
        (),
        "every machine of this folder",
        own=True,
    ),
    "multipass": Manager({"delete": _FORGET, "purge": _MACHINE, "stop": _STOP, "restore": _BACK}, ()),
    "virsh": Manager(
        {
            "destroy": _CUT,
            "undefine": _FORGET,
            "vol-delete": _DISK,
            "vol-wipe": _DISK,
            "pool-delete": _DISK,
            "pool-destroy": _STOP,
            "snapshot-delete": _SNAPSHOT,
            "snapshot-revert": _BACK,
            "net-destroy": _STOP,
            "shutdown": _STOP,
            "reboot": _STOP,
            "reset": _CUT,
        }
    ),
    "VBoxManage": Manager({"unregistervm": _FORGET, "closemedium": _FORGET}),
    "vboxmanage": Manager({"unregistervm": _FORGET, "closemedium": _FORGET}),
    "qm": Manager(
        {
            "destroy": _MACHINE,
            "stop": _CUT,
            "reset": _CUT,
            "shutdown": _STOP,
            "delsnapshot": _SNAPSHOT,
            "rollback": _BACK,
            "unlink": _DISK,
        }
    ),
    "pct": Manager(
        {"destroy": _MACHINE, "stop": _CUT, "shutdown": _STOP, "delsnapshot": _SNAPSHOT, "rollback": _BACK}
    ),
    "pvesm": Manager({"free": _DISK, "remove": _FORGET}),
    "lxc": Manager(
        {
            "delete": _MACHINE,
            "rm": _MACHINE,
            "stop": _STOP,
            "restore": _BACK,
            "storage delete": _DISK,
            "storage volume delete": _DISK,
            "project delete": _MACHINE,
        },
        ("storage", "project", "image", "network", "profile", "storage volume"),
    ),
    "incus": Manager(
        {"delete": _MACHINE, "rm": _MACHINE, "stop": _STOP, "restore": _BACK, "storage volume delete": _DISK},
        ("storage", "project", "image", "network", "profile", "storage volume"),
    ),
    "wsl": Manager({}),
    "tart": Manager({"delete": _MACHINE, "stop": _STOP}),
    "orb": Manager({"delete": _MACHINE, "reset": _MACHINE}),
    "orbctl": Manager({"delete": _MACHINE, "reset": _MACHINE}),
    "prlctl": Manager({"delete": _MACHINE, "stop": _STOP}),
    "emulator": Manager({}),
    "avdmanager": Manager({"delete avd": _DEV}, ("delete", "create", "list"), ("-n", "--name"), own=True),
    "simctl": Manager({}),
    "adb": Manager(
        {
            "uninstall": Act("delete", "app", "R2", "B0", "the app {name} with its data"),
            "reboot": _STOP,
            "root": Act("grant", "device", "R1", "B1"),
        }
    ),
    "fastboot": Manager(
        {"erase": _DISK, "flash": _DISK, "format": _DISK, "flashall": _DISK, "-w": _DISK}, ()
    ),
}
_VALUED = word_set("-p --profile -n --name --provider -c --connect --domain --pool -s")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a manager of local clusters or machines removes."""
    program = invocation.program
    manager = MANAGERS[program]
    command = read_command(invocation.argv[1:], _VALUED, manager.groups)
    options = command.options
    if options.has(*(h for h in HELP if h != "-h")) or command.path.startswith("help"):
        return
    if program == "wsl":
        if options.has("--unregister"):
            yield effect_of(
                "machine.wsl-unregister", _MACHINE, command.path, Place("host", "wsl"), invocation
            )
        return
    if command.path == "kubectl" and program in ("minikube", "microk8s", "k0s"):
        yield from _kubectl(invocation, program, world)
        return
    act = manager.acts.get(command.path)
    if act is None or (program == "adb" and on_emulator(invocation, options)):
        return
    if act is _FORGET and options.has(
        "--purge", "-p", "--delete", "--delete-all", "--remove-all-storage", "--storage", "--wipe-storage"
    ):
        act = _MACHINE
    every = options.has("--all", "-a", "-A") and act.operation == "delete"
    if every and manager.own:
        act = _EVERY
    given = options.value(*manager.named) if manager.named else None
    name = (
        given.skeleton
        if given is not None
        else ("every one" if every else command.names or manager.default or "the machine")
    )
    hints = (("own", known("yes")),) if manager.own and not every else ()
    rule = f"machine.{program}-{command.path.replace(' ', '-')}"
    yield effect_of(rule, act, name, Place("host", program, hints), invocation, value=given)


DEBUG_BUILDS = (".debug", ".dev", ".test")
"""Suffixes of an application's id that the builds of a developer have, beside the app that people use."""


def on_emulator(invocation: Invocation, options: Options) -> bool:
    """Whether adb is told of an emulator, or of a debug build alone: what was tried there is made anew.
    Facts: developer.android.com (adb, ``-e``, ``-s``, ``ANDROID_SERIAL``; they are called ``emulator-PORT``;
    ``applicationIdSuffix``)."""
    variable = invocation.variable("ANDROID_SERIAL")
    named = options.value("-s") or (variable.value if variable is not None else None)
    if options.has("-e") or (named is not None and named.prefix.startswith("emulator-")):
        return True
    words = [word.text or "" for word in invocation.argv]
    return any(a in ("uninstall", "clear") for a in words) and words[-1].endswith(DEBUG_BUILDS)


def _kubectl(invocation: Invocation, program: str, world: World) -> Iterator[Effect]:
    """``minikube kubectl -- delete ns x``: kubectl on the manager's own cluster."""
    from guard.programs.kubernetes import effects as kubectl_effects

    words = [v.text for v in invocation.argv]
    rest = invocation.argv[words.index("kubectl") + 1 :]
    rest = rest[1:] if rest and rest[0].text == "--" else rest
    context = known("minikube" if program == "minikube" else "microk8s")
    argv = (known("kubectl"), known("--context"), context, *rest)
    yield from kubectl_effects(replace(invocation, argv=argv), world)
