"""Which Python calls delete, overwrite, run or send: the tables that ``python.py`` reads.

Facts: the documentation of the standard library (os, shutil, pathlib, subprocess, sqlite3, urllib), of
requests, httpx, psycopg, PyMySQL, SQLAlchemy and boto3.
"""

from __future__ import annotations

FILES: dict[str, tuple[str, int, bool, str]] = {
    "shutil.rmtree": ("delete", 0, True, "directory"),
    "os.remove": ("delete", 0, False, "file"),
    "os.unlink": ("delete", 0, False, "file"),
    "os.rmdir": ("delete", 0, False, "directory"),
    "os.removedirs": ("delete", 0, False, "directory"),
    "os.truncate": ("truncate", 0, False, "file"),
    "os.rename": ("overwrite", 1, False, "file"),
    "os.renames": ("overwrite", 1, False, "file"),
    "os.replace": ("overwrite", 1, False, "file"),
    "shutil.move": ("overwrite", 1, False, "file"),
    "shutil.copy": ("overwrite", 1, False, "file"),
    "shutil.copy2": ("overwrite", 1, False, "file"),
    "shutil.copyfile": ("overwrite", 1, False, "file"),
    "distutils.dir_util.remove_tree": ("delete", 0, True, "directory"),
    "setuptools.distutils.dir_util.remove_tree": ("delete", 0, True, "directory"),
    "aiofiles.os.remove": ("delete", 0, False, "file"),
    "anyio.Path.unlink": ("delete", 0, False, "file"),
    "urllib.request.urlretrieve": ("overwrite", 1, False, "file"),
    "wget.download": ("overwrite", 1, False, "file"),
}
"""Function: what it does, to which argument, recursively, to what."""

PATH_METHODS: dict[str, tuple[str, str]] = {
    "unlink": ("delete", "file"),
    "rmdir": ("delete", "directory"),
    "write_text": ("overwrite", "file"),
    "write_bytes": ("overwrite", "file"),
    "rmtree": ("delete", "directory"),
    "rmtree_p": ("delete", "directory"),
    "remove": ("delete", "file"),
}
"""Methods of a ``pathlib.Path``; ``rename`` and ``replace`` act on their argument."""

TEXTS = frozenset(
    (
        "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "commands.getoutput",
        "commands.getstatusoutput", "asyncio.create_subprocess_shell",
        "asyncio.subprocess.create_subprocess_shell",
        "invoke.run", "fabric.run", "fabric.local", "pexpect.run", "pexpect.spawn", "os.popen2",
        "os.popen3", "popen2.popen2",
        "nt.system", "posix.system", "platform.popen", "IPython.get_ipython.system",
    )
)  # fmt: skip
"""The first argument is a text for a shell."""

PROGRAMS = frozenset((
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.Popen", "pty.spawn", "_posixsubprocess.fork_exec",
))  # fmt: skip
"""The first argument is a list of words, or a text with ``shell=True``."""

EXECS: dict[str, int] = {
    "os.execv": 0, "os.execve": 0, "os.execvp": 0, "os.execvpe": 0, "os.execl": 0, "os.execle": 0,
    "os.execlp": 0,
    "os.execlpe": 0, "os.spawnv": 1, "os.spawnve": 1, "os.spawnvp": 1, "os.spawnvpe": 1, "os.spawnl": 1,
    "os.spawnle": 1,
    "os.spawnlp": 1, "os.spawnlpe": 1, "os.posix_spawn": 0, "os.posix_spawnp": 0, "os.startfile": 0,
    "asyncio.create_subprocess_exec": 0,
}  # fmt: skip
"""Where the program stands; the words follow as a list (``v``) or one by one (``l``)."""

REQUESTS = frozenset((
    "requests", "httpx", "requests.Session()", "requests.session()", "httpx.Client()", "httpx.AsyncClient()",
    "aiohttp.ClientSession()", "requests_html.HTMLSession()", "curl_cffi.requests",
))  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "request")

CONNECTS: dict[str, str] = {
    "psycopg.connect": "psql", "psycopg2.connect": "psql", "asyncpg.connect": "psql",
    "pg8000.connect": "psql",
    "psycopg.AsyncConnection.connect": "psql", "pymysql.connect": "mysql", "MySQLdb.connect": "mysql",
    "mysql.connector.connect": "mysql", "sqlite3.connect": "sqlite3", "aiosqlite.connect": "sqlite3",
    "sqlalchemy.create_engine": "url", "databases.Database": "url", "records.Database": "url",
    "dataset.connect": "url",
    "duckdb.connect": "duckdb", "redis.Redis": "redis-cli", "redis.StrictRedis": "redis-cli",
    "redis.from_url": "redis-cli",
    "redis.Redis.from_url": "redis-cli", "pymongo.MongoClient": "mongosh",
}  # fmt: skip
"""Which client would say the same to the same server."""
EXECUTES = ("execute", "executescript", "executemany", "exec_driver_sql", "raw_sql", "sql", "query")

DANGEROUS_MODULES = ("os", "shutil", "subprocess", "ctypes", "socket", "pty", "posix")
"""What is imported where code that cannot be read is worth a question."""

SAFE_TEMPORARY = (
    "tempfile.mkdtemp", "tempfile.TemporaryDirectory", "tempfile.NamedTemporaryFile", "tempfile.mktemp",
)  # fmt: skip
