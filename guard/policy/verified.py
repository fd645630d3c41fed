"""A delete behind a copy that the same text has made and read back: ``tar czf b.tgz data && tar tzf b.tgz
>/dev/null && rm -rf data``.

Every step has to run only after the success of the one before it, the copy has to lie outside of what
goes, and a program whose exit status says so has to have looked at the copy. Near misses that stay as they
were: ``cp -r data /mnt/b/ && rm -rf data`` (nobody looked), ``… ; rm -rf data``, ``diff -r data /mnt/b/data |
head && rm -rf data`` (the status is ``head``'s), ``ls /mnt/b`` (that it is there does not say what it holds),
a copy in ``/tmp``.
Facts: diff(1), cmp(1), tar(1), gzip(1), unzip(1), pg_restore(1): the exit status of each.
"""

from __future__ import annotations

from guard.model import FileWrite, Invocation
from guard.policy.saved import counts
from guard.policy.sequence import copied_to, made_of, names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Event

COMPARING = ("diff", "cmp")
"""Programs that fail where two things differ."""
READING: dict[str, tuple[str, tuple[str, ...]]] = {
    "tar": ("td", ("--list", "--compare", "--diff")), "gtar": ("td", ("--list",)),
    "bsdtar": ("t", ("--list",)),
    "gzip": ("t", ("--test",)), "pigz": ("t", ("--test",)), "xz": ("t", ("--test",)),
    "bzip2": ("t", ("--test",)), "zstd": ("t", ("--test",)), "unzip": ("t", ()), "zip": ("T", ("--test",)),
    "pg_restore": ("l", ("--list",)),
}  # fmt: skip
"""Programs that read an archive through → the letters and the words by which they do."""


def verified(effect: Effect, events: tuple[Event, ...]) -> bool:
    """Whether what goes was copied before, and the copy read, each step only after the one before it."""
    by = effect.by
    if effect.operation != "delete" or not isinstance(by, Invocation) or by.gate != "success":
        return False
    if effect.place.kind not in ("path", "database"):
        return False
    doomed = names_of(effect.resource.identity)[:1]
    copies: set[str] = set()
    looked = False
    for event in events:
        if isinstance(event, FileWrite):
            continue
        if not isinstance(event, Invocation):
            return False
        if event is by or event == by:
            return looked
        if event.gate != "success" or _takes_away(event, copies):  # what went before need not have succeeded
            copies, looked = set(), False
        if not counts(event, by) or not _whole(event):
            continue
        if copies and _looks_at(event, copies, doomed):
            looked = True
        elif made_of(event, doomed) and not event.silenced:
            copies |= {copy for copy in _places(event, events) if not _goes_as_well(copy, doomed)}
    return False


PARTIAL = ("--exclude", "--include", "--filter", "--max-size", "--min-size", "--newer", "--files-from",
           "--symbolic-link", "-x", "-X", "-N", "-T")  # fmt: skip
"""What leaves something out of a copy, or out of a comparison; links in place of copies."""


def _whole(event: Invocation) -> bool:
    """Whether a program takes all of what it is given; an archive that is unpacked is no copy."""
    words = event.words[1:]
    if "--help" in words or "--version" in words:
        return False
    if event.program == "zip":
        return not any(word in ("-x", "-i", "-m", "-d") for word in words)
    if any(word.startswith(PARTIAL) for word in words):
        return False
    if event.program == "cp":
        return not any("s" in word for word in words if word[:1] == "-" != word[1:2])
    return not (event.program.endswith("tar") and words and "x" in words[0] and "." not in words[0])


TAKING = ("rm", "mv", "unlink", "shred", "trash", "truncate", "find")


def _takes_away(event: Invocation, copies: set[str]) -> bool:
    words = [_bare(word) for word in event.words[1:]] if event.program in TAKING else []
    return any(word and (copy + "/").startswith(word + "/") for word in words for copy in copies)


def _places(copy: Invocation, events: tuple[Event, ...]) -> set[str]:
    """Where a program puts its copy: the word that says so, the file that the shell opens for it."""
    opened = (e.path.text for e in events if isinstance(e, FileWrite) and e.by == copy)
    return {_bare(place) for place in (copied_to(copy), *opened) if place} - {""}


VOLATILE = ("/tmp/", "/var/tmp/", "/dev/")  # noqa: S108


def _goes_as_well(copy: str, doomed: tuple[str, ...]) -> bool:
    """Whether the copy lies in what goes, or where the system takes it away."""
    return (copy + "/").startswith((*VOLATILE, *(name + "/" for name in doomed if name)))


def _plain(word: str) -> bool:
    """Whether an option of a comparison leaves nothing uncompared."""
    if word[:2] == "--":
        return word in ("--recursive", "--brief", "--text", "--no-dereference", "--quiet", "--silent")
    return word[:1] != "-" or set(word[1:]) <= set("rqaus")


def _bare(path: str) -> str:
    return path.rstrip("/").removeprefix("./")


def _looks_at(event: Invocation, copies: set[str], doomed: tuple[str, ...]) -> bool:
    words = [_bare(word) for word in event.words[1:]]
    named = [w for w in words if w in copies or any(w.startswith(copy + "/") for copy in copies)]
    if not named:
        return False
    if event.program in COMPARING:
        return any(name in words for name in doomed if name) and all(map(_plain, event.words[1:]))
    letters, long = READING.get(event.program, ("", ()))
    first = event.words[1] if len(event.words) > 1 else ""
    bundles = [w[1:] for w in event.words[1:] if w[:1] == "-" and w[1:2] not in ("", "-")]
    if event.program.endswith("tar") and first[:1] != "-":
        bundles.append(first)
    return any(word in long for word in event.words[1:]) or any(
        letter in bundle for letter in letters for bundle in bundles
    )
