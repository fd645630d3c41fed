"""Which machine an ssh alias is: the command's options, the file of ``-F``, else those of home and system.

For each keyword the first value counts. ``Host`` patterns with ``*``, ``?`` and ``!``; ``Match`` with
``all``, ``host``, ``originalhost``, ``user`` and ``final``; a ``Match exec`` is never run, so what stands
in it counts only where nothing else says it. ``Include`` relative to ``~/.ssh`` (or ``/etc/ssh``).

Caught: ``ssh web 'rm -rf /srv'`` with ``Host web`` → ``HostName prod-1.acme.com``.
Facts: ssh_config(5), ssh(1) (``-o``; a file given by ``-F`` replaces the others); compared with ``ssh -G``.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.world import World

DEEPEST = 16
"""Files that include one another."""
MOST_INCLUDED = 50
MOST_FILES = 100
"""Files of one resolution, however they include one another."""
LINES = 20_000
SYSTEM = "/etc/ssh/ssh_config"
WANTED = ("hostname", "proxyjump", "proxycommand", "user")


@frozen
class Host:
    """What ssh makes of an alias."""

    name: str
    """The host that is spoken to; the alias where nothing says another."""
    jump: str = ""
    """The machine it is reached through."""
    where: str = ""
    """The file, or the option, that says so; empty where nothing does."""
    user: str = ""


def resolve(alias: str, invocation: Invocation | None, home: str, world: World) -> Host:
    """The machine that an alias stands for.

    Args:
        alias: without user, scheme and port.
        invocation: the ssh command, whose options go first; ``None`` where there is none.
    """
    options = dict(_options(invocation))
    found = {key: (value, "-o") for key, value in options.items() if key in WANTED}
    path = options.get("-f", "")
    if path == "none":
        files: Sequence[str] = ()
    elif path:
        cwd = invocation.cwd if invocation is not None else None
        files = (_absolute(path, home, cwd or "/"),)
    else:
        files = (*((f"{home.rstrip('/')}/.ssh/config",) if home else ()), SYSTEM)
    reader = _Reader(alias, options.get("user", ""), home, world, found)
    for file in files:
        reader.read(file, 0)
    name, where = found.get("hostname", ("", ""))
    jump = found.get("proxyjump", ("", ""))[0] or found.get("proxycommand", ("", ""))[0]
    return Host(
        name.replace("%h", alias).replace("%n", alias).replace("%%", "%") or alias,
        "" if jump.lower() == "none" else jump, where, found.get("user", ("", ""))[0],
    )  # fmt: skip


def _options(invocation: Invocation | None) -> Iterator[tuple[str, str]]:
    """``-o Keyword=value`` (the first of each counts), ``-J``, ``-l`` and ``-F`` of an ssh command."""
    if invocation is None:
        return
    seen = set()
    words = [word.text or "" for word in invocation.argv[1:]]
    for index, word in enumerate(words):
        letter = word[1:2]
        if not word.startswith("-") or letter not in ("o", "J", "l", "F") or word.startswith("--"):
            continue
        value = word[2:] or (words[index + 1] if index + 1 < len(words) else "")
        if letter == "o":
            key, value = _pair(value)
        else:
            key = {"J": "proxyjump", "l": "user", "F": "-f"}[letter]
        if key not in seen:
            seen.add(key)
            yield key, value


class _Reader:
    """Reads files into ``found``, keeping what is there."""

    def __init__(
        self, alias: str, user: str, home: str, world: World, found: dict[str, tuple[str, str]]
    ) -> None:
        self.alias, self.user, self.home, self.world, self.found = alias, user, home, world, found
        self.doubtful: dict[str, tuple[str, str]] = {}
        self.files = 0

    def read(self, path: str, depth: int) -> None:
        self.files += 1
        text = self.world.read(path) if depth < DEEPEST and self.files <= MOST_FILES else None
        applies: bool | None = True
        for line in (text or "").splitlines()[:LINES]:
            key, value = _pair(line.strip())
            if not key or key.startswith("#"):
                continue
            if key == "host":
                applies = fits(self.alias, _words(value))
            elif key == "match":
                applies = self._match(_words(value))
            elif key == "include" and applies:
                for name in _words(value):
                    for file in self._included(name, path):
                        self.read(file, depth + 1)
            elif key in WANTED and applies is not False:
                words = _words(value)
                said = (value.strip() if key == "proxycommand" else words[0] if words else "", path)
                (self.found if applies else self.doubtful).setdefault(key, said)
        if depth == 0:
            for key, said in self.doubtful.items():
                self.found.setdefault(key, said)

    def _match(self, words: list[str]) -> bool | None:
        """Whether a ``Match`` line applies; ``None`` where only running something would tell."""
        applies: bool | None = True
        index = 0
        while index < len(words):
            criterion = words[index].lower()
            negated, criterion = criterion.startswith("!"), criterion.lstrip("!")
            name, sign, inline = criterion.partition("=")
            takes = name not in ("all", "canonical", "final")
            value = inline if sign else (words[index + 1] if takes and index + 1 < len(words) else "")
            index += 1 if sign or not takes else 2
            met = self._met(name, value)
            if met is None:
                applies = None if applies else applies
            elif met is negated:
                return False
        return applies

    def _met(self, criterion: str, value: str) -> bool | None:
        if criterion in ("all", "final"):
            return True
        if criterion in ("host", "originalhost"):
            host = self.found.get("hostname", (self.alias, ""))[0].replace("%h", self.alias)
            return fits(host if criterion == "host" else self.alias, value.split(","))
        if criterion == "user":
            return fits(self.user or self.found.get("user", ("", ""))[0], value.split(","))
        return None if criterion in ("exec", "localuser", "localnetwork", "tagged") else False

    def _included(self, name: str, path: str) -> list[str]:
        base = "/etc/ssh" if path == SYSTEM else f"{self.home.rstrip('/')}/.ssh"
        full = _absolute(name, self.home, base)
        if "*" not in full and "?" not in full:
            return [full]
        folder, _, pattern = full.rpartition("/")
        names = self.world.list(folder) or ()
        return [f"{folder}/{n}" for n in names if _like(pattern, n)][:MOST_INCLUDED]


def _absolute(name: str, home: str, base: str) -> str:
    if name.startswith("~/"):
        return f"{home.rstrip('/')}/{name[2:]}"
    return name if name.startswith("/") else f"{base.rstrip('/')}/{name}"


def _pair(line: str) -> tuple[str, str]:
    """``Keyword value`` or ``Keyword = value``; the keyword in lower case."""
    end = 0
    while end < len(line) and not line[end].isspace() and line[end] != "=":
        end += 1
    rest = line[end:].lstrip()
    if rest.startswith("="):
        rest = rest[1:].lstrip()
    return line[:end].lower(), rest


def _words(text: str) -> list[str]:
    """Words, quoted ones whole; a ``#`` begins a comment."""
    words: list[str] = []
    rest = text.strip()
    while rest and not rest.startswith("#"):
        if rest[0] == '"':
            word, _, rest = rest[1:].partition('"')
        else:
            word, _, rest = rest.replace("\t", " ").partition(" ")
        words.append(word)
        rest = rest.strip()
    return words


def fits(name: str, patterns: Sequence[str]) -> bool:
    """``Host`` patterns: a negated one that fits rules the line out."""
    chosen = False
    for pattern in patterns:
        if pattern.startswith("!"):
            if _like(pattern[1:], name):
                return False
        elif _like(pattern, name):
            chosen = True
    return chosen


def _like(pattern: str, name: str) -> bool:
    """``*`` for any letters and ``?`` for one; capitals count."""
    at = star = -1
    mark = position = 0
    at = 0
    while position < len(name):
        if at < len(pattern) and (pattern[at] == "?" or pattern[at] == name[position]) and pattern[at] != "*":
            at, position = at + 1, position + 1
        elif at < len(pattern) and pattern[at] == "*":
            star, mark, at = at, position, at + 1
        elif star >= 0:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    return not pattern[at:].strip("*")
