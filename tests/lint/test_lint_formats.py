"""What each format says, and that its readers can read it."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ElementTree

import pytest

SCHEMA = "@microsoft/sarif-multitool-linux@5.7.0"
"""A package that carries the published schema of SARIF 2.1.0."""
SCRIPT = "echo é\nif true; then\n\tkubectl delete namespace shop # éé\nfi\n"
WORKFLOW = """\
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: |
          echo one
          terraform destroy -auto-approve
"""


@pytest.fixture
def project(linter):
    linter.write("a dir/x.sh", SCRIPT)
    linter.write(".github/workflows/d.yml", WORKFLOW)
    linter.write("broken/package.json", "{")
    return linter


@pytest.fixture(scope="session")
def schema(request):
    """The published schema, from the package that carries it; kept between runs."""
    kept = pathlib.Path(request.config.cache.mkdir("sarif")) / "sarif-2.1.0.json"
    if not kept.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed, so the schema cannot be fetched")
        done = subprocess.run(
            ["npm", "pack", SCHEMA], cwd=kept.parent, capture_output=True, check=False, timeout=300
        )
        archive = kept.parent / (done.stdout.decode().split() or ["none"])[-1]
        if done.returncode or not archive.is_file():
            pytest.skip("the package with the schema cannot be fetched")
        with tarfile.open(archive) as packed:
            member = packed.extractfile("package/sarif-2.1.0.json")
            assert member is not None
            kept.write_bytes(member.read())
        archive.unlink()
    return json.loads(kept.read_text(encoding="utf-8-sig"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sarif_is_valid_by_the_published_schema(project, schema):
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(project.run("--format", "sarif", ".").stdout)
    kind = jsonschema.validators.validator_for(schema)
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in kind(schema).iter_errors(document)]
    assert errors == []


def test_sarif_says_what_code_scanning_needs(project):
    run = json.loads(project.run("--format", "sarif", ".").stdout)["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    destroy = next(r for r in run["results"] if r["ruleId"] == "terraform.destroy")
    assert float(rules["terraform.destroy"]["properties"]["security-severity"]) > 7
    assert "terraform" in rules["terraform.destroy"]["help"]["text"]
    assert all(len(rule["help"]["text"]) > 80 for rule in rules.values())
    assert run["tool"]["driver"]["rules"][destroy["ruleIndex"]]["id"] == "terraform.destroy"
    place = destroy["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ".github/workflows/d.yml"
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (8, 11)
    assert place["region"]["charLength"] == len("terraform destroy -auto-approve")
    assert destroy["relatedLocations"][0]["message"]["text"] == "environment: production"
    assert destroy["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert destroy["level"] == "error"
    shell = next(r for r in run["results"] if r["ruleId"] == "kubernetes.delete")
    assert shell["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20dir/x.sh"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "package.json" in json.dumps(run["invocations"][0]["toolExecutionNotifications"])


def test_fingerprints_stay_when_lines_move_and_differ_between_equal_lines(linter):
    linter.write("x.sh", "rm -rf /srv/data\nrm -rf /srv/data\n")
    before = [f["fingerprint"] for f in linter.report(".")["findings"]]
    linter.write("x.sh", "# a comment\n\nrm -rf  /srv/data\n\nrm -rf /srv/data\n")
    after = [f["fingerprint"] for f in linter.report(".")["findings"]]
    assert before == after
    assert len(set(before)) == 2


def test_the_caret_stands_below_the_act(project):
    lines = project.run("a dir/x.sh").stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "kubectl delete" in line)
    source, caret = lines[at], lines[at + 1]
    assert source[caret.index("^") : caret.rindex("^") + 1] == "kubectl delete namespace shop"


def test_columns_count_characters(linter):
    linter.write("x.sh", "echo 'é\U0001f4a3' && rm -rf /srv/data\n")
    assert linter.report(".")["findings"][0]["column"] == 14


def test_github_annotations_escape_what_would_end_them(project):
    linter_out = project.run("--format", "github", ".").stdout.splitlines()
    first = next(line for line in linter_out if "terraform.destroy" in line)
    assert first.startswith(
        "::error file=.github/workflows/d.yml,line=8,col=11,endLine=8,endColumn=42,title="
    )
    assert "%0AInstead: terraform plan -destroy" in first
    assert any(line.startswith("::error file=broken/package.json,line=1") for line in linter_out)


def test_gitlab_code_quality_has_what_the_widget_needs(project):
    issues = json.loads(project.run("--format", "gitlab", ".").stdout)
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(issues[0])
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["location"]["lines"]["begin"] for issue in issues} == {3, 8}


def test_checkstyle_is_xml(project):
    root = ElementTree.fromstring(project.run("--format", "checkstyle", ".").stdout.encode())
    errors = {(f.get("name"), e.get("line"), e.get("severity")) for f in root for e in f}
    assert ("a dir/x.sh", "3", "warning") in errors
    assert ("broken/package.json", "1", "error") in errors


def test_no_format_tells_a_secret(linter):
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    linter.write(
        "x.sh", f"curl -X DELETE -H 'Authorization: token {token}' https://api.github.com/repos/acme/shop\n"
    )
    for form in ("text", "json", "sarif", "github", "gitlab", "checkstyle"):
        said = linter.run("--format", form, ".").stdout
        assert "acme/shop" in said or form == "gitlab"
        assert token not in said


def test_what_could_hide_text_is_made_visible(linter):
    linter.write("x.sh", "rm -rf /srv/da\u202eta\x1b[2K\n")
    for form in ("text", "github", "checkstyle"):
        said = linter.run("--format", form, ".").stdout
        assert "\u202e" not in said and "\x1b[2K" not in said


def test_the_report_can_go_to_a_file(linter):
    linter.write("x.sh", "rm -rf /srv/data\n")
    assert linter.run("--format", "sarif", "-o", "out.sarif", ".").stdout == ""
    assert json.loads((linter.folder / "out.sarif").read_text())["version"] == "2.1.0"


def test_a_rules_page_is_named_only_where_somebody_says_where_it_is(project, monkeypatch):
    """An address that nobody owns would be worse than none."""

    def rules(*words):
        run = json.loads(project.run("--format", "sarif", *words, ".").stdout)["runs"][0]
        return run["tool"]["driver"], [rule.get("helpUri") for rule in run["tool"]["driver"]["rules"]]

    driver, pages = rules("--project-url", "https://git.acme.com/acme/guard")
    assert driver["informationUri"] == "https://git.acme.com/acme/guard"
    assert "https://git.acme.com/acme/guard/blob/HEAD/docs/rules/programs-terraform.md" in pages
    root = pathlib.Path(__file__).resolve().parents[2]
    assert all((root / page.partition("/HEAD/")[2]).is_file() for page in pages)
    monkeypatch.setattr("guard.lint.formats.sarif.project_url", lambda: "")
    driver, pages = rules()
    assert "informationUri" not in driver
    assert set(pages) == {None}


def run_in_terminal(folder, *words):
    """``guard lint`` with standard error on a pseudo-terminal: what it wrote there, and its report."""
    import os
    import pty
    import sys

    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "guard", "lint", *words], cwd=folder, stdout=subprocess.PIPE, stderr=terminal,
        env={"HOME": str(folder / ".none"), "PATH": os.environ["PATH"], "TERM": "xterm",
             "PYTHONPATH": str(pathlib.Path(__file__).resolve().parents[2])},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(controller, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    report = process.communicate(timeout=60)[0]
    os.close(controller)
    return shown.decode(), report.decode()


BARS = [
    pytest.param(60, (), True, id="many files"),
    pytest.param(60, ("--quiet",), False, id="quiet"),
    pytest.param(5, (), False, id="few files"),
]


@pytest.mark.parametrize(("count", "words", "bar"), BARS)
def test_a_terminal_is_shown_how_far_it_is_and_the_report_is_not_disturbed(count, words, bar, tmp_path):
    for number in range(count):
        (tmp_path / f"x{number}.sh").write_text("rm -rf /srv/data\n")
    shown, report = run_in_terminal(tmp_path, "--format", "json", *words, ".")
    assert ("linting" in shown and "100%" in shown) == bar
    assert len(json.loads(report)["findings"]) == count
