"""What code does through the client of a service: the command that does the same, so that it is judged and
located like any other.

Caught: ``redis.Redis(host='prod-cache.acme.com').flushall()``, ``new DeleteDBInstanceCommand({…})``,
``client.CoreV1Api().delete_namespace('shop')``, ``MongoClient(url).drop_database('app')``; what is sent
without such a client stands in ``sdk_sends.py``.
Quiet: ``r.get('k')``, ``collection.drop`` where no library of MongoDB is named, ``describeDBInstances``, a
script of the project in which such a call stands inside a function that the script does not call.

Facts: ``sdk_tables.py``; the SDKs of AWS name their operations as botocore does.
"""

from __future__ import annotations

from guard.inline.acts import RunAct
from guard.inline.python_values import concatenated
from guard.inline.sdk_calls import Calls
from guard.inline.sdk_sends import appended, requested, sent
from guard.inline.sdk_tables import AWS_SERVICES, DOCKER, OPENED, ROWS, sends_bytes
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation


def sdk_acts(text: str, language: str, by: Invocation, laid: bool, requests: bool) -> tuple[RunAct, ...]:
    """The commands that do what the code does through clients of services. Worth asking where
    ``sdk_tables.may_name_clients``.

    Args:
        requests: whether requests that the code sends were found already.
        laid: whether it is a script that lay on the machine before: then only what runs when it is run
            counts (``at_once.py``), and texts that are no call's method count for nothing.
    """
    from guard.inline.tokens import tokens_of

    sends = sends_bytes(text)
    if laid:
        from guard.inline.at_once import run_at_once

        text = "\n".join(run_at_once(text.splitlines()))
    calls = Calls(text, tokens_of(text, "r" if language == "python" else language), by)
    found = [*_rows(calls), *_kubernetes(calls), *_aws(calls), *_in_container(calls)]
    found += appended(calls)
    found += sent(calls, laid) if sends else ()
    if not laid:
        found += requested(calls) if not found and not requests else ()
    return tuple(act for at, act in enumerate(found) if act not in found[:at])


def _rows(calls: Calls) -> Iterator[RunAct]:
    """The calls that have a row of their own."""
    possible = [row for row in ROWS if any(word in calls.text for word in row[0])]
    if not possible:
        return
    for parts, given, start in calls.each():
        chain = "." + ".".join(parts)
        for _, end, command in possible:
            if chain.endswith("." + end.lower()) and len(parts) > end.count("."):
                texts, named, raw = calls.arguments(start)
                if (end == "drop" and raw) or (end == "delete" and not _of_all_keys(raw)):
                    continue
                yield _command(calls, command, texts, {**given, **named}, raw, ".".join(parts[-2:]))
                break


def _of_all_keys(raw: str) -> bool:
    """``r.delete(*r.keys("*"))``: what a look at the keys found."""
    return "keys(" in raw or "scan_iter(" in raw


def _command(
    calls: Calls, template: str, texts: list[str], named: dict[str, str], raw: str, call: str
) -> RunAct:
    """A row's command with what the code gives it."""
    words: list[Value] = []
    for piece in template.split(" "):
        if piece.startswith("{@") and piece.find("}") == len(piece) - 1:
            words += _connection(calls, piece[2:-1], named)
        elif piece == "{*}":
            words += [known(text) for text in texts] or [Value((Hole("a computed command"),))]
        elif piece == "{force}":
            words += [known("--force")] if "force=True" in raw else []
        else:
            words.append(_filled(calls, piece, texts, named, raw))
    return RunAct(argv=tuple(words), call=call)


def _filled(calls: Calls, piece: str, texts: list[str], named: dict[str, str], raw: str) -> Value:
    """One word of a command: what stands in braces is looked up."""
    low = {key.replace("_", "").lower(): value for key, value in named.items()}
    parts: list[str | Hole] = []
    for number, part in enumerate(piece.replace("}", "{").split("{") if piece != "{}" else [piece]):
        if number % 2 == 0:
            parts.append(part)
        elif part in ("method", "route"):  # "DELETE /repos/{owner}/{repo}"
            method, _, route = (texts[0] if texts else "").partition(" ")
            parts.append(method if part == "method" else _routed(route, low) or Hole("a computed route"))
        elif part == "given":
            parts.append(raw if raw.startswith("{") else "{}" if not raw else "{_id: 1}")
        elif part.startswith("@"):
            parts += [p for value in _connection(calls, part[1:], named)[-1:] for p in value.parts]
        elif part.isdigit():
            parts.append(texts[int(part)] if int(part) < len(texts) else Hole("a computed argument"))
        else:
            parts.append(low[part] if part in low else Hole(f"a computed {part}"))
    return concatenated([Value((p,)) for p in parts if p != ""])


def _routed(route: str, named: dict[str, str]) -> str:
    """A route with what is known of its names filled in."""
    for key, value in named.items():
        route = route.replace("{" + key + "}", value)
    return route.lstrip("/")


def _connection(calls: Calls, kind: str, named: dict[str, str]) -> list[Value]:
    """The words that name the server: a URL in the code or in a variable, a host, or a hole."""
    schemes, option, host_option, variables = OPENED[kind]
    url = next((s for s in calls.strings if s.startswith(schemes)), "") if schemes else ""
    if url:
        return [*([known(option)] if option else []), known(url.rstrip("/") if kind == "search" else url)]
    for name in variables:
        found = calls.by.variable(name) if name in calls.text else None
        if found is not None and found.value.text:
            return [*([known(option)] if option else []), found.value]
    host = calls.host(named)
    if host and host_option:
        return [*([known(host_option[0])] if host_option[0] else []), known(host)]
    place = Value((Hole("the server that the code opens"),))
    return [*([known(option)] if option else []), place]


def _kubernetes(calls: Calls) -> Iterator[RunAct]:
    """``delete_namespaced_pod('p', 'ns')``, ``deleteNamespace``: the clients are made from one
    specification, so the names map by rule."""
    if "kubernetes" not in calls.text:
        return
    for parts, _, start in calls.each():
        name = parts[-1]
        if len(parts) < 2 or not name.startswith("delete"):
            continue
        texts, named, _ = calls.arguments(start)
        kind = name.removeprefix("delete").removeprefix("collection")
        namespaced = kind.startswith("namespaced")
        kind = kind.removeprefix("namespaced")
        if "customobject" in kind:
            kind = named.get("plural", texts[3] if len(texts) > 3 else "customresource")
        every = name.startswith("deletecollection")
        names = [] if every else [named.get("name") or (texts[0] if texts else "")]
        where = named.get("namespace") or next(iter(texts[len(names) :]), "") if namespaced else ""
        words = ["kubectl", "delete", kind, *(["--all"] if every else names)]
        words += ["-n", where] if where else []
        filled = [known(w) if w else Value((Hole("a computed name"),)) for w in words]
        yield RunAct(argv=tuple(filled), call=".".join(parts[-2:]))


def _in_container(calls: Calls) -> Iterator[RunAct]:
    """docker-py's ``containers.run(image, command, volumes={folder: {'bind': place}})`` as ``docker run``."""
    if not any(word in calls.text for word in DOCKER):
        return
    for parts, _, start in calls.each():
        texts, named, raw = calls.arguments(start)
        if parts[-2:] != ["containers", "run"] or not texts:
            continue
        words = ["docker", "run", "--rm"]
        mounts = raw.partition("volumes={")[2].split("}")
        for mount in mounts:
            folder, bound, place = mount.lstrip(",").partition(":{bind:")
            words += ["-v", f"{folder}:{place.partition(',')[0]}"] if bound else []
        command = named.get("command") or "".join(texts[1:2])
        inside = [known("sh"), known("-c"), known(command)] if command else []
        image = named.get("image") or texts[0]
        yield RunAct(argv=(*(known(w) for w in (*words, image)), *inside), call="containers.run")


LOSING = (
    "delete", "terminate", "purge", "stop", "disable", "reset", "remove", "schedule", "cancel", "detach",
    "put", "update", "modify", "revoke", "release", "deregister",
)  # fmt: skip
"""How operations of AWS begin that are worth asking the command's own rules about."""


def _aws(calls: Calls) -> Iterator[RunAct]:
    """``new DeleteBucketCommand({…})``, ``new AWS.RDS().deleteDBInstance({…})``,
    ``Aws::S3::Client.new.delete_bucket(bucket: 'b')`` as ``aws SERVICE OPERATION``."""
    version3 = [s.partition("@aws-sdk/client-")[2] for s in calls.strings if "@aws-sdk/client-" in s]
    older = [part for t in calls.tokens if t.kind == "name" for part in _after_aws(t.text)]
    for index, token in enumerate(calls.tokens[:-1]):
        if token.kind != "name" or calls.mark(index + 1) != "(":
            continue
        name = token.text.replace("::", ".").replace("->", ".").rpartition(".")[2]
        if version3 and name.endswith("Command") and name != "Command":
            yield _operation(calls, version3, name.removesuffix("Command"), index + 2)
        elif older and name[:1].islower() and name.startswith(LOSING):
            yield _operation(calls, older, name, index + 2)


def _operation(calls: Calls, services: list[str], name: str, start: int) -> RunAct:
    from guard.inline.translate import hyphened

    plain = services[0].replace("-", "").lower()
    words = ["aws", AWS_SERVICES.get(plain, plain), hyphened(name[:1].upper() + name[1:])]
    _, named, raw = calls.arguments(start)
    for key, value in named.items():
        words += ["--" + hyphened(key), value]
    if "SkipFinalSnapshot:true" in raw or "skip_final_snapshot:true" in raw:
        words.append("--skip-final-snapshot")
    if "ForceDeleteWithoutRecovery:true" in raw:
        words.append("--force-delete-without-recovery")
    return RunAct(argv=tuple(known(w) for w in words), call=name)


def _after_aws(name: str) -> list[str]:
    """The service in ``AWS.RDS`` or ``Aws::RDS::Client``."""
    pieces = name.replace("::", ".").replace("\\", ".").split(".")
    service = pieces[1:2] if pieces[0] in ("AWS", "Aws") else []
    return [s for s in service if s not in ("config", "Config", "Credentials", "SharedIniFileCredentials")]
