"""What a name says about the environment it stands for: hosts, accounts, profiles, databases.

The owner's environment map (``config.environments``) goes first, then strong signs (loopback, names
that RFC 6761 reserves), then words. Where words disagree the worse wins; where an endpoint and a name
disagree the caller takes the worse. A remote that nothing identifies is an *unknown remote*: E3.

An example: ``prod-db.acme.com`` → E4, ``db.staging.acme.com`` → E3, ``127.0.0.1`` → E1.
A near miss: ``products.acme.com`` and ``livestock.acme.com`` hold no word of production.

Facts: RFC 6761 (reserved names), RFC 1122 3.2.1.3 and RFC 4291 2.5.3 (loopback), RFC 6762 (``.local``).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment
    from guard.policy.config import Config, EnvironmentRule

UNIDENTIFIED = "a remote that nothing identifies"
ORDER = ("E0", "E1", "E2", "E3", "E4")
"""From the harmless to the grave."""

PRODUCTION = frozenset(("prod", "production", "prd", "live", "prods"))
SHARED = frozenset(
    (
        "staging", "stg", "stage", "stag", "uat", "qa", "preprod", "preproduction", "pre", "nonprod",
        "nonproduction",
        "nonprd", "preview", "demo", "canary", "integration", "int", "perf", "loadtest", "sit",
        "acceptance", "acc",
        "preview", "review", "beta",
    )
)  # fmt: skip
DEVELOPMENT = frozenset(
    (
        "dev",
        "devel",
        "develop",
        "development",
        "test",
        "tests",
        "testing",
        "sandbox",
        "sbx",
        "local",
        "playground",
        "ci",
    )
)
TEST_NAMES = frozenset(
    ("test", "tests", "testing", "ci", "tmp", "temp", "scratch", "throwaway", "ephemeral", "pytest")
)
"""Words that mark a database as thrown away after use, where it is on loopback."""

_NEGATIONS = frozenset(("non", "not", "pre", "no"))
_PROD_TAILS = frozenset(
    ("db", "sql", "pg", "eu", "us", "ap", "cluster", "app", "api", "web", "data", "k8s", "redis")
)
_PROD_HEADS_NOT = ("reproduction", "coproduction", "postproduction")

LOCAL_SUFFIXES = (".localhost", ".test", ".local", ".localdomain", ".docker.internal", ".internal.docker")
COMPOSE_SERVICES = frozenset((
    "db", "database", "postgres", "postgresql", "mysql", "mariadb", "redis", "valkey", "mongo", "mongodb",
    "pg", "clickhouse", "elasticsearch", "localstack", "minio", "rabbitmq", "kafka", "cassandra", "neo4j",
    "influxdb",
))  # fmt: skip
"""Bare names that ``docker compose`` projects give their own services."""


def environment_of_words(text: str) -> Environment | None:
    """What the words in a name say, ``None`` where none of them is a sign. Never better than E3: a
    name alone does not make something local."""
    sign = sign_of_words(text)
    return sign[0] if sign else None


def sign_of_words(text: str) -> tuple[Environment, str] | None:
    """The environment and the word that says so; the worse where words disagree."""
    words = words_of(text)
    found: tuple[Environment, str] | None = None
    for index, word in enumerate(words):
        if _is_production(word):
            if index and words[index - 1] in _NEGATIONS:
                found = found or ("E3", words[index - 1] + "-" + word)
            else:
                return "E4", word
        elif word in SHARED or word in DEVELOPMENT or word.endswith(("staging", "nonprod", "preprod")):
            found = found or ("E3", word)
    return found


def _is_production(word: str) -> bool:
    if word in PRODUCTION:
        return True
    if word.startswith("production"):
        return True
    if word.startswith("prod") and word[4:].strip("0123456789") in _PROD_TAILS:
        return True
    if word.endswith(("nonprod", "preprod", "nonproduction", "preproduction")):
        return False
    return word.endswith(("prod", "production")) and word not in _PROD_HEADS_NOT


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in lower case: split at everything but letters and digits and where camel
    case turns, digits at their ends taken off (``acmeProd-eu1`` → acme, prod, eu)."""
    words: list[str] = []
    current = ""
    for letter in text[:2048]:
        if not letter.isalnum():
            words.append(current)
            current = ""
            continue
        if letter.isupper() and current and current[-1].islower():
            words.append(current)
            current = ""
        current += letter
    words.append(current)
    return tuple(w.lower().strip("0123456789") or w for w in words if w)


def environment_of_host(host: str) -> Environment | None:
    """The environment of a host by its name alone, ``None`` for no host.

    Loopback and unix sockets are E1 (a tunnel taints them elsewhere); a host without a sign is an
    unknown remote, E3.
    """
    sign = sign_of_host(host)
    return sign[0] if sign else None


def sign_of_host(host: str) -> tuple[Environment, str] | None:
    """The environment of a host and the reason, ``None`` for no host."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if not name:
        return None
    if name.startswith(("/", "@")):
        return "E1", "a unix socket"
    if is_loopback(name):
        return "E1", "loopback"
    words = sign_of_words(host)
    if words and words[0] == "E4":
        return "E4", f"the word “{words[1]}”"
    if name == "host.docker.internal" or name.endswith(LOCAL_SUFFIXES):
        return "E1", "a name that is reserved for local use"
    if "." not in name and name in COMPOSE_SERVICES:
        return "E1", "the bare name of a compose service"
    if words:
        return words[0], f"the word “{words[1]}”"
    return "E3", UNIDENTIFIED


def is_private(host: str) -> bool:
    """Whether it is an address of a private network (RFC 1918): a virtual machine, a cluster at home."""
    pieces = host.strip("[]").split(".")
    if len(pieces) != 4 or not all(piece.isdigit() for piece in pieces):
        return False
    first, second = int(pieces[0]), int(pieces[1])
    return first == 10 or (first, second) == (192, 168) or (first == 172 and 16 <= second <= 31)


def is_loopback(host: str) -> bool:
    """Whether the name can only mean this machine."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if name in (
        "localhost",
        "::1",
        "0.0.0.0",  # noqa: S104
        "::",
        "ip6-localhost",
        "0",
        "0:0:0:0:0:0:0:1",
        "localhost.localdomain",
    ):
        return True
    if name.startswith("::ffff:"):
        name = name[7:]
    if name.startswith("127.") and all(part.isdigit() for part in name.split(".")):
        return True
    return name.endswith(".localhost")


def is_test_name(name: str) -> bool:
    """Whether a database (or file, or schema) by this name is one that tests make and throw away."""
    words = words_of(name)
    return any(word in TEST_NAMES for word in words) and environment_of_words(name) != "E4"


SERVICES = "guard:compose-services"
"""The variable that carries the names of a compose file's services to what runs in one of them."""


def mapped(kinds: tuple[str, ...] | str, name: str, config: Config | None) -> EnvironmentRule | None:
    """The first line of the owner's environment map that fits this name; it goes before every sign."""
    if config is None or not name:
        return None
    wanted = (kinds,) if isinstance(kinds, str) else kinds
    for rule in config.environments:
        if (rule.kind == "any" or rule.kind in wanted) and matches(rule.pattern, name):
            return rule
    return None


def matches(pattern: str, name: str) -> bool:
    """Whether ``name`` fits a pattern in which ``*`` stands for any run of characters; case does not
    count."""
    pieces = pattern.lower().split("*")
    text = name.lower()
    if len(pieces) == 1:
        return text == pieces[0]
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    position = len(pieces[0])
    end = len(text) - len(pieces[-1])
    for piece in pieces[1:-1]:
        at = text.find(piece, position, end)
        if at < 0:
            return False
        position = at + len(piece)
    return position <= end


def worse(*environments: Environment | None) -> Environment | None:
    """The gravest of these, ``None`` where none is known."""
    known = [e for e in environments if e is not None]
    return max(known, key=ORDER.index, default=None)
