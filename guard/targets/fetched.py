"""Where a connection string comes from that another program prints: ``DATABASE_URL=$(heroku config:get
DATABASE_URL -a acme-prod) …``.

Its text is not known, but who keeps it is: the app, account, cluster or path that the printing program names.
That says nothing better of the database, only worse: a secret of production leads to production.

Caught: ``DATABASE_URL="$(aws ssm get-parameter --name /prod/db/url …)" rails db:drop``.
Quiet: with ``--name /dev/db/url`` it is an unknown remote, as before.
"""

from __future__ import annotations

from guard.model import Effect, Evidence, Place, Resource, known
from guard.programs.options import read_options
from guard.signs.environments import environment_of_words, worse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment, Invocation, PlaceKind, Target, Value
    from guard.policy.config import Config
    from guard.world import World

KEEPERS: dict[str, tuple[PlaceKind, str]] = {
    "aws": ("aws", "aws"), "gcloud": ("gcp", "gcloud"), "az": ("azure", "az"),
    "heroku": ("paas", "heroku"), "railway": ("paas", "railway"), "fly": ("paas", "fly"),
    "flyctl": ("paas", "fly"), "vercel": ("paas", "vercel"), "netlify": ("paas", "netlify"),
    "supabase": ("paas", "supabase"), "neon": ("paas", "neon"), "neonctl": ("paas", "neon"),
    "render": ("paas", "render"), "doctl": ("paas", "doctl"), "vault": ("paas", "vault"),
}  # fmt: skip
"""Programs that print what they keep → the resolver that says whose it is."""
OTHERS = ("doppler", "infisical", "op", "pass", "gopass", "bw", "sops", "chamber", "terraform", "tofu",
          "pulumi", "cat", "grep", "sed", "awk", "jq", "yq")  # fmt: skip
"""Programs whose words alone say which environment's secret it is."""
CLUSTERS = ("kubectl", "oc", "k")
_VALUED = (
    "--profile", "--region", "--app", "-a", "--project", "-p", "--environment", "-e", "--context", "--remote",
    "-r", "--configuration", "--subscription", "--config", "-c", "--name", "--query", "--output", "-o",
)  # fmt: skip


def fetched(
    value: Value | None, world: World, config: Config
) -> tuple[Environment, tuple[Evidence, ...]] | None:
    """The worst environment of those that keep what fills a word; ``None`` where nobody says one."""
    worst: Environment | None = None
    evidence: tuple[Evidence, ...] = ()
    for hole in value.holes if value is not None else ():
        for producer in hole.producers:
            target = _kept(producer, world, config)
            if target is not None and target.environment == "E4":
                worst, evidence = worse(worst, "E4"), (*evidence, *target.evidence)
            elif environment_of_words(_words(producer)) == "E4" and _tells(producer):
                said = Evidence(f"{producer.program} fetches it: {_words(producer)[:80]}", "command line")
                worst, evidence = worse(worst, "E4"), (*evidence, said)
    return None if worst is None else (worst, evidence)


def _tells(producer: Invocation) -> bool:
    return producer.program in KEEPERS or producer.program in OTHERS or producer.program in CLUSTERS


def _words(producer: Invocation) -> str:
    return " ".join(word.text for word in producer.argv[1:] if word.text)


def _kept(producer: Invocation, world: World, config: Config) -> Target | None:
    """Whose secret the program prints, by its own order of flags, variables and files."""
    if producer.program in CLUSTERS:
        from guard.programs.kubernetes import place_of
        from guard.targets.kubernetes import target_of

        return target_of(place_of(producer), producer, world, config)
    kind, tool = KEEPERS.get(producer.program, ("none", ""))
    if not tool:
        return None
    from guard.session.interface import NoSession
    from guard.targets.interface import locate

    options = read_options(producer.argv[1:], _VALUED)
    hints = [(name.lstrip("-"), value or known("")) for name, value in options.given]
    hints += [("operand", value) for value in options.operands[:4]]
    asked = Effect(
        "database.fetched",
        "read",
        Resource("secret", ""),
        Place(kind, tool, tuple(hints)),
        producer,
        "R1",
        "B0",
    )
    return locate(asked, world, NoSession(), config).target
