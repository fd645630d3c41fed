"""Files that any program is told to write by an option or by its place among the words.

Nothing is said about other files: programs whose business is to write have files of their own here, and what
a compiler or a converter writes is made again by the same words.

Caught: ``tcpdump -w ~/.bashrc``, ``openssl enc -in x -out ~/.profile``, ``7z x a.7z -o$HOME/.ssh``, ``uniq f
~/.bashrc``, ``tar xf a.tar -C .git/hooks``: what a shell, git or a login runs later, or what a guard is
loaded from; ``openssl genrsa -out server.key`` (where that key is there), ``vercel env pull -y`` (where the
file is not Vercel's), ``aws s3 cp s3://b/notes.md notes.md`` (where git does not track it).
Quiet: ``gcc -o app main.c``, ``ps -o pid``, ``kubectl get pods -o json``, ``cat ~/.bashrc``.

Lost: what a shell, git or a login found there, and the trust in what it will run.
Back: ``git restore`` in a project; a file of the home only from a backup.
Instead: a new file in the project, looked at before it is put in place.

Facts: the manual page of each program; ``-o`` and ``--output`` are the GNU coding standards' own names.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.files import path_effect, remote_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

OPTIONS = ("-o", "-O", "-w", "-out", "--out", "--output", "--output-file", "--outfile", "--output-document",
           "-of", "--log-file", "--tee", "--directory-prefix")  # fmt: skip
FOLDERS: dict[str, tuple[str, ...]] = {
    "tar": ("-C", "--directory"), "bsdtar": ("-C",), "unzip": ("-d",), "wget": ("-P",), "cpio": ("-D",),
    "curl": ("--output-dir",),
}  # fmt: skip
"""Options that name the folder into which a program writes."""
PLACES: dict[str, int] = {
    "uniq": 1, "xxd": 1, "script": 0, "patch": 0, "ffmpeg": -1, "aws": -1, "gsutil": -1,
    "s3cmd": -1, "mc": -1,
}  # fmt: skip
"""Programs that write the operand at this place."""


def protected_outputs(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The protected files among what this program is told to write."""
    written = tuple(_outputs(invocation))
    for word in written:
        text = word.text
        if text is None or ("/" not in text and not text.startswith(".")) or text.startswith("-"):
            continue
        path = _protected(text, invocation, world)
        if path:
            target = word if path == text else known(path)
            yield path_effect("fs.write-protected", "update", target, invocation, act="append", follow=True)
            return
    yield from _replaced(written, invocation, world)


JUDGED = frozenset((
    "curl", "wget", "wget2", "aria2c", "sort", "tee", "dd", "sed", "gcc", "cc", "clang", "go", "ld", "split",
    "shuf", "iconv", "patch", "rsync", "scp", "sops", "gpg", "tar", "bsdtar", "unzip", "7z", "cpio",
    "ssh-keygen", "terraform", "tofu",
))  # fmt: skip
"""Programs whose own files say what they write, and those whose output is made again by the same words."""
DOWNLOADS: dict[str, tuple[tuple[str, ...], ...]] = {
    "aws": (("s3", "cp"), ("s3", "mv")), "gsutil": (("cp",), ("mv",)),
    "gcloud": (("storage", "cp"), ("storage", "mv")), "rclone": (("copyto",), ("moveto",)),
}  # fmt: skip
"""Sub-commands whose last operand is the file that a download writes."""


def _replaced(written: tuple[Value, ...], invocation: Invocation, world: World) -> Iterator[Effect]:
    """An existing file of secrets or data that an option names as the output, and any file that a download
    from a store is written over."""
    if invocation.program in JUDGED or invocation.cwd is None:
        return
    named = (*written, *_pulled(invocation))
    if named:
        from guard.knowledge.secrets import secret_file
        from guard.programs.seen_paths import absolute, home_of

        home = home_of(invocation)
        for word in named:
            path = absolute(word.text or "", invocation, home)
            kept = secret_file(path, home) is not None or path.endswith(DATA)
            if (
                word.text
                and kept
                and world.stat(path) is not None
                and not _of_vercel(invocation, path, world)
            ):
                yield path_effect("fs.output", "overwrite", word, invocation, act="overwrite", follow=True)
                return
    stems = DOWNLOADS.get(invocation.program)
    if stems is None:
        return
    words = [word for word in invocation.argv[1:] if not word.prefix.startswith("-")]
    texts = tuple(word.text for word in words)
    stem = next((stem for stem in stems if texts[: len(stem)] == stem), None)
    if (
        stem is not None
        and len(words) > len(stem) + 1
        and _is_remote(words[-2])
        and not _is_remote(words[-1])
    ):
        yield path_effect("fs.download", "overwrite", _into(words[-1], words[-2], world, invocation),
                          invocation, act="overwrite", follow=True)  # fmt: skip


DATA = (".db", ".sqlite", ".sqlite3", ".tfstate", ".dump", ".kdbx", ".jks")


def _of_vercel(invocation: Invocation, path: str, world: World) -> bool:
    """A file that ``vercel env pull`` made: it writes it anew without a question."""
    return invocation.program == "vercel" and (world.read(path) or "").startswith("# Created by Vercel CLI")


def _pulled(invocation: Invocation) -> Iterator[Value]:
    """``vercel env pull FILE``."""
    texts = [word.text for word in invocation.argv[1:4]]
    answered = any(word.text in ("-y", "--yes") for word in invocation.argv[1:])
    if invocation.program == "vercel" and texts[:2] == ["env", "pull"] and answered:
        yield (
            invocation.argv[3]
            if len(texts) > 2 and not (texts[2] or "-").startswith("-")
            else known(".env.local")
        )


def _is_remote(word: Value) -> bool:
    """Whether it names a store; rclone's that are described in place begin with a colon."""
    return word.prefix.startswith(":") or remote_operand(word) is not None


def _into(place: Value, source: Value, world: World, invocation: Invocation) -> Value:
    """The file that is written: below the place where that is a folder."""
    from guard.programs.seen_paths import absolute, home_of

    text = place.text
    if text is None or source.text is None:
        return place
    found = world.stat(absolute(text, invocation, home_of(invocation)))
    if not text.endswith("/") and (found is None or found.kind != "directory"):
        return place
    return known(f"{text.rstrip('/')}/{source.text.rstrip('/').rpartition('/')[2]}")


def _outputs(invocation: Invocation) -> Iterator[Value]:
    words = invocation.argv[1:]
    options = OPTIONS + FOLDERS.get(invocation.program, ())
    operands: list[Value] = []
    for index, word in enumerate(words):
        head, equals, rest = word.prefix.partition("=")
        if not head.startswith("-"):
            operands.append(word)
        elif head in options:
            if equals:
                yield known(rest)
            elif index + 1 < len(words):
                yield words[index + 1]
        elif head[:2] in ("-o", "-O") and "/" in word.prefix and not head.startswith("--"):
            yield known(word.prefix[2:])
    place = PLACES.get(invocation.program)
    if place is not None and -len(operands) <= place < len(operands):
        yield operands[place]


def _protected(text: str, invocation: Invocation, world: World) -> str:
    """The protected path that a word names, or that may come to lie in the folder it names; else empty."""
    from guard.knowledge.protected import protection_of
    from guard.programs.seen_paths import absolute, home_of

    path = absolute(text, invocation, home_of(invocation))
    if protection_of(path, world.home) is not None:
        return text
    if invocation.program not in FOLDERS or not _unpacks(invocation):
        return ""
    inside = (path + "/authorized_keys", path + "/pre-commit", path + "/x.desktop", path + "/x.service")
    return next((name for name in inside if protection_of(name, world.home) is not None), "")


def _unpacks(invocation: Invocation) -> bool:
    if invocation.program not in ("tar", "bsdtar"):
        return True
    words = invocation.words[1:]
    return "--extract" in words or any(
        "x" in word for word in words[:2] if "/" not in word and "." not in word
    )
