"""Which objects a kubectl command line names: ``TYPE NAME…``, ``TYPE/NAME``, ``--all``, ``-A``, ``-l``,
and the manifests behind ``-f`` and ``-k``, whose kinds are read where the files are there.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.programs.kubernetes_kinds import UNLISTED, Kind, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value
    from guard.programs.subcommands import CommandLine
    from guard.world import World

NAMELESS = Kind(
    "object", "R1", "B0", "{name}", why="no object is named: kubectl refuses, unless a name follows"
)
MANIFESTS = 60
"""How many files of a folder are read for their kinds."""


@frozen
class Selection:
    """Objects of one kind."""

    kind: Kind
    names: tuple[str, ...] = ()
    """Empty where they are chosen otherwise or could not be resolved."""
    every: bool = False
    """All of the kind that the namespace (or, cluster-scoped, the cluster) holds."""
    everywhere: bool = False
    """In all namespaces."""
    said: str = ""


def selected(invocation: Invocation, command: CommandLine, world: World) -> tuple[Selection, ...]:
    """What the operands and files of ``delete`` or ``replace`` name."""
    options = command.options
    files = options.values("-f", "--filename", "-k", "--kustomize")
    if files:
        return tuple(_of_files(invocation, files, world))
    everywhere = options.has("-A", "--all-namespaces")
    selector = options.value("-l", "--selector", "--field-selector")
    every = options.has("--all") or (everywhere and selector is None)
    said = f"-l {selector.skeleton}" if selector is not None else ("--all" if every else "")
    return tuple(_of_operands(command.operands, every, everywhere, said)) or (
        Selection(UNLISTED, every=True, everywhere=everywhere, said=said),
    )


def _of_operands(
    operands: tuple[Value, ...], every: bool, everywhere: bool, said: str
) -> Iterator[Selection]:
    if not operands:
        return
    first = operands[0]
    if first.text is None and not first.prefix:
        yield _from_producer(first, everywhere)
        return
    if "/" in first.prefix:
        for word in operands:
            kind, _, name = word.prefix.partition("/")
            yield Selection(
                kind_of(kind), (name,) if name and word.text else (), False, everywhere, word.skeleton
            )
        return
    rest = operands[1:]
    names = tuple(v.text for v in rest if v.text is not None)
    shown = " ".join(v.skeleton for v in rest) or said
    computed = any(_lists_all(v) for v in rest)
    if not rest and not every and not said:
        yield Selection(NAMELESS, said=first.skeleton)
        return
    for kind_name in first.prefix.split(","):
        yield Selection(kind_of(kind_name), names, every or computed, everywhere, shown)


def _lists_all(word: Value) -> bool:
    """Names that come from a ``kubectl get``: whatever it lists."""
    return any(p.program in ("kubectl", "oc", "k") for hole in word.holes for p in hole.producers)


def _from_producer(word: Value, everywhere: bool) -> Selection:
    """``kubectl get ns -o name | xargs kubectl delete``: the kind is the one that is listed."""
    for hole in word.holes:
        for producer in hole.producers:
            words = [v.text for v in producer.argv[1:] if v.text]
            if producer.program in ("kubectl", "oc", "k") and "get" in words:
                after = [w for w in words[words.index("get") + 1 :] if not w.startswith("-")]
                wide = everywhere or "-A" in words or "--all-namespaces" in words
                if after:
                    return Selection(
                        kind_of(after[0].split("/")[0]), (), True, wide, f"whatever “{' '.join(words)}” lists"
                    )
    return Selection(UNLISTED, (), True, everywhere, word.skeleton)


# ------------------------------------------------------------------------------------ manifests


def _of_files(invocation: Invocation, files: tuple[Value, ...], world: World) -> Iterator[Selection]:
    for file in files:
        kinds = _kinds_in(invocation, file, world)
        if not kinds:
            yield Selection(UNLISTED, said=f"every object {_said(file)}")
        for name in kinds:
            kind, namespaces = kind_of(name), kinds[name]
            own = tuple(namespaces) if kind.name == "namespace" else ()
            yield Selection(kind, own, said=", ".join(own) or f"the {kind.name} {_said(file)}")


def _said(file: Value) -> str:
    return "on standard input" if file.text == "-" else f"in {file.skeleton}"


def _kinds_in(invocation: Invocation, file: Value, world: World) -> dict[str, list[str]]:
    """The kinds in a manifest with their names; empty where it cannot be read."""
    found: dict[str, list[str]] = {}
    if file.text == "-":
        text = invocation.stdin.text.text if invocation.stdin and invocation.stdin.text else None
        _scan(text or "", found)
        return found
    if file.text is None or "://" in file.text or invocation.cwd is None:
        return found
    for path in _manifests(_join(invocation.cwd, file.text), world):
        _scan(world.read(path) or "", found)
    return found


def _join(folder: str, path: str) -> str:
    return path if path.startswith("/") else f"{folder.rstrip('/')}/{path}"


def _manifests(path: str, world: World) -> tuple[str, ...]:
    if not world.is_directory(path):
        return (path,)
    names = world.list(path) or ()
    wanted = [n for n in names if n.endswith((".yaml", ".yml", ".json"))]
    return tuple(f"{path.rstrip('/')}/{name}" for name in wanted[:MANIFESTS])


def _scan(text: str, found: dict[str, list[str]]) -> None:
    """``kind:`` and ``metadata.name`` line by line: enough to know what a manifest holds, no YAML."""
    kind = ""
    for line in text.splitlines():
        bare = line.strip().strip(",").replace('"', "")
        if bare.startswith("kind:") and (not line.startswith(" ") or line.lstrip().startswith('"')):
            kind = bare[5:].strip()
            if kind and kind != "List":
                found.setdefault(kind, [])
        elif (
            kind in found
            and bare.startswith("name:")
            and line.startswith((" ", "\t"))
            and len(line) - len(line.lstrip()) <= 4
        ):
            found[kind].append(bare[5:].strip())
            kind = ""
