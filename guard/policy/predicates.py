"""What is denied whatever the table says, and what always asks. Named, one reason each.

A human's approval does not lift these (promise 8 and DESIGN §4).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import CredentialUse
    from guard.model import Effect, Mark, Target

DENIED: tuple[tuple[Mark, str], ...] = (
    ("protection", "a protection, a recovery or an audit trail is removed"),
    ("guard-tampered", "the guard itself would be changed or switched off"),
    ("secret-sent", "a secret would leave the machine"),
    ("unguarded-agent", "another agent would be started with its guards off"),
    ("forbidden", "you said that this must not be done"),
    ("root-home-device", "the root, a home directory or a device is the target"),
    ("default-branch", "the default branch would be overwritten or deleted"),
    ("evasion", "the same act was refused before, by another route"),
)

CHANGES = ("update", "delete", "overwrite", "truncate", "stop", "deploy", "grant", "unprotect")
TAKING = ("delete", "overwrite", "truncate")
"""Operations that take something away."""


def denied(effect: Effect, target: Target, marks: tuple[Mark, ...], credential: CredentialUse | None) -> str:
    """The reason to deny outright, or nothing."""
    if target.environment == "E0" and not _holds_anywhere(marks):
        return ""
    for mark, reason in DENIED:
        if mark in marks:
            return reason
    if "control-plane" in marks and credential is not None and credential.foreign and _changes(effect):
        return "a control plane would be changed with a credential that does not belong to the task"
    if "persistence" in marks and ("network-code" in marks or _fetched(effect)):
        return "code from the network, which nobody reads, would run at every start"
    if "elevated" in marks and "network-code" in marks:
        return "code from the network, which nobody reads, would run with every right on this machine"
    if effect.rule == "lookalike.host" and getattr(effect.by, "piped", False):
        return "what a host sends that imitates another would be handed on"
    if "credential-hunt" in marks and effect.blast == "B3":
        return "credentials would be searched for across the whole home or machine"
    if "billable" in marks and getattr(effect.by, "endless", False):
        return "what is paid for by the call would be repeated without an end"
    if effect.operation == "unprotect" and not _local_bypass(target, marks):
        return "a protection is switched off"
    return ""


FETCHERS = ("curl", "wget", "wget2", "aria2c", "http", "https", "xh", "fetch", "lynx", "w3m")


def _fetched(effect: Effect) -> bool:
    """Whether what is written comes straight from the network (``curl -o ~/.bashrc``)."""
    program = getattr(effect.by, "program", "")
    if program in FETCHERS:
        return True
    stream = getattr(effect.by, "stdin", None) if program in ("tee", "sponge", "dd") else None
    content = getattr(effect.by, "content", None)
    holes = content.holes if content is not None else ()
    producers = (*(stream.producers if stream is not None else ()), *(p for h in holes for p in h.producers))
    return any(producer.program in FETCHERS for producer in producers)


ANYWHERE = ("secret-sent", "unguarded-agent", "guard-tampered", "root-home-device", "forbidden")
"""What is denied in an ephemeral place too: it leaves the place, or a person said so."""


def _holds_anywhere(marks: tuple[Mark, ...]) -> bool:
    return any(mark in marks for mark in ANYWHERE)


def _changes(effect: Effect) -> bool:
    return effect.operation in CHANGES or effect.operation == "unknown"


def _local_bypass(target: Target, marks: tuple[Mark, ...]) -> bool:
    return "local-bypass" in marks or target.environment in ("E0", "E1")


def found_credential(effect: Effect, credential: CredentialUse | None) -> str:
    """The reason to ask where a credential that was found somewhere is used only to read."""
    if effect.operation == "read" and credential is not None and credential.foreign and credential.seen_in:
        return f"a credential found in {credential.seen_in} would be used"
    return ""


def asked(effect: Effect, target: Target, marks: tuple[Mark, ...]) -> str:
    """The reason to ask at least, or nothing."""
    if effect.operation == "unknown":
        return "it could not be worked out what would happen"
    if target.unresolved and effect.operation not in ("read", "create"):
        return f"the target could not be resolved: {target.unresolved}"
    if effect.operation == "reveal":
        return "a secret would be shown"
    if effect.operation == "unprotect":
        return "a protection is switched off"
    if "persistence" in marks:
        return "it would be run again later, outside this session"
    if "unknown-code" in marks or "network-code" in marks:
        return "code that nobody has read would run"
    if "credential-hunt" in marks:
        return "credentials would be searched for"
    return ""
