"""Which server: ours is the one that the client could not reach, as it says itself, step by step."""

from __future__ import annotations

import pytest
from asking import Ground, needed

SERVICE = "[svc]\nhost=127.0.0.4\nport=5411\ndbname=svcdb\n[other]\nhost=127.0.0.5\n"
PG = {
    "~/.pg_service.conf": SERVICE, "services": "[svc]\nhost=127.0.0.6\n", "etc/pg_service.conf": "[sys]\nhost=127.0.0.7\n",
}  # fmt: skip
LIBPQ = [
    pytest.param("-h 127.0.0.2", {}, id="-h"),
    pytest.param("-h 127.0.0.2 -p 5499", {"PGPORT": "5498"}, id="-p before PGPORT"),
    pytest.param("--host=127.0.0.2", {"PGHOST": "127.0.0.3"}, id="--host= before PGHOST"),
    pytest.param("", {"PGHOST": "127.0.0.3"}, id="PGHOST"),
    pytest.param("", {"PGHOST": "127.0.0.3", "PGPORT": "5498"}, id="PGPORT"),
    pytest.param("", {"PGHOST": "db.acme.com", "PGHOSTADDR": "127.0.0.8"}, id="PGHOSTADDR"),
    pytest.param("postgresql://127.0.0.2:5497/x", {"PGHOST": "127.0.0.3"}, id="a URL before PGHOST"),
    pytest.param("postgresql:///x?host=127.0.0.2", {}, id="the host among a URL's parameters"),
    pytest.param("postgresql://127.0.0.3/x?host=127.0.0.2", {}, id="a parameter before the authority"),
    pytest.param("-d postgresql://127.0.0.2/x", {}, id="a URL after -d"),
    pytest.param("-h 127.0.0.9 -d postgresql://127.0.0.2/x", {}, id="-h and a URL"),
    pytest.param("postgresql:///x", {"PGHOST": "127.0.0.3"}, id="a URL without a host"),
    pytest.param("'host=127.0.0.2 dbname=x'", {"PGHOST": "127.0.0.3"}, id="keywords and values"),
    pytest.param("'host=a.invalid hostaddr=127.0.0.2'", {}, id="hostaddr before host"),
    pytest.param("service=svc", {}, id="a service"),
    pytest.param("", {"PGSERVICE": "svc"}, id="PGSERVICE"),
    pytest.param("", {"PGSERVICE": "svc", "PGHOST": "127.0.0.3"}, id="PGSERVICE before PGHOST"),
    pytest.param("-h 127.0.0.2", {"PGSERVICE": "svc"}, id="-h before PGSERVICE"),
    pytest.param("service=svc", {"PGSERVICEFILE": "services"}, id="PGSERVICEFILE"),
    pytest.param("service=sys", {"PGSYSCONFDIR": "FOLDER/etc"}, id="the system's service file"),
    pytest.param("'postgresql:///x?service=other'", {}, id="a service in a URL"),
    pytest.param("", {}, id="the local socket"),
    pytest.param("-h /tmp/nowhere", {}, id="another socket"),
    pytest.param("-h 127.0.0.2,127.0.0.3", {}, id="several hosts"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "env"), LIBPQ)
def test_the_server_is_the_one_that_psql_tries(ground: Ground, words: str, env: dict[str, str]) -> None:
    import shlex

    needed("psql", "postgresql-client")
    ground.write(PG)
    env = {name: value.replace("FOLDER", str(ground.folder)) for name, value in env.items()}
    theirs = ground.told(
        "psql", *shlex.split(words), "-c", "DROP TABLE x", env={**env, "PGCONNECT_TIMEOUT": "3"}, error=True
    )
    pieces = theirs.split("connection to server")[1:]
    assert pieces, theirs
    target = ground.target(f"psql {words} -c 'DROP TABLE x'", env)
    shown = " ".join((target.identity, *(link.what for link in target.evidence)))
    for piece in pieces:
        place = piece.split('"')[1]
        if place.startswith("/"):
            folder = place.rpartition("/")[0]
            assert folder in shown or (folder == "/var/run/postgresql" and "local socket" in shown), (
                theirs,
                shown,
            )
        else:
            assert place in shown, (theirs, shown)


MYSQL = [
    pytest.param("-h 127.0.0.2", {}, {}, id="-h"),
    pytest.param("-h127.0.0.2", {}, {}, id="-h without a space"),
    pytest.param("", {}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n"}, id="the file of the home"),
    pytest.param("-h 127.0.0.2", {}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n"}, id="-h before the file"),
    pytest.param("", {}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n[mysql]\nhost=127.0.0.4\n"}, id="the last group"),
    pytest.param("", {}, {"~/.my.cnf": "[mysql]\nhost=127.0.0.4\n[client]\nhost=127.0.0.3\n"}, id="the other order"),
    pytest.param("--defaults-file=my.cnf", {}, {"my.cnf": "[client]\nhost=127.0.0.5\n", "~/.my.cnf": "[client]\nhost=127.0.0.3\n"},
                 id="--defaults-file alone"),
    pytest.param("--defaults-extra-file=my.cnf", {}, {"my.cnf": "[client]\nhost=127.0.0.5\n"}, id="--defaults-extra-file"),
    pytest.param("--defaults-extra-file=my.cnf", {}, {"my.cnf": "[client]\nhost=127.0.0.5\n", "~/.my.cnf": "[client]\nhost=127.0.0.3\n"},
                 id="the extra file and that of the home"),
    pytest.param("--defaults-group-suffix=_prod", {}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n[client_prod]\nhost=127.0.0.6\n"},
                 id="--defaults-group-suffix"),
    pytest.param("", {"MYSQL_GROUP_SUFFIX": "_prod"}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n[client_prod]\nhost=127.0.0.6\n"},
                 id="MYSQL_GROUP_SUFFIX"),
    pytest.param("", {"MYSQL_HOST": "127.0.0.7"}, {}, id="MYSQL_HOST"),
    pytest.param("", {"MYSQL_HOST": "127.0.0.7"}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n"}, id="MYSQL_HOST and a file"),
    pytest.param("--no-defaults -h 127.0.0.2", {}, {"~/.my.cnf": "[client]\nhost=127.0.0.3\n"}, id="--no-defaults"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "env", "files"), MYSQL)
def test_the_server_is_the_one_that_mysql_tries(
    ground: Ground, words: str, env: dict[str, str], files: dict[str, str]
) -> None:
    needed("mysql", "mariadb-client")
    ground.write(files)
    theirs = ground.told(
        "mysql", *words.split(), "--protocol=tcp", "-P", "9", "-e", "DROP TABLE x", env=env, error=True
    )
    host = theirs.partition("on '")[2].partition("'")[0]
    assert host, theirs
    target = ground.target(f"mysql {words} --protocol=tcp -P 9 -e 'DROP TABLE x'", env)
    shown = " ".join((target.identity, *(link.what for link in target.evidence)))
    assert host in shown or (host == "localhost" and "no host" in shown), (theirs, shown)


REDIS = [
    pytest.param("-h 127.0.0.2 -p 9", {}, id="-h and -p"),
    pytest.param("-u redis://127.0.0.3:9/0", {}, id="-u"),
    pytest.param("-h 127.0.0.2 -u redis://127.0.0.3:9/0", {}, id="-h and -u"),
    pytest.param("-u redis://127.0.0.3:9/0 -h 127.0.0.2", {}, id="-u and -h"),
    pytest.param("-p 9", {"REDIS_URL": "redis://127.0.0.4:9"}, id="REDIS_URL, which it does not read"),
    pytest.param("-h 127.0.0.2 -h 127.0.0.5 -p 9", {}, id="the last -h"),
]


@pytest.mark.parametrize(("words", "env"), REDIS)
def test_the_server_is_the_one_that_redis_cli_tries(ground: Ground, words: str, env: dict[str, str]) -> None:
    needed("redis-cli", "redis-tools")
    theirs = ground.told("redis-cli", *words.split(), "FLUSHALL", env=env, error=True)
    host = theirs.partition("Redis at ")[2].partition(":")[0]
    assert host, theirs
    target = ground.target(f"redis-cli {words} FLUSHALL", env)
    assert host in target.identity, (theirs, target)
