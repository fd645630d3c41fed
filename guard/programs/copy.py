"""Programs that put a file in another's place: cp, install, ln, ditto, scp to this machine.

Caught: ``cp config.json /etc/app/config.json``, ``cp a b`` where ``b`` holds uncommitted work, ``ln -sf x f``
over a file, ``install -m 4755 x /usr/local/bin/x`` (a program that runs as its owner).
Quiet: ``cp a new.txt`` (a new file), ``cp -n a b``, ``cp -u``, ``cp -b a b``, ``ln -s a b`` (it refuses),
``cp a /tmp/a``, a file that git holds unchanged (``cp a README.md``).

Lost: what was there before.
Back: ``git restore`` where it is tracked, else nothing.
Instead: ``cp -n`` (never overwrites) or ``cp -b`` (keeps the old file).

Facts: cp(1), install(1), ln(1) of coreutils 9; ditto(1); scp(1).
"""

from __future__ import annotations

from guard.model import known
from guard.programs.files import asks_for_help, path_effect, remote_operand
from guard.programs.move import is_directory, joined, overwritten, sources_and_target
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Invocation, Value
    from guard.programs.options import Options
    from guard.world import World

_LONG = (
    "--archive", "--attributes-only", "--backup", "--copy-contents", "--dereference", "--force", "--help",
    "--interactive", "--link", "--no-clobber", "--no-dereference", "--no-target-directory",
    "--one-file-system",
    "--parents", "--preserve", "--recursive", "--reflink", "--remove-destination", "--sparse",
    "--strip-trailing-slashes", "--suffix", "--symbolic-link", "--symbolic", "--target-directory", "--update",
    "--verbose", "--version", "--directory", "--compare", "--mode", "--owner", "--group",
)  # fmt: skip
_VALUED = {
    "cp": ("-S", "--suffix", "-t", "--target-directory"),
    "install": (
        "-g", "--group", "-m", "--mode", "-o", "--owner", "-S", "--suffix", "-t", "--target-directory",
        "--strip-program", "-f", "-l", "-N", "-D",
    ),
    "ln": ("-S", "--suffix", "-t", "--target-directory"),
    "ditto": ("--arch", "--bom", "--zlibCompressionLevel"),
    "scp": ("-c", "-D", "-F", "-i", "-J", "-l", "-o", "-P", "-S", "-X"),
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What each destination loses."""
    program = invocation.program.removeprefix("g") if invocation.program != "ginstall" else "install"
    program = program if program in _VALUED else "cp"
    valued = _VALUED[program]
    if program == "install":
        valued = tuple(v for v in valued if v not in ("-f", "-l", "-N", "-D"))
    options = read_options(invocation.argv[1:], valued, _LONG if program != "scp" else ())
    if asks_for_help(options):
        return
    if program == "install":
        yield from _set_user_id(options, invocation)
        if options.has("-d", "--directory"):
            return
    sources, target = sources_and_target(options)
    if program == "ln" and target is None and sources:
        target = known(".")
    if program == "ln" and target is not None and not options.has("-f", "--force"):
        place = next(iter(sources), target)
        into = is_directory(target, invocation, world) or options.has("-t", "--target-directory")
        yield path_effect(
            "fs.ln", "create", joined(target, place) if into else target, invocation, act="create"
        )
    if target is None or _keeps(program, options):
        return
    yield from _written(program, options, sources, target, invocation, world)


def _written(
    program: str,
    options: Options,
    sources: Sequence[Value],
    target: Value,
    invocation: Invocation,
    world: World,
) -> Iterator[Effect]:
    host = remote_operand(target) if program == "scp" else None
    if host is not None:
        yield path_effect(
            "fs.scp", "overwrite", host[1], invocation, act="overwrite", hints=(("host", known(host[0])),),
            recoverability="R0", blast="B0", loss=f"files of the same names at {target.skeleton}",
        )  # fmt: skip
        return
    into = not options.has("-T", "--no-target-directory") and (
        options.has("-t", "--target-directory") or is_directory(target, invocation, world)
        or (target.text or "").endswith("/")
    )  # fmt: skip
    if program == "ln" and options.has("-n", "--no-dereference"):
        into = into and not _is_link(target, invocation, world)
    yield from _bared(sources, target, into, invocation, world)
    for source in sources:
        remote = remote_operand(source) if program == "scp" else None
        source = remote[1] if remote else source
        word = joined(target, source) if into else target
        if _is_tree(options, source, invocation, world):
            yield from _merged(source, word, invocation, world, program)
        else:
            yield overwritten(source, target, invocation, into, f"fs.{program}", follow=program != "ln")


def _bared(
    sources: Sequence[Value], target: Value, into: bool, invocation: Invocation, world: World
) -> Iterator[Effect]:
    """A secret file copied to a name that git would take in (``cp .env.local env.example``)."""
    from guard.knowledge.secrets import secret_file
    from guard.programs.path_operands import absolute

    for source in sources:
        word = joined(target, source) if into else target
        origin, place = (absolute(w.text, invocation.cwd) if w.text else None for w in (source, word))
        what = secret_file(origin, world.home) if origin else None
        if what is None or place is None or secret_file(place, world.home) is not None:
            continue
        repository = world.repository(place)
        if repository is None or repository.root.startswith(("/tmp/", "/var/tmp/")):  # noqa: S108
            continue
        if repository.states((place,))[place].ignored:
            continue
        yield path_effect(
            "fs.secret-copied", "reveal", word, invocation, act="read", recoverability="R3",
            loss=f"the secrecy of {what}", why=f"git would take {word.skeleton} into the next commit",
            instead=f"cut -d= -f1 {source.skeleton} > {word.skeleton}",
        )  # fmt: skip


def _keeps(program: str, options: Options) -> bool:
    """Options with which nothing that exists is replaced, or a copy of it stays."""
    if options.has("-b", "--backup") and program != "scp":
        return True
    if program == "ln":
        return not options.has("-f", "--force")
    if program in ("cp", "ditto"):
        last = options.last("-n", "--no-clobber", "-f", "--force", "-i", "--interactive")
        return last in ("-n", "--no-clobber") or options.has("--attributes-only")
    return False


def _is_link(word: Value, invocation: Invocation, world: World) -> bool:
    from guard.programs.path_operands import absolute

    path = absolute(word.text, invocation.cwd) if word.text else None
    found = world.stat(path.rstrip("/")) if path else None
    return found is not None and found.kind == "link"


def _is_tree(options: Options, source: Value, invocation: Invocation, world: World) -> bool:
    recursive = options.has("-r", "-R", "-a", "--recursive", "--archive") or invocation.program == "ditto"
    return recursive and is_directory(source, invocation, world)


MEMBERS = 400


def _merged(
    source: Value, word: Value, invocation: Invocation, world: World, program: str
) -> Iterator[Effect]:
    """A tree copied over a tree: only names that stand in both are replaced."""
    from guard.errors import LimitReached
    from guard.programs.path_operands import absolute

    origin = absolute(source.text or "", invocation.cwd)
    target = absolute(word.text or "", invocation.cwd) if word.text else None
    if origin is None or target is None:
        yield path_effect(f"fs.{program}", "overwrite", word, invocation, act="overwrite", follow=True)
        return
    if not world.is_directory(target):
        return
    try:
        inside = [path for path, found in world.walk(origin, MEMBERS) if found.kind == "file"]
    except LimitReached:
        yield path_effect(f"fs.{program}", "overwrite", word, invocation, act="overwrite", follow=True)
        return
    both = [target.rstrip("/") + path[len(origin.rstrip("/")) :] for path in inside]
    hints = tuple(("member", known(path)) for path in both if world.stat(path) is not None)
    if hints:
        yield path_effect(
            f"fs.{program}", "overwrite", word, invocation, act="overwrite", follow=True, hints=hints
        )


def _set_user_id(options: Options, invocation: Invocation) -> Iterator[Effect]:
    """``install -m 4755``: the copy runs with its owner's rights, whoever starts it."""
    from guard.programs.permissions import sets_user_id, user_id_effect

    mode = options.value("-m", "--mode")
    if mode is not None and sets_user_id(mode.text or "") and options.operands:
        yield user_id_effect(options.operands[-1], invocation)
