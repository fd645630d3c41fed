"""WebFetch: a GET, quiet unless the address carries a secret or is one that acts when it is fetched.

Caught: a token of this session in the query of a foreign host (deny).
Quiet: documentation pages, local servers.

Lost: the token's secrecy.
Back: rotate it.
Instead: the address without the token.

Facts: WebFetch of Claude Code 2.1; RFC 9110 9.2.1 (safe methods).
"""

from __future__ import annotations

from guard.errors import ProposalError
from guard.model import Effect, Evidence, Invocation, Place, Resource, Unfolding, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Proposal
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The request that fetching a page sends."""
    if proposal.tool_name == "WebSearch":
        return _searched(proposal)
    url = proposal.tool_input.get("url")
    if not isinstance(url, str):
        raise ProposalError("the call of WebFetch has no url")
    invocation = Invocation((known(proposal.tool_name), known(url)), proposal.cwd, {}, proposal.env)
    return Unfolding((invocation,)), tuple(_effects(url, invocation))


def _searched(proposal: Proposal) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What a search sends: every text among its arguments."""
    invocation = Invocation((known(proposal.tool_name),), proposal.cwd, {}, proposal.env)
    for value in proposal.tool_input.values():
        secret = secret_in_text(value, invocation) if isinstance(value, str) and len(value) >= 16 else ""
        if secret:
            return Unfolding((invocation,)), (_secret_sent(secret, "a search engine", invocation),)
    return Unfolding((invocation,)), ()


def _secret_sent(secret: str, host: str, invocation: Invocation) -> Effect:
    return Effect(
        "tool.web-secret", "send", Resource("secret", secret),
        Place("http", "WebFetch", (("host", known(host)),)), invocation, "R4", "B3",
        loss=f"the secrecy of {secret}",
        why=f"{secret} would be sent to {host}; copies cannot be called back", marks=("secret-sent",),
        evidence=(Evidence(f"the address holds {secret}", host),), tags=("T1567",),
    )  # fmt: skip


def _effects(url: str, invocation: Invocation) -> Iterator[Effect]:
    from guard.http.effects import request_effects
    from guard.http.request import address_of, simple_request

    secret = secret_in_text(url, invocation)
    if secret:
        yield _secret_sent(secret, address_of(known(url)).host, invocation)
    yield from request_effects(simple_request("GET", url, tool="WebFetch"), invocation)


def secret_in_text(text: str, invocation: Invocation) -> str:
    """What secret a text holds, in words: a known token format or the value of a secret variable."""
    from guard.programs.flows import variable_in
    from guard.signs.tokens import format_of, tokens_in

    name = variable_in(text, invocation)
    if name:
        return f"the value of {name}"
    for token, kind in tokens_in(text):
        if format_of(token) is not None:
            return f"a {kind}"
    return ""
