"""From located effects to the answer: predicates, then the table and its steps, then the verdict."""

from __future__ import annotations

from guard.findings import Finding, Vector
from guard.frozen import replace
from guard.model import DECISIONS, Invocation, Verdict
from guard.policy import predicates, sentences
from guard.policy.keys import approval_of, key_of, named_key_of, remembered
from guard.policy.predicates import TAKING
from guard.policy.steps import moved, steps_down, steps_up
from guard.policy.table import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import CredentialUse, Located
    from guard.model import Decision, Effect, Event, Mark, Proposal, Target, Unfolding
    from guard.policy.config import Config
    from guard.session.interface import Session

ASSET = {"data": 0.8, "backup": 1.0}
RECOVERY_WEIGHT = {"R0": 0.0, "R1": 0.1, "R2": 0.4, "R3": 0.75, "R?": 0.75, "R4": 1.0}
BLAST_WEIGHT = {"B0": 0.25, "B1": 0.5, "B?": 0.5, "B2": 0.75, "B3": 1.0}
PLACE_WEIGHT = {"E0": 0.1, "E1": 0.5, "E2": 1.0, "E3": 0.8, "E4": 1.0}

QUIET = ("read", "create", "execute")
"""Operations that only count with a mark."""
ENTERING: tuple[Mark, ...] = ("billable", "public")
"""Marks that bring a creation into the table."""


ACTS: dict[str, str] = {
    "rebase": "rebase", "merge": "merge", "stash": "stash", "cherry-pick": "cherry-pick", "revert": "revert",
    "tag": "tag", "squash": "squash", "install": "install", "i": "install", "add": "install",
    "upgrade": "upgrade", "update": "update", "up": "update", "build": "build", "pull": "pull",
}  # fmt: skip
"""Sub-commands that take nothing away and that people rule out all the same → the verb they do it with."""


def ruled_out(events: tuple[Event, ...], session: Session) -> tuple[Effect, ...]:
    """Acts that take nothing away, where the user has ruled them out. What was said is looked up only where
    a program does such an act."""
    if not any(isinstance(e, Invocation) and any(word.text in ACTS for word in e.argv[1:3]) for e in events):
        return ()
    if not session.prohibitions():
        return ()
    from guard.policy.forbidden_acts import forbidden_acts

    return tuple(forbidden_acts(events, session))


def weigh(
    effect: Effect,
    located: Located,
    credential: CredentialUse | None,
    events: tuple[Event, ...],
    session: Session,
    config: Config,
) -> Finding:
    """One effect, decided on its own."""
    marks = _marks(effect, located, events, session)
    target = located.target
    vector = Vector(
        located.recoverability, located.blast, target.environment,
        "none" if credential is None else "foreign" if credential.foreign else "own", marks,
    )  # fmt: skip
    decision, grounds = _decide(effect, located, vector, credential, session, config)
    said = _task_said(effect, target, session)
    if said and decision == "allow" and target.environment == "E4":
        decision, grounds = "ask", (*grounds, said)
    other = _other_act(effect, target, session)
    if other and decision == "allow":
        decision, grounds = "ask", (*grounds, other)
    forbidden = _forbidden_words(effect, target, session) if "forbidden" in marks else ""
    said = "; ".join(filter(None, (said, other, forbidden)))
    return Finding(
        effect, target, vector, decision, grounds, credential,
        located.loss or effect.loss, "; ".join(filter(None, (effect.why, said))),
        located.instead or effect.instead,
        _score(vector, grounds, decision),
    )  # fmt: skip


CLOUDS = ("aws", "gcp", "azure", "paas", "http", "kubernetes")


def _keeps_backups(effect: Effect) -> bool:
    """Whether the name of what is deleted says that backups are kept there (``s3://acme-backups``); a file
    that is taken in is none."""
    from guard.signs.path_names import names_backup

    if effect.resource.kind == "table" and effect.operation == "overwrite":
        return False
    return names_backup(effect.resource.identity)


def _task_said(effect: Effect, target: Target, session: Session) -> str:
    """Where the user said that the task is, if this lands elsewhere."""
    task = session.task_environment() if target.environment >= "E3" else ""
    if not task:
        return ""
    from guard.policy.mismatch import mismatch

    return mismatch(effect, target, task)


def _other_act(effect: Effect, target: Target, session: Session) -> str:
    """What the user asked to take away, where something else would go."""
    acts = session.asked_acts() if effect.operation in TAKING else ()
    if not acts:
        return ""
    from guard.policy.asked import another_than_asked

    return another_than_asked(effect, target, acts)


def _forbidden_words(effect: Effect, target: Target, session: Session) -> str:
    """The prohibition that is met, in the user's words."""
    prohibitions = session.prohibitions()
    if not prohibitions:
        return ""
    from guard.policy.forbidden import forbidden_by

    said = forbidden_by(effect, target, prohibitions)
    return f"you said: “{said}”" if said else ""


TAKEN = ("delete", "overwrite")


def _marks(effect: Effect, located: Located, events: tuple[Event, ...], session: Session) -> tuple[Mark, ...]:
    from guard.policy.sequence import derived, made_before, only_if_absent, remade, ungated

    found: dict[Mark, None] = dict.fromkeys(effect.marks + located.marks)
    if effect.operation == "delete" and ungated(effect, events):
        found["ungated-delete"] = None
    elif effect.operation == "delete" and located.target.environment < "E3" and len(events) > 1:
        from guard.policy.saved import saved
        from guard.policy.verified import verified

        if verified(effect, events) or saved(effect, events, located.target.identity):
            found["verified-backup"] = None
    if effect.operation in ("delete", "overwrite") and effect.place.kind in CLOUDS and _keeps_backups(effect):
        found["backup"] = None
    if "absent" in found and made_before(effect, events):
        found["made-in-session"] = None
    if effect.operation in TAKEN and located.recoverability == "R3" and effect.place.kind == "path":
        found |= {"remade": None} if remade(effect, events) else {}
    if effect.operation == "overwrite" and derived(effect, events):
        found["derived"] = None
    if effect.operation == "overwrite" and only_if_absent(effect, events):
        found["only-if-absent"] = None
    refused = session.refusals() if effect.operation not in QUIET else ()
    keys = (key_of(effect, located.target), named_key_of(effect)) if refused else ()
    if any(key and remembered(key, refused) for key in keys):
        found["evasion"] = None
    if _forbidden_words(effect, located.target, session):
        found["forbidden"] = None
    if effect.by is not None and any(w.program in ("sudo", "doas", "su") for w in effect.by.via):
        found["elevated"] = None
    return tuple(found)


def _decide(
    effect: Effect,
    located: Located,
    vector: Vector,
    credential: CredentialUse | None,
    session: Session,
    config: Config,
) -> tuple[Decision, tuple[str, ...]]:
    marks, target = vector.marks, located.target
    reason = predicates.denied(effect, target, marks, credential)
    if reason:
        return "deny", (reason,)
    must_ask = predicates.asked(effect, target, marks) or predicates.found_credential(effect, credential)
    decision: Decision = "allow"
    grounds: list[str] = []
    if _enters(effect, marks):
        decision, cell = base(
            vector.recoverability, vector.blast, vector.environment, "by-key" in marks, config.table
        )
        grounds.append(cell)
        if decision == "ask":
            vector = _with_retry(vector, effect, session)
        decision, steps = _stepped(decision, vector, credential)
        grounds.extend(steps)
    if must_ask and decision == "allow" and not _approved(marks, target.environment):
        decision = "ask"
        grounds.append(must_ask)
    return decision, tuple(grounds)


def _with_retry(vector: Vector, effect: Effect, session: Session) -> Vector:
    from guard.policy.sequence import retried

    return replace(vector, marks=(*vector.marks, "stronger-retry")) if retried(effect, session) else vector


def _approved(marks: tuple[Mark, ...], environment: str) -> bool:
    return "approved" in marks or (
        environment == "E0" and "persistence" not in marks and "elevated" not in marks
    )


def _enters(effect: Effect, marks: tuple[Mark, ...]) -> bool:
    if effect.operation == "reveal":
        return False
    if effect.operation in QUIET:
        return any(mark in marks for mark in ENTERING)
    return True


def _stepped(
    decision: Decision, vector: Vector, credential: CredentialUse | None
) -> tuple[Decision, list[str]]:
    if vector.environment == "E0":
        return decision, []
    ups = steps_up(vector, credential)
    downs = steps_down(vector.marks)
    if "approved" in vector.marks and decision != "deny":
        downs = (*downs, "a human approved exactly these effects")
    after = moved(moved(decision, len(ups)), -len(downs))
    if after == "allow" != decision and vector.environment >= "E3" and "approved" not in vector.marks:
        after = "ask"  # who made it does not make what others may use by now private
    return after, [f"+1 {why}" for why in ups] + [f"-1 {why}" for why in downs]


def _score(vector: Vector, grounds: tuple[str, ...], decision: Decision) -> float:
    asset = ASSET["backup"] if "backup" in vector.marks else ASSET["data"]
    core = 10 * asset * RECOVERY_WEIGHT[vector.recoverability]
    core *= (0.55 + 0.45 * BLAST_WEIGHT[vector.blast]) * PLACE_WEIGHT[vector.environment]
    core += 2 * sum(g.startswith("+1") for g in grounds) - 2 * sum(g.startswith("-1") for g in grounds)
    hard = decision == "deny" and not grounds[0].startswith("R")
    return round(max(0.0, min(10.0, core + (4 if hard else 0))), 1)


PLAIN = ("rm", "curl", "wget", "mv", "cp", "dd", "find", "sed", "truncate", "psql", "mysql", "sqlite3")
"""Programs without an option or a variable that leads a way out to another place (``ways_out.PLACES``)."""


def _may_lead(finding: Finding, cwd: str) -> bool:
    """Whether the way out may have to be said otherwise for the place where the command runs."""
    said, by = finding.instead, finding.effect.by
    if not said or finding.decision == "allow":
        return False
    here = isinstance(by, Invocation) and by.program in PLAIN and by.cwd == cwd and not by.variables
    return not here or "…" in said or "⟨" in said or said.startswith(("docker ", "podman "))


def conclude(
    proposal: Proposal,
    unfolding: Unfolding,
    findings: tuple[Finding, ...],
    session: Session,
    config: Config,
) -> Verdict:
    """The answer to the whole proposal: the worst of its findings, and what nobody can be asked."""
    if any(_may_lead(finding, proposal.cwd) for finding in findings):
        from guard.policy.ways_out import led

        findings = tuple(f if f.decision == "allow" else led(f, proposal.cwd) for f in findings)
    if config.rules:
        from guard.policy.rules import apply

        findings = tuple(apply(finding, config, proposal.agent) for finding in findings)
    findings = tuple(_after_approval(finding, session) for finding in findings)
    ordered = tuple(sorted(findings, key=lambda f: (-DECISIONS.index(f.decision), -f.score)))
    decision: Decision = ordered[0].decision if ordered else "allow"
    if config.broken and decision == "ask":
        decision = "deny"
    if proposal.mode == "headless" and decision == "ask":
        decision = "deny"
    remarks: tuple[str, ...] = ()
    if config.broken:
        remarks += (f"The configuration cannot be used: {config.broken}.",)
    if proposal.mode == "headless" and ordered and ordered[0].decision == "ask":
        remarks += ("Nobody can be asked here, so it is refused.",)
    said = sentences.summary(decision, ordered, remarks)
    return Verdict(decision, ordered, said, max((f.score for f in ordered), default=0.0), unfolding.events)


def _after_approval(finding: Finding, session: Session) -> Finding:
    """A question that a person answered with yes is not put again in the same session, nor one whose act
    the declared task allows."""
    if finding.decision != "ask":
        return finding
    acts = session.allowed_acts()
    if acts:
        from guard.policy.asked import allowed_by

        act = allowed_by(finding, acts, session.task_environment())
        if act:
            return replace(
                finding, decision="allow", grounds=(*finding.grounds, f"-1 the task allows “{act}”")
            )
    if not remembered(approval_of(finding), session.approvals()):
        return finding
    grounds = (*finding.grounds, "-1 a person let exactly this pass in this session")
    return replace(finding, decision="allow", grounds=grounds)


def broken(proposal: Proposal, why: str) -> Verdict:
    """The answer where the guard itself could not go on: *ask*, headless *deny*."""
    decision: Decision = "deny" if proposal.mode == "headless" else "ask"
    return Verdict(decision, (), f"The guard could not work this out: {why}.", 5.0)
