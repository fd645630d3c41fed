"""Files that any program is told to write by an option or by its place among the words.

Nothing is said about other files: programs whose business is to write have files of their own here.

Caught: ``tcpdump -w ~/.bashrc``, ``openssl enc -in x -out ~/.profile``, ``7z x a.7z -o$HOME/.ssh``, ``uniq f
~/.bashrc``, ``tar xf a.tar -C .git/hooks``: what a shell, git or a login runs later, or what a guard is
loaded from.
Quiet: ``gcc -o app main.c``, ``ps -o pid``, ``kubectl get pods -o json``, ``cat ~/.bashrc``.

Lost: what a shell, git or a login found there, and the trust in what it will run.
Back: ``git restore`` in a project; a file of the home only from a backup.
Instead: a new file in the project, looked at before it is put in place.

Facts: the manual page of each program; ``-o`` and ``--output`` are the GNU coding standards' own names.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.files import path_effect

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
    for word in _outputs(invocation):
        text = word.text
        if text is None or ("/" not in text and not text.startswith(".")) or text.startswith("-"):
            continue
        path = _protected(text, invocation, world)
        if path:
            target = word if path == text else known(path)
            yield path_effect("fs.write-protected", "update", target, invocation, act="append", follow=True)
            return


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
    from guard.programs.flows import absolute, home_of

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
