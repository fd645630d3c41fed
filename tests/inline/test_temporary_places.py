"""What code makes for itself in a temporary place is its own; the place itself, and what is above it, is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

PYTHON = "python3 -c 'import tempfile, shutil, os, sys, pathlib; {}'"
NODE = "node -e '{}'"


@pytest.mark.parametrize(
    "command",
    [
        PYTHON.format("d = tempfile.mkdtemp(); shutil.rmtree(d)"),
        PYTHON.format('d = tempfile.mkdtemp(prefix="run-"); shutil.rmtree(pathlib.Path(d) / "x")'),
        PYTHON.format("fd, p = tempfile.mkstemp(); os.unlink(p)"),
        PYTHON.format("f = tempfile.NamedTemporaryFile(delete=False); os.remove(f.name)"),
        PYTHON.format('shutil.rmtree(os.path.join(tempfile.gettempdir(), "app"))'),
        NODE.format('const d = fs.mkdtempSync(path.join(os.tmpdir(), "x-")); fs.rmSync(d, {recursive: true})'),
        NODE.format('fs.rmSync(path.join(os.tmpdir(), "app"), {recursive: true})'),
        "ruby -rtmpdir -rfileutils -e 'd = Dir.mktmpdir; FileUtils.rm_rf(d)'",
        "d=$(mktemp -d) && (cd \"$d\" && git init -q && git clean -fdx && git reset --hard) && rm -rf \"$d\"",
        'd=$(mktemp -d) && cd "$d" && rm -rf ./*',
    ],
)  # fmt: skip
def test_what_is_its_own_may_go(command: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command).decision == "allow"


@pytest.mark.parametrize(
    "command",
    [
        PYTHON.format("shutil.rmtree(tempfile.gettempdir())"),
        PYTHON.format("shutil.rmtree(os.path.dirname(tempfile.mkdtemp()))"),
        PYTHON.format('shutil.rmtree(os.path.join(tempfile.mkdtemp(), ".."))'),
        PYTHON.format('shutil.rmtree(tempfile.mkdtemp(dir=os.path.expanduser("~")) + "/../docs")'),
        PYTHON.format("shutil.rmtree(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())"),
        NODE.format("fs.rmSync(os.tmpdir(), {recursive: true})"),
        NODE.format('const d = process.argv[2] || fs.mkdtempSync("x-"); fs.rmSync(d, {recursive: true})'),
        NODE.format('const d = fs.mkdtempSync("x-"); fs.rmSync(path.join(d, ".."), {recursive: true})'),
        "ruby -rtmpdir -rfileutils -e 'd = Dir.mktmpdir; FileUtils.rm_rf(Dir.home)'",
        'd=$(mktemp -d); cd "$d"; rm -rf ./*',
        'd=$(mktemp -d) && cd "$d" && cd .. && rm -rf ./*',
    ],
)  # fmt: skip
def test_what_was_there_before_may_not(command: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, files={"/tmp/other/x": "1"}).decision != "allow"
