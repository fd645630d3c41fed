"""Commands that switch where later commands of the same text land.

``kubectl config use-context prod && kubectl delete ns x``: the first changes a file that the second
reads, so when both are judged beforehand the file still names the old place. ``context_switch`` says
what was switched to; the evaluation lays it as a variable of the names below over the invocations that
follow, and the resolvers look there right after flags and inline variables.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Invocation, Unfolding, Variable, known, unknown
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Event, Value

VARIABLES = {
    "kubernetes": "guard:kube-context",
    "docker": "guard:docker-context",
    "terraform": "guard:terraform-workspace",
    "gcloud": "guard:gcloud-project",
    "gcloud-configuration": "guard:gcloud-configuration",
    "railway": "guard:railway-environment",
    "azure": "guard:azure-subscription",
    "pulumi": "guard:pulumi-stack",
    "firebase": "guard:firebase-project",
    "doctl": "guard:doctl-context",
    "hcloud": "guard:hcloud-context",
    "aws": "guard:aws-profile",
}
"""What is switched → the variable that carries it to later invocations."""

TUNNELS = "guard:tunnels"
"""The variable that carries the tunnels which the text has opened, one per line."""
OPENERS: dict[str, str] = {
    "ssh": "-", "autossh": "-", "kubectl": "port-forward", "oc": "port-forward", "cloud-sql-proxy": "",
    "cloud_sql_proxy": "", "alloydb-auth-proxy": "", "fly": "proxy", "flyctl": "proxy", "tsh": "proxy",
    "pscale": "connect", "railway": "connect", "aws": "start-session",
}  # fmt: skip
"""Programs that open a tunnel, and the word without which they do something else (``-``: ssh's letters)."""

_WORDS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    # programs, sub-commands, what is switched (its name is the next operand)
    (("kubectl", "oc", "k"), ("config", "use-context"), "kubernetes"),
    (("kubectx", "kctx"), (), "kubernetes"),
    (("docker", "nerdctl"), ("context", "use"), "docker"),
    (("podman",), ("system", "connection", "default"), "docker"),
    (("terraform", "tofu"), ("workspace", "select"), "terraform"),
    (("terraform", "tofu"), ("workspace", "new"), "terraform"),
    (("gcloud",), ("config", "set", "project"), "gcloud"),
    (("gcloud",), ("config", "set", "core/project"), "gcloud"),
    (("gcloud",), ("config", "configurations", "activate"), "gcloud-configuration"),
    (("railway",), ("environment",), "railway"),
    (("railway",), ("environment", "link"), "railway"),
    (("pulumi",), ("stack", "select"), "pulumi"),
    (("firebase",), ("use",), "firebase"),
    (("hcloud",), ("context", "use"), "hcloud"),
    (("assume", "awsume", "awsp", "asp"), (), "aws"),
    (("aws-vault",), ("export",), "aws"),
)
_OPTIONS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    # program, sub-commands, options that carry the name, what is switched
    ("railway", ("link",), ("-e", "--environment"), "railway"),
    ("railway", ("environment",), ("-e", "--environment"), "railway"),
    ("az", ("account", "set"), ("-s", "--subscription", "-n", "--name"), "azure"),
    ("pulumi", ("stack", "select"), ("-s", "--stack"), "pulumi"),
    ("gcloud", ("container", "clusters", "get-credentials"), ("--project",), "gcloud"),
    ("doctl", ("auth", "switch"), ("--context",), "doctl"),
    ("aws", ("configure", "export-credentials"), ("--profile",), "aws"),
)
_VALUED = (
    "-e",
    "--environment",
    "-s",
    "--subscription",
    "--stack",
    "-n",
    "--name",
    "-p",
    "--project",
    "--kubeconfig",
    "--context",
    "--service",
    "-c",
    "--cwd",
    "-C",
    "--region",
    "--zone",
    "--profile",
    "--format",
)


def context_switch(invocation: Invocation) -> tuple[str, Value] | None:
    """What this command switches later ones to (``eval "$(aws-vault export prod)"`` too, of which the program
    is read): the variable's name and the new value.

    ``None`` where it switches nothing. A switch to something that is not named (``kubectx -``,
    ``eval $(…)``) comes as a value with a hole.
    """
    program = invocation.program
    if program not in _SWITCHERS:
        return None
    # terraform's options have one dash; none of the others' long options is hurt by reading it so
    options = read_options(invocation.argv[1:], _VALUED, single_dash=program in ("terraform", "tofu"))
    words = tuple(v.text for v in options.operands)
    for name, stem, spellings, what in _OPTIONS:
        value = options.value(*spellings)
        if name == program and words[: len(stem)] == stem and value is not None:
            return VARIABLES[what], value
    best: tuple[str, Value] | None = None
    for names, stem, what in _WORDS:
        if program in names and words[: len(stem)] == stem and len(words) > len(stem):
            best = VARIABLES[what], _named(options.operands[len(stem)])
    if best is None and program == "aws" and words[:2] == ("eks", "update-kubeconfig"):
        return VARIABLES["kubernetes"], options.value("--name") or unknown("the cluster of aws eks")
    return best


def _named(value: Value) -> Value:
    return unknown("the context before this one") if value.text == "-" else value


_SWITCHERS = frozenset(n for names, _, _ in _WORDS for n in names) | {"az", "aws", "doctl"}
_PROGRAMS = _SWITCHERS | {*OPENERS}


def _tunnel(invocation: Invocation) -> str:
    """The words of a program that leads a port of this machine elsewhere; empty where it opens none."""
    words = invocation.words[1:]
    return " ".join((invocation.program, *words)) if _opens(invocation.program, words) else ""


def _opens(program: str, words: Sequence[str]) -> bool:
    needed = OPENERS.get(program)
    if needed == "-":
        return any(forwards(word) for word in words)
    return needed is not None and (not needed or needed in words)


def opens_tunnel(text: str) -> bool:
    """Whether a command that ran before opened a tunnel, by the words of its text."""
    words = [word.strip("\"'();&") for word in text.split()]
    return any(_opens(word.rpartition("/")[2], words[at + 1 :]) for at, word in enumerate(words))


FORWARDS = "LDW"
"""ssh's letters that open a port here or lead through it, alone or behind others (``-NL``)."""
_ALONE = "46AaCfGgKkMNnqsTtVvXxYy"
"""Its letters that take no value; behind any other the rest of the word is one (``-lDeploy``)."""


def forwards(word: str) -> bool:
    """Whether an option of ssh opens a port here."""
    letters = word[1:].lstrip(_ALONE) if word.startswith("-") else ""
    return letters[:1] != "" and letters[0] in FORWARDS


def threaded(unfolding: Unfolding) -> Unfolding:
    """The same, with a target that was chosen earlier in the text laid as a variable on every later
    invocation."""
    if not any(isinstance(event, Invocation) and event.program in _PROGRAMS for event in unfolding.events):
        return unfolding
    chosen: dict[str, Variable] = {}
    out: list[Event] = []
    for event in unfolding.events:
        if isinstance(event, Invocation):
            if chosen:
                event = replace(event, variables={**event.variables, **chosen})
            switch = context_switch(event)
            if switch is not None:
                name, value = switch
                chosen[name] = Variable(value, "chosen earlier in this command")
            tunnel = _tunnel(event)
            if tunnel:
                before = chosen[TUNNELS].value.text or "" if TUNNELS in chosen else ""
                chosen[TUNNELS] = Variable(known(f"{before}{tunnel}\n"), "opened earlier in this command")
        out.append(event)
    return Unfolding(tuple(out), unfolding.shell_variables)
