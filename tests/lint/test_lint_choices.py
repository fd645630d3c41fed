"""Exit codes, what a change adds, baselines, comments that take findings back, and that no hook reads these."""

from __future__ import annotations

import subprocess

import pytest

from guard import Proposal, check
from guard.cli.main import cli

EXITS = [
    pytest.param({"x.sh": "echo\n"}, (), 0, id="clean"),
    pytest.param({"x.sh": "rm -rf /srv/data\n"}, (), 1, id="a warning"),
    pytest.param({"x.sh": "rm -rf /srv/data\n"}, ("--fail-on", "error"), 0, id="a warning below the level"),
    pytest.param({"x.sh": "rm -rf /var/lib/mysql\n"}, ("--fail-on", "error"), 1, id="an error"),
    pytest.param({"x.sh": "git clean -fdx\n"}, (), 0, id="a note below the usual level"),
    pytest.param({"x.sh": "git clean -fdx\n"}, ("--fail-on", "note"), 1, id="a note at the level"),
    pytest.param({"x.sh": "rm -rf /srv/data\n"}, ("--fail-on", "never"), 0, id="never"),
    pytest.param({"x.sh": "rm -rf /srv/data\n"}, ("--exit-zero",), 0, id="exit zero"),
    pytest.param({"x.txt": "words\n"}, (), 3, id="nothing to lint"),
    pytest.param({"package.json": "{"}, (), 4, id="something could not be analysed"),
    pytest.param({"package.json": "{"}, ("--exit-zero",), 0, id="exit zero goes for that, too"),
    pytest.param({"x.sh": "echo\n"}, ("--baseline", "missing.json"), 2, id="a baseline that is not there"),
    pytest.param({"x.sh": "echo\n"}, ("--fail-on", "sometimes"), 2, id="a level that there is not"),
    pytest.param({"x.sh": "echo\n"}, ("--diff", "main"), 2, id="a comparison where there is no repository"),
]


@pytest.mark.parametrize(("files", "words", "code"), EXITS)
def test_exit_codes(files, words, code, linter):
    for name, text in files.items():
        linter.write(name, text)
    assert linter.run(*words, ".").exit_code == code


# --------------------------------------------------------------------------- what a change adds


def git(linter, *words):
    base = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run([*base, *words], cwd=linter.folder, check=True, capture_output=True)


@pytest.fixture
def repository(linter):
    git(linter, "init", "-q", "-b", "main")
    linter.write("x.sh", "echo one\nrm -rf /srv/old\necho two\n")
    linter.write("sub/y.sh", "echo\n")
    git(linter, "add", "-A")
    git(linter, "commit", "-q", "-m", "base")
    git(linter, "switch", "-q", "-c", "topic")
    return linter


def test_a_change_is_told_only_of_what_it_adds(repository):
    repository.write("x.sh", "echo one\necho half\nrm -rf /srv/old\nrm -rf /srv/new\n")
    git(repository, "commit", "-q", "-am", "change")
    repository.write("sub/y.sh", "rm -rf /srv/uncommitted\n")
    repository.write("z.sh", "rm -rf /srv/untracked\n")
    assert repository.rules("--diff", "main", ".") == ["x.sh:4 fs.rm", "z.sh:1 fs.rm", "sub/y.sh:1 fs.rm"]
    assert repository.report("--diff", "main", ".")["summary"]["known"] == 1


def test_what_the_base_got_since_is_not_the_changes(repository):
    git(repository, "switch", "-q", "main")
    repository.write("x.sh", "echo changed\nrm -rf /srv/old\n")
    git(repository, "commit", "-q", "-am", "elsewhere")
    git(repository, "switch", "-q", "topic")
    repository.write("sub/y.sh", "rm -rf /srv/mine\n")
    assert repository.rules("--diff", "main", ".") == ["sub/y.sh:1 fs.rm"]


def test_a_changed_environment_brings_up_what_it_makes_worse(repository):
    text = (
        "jobs:\n  a:\n    runs-on: x\n    environment: {}\n    steps:\n      - run: kubectl delete ns shop\n"
    )
    repository.write(".github/workflows/a.yml", text.replace("{}", "staging"))
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "workflow")
    git(repository, "branch", "-q", "-f", "main", "HEAD")
    repository.write(".github/workflows/a.yml", text.replace("{}", "production"))
    assert repository.rules("--diff", "main", ".") == [".github/workflows/a.yml:6 kubernetes.delete"]


def test_a_base_that_looks_like_an_option_is_none(repository):
    assert repository.run("--diff", "--output=pwned", ".").exit_code == 2
    assert not (repository.folder / "pwned").exists()


def test_the_repositorys_own_programs_do_not_run(repository):
    git(repository, "config", "diff.external", "touch pwned; false")
    git(repository, "config", "core.fsmonitor", "touch pwned2; false")
    repository.write("x.sh", "rm -rf /srv/new\n")
    assert repository.rules("--diff", "main", ".") == ["x.sh:1 fs.rm"]
    assert not list(repository.folder.glob("pwned*"))


# --------------------------------------------------------------------------- baselines


def test_a_baseline_leaves_only_what_is_new(linter):
    linter.write("x.sh", "rm -rf /srv/old\n")
    assert linter.run("--write-baseline", "base.json", ".").exit_code == 0
    assert linter.run("--baseline", "base.json", ".").exit_code == 0
    linter.write("x.sh", "echo\n\nrm -rf /srv/old\nrm -rf /srv/old\nrm -rf /srv/new\n")
    assert linter.rules("--baseline", "base.json", ".") == ["x.sh:4 fs.rm", "x.sh:5 fs.rm"]


def test_what_is_no_baseline_is_refused(linter):
    linter.write("x.sh", "echo\n")
    linter.write("base.json", "[]")
    assert linter.run("--baseline", "base.json", ".").exit_code == 2


# --------------------------------------------------------------------------- comments

IGNORES = [
    pytest.param("rm -rf /srv/x # guard: ignore[fs.rm] a cache of ours\n", [], id="on its own line"),
    pytest.param(
        "# guard: ignore[fs.rm] a cache of ours\n# more\nrm -rf /srv/x\n", [], id="on the line before"
    ),
    pytest.param("rm -rf /srv/x # guard: ignore[fs.*] a cache of ours\n", [], id="a family"),
    pytest.param("rm -rf /srv/x # guard: ignore[sql.drop, fs.rm] a cache\n", [], id="one of several rules"),
    pytest.param(
        "rm -rf /srv/x # guard: ignore[fs.rm]\n",
        ["fs.rm", "lint.ignore-without-reason"],
        id="without a reason",
    ),
    pytest.param(
        "rm -rf /srv/x # guard: ignore because\n",
        ["fs.rm", "lint.ignore-without-reason"],
        id="without a rule",
    ),
    pytest.param(
        "rm -rf /srv/x # guard: ignore[sql.drop] a cache\n",
        ["fs.rm", "lint.unused-ignore"],
        id="another rule",
    ),
    pytest.param(
        "# guard: ignore[fs.rm] a cache\necho\nrm -rf /srv/x\n",
        ["lint.unused-ignore", "fs.rm"],
        id="two lines off",
    ),
    pytest.param("echo # guard: ignore[fs.rm] a cache\n", ["lint.unused-ignore"], id="nothing to take back"),
    pytest.param("echo 'guard: ignored words'\n", [], id="the words without a comment"),
]


@pytest.mark.parametrize(("text", "rules"), IGNORES)
def test_a_comment_takes_a_finding_back_only_with_rule_and_reason(text, rules, linter):
    linter.write("x.sh", text)
    assert [line.split()[1] for line in linter.rules(".")] == rules


COMMENTED = [
    pytest.param("m.sql", "DROP TABLE users; -- guard: ignore[sql.drop] moved to accounts\n", id="SQL"),
    pytest.param("Makefile", "x:\n\t# guard: ignore[fs.rm] ours\n\trm -rf /srv/x\n", id="a Makefile"),
    pytest.param("Dockerfile", "FROM x\n# guard: ignore[sql.drop] ours\nCMD psql -h prod -c 'DROP TABLE x'\n", id="a Dockerfile"),
    pytest.param(".gitlab-ci.yml", "j:\n  script:\n    - kubectl delete ns x # guard: ignore[kubernetes.delete] ours\n", id="YAML"),
    pytest.param("x.tf", 'resource "a" "b" {\n  # guard: ignore[terraform.protection-removed] a test\n  deletion_protection = false\n}\n', id="Terraform"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), COMMENTED)
def test_comments_count_in_every_kind_that_has_them(name, text, linter):
    linter.write(name, text)
    report = linter.report(".")
    assert report["findings"] == []
    assert report["summary"]["ignored"] == 1


def test_a_pipeline_can_refuse_to_honour_comments(linter):
    linter.write("x.sh", "rm -rf /srv/x # guard: ignore[fs.rm] a cache of ours\n")
    assert linter.run(".").exit_code == 0
    assert linter.run("--no-ignores", ".").exit_code == 1


@pytest.mark.parametrize("mode", ["interactive", "headless"])
def test_a_live_proposal_never_honours_a_comment(mode, tmp_path):
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    text = "rm -rf /srv/x"
    plain = check(Proposal(text=text, cwd=str(tmp_path), env=env, mode=mode), env)
    said = check(
        Proposal(
            text=f"{text} # guard: ignore[fs.rm] a cache of ours", cwd=str(tmp_path), env=env, mode=mode
        ),
        env,
    )
    assert said.decision == plain.decision != "allow"
    (tmp_path / "x.sh").write_text(f"{text} # guard: ignore[fs.rm] a cache of ours\n")
    by_file = check(Proposal(text="bash x.sh", cwd=str(tmp_path), env=env, mode=mode), env)
    assert by_file.decision != "allow"


# --------------------------------------------------------------------------- judgement

QUIET = [
    pytest.param("x.sh", 'rm -rf "$1" "$TMP/x" "${BUILD:?}/out"\n', id="names that come in from outside"),
    pytest.param("x.sh", "rm -rf build dist node_modules *.o\n", id="output of a build"),
    pytest.param("x.sh", 'cd "$ROOT" && rm -rf data\n', id="a directory that comes in from outside"),
    pytest.param("x.sh", "rm -rf /tmp/x /var/tmp/y /var/cache/z /run/app\n", id="scratch and caches"),
    pytest.param("x.sh", "cat > /etc/app.conf <<E\nx\nE\n", id="a configuration that is written"),
    pytest.param("x.sh", "curl -fsSL https://x.sh | sh\nsource lib.sh\neval \"$X\"\n", id="what cannot be worked out"),
    pytest.param("x.sh", "echo 'DROP TABLE users'\ngit commit -m 'rm -rf /'\n", id="words as data"),
    pytest.param("x.sh", "terraform plan -destroy\nkubectl delete ns x --dry-run=client\n", id="dry runs"),
    pytest.param("x.sh", "if [ -n \"$X\" ]; then rm -rf \"$X\"/*; fi\n", id="everything in an unknown directory"),
    pytest.param("x.sh", "systemctl stop app; kill $PID; docker stop app\n", id="what is only stopped"),
    pytest.param("x.sh", "find /srv -empty -delete; find / -name '*.pyc' -delete\n", id="what is empty or made again"),
    pytest.param("m.sql", "DELETE FROM users WHERE id = 7;\n", id="one row by its key"),
    pytest.param("m.sql", "CREATE TABLE t (i int);\nDROP TABLE t;\n", id="a table that the file makes"),
    pytest.param("m.sql", "BEGIN;\nDELETE FROM users;\nROLLBACK;\n", id="a transaction that is rolled back"),
    pytest.param("m.sql", "DROP INDEX i;\nDROP VIEW v;\n", id="definitions without data"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), QUIET)
def test_what_a_file_does_not_spell_out_as_destructive_stays_quiet(name, text, linter):
    linter.write(name, text)
    assert linter.rules(".") == []


TOLD = [
    pytest.param('wipe() { rm -rf /srv/data; }\n', "fs.rm", id="a function that nobody here calls"),
    pytest.param('case "$1" in purge) rm -rf /srv/data;; esac\n', "fs.rm", id="one of several ways"),
    pytest.param('exit 0\nrm -rf /srv/data\n', "fs.rm", id="behind an exit"),
    pytest.param('D=/srv/data\nrm -rf "$D"/*\n', "fs.rm", id="a variable that the file sets"),
    pytest.param('for h in a b; do ssh "$h" rm -rf /srv/data; done\n', "fs.rm", id="on another machine"),
    pytest.param('aws s3 rb "s3://$B" --force\n', "aws.s3.rb", id="something remote whose name comes in later"),
    pytest.param('kubectl delete ns "$1"\n', "kubernetes.delete", id="a namespace, whichever"),
    pytest.param('sudo -u postgres dropdb prod\n', "pg.dropdb", id="a database below sudo"),
    pytest.param("psql \"$URL\" <<E\nDELETE FROM users;\nE\n", "sql.delete-none", id="every row of a table"),
    pytest.param("dd if=/dev/zero of=/dev/sda\n", "fs.dd", id="a device"),
    pytest.param("git push -f origin main\n", "git.push-force", id="the default branch"),
    pytest.param("x=$(aws rds delete-db-instance --db-instance-identifier a --skip-final-snapshot)\n", "aws.rds.delete-db-instance", id="in a substitution"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), TOLD)
def test_what_a_file_spells_out_is_told(text, rule, linter):
    linter.write("x.sh", text)
    assert rule in [line.split()[1] for line in linter.rules(".")]


def test_the_guards_own_machine_does_not_colour_what_a_file_does(linter):
    """The same verdict whatever lies beside the file: nothing is looked at but the file."""
    linter.write("x.sh", "rm -rf data\nmake reset\nbash other.sh\n")
    assert linter.rules("x.sh") == []
    linter.write("other.sh", "rm -rf /srv/data\n")
    linter.write("data/important.db", "x")
    linter.write("Makefile", "reset:\n\trm -rf /srv/data\n")
    assert linter.rules("x.sh") == []


def test_many_files_are_linted_in_parallel_in_a_stable_order(linter):
    for number in range(60):
        linter.write(f"d{number % 7}/{number}.sh", f"rm -rf /srv/{number}\n")
    one = linter.report("--jobs", "1", ".")
    many = linter.report("--jobs", "3", ".")
    assert one["findings"] == many["findings"]
    assert len(one["findings"]) == 60
    assert cli is not None
