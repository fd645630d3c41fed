"""Real database servers on loopback, started for the tests and thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

POSTGRES = next(iter(sorted(Path("/usr/lib").glob("postgresql/*/bin"))), None)
"""Where the server's programs are, outside of PATH on Debian; ``None`` without them."""


def account(name: str) -> list[str]:
    """The words that run a command as an unprivileged account: servers refuse root."""
    if os.getuid() != 0:
        return []
    try:
        pwd.getpwnam(name)
    except KeyError:
        name = "nobody"
    return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups"]


class Postgres:
    """A PostgreSQL cluster in a directory, reached through its socket."""

    def __init__(self, folder: Path) -> None:
        assert POSTGRES is not None
        self.folder, self.run = folder, account("postgres")
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        data = folder / "data"
        self._do(str(POSTGRES / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
        options = (
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        )
        self._do(
            str(POSTGRES / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"
        )

    def _do(self, *words: str) -> None:
        subprocess.run([*self.run, *words], check=True, capture_output=True, timeout=60, cwd=self.folder)

    def psql(self, text: str, database: str = "postgres") -> str:
        words = ["psql", "-X", "-qAt", "-h", str(self.folder), "-U", "postgres", "-d", database]
        found = subprocess.run(
            words, input=text, capture_output=True, text=True, timeout=60, check=False, cwd=self.folder
        )
        return found.stdout

    def stop(self) -> None:
        assert POSTGRES is not None
        self._do(str(POSTGRES / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop")


class MariaDB:
    """A MariaDB server in a directory, reached through its socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run = account("mysql")
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        if run:
            shutil.chown(folder, "mysql")
        data, self.socket = folder / "data", folder / "s"
        install = [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        subprocess.run([*run, *install], check=True, capture_output=True, timeout=60, cwd=folder)
        server = [
            "mariadbd",
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={self.socket}",
            "--skip-networking",
            f"--pid-file={folder}/pid",
            "--innodb-flush-log-at-trx-commit=0",
            "--log-bin=binlog",
        ]
        self.process = subprocess.Popen(
            [*run, *server], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
        )
        for _ in range(150):
            if self.sql("SELECT 1").strip() == "1":
                return
            time.sleep(0.1)
        raise RuntimeError("mariadbd did not start")

    def sql(self, text: str, database: str = "") -> str:
        words = [
            "mariadb",
            "--no-defaults",
            "-N",
            "-B",
            "-f",
            "-u",
            "root",
            f"--socket={self.socket}",
            *([database] if database else []),
        ]
        return subprocess.run(
            words, input=text, capture_output=True, text=True, timeout=60, check=False
        ).stdout

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)


class Redis:
    """A Redis server on a socket, without persistence."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.socket = folder / "r"
        words = [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--save",
            "",
            "--dir",
            str(folder),
        ]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        for _ in range(100):
            if self.cli("PING").strip() == "PONG":
                return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def cli(self, *words: str) -> str:
        command = ["redis-cli", "-s", str(self.socket), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)
