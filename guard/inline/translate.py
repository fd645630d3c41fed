"""Calls of Python's clients as the command that says the same to the same service.

``requests.delete(url, headers=…)`` is ``curl -X DELETE -H … url``;
``boto3.client('s3').delete_bucket(Bucket=b)``
is ``aws s3api delete-bucket --bucket b`` (both are made from botocore's service models, so names map by rule:
``delete_bucket`` ↔ ``delete-bucket``, ``DBInstanceIdentifier`` ↔ ``--db-instance-identifier``); a cursor's
``execute`` is the statement given to the server's own client. What those commands do is known elsewhere.

Facts: botocore ``xform_name``; curl(1); psql(1), mysql(1), sqlite3(1).
"""

from __future__ import annotations

from guard.inline.acts import RunAct
from guard.inline.python_calls import CONNECTS
from guard.inline.python_values import Constant, Dotted, Items, Table, concatenated, text_in
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.python_values import Folded


def request(method: str, arguments: list[Folded], named: dict[str, Folded], target: Dotted) -> RunAct:
    """A call of ``requests`` or ``httpx`` as ``curl``."""
    rest = list(arguments)
    verb = known(method.upper())
    if method == "request":
        verb = text_in(rest.pop(0) if rest else named.get("method"), "a computed method")
    url = text_in(rest[0] if rest else named.get("url"), "a computed URL")
    base = dict(target.arguments).get("base_url")
    if base is not None and not url.prefix.startswith(("http:", "https:")):
        front = text_in(base).text or ""
        url = (
            concatenated([known(front.rstrip("/") + "/"), known((url.text or "").lstrip("/"))])
            if front
            else url
        )
    words = [known("curl"), known("-X"), verb]
    headers = named.get("headers")
    made = dict(target.arguments).get("headers")
    for table in (made, headers):
        if isinstance(table, Table):
            for name, value in table.pairs:
                words += [known("-H"), concatenated([known(name + ": "), text_in(value)])]
    auth = named.get("auth")
    if isinstance(auth, Items) and len(auth.items) == 2:
        words += [known("-u"), concatenated([text_in(auth.items[0]), known(":"), text_in(auth.items[1])])]
    position = 1 if method in ("post", "put", "patch") and len(rest) > 1 else None
    body = (
        named.get("json")
        or named.get("data")
        or named.get("content")
        or (rest[position] if position else None)
    )
    if body is not None:
        plain = "json" not in named and not isinstance(body, (Table, Items, Constant, Dotted))
        words += [known("--json" if "json" in named else "--data"), text_in(body) if plain else _body(body)]
    asked = named.get("params")
    if asked is not None and not isinstance(asked, (Items, Constant)):
        words += [known("--data"), _body(asked)] if body is None else []
    return RunAct(argv=(*words, url), call=f"{target.name}")


def urlopen(arguments: list[Folded], named: dict[str, Folded]) -> RunAct:
    """``urllib.request.urlopen`` of a URL or a ``Request``."""
    first = arguments[0] if arguments else None
    if isinstance(first, Dotted) and first.name.endswith("Request()"):
        given = dict(first.arguments)
        method = given.get("method")
        data = given.get("data") or given.get("1")
        verb = text_in(method) if method is not None else known("POST" if data is not None else "GET")
        more = {"headers": given.get("headers") or given.get("2"), "data": data}
        return request(
            "request", [verb, given.get("0") or given.get("url")], more, Dotted("urllib.request.urlopen")
        )
    data = named.get("data") or (arguments[1] if len(arguments) > 1 else None)
    return request(
        "post" if data is not None else "get", [first], {"data": data}, Dotted("urllib.request.urlopen")
    )


def _body(value: Folded) -> Value:
    """A JSON or form body, as far as it is constant."""
    if isinstance(value, Table):
        parts = [known("{")]
        for index, (name, inner) in enumerate(value.pairs):
            parts += [known((", " if index else "") + _string(name) + ": "), _body(inner)]
        return concatenated([*parts, known("}")])
    if isinstance(value, Items):
        parts = [known("[")]
        for index, inner in enumerate(value.items):
            parts += [known(", " if index else ""), _body(inner)]
        return concatenated([*parts, known("]")])
    if isinstance(value, Constant):
        if isinstance(value.value, bytes):
            return known(value.value.decode("utf-8", "replace"))
        return known(
            {"True": "true", "False": "false", "None": "null"}.get(str(value.value), str(value.value))
        )
    if isinstance(value, Dotted) and value.name in ("json.dumps()", "json.dumps().encode()"):
        return _body(dict(value.arguments).get("0"))
    text = text_in(value)
    return (
        known(_string(text.text)) if text.text is not None and not text.text.startswith(("{", "[")) else text
    )


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def hyphened(name: str) -> str:
    """botocore's way from ``DBInstanceIdentifier`` or ``delete_bucket`` to ``db-instance-identifier``."""
    made = ""
    for index, letter in enumerate(name):
        before = name[index - 1] if index else ""
        after = name[index + 1] if index + 1 < len(name) else ""
        if (
            letter.isupper()
            and index
            and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))
        ):
            made += "-"
        made += "-" if letter == "_" else letter.lower()
    return made


_SERVICES = {"s3": "s3api"}


def boto(target: Dotted, operation: str, named: dict[str, Folded]) -> RunAct | None:
    """A call of a boto3 client as the ``aws`` command."""
    made = dict(target.arguments)
    service = text_in(made.get("0") or made.get("service_name")).text
    if service is None:
        return None
    if operation in (
        "close",
        "get_paginator",
        "paginate",
        "wait",
        "get_waiter",
        "can_paginate",
        "generate_presigned_url",
        "exceptions",
        "meta",
    ):
        return None
    words = [known("aws"), known(_SERVICES.get(service, service)), known(hyphened(operation))]
    for option, keys in (
        ("--region", ("region_name", "1")),
        ("--profile", ("profile_name",)),
        ("--endpoint-url", ("endpoint_url",)),
    ):
        for key in keys:
            if made.get(key) is not None:
                words += [known(option), text_in(made[key])]
    for name, value in named.items():
        if isinstance(value, Constant) and isinstance(value.value, bool):
            words.append(known(("--" if value.value else "--no-") + hyphened(name)))
        elif isinstance(value, Items) and all(isinstance(i, Value) for i in value.items):
            words += [known("--" + hyphened(name)), *(text_in(i) for i in value.items)]
        elif isinstance(value, (Items, Table)):
            words += [known("--" + hyphened(name)), _body(value)]
        else:
            words += [known("--" + hyphened(name)), text_in(value)]
    return RunAct(argv=tuple(words), call=f"boto3 {service}.{operation}")


ENDS = ("delete", "terminate", "stop", "delete_objects", "delete_item")
"""What the objects of ``boto3.resource`` are told where something is lost."""
_OBJECTS: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("s3", "Bucket", "delete"): ("s3", "rb", "s3://{}"),
    ("s3", "Object", "delete"): ("s3", "rm", "s3://{}"),
    ("dynamodb", "Table", "delete"): ("dynamodb", "delete-table", "--table-name", "{}"),
    ("dynamodb", "Table", "delete_item"): ("dynamodb", "delete-item", "--table-name", "{}"),
    ("ec2", "Instance", "terminate"): ("ec2", "terminate-instances", "--instance-ids", "{}"),
    ("ec2", "Instance", "stop"): ("ec2", "stop-instances", "--instance-ids", "{}"),
    ("ec2", "Volume", "delete"): ("ec2", "delete-volume", "--volume-id", "{}"),
    ("ec2", "Snapshot", "delete"): ("ec2", "delete-snapshot", "--snapshot-id", "{}"),
}


_SETTINGS = (("--region", "region_name"), ("--profile", "profile_name"), ("--endpoint-url", "endpoint_url"))


def boto_resource(target: Dotted, operation: str) -> RunAct | None:
    """``boto3.resource('s3').Bucket('b').objects.all().delete()`` as the ``aws`` command; ``None`` for what
    has no row."""
    plain = [value for key, value in target.arguments if key.isdigit()]
    service = text_in(plain[0] if plain else dict(target.arguments).get("service_name")).text or ""
    kind = next((k for s, k, _ in _OBJECTS if s == service and f".{k}()" in target.name), "")
    names = [text_in(value) for value in plain[1:]] or [text_in(None, "a computed name")]
    if service == "s3" and kind == "Bucket" and (".objects." in target.name or "versions." in target.name):
        bucket = concatenated([known("s3://"), names[0]])
        words = [known("s3"), known("rm"), bucket, known("--recursive")]
    else:
        row = _OBJECTS.get((service, kind, operation))
        if row is None:
            return None
        name = concatenated([p for n in names for p in (known("/"), n)][1:])
        words = [
            concatenated([known(word.partition("{}")[0]), name]) if "{}" in word else known(word)
            for word in row
        ]
    made = dict(target.arguments)
    for option, key in _SETTINGS:
        if made.get(key) is not None:
            words += [known(option), text_in(made[key])]
    return RunAct(argv=(known("aws"), *words), call=f"boto3 {service}.{kind}.{operation}")


def statement(target: Dotted, arguments: list[Folded]) -> RunAct | None:
    """``….execute(sql)`` of a connection as the server's own client with that statement."""
    opened = next((name for name in CONNECTS if target.name.startswith(name + "()")), None)
    if opened is None or not arguments:
        return None
    client = CONNECTS[opened]
    made = dict(target.arguments)
    first = made.get("0") or made.get("dsn") or made.get("url") or made.get("conninfo")
    sql = text_in(arguments[0], "a computed statement")
    call = f"{opened}().execute"
    if client == "url":
        text = text_in(first).prefix
        client = (
            "sqlite3"
            if text.startswith("sqlite")
            else "mysql"
            if text.startswith(("mysql", "mariadb"))
            else "psql"
        )
        if client == "sqlite3":
            first = known(text.partition(":///")[2] or ":memory:")
        elif (
            client == "psql"
            and "+" in text.split(":")[0]
            and isinstance(first, Value)
            and first.text is not None
        ):
            scheme, _, rest = first.text.partition("://")
            first = known(scheme.split("+")[0] + "://" + rest)
    if client in ("sqlite3", "duckdb"):
        path = known(":memory:") if first is None else text_in(first)
        return RunAct(argv=(known(client), path, sql), call=call)
    options = _connection(client, made)
    if client == "psql":
        dsn = (known("-d"), text_in(first)) if first is not None else ()
        return RunAct(argv=(known("psql"), *dsn, *options, known("-c"), sql), call=call)
    if client == "mysql":
        return RunAct(argv=(known("mysql"), *options, known("-e"), sql), call=call)
    return None


def reading(target: Dotted, arguments: list[Folded], named: dict[str, Folded]) -> RunAct | None:
    """``pandas.read_sql(sql, connection)``, the connection being a URL or something opened before."""
    over = arguments[1] if len(arguments) > 1 else named.get("con") or named.get("uri")
    if isinstance(over, Value):
        over = Dotted("sqlalchemy.create_engine()", (("0", over),))
    if not isinstance(over, Dotted) or not arguments:
        return None
    return statement(Dotted(f"{over.name}.execute", over.arguments), arguments[:1])


_OPTIONS = {
    "psql": {"host": "-h", "port": "-p", "user": "-U", "dbname": "-d", "database": "-d"},
    "mysql": {
        "host": "-h",
        "port": "-P",
        "user": "-u",
        "database": "-D",
        "db": "-D",
        "password": "--password=",
    },
}


def _connection(client: str, made: dict[str, Folded]) -> list[Value]:
    words: list[Value] = []
    for name, option in _OPTIONS[client].items():
        if name not in made:
            continue
        if option.endswith("="):
            words.append(concatenated([known(option), text_in(made[name])]))
        else:
            words += [known(option), text_in(made[name])]
    return words
