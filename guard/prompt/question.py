"""A verdict as a question: what would run, what would be lost, where, how that is known, what to do
instead.

Pure: from the verdict's JSON and the line to lines of styled text. The worst finding comes first, and
the part of the command that it is about is the first thing shown.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.prompt.visible import note, pieces, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Styled = list[tuple[str, str]]

AROUND = 60
"""Characters of the command shown on each side of the part that is about to do harm."""
LONGEST_DANGER = 300
ENVIRONMENTS = {
    "E0": "made for this session", "E1": "local", "E2": "personal, outside the project",
    "E3": "shared, staging or unknown", "E4": "PRODUCTION",
}  # fmt: skip
LONGEST_NAME = 60


@frozen
class Question:
    """What a person is shown and may answer."""

    decision: str = "ask"
    head: tuple[Styled, ...] = ()
    """Lines that stay in sight: the command with its dangerous part, and what would be lost."""
    body: tuple[Styled, ...] = ()
    """Lines that may be scrolled: where, evidence, what else."""
    safer: tuple[str, ...] = ()
    """Commands that can be run instead, as they stand."""
    typed: str = ""
    """What must be typed before it runs; empty where a key is enough."""


def question_of(reply: Mapping[str, Any], line: str) -> Question:
    """The question that a verdict raises about a line."""
    found = [f for f in reply.get("findings") or () if f.get("decision") != "allow"]
    worst = found[0] if found else {}
    head = [_command(line, worst.get("span") or (0, 0)), _loss(worst, reply)]
    body: list[Styled] = []
    for number, finding in enumerate(found):
        body += _about(finding, first=number == 0)
    named = note(line)
    if named:
        body.append([("foreign", named)])
    return Question(
        str(reply.get("decision", "ask")), tuple(head), tuple(body),
        tuple(str(s) for s in reply.get("safer") or ()), _to_type(worst, line),
    )  # fmt: skip


def _command(line: str, span: Sequence[int]) -> Styled:
    """The dangerous part whole and marked, with a little of what stands around it."""
    start, end = (int(span[0]), int(span[1])) if len(span) == 2 else (0, 0)
    if not 0 <= start < end <= len(line):
        start, end = 0, len(line)
    before, danger, after = line[:start], line[start:end], line[end:]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    if len(danger) > LONGEST_DANGER:
        danger = danger[: LONGEST_DANGER // 2] + " … " + danger[-LONGEST_DANGER // 2 :]
    shown: Styled = []
    for style, text in ((" ", before), ("danger", danger), ("", after)):
        for mark, piece in pieces(text.replace("\n", "⏎")):
            shown.append((f"{style} {mark}".strip(), piece.replace("⏎", " ⏎ ")))
    return shown


def _loss(worst: Mapping[str, Any], reply: Mapping[str, Any]) -> Styled:
    loss = worst.get("loss")
    if loss:
        return [("label", "would be lost: "), ("loss", visible(str(loss)))]
    return [("loss", visible(str(reply.get("summary") or "the guard cannot tell what this does")))]


def _about(finding: Mapping[str, Any], *, first: bool) -> list[Styled]:
    target, resource = finding.get("target") or {}, finding.get("resource") or {}
    said: list[Styled] = []
    what = f"{finding.get('operation', '')} {resource.get('kind', '')} {resource.get('identity', '')}"
    if not first:
        said.append([("label", "also: "), ("", visible(what))])
        if finding.get("loss"):
            said.append([("label", "  lost: "), ("", visible(str(finding["loss"])))])
    else:
        said.append([("label", "what: "), ("", visible(what))])
    where = ENVIRONMENTS.get(str(target.get("environment")), "")
    said.append([("label", "where: "), ("", visible(str(target.get("identity", "")))), ("", f" ({where})")])
    for evidence in (target.get("evidence") or ())[:6]:
        said.append([("dim", "  " + visible(str(evidence)))])
    if target.get("unresolved"):
        said.append([("label", "not known: "), ("", visible(str(target["unresolved"])))])
    grounds = (str(g) for g in finding.get("grounds") or ())
    said_in_words = (g.partition(": ")[2] if g[:1] == "R" and g[1:2].isdigit() else g for g in grounds)
    reasons = "; ".join(str(r) for r in (finding.get("why"), *said_in_words) if r)
    if reasons:
        said.append([("label", "why: "), ("", visible(reasons))])
    key = finding.get("credential")
    if key:
        said.append(
            [("label", "with: "), ("", visible(f"{key.get('kind', '')} from {key.get('origin', '')}"))]
        )
    if finding.get("instead"):
        said.append([("label", "instead: "), ("instead", visible(str(finding["instead"])))])
    return said


def _to_type(worst: Mapping[str, Any], line: str) -> str:
    """The name to type for the worst class: production, or what cannot come back and is more than one."""
    vector = str(worst.get("vector", ""))
    if "EN:E4" not in vector and not ("RV:R4" in vector and ("BR:B2" in vector or "BR:B3" in vector)):
        return ""
    for source in (worst.get("resource") or {}, worst.get("target") or {}):
        name = str(source.get("identity", ""))
        if name and len(name) <= LONGEST_NAME and name.isascii() and name.isprintable():
            return name
    return "run it"


def as_text(question: Question) -> str:
    """The question without colours, for a terminal that has none and for tests."""
    return "\n".join("".join(text for _, text in line) for line in (*question.head, *question.body))
