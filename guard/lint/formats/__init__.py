"""How findings are said: one file per format, imported when it is asked for."""

from __future__ import annotations

from guard.lint.run import Outcome


def rendered(outcome: Outcome, form: str, quiet: bool = False, project: str = "") -> str:
    """The report as text in a format, with a line end behind it.

    Args:
        project: where the rules' pages can be read (SARIF).
    """
    if form == "sarif":
        from guard.lint.formats.sarif import document as run

        return run(outcome, project) + "\n"
    if form == "json":
        from guard.lint.formats.as_json import document
    elif form == "gitlab":
        from guard.lint.formats.gitlab import document
    else:
        return "".join(line + "\n" for line in _lines(outcome, form, quiet))
    return document(outcome) + "\n"


def _lines(outcome: Outcome, form: str, quiet: bool) -> list[str]:
    if form == "github":
        from guard.lint.formats.github import lines
    elif form == "checkstyle":
        from guard.lint.formats.checkstyle import lines
    else:
        from guard.lint.formats.text import lines
    found = list(lines(outcome))
    if quiet and form == "text":
        return found[:-1]
    return found
