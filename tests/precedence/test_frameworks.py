"""Which database a framework connects to: ours is the one that was asked for, step by step."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest
from asking import Ground
from listening import PORT, Listener

NODE = Path(__file__).resolve().parents[2] / ".resolvers" / "node_modules"


def url(last: int, database: str) -> str:
    return f"postgresql://u:p@127.0.0.{last}:{PORT}/{database}"


def compare(
    listener: Listener,
    ground: Ground,
    tool: tuple[str, ...],
    command: str,
    env: dict[str, str],
    more: dict[str, str],
) -> None:
    """The tool is started, the guard is asked, both name the same server and database."""
    listener.asked.clear()
    said = ground.told(*tool, env={**env, **more}, error=True)
    assert listener.asked, said[-600:]
    address, database = listener.asked[0]
    target = ground.target(command, env)
    assert target.identity == f"{address}/{database}", (target, listener.asked, said[-300:])


# ------------------------------------------------------------------------------------- Django

DATABASE = """SECRET_KEY = 'x'
INSTALLED_APPS = []
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'HOST': '127.0.0.LAST',
        'PORT': 'PORT_HERE',
        'NAME': 'NAME_HERE',
        'USER': 'u',
    },MORE
}
""".replace("PORT_HERE", str(PORT))
OTHER = """
    'other': {
        'ENGINE': 'django.db.backends.postgresql', 'HOST': '127.0.0.9', 'PORT': 'PORT_HERE', 'NAME': 'o', 'USER': 'u'
    },""".replace("PORT_HERE", str(PORT))


def settings(last: int, name: str, more: str = "") -> str:
    return DATABASE.replace("LAST", str(last)).replace("NAME_HERE", name).replace("MORE", more)


DJANGO = {
    "manage.py": "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'app.settings')\n"
    "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
    "app/__init__.py": "", "app/settings.py": settings(2, "main", OTHER),
    "app/staging.py": settings(3, "stage"), "app/production.py": settings(4, "live"),
}  # fmt: skip
DJANGO_STEPS = [
    pytest.param("", {}, id="what manage.py sets"),
    pytest.param("", {"DJANGO_SETTINGS_MODULE": "app.staging"}, id="DJANGO_SETTINGS_MODULE"),
    pytest.param(
        "--settings=app.production", {"DJANGO_SETTINGS_MODULE": "app.staging"}, id="--settings before it"
    ),
    pytest.param("--settings app.production", {}, id="--settings"),
    pytest.param("--database=other", {}, id="--database"),
    pytest.param("", {"DATABASE_URL": url(5, "unread")}, id="DATABASE_URL, which the settings do not read"),
]


@pytest.mark.skipif(
    importlib.util.find_spec("django") is None or importlib.util.find_spec("psycopg") is None,
    reason="needs django and psycopg (the dev extra)",
)
@pytest.mark.parametrize(("flags", "env"), DJANGO_STEPS)
def test_django(listener: Listener, ground: Ground, flags: str, env: dict[str, str]) -> None:
    ground.write(DJANGO)
    words = f"manage.py flush --no-input {flags}".split()
    compare(listener, ground, (sys.executable, *words), f"python {' '.join(words)}", env, {})


# ------------------------------------------------------------------------------------ Alembic

ALEMBIC = {
    "alembic.ini": f"[alembic]\nscript_location = m\nsqlalchemy.url = {url(2, 'main').replace('postgresql', 'postgresql+psycopg')}\n"
    f"[staging]\nscript_location = m\nsqlalchemy.url = {url(3, 'stage').replace('postgresql', 'postgresql+psycopg')}\n",
    "other.ini": f"[alembic]\nscript_location = m\nsqlalchemy.url = {url(4, 'other').replace('postgresql', 'postgresql+psycopg')}\n",
    "m/env.py": "from alembic import context\nfrom sqlalchemy import create_engine\n"
    "url = context.get_x_argument(as_dictionary=True).get('url') or context.config.get_main_option('sqlalchemy.url')\n"
    "with create_engine(url).connect() as c:\n    context.configure(connection=c, target_metadata=None)\n    context.run_migrations()\n",
    "m/script.py.mako": "", "m/versions/.keep": "",
}  # fmt: skip
ALEMBIC_STEPS = [
    pytest.param("", {}, id="alembic.ini"),
    pytest.param("-c other.ini", {}, id="-c"),
    pytest.param("", {"ALEMBIC_CONFIG": "other.ini"}, id="ALEMBIC_CONFIG"),
    pytest.param("-n staging", {}, id="-n"),
    pytest.param(f"-x url={url(5, 'x').replace('postgresql', 'postgresql+psycopg')}", {}, id="-x"),
]


@pytest.mark.skipif(
    importlib.util.find_spec("alembic") is None or importlib.util.find_spec("psycopg") is None,
    reason="needs alembic and psycopg (the dev extra)",
)
@pytest.mark.parametrize(("flags", "env"), ALEMBIC_STEPS)
def test_alembic(listener: Listener, ground: Ground, flags: str, env: dict[str, str]) -> None:
    ground.write(ALEMBIC)
    words = f"{flags} downgrade base".split()
    compare(
        listener,
        ground,
        (sys.executable, "-m", "alembic.config", *words),
        f"alembic {' '.join(words)}",
        env,
        {},
    )


# ------------------------------------------------------------------------- Rails' ActiveRecord

YML = "".join(
    f"{name}:\n  adapter: postgresql\n  host: 127.0.0.{last}\n  port: {PORT}\n  database: app_{name}\n  username: u\n"
    for name, last in (("development", 2), ("staging", 3), ("production", 4))
)
RUBY = """
require "active_record"; require "yaml"; require "erb"
env = ENV["RAILS_ENV"].to_s != "" ? ENV["RAILS_ENV"] : ENV["RACK_ENV"].to_s != "" ? ENV["RACK_ENV"] : "development"
ENV["RAILS_ENV"] = env  # as Rails itself does when it starts
ActiveRecord::Base.configurations = YAML.load(ERB.new(File.read("config/database.yml")).result)
ActiveRecord::Base.establish_connection(env.to_sym)
ActiveRecord::Base.connection
"""
RAILS_STEPS = [
    pytest.param("", {}, id="development"),
    pytest.param("", {"RAILS_ENV": "production"}, id="RAILS_ENV"),
    pytest.param("", {"RACK_ENV": "staging"}, id="RACK_ENV"),
    pytest.param("", {"RAILS_ENV": "production", "RACK_ENV": "staging"}, id="RAILS_ENV before RACK_ENV"),
    pytest.param("", {"DATABASE_URL": url(5, "by_url")}, id="DATABASE_URL before the file"),
    pytest.param(
        "", {"RAILS_ENV": "production", "DATABASE_URL": url(5, "by_url")}, id="DATABASE_URL in production"
    ),
    pytest.param("", {"DB_HOST": "127.0.0.6"}, id="ERB in the file"),
]


@pytest.mark.skipif(
    not shutil.which("ruby"), reason="needs ruby, ruby-activerecord and ruby-pg (tests/precedence/install.sh)"
)
@pytest.mark.parametrize(("flags", "env"), RAILS_STEPS)
def test_rails(listener: Listener, ground: Ground, flags: str, env: dict[str, str]) -> None:
    text = YML.replace("127.0.0.2", "<%= ENV['DB_HOST'] || '127.0.0.2' %>") if "DB_HOST" in env else YML
    ground.write(
        {"config/database.yml": text, "ask.rb": RUBY, "Gemfile": "", "bin/rails": "", "Rakefile": ""}
    )
    compare(listener, ground, ("ruby", "ask.rb"), f"bin/rails db:drop {flags}", env, {})


# --------------------------------------------------------------------------------------- Node

SCHEMA = 'datasource db {{\n  provider = "postgresql"\n  url = env("{0}")\n}}\n'
PRISMA_STEPS = [
    pytest.param({".env": f"DATABASE_URL={url(2, 'dotenv')}\n"}, {}, id="the env file"),
    pytest.param({"prisma/.env": f"DATABASE_URL={url(3, 'beside')}\n"}, {}, id="the env file beside the schema"),
    pytest.param({".env": f"DATABASE_URL={url(2, 'dotenv')}\n"}, {"DATABASE_URL": url(4, "shell")}, id="the environment before it"),
    pytest.param({".env": f"DATABASE_URL={url(2, 'a')}\nOTHER={url(5, 'other')}\n", "NAME": "OTHER"}, {}, id="another variable"),
    pytest.param({".env": f"BASE={url(6, 'x')}\nDATABASE_URL=${{BASE}}\n"}, {}, id="a variable of a variable"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not (NODE / ".bin/prisma").exists(), reason="needs prisma (tests/precedence/install.sh)")
@pytest.mark.parametrize(("files", "env"), PRISMA_STEPS)
def test_prisma(ground: Ground, files: dict[str, str], env: dict[str, str]) -> None:
    """Prisma names its datasource before it starts its engine, which is another program here."""
    files = {"prisma/schema.prisma": SCHEMA.format(files.get("NAME", "DATABASE_URL")), **files}
    ground.write({name: text for name, text in files.items() if name != "NAME"})
    engine = ground.folder / "engine"
    engine.write_text("#!/bin/sh\nexit 1\n")
    engine.chmod(0o755)
    named = {name: str(engine) for name in ("PRISMA_SCHEMA_ENGINE_BINARY", "PRISMA_QUERY_ENGINE_LIBRARY")}
    said = ground.told(
        str(NODE / ".bin/prisma"), "db", "push", env={**env, **named, "CHECKPOINT_DISABLE": "1"}, error=True
    )
    line = next(line for line in said.splitlines() if line.startswith("Datasource"))
    host, database = line.split('" at "')[1].partition(":")[0], line.split('database "')[1].partition('"')[0]
    assert ground.target("npx prisma migrate reset --force", env).identity == f"{host}/{database}"


KNEX = (
    "module.exports = { development: {client: 'pg', connection: {host: '127.0.0.2', port: PORT_HERE, database: 'dev', user: 'u'}},\n"
    " staging: {client: 'pg', connection: {host: '127.0.0.3', port: PORT_HERE, database: 'stage', user: 'u'}},\n"
    " production: {client: 'pg', connection: process.env.DATABASE_URL} };\n"
).replace("PORT_HERE", str(PORT))
KNEX_STEPS = [
    pytest.param("", {}, id="development"),
    pytest.param("--env staging", {}, id="--env"),
    pytest.param("", {"NODE_ENV": "staging"}, id="NODE_ENV"),
    pytest.param(
        "--env staging",
        {"NODE_ENV": "production", "DATABASE_URL": url(4, "live")},
        id="--env before NODE_ENV",
    ),
    pytest.param("", {"NODE_ENV": "production", "DATABASE_URL": url(4, "live")}, id="a variable in the file"),
]


@pytest.mark.slow
@pytest.mark.skipif(not (NODE / ".bin/knex").exists(), reason="needs knex (tests/precedence/install.sh)")
@pytest.mark.parametrize(("flags", "env"), KNEX_STEPS)
def test_knex(listener: Listener, ground: Ground, flags: str, env: dict[str, str]) -> None:
    ground.write(
        {"knexfile.js": KNEX, "migrations/1.js": "exports.up = () => {}; exports.down = () => {};\n"}
    )
    (ground.folder / "node_modules").symlink_to(NODE)
    words = f"migrate:rollback --all {flags}".split()
    compare(listener, ground, (str(NODE / ".bin/knex"), *words), f"npx knex {' '.join(words)}", env, {})


SEQUELIZE = """{"development": {"dialect": "postgres", "host": "127.0.0.2", "port": PORT_HERE, "database": "dev", "username": "u"},
"staging": {"dialect": "postgres", "host": "127.0.0.3", "port": PORT_HERE, "database": "stage", "username": "u"},
"production": {"dialect": "postgres", "use_env_variable": "PROD_URL"}}
""".replace("PORT_HERE", str(PORT))
SEQUELIZE_STEPS = [
    pytest.param("", {}, id="development"),
    pytest.param("--env staging", {}, id="--env"),
    pytest.param("", {"NODE_ENV": "staging"}, id="NODE_ENV"),
    pytest.param("", {"NODE_ENV": "production", "PROD_URL": url(4, "live")}, id="use_env_variable"),
    pytest.param(f"--url {url(5, 'given')}", {"NODE_ENV": "staging"}, id="--url"),
]


@pytest.mark.slow
@pytest.mark.skipif(
    not (NODE / ".bin/sequelize-cli").exists(), reason="needs sequelize-cli (tests/precedence/install.sh)"
)
@pytest.mark.parametrize(("flags", "env"), SEQUELIZE_STEPS)
def test_sequelize(listener: Listener, ground: Ground, flags: str, env: dict[str, str]) -> None:
    ground.write({"config/config.json": SEQUELIZE, "migrations/1.js": ""})
    (ground.folder / "node_modules").symlink_to(NODE)
    words = f"db:migrate:undo:all {flags}".split()
    compare(
        listener,
        ground,
        (str(NODE / ".bin/sequelize-cli"), *words),
        f"npx sequelize-cli {' '.join(words)}",
        env,
        {},
    )
