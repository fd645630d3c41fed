"""git commands that lose commits, refs, or the ways to get them back, and those that skip hooks.

Caught: ``git branch -D feature/x`` whose commits are nowhere else, ``git update-ref -d
refs/heads/feature/x``, ``git branch -f feature/x main``, ``git fetch origin +main:feature/x``, ``git
filter-branch --all``, ``git reflog expire --expire=now --all``, ``git gc --prune=now``, ``git commit
--no-verify -m x``.
Quiet: ``git branch -d feature/x`` (refuses what is not merged), ``git branch -D merged`` (a branch whose
commits are elsewhere), ``git commit --amend --no-edit``, ``git rebase main``, ``git tag -d v1`` (the reflog
and the printed hash bring them back), ``git gc``.

Lost: commits that no ref names any more, and the reflog that would lead to them.
Back: ``git reflog`` while it lasts; after ``gc --prune=now`` only another clone.
Instead: ``git branch -d`` (refuses what is not merged), a tag before rewriting.

Facts: git-branch(1), git-update-ref(1), git-reflog(1) (90 and 30 days), git-gc(1) (two weeks),
git-filter-branch(1), git-filter-repo(1) (expires reflogs and repacks), githooks(5) (``--no-verify``).
"""

from __future__ import annotations

from guard.model import Effect, Resource, known
from guard.programs.git import git_place
from guard.programs.git_discard import discard
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Mark, Operation, Recoverability, Value
    from guard.programs.git import Call
    from guard.world import World


def effects_of(call: Call, world: World) -> Iterator[Effect]:
    """What this subcommand loses."""
    yield from skipped_hooks(call)
    if call.subcommand == "commit" and "--dry-run" not in call.texts:
        yield act(call, "git.commit", "create", "commit", "", "R1", "B0", "", instead="git status")
    reader = READERS.get(call.subcommand)
    if reader is not None:
        yield from reader(call)


def act(
    call: Call,
    rule: str,
    operation: Operation,
    kind: str,
    identity: str,
    recoverability: Recoverability,
    blast: Blast,
    loss: str,
    why: str = "",
    instead: str = "",
    marks: tuple[Mark, ...] = (),
) -> Effect:
    """An effect on the repository whose weight the act itself decides."""
    return Effect(
        rule=rule, operation=operation, resource=Resource(kind, identity), place=git_place(call),
        by=call.invocation,
        recoverability=recoverability, blast=blast, loss=loss, why=why, instead=instead, marks=marks,
        tags=("T1485",), span=call.invocation.span, certainty=call.invocation.certainty,
    )  # fmt: skip


_COMMIT_VALUED = (
    "-m", "-F", "-C", "-c", "-t", "--message", "--file", "--author", "--date", "--fixup", "--squash",
    "--reuse-message", "--reedit-message", "--template", "--cleanup", "--trailer", "--pathspec-from-file",
)  # fmt: skip
_COMMIT_LONG = (
    "--all", "--amend", "--no-verify", "--verify", "--no-edit", "--edit", "--allow-empty", "--signoff",
    "--quiet", "--verbose", "--dry-run", "--patch", "--no-gpg-sign", "--no-signoff", "--no-status",
    "--no-post-rewrite", "--only", "--include",
)  # fmt: skip
_SKIPPING = {
    "commit": ("-n", "--no-verify"), "merge": ("--no-verify",), "push": ("--no-verify",),
    "am": ("--no-verify",),
    "rebase": ("--no-verify",), "pull": ("--no-verify",),
}  # fmt: skip
_VALUED = {
    "commit": _COMMIT_VALUED, "push": ("--repo", "-o", "--push-option", "--receive-pack", "--exec"),
    "merge": ("-m", "-F", "-s", "-X", "--strategy", "--strategy-option", "--into-name"),
    "rebase": ("-s", "-X", "-x", "--exec", "--onto", "-C"), "am": ("-C", "-p"),
    "pull": ("-s", "-X", "-j", "--depth", "--strategy", "--strategy-option"),
}  # fmt: skip


def skipped_hooks(call: Call) -> Iterator[Effect]:
    """``--no-verify``: the repository's own checks (secret scans among them) would not run."""
    flags = _SKIPPING.get(call.subcommand)
    if flags is None:
        return
    options = read_options(
        call.words, _VALUED[call.subcommand], _COMMIT_LONG if call.subcommand == "commit" else ()
    )
    if options.last(*flags, "--verify") not in flags:
        return
    yield act(
        call, "git.no-verify", "unprotect", "hooks", "the repository's hooks", "R1", "B1",
        "the checks that run before each commit or push", "the hooks are skipped",
        _with_hooks(call, flags), ("local-bypass",),
    )  # fmt: skip


def _with_hooks(call: Call, flags: tuple[str, ...]) -> str:
    """The same without the flag, which may stand among other letters (``-nm``); empty where it is forced."""
    words = [text for text in call.texts if text not in flags]
    for at, word in enumerate(words):
        letters = word[1:].partition("m")[0] if word[:1] == "-" and word[:2] != "--" else ""
        if "-n" in flags and "n" in letters:
            words[at] = word.replace("n", "", 1)
            break
    forced = any(word.startswith(("-f", "--force", "+")) or word == "--mirror" for word in words)
    return "" if forced else " ".join(("git", call.subcommand, *map(_typed, words)))


def _typed(word: str) -> str:
    """A word as it is typed, in quotes where the shell would split or read it."""
    plain = word and all(c.isalnum() or c in "-_./=:@%+," for c in word)
    return word if plain else "'" + word.replace("'", "'\\''") + "'"


# ------------------------------------------------------------------------------------- refs


def _branch(call: Call) -> Iterator[Effect]:
    options = read_options(
        call.words,
        (
            "-u", "--set-upstream-to", "--contains", "--no-contains", "--merged", "--no-merged",
            "--points-at", "--sort", "--format",
        ),
        (
            "--delete", "--force", "--remotes", "--all", "--move", "--copy", "--list", "--edit-description",
            "--verbose", "--unset-upstream", "--show-current", "--track", "--no-track",
        ),
    )  # fmt: skip
    if options.has("-r", "--remotes"):
        return
    forced = options.has("-D") or (options.has("-d", "--delete") and options.has("-f", "--force"))
    if forced:
        for name in options.operands:
            yield discard(call, "git.branch-delete", "branch", (name,))
        return
    renamed = options.has("-M") or (options.has("-m", "--move") and options.has("-f", "--force"))
    copied = options.has("-C") or (options.has("-c", "--copy") and options.has("-f", "--force"))
    if (renamed or copied) and options.operands:
        yield discard(call, "git.branch-rename", "branch", (options.operands[-1],), "overwrite")
    elif options.has("-f", "--force") and options.operands and not options.has("-u", "--set-upstream-to"):
        yield discard(call, "git.branch-move", "branch", (options.operands[0],), "overwrite")


def _fetched(call: Call) -> Iterator[Effect]:
    """``git fetch origin +main:wip``: a branch of this repository is moved whatever it holds."""
    options = read_options(
        call.words,
        ("--depth", "--deepen", "--shallow-since", "--shallow-exclude", "-j", "--jobs", "--refmap", "-o",
         "--server-option", "--upload-pack", "--negotiation-tip", "--recurse-submodules-default", "--filter"),
    )  # fmt: skip
    forced = options.has("-f", "--force")
    for refspec in options.operands[1:]:
        text = refspec.text or ""
        source, colon, branch = text.removeprefix("+").partition(":")
        branch = branch.removeprefix("refs/heads/")
        kept = not branch or branch.startswith("refs/") or source.startswith("refs/tags/")
        if colon and not kept and (forced or text.startswith("+")):
            yield discard(call, "git.fetch-over", "branch", (known(branch),), "overwrite")


ENDINGS = ("start", "prepare", "commit", "abort", "option")
"""Lines of ``--stdin`` that change no ref (git-update-ref(1))."""


def _update_ref(call: Call) -> Iterator[Effect]:
    options = read_options(call.words, ("-m",))
    if options.has("--stdin"):
        stream = call.invocation.stdin
        text = stream.text.text if stream is not None and stream.text is not None else None
        lines = [line.split() for line in (text or "").splitlines() if line.strip()]
        if lines and all(words[0] in ("create", "verify", *ENDINGS, "delete") for words in lines):
            for words in lines:
                if words[0] == "delete" and len(words) > 1:
                    yield from _deleted_ref(call, known(words[1]))
            return
        yield act(call, "git.update-ref", "update", "refs", "refs read from standard input", "R3", "B1",
                  "the commits that these refs hold", instead="git for-each-ref")  # fmt: skip
    if not options.has("-d") or not options.operands:
        return
    yield from _deleted_ref(call, options.operands[0])


def _deleted_ref(call: Call, name: Value) -> Iterator[Effect]:
    text = name.text
    if text == "refs/stash":
        yield discard(call, "git.stash-clear", "stashes")
    elif text == "HEAD" and call.repository is not None and call.repository.branch:
        yield discard(call, "git.ref-delete", "branch", (known(call.repository.branch),))
    elif text is None or text.startswith("refs/heads/"):
        yield discard(call, "git.ref-delete", "branch", (_without_prefix(name),))


def _without_prefix(name: Value) -> Value:
    from guard.frozen import replace

    return replace(name, parts=(name.prefix.removeprefix("refs/heads/"), *name.parts[1:]))


# ---------------------------------------------------------------------------------- recovery


_NOW = ("now", "all", "0", "0.seconds.ago", "0.days.ago", "1.second.ago", "now.0")


def _reflog(call: Call) -> Iterator[Effect]:
    verb = call.words[0].text if call.words else ""
    options = read_options(
        call.words[1:], ("--expire", "--expire-unreachable"),
        ("--all", "--dry-run", "--rewrite", "--updateref", "--stale-fix"),
    )  # fmt: skip
    if options.has("-n", "--dry-run"):
        return
    if verb == "expire" and any(_is_now(v) for v in options.values("--expire", "--expire-unreachable")):
        yield act(
            call, "git.reflog-expire", "delete", "reflog", "the reflog", "R4", "B2",
            "the record from which lost commits are found again",
            "nothing that a reset or a rebase took away could "
            "be found any more", "git reflog expire --dry-run --expire=now --all", ("protection",),
        )  # fmt: skip
    elif verb == "delete":
        yield act(call, "git.reflog-delete", "delete", "reflog", " ".join(call.texts[1:]), "R3", "B1",
                  "entries of the reflog", instead="git reflog")  # fmt: skip


def _is_now(value: Value) -> bool:
    return value.text is None or value.text in _NOW or value.text.startswith(("now", "0."))


def _gc(call: Call) -> Iterator[Effect]:
    options = read_options(
        call.words, ("--expire",),
        (
            "--aggressive", "--auto", "--quiet", "--force", "--prune", "--no-prune", "--dry-run",
            "--keep-largest-pack",
        ),
    )  # fmt: skip
    if options.has("-n", "--dry-run"):
        return
    if call.subcommand == "gc":
        pruned = options.value("--prune")
        named = [value for name, value in call.settings if name == "gc.pruneexpire"]
        sharp = (pruned is not None and _is_now(pruned)) or any(_is_now(value) for value in named)
        expired = any(name.startswith("gc.reflogexpire") and _is_now(value) for name, value in call.settings)
        if expired:
            yield act(call, "git.reflog-expire", "delete", "reflog", "the reflog", "R4", "B2",
                      "the record from which lost commits are found again", instead="git gc",
                      marks=("protection",))  # fmt: skip
            return
    else:
        expire = options.value("--expire")
        sharp = expire is None or _is_now(expire)
    if sharp:
        yield act(call, "git.gc-prune", "delete", "objects", "unreachable objects", "R3", "B1",
                  "dropped stashes and abandoned commits that could still be found",
                  instead="git gc")  # fmt: skip


def _rewritten(call: Call) -> Iterator[Effect]:
    """``filter-branch``, ``filter-repo``: every commit replaced, and (filter-repo) the old ones removed."""
    if any(text in ("--analyze", "--dry-run", "--version") for text in call.texts):
        return
    name = call.subcommand
    sure: Recoverability = "R4" if name == "filter-repo" else "R3"
    yield act(call, f"git.{name}", "overwrite", "history", "every commit of this repository", sure, "B2",
              "the history as others have it", "every hash changes and old commits are dropped",
              "git clone . ../filtered")  # fmt: skip


def _fast_import(call: Call) -> Iterator[Effect]:
    if "--force" in call.texts:
        yield act(call, "git.fast-import", "overwrite", "refs", "refs named in the stream", "R3", "B2",
                  "the branches that the stream replaces")  # fmt: skip


READERS = {
    "branch": _branch, "fetch": _fetched, "pull": _fetched, "update-ref": _update_ref,
    "reflog": _reflog, "gc": _gc, "prune": _gc,
    "filter-branch": _rewritten, "filter-repo": _rewritten, "fast-import": _fast_import,
}  # fmt: skip
