"""What a file holds by the time a program reads it, where the same text has written it before.

Caught: ``echo 'DROP TABLE users' > report.sql && psql -f report.sql`` although ``report.sql`` only reads as
it lies on the disk now; ``cp drop.sql report.sql && psql -f report.sql``; ``sed -i … x.sql && psql -f
x.sql`` and ``curl -o x.sql … && psql -f x.sql`` (what it holds then is not known); ``vercel env pull .env &&
npx prisma migrate reset``, ``aws s3 cp s3://config/app.env .env && …``. Near misses: ``cat x.sql && psql -f
x.sql``, ``git diff x.sql && psql -f x.sql``, ``aws s3 cp .env s3://config/``: the file stays as it is.
"""

from __future__ import annotations

from guard.model import FileWrite, Invocation
from guard.world import READ_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Event
    from guard.world import World

COPIERS = ("cp", "mv", "install", "gcp", "ditto", "scp", "rsync", "ln")
IN_PLACE = ("sed", "gsed", "perl", "awk", "gawk", "ruby")
WRITERS = ("tee", "curl", "wget", "patch", "truncate", "sponge", "ed", "ex", "dd", "split", "shuf", "sort")
GIT_WRITES = ("checkout", "restore", "apply", "stash", "reset", "switch", "am", "cherry-pick", "revert")

FETCHERS: dict[str, tuple[str, ...]] = {
    "vercel": ("pull",), "vc": ("pull",), "aws": ("cp", "mv"), "gsutil": ("cp", "mv"), "gcloud": ("cp", "mv"),
    "docker": ("cp",), "podman": ("cp",), "kubectl": ("cp",), "rclone": ("copyto", "moveto"), "mc": ("cp",),
    "s3cmd": ("get",), "op": ("inject", "read"), "sops": ("-d", "--decrypt", "decrypt"),
    "age": ("-d", "--decrypt"), "gpg": ("-d", "--decrypt"), "infisical": ("export",), "chamber": ("export",),
    "doppler": ("download",),
}  # fmt: skip
"""Programs that bring a file from elsewhere → the words by which they do. What it holds is not known."""
PULLED = {"vercel": ".env.local", "vc": ".env.local", "doppler": "doppler.json"}
"""Where they put it when no file is named."""


class Now:
    """A file's text as it will be: known, or not."""

    __slots__ = ("by", "text")

    def __init__(self, text: str | None, by: str) -> None:
        self.text = text
        self.by = by
        """The program that wrote it."""


def written_before(path: str, world: World) -> Now | None:
    """What the text has made of a file before the program that is asked about; ``None``: nothing."""
    now: Now | None = None
    for event in world.earlier:
        changed = _changed(path, event, world, now)
        if changed is not None:
            now = changed
    return now


def read_now(path: str, world: World, limit: int = READ_LIMIT) -> str | None:
    """The text of a file by the time a program reads it; ``None`` where it is not known."""
    now = written_before(path, world) if world.earlier else None
    return now.text if now is not None else world.read(path, limit)


class Afterwards:
    """A ``World`` as a program finds it behind what the same text has run and written before it.

    Where an effect lands is worked out when the whole text has been read, so the files that decide it
    (``.env``, a kubeconfig, a link of a directory) are those of that moment: ``cp .env.production .env &&
    npx prisma migrate reset``. A file whose content is not known by then reads as missing.
    """

    def __init__(self, world: World, earlier: Sequence[Event]) -> None:
        self._world = world
        self._earlier = earlier

    def __getattr__(self, name: str) -> object:
        return getattr(self._world, name)

    def _now(self, path: str) -> Now | None:
        outer = self._world.earlier
        self._world.earlier = self._earlier
        try:
            return written_before(path, self._world)
        finally:
            self._world.earlier = outer

    def read(self, path: str, limit: int = READ_LIMIT) -> str | None:
        """The text of a file by then."""
        now = self._now(_full(path, "/"))
        return now.text if now is not None else self._world.read(path, limit)

    def exists(self, path: str) -> bool:
        """Whether the path names anything by then."""
        return self._world.exists(path) or self._now(_full(path, "/")) is not None


WRITING = frozenset((*COPIERS, *IN_PLACE, *WRITERS, *FETCHERS, "git"))


def afterwards(world: World, events: Sequence[Event], by: Invocation) -> World:
    """The world behind the events that come before a program; the same where none of them writes a file."""
    earlier: list[Event] = []
    for event in events:
        if event is by or event == by:
            break
        if isinstance(event, FileWrite) or (isinstance(event, Invocation) and event.program in WRITING):
            earlier.append(event)
    return Afterwards(world, earlier) if earlier else world  # type: ignore[return-value]


def _changed(path: str, event: Event, world: World, now: Now | None) -> Now | None:
    if isinstance(event, FileWrite):
        if _full(event.path.text, event.cwd) != path:
            return None
        text = event.content.text if event.content is not None else None
        if event.mode == "append" and text is not None:
            before = now.text if now is not None else (world.read(path) or "")
            text = before + text if before is not None else None
        return Now(
            text if event.mode != "read-write" else None, event.by.program if event.by else "the shell"
        )
    if isinstance(event, Invocation) and _writes(event, path):
        return Now(_copied(event, world), event.program)
    return None


def _full(text: str | None, cwd: str | None) -> str:
    """A path as one that begins at the root; empty where it is not known."""
    if not text or (cwd is None and not text.startswith("/")):
        return ""
    parts: list[str] = []
    for part in (text if text.startswith("/") else f"{cwd}/{text}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def _named(event: Invocation) -> list[str]:
    """The paths that an invocation names, ``of=x`` and ``--output=x`` included."""
    words = [word.text for word in event.argv[1:] if word.text]
    return [_full(word.rpartition("=")[2] if "=" in word else word, event.cwd) for word in words]


def _writes(event: Invocation, path: str) -> bool:
    name = event.program
    words = [word.text or "" for word in event.argv[1:]]
    if name == "git":
        return bool(words) and words[0] in GIT_WRITES and path in _named(event)
    if name in COPIERS:
        named = _named(event)
        target = named[-1] if named else ""
        return path == target or path.startswith(target + "/")
    if name in IN_PLACE:
        return any(word.startswith(("-i", "--in-place", "-pi", "-ni")) for word in words) and path in _named(
            event
        )
    if name in FETCHERS and not set(FETCHERS[name]).isdisjoint(words):
        return path in _fetched_to(event, words)
    return name in WRITERS and path in _named(event)


def _fetched_to(event: Invocation, words: list[str]) -> tuple[str, ...]:
    """The files that a program which fetches may write: what an option names, and what stands last."""
    said = [
        words[place + 1] if word in ("-o", "--output", "--out-file") else word.partition("=")[2]
        for place, word in enumerate(words)
        if (word in ("-o", "--output", "--out-file") and place + 1 < len(words))
        or word.startswith(("--output=", "--out-file="))
    ]
    last = words[-1] if words[-1] not in FETCHERS[event.program] and words[-1][:1] != "-" else ""
    last = last or PULLED.get(event.program, "")
    return tuple(_full(word, event.cwd) for word in (*said, last) if word)


def _copied(event: Invocation, world: World) -> str | None:
    """The text of the one file that is copied, where that is known."""
    named = _named(event)
    if event.program not in ("cp", "mv", "install", "gcp") or len(named) < 2:
        return None
    source = named[-2]
    words = [word.text or "" for word in event.argv[1:]]
    if len([word for word in words if not word.startswith("-")]) != 2:
        return None
    return world.read(source)
