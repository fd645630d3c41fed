"""``guard lint PATHS…``: what the files of a project destroy when they are run."""

from __future__ import annotations

import os
import sys
import time
from itertools import chain

import click

from guard.errors import GuardError
from guard.lint.changes import Change, change_since, changed_lines, only_added
from guard.lint.discover import Candidate, Missing, discover
from guard.lint.findings import LEVELS, FileReport, Problem, fingerprinted
from guard.lint.named_parts import with_parts
from guard.lint.removed_protections import removed
from guard.lint.run import Outcome, gathered, reports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.policy.config import Config

FORMATS = ("text", "json", "sarif", "github", "gitlab", "checkstyle")
WITH_BAR = 50
"""From so many files on a terminal is shown how far it is."""
CLEAN, FOUND, USAGE, NOTHING, FAILED = 0, 1, 2, 3, 4
"""Exit codes. 2 is a usage error; 4 means that something could not be analysed, whatever else was found."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", default="-", help="Write the report to this file.")
@click.option("--fail-on", type=click.Choice([*LEVELS, "never"]), default="warning", show_default=True,
              help="The mildest level that makes the exit code 1.")  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option(
    "--diff", "base", default="", metavar="BASE", help="Only what was added since BASE branched off."
)
@click.option("--baseline", default="", metavar="FILE", help="Leave out the findings that FILE holds.")
@click.option("--write-baseline", default="", metavar="FILE", help="Write every finding to FILE and exit 0.")
@click.option("--no-ignores", is_flag=True, help="Comments in files take nothing back.")
@click.option("--markdown", is_flag=True, help="Look into the code blocks of Markdown files, too.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths or names that fit.")
@click.option("--jobs", "-j", type=click.IntRange(0, 256), default=0, help="Processes; 0: one per processor.")
@click.option("--project-url", default="", metavar="URL",
              help="Where guard's repository can be read, for the rules' pages in SARIF.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="No progress bar; nothing but findings and problems.")
def lint(
    paths: tuple[str, ...], form: str, output: str, fail_on: str, exit_zero: bool, base: str, baseline: str,
    write_baseline: str, no_ignores: bool, markdown: bool, exclude: tuple[str, ...], jobs: int,
    project_url: str, quiet: bool,
) -> None:  # fmt: skip
    """Report what files destroy when they are run.

    Scripts, pipelines, images and migrations are read; nothing is run.

    \b
    Exit 0 clean, 1 findings at or above --fail-on, 2 usage error, 3 nothing to lint,
    4 something could not be analysed.
    Example: guard lint --diff origin/main --format sarif -o guard.sarif .
    """
    started = time.monotonic()
    try:
        change = change_since(base) if base else None
        keep = _kept(change, baseline)
        gone = removed(change, paths or (".",)) if change is not None else {}
        config = _config()
    except GuardError as error:
        click.echo(f"guard lint: {error.message}" + (f" ({error.hint})" if error.hint else ""), err=True)
        sys.exit(USAGE)
    candidates, missing = _found(paths or (".",), markdown, exclude)
    found = reports(candidates, config, jobs=jobs, ignores=not no_ignores, more=gone)
    linted = {os.path.realpath(c.path) for c in candidates} if gone else set()
    others = (FileReport(f[0].path, fingerprinted(f)) for p, f in sorted(gone.items()) if p not in linted)
    outcome = _gathered(chain(found, others), len(candidates), keep, quiet)
    outcome.problems = [Problem(one.path, one.why) for one in missing] + outcome.problems
    outcome.seconds = time.monotonic() - started
    if write_baseline:
        sys.exit(_write_baseline(write_baseline, outcome))
    _print(outcome, form, output, quiet, project_url)
    sys.exit(CLEAN if exit_zero else exit_code(outcome, fail_on))


def exit_code(outcome: Outcome, fail_on: str) -> int:
    """The exit code that a run ends with."""
    if outcome.problems:
        return FAILED
    if not outcome.files:
        return NOTHING
    if fail_on == "never":
        return CLEAN
    least = LEVELS.index(fail_on)
    return FOUND if any(LEVELS.index(f.level) >= least for f in outcome.findings) else CLEAN


def _found(
    paths: tuple[str, ...], markdown: bool, exclude: tuple[str, ...]
) -> tuple[list[Candidate], list[Missing]]:
    candidates: list[Candidate] = []
    missing: list[Missing] = []
    for one in with_parts(discover(paths, markdown=markdown, exclude=exclude)):
        if isinstance(one, Candidate):
            candidates.append(one)
        else:
            missing.append(one)
    return candidates, missing


def _kept(change: Change | None, baseline: str) -> Callable[[FileReport], FileReport]:
    from guard.lint.baseline import read_baseline

    filters: list[Callable[[FileReport], FileReport]] = []
    if change is not None:
        filters.append(only_added(changed_lines(change)))
    if baseline:
        filters.append(read_baseline(baseline))

    def kept(report: FileReport) -> FileReport:
        for one in filters:
            report = one(report)
        return report

    return kept


def _config() -> Config:
    """The configuration that counts here; a broken one is a usage error of a linter, never milder."""
    from guard.service import Guard

    guard = Guard(remember=False)
    from guard.model import Proposal

    config = guard._config(Proposal(cwd=os.getcwd(), env=dict(os.environ)))
    if config.broken:
        raise GuardError(f"the configuration could not be used: {config.broken}")
    return config


def _gathered(
    found: Iterable[FileReport], count: int, keep: Callable[[FileReport], FileReport], quiet: bool
) -> Outcome:
    if not quiet and sys.stderr.isatty():
        from guard.cli.reading import Bar
        from guard.lint.long_sql import progress

        progress[0] = Bar()
    if quiet or not sys.stderr.isatty() or count < WITH_BAR:
        return gathered(found, keep, lambda: None)
    with click.progressbar(length=count, label="linting", file=sys.stderr) as bar:
        return gathered(found, keep, lambda: bar.update(1))


def _write_baseline(path: str, outcome: Outcome) -> int:
    from guard.lint.baseline import write_baseline

    try:
        count = write_baseline(path, outcome.findings)
    except GuardError as error:
        click.echo(f"guard lint: {error.message}", err=True)
        return USAGE
    click.echo(f"{count} findings written to {path}")
    return FAILED if outcome.problems else CLEAN


def _print(outcome: Outcome, form: str, output: str, quiet: bool, project: str) -> None:
    from guard.lint.formats import rendered

    text = rendered(outcome, form, quiet, project)
    if output != "-":
        try:
            with open(output, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)
        except OSError as error:
            click.echo(f"guard lint: {output} cannot be written: {error.strerror}", err=True)
            sys.exit(USAGE)
        return
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    click.echo(text, nl=False)
