"""A token that somebody put into the command: the program then acts as whoever owns it.

Caught: ``GH_TOKEN=ghp_… gh pr create``, ``export RAILWAY_TOKEN=3f1c22e8-9a41-4c55-8b1d-0c3f5d1e2a77; railway
up`` with a token that is in no variable of the session (deny for what changes something, ask for reading with
one that was found).
Quiet: ``GH_TOKEN=$GITHUB_TOKEN gh pr create``, ``AWS_ACCESS_KEY_ID=test aws --endpoint-url
http://localhost:4566 s3 ls``.

Lost: who did it: the act is recorded under another identity, with its rights.
Back: the owner rotates the token.
Instead: the session's own login (``gh auth login`` by a person).

Facts: ``programs/credential_words.py``.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, known
from guard.programs.credential_words import VARIABLES, sources_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """A request that brings a token along; quiet unless the session found that token somewhere."""
    from guard.http.request import address_of

    if not any(source.given and source.secret for source in sources_of(invocation)):
        return
    for word in invocation.argv[1:]:
        host = address_of(word).host if "://" in word.prefix else ""
        if host:
            yield Effect(
                "credential.carried", "read", Resource("account", "whoever owns the token"),
                Place("http", invocation.program, (("host", known(host)),)), invocation, "R0", "B0",
                why="the request is made with a token that stands in the command", marks=("control-plane",),
                tags=("T1078",), span=invocation.span, certainty=invocation.certainty,
            )  # fmt: skip
            return


LOCAL_PASSWORDS = ("PGPASSWORD", "MYSQL_PWD", "REDISCLI_AUTH")
HOSTS = {
    "gh": "api.github.com", "glab": "gitlab.com", "railway": "backboard.railway.com",
    "vercel": "api.vercel.com",
    "netlify": "api.netlify.com", "fly": "api.fly.io", "flyctl": "api.fly.io", "heroku": "api.heroku.com",
    "supabase": "api.supabase.com", "wrangler": "api.cloudflare.com", "doctl": "api.digitalocean.com",
    "hcloud": "api.hetzner.cloud", "aws": "amazonaws.com", "git": "github.com",
    "stripe": "api.stripe.com", "pulumi": "api.pulumi.com", "neonctl": "console.neon.tech",
}  # fmt: skip


def borrowed_effects(invocation: Invocation) -> Iterator[Effect]:
    """Acting under a credential that the command brings along."""
    if invocation.program not in VARIABLES or _at_home(invocation):
        return
    for source in sources_of(invocation):
        if source.variable in LOCAL_PASSWORDS or not (source.given or source.file):
            continue
        if source.secret and not plausible(source.secret):
            continue
        reads = _only_reads(invocation)
        host = HOSTS.get(invocation.program, f"the service of {invocation.program}")
        yield Effect(
            rule="credential.borrowed",
            operation="read" if reads else "update",
            resource=Resource("account", f"the owner of {source.variable or 'the token'}"),
            place=Place("http", invocation.program, (("host", known(host)),)),
            by=invocation,
            recoverability="R2",
            blast="B1",
            why=f"{invocation.program} would act as whoever owns this token, with all that it may do",
            instead=f"the same {invocation.program} command under the session's own login",
            marks=("control-plane",),
            tags=("T1078",),
            span=invocation.span,
            certainty=invocation.certainty,
        )
        return


def plausible(secret: str) -> bool:
    """Whether a literal is a token rather than a placeholder (``test``, ``dummy``, ``xxx``)."""
    from guard.signs.tokens import is_uuid, looks_random, prefixed

    if is_uuid(secret) or looks_random(secret) or prefixed(secret):
        return True
    lower = secret.lower()
    dummy = any(
        w in lower
        for w in (
            "test",
            "dummy",
            "fake",
            "example",
            "xxx",
            "local",
            "placeholder",
            "changeme",
        )
    )
    return len(secret) >= 16 and any(c.isdigit() for c in secret) and not dummy


def _at_home(invocation: Invocation) -> bool:
    """Whether the program talks to this machine (an emulator)."""
    from guard.programs.agent_clis import is_loopback

    endpoint = invocation.variable("AWS_ENDPOINT_URL")
    texts = [w.text or "" for w in invocation.argv[1:]] + [(endpoint.value.text or "") if endpoint else ""]
    return any("://" in t and is_loopback(t[t.find("http") :]) for t in texts)


def _only_reads(invocation: Invocation) -> bool:
    from guard.knowledge.verbs import operation_of

    words = [w.text or "" for w in invocation.argv[1:] if not w.prefix.startswith("-")][:3]
    if any(w in ("--help", "-h", "--version", "--dry-run") for w in (v.text for v in invocation.argv[1:])):
        return True
    found = [operation_of(w) for w in words if w]
    return (
        "read" in found
        or words[:1] in (["whoami"], ["status"], ["version"])
        or words[:2] == ["auth", "status"]
    )
