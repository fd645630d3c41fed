"""Programs that do what another one does, that do what a file lists, or that run a file of Python."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TEXTS = {
    "/home/u/proj/t.conf": "R /srv/a - - - -\nr! /srv/b\nd /run/c 0755\nD /srv/d\n",
    "/home/u/proj/a.hurl": "GET https://h/x\nDELETE https://h/y\nHTTP 200\n",
    "/home/u/proj/.lintstagedrc.json": '{"*.py": ["ruff check", "rm x"], "*.md": "wc"}',
    "/home/u/proj/package.json": '{"lint-staged": {"*": "ls"}}',
    "/home/u/proj/other.json": '["rm x"]',
    "/home/u/proj/targets": "DELETE https://h/z\n",
}

LINES = [
    ("hey -n 1 -m DELETE https://h/x", ["argv curl -X DELETE https://h/x"]),
    ("hey -n 1 https://h/x", []),
    ("ab -m PUT https://h/x", ["argv curl -X PUT https://h/x"]),
    ("oha -m", []),
    (
        "systemd-tmpfiles --remove t.conf",
        ["argv rm -rf -- /srv/a", "argv rm -f -- /srv/b", "argv rm -rf -- /srv/d"],
    ),
    ("systemd-tmpfiles --create t.conf", []),
    (
        "systemd-tmpfiles --purge t.conf",
        ["argv rm -rf -- /srv/a", "argv rm -f -- /srv/b", "argv rm -rf -- /run/c", "argv rm -rf -- /srv/d"],
    ),
    ("hurl --test a.hurl", ["argv curl -X DELETE https://h/y"]),
    ("hurl none.hurl", []),
    ("vegeta attack -targets=targets", ["argv curl -X DELETE https://h/z"]),
    ("lint-staged", ["text ruff check", "text rm x", "text wc", "text ls"]),
    ("lint-staged -c other.json", []),
    ("buf curl --data {} https://h:8/p.S/DeleteX", ["argv grpcurl h:8 p.S/DeleteX"]),
    ("buf build", []),
    ("wscat -c wss://h/ws -x hello", ["argv curl -X POST --json hello https://h/ws"]),
    ("wscat -c wss://h/ws", []),
    ("oci raw-request --http-method DELETE --target-uri https://h/x", ["argv curl -X DELETE https://h/x"]),
    ("oci os bucket list", []),
    ("jdupes -rdN d", ["argv fdupes -rdN d"]),
    ("tmpreaper 1d d e", ["argv find d -mindepth 1 -delete", "argv find e -mindepth 1 -delete"]),
    ("tmpreaper --test 1d d", []),
    ("fallocate -p -o 0 -l 4 f", ["argv truncate -s 0 f"]),
    ("fallocate -l 4 f", []),
    ("memray run -o x a.py b", ["file python a.py"]),
    ("memray flamegraph a.bin", []),
    ("streamlit run a.py", ["file python a.py"]),
    ("streamlit hello", []),
    ("ipython -c '!rm x'", ["text rm x"]),
    ("ipython -c '%run a.py'", ["file python a.py"]),
    ("ipython -c 'import os'", ["argv python3 -c import os"]),
    ("ipython a.py", ["file python a.py"]),
    ("virtualenv --clear d", ["argv rm -rf -- d"]),
    ("python -m venv --clear d", ["argv rm -rf -- d"]),
    ("python -m venv d", []),
    ("python -m zipfile -e a.zip d", ["argv unzip -o a.zip -d d"]),
    ("python -m zipfile -l a.zip", []),
    ("python -m tarfile -e a.tar d", ["argv tar -xf a.tar -C d"]),
    ("python -m json.tool a b", ["argv cp -- a b"]),
    ("python -m json.tool a", []),
    ("gunicorn x:app", []),
    ("blender -b --python-expr 'import os'", ["argv python3 -c import os"]),
    ("mpv --script=a.lua x", ["file lua a.lua"]),
]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_it_comes_to_what_the_other_one_does(
    line: str, expected: list[str], answers: Callable[..., list[str]]
) -> None:
    assert answers(line, texts=TEXTS) == expected


@pytest.mark.parametrize(
    ("line", "stdin", "expected"),
    [
        ("vegeta attack", "DELETE https://h/x\nGET https://h/y\n", ["argv curl -X DELETE https://h/x"]),
        ("websocat wss://h/ws", '{"method": "x"}',
         ['argv curl -X POST --json {"jsonrpc": "2.0", "method": "x"} https://h/ws']),
        ("openssl s_client -connect h:6379", "FLUSHALL\n", ["argv redis-cli -h h -p 6379 FLUSHALL"]),
        ("openssl s_client -connect h:443", "x\n", []),
    ],
    ids=["vegeta", "websocat", "redis over TLS", "another port"],
)  # fmt: skip
def test_what_it_reads_is_what_it_sends(
    line: str, stdin: str, expected: list[str], answers: Callable[..., list[str]]
) -> None:
    assert answers(line, stdin=stdin) == expected
