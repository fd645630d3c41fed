"""What a change adds: the lines that differ from a base, by git's own diff.

Git is called read-only with the repository's own programs off (hooks, external diff, text conversion, file
system monitor), as everywhere in the guard.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace

from guard.errors import GuardError
from guard.lint.findings import FileReport, LintFinding

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_OFF = (
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.pager=cat",
    "-c", "diff.external=", "-c", "core.quotePath=false", "-c", "protocol.allow=never",
)  # fmt: skip
SECONDS = 60
DELETED = "protection.deleted"
"""The rule whose findings stand where nothing was added (``removed_protections``)."""


@dataclass(frozen=True)
class Change:
    """What a repository's work tree is compared with."""

    top: str
    start: str
    """The commit at which the base branched off."""

    def files(self) -> list[str]:
        """The files that differ, the deleted ones included: absolute paths, links resolved."""
        names = _git(
            self.top, "diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only", "-z",
            self.start, "--",
        )  # fmt: skip
        new = _git(self.top, "ls-files", "--others", "--exclude-standard", "-z")
        return [os.path.realpath(os.path.join(self.top, n)) for n in (names + new).split("\0") if n]

    def base_text(self, path: str) -> str:
        """A file as the base has it; empty where it was not there."""
        name = os.path.relpath(path, os.path.realpath(self.top)).replace(os.sep, "/")
        try:
            return _git(self.top, "cat-file", "blob", f"{self.start}:{name}")
        except GuardError:
            return ""


def change_since(base: str, folder: str = ".") -> Change:
    """The comparison with where ``base`` branched off.

    Raises:
        GuardError: this is no repository, or the base is not known in it.
    """
    top = _git(folder, "rev-parse", "--show-toplevel").strip()
    if base.startswith("-"):
        raise GuardError(f"{base} is no revision")
    start = base
    try:
        start = _git(folder, "merge-base", base, "HEAD").strip() or base
    except GuardError:
        _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", base + "^{commit}")
    return Change(top, start)


def changed_lines(change: Change) -> dict[str, set[int]]:
    """The added and changed lines of each file, the uncommitted included.

    Keys are absolute paths, links resolved. Untracked files are whole (line 0 stands for all of them).

    Raises:
        GuardError: git could not be asked.
    """
    top, start = change.top, change.start
    diff = _git(
        top, "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--unified=0", "--no-renames",
        "--src-prefix=a/", "--dst-prefix=b/", start, "--",
    )  # fmt: skip
    found: dict[str, set[int]] = {}
    current = ""
    for line in diff.split("\n"):
        if line.startswith("+++ "):
            name = line[4:].split("\t")[0]
            current = "" if name == "/dev/null" else os.path.join(top, name.removeprefix("b/").strip('"'))
        hunk = _HUNK.match(line)
        if hunk is not None and current:
            first, count = int(hunk.group(1)), int(hunk.group(2) or "1")
            found.setdefault(os.path.realpath(current), set()).update(range(first, first + count))
    for name in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if name:
            found[os.path.realpath(os.path.join(top, name))] = {0}
    return found


def _git(folder: str, *words: str) -> str:
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_OFF, "-C", folder, *words], capture_output=True, check=False, timeout=SECONDS, env=env
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GuardError(f"git could not be asked: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise GuardError(said or f"git {words[0]} failed", "--diff needs a repository and a revision in it")
    return done.stdout.decode("utf-8", "surrogateescape")


def only_added(changed: dict[str, set[int]]) -> Callable[[FileReport], FileReport]:
    """What takes the findings out of a report that stand on unchanged lines."""

    def added(report: FileReport) -> FileReport:
        lines = changed.get(os.path.realpath(report.path), set())
        return replace(report, findings=tuple(f for f in report.findings if _touches(f, lines)))

    return added


def _touches(finding: LintFinding, lines: set[int]) -> bool:
    if 0 in lines or finding.rule == DELETED:
        return True
    if any(number in lines for number in range(finding.place.line, finding.place.end_line + 1)):
        return True
    return any(related.place.line in lines for related in finding.related)
