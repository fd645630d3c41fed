"""Acts that are harmless alone and not in this order: delete after a copy that may have failed.

``cp -r data /mnt/backup ; rm -rf data`` deletes the only copy when ``cp`` fails; with ``&&`` it does
not. Taken from the incidents in which a silenced or ungated copy came first.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import FileWrite, Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Effect, Event
    from guard.session.interface import Session

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
    copies = _copies_among(events)
    if not copies and effect.place.kind != "database":
        return ""
    doomed = names_of(effect.resource.identity)
    for position, event in enumerate(events):
        if isinstance(event, Invocation) and not _stands_before(event, effect.by):
            return _replaced(effect, events[position + 1 :])
        if position in copies and isinstance(event, Invocation) and _lies_inside(event, doomed):
            return f"the copy that {event.program} makes goes with what it was made of"
        if position in copies and isinstance(event, Invocation) and _mentions(_reading(event), doomed):
            if effect.place.kind == "database" and not event.silenced:
                return ""  # a dump that fails says so, and the database is asked about anyway
            return _gap(event, effect.by, events[position + 1 :])
    return ""


_asked_last: list[tuple[tuple[Event, ...], frozenset[int]]] = []
"""The events asked about last and the places of their copies: every effect of a text asks about the same."""


def _copies_among(events: tuple[Event, ...]) -> frozenset[int]:
    if not _asked_last or _asked_last[0][0] is not events:
        places = (at for at, event in enumerate(events) if isinstance(event, Invocation) and _copies(event))
        _asked_last[:] = [(events, frozenset(places))]
    return _asked_last[0][1]


def _stands_before(event: Event, by: Invocation | FileWrite) -> bool:
    """Whether an event that comes earlier in the list stands before another. All that is inside one word
    (``bash -c '…; …'``) has that word's place."""
    if event is by or event.span.start > by.span.start:
        return False
    same = event.span.start == by.span.start and isinstance(event, Invocation) and isinstance(by, Invocation)
    return not (same and event.argv == by.argv)  # type: ignore[union-attr]


def _replaced(effect: Effect, later: tuple[Event, ...]) -> str:
    """The old one goes before the new one stands in its place (``DROP DATABASE app`` and then ``ALTER
    DATABASE app_new RENAME TO app``): where the second step fails there is neither."""
    if effect.place.kind != "database" or not effect.resource.identity:
        return ""
    taken = f"rename to {effect.resource.identity.lower()}"
    for event in later:
        if isinstance(event, Invocation) and any(taken in word.lower() for word in event.words):
            return f"{effect.resource.identity} goes before its replacement is in place"
    return ""


def retried(effect: Effect, session: Session) -> str:
    """The command that failed before on the same target and was milder; empty where there is none.

    ``git push`` was rejected and is now ``git push --force``; ``git branch -d`` refused and is now ``-D``.
    The last failures count, whatever ran since.
    """
    by = effect.by
    if not isinstance(by, Invocation) or len(by.argv) < 2:
        return ""
    now = by.words
    for ran in reversed(session.commands()[-RECENT:]):
        words = ran.text.split()
        if ran.exit_code in (0, None) or by.program not in words:
            continue
        before = words[words.index(by.program) :]
        verb = _verb(now)
        if _verb(before) != verb or not _same_operands(now, before, bool(verb)):
            continue
        elevated = any(w.program in ("sudo", "doas") for w in by.via) and words[0] not in ("sudo", "doas")
        if elevated or forcing(now) - forcing(before):
            return ran.text
    return ""


RECENT = 30
"""Commands back to which a failure is remembered."""
VERBS = ("git", "kubectl", "docker", "podman", "terraform", "tofu", "helm", "gh", "npm", "prisma", "heroku",
         "railway", "fly", "flyctl", "gcloud", "az", "supabase")  # fmt: skip
"""Programs whose first word says what is done."""
FORCING = frozenset(("force", "hard", "yes", "no-verify", "admin", "delete", "cascade", "auto-approve",
                     "accept-data-loss", "force-reset", "no-preserve-root", "recursive", "all"))  # fmt: skip
SHORT_FORCING = frozenset("fDrRy")


def _verb(words: Sequence[str]) -> str:
    if words[0].rsplit("/", 1)[-1] not in VERBS:
        return ""
    return next((word for word in words[1:] if not word.startswith("-")), "")


def _same_operands(now: Sequence[str], before: Sequence[str], verb: bool) -> bool:
    mine = {w.strip("'\"") for w in now[1:] if not w.startswith("-")}
    theirs = {w.strip("'\"") for w in before[1:] if not w.startswith("-")}
    if not verb and not (mine & theirs):
        return False
    return mine <= theirs or theirs <= mine


def forcing(words: Sequence[str]) -> set[str]:
    """The options of a command line that make it stronger."""
    found: set[str] = set()
    for word in words[1:]:
        if word.startswith("--"):
            found.update({word[2:].partition("=")[0]} & FORCING)
        elif word.startswith("-") and word[1:] in FORCING:
            found.add(word[1:])
        elif word.startswith("-"):
            found.update({"r" if c == "R" else c for c in word[1:]} & SHORT_FORCING)
        elif word.startswith("+"):
            found.add("force")
    return found


def made_before(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether what is not there yet was made earlier in the same text (``mkdir t && … ; rm -r t``)."""
    if effect.by is None:
        return False
    own = names_of(effect.resource.identity)[:1]
    for event in events:
        if not _stands_before(event, effect.by):
            return False
        if isinstance(event, FileWrite) and event.path.text in own:
            return True
        if isinstance(event, Invocation) and event.program in MAKERS and _mentions(_writing(event), own):
            return True
        if isinstance(event, Invocation) and event.program == "mkdir" and _makes_above(event, own):
            return True
    return False


def _makes_above(event: Invocation, own: tuple[str, ...]) -> bool:
    """``mkdir -p a/b`` makes ``a``, too."""
    below = tuple(name.rstrip("/") + "/" for name in own if name.strip("/."))
    return any((word.text or "").removeprefix("./").startswith(below) for word in event.argv[1:])


def derived(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether a file is replaced by what a program made of it (``jq . f > t && mv t f``), and only if
    that succeeded."""
    by = effect.by
    if not isinstance(by, Invocation) or by.program not in ("mv", "cp") or by.gate != "success":
        return False
    if len(by.argv) < 3 or by.argv[-2].text is None:
        return False
    made, old = by.argv[-2].text.removeprefix("./"), names_of(effect.resource.identity)[:1]
    return any(
        isinstance(event, FileWrite)
        and event.by is not None
        and (event.path.text or "").removeprefix("./") == made
        and _mentions(event.by, old)
        for event in events
    )


def remade(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether a later command writes the very file that is removed: ``rm -f app.zip && zip -r app.zip dist``.
    What nothing else makes again (``.env``, a dump) is no such file; who asks sees to that. Nor is anything
    lost of an archive that the same program writes anew (``tar czf app.tar.gz src``)."""
    by = effect.by
    if effect.operation == "overwrite":
        return isinstance(by, Invocation) and _packs(by) and effect.resource.identity.endswith(ARCHIVES)
    if not isinstance(by, Invocation) or not any(event is by for event in events):
        return False
    behind = events[next(at for at, event in enumerate(events) if event is by) + 1 :]
    name = effect.resource.identity.removeprefix("./")
    for event in behind:
        if not isinstance(event, Invocation) or event.gate == "failure" or event.program not in PACKERS:
            continue
        where = _written(event.program, event.words)
        if where and event.cwd == by.cwd and event.words[where].removeprefix("./") == name:
            return True
    return False


def _packs(by: Invocation) -> bool:
    return by.program in PACKERS or (by.program == "git" and by.words[1:2] == ("archive",))


ARCHIVES = (".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".txz", ".tbz2")
PACKERS = ("zip", "tar", "bsdtar", "gtar")
"""Programs that put files of the project into one."""


def only_if_absent(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether the file is only written where it is not there (``test -f F || cp x F``)."""
    by = effect.by
    if by is None:
        return False
    if isinstance(by, FileWrite):
        by = by.by
    if not isinstance(by, Invocation) or by.gate == "always":
        return False
    before = [e for e in events if isinstance(e, Invocation) and e.span.start < by.span.start]
    if not before or before[-1].program not in ("test", "["):
        return False
    words = [w for w in before[-1].words[1:] if w != "]"]
    negated = words[:1] == ["!"]
    words = words[1:] if negated else words
    if len(words) != 2 or words[0] not in ("-e", "-f", "-s", "-r"):
        return False
    name = words[1].removeprefix("./")
    return negated == (by.gate == "success") and name == effect.resource.identity.removeprefix("./")


def _copies(event: Invocation) -> bool:
    needs = _READS_ONLY_WITH.get(event.program)
    if event.program not in COPIES:
        return False
    return needs is None or any(word in needs for word in event.words)


def names_of(identity: str) -> tuple[str, ...]:
    """The names under which a text may speak of it: as it is written, and its last part."""
    bare = identity.rstrip("/*")
    return (bare, bare.rsplit("/", 1)[-1]) if bare else ()


def made_of(event: Invocation, doomed: tuple[str, ...]) -> bool:
    """Whether this copies what bears one of these names to somewhere outside it."""
    return _copies(event) and not _lies_inside(event, doomed) and _mentions(_reading(event), doomed)


def copied_to(copy: Invocation) -> str:
    """The word that says where a copy goes; empty where none does."""
    where = _written(copy.program, copy.words)
    return copy.words[where] if where else ""


TO_LAST = ("cp", "mv", "rsync", "scp", "ditto", "install", "ln")
"""Programs whose last word says where to; the others before it are read."""


def _writing(maker: Invocation) -> Invocation:
    """The maker without the words that it only reads: a copy does not make its source."""
    return replace(maker, argv=(maker.argv[0], maker.argv[-1])) if maker.program in TO_LAST else maker


TO_OPTION = {
    **dict.fromkeys(("tar", "bsdtar", "gtar"), ("f", "--file")),
    "pg_dump": ("f", "--file"),
    "mongodump": ("o", "--out"),
}
"""Programs that write to what an option names: its letter, its word."""


def _reading(copy: Invocation) -> Invocation:
    """The copy without the word that says where to."""
    where = _written(copy.program, copy.words)
    return replace(copy, argv=(*copy.argv[:where], *copy.argv[where + 1 :])) if where else copy


def _written(program: str, words: tuple[str, ...]) -> int:
    """The place of the word that says where to; 0 where none does."""
    if program in TO_LAST:
        return len(words) - 1 if len(words) > 2 else 0
    if program == "zip":
        return next((place for place, word in enumerate(words) if place and word[:1] != "-"), 0)
    letter, name = TO_OPTION.get(program, ("", ""))
    for place, word in enumerate(words[1:-1], 1):
        short = word[:1] == "-" != word[1:2] or (program in PACKERS and place == 1)
        if letter and ((short and word.endswith(letter)) or word == name):
            return place + 1
    return 0


def _lies_inside(copy: Invocation, doomed: tuple[str, ...]) -> bool:
    """Whether a copy is made of something in a folder and put into the same folder, which goes: ``cp
    data/app.db data/app.db.bak && rm -rf data``."""
    where = _written(copy.program, copy.words)
    words = [word.removeprefix("./") for word in copy.words]
    folders = tuple(name + "/" for name in doomed if name)
    if not where or not folders or not words[where].startswith(folders):
        return False
    return any(word.startswith(folders) for word in (*words[1:where], *words[where + 1 :]))


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
