"""Files that a command would make: noted before it runs, believed when it has run.

``cat > probe.py``, ``python gen.py > out.csv``, ``cp a b``, ``curl -o data.json …``: where nothing was there
before, the file is the session's own, and taking it away again is no loss (``rm probe.py``). Whether
something was there can only be seen before, so the paths are kept under the command until it is known to
have succeeded. A near miss: a file that was there is overwritten; it stays somebody else's.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal, Verdict
    from guard.session.ledger import Ledger
    from guard.world import World

MOST = 40
"""Files of one command that are noted."""


def announce(ledger: Ledger, proposal: Proposal, verdict: Verdict, world: World) -> None:
    """Note the files that this command would make.

    Raises:
        GuardError: the ledger cannot be used.
    """
    paths = [
        finding.target.identity
        for finding in verdict.findings
        if finding.effect.operation == "overwrite" and finding.effect.place.kind == "path"
    ]
    fresh = [path for path in dict.fromkeys(paths) if path.startswith("/") and not world.exists(path)]
    if fresh:
        ledger.record("coming", name_of(proposal), "\n".join(fresh[:MOST]))


def arrived(ledger: Ledger, proposal: Proposal, world: World) -> tuple[str, ...]:
    """The files that were noted before this command ran and are there now."""
    noted = (ledger.coming(name_of(proposal))).split("\n")
    return tuple(path for path in noted if path and world.exists(path))


def name_of(proposal: Proposal) -> str:
    """What a command is kept under: short, and not its text, in which a secret may stand."""
    from zlib import adler32, crc32

    text = proposal.text or proposal.tool_input.get("command")
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b""
    return f"{crc32(data):08x}{adler32(data):08x}{len(data)}"
