"""A second look at a program, besides the file that knows its own business (``registry.py``).

``sed`` edits files and shows them, ``gh`` changes a forge and posts to it, ``chmod`` changes modes and
could take the guard's own away: what is shown, what is sent, what switches a guard off is asked here for
every program."""

from __future__ import annotations

from guard.programs.registry import SECRETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_ALSO: dict[str, str] = {
    "readers": "env sed awk gawk mawk dd tar zip gzip bzip2 xz tee rg find xargs python python3 node ruby "
    "perl php deno bun gunzip date look ul m4 curl wget sqlite3",
    "written": "tee",
    "editors": "ed red ex vi vim nvim",
    "windows": "remove-item rd rmdir del erase move",
    "borrowed": "curl wget wget2 http https xh httpie",
    "sinks": "ssh openssl scp rsync sftp rclone aws gsutil gcloud az s3cmd mc rcp gh glab hub",
}


def further_files(name: str) -> tuple[str, ...]:
    """Further files to ask about a program."""
    if not name or " " in name:
        return ()
    word = f" {name} "
    return tuple(m for table in (_ALSO, SECRETS) for m, names in table.items() if word in f" {names} ")


_CHANGERS = (
    "kill pkill killall skill taskkill pip pip3 pipx uv npm pnpm yarn brew apt apt-get dpkg cargo snap gem "
    "bun conda poetry dnf yum claude systemctl service launchctl rc-service supervisorctl chmod rm mv cp ln "
    "bash zsh fish ksh sh python python3 truncate dd sed tee chown chattr shred unlink install setfacl patch "
    "perl ed ex vim vi nvim emacs nano rsync scp tar bsdtar unzip 7z cpio find sponge aria2c sqlite3 yq "
    "dasel alias hash function unalias history pre-commit lefthook husky overcommit mount touch mkdir "
    "mkfifo mknod fallocate flock"
)
SELF_PROTECTION = frozenset(_CHANGERS.split())
"""Programs by which the guard itself could be changed; ``tampering.also`` is asked about them too."""

READING = frozenset((
    "cat", "ls", "grep", "rg", "echo", "printf", "cd", "test", "[", "git", "ssh", "ps", "kubectl", "docker",
    "find", "head", "tail",
))  # fmt: skip
"""Programs that write nothing by such an option, and run all day."""

VARIABLE_BUILTINS = frozenset(
    ("export", "declare", "typeset", "local", "readonly", "setenv", "set", "unset", "enable")
)


def further_effects(invocation: Invocation, world: World, asked: str) -> Iterator[Effect]:
    """What a program does besides its own business.

    Args:
        asked: the module that has been asked already.
    """
    name = invocation.program
    if any(not word.prefix.isascii() for word in invocation.argv):
        from guard.programs.lookalikes import imitations

        yield from imitations(invocation)
    if len(invocation.argv) > 1 and name not in READING:
        from guard.programs.outputs import protected_outputs

        yield from protected_outputs(invocation, world)
    if name == "git":
        yield from _shown_by_git(invocation, world)
    for module in further_files(name):
        if module != asked:
            rules = __import__("guard.programs." + module, fromlist=("effects",))
            yield from rules.effects(invocation, world)
    if name.endswith("guard") and asked != "own":
        from guard.knowledge.guards import is_guard
        from guard.programs.own import effects

        if is_guard(name):
            yield from effects(invocation, world)
    if name in SELF_PROTECTION or (name == "git" and _touches_index(invocation)):
        from guard.programs.tampering import also

        yield from also(invocation, world)
    if invocation.variables:
        from guard.programs.borrowed import borrowed_effects

        yield from borrowed_effects(invocation)
    if invocation.variables or name in VARIABLE_BUILTINS:
        from guard.programs.variables import variable_effects

        yield from variable_effects(invocation, world)


def _touches_index(invocation: Invocation) -> bool:
    return any(
        word.text in ("rm", "mv", "update-index", "checkout", "restore") for word in invocation.argv[1:4]
    )


def _shown_by_git(invocation: Invocation, world: World) -> Iterator[Effect]:
    """Asked only of the subcommands that show contents, so that ``git status`` pays nothing."""
    if any(
        word.text
        in (
            "show",
            "diff",
            "cat-file",
            "log",
            "blame",
            "credential",
        )
        for word in invocation.argv[1:4]
    ):
        from guard.programs.readers import effects

        yield from effects(invocation, world)
