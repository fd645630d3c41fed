"""Programs that change who may do what with a file: chmod, chown, chgrp, setfacl, chattr, chflags.

Caught: ``chmod -R 777 .`` (opens secrets), ``chmod -R 000 ~/Documents`` (locks out), ``chmod -R 777 /``,
``chown -R me /usr``, ``chmod u+s x``, ``chmod -x $(which guard)``, ``chattr -i notes.txt`` (a protection).
Quiet: ``chmod +x run.sh``, ``chmod 600 key`` (tightening), ``chmod -R u+rwX node_modules``, ``chmod --help``.

Lost: the old modes, which nothing records.
Back: the executable bit by ``git checkout``, a package's files by its manager (``dpkg --verify`` finds them);
the rest by hand.
Instead: the narrowest change: ``chmod u+rwX`` of the one folder.

Related: hadolint DL3002 (the last user is root) is the nearest.
Facts: chmod(1), chown(1) of coreutils 9, setfacl(1), chattr(1), chflags(1).
"""

from __future__ import annotations

import os

from guard.model import Effect, Place, Resource
from guard.programs.files import asks_for_help, path_effect
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Mark, Recoverability, Value
    from guard.world import World

_LONG = ("--recursive", "--reference", "--verbose", "--changes", "--silent", "--quiet", "--preserve-root",
         "--no-preserve-root", "--dereference", "--no-dereference", "--from", "--help",
         "--version")  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """One effect per operand that loosens, locks or hands over; tightening one file is quiet."""
    program = invocation.program
    if program in ("chattr", "chflags"):
        yield from _flags(invocation)
    elif program == "setfacl":
        yield from _acl(invocation)
    elif program in ("chmod", "gchmod"):
        yield from _modes(invocation)
    elif invocation.program == "setcap":
        yield from _capabilities(invocation)
    else:
        yield from _owners(invocation)


# ------------------------------------------------------------------------------------------ modes


def _modes(invocation: Invocation) -> Iterator[Effect]:
    words, mode = _without_mode(invocation.argv[1:])
    options = read_options(words, ("--reference",), _LONG)
    if asks_for_help(options):
        return
    operands = list(options.operands)
    if mode is None and not options.has("--reference"):
        if not operands:
            return
        mode = operands.pop(0)
    text = "" if mode is None else mode.text
    recursive = options.has("-R", "--recursive")
    for word in operands:
        effect = _mode_effect(text, mode, word, recursive, invocation)
        if effect is not None:
            yield effect


POWERS = ("cap_setuid", "cap_setgid", "cap_dac", "cap_sys", "cap_chown", "cap_fowner", "cap_setfcap", "all=")


def _capabilities(invocation: Invocation) -> Iterator[Effect]:
    """``setcap cap_setuid+ep f``: the program gets rights of root, whoever runs it (capabilities(7))."""
    words = invocation.argv[1:]
    texts = [(word.text or "").lower() for word in words]
    if len(words) > 1 and "-r" not in texts and any(power in text for text in texts for power in POWERS):
        yield user_id_effect(words[-1], invocation)


def _without_mode(words: Sequence[Value]) -> tuple[list[Value], Value | None]:
    """``chmod -x f``: a mode that begins with a dash is no option."""
    rest: list[Value] = []
    mode = None
    for word in words:
        text = word.text or ""
        if (
            mode is None
            and text.startswith("-")
            and len(text) > 1
            and all(c in "rwxXstugoa,+-=" for c in text[1:])
        ):
            mode = word
        else:
            rest.append(word)
    return rest, mode


def _mode_effect(
    text: str | None, mode: Value | None, word: Value, recursive: bool, invocation: Invocation
) -> Effect | None:
    if text is None:
        why = f"the mode {mode.skeleton if mode else ''} is not known"
        return path_effect("fs.chmod", "update", word, invocation, act="permissions", recursive=recursive,
                           recoverability="R3", why=why)  # fmt: skip
    if sets_user_id(text):
        return user_id_effect(word, invocation)
    if _locks(text) and word.text is not None and word.text.rstrip("/") in ("", _home(invocation)):
        recursive = True  # nobody gets below a root or a home that nobody may enter
    grave = recursive and (_opens(text) or _locks(text))
    flat = recursive and not grave and not _keeps_kinds(text)
    why = _reason(text, grave, flat)
    rule = "fs.chmod-lock" if grave and _locks(text) and not _opens(text) else "fs.chmod"
    bares = _bares_secret(text, word, invocation)
    why = f"others could read {bares}" if bares else why
    recoverability: Recoverability = "R3" if grave or bares else "R2" if flat else "R1"
    return path_effect(
        rule, "update", word, invocation, act="permissions", recursive=grave or flat,
        recoverability=recoverability,
        loss=f"the modes of {word.skeleton}" if why else "", why=why, blast="B1" if recursive else "B0",
        instead=f"chmod -R u+rwX,go-w {word.skeleton}" if grave else "",
    )  # fmt: skip


def _home(invocation: Invocation) -> str:
    home = invocation.variable("HOME")
    return (home.value.text or "/").rstrip("/") if home is not None else ""


def _bares_secret(mode: str, word: Value, invocation: Invocation) -> str:
    """What secret others could read from now on; empty where it is none."""
    from guard.knowledge.secrets import env_family, secret_directory, secret_file

    shown = (mode.isdigit() and mode[-1] in "4567") or "o+r" in mode or "a+r" in mode
    if not word.text or not (_opens(mode) or (shown and not env_family(word.text))):
        return ""
    home = invocation.variable("HOME")
    path = os.path.normpath(os.path.join(invocation.cwd or "/", word.text))
    owner = (home.value.text or "") if home is not None else ""
    return secret_file(path, owner) or (secret_directory(path, owner) if _opens(mode) else "") or ""


def _reason(mode: str, grave: bool, flat: bool) -> str:
    if _opens(mode):
        return "everybody on this machine could change it, secrets included"
    if grave:
        return "nobody could read or enter it any more, and the old modes are not recorded"
    return "the old modes are not recorded" if flat else ""


def user_id_effect(word: Value, invocation: Invocation) -> Effect:
    """A program that from now on runs with its owner's rights, wherever it lies."""
    return Effect(
        rule="fs.set-user-id", operation="grant", resource=Resource("program", word.skeleton, word),
        place=Place("none", invocation.program), by=invocation, recoverability="R3", blast="B3",
        marks=("protection",),
        loss="the line between users",
        why="a program with the set-user-ID bit gives its owner's rights to whoever runs it",
        tags=("T1548.001",),
        span=invocation.span,
    )  # fmt: skip


def sets_user_id(mode: str) -> bool:
    """Whether a mode adds the set-user-ID or set-group-ID bit."""
    if mode.isdigit():
        return len(mode.lstrip("0")) == 4 and mode.lstrip("0")[0] in "2467"
    for clause in mode.split(","):
        for sign in "+=":
            who, found, what = clause.partition(sign)
            if found and "s" in what and (not who or set(who) & set("uga")):
                return True
    return False


def _opens(mode: str) -> bool:
    """Others may write."""
    if mode.isdigit():
        return mode[-1] in "2367"
    for clause in mode.split(","):
        who = clause.rstrip("rwxXst").rstrip("+=-")
        sign = clause[len(who) : len(who) + 1]
        if sign in "+=" and sign and "w" in clause[len(who) :] and ("o" in who or "a" in who):
            return True
    return False


def _locks(mode: str) -> bool:
    """The owner may no longer read or enter."""
    if mode.isdigit():
        digits = mode.zfill(3)
        return digits[-3] in "0123"
    return any(
        clause.startswith(("a-r", "u-r", "-r", "a=", "u=", "a-x", "u-x", "-x", "ugo-r", "ugo-x"))
        and "=r" not in clause
        for clause in mode.split(",")
    )


def _keeps_kinds(mode: str) -> bool:
    """Symbolic changes that add or take single rights leave the rest as it was (``u+rwX``, ``go-w``)."""
    return not mode.isdigit() and "=" not in mode


# ----------------------------------------------------------------------------------------- owners


def _owners(invocation: Invocation) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], ("--from", "--reference"), _LONG)
    operands = options.operands if options.has("--reference") else options.operands[1:]
    if asks_for_help(options):
        return
    recursive = options.has("-R", "--recursive")
    for word in operands:
        yield path_effect(
            f"fs.{invocation.program}", "update", word, invocation, act="permissions", recursive=recursive,
            recoverability="R2" if recursive else "R1", blast="B1" if recursive else "B0",
            loss=f"the owner of everything in {word.skeleton}" if recursive else "",
        )  # fmt: skip


def _acl(invocation: Invocation) -> Iterator[Effect]:
    options = read_options(
        invocation.argv[1:], ("-m", "-x", "-M", "-X", "--modify", "--remove", "--set", "--restore")
    )
    if asks_for_help(options) or options.has("--test"):
        return
    recursive = options.has("-R", "--recursive")
    for word in options.operands:
        yield path_effect("fs.setfacl", "update", word, invocation, act="permissions", recursive=recursive,
                          recoverability="R3" if recursive else "R1",
                          blast="B1" if recursive else "B0")  # fmt: skip


def _flags(invocation: Invocation) -> Iterator[Effect]:
    """``chattr -i`` and ``chflags noschg`` take away what keeps a file from being changed."""
    words = [word.text or "" for word in invocation.argv[1:]]
    lifted = [w for w in words if (w.startswith("-") and set(w[1:]) & set("ia") and not w.startswith("--"))]
    lifted += [w for w in words if w.startswith(("nosch", "nouch", "nosapp", "nouapp"))]
    if invocation.program == "chattr" and not lifted:
        return
    if invocation.program == "chflags" and not lifted:
        return
    names = [
        word for word in invocation.argv[1:] if word.text not in lifted and not word.prefix.startswith("-")
    ]
    marks: tuple[Mark, ...] = ()
    for word in names:
        yield Effect(
            rule="fs.immutable-off",
            operation="unprotect",
            resource=Resource("file", word.skeleton, word),
            place=Place("path", invocation.program),
            by=invocation,
            recoverability="R1",
            blast="B0",
            why="the flag keeps the file from being changed or deleted",
            marks=marks,
            span=invocation.span,
        )
