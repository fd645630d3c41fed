"""A change that takes a protection away is told of it, wherever the line went; one that moves it is not."""

from __future__ import annotations

import subprocess

import pytest

TF = 'resource "aws_db_instance" "main" {\n  name = "x"\n  PROTECTION\n}\n'
BUCKET = 'resource "aws_s3_bucket" "data" {\n  versioning {\n    enabled = true\n  }\n}\n'
CFN = "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    DeletionPolicy: Retain\n    Properties: {}\n"
CDK = "new s3.Bucket(this, 'Data', {\n  versioned: true,\n  removalPolicy: RemovalPolicy.RETAIN,\n});\n"
PV = "kind: PersistentVolume\nmetadata:\n  name: data\nspec:\n  persistentVolumeReclaimPolicy: Retain\n"
PDB = "kind: Deployment\nmetadata:\n  name: web\n---\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n"
SETTINGS = "branches:\n  - name: main\n    protection:\n      enforce_admins: true\n      allow_force_pushes: false\n"
GITHUB = 'resource "github_branch_protection" "main" {\n  pattern = "main"\n}\nlocals { a = 1 }\n'


def tf(line: str) -> str:
    return TF.replace("PROTECTION", line)


GONE = [
    pytest.param("main.tf", tf("deletion_protection = true"), tf(""), 1, "deletion_protection", id="an attribute"),
    pytest.param("main.tf", tf("lifecycle { prevent_destroy = true }"), tf(""), 1, "prevent_destroy", id="a lifecycle"),
    pytest.param("main.tf", tf("backup_retention_period = 7"), tf(""), 1, "backup_retention_period", id="a number of days"),
    pytest.param("main.tf", BUCKET, 'resource "aws_s3_bucket" "data" {\n}\n', 1, "versions", id="a block"),
    pytest.param("main.tf", tf("deletion_protection = true") + "locals { a = 1 }\n", "locals { a = 1 }\n", 1,
                 "together with it", id="the resource and its protection"),
    pytest.param("main.tf", tf("deletion_protection = true"), None, 1, "together with it", id="the whole file"),
    pytest.param("main.tf", GITHUB, "locals { a = 1 }\n", 1, "rewrite or delete the branch", id="branch protection"),
    pytest.param("t.yml", CFN, CFN.replace("    DeletionPolicy: Retain\n", ""), 2, "DeletionPolicy", id="CloudFormation"),
    pytest.param("t.yml", CFN, CFN.replace("Retain", "Delete"), 2, "DeletionPolicy", id="another policy"),
    pytest.param("lib/s.ts", CDK, CDK.replace("  removalPolicy: RemovalPolicy.RETAIN,\n", ""), 1, "RETAIN", id="CDK"),
    pytest.param("lib/s.ts", CDK, CDK.replace("RETAIN", "DESTROY"), 1, "RETAIN", id="CDK: destroyed instead"),
    pytest.param("pv.yaml", PV, PV.replace("Retain", "Delete"), 3, "Retain", id="a reclaim policy"),
    pytest.param("web.yaml", PDB, PDB.split("---")[0], 1, "evicted", id="a disruption budget"),
    pytest.param(".github/settings.yml", SETTINGS, SETTINGS.replace("      enforce_admins: true\n", ""), 2,
                 "enforce_admins", id="a setting of the branch"),
]  # fmt: skip
KEPT = [
    pytest.param({"main.tf": (tf("deletion_protection = true"), tf("deletion_protection    =  true # as ever"))},
                 id="written otherwise"),
    pytest.param({"main.tf": (tf("deletion_protection = true"), "# moved\n"),
                  "db.tf": ("", tf("deletion_protection = true"))}, id="moved to another file of the module"),
    pytest.param({"main.tf": (tf("deletion_protection = true"), tf("deletion_protection = var.protect"))},
                 id="decided elsewhere from now on"),
    pytest.param({"main.tf": (tf("skip_final_snapshot = false"), tf(""))}, id="what is the default anyhow"),
    pytest.param({"main.tf": (TF.replace("aws_db_instance", "google_sql_database_instance").replace(
        "PROTECTION", "deletion_protection = true"), 'resource "google_sql_database_instance" "main" {\n}\n')},
        id="on by default"),
    pytest.param({"main.tf": (tf("deletion_protection = true"), "moved {\n  from = aws_db_instance.main\n  to = module.a.b\n}\n")},
                 id="the resource was moved"),
    pytest.param({"main.tf": (tf("deletion_protection = true"),
                              "removed {\n  from = aws_db_instance.main\n  lifecycle { destroy = false }\n}\n")},
                 id="the resource is let go, not destroyed"),
    pytest.param({"main.tf": (tf("# deletion_protection = true"), tf(""))}, id="a comment"),
    pytest.param({"lib/s.ts": (CDK, "// a line more\n" + CDK)}, id="code that moves down"),
    pytest.param({"pv.yaml": (PV, PV.replace("name: data", "name: other"))}, id="another name, as protected"),
    pytest.param({"x.py": ("print('deletion_protection=True')\n", "print(1)\nx = 'DeletionPolicy'\n")},
                 id="words in a program", marks=pytest.mark.xfail(reason="a line is read without its strings", strict=True)),
]  # fmt: skip


def git(folder, *words):
    base = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run([*base, *words], cwd=folder, check=True, capture_output=True)


def change(linter, files):
    git(linter.folder, "init", "-q", "-b", "main")
    for name, (before, _) in files.items():
        linter.write(name, before)
    git(linter.folder, "add", "-A")
    git(linter.folder, "commit", "-q", "-m", "base")
    for name, (_, after) in files.items():
        if after is None:
            (linter.folder / name).unlink()
        else:
            linter.write(name, after)


@pytest.mark.parametrize(("name", "before", "after", "line", "said"), GONE)
def test_what_protected_and_is_gone_is_told(name, before, after, line, said, linter):
    change(linter, {name: (before, after), "x.sh": ("echo\n", "echo\n")})
    found = linter.report("--diff", "main", ".")["findings"]
    assert [(f["rule"], f["path"], f["line"]) for f in found] == [("protection.deleted", name, line)]
    assert said in found[0]["message"]
    assert linter.run("--diff", "main", ".").exit_code == 1


@pytest.mark.parametrize("files", KEPT)
def test_what_still_protects_is_not(files, linter):
    change(linter, {**files, "x.sh": ("echo\n", "echo\n")})
    assert linter.rules("--diff", "main", ".") == []


def test_a_value_that_is_switched_off_is_told_once(linter):
    change(linter, {"main.tf": (tf("deletion_protection = true"), tf("deletion_protection = false"))})
    assert linter.rules("--diff", "main", ".") == ["main.tf:3 terraform.protection-removed"]


def test_without_a_comparison_nothing_is_told(linter):
    change(linter, {"main.tf": (tf("deletion_protection = true"), tf(""))})
    assert linter.rules(".") == []


def test_only_what_lies_below_the_named_paths_is_compared(linter):
    change(
        linter, {"a/main.tf": (tf("deletion_protection = true"), tf("")), "b/x.sh": ("echo\n", "echo 1\n")}
    )
    assert linter.rules("--diff", "main", "b") == []
    assert linter.rules("--diff", "main", "a") == ["a/main.tf:1 protection.deleted"]


def test_production_by_its_name_is_an_error_and_an_example_a_note(linter):
    bare = (tf("deletion_protection = true"), tf(""))
    change(linter, {"prod/main.tf": bare, "examples/main.tf": bare, "x/main.tf": bare})
    levels = {f["path"]: f["level"] for f in linter.report("--diff", "main", ".")["findings"]}
    assert levels == {"prod/main.tf": "error", "examples/main.tf": "note", "x/main.tf": "warning"}


def test_a_comment_with_a_reason_takes_it_back_and_a_baseline_knows_it(linter):
    ignored = "# guard: ignore[protection.deleted] replaced by the cluster\n" + tf("")
    change(linter, {"a.tf": (tf("deletion_protection = true"), ignored), "b.tf": (tf("copies = 1"), tf(""))})
    assert linter.rules("--diff", "main", ".") == []
    linter.write("a.tf", tf(""))
    assert linter.run("--diff", "main", "--write-baseline", "known.json", ".").exit_code == 0
    assert linter.rules("--diff", "main", "--baseline", "known.json", ".") == []
