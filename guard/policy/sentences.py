"""What a tired engineer reads: what would be lost, where, how sure, what instead."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import CredentialUse, Finding
    from guard.model import Decision, Effect, Target

VERBS = {
    "create": "creates", "update": "changes", "delete": "deletes", "overwrite": "overwrites",
    "truncate": "empties", "execute": "runs", "stop": "stops", "deploy": "deploys", "publish": "publishes",
    "grant": "gives access to", "reveal": "shows", "send": "sends",
    "unprotect": "weakens a protection:",
    "unknown": "may change", "read": "reads",
}  # fmt: skip

ENVIRONMENTS = {
    "E0": "ephemeral", "E1": "local", "E2": "outside the project", "E3": "shared or unknown",
    "E4": "production",
}  # fmt: skip

RECOVERY = {
    "R0": "it can be made again", "R1": "it can be undone", "R2": "a recovery is known",
    "R3": "whether it can be brought back is not known", "R4": "nothing brings it back",
    "R?": "whether it can be brought back is not known",
}  # fmt: skip

NEW = ("create", "send", "grant")
"""Operations of which the thing is a new one, or any."""
LOSES = ("update", "delete", "overwrite", "truncate", "stop")
"""Operations of which it is said whether what they take comes back."""

CHANGES = {
    "untracked": "untracked files in", "tracked": "uncommitted changes in",
    "unstaged": "unstaged changes in", "staged": "staged changes in", "mixed": "uncommitted changes in",
    "everything": "uncommitted changes and untracked files in",
}  # fmt: skip
"""What git keeps of a work tree, as it is said."""
KINDS = {"statements": "", "infrastructure": "", "refs": ""}
"""Kinds that read otherwise than they are called."""
PHRASES = ("the ", "this ", "every", "a ", "an ", "all ", "unused ", "what ", "unread ", "standard input")
UNCOUNTED = ("data", "code", "history", "infrastructure", "recovery", "encryption", "everything", "access")
"""Kinds that are no one thing, so that no article stands before them."""

RIGHTS = {
    "access": "gives access to {}", "administrator access": "gives administrator access to {}",
    "access key": "makes an access key of {}", "administrator role": "takes on the administrator role {}",
    "role": "changes the rights of role {}", "aws role": "takes on role {}",
    "security group": "opens security group {}",
    "user": "changes the rights of user {}", "account": "changes the rights of account {}",
    "privileges": "changes the privileges of {}", "password": "changes the password of {}",
    "sudo rules": "changes the sudo rules of {}", "package": "changes who may publish package {}",
    "docker host": "gives a container of {} access to the host",
    "program": "gives the rights of its owner to whoever runs program {}",
}  # fmt: skip
"""What is given to whom, by the kind of thing that the effect names."""
RUN = ("statement", "statements", "script", "server script", "command", "server commands", "disk script",
       "procedure", "request", "mutation", "GraphQL operation", "GraphQL mutation")  # fmt: skip
"""What is run where it is unknown what it does."""
MACHINES = ("instance", "vm", "machine", "compute", "droplet", "server", "node", "dyno", "app")
"""What is not run itself, but has something run on it."""

FILES = ("file", "directory", "path")
"""Kinds that a path says by itself."""

BETWEEN = {
    "host": " on ", "process": " on ", "none": " on ", "guard": " on ", "ssh": " on ",
    "http": " at ", "paas": " at ",
}  # fmt: skip
"""What stands between a thing and its place; *in* for all others."""


def headline(effect: Effect, target: Target) -> str:
    """``deletes volume 3d2c42fb at backboard.railway.app (railway, shared or unknown)``."""
    resource, kind = effect.resource, effect.place.kind
    verb = VERBS[effect.operation]
    if effect.operation == "unknown" and kind == "none":
        return f"cannot tell what would happen: {resource.identity or _named(resource, kind)}"
    if effect.operation == "unknown" and resource.kind in RUN:
        verb = "may run"
    elif effect.operation == "execute" and resource.kind in MACHINES:
        verb = "runs a command on"
    if kind == "path" and _same_path(resource.identity, target.identity):
        return f"{verb} {_placed(target.identity, target)}"
    if resource.kind in FILES and kind == "path" and target.identity.startswith("/"):
        return f"{verb} {_path_told(effect, target)}"
    if effect.operation == "send" and resource.identity == target.identity:
        resource = Resource(resource.kind)  # only whom it goes to is known, which is no name for it
    thing, where = _told(resource, target.identity, kind)
    right = RIGHTS.get(f"{kind} {resource.kind}") or RIGHTS.get(resource.kind)
    if effect.operation == "grant" and resource.identity and right:
        verb, thing = "", right.format(resource.identity)
    elif effect.operation in NEW and thing == f"the {resource.kind}":
        thing = _a(resource.kind)
    acts = f"{verb} {thing}".lstrip()
    if not where:
        return _placed(acts, target)
    return f"{acts}{_between(effect, thing, where)}{_placed(where, target)}"


def _between(effect: Effect, thing: str, where: str) -> str:
    """The word that stands between a thing and its place."""
    kind = effect.place.kind
    if effect.operation == "send":
        return " to "
    if kind == "git" and effect.resource.kind in CHANGES:
        return " " if thing.endswith(" in") else " of "
    if kind == "terraform" and (where.startswith("the ") or thing.startswith("everything in ")):
        return " of "
    return BETWEEN.get(kind, " in ")


def _path_told(effect: Effect, target: Target) -> str:
    """The path itself, and what the command calls it where that says more: a pattern, a list, a link."""
    written, value = effect.resource.identity, effect.resource.value
    placed = _placed(target.identity, target)
    if value is not None and value.glob and not written.rpartition("/")[2].strip("*"):
        return f"everything in {placed}"
    if effect.place.hint("member") is not None:
        return placed
    if value is not None and (value.glob or value.text is None):
        return f"{placed}, one of {written}"
    if not {".", ".."}.isdisjoint(written.split("/")):
        return placed
    return f"{_placed(written, target)}, which is {target.identity}"


def _named(resource: Resource, place: str = "") -> str:
    """Kind and name: ``table users``, *the table* where nothing names it; a name that is a phrase says the
    kind itself, as does one that begins with it: ``node-1``."""
    kind, identity = resource.kind, resource.identity
    if kind == "everything" and place != "git":
        return f"{kind} of {identity}" if identity not in ("", "all", kind) else kind
    if identity == "all":
        return f"all {kind}" if _many(kind) else f"the {kind}"
    words = (CHANGES.get(kind) if place == "git" else None) or KINDS.get(kind, kind)
    if words.endswith(" in"):
        return f"{words} {identity}".strip()
    if identity in ("", words):
        return words if _many(words) or not words else f"{'a' if kind in FILES else 'the'} {words}"
    if identity.startswith((*PHRASES, words)):
        return identity
    return f"{words} {identity}".strip()


def _many(words: str) -> bool:
    """Whether a kind is a plural, or no one thing."""
    last = words.rpartition(" ")[2]
    return last in UNCOUNTED or (last.endswith("s") and not last.endswith(("ss", "us", "is", "os")))


def _told(resource: Resource, where: str, place: str = "") -> tuple[str, str]:
    """A thing and its place, neither saying what the other says; no place where the thing names it."""
    thing, identity = _named(resource, place), resource.identity
    if where.replace(",", "") == identity or (where and identity.startswith(where.rstrip("/") + "/")):
        return thing, ""
    if thing.endswith(" in .") and place == "git":
        return thing[:-2], where
    if where.startswith((thing + " ", f"the {thing} ")) or where.endswith(":" + (identity or "\0")):
        return where, ""
    if where == thing:
        return thing, ""
    if identity and where.startswith(identity + " "):
        return KINDS.get(resource.kind, resource.kind), where
    if identity and where.endswith("/" + identity):
        return thing, where[: -len(identity) - 1]
    return thing, where


def _placed(identity: str, target: Target) -> str:
    """A place and what it is, in one pair of brackets, once."""
    where = ENVIRONMENTS[target.environment]
    if identity == where or identity.endswith((f", {where})", f"({where})")):
        return identity
    return f"{identity[:-1]}, {where})" if identity.endswith(")") else f"{identity} ({where})"


def _same_path(written: str, resolved: str) -> bool:
    """Whether the resolved path says all that the written one does."""
    return bool(resolved) and resolved.endswith(written.removeprefix("./").rstrip("/") or "/")


def sentence(finding: Finding) -> str:
    """One finding as a person would say it: what, what is lost, for how long, with which key, why."""
    head = headline(finding.effect, finding.target)
    said = [head[:1].upper() + head[1:]]
    if finding.loss:
        said.append(f"lost: {finding.loss}")
    if finding.effect.operation in LOSES and finding.effect.place.kind != "none":
        said.append(RECOVERY[finding.vector.recoverability])
    key = credential_words(finding.credential)
    if key:
        said.append(key)
    if finding.why and finding.why not in head:
        said.append(finding.why)
    return sentences(said, _words(finding.effect))


def sentences(said: list[str], names: tuple[str, ...] = ()) -> str:
    """Clauses as sentences; one that begins with one of ``names``, or with no word, keeps its letters."""
    return " ".join((clause if _kept(clause, names) else clause[:1].upper() + clause[1:]).rstrip(".") + "."
                    for clause in said)  # fmt: skip


OWN = frozenset((
    *(phrase.partition(" ")[0] for phrase in (*VERBS.values(), *PHRASES)),
    "it", "no", "nobody", "nothing", "whether", "who", "whoever", "until",
))  # fmt: skip
"""Words that sentences of the guard itself begin with, whatever the command calls its things."""


def _kept(clause: str, names: tuple[str, ...]) -> bool:
    head = clause.partition(" ")[0].rstrip(",:")
    return (head in names and head not in OWN) or not head.isalpha()


def _words(effect: Effect) -> tuple[str, ...]:
    """The words of the command, which a sentence must not change, and the programs upstream of it."""
    words = getattr(effect.by, "words", ())
    stdin = getattr(effect.by, "stdin", None)
    own = () if effect.resource.identity.startswith(PHRASES) else effect.resource.identity.split()
    return (*words, *own, *(producer.program for producer in getattr(stdin, "producers", ())))


def credential_words(credential: CredentialUse | None) -> str:
    """``it uses a Railway token first seen in scripts/domains.md``; nothing for the task's own key."""
    if credential is None or not credential.foreign:
        return ""
    if credential.seen_in:
        return f"it uses {_a(credential.kind)} first seen in {credential.seen_in}"
    return f"it uses {_a(credential.kind)} that is not the task's own ({credential.origin})"


def _a(noun: str) -> str:
    """A noun with its article: *an AWS key*, *an SSH key*, *a GitHub token*."""
    return f"{'an' if noun[:1] in 'aeioAEIO' or noun.startswith(('SSH', 'npm', 'RSA')) else 'a'} {noun}"


DONE = {"update": "changed", "delete": "deleted", "overwrite": "overwritten", "send": "sent"}
"""What happens to one thing, for those that the table lets a person decide about."""


def _one(effect: Effect) -> str:
    """``one row is deleted``: a single thing by its own name."""
    kind = effect.resource.kind or "object"
    if effect.place.kind == "database" and kind == "table":
        kind = "row"
    return f"one {kind} is {DONE.get(effect.operation, 'changed')}"


def _reason(finding: Finding) -> str:
    """The last ground in words; a bare cell of the table says nothing to a reader."""
    reason = finding.grounds[-1] if finding.grounds else ""
    if ": " in reason and reason[0] == "R":
        said = reason.partition(": ")[2]
        return said.replace("one object is changed", f"only {_one(finding.effect)}")
    return (
        "" if reason[:1] == "R" and reason[1:2].isdigit() else reason.removeprefix("+1 ").removeprefix("-1 ")
    )


def summary(decision: Decision, findings: tuple[Finding, ...], remarks: tuple[str, ...] = ()) -> str:
    """The line an agent and a person are shown; empty where nothing is worth a word.

    ``remarks`` are whole sentences about the answer itself, said before what to do instead.
    """
    if decision == "allow" or not findings:
        return ""
    same = _told_apart([f for f in findings if f.decision == findings[0].decision])
    told = same[:3]
    text = " Also: ".join(map(sentence, told))
    if len(same) > len(told):
        text += f" And {len(same) - len(told)} more."
    reason = _reason(findings[0])
    if reason and reason not in text:
        text += f" {'Refused' if decision == 'deny' else 'Asked'} because {reason}."
    text = " ".join((text, *remarks))
    instead = _way_out(told)
    return shown(f"{text} {instead}" if instead else text)


def _told_apart(findings: list[Finding]) -> list[Finding]:
    """The findings without those that say of the same thing nothing more than one before them."""
    told: dict[str, Finding] = {}
    for finding in findings:
        head, where = headline(finding.effect, finding.target), finding.target.identity
        again = not finding.loss and any(
            where in (other.target.identity, other.effect.resource.identity) for other in told.values()
        )
        if head in told:
            told[head] = replace(told[head], instead=told[head].instead or finding.instead)
        elif not again or finding.effect.place.kind != "path":
            told[head] = finding
    return list(told.values())


ELSEWHERE = (
    "ssh", "mosh", "slogin", "autossh", "docker", "podman", "nerdctl", "kubectl", "oc", "heroku", "fly",
    "flyctl", "salt", "ansible", "pdsh", "clush", "pssh", "parallel-ssh", "adb",
)  # fmt: skip
"""Wrappers whose command runs on another machine, or in a container."""


def _way_out(told: list[Finding]) -> str:
    """What to do instead of the worst; of what is only said besides nothing, where the worst takes
    something away that its own way out does not lead around."""
    worst = told[0]
    others = (
        told if worst.instead or worst.effect.operation not in ("delete", "overwrite", "truncate") else ()
    )
    found = next((f for f in (worst, *others) if f.instead), None)
    if found is None:
        return ""
    away = any(w.program in ELSEWHERE for w in getattr(found.effect.by, "via", ()))
    return f"Instead, there: {found.instead}" if away else f"Instead: {found.instead}"


LONG, LONG_WORD = 4000, 400
"""Characters from which on an answer is looked through for words that are too long to be read, and of such a
word: a path of a hundred thousand folders would drown the reason, and hosts cut what is long."""


def shown(text: str) -> str:
    """Text as anybody may read it: secrets blotted out, control and direction characters made visible,
    so that no part of it can hide another."""
    from guard.credentials.redaction import redact

    clean = redact(text)
    if len(clean) > LONG:
        clean = " ".join(map(_shortened, clean.split(" ")))
    return "".join(c if c.isprintable() or c in "\n " else f"\\x{ord(c):02x}" for c in clean)


def _shortened(word: str) -> str:
    return word if len(word) <= LONG_WORD else f"{word[: LONG_WORD // 2]}…{word[-LONG_WORD // 4 :]}"
