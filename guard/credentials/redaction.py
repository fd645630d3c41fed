"""Blotting out secrets before anything is written down: the log, the ledger, a message.

``GH_TOKEN=ghp_… gh pr list`` becomes ``GH_TOKEN=[redacted] gh pr list``. What is taken out: known token
formats, long random strings, the value of a variable or field whose name stands for a secret (``NAME=x``,
``"name": "x y"``, ``name = x``, ``set name x``), what follows ``Bearer`` and its like, the password in a URL,
the passwords that programs take by options of their own (``mysql -pX``, ``curl -u user:X``), what is piped
into a login. A UUID stays (most are an object's name) unless it stands in such a place or is put into a
variable whose name is not an object's.
"""

from __future__ import annotations

from guard.knowledge.names import secret_name
from guard.signs.tokens import is_uuid, prefixed_in, tokens_in

BLOT = "[redacted]"
SHORTEST = 4
"""Characters under which nothing is taken for a secret by its place alone."""
SCHEMES = (
    "bearer",
    "basic",
    "token",
    "digest",
    "apikey",
    "authorization",
    "private-token",
    "x-api-key",
    "api-key",
)
SIGNS = ("=", ":", "=>", ":=")
PLAIN = frozenset(
    ("true", "false", "null", "none", "undefined", "yes", "string", "str", "bytes", "required", "optional",
     "number", "text", "here", "redacted", "later", "password", "secret", "token")
)  # fmt: skip
"""What stands after a secret's name in a declaration or a sentence and is none."""
_PUNCTUATION = {ord(c): " " for c in "\"'`,;&|()<>{}\n\t\\"}


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Event

_around: list[Mapping[str, str]] = [{}]
_assigned: set[str] = set()


def around(environment: Mapping[str, str]) -> None:
    """Tell in which environment the proposal that is judged now would run: the values of its variables that
    stand for secrets are blotted out wherever they appear."""
    _around[0] = environment
    _assigned.clear()


def assigned(events: tuple[Event, ...]) -> None:
    """Tell what the proposal came to: what it would put into variables that stand for secrets is blotted out
    too, wherever it was written (``for p in X; do PGPASSWORD=$p …``)."""
    for event in events:
        variables = getattr(event, "variables", None) or {}
        for name, variable in variables.items():
            text = variable.value.text
            if text and len(text) >= SHORTEST and secret_name(name):
                _assigned.add(text)


def redact(text: str) -> str:
    """The text without its secrets."""
    found = {token for token, kind in tokens_in(text) if kind != "UUID"}
    found.update(prefixed_in(text))
    found.update(_of_environment(text))
    found.update(_assigned)
    words = [w for w in text.translate(_PUNCTUATION).split(" ") if w]
    found.update(_after_names(words))
    found.update(_in_urls(text))
    if '"' in text or "'" in text:
        found.update(_quoted(text))
    if not OPTIONS.keys().isdisjoint(words):
        found.update(_of_options(words))
    if any(sign in text for sign in FED):
        found.update(_fed(words))
    for token in sorted(found, key=len, reverse=True):
        if token:
            text = text.replace(token, BLOT)
    return _without_keys(text)


def _of_environment(text: str) -> Iterator[str]:
    for name, value in _around[0].items():
        if len(value) >= LONG and value in text and secret_name(name):
            yield value


LONG = 8
"""Characters from which on the value of a variable is recognised anywhere."""


def _is_value(value: str) -> bool:
    return len(value) >= SHORTEST and not value.startswith(("$", "//", BLOT)) and value.lower() not in PLAIN


def _after_names(words: list[str]) -> set[str]:
    """Values of secret names and of authorization headers, plain words excepted."""
    found = set()
    last = len(words) - 1
    for index, word in enumerate(words):
        name, sign, value = word.partition("=")
        if not sign:
            name, sign, value = word.partition(":")
        following = words[index + 1] if index < last else ""
        apart = not value and (bool(sign) or following in SIGNS)
        if apart:
            value = following if sign else (words[index + 2] if index + 1 < last else "")
        if "=" in value and name.startswith("--"):  # --from-literal=password=x
            name, _, value = value.partition("=")
        name = name.lstrip("-").rsplit("?", 1)[-1].rsplit("&", 1)[-1].rsplit(".", 1)[-1]
        bare = word.strip(":").lstrip("-").lower()
        if value and (sign or apart):
            long_enough = not apart or _looks_given(value)
            if (secret_name(name) and long_enough and _is_value(value)) or _uuid_of(name, value):
                found.add(value)
            if not apart or bare not in SCHEMES:
                continue
        if bare in SCHEMES or (word.startswith("--") and secret_name(bare)):
            if following.lower() in SCHEMES and index + 2 <= last:
                following = words[index + 2]
            told = word[-1:] == ":" or word[:2] == "--" or bare == "bearer"
            if (
                len(following) >= 6
                and not following.startswith(("$", "-", "/", "http", BLOT))
                and (told or any(c.isdigit() for c in following))
            ):
                found.add(following)
        elif following:  # "set password x", "the password hunter22"
            is_set = index and words[index - 1] in ("set", "put")
            if (_is_value(following) if is_set else _looks_told(following)) and secret_name(bare):
                found.add(following)
    return found


def _looks_given(value: str) -> bool:
    """Whether what stands apart from its name is a value and not the rest of a sentence."""
    return len(value) >= 8 and any(c.isdigit() for c in value)


def _looks_told(value: str) -> bool:
    """Whether what follows a secret's name in a sentence can be one."""
    return (
        _looks_given(value) and any(c.isalpha() for c in value) and "/" not in value and value[0] not in "-$"
    )


def _uuid_of(name: str, value: str) -> bool:
    """Whether a UUID is put into a variable that is not called after an object (``T=7f3e…``)."""
    if not name.isidentifier() or not is_uuid(value):
        return False
    low = name.lower()
    return not low.endswith(("id", "uuid", "guid", "ref", "name", "key_version")) and low not in OBJECTS


OBJECTS = frozenset(
    ("project", "environment", "service", "volume", "app", "site", "team", "org", "tenant", "subscription",
     "user", "account", "workspace", "deployment", "instance", "server", "session", "request", "trace", "uid",
     "database", "db", "cluster", "bucket", "stack", "resource", "node", "job", "run", "build", "customer")
)  # fmt: skip
"""Names of variables that hold an object's UUID."""


def _quoted(text: str) -> set[str]:
    """Whole values in quotes after a secret's name: ``DB_PASS='two words'``, ``"password": "x y"``."""
    found = set()
    for quote in ("'", '"'):
        pieces = text.split(quote)
        for index in range(1, len(pieces)):
            before = pieces[index - 1].rstrip()
            if not before and index > 1:
                continue
            if before in SIGNS and index > 1:  # "password": "x"
                before = pieces[index - 2] + before
            if before[-1:] not in ("=", ":"):
                continue
            value = pieces[index]
            name = before.rstrip("=:> ").replace('"', " ").replace("'", " ").replace("{", " ").split()
            if name and " " in value and len(value) < 200 and secret_name(name[-1].lstrip("-")):
                found.add(value)
    return found


def _in_urls(text: str) -> set[str]:
    found = set()
    for piece in text.split("://")[1:]:
        authority = piece.split("/", 1)[0]
        for separator in " \"'\n":
            authority = authority.split(separator, 1)[0]
        user, at, _ = authority.rpartition("@")
        if at and ":" in user and not user.split(":", 1)[1].startswith("$"):
            found.add(user.split(":", 1)[1])
    return found


# ------------------------------------------------------------------- options of some programs

_MYSQL = ("-p", "glued")
OPTIONS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("mysql", "mariadb", "mysqldump", "mariadb-dump", "mysqladmin", "mysqlimport"), _MYSQL),
    **dict.fromkeys(("curl", "http", "https", "xh"), ("-u --user -a --auth -U --proxy-user", "user:")),
    **dict.fromkeys(("redis-cli", "valkey-cli"), ("-a --pass", "next")),
    **dict.fromkeys(("sshpass", "mongosh", "mongo", "mongodump", "mongorestore", "cqlsh", "cypher-shell",
                     "docker", "podman", "helm", "oras", "skopeo", "crane", "ftp", "lftp"), ("-p", "next")),
    **dict.fromkeys(("sqlcmd", "bcp", "isql"), ("-P", "next")),
    "gh": ("-b --body", "next"), "htpasswd": ("-b -bc -nb", "last"), "smbclient": ("-U", "user%"),
    "openssl": ("-passin -passout -pass", "pass:"), "zip": ("-P", "next"), "unzip": ("-P", "next"),
    "7z": ("-p", "glued"), "wget": ("--http-password --ftp-password", "next"), "az": ("-p", "next"),
}  # fmt: skip
"""Programs that take a password by an option whose name does not say so: the options, and how it is written.

``next``: the next word; ``glued``: behind the option; ``user:``: after the user's name."""
NEEDS = {"docker": "login", "podman": "login", "helm": "login", "oras": "login", "skopeo": "login",
         "crane": "login", "gh": "secret", "az": "login"}  # fmt: skip
"""Sub-commands without which the option means something else."""


def _of_options(words: list[str]) -> set[str]:
    found = set()
    for start, program in enumerate(words):
        known = OPTIONS.get(program)
        if known is None or (program in NEEDS and NEEDS[program] not in words[start : start + 4]):
            continue
        options, form = known[0].split(), known[1]
        for index in range(start + 1, min(start + 40, len(words))):
            value = _option_value(words, index, options, form)
            if _is_value(value):
                found.add(value)
    return found


def _option_value(words: list[str], index: int, options: list[str], form: str) -> str:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if form == "glued":
        return word[2:] if word.startswith(options[0]) and word[2:3] not in ("", "-") else ""
    if word not in options:
        glued = next((o for o in options if len(o) == 2 and word.startswith(o) and ":" in word), "")
        return word.partition(":")[2] if glued and form == "user:" else ""
    if form == "next":
        return following if not following.startswith("-") else ""
    if form == "last":
        return words[index + 3] if index + 3 < len(words) else ""
    return following.partition(form[-1])[2]


FED = ("--password-stdin", "--with-token", "sudo -S", "--pass-stdin", "chpasswd", "passwd --stdin")
"""What reads a secret from its standard input."""


def _fed(words: list[str]) -> set[str]:
    """What ``echo`` and ``printf`` hand to it."""
    found = set()
    for index, word in enumerate(words[:-1]):
        if word in ("echo", "printf", "<<<"):
            for value in words[index + 1 : index + 4]:
                if value.startswith(("-", "%")):
                    continue
                secret = value.partition(":")[2] or value
                if _is_value(secret):
                    found.add(secret)
                break
    return found


def _without_keys(text: str) -> str:
    """PEM blocks, from their first line to their last."""
    while "PRIVATE KEY-----" in text:
        start = text.find("-----BEGIN")
        end = text.find("-----END", start)
        if start < 0:
            break
        stop = text.find("-----", end + 8) + 5 if end >= 0 else len(text)
        text = text[:start] + "[redacted private key]" + text[max(stop, start + 10) :]
    return text
