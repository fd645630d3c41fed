"""The guard's own command line, called by an agent: what changes what it lets through.

Caught: ``guard allow 'rm -rf *'``, ``guard approve 1234``, ``guard uninstall claude-code``, ``echo
'{…}' | guard hook claude-code`` (a forged event).
Quiet: ``guard check 'rm -rf /'``, ``guard explain 'rm -rf /'``, ``guard log``, ``guard doctor``.

Lost: every later check.
Back: ``guard install`` by a person.
Instead: a person does it in a terminal of their own.

Facts: ``docs/threat-model.md``; ATT&CK T1562.001.
"""

from __future__ import annotations

from guard.programs.tampering import tampering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

QUIET = (
    "check", "explain", "test", "log", "batch", "doctor", "version", "help", "lint", "init", "status",
    "scan", "creds", "list", "show", "rules", "completion", "--help", "-h", "--version",
    "-V", "simulate", "dry-run",
)  # fmt: skip
"""Subcommands that only look."""
QUIET_PAIRS = (
    ("config", "show"), ("config", "check"), ("config", "list"), ("config", "get"), ("env", "list"),
    ("task", "show"), ("policy", "show"), ("rules", "list"), ("allowlist", "list"), ("allow", "--help"),
    ("approve", "--help"),
)  # fmt: skip

LISTINGS = (["approve"], ["task"])
"""Commands that only look where nothing follows."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The guard's own command line, called by an agent."""
    words = [w.text if w.text is not None else w.skeleton for w in invocation.argv[1:]]
    operands = [w for w in words if not w.startswith("-")]
    if not words or words[0] in QUIET or (operands and operands[0] in QUIET):
        return
    if words in LISTINGS:
        return
    if tuple(operands[:2]) in QUIET_PAIRS or any(w in ("--help", "-h") for w in words[1:3]):
        return
    what = " ".join([invocation.program, *operands[:2]])
    yield tampering(
        invocation, what, f"{what} changes what the guard lets through; only a person decides that"
    )
