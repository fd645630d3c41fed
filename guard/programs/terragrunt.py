"""terragrunt: terraform in one module, or with ``run-all`` in every module below the folder.

Caught: ``terragrunt run-all destroy``, ``terragrunt run --all -- destroy``, ``terragrunt destroy``.
Quiet: ``terragrunt run-all plan``, ``terragrunt hclfmt``, ``terragrunt output``, ``terragrunt
graph-dependencies``.

Lost: what terraform would delete, times the number of modules.
Back: as ``terraform.py`` says, for each module.
Instead: ``terragrunt run-all plan``, then one module at a time.

Facts: terragrunt.gruntwork.io/docs/reference/cli.
"""

from __future__ import annotations

from guard.programs.options import read_options
from guard.programs.subcommands import word_set
from guard.programs.terraform import terraform_effects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

_FOLDER = ("--terragrunt-working-dir", "--working-dir")
_VALUED = frozenset(
    (
        *_FOLDER,
        "--terragrunt-config",
        "--config",
        "--terragrunt-tfpath",
        "--tf-path",
        "--terragrunt-iam-role",
        "--iam-assume-role",
        "--terragrunt-include-dir",
        "--queue-include-dir",
        "--terragrunt-exclude-dir",
        "--queue-exclude-dir",
        "--terragrunt-source",
        "--source",
        "--terragrunt-parallelism",
        "--parallelism",
        "--terragrunt-log-level",
        "--log-level",
        "--terragrunt-download-dir",
        "--download-dir",
        "--filter",
        "--log-format",
    )
)
_EVERY = ("run-all", "apply-all", "destroy-all", "plan-all", "output-all", "validate-all")
_QUIET = word_set(
    "hclfmt hcl graph-dependencies render-json render terragrunt-info info find list dag catalog "
    "validate-inputs output-module-groups scaffold help backend aws-provider-patch"
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a terragrunt command does: terraform's own answer, in one module or in all."""
    words = list(invocation.argv[1:])
    kept, more, every = _sorted(words)
    for name in ("TERRAGRUNT_WORKING_DIR", "TG_WORKING_DIR"):
        variable = invocation.variable(name)
        if variable is not None:
            more += (("chdir", variable.value),)
    verb = next((v.text for v in kept if not v.prefix.startswith("-")), None)
    if verb in _QUIET:
        return
    yield from terraform_effects(invocation, kept, more, every=every)


def _sorted(words: list[Value]) -> tuple[tuple[Value, ...], tuple[tuple[str, Value], ...], bool]:
    """Terraform's words, the hints of terragrunt's own options, and whether all modules are meant."""
    kept: list[Value] = []
    more: tuple[tuple[str, Value], ...] = ()
    every, skip = False, False
    for index, word in enumerate(words):
        text = word.prefix
        name = text.split("=", 1)[0]
        if skip:
            skip = False
        elif name in _VALUED:
            skip = "=" not in text
            found = read_options(words[index : index + 2], _VALUED).value(*_FOLDER)
            more += (("chdir", found),) if found is not None else ()
        elif text in ("run", "stack", "--") or text.startswith(
            ("--terragrunt-", "--non-interactive", "--tf-forward")
        ):
            every = every or text == "stack"
        elif text in ("--all", "-a", "--graph") or text in _EVERY:
            every = True
            if text in _EVERY and text != "run-all":
                from guard.model import known

                kept.append(known(text.removesuffix("-all")))
        else:
            kept.append(word)
    return tuple(kept), more, every
