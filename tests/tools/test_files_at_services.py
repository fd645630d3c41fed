"""Files that a tool writes at a service: what its machines will run of them."""

from __future__ import annotations

import pytest

from tests.corpus_rows import verdict_of

WORKFLOW = "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n    - run: {}\n"
GRAVE, PLAIN = WORKFLOW.format("aws s3 rb s3://acme-prod-data --force"), WORKFLOW.format("npm test")
PATH = ".github/workflows/x.yml"


@pytest.mark.parametrize(
    ("tool", "given", "decision"),
    [
        ("create_or_update_file", {"path": PATH, "content": GRAVE}, "deny"),
        (
            "push_files",
            {"files": [{"path": "a.md", "content": "x"}, {"path": PATH, "content": GRAVE}]},
            "deny",
        ),
        ("create_or_update_file", {"path": PATH, "content": PLAIN}, "allow"),
        ("create_or_update_file", {"path": "docs/x.md", "content": GRAVE}, "allow"),
        ("push_files", {"files": [{"path": PATH, "content": PLAIN}]}, "allow"),
        ("push_files", {"files": "x"}, "allow"),
    ],
)
def test_a_file_at_a_service_is_read(
    tool: str, given: dict[str, object], decision: str, tmp_path: object
) -> None:
    given = {"owner": "acme", "repo": "proj", "branch": "topic", "message": "x", **given}
    row = {"id": "x", "command": tool, "setup": {"tool": {"name": f"mcp__github__{tool}", "input": given}}}
    assert verdict_of(row, str(tmp_path)).decision == decision
