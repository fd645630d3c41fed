"""The servers, one of each for the whole run; skipped where their Debian packages are missing."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from servers import POSTGRES, MariaDB, Postgres, Redis


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A short path: sockets must fit in about a hundred characters."""
    folder = Path(tempfile.mkdtemp(prefix="gdb"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[Postgres]:
    if POSTGRES is None or shutil.which("psql") is None:
        pytest.skip("needs the Debian package postgresql")
    server = Postgres(scratch / "pg")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mariadb(scratch: Path) -> Iterator[MariaDB]:
    if shutil.which("mariadbd") is None or shutil.which("mariadb-install-db") is None:
        pytest.skip("needs the Debian package mariadb-server")
    server = MariaDB(scratch / "my")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis(scratch: Path) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        pytest.skip("needs the Debian package redis-server")
    server = Redis(scratch / "re")
    yield server
    server.stop()
