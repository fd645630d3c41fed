"""What git runs besides itself: aliases, ``-c`` settings, ``rebase -x``, ``bisect run``, ``foreach`` …

Caught: ``git -c alias.x='!rm -rf ~' x``, ``git ls-remote --upload-pa='rm -rf ~' .`` (abbreviated),
``git rebase -x 'rm -rf ~' HEAD~1``, ``git grep -O'rm x' y``, ``git --exec-path=/tmp/evil status``.
Quiet: ``git -c core.pager=cat log``, ``git log --pretty=oneline``, ``git -c user.name=x commit``.

Facts: git(1), git-config(1) and the manual page of each subcommand, git 2.43.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.overlay import made
from guard.shell.unwrap import Opaque, RunArgv, RunText
from guard.shell.wrappers.grammar import joined, names, path_of, placed, quoted, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World

_GLOBAL = (
    "-c",
    "-C",
    "--git-dir",
    "--work-tree",
    "--namespace",
    "--super-prefix",
    "--config-env",
    "--attr-source",
)
RUNNING = (
    "core.pager", "core.sshcommand", "core.editor", "sequence.editor", "core.fsmonitor", "core.askpass",
    "core.gitproxy",
    "diff.external", "interactive.difffilter",
    "uploadpack.packobjectshook",
    "core.alternaterefscommand", "web.browser", "init.templatedir", "core.hookspath",
    "include.path",
)  # fmt: skip
"""Settings whose value runs."""
RUNNING_TAILS = {
    "pager": ("",), "diff": ("command", "textconv"), "difftool": ("cmd", "path"), "mergetool": ("cmd",
    "path"),
    "merge": ("driver",), "filter": ("clean", "smudge", "process"), "credential": ("helper",),
    "gpg": ("program", "defaultkeycommand"),
    "remote": ("uploadpack", "receivepack", "vcs"), "browser": ("cmd", "path"), "man": ("cmd", "path"),
    "trailer": ("command", "cmd"), "submodule": ("update",), "sendemail": ("tocmd", "cccmd", "headercmd",
    "smtpserver"),
    "hook": ("command",), "tar": ("command",), "guitool": ("cmd",),
}  # fmt: skip
_PLAIN = (
    "",
    "true",
    "false",
    "cat",
    "less",
    "none",
    "never",
    "auto",
    "manager",
    "store",
    "cache",
    "osxkeychain",
)
_EXPECTED = frozenset(
    names(
        "ssh git vim vi nvim nano emacs emacsclient code subl more most delta bat diff-so-fancy difft "
        "difftastic gpg gpg2 ssh-keygen gpgsm git-lfs gh glab meld vimdiff nvimdiff opendiff kdiff3 "
        "p4merge sed tee head col rebase merge checkout none : watchman git-credential-manager "
        "git-credential-store jq gofmt nbdime git-nbmergedriver git-nbdiffdriver nbstripout open xdg-open "
        "firefox"
    )
)
"""What people set there; they are judged by their own words."""
_OPEN_TO_ALL = ("/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/")  # noqa: S108

# subcommand: option names (long ones may be abbreviated) whose value is a text for a shell
TEXTS: dict[str, tuple[str, ...]] = {
    "rebase": ("-x", "--exec"), "ls-remote": ("--upload-pack", "--exec"), "fetch": ("--upload-pack",),
    "pull": ("--upload-pack",), "clone": ("--upload-pack", "-u"), "fetch-pack": ("--upload-pack", "--exec"),
    "push": ("--receive-pack", "--exec"), "send-pack": ("--receive-pack", "--exec"), "archive": ("--exec",),
    "difftool": ("-x", "--extcmd"), "filter-branch": (
        "--env-filter", "--tree-filter", "--index-filter", "--parent-filter", "--msg-filter",
        "--commit-filter",
        "--tag-name-filter", "--setup"),
    "send-email": ("--to-cmd", "--cc-cmd", "--header-cmd", "--smtp-server", "--sendmail-cmd"),
    "instaweb": ("-d", "--httpd", "-b", "--browser"), "daemon": ("--access-hook",), "shell": ("-c",),
    "help": (), "web--browse": ("-b", "--browser"), "remote-ext": (),
}  # fmt: skip
_TRANSPORTS = ("ls-remote", "fetch", "pull", "clone", "fetch-pack", "push", "send-pack", "archive")
"""Where the program is ``git-upload-pack`` or its like under another path, and anything else is odd."""
_MORE_VALUED: dict[str, tuple[str, ...]] = {
    "clone": (
        "-b", "-o", "-c", "--config", "--branch", "--depth", "--origin", "--template", "--reference", "-j",
        "--jobs", "--filter", "--separate-git-dir", "--shallow-since", "--shallow-exclude",
        "--reference-if-able", "--server-option", "--bundle-uri", "--ref-format", "--revision",
    ),
    "fetch": (
        "--depth", "--deepen", "-j", "--jobs", "-o", "--refmap", "--filter", "--shallow-since",
        "--negotiation-tip", "--shallow-exclude", "--server-option", "--submodule-prefix",
    ),
    "rebase": ("--onto", "-s", "--strategy", "-X", "--strategy-option", "-C"),
    "push": ("-o", "--push-option", "--repo"), "difftool": ("-t", "--tool"),
    "pull": ("--depth", "-s", "--strategy", "-X", "--strategy-option", "-j", "--jobs"),
}  # fmt: skip
_MORE_LONG: dict[str, tuple[str, ...]] = {
    "fetch": ("--update-shallow", "--update-head-ok"), "rebase": ("--edit-todo", "--empty"),
    "ls-remote": ("--exit-code",),
}  # fmt: skip
"""Long options that make an abbreviation ambiguous, so that git refuses it."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What this git command would run."""
    options = read_options(invocation.argv[1:], _GLOBAL, permute=False)
    words = options.operands
    subcommand = text_of(words[0]) if words else ""
    if subcommand in ("help", "version") or options.has("--version", "--help", "-h"):
        return
    settings = options.values("-c")
    yield from _settings(settings)
    yield from _places(options, invocation, world)
    yield from _alias(subcommand, words[1:], settings, invocation, world)
    yield from _subcommand(subcommand, words[1:])


def _settings(settings: Sequence[Value]) -> Iterator[Inner]:
    """``-c key=value`` where the key's value runs."""
    for setting in settings:
        key, equals, _ = setting.prefix.partition("=")
        value = tail(setting, len(key) + 1)
        if equals and runs(key):
            yield from of_setting(key, value)


def runs(key: str) -> bool:
    """Whether the value of a setting is a program or a text for a shell."""
    key = key.lower()
    if key in RUNNING or key.startswith("includeif."):
        return True
    section, _, rest = key.partition(".")
    return section in RUNNING_TAILS and any(rest.endswith(tail_) for tail_ in RUNNING_TAILS[section])


def of_setting(key: str, value: Value) -> Iterator[Inner]:
    """What a running setting runs."""
    text = value.text
    key = key.lower()
    if text is not None and (text in _PLAIN or text == "/dev/null"):
        return
    if key == "include.path" or key.startswith("includeif."):
        if text is None or text.startswith(_OPEN_TO_ALL):
            yield Opaque(f"git would follow the settings in {value.skeleton}, which may run programs")
    elif key in ("core.hookspath", "init.templatedir"):
        yield Opaque(f"git would run the hooks in {value.skeleton} ({key})")
    elif key.startswith("submodule.") and not (text or "!").startswith("!"):
        return
    elif "helper" in key and text is not None and not text.startswith("!"):
        yield RunText(known(text if "/" in text else "git credential-" + text), "sh")
    else:
        text_run = tail(value, 1) if value.prefix.startswith("!") else value
        yield RunText(text_run, "sh")
        first = (text_run.text or "?").strip().split(" ")[0].rsplit("/", 1)[-1]
        if first not in _PLAIN and first not in _EXPECTED:
            yield Opaque(f"git would run {text_run.skeleton} wherever it needs {key}")


def _places(options: Options, invocation: Invocation, world: World) -> Iterator[Inner]:
    """Other programs (``--exec-path``) and another repository, whose settings run."""
    for name, value in options.given:
        if name == "--exec-path" and value is not None and value.parts:
            yield Opaque(f"git would run its own programs from {value.skeleton}")
    for value in options.values("--config-env"):
        if runs(value.prefix.partition("=")[0]):
            yield Opaque(f"a setting of git that runs something is taken from a variable ({value.skeleton})")
    folder = path_of(options.value("--git-dir"), invocation)
    if folder is not None:
        from guard.git.configuration import parse_configuration

        text = world.read(folder + "/config")
        if text is not None:
            for key, setting in parse_configuration(text):
                if runs(key) and key.startswith("core."):
                    yield from of_setting(key, known(setting))
        if text is None and (folder + "/").startswith(_OPEN_TO_ALL):
            yield Opaque(f"git would follow the settings of {folder}, where anybody can write")


# ------------------------------------------------------------------------------------- aliases


def _alias(
    name: str, words: Sequence[Value], settings: Sequence[Value], invocation: Invocation, world: World
) -> Iterator[Inner]:
    if not name or name in BUILT_IN:
        return
    found = _alias_text(name, settings, invocation, world)
    if found is None or not found.parts:
        return
    if found.prefix.startswith("!"):
        shell = joined((tail(found, 1), *(quoted(w) for w in words)))
        yield RunText(shell, "sh", (tail(found, 1), *words), source=f"git alias {name}")
    else:
        yield RunText(
            joined((known("git"), found, *(quoted(w) for w in words))), "sh", source=f"git alias {name}"
        )


def _alias_text(name: str, settings: Sequence[Value], invocation: Invocation, world: World) -> Value | None:
    wanted = "alias." + name.lower()
    for setting in reversed(settings):
        key, equals, _ = setting.prefix.partition("=")
        if equals and key.lower() == wanted:
            return tail(setting, len(key) + 1)
    from guard.git.configuration import read_configuration
    from guard.shell.state import normal

    home = invocation.variable("HOME")
    files = _config_files(invocation.cwd, home.value.text if home is not None else None)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        told = invocation.variable(name)
        files += [placed(told.value.text, invocation.cwd)] if told is not None and told.value.text else []
    for path in files:  # grows by what is included
        entries = read_configuration(path, world) if world.exists(path) or made(world, path) else ()
        said = [value for key, value in entries if key == wanted]
        if said:
            return known(said[-1])  # the last of one file wins
        further = [value for key, value in entries if key == "include.path" and len(files) < INCLUDED]
        files += [normal(placed(value, path.rpartition("/")[0])) for value in further]
    return None


INCLUDED = 40
"""Files of configuration, those that others include among them."""


def _config_files(cwd: str | None, home: str | None) -> list[str]:
    files: list[str] = []
    folder = cwd
    for _ in range(16):
        if not folder:
            break
        files.append(folder.rstrip("/") + "/.git/config")
        if folder == "/":
            break
        folder = folder.rsplit("/", 1)[0] or "/"
    if home:
        files += [home + "/.gitconfig", home + "/.config/git/config"]
    return files


# --------------------------------------------------------------------------------- subcommands


def _subcommand(name: str, words: Sequence[Value]) -> Iterator[Inner]:
    if name == "bisect":
        if words and words[0].text == "run" and len(words) > 1:
            yield RunArgv(tuple(words[1:]))
    elif name == "submodule":
        yield from _foreach(words)
    elif name == "grep":
        yield from _grep(words)
    elif name == "init":
        template = read_options(words, ("--template", "-b", "--initial-branch")).value("--template")
        if template is not None and template.prefix.startswith(_OPEN_TO_ALL):
            yield Opaque(f"git would take hooks from {template.skeleton}, where anybody can write")
    elif name in TEXTS:
        names = TEXTS[name]
        long = [n for n in (*names, *_MORE_LONG.get(name, ())) if n.startswith("--")]
        options = read_options(words, (*names, *_MORE_VALUED.get(name, ())), long)
        for value in options.values(*names):
            yield RunText(value, "sh")
            if name in _TRANSPORTS and not (value.text or "").split(" ")[0].endswith("-pack"):
                yield Opaque(f"git {name} would run {value.skeleton} in place of its own transport")
        template = options.value("--template")
        if template is not None and template.prefix.startswith(_OPEN_TO_ALL):
            yield Opaque(f"git would take hooks from {template.skeleton}, where anybody can write")
        if name == "clone":
            yield from _settings(options.values("-c", "--config"))
        for word in options.operands:
            if word.prefix.startswith("ext::"):
                yield from _ext(tail(word, 5))


def _ext(address: Value) -> Iterator[Inner]:
    """``ext::COMMAND``: words at blanks, ``% `` is a blank inside a word (git-remote-ext(1))."""
    text = address.text
    if text is None:
        yield RunText(address, "sh")
        return
    plain = text.replace("%%", "\1").replace("% ", "\0")
    words = [word.replace("\0", " ").replace("\1", "%") for word in plain.split()]
    if words:
        yield RunArgv(tuple(known(word) for word in words))


def _foreach(words: Sequence[Value]) -> Iterator[Inner]:
    """``git submodule foreach [--recursive] COMMAND``: one word is a text, several are words."""
    rest = [w for w in words if w.text not in ("--quiet", "-q")]
    if not rest or rest[0].text != "foreach":
        return
    rest = rest[1:]
    while rest and rest[0].prefix.startswith("--"):
        rest.pop(0)
    if len(rest) == 1:
        yield RunText(rest[0], "sh")
    elif rest:
        yield RunArgv(tuple(rest))


def _grep(words: Sequence[Value]) -> Iterator[Inner]:
    """``git grep -O[PAGER]`` and ``--open-files-in-pager[=PAGER]``, which may be abbreviated."""
    for word in words:
        head = word.prefix
        if head == "--":
            return
        if head.startswith("-O") and len(head) > 2:
            yield from of_setting("core.pager", tail(word, 2))
        elif head.startswith("--op") and "=" in head:
            yield from of_setting("core.pager", tail(word, head.index("=") + 1))


BUILT_IN = frozenset(
    names(
        "add am annotate apply archive bisect blame branch bugreport bundle cat-file check-attr"
        " check-ignore check-mailmap checkout checkout-index cherry cherry-pick citool clean clone column"
        " commit commit-graph commit-tree config count-objects credential daemon describe diff diff-files"
        " diff-index diff-tree difftool fast-export fast-import fetch fetch-pack filter-branch"
        " fmt-merge-msg for-each-ref for-each-repo format-patch fsck gc grep gui hash-object help hook"
        " index-pack init instaweb interpret-trailers lfs log ls-files ls-remote ls-tree mailinfo"
        " mailsplit maintenance merge merge-base merge-file merge-index merge-tree mergetool mktag mktree"
        " multi-pack-index mv name-rev notes p4 pack-objects pack-redundant pack-refs patch-id prune"
        " prune-packed pull push range-diff read-tree rebase reflog remote repack replace request-pull"
        " rerere reset restore rev-list rev-parse revert rm send-email send-pack shell shortlog show"
        " show-branch show-index show-ref sparse-checkout stage stash status stripspace submodule subtree"
        " svn switch symbolic-ref tag unpack-file unpack-objects update-index update-ref"
        " update-server-info upload-archive var verify-commit verify-pack verify-tag version whatchanged"
        " worktree write-tree"
    )
)
"""Names that no alias can take."""
