"""git commands that throw away work which is not committed.

Caught: ``git reset --hard``, ``git checkout -- .``, ``git checkout src/a.py``, ``git restore .``, ``git
switch --discard-changes main``, ``git clean -fdx``, ``git stash clear``, ``git rm -f src/a.py``, ``git
worktree remove --force`` where there is something to lose.
Also ``git submodule add /srv/other sub``, whose source is a folder of this machine.
Quiet: all of them on a clean tree, ``git restore --staged .``, ``git checkout -``, ``git switch -c x``, ``git
clean -n``, ``git stash push``.

Lost: work that was never committed.
Back: Nothing in git, except a dropped stash for some weeks (``git fsck --unreachable``).
Instead: ``git stash push -u``, or ``git clean -n`` to see what would go.

Facts: git-reset(1), git-checkout(1), git-restore(1), git-switch(1), git-clean(1), git-stash(1), git-rm(1),
git-worktree(1), git-submodule(1).
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import Effect, Resource
from guard.programs.git import git_place
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.git import Repository
    from guard.model import Operation, Place, Value
    from guard.programs.git import Call
    from guard.world import World


WHOLE = {
    "stash": "the latest stash", "stashes": "every stash", "worktree": "", "branch": "",
    "submodules": "every submodule",
}  # fmt: skip
"""What is lost where no path is named, if it is not the work tree."""


def effects_of(call: Call, world: World) -> Iterator[Effect]:
    """What this subcommand discards."""
    reader = READERS.get(call.subcommand)
    if reader is not None:
        yield from reader(call, world)


def discard(
    call: Call,
    rule: str,
    loses: str,
    paths: Sequence[Value] = (),
    operation: Operation = "delete",
    *,
    tree: Value | None = None,
    which: str = "",
    directories: bool = False,
    nested: bool = False,
    spared: Sequence[Value] = (),
) -> Effect:
    """An effect whose weight is what the repository holds when it happens (``targets/git_repository.py``).

    ``loses``: ``unstaged``, ``tracked``, ``untracked``, ``stash``, ``stashes``, ``worktree``, ``branch``, …
    """
    given = {
        "loses": loses, "which": which, "directories": "yes" if directories else "",
        "nested": "yes" if nested else "", "tree": "" if tree is None else tree.skeleton,
    }  # fmt: skip
    place: Place = git_place(call, **{name: text for name, text in given.items() if text})
    named = (*(("path", path) for path in paths), *(("spared", pattern) for pattern in spared))
    place = replace(place, hints=(*place.hints, *named))
    shown = " ".join(path.skeleton for path in paths)
    holed = next((path for path in paths if path.text is None), None)
    if loses == "commits":
        shown = "commits that no other branch has"
    thing = Resource(loses, shown or WHOLE.get(loses, "the whole work tree"), holed)
    return Effect(
        rule=rule, operation=operation, resource=thing,
        place=place, by=call.invocation, tags=("T1485",), span=call.invocation.span,
        certainty=call.invocation.certainty,
    )  # fmt: skip


def _reset(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(call.words, ("--pathspec-from-file", "-U", "--unified"), _RESET)
    mode = options.last("--hard", "--soft", "--mixed", "--keep", "--merge")
    if mode == "--hard":
        yield discard(call, "git.reset-hard", "tracked")
        if options.operands and options.operands[0].text not in ("HEAD", "@", "HEAD~0", "HEAD^0"):
            yield discard(call, "git.reset-commits", "commits", tree=options.operands[0])
    elif mode == "--merge":
        yield discard(call, "git.reset-merge", "staged")


_RESET = ("--hard", "--soft", "--mixed", "--keep", "--merge", "--patch", "--quiet", "--intent-to-add",
          "--no-refresh", "--refresh", "--recurse-submodules", "--pathspec-file-nul")  # fmt: skip
_CHECKOUT = (
    "--force", "--quiet", "--progress", "--ours", "--theirs", "--detach", "--track", "--no-track", "--guess",
    "--no-guess", "--merge", "--patch", "--ignore-skip-worktree-bits", "--overlay", "--no-overlay",
    "--ignore-other-worktrees", "--overwrite-ignore", "--no-overwrite-ignore", "--recurse-submodules",
    "--discard-changes", "--staged", "--worktree", "--ignore-unmerged", "--create", "--force-create",
)  # fmt: skip


def _checkout(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(
        call.words, ("-b", "-B", "--orphan", "--conflict", "--pathspec-from-file"), _CHECKOUT
    )
    if options.has("-p", "--patch"):
        return
    new_branch = options.value("-b", "-B", "--orphan")
    if new_branch is not None:
        yield from _moved(call, options.value("-B"), options)
        _now_on(call, new_branch)
        if options.has("-f", "--force"):
            yield discard(call, "git.checkout-force", "tracked")
        return
    tree, paths = _tree_and_paths(options, call.repository, call.directory, world)
    if options.has("--pathspec-from-file"):
        yield discard(call, "git.checkout-paths", "tracked")
    elif paths:
        yield discard(
            call, "git.checkout-paths", "tracked" if tree is not None else "unstaged", paths, tree=tree
        )
    elif options.has("-f", "--force"):
        yield discard(call, "git.checkout-force", "tracked")
    elif tree is not None:
        _now_on(call, tree)


def _now_on(call: Call, branch: Value) -> None:
    """What follows in the same text happens on the branch that is checked out here."""
    if call.repository is not None and branch.text and branch.text != "-":
        call.repository.switch(branch.text)


def _tree_and_paths(
    options: Options, repository: Repository | None, directory: str | None, world: World
) -> tuple[Value | None, tuple[Value, ...]]:
    """``[<tree-ish>] [--] <pathspec>…`` as git tells them apart: what is a revision is one, unless ``--``
    says otherwise; what is none and is a file is a path."""
    operands = options.operands
    if options.after_dashes >= 0:
        before = operands[: options.after_dashes]
        return (before[0] if before else None), operands[options.after_dashes :]
    if not operands:
        return None, ()
    first = operands[0]
    if first.text is None:
        return first, operands[1:]
    if _is_revision(first.text, repository):
        return first, operands[1:]
    if len(operands) > 1 or first.glob or _is_path(first.text, directory, world):
        return None, operands
    return first, ()


def _is_revision(text: str, repository: Repository | None) -> bool:
    if text in ("-", "HEAD", "@") or any(mark in text for mark in ("~", "^", "@{", "...")):
        return True
    if repository is None:
        return False
    spaces = ("refs/heads/", "refs/tags/", "refs/remotes/", "")
    if any(text.startswith("refs/") or space for space in spaces) and any(
        repository.has_ref(space + text) for space in spaces if space or text.startswith("refs/")
    ):
        return True
    return 7 <= len(text) <= 64 and all(char in "0123456789abcdef" for char in text)


def _is_path(text: str, directory: str | None, world: World) -> bool:
    if text in (".", "..", ":/", ":") or text.endswith("/") or text.startswith(("./", "../", ":(")):
        return True
    return directory is not None and world.stat(os.path.join(directory, text)) is not None


def _restore(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(
        call.words, ("-s", "--source", "--conflict", "--pathspec-from-file"), (*_CHECKOUT, "--source")
    )
    staged = options.has("-S", "--staged")
    if options.has("-p", "--patch") or (staged and not options.has("-W", "--worktree")):
        return
    loses = "tracked" if staged or options.has("-s", "--source") else "unstaged"
    yield discard(call, "git.restore", loses, options.operands, tree=options.value("-s", "--source"))


def _switch(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(
        call.words, ("-c", "-C", "--create", "--force-create", "--orphan", "--conflict"), _CHECKOUT
    )
    if options.has("-f", "--force", "--discard-changes"):
        yield discard(call, "git.switch-discard", "tracked")
    branch = options.value("-c", "-C", "--create", "--force-create", "--orphan")
    yield from _moved(call, options.value("-C", "--force-create"), options)
    target = branch or (options.operands[0] if options.operands else None)
    if target is not None:
        _now_on(call, target)


def _moved(call: Call, branch: Value | None, options: Options) -> Iterator[Effect]:
    """``checkout -B``, ``switch -C``: a branch that is there begins anew somewhere else."""
    here = call.repository.branch if call.repository is not None else ""
    if branch is not None and (options.operands or branch.text != here):
        yield discard(call, "git.branch-move", "branch", (branch,), "overwrite")


def _clean(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(
        call.words, ("-e", "--exclude"), ("--force", "--dry-run", "--quiet", "--interactive", "--exclude")
    )
    if options.has("-n", "--dry-run") or options.has("-i", "--interactive"):
        return
    forced = options.has("-f", "--force")
    if not forced and not _no_force_needed(call):
        return
    which = "ignored" if options.has("-X") else "all" if options.has("-x") else "untracked"
    yield discard(
        call, "git.clean", "untracked", options.operands, which=which,
        directories=options.has("-d"), nested=_times(options, "-f") > 1,
        spared=options.values("-e", "--exclude"),
    )  # fmt: skip


def _times(options: Options, name: str) -> int:
    return sum(1 for given, _ in options.given if given == name)


def _no_force_needed(call: Call) -> bool:
    for name, value in call.settings:
        if name == "clean.requireforce":
            return value.text in ("false", "no", "0", "off", None)
    setting = call.repository.configured("clean.requireforce") if call.repository else None
    return setting in ("false", "no", "0", "off")


def _stash(call: Call, world: World) -> Iterator[Effect]:
    verb = call.words[0].text if call.words else "push"
    if verb is None:
        yield discard(call, "git.stash", "stashes")
        return
    if verb.startswith("-") or verb in ("push", "save"):
        if call.repository is None:
            return
        call.repository.say("guard.stashed", "yes")
        options = read_options(call.words, ("-m", "--message", "--pathspec-from-file"))
        paths = [word for word in options.operands if word.text != verb]
        yield discard(call, "git.stash-push", "settings", paths, operation="update")
        return
    pushed = call.repository is not None and call.repository.configured("guard.stashed") == "yes"
    if pushed and verb in ("clear", "drop"):
        yield discard(call, f"git.stash-{verb}", "everything")
    if verb == "clear":
        yield discard(call, "git.stash-clear", "stashes")
    elif verb == "drop" and not pushed:
        yield discard(call, "git.stash-drop", "stash")
    elif verb == "pop" and not pushed:
        yield discard(call, "git.stash-pop", "mixed", operation="update")


def _rm(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(
        call.words, ("--pathspec-from-file",), ("--force", "--cached", "--dry-run", "--quiet")
    )
    if options.has("-n", "--dry-run") or options.has("--cached"):
        return
    if options.has("-f", "--force"):
        yield discard(call, "git.rm-force", "tracked", options.operands)


def _worktree(call: Call, world: World) -> Iterator[Effect]:
    verb = call.words[0].text if call.words else ""
    options = read_options(
        call.words[1:], ("--reason", "--expire", "-b", "-B"), ("--force", "--dry-run", "--verbose")
    )
    if verb == "add" and options.value("-B") is not None:
        yield discard(call, "git.branch-move", "branch", (options.values("-B")[-1],), "overwrite")
    if verb != "remove" or not options.has("-f", "--force"):
        return
    yield discard(call, "git.worktree-remove", "worktree", options.operands)


def _submodule(call: Call, world: World) -> Iterator[Effect]:
    words = [word for word in call.words if word.text not in ("--quiet", "-q")]
    verb = words[0].text if words else ""
    options = read_options(words[1:], ("--reference", "--depth", "-j", "--jobs", "-b", "--branch", "--name"),
                           ("--force", "--all", "--init", "--recursive", "--remote"))  # fmt: skip
    if verb == "deinit" and options.has("-f", "--force"):
        yield discard(call, "git.submodule-deinit", "submodules", options.operands)
    elif verb == "update" and options.has("-f", "--force"):
        yield discard(call, "git.submodule-update", "submodules", options.operands)
    elif verb == "add" and options.operands and _lies_here(options.operands[0].prefix, call.repository):
        from guard.programs.git_history import act

        why = "what lies in a repository on this machine becomes part of this one, its links included; "
        why += "git refuses a submodule by path for that reason (protocol.file.allow)"
        instead = "git submodule add with the URL that the repository has on its server"
        source = options.operands[0].skeleton
        yield act(call, "git.submodule-of-a-path", "execute", "repository", source, "R2", "B1", "",
                  why, instead, ("unknown-code",))  # fmt: skip


def _lies_here(source: str, repository: Repository | None) -> bool:
    """Whether a submodule's source is a path. ``./x`` and ``../x`` are relative to the superproject's own
    remote, and to its folder where it has none."""
    if source.startswith(("./", "../")):
        from guard.git.addresses import is_local

        remotes = dict(repository.remotes) if repository is not None else {}
        remote = remotes.get("origin") or next(iter(remotes.values()), "")
        return not remote or is_local(remote)
    return source.startswith(("/", "~", "file:"))


def _plumbing(call: Call, world: World) -> Iterator[Effect]:
    texts = call.texts
    if call.subcommand == "checkout-index":
        options = read_options(call.words, ("--prefix", "--stage"), ("--force", "--all", "--index"))
        if options.has("-f", "--force") and not options.has("--prefix"):
            yield discard(
                call, "git.checkout-index", "unstaged", () if options.has("-a", "--all") else options.operands
            )
    elif "--reset" in texts and "-u" in texts and "-n" not in texts:
        yield discard(call, "git.read-tree-reset", "tracked")


def _mv(call: Call, world: World) -> Iterator[Effect]:
    options = read_options(call.words, (), ("--force", "--dry-run", "--verbose"))
    if not options.has("-f", "--force") or options.has("-n", "--dry-run") or len(options.operands) < 2:
        return
    yield discard(call, "git.mv-force", "tracked", (options.operands[-1],), "overwrite")


def _apply(call: Call, world: World) -> Iterator[Effect]:
    """``git diff | git apply -R`` takes back what is not committed; a patch from elsewhere is applied."""
    options = read_options(call.words, ("-C", "-p", "--directory", "--exclude", "--include"))
    if not options.has("-R", "--reverse") or options.has("--check", "--stat", "--numstat", "--cached"):
        return
    stream = call.invocation.stdin
    sources = stream.producers if stream is not None else ()
    if any(p.program == "git" and p.words[1:] in (("diff",), ("diff", "HEAD")) for p in sources):
        yield discard(call, "git.apply-reverse", "unstaged")


READERS = {
    "reset": _reset, "checkout": _checkout, "restore": _restore, "switch": _switch, "clean": _clean,
    "stash": _stash, "rm": _rm, "worktree": _worktree, "submodule": _submodule, "checkout-index": _plumbing,
    "read-tree": _plumbing, "mv": _mv, "apply": _apply,
}  # fmt: skip
