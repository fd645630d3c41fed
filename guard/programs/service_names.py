"""What a command line of a service calls the thing it acts upon, without the secrets that stand beside it.

``fly machine stop 123 -a shop`` stops machine 123, which shop only holds; ``runpodctl remove pod abc`` says
the kind before the name; ``scw rdb instance delete instance-id=1`` says which name it is. A password that a
short option carries (``ipmitool -P``), or one that no table knows to take a value, is no name of anything.
"""

from __future__ import annotations

from guard.knowledge.gravity import singular
from guard.knowledge.verbs import split_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.knowledge.cli_tables import Table
    from guard.model import Invocation, Value
    from guard.programs.options import Options

SECRET_OPTIONS = frozenset(("token", "t", "access-token", "api-key", "auth", "password", "api-token", "key"))
"""Options whose value is a credential: never carried along as a hint."""
SHORT_SECRETS = {
    "couchbase-cli": ("p",), "cbbackupmgr": ("p",), "cbq": ("p",), "ipmitool": ("P",), "racadm": ("p",),
    "ilorest": ("p",), "rabbitmqadmin": ("p",), "esxcli": ("p",), "nexus3": ("p",), "knife": ("P",),
    "elasticsearch-users": ("p",), "elasticsearch-setup-passwords": ("p",), "linstor": ("p",),
}  # fmt: skip
"""Short options that are a password in these programs; in most others ``-p`` is a project or a port."""
SAID_SECRET = ("password", "passwd", "passphrase", "pass", "pw", "pwd", "secret-key", "access-token",
               "api-token", "api-key", "token")  # fmt: skip
"""Names of options, or their last part, behind which a secret stands in any program."""

SHORT_KINDS = {"a": "app", "R": "repository", "repo": "repository", "project-ref": "project"}
"""Options that name a thing of this kind without saying its name."""
FALLBACKS = ("-a", "--app", "--project", "--name", "-n", "--site", "-s", "--service")
NAMING_KEYS = ("id", "uuid", "name")
"""Last words of the keys that name the thing itself: ``instance-id=1``."""
HOLDERS = ("secret", "secrets", "variable", "variables", "credential", "key", "setting", "token")
"""Kinds whose operands may say ``NAME=value``."""
ANSWERS = ("true", "false", "yes", "no")
SHOWN = 4


def naming(
    kind: str, operands: Sequence[Value], options: Options, table: Table | None, by: Invocation
) -> tuple[str, str]:
    """The kind of the thing as it is said, and its name; empty where the command line has none.

    Args:
        kind: the kind that the row or the verb says; *object* where nothing does.
        operands: what stands behind the sub-command.
        table: what is known of the tool: the options by which it names what its commands act upon.
    """
    identifying = table.identity if table is not None else ()
    by_options = table is not None and table.place == "azure"
    for name in identifying:
        value = options.value(name)
        if value is not None and (by_options or _names(name, kind)):
            return kind, value.skeleton
    hidden = secrets_of(by)
    if options.after_dashes >= 0:  # what stands behind ``--`` is another command
        behind = options.operands[options.after_dashes :]
        operands = [v for v in operands if not any(v is word for word in behind)]
    held = kind.rpartition(" ")[2] in HOLDERS
    said = list(dict.fromkeys(filter(None, (_name(v, held) for v in operands if v not in hidden))))
    if len(said) > 1 and said[0].isalpha():
        noun = singular(said[0].lower())
        if kind in ("object", noun) or noun == kind.rpartition(" ")[2]:
            kind, said = noun if kind == "object" else kind, said[1:]
    if said:
        return kind, ", ".join(said[:SHOWN])
    noun = kind.replace(" ", "-")
    own = [f"--{noun}{ending}" for ending in ("", "-id", "-name")]
    for name in (*own, *identifying, *FALLBACKS):
        value = options.value(name)
        if value is not None and value not in hidden:
            return kind, value.skeleton
    return kind, ""


def _names(option: str, kind: str) -> bool:
    """Whether an option's value is the name of a thing of that kind."""
    bare = option.lstrip("-")
    return SHORT_KINDS.get(bare, bare) in (kind, kind.rpartition(" ")[2])


def _name(value: Value, held: bool) -> str:
    """An operand as a name: without the key that says it is one, nothing where it is a setting; of a variable
    (``held``) never what it holds."""
    text = value.skeleton
    key, equals, rest = text.partition("=")
    if held:
        return key
    if text in ANSWERS or (equals and rest in ANSWERS):
        return ""
    if equals and rest and split_name(key)[-1:] and split_name(key)[-1] in NAMING_KEYS:
        return rest
    return text


def secrets_of(by: Invocation) -> tuple[Value, ...]:
    """The words that are the value of an option that holds a secret."""
    found = []
    for option, value in zip(by.argv[1:], by.argv[2:], strict=False):
        text = option.text or ""
        if text[:1] == "-" and "=" not in text and not value.prefix.startswith("-"):
            bare = text.lstrip("-")
            said = bare.rpartition(".")[2].lower()
            if said in SAID_SECRET or bare in SHORT_SECRETS.get(by.program, ()):
                found.append(value)
    return tuple(found)


def hints(
    options: Options, operands: Sequence[Value], spelled: Mapping[str, str], by: Invocation
) -> Iterator[tuple[str, Value]]:
    """The options and operands that may say where it lands, those that hold a secret left out."""
    from guard.model import known

    hidden = secrets_of(by)
    short = SHORT_SECRETS.get(by.program, ())
    for name, value in options.given:
        bare = name.lstrip("-")
        if bare not in SECRET_OPTIONS and bare not in short and (value is None or value not in hidden):
            yield spelled.get(bare, bare), value if value is not None else known("")
    for value in operands[:SHOWN]:
        if value not in hidden:
            yield "operand", value
