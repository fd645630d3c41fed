"""The owner's own rules: tables with a match on the nouns, a decision and a reason.

    [[rule]]
    id = "acme.no-friday-deploys"
    match = { operation = ["deploy"], environment = ["E4"] }
    decision = "deny"
    reason = "we do not deploy on Fridays"
    examples.match = ["railway up"]
    examples.no_match = ["railway status"]

Rules of the project only tighten; those of the user and the organisation may also allow, but never
lift a predicate (``predicates.DENIED``).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import DECISIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Finding
    from guard.policy.config import Config, PolicyRule

NOUNS = (
    "decision", "rule", "program", "operation", "kind", "resource", "environment", "place", "tool", "target",
    "agent",
)  # fmt: skip


def apply(finding: Finding, config: Config, agent: str = "") -> Finding:
    """The finding after every rule that matches it and has not expired, weakest layer first.

    Args:
        agent: who proposes.
    """
    for rule in config.rules:
        if matches(rule, finding, agent) and not _is_over(rule):
            finding = _changed(finding, rule)
    return finding


def matches(rule: PolicyRule, finding: Finding, agent: str = "") -> bool:
    """Whether every noun of the rule matches one of its patterns."""
    nouns = facts(finding, agent)
    return all(any(like(p, nouns.get(noun, "")) for p in patterns) for noun, patterns in rule.match.items())


def _is_over(rule: PolicyRule) -> bool:
    """Whether the day has come from which the rule is not applied."""
    if not rule.expires:
        return False
    import time

    return time.strftime("%Y-%m-%d") >= rule.expires


def facts(finding: Finding, agent: str = "") -> dict[str, str]:
    """The nouns of a finding, as rules name them. ``decision`` is what stands before the rule."""
    effect, by = finding.effect, finding.effect.by
    return {
        "decision": finding.decision,
        "rule": effect.rule,
        "program": getattr(by, "program", ""),
        "operation": effect.operation,
        "kind": effect.resource.kind,
        "resource": effect.resource.identity,
        "environment": finding.target.environment,
        "place": effect.place.kind,
        "tool": effect.place.tool,
        "target": finding.target.identity,
        "agent": agent,
    }


def like(pattern: str, text: str) -> bool:
    """Whether text matches a pattern in which ``*`` stands for any run of characters."""
    pieces = pattern.lower().split("*")
    text = text.lower()
    if len(pieces) == 1:
        return pieces[0] == text
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    position, last = len(pieces[0]), len(text) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = text.find(piece, position, last)
        if found < 0:
            return False
        position = found + len(piece)
    return position <= last


def _changed(finding: Finding, rule: PolicyRule) -> Finding:
    lower = DECISIONS.index(rule.decision) < DECISIONS.index(finding.decision)
    if lower and _is_hard(finding):
        return finding
    grounds = (*finding.grounds, f"rule {rule.id} ({rule.origin}): {rule.reason}")
    return replace(finding, decision=rule.decision, grounds=grounds, instead=rule.instead or finding.instead)


def _is_hard(finding: Finding) -> bool:
    """A predicate decided: its one ground names no cell of the table."""
    return finding.decision == "deny" and len(finding.grounds) == 1 and finding.grounds[0][:1] != "R"
