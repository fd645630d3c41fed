"""What code does through the client of a service: the command that does the same, so that it is judged and
located like any other.

Caught: ``redis.Redis(host='prod-cache.acme.com').flushall()``, ``new DeleteDBInstanceCommand({…})``,
``client.CoreV1Api().delete_namespace('shop')``, ``MongoClient(url).drop_database('app')``, a request with
the method DELETE put together from parts (``https.request``, ``curl_setopt``, ``http.client``), a private key
that a socket or a mail takes along.
Quiet: ``r.get('k')``, ``collection.drop`` where no library of MongoDB is named, ``describeDBInstances``, a
script of the project in which such a call stands inside a function.

Facts: ``sdk_tables.py``; the SDKs of AWS name their operations as botocore does.
"""

from __future__ import annotations

from guard.inline.acts import RunAct
from guard.inline.python_values import concatenated
from guard.inline.sdk_tables import (
    AWS_SERVICES,
    BYTES,
    LOOKUPS,
    METHOD_KEYS,
    OPENED,
    READING,
    ROWS,
    SENDERS,
    sends_bytes,
)
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.inline.tokens import Token
    from guard.model import Invocation


def sdk_acts(text: str, language: str, by: Invocation, laid: bool, requests: bool) -> tuple[RunAct, ...]:
    """The commands that do what the code does through clients of services. Worth asking where
    ``sdk_tables.may_name_clients``.

    Args:
        requests: whether requests that the code sends were found already.
        laid: whether it is a script that lay on the machine before: then only what stands outside functions
            counts, and texts that are no call's method count for nothing.
    """
    from guard.inline.tokens import tokens_of

    sends = sends_bytes(text)
    if laid:
        text = "\n".join(line for line in text.split("\n") if not line[:1].isspace())
    tokens = tokens_of(text, "r" if language == "python" else language)
    reader = _Reader(text, tokens, by)
    found = [*reader.rows(), *reader.kubernetes(), *reader.aws(), *reader.appended()]
    if not laid:
        found += reader.sent() if sends else ()
        found += reader.requested() if not found and not requests else ()
    return tuple(act for at, act in enumerate(found) if act not in found[:at])


class _Reader:
    def __init__(self, text: str, tokens: list[Token], by: Invocation) -> None:
        self.text, self.tokens, self.by = text, tokens, by
        self.strings = [t.value.text for t in tokens if t.kind == "string" and t.value.text is not None]

    # ------------------------------------------------------------------------------- calls

    def calls(self) -> Iterator[tuple[list[str], dict[str, str], int]]:
        """Each call: the parts of its chain, the texts given to those parts, where its arguments begin."""
        for index, token in enumerate(self.tokens):
            if token.kind == "name" and (self.mark(index + 1) == "(" or self.bare(index)):
                parts, given = self.chain(index)
                yield parts, given, index + 2

    def bare(self, index: int) -> bool:
        """``$r->flushall;`` and Ruby's ``client.flushall``: a method that is called without parentheses."""
        return self.mark(index + 1) in (";", "\n", "") and (
            "->" in self.tokens[index].text or "." in self.tokens[index].text or self.mark(index - 1) == "."
        )

    def mark(self, index: int) -> str:
        inside = 0 <= index < len(self.tokens) and self.tokens[index].kind == "mark"
        return self.tokens[index].text if inside else ""

    def chain(self, index: int) -> tuple[list[str], dict[str, str]]:
        """What a call hangs on, from the left, and what its parts were given."""
        parts: list[str] = []
        given: dict[str, str] = {}
        for _ in range(12):
            token = self.tokens[index]
            if token.kind == "name":
                parts = [*_parts(token.text), *parts]
            if self.mark(index - 1) not in (".", ">"):
                break
            index -= 2 if self.mark(index - 1) == "." else 3
            if self.mark(index) in (")", "]"):
                opening = self.opening(index)
                first = next((t.value.text for t in self.tokens[opening:index] if t.kind == "string"), None)
                index = opening - 1
                while self.mark(index) == "]":  # c['app']['users']
                    index = self.opening(index) - 1
                if first is not None and index >= 0 and self.tokens[index].kind == "name":
                    given[_parts(self.tokens[index].text)[-1]] = first
            if index < 0:
                break
        return parts, given

    def opening(self, index: int) -> int:
        depth = 0
        for at in range(index, max(-1, index - 200), -1):
            depth += (self.mark(at) in (")", "]", "}")) - (self.mark(at) in ("(", "[", "{"))
            if depth == 0:
                return at
        return 0

    def arguments(self, start: int) -> tuple[list[str], dict[str, str], str]:
        """The texts of a call, those under a name, and what stands between its parentheses."""
        texts: list[str] = []
        named: dict[str, str] = {}
        depth, at, raw = 1, start, ""
        while at < len(self.tokens) and at < start + 200:
            token = self.tokens[at]
            if token.kind == "mark":
                depth += (token.text in "([{") - (token.text in ")]}")
                if depth == 0:
                    break
            raw += token.text
            if token.kind == "string" and token.value.text is not None:
                texts.append(token.value.text)
                key = self.key(at)
                if key:
                    named.setdefault(key, token.value.text)
            at += 1
        return texts, named, raw

    def key(self, at: int) -> str:
        """The name under which a text stands: ``Bucket: 'b'``, ``bucket='b'``, ``'Bucket' => 'b'``."""
        before = at - 1
        while before >= 0 and self.mark(before) in ("=", ":", ">", "["):
            before -= 1
        if before == at - 1 or before < 0:
            return ""
        token = self.tokens[before]
        return token.text if token.kind == "name" else (token.value.text or "")

    # -------------------------------------------------------------------------------- rows

    def rows(self) -> Iterator[RunAct]:
        """The calls that have a row of their own."""
        possible = [row for row in ROWS if any(word in self.text for word in row[0])]
        if not possible:
            return
        for parts, given, start in self.calls():
            chain = "." + ".".join(parts)
            for _, end, command in possible:
                if chain.endswith("." + end.lower()) and len(parts) > end.count("."):
                    texts, named, raw = self.arguments(start)
                    if end == "drop" and raw:
                        continue
                    yield self.command(command, texts, {**given, **named}, raw, ".".join(parts[-2:]))
                    break

    def command(self, template: str, texts: list[str], named: dict[str, str], raw: str, call: str) -> RunAct:
        """A row's command with what the code gives it."""
        words: list[Value] = []
        for piece in template.split(" "):
            if piece.startswith("{@") and piece.find("}") == len(piece) - 1:
                words += self.connection(piece[2:-1], named)
            else:
                words.append(self.filled(piece, texts, named, raw))
        return RunAct(argv=tuple(words), call=call)

    def filled(self, piece: str, texts: list[str], named: dict[str, str], raw: str) -> Value:
        """One word of a command: what stands in braces is looked up."""
        low = {key.replace("_", "").lower(): value for key, value in named.items()}
        parts: list[str | Hole] = []
        for number, part in enumerate(piece.replace("}", "{").split("{") if piece != "{}" else [piece]):
            if number % 2 == 0:
                parts.append(part)
            elif part == "given":
                parts.append(raw if raw.startswith("{") else "{}" if not raw else "{_id: 1}")
            elif part.startswith("@"):
                parts += [p for value in self.connection(part[1:], named)[-1:] for p in value.parts]
            elif part.isdigit():
                parts.append(texts[int(part)] if int(part) < len(texts) else Hole("a computed argument"))
            else:
                parts.append(low[part] if part in low else Hole(f"a computed {part}"))
        return concatenated([Value((p,)) for p in parts if p != ""])

    def connection(self, kind: str, named: dict[str, str]) -> list[Value]:
        """The words that name the server: a URL in the code or in a variable, a host, or a hole."""
        schemes, option, host_option, variables = OPENED[kind]
        url = next((s for s in self.strings if s.startswith(schemes)), "") if schemes else ""
        if url:
            return [*([known(option)] if option else []), known(url.rstrip("/") if kind == "search" else url)]
        for name in variables:
            found = self.by.variable(name) if name in self.text else None
            if found is not None and found.value.text:
                return [*([known(option)] if option else []), found.value]
        host = self.host(named)
        if host and host_option:
            return [*([known(host_option[0])] if host_option[0] else []), known(host)]
        place = Value((Hole("the server that the code opens"),))
        return [*([known(option)] if option else []), place]

    def host(self, named: dict[str, str]) -> str:
        """A text under the name ``host``, or one that looks like a host."""
        said = next((named[key] for key in ("host", "hostname", "hosts", "connection") if key in named), "")
        for at, token in enumerate(self.tokens):
            if said:
                break
            if token.kind == "string" and self.key(at).lower() in ("host", "hostname", "hosts"):
                said = token.value.text or ""
        return said or next((s for s in self.strings if _is_host(s)), "")

    # -------------------------------------------------------------------------- kubernetes

    def kubernetes(self) -> Iterator[RunAct]:
        """``delete_namespaced_pod('p', 'ns')``, ``deleteNamespace``: the clients are made from one
        specification, so the names map by rule."""
        if "kubernetes" not in self.text:
            return
        for parts, _, start in self.calls():
            name = parts[-1]
            if len(parts) < 2 or not name.startswith("delete"):
                continue
            texts, named, _ = self.arguments(start)
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

    # --------------------------------------------------------------------------------- AWS

    def aws(self) -> Iterator[RunAct]:
        """``new DeleteBucketCommand({…})``, ``new AWS.RDS().deleteDBInstance({…})``,
        ``Aws::S3::Client.new.delete_bucket(bucket: 'b')`` as ``aws SERVICE OPERATION``."""
        version3 = [s.partition("@aws-sdk/client-")[2] for s in self.strings if "@aws-sdk/client-" in s]
        older = [part for t in self.tokens if t.kind == "name" for part in _after_aws(t.text)]
        for index, token in enumerate(self.tokens[:-1]):
            if token.kind != "name" or self.mark(index + 1) != "(":
                continue
            name = token.text.replace("::", ".").replace("->", ".").rpartition(".")[2]
            if version3 and name.endswith("Command") and name != "Command":
                yield self.operation(version3, name.removesuffix("Command"), index + 2)
            elif older and name[:1].islower() and name.startswith(LOSING):
                yield self.operation(older, name, index + 2)

    def operation(self, services: list[str], name: str, start: int) -> RunAct:
        from guard.inline.translate import hyphened

        plain = services[0].replace("-", "").lower()
        words = ["aws", AWS_SERVICES.get(plain, plain), hyphened(name[:1].upper() + name[1:])]
        _, named, raw = self.arguments(start)
        for key, value in named.items():
            words += ["--" + hyphened(key), value]
        if "SkipFinalSnapshot:true" in raw or "skip_final_snapshot:true" in raw:
            words.append("--skip-final-snapshot")
        if "ForceDeleteWithoutRecovery:true" in raw:
            words.append("--force-delete-without-recovery")
        return RunAct(argv=tuple(known(w) for w in words), call=name)

    # ---------------------------------------------------------------------- bytes and methods

    def sent(self) -> Iterator[RunAct]:
        """A file of secrets that is read into what is sent; beside a socket, a mail or FTP a key is enough
        (an environment file may only say where to connect, or sign a request)."""
        from guard.knowledge.secrets import env_family, secret_file

        variable = self.by.variable("HOME")
        home = (variable.value.text or "") if variable is not None else ""
        reads = any(word in self.text for word in READING)
        bare = any(word in self.text for word in BYTES)
        for at, token in enumerate(self.tokens) if reads else ():
            text = token.value.text or "" if token.kind == "string" else ""
            path = home + text[1:] if text.startswith("~/") else text
            if not ("/" in path or "." in path) or secret_file(path, home) is None:
                continue
            if self.given_to_a_sender(at) or (bare and not env_family(path)):
                yield _sent(path, f"https://{self.host({}) or 'host.invalid'}/")
                return
        yield from self.looked_up()

    def given_to_a_sender(self, at: int) -> bool:
        """Whether a token stands among the arguments of a call that sends, at any depth."""
        depth = 0
        for index in range(at - 1, max(0, at - 60), -1):
            mark = self.mark(index)
            depth += (mark in (")", "]", "}")) - (mark in ("(", "[", "{"))
            if mark == "(" and depth < 0:
                depth = 0
                name = self.tokens[index - 1]
                if name.kind == "name" and _parts(name.text)[-1:] and _parts(name.text)[-1] in SENDERS:
                    return True
        return False

    def appended(self) -> Iterator[RunAct]:
        """An address to which the same statement appends a file of secrets, or every variable."""
        from guard.knowledge.secrets import secret_file

        home = self.by.variable("HOME")
        place = (home.value.text or "") if home is not None else ""
        for at, token in enumerate(self.tokens):
            address = token.value.text or "" if token.kind == "string" else ""
            if not address.startswith(("http://", "https://")) or self.mark(at + 1) not in (".", "+", ","):
                continue
            for index in range(at + 1, min(at + 16, len(self.tokens))):
                other = self.tokens[index]
                if other.kind == "mark" and other.text in (";", "\n"):
                    break
                text = other.value.text or "" if other.kind == "string" else ""
                if (
                    text
                    and any(word in self.text for word in READING)
                    and secret_file(text, place) is not None
                ):
                    yield _sent(text, address)
                    return
                whole = self.mark(index + 1) not in ("[", "{", ".") and other.kind == "name"
                if whole and other.text in EVERYTHING:
                    yield RunAct(
                        argv=(known("curl"), known("--data"), _every_variable(), known(address)), call="get"
                    )
                    return

    def looked_up(self) -> Iterator[RunAct]:
        """The value of a secret variable that is put into a name which is looked up."""
        from guard.knowledge.names import secret_name

        if not any(word in self.text for word in LOOKUPS):
            return
        words = [*self.strings, *(t.text.rpartition(".")[2] for t in self.tokens if t.kind == "name")]
        for name in words:
            found = self.by.variable(name) if name.isupper() and secret_name(name) else None
            if found is not None and found.value.text:
                host = self.host({}) or next(
                    (s.lstrip(".") for s in self.strings if s.startswith(".")), "invalid"
                )
                yield RunAct(argv=(known("nslookup"), known(f"{found.value.text}.{host}")), call="look up")
                return

    def requested(self) -> Iterator[RunAct]:
        """A request that is put together from a method, a host and a path."""
        if not any(s.upper() == "DELETE" for s in self.strings) or not self.is_method():
            return
        url = next((s for s in self.strings if s.startswith(("http://", "https://"))), "")
        if not url:
            host, path = self.host({}), next((s for s in self.strings if s.startswith("/")), "")
            url = f"https://{host}{path}" if host else ""
        if url:
            yield RunAct(argv=(known("curl"), known("-X"), known("DELETE"), known(url)), call="DELETE")

    def is_method(self) -> bool:
        """Whether a text DELETE stands where a request's method stands, and is not compared with one."""
        for at, token in enumerate(self.tokens):
            if token.kind != "string" or (token.value.text or "").upper() != "DELETE":
                continue
            near = [t.text.lower().replace("_", "") for t in self.tokens[max(0, at - 8) : at]]
            if near[-2:] == ["=", "="]:
                continue  # req.method === 'DELETE'
            if any(n == key or n.endswith(("." + key, ">" + key)) for n in near for key in METHOD_KEYS):
                return True
        return False


LOSING = (
    "delete", "terminate", "purge", "stop", "disable", "reset", "remove", "schedule", "cancel", "detach",
    "put", "update", "modify", "revoke", "release", "deregister",
)  # fmt: skip
"""How operations of AWS begin that are worth asking the command's own rules about."""


EVERYTHING = ("ENV", "os.environ", "process.env", "$_ENV")
"""How code calls all its variables at once."""


def _sent(path: str, address: str) -> RunAct:
    return RunAct(argv=(known("curl"), known("-T"), known(path), known(address)), call="send")


def _every_variable() -> Value:
    """What ``env`` prints."""
    from guard.model import Invocation

    return Value((Hole("every variable of the environment", (Invocation((known("env"),)),)),))


def _parts(name: str) -> list[str]:
    """``client.CoreV1Api``, ``$r->flushAll``, ``Aws::S3::Client.new`` in parts, as chains are written."""
    plain = name.replace("::", ".").replace("->", ".").replace("?.", ".").lstrip("$@")
    return [p.replace("_", "").rstrip("!?").lower() for p in plain.split(".") if p and p != "new"]


def _after_aws(name: str) -> list[str]:
    """The service in ``AWS.RDS`` or ``Aws::RDS::Client``."""
    pieces = name.replace("::", ".").replace("\\", ".").split(".")
    service = pieces[1:2] if pieces[0] in ("AWS", "Aws") else []
    return [s for s in service if s not in ("config", "Config", "Credentials", "SharedIniFileCredentials")]


def _is_host(text: str) -> bool:
    """``prod-db.acme.com``: dots, letters, no slash, and a top level of letters."""
    labels = text.partition(":")[0].split(".")
    return (
        len(labels) > 1
        and all(label and label.replace("-", "").isalnum() for label in labels)
        and labels[-1].isalpha()
        and len(labels[-1]) > 1
        and not text.endswith((".py", ".js", ".ts", ".json", ".rb", ".php", ".txt", ".md", ".env", ".pem"))
    )
