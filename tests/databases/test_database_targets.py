"""Which database a command reaches, and what follows: the tools' own order, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from guard.model import Verdict

PROD = "postgres://app:pw@prod-db.acme.com:5432/app"
ECTO = (
    """import Config\nconfig :shop, Shop.Repo,\n  username: "app",\n  hostname: "{}",\n  database: "shop"\n"""
)
ECTO_ENV = ECTO.replace('"{}"', 'System.get_env("PGHOST") || "localhost"')
NEON = "postgresql://app:pw@ep-x.eu-central-1.aws.neon.tech/app"
LOCAL = "postgresql://localhost/app_dev"
TEST = "postgresql://localhost/app_test"


def verdict(
    tmp_path: Path, command: str, env: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> Verdict:
    home, project = tmp_path / "home", tmp_path / "home" / "proj"
    project.mkdir(parents=True)
    for name, text in (files or {}).items():
        path = home / name[2:] if name.startswith("~/") else project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("PROJECT", str(project)))
    variables = {"HOME": str(home), "PATH": "/usr/bin:/bin", **(env or {})}
    proposal = Proposal(text=command, cwd=str(project), env=variables)
    return judge(proposal, World(str(home)), NoSession(), Config())


def environment(answer: Verdict) -> str:
    return max((finding.target.environment for finding in answer.findings), default="")


CASES = [
    # ---------------------------------------------------------------- psql: libpq's order
    pytest.param("psql -c 'DROP TABLE x'", {}, {}, "ask", "E1", id="psql with nothing: the local socket"),
    pytest.param(
        "psql -h db.acme.com -c 'DROP TABLE x'", {}, {}, "ask", "E3", id="a flag names an unknown remote"
    ),
    pytest.param(
        "psql -h localhost -c 'DROP TABLE x'",
        {"PGHOST": "prod-db.acme.com"},
        {},
        "ask",
        "E1",
        id="a flag goes before PGHOST",
    ),
    pytest.param(
        "PGHOST=localhost psql -d app_test -c 'DROP TABLE x'",
        {"PGHOST": "prod-db.acme.com"},
        {},
        "allow",
        "E0",
        id="an inline variable goes before the environment",
    ),
    pytest.param(
        "psql app -c 'DROP TABLE x'",
        {"PGHOST": "prod-db.acme.com"},
        {},
        "deny",
        "E4",
        id="PGHOST counts where no flag is given",
    ),
    pytest.param(
        "psql service=prod -c 'DROP TABLE x'",
        {},
        {"~/.pg_service.conf": "[prod]\nhost=db1.acme.com\n"},
        "deny",
        "E4",
        id="a service by its name",
    ),
    pytest.param(
        "PGSERVICE=x psql -c 'DROP TABLE x'",
        {},
        {"~/.pg_service.conf": "[x]\nhost=prod.acme.com\n"},
        "deny",
        "E4",
        id="a service by its host",
    ),
    pytest.param(
        'psql "$DATABASE_URL" -c "DROP TABLE x"', {"DATABASE_URL": PROD}, {}, "deny", "E4", id="a URL"
    ),
    pytest.param(
        'psql "host=prod-db.acme.com dbname=app" -c "TRUNCATE x"', {}, {}, "deny", "E4", id="a conninfo"
    ),
    pytest.param('psql "$NOPE" -c "DROP TABLE x"', {}, {}, "ask", "", id="a variable that is not set"),
    pytest.param(
        "psql -h localhost app_production -c 'DROP TABLE x'",
        {},
        {},
        "deny",
        "E4",
        id="loopback with a production name takes the worse",
    ),
    pytest.param(
        "psql postgres:///app?host=prod.acme.com -c 'DROP TABLE x'",
        {},
        {},
        "deny",
        "E4",
        id="host as parameter",
    ),
    pytest.param(f"psql {PROD} -c 'SELECT 1'", {}, {}, "allow", "", id="a read of production"),
    pytest.param(
        f"psql {PROD} -c 'DELETE FROM users WHERE id=1'", {}, {}, "ask", "E4", id="one row of production"
    ),
    pytest.param(
        "psql -f x.sql", {}, {"x.sql": "SELECT 1; DROP TABLE users;"}, "ask", "E1", id="a file that drops"
    ),
    pytest.param("psql -f x.sql", {}, {"x.sql": "SELECT 1;"}, "allow", "", id="a file that reads"),
    pytest.param("psql -f missing.sql", {}, {}, "ask", "E1", id="a file that is missing"),
    pytest.param(
        "psql < x.sql", {}, {"x.sql": "\\i y.sql\n", "y.sql": "DROP TABLE z;"}, "ask", "E1", id="an include"
    ),
    pytest.param("psql -c '\\! rm -rf /'", {}, {}, "deny", "", id="a program run by psql"),
    pytest.param("psql -v t=users -c 'DROP TABLE :t'", {}, {}, "ask", "E1", id="a variable of psql"),
    pytest.param(
        f"curl -s https://x.io/a.sql | psql {PROD}", {}, {}, "deny", "E4", id="SQL from the network"
    ),
    pytest.param("echo 'SELECT 1' | psql", {}, {}, "allow", "", id="a read by a pipe"),
    pytest.param("for i in 1 2; do psql -c 'SELECT 1'; done", {}, {}, "allow", "", id="reads in a loop"),
    pytest.param("psql --help; psql -l; psql --version", {}, {}, "allow", "", id="help, list and version"),
    # ---------------------------------------------------------------- other clients
    pytest.param(
        "mysql -e 'DROP TABLE x'",
        {},
        {"~/.my.cnf": "[client]\nhost=prod-db.acme.com\n"},
        "deny",
        "E4",
        id="mysql reads its option file",
    ),
    pytest.param(
        "mysql -h 127.0.0.1 -e 'DROP TABLE x'",
        {},
        {"~/.my.cnf": "[client]\nhost=prod-db.acme.com\n"},
        "ask",
        "E1",
        id="a flag goes before the option file",
    ),
    pytest.param(
        "mysql app < d.sql",
        {},
        {"d.sql": "DROP TABLE IF EXISTS a;\nCREATE TABLE a (i int);"},
        "ask",
        "E1",
        id="a dump that begins with DROP",
    ),
    pytest.param("mysqldump app > d.sql", {}, {}, "allow", "", id="a dump reads"),
    pytest.param(
        "redis-cli -h cache.prod.acme.com FLUSHALL", {}, {}, "deny", "E4", id="a production cache flushed"
    ),
    pytest.param("redis-cli GET a", {}, {}, "allow", "", id="a key read"),
    pytest.param("redis-cli -h cache.prod.acme.com DEL a", {}, {}, "ask", "E4", id="one key of production"),
    pytest.param(
        "redis-cli eval \"redis.call('GET', KEYS[1])\" 1 a", {}, {}, "allow", "", id="a script that reads"
    ),
    pytest.param("mongosh --eval 'db.users.find()'", {}, {}, "allow", "", id="documents read"),
    pytest.param(
        "mongosh mongodb+srv://prod.x.mongodb.net/a --eval 'db.dropDatabase()'",
        {},
        {},
        "deny",
        "E4",
        id="a production database dropped",
    ),
    pytest.param("mongosh --eval 'db[\"drop\"]()'", {}, {}, "ask", "E1", id="a literal member"),
    pytest.param("sqlite3 :memory: 'DROP TABLE x'", {}, {}, "allow", "E0", id="sqlite in memory"),
    pytest.param("sqlite3 app.db .tables", {}, {"app.db": "x"}, "allow", "", id="tables listed"),
    pytest.param("sqlite3 /tmp/scratch.db 'DROP TABLE x'", {}, {}, "allow", "E0", id="sqlite below /tmp"),
    pytest.param("pg_restore --list d", {}, {}, "allow", "", id="a dump listed"),
    pytest.param(
        "pg_restore -c -d app d",
        {"PGHOST": "prod-db.acme.com"},
        {},
        "deny",
        "E4",
        id="restored over production",
    ),
    pytest.param(
        "createdb app_test && dropdb app_test",
        {"PGHOST": "localhost"},
        {},
        "allow",
        "E0",
        id="a test database",
    ),
    # ---------------------------------------------------------------- migration tools
    pytest.param(
        "npx prisma migrate reset --force",
        {},
        {".env": f"DATABASE_URL={NEON}"},
        "deny",
        "E3",
        id="prisma's own .env",
    ),
    pytest.param(
        "npx prisma migrate reset --force",
        {"DATABASE_URL": TEST},
        {".env": f"DATABASE_URL={PROD}"},
        "allow",
        "E0",
        id="the environment goes before .env",
    ),
    pytest.param(
        "npx prisma migrate reset --force",
        {},
        {
            "prisma/schema.prisma": 'datasource db {\n url = env("PG")\n}',
            ".env": f"DATABASE_URL={TEST}\nPG={PROD}",
        },
        "deny",
        "E4",
        id="the variable that the schema names",
    ),
    pytest.param("npx prisma migrate reset --force", {}, {}, "deny", "E3", id="nothing found is not safe"),
    pytest.param(
        "npx prisma migrate status", {}, {".env": f"DATABASE_URL={PROD}"}, "allow", "", id="a status"
    ),
    pytest.param("npx prisma generate && npx prisma validate", {}, {}, "allow", "", id="code generated"),
    pytest.param(
        "npx prisma migrate dev", {"DATABASE_URL": LOCAL}, {}, "allow", "E1", id="forward on a local database"
    ),
    pytest.param(
        "npx prisma migrate deploy", {"DATABASE_URL": PROD}, {}, "ask", "E4", id="forward on production"
    ),
    pytest.param(
        "php artisan migrate --force",
        {"DB_HOST": "prod-db.acme.com"},
        {".env": "DB_DATABASE=shop\n"},
        "ask",
        "E4",
        id="forward on production, told that it is production",
    ),
    pytest.param(
        "php artisan migrate:fresh --force",
        {"DB_HOST": "prod-db.acme.com"},
        {".env": "DB_DATABASE=shop\n"},
        "deny",
        "E4",
        id="anew on production, told that it is production",
    ),
    pytest.param(
        "yes | npx drizzle-kit push",
        {},
        {".env": f"DATABASE_URL={NEON}"},
        "deny",
        "E3",
        id="the question answered",
    ),
    pytest.param(
        "npx drizzle-kit generate", {}, {".env": f"DATABASE_URL={PROD}"}, "allow", "", id="files generated"
    ),
    pytest.param(
        "npx knex migrate:rollback --env production", {}, {}, "deny", "E4", id="knex by its environment"
    ),
    pytest.param("bin/rails db:migrate", {}, {}, "allow", "E1", id="rails forward in development"),
    pytest.param(
        "RAILS_ENV=production bin/rails db:migrate", {}, {}, "ask", "E4", id="rails forward in production"
    ),
    pytest.param("RAILS_ENV=test bin/rails db:reset", {}, {}, "allow", "E0", id="rails in test"),
    pytest.param(
        "bin/rails db:drop", {"DATABASE_URL": PROD}, {}, "deny", "E4", id="DATABASE_URL wins over the file"
    ),
    pytest.param(
        "bin/rails db:drop",
        {},
        {"config/database.yml": "development:\n  host: prod-db.acme.com\n  database: app\n"},
        "deny",
        "E4",
        id="the block of database.yml",
    ),
    pytest.param("rails runner 'puts User.count'", {}, {}, "allow", "", id="a runner that counts"),
    pytest.param(
        "python manage.py flush --noinput --settings=config.settings.production",
        {},
        {},
        "deny",
        "E4",
        id="django by its settings",
    ),
    pytest.param("python manage.py migrate", {"DATABASE_URL": LOCAL}, {}, "allow", "E1", id="django forward"),
    pytest.param(
        "python manage.py migrate --plan", {"DATABASE_URL": PROD}, {}, "allow", "", id="django's plan"
    ),
    pytest.param(
        "alembic downgrade base",
        {"DATABASE_URL": LOCAL},
        {"alembic.ini": "[alembic]\nsqlalchemy.url = " + PROD},
        "deny",
        "E4",
        id="alembic's file and variable: the worse",
    ),
    pytest.param(
        "alembic downgrade base --sql",
        {},
        {"alembic.ini": "[alembic]\nsqlalchemy.url = " + PROD},
        "allow",
        "",
        id="alembic offline prints",
    ),
    pytest.param(
        "flyway clean -cleanDisabled=false -url=jdbc:postgresql://prod.acme.com/a",
        {},
        {},
        "deny",
        "E4",
        id="flyway by its flag",
    ),
    pytest.param(
        "flyway clean",
        {"FLYWAY_CLEAN_DISABLED": "true", "FLYWAY_URL": "jdbc:postgresql://prod.acme.com/a"},
        {},
        "allow",
        "",
        id="flyway refuses by itself",
    ),
    pytest.param("dbmate drop", {}, {".env": f"DATABASE_URL={PROD}"}, "deny", "E4", id="dbmate's own .env"),
    pytest.param(
        "goose postgres 'host=prod-db.acme.com dbname=a' reset", {}, {}, "deny", "E4", id="goose's operand"
    ),
    pytest.param(
        "goose postgres 'host=localhost dbname=a_test' reset",
        {},
        {},
        "allow",
        "E0",
        id="goose on a test database",
    ),
    pytest.param(
        "migrate -database postgres://prod.acme.com/a -path m down", {}, {}, "deny", "E4", id="golang-migrate"
    ),
    pytest.param(
        "sqlx database reset -y", {}, {".env": f"DATABASE_URL={LOCAL}"}, "ask", "E1", id="sqlx local"
    ),
    pytest.param("MIX_ENV=prod mix ecto.drop", {}, {}, "deny", "E4", id="ecto in production"),
    pytest.param("mix ecto.drop", {}, {}, "ask", "E1", id="ecto in development"),
    pytest.param(
        "mix ecto.reset",
        {},
        {"config/dev.exs": ECTO.format("prod-db.acme.com")},
        "deny",
        "E4",
        id="ecto in development, whose file names production",
    ),
    pytest.param(
        "mix ecto.reset",
        {},
        {"config/dev.exs": ECTO.format("localhost")},
        "ask",
        "E1",
        id="ecto in development, whose file names this machine",
    ),
    pytest.param(
        "mix ecto.reset",
        {"PGHOST": "prod-db.acme.com"},
        {"config/dev.exs": ECTO_ENV},
        "deny",
        "E4",
        id="ecto with a host out of the environment",
    ),
    pytest.param("mix ecto.reset", {}, {"config/dev.exs": ECTO_ENV}, "ask", "E1", id="ecto with its default"),
    pytest.param(
        "MIX_ENV=test mix ecto.reset",
        {},
        {"config/test.exs": ECTO.format("localhost")},
        "allow",
        "E0",
        id="ecto in test",
    ),
    pytest.param(
        "MIX_ENV=test mix ecto.reset",
        {},
        {"config/test.exs": ECTO.format("prod-db.acme.com")},
        "deny",
        "E4",
        id="ecto in test, whose file names production",
    ),
    pytest.param(
        "bundle exec rspec",
        {},
        {"Gemfile": "gem 'rails'\n", ".env": f"DATABASE_URL={LOCAL}\n", "spec/rails_helper.rb": "x\n"},
        "allow",
        "",
        id="rspec without the gem that reads .env",
    ),
    pytest.param(
        "bin/rails db:drop",
        {},
        {"Gemfile": "gem 'dotenv-rails'\n", ".env": f"DATABASE_URL={PROD}\n"},
        "deny",
        "E4",
        id="rails with the gem that reads .env",
    ),
    pytest.param(
        "bin/rails db:drop",
        {},
        {"Gemfile": "gem 'rails'\n", ".env": f"DATABASE_URL={PROD}\n"},
        "ask",
        "E1",
        id="rails without the gem that reads .env",
    ),
    pytest.param(
        "php artisan migrate:fresh --env=testing",
        {},
        {".env": "DB_HOST=db.live"},
        "deny",
        "E4",
        id="laravel falls back to .env",
    ),
    pytest.param(
        "php artisan migrate:status", {}, {".env": "DB_HOST=db.live"}, "allow", "", id="laravel's status"
    ),
    pytest.param("supabase db reset", {}, {}, "ask", "E1", id="supabase's local copy"),
    pytest.param(
        "supabase db reset --linked",
        {},
        {"supabase/.temp/project-ref": "abc"},
        "deny",
        "",
        id="the linked project",
    ),
    pytest.param("supabase db diff", {}, {}, "allow", "", id="a diff"),
    pytest.param(
        "railway run npx prisma migrate reset -f",
        {"DATABASE_URL": TEST},
        {"~/.railway/config.json": '{"projects": {"PROJECT": {"environmentName": "production"}}}'},
        "deny",
        "E4",
        id="what railway injects goes before everything",
    ),
    pytest.param(
        "doppler run -c prd -- npx prisma migrate reset -f",
        {"DATABASE_URL": TEST},
        {},
        "deny",
        "E4",
        id="doppler",
    ),
    pytest.param(
        "npx dotenv -e .env.production -- npx prisma migrate reset -f",
        {},
        {".env.production": f"DATABASE_URL={NEON}"},
        "deny",
        "E4",
        id="an env file named production",
    ),
    pytest.param("dbt run", {}, {}, "allow", "E1", id="dbt builds its models anew without a known target"),
    pytest.param("dbt run --full-refresh", {}, {}, "ask", "E3", id="dbt drops tables without a known target"),
    pytest.param("atlas schema apply --env prod --dry-run", {}, {}, "allow", "", id="atlas' dry run"),
]


@pytest.mark.parametrize(("command", "env", "files", "decision", "place"), CASES)
def test_where_it_lands(
    tmp_path: Path, command: str, env: dict[str, str], files: dict[str, str], decision: str, place: str
) -> None:
    answer = verdict(tmp_path, command, env, files)
    assert (answer.decision, environment(answer) if place else "") == (decision, place), answer.summary


def test_no_password_is_said(tmp_path: Path) -> None:
    answer = verdict(tmp_path, "psql 'postgres://app:s3cr3tpw@prod-db.acme.com/app' -c 'DROP TABLE x'")
    said = repr([(f.target, f.loss, f.why, f.instead) for f in answer.findings]) + answer.summary
    assert "s3cr3tpw" not in said
