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
    from collections.abc import Iterator

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


def emptied(code: Value, language: str, by: Invocation, laid: bool) -> tuple[RunAct, ...]:
    """What the code would empty.

    Args:
        laid: whether it is a script that lay there before: then only what runs when the script is run
            counts, not what is defined for others to call.
    """
    text = "".join(part for part in code.parts if isinstance(part, str))
    if not any(call[0][:8] in text.replace(" ", "") for call in CALLS.get(language, ())):
        return ()
    lines = text.splitlines()
    for line in _run_at_once(lines) if laid else lines:
        bare = line.split("#" if language != "node" else "//")[0].replace(" ", "")
        for call, statement in CALLS.get(language, ()):
            before, found, _ = bare.partition(call)
            if found:
                return (_act(before, call, statement, text, by),)
    return ()


OPENERS = (
    "with ", "async with ", "try:", "try {", "for ", "if __name__",
    "(async ", "(function", "(() ", ";(async ",
)  # fmt: skip
"""How a statement begins whose indented lines run with the script itself."""
DEFINERS = ("async", "export", "default", "function", "def", "const", "let", "var", "function*")


def _run_at_once(lines: list[str]) -> Iterator[str]:
    """The lines that run when a script is run: those at its left edge, those below a statement that always
    runs, and those of a function that such a line calls. Functions that functions call are not followed."""
    called = "".join(line + "\n" for line in _below(lines, frozenset()) if not _defined(line))
    return _below(lines, _names_called(called) - {""})


def _below(lines: list[str], names: frozenset[str]) -> Iterator[str]:
    """The lines at the left edge, and those below an opener or one of the functions of these names."""
    runs = False
    for line in lines:
        if line[:1].isspace():
            if runs:
                yield line
        elif line:
            runs = line.startswith(OPENERS) or _defined(line) in names
            yield line


def _defined(line: str) -> str:
    """The name of the function that a line at the left edge defines; empty for any other line."""
    words = line.replace("(", " ( ").replace("=", " = ").split()
    told = "def" in words or "function" in words or "function*" in words or "=>" in line
    if not told or words[0] not in DEFINERS:
        return ""
    return next((word for word in words if word not in DEFINERS), "")


def _names_called(text: str) -> frozenset[str]:
    """The names in front of a bracket: ``main``, and for ``it.main()`` the whole of ``it.main``."""
    names = []
    for piece in text.split("(")[:-1]:
        start = len(piece)
        while start and (piece[start - 1].isalnum() or piece[start - 1] in "_$."):
            start -= 1
        names.append(piece[start:])
    return frozenset(names)


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
