"""Which files there are to lint, and what kind each is: by name, by extension, by shebang, by mode line.

Skipped below a named directory: version control's own folders, ``node_modules`` and other people's code,
links that lead to directories (they may lead in circles), everything that is no regular file. What is named
on the command line itself is always looked at.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

SKIPPED = frozenset((
    ".git", ".hg", ".svn", ".jj", "node_modules", ".venv", "venv", "site-packages", ".tox", ".nox",
    "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".terraform", "bower_components",
))  # fmt: skip
"""Folders that hold nothing of one's own."""
MOST_FILES = 2_000_000
HEAD = 8192
"""Bytes of a file without a telling name that are looked at."""

KINDS = {
    "shell": "shell_scripts",
    "make": "makefiles",
    "just": "justfiles",
    "package.json": "package_json",
    "dockerfile": "dockerfiles",
    "compose": "compose",
    "github-actions": "github_actions",
    "gitlab-ci": "gitlab_ci",
    "circleci": "circleci",
    "azure-pipelines": "azure_pipelines",
    "pre-commit": "pre_commit",
    "crontab": "crontabs",
    "systemd": "systemd_units",
    "sql": "sql_files",
    "migration": "migrations",
    "terraform": "terraform_files",
    "notebook": "notebooks",
    "markdown": "markdown",
}
"""Kind of input → module of ``guard.lint.kinds``."""

NAMES: tuple[tuple[str, str], ...] = (
    ("Makefile", "make"), ("makefile", "make"), ("GNUmakefile", "make"), ("*.mk", "make"), ("*.mak", "make"),
    ("Makefile.*", "make"),
    ("justfile", "just"), ("Justfile", "just"), (".justfile", "just"), ("*.just", "just"),
    ("package.json", "package.json"),
    ("Dockerfile", "dockerfile"), ("Dockerfile.*", "dockerfile"), ("*.dockerfile", "dockerfile"),
    ("*.Dockerfile", "dockerfile"), ("Containerfile", "dockerfile"), ("Containerfile.*", "dockerfile"),
    ("docker-compose*.y*ml", "compose"), ("compose*.y*ml", "compose"), ("podman-compose*.y*ml", "compose"),
    ("*.gitlab-ci.y*ml", "gitlab-ci"),
    ("azure-pipelines*.y*ml", "azure-pipelines"),
    (".pre-commit-config.yaml", "pre-commit"), (".pre-commit-hooks.yaml", "pre-commit"),
    ("action.yml", "github-actions"), ("action.yaml", "github-actions"),
    ("crontab", "crontab"), ("*.crontab", "crontab"), ("*.cron", "crontab"),
    ("*.service", "systemd"), ("*.socket", "systemd"), ("*.mount", "systemd"), ("*.swap", "systemd"),
    ("*.sql", "sql"), ("*.psql", "sql"), ("*.ddl", "sql"),
    ("*.tf", "terraform"), ("*.tofu", "terraform"),
    ("*.ipynb", "notebook"),
    ("*.md", "markdown"), ("*.markdown", "markdown"), ("*.mdx", "markdown"),
    ("*.sh", "shell"), ("*.bash", "shell"), ("*.zsh", "shell"), ("*.ksh", "shell"), ("*.dash", "shell"),
    ("*.fish", "shell"), ("*.ash", "shell"), ("*.ps1", "shell"), ("*.psm1", "shell"), ("*.bat", "shell"),
    ("*.cmd", "shell"), ("*.command", "shell"), ("*.envrc", "shell"), ("PKGBUILD", "shell"),
    (".bashrc", "shell"), (".bash_profile", "shell"), (".bash_aliases", "shell"), (".bash_login", "shell"),
    (".bash_logout", "shell"), (".profile", "shell"), (".zshrc", "shell"), (".zshenv", "shell"),
    (".zprofile", "shell"), (".zlogin", "shell"), (".kshrc", "shell"),
)  # fmt: skip
"""The first that fits counts."""

PLACES: tuple[tuple[str, str], ...] = (
    ("*/.github/workflows/*.y*ml", "github-actions"),
    ("*/.gitea/workflows/*.y*ml", "github-actions"),
    ("*/.forgejo/workflows/*.y*ml", "github-actions"),
    ("*/.gitlab/*.y*ml", "gitlab-ci"),
    ("*/.gitlab-ci/*.y*ml", "gitlab-ci"),
    ("*/.circleci/*.y*ml", "circleci"),
    ("*/azure-pipelines/*.y*ml", "azure-pipelines"),
    ("*/.azure-pipelines/*.y*ml", "azure-pipelines"),
    ("*/.azuredevops/*.y*ml", "azure-pipelines"),
    ("*/cron.d/*", "crontab"),
    ("*/spool/cron/crontabs/*", "crontab"),
    *(
        (f"*/{folder}/*.{ending}", "migration")
        for folder in ("migrations", "migrate", "versions", "Migrations")
        for ending in ("rb", "py", "js", "ts", "cjs", "mjs", "php")
    ),
)
"""By the place of a file; asked before its name."""

HINTS = ("/cron", "/azure-pipelines/", "/migrat", "/Migrations/", "/versions/")
"""What a path must hold, if it has no hidden folder, to be compared with those."""

MAKE_EXTRAS = (".am", ".in", ".inc", ".md", ".txt", ".py", ".sh", ".rst", ".yml", ".yaml", ".json", ".html")
"""Endings with which ``Makefile.x`` is a template or something else."""

_PLAIN = {pattern: kind for pattern, kind in NAMES if "*" not in pattern}
_ENDINGS = {
    pattern[1:]: kind for pattern, kind in NAMES if pattern.startswith("*.") and "*" not in pattern[1:]
}
_PATTERNS = tuple((p, k) for p, k in NAMES if "*" in p and not (p.startswith("*.") and "*" not in p[1:]))

SHELLS = {
    "sh": "sh", "dash": "sh", "ash": "sh", "bash": "bash", "zsh": "zsh", "ksh": "bash", "ksh93": "bash",
    "mksh": "bash", "fish": "fish", "pwsh": "powershell", "powershell": "powershell", "rbash": "bash",
}  # fmt: skip
"""Interpreters a shebang may name, and the dialect they read."""
DIALECTS = {
    ".zsh": "zsh", ".fish": "fish", ".ps1": "powershell", ".psm1": "powershell", ".bat": "cmd", ".cmd": "cmd",
    ".zshrc": "zsh", ".zshenv": "zsh", ".zprofile": "zsh", ".zlogin": "zsh", ".sh": "bash", ".dash": "sh",
    ".ash": "sh", ".profile": "sh",
}  # fmt: skip
_MODE_LINE = re.compile(rb"(?:shellcheck\s+shell=|-\*-.*?(?:mode:\s*|\s)|vim?:.*?(?:ft|filetype)=)(\w+)")


@dataclass(frozen=True)
class Candidate:
    """A file to lint."""

    path: str
    """As it is to be shown: relative to where the command was given, or as it was named."""
    kind: str


@dataclass(frozen=True)
class Missing:
    """A path that was named and cannot be looked at."""

    path: str
    why: str


def discover(
    paths: tuple[str, ...], *, markdown: bool = False, exclude: tuple[str, ...] = ()
) -> Iterator[Candidate | Missing]:
    """Every file to lint, each once, in a stable order.

    Args:
        paths: files and directories. A file that is named is read whatever its folder is called.
        markdown: whether Markdown files count.
        exclude: patterns (``fnmatch``) of paths and names that do not count.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            found = os.stat(path)
        except (OSError, ValueError) as error:
            yield Missing(path, _reason(error))
            continue
        if stat.S_ISDIR(found.st_mode):
            yield from _below(path, markdown, exclude, seen)
        elif stat.S_ISREG(found.st_mode):
            kind = kind_of(path, named=True)
            if kind and (found.st_dev, found.st_ino) not in seen:
                seen.add((found.st_dev, found.st_ino))
                yield Candidate(path, kind)
        else:
            yield Missing(path, "not a regular file")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", "") or str(error)).lower()


def _below(
    top: str, markdown: bool, exclude: tuple[str, ...], seen: set[tuple[int, int]]
) -> Iterator[Candidate | Missing]:
    pending = [top]
    count = 0
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Missing(folder, _reason(error))
            continue
        deeper: list[str] = []
        for entry in listed:
            path = os.path.normpath(entry.path)
            if exclude and any(fnmatch(path, p) or fnmatch(entry.name, p) for p in exclude):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED:
                        deeper.append(path)
                    continue
                if not entry.is_file(follow_symlinks=False):
                    continue
            except OSError:
                continue
            count += 1
            if count > MOST_FILES:
                yield Missing(top, f"more than {MOST_FILES} files; the rest was not looked at")
                return
            kind = kind_of(path)
            if not kind or (kind == "markdown" and not markdown):
                continue
            if _first_time(entry, seen):
                yield Candidate(path, kind)
        pending.extend(reversed(deeper))


def _first_time(entry: os.DirEntry[str], seen: set[tuple[int, int]]) -> bool:
    """Whether this file was not met before, by this name or another (a hard link)."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    key = (found.st_dev, found.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True


def kind_of(path: str, named: bool = False) -> str:
    """The kind of a file; empty where it is nothing to lint.

    Args:
        named: it was named by a person, so a longer look at its content is worth it.
    """
    name = os.path.basename(path)
    absolute = "/" + path.replace(os.sep, "/").lstrip("/")
    if "/." in absolute or any(hint in absolute for hint in HINTS):
        for pattern, kind in PLACES:
            if fnmatch(absolute, pattern):
                return kind
    if name in _PLAIN:
        return _PLAIN[name]
    stem, ending = os.path.splitext(name)
    if ending in _ENDINGS and stem:
        for pattern, kind in _PATTERNS:
            if fnmatch(name, pattern) and not _template(name):
                return kind
        return _ENDINGS[ending]
    if ending.lower() in (".yml", ".yaml") or not ending or name.startswith(("Makefile.", "Dockerfile.")):
        for pattern, kind in _PATTERNS:
            if fnmatch(name, pattern) and not _template(name):
                return kind
    if name.startswith("Containerfile.") and not _template(name):
        return "dockerfile"
    if ending and ending.lower() in _FOREIGN and not named:
        return ""
    return _by_content(path)


_FOREIGN = frozenset((
    ".py", ".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".json", ".yml", ".yaml", ".toml", ".xml", ".html",
    ".css", ".scss", ".c", ".h", ".cc", ".cpp", ".hpp", ".rs", ".go", ".java", ".kt", ".rb", ".php", ".pl",
    ".pm", ".lua", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".pdf", ".gz",
    ".xz", ".bz2", ".zip", ".tar", ".so", ".a", ".o", ".pyc", ".map", ".lock", ".txt", ".rst", ".csv", ".tsv",
    ".log", ".md", ".mo", ".po", ".pem", ".crt", ".key", ".jar", ".class", ".wasm", ".bin", ".dat", ".db",
    ".swift", ".scala", ".ex", ".exs", ".erl", ".hs", ".vue", ".svelte", ".d", ".list", ".md5sums", ".conf",
    ".ini", ".cfg", ".1", ".3", ".5", ".7", ".8",
))  # fmt: skip
"""Endings of files that are no shell scripts, so that they need not be opened to know it."""


def _template(name: str) -> bool:
    return name.startswith("Makefile.") and name.endswith(MAKE_EXTRAS)


def _by_content(path: str) -> str:
    """What the first bytes say: a shebang, or an editor's mode line."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return ""
    try:
        head = os.read(descriptor, HEAD)
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    if head.startswith(b"#!"):
        program = interpreter(head.split(b"\n", 1)[0].decode("utf-8", "replace"))
        return "shell" if program in SHELLS else {"make": "make", "just": "just"}.get(program, "")
    if b"\0" in head:
        return ""
    mode = _MODE_LINE.search(head)
    word = mode.group(1).decode("ascii", "replace").lower() if mode else ""
    return "shell" if word in SHELLS else {"make": "make", "makefile": "make"}.get(word, "")


def interpreter(line: str) -> str:
    """The program that a shebang line names: ``#!/usr/bin/env -S bash -e`` → ``bash``."""
    words = line[2:].split()
    if not words:
        return ""
    name = os.path.basename(words[0])
    rest = words[1:]
    if name == "env":
        while rest and (rest[0].startswith("-") or "=" in rest[0]):
            rest.pop(0)
        name = os.path.basename(rest[0]) if rest else ""
    elif name == "busybox" and rest:
        name = rest[0]
    return name


def dialect_of(path: str, text: str) -> str:
    """The shell that reads a script: its shebang, a mode line, then its name; bash where nothing says it."""
    if text.startswith("#!"):
        program = interpreter(text.split("\n", 1)[0])
        if program in SHELLS:
            return SHELLS[program]
    mode = _MODE_LINE.search(text[:HEAD].encode("utf-8", "replace"))
    if mode and mode.group(1).decode().lower() in SHELLS:
        return SHELLS[mode.group(1).decode().lower()]
    name = os.path.basename(path)
    return DIALECTS.get(name) or DIALECTS.get(os.path.splitext(name)[1], "bash")
