"""What a file may spell out without a finding, because nothing that counts is lost.

One row by its key, package files (the package manager brings them back), what lives in memory (``/run``),
what a tool makes again (``__pycache__``, ``*.pyc``), empty directories, a database's own statistics. Each
is a fact about the thing, not about the file it stands in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from guard.findings import Finding
from guard.lint.snippets import Snippet
from guard.model import Effect, Invocation
from guard.signs.path_names import kept

VOLATILE = ("/run/", "/var/run/", "/var/lock/", "/proc/", "/sys/", "/dev/shm/", "/var/tmp/", "/var/cache/")  # noqa: S108
"""Below these is nothing that outlives a restart, or a cache."""
PACKAGED = ("/usr/lib/", "/usr/share/", "/usr/bin/", "/usr/sbin/", "/usr/include/", "/usr/libexec/",
            "/usr/lib64/", "/lib/", "/lib64/", "/bin/", "/sbin/")  # fmt: skip
"""What lies below is put there by packages (Filesystem Hierarchy Standard 3.0, chapter 4)."""
STATISTICS = ("performance_schema", "information_schema", "pg_temp", "tempdb")
"""Schemas whose rows are counters, views of the server, or temporary."""
MADE_AGAIN = re.compile(
    r"(?:^|/)(?:__pycache__|[^/]*\.(?:pyc|pyo|py\[co\]|o|orig|rej|tmp|swp|pid|lock|sock)|\.cache)/?\*?$"
)
DEFINITIONS = frozenset((
    "view", "index", "function", "procedure", "proc", "trigger", "rule", "aggregate", "operator", "cast",
    "event", "synonym", "macro", "routine", "package", "collation", "statistics", "stats", "comment",
))  # fmt: skip
"""Objects of a database that hold no rows: what defines them stands in files like this one."""
_EMPTIES = frozenset(("-empty",))


def is_quiet(finding: Finding, snippet: Snippet) -> bool:
    """Whether nothing that counts is lost."""
    effect = finding.effect
    if effect.place.kind == "path":
        return _quiet_path(finding, snippet)
    if effect.place.kind == "database":
        return _quiet_object(effect, snippet)
    if effect.rule == "docker.rm-all":
        return not _lists_containers(effect)
    if effect.resource.kind == "config variable":
        return True
    if effect.rule.startswith("windows."):
        return finding.target.environment <= "E1"
    return effect.rule.startswith("packages.")


def _quiet_path(finding: Finding, snippet: Snippet) -> bool:
    effect = finding.effect
    if _begins_empty(effect, snippet.text):
        return True
    if "root-home-device" in finding.vector.marks:
        return False
    path = finding.target.identity or effect.resource.identity
    bare = path.split(", ")[0]
    if (bare.rstrip("*") + "/").startswith(VOLATILE) or bare.startswith(PACKAGED):
        return True
    if MADE_AGAIN.search(bare) or kept(bare.rstrip("/").rsplit("/", 1)[-1]) == "generated":
        return True
    return (
        isinstance(effect.by, Invocation)
        and effect.by.program in ("find", "gfind")
        and _finds_leftovers(effect.by)
    )


def _lists_containers(effect: Effect) -> bool:
    """Whether what is removed is what ``docker ps`` prints, and not a container that the text itself made."""
    words = effect.by.argv if isinstance(effect.by, Invocation) else ()
    makers = [p for word in words for hole in word.holes for p in hole.producers]
    return any({"ps", "ls"} & {word.text for word in p.argv} for p in makers)


def _begins_empty(effect: Effect, text: str) -> bool:
    """Whether the path is what is left of ``$PREFIX/bin`` when ``PREFIX`` comes to nothing: in a file that is
    a name which nobody gave it yet, not the root."""
    by, path = effect.by, effect.resource.identity
    if by is None or not path.startswith("/") or by.span.end <= by.span.start:
        return False
    written = text[by.span.start : by.span.end]
    return bool(re.search(r"\$\{?\w[^\s/\"']*\}?[\"']?" + re.escape(path.rstrip("/*") or "/"), written))


def _finds_leftovers(by: Invocation) -> bool:
    """``find … -empty -delete``, ``find … -name '*.pyc' -delete``."""
    words = [word.text or "" for word in by.argv]
    if _EMPTIES.intersection(words):
        return True
    names = [words[i + 1] for i, word in enumerate(words[:-1]) if word in ("-name", "-iname")]
    return bool(names) and all(MADE_AGAIN.search(name) for name in names)


def _quiet_object(effect: Effect, snippet: Snippet) -> bool:
    name = effect.resource.identity.strip('"`[]').lower()
    if name.split(".")[0].strip('"`[]') in STATISTICS or name.startswith(("#", "tmp_", "temp_")):
        return True
    if "by-key" in effect.marks or effect.resource.kind in DEFINITIONS:
        return True
    return (
        snippet.language == "sql"
        and effect.rule.startswith("sql.update")
        and _adds_column(name, snippet.text)
    )


def _adds_column(table: str, text: str) -> bool:
    """A column of the table is added by the same file, and this fills it."""
    short = re.escape(table.rsplit(".", 1)[-1].strip('"`[]'))
    return bool(
        re.search(rf"\balter\s+table\s[^;]*?{short}[\"`\]]?\s[^;]*?\badd\b", text, re.I) if short else None
    )


def made_anew(effect: Effect, text: str) -> bool:
    """Whether the same file creates (or fills) what it drops or empties: a dump, a seed, a rebuild."""
    name = effect.resource.identity.rsplit(".", 1)[-1].strip('"`[]')
    if not name:
        return False
    if effect.rule.startswith("sql.drop") and effect.rule != "sql.drop-column":
        return _says(text, "create") and _created(text, effect.resource.kind, name)
    if effect.operation in ("delete", "truncate"):
        return (_says(text, "insert") or _says(text, "copy")) and _filled(text, name)
    return False


@lru_cache(maxsize=64)
def _says(text: str, word: str) -> bool:
    """Whether the word is there at all; a long file of statements asks once for every one of them."""
    return word in text.lower()


@lru_cache(maxsize=1024)
def _created(text: str, kind: str, name: str) -> bool:
    made = rf"\bcreate\b[^;]*?\b{re.escape(kind)}\b[^;(]*?{re.escape(name)}\b"
    return re.search(made, text, re.I) is not None


@lru_cache(maxsize=1024)
def _filled(text: str, name: str) -> bool:
    filled = rf"\b(?:insert\s+(?:ignore\s+)?into|copy)\s+[\w\"`.\[\]]*?{re.escape(name)}\b"
    return re.search(filled, text, re.I) is not None
