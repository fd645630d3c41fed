"""The packages of a monorepo: where ``pnpm --filter api db:reset`` would run.

Caught: ``yarn workspace api db:reset``, ``npm run db:reset -w apps/api``, ``pnpm -r db:reset``,
``yarn workspaces foreach run db:reset``, ``bun --filter '*' db:reset``: the script of that package's own
``package.json``, in that package's directory, so that its ``.env`` is the one that counts.
Quiet: ``pnpm --filter web dev``, ``npm run build --workspaces``.

A monorepo names its packages in ``workspaces`` of ``package.json`` (a list, or ``packages`` of an object)
or in ``pnpm-workspace.yaml``, by directories and globs. What is chosen is a package's name, its directory,
or a glob of either; pnpm's ``...`` (and what depends on it) and ``[ref]`` (what changed since) choose more
than can be known here, so they stand for every package.

Facts: npm-run-script(1), docs of pnpm filtering and pnpm-workspace.yaml, yarn workspace (classic and berry),
bun run.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.programs.options import Options
    from guard.world import World

CHOOSING = {
    "npm": ("-w", "--workspace"), "pnpm": ("--filter", "-F", "--filter-prod"), "yarn": (),
    "bun": ("--filter", "-F"),
}  # fmt: skip
"""Options that choose packages by name or directory."""
ELSEWHERE = ("--prefix", "-C", "--dir", "--cwd")
"""Options that name another folder to start in."""
EVERYWHERE = {
    "npm": ("-ws", "--workspaces"), "pnpm": ("-r", "--recursive"), "yarn": (), "bun": ("--workspaces",),
}  # fmt: skip
"""Options that choose every package."""
MOST = 60
"""How many packages are looked at. A bigger monorepo's other packages are not."""


@frozen
class Chosen:
    """Which packages, and the words of the call without the choice.

    ``names`` is empty where every package is meant.
    """

    names: tuple[str, ...]
    rest: tuple[Value, ...]


def chosen_by(invocation: Invocation, options: Options, valued: Sequence[str]) -> Chosen | None:
    """The choice of packages that this call makes, if it makes one."""
    program = invocation.program
    words = invocation.argv[1:]
    if program == "yarn":
        return _of_yarn(options.operands)
    choosing, everywhere = CHOOSING[program], EVERYWHERE[program]
    names: list[str] = []
    rest: list[Value] = []
    every, index = False, 0
    while index < len(words):
        text = words[index].text or ""
        head, equals, value = text.partition("=")
        if text == "--":
            rest += words[index:]
            break
        if text in everywhere:
            every = True
        elif equals and head in choosing:
            names.append(value)
        elif text in choosing and index + 1 < len(words):
            index += 1
            names.append(words[index].text or "*")
        elif head in ELSEWHERE:  # the caller starts there
            index += not equals
        else:
            rest.append(words[index])
        index += 1
    return Chosen(tuple(names), tuple(rest)) if names or every else None


def _of_yarn(operands: Sequence[Value]) -> Chosen | None:
    """``yarn workspace NAME COMMAND…`` and ``yarn workspaces [foreach OPTIONS] [run] COMMAND…``."""
    head = operands[0].text if operands else None
    if head == "workspace" and len(operands) > 2:
        return Chosen((operands[1].text or "*",), tuple(operands[2:]))
    if head != "workspaces" or len(operands) < 3:
        return None
    words = list(operands[1:])
    names: list[str] = []
    if words[0].text == "foreach":
        words = words[1:]
        while words and (words[0].text or "").startswith("-"):
            option = words.pop(0).text
            if option in ("--include", "--from") and words:
                names.append(words.pop(0).text or "*")
            elif option in ("--exclude", "-j", "--jobs", "--since") and words:
                words.pop(0)
    return Chosen(tuple(names), tuple(words)) if words else None


def folders_of(invocation: Invocation, chosen: Chosen, world: World) -> tuple[str, ...]:
    """The directories of the chosen packages; none where no monorepo is found."""
    every = packages_at(invocation.cwd or "", world)
    root = _monorepo(invocation.cwd or "", world)[0]
    names = tuple(name.removesuffix("^").strip("^").lstrip("{").rstrip("}") for name in chosen.names)
    if any("..." in name or "[" in name for name in names):
        return tuple(folder for folder, _ in every)
    wanted = [name for name in names if not name.startswith("!")]
    left_out = [name[1:] for name in names if name.startswith("!")]

    def among(those: Sequence[str]) -> tuple[str, ...]:
        cwd = invocation.cwd or ""
        meant = (f for f, name in every if any(_is_meant(said, f, name, root, cwd) for said in those))
        return tuple(meant) or tuple(f for f, _ in every if any(_inside(said, f, root) for said in those))

    taken = among(wanted) if wanted else tuple(folder for folder, _ in every)
    return tuple(folder for folder in taken if folder not in among(left_out))


def packages_at(folder: str, world: World) -> tuple[tuple[str, str], ...]:
    """Directory and name of each package of the monorepo that a directory is in."""
    root, patterns = _monorepo(folder, world)
    return tuple(_packages(root, patterns, world)) if root else ()


def _is_meant(said: str, folder: str, name: str, root: str, cwd: str) -> bool:
    from fnmatch import fnmatchcase
    from os.path import join, normpath

    if fnmatchcase(name, said) or name.rpartition("/")[2] == said:
        return True
    return any(fnmatchcase(folder, normpath(join(base, said))) for base in (root, cwd) if base)


def _inside(said: str, folder: str, root: str) -> bool:
    """npm takes a directory above several packages for all of them."""
    from os.path import join, normpath

    return folder.startswith(normpath(join(root, said)) + "/")


def _monorepo(folder: str, world: World) -> tuple[str, tuple[str, ...]]:
    """The nearest directory upwards that names packages, and how it names them."""
    for _ in range(12):
        if not folder:
            break
        patterns = (*_of_manifest(folder, world), *_of_pnpm(folder, world))
        if patterns:
            return folder, patterns
        folder = "" if folder == "/" else folder.rpartition("/")[0] or "/"
    return "", ()


def _of_manifest(folder: str, world: World) -> tuple[str, ...]:
    found = _document(folder, world).get("workspaces")
    if isinstance(found, dict):
        found = found.get("packages")
    return tuple(str(p) for p in found) if isinstance(found, list) else ()


def _of_pnpm(folder: str, world: World) -> tuple[str, ...]:
    """The list below ``packages:``; the file is YAML, of which nothing else is needed here."""
    lines = (world.read(f"{folder.rstrip('/')}/pnpm-workspace.yaml") or "").splitlines()
    found: list[str] = []
    inside = False
    for line in lines:
        bare = line.strip()
        if bare.startswith("packages:"):
            inside = True
            found += [p.strip(" '\"") for p in bare[9:].strip(" []").split(",") if p.strip()]
        elif inside and bare.startswith("- "):
            found.append(bare[2:].split(" #")[0].strip(" '\""))
        elif bare and not bare.startswith("#"):
            inside = False
    return tuple(found)


def _packages(root: str, patterns: Sequence[str], world: World) -> Iterator[tuple[str, str]]:
    """Each package's directory and name."""

    def matching(pattern: str) -> Iterator[str]:
        return _matching(root.rstrip("/"), pattern.strip("./").split("/"), world)

    left_out = {folder for pattern in patterns if pattern[:1] == "!" for folder in matching(pattern[1:])}
    met: set[str] = set()
    for pattern in patterns:
        for folder in matching(pattern) if pattern[:1] != "!" else ():
            document = _document(folder, world)
            if folder in met or folder in left_out or not document or len(met) >= MOST:
                continue
            met.add(folder)
            yield folder, str(document.get("name") or folder.rpartition("/")[2])


def _matching(folder: str, steps: Sequence[str], world: World) -> Iterator[str]:
    """The directories that a glob of ``/``-separated steps meets; ``**`` is looked into two levels deep."""
    if not steps:
        yield folder
        return
    step, rest = steps[0], steps[1:]
    if "*" not in step:
        yield from _matching(f"{folder}/{step}", rest, world)
        return
    from fnmatch import fnmatchcase

    for name in world.list(folder) or ():
        if name.startswith(".") or name == "node_modules" or not fnmatchcase(name, step.replace("**", "*")):
            continue
        below = f"{folder}/{name}"
        yield from _matching(below, rest, world)
        if step == "**":
            yield from _matching(below, ("*", *rest), world)


def _document(folder: str, world: World) -> dict[str, object]:
    from guard.wire import object_in

    return object_in(world.read(f"{folder.rstrip('/')}/package.json"))
