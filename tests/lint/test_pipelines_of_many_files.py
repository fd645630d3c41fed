"""Pipelines that name each other in circles, that are long, or that name what lies outside: the linter ends, and
says what it did not look at."""

from __future__ import annotations

SHOP = "kubectl delete namespace shop"


def test_circles_end(linter):
    linter.write(
        ".gitlab-ci.yml",
        "include: [/ci/a.yml, .gitlab-ci.yml]\n"
        "a: {extends: [b, a], script: [!reference [b, script]]}\n"
        "b: {extends: [a], script: [!reference [a, script]]}\n",
    )
    linter.write("ci/a.yml", f"include: {{local: '/**/*.yml'}}\nx: {{script: '{SHOP}'}}\n")
    linter.write("azure-pipelines.yml", f"steps:\n- template: azure-pipelines.yml\n- bash: {SHOP}\n")
    linter.write(
        ".github/workflows/a.yml",
        "jobs:\n  a: {uses: ./.github/workflows/a.yml, with: {x: production}}\n"
        f"  b: {{runs-on: x, environment: '${{{{ inputs.x }}}}', steps: [{{run: {SHOP}}}]}}\n",
    )
    assert linter.rules(".") == [
        "azure-pipelines.yml:3 kubernetes.delete",
        ".github/workflows/a.yml:2 kubernetes.delete",
        ".github/workflows/a.yml:3 kubernetes.delete",
        "ci/a.yml:2 kubernetes.delete",
    ]


def test_commands_that_call_each_other_in_circles_are_named(linter):
    linter.write(
        ".circleci/config.yml",
        "commands:\n  a: {steps: [a, a, a, b, b]}\n  b: {steps: [a, b, a]}\njobs: {j: {steps: [a]}}\n",
    )
    linter.write("x.sh", "rm -rf /srv/data\n")
    report = linter.report(".")
    assert [p["path"] for p in report["problems"]] == [".circleci/config.yml"]
    assert [f["path"] for f in report["findings"]] == ["x.sh"]


def test_a_pipeline_of_many_jobs_is_read_whole(linter):
    jobs = [".base:\n  variables: {A: b}\n  before_script: [echo]\n"]
    jobs += [f".h{n}:\n  extends: [.base]\n  script: [echo {n}]\n" for n in range(60)]
    jobs += [
        f"job{n}:\n  stage: x\n  image: y\n  needs: [a]\n  cache: {{key: x}}\n  extends: [.h{n % 60}, .h{(n + 1) % 60}]\n"
        f"  script:\n    - !reference [.h3, script]\n    - echo {n}\n"
        for n in range(700)
    ]
    jobs.append(f"last:\n  environment: production\n  script: [{SHOP}]\n")
    linter.write(".gitlab-ci.yml", "".join(jobs))
    report = linter.report(".")
    assert report["problems"] == []
    assert [f["level"] for f in report["findings"]] == ["error"]


def test_nothing_outside_the_repository_is_opened(linter):
    linter.write("outside.yml", f"x:\n  script: [{SHOP}]\n")
    linter.write(
        "repo/.gitlab-ci.yml",
        "include:\n  - local: ../outside.yml\n  - local: /link.yml\n  - local: /etc/passwd\nx: {script: [echo]}\n",
    )
    (linter.folder / "repo" / "link.yml").symlink_to(linter.folder / "outside.yml")
    assert linter.report("repo")["findings"] == []
