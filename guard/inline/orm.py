"""Whole databases that code empties through a library, without a word of SQL.

Caught: ``python -c "from app import db; db.drop_all()"``, ``node -e "sequelize.sync({force: true})"``, ``npx
ts-node -e "await prisma.user.deleteMany()"``, ``User.objects.all().delete()``. Quiet: ``deleteMany({where:
…})``, ``sync()``, ``create_all()``, and a script of the project in which it stands inside a function that
the script itself does not call (``async function main() {…}`` with ``main()`` below it is called).

Which database is meant is said by the code or by ``DATABASE_URL``, and for Prisma's client by what its
command line reads too (``.env``, the schema); else it is not known. It becomes the
statement that does the same, so that it is located like any other. Facts: the manuals of SQLAlchemy, Django,
Sequelize, TypeORM, Prisma, Knex and Mongoose.
"""

from __future__ import annotations

from guard.inline.acts import RunAct
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation

ALL = "DROP SCHEMA public CASCADE"
ROWS = "DELETE FROM {name}"
CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "python": (
        (".drop_all(", ALL), (".objects.all().delete()", ROWS), ("drop_database(", ALL),
        (".query.delete()", ROWS), ('call_command("flush"', ALL), ("call_command('flush'", ALL),
    ),
    "node": (
        (".sync({force:true", ALL), (".synchronize(true)", ALL), (".dropDatabase()", ALL),
        (".dropSchema(", ALL), (".deleteMany()", ROWS), (".deleteMany({})", ROWS),
        (".drop({cascade:true", ALL),
        (".destroy({truncate:true", ROWS), (".destroy({where:{}", ROWS), (".dropAllTables(", ALL),
    ),
    "ruby": ((".delete_all", ROWS), (".destroy_all", ROWS), ("connection.drop_table", ROWS)),
}  # fmt: skip
"""Calls as they stand without blanks, and the statement that does the same."""
VARIABLES = ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "POSTGRES_URL", "DB_URL", "MYSQL_URL", "DATABASE_URI")


def emptied(text: str, language: str, by: Invocation, laid: bool) -> tuple[RunAct, ...]:
    """What the code would empty.

    Args:
        text: the code, as far as it is known.
        laid: whether it is a script that lay there before: then only what runs when the script is run
            counts, not what is defined for others to call.
    """
    if not any(call[0][:8] in text.replace(" ", "") for call in CALLS.get(language, ())):
        return ()
    lines = text.splitlines()
    if laid:
        from guard.inline.at_once import run_at_once

        lines = run_at_once(lines)
    for line in lines:
        bare = line.split("#" if language != "node" else "//")[0].replace(" ", "")
        for call, statement in CALLS.get(language, ()):
            before, found, _ = bare.partition(call)
            if found:
                return (_act(before, call, statement, text, by),)
    return ()


def _act(before: str, call: str, statement: str, text: str, by: Invocation) -> RunAct:
    name = before.replace("(", ".").replace(";", ".").rpartition(".")[2].lower() or "rows"
    said = statement.format(name="".join(c for c in name if c.isalnum() or c == "_") or "rows")
    connection = _connection(text, by)
    if connection.holes and "PrismaClient" in text:
        argv = tuple(known(word) for word in ("npx", "prisma", "db", "execute", "--stdin"))
        return RunAct(argv=argv, stdin=known(said), call=call.strip(".("))
    return RunAct(argv=(known("psql"), connection, known("-c"), known(said)), call=call.strip(".("))


def _connection(text: str, by: Invocation) -> Value:
    for scheme in ("postgresql://", "postgres://", "mysql://"):
        if scheme in text:
            return known(scheme + text.partition(scheme)[2].split("'")[0].split('"')[0].split()[0])
    for name in VARIABLES:
        found = by.variable(name)
        if found is not None and found.value.text:
            return found.value
    return Value((Hole("the database of the code"),))
