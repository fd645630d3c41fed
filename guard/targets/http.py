"""Where a request lands: the host, the provider behind it, and which environment that is.

Order of evidence: the owner's environment map (host, then provider), loopback and reserved names, a
vendor's test credential, words in host and path. A control plane says nothing about the environment by
its host: what is destroyed there is shared at best (E3), and production where a name in the path says so.

Caught: ``DELETE https://api.prod.acme.com/v1/users/7`` → E4.
Quiet: ``DELETE http://localhost:3000/items/42`` → E1.
Facts: RFC 6761, RFC 1918 (private addresses are other machines: E3, not ours).
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import mapped, sign_of_host, sign_of_words, worse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Effect, Environment, Recoverability
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The host as a target, and how much of an act there can be brought back."""
    host = effect.place.hint("host")
    path = effect.place.hint("path")
    name = (host.text or "") if host is not None else ""
    test = effect.place.hint("test-credential")
    environment, evidence = _environment(name, "" if path is None else path.skeleton, config)
    if test is not None:
        environment, evidence = "E0", (Evidence("the key is one of the vendor's test mode", test.skeleton),)
    unresolved = ""
    if not name:
        url = effect.place.hint("url")
        unresolved = f"the host of {url.skeleton}" if url is not None else "the host"
    provider = effect.place.hint("provider")
    identity = name if provider is None else f"{name} ({provider.skeleton})"
    target = Target(environment, identity or "an unresolved host", evidence, unresolved)
    recoverability, blast = _weight(effect, environment)
    marks = ("made-in-session",) if _made(effect, session) else ()
    if effect.operation == "send" and "secret-sent" not in effect.marks and _own(name, config):
        return Located(
            Target("E0", name, (Evidence(f"{name} is an own domain", "configuration"),)), "R0", "B0"
        )
    return Located(target, recoverability, blast, marks=marks)  # type: ignore[arg-type]


def _environment(host: str, path: str, config: Config) -> tuple[Environment, tuple[Evidence, ...]]:
    rule = mapped("host", host, config)
    if rule is not None:
        return rule.environment, (
            Evidence(f"{host} fits {rule.pattern} of the environment map", rule.origin),
        )
    sign = sign_of_host(host)
    if sign is None:
        return "E3", (Evidence("the host is not known", ""),)
    environment, why = sign
    evidence: tuple[Evidence, ...] = (Evidence(f"{host}: {why}", "the URL"),)
    if host == "api.cloudflare.com" and "/d1/" in path:
        return "E4", (Evidence("a D1 database behind the account's API is the deployed one", "the URL"),)
    if environment in ("E3", "E4"):
        words = sign_of_words(path)
        if words is not None:
            environment = worse(environment, words[0]) or environment
            evidence = (*evidence, Evidence(f"the path holds the word “{words[1]}”", "the URL"))
    return environment, evidence


def _weight(effect: Effect, environment: Environment) -> tuple[Recoverability, Blast]:
    """What the interpreter left open: one object of a development server can be made again; elsewhere
    nobody knows of a recovery."""
    blast: Blast = "B1" if effect.blast == "B?" else effect.blast
    if effect.recoverability != "R?":
        return effect.recoverability, blast
    if environment in ("E0", "E1"):
        return ("R2" if "by-key" in effect.marks else "R3"), blast
    return ("R3" if "by-key" in effect.marks else "R4"), blast


def _made(effect: Effect, session: Session) -> bool:
    return bool(effect.resource.identity) and session.made(effect.resource.kind, effect.resource.identity)


def _own(host: str, config: Config) -> bool:
    return any(host == own or host.endswith("." + own) for own in config.own_domains)
