"""Test runs that empty the database they are pointed at: pytest, jest, vitest, mocha, ava.

What is read: ``conftest.py`` on the way to the tests, and the set-up files that the runner's configuration
names. What the tests themselves do is not read. Rails, RSpec and PHPUnit are in ``migrations_ruby.py`` and
``migrations_php.py``.

Caught: ``pytest`` (where ``DATABASE_URL`` is that of production and ``conftest.py`` says
``Base.metadata.drop_all``); ``npx jest`` (where ``globalSetup`` runs ``prisma migrate reset``); ``pytest``
with pytest-django on a production server (it makes and drops ``test_…`` there).
Quiet: the same with a test database, with sqlite in memory, with containers of its own (testcontainers), or
with a variable of its own (``TEST_DATABASE_URL``); a run whose set-up files touch no database (``npx jest
src``); ``pytest --collect-only``.

Lost: what the database holds.
Back: a backup.
Instead: ``pytest --collect-only``, and a database of the tests' own (``TEST_DATABASE_URL``).

Facts: pytest (conftest.py, rootdir), pytest-django (test databases), Jest (``globalSetup``, ``setupFiles``),
Vitest (``globalSetup``), Mocha (``require``).
"""

from __future__ import annotations

from guard.model import Effect, Evidence, Place, Resource, known
from guard.signs.variables_read import JAVASCRIPT, PYTHON, variables_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value
    from guard.world import World

EMPTYING = (
    "drop_all(", "drop_database(", "dropDatabase", "command.downgrade(", "downgrade base", "drop_tables(",
    "DROP TABLE", "DROP SCHEMA", "DROP DATABASE", "TRUNCATE ", "truncate_all", "DELETE FROM ",
    "delete_many({})", "deleteMany()", "deleteMany({})", "migrate reset", "--force-reset", "migrate:fresh",
    "schema:drop",
    "sync({ force: true", "sync({force: true", "synchronize(true)", "dropSchema: true", "migrate.rollback(",
    "flushall", "flushdb", "FLUSHALL", "call_command(\"flush\"", "call_command('flush'", "_drop_all",
)  # fmt: skip
"""What set-up code says when it empties a database."""
OWN_PLACE = ("testcontainers", ":memory:", "sqlite://", "pytest_postgresql", "postgresql_proc", "mongomock",
             "fakeredis", "pg-mem", "mongodb-memory-server", "embedded-postgres")  # fmt: skip
"""What set-up code says when it brings its own database."""
SHOWING = ("--collect-only", "--co", "--fixtures", "--markers", "--help", "-h", "--version", "--listTests",
           "--showConfig", "--setup-plan", "--clearCache")  # fmt: skip
_CONFIGS = {
    "jest": (
        "jest.config.js", "jest.config.ts", "jest.config.cjs", "jest.config.mjs", "jest.config.json",
        "package.json",
    ),
    "vitest": (
        "vitest.config.ts", "vitest.config.js", "vitest.config.mts", "vitest.config.mjs", "vite.config.ts",
        "vite.config.js",
    ),
    "mocha": (
        ".mocharc.js", ".mocharc.cjs", ".mocharc.json", ".mocharc.yml", ".mocharc.yaml", "package.json",
    ),
    "ava": ("ava.config.js", "ava.config.cjs", "ava.config.mjs", "package.json"),
}  # fmt: skip
_SETUP = ("globalSetup", "setupFiles", "setupFilesAfterEnv", "require", "globalTeardown")
_DJANGO = (("pytest.ini", "DJANGO_SETTINGS_MODULE"), ("pyproject.toml", "DJANGO_SETTINGS_MODULE"),
           ("setup.cfg", "DJANGO_SETTINGS_MODULE"), ("tox.ini", "DJANGO_SETTINGS_MODULE"))  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the set-up of a run does to the database that it is pointed at."""
    words = [word.text or "" for word in invocation.argv[1:]]
    if not invocation.cwd or any(word in SHOWING for word in words):
        return
    python = invocation.program in ("pytest", "py.test")
    files = _conftests(words, invocation.cwd) if python else _setups(invocation, world)
    for path in files:
        text = world.read(path)
        found = next((call for call in EMPTYING if text is not None and call in text), "")
        if text is None or not found or any(sign in text for sign in OWN_PLACE):
            continue
        name = path.removeprefix(invocation.cwd.rstrip("/") + "/")
        yield _effect(invocation, tuple(_addresses(text)), name, found)
        return
    if python and _is_django(words, invocation.cwd, world):
        yield django_run(invocation, Place("database", "django", _settings(words)))


def _conftests(words: list[str], cwd: str) -> list[str]:
    """The ``conftest.py`` that are imported: at the root, in the usual folders, on the way to operands."""
    folders = ["", "tests", "test"]
    operands = [word.partition("::")[0] for word in words if word and not word.startswith("-")]
    given = [word for word in operands if "/" in word or word.endswith(".py") or word in ("tests", "test")]
    if given:
        folders = [""]
        for word in given[:10]:
            parts = word.removeprefix("./").rstrip("/").split("/")
            parts = parts[:-1] if parts[-1].endswith(".py") else parts
            folders += ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return [f"{cwd.rstrip('/')}/{folder}/conftest.py".replace("//", "/") for folder in dict.fromkeys(folders)]


def _setups(invocation: Invocation, world: World) -> Iterator[str]:
    """The files that the runner's configuration names as its set-up."""
    cwd = (invocation.cwd or "").rstrip("/")
    for config in _CONFIGS.get(invocation.program, ()):
        text = world.read(f"{cwd}/{config}")
        for key in _SETUP if text else ():
            at = (text or "").find(key)
            if at < 0:
                continue
            for piece in _quoted((text or "")[at : at + 600])[:6]:
                path = piece.replace("<rootDir>", ".").removeprefix("./")
                if "/" in path or path.endswith((".js", ".ts", ".cjs", ".mjs")):
                    yield from (f"{cwd}/{path}{ending}" for ending in ("", ".ts", ".js"))


def _quoted(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in "'\"`":
            end = text.find(text[at], at + 1)
            if end < 0:
                break
            found.append(text[at + 1 : end])
            at = end
        at += 1
    return found


def _addresses(text: str) -> list[str]:
    """The names of variables that the code reads and that may hold an address."""
    return [
        name
        for name in variables_read(text, (*PYTHON, *JAVASCRIPT))
        if any(word in name.upper() for word in ("URL", "URI", "DSN", "HOST", "DATABASE"))
    ]


def _effect(invocation: Invocation, names: tuple[str, ...], file: str, call: str) -> Effect:
    names = tuple(dict.fromkeys(names))
    own = tuple(name for name in names if "TEST" in name.upper())
    hints = tuple(("variable", known(name)) for name in (own or names))
    said = call.strip(" (")
    return Effect(
        "test.reset", "delete", Resource("database", ""), Place("database", "suite", hints), invocation, "R2",
        "B2", why=f"{file} empties the database that the tests use ({said})",
        instead="DATABASE_URL=postgresql://localhost/app_test " + " ".join(invocation.words),
        evidence=(Evidence(said, file),), span=invocation.span, certainty="may",
    )  # fmt: skip


def _is_django(words: list[str], cwd: str, world: World) -> bool:
    if any(word.startswith("--ds") for word in words):
        return True
    return any(mark in (world.read(f"{cwd.rstrip('/')}/{file}") or "") for file, mark in _DJANGO)


def _settings(words: list[str]) -> tuple[tuple[str, Value], ...]:
    given = next((word.partition("=")[2] for word in words if word.startswith("--ds=")), "")
    return (("settings", known(given)),) if given else ()


def django_run(invocation: Invocation, where: Place) -> Effect:
    """Django's test runner makes a database of its own, ``test_…``, on the server that the settings name."""
    return Effect(
        "test.django", "update", Resource("database", "test_…"), where, invocation, "R0", "B1",
        why="Django makes and drops the database test_… on that server",
        span=invocation.span, certainty="may",
    )  # fmt: skip
