"""“Do not ask again”: the narrow rule that a question at the prompt may leave behind.

It names exactly what was asked about (the rule, the operation, the thing, where it lies) and nothing more,
counts for persons alone and only where the answer would be *ask*, ends by itself, and is shown before it is
written into the user's configuration. There is none for what would be typed by name, for production, for what
cannot be told, for secrets and rights, and for the guard itself.
"""

from __future__ import annotations

import time

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

DAYS = 30
"""How long such a rule holds."""
MOST = 3
"""Findings that one question may leave rules for; more is not one thing."""
OPERATIONS = ("delete", "overwrite", "truncate", "update", "stop", "deploy")
"""What may go unasked from then on; secrets, rights, protections and the unknown never do."""
LONGEST = 300


@frozen
class Standing:
    """A rule that could be written, and where."""

    text: str
    """TOML, with its examples."""
    expires: str


def standing(reply: Mapping[str, Any], line: str, cwd: str, now: float) -> Standing | None:
    """The rules that would answer the same question from now on; ``None`` where none may.

    Args:
        cwd: where the line was typed: in the examples the line stands behind a ``cd``.
        now: seconds since the epoch.
    """
    held = [f for f in reply.get("findings") or () if f.get("decision") != "allow"]
    if reply.get("decision") != "ask" or not 1 <= len(held) <= MOST or not all(_may(f) for f in held):
        return None
    if len(line) > LONGEST or not line.isprintable():
        return None
    expires = time.strftime("%Y-%m-%d", time.localtime(now + DAYS * 86400))
    day = time.strftime("%Y-%m-%d", time.localtime(now))
    number = time.strftime("%Y%m%d%H%M%S", time.localtime(now))
    return Standing(
        "\n".join(_rule(f, f"{number}.{n}", line, cwd, day, expires) for n, f in enumerate(held)), expires
    )


def _may(finding: Mapping[str, Any]) -> bool:
    resource, target = finding.get("resource") or {}, finding.get("target") or {}
    names = (str(resource.get("identity", "")), str(target.get("identity", "")))
    return (
        finding.get("decision") == "ask"
        and finding.get("operation") in OPERATIONS
        and not str(finding.get("rule", "")).startswith("guard.")
        and str(target.get("environment")) in ("E0", "E1", "E2", "E3")
        and not target.get("unresolved")
        and not finding.get("credential")
        and all(name and name.isprintable() and "*" not in name and "⟨" not in name for name in names)
    )  # fmt: skip


def _rule(finding: Mapping[str, Any], number: str, line: str, cwd: str, day: str, expires: str) -> str:
    resource, target = finding["resource"], finding["target"]
    match = {
        "agent": "person", "decision": "ask", "rule": finding["rule"], "operation": finding["operation"],
        "kind": resource.get("kind", ""), "resource": resource["identity"], "target": target["identity"],
        "environment": target["environment"],
    }  # fmt: skip
    nouns = ", ".join(f"{noun} = [{_text(value)}]" for noun, value in match.items() if value)
    example = f"cd {_word(cwd)} && {line}"
    return (
        f'\n[[rule]]\nid = {_text("prompt." + number)}\nmatch = {{ {nouns} }}\ndecision = "allow"\n'
        f'reason = {_text(f"do not ask again, said at the prompt on {day}")}\nexpires = "{expires}"\n'
        f"examples.match = [{_text(example)}]\nexamples.no_match = [{_text('echo ' + _word(line))}]\n"
    )


def _text(value: str) -> str:
    """A TOML string."""
    from guard.wire import dumps

    return dumps(value)


def _word(text: str) -> str:
    import shlex

    return shlex.quote(text)


def write(rules: Standing, path: str) -> None:
    """Write the rules behind what a configuration file holds.

    Raises:
        ConfigError: it cannot be read or written, or would not be valid afterwards.
    """
    from guard.policy.editing import rewrite

    rewrite(path, lambda text: text + ("\n" if text and not text.endswith("\n") else "") + rules.text)
