"""Bad input: named in the output, counted, exit code 4, and the other files are linted all the same."""

from __future__ import annotations

import os
import pathlib
import random

import pytest
from work import ending

from guard.lint.analyse import analyse
from guard.lint.discover import KINDS, Candidate, Missing, discover, kind_of
from guard.policy.config import Config

CASES = pathlib.Path(__file__).parent / "cases"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD = [
    pytest.param("latin1.sh", b"#!/bin/sh\necho \xe9\xff\n", "not UTF-8", id="bytes that are not UTF-8"),
    pytest.param("binary.sh", b"#!/bin/sh\n\0\0\0\x7fELF", "binary", id="a binary with a script's name"),
    pytest.param("long.sh", b"echo x\n" * 700_000, "longer than 4 MiB", id="more than 4 MiB"),
    pytest.param(".github/workflows/a.yml", "jobs: [", "invalid YAML", id="YAML that does not end"),
    pytest.param(".github/workflows/b.yml", "a:\n\t- b\n", "invalid YAML", id="YAML with a tab"),
    pytest.param(".gitlab-ci.yml", "job:\n  script: *nothing\n", "invalid YAML", id="an alias of nothing"),
    pytest.param(".gitlab-ci.yml", BOMB + "job:\n  script: *i\n", "nodes when its aliases", id="a YAML bomb"),
    pytest.param("compose.yml", "[" * 20_000, "nested too deeply", id="YAML that is nested too deeply"),
    pytest.param("package.json", '{"scripts": {"a": "b",}}', "invalid JSON", id="JSON with a comma too many"),
    pytest.param("package.json", "[" * 20_000, "nested too deeply", id="JSON that is nested too deeply"),
    pytest.param("package.json", "[]", "no package.json", id="JSON of another shape"),
    pytest.param("work.ipynb", '{"a": 1}', "no notebook", id="a notebook without cells"),
    pytest.param("broken.sh", "if true; then\n", "cannot be read as bash", id="a script that does not end"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_what_cannot_be_analysed_is_named_and_the_rest_is_linted(name, content, said, linter):
    linter.write(name, content)
    linter.write("good.sh", "rm -rf /var/lib/mysql\n")
    done = linter.run("--format", "json", ".")
    assert done.exit_code == 4
    report = linter.report(".")
    assert [p["path"] for p in report["problems"]] == [name]
    assert said in report["problems"][0]["what"]
    assert [f["path"] for f in report["findings"]] == ["good.sh"]
    assert report["summary"]["problems"] == 1


def test_a_yaml_bomb_costs_neither_time_nor_memory(linter):
    linter.write(".gitlab-ci.yml", BOMB + "job:\n  script: *i\n")
    with ending():
        linter.run(".")


def test_a_tag_of_yaml_runs_nothing(linter):
    linter.write(".gitlab-ci.yml", "job:\n  script: !!python/object/apply:os.system ['touch pwned']\n")
    linter.run(".")
    assert not (linter.folder / "pwned").exists()


def test_links_that_lead_in_circles_are_walked_once(linter):
    linter.write("a/x.sh", "rm -rf /srv/data\n")
    os.symlink(linter.folder, linter.folder / "a" / "loop")
    os.symlink("self", linter.folder / "a" / "self")
    assert linter.rules(".") == ["a/x.sh:1 fs.rm"]


def test_a_missing_path_is_a_problem(linter):
    done = linter.run("nowhere.sh")
    assert done.exit_code == 4
    assert "nowhere.sh" in done.stdout


def test_a_pipe_is_not_waited_for(linter):
    os.mkfifo(linter.folder / "pipe.sh")
    assert linter.run("pipe.sh").exit_code == 4
    assert linter.run(".").exit_code == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(linter):
    linter.write("secret.sh", "echo\n").chmod(0)
    assert linter.run(".").exit_code == 4


def test_folders_of_other_people_are_skipped_unless_they_are_named(linter):
    linter.write("node_modules/x/y.sh", "rm -rf /srv/data\n")
    linter.write(".git/hooks/pre-commit.sh", "rm -rf /srv/data\n")
    assert linter.run(".").exit_code == 3
    assert linter.rules("node_modules") == ["node_modules/x/y.sh:1 fs.rm"]


def test_a_file_that_is_named_twice_is_read_once(linter):
    linter.write("x.sh", "rm -rf /srv/data\n")
    assert linter.rules("x.sh", "x.sh", ".") == ["x.sh:1 fs.rm"]


DISCOVERED = [
    pytest.param("deploy", "#!/usr/bin/env bash\n", "shell", id="a shebang by way of env"),
    pytest.param("deploy", "#!/bin/busybox sh\n", "shell", id="a shebang of busybox"),
    pytest.param("deploy", "#!/usr/bin/env -S zsh -e\n", "shell", id="a shebang with env's options"),
    pytest.param("deploy", "#!/usr/bin/python3\n", "", id="a shebang of Python"),
    pytest.param("rules", "#!/usr/bin/make -f\n", "make", id="a shebang of make"),
    pytest.param("conf.inc", "# shellcheck shell=bash\n", "shell", id="a mode line of ShellCheck"),
    pytest.param("x.txt", "#!/bin/sh\n", "", id="text files are left alone"),
    pytest.param("Dockerfile.prod", "", "dockerfile", id="a Dockerfile with a stage in its name"),
    pytest.param("Makefile.am", "", "", id="a template of a Makefile"),
    pytest.param("ci/.gitlab-ci.yml", "", "gitlab-ci", id="a GitLab pipeline in a folder"),
    pytest.param(".github/workflows/x.yaml", "", "github-actions", id="a workflow"),
    pytest.param(".github/dependabot.yml", "", "", id="another file of GitHub's folder"),
    pytest.param("compose.prod.yaml", "", "compose", id="a compose file with a profile in its name"),
    pytest.param("etc/cron.d/backup", "", "crontab", id="a file of cron.d"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "kind"), DISCOVERED)
def test_the_kind_of_a_file(name, content, kind, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    assert kind_of(str(path)) == kind


def test_discovery_is_stable_and_gives_each_file_once(tmp_path):
    for name in ("b.sh", "a.sh", "d/c.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("echo\n")
    os.link(tmp_path / "a.sh", tmp_path / "z.sh")
    found = [
        os.path.relpath(c.path, tmp_path) for c in discover((str(tmp_path),)) if not isinstance(c, Missing)
    ]
    assert found == ["a.sh", "b.sh", "d/c.sh"]


SEEDS = sorted(p for p in CASES.rglob("*") if p.is_file() and p.name != "expected.txt" and kind_of(str(p)))


@pytest.mark.parametrize("seed", range(6))
def test_no_damage_to_a_file_makes_the_linter_fail_or_point_outside_it(seed, tmp_path):
    """Cut, doubled, swapped and poisoned inputs of every kind: never an internal error, never a place that
    the file does not have."""
    chance = random.Random(seed)
    poison = [
        "'",
        '"',
        "`",
        "$(",
        "${",
        "{{",
        "}}",
        "\\",
        "\n",
        "\t",
        "\r\n",
        "<<EOF",
        "|",
        ": ",
        "- ",
        "é",
        "\U0001f4a3",
        "\0",
    ]
    for path in chance.sample(SEEDS, 12):
        text = path.read_text()
        for _ in range(3):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(poison) + text[at + chance.choice((0, 1, 7)) :]
        where = tmp_path / path.name
        where.write_text(text, newline="")
        report = analyse(Candidate(str(where), kind_of(str(path))), Config())
        assert not [p for p in report.problems if "internal error" in p.what], (path, text)
        for finding in report.findings:
            assert 0 <= finding.place.offset <= finding.place.offset + finding.place.length <= len(text)
            assert finding.place.line >= 1 and finding.place.column >= 1


def test_every_kind_has_a_case():
    covered = {kind_of(str(p)) for p in SEEDS}
    assert set(KINDS) <= covered
