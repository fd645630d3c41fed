"""Learning an installed program's command line from its own help.

The program is run with ``--help`` and nothing else, once per sub-command that its help lists, without
input, under limits of time, depth and number. What was understood becomes a record of the form that
``guard/knowledge/grammar.py`` reads, in the person's own folder of data.

Learned: ``acmectl clusters delete`` is a sub-command, ``--region`` takes a value, ``--yes`` answers a
question.
Not learned: what a sub-command does beyond what its name and its one line of help say.

Only a person calls it (``guard learn CLI``): the way of a hook never runs a program of a proposal.
"""

from __future__ import annotations

import os
import subprocess
import time

from guard.errors import GuardError
from guard.frozen import frozen
from guard.knowledge.grammar import END, Unreadable, parse_record, shard_of
from guard.knowledge.help_text import Page, read_help
from guard.knowledge.lexicon import STRONG, WEAK
from guard.knowledge.verbs import reading_of, split_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGES, SECONDS, SECONDS_A_PAGE, DEPTH, BYTES = 600, 180.0, 10.0, 6, 400_000
"""The limits of one crawl: pages and seconds in all, seconds a page, depth of sub-commands, bytes a page."""
QUIET_ENVIRONMENT = {
    "PAGER": "cat", "GIT_PAGER": "cat", "MANPAGER": "cat", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160",
    "CI": "1", "DO_NOT_TRACK": "1",
}  # fmt: skip
YES = frozenset((
    "-y", "--yes", "--assume-yes", "--force", "--confirm", "--no-prompt", "--skip-confirmation",
    "--auto-approve",
))  # fmt: skip
DRY = frozenset(("--dry-run", "--dryrun", "--what-if", "--simulate", "--plan-only", "--validate-only"))
SERVICE_SIGNS = frozenset(
    ("login", "logout", "auth", "whoami", "signin", "signup", "token", "org", "orgs", "projects", "clusters",
     "deploy", "--token", "--api-key", "--api-token", "--access-token", "--region", "--org", "--project",
     "--endpoint", "--api-url", "--profile", "--server", "--host", "--account")
)  # fmt: skip
"""Sub-commands and options that programs have which speak to somebody's servers."""
DESTROYING = ("delete", "truncate", "overwrite", "unprotect")
MAY_BE_NOUNS = ("create", "update", "execute", "deploy", "stop", "send", "publish")
"""What a word that may be a noun says without saying that something is lost."""


@frozen
class Learned:
    """What a crawl found."""

    program: str
    pages: Mapping[tuple[str, ...], Page]
    complete: bool
    """Whether no limit was met."""
    abouts: Mapping[tuple[str, ...], str]
    aliases: Mapping[tuple[str, ...], tuple[str, ...]]


def crawl(program: str, told: Callable[[int, int], None] | None = None, seconds: float = SECONDS) -> Learned:
    """Ask a program for the help of every sub-command that its help lists.

    Args:
        program: its path, or its name on PATH.
        told: is called with the pages read and the pages known of after each page.
        seconds: when to stop asking.

    Raises:
        GuardError: it cannot be run, or says nothing that could be understood.
    """
    began = time.monotonic()
    first = _page(program, ())
    if first is None or not (first.options or first.children):
        raise GuardError(f"{program} --help says nothing that could be understood")
    pages: dict[tuple[str, ...], Page] = {(): first}
    abouts: dict[tuple[str, ...], str] = {}
    aliases: dict[tuple[str, ...], tuple[str, ...]] = {}
    waiting: list[tuple[str, ...]] = []
    complete = True

    def note(path: tuple[str, ...], page: Page) -> None:
        for child in page.children:
            own = (*path, child.name)
            if own not in abouts and child.name != "help" and len(own) <= DEPTH:
                abouts[own], aliases[own] = child.about, child.aliases
                waiting.append(own)

    note((), first)
    while waiting:
        if len(pages) >= PAGES or time.monotonic() - began > seconds:
            complete = False
            break
        path = waiting.pop(0)
        page = _page(program, path)
        pages[path] = page if page is not None else Page()
        parent = pages[path[:-1]]
        if page is not None and page.children != parent.children:  # some print the first page for everything
            note(path, page)
        if told is not None:
            told(len(pages), len(pages) + len(waiting))
    name = os.path.basename(program)
    return Learned(name, pages, complete, abouts, aliases)


def _page(program: str, path: tuple[str, ...]) -> Page | None:
    environment = {**os.environ, **QUIET_ENVIRONMENT}
    try:
        done = subprocess.run(
            [program, *path, "--help"], stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=SECONDS_A_PAGE, env=environment, cwd=os.sep, start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise GuardError(f"{program} is not installed", "name a program that is on PATH") from None
    except (OSError, subprocess.SubprocessError):
        return None
    said = (os.path.basename(program), *path)
    return read_help((done.stdout or done.stderr)[:BYTES].decode("utf-8", "replace"), said)


def kind_of(found: Learned) -> str:
    """``service`` where it has what programs have that speak to servers, else ``local``."""
    names = {path[0] for path in found.abouts} | {o for page in found.pages.values() for o in page.options}
    return "service" if len(names & SERVICE_SIGNS) >= 2 else "local"


def record_text(found: Learned, kind: str) -> str:
    """The record of a program, as ``grammar.py`` reads it."""
    arity: dict[str, str] = {}
    odd: dict[tuple[str, ...], dict[str, str]] = {}
    for path, page in sorted(found.pages.items()):
        for name, takes in page.options.items():
            if arity.setdefault(name, takes) != takes:
                odd.setdefault(path, {})[name] = takes
    lines = [f"@{found.program}", f"k {kind}"]
    for letter in "=-?":
        names = sorted(name for name, takes in arity.items() if takes == letter)
        lines += [f"{letter} {' '.join(names)}"] if names else []
    for letter, special in (("y", YES), ("d", DRY)):
        names = sorted(name for name in special if arity.get(name) in ("-", "?"))
        lines += [f"{letter} {' '.join(names)}"] if names else []
    for path, options in sorted(odd.items()):
        lines.append(f"o {' '.join(path) or '.'}: {' '.join(a + n for n, a in sorted(options.items()))}")
    parents: dict[tuple[str, ...], list[str]] = {}
    for path in sorted(found.abouts):
        parents.setdefault(path[:-1], []).append(_child(path, found))
    lines += [
        f"t {' '.join(path) or '.'}: {' '.join(children)}" for path, children in sorted(parents.items())
    ]
    return "\n".join(lines) + "\n"


def _child(path: tuple[str, ...], found: Learned) -> str:
    names = "|".join((path[-1], *found.aliases.get(path, ())))
    group = any(other[:-1] == path for other in found.abouts)
    said = "" if group else does(path, found.abouts.get(path, ""))
    return f"{names}={said}" if said else names


def does(path: tuple[str, ...], about: str) -> str:
    """What a sub-command does where its name does not say it; empty where the name is enough."""
    reading = reading_of(path)
    named = reading.operation
    said = first_verb(about)
    if named == "unknown":
        if not about:
            return ""
        return said if said != "unknown" else "unknown" if destructive_words(about) else "quiet"
    if said in DESTROYING and named not in DESTROYING and named != "read":
        return said
    if reading.verb in WEAK and named in MAY_BE_NOUNS and first_verb(about.partition(" ")[0]) == "read":
        return "quiet"  # ``engine settings``, “List the settings”: the word is a thing here
    return ""


def first_verb(about: str) -> str:
    """The verb a one-line help begins with: “Permanently destroy an app” → delete."""
    for word in about.replace("/", " ").split()[:4]:
        stem = word.strip(".,:;()[]'\"`*").lower()
        for spelled in (stem, stem.removesuffix("s"), stem.removesuffix("es")):
            if spelled in STRONG:
                return STRONG[spelled]
        if stem in ("command", "commands", "manage", "manages", "interact", "options"):
            return "unknown"
    return "unknown"


def destructive_words(about: str) -> bool:
    """Whether a help text speaks of destruction anywhere."""
    words = split_name(about)
    stems = {w for word in words for w in (word, word.removesuffix("s"), word.removesuffix("es"))}
    return any(STRONG.get(word) in DESTROYING for word in stems)


def store(folder: str, program: str, record: str) -> str:
    """Write a record beside the ones that are there, the older one of the program replaced; the file's path.

    Raises:
        GuardError: the folder cannot be written, or what is there is damaged.
    """
    path = os.path.join(folder, shard_of(program) + ".txt")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        text = ""
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if not text.endswith(END):
                raise Unreadable(f"{path} is damaged")
        kept = {r.split("\n", 1)[0].split()[0]: r for r in _records(text)}
        kept[program] = record.removeprefix("@")
        parse_record(program, record.partition("\n")[2])
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("".join("@" + kept[name] for name in sorted(kept)) + END)
        os.replace(path + ".new", path)
    except (OSError, ValueError, Unreadable) as error:
        raise GuardError(f"what was learned cannot be kept: {error}") from error
    return path


def _records(text: str) -> list[str]:
    body = text.removesuffix(END)
    return [record if record.endswith("\n") else record + "\n" for record in ("\n" + body).split("\n@")[1:]]
