"""Acts that are harmless alone and not in this order: delete after a copy that may have failed.

``cp -r data /mnt/backup ; rm -rf data`` deletes the only copy when ``cp`` fails; with ``&&`` it does
not. Taken from the incidents in which a silenced or ungated copy came first.
"""

from __future__ import annotations

from guard.model import FileWrite, Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Event

COPIES = ("cp", "mv", "rsync", "tar", "scp", "robocopy", "zip", "pg_dump", "mysqldump", "git", "gcloud",
          "aws", "gsutil", "rclone", "ditto", "mongodump")  # fmt: skip
MAKERS = (*COPIES, "mkdir", "touch", "tee", "install", "ln", "curl", "wget", "unzip", "mktemp", "dd", "split",
          "openssl", "python3", "python", "node", "make", "go", "gcc", "cc", "npm", "npx")  # fmt: skip
_READS_ONLY_WITH = {
    "git": ("bundle",), "gcloud": ("cp", "mv", "rsync", "export"), "aws": ("cp", "mv", "sync"),
}  # fmt: skip


def ungated(effect: Effect, events: tuple[Event, ...]) -> str:
    """Why this delete may take the only copy: an earlier copy that need not have succeeded.

    Empty where there was no copy or where the delete only runs after its success.
    """
    if effect.operation != "delete" or not isinstance(effect.by, Invocation):
        return ""
    doomed = _names(effect.resource.identity)
    for position, event in enumerate(events):
        if event is effect.by or (isinstance(event, Invocation) and event.span.start >= effect.by.span.start):
            break
        if isinstance(event, Invocation) and _copies(event) and _mentions(event, doomed):
            return _gap(event, effect.by, events[position + 1 :])
    return ""


def made_before(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether what is not there yet was made earlier in the same text (``mkdir t && … ; rm -r t``)."""
    if effect.by is None:
        return False
    own = _names(effect.resource.identity)[:1]
    for event in events:
        if event is effect.by or event.span.start >= effect.by.span.start:
            return False
        if isinstance(event, FileWrite) and event.path.text in own:
            return True
        if isinstance(event, Invocation) and event.program in MAKERS and _mentions(event, own):
            return True
    return False


def _copies(event: Invocation) -> bool:
    needs = _READS_ONLY_WITH.get(event.program)
    if event.program not in COPIES:
        return False
    return needs is None or any(word in needs for word in event.words)


def _names(identity: str) -> tuple[str, ...]:
    bare = identity.rstrip("/*")
    return (bare, bare.rsplit("/", 1)[-1]) if bare else ()


def _mentions(copy: Invocation, doomed: tuple[str, ...]) -> bool:
    words = [w.rstrip("/*.").removeprefix("./") for w in copy.words[1:]]
    return any(name and name in words for name in doomed)


def _gap(copy: Invocation, delete: Invocation, between: tuple[Event, ...]) -> str:
    if copy.silenced:
        return f"the errors of {copy.program} are thrown away, and the delete runs all the same"
    if delete.gate != "success":
        return f"{delete.program} runs whether or not {copy.program} succeeded"
    for event in between:
        if event is delete:
            break
        if isinstance(event, Invocation) and event.gate == "failure" and event.program in ("true", ":"):
            return f"the failure of {copy.program} is ignored"
    return ""
