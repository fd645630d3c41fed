"""An embedded database (SQLite, DuckDB) is where its file is, and comes back as its file does.

``sqlite3 app.db 'DELETE FROM t'`` in a project whose ``app.db`` git tracks unchanged is undone by ``git
restore``; ``/tmp/x.db`` is thrown away; a file that nothing holds is judged as the statement says.
"""

from __future__ import annotations

from guard.findings import Located
from guard.frozen import replace
from guard.model import Evidence, Place, Resource, Target, known
from guard.signs.environments import is_test_name, worse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def in_a_file(
    located: Located,
    path: str,
    effect: Effect,
    by: Invocation | None,
    world: World,
    session: Session,
    config: Config,
) -> Located:
    """What the statement does to the database, with what its file says of place and way back."""
    from guard.targets.applied import FILE, applied

    file, target = _file(path, effect, by, world, session, config), located.target
    environment = worse(file.target.environment, "E4" if target.environment == "E4" else None)
    if environment == "E1" and is_test_name(path.rpartition("/")[2].partition(".")[0]):
        environment = "E0"
    recoverability = located.recoverability
    if file.recoverability == "R1":  # git can restore it; what is not there yet leaves the statement as it is
        recoverability = min(recoverability, file.recoverability)
    evidence = (*target.evidence, *file.evidence, *file.target.evidence)
    table = applied(effect.place, path, by, world) if effect.place.hint(FILE) else ""
    if table:
        recoverability, evidence = "R0", (*evidence, Evidence("it was applied before", table))
    unresolved = target.unresolved or file.target.unresolved
    return replace(
        located, target=Target(environment or target.environment, target.identity, evidence, unresolved),
        recoverability=recoverability,
        marks=(*located.marks, *(mark for mark in file.marks if mark != "by-key")),
    )  # fmt: skip


def _file(
    path: str, effect: Effect, by: Invocation | None, world: World, session: Session, config: Config
) -> Located:
    """The file of an embedded database, judged as a path."""
    from guard.targets import paths

    word = effect.place.hint("path") or known(path)
    as_path = replace(
        effect, operation="overwrite", resource=Resource("file", path, word), place=Place("path"), by=by,
        recoverability="R?", blast="B?", marks=(),
    )  # fmt: skip
    return paths.locate(as_path, world, session, config)
