"""A snippet → findings. What counts in a file differs from what counts in a live proposal.

A live proposal that cannot be worked out asks. A file is full of names that are filled in later, and that
alone is no finding: reported is what the text *spells out* as destructive. So an act on a path counts where
the path is known and is not the file's own working directory, an act on something remote counts also where
its name is filled in later (``kubectl delete namespace "$NS"`` deletes a namespace, whichever), and what a
throwaway runner or an image layer does to its own disk does not count at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from guard.findings import Finding, Located
from guard.frozen import replace
from guard.lint.findings import Level, LintFinding, Place, Related
from guard.lint.following import followed
from guard.lint.nowhere import HOME, Nowhere
from guard.lint.other_languages import in_words, mistake_of
from guard.lint.pinpoint import pinpoint
from guard.lint.positions import Lines
from guard.lint.quiet import is_quiet, made_anew
from guard.lint.snippets import FIRST_HOLE, Snippet, Trouble
from guard.model import Effect, Evidence
from guard.policy.config import Config
from guard.policy.decide import weigh
from guard.policy.sentences import sentence, shown
from guard.session.interface import NoSession
from guard.targets.interface import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Event

DESTRUCTIVE = ("delete", "truncate", "overwrite", "unprotect")
"""Operations that destroy by themselves."""
HARD = frozenset(("root-home-device", "default-branch", "protection", "backup"))
"""Marks with which an act is reported although something might be recovered."""
OWN_DISK = ("path", "git", "process", "host", "docker", "none")
"""Kinds of places that lie on the machine that runs the text."""
BY_LATER = ", as it is set there"
"""How the engine calls a variable that nothing in the text sets."""


def findings_of(
    snippet: Snippet, path: str, text: str, lines: Lines, config: Config
) -> tuple[tuple[LintFinding, ...], tuple[Trouble, ...]]:
    """What a snippet of a file destroys, and what could not be followed."""
    if snippet.language == "declared":
        return (_declared(snippet, path, lines),), ()
    events: tuple[Event, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    if snippet.language == "sql":
        effects = _of_sql(snippet)
    else:
        broken = mistake_of(snippet) if snippet.language == "code" else ()
        snippet = in_words(snippet) if snippet.language == "code" else snippet
        effects, events, troubles = followed(snippet)
        troubles = (*broken, *troubles)
    found: dict[tuple[object, ...], LintFinding] = {}
    for effect in effects:
        for finding in _weighed(effect, events, snippet, config):
            one = _told(finding, snippet, path, text, lines)
            key = (one.rule, one.place.offset, one.resource)
            if key not in found or found[key].score < one.score:
                found[key] = one
    ordered = sorted(found.values(), key=lambda f: (f.place.offset, f.rule))
    return tuple(_without_echoes(ordered)), troubles


def _without_echoes(findings: list[LintFinding]) -> Iterator[LintFinding]:
    """One finding for each rule and place: ``rm -rf /a /b`` is one act, told by its gravest object."""
    best: dict[tuple[str, int, int], LintFinding] = {}
    for finding in findings:
        key = (finding.rule, finding.place.offset, finding.place.length)
        if key not in best or best[key].score < finding.score:
            best[key] = finding
    yield from best.values()


def _declared(snippet: Snippet, path: str, lines: Lines) -> LintFinding:
    from guard.lint.declarations import declared

    start, end = snippet.origin.begin(0), snippet.origin.end(len(snippet.text))
    place = place_of(start, end, lines)
    return declared(snippet, path, place, shown(lines.line(place.line).replace("\t", " ")))


def _of_sql(snippet: Snippet) -> tuple[Effect, ...]:
    from guard.lint.statements import effects_of_statements

    return tuple(effects_of_statements(snippet))


def _weighed(
    effect: Effect, events: tuple[Event, ...], snippet: Snippet, config: Config
) -> Iterator[Finding]:
    """The finding, where it is one for a file."""
    if effect.operation == "unknown" or effect.operation in ("read", "create", "reveal", "execute"):
        return
    located = locate(effect, Nowhere(), NoSession(), config)
    if snippet.production:
        located = _in_production(located, effect, snippet.production)
    finding = weigh(effect, located, None, events, NoSession(), config)
    if finding.decision != "allow" and _counts(finding, snippet):
        yield finding


def _in_production(located: Located, effect: Effect, said: str) -> Located:
    """What a pipeline says about the environment goes for everything that is not its own disk."""
    target = located.target
    if effect.place.kind in OWN_DISK or target.environment in ("E0", "E1", "E4"):
        return located
    evidence = (Evidence(said, "the file"), *target.evidence)
    return replace(located, target=replace(target, environment="E4", evidence=evidence))


def _counts(finding: Finding, snippet: Snippet) -> bool:
    """Whether a file that spells this out is to be told so."""
    effect, target = finding.effect, finding.target
    own = effect.place.kind in OWN_DISK
    hard = bool(HARD.intersection(finding.vector.marks))
    if effect.place.kind == "guard" or (effect.operation not in DESTRUCTIVE and not _rewrites(finding)):
        return False
    if not (hard or finding.vector.recoverability in ("R3", "R4", "R?")):
        return False
    if target.environment in ("E0", "E1") and (snippet.around == "throwaway" or effect.place.kind == "path"):
        return False
    if own and (snippet.around == "throwaway" or _is_left_open(effect)):
        return False
    if own and effect.operation == "unprotect":
        return False
    if is_quiet(finding, snippet):
        return False
    return _path_counts(finding) if effect.place.kind == "path" else effect.place.kind != "process"


def _is_left_open(effect: Effect) -> bool:
    """Whether what is acted upon is named by something that is filled in later."""
    value = effect.resource.value
    name = effect.resource.identity
    return (value is not None and value.text is None) or any(ord(letter) >= FIRST_HOLE for letter in name)


def _rewrites(finding: Finding) -> bool:
    """A change of every row: what stood there before is gone."""
    return finding.effect.operation == "update" and finding.vector.recoverability == "R4"


def _path_counts(finding: Finding) -> bool:
    if finding.effect.operation in ("delete", "truncate"):
        return not finding.target.unresolved
    return "root-home-device" in finding.vector.marks and not finding.target.unresolved


def level_of(finding: Finding, snippet: Snippet) -> Level:
    """The level of a finding: what would be denied is an error, what is local, small or made anew by the same
    file is a note."""
    if finding.effect.place.kind == "git" and finding.target.environment <= "E1":
        return "note"
    if finding.decision == "deny":
        return "error"
    if snippet.language == "sql" and made_anew(finding.effect, snippet.text):
        return "note"
    return "warning" if finding.target.environment >= "E2" and finding.effect.place.kind != "git" else "note"


def _told(finding: Finding, snippet: Snippet, path: str, text: str, lines: Lines) -> LintFinding:
    effect, target = finding.effect, finding.target
    start, end = pinpoint(effect, snippet.text, snippet.dialect)
    begin, stop = snippet.origin.begin(start), snippet.origin.end(end)
    place = place_of(begin, max(begin, stop), lines)
    return LintFinding(
        path=path,
        place=place,
        rule=effect.rule,
        level=level_of(finding, snippet),
        message=_readable(sentence(finding)),
        operation=effect.operation,
        resource=_readable(f"{effect.resource.kind} {effect.resource.identity}".strip()),
        target=_readable(target.identity),
        environment=target.environment,
        vector=str(finding.vector),
        score=finding.score,
        loss=_readable(finding.loss),
        instead=_readable(finding.instead),
        grounds=finding.grounds,
        evidence=tuple(_readable(_link(e)) for e in (*effect.evidence, *target.evidence)),
        tags=effect.tags,
        related=tuple(Related(r.what, place_of(r.start, r.end, lines)) for r in snippet.remarks),
        source=shown(lines.line(place.line).replace("\t", " ")),
        text=text[begin:stop],
    )


def _link(evidence: Evidence) -> str:
    return f"{evidence.what} ({evidence.where})" if evidence.where else evidence.what


@lru_cache(maxsize=4096)
def _readable(text: str) -> str:
    return shown(text.replace(BY_LATER, "").replace(HOME, "~"))


def place_of(begin: int, end: int, lines: Lines) -> Place:
    """A stretch of the file, in lines and columns."""
    line, column = lines.position(begin)
    end_line, end_column = lines.position(end)
    return Place(line, column, end_line, end_column, begin, end - begin)
