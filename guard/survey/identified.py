"""What a secret that was found is: its kind, who takes it, what it reaches, how long it lives, and where."""

from __future__ import annotations

import time

from guard.frozen import frozen, replace
from guard.signs.environments import UNIDENTIFIED, mapped, sign_of_host, sign_of_words
from guard.survey.providers import PROVIDERS, Provider, provider_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment
    from guard.policy.config import Config
    from guard.signs.tokens import Format
    from guard.survey.held import Held
    from guard.survey.places import Spot

FORMATS: dict[str, Environment] = {
    "production": "E4", "test": "E1", "development": "E1", "preview": "E3", "staging": "E3",
}  # fmt: skip
"""What a token's own form says about where it works."""
KINDS = ("account", "profile", "context", "cluster", "host", "project", "database", "app", "registry",
         "environment", "subscription")  # fmt: skip
"""Kinds of the environment map under which a name beside a credential can stand."""
HOSTS = (("github", "github"), ("gitlab", "gitlab"), ("heroku", "heroku"), ("npm", "npm"))
"""A piece of a host's name, and who answers there."""


@frozen
class Credential:
    """A credential within reach."""

    kind: str
    where: str
    """The file (``~`` for the home directory), with the section or field; or the variable."""
    path: str
    """Absolute; empty for a variable."""
    line: int = 0
    provider: Provider = PROVIDERS["opaque"]
    scope: str = ""
    lifetime: str = ""
    environment: Environment | None = None
    """``None`` where nothing says so."""
    why: str = ""
    """What says so."""
    fingerprint: str = ""
    """Keyed hash; empty where the value was not read."""
    modified: float = 0.0
    """When its file last changed, in seconds since the epoch; 0 unknown."""
    variable: str = ""
    note: str = ""
    risks: tuple[str, ...] = ()
    """How it is kept badly: ``other users can read it``, ``git tracks it``."""


def identified(bare: Credential, held: Held, spot: Spot, form: Format | None, config: Config) -> Credential:
    """A credential with what its form, its place and its name say."""
    kind = form.kind if form is not None and form.kind != "private key" else ""
    if spot.provider in ("opaque", "app", "history", "git"):
        provider = provider_of(kind, held.name, spot.provider)
    else:
        provider = PROVIDERS[spot.provider]
    if held.host and provider.id == "git":
        provider = PROVIDERS[next((p for h, p in HOSTS if h in held.host), "git")]
    if held.scope and " on " in held.scope and spot.reader == "env":
        provider = PROVIDERS["database"]
    environment, why = _environment(replace(bare, provider=provider), held, form, config)
    lifetime = held.expires or _end(form.expires if form is not None else "") or provider.lifetime
    return replace(
        bare,
        kind=kind or _kind(provider, spot, held),
        provider=provider,
        scope=held.scope or (form.scope if form is not None else "") or _scope(held) or provider.scope,
        lifetime=lifetime or "does not say",
        environment=environment,
        why=why,
    )


def _environment(
    bare: Credential, held: Held, form: Format | None, config: Config
) -> tuple[Environment | None, str]:
    """The owner's map, then the token's own form, then the host, then the words around it."""
    names = [held.host, *held.words.split(), held.name.strip("[]")]
    for name in names:
        rule = mapped(KINDS, name, config) if name else None
        if rule is not None:
            return rule.environment, f"{name} is so in your map"
    if form is not None and form.environment in FORMATS:
        return FORMATS[form.environment], "its form says so"
    sign = sign_of_host(held.host) if held.host else None
    if sign is not None and sign[1] != UNIDENTIFIED:
        return sign[0], f"{held.host}: {sign[1]}"
    file = "" if bare.provider.id == "opaque" else bare.path.rsplit("/", 1)[-1]
    words = sign_of_words(f"{held.words} {held.name} {file}")
    return (words[0], f"the word “{words[1]}”") if words is not None else (None, "")


def _kind(provider: Provider, spot: Spot, held: Held) -> str:
    """The kind of a credential whose form says nothing."""
    from guard.credentials.interface import NAMED

    if held.name in NAMED:
        return NAMED[held.name][0]
    if spot.reader == "socket":
        return "socket of the container engine"
    if spot.reader == "pem":
        return "SSH private key" if provider.id == "ssh" else "private key"
    if held.note and not held.secret:
        return f"login of {provider.title}"
    if provider.id == "database":
        return "database password"
    if provider.id in ("opaque", "app"):
        return "secret that does not say what it is"
    return f"credential for {provider.title}"


def _scope(held: Held) -> str:
    from guard.credentials.interface import scope_named

    return scope_named(held.name)


def _end(expires: str) -> str:
    """A token's own end, as it is told."""
    if not expires:
        return ""
    if expires[:4].isdigit():
        return f"until {expires}"
    return "no end is set" if expires == "no end" else expires


def ended(credential: Credential, now: float | None = None) -> bool:
    """Whether its lifetime is over."""
    if not credential.lifetime.startswith("until 2"):
        return False
    today = time.strftime("%Y-%m-%d %H:%M", time.gmtime(time.time() if now is None else now))
    return credential.lifetime[6:22] < today
