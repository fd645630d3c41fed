"""Migrations that are code: what their calls say in SQL.

The calls of the frameworks are said as SQL statements, each standing for the call it was made of, and SQL
that stands in them as text is taken as it is; then it is judged as SQL is. The way back (``downgrade``,
``down``, ``reverse_sql``, ``<rollback>``) is left out: it is meant to lose what the way forward made.

Caught: ``op.drop_table("users")``, ``remove_column :users, :email``, ``migrations.RunSQL("DELETE FROM t")``,
``Schema::dropIfExists("users")`` in ``up``, ``<dropTable tableName="users"/>``. Near misses: the same in
``down``, a table that the same file makes, ``drop_index``.

Facts: the guides of Rails (Active Record Migrations), Alembic (Operations), Django (Migration Operations),
Knex (Schema Builder), Kysely, Sequelize (QueryInterface), TypeORM (QueryRunner), node-pg-migrate, Laravel
(Database: Migrations), Phinx, Doctrine Migrations, yoyo, Ecto.Migration, EF Core (MigrationBuilder), SeaORM,
Liquibase (Change Types).
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

_NAME = r"\s*\(?\s*(?:table_name\s*=\s*|name\s*[=:]\s*)?[:'\"`](?P<a>[\w.]+)['\"`]?"
_SECOND = r"\s*,\s*(?:column_name\s*=\s*|name\s*=\s*)?[:'\"`](?P<b>\w+)"
_TEXT = (
    r"\s*\(?\s*(?:(?:sa\.)?text\s*\(\s*)?(?:sql\s*=\s*)?"
    r"(?P<q>'''|\"\"\"|['\"`])(?P<sql>(?:\\.|(?!(?P=q)).)*)(?P=q)"
)
_RUBY_DOCUMENT = r"[ (]*<<[-~]?['\"]?(?P<h>[A-Z_]+)['\"]?[^\n]*\n(?P<sql>.*?)^\s*(?P=h)\b"
DROP, COLUMN = "DROP TABLE {a}", "ALTER TABLE {a} DROP COLUMN {b}"
EMPTY, TRUNCATE = "DELETE FROM {a}", "TRUNCATE TABLE {a}"
OF_BLOCK = "ALTER TABLE the_table DROP COLUMN {b}"
"""A column that is named inside of a block that names the table."""
MAKE, ADD = "CREATE TABLE {a} (i int)", "ALTER TABLE {a} ADD COLUMN {b} int"
LITERAL = "{sql}"

Row = tuple[str, str]
CALLS: dict[str, tuple[Row, ...]] = {
    "ruby": (
        (r"\bdrop_table" + _NAME, DROP), (r"\bdrop_join_table" + _NAME, DROP),
        (r"\bremove_columns?" + _NAME + _SECOND, COLUMN), (r"\bcreate_table" + _NAME, MAKE),
        (r"\badd_column" + _NAME + _SECOND, ADD), (r"\bdrop_column" + _NAME + _SECOND, COLUMN),
        (r"\b(?:execute|run)" + _TEXT, LITERAL), (r"\b(?:execute|run)" + _RUBY_DOCUMENT, LITERAL),
        (r"(?<![\w.])(?P<a>[A-Z]\w+)(?:\.unscoped)?\.(?:delete|destroy)_all\b(?!\s*\()", EMPTY),
        (r"\btruncate(?:_table)?" + _NAME, TRUNCATE), (r"\bt\.remove[ (]+:(?P<b>\w+)", OF_BLOCK),
    ),
    "python": (
        (r"\bop\.drop_table" + _NAME, DROP), (r"\bop\.drop_column" + _NAME + _SECOND, COLUMN),
        (r"\bop\.create_table" + _NAME, MAKE),
        (r"\bop\.add_column" + _NAME + r"\s*,\s*sa\.Column\(['\"](?P<b>\w+)", ADD),
        (r"\bmigrations\.DeleteModel" + _NAME, DROP), (r"\bmigrations\.CreateModel" + _NAME, MAKE),
        (r"\bmigrations\.RemoveField\s*\(\s*model_name\s*=\s*['\"](?P<a>\w+)['\"]" + _SECOND, COLUMN),
        (r"\bmigrations\.RemoveField\s*\(\s*['\"](?P<a>\w+)['\"]" + _SECOND, COLUMN),
        (r"\bmigrations\.RunSQL" + _TEXT, LITERAL),
        (r"\b(?:op|bind|conn|connection|cursor)\.execute" + _TEXT, LITERAL),
        (r"(?m)^\s*step" + _TEXT, LITERAL), (r"\b(?P<a>[A-Z]\w+)\.objects\.all\(\)\.delete\(\)", EMPTY),
        (r"\bget_model\(\s*['\"]\w+['\"],\s*['\"](?P<a>\w+)['\"]\s*\)\.objects\.all\(\)\.delete\(\)", EMPTY),
    ),
    "script": (
        (r"\.drop(?:Table|TableIfExists)" + _NAME, DROP),
        (r"\.(?:removeColumn|dropColumns?)" + _NAME + _SECOND, COLUMN),
        (r"\.createTable" + _NAME, MAKE), (r"\.addColumns?" + _NAME + _SECOND, ADD),
        (r"\.dropColumns?\(\s*\[?['\"`](?P<b>\w+)['\"`]\s*[\])]", OF_BLOCK),
        (r"\.clearTable" + _NAME, TRUNCATE),
        (r"\.bulkDelete" + _NAME + r"\s*,\s*(?:null|\{\s*\})", EMPTY),
        (r"\b(?:knex|trx|db)\(\s*['\"`](?P<a>\w+)['\"`]\s*\)\.(?:del|delete|truncate)\(\)", EMPTY),
        (r"\.(?:query|raw|sql|runSql)(?:<[^>()]*>)?" + _TEXT, LITERAL),
    ),
    "php": (
        (r"\bSchema::(?:connection\([^()]*\)->)?drop(?:IfExists)?" + _NAME, DROP),
        (r"\bSchema::create" + _NAME, MAKE),
        (r"->dropTable" + _NAME, DROP), (r"->createTable" + _NAME, MAKE),
        (r"->(?:dropColumn|removeColumn)" + _NAME + _SECOND, COLUMN),
        (r"\bDB::table\(\s*['\"](?P<a>\w+)['\"]\s*\)->truncate\(\)", TRUNCATE),
        (r"\bDB::table\(\s*['\"](?P<a>\w+)['\"]\s*\)->delete\(\)", EMPTY),
        (r"(?:\bDB::(?:statement|unprepared|delete)|->(?:execute|addSql))" + _TEXT, LITERAL),
        (r"\$this->table\(\s*['\"](?P<a>\w+)['\"]\s*\)->drop\(\)", DROP),
        (r"\$table->dropColumn\(\s*\[?['\"](?P<b>\w+)", OF_BLOCK),
    ),
    "elixir": (
        (r"\bdrop(?:_if_exists)?[ (]+table\(\s*[:\"](?P<a>\w+)", DROP),
        (r"\bcreate(?:_if_not_exists)?[ (]+table\(\s*[:\"](?P<a>\w+)", MAKE),
        (r"\bremove(?:_if_exists)?[ (]+:(?P<b>\w+)", OF_BLOCK), (r"\bexecute" + _TEXT, LITERAL),
        (r"\bdelete_all\(\s*\"(?P<a>\w+)\"", EMPTY),
    ),
    "csharp": (
        (r"\.DropTable\(\s*(?:name:\s*)?\"(?P<a>\w+)", DROP),
        (r"\.CreateTable\(\s*(?:name:\s*)?\"(?P<a>\w+)", MAKE),
        (r"\.DropColumn\(\s*(?:name:\s*)?\"(?P<b>\w+)\",\s*(?:table:\s*)?\"(?P<a>\w+)", COLUMN),
        (r"\.Sql\(\s*@?(?P<q>\")(?P<sql>[^\"]*)(?P=q)", LITERAL),
    ),
    "rust": (
        (r"Table::drop\(\)(?:\s*\.if_exists\(\))?\s*\.table\(\s*(?P<a>\w+)", DROP),
        (r"\.drop_column\(\s*(?:Alias::new\(\")?(?P<b>\w+)", OF_BLOCK),
        (r"\.execute_unprepared\(\s*(?P<q>\")(?P<sql>[^\"]*)(?P=q)", LITERAL),
    ),
    "xml": (
        (r"<(?:\w+:)?dropTable\b[^>]*\btableName=\"(?P<a>\w+)", DROP),
        (r"<(?:\w+:)?createTable\b[^>]*\btableName=\"(?P<a>\w+)", MAKE),
        (r"<(?:\w+:)?dropColumn\b(?=[^>]*\btableName=\"(?P<a>\w+))[^>]*\bcolumnName=\"(?P<b>\w+)", COLUMN),
        (r"<(?:\w+:)?delete\b[^>]*\btableName=\"(?P<a>\w+)\"[^>]*/>", EMPTY),
        (r"<(?:\w+:)?sql\b[^>]*>(?P<sql>[^<]*)<", LITERAL),
    ),
}  # fmt: skip
"""How the frameworks of a language say what SQL says; what is made or added, too, as it counts as own."""
WAYS_BACK: dict[str, str] = {
    "ruby": r"^(?P<m>[ \t]*)(?:def (?:self\.)?down\b|down do\b|\w+\.down do\b).*?^(?P=m)end\b"
            r"|\b\w+\.down \{[^\n]*\}",
    "python": r"^def (?:downgrade|reverse|rollback|backwards?|unapply|undo)\w*\b.*?(?=^\S|\Z)"
              r"|\breverse_sql\s*=\s*(?P<q>'''|\"\"\"|['\"]).*?(?P=q)",
    "script": r"(?:\bexports\.down\b|\bfunction down\b|\bdown\s*[:=(]|\basync down\b|\bconst down\b)",
    "php": r"\bfunction down\b",
    "elixir": r"^(?P<m>[ \t]*)def down do\b.*?^(?P=m)end\b",
    "csharp": r"\bvoid Down\b", "rust": r"\basync fn down\b",
    "xml": r"<(?:\w+:)?rollback\b.*?</(?:\w+:)?rollback>",
}  # fmt: skip
"""Where the way back begins; in the languages with braces it reaches to the brace that closes it."""
OWN: dict[str, str] = {
    "ruby": r"ActiveRecord::Migration|Sequel\.migration|ROM::SQL",
    "python": r"from alembic import|\balembic\b.*\bop\b|from django\.db import .*migrations|from yoyo import",
    "script": r"\bexports\.up\b|\bfunction up\b|\basync up\b|\bup\s*[:=(]",
    "php": r"extends (?:\\?\w+\\)*(?:Abstract|Base)?\w*Migration\b|Schema::",
    "elixir": r"\bEcto\.Migration\b",
    "csharp": r":\s*Migration\b",
    "rust": r"\bMigrationTrait\b",
    "xml": r"<databaseChangeLog\b",
}
"""What tells a migration from another file in such a folder."""
ENDINGS = {".rb": "ruby", ".py": "python", ".php": "php",
           ".js": "script", ".ts": "script", ".cjs": "script", ".mjs": "script", ".exs": "elixir",
           ".cs": "csharp", ".rs": "rust", ".xml": "xml"}  # fmt: skip


@frozen
class Call:
    """A call, and the statement that says the same."""

    start: int
    end: int
    statement: str
    literal: tuple[int, int] | None = None
    """Where SQL stands as text."""


def language_of(path: str) -> str:
    """The language of a migration by its file's name; empty for SQL and what is not known."""
    return ENDINGS.get("." + path.rpartition("/")[2].rpartition(".")[2], "")


def is_migration(text: str, language: str) -> bool:
    """Whether the text is a migration of a framework that is known."""
    import re

    return re.search(OWN[language], text) is not None


def as_sql(text: str, language: str) -> str:
    """What the way forward says, as SQL."""
    return ";\n".join(
        text[call.literal[0] : call.literal[1]].rstrip("; \t\n") if call.literal else call.statement
        for call in calls_of(text, language)
    )


def calls_of(text: str, language: str) -> list[Call]:
    """The calls of the way forward in their order."""
    return sorted(_calls(_forward(text, language), language), key=lambda call: call.start)


def _calls(text: str, language: str) -> Iterator[Call]:
    import re

    for pattern, statement in CALLS[language]:
        for found in re.finditer(pattern, text, re.S | re.M):
            if statement == LITERAL:
                yield Call(found.start(), found.end(), "", found.span("sql"))
            else:
                end = _closing(text, found.start(), found.end())
                yield Call(found.start() + len(found.group()) - len(found.group().lstrip(" .\n")), end,
                            statement.format(**found.groupdict()))  # fmt: skip


def _closing(text: str, start: int, end: int) -> int:
    """Behind the bracket that closes a call on its own line, else behind what was matched and its quote."""
    if text[end : end + 1] in ("'", '"', "`") and text[end : end + 1]:
        end += 1
    open_ones = text.count("(", start, end) - text.count(")", start, end)
    at = end
    while open_ones > 0 and at < len(text) and text[at] != "\n":
        open_ones += (text[at] == "(") - (text[at] == ")")
        at += 1
    return at if not open_ones else end


LINES = ("ruby", "python", "elixir")
"""Languages whose comments begin with ``#`` and whose ways back end where their lines say."""


def _forward(text: str, language: str) -> str:
    """The text with its comments and its way back blanked out, so that every place stays what it is."""
    import re

    comment = (
        r"#[^\n]*" if language in LINES else r"<!--.*?-->" if language == "xml" else r"//[^\n]*|/\*.*?\*/"
    )
    text = re.sub(rf"(?<![:\w'\"`/#$])(?:{comment})", _blanked, text, flags=re.S)
    if language in LINES or language == "xml":
        return re.sub(WAYS_BACK[language], _blanked, text, flags=re.S | re.M)
    back = re.search(WAYS_BACK[language], text)
    while back is not None:
        end = _block_end(text, back.end())
        text = text[: back.start()] + re.sub(r"[^\n]", " ", text[back.start() : end]) + text[end:]
        back = re.search(WAYS_BACK[language], text)
    return text


def _blanked(found: Match[str]) -> str:
    import re

    return re.sub(r"[^\n]", " ", found.group())


def _block_end(text: str, at: int) -> int:
    """Behind the block that opens next; brackets of arguments before it are passed over."""
    depth = 0
    for index in range(at, len(text)):
        letter = text[index]
        if letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
            if depth < 0:
                return index
            if not depth and letter == "}":
                return index + 1
        elif letter == ";" and not depth:
            return index + 1
    return len(text)
