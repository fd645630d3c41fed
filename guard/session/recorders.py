"""What is remembered of a conversation: after a tool ran, after a decision, when the user speaks.

Deterministic and small: secrets by their form, objects by the programs that make them, prohibitions and the
environment by a few forms of a sentence. A fact can forbid or mark; nothing the user says lifts a denial.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal, Verdict
    from guard.session.ledger import Ledger

MOST_SECRETS = 300
"""Tokens of one output that are remembered."""


def record_output(ledger: Ledger, text: str, source: str) -> int:
    """Remember the secrets in an output by their fingerprints. Answers how many there were.

    Args:
        source: the file that was read, or the command whose output it is. Lines of the form
            ``path:12:text`` (``grep -n``) name the file themselves.
    """
    from guard.credentials.fingerprint import fingerprint
    from guard.signs.tokens import tokens_in

    facts = []
    for token, kind in tokens_in(text):
        where = _line_source(text, token) or source
        facts.append(("secret", fingerprint(token, ledger.state), where))
        if kind not in ("UUID", "token") and len(facts) < MOST_SECRETS:
            facts.append(("secret-kind", kind, where))
        if len(facts) >= MOST_SECRETS:
            break
    ledger.record_all(tuple(facts), first=True)
    return len(facts)


def _line_source(text: str, token: str) -> str:
    """The file at the beginning of the line (``grep -rn``: ``scripts/domains.md:12:token = …``)."""
    position = text.find(token)
    line = text[text.rfind("\n", 0, position) + 1 : position]
    path, colon, rest = line.partition(":")
    number = rest.partition(":")[0]
    if (
        colon
        and path
        and " " not in path
        and "=" not in path
        and (number.isdigit() or "/" in path or "." in path)
    ):
        return path if not path.startswith(("http", "{", '"', "export")) else ""
    return ""


def record_command(ledger: Ledger, text: str, exit_code: int | None) -> None:
    """Remember a command that ran and how it ended, secrets blotted out."""
    from guard.credentials.redaction import redact

    ledger.record("ran", redact(text), "" if exit_code is None else str(exit_code))


def record_made(ledger: Ledger, kind: str, identity: str) -> None:
    """Remember that this session created an object."""
    if kind == "path":
        ledger.record("path", identity.rstrip("/") or "/")
    else:
        ledger.record("made", f"{kind}:{identity}" if kind else identity)


def record_refusals(ledger: Ledger, verdict: Verdict) -> None:
    """Remember what was denied, by the keys under which another route to it is recognised."""
    from guard.credentials.redaction import redact
    from guard.policy.keys import key_of

    keys = {redact(key_of(f.effect, f.target)) for f in verdict.findings if f.decision == "deny"}
    ledger.record_all(tuple(("refused", key, "") for key in keys))


def record_question(ledger: Ledger, call: str, verdict: Verdict) -> None:
    """Remember about which effects a person is asked before this call: if it runs, the answer was yes."""
    from guard.credentials.redaction import redact
    from guard.policy.keys import approval_of

    keys = [redact(approval_of(f)).replace("\n", " ") for f in verdict.findings if f.decision == "ask"]
    ledger.record("asked", call, "\n".join(keys))


def record_approval(ledger: Ledger, key: str) -> None:
    """Remember that a person let an effect pass (the host asked, and it ran)."""
    ledger.record("approved", key)


def record_prompt(ledger: Ledger, text: str) -> None:
    """Remember what the user forbade and asked for, and which environment was named."""
    from guard.credentials.redaction import redact
    from guard.session.acts import acts_in
    from guard.session.prompts import environment_in, prohibitions_in

    facts = [("acts", redact("\n".join(acts_in(text))), "")]
    facts += [("forbidden", redact(sentence), "") for sentence in prohibitions_in(text)]
    environment = environment_in(text)
    if environment:
        facts.append(("environment", environment, ""))
    ledger.record_all(tuple(facts))


def record_ran(ledger: Ledger, proposal: Proposal, output: str, exit_code: int | None) -> None:
    """Remember a shell command that ran: itself, what it printed, what it made."""
    from guard.session.made import made_by, source_of

    record_command(ledger, proposal.text, exit_code)
    if output:
        record_output(ledger, output, source_of(proposal))
    if exit_code in (0, None):
        from guard.session.coming import arrived
        from guard.world import World

        for kind, identity in made_by(proposal, output):
            record_made(ledger, kind, identity)
        for path in arrived(ledger, proposal, World(proposal.env.get("HOME", ""))):
            record_made(ledger, "path", path)
