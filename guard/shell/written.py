"""What programs do to files, as far as a later command of the same text depends on it.

``cp``, ``mv``, ``ln``, ``tee``, ``mkdir``, ``curl -o``, ``git clone`` … are modelled; every other program
that names a file which this text has written makes its content unknown.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Invocation, Value, known
from guard.shell.producers import NETWORK, name_set
from guard.shell.state import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.machine import Machine
    from guard.shell.state import State

READING = name_set(
    "cat less more head tail grep egrep fgrep rg wc ls stat file sort uniq cut diff cmp sha256sum"
    " md5sum shasum chmod chown chgrp test [ sh bash dash zsh ksh python python3 node perl ruby php"
    " source . eval sudo env xargs nohup timeout nice time basename dirname realpath readlink echo"
    " printf find which type du df base64 touch xxd od awk jq tr rev nl tac comm ssh-keygen gpg"
    " openssl docker kubectl psql mysql command exec git true false : pwd date id whoami hostname"
    " uname ps sleep seq export set cd mktemp kill"
)
"""Programs that leave the contents of the files they name alone (``sed -i``, ``awk -i`` are checked)."""
STILL = READING | name_set("cp mv ln tee mkdir rm rmdir install")
"""Programs that make or remove no directory but those they name."""
CODED = ("python", "node", "perl", "ruby", "php", "awk", "gawk", "mawk", "lua")
"""Interpreters whose inline code is asked for the files that it writes."""
BUILDERS = name_set(
    "gcc g++ cc c++ clang clang++ go rustc cargo make cmake ninja tsc javac zig swiftc ghc ld"
)
FETCHERS = name_set("git tar unzip bsdtar 7z gh svn hg rsync scp degit cpio")


def note_files(machine: Machine, invocation: Invocation, state: State) -> None:
    """Change the state's disk by what this program does to files."""
    name = invocation.program
    change = CHANGES.get(name)
    if change is not None:
        change(invocation, state)
    elif name not in READING:
        _doubt(invocation, state)
    if name == "mkdir":
        _parents(machine, invocation, state)
    if name in ("touch", "gtouch"):
        _touches(machine, invocation, state)
    if name.startswith(CODED):
        from guard.shell.written_by_code import written

        written(invocation, state)
    if name not in STILL or (name == "git" and _git_stirs(invocation)):
        state.disk.stirred = True


def _git_stirs(invocation: Invocation) -> bool:
    return any(
        w.text
        in (
            "clone",
            "checkout",
            "switch",
            "pull",
            "merge",
            "stash",
            "worktree",
            "submodule",
            "reset",
            "restore",
        )
        for w in invocation.argv[1:4]
    )


def _doubt(invocation: Invocation, state: State) -> None:
    """A program nobody modelled: the files it names may hold anything now."""
    if not state.disk.files:
        return
    for word in invocation.argv[1:]:
        text = word.text
        if text is None or not text:
            continue
        for candidate in (text, text.partition("=")[2]):
            if candidate:
                found = state.file(candidate)
                if found is not None and found.content is not None:
                    state.record(
                        candidate, replace(found, content=None, producers=(*found.producers, invocation))
                    )


def _operands(invocation: Invocation, valued: str = "") -> list[Value]:
    words: list[Value] = []
    rest = list(invocation.argv[1:])
    while rest:
        word = rest.pop(0)
        text = word.prefix
        if text == "--":
            return words + rest
        if text.startswith("-") and len(text) > 1:
            if word.text is not None and len(text) == 2 and text[1] in valued and rest:
                rest.pop(0)
            continue
        words.append(word)
    return words


def _target(invocation: Invocation, words: list[Value]) -> tuple[list[Value], Value | None]:
    """Sources and destination; ``-t dir`` puts the destination first."""
    for index, word in enumerate(invocation.argv[:-1]):
        if word.text in ("-t", "--target-directory"):
            place = invocation.argv[index + 1]
            return [w for w in words if w is not place], place
        if word.prefix.startswith("--target-directory="):
            return words, Value((word.prefix.partition("=")[2],))
    return (words[:-1], words[-1]) if len(words) > 1 else (words, None)


def _copies(invocation: Invocation, state: State, move: bool = False, link: bool = False) -> None:
    sources, target = _target(invocation, _operands(invocation, "tSmog"))
    if link and target is None and sources and sources[0].text:
        target = Value((sources[0].text.rstrip("/").rsplit("/", 1)[-1],))
    if target is None or target.text is None:
        return
    into = target.text
    folder = into.endswith("/") or len(sources) > 1 or _is_folder(into, state)
    for source in sources:
        path = source.text
        if path is None:
            state.record(into, File(None, "", (invocation,), how="copied"))
            continue
        place = into.rstrip("/") + "/" + path.rstrip("/").rsplit("/", 1)[-1] if folder else into
        found = state.file(path)
        if found is not None and not found.same_as:
            state.record(place, found)
        else:
            base = path
            if link and not path.startswith("/") and "-s" in " ".join(w.prefix for w in invocation.argv[1:]):
                base = place.rsplit("/", 1)[0] + "/" + path if "/" in place else path
            origin = found.same_as if found is not None else state.places(base)[0]
            state.record(place, File(None, origin, (invocation,), how="copied"))
        if move:
            state.record(path, File(None, gone=True))


def _is_folder(path: str, state: State) -> bool:
    found = state.file(path)
    return found is not None and found.directory


def _tee(invocation: Invocation, state: State) -> None:
    append = any(w.text in ("-a", "--append") for w in invocation.argv[1:])
    content = invocation.stdin.text if invocation.stdin is not None else None
    producers = (*(invocation.stdin.producers if invocation.stdin is not None else ()), invocation)
    for word in _operands(invocation):
        if word.text is not None:
            state.record(word.text, File(None if append else content, "", producers))


def _mkdir(invocation: Invocation, state: State) -> None:
    for word in _operands(invocation, "m"):
        if word.text is not None:
            state.record(word.text, File(directory=True))


def _parents(machine: Machine, invocation: Invocation, state: State) -> None:
    """``mkdir -p a/b``: ``a`` is there afterwards too, and is this text's own where it was not before."""
    options = [w.text for w in invocation.argv[1:] if w.text is not None and w.text.startswith("-")]
    if not any(o == "--parents" or ("p" in o and not o.startswith("--")) for o in options):
        return
    for word in _operands(invocation, "m"):
        names = (word.text or "").rstrip("/").split("/")[:-1]
        for index in range(len(names)):
            above = "/".join(names[: index + 1])
            for place in state.places(above) if above and names[index] not in (".", "..") else ():
                if place not in state.disk.files and not machine.world.is_directory(place):
                    state.disk.files[place] = File(directory=True)


def _touches(machine: Machine, invocation: Invocation, state: State) -> None:
    """``touch f``: an empty file where there was none, and what was there stays (touch(1))."""
    words = _operands(invocation, "rdt")
    if any(w.text in ("-c", "-h", "--no-create", "--no-dereference") for w in invocation.argv[1:]):
        return
    for place in (
        place for word in words if word.text and not word.glob for place in state.places(word.text)
    ):
        before = state.disk.files.get(place)
        certain = place.startswith("/") and not state.elsewhere and not state.disk.stirred
        if before is None and not state.elsewhere and machine.world.exists(place):
            continue
        if before is None or before.gone:
            state.disk.files[place] = File(known("") if certain else None, "", (invocation,))


def _removes(invocation: Invocation, state: State) -> None:
    words = _operands(invocation)
    for word in words:
        if word.text is not None and not word.glob:
            state.record(word.text, File(gone=True))
    _spoils(invocation, state, [w for w in words if w.text is None or w.glob])


def _spoils(invocation: Invocation, state: State, words: list[Value] | None = None) -> None:
    """Changes what is in the files that it names, or in any of a folder where it names them by a pattern."""
    for word in _operands(invocation, "sneo") if words is None else words:
        if word.text is not None and not word.glob:
            state.disk.spoilt.update(state.places(word.text))
            continue
        known = word.prefix
        if word.glob:
            known = known[: next((i for i, c in enumerate(known) if c in "*?[\\("), len(known))]
        folder = known.rpartition("/")[0] or ("/" if known.startswith("/") else ".")
        state.disk.spoilt.update(place.rstrip("/") + "/" for place in state.places(folder))


def _finds(invocation: Invocation, state: State) -> None:
    """``find a b -delete``."""
    words = invocation.argv[1:]
    if not any(w.text == "-delete" for w in words):
        return
    for word in words:
        if word.prefix.startswith(("-", "(", "!")):
            break
        for place in state.places(word.text or word.prefix):
            state.disk.spoilt.update((place, place.rstrip("/") + "/"))


def _sorts(invocation: Invocation, state: State) -> None:
    words = invocation.argv
    for word, following in zip(words, [*words[1:], Value(())], strict=False):
        if word.text in ("-o", "--output"):
            path = following
        elif word.prefix.startswith(("-o", "--output=")):
            path = Value((word.prefix.removeprefix("--output=").removeprefix("-o"),))
        else:
            continue
        _spoils(invocation, state, [path])
        if path.text:
            state.record(path.text, File(None, "", (invocation,)))


def _downloads(invocation: Invocation, state: State) -> None:
    words = invocation.argv[1:]
    urls = [w for w in words if "://" in (w.text or "")]
    names: list[str] = []
    for index, word in enumerate(words):
        text = word.text or word.prefix
        following = words[index + 1].text if index + 1 < len(words) else None
        cluster = text.startswith("-") and not text.startswith("--")
        if text in ("--output", "--output-document") or (
            cluster and text[-1:] == ("o" if invocation.program == "curl" else "O")
        ):
            if (following and invocation.program != "curl") or (following and text[-1:] != "O"):
                names.append(following)
        elif text.startswith(("--output=", "--output-document=")):
            names.append(text.partition("=")[2])
        elif cluster and len(text) > 2 and text[1] == ("o" if invocation.program == "curl" else "O"):
            names.append(text[2:])
    remote = any(
        w.text == "--remote-name"
        or ((w.text or "").startswith("-") and not (w.text or "").startswith("--") and "O" in (w.text or ""))
        for w in words
    )
    if not names and (invocation.program in ("wget", "aria2c") or remote):
        names = [((u.text or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]) for u in urls]
    for name in names:
        if name and name != "-":
            state.record(name, File(None, "", (invocation,), how="downloaded"))


def _fetches(invocation: Invocation, state: State) -> None:
    """``git clone url [dir]``, ``tar x``, ``unzip``: a folder of somebody else's files."""
    words = [w.text or "" for w in invocation.argv[1:]]
    if invocation.program in ("git", "gh", "hg", "svn"):
        if "clone" not in words and "checkout" not in words:
            return
        operands = (
            [w for w in words[words.index("clone") + 1 :] if not w.startswith("-")]
            if "clone" in words
            else []
        )
        if operands:
            folder = (
                operands[1]
                if len(operands) > 1
                else operands[0].rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
            )
            state.record(folder, File(None, "", (invocation,), directory=True, how="downloaded"))
        return
    folder = "."
    for index, word in enumerate(words[:-1]):
        if word in ("-C", "-d", "--directory"):
            folder = words[index + 1]
    for path, found in list(state.disk.files.items()):
        if found.content is not None and not path.startswith("/dev/"):
            state.disk.files[path] = replace(found, content=None, producers=(*found.producers, invocation))
    upstream = invocation.stdin.producers if invocation.stdin is not None else ()
    if any(p.program in NETWORK for p in upstream) or any(
        found is not None and found.how == "downloaded" for found in map(state.file, words) if found
    ):
        state.disk.fetched.update(state.places(folder))


def _builds(invocation: Invocation, state: State) -> None:
    words = invocation.argv[1:]
    for index, word in enumerate(words[:-1]):
        name = words[index + 1].text
        if word.text == "-o" and name is not None:
            state.record(name, File(None, "", (invocation,), how="built"))
    _doubt(invocation, state)


def _edits(invocation: Invocation, state: State) -> None:
    """``sed -i``, ``awk -i inplace``: only then do they write."""
    if any(w.prefix.startswith(("-i", "--in-place", "-ni", "-pi")) for w in invocation.argv[1:]):
        _doubt(invocation, state)
        _spoils(invocation, state)


def _dd(invocation: Invocation, state: State) -> None:
    for word in invocation.argv[1:]:
        if word.prefix.startswith("of=") and word.text is not None:
            state.record(word.text[3:], File(None, "", (invocation,)))


CHANGES: dict[str, Callable[[Invocation, State], None]] = {
    "cp": _copies,
    "mv": lambda invocation, state: _copies(invocation, state, move=True),
    "ln": lambda invocation, state: _copies(invocation, state, link=True),
    "install": _copies,
    "tee": _tee,
    "mkdir": _mkdir,
    "rm": _removes,
    "rmdir": _removes,
    "curl": _downloads,
    "wget": _downloads,
    "aria2c": _downloads,
    "dd": _dd,
    "sed": _edits,
    "gsed": _edits,
    "perl": _edits,
    "find": _finds,
    "sort": _sorts,
    **dict.fromkeys(("truncate", "shred", "unlink"), _spoils),
    **dict.fromkeys(FETCHERS, _fetches),
    **dict.fromkeys(BUILDERS, _builds),
}
