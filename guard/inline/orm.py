"""Whole databases that code empties through a library, without a word of SQL.

Caught: ``python -c "from app import db; db.drop_all()"``, ``node -e "sequelize.sync({force: true})"``, ``npx
ts-node -e "await prisma.user.deleteMany()"``, ``User.objects.all().delete()``, ``knex('users').del()``.
Quiet: ``deleteMany({where: …})``, ``sync()``, ``create_all()``, a database in memory, and a script of the
project in which it stands inside a function that the script itself does not call (``async function main()
{…}`` with ``main()`` below it is called).

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
TABLE = "DROP TABLE {name}"
WRITERS = ("to_sql(", "write_database(", "to_postgis(")
"""Functions of data frames that write a table, whose name is what they are given first."""
CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "python": (
        (".drop_all(", ALL), (".objects.all().delete()", ROWS), ("drop_database(", ALL),
        (".query.delete()", ROWS), ('call_command("flush"', ALL), ("call_command('flush'", ALL),
        ("if_exists='replace'", TABLE), ('if_exists="replace"', TABLE), ("if_table_exists='replace'", TABLE),
        ('if_table_exists="replace"', TABLE),
    ),
    "node": (
        (".sync({force:true", ALL), (".synchronize(true)", ALL), (".dropDatabase()", ALL),
        (".dropSchema(", ALL), (".deleteMany()", ROWS), (".deleteMany({})", ROWS),
        (".drop({cascade:true", ALL),
        (".destroy({truncate:true", ROWS), (".destroy({where:{}", ROWS), (".dropAllTables(", ALL),
        (").del()", ROWS), (").truncate()", ROWS),
    ),
    "ruby": ((".delete_all", ROWS), (".destroy_all", ROWS), ("connection.drop_table", ROWS)),
}  # fmt: skip
"""Calls as they stand without blanks, and the statement that does the same."""
BUILDER = (").del()", ").truncate()")
"""Calls of a query builder, whose table stands in the parentheses before: ``knex('users').del()``."""
VARIABLES = ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "POSTGRES_URL", "DB_URL", "MYSQL_URL", "DATABASE_URI",
             "MONGODB_URI", "MONGO_URL", "MONGO_URI")  # fmt: skip


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
            if statement == TABLE:
                before = next((before.partition(w)[2].split(",")[0] for w in WRITERS if w in before), "")
                found = found if before else ""
            if found and (call not in BUILDER or "knex" in text):
                return (_act(before, call, statement, text, by),)
    return ()


def _act(before: str, call: str, statement: str, text: str, by: Invocation) -> RunAct:
    before, where, chosen = before.partition(".where(") if call in BUILDER else (before, "", "")
    name = before.replace("(", ".").replace(";", ".").rpartition(".")[2].lower() or "rows"
    said = statement.format(name="".join(c for c in name if c.isalnum() or c == "_") or "rows")
    if where:
        said += f" WHERE {_condition(chosen)}"
    settings = _settings(text, by) if "django.setup(" in text else ""
    if settings:
        does = ("flush", "--noinput") if statement == ALL else ("shell", "-c", f"{name}{call}")
        words = ("python3", "manage.py", *does, f"--settings={settings}")
        return RunAct(argv=tuple(known(word) for word in words), call=call.strip(".("))
    connection = _connection(text, by)
    if (connection.text or "").startswith("sqlite:"):
        file = (connection.text or "").partition("://")[2].removeprefix("/") or ":memory:"
        return RunAct(argv=(known("sqlite3"), known(file), known(said)), call=call.strip(".("))
    if connection.holes and "PrismaClient" in text:
        argv = tuple(known(word) for word in ("npx", "prisma", "db", "execute", "--stdin"))
        return RunAct(argv=argv, stdin=known(said), call=call.strip(".("))
    return RunAct(argv=(known("psql"), connection, known("-c"), known(said)), call=call.strip(".("))


def _settings(text: str, by: Invocation) -> str:
    """The module of Django's settings: what the code assigns, then the variable, then ``setdefault``."""
    found = by.variable("DJANGO_SETTINGS_MODULE")
    said = text.partition("DJANGO_SETTINGS_MODULE")[2].replace("'", '"').split('"', 3)
    own = said[2] if len(said) > 3 and len(said[1].strip()) < 4 else ""
    assigned = own and "]" in said[1]
    return (found.value.text or "") if found is not None and not assigned else own


def _condition(chosen: str) -> str:
    """``{id:42}`` and ``'id',42`` as SQL; what is more than that stays a condition that nobody knows."""
    left, sign, right = (
        chosen.strip("{}()").replace("'", "").replace('"', "").replace(",", ":", 1).partition(":")
    )
    plain = sign and left.replace("_", "a").isalnum() and right.replace("-", "a").isalnum()
    return (
        f"{left} = {right}"
        if plain and right.isdigit()
        else f"{left} = '{right}'"
        if plain
        else "condition()"
    )


def _stage(text: str, by: Invocation) -> str:
    """The environment of the knexfile that code takes: ``require('./knexfile').production``."""
    rest = text.partition("knexfile")[2]
    rest = rest.removeprefix(".js").removeprefix(".ts").lstrip("'\")")
    if rest.startswith("[process.env.NODE_ENV"):
        found = by.variable("NODE_ENV")
        return (found.value.text or "") if found is not None else "development"
    name = rest[1:].lstrip("'\"") if rest[:1] in (".", "[") else ""
    return name[
        : next((at for at, char in enumerate(name) if not (char.isalnum() or char in "_-")), len(name))
    ]


def _connection(text: str, by: Invocation) -> Value:
    for scheme in ("postgresql://", "postgres://", "mysql://", "sqlite://"):
        if scheme in text:
            rest = text.partition(scheme)[2].split("'")[0].split('"')[0].split()
            return known(scheme + (rest[0] if rest else ""))
    for name in VARIABLES:
        found = by.variable(name)
        if found is not None and found.value.text != "":
            return found.value
    stage = _stage(text, by) if "knexfile" in text else ""
    return Value((Hole(f"the {stage} database of the knexfile" if stage else "the database of the code"),))
