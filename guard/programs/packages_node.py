"""npm, pnpm, yarn, bun: publishing, and what is planted in ``package.json``.

Caught: ``npm publish`` to a public registry, ``npm unpublish x --force``, ``npm owner add bob x``, ``npm
access public x``, ``npm pkg set scripts.test='rm -rf ~'`` (a command that runs later), ``npm config set
ignore-scripts false``, ``npm token create``.
Quiet: ``npm install``, ``npm ci``, ``npm run lint`` (its script is judged on its own), ``npm pack``, ``npm
publish --dry-run``, ``npm publish`` (where ``package.json`` is private or the registry local).

Lost: a version number for good; see ``publishing.py``.
Back: npm lets nobody publish the same version twice; a package that was unpublished whole stays closed for a
day.
Instead: ``npm pack --dry-run`` lists the files, ``npm publish --dry-run`` the whole act.

Facts: docs.npmjs.com/cli (publish, unpublish, owner, pkg), classic.yarnpkg.com, yarnpkg.com/cli, pnpm.io/cli.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.publishing import DEPRECATE, OWNER, PUBLISH, TAG, UNPUBLISH, to_registry
from guard.programs.subcommands import Act, CommandLine, effect_of, read_command, word_set
from guard.targets.registry import is_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

VALUED = word_set(
    "--registry --tag --access --otp -w --workspace --prefix -C --dir --cwd --filter -F "
    "--userconfig --loglevel --cache --scope --message -m --new-version --publish-branch"
)
GROUPS = (
    "npm",
    "npm tag",
    "owner",
    "access",
    "dist-tag",
    "pkg",
    "token",
    "config",
    "team",
    "org",
    "profile",
    "tag",
    "hook",
    "trust",
    "c",
    "author",
    "workspace",
)

_TOKEN = Act("grant", "registry token", "R1", "B2", why="a new long-lived token is made", tags=("T1098.001",))
_REVOKE = Act("delete", "registry token", "R2", "B1", "the token {name}; what uses it stops working")
_PLANT = Act(
    "update",
    "package script",
    "R1",
    "B0",
    why="a command is planted in package.json that runs later",
    instead="npm pkg get scripts",
    marks=("persistence",),
    tags=("T1546",),
)
_CONFIG = Act(
    "update",
    "package manager setting",
    "R1",
    "B0",
    why="{name} changes what later installs run or trust",
    marks=("persistence",),
)

_ACTS = {
    "publish": PUBLISH,
    "npm publish": PUBLISH,
    "unpublish": UNPUBLISH,
    "npm unpublish": UNPUBLISH,
    "unpub": UNPUBLISH,
    "deprecate": DEPRECATE,
    "undeprecate": DEPRECATE,
    "owner add": OWNER,
    "owner rm": OWNER,
    "owner remove": OWNER,
    "author add": OWNER,
    "author rm": OWNER,
    "access public": OWNER,
    "access restricted": OWNER,
    "access grant": OWNER,
    "access revoke": OWNER,
    "access set": OWNER,
    "access 2fa-required": OWNER,
    "access 2fa-not-required": OWNER,
    "dist-tag add": TAG,
    "dist-tag rm": TAG,
    "dist-tag set": TAG,
    "tag add": TAG,
    "tag rm": TAG,
    "npm tag add": TAG,
    "npm tag remove": TAG,
    "team add": OWNER,
    "team rm": OWNER,
    "team create": OWNER,
    "team destroy": OWNER,
    "org set": OWNER,
    "org rm": OWNER,
    "trust github": OWNER,
}
_DANGEROUS_SETTINGS = (
    "registry",
    "ignore-scripts",
    "strict-ssl",
    "script-shell",
    "//",
    "cafile",
    "proxy",
    "https-proxy",
    "shell",
    "node-options",
    "init-module",
    "git",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a Node package manager does to registries and settings."""
    from guard.programs.readers import reveal_effects

    yield from reveal_effects(invocation, world)
    command = read_command(invocation.argv[1:], VALUED, GROUPS)
    options = command.options
    if options.has("--help", "-h", "-n", "--dry-run") and not _off(command):
        return
    act = _ACTS.get(command.path)
    if act is not None:
        if act is PUBLISH and is_private(_folder(invocation, command), world):
            return
        name = command.names or "this package"
        yield to_registry(
            f"publish.npm-{command.path.replace(' ', '-')}",
            act,
            "npm",
            name,
            invocation,
            options.value("--registry"),
        )
    elif command.path in ("token create", "token add"):
        yield to_registry(
            "publish.npm-token", _TOKEN, "npm", "a token", invocation, options.value("--registry")
        )
    elif command.path in ("token revoke", "token delete", "token rm"):
        yield to_registry(
            "publish.npm-token", _REVOKE, "npm", command.names, invocation, options.value("--registry")
        )
    elif command.path in ("pkg set", "pkg delete"):
        yield from _planted(invocation, command, world)
    elif command.path in ("config set", "set", "c set") and command.operands:
        key = command.operands[0].prefix.split("=", 1)[0]
        if key.startswith(_DANGEROUS_SETTINGS) or ":registry" in key or "_auth" in key:
            yield effect_of("packages.npm-config", _CONFIG, key, Place("none"), invocation)


def _off(command: CommandLine) -> bool:
    value = command.options.value("--dry-run")
    return value is not None and value.text == "false"


def _folder(invocation: Invocation, command: CommandLine) -> str | None:
    """The folder whose ``package.json`` counts: an operand, ``-C``, or the current one."""
    moved = command.options.value("-C", "--dir", "--cwd", "--prefix")
    word = moved if moved is not None else (command.operands[0] if command.operands else None)
    text = word.text if word is not None else None
    base = invocation.cwd
    if text is None or base is None or (moved is None and not text.startswith((".", "/"))):
        return None if word is not None and text is None else base
    return text if text.startswith("/") else f"{base.rstrip('/')}/{text}"


BY_ITSELF = ("preinstall", "install", "postinstall", "prepare", "prepublish", "prepublishOnly", "prepack")
"""Scripts that npm runs without being told to."""


def _planted(invocation: Invocation, command: CommandLine, world: World) -> Iterator[Effect]:
    """What is set is judged as an edit of ``package.json`` is; what npm runs by itself asks in any case."""
    from guard.model import FileWrite, Proposal, known
    from guard.programs.planted import planted_effects
    from guard.wire import dumps

    asked = []
    for word in command.operands if command.path == "pkg set" else ():
        key, _, value = word.prefix.partition("=")
        group, _, name = key.partition(".")
        if group == "scripts" and word.text is not None and value:
            path = f"{_folder(invocation, command) or invocation.cwd or ''}/package.json"
            text = dumps({name: value})
            write = FileWrite(
                known(path), "append", invocation.cwd, known(text), invocation, span=invocation.span
            )
            start = Proposal(cwd=invocation.cwd or "/", env=invocation.environment)
            yield from planted_effects(path, text, write, start, world)
        if (
            not key
            or group in ("bin", "gypfile", "husky", "lint-staged")
            or (group == "scripts" and (word.text is None or name in BY_ITSELF or not name))
        ):
            asked.append(key)
    if asked:
        yield effect_of("packages.npm-pkg-set", _PLANT, ", ".join(asked), Place("none"), invocation)
