"""crontab and at: what runs later.

Caught: ``crontab -r`` (the whole table, without a question), ``crontab new.txt`` and ``echo x | crontab -``
(the old table is replaced), ``atrm 3``.
Quiet: ``crontab -l``, ``crontab -e``, ``atq``, and the append idiom ``(crontab -l; echo '0 3 * * * date') |
crontab -``, which keeps what is there.

Lost: every entry of the old table; there is no copy.
Back: from a table that was saved (``crontab crontab.before``).
Instead: ``crontab -l > crontab.before`` first, or the append idiom.

Facts: crontab(1), at(1).
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.options import read_options
from guard.programs.subcommands import Act, effect_of, names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_SAVE = "crontab -l > crontab.before"
_GONE = Act(
    "delete",
    "crontab",
    "R4",
    "B1",
    "every entry of the crontab",
    "there is no copy of it",
    _SAVE,
    tags=("T1485",),
)
_REPLACED = Act(
    "overwrite",
    "crontab",
    "R3",
    "B1",
    "the entries of the crontab that the new one does not hold",
    "the whole table is replaced",
    _SAVE,
    tags=("T1053.003",),
)
_FILTERED = Act("overwrite", "crontab", "R3", "B0", "the entries that the filter leaves out", "", _SAVE)
_JOBS = Act("delete", "scheduled job", "R2", "B0", "the job {name}", instead="at -c {name}")

_FILTERS = ("grep", "sed", "awk", "head", "tail", "egrep", "fgrep", "gawk", "cut")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a scheduling command removes or replaces."""
    options = read_options(
        invocation.argv[1:], ("-u", "-f", "-t", "-q") if invocation.program != "crontab" else ("-u", "-x")
    )
    place = Place("host", invocation.program)
    if invocation.program in ("atrm", "at", "batch"):
        if invocation.program == "atrm" or options.has("-r", "-d"):
            yield effect_of(
                "schedule.at", _JOBS, names_of(options.operands) or "that is named", place, invocation
            )
        return
    if options.has("-r"):
        yield effect_of("schedule.crontab-remove", _GONE, "the crontab", place, invocation)
    elif options.has("-l", "-e", "-V", "--help", "-T", "-h"):
        return
    elif not options.operands or options.operands[0].text == "-":
        yield from _from_stdin(invocation, place)
    else:
        yield effect_of("schedule.crontab", _REPLACED, names_of(options.operands), place, invocation)


def _from_stdin(invocation: Invocation, place: Place) -> Iterator[Effect]:
    """``crontab -``: the new table is what comes down the pipe."""
    stdin = invocation.stdin
    producers = stdin.producers if stdin is not None else ()
    lists = any(
        p.program == "crontab" and any(v.text and "l" in v.text for v in p.argv[1:]) for p in producers
    )
    if lists and not any(p.program in _FILTERS for p in producers):
        return
    yield effect_of("schedule.crontab", _FILTERED if lists else _REPLACED, "the crontab", place, invocation)
