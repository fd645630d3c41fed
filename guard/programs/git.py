"""git: which subcommand would run, where, and which file knows what it does.

Subcommands that only read are known first and cost nothing; the rest is read by ``git_discard.py`` (work
that is not committed), ``git_history.py`` (commits and refs), ``git_push.py`` (what leaves the machine),
``git_remote.py`` (where it goes) and ``git_config.py`` (settings that run programs or switch checks off).

Caught: ``git -C . reset --hard`` and ``git --git-dir=.git clean -fdx``: the settings before the subcommand do
not hide it.
Quiet: ``git status``, ``git log``, ``git commit``, ``git add``, ``git fetch``, ``git clean --help``.

Lost: as the file of the subcommand says.
Back: ``git reflog`` for what was committed once; nothing for what never was.
Instead: ``git stash push`` before anything that replaces the work tree.

Facts: git(1) and the page of each subcommand, git 2.39 to 2.51.
"""

from __future__ import annotations

import os

from guard.frozen import frozen, replace
from guard.model import Effect, Place, Resource, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.git import Repository
    from guard.model import Invocation, Value
    from guard.world import World

QUIET = frozenset((
        "status", "log", "diff", "show", "blame", "annotate", "ls-files", "ls-tree", "rev-parse",
        "rev-list", "describe", "shortlog", "cat-file", "for-each-ref", "show-ref", "name-rev",
        "merge-base", "grep", "whatchanged", "count-objects", "var", "version", "help", "check-ignore",
        "check-attr", "check-ref-format", "diff-tree", "diff-index", "diff-files", "range-diff", "cherry",
        "verify-commit", "verify-tag", "show-branch", "fsck", "add", "init", "fetch", "clone", "ls-remote",
        "bisect", "notes", "mv", "hash-object", "write-tree", "mktree", "commit-tree", "read-tree",
        "merge-tree", "patch-id", "rerere", "stripspace", "interpret-trailers", "column", "mailinfo",
        "mailsplit", "am", "apply", "cherry-pick", "revert", "merge", "pull", "bundle", "format-patch",
        "archive", "request-pull", "send-email", "instaweb", "gitk", "gui", "citool", "difftool",
        "mergetool", "maintenance", "pack-refs", "repack", "multi-pack-index", "commit-graph", "index-pack",
        "unpack-objects", "update-server-info", "sparse-checkout", "lfs", "svn", "p4", "flow", "credential",
        "daemon", "http-backend", "shell", "stage", "cherry", "show-index", "get-tar-commit-id", "diagnose",
        "bugreport", "for-each-repo", "version-ref",
    ))  # fmt: skip
"""Subcommands that lose nothing: they read, add, or refuse to overwrite. Options that change this stand in
``WRITING_OPTIONS``; options that run programs are followed by ``shell/wrappers/git.py``."""

HANDLERS = {
    "reset": "git_discard", "checkout": "git_discard", "restore": "git_discard", "switch": "git_discard",
    "clean": "git_discard", "stash": "git_discard", "rm": "git_discard", "worktree": "git_discard",
    "submodule": "git_discard", "checkout-index": "git_discard", "read-tree": "git_discard",
    "fetch": "git_history",
    "branch": "git_history", "tag": "git_history", "update-ref": "git_history", "symbolic-ref": "git_history",
    "rebase": "git_history", "commit": "git_history", "filter-branch": "git_history",
    "filter-repo": "git_history",
    "reflog": "git_history", "gc": "git_history", "prune": "git_history", "replace": "git_history",
    "fast-import": "git_history", "merge": "git_history", "cherry-pick": "git_history", "am": "git_history",
    "revert": "git_history", "pull": "git_history", "lfs": "git_history", "notes": "git_history",
    "push": "git_push", "remote": "git_remote", "send-pack": "git_push", "subtree": "git_push",
    "config": "git_config", "update-index": "git_config", "sparse-checkout": "git_discard",
    "apply": "git_discard", "mv": "git_discard",
}  # fmt: skip

WRITING_OPTIONS = ("--output", "-o", "--lost-found")

_VALUED = (
    "-C", "-c", "--git-dir", "--work-tree", "--exec-path", "--namespace", "--super-prefix", "--config-env",
    "--attr-source", "--list-cmds",
)  # fmt: skip


@frozen
class Call:
    """One git command line, read."""

    subcommand: str
    words: tuple[Value, ...]
    """What follows the subcommand."""
    invocation: Invocation
    directory: str | None
    """Where git would work; ``None`` where that is not known."""
    repository: Repository | None
    """``None`` where there is none, or where it could not be found."""
    settings: tuple[tuple[str, Value], ...] = ()
    """``-c key=value``, keys in lower case."""

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(word.skeleton for word in self.words)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this git would lose, send or switch off."""
    words = invocation.argv
    first = words[1].text if len(words) > 1 else None
    if first in QUIET and first not in HANDLERS and not _writes(words):
        return
    if first == "fetch" and not any(":" in word.prefix for word in words[2:]):
        return  # without a refspec it writes what git keeps of the remote
    call = read_call(invocation, world)
    if call is None:
        return
    yield from _global_effects(call)
    if not call.subcommand:
        yield _unknown(call)
        return
    if any(text in ("--help", "-h") for text in _before_dashes(call)):
        return
    yield from _output_files(call)
    module = HANDLERS.get(call.subcommand)
    if module is not None:
        rules = __import__("guard.programs." + module, fromlist=("effects_of",))
        yield from rules.effects_of(call, world)


def _writes(words: tuple[Value, ...]) -> bool:
    return any(word.prefix.startswith(WRITING_OPTIONS) for word in words[2:])


def _before_dashes(call: Call) -> tuple[str, ...]:
    texts = call.texts
    return texts[: texts.index("--")] if "--" in texts else texts


def read_call(invocation: Invocation, world: World) -> Call | None:
    """The command line as git reads it; ``None`` where git would only print something about itself."""
    words = list(invocation.argv[1:])
    program = invocation.program
    directory = invocation.cwd
    git_dir: Value | None = None
    settings: list[tuple[str, Value]] = []
    if program.startswith("git-"):
        words.insert(0, known(program[4:]))
    while words and words[0].prefix.startswith("-"):
        option = words.pop(0)
        name, equals, _ = option.prefix.partition("=")
        if name in ("--version", "--help", "-h", "-v", "--html-path", "--man-path", "--info-path") or (
            name == "--exec-path" and not equals
        ):
            return None
        value = _after_equals(option) if equals else (words.pop(0) if name in _VALUED and words else None)
        if value is None:
            continue
        if name == "-C":
            directory = _joined(directory, value)
        elif name == "-c":
            settings.append(_setting(value))
        elif name == "--git-dir":
            git_dir = value
    if not words:
        return None
    subcommand = words[0].text
    repository = _repository(directory, git_dir, invocation, world)
    call = Call(subcommand or "", tuple(words[1:]), invocation, directory, repository, tuple(settings))
    return _unaliased(call, world)


def _after_equals(word: Value) -> Value:
    head = word.prefix.partition("=")[2]
    return replace(word, parts=((head,) if head else ()) + word.parts[1:])


def _joined(directory: str | None, value: Value) -> str | None:
    if value.text is None or (directory is None and not value.text.startswith("/")):
        return None
    return os.path.normpath(os.path.join(directory or "/", value.text))


def _setting(value: Value) -> tuple[str, Value]:
    key, equals, _ = value.prefix.partition("=")
    return key.lower(), _after_equals(value) if equals else known("true")


def _repository(
    directory: str | None, git_dir: Value | None, invocation: Invocation, world: World
) -> Repository | None:
    variable = invocation.variable("GIT_DIR")
    named = git_dir or (variable.value if variable is not None else None)
    if named is not None and named.text and directory is not None:
        path = os.path.join(directory, named.text)
        return world.repository(
            os.path.dirname(path.rstrip("/")) if path.rstrip("/").endswith(".git") else path
        )
    return world.repository(directory) if directory is not None else None


def _unaliased(call: Call, world: World) -> Call:
    """An alias replaced by what it stands for, where ``-C`` or ``--git-dir`` lead elsewhere. Others,
    and those that
    begin with ``!``, are followed by ``shell/wrappers/git.py``."""
    set_here = call.repository is not None and call.repository.said("alias." + call.subcommand.lower())
    if call.directory == call.invocation.cwd and not set_here:
        return call
    for _ in range(5):
        if call.subcommand in HANDLERS or call.subcommand in QUIET or not call.subcommand:
            return call
        body = _alias(call, world)
        if body is None or not body or body.startswith("!"):
            return call
        parts = [known(word) for word in _split(body)]
        call = replace(call, subcommand=parts[0].text or "", words=(*parts[1:], *call.words))
    return call


def _alias(call: Call, world: World) -> str | None:
    key = "alias." + call.subcommand.lower()
    for name, value in reversed(call.settings):
        if name == key:
            return value.text
    if call.repository is not None:
        return call.repository.configured(key)
    from guard.git.repository import personal_configuration

    found = [value for name, value in personal_configuration(world) if name == key]
    return found[-1] if found else None


def _split(body: str) -> list[str]:
    """The words of an alias: split at blanks, quotes taken away (git's own ``split_cmdline``)."""
    words: list[str] = []
    current, quote, begun = "", "", False
    for char in body:
        if quote:
            if char == quote:
                quote = ""
            else:
                current += char
        elif char in "'\"":
            quote, begun = char, True
        elif char.isspace():
            if current or begun:
                words.append(current)
            current, begun = "", False
        else:
            current += char
    return [*words, current] if current or begun else words


def _global_effects(call: Call) -> Iterator[Effect]:
    if not call.settings:
        return
    from guard.programs.git_config import of_settings

    yield from of_settings(call)


def _unknown(call: Call) -> Effect:
    words = call.invocation.argv
    named = next((word for word in words[1:] if word.holes), words[-1])
    return Effect(
        rule="git.unknown", operation="unknown", resource=Resource("command", f"git {named.skeleton}", named),
        place=Place("none"), by=call.invocation, why=f"the subcommand {named.skeleton} is not known",
        span=call.invocation.span,
    )  # fmt: skip


def _output_files(call: Call) -> Iterator[Effect]:
    """``git diff --output=FILE``, ``git archive -o FILE``: files that git writes itself."""
    if call.subcommand not in ("diff", "log", "show", "archive", "whatchanged", "diff-tree", "diff-index"):
        return
    from guard.programs.files import path_effect

    for position, word in enumerate(call.words):
        if word.text == "--":
            return
        name, equals, _ = word.prefix.partition("=")
        archive = call.subcommand == "archive"
        if name == "--output" or (name == "-o" and archive) or (archive and word.prefix.startswith("-o")):
            value = (
                _after_equals(word)
                if equals
                else (call.words[position + 1] if position + 1 < len(call.words) else None)
            )
            if value is not None:
                by = replace(call.invocation, cwd=call.directory)
                yield path_effect("git.output", "overwrite", value, by, act="overwrite", follow=True)


def git_place(call: Call, **hints: str) -> Place:
    """Where an effect on this repository lands (``targets/git_repository.py``)."""
    found = tuple((name.replace("_", "-"), known(value)) for name, value in hints.items())
    if call.directory is not None:
        found = (("directory", known(call.directory)), *found)
    return Place("git", "git", found)
