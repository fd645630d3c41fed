"""git settings that run programs by themselves or switch checks off.

Caught: ``git -c core.hooksPath=/dev/null commit -m x``, ``git config --global core.hooksPath /tmp/h``, ``git
config --unset core.hooksPath``, ``git config core.fsmonitor ./x``, ``git config alias.x '!rm -rf /'``, ``git
config http.sslVerify false``.
Quiet: ``git config user.name x``, ``git config --get core.hooksPath``, ``git -c core.pager=cat log``, ``git
config core.hooksPath .husky``, ``git config credential.helper osxkeychain``.

Lost: no data; what is set runs at the next git command, or a check runs no more.
Back: ``git config --unset KEY``.
Instead: a hook that is in the way is mended or skipped by a person; ``git config --get KEY`` shows what is
set.

Related: zizmor ``artipacked`` (credentials that a checkout leaves in the configuration).
Facts: git-config(1), git(1) (``--git-dir``, ``--exec-path``), githooks(5); the list of settings that name
programs is that of git's own source of configuration variables.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource
from guard.programs.git_history import act
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Value
    from guard.programs.git import Call
    from guard.world import World

PROGRAM_KEYS = (
    "core.fsmonitor", "core.sshcommand", "core.pager", "core.editor", "core.askpass", "core.gitproxy",
    "core.alternaterefscommand", "sequence.editor", "diff.external", "gpg.program", "gpg.ssh.program",
    "gpg.x509.program", "gpg.openpgp.program", "gpg.ssh.defaultkeycommand", "interactive.difffilter",
    "uploadpack.packobjectshook", "sendemail.smtpserver", "sendemail.tocmd", "sendemail.cccmd", "web.browser",
    "init.templatedir", "trailer.sign.command", "ssh.variant", "man.viewer", "core.worktree",
    "core.attributesfile",
    "include.path", "protocol.ext.allow", "protocol.allow",
)  # fmt: skip
"""Settings whose value is a program, or a file that brings such settings."""
PROGRAM_ENDINGS = (
    (("alias.",), ""), (("pager.",), ""), (("credential.",), ".helper"), (("credential.",), "helper"),
    (("filter.",), ".clean"), (("filter.",), ".smudge"), (("filter.",), ".process"), (("diff.",),
    ".textconv"),
    (("diff.",), ".command"), (("merge.",), ".driver"), (("difftool.", "mergetool.", "browser.", "man."),
    ".cmd"),
    (("difftool.", "mergetool.", "browser.", "man."), ".path"), (("remote.",), ".uploadpack"),
    (("remote.",), ".receivepack"), (("remote.",), ".vcs"), (("submodule.",), ".update"), (("includeif.",),
    ".path"),
    (("trailer.",), ".command"), (("trailer.",), ".cmd"), (("guitool.",), ".cmd"),
)  # fmt: skip

KNOWN_PROGRAMS = frozenset((
        "less", "more", "most", "cat", "bat", "delta", "diff-so-fancy", "diff-highlight", "vim", "vi",
        "nvim", "nano", "emacs", "emacsclient", "code", "code-insiders", "cursor", "subl", "mate", "hx",
        "helix", "micro", "true", "false", ":", "ed", "notepad", "notepad++", "idea", "ssh", "gpg", "gpg2",
        "store", "cache", "osxkeychain", "manager", "manager-core", "libsecret", "wincred", "gopass",
        "git-lfs", "watchman", "wait", "gh", "glab", "difft", "vimdiff", "nvimdiff", "meld", "kdiff3",
        "opendiff", "p4merge", "bcompare", "git-delta", "cut", "head", "tail", "sponge", "nbstripout",
        "git-crypt", "lfs", "oauth", "pass",
    ))  # fmt: skip
"""Programs that people name in these settings every day."""

CHECKS: dict[str, tuple[str, ...]] = {
    "http.sslverify": ("false", "0", "no", "off"),
    "commit.gpgsign": (),
    "transfer.fsckobjects": (),
    "receive.denynonfastforwards": ("false", "0", "no", "off"),
    "receive.denydeletes": ("false", "0", "no", "off"),
    "safe.directory": ("*",),
    "safe.barerepository": ("all",),
    "core.protectntfs": ("false", "0"),
    "core.protecthfs": ("false", "0"),
}
"""Checks, and the values that switch them off."""

HOOKED = frozenset((
        "commit", "push", "merge", "rebase", "am", "cherry-pick", "revert", "pull", "checkout", "switch",
        "gc", "receive-pack",
    ))  # fmt: skip


def effects_of(call: Call, world: World) -> Iterator[Effect]:
    """What ``git config`` sets."""
    if call.subcommand != "config":
        return
    options = read_options(
        call.words, ("-f", "--file", "--blob", "--type", "-t", "--default", "--value", "--comment", "--url"),
        (
            "--global", "--system", "--local", "--worktree", "--get", "--get-all", "--get-regexp", "--list",
            "--unset", "--unset-all", "--add", "--replace-all", "--edit", "--remove-section",
            "--rename-section", "--show-origin", "--bool", "--int", "--path", "--name-only", "--null",
            "--get-urlmatch", "--fixed-value", "--show-scope",
        ),
    )  # fmt: skip
    words = list(options.operands)
    verb = _verb(
        words, options.has("--unset", "--unset-all"), options.has("--remove-section", "--rename-section")
    )
    if options.has("--get", "--get-all", "--get-regexp", "--list", "-l", "--get-urlmatch", "-e", "--edit"):
        return
    if not words:
        return
    key = words[0].skeleton.lower()
    wide = options.has("--global", "--system")
    if verb in ("unset", "remove"):
        yield from _unset(call, key, verb)
    elif verb == "set" and len(words) > 1:
        if call.repository is not None and words[1].text is not None:
            call.repository.say(key, words[1].text)
        yield from _set(call, key, words[1], wide)


def _verb(words: list[Value], unset: bool, section: bool) -> str:
    first = words[0].text if words else ""
    if first in ("get", "list", "edit", "set", "unset", "rename-section", "remove-section"):
        words.pop(0)
        return {"set": "set", "unset": "unset", "remove-section": "remove"}.get(first or "", "read")
    return "unset" if unset else "remove" if section else "set"


def _unset(call: Call, key: str, verb: str) -> Iterator[Effect]:
    if key == "core.hookspath" or (verb == "remove" and key in ("core",)):
        yield act(call, "git.hooks-off", "unprotect", "setting", key, "R1", "B1", "the project's own checks",
                  "the hooks that this setting names would no longer run", "git config --get core.hooksPath",
                  ("local-bypass",))  # fmt: skip


def _set(call: Call, key: str, value: Value, wide: bool) -> Iterator[Effect]:
    if key == "core.hookspath":
        if wide or not _own_hooks(value):
            yield _hooks_off(call, value)
        return
    if redirects(key, value):
        yield Effect(
            rule="git.redirected", operation="update", resource=Resource("setting", key), place=Place("none"),
            by=call.invocation, recoverability="R1", blast="B3", marks=("persistence",),
            loss="certainty about where code comes from",
            why=f"git would go to another address in place of {value.skeleton} from now on",
            instead=f"git config --get {key}", tags=("T1557",), span=call.invocation.span,
        )  # fmt: skip
    elif key.startswith(IDENTITIES) and ("$(" in value.skeleton or "`" in value.skeleton):
        yield Effect(
            rule="git.identity-code", operation="update", resource=Resource("setting", key),
            place=Place("none"), by=call.invocation, recoverability="R1", blast="B1", marks=("persistence",),
            loss="", why="a name or address that holds a command is made for somebody to run it",
            instead=f"git config --get {key}", tags=("T1546",), span=call.invocation.span,
        )  # fmt: skip
    if is_check(key, value):
        yield act(call, "git.check-off", "unprotect", "setting", key, "R1", "B1", f"the check {key}",
                  "git would no longer check this", f"git config --get {key}", ("local-bypass",))  # fmt: skip
    elif runs_program(key, value):
        yield Effect(
            rule="git.program-set", operation="update", resource=Resource("setting", key),
            place=Place("none"),
            by=call.invocation, recoverability="R1", blast="B3" if wide else "B1", marks=("persistence",),
            loss=f"control over what {key} runs", why=f"git would run {value.skeleton} by itself from now on",
            instead=f"git config --get {key}", tags=("T1546",), span=call.invocation.span,
        )  # fmt: skip


IDENTITIES = ("user.", "author.", "committer.")


def redirects(key: str, value: Value) -> bool:
    """Whether a setting sends fetches and pushes to another host than the one they name
    (``url.https://evil/.insteadOf https://github.com/``); another scheme or a user name is usual."""
    if not (key.startswith("url.") and key.endswith((".insteadof", ".pushinsteadof"))):
        return False
    new, old = _host(key[4:].rpartition(".")[0]), _host(value.skeleton.lower())
    return bool(new and old) and new != old


def _host(address: str) -> str:
    """The host of a URL or of ``user@host:path``; empty where only a scheme is named."""
    rest = address.rpartition("://")[2] if "://" in address else address
    return rest.rpartition("@")[2].replace(":", "/").partition("/")[0] if "." in rest else ""


def is_check(key: str, value: Value) -> bool:
    """Whether this setting switches a check off."""
    return value.text is not None and value.text.lower() in CHECKS.get(key, ())


def runs_program(key: str, value: Value) -> bool:
    """Whether git would run the value, and it is none of the everyday programs."""
    if not (
        key in PROGRAM_KEYS
        or any(key.startswith(heads) and key.endswith(tail) for heads, tail in PROGRAM_ENDINGS)
    ):
        return False
    text = value.text
    if text is None:
        return True
    if key.startswith("alias."):
        return text.lstrip().startswith("!")
    if key in ("protocol.ext.allow", "protocol.allow"):
        return text == "always"
    if key.startswith("submodule."):
        return text.startswith("!")
    if key in ("core.fsmonitor", "core.attributesfile") and text.lower() in ("true", "false", "1", "0", ""):
        return False
    if key in ("include.path", "core.worktree", "init.templatedir", "core.attributesfile") or key.startswith(
        "includeif."
    ):
        return text.startswith(("/tmp", "/var/tmp", "/dev"))  # noqa: S108
    if any(char in text for char in "`$;|&<>\n"):
        return True
    words = text.lstrip("!").split()
    if not words or text.lower() in ("true", "false", "0", "1", "auto"):
        return False
    if key == "core.sshcommand" and any(
        "proxycommand" in word.lower() or "localcommand" in word.lower() for word in words
    ):
        return True
    return words[0].rsplit("/", 1)[-1] not in KNOWN_PROGRAMS


def _own_hooks(value: Value) -> bool:
    """A folder of the project: what husky, lefthook and hand-written hooks use."""
    text = value.text
    return bool(text) and not text.startswith(("/", "~", "..")) if text else False


def _hooks_off(call: Call, value: Value) -> Effect:
    return act(
        call, "git.hooks-off", "unprotect", "setting", "core.hooksPath", "R1", "B1",
        "the checks that run before each commit and push",
        f"hooks would be taken from {value.skeleton or 'nowhere'} instead of the repository",
        "git config --get core.hooksPath", ("protection",),
    )  # fmt: skip


def of_settings(call: Call) -> Iterator[Effect]:
    """``-c key=value`` and the places that stand before the subcommand."""
    for key, value in call.settings:
        if key == "core.hookspath" and call.subcommand in HOOKED and not _own_hooks(value):
            yield _hooks_off(call, value)
        elif is_check(key, value) and call.subcommand not in ("status", "log", "diff", "show"):
            yield act(call, "git.check-off", "unprotect", "setting", key, "R1", "B1", f"the check {key}",
                      "git would not check this", "", ("local-bypass",))  # fmt: skip
