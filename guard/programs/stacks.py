"""Tools that deploy whole stacks: cdk, sam, serverless, sst, copilot, eb, amplify, cdktf, kamal …

Caught: ``cdk destroy --all``, ``serverless remove --stage prod``, ``copilot app delete``, ``eb terminate``,
``kamal remove``.
Quiet: ``cdk diff``, ``sam build``, ``sls print``, ``sst dev``.

Lost: what the stack holds; tables and buckets survive only where their removal policy says retain.
Back: the stack by a deployment, its data only from what was retained or backed up.
Instead: ``cdk diff``, ``sls info``: what is there, before it goes.

Related: cdk-nag and cfn-lint look at templates, not at what a destroy takes.
Facts: docs.aws.amazon.com/cdk, …/serverless-application-model, serverless.com/framework/docs, sst.dev/docs,
aws.github.io/copilot-cli, kamal-deploy.org/docs.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Place
from guard.programs.subcommands import Act, effect_of, hints_of, read_command, unknown_effect, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Effect, Invocation, Mark
    from guard.world import World

_STACK = Act("delete", "stack", "R4", "B2", "every resource of {name}, with the data inside", tags=("T1485",))
_APP = Act(
    "delete", "application", "R4", "B2", "the application {name} with all its environments", tags=("T1485",)
)
_DEPLOY = Act(
    "deploy", "stack", "R1", "B2", why="the stack is deployed: resources are changed, some of them replaced"
)
_BACK = Act("deploy", "stack", "R1", "B2", why="an earlier deployment comes back")
_LOCK = Act("update", "lock", "R2", "B2", "the lock that keeps two deployments apart")
_STOP = Act("stop", "service", "R1", "B1", "the running service", marks=("outage",))


@frozen
class Tool:
    """A tool's sub-commands."""

    acts: Mapping[str, Act]
    quiet: frozenset[str]
    groups: tuple[str, ...] = ()


_COMMON = frozenset(
    ("", "help", "version", "init", "list", "ls", "logs", "status", "info", "build", "validate", "doctor")
)


def _tool(quiet: str, groups: str = "", **acts: Act) -> Tool:
    """Blanks between words of a path are written ``__`` in a keyword and ``+`` in ``quiet``."""
    paths = {name.replace("__", " ").replace("_", "-"): act for name, act in acts.items()}
    stems = tuple(word.replace("+", " ") for word in groups.split())
    return Tool(paths, _COMMON | {word.replace("+", " ") for word in quiet.split()}, stems)


TOOLS: dict[str, Tool] = {
    "cdk": _tool(
        "diff synth synthesize metadata context docs watch bootstrap import migrate notices "
        "acknowledge ack drift "
        "cli-telemetry flags refactor",
        destroy=_STACK,
        deploy=_DEPLOY,
        rollback=_BACK,
        gc=Act("delete", "stack asset", "R3", "B1", "unused assets of the bootstrap bucket"),
    ),
    "cdktf": _tool(
        "diff synth get output login watch provider convert debug",
        destroy=_STACK,
        deploy=_DEPLOY,
        apply=_DEPLOY,
    ),
    "sam": _tool(
        "local local+invoke local+start-api local+start-lambda local+generate-event package "
        "pipeline+init traces "
        "pipeline+bootstrap list+stacks list+stack-outputs list+resources list+endpoints",
        "local pipeline list remote",
        delete=_STACK,
        deploy=_DEPLOY,
        sync=_DEPLOY,
        publish=Act("publish", "application", "R1", "B1"),
        remote__invoke=Act("update", "function", "R1", "B0", why="a deployed function is called"),
    ),
    "serverless": _tool(
        "print package offline plugin+list plugin+install plugin+search metrics "
        "invoke+local dev create "
        "login logout support deploy+list",
        "invoke plugin deploy rollback",
        remove=_STACK,
        deploy=_DEPLOY,
        deploy__function=_DEPLOY,
        rollback=_BACK,
        rollback__function=_BACK,
        invoke=Act("update", "function", "R1", "B0", why="a deployed function is called"),
    ),
    "sst": _tool(
        "dev diff shell add install upgrade secret+list state+export tunnel cert telemetry",
        "secret state",
        remove=_STACK,
        deploy=_DEPLOY,
        unlock=_LOCK,
        refresh=Act("update", "state", "R1", "B2"),
        secret__set=Act("update", "secret", "R2", "B0", "the old value"),
        secret__remove=Act("delete", "secret", "R3", "B0", "the secret {name}"),
        state__edit=Act("update", "state", "R2", "B2"),
        state__remove=Act("delete", "state entry", "R2", "B1"),
    ),
    "copilot": _tool(
        "app+ls app+show app+init env+ls env+show svc+ls svc+show svc+logs svc+status "
        "svc+package job+ls "
        "docs storage+init svc+init env+init pipeline+ls pipeline+show pipeline+status "
        "run+local completion "
        "svc+exec task+exec job+logs env+package job+init secret+init pipeline+init",
        "app env svc job task pipeline run storage secret",
        app__delete=_APP,
        env__delete=_STACK,
        svc__delete=_STACK,
        job__delete=_STACK,
        task__delete=_STACK,
        pipeline__delete=_STACK,
        deploy=_DEPLOY,
        svc__deploy=_DEPLOY,
        env__deploy=_DEPLOY,
        job__deploy=_DEPLOY,
        pipeline__deploy=_DEPLOY,
        task__run=_DEPLOY,
        svc__pause=_STOP,
        svc__resume=_DEPLOY,
        app__upgrade=_DEPLOY,
        svc__rollback=_BACK,
    ),
    "eb": _tool(
        "events health open printenv console use local ssh tags config platform appversion clone create labs",
        terminate=_STACK,
        deploy=_DEPLOY,
        abort=_LOCK,
        scale=_DEPLOY,
        upgrade=_DEPLOY,
        restore=_BACK,
        setenv=Act("update", "environment", "R2", "B1", "the old values"),
        swap=_DEPLOY,
        restart=_STOP,
    ),
    "amplify": _tool(
        "configure pull env+list env+checkout env+add env+get mock codegen console diagnose "
        "add update "
        "import publish+help sandbox",
        "env sandbox",
        delete=_APP,
        env__remove=_STACK,
        push=_DEPLOY,
        publish=_DEPLOY,
        remove=Act("update", "backend category", "R1", "B1"),
        sandbox__delete=_STACK,
    ),
    "chalice": _tool(
        "local new-project url invoke gen-policy package generate-pipeline dev", delete=_STACK, deploy=_DEPLOY
    ),
    "zappa": _tool(
        "tail package template certify+help shell",
        undeploy=_STACK,
        deploy=_DEPLOY,
        update=_DEPLOY,
        rollback=_BACK,
    ),
    "kamal": _tool(
        "details audit config docs app+logs app+details app+exec app+containers app+images "
        "app+version "
        "accessory+logs accessory+details server+exec secrets+print secrets+fetch "
        "secrets+extract prune "
        "proxy+logs proxy+details lock+status registry+login registry+logout build+create "
        "build+details "
        "app+maintenance app+live upgrade",
        "app accessory server proxy lock registry build secrets prune",
        remove=_APP,
        deploy=_DEPLOY,
        redeploy=_DEPLOY,
        rollback=_BACK,
        setup=_DEPLOY,
        app__boot=_DEPLOY,
        app__stop=_STOP,
        app__remove=_STACK,
        app__start=_DEPLOY,
        accessory__remove=_STACK,
        accessory__stop=_STOP,
        accessory__reboot=_STOP,
        proxy__reboot=_STOP,
        proxy__remove=_STOP,
        lock__release=_LOCK,
        prune__all=Act("delete", "image", "R1", "B1"),
        build__push=_DEPLOY,
        build__deliver=_DEPLOY,
        build__pull=_DEPLOY,
    ),
}
ALIASES = {"sls": "serverless", "aws-cdk": "cdk", "awscdk": "cdk"}

VALUED = word_set(
    "-s --stage --profile --region -r -e --env --environment -a --app --stack --stack-name "
    "--config-env -c --context -d --destination --name -n --aws-profile --config --template-file "
    "-t --template --output -o --role-arn --parameters --toolkit-stack-name --tags --version -P "
    "--progress --hosts --roles --param --function -f"
)
_YES = (
    "--force",
    "-y",
    "--yes",
    "--no-prompts",
    "--no-confirm-changeset",
    "--require-approval",
    "--confirmed",
    "--auto-approve",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a stack tool does."""
    name = ALIASES.get(invocation.program, invocation.program)
    tool = TOOLS[name]
    command = read_command(invocation.argv[1:], VALUED, tool.groups)
    options = command.options
    if command.asks_help or options.has("--dry-run", "--no-execute", "--noprovision"):
        return
    hints = hints_of(
        options,
        {
            "stage": ("-s", "--stage", "-e", "--env", "--environment", "--config-env", "-d", "--destination"),
            "profile": ("--profile", "--aws-profile"),
            "stack": ("--stack", "--stack-name", "-n", "--name"),
            "app": ("-a", "--app"),
        },
    )
    hints += tuple(("stack", word) for word in command.operands)
    place = Place("terraform", name, hints)
    if command.path in tool.acts:
        act = tool.acts[command.path]
        marks: tuple[Mark, ...] = (
            ("auto-answered",) if act.operation == "delete" and options.has(*_YES) else ()
        )
        rule = f"{name}.{command.path.replace(' ', '-')}"
        named = command.names or "the stack"
        said = replace(act, loss=act.loss.replace("{name}", f"the stack {named}" if command.names else named))
        yield effect_of(rule, said, named, place, invocation, marks=marks)
    elif command.path not in tool.quiet:
        yield unknown_effect(f"{name}.unknown", invocation, command.path, place)
