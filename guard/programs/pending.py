"""What the migration files do that a tool would apply, said by file and statement.

Caught: ``prisma migrate deploy`` on production with an uncommitted migration that says ``ALTER TABLE users
DROP COLUMN email`` (denied, file and statement named), ``alembic upgrade head`` with a new
``op.drop_table("users")``, ``bin/rails db:migrate`` with ``remove_column``. Near misses: a migration that
adds, the way back (``-- +goose Down``, ``def downgrade``), a table that the same file makes, a table that is
rebuilt (``CREATE new_users …; DROP TABLE users; ALTER TABLE new_users RENAME TO users``), an index or a
constraint that is dropped.

What is assumed about *pending* stands in ``migration_files.py``; ``targets/applied.py`` asks the record of a
database that is a file. A file that nobody but this checkout has
makes an effect of its own, as grave as its statements are by hand. The newest committed file may have been
applied, so it makes none: where the tool asks anyway (a shared or production database) the sentence names
it, and where the tool is quiet (a local one) it stays quiet.

Lost: rows and columns; the way back is a backup of them, not the migration's down step, which makes the
column again without its values.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Evidence, known
from guard.programs.migration_files import files_of, uncommitted
from guard.sql.effects import effect_of
from guard.sql.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.programs.migration_files import Pending
    from guard.programs.options import Options
    from guard.sql.acts import Act
    from guard.world import World

TOLD = 10
"""Statements of pending files that make effects."""
_DROPPED = ("table", "schema", "database", "keyspace")


def with_files(
    effect: Effect, tool: str, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect]:
    """The effect of going forward, and what is lost by files that no commit holds."""
    losing = [
        (file, acts)
        for file in files_of(tool, options, invocation, world)
        if (acts := losses(file.text, file.name))
    ]
    if not losing:
        yield effect
        return
    new = uncommitted([file.path for file, _ in losing], invocation.cwd or "/", world)
    yield _named(effect, [pair for pair in losing if pair[0].newest and pair[0].path not in new])
    told = [(file, act) for file, acts in losing if file.path in new for act in acts]
    for file, act in told[:TOLD]:
        hints = (*effect.place.hints, ("pending-file", known(file.path)), ("migration-tool", known(tool)))
        found = effect_of(act, replace(effect.place, hints=hints), invocation)
        yield replace(
            found,
            why=f"{file.name} is in no commit, so it has not been applied yet: {words_of(act)}",
            evidence=(*found.evidence, Evidence(words_of(act), file.name)),
            span=invocation.span, certainty=invocation.certainty,
        )  # fmt: skip


def _named(effect: Effect, losing: list[tuple[Pending, tuple[Act, ...]]]) -> Effect:
    """The tool's own effect with what the newest committed file would lose."""
    said = [f"{file.name} ({', '.join(words_of(act) for act in acts[:3])})" for file, acts in losing[:3]]
    if not said:
        return effect
    evidence = tuple(Evidence(words_of(act), file.name) for file, acts in losing[:3] for act in acts[:3])
    why = f"{effect.why}; if it was not applied before: {', '.join(said)}"
    return replace(effect, why=why, evidence=(*effect.evidence, *evidence))


def words_of(act: Act) -> str:
    """``DROP TABLE users``, for a sentence."""
    verb = {"alter-drop": "DROP", "drop": "DROP", "truncate": "TRUNCATE", "delete": "DELETE FROM",
            "update": "UPDATE"}.get(act.kind, act.kind)  # fmt: skip
    kind = f" {act.object.upper()}" if act.kind in ("drop", "alter-drop") else ""
    return f"{verb}{kind} {act.name}" + (" (every row)" if act.bound in ("none", "tautology") else "")


def losses(text: str, name: str) -> tuple[Act, ...]:
    """The acts of a migration's way forward that lose rows or columns."""
    from guard.sql.migration_calls import as_sql, language_of

    language = language_of(name)
    if language:
        text = as_sql(text, language)
    elif name.endswith(".sql"):
        text = way_forward(text)
    else:
        return ()
    if not text.strip():
        return ()
    rebuilt = _renamed_to(text)
    acts = [act for act in scan(text, "") if _loses(act) and not act.own and not act.rolled_back]
    return tuple(act for act in acts if act.name.lower().rpartition(".")[2] not in rebuilt)


def _loses(act: Act) -> bool:
    if act.kind == "drop":
        return act.object in _DROPPED
    if act.kind == "alter-drop":
        return act.object == "column"
    return act.kind == "truncate" or (act.kind in ("delete", "update") and act.bound in ("none", "tautology"))


def _renamed_to(text: str) -> set[str]:
    """The names that tables are given: what is dropped under such a name is rebuilt."""
    from guard.sql.grammars import grammar_of
    from guard.sql.tokens import pieces

    found: set[str] = set()
    for piece in pieces(text, grammar_of("sqlite")):
        words = [token.upper() for token in piece.tokens]
        if "RENAME" in words and words[0] == "ALTER":
            found.add(piece.tokens[-1].strip("\"'`").lower())
    return found


_BACK = ("+goose down", "migrate:down", "+migrate down", "rollback", "@down", "@undo", "down")
_ON = ("+goose up", "migrate:up", "+migrate up", "changeset", "up")


def way_forward(text: str) -> str:
    """SQL without its way back: what stands below the markers of goose, dbmate, sql-migrate and Liquibase."""
    kept: list[str] = []
    back = False
    for line in text.splitlines():
        low = line.strip().lower()
        if low.startswith("--"):
            word = low.lstrip("- ").rstrip(" ;:-")
            if low.startswith("--rollback"):
                continue
            if word.startswith(_BACK[:3]) or word in _BACK:
                back = True
            elif word.startswith(_ON[:4]) or word in _ON:
                back = False
        kept.append("" if back else line)
    return "\n".join(kept)
