"""Migrations in Python, Ruby, JavaScript, TypeScript and PHP: what their way forward loses.

What the calls say in SQL is in ``guard/sql/migration_calls.py``; here each statement is given the place of
the call that it was made of, and then it is judged as a file of SQL is.

Caught: ``op.drop_table("users")``, ``remove_column :users, :email``, ``migrations.RunSQL("DELETE FROM t")``,
``Schema::dropIfExists("users")`` in ``up``. Near misses: the same in ``down``, a table that the same file
makes, ``drop_index``. What is lost is the rows; the way back is a backup of them. strong_migrations and
squawk look at locks; this looks at what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet
from guard.sql.migration_calls import calls_of, is_migration, language_of


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """The way forward as one text of SQL; none where the file is no migration."""
    language = language_of(path)
    if not language or not is_migration(text, language):
        return
    made = Assembled()
    for call in calls_of(text, language):
        if len(made):
            made.stand(";\n", call.start, 0)
        if call.literal is not None:
            made.copy(text[call.literal[0] : call.literal[1]].rstrip("; \t\n"), call.literal[0])
        else:
            made.stand(call.statement, call.start, call.end - call.start)
    if made.text.strip():
        yield Snippet(made.text, made.origin, "sql", "", optional=True)
