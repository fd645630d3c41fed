"""The calls in tokenized code: what each hangs on, what it is given, and the texts around it.

``docker.from_env().volumes.prune()`` is the chain docker, fromenv, volumes, prune; in
``client.bucket('b').delete()`` the part *bucket* was given ``b``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.inline.tokens import Token
    from guard.model import Invocation


class Calls:
    """One piece of code.

    Args:
        text: the code.
        tokens: all of it.
        by: the invocation that runs it; its variables are the code's environment.
    """

    def __init__(self, text: str, tokens: list[Token], by: Invocation) -> None:
        self.text, self.tokens, self.by = text, tokens, by
        self.strings = [t.value.text for t in tokens if t.kind == "string" and t.value.text is not None]

    def each(self) -> Iterator[tuple[list[str], dict[str, str], int]]:
        """Each call: the parts of its chain, the texts given to those parts, where its arguments begin."""
        for index, token in enumerate(self.tokens):
            if token.kind == "name" and (self.mark(index + 1) == "(" or self._bare(index)):
                parts, given = self._chain(index)
                yield parts, given, index + 2

    def _bare(self, index: int) -> bool:
        """``$r->flushall;`` and Ruby's ``client.flushall``: a method that is called without parentheses."""
        return self.mark(index + 1) in (";", "\n", "") and (
            "->" in self.tokens[index].text or "." in self.tokens[index].text or self.mark(index - 1) == "."
        )

    def mark(self, index: int) -> str:
        inside = 0 <= index < len(self.tokens) and self.tokens[index].kind == "mark"
        return self.tokens[index].text if inside else ""

    def _chain(self, index: int) -> tuple[list[str], dict[str, str]]:
        """What a call hangs on, from the left, and what its parts were given."""
        parts: list[str] = []
        given: dict[str, str] = {}
        for _ in range(12):
            token = self.tokens[index]
            if token.kind == "name":
                parts = [*parts_of(token.text), *parts]
            if self.mark(index - 1) not in (".", ">"):
                break
            index -= 2 if self.mark(index - 1) == "." else 3
            if self.mark(index) in (")", "]"):
                opening = self._opening(index)
                first = next((t.value.text for t in self.tokens[opening:index] if t.kind == "string"), None)
                index = opening - 1
                while self.mark(index) == "]":  # c['app']['users']
                    index = self._opening(index) - 1
                if first is not None and index >= 0 and self.tokens[index].kind == "name":
                    given[parts_of(self.tokens[index].text)[-1]] = first
            if index < 0:
                break
        return parts, given

    def _opening(self, index: int) -> int:
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

    def host(self, named: dict[str, str]) -> str:
        """A text under the name ``host``, or one that looks like a host."""
        said = next((named[key] for key in ("host", "hostname", "hosts", "connection") if key in named), "")
        for at, token in enumerate(self.tokens):
            if said:
                break
            if token.kind == "string" and self.key(at).lower() in ("host", "hostname", "hosts"):
                said = token.value.text or ""
        return said or next((s for s in self.strings if _is_host(s)), "")


def parts_of(name: str) -> list[str]:
    """``client.CoreV1Api``, ``$r->flushAll``, ``Aws::S3::Client.new`` in parts, as chains are written."""
    plain = name.replace("::", ".").replace("->", ".").replace("?.", ".").lstrip("$@")
    return [p.replace("_", "").rstrip("!?").lower() for p in plain.split(".") if p and p != "new"]


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
