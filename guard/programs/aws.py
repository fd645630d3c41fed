"""The AWS command line.

An operation does what its verb says (checked against botocore's models, ``knowledge/cli/aws.txt``); the
table holds what a name cannot say: parameters that change the act (``--skip-final-snapshot``,
``--no-deletion-protection``), protections, grants, the custom commands (``s3 rm``), and SQL or change batches
inside of parameters.

Caught: ``aws s3 rm s3://b --recursive``, ``aws rds delete-db-instance --db-instance-identifier db
--skip-final-snapshot``, ``aws s3api put-bucket-versioning --bucket b --versioning-configuration
Status=Suspended``, ``aws iam create-access-key --user-name admin``, a route53 change batch that deletes the
record of the domain itself.
Quiet: ``aws s3 ls``, ``aws ec2 describe-instances`` (on production), ``aws ec2 terminate-instances
--instance-ids i-1 --dry-run``, ``aws s3 rm s3://b/k --dryrun``, ``aws kms cancel-key-deletion --key-id k``.

Lost: the resource and its data; without a final snapshot its automated backups as well.
Back: a snapshot, a versioned bucket's older versions, point-in-time recovery: only where they were switched
on before.
Instead: the ``describe-…`` of the same thing, ``--dry-run``, and a snapshot first.

Related: checkov and Prowler look at the account's configuration; neither looks at a command.
Facts: AWS CLI command reference; service user guides named in ``knowledge/backups.py``.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.knowledge.cli_tables import table_of
from guard.model import Effect, Place, Resource, Value, known, unknown
from guard.programs.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.programs.service_deeds import Deed
    from guard.world import World

GLOBAL_VALUED = (
    "--profile", "--region", "--endpoint-url", "--output", "--query", "--color", "--ca-bundle",
    "--cli-read-timeout", "--cli-connect-timeout", "--cli-binary-format",
)  # fmt: skip
S3_FLAGS = (
    "--recursive", "--delete", "--dryrun", "--quiet", "--force", "--no-progress", "--only-show-errors",
    "--follow-symlinks", "--no-follow-symlinks", "--no-guess-mime-type", "--size-only", "--exact-timestamps",
    "--human-readable", "--summarize", "--ignore-glacier-warnings", "--force-glacier-transfer",
)  # fmt: skip
SQL_PARAMETERS: dict[tuple[str, str], tuple[str, str]] = {
    ("rds-data", "execute-statement"): ("--sql", "postgres"),
    ("rds-data", "batch-execute-statement"): ("--sql", "postgres"),
    ("redshift-data", "execute-statement"): ("--sql", "redshift"),
    ("redshift-data", "batch-execute-statement"): ("--sqls", "redshift"),
    ("athena", "start-query-execution"): ("--query-string", "athena"),
    ("dynamodb", "execute-statement"): ("--statement", ""),
    ("timestream-query", "query"): ("--query-string", ""),
}
"""Operations that carry SQL → the parameter and the dialect."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this command would do in the account, and the secret it would show."""
    from guard.programs.readers import reveal_effects

    yield from reveal_effects(invocation, world)
    yield from _acts(invocation, world)


def _acts(invocation: Invocation, world: World) -> Iterator[Effect]:
    from guard.programs.tool_aliases import unfolded

    plain = unfolded(invocation, world)
    if plain is None:
        return  # a shell runs it, which is judged by itself
    options = options_of(plain, world)
    words = [v.text or "" for v in options.operands]
    if _does_nothing(words, options):
        return
    service, operation = words[0], words[1] if len(words) > 1 else ""
    sql = SQL_PARAMETERS.get((service, operation))
    if sql is not None:
        yield from _sql(sql, options, plain)
    elif (service, operation) == ("route53", "change-resource-record-sets"):
        yield from _records(options, plain)
    else:
        yield from _of_operation(service, operation, options, plain)


def _does_nothing(words: list[str], options: Options) -> bool:
    """Whether the command only helps, waits, shows what it would send, or stays on this machine."""
    if "help" in words[:3] or options.has("--help", "--version") or not words:
        return True
    if options.has("--dry-run", "--dryrun", "--generate-cli-skeleton"):
        return True
    if words[:2] == ["cloudformation", "deploy"] and options.has("--no-execute-changeset"):
        return True
    return words[1:2] == ["wait"] or words[0] in LOCAL_COMMANDS


def _of_operation(service: str, operation: str, options: Options, invocation: Invocation) -> Iterator[Effect]:
    """The effect that the table has for the operation."""
    from guard.programs.aws_policies import opens_to_all
    from guard.programs.service_deeds import Deed, deed_of, unseen

    if operation.endswith("-policy") and opens_to_all(options):
        public = Deed("publish", "policy", "R3", "B3", ("public",), "the privacy of {name}")
        yield effect_of(public, options, invocation)
        return
    table = table_of("aws")
    if table is None:
        yield effect_of(Deed("unknown", "operation", "R?", "B?"), options, invocation)
        return
    deed = deed_of(table, options)
    if deed is None and service == "s3" and operation in ("cp", "sync") and _uploads(options):
        deed = Deed("update", "objects", "R0", "B0")
    if deed is None or (deed.operation == "reveal" and unseen(invocation)):
        return
    if service == "s3" and operation in ("sync", "mv") and deed.operation in ("delete", "update"):
        local = _local_side(options, operation, invocation)
        if local is not None:
            yield local
            return
    yield effect_of(deed, options, invocation)


LOCAL_COMMANDS = ("configure", "sso", "login", "logout", "history", "cli-dev")


def options_of(invocation: Invocation, world: World) -> Options:
    """The words by AWS's rules: an option's values go up to the next option; ``file://`` is read."""
    given: list[tuple[str, Value | None]] = []
    operands: list[Value] = []
    words = list(invocation.argv[1:])
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if not word.prefix.startswith("--"):
            operands.append(word)
            continue
        name, equals, rest = word.prefix.partition("=")
        if equals:
            given.append((name, _read(Value(((rest,) if rest else ()) + word.parts[1:]), invocation, world)))
            continue
        count = _arity(name, words[index:], operands)
        values = words[index : index + count]
        index += count
        given.extend((name, _read(v, invocation, world)) for v in values)
        if not values:
            given.append((name, None))
    given.extend(_input_file(given))
    return Options(tuple(given), tuple(operands))


def _arity(name: str, rest: Sequence[Value], operands: Sequence[Value]) -> int:
    """How many of the next words are this option's values."""
    if name in GLOBAL_VALUED:
        return 1 if rest else 0
    if len(operands) < 2 or name in S3_FLAGS or name.startswith("--no-") or name in FLAGS:
        return 0
    if operands[0].text == "s3":
        return 1 if rest and not rest[0].prefix.startswith("--") else 0
    count = 0
    while count < len(rest) and not rest[count].prefix.startswith("--"):
        count += 1
    return count


FLAGS = (
    "--debug", "--dry-run", "--skip-final-snapshot", "--force-delete-without-recovery", "--force-delete",
    "--force", "--delete-automated-backups", "--deletion-protection", "--bypass-governance-retention",
    "--overwrite", "--with-decryption", "--skip-final-cluster-snapshot", "--cli-auto-prompt", "--help",
    "--version", "--publicly-accessible", "--apply-immediately", "--enable",
)  # fmt: skip


def _read(value: Value, invocation: Invocation, world: World) -> Value:
    """A parameter's text: ``file://`` and ``fileb://`` stand for what the file holds."""
    for scheme in ("file://", "fileb://"):
        if value.prefix.startswith(scheme):
            from guard.programs.curl import content_of

            path = Value((value.prefix[len(scheme) :], *value.parts[1:]))
            return content_of(path, invocation, world) or unknown(f"what {path.skeleton} holds")
    return value


def _input_file(given: Sequence[tuple[str, Value | None]]) -> Iterator[tuple[str, Value | None]]:
    """``--cli-input-json``: its members as the options they stand for."""
    from guard.knowledge.verbs import split_name
    from guard.wire import dumps, loads

    for name, value in given:
        if name not in ("--cli-input-json", "--cli-input-yaml") or value is None or value.text is None:
            continue
        try:
            members = loads(value.text)
        except ValueError:
            continue
        for key, member in members.items() if isinstance(members, dict) else ():
            spelled = "-".join(split_name(str(key)))
            if isinstance(member, bool):
                yield ("--" if member else "--no-") + spelled, None
            else:
                yield "--" + spelled, known(member if isinstance(member, str) else dumps(member))


def effect_of(deed: Deed, options: Options, invocation: Invocation) -> Effect:
    """A deed as an effect in the account that the command would use."""
    from guard.programs.service_deeds import effect_of as build

    identity = _identity(options)
    words = " ".join(v.skeleton for v in options.operands[:2])
    deed = replace(deed, kind=KINDS.get(_thing(options), deed.kind))
    built = build(invocation, "aws", "aws", "aws", options, deed, table_of("aws"), identity)
    why = f"nobody knows what aws {words} does" if deed.operation == "unknown" else built.why
    hints = tuple((n, v) for n, v in built.place.hints if n in _HINTS)
    return replace(
        built, resource=Resource(built.resource.kind, identity), why=why, place=Place("aws", "aws", hints),
        rule=f"aws.{words.replace(' ', '.')}",
    )  # fmt: skip


_HINTS = ("profile", "region", "endpoint-url", "no-sign-request", "operand", "role-arn", "stack-name")


def _identity(options: Options) -> str:
    """What the command names: the positional arguments of ``s3``, else the parameter that is called like the
    thing the operation is about (``delete-nodegroup --nodegroup-name``), else the first identifying one."""
    if len(options.operands) > 2:
        return ", ".join(v.skeleton for v in options.operands[2:5])
    bucket, key = options.value("--bucket"), options.value("--key")
    if bucket is not None and key is not None:
        return f"{bucket.skeleton}/{key.skeleton}"
    words = _thing(options)
    named = [
        name
        for name, value in options.given
        if name not in GLOBAL_VALUED and value is not None and name.endswith(IDENTIFYING)
    ]
    named.sort(key=lambda name: not (words and name[2:].startswith(words)))
    return ", ".join([v.skeleton for v in options.values(named[0])][:4]) if named else ""


IDENTIFYING = (
    "-id", "-ids", "-name", "-names", "-identifier", "-arn", "--bucket", "-url", "-arns",
)  # fmt: skip
"""How parameters end that name something."""


def _thing(options: Options) -> str:
    """What an operation is about, as its parameters call it: ``nodegroup`` of ``delete-nodegroup``."""
    operation = options.operands[1].text or "" if len(options.operands) > 1 else ""
    if operation == "send-command":
        return "instance"  # the command's document says what is run, not where
    return operation.partition("-")[2].removesuffix("s")


KINDS = {"role": "role", "group": "group", "nodegroup": "node group", "addon": "add-on"}
"""What a row calls by the name of its kin, as it is said."""


def _uploads(options: Options) -> bool:
    """Whether ``s3 cp`` or ``s3 sync`` writes into a bucket: harmless but in production."""
    return len(options.operands) > 3 and options.operands[3].prefix.startswith("s3://")


def _sql(row: tuple[str, str], options: Options, invocation: Invocation) -> Iterator[Effect]:
    from guard.sql.effects import sql_effects

    parameter, dialect = row
    hints = tuple((n.lstrip("-"), v) for n, v in options.given if v is not None and n.lstrip("-") in _HINTS)
    for text in options.values(parameter):
        yield from sql_effects(text, dialect, Place("aws", "aws", hints), invocation)


def _records(options: Options, invocation: Invocation) -> Iterator[Effect]:
    """A change batch of DNS records: what is deleted, and whether it is the domain's own record."""
    from guard.programs.service_deeds import Deed
    from guard.wire import loads

    batch = options.value("--change-batch")
    text = batch.text if batch is not None else None
    try:
        content = loads(text) if text is not None else None
    except ValueError:
        content = None
    changes = content.get("Changes") if isinstance(content, dict) else None
    if not isinstance(changes, list):
        shorthand = (text or "").upper()
        if text is not None and "ACTION=" in shorthand and "DELETE" not in shorthand:
            yield effect_of(Deed("update", "dns record", "R1", "B1"), options, invocation)
        else:
            deed = Deed("delete", "dns record", "R3", "B1", loss="the records in the change batch")
            yield effect_of(deed, options, invocation)
        return
    for change in changes[:100]:
        if isinstance(change, dict):
            yield effect_of(_record(change), options, invocation)


def _record(change: dict[str, object]) -> Deed:
    from guard.programs.service_deeds import Deed

    action = str(change.get("Action", "")).upper()
    record = change.get("ResourceRecordSet")
    facts = record if isinstance(record, dict) else {}
    name = str(facts.get("Name", "")).rstrip(".")
    kind = str(facts.get("Type", ""))
    if action != "DELETE":
        return Deed("update", "dns record", "R1", "B1")
    apex = name.count(".") == 1 or kind in ("NS", "SOA")
    look = "aws route53 list-resource-record-sets"
    if apex:
        return Deed(
            "delete", "dns record", "R3", "B3", ("outage",), f"the record of the whole domain {name}", look
        )
    return Deed("delete", "dns record", "R3", "B1", (), f"the record {name} {kind}".rstrip(), look)


def _local_side(options: Options, operation: str, invocation: Invocation) -> Effect | None:
    """``s3 sync s3://b dir --delete`` deletes here, not there; ``s3 mv f s3://b`` takes the file away."""
    sides = options.operands[2:4]
    if len(sides) != 2:
        return None
    place = sides[1] if operation == "sync" else sides[0]
    if place.text is None or place.text.startswith("s3://"):
        return None
    return Effect(
        f"aws.s3.{operation}", "delete", Resource("file", place.skeleton, place, recursive=True),
        Place("path", "aws"), invocation, loss=f"what {place.skeleton} holds and the bucket does not",
        instead=f"aws s3 {operation} {sides[0].skeleton} {sides[1].skeleton} --dryrun", span=invocation.span,
        certainty=invocation.certainty,
    )  # fmt: skip
