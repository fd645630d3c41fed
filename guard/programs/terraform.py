"""terraform and tofu: destroy, apply, and the state that is the only map of what exists.

Caught: ``terraform destroy``, ``terraform apply -destroy`` (the same), ``terraform apply`` (on production),
``terraform state push x.tfstate``, ``terraform state rm aws_db_instance.main``, ``terraform workspace delete
staging``, ``terraform force-unlock 42``, ``terraform taint aws_db_instance.main``, ``terraform apply
-replace=aws_db_instance.main``; the same through ``TF_CLI_ARGS_apply=-destroy terraform apply``.
Quiet: ``terraform plan`` (``terraform plan -destroy`` too), ``terraform fmt``, ``terraform validate``,
``terraform show``, ``terraform output``, ``terraform state list``, ``terraform init``.

Lost: every resource that the state names, data included, unless a resource's own backups live outside it.
Back: from those backups; a state from the backend's versions (``terraform.tfstate.backup`` for a local one).
Instead: ``terraform plan -destroy`` shows the list without touching anything.

Related: checkov and tfsec read configurations; tflint has no rule about destroying.
Facts: developer.hashicorp.com/terraform/cli (commands, environment variables).
"""

from __future__ import annotations

from guard.model import Place, known
from guard.programs.subcommands import Act, CommandLine, effect_of, hints_of, read_command, unknown_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Effect, Invocation, Mark, Value
    from guard.programs.options import Options
    from guard.world import World

VALUED = frozenset(
    f"{dash}{name}"
    for dash in ("-", "--")
    for name in [
        "var-file",
        "state",
        "target",
        "replace",
        "out",
        "state-out",
        "backup",
        "lock-timeout",
        "parallelism",
        "backend-config",
        "plugin-dir",
        "from-module",
        "var",
        "generate-config-out",
        "config",
        "chdir",
        "test-directory",
        "filter",
        "lockfile",
        "exclude",
        "target-file",
        "module-depth",
        "type",
        "ignore-remote-version",
        "provider",
        "junit-xml",
        "cloud-run",
    ]
    if name not in ("ignore-remote-version",)
)
GROUPS = ("state", "workspace", "providers", "metadata", "env", "stacks", "cloud")
QUIET = frozenset(
    (
        "",
        "plan",
        "fmt",
        "validate",
        "show",
        "output",
        "get",
        "graph",
        "version",
        "console",
        "login",
        "logout",
        "help",
        "init",
        "state list",
        "state show",
        "state pull",
        "workspace list",
        "workspace show",
        "workspace new",
        "workspace select",
        "providers",
        "providers lock",
        "providers mirror",
        "providers schema",
        "metadata functions",
        "modules",
        "test",
        "query",
        "env list",
        "env select",
        "env new",
        "stacks validate",
        "stacks init",
        "stacks fmt",
        "untaint",
        "rpcapi",
        "cloud",
    )
)

_PLAN = "terraform plan -destroy"
DESTROY = Act(
    "delete",
    "infrastructure",
    "R4",
    "B2",
    "every resource that the state names, with the data inside",
    "destroy deletes all that this configuration manages",
    _PLAN,
    tags=("T1485", "T1578"),
)
TARGETED = Act(
    "delete",
    "infrastructure",
    "R4",
    "B1",
    "{name} and everything that depends on it",
    "a targeted destroy takes dependants along",
    _PLAN + " -target=…",
    tags=("T1485",),
)
APPLY = Act(
    "deploy",
    "infrastructure",
    "R2",
    "B2",
    why="resources are created, changed, and where the plan says so replaced",
    instead="terraform plan -out=plan.bin",
)
REPLACE = Act(
    "delete",
    "infrastructure",
    "R3",
    "B1",
    "{name}, which is deleted and made anew",
    "its data does not move over",
    "terraform plan -replace=…",
    tags=("T1485",),
)

ACTS: dict[str, Act] = {
    "state push": Act(
        "overwrite",
        "state",
        "R3",
        "B2",
        "the remote state: the only map of what exists",
        "a wrong state makes the next apply delete what runs",
        "terraform state pull > state.backup",
    ),
    "state rm": Act(
        "delete",
        "state entry",
        "R2",
        "B1",
        "the state's knowledge of {name}",
        "the resource goes on running, and nothing manages it",
        "terraform state pull > state.backup",
    ),
    "state mv": Act("update", "state entry", "R1", "B1", why="entries of the state are renamed"),
    "state replace-provider": Act(
        "update", "state", "R1", "B2", why="the provider of every resource is rewritten"
    ),
    "workspace delete": Act(
        "delete", "workspace", "R3", "B2", "the state of workspace {name}", instead="terraform workspace list"
    ),
    "env delete": Act("delete", "workspace", "R3", "B2", "the state of workspace {name}"),
    "force-unlock": Act(
        "update",
        "state lock",
        "R2",
        "B2",
        "the lock that keeps two applies apart",
        "another apply may be at work on the same state",
    ),
    "taint": Act(
        "update",
        "state entry",
        "R2",
        "B1",
        "{name} at the next apply",
        "it is marked to be deleted and made anew",
        "terraform plan -replace={name}",
    ),
    "import": Act("update", "state entry", "R1", "B1", why="{name} comes under this configuration"),
    "refresh": Act(
        "update",
        "state",
        "R1",
        "B2",
        why="the state is rewritten from what runs",
        instead="terraform plan -refresh-only",
    ),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a terraform or tofu command does, with the arguments that ``TF_CLI_ARGS`` adds."""
    if any(word.text == "output" for word in invocation.argv[1:4]):
        from guard.programs.readers import reveal_effects

        yield from reveal_effects(invocation, world)
    yield from terraform_effects(invocation, invocation.argv[1:], ())


def terraform_effects(
    invocation: Invocation,
    words: tuple[Value, ...],
    more: tuple[tuple[str, Value], ...],
    *,
    every: bool = False,
) -> Iterator[Effect]:
    """What terraform with these words does.

    Args:
        more: further hints, from a wrapper such as terragrunt.
        every: the command runs in every module below (``run-all``).
    """
    command = _read(words)
    if command.asks_help or command.options.has("--help", "-version"):
        return
    added = _added(invocation, command.path)
    if added is None:
        yield unknown_effect(
            "terraform.unknown", invocation, "? (TF_CLI_ARGS)", Place("terraform", invocation.program)
        )
        return
    if added:
        command = _read(words + added)
    place = Place("terraform", invocation.program, _hints(command.options) + more)
    blast: Blast | None = "B3" if every else None
    skips = _on(command.options, "auto-approve", "force") and command.path != "force-unlock"
    auto: tuple[Mark, ...] = ("auto-answered",) if skips else ()
    if command.path in ("destroy", "apply"):
        for act, name in _acts(command):
            marks = auto if act.operation == "delete" else ()
            yield effect_of(
                f"terraform.{command.path}", act, name, place, invocation, marks=marks, blast=blast
            )
    elif command.path in ACTS:
        rule = "terraform." + command.path.replace(" ", "-")
        yield effect_of(rule, ACTS[command.path], command.names, place, invocation, marks=auto, blast=blast)
    elif command.path == "init" and _on(command.options, "migrate-state", "force-copy"):
        act = Act("update", "state", "R2", "B2", why="the state is moved to another backend")
        yield effect_of("terraform.migrate-state", act, "state", place, invocation)
    elif command.path not in QUIET:
        yield unknown_effect("terraform.unknown", invocation, command.path, place)


def _read(words: tuple[Value, ...]) -> CommandLine:
    return read_command(words, VALUED, GROUPS, single_dash=True)


def _on(options: Options, *names: str) -> bool:
    """A switch of Go's ``flag`` package: ``-x``, ``--x``, ``-x=true``; off with ``-x=false``."""
    for name in names:
        spellings = ("-" + name, "--" + name)
        value = options.value(*spellings)
        if options.has(*spellings) and not (value is not None and value.text in ("false", "0", "f", "False")):
            return True
    return False


def _acts(command: CommandLine) -> Iterator[tuple[Act, str]]:
    options = command.options
    targets = options.values("-target", "--target")
    named = ", ".join(v.skeleton for v in targets)
    if command.path == "destroy" or _on(options, "destroy"):
        yield (TARGETED, named) if targets else (DESTROY, "everything in the state")
        return
    if _on(options, "refresh-only"):
        yield ACTS["refresh"], "state"
        return
    for word in options.values("-replace", "--replace"):
        yield REPLACE, word.skeleton
    yield APPLY, named or command.names or "the configuration"


def _added(invocation: Invocation, path: str) -> tuple[Value, ...] | None:
    """The arguments of ``TF_CLI_ARGS`` and ``TF_CLI_ARGS_<command>``; ``None`` where they are unknown."""
    found: list[Value] = []
    for name in ("TF_CLI_ARGS", "TF_CLI_ARGS_" + path.replace(" ", "_")):
        variable = invocation.variable(name)
        if variable is None:
            continue
        if variable.value.text is None:
            return None
        found.extend(known(word.strip("'\""), f"from {name}") for word in variable.value.text.split())
    return tuple(found)


def _hints(options: Options) -> tuple[tuple[str, Value], ...]:
    files = tuple(
        ("var-file", v)
        for v in options.values("-var-file", "--var-file", "-backend-config", "--backend-config")
    )
    values = tuple(("var", v) for v in options.values("-var", "--var"))
    return (
        files + values + hints_of(options, {"chdir": ("-chdir", "--chdir"), "state": ("-state", "--state")})
    )
