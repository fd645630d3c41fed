"""The guard defends itself: its processes, its packages, its program file, its place before the programs.

Caught: ``pkill -f guard``, ``kill -9 $(pgrep guard)``, ``pip uninstall -y guard``, ``chmod -x $(which
guard)``, ``systemctl stop guard``.
Quiet: ``pip show guard``, ``pgrep guard``, ``ls -l $(which guard)``.

Lost: every later check.
Back: ``guard install`` by a person.
Instead: a person does it in a terminal of their own.

Facts: ``docs/threat-model.md``; ATT&CK T1562.001.
"""

from __future__ import annotations

from guard.knowledge.guards import OTHER_GUARDS, is_guard
from guard.model import Effect, Place, Resource
from guard.programs.files import path_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value
    from guard.world import World

KILLERS = ("kill", "pkill", "killall", "skill", "xkill", "taskkill", "killall5")
MANAGERS: dict[str, tuple[str, ...]] = {
    "pip": ("uninstall",), "pip3": ("uninstall",), "pipx": ("uninstall", "uninject"),
    "uv": ("uninstall", "remove"), "npm": ("uninstall", "remove", "rm", "un", "unlink"),
    "pnpm": ("uninstall", "remove", "rm", "un", "unlink"), "yarn": ("remove", "unlink"),
    "brew": ("uninstall", "remove", "rm", "unlink"), "apt": ("remove", "purge"),
    "apt-get": ("remove", "purge"), "dpkg": ("-r", "-P", "--remove", "--purge"), "cargo": ("uninstall",),
    "snap": ("remove",), "gem": ("uninstall",), "bun": ("remove", "rm"), "conda": ("remove", "uninstall"),
    "poetry": ("remove",), "claude": ("plugin uninstall", "plugin disable", "plugin remove"),
    "dnf": ("remove",), "yum": ("remove",),
}  # fmt: skip
SERVICES = ("systemctl", "service", "launchctl", "rc-service", "sv", "supervisorctl")
STOPS = ("stop", "disable", "mask", "kill", "unload", "bootout", "remove")
CHANGERS = (
    "chmod", "rm", "mv", "cp", "ln", "truncate", "dd", "sed", "tee", "chown", "chattr", "shred", "unlink",
    "install", "setfacl", "patch", "perl", "touch", "xattr", "strip",
)  # fmt: skip


def also(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The guard as the victim of an ordinary program; asked in addition to that program's own file."""
    name = invocation.program
    words = [w.text if w.text is not None else w.skeleton for w in invocation.argv[1:]]
    if name in KILLERS:
        yield from _killed(invocation, words)
    elif name in MANAGERS:
        yield from _uninstalled(invocation, words)
    elif name in SERVICES and any(w in STOPS for w in words) and any(is_guard(w) for w in words):
        yield tampering(invocation, "the guard's service", "the guard's service would be stopped")
    if name in ("alias", "hash", "function", "unalias"):
        yield from _shadowed(invocation, words)
    if name in HOOK_MANAGERS and "uninstall" in words[:1]:
        yield _hooks_gone(invocation)
    if name == "git":
        yield from _hidden_from_git(invocation, words, world)
    if name.startswith("python") and "-c" in words[:-1]:
        yield from _by_its_own_modules(invocation, words[words.index("-c") + 1])
    if name == "history" and "-c" in words:
        yield _forgotten(invocation, "history -c")
    if name in SHELLS:
        yield from _without_start_files(invocation, words)
    if name in CHANGERS:
        yield from _program_changed(invocation, world)
        yield from _key_taken(invocation)
    if name.startswith(("python", "bash", "sh", "zsh", "timeout")):
        yield from _forged(invocation, words)
    if name in ("chmod", "chattr", "setfacl"):
        yield from _locked_out(invocation, words, world)
    if name in WRITERS:
        yield from _protected_operand(invocation, words, world)


def _forged(invocation: Invocation, words: list[str]) -> Iterator[Effect]:
    """``python3 …/guard/hook.py codex``: an event that no agent sent."""
    script = next((w for w in words if not w.startswith("-")), "")
    if script.endswith(("guard/hook.py", "guard/hook.sh")) and not {"-m", "-c"} & set(words[:3]):
        yield tampering(invocation, "an event of the agent", "the guard would be told of what never happened")


WRITING = (
    "guard.session.task", "guard.session.ledger", "guard.session.recorders", "guard.approvals",
    "guard.policy.trust", "guard.policy.editing", "guard.agents.install", "guard.cli",
)  # fmt: skip
"""Modules of the guard that write what only a person, or a hook, may write."""


def _by_its_own_modules(invocation: Invocation, code: str) -> Iterator[Effect]:
    """``python3 -c "from guard.session.task import keep; …"``: what is refused to the command line."""
    spelled = code.replace(" import ", ".")
    found = next((module for module in WRITING if module in code or module in spelled), "")
    if not found and "run_module" in code and any(f"{quote}guard{quote}" in code for quote in "'\""):
        found = "the guard's command line"
    if found and "import" in code:
        yield tampering(
            invocation, found, f"{found} writes what only a person may decide, past the guard's own commands"
        )


def _shadowed(invocation: Invocation, words: list[str]) -> Iterator[Effect]:
    """``alias guard=true``, ``guard() { :; }``, ``hash -p /bin/true guard``: another thing by its name."""
    if invocation.program == "hash" and "-p" in words[:-2]:
        path, name = words[words.index("-p") + 1 :][:2]
        if path.startswith(("/tmp/", "/var/tmp/", "/dev/shm/")):  # noqa: S108
            yield Effect(
                "shell.hash", "unknown", Resource("program", path), Place("none", "hash"), invocation,
                why=f"{name} would be {path}, which anybody could have put there", tags=("T1574",),
                span=invocation.span, certainty=invocation.certainty,
            )  # fmt: skip
    for word in words:
        name = word.partition("=")[0]
        if name == "guard" or name in OTHER_GUARDS:
            yield tampering(invocation, name, f"{name} would be something else from now on")
            return


HOOK_MANAGERS = ("pre-commit", "lefthook", "husky", "overcommit")


def _hooks_gone(invocation: Invocation) -> Effect:
    return Effect(
        "guard.hooks-off", "unprotect", Resource("hooks", "the hooks of this repository"),
        Place("none", invocation.program), invocation, "R1", "B1",
        loss="the checks before each commit and push", why="the project's own checks would no longer run",
        instead=f"{invocation.program} install", marks=("local-bypass",), tags=("T1562",),
        span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def _hidden_from_git(invocation: Invocation, words: list[str], world: World) -> Iterator[Effect]:
    """``git rm``, ``mv``, ``checkout``, ``restore`` and ``update-index --skip-worktree`` of what a guard
    is loaded from."""
    from guard.knowledge.protected import protection_of
    from guard.programs.seen_paths import absolute, home_of

    hides = any(w in ("--assume-unchanged", "--skip-worktree") for w in words)
    if not hides and not any(w in ("rm", "mv", "checkout", "restore") for w in words[:3]):
        return
    for word in invocation.argv[2:]:
        if not word.text or word.text.startswith("-"):
            continue
        found = protection_of(absolute(word.text, invocation, home_of(invocation)), world.home)
        if found is not None and found[0] == "guard-tampered":
            yield tampering(invocation, word.text, f"{word.text} holds {found[1]}")
            return


def _forgotten(invocation: Invocation, what: str) -> Effect:
    """The record of what was typed, gone or no longer kept."""
    return Effect(
        "guard.history", "unprotect", Resource("history", what), Place("none", invocation.program),
        invocation, "R3", "B1", loss="the record of what was run in this shell",
        why="the shell's history is what tells later what was done", instead="history",
        marks=("local-bypass",), tags=("T1070.003",), span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


WRITERS = (
    "ed", "ex", "vim", "vi", "nvim", "emacs", "nano", "rsync", "scp", "tar", "bsdtar", "unzip", "7z",
    "cpio", "find", "ln", "mount", "sponge", "touch", "mkdir", "mkfifo", "mknod", "fallocate", "chattr",
    "setfacl", "flock", "patch", "aria2c", "sqlite3", "git-apply", "crudini", "yq",
    "dasel",
)  # fmt: skip
"""Programs that write where no other file asks what is protected, or that make another name for it."""


def _path_in(text: str) -> str:
    """The path in a word, which may be a client's whole line (``.output PATH``)."""
    last = text.split()[-1] if text.startswith((".", "\\")) and " " in text else text
    return last if "/" in last else text


def _protected_operand(invocation: Invocation, words: list[str], world: World) -> Iterator[Effect]:
    """A file of the guard or of an agent's hooks among the words of a program that writes."""
    from guard.knowledge.protected import protection_of
    from guard.programs.seen_paths import absolute, home_of

    if not _writes(invocation.program, words):
        return
    for word in invocation.argv[1:]:
        text = word.text
        if not text or text.startswith("-") or ("/" not in text and "." not in text):
            continue
        found = protection_of(absolute(text, invocation, home_of(invocation)), world.home)
        if found is not None and found[0] == "guard-tampered":
            yield tampering(invocation, _path_in(text), f"{_path_in(text)} holds {found[1]}")
            return
        last = word is invocation.argv[-1]
        if found is not None and (invocation.program in EDITING or (invocation.program == "rsync" and last)):
            yield path_effect("fs.write-protected", "update", word, invocation, act="append", follow=True)


EDITING = ("ed", "ex", "vim", "vi", "nvim", "emacs", "sponge", "crudini")


def _writes(program: str, words: list[str]) -> bool:
    """Whether this command line writes, moves or deletes at all."""
    if program == "find":
        return "-delete" in words or any(w in CHANGERS for w in words)
    if program in ("tar", "bsdtar"):
        first = words[0].lstrip("-") if words else ""
        return "x" in first or "--extract" in words or any(w.startswith("-x") for w in words)
    if program == "unzip":
        return not any(w in ("-l", "-t", "-v", "-p", "-Z") for w in words)
    if program == "7z":
        return bool(words) and words[0] in ("x", "e")
    if program in ("yq", "dasel"):
        return any(w in ("-i", "--inplace", "put", "delete") for w in words)
    return not any(w in ("--help", "--version", "-R", "--dry-run", "-n") for w in words)


SHELLS = {
    "bash": ("--norc", "--noprofile"), "zsh": ("-f", "--no-rcs", "--norcs"), "fish": ("-N", "--no-config"),
    "ksh": ("-E",),
}  # fmt: skip
"""How a shell is started without the files in which the guard's integration stands."""


def _without_start_files(invocation: Invocation, words: list[str]) -> Iterator[Effect]:
    """An interactive shell that nobody watches; with ``-c`` or a script no start file is read anyway."""
    switches = SHELLS[invocation.program]
    if not any(w in switches for w in words) or any(w not in (*switches, "-i", "-l") for w in words):
        return
    yield Effect(
        "guard.bare-shell", "unprotect", Resource("shell", " ".join((invocation.program, *words))),
        Place("none", invocation.program), invocation, "R1", "B1", loss="the check before each command in it",
        why="what is typed into this shell is not seen by the guard", instead=invocation.program,
        marks=("local-bypass",), tags=("T1562.001",), span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def tampering(invocation: Invocation, what: str, why: str) -> Effect:
    """The guard itself would be changed or switched off."""
    return Effect(
        rule="guard.tamper",
        operation="unprotect",
        resource=Resource("guard", what),
        place=Place("none", invocation.program),
        by=invocation,
        recoverability="R3",
        blast="B3",
        loss="every later check by the guard",
        why=why,
        instead="let a person do it: what the guard keeps is changed by nobody else",
        marks=("guard-tampered",),
        tags=("T1562.001",),
        span=invocation.span,
        certainty=invocation.certainty,
    )


def _killed(invocation: Invocation, words: list[str]) -> Iterator[Effect]:
    if any(w in ("-0", "-l", "-L", "--list") for w in words):
        return
    named = [w for w in words if not w.startswith("-") and is_guard(w.strip("^$[]()"))]
    named += [w for w in words if "guard/hook" in w or w in ("hook.py", "guard.hook")]
    if named or any(_finds_guard(word) for word in invocation.argv[1:]) or _piped_pids(invocation):
        yield tampering(invocation, "the guard's process", "the guard's process would be stopped")


def _piped_pids(invocation: Invocation) -> bool:
    return invocation.stdin is not None and any(_asks_for_guard(p) for p in invocation.stdin.producers)


def _finds_guard(word: Value) -> bool:
    """``$(pgrep guard)``, ``$(which guard)``, ``$(cat ~/.local/state/guard/pid)``."""
    return any(_asks_for_guard(producer) for hole in word.holes for producer in hole.producers)


def _asks_for_guard(producer: Invocation) -> bool:
    return any(
        is_guard(piece.strip("[]^$'\""))
        for word in producer.argv[1:]
        for piece in word.skeleton.replace("/", " ").split()
    )


def _uninstalled(invocation: Invocation, words: list[str]) -> Iterator[Effect]:
    joined = " ".join(words)
    other = [w for w in words if "==" in w and is_guard(w)]
    if other and "install" in words[:2]:
        yield tampering(invocation, f"the package {other[0]}", f"{other[0]} would stand in the guard's place")
        return
    removes = any(
        (v in words) if " " not in v else joined.startswith(v) for v in MANAGERS[invocation.program]
    )
    if not removes or "--help" in words or "--dry-run" in words:
        return
    named = [w for w in words if not w.startswith("-") and is_guard(w)]
    if named:
        yield tampering(invocation, f"the package {named[0]}", f"{named[0]} would be uninstalled")


KEYS = ("/guard/fingerprint.key", "/guard/http.json")
"""What seals the tickets, and what the server on loopback wants to hear."""


def _key_taken(invocation: Invocation) -> Iterator[Effect]:
    """``cp ~/.local/state/guard/fingerprint.key k``: whoever holds it can seal a ticket."""
    taken = next((w.text for w in invocation.argv[1:] if w.text and w.text.endswith(KEYS)), None)
    if taken is not None:
        yield tampering(invocation, taken, "what seals a person's approval would lie where anybody reads it")


ABOVE = ("", "/.config", "/.local", "/.local/state", "/.local/share")
"""Folders below the home directory in which the guard's own folders stand."""


def _locked_out(invocation: Invocation, words: list[str], world: World) -> Iterator[Effect]:
    """``chmod 000 ~/.local``, ``chmod -R a-w ~/.local/state``: the guard cannot reach its own files."""
    from guard.programs.seen_paths import absolute, home_of

    if invocation.program != "chmod" or not any(_takes_from_owner(word) for word in words):
        return
    places = {world.home + below for below in ABOVE if world.home}
    for word in invocation.argv[1:]:
        text = (word.text or "").rstrip("/")
        if "/" in text and absolute(text, invocation, home_of(invocation)) in places:
            yield tampering(invocation, text, "the guard could no longer read or write its own files")
            return


def _takes_from_owner(mode: str) -> bool:
    """Whether a mode leaves the owner without writing or entering: ``000``, ``0555``, ``a-w``, ``u-rwx``."""
    if mode.isdigit() and 3 <= len(mode) <= 4:
        return int(mode[-3]) & 3 != 3
    who, minus, what = mode.partition("-")
    taken = set(what) & set("wx") and (not who or set(who) & set("ua"))
    return bool(minus and taken and not set(who) - set("ugoa") and not set(what) - set("rwxXst"))


def _program_changed(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The guard's program file, found by a substitution or on PATH."""
    from guard.programs.seen_paths import absolute, home_of

    path = invocation.variable("PATH")
    search = (path.value.text or "") if path is not None else ""
    places = None
    for word in invocation.argv[1:]:
        if _finds_guard(word):
            yield tampering(invocation, word.skeleton, "the guard's program file would be changed")
            return
        text = word.text
        if text is None or not is_guard(text.rsplit("/", 1)[-1]):
            continue
        if "/" not in text:
            made = invocation.program in ("touch", "tee", "ln", "cp", "install")
            if not made and world.stat(f"{invocation.cwd}/{text}") is None:
                yield tampering(invocation, text, "the guard's program file would be changed")
                return
            continue
        if places is None:
            found = world.which(text.rsplit("/", 1)[-1], search) if search else None
            places = (found,) if found else ()
        target = absolute(text, invocation, home_of(invocation))
        if target in places and (invocation.program != "cp" or word is invocation.argv[-1]):
            yield tampering(invocation, text, "the guard's program file would be changed")
            return
