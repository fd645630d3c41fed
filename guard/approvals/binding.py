"""What a person's approval is bound to, and what may be approved at all.

Bound: the exact bytes of the command (of any other tool: all of its arguments), the directory, the agent, the
shell, ``PATH`` and ``HOME``, every effect with its resolved target and the credential it would use, and the
content of every file that was read to work that out (the script that would run, the SQL that would be sent).
When any of it changes, it is another proposal.

Caught: the same ``bash clean.sh`` after the script was changed; the same ``rm -rf "$DIR"`` where it leads
elsewhere. Not a change: what the agent says about a command (``description``), how long it would wait for it,
and what git notes down about files that it has looked at (``.git/index``)."""

from __future__ import annotations

from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.findings import Finding
    from guard.model import Proposal, Verdict
    from guard.world import World

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for each other."""
LENGTH = 6
SAID = (
    "description", "explanation", "summary", "security_risk", "riskLevel", "riskLevelReason", "timeout",
    "timeout_ms", "yield_time_ms", "run_in_background", "is_background", "title", "initial_wait",
)  # fmt: skip
"""Arguments of a shell tool that say nothing about what runs."""
SHELL_TOOLS = ("Bash", "Monitor", "PowerShell")
PASSING = ("evasion", "stronger-retry", "approved")
"""Marks that say what was asked before, and nothing about the act."""
MOVING = ("/proc/", "/sys/", "/dev/", "/run/")
"""Where a file's content is of the moment."""


def approvable(verdict: Verdict) -> bool:
    """Whether a person may let this pass: it was worked out, and neither a predicate nor an owner's rule
    denies it."""
    return bool(verdict.findings) and all(_soft(finding) for finding in verdict.findings)


def _soft(finding: Finding) -> bool:
    """Not denied, or denied by a cell of the table and its steps alone."""
    if finding.decision != "deny":
        return True
    cell = finding.grounds[0] if finding.grounds else ""
    return cell[:1] == "R" and cell[1:2].isdigit() and not any(g.startswith("rule ") for g in finding.grounds)


def mark_of(proposal: Proposal, verdict: Verdict, world: World, state: str) -> str:
    """What stands for this proposal and all that it would do: a keyed hash, nothing in it can be read back.

    Raises:
        GuardError: the key cannot be used, or a file that was read is too long to be compared.
    """
    from guard.credentials.fingerprint import fingerprint
    from guard.wire import dumps

    env = proposal.env
    whole = [
        "approval 1", proposal.agent, proposal.cwd, proposal.dialect, env.get("PATH", ""),
        env.get("HOME", ""), proposal.prelude, proposal.tool_name, _arguments(proposal),
        [_effect(f) for f in verdict.findings], _contents(world),
    ]  # fmt: skip
    return fingerprint(dumps(whole), state)


def short(mark: str) -> str:
    """The few letters by which a person names it."""
    number, letters = int(mark, 16), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def _arguments(proposal: Proposal) -> Any:
    if proposal.tool != "agent":
        return [proposal.tool, proposal.text, proposal.dsn]
    given = dict(proposal.tool_input)
    if proposal.tool_name in SHELL_TOOLS:
        given = {key: value for key, value in given.items() if key not in SAID}
    return _ordered(given)


def _ordered(value: Any) -> Any:
    """A value in which the order of an object's keys does not count."""
    if isinstance(value, dict):
        return ["object", *([str(key), _ordered(value[key])] for key in sorted(value, key=str))]
    if isinstance(value, (list, tuple)):
        return ["list", *(_ordered(one) for one in value)]
    return value if isinstance(value, (str, int, float, bool)) or value is None else repr(value)


def _effect(finding: Finding) -> list[Any]:
    effect, target, key = finding.effect, finding.target, finding.credential
    resource = effect.resource
    return [
        effect.rule, effect.operation, resource.kind, resource.identity, resource.recursive,
        resource.value.skeleton if resource.value is not None else "",
        effect.place.kind, effect.place.tool, target.environment, target.identity, target.unresolved,
        finding.vector.recoverability, finding.vector.blast, finding.loss, effect.certainty,
        sorted(mark for mark in finding.vector.marks if mark not in PASSING),
        [key.kind, key.fingerprint, key.origin, key.seen_in, key.foreign] if key is not None else None,
    ]  # fmt: skip


def _contents(world: World) -> list[list[str]]:
    found = []
    for path in sorted(world.files_read):
        if path.startswith(MOVING) or path.endswith("/.git/index"):
            continue
        digest = world.digest(path)
        if digest is None:
            raise GuardError(f"{path} is too long to be compared later")
        found.append([path, digest])
    return found
