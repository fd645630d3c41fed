"""pulumi: the stack decides.

Caught: ``pulumi destroy --yes --stack prod``, ``pulumi up --yes --stack prod``, ``pulumi stack rm prod``,
``pulumi state delete urn:x``, ``pulumi state unprotect urn:x``, ``pulumi stack import --file x.json``, and
secrets printed by ``pulumi config --show-secrets``.
Quiet: ``pulumi preview``, ``pulumi stack ls``, ``pulumi stack output``, ``pulumi whoami``, ``pulumi logs``,
``pulumi destroy --preview-only``.

Lost: every resource of the stack.
Back: what a resource's own backups outside the stack hold; a state from ``pulumi stack export``.
Instead: ``pulumi preview --diff`` and ``pulumi stack export`` come first.

Facts: pulumi.com/docs/iac/cli/commands.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.subcommands import Act, effect_of, hints_of, read_command, unknown_effect, word_set
from guard.programs.terraform import APPLY, DESTROY, TARGETED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Mark
    from guard.world import World

VALUED = word_set(
    "-s --stack -C --cwd --color -v --verbose --tracing --profiling -t --target --replace "
    "--target-replace -m --message -p --parallel --config-file -c --config --plan --save-plan "
    "--exec-kind --policy-pack --client --file --version"
)
GROUPS = (
    "stack",
    "state",
    "config",
    "plugin",
    "policy",
    "org",
    "schema",
    "package",
    "help",
    "stack tag",
    "stack change-secrets-provider",
    "config env",
    "deployment",
    "env",
    "template",
    "cloud",
)
QUIET = frozenset(
    (
        "",
        "preview",
        "pre",
        "logs",
        "login",
        "logout",
        "whoami",
        "about",
        "version",
        "new",
        "convert",
        "schema check",
        "console",
        "stack",
        "stack ls",
        "stack output",
        "stack export",
        "stack history",
        "stack graph",
        "stack select",
        "stack init",
        "stack tag ls",
        "stack tag get",
        "stack tag set",
        "stack tag rm",
        "stack unselect",
        "config",
        "config get",
        "config set",
        "config rm",
        "config set-all",
        "config cp",
        "config refresh",
        "config rm-all",
        "plugin ls",
        "plugin install",
        "plugin rm",
        "policy ls",
        "org get-default",
        "org set-default",
        "install",
        "gen-completion",
        "watch",
        "package add",
        "package info",
        "env",
        "env ls",
        "env get",
        "env init",
        "help",
    )
)
_STATE = "pulumi stack export > stack.backup.json"
ACTS: dict[str, Act] = {
    "stack rm": Act(
        "delete", "stack", "R3", "B2", "the stack {name}: its state, history and secrets", instead=_STATE
    ),
    "stack import": Act(
        "overwrite", "state", "R3", "B2", "the stack's state: the only map of what exists", instead=_STATE
    ),
    "state delete": Act(
        "delete", "state entry", "R2", "B1", "the state's knowledge of {name}", instead=_STATE
    ),
    "state edit": Act("update", "state", "R2", "B2", why="the state is edited by hand", instead=_STATE),
    "state rename": Act("update", "state entry", "R1", "B1"),
    "state move": Act("update", "state entry", "R1", "B1"),
    "state upgrade": Act("update", "state", "R2", "B2"),
    "state repair": Act("update", "state", "R2", "B2"),
    "state unprotect": Act(
        "unprotect",
        "state entry",
        "R1",
        "B1",
        why="{name} can be deleted from then on",
        marks=("protection",),
    ),
    "cancel": Act("update", "state lock", "R2", "B2", "the lock that keeps two updates apart"),
    "import": Act("update", "state entry", "R1", "B1", why="{name} comes under this program"),
    "refresh": Act("update", "state", "R1", "B2", why="the state is rewritten from what runs"),
    "stack rename": Act("update", "stack", "R1", "B1"),
    "stack change-secrets-provider": Act("update", "stack", "R1", "B1"),
    "policy publish": Act("publish", "policy", "R1", "B1"),
    "policy disable": Act("unprotect", "policy", "R1", "B2"),
    "env rm": Act("delete", "environment", "R3", "B1", "the environment {name}"),
    "deployment run": Act("deploy", "infrastructure", "R2", "B2"),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a pulumi command does."""
    command = read_command(invocation.argv[1:], VALUED, GROUPS)
    options = command.options
    if command.asks_help or options.has("--preview-only"):
        return
    named = tuple(("stack", word) for word in command.operands[:1]) if command.path == "stack rm" else ()
    hints = hints_of(options, {"stack": ("-s", "--stack"), "chdir": ("-C", "--cwd")}, named)
    place = Place("terraform", "pulumi", hints)
    auto: tuple[Mark, ...] = ("auto-answered",) if options.has("-y", "--yes", "-f", "--skip-preview") else ()
    if command.path in ("destroy", "down", "dn"):
        targets = options.values("-t", "--target")
        act, name = (
            (TARGETED, ", ".join(v.skeleton for v in targets))
            if targets
            else (DESTROY, "everything in the stack")
        )
        yield effect_of("pulumi.destroy", act, name, place, invocation, marks=auto)
    elif command.path in ("up", "update"):
        yield effect_of("pulumi.up", APPLY, "the program", place, invocation)
    elif options.has("--show-secrets"):
        act = Act("reveal", "stack secret", why="the stack's secrets are printed in clear", tags=("T1552",))
        yield effect_of("pulumi.show-secrets", act, "secrets", place, invocation)
    elif command.path in ACTS:
        rule = "pulumi." + command.path.replace(" ", "-")
        yield effect_of(rule, ACTS[command.path], command.names, place, invocation, marks=auto)
    elif command.path not in QUIET:
        yield unknown_effect("pulumi.unknown", invocation, command.path, place)
