"""Code that a browser's tool runs in a page: requests to platforms, and what pages do all day."""

from __future__ import annotations

import pytest

from tests.corpus_rows import verdict_of


@pytest.mark.parametrize(
    ("code", "decision"),
    [
        ("() => fetch('https://api.vercel.com/v9/projects/shop', {method: 'DELETE'})", "deny"),
        ("() => fetch('https://api.vercel.com/v9/projects/shop')", "allow"),
        ("() => document.title", "allow"),
        ("() => document.querySelector('#delete').click()", "allow"),
        ("() => { document.querySelector('.banner').remove(); return document.body.innerText }", "allow"),
        ("() => localStorage.clear()", "allow"),
        ("() => [...document.links].map(a => a.href)", "allow"),
    ],
)
@pytest.mark.parametrize(
    ("tool", "key"),
    [("mcp__playwright__browser_evaluate", "function"), ("mcp__puppeteer__puppeteer_evaluate", "script")],
)
def test_code_in_a_page_is_judged_by_what_it_sends(
    tool: str, key: str, code: str, decision: str, tmp_path: object
) -> None:
    row = {"id": "page", "command": tool, "setup": {"tool": {"name": tool, "input": {key: code}}}}
    assert verdict_of(row, str(tmp_path)).decision == decision
