"""No secret of any fixture comes out of the guard, in the whole test run.

``CANARIES`` are the secrets that the tests feed it. While every test runs this watches where a secret could
come out: what is captured of standard output and error, what the guard's own processes print, the sentences
of its verdicts, the messages of its errors, the words of the processes that it starts; and at the end every
file that it wrote below the temporary folders. A secret that is seen anywhere fails the test, and the run.

Hooks of pytest; ``conftest.py`` brings them in.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guard.errors import GuardError
from guard.service import Guard

CANARIES: dict[str, str] = {
    "a classic GitHub token": "ghp_" + "aB3d" * 9,
    "another GitHub token": "ghp_" + "Zz9y" * 9,
    "a GitHub token in a URL": "ghp_" + "a1B2" * 9,
    "the secrets of guard creds": "cAnArY7",
    "a password": "canary-p4ssw0rd",
    "a password of several words": "canary two w0rds",
    "a UUID": "ca9a12e0-5ec2-4e75-8b1d-0c3f5d1e2a77",
    "a live Stripe key": "sk_live_cAnAry51H8xQ2eZvKYlo2C",
    "a JSON web token": "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiY2FuYXJ5In0.c4n4ryS1gnatureC4n4ry",
    "a random string": "c4N4rYq8Zt3LmX0vB7nK2pR9sW5yD1fG",
}
"""What each is, and its value. None was ever anybody's."""
_seen: list[str] = []
"""What was seen in the test that runs, as sentences."""
_all_seen: list[str] = []


def look(where: str, text: str | bytes | None) -> None:
    """Note every canary in something that came out of the guard."""
    if text:
        shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        for what, secret in CANARIES.items():
            if secret in shown:
                at = shown.index(secret)
                around = shown[max(0, at - 60) : at + 20].replace("\n", " ")
                _seen.append(f"{what} came out in {where}: …{around}…")


def is_guard(words: object) -> bool:
    """Whether a command line starts the guard."""
    listed = words if isinstance(words, (list, tuple)) else [words]
    texts = [os.fsdecode(w) if isinstance(w, (bytes, os.PathLike)) else str(w) for w in listed]
    return any(t == "guard" or t.endswith(("/guard", "guard/hook.py", "guard/batch.py")) for t in texts)


# ------------------------------------------------------------------------------- what is watched

_communicate = subprocess.Popen.communicate
_answer = Guard.answer
_error = GuardError.__init__


def _told(self: Any, *arguments: Any, **named: Any) -> Any:
    output, error = _communicate(self, *arguments, **named)
    if is_guard(self.args):
        look("the output of a process of the guard", output)
        look("the errors of a process of the guard", error)
    return output, error


def _answered(self: Guard, proposal: Any) -> Any:
    verdict = _answer(self, proposal)
    look("the summary of a verdict", verdict.summary)
    return verdict


def _raised(self: GuardError, message: str, hint: str = "") -> None:
    _error(self, message, hint)
    look("the message of an error", f"{message} {hint}")


def _started(event: str, arguments: tuple[Any, ...]) -> None:
    """The words of a process that a module of the guard starts: anybody can read them."""
    if event not in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        return
    frame: Any = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith("guard."):
            look("the words of a process that the guard starts", " ".join(map(str, arguments[1] or ())))
            return
        frame = frame.f_back


def pytest_configure(config: pytest.Config) -> None:
    subprocess.Popen.communicate = _told  # type: ignore[method-assign]
    Guard.answer = _answered  # type: ignore[method-assign]
    GuardError.__init__ = _raised  # type: ignore[method-assign]
    sys.addaudithook(_started)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Fail the test in which something came out; ``lets_canaries_out`` marks those that show that this does."""
    report = yield
    if call.when == "teardown":
        for title, text in report.sections:
            look(f"“{title}”", text)
        found, _seen[:] = list(dict.fromkeys(_seen)), []
        if found and "lets_canaries_out" not in item.keywords:
            _all_seen.extend(f"{item.nodeid}: {one}" for one in found)
            report.outcome, report.longrepr = "failed", "\n".join(found)
    return report


# ------------------------------------------------------------------------------ what was written

WRITTEN = (
    "ledger-",
    "audit.jsonl",
    "tasks",
    "trusted",
    "config.json",
    "approv",
    "fingerprint",
    "asked",
    "undo",
)
"""How the files of the guard's folder begin."""


def files_of_the_guard(root: Path) -> Iterator[Path]:
    """Everything that the guard wrote below a folder: its state, by its folder's name or the file's."""
    for folder, _, names in os.walk(root):
        inside = folder.endswith(("/.local/state/guard", "/state/guard"))
        for name in names:
            if inside or name.startswith(WRITTEN[:2]):
                yield Path(folder, name)


def canaries_below(root: Path) -> list[str]:
    """What stands in the files that the guard wrote below a folder."""
    before, _seen[:] = list(_seen), []
    for path in files_of_the_guard(root):
        try:
            if path.is_file() and path.stat().st_size < 20_000_000:
                look(str(path), path.read_bytes())
        except OSError:
            continue
    found, _seen[:] = list(dict.fromkeys(_seen)), before
    return found


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory is None or factory._basetemp is None:
        return
    kept = [one for one in canaries_below(factory._basetemp) if "/lets_canaries_out" not in one]
    if kept:
        _all_seen.extend(kept)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _all_seen:
        terminalreporter.section("secrets came out of the guard", red=True)
        for one in _all_seen:
            terminalreporter.line(one)
