"""What migration files do that a tool would apply: named by file and statement, quiet where they add."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.programs.migration_files import natural
from guard.programs.pending import losses, way_forward, words_of
from guard.session.interface import NoSession
from guard.world import World

if TYPE_CHECKING:
    from guard.model import Verdict

PROD = "postgresql://app:pw@prod-db.acme.com:5432/app"
DEV = "postgresql://localhost/app_dev"
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"],
       "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a",
       "GIT_COMMITTER_EMAIL": "a@b.c"}  # fmt: skip


def project(tmp_path: Path, committed: dict[str, str], new: dict[str, str], staged: bool = False) -> Path:
    """A repository with some files committed and some only written."""
    folder = tmp_path / "home" / "proj"
    folder.mkdir(parents=True)

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=folder, env=GIT, check=True, capture_output=True, timeout=60)

    def write(files: dict[str, str]) -> None:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    git("init", "-q", "-b", "main")
    write({"README": "x\n", **committed})
    git("add", ".")
    git("commit", "-q", "-m", "x")
    write(new)
    if staged:
        git("add", ".")
    return folder


def verdict(folder: Path, command: str, url: str) -> Verdict:
    home = str(folder.parent)
    env = {"HOME": home, "PATH": "/usr/bin:/bin", "DATABASE_URL": url}
    return judge(Proposal(text=command, cwd=str(folder), env=env), World(home), NoSession(), Config())


DROP_COLUMN = "ALTER TABLE users DROP COLUMN email;\n"
ADDS = "ALTER TABLE users ADD COLUMN age integer;\nCREATE TABLE t (a int);\nDROP TABLE t;\n"

TOOLS = [
    pytest.param("npx prisma migrate deploy", "prisma/migrations/2_b/migration.sql", DROP_COLUMN, ADDS, id="prisma"),
    pytest.param("npx prisma migrate deploy --schema db/schema.prisma", "db/migrations/2_b/migration.sql", DROP_COLUMN, ADDS, id="prisma, another schema"),
    pytest.param("npx drizzle-kit migrate", "drizzle/0002_b.sql", DROP_COLUMN, ADDS, id="drizzle"),
    pytest.param("npx knex migrate:latest", "migrations/2_b.js", "exports.up = k => k.schema.alterTable('users', t => { t.dropColumn('email') })", "exports.up = k => k.schema.alterTable('users', t => t.string('x'))\nexports.down = k => k.schema.dropTable('users')", id="knex"),
    pytest.param("npx sequelize-cli db:migrate", "migrations/2-b.js", "module.exports = { up: (q) => q.removeColumn('users', 'email'), down: (q) => q.addColumn('users', 'email') }", "module.exports = { up: (q) => q.addColumn('users', 'x'), down: (q) => q.removeColumn('users', 'email') }", id="sequelize"),
    pytest.param("npx typeorm migration:run", "src/migration/2-b.ts", "export class B { async up(q) { await q.query(`ALTER TABLE users DROP COLUMN email`) } }", "export class B { async up(q) { await q.query(`ALTER TABLE users ADD email text`) }\n async down(q) { await q.query(`DROP TABLE users`) } }", id="typeorm"),
    pytest.param("bin/rails db:migrate", "db/migrate/2_b.rb", "class B < ActiveRecord::Migration[7.1]\n  def change\n    remove_column :users, :email\n  end\nend", "class B < ActiveRecord::Migration[7.1]\n  def up\n    add_column :users, :x, :string\n  end\n  def down\n    remove_column :users, :email\n  end\nend", id="rails"),
    pytest.param("python manage.py migrate", "shop/migrations/0002_b.py", "from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = [migrations.RemoveField(model_name='users', name='email')]", "from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = [migrations.AddField('users', 'x', models.TextField())]", id="django"),
    pytest.param("alembic upgrade head", "alembic/versions/b.py", "from alembic import op\nrevision = 'b'\ndown_revision = 'a'\ndef upgrade():\n    op.drop_column('users', 'email')\n", "from alembic import op\nrevision = 'b'\ndown_revision = 'a'\ndef upgrade():\n    op.add_column('users', sa.Column('x'))\ndef downgrade():\n    op.drop_column('users', 'email')\n", id="alembic"),
    pytest.param("flask db upgrade", "migrations/versions/b.py", "from alembic import op\nrevision = 'b'\ndef upgrade():\n    op.execute('ALTER TABLE users DROP COLUMN email')\n", "from alembic import op\nrevision = 'b'\ndef upgrade():\n    op.create_table('x')\n", id="flask"),
    pytest.param("flyway -url=$DATABASE_URL migrate", "sql/V2__b.sql", DROP_COLUMN, ADDS, id="flyway"),
    pytest.param("goose -dir db/migrations postgres $DATABASE_URL up", "db/migrations/2_b.sql", "-- +goose Up\n" + DROP_COLUMN, "-- +goose Up\n" + ADDS + "-- +goose Down\n" + DROP_COLUMN, id="goose"),
    pytest.param("dbmate up", "db/migrations/2_b.sql", "-- migrate:up\n" + DROP_COLUMN, "-- migrate:up\n" + ADDS + "-- migrate:down\n" + DROP_COLUMN, id="dbmate"),
    pytest.param("migrate -path db/migrations -database $DATABASE_URL up", "db/migrations/2_b.up.sql", DROP_COLUMN, ADDS, id="golang-migrate"),
    pytest.param("sqlx migrate run", "migrations/2_b.sql", DROP_COLUMN, ADDS, id="sqlx"),
    pytest.param("diesel migration run", "migrations/2_b/up.sql", DROP_COLUMN, ADDS, id="diesel"),
    pytest.param("atlas migrate apply --url $DATABASE_URL", "migrations/2_b.sql", DROP_COLUMN, ADDS, id="atlas"),
    pytest.param("liquibase --url=$DATABASE_URL update", "db/changelog/2.xml", '<databaseChangeLog><changeSet id="1"><dropColumn tableName="users" columnName="email"/></changeSet></databaseChangeLog>', '<databaseChangeLog><changeSet id="1"><addColumn tableName="users"/><rollback><dropColumn tableName="users" columnName="email"/></rollback></changeSet></databaseChangeLog>', id="liquibase"),
    pytest.param("php bin/console doctrine:migrations:migrate", "migrations/Version2.php", "<?php class Version2 extends AbstractMigration { public function up(Schema $s): void { $this->addSql('ALTER TABLE users DROP COLUMN email'); } }", "<?php class Version2 extends AbstractMigration { public function up(Schema $s): void { $this->addSql('ALTER TABLE users ADD x INT'); }\n public function down(Schema $s): void { $this->addSql('DROP TABLE users'); } }", id="doctrine"),
    pytest.param("yoyo apply --database $DATABASE_URL", "migrations/2_b.sql", DROP_COLUMN, ADDS, id="yoyo"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "name", "loses", "adds"), TOOLS)
def test_a_new_file_that_drops_a_column_is_denied_on_production_by_name(
    tmp_path: Path, command: str, name: str, loses: str, adds: str
) -> None:
    answer = verdict(project(tmp_path, {}, {name: loses}), command, PROD)
    assert answer.decision == "deny", answer.summary
    assert any(name in finding.why and "email" in finding.why for finding in answer.findings)


@pytest.mark.parametrize(("command", "name", "loses", "adds"), TOOLS)
def test_a_new_file_that_adds_is_quiet_on_a_local_database(
    tmp_path: Path, command: str, name: str, loses: str, adds: str
) -> None:
    answer = verdict(project(tmp_path, {}, {name: adds}), command, DEV)
    assert answer.decision == "allow", answer.summary


@pytest.mark.parametrize(("command", "name", "loses", "adds"), TOOLS)
def test_the_newest_committed_file_is_named_where_the_tool_asks_anyway(
    tmp_path: Path, command: str, name: str, loses: str, adds: str
) -> None:
    answer = verdict(project(tmp_path, {name: loses}, {}), command, PROD)
    assert answer.decision == "ask", answer.summary
    assert any(name in finding.why and "email" in finding.why for finding in answer.findings)


@pytest.mark.parametrize(("command", "name", "loses", "adds"), TOOLS)
def test_the_newest_committed_file_interrupts_nobody_on_a_local_database(
    tmp_path: Path, command: str, name: str, loses: str, adds: str
) -> None:
    answer = verdict(project(tmp_path, {name: loses}, {}), command, DEV)
    assert answer.decision == "allow", answer.summary


PRISMA = "prisma/migrations/{}/migration.sql"


def test_a_staged_file_that_was_never_committed_counts_as_new(tmp_path: Path) -> None:
    folder = project(tmp_path, {}, {PRISMA.format("2_b"): DROP_COLUMN}, staged=True)
    assert verdict(folder, "npx prisma migrate deploy", PROD).decision == "deny"


def test_an_older_committed_file_is_taken_as_applied(tmp_path: Path) -> None:
    folder = project(tmp_path, {PRISMA.format("1_a"): DROP_COLUMN, PRISMA.format("2_b"): ADDS}, {})
    answer = verdict(folder, "npx prisma migrate deploy", PROD)
    assert answer.decision == "ask"
    assert not any("email" in finding.why for finding in answer.findings)


def test_a_new_file_that_drops_asks_on_a_local_database(tmp_path: Path) -> None:
    folder = project(tmp_path, {}, {PRISMA.format("2_b"): DROP_COLUMN})
    assert verdict(folder, "npx prisma migrate deploy", DEV).decision == "ask"


def test_a_new_file_that_drops_is_quiet_on_a_test_database(tmp_path: Path) -> None:
    folder = project(tmp_path, {}, {PRISMA.format("2_b"): DROP_COLUMN})
    assert verdict(folder, "npx prisma migrate deploy", "postgresql://localhost/app_test").decision == "allow"


def test_without_git_nothing_is_known_to_be_new(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "proj"
    path = folder / PRISMA.format("2_b")
    path.parent.mkdir(parents=True)
    path.write_text(DROP_COLUMN)
    assert verdict(folder, "npx prisma migrate deploy", DEV).decision == "allow"
    answer = verdict(folder, "npx prisma migrate deploy", PROD)
    assert answer.decision == "ask"
    assert any("email" in finding.why for finding in answer.findings)


def test_alembic_takes_the_revision_that_none_follows_as_newest(tmp_path: Path) -> None:
    text = "from alembic import op\nrevision = '{}'\ndown_revision = {}\ndef upgrade():\n    op.drop_table('{}')\n"
    files = {
        "alembic/versions/zz.py": text.format("zz", "None", "first"),
        "alembic/versions/aa.py": text.format("aa", "'zz'", "second"),
    }
    answer = verdict(project(tmp_path, files, {}), "alembic upgrade head", PROD)
    said = " ".join(finding.why for finding in answer.findings)
    assert "second" in said
    assert "first" not in said


def test_a_folder_of_very_many_files_is_not_read_through(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "proj" / "db" / "migrations"
    folder.mkdir(parents=True)
    for number in range(6000):
        (folder / f"{number}.sql").write_text("")
    assert verdict(folder.parent.parent, "dbmate up", DEV).decision == "allow"


CONTENTS = [
    pytest.param("a.sql", "PRAGMA foreign_keys=OFF; CREATE TABLE new_users (id); INSERT INTO new_users SELECT id FROM users; DROP TABLE users; ALTER TABLE new_users RENAME TO users;", [], id="a table that is rebuilt"),
    pytest.param("a.sql", "DROP TABLE users; CREATE TABLE users (id int);", ["DROP TABLE users"], id="one that is dropped and made anew, empty"),
    pytest.param("a.sql", "DROP INDEX i; ALTER TABLE t DROP CONSTRAINT c; DROP VIEW v; DROP FUNCTION f;", [], id="what holds no rows"),
    pytest.param("a.sql", "BEGIN; DELETE FROM users; ROLLBACK;", [], id="rolled back"),
    pytest.param("a.sql", "BEGIN; DROP TABLE users; ROLLBACK;", ["DROP TABLE users"], id="a drop that one of the servers commits"),
    pytest.param("a.sql", "UPDATE users SET plan = 'free';", ["UPDATE users (every row)"], id="a backfill of every row"),
    pytest.param("a.sql", "UPDATE users SET plan = 'free' WHERE plan IS NULL;", [], id="a backfill of some"),
    pytest.param("a.sql", "DELETE FROM sessions;", ["DELETE FROM sessions (every row)"], id="every row"),
    pytest.param("a.py", "from django.db import migrations\nx = [migrations.DeleteModel(name='User')]", ["DROP TABLE User"], id="a model"),
    pytest.param("a.exs", "use Ecto.Migration\ndef up do\n  drop table(:users)\nend\ndef down do\n  create table(:users)\nend", ["DROP TABLE users"], id="Ecto"),
    pytest.param("a.exs", "use Ecto.Migration\ndef change do\n  alter table(:users) do\n    remove :email\n  end\nend", ["DROP COLUMN the_table.email"], id="a column in Ecto's block"),
    pytest.param("a.cs", "class B : Migration { protected override void Up(MigrationBuilder m) { m.DropColumn(name: \"email\", table: \"users\"); } protected override void Down(MigrationBuilder m) { m.DropTable(name: \"x\"); } }", ["DROP COLUMN users.email"], id="EF Core"),
    pytest.param("a.rs", "impl MigrationTrait for M { async fn up(&self, m: &S) { m.drop_table(Table::drop().table(Users::Table).to_owned()).await } async fn down(&self) { } }", ["DROP TABLE Users"], id="SeaORM"),
    pytest.param("a.xml", '<databaseChangeLog><sql>DELETE FROM users</sql></databaseChangeLog>', ["DELETE FROM users (every row)"], id="SQL in a changelog"),
    pytest.param("a.txt", "DROP TABLE users", [], id="another kind of file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), CONTENTS)
def test_what_a_migration_loses(name: str, text: str, expected: list[str]) -> None:
    assert [words_of(act) for act in losses(text, name)] == expected


def test_the_way_back_is_left_out() -> None:
    text = "-- migrate:up\nA\n-- migrate:down\nB\n-- migrate:up\nC\n--rollback D\n-- go down the road\nE"
    kept = way_forward(text)
    assert [letter for letter in "ABCDE" if f"\n{letter}" in "\n" + kept] == ["A", "C", "E"]


def test_numbers_are_ordered_as_numbers() -> None:
    assert sorted(["V10__a", "V2__b", "V1__c"], key=natural) == ["V1__c", "V2__b", "V10__a"]


SUPABASE = [
    pytest.param("supabase db push", DROP_COLUMN, "new", "deny", "R4", id="a new loss goes to the linked project"),
    pytest.param("supabase db push", ADDS, "new", "ask", "R2", id="what adds goes there too"),
    pytest.param("supabase migration up", DROP_COLUMN, "new", "ask", "R4", id="a new loss in the local copy"),
    pytest.param("supabase migration up", ADDS, "new", "allow", "", id="what adds in the local copy"),
    pytest.param("supabase migration up", DROP_COLUMN, "old", "allow", "", id="a committed loss there"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "text", "state", "decision", "worst"), SUPABASE)
def test_a_platform_that_applies_files_is_judged_by_them(
    tmp_path: Path, command: str, text: str, state: str, decision: str, worst: str
) -> None:
    files = {"supabase/migrations/2_b.sql": text}
    ref = {"supabase/.temp/project-ref": "abcd"}
    folder = project(tmp_path, {**ref, **(files if state == "old" else {})}, files if state == "new" else {})
    answer = verdict(folder, command, DEV)
    assert answer.decision == decision, answer.summary
    assert max((f.vector.recoverability for f in answer.findings), default="") == worst
