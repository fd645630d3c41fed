"""Node's package managers: ``npm run build`` runs ``scripts.build`` of ``package.json`` with its hooks.

Caught: ``npm run db:reset`` whose script is ``prisma migrate reset -f``; ``pretest``/``posttest`` around
``test``; ``npm exec -- rimraf ~``. Quiet: ``npm install`` where no script of the project runs anything,
``npm ls``, ``yarn why x``.

``npm run X -- words`` and ``yarn X words`` add the words, quoted, to the end of the script; the project's
``node_modules/.bin`` comes first on PATH. ``-C`` and ``--prefix`` name a directory; ``-w``, ``--filter``,
``-r`` and ``yarn workspace`` choose among the packages of a monorepo, in ``workspaces.py``.

Facts: npm-scripts(7) and npm-run-script(1) of npm 10, pnpm run, yarn run (classic and berry), bun run.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.overlay import made
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunText
from guard.shell.wrappers import workspaces
from guard.shell.wrappers.grammar import joined, path_of, quoted, text_of
from guard.shell.wrappers.subcommands import downloaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_VALUED = {
    "npm": "-w --workspace --prefix -C --loglevel --script-shell --registry --userconfig --cache -c"
    " --call -p --package --globalconfig --node-options --tag --omit --include --location",
    "pnpm": "-C --dir --filter -F --workspace-concurrency --reporter --loglevel --store-dir --test-pattern"
    " --changed-files-ignore-pattern --resume-from",
    "yarn": "--cwd --modules-folder --registry --mutex --network-timeout --use-yarnrc --cache-folder"
    " --preferred-cache-folder --global-folder --link-folder --network-concurrency --proxy --https-proxy"
    " --otp",
    "bun": "--cwd --filter -F --env-file --config -c --preload -r --shell --port --conditions -e --eval"
    " -p --print -d --define -l --loader --drop --install --main-fields --extension-order"
    " --tsconfig-override",
}  # fmt: skip
_EXEC = {
    "npm": ("exec", "x"), "pnpm": ("dlx", "exec"), "yarn": ("dlx", "exec"), "bun": ("x",),
}  # fmt: skip
_LIFECYCLE = {
    "start": "start",
    "stop": "stop",
    "restart": "restart",
    "test": "test",
    "t": "test",
    "tst": "test",
}
_INSTALL = (
    "install",
    "i",
    "ci",
    "add",
    "in",
    "isntall",
    "clean-install",
    "install-test",
    "it",
    "rebuild",
    "rb",
    "link",
)
INSTALL_HOOKS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_PUBLISH = {"publish": ("prepublishOnly", "prepack", "prepare", "postpack", "publish", "postpublish"),
            "pack": ("prepack", "prepare", "postpack"), "version": ("preversion", "version",
            "postversion")}  # fmt: skip
_BUILT_IN = {
    "yarn": "access add audit autoclean bin cache check config constraints create dedupe exec explain"
    " generate-lock-entry help import info init install licenses link list login logout node npm"
    " outdated owner pack patch patch-commit plugin policies prune publish rebuild remove run search"
    " set stage tag team unlink unplug up upgrade upgrade-interactive version versions why workspace"
    " workspaces",
    "pnpm": "access add adduser approve-builds audit bin bugs c cache cat-file cat-index catalog ci config"
    " create dedupe deploy deprecate dist-tag dlx docs doctor edit env exec fetch find find-hash help"
    " home i import info init install install-test it issues la licenses link list ll ln login logout"
    " ls m multi outdated owner pack patch patch-commit patch-remove ping prefix profile prune"
    " publish rb rebuild recursive remove repo rm root run run-script search self-update server setup"
    " show star stars store t team token uninstall un unlink unpublish unstar up update upgrade v"
    " version view whoami why",
    "bun": "a add audit build c completions create exec help i info init install link outdated patch"
    " patch-commit pm publish remove repl rm run test unlink update upgrade why x",
}
"""What these know by themselves: a script of that name needs ``run`` (yarn 1 and 4, pnpm 10, bun 1.2)."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The scripts that this call would run."""
    program = invocation.program
    words = invocation.argv[1:]
    options = read_options(words, _VALUED[program].split(), permute=False)
    where = options.value(*workspaces.ELSEWHERE)
    code = options.value("-e", "--eval", "-p", "--print") if program == "bun" else None
    if code is not None:
        yield RunArgv((known("node"), known("-e"), code))
        return
    shell = options.value("--script-shell")
    if shell is not None and options.operands and " " in shell.prefix:
        yield RunText(shell, "sh")
    if not options.operands:
        if program == "yarn" and not options.has("--version", "-v", "--help"):
            yield from _hooks(INSTALL_HOOKS, invocation, where, world)
        return
    chosen = workspaces.chosen_by(invocation, options, _VALUED[program].split())
    if chosen is not None:
        if where is not None:
            invocation = replace(invocation, cwd=path_of(where, invocation))
        yield from _in_workspaces(invocation, chosen, world)
        return
    yield from _subcommand(invocation, options.operands, where, world)


def _subcommand(
    invocation: Invocation, words: tuple[Value, ...], where: Value | None, world: World
) -> Iterator[Inner]:
    """What the subcommand, which is the first word, runs of this package's scripts and tools."""
    program, head, rest = invocation.program, text_of(words[0]), list(words[1:])
    if program == "yarn" and head == "node":
        yield RunArgv((words[0], *rest))
    elif head in _EXEC[program]:
        yield from _tool(program, head, rest)
    elif head in ("run", "run-script", "rum", "urn"):
        yield from _run(invocation, rest, where, world)
    elif head in _LIFECYCLE and not (program == "bun" and head == "test"):
        yield from _script(_LIFECYCLE[head], rest, invocation, where, world)
    elif head in _INSTALL:
        yield from _hooks(INSTALL_HOOKS, invocation, where, world)
    elif head in _PUBLISH:
        yield from _hooks(_PUBLISH[head], invocation, where, world)
    elif program == "bun" and head.endswith((".ts", ".js", ".tsx", ".jsx", ".mjs", ".cjs")):
        yield RunFile(words[0], "node", words)
    elif program in ("yarn", "pnpm", "bun") and head not in _BUILT_IN[program].split():
        found = list(_script(head, rest, invocation, where, world))
        yield from found or [RunArgv((words[0], *rest))]


def _in_workspaces(invocation: Invocation, chosen: workspaces.Chosen, world: World) -> Iterator[Inner]:
    """The same call in each package that was chosen; in this directory where none is known."""
    folders = workspaces.folders_of(invocation, chosen, world)
    for folder in folders or (invocation.cwd,):
        if folder:
            inside = replace(invocation, argv=(invocation.argv[0], *chosen.rest), cwd=folder)
            for inner in unwrap(inside, world):
                astray = isinstance(inner, RunArgv) and inner.cwd is None
                yield replace(inner, cwd=known(folder)) if astray else inner


def _tool(program: str, head: str, rest: Sequence[Value]) -> Iterator[Inner]:
    words = [w for w in rest if w.text != "--" or program != "npm"]
    if program in ("pnpm", "yarn") and head == "exec":
        operands = read_options(words, _VALUED[program].split(), permute=False).operands
        if len(operands) == 1 and " " in operands[0].prefix:
            yield RunText(operands[0], "sh")
        elif operands:
            yield RunArgv(operands)
        return
    yield from downloaded(words, "npm")


def _run(invocation: Invocation, rest: Sequence[Value], where: Value | None, world: World) -> Iterator[Inner]:
    options = read_options(rest, _VALUED[invocation.program].split(), permute=False)
    where = options.value(*workspaces.ELSEWHERE) or where
    if not options.operands:
        return
    name, arguments = options.operands[0], list(options.operands[1:])
    if name.text is None:
        yield Opaque(f"the script {name.skeleton} is not known")
        return
    found = list(_script(name.text, arguments, invocation, where, world))
    if not found and invocation.program == "bun" and "." in name.text:
        found = [RunFile(name, "node", options.operands)]
    yield from found


def _script(
    name: str, arguments: Sequence[Value], invocation: Invocation, where: Value | None, world: World
) -> Iterator[Inner]:
    """A script with its ``pre`` and ``post`` hooks; ``arguments`` are added to the script itself."""
    scripts, folder = scripts_of(invocation, where, world)
    if name == "start" and "start" not in scripts and folder and world.exists(folder + "/server.js"):
        yield RunFile(known(folder + "/server.js"), "node")
    if name == "restart" and "restart" not in scripts:
        for each in ("stop", "start"):
            yield from _script(each, (), invocation, where, world)
    if name not in scripts:
        where_made = folder or invocation.cwd or ""
        if made(world, where_made + "/package.json"):
            yield Opaque(f"the script {name} of a package.json made in this command is not known")
        return
    words = [w for w in arguments if w.text != "--"] if invocation.program != "yarn" else list(arguments)
    for each in ("pre" + name, name, "post" + name):
        text = scripts.get(each)
        if text is None:
            continue
        laid = found_at(folder.rstrip("/") + "/package.json", world, text)
        whole = joined((laid, *(quoted(w) for w in words))) if each == name else laid
        yield RunText(
            whole, "sh", cwd=known(folder) if folder else None, source=f"package.json scripts.{each}"
        )


def _hooks(
    names: Sequence[str], invocation: Invocation, where: Value | None, world: World
) -> Iterator[Inner]:
    if any(w.text in ("--ignore-scripts", "--help", "-h") for w in invocation.argv):
        return
    if names is INSTALL_HOOKS and any(w.text == "--dry-run" for w in invocation.argv):
        return  # npm pack and npm publish run their scripts all the same
    scripts, folder = scripts_of(invocation, where, world)
    for name in names:
        if name in scripts:
            yield RunText(
                found_at(folder.rstrip("/") + "/package.json", world, scripts[name]),
                "sh",
                cwd=known(folder) if folder else None,
                source=f"package.json scripts.{name}",
            )


def scripts_of(invocation: Invocation, where: Value | None, world: World) -> tuple[Mapping[str, str], str]:
    """``scripts`` of the nearest ``package.json`` from the working directory up, and its directory."""
    folder = path_of(where, invocation) if where is not None else invocation.cwd
    for _ in range(12):
        if not folder:
            break
        text = world.read(folder.rstrip("/") + "/package.json")
        if text is not None:
            return _scripts(text), folder
        if folder == "/" or where is not None:
            break
        folder = folder.rsplit("/", 1)[0] or "/"
    return {}, ""


def _scripts(text: str) -> Mapping[str, str]:
    from guard.wire import object_in

    scripts = object_in(text).get("scripts")
    if not isinstance(scripts, dict):
        return {}
    return {str(k): v for k, v in scripts.items() if isinstance(v, str)}
