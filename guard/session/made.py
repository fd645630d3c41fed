"""What a command that succeeded has made: directories, clones, branches, volumes, databases, cloud objects.

A table of programs, and the identifiers that cloud tools print about what they created. Only what is
certainly new counts: ``mkdir x`` fails where x exists, ``mkdir -p x`` does not, so it makes nothing."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Proposal

CREATORS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    # leading words, kind, which operand after them
    (("docker", "volume", "create"), "volume", 0), (("podman", "volume", "create"), "volume", 0),
    (("docker", "network", "create"), "network", 0), (("createdb",), "database", 0),
    (("git", "branch"), "branch", 0), (("kubectl", "create", "namespace"), "namespace", 0),
    (("kubectl", "create", "ns"), "namespace", 0), (("git", "tag"), "tag", 0),
    (("kind", "create", "cluster"), "cluster", 0), (("aws", "s3", "mb"), "bucket", 0),
    (("gh", "repo", "create"), "repository", 0), (("gsutil", "mb"), "bucket", 0),
    (("neonctl", "branches", "create"), "branch", 0), (("railway", "volume", "add"), "volume", 0),
    (("minikube", "start"), "cluster", 0), (("mkdir",), "path", 0), (("git", "init"), "path", 0),
)  # fmt: skip
NAMING_OPTIONS = (
    "--name", "-n", "--db-instance-identifier", "--bucket", "--stack-name", "--cluster-name",
    "--table-name", "--function-name", "--repository-name", "-b", "-B", "-c", "--volume-name",
)  # fmt: skip
NOT_NEW = ("-d", "-D", "-m", "-f", "--delete", "--force")
"""Options with which a branch or a tag is not made anew."""
CREATING_VERBS = (
    "create",
    "run-instances",
    "run",
    "launch",
    "add",
    "new",
    "provision",
    "checkout",
    "switch",
    "allocate",
)
ID_PREFIXES = (
    "i-", "vol-", "snap-", "ami-", "vpc-", "subnet-", "sg-", "eni-", "rtb-", "igw-", "nat-", "eipalloc-",
    "fs-", "lt-", "prj_", "dpl_", "proj_", "br-", "ep-", "db-", "arn:aws:",
)  # fmt: skip
"""How cloud objects are called by those who make them."""


def made_by(proposal: Proposal, output: str) -> tuple[tuple[str, str], ...]:
    """Kinds and identities of what a shell command that succeeded has made."""
    from guard.model import Invocation
    from guard.session.servers import served
    from guard.shell.evaluate import unfold
    from guard.world import World

    found: list[tuple[str, str]] = []
    world = World(proposal.env.get("HOME", ""))
    for event in unfold(proposal, world).events:
        if isinstance(event, Invocation) and (event.certainty == "will" or event.gate == "success"):
            found.extend(_of(event))
            found.extend(served(event))
            found.extend(_published(event))
            if _creates(event):
                found.extend(("", name) for name in _printed(output))
    found.extend(("process", number) for number in _started(proposal, output))
    if "mktemp" in proposal.text:
        found.extend(("path", w) for w in output.split() if w.startswith("/tmp/") and os.path.exists(w))  # noqa: S108
    return tuple(dict.fromkeys(found))[:100]


def _started(proposal: Proposal, output: str) -> Iterator[str]:
    """The numbers of background jobs: ``[1] 48211``, or what ``echo $!`` printed."""
    background = "&" in proposal.text.replace("&&", "")
    for line in output[:20_000].split("\n") if background else ():
        words = line.split()
        if len(words) >= 2 and words[0].startswith("[") and words[0].endswith("]") and words[1].isdigit():
            yield words[1]
        elif "$!" in proposal.text:
            yield from (word for word in words if word.isdigit())


def source_of(proposal: Proposal) -> str:
    """Where the output of a command comes from: the file, where one was printed, else the command."""
    from guard.model import Invocation
    from guard.programs.printing import READERS, read_files
    from guard.shell.evaluate import unfold
    from guard.world import World

    files: list[str] = []
    for event in unfold(proposal, World(proposal.env.get("HOME", ""))).events:
        if isinstance(event, Invocation) and event.program in READERS:
            from guard.programs.seen_paths import absolute, home_of

            files.extend(
                absolute(w.text, event, home_of(event))
                for w in read_files(event)
                if w.text and w.text not in (".", "-")
            )
    if len(files) == 1:
        return files[0]
    from guard.credentials.redaction import redact

    shown: str = redact(proposal.text)
    return f"the output of {shown[:80]}"


def _of(invocation: Invocation) -> Iterator[tuple[str, str]]:
    words = [w.text for w in invocation.argv]
    if any(w is None for w in words):
        return
    known = [w or "" for w in words]
    known[0] = invocation.program
    operands = [w for i, w in enumerate(known) if not w.startswith("-") and (i < 1 or known[i - 1] != "-m")]
    options = [w for w in known if w.startswith("-")]
    for leading, kind, position in CREATORS:
        if tuple(operands[: len(leading)]) != leading or (kind == "path" and "-p" in options):
            continue
        if kind in ("branch", "tag") and any(option in NOT_NEW for option in options):
            continue
        for name in operands[len(leading) + position :][: None if kind == "path" else 1]:
            yield (
                (kind, _absolute(name, invocation)) if kind == "path" else (kind, name.removeprefix("s3://"))
            )
    yield from _checkouts(invocation, known, operands)
    if _creates(invocation):
        for index, word in enumerate(known[:-1]):
            if word in NAMING_OPTIONS and not known[index + 1].startswith("-"):
                yield "branch" if invocation.program == "git" else "", known[index + 1]


KEEPING = ("-v", "--volume", "--volumes-from", "--mount", "--network", "--net")
"""Options of ``docker run`` that bring in what was there before, or leave it no ports of its own."""


def _published(invocation: Invocation) -> Iterator[tuple[str, str]]:
    """The ports of this machine behind which a new container serves what it holds itself."""
    words = [word.text or "" for word in invocation.argv[1:]]
    run = words[1:] if words[:1] == ["container"] else words
    if invocation.program not in ("docker", "podman", "nerdctl") or run[:1] not in (["run"], ["create"]):
        return
    if any(word.split("=", 1)[0] in KEEPING or (word[:2] == "-v" and word != "-v") for word in run):
        return
    for index, word in enumerate(run[:-1]):
        given = run[index + 1] if word in ("-p", "--publish") else ""
        given = given or (word[2:] if word[:2] == "-p" else word.removeprefix("--publish="))
        port = given.rpartition(":")[0].rpartition(":")[2]
        if given is not word and port.isdigit():
            yield "container-port", port


def _checkouts(invocation: Invocation, words: list[str], operands: list[str]) -> Iterator[tuple[str, str]]:
    if operands[:2] == ["git", "clone"] and len(operands) > 2:
        name = (
            operands[3]
            if len(operands) > 3
            else operands[2].rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
        )
        yield "path", _absolute(name, invocation)
    elif operands[:3] == ["git", "worktree", "add"] and len(operands) > 3:
        yield "path", _absolute(operands[3], invocation)
    elif operands[:2] == ["git", "stash"] and operands[2:3] in ([], ["push"], ["save"]):
        yield "stash", "stash@{0}"
    elif operands[:3] == ["gh", "repo", "clone"] and len(operands) > 3:
        yield "path", _absolute((operands[4:] or [operands[3].rsplit("/", 1)[-1]])[0], invocation)


def _creates(invocation: Invocation) -> bool:
    return any(
        (w.text or "").split("-", 1)[0] in CREATING_VERBS or w.text in CREATING_VERBS
        for w in invocation.argv[1:5]
    )


def _printed(output: str) -> Iterator[str]:
    for word in output[:100_000].translate({ord(c): " " for c in "\"',[]{}()<>"}).split():
        if word.startswith(ID_PREFIXES) and 6 < len(word) < 200:
            yield word.rstrip(".:;")


def _absolute(name: str, invocation: Invocation) -> str:
    return os.path.normpath(os.path.join(invocation.cwd or "/nonexistent", name))
