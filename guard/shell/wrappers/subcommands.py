"""Programs with a subcommand that runs another program: ``poetry run X``, ``railway run X``, ``npx X``.

The inner program keeps the wrapper in ``via``, which is how targets and credentials learn that
``doppler run -c prd`` or ``railway run`` put production secrets into its environment.

Caught: ``mise exec -- rm -rf ~``, ``direnv exec . rm -rf ~``, ``doppler run -c prd -- npm run db:reset``.
Quiet: ``uv pip list``, ``poetry install``, ``npx tsc --noEmit``: they run nothing else or something quiet.

Facts: each tool's own ``--help``; a row is (subcommand words, grammar of what follows them).
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunText
from guard.shell.wrappers.grammar import (
    Prefix,
    behind_dashes,
    joined,
    prefixed,
    tail,
    take_assignments,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_PLAIN = Prefix()
_DOPPLER = Prefix(
    "-c --config -p --project -t --token --scope --config-dir --mount --mount-format --mount-template"
    " --command --name-transformer --fallback --passphrase --preserve-env --timeout --attempts --api-host"
    " --dashboard-host --configuration --dns-resolver-address --dns-resolver-proto --dns-resolver-timeout"
    " --mount-max-reads --only-secrets",
)
_INFISICAL = Prefix(
    "-e --env -p --path --projectId --token -t --tags -c --command --domain --project-config-dir"
)
_UV = Prefix(
    "--with --with-editable --with-requirements -p --python --package --project --directory --extra"
    " --group --only-group --no-group --env-file --index --index-url --extra-index-url --default-index -i"
    " -f --find-links --cache-dir -c --config-file --refresh-package -P --upgrade-package --color"
    " --link-mode --resolution --prerelease --keyring-provider -w -C --config-setting"
    " --config-settings-package --python-platform --exclude-newer --no-extra --no-binary-package"
    " --no-build-package --reinstall-package --index-strategy --allow-insecure-host --fork-strategy",
    directory="--directory",
)  # fmt: skip

RUNS: dict[str, tuple[tuple[str, Prefix], ...]] = {
    "poetry": (("run", Prefix("-C --directory -P --project", directory="-C --directory")),),
    "uv": (("run", _UV), ("tool run", Prefix("--from --with -p --python --index --index-url"))),
    "pipenv": (("run", _PLAIN),),
    "hatch": (("run", Prefix("-e --env")), ("env run", Prefix("-e --env -f --filter -i --include"))),
    "rye": (("run", _PLAIN),), "pdm": (("run", Prefix("-p --project --venv --env-file")),),
    "bundle": (("exec", Prefix("--gemfile")),),
    "direnv": (("exec", Prefix(skip=1)),),
    "devbox": (("run", Prefix("-c --config -e --env --env-file --environment")),),
    "mise": (("exec", Prefix("-C --cd -j --jobs -c --command", dashed=True)), ("x", Prefix(dashed=True))),
    "rtx": (("exec", Prefix(dashed=True)), ("x", Prefix(dashed=True))),
    "asdf": (("exec", _PLAIN),),
    "railway": (("run", Prefix("-s --service -e --environment -p --project")),),
    "doppler": (("run", _DOPPLER),),
    "op": (("run", Prefix("--env-file --account --session --environment")),),
    "infisical": (("run", _INFISICAL),),
    "teller": (("run", Prefix("-c --config")),),
    "sops": (
        ("exec-env", Prefix("--user", skip=1)),
        ("exec-file", Prefix("--user --filename --output-type --input-type", skip=1)),
    ),
    "ip": (("netns exec", Prefix(skip=1)), ("vrf exec", Prefix(skip=1))),
    "conda": (("run", Prefix("-n --name -p --prefix --cwd", directory="--cwd")),),
    "mamba": (("run", Prefix("-n --name -p --prefix --cwd", directory="--cwd")),),
    "micromamba": (("run", Prefix("-n --name -p --prefix --cwd -a --attach", directory="--cwd")),),
    "pixi": (("run", Prefix("-e --environment --manifest-path -p")), ("exec", Prefix("-s --spec -c"
    " --channel"))),
    "nvm": (("exec", Prefix(skip=1)),), "fnm": (("exec", Prefix("--using")),),
    "volta": (("run", Prefix("--node --npm --pnpm --yarn")),),
    "rbenv": (("exec", _PLAIN),), "pyenv": (("exec", _PLAIN),),
    "rustup": (("run", Prefix(skip=1)),),
    "foreman": (("run", Prefix("-e --env -f --procfile -d --root")),),
    "honcho": (("run", Prefix("-e --env -f --procfile")),),
    "bazel": (("run", Prefix(dashed=True)),), "tox": (("exec", Prefix(dashed=True)),),
    "netlify": (("dev:exec", _PLAIN),), "gopass": (("env", Prefix(skip=1)),),
    "guix": (("shell", Prefix(dashed=True)), ("environment", Prefix(dashed=True))),
    "buildah": (("unshare", Prefix("--mount -m")),),
    "zellij": (("run", Prefix("-d --direction -n --name --cwd --width --height -x -y", directory="--cwd")),),
    "symfony": (("console", _PLAIN), ("composer", _PLAIN), ("php", _PLAIN)),
    "corepack": (("pnpm", _PLAIN), ("yarn", _PLAIN), ("npm", _PLAIN)),
    "nix": (
        ("develop", Prefix()), ("shell", Prefix()), ("run", Prefix()),
    ),
}  # fmt: skip
TEXTS = {
    "nix-shell": ("--run", "--command"), "doppler": ("--command",), "infisical": ("--command", "-c"),
    "mise": ("--command", "-c"), "bazel": ("--run_under",),
}  # fmt: skip
"""Options that hold a text for a shell."""

NPX = "-p --package -w --workspace --node-options --registry --cache --userconfig --prefix"
DOWNLOADS = {
    "npx": NPX, "bunx": "-p --package", "uvx": "--from --with --with-editable -p --python --index"
    " --index-url --project --directory --default-index --env-file -c --constraints --overrides"
    " --refresh-package",
    "pipx": "--spec --python --pip-args --index-url -i",
}  # fmt: skip
"""Programs that fetch a tool and run it, with their own options that take a value."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The program behind the subcommand; nothing for the tool's other subcommands."""
    program = invocation.program
    words = invocation.argv[1:]
    if program in DOWNLOADS:
        yield from downloaded(words, program)
    elif program in CHECKS and not _runs_words(program, words):
        from guard.shell.wrappers import checks

        yield from checks.unwrap(invocation, world)
    elif program == "pm2":
        yield from _pm2(words)
    elif program == "railway" and words[:1] and words[0].text == "ssh":
        command = behind_dashes(words) or read_options(words[1:], _RAILWAY_SSH, permute=False).operands
        if command:
            yield RunText(joined(command), "sh", elsewhere=True)
    elif program in ("cargo", "go", "dart", "flutter"):
        yield from _toolchain(invocation)
        if program == "cargo" and words[:1] and words[0].text == "make":
            from guard.shell.wrappers.tasks import toml_task

            yield from toml_task(invocation, words[1:], world)
    else:
        yield from _listed(program, words)
        if program in STARTING:
            from guard.shell.wrappers.checks import procfile

            yield from procfile(invocation, world)
        if program == "hatch":
            from guard.shell.wrappers.checks import hatch_run

            yield from hatch_run(invocation, world)
        if program in ("pdm", "mise", "rtx", "pixi") and words[:1] and words[0].text in ("run", "r"):
            from guard.shell.wrappers.tasks import toml_task

            yield from toml_task(invocation, words[1:], world)


_RAILWAY_SSH = ("-p", "--project", "-s", "--service", "-e", "--environment", "-d", "--deployment-instance")
CHECKS = ("tox", "nox", "pre-commit", "lefthook", "jupyter", "papermill")
STARTING = ("foreman", "honcho", "overmind", "hivemind", "goreman")
"""Programs that start what a Procfile says."""


def _runs_words(program: str, words: Sequence[Value]) -> bool:
    """``tox exec -- CMD``: the command stands on the line."""
    return program in RUNS and bool(words) and words[0].text == "exec"


def _pm2(words: Sequence[Value]) -> Iterator[Inner]:
    """``pm2 start 'npm run dev'``: a word with blanks is a text for a shell, any other names a file."""
    operands = read_options(words, ("-n", "--name", "--interpreter", "-i", "--cwd")).operands
    if len(operands) > 1 and operands[0].text == "start" and " " in (operands[1].text or ""):
        yield RunText(operands[1], "sh")


def _listed(program: str, words: Sequence[Value]) -> Iterator[Inner]:
    text = read_options(words, TEXTS.get(program, ())).value(*TEXTS.get(program, ()))
    if text is not None:
        yield RunText(text, "sh")
        return
    for subcommand, grammar in RUNS.get(program, ()):
        rest = _behind(words, subcommand.split())
        if rest is None:
            continue
        if program == "nix":
            yield from _nix(rest)
        elif grammar.dashed:
            command = behind_dashes(rest)
            take_assignments(command)
            if command:
                yield RunArgv(tuple(command))
        elif program in ("corepack", "symfony"):
            yield RunArgv((known(subcommand), *rest))
        elif program == "sops":
            yield from (RunText(joined(r.argv), "sh") for r in prefixed(rest, grammar, abbreviate=False))
        else:
            yield from _unprefixed(program, rest, grammar)
        return


def _unprefixed(program: str, rest: Sequence[Value], grammar: Prefix) -> Iterator[Inner]:
    for inner in prefixed(rest, grammar, abbreviate=False):
        command = inner.argv
        environment, colon, _ = command[0].prefix.partition(":")
        if program == "hatch" and colon and "/" not in environment:
            command = (tail(command[0], len(environment) + 1), *command[1:])
        if program in ("uv", "poetry", "pdm", "rye") and command[0].prefix.endswith(".py"):
            command = (known("python"), *command)
        yield RunArgv(command, inner.variables, inner.cwd)
        if program in ("devbox", "pixi") and len(command) == 1 and " " in command[0].prefix:
            yield RunText(command[0], "sh")


def _behind(words: Sequence[Value], subcommand: Sequence[str]) -> list[Value] | None:
    """The words behind a subcommand, options in front of it skipped; ``None`` where it is another one."""
    rest = list(words)
    for name in subcommand:
        while rest and rest[0].prefix.startswith("-") and rest[0].text != "--":
            option = rest.pop(0)
            if (
                "=" not in option.prefix
                and rest
                and rest[0].text != name
                and not rest[0].prefix.startswith("-")
            ):
                rest.pop(0)
        if not rest or rest[0].text != name:
            return None
        rest.pop(0)
    return rest


def _nix(words: Sequence[Value]) -> Iterator[Inner]:
    """``nix develop -c CMD …`` and ``nix run PACKAGE#PROGRAM -- …``."""
    package = text_of(words[0]) if words else ""
    if "#" in package and "--" in [w.text for w in words]:
        rest = behind_dashes(words)
        name, _, tool = rest[0].prefix.partition("-prog=") if rest else ("", "", "")
        if tool and name.startswith("--"):  # coreutils in one program: --coreutils-prog=NAME words
            yield RunArgv((known(tool), *rest[1:]))
            return
        yield RunArgv((known(package.rpartition("#")[2]), *rest))
        return
    for index, word in enumerate(words):
        if word.text in ("-c", "--command"):
            command = tuple(words[index + 1 :])
            if command:
                yield RunArgv(command)
            return


def downloaded(words: Sequence[Value], program: str) -> Iterator[Inner]:
    """``npx [options] TOOL@VERSION arguments``: the tool by its own name.

    ``npx -c TEXT`` is a text for a shell; ``-p PACKAGE`` only says where the tool comes from.
    """
    words = list(words)
    if program == "pipx":
        if not words or words[0].text != "run":
            return
        words.pop(0)
    valued = DOWNLOADS.get(program, NPX).split()
    calls = ["-c", "--call"] if program in ("npx", "npm") else []
    options = read_options(words, [*valued, *calls], permute=False)
    text = options.value(*calls) if calls else None
    if text is not None:
        yield RunText(text, "sh")
    if options.operands:
        yield RunArgv((unversioned(options.operands[0]), *options.operands[1:]))


PACKAGES = {
    "@railway/cli": "railway", "@angular/cli": "ng", "@nestjs/cli": "nest", "@vue/cli": "vue",
    "firebase-tools": "firebase",
    "@sanity/cli": "sanity", "netlify-cli": "netlify", "@expo/cli": "expo", "aws-cdk": "cdk",
    "@aws-amplify/cli": "amplify",
    "@anthropic-ai/claude-code": "claude", "@openai/codex": "codex", "@google/gemini-cli": "gemini",
    "@planetscale/cli": "pscale", "@shopify/cli": "shopify", "@cloudflare/wrangler": "wrangler",
    "serverless": "serverless",
    "@redwoodjs/cli": "redwood", "typescript": "tsc", "@biomejs/biome": "biome",
    "node-pg-migrate": "node-pg-migrate",
    "awscli": "aws", "neonctl": "neonctl", "ansible-core": "ansible", "httpie": "http",
    "@mikro-orm/cli": "mikro-orm",
}  # fmt: skip
"""Packages whose program has another name than the package."""


def unversioned(word: Value) -> Value:
    """``rimraf@5`` → ``rimraf``; ``@railway/cli@latest`` → ``railway``; ``ruff==0.6`` → ``ruff``."""
    text = word.text
    if text is None:
        return word
    scope = text.startswith("@")
    name = ("@" + text[1:].split("@")[0]) if scope else text.split("@")[0].split("==")[0]
    if name in PACKAGES:
        return known(PACKAGES[name], f"{text} provides {PACKAGES[name]}")
    if scope and "/" in name:
        name = name.rsplit("/", 1)[-1]
    return known(name, *word.notes) if name else word


_GO_RUNS = ("-exec", "-toolexec", "-vettool", "--exec", "--toolexec", "--vettool")


def _toolchain(invocation: Invocation) -> Iterator[Inner]:
    """``go test -exec 'CMD'``, ``go vet -vettool``, ``go build -toolexec``; ``cargo`` runs the project."""
    words = invocation.argv[1:]
    if invocation.program == "go":
        valued = (*_GO_RUNS, "-run", "-C", "-o", "-tags", "-ldflags")
        options = read_options(words[1:], valued, single_dash=True, abbreviate=False)
        for name in _GO_RUNS:
            text = options.value(name)
            if text is not None:
                yield RunText(text, "sh")
        if words and words[0].text == "generate":
            yield Opaque("go generate runs the commands in the sources", dangerous=False)
    elif invocation.program == "cargo":
        yield from _cargo_watch(words)
        for index, word in enumerate(words):
            if word.text == "--config" and index + 1 < len(words):
                yield from _cargo_setting(words[index + 1])
            elif word.prefix.startswith("--config="):
                yield from _cargo_setting(tail(word, len("--config=")))


def _cargo_watch(words: Sequence[Value]) -> Iterator[Inner]:
    """``cargo watch -s TEXT``, ``cargo watch -- CMD`` (cargo-watch 8)."""
    if not words or words[0].text != "watch":
        return
    options = read_options(words[1:], ("-s", "--shell", "-x", "--exec", "-w", "--watch", "-i", "--ignore"))
    for text in options.values("-s", "--shell"):
        yield RunText(text, "sh")
    command = behind_dashes(words)
    if command:
        yield RunArgv(tuple(command))


_CARGO = ("runner", "rustc-wrapper", "rustc", "linker", "credential-provider", "rustdoc")


def _cargo_setting(value: Value) -> Iterator[Inner]:
    key, _, text = text_of(value).partition("=")
    if key.strip().rsplit(".", 1)[-1] in _CARGO:
        yield RunText(known(text.strip().strip("'\"")), "sh")
