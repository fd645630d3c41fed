"""Task runners of monorepos: ``turbo run db:reset`` runs that script of every package.

Caught: ``turbo run db:reset``, ``npx lerna run wipe --scope api``, ``nx run api:reset`` whose target in
``project.json`` is a command. Quiet: ``turbo run build test``, ``nx affected -t lint``,
``turbo run x --dry``.

Which package a filter of turbo chooses (``...[main]``, ``./apps/*``) is worked out as for pnpm; where it
cannot be, every package counts. nx looks into the project's ``project.json`` and then into its
``package.json``; targets that it infers from plugins are its own (vite, jest) and stay quiet.

Facts: turbo's reference of ``run``, nx's project configuration, lerna's ``run``.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers import workspaces
from guard.shell.wrappers.grammar import behind_dashes, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World

VALUED = {
    "turbo": "--filter -F --concurrency --cache-dir --cwd --env-mode --log-order --output-logs --scope"
    " --since --token --team --api --profile --ui --log-prefix --cache --cache-workers --heap --login"
    " --remote-cache-timeout --root-turbo-json",
    "lerna": "--scope --ignore --since --concurrency --loglevel --max-buffer",
    "nx": "-t --target --targets --projects -p --configuration -c --parallel --base --head --files --runner"
    " --output-style --exclude",
}  # fmt: skip
SHOWING = ("--dry-run", "--dry", "--graph", "--help", "-h", "--version")
"""With these nothing runs."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The scripts of the packages that this call runs."""
    if any(text_of(word).partition("=")[0] in SHOWING for word in invocation.argv[1:]):
        return
    options = read_options(invocation.argv[1:], VALUED[invocation.program].split(), abbreviate=False)
    words = [text_of(word) for word in options.operands]
    if words[:1] == ["exec"]:  # lerna and nx: the words behind ``--``, in every package
        command = behind_dashes(invocation.argv[1:]) or list(options.operands[1:])
        if command:
            yield RunArgv(tuple(command))
    elif invocation.program == "nx":
        yield from _nx(invocation, options, words, world)
    elif words[:1] == ["run"] or (invocation.program == "turbo" and words):
        dashes = options.after_dashes if options.after_dashes >= 0 else len(words)
        tasks = words[1:dashes] if words[0] == "run" else words[:dashes]
        yield from _scripts(tasks, _chosen(options), options.operands[dashes:], invocation, world)


def _chosen(options: Options) -> tuple[str, ...]:
    return tuple(value.text or "*" for value in options.values("--filter", "-F", "--scope"))


def _scripts(
    tasks: Sequence[str], names: tuple[str, ...], arguments: tuple[Value, ...], by: Invocation, world: World
) -> Iterator[Inner]:
    for task in tasks:
        package, hash_sign, script = task.partition("#")  # turbo's ``api#build``
        wanted = (package,) if hash_sign else names
        choice = workspaces.Chosen(wanted, ())
        folders = workspaces.folders_of(by, choice, world) or ((by.cwd,) if by.cwd else ())
        for folder in folders:
            call = (known("npm"), known("run"), known(script or task), *arguments)
            yield RunArgv(call, cwd=known(folder))


def _nx(invocation: Invocation, options: Options, words: Sequence[str], world: World) -> Iterator[Inner]:
    if words[:1] in (["run-many"], ["affected"]):
        given = options.values("-t", "--target", "--targets")
        targets = [t for value in given for t in text_of(value).split(",")] + list(words[1:])
        for folder, _ in workspaces.packages_at(invocation.cwd or "", world):
            for target in targets:
                yield from _target(folder, target, world)
        return
    if words[:1] in (["run"], ["exec"]) and len(words) > 1:
        project, _, target = words[1].partition(":")
    elif len(words) == 2:
        target, project = words
    else:
        return
    for folder in _project_folders(invocation.cwd or "", project, world) if target else ():
        yield from _target(folder, target.partition(":")[0], world)


def _project_folders(cwd: str, project: str, world: World) -> tuple[str, ...]:
    """Where a project lies: a package of that name, or the usual places of nx."""
    named = tuple(f for f, name in workspaces.packages_at(cwd, world) if name.rpartition("/")[2] == project)
    usual = (f"{cwd}/{place}{project}" for place in ("", "apps/", "libs/", "packages/"))
    return named or tuple(f for f in usual if world.exists(f + "/project.json")) or (cwd,)


def _target(folder: str, target: str, world: World) -> Iterator[Inner]:
    path = folder.rstrip("/") + "/project.json"
    commands = _commands(world.read(path) or "", target)
    for command in commands:
        yield RunText(
            found_at(path, world, command), "sh", cwd=known(folder), source=f"project.json {target}"
        )
    if not commands:
        yield RunArgv((known("npm"), known("run"), known(target)), cwd=known(folder))


def _commands(text: str, target: str) -> tuple[str, ...]:
    from guard.wire import object_in

    targets = object_in(text).get("targets")
    found = targets.get(target) if isinstance(targets, dict) else None
    if not isinstance(found, dict):
        return ()
    options = found.get("options")
    given = [found.get("command")]
    if isinstance(options, dict):
        several = options.get("commands")
        given += [options.get("command"), *(several if isinstance(several, list) else ())]
    plain = [g.get("command") if isinstance(g, dict) else g for g in given]
    return tuple(g for g in plain if isinstance(g, str))
