"""Where remotes lead: an address that is changed to somebody else's.

Caught: ``git remote set-url origin https://github.com/somebody/else`` where the project's own remotes belong
to another.
Quiet: ``git remote -v``, ``git remote add fork …`` (nothing is sent before a push), an address of the same
owner, remotes below ``/tmp``.

Lost: where ``git push`` leads from then on, and with it the secrecy of what is pushed.
Back: ``git remote set-url`` with the address from before.
Instead: ``git remote add fork https://github.com/somebody/else``.

Facts: git-remote(1).
"""

from __future__ import annotations

from guard.git.addresses import is_local, owner_of, without_token
from guard.model import Effect, Place, Resource, known
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.git import Repository
    from guard.programs.git import Call
    from guard.world import World


def effects_of(call: Call, world: World) -> Iterator[Effect]:
    """Addresses changed here are laid over the configuration for what follows in the same text."""
    words = [word for word in call.words if word.text not in ("-v", "--verbose")]
    verb = words[0].text if words else ""
    options = read_options(words[1:], ("-t", "-m", "--mirror"))
    names = options.operands
    repository = call.repository
    if verb not in ("set-url", "add") or len(names) < 2 or options.has("--delete"):
        return
    name, url = names[0].skeleton, names[1].skeleton
    old = "" if repository is None else repository.remotes.get(name, "")
    if readdressed(repository, name, url):
        yield Effect(
            rule="git.remote-foreign", operation="update", resource=Resource("remote", name),
            place=place_of(call, name, ""), by=call.invocation, recoverability="R3", blast="B1",
            loss=f"the address of {name} ({without_token(old)})",
            why=f"{name} would lead to {without_token(url)}, which belongs to somebody else",
            instead=f"git remote add fork {without_token(url)}", span=call.invocation.span,
        )  # fmt: skip


def readdressed(repository: Repository | None, name: str, url: str) -> bool:
    """Remember an address that this text gives a remote, and whether it belongs to somebody else than
    the addresses that are there. Answers whether a remote that was there would lead elsewhere; adding
    one changes nothing until something is pushed to it."""
    if repository is None:
        return False
    old = repository.remotes.get(name, "")
    owners = {owner_of(address) for address in ([old] if old else repository.remotes.values())}
    foreign = bool(owners) and not is_local(url) and owner_of(url) not in owners
    repository.say(f"remote.{name}.url", url)
    if foreign:
        repository.say(f"remote.{name}.guard-foreign", "changed" if old else "added")
    return foreign and bool(old)


def place_of(call: Call, remote: str, url: str) -> Place:
    """A remote as a place; ``url`` is empty where the configuration has its address."""
    hints = [("remote", known(remote)), ("url", known(without_token(url)))]
    if call.directory is not None:
        hints.append(("directory", known(call.directory)))
    return Place("git-remote", "git", tuple(hints))
