"""Dockerfiles and Containerfiles: ``RUN``, ``CMD``, ``ENTRYPOINT``, ``HEALTHCHECK``, ``ONBUILD`` of these.

What ``RUN`` does to the file system ends up in a layer and destroys nothing, so only what reaches out of
the build counts; ``CMD`` and ``ENTRYPOINT`` run where volumes are mounted.

Caught: ``RUN curl … volumeDelete``, ``CMD psql "$DATABASE_URL" -c 'DROP TABLE users'``. Near miss:
``RUN rm -rf /var/lib/apt/lists/*``. hadolint looks at how an image is built; this at what it destroys.
Facts: docs.docker.com/reference/dockerfile (parser directives, here-documents, exec form, SHELL).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.discover import SHELLS
from guard.lint.json_nodes import JsonArray, JsonString, read_json
from guard.lint.other_languages import not_read, reader_of
from guard.lint.positions import Assembled
from guard.lint.snippets import Around, Snippet, Unreadable

_DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(.*?)\s*$")
_WORD = re.compile(r"[ \t]*([A-Za-z]+)(?=[ \t]|$)")
_FLAG = re.compile(r"[ \t]*--[\w-]+(?:=(?:\"[^\"]*\"|\S*))?")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_PAIR = re.compile(r"([A-Za-z_]\w*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:\\.|\S)*)")
RUNNING = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")


@dataclass
class _Build:
    """What one stage has set so far."""

    env: dict[str, str]
    dialect: str = "sh"


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per instruction that runs something."""
    escape = _escape(text)
    build = _Build({})
    for name, made in _instructions(text, escape):
        body, origin = made.text, made.origin
        if name == "ONBUILD":
            inner = _WORD.match(body)
            if inner is None:
                continue
            name = inner.group(1).upper()
            rest = Assembled()
            rest.take(body, origin, inner.end(), len(body))
            made, body, origin = rest, rest.text, rest.origin
        if name == "FROM":
            build = _Build({})
        elif name == "SHELL":
            build.dialect = _shell(body)
        elif name in ("ENV", "ARG"):
            _remember(body, build.env)
        elif name in RUNNING:
            snippet = _running(name, made, build)
            if snippet is not None:
                yield snippet


def _escape(text: str) -> str:
    for line in text.split("\n"):
        found = _DIRECTIVE.match(line.strip())
        if found is None:
            return "\\"
        if found.group(1).lower() == "escape":
            return found.group(2)[:1] or "\\"
    return "\\"


def _instructions(text: str, escape: str) -> Iterator[tuple[str, Assembled]]:
    """Name and body of every instruction; continued lines stay, comments between them go."""
    at = 0
    while at < len(text):
        end = _line_end(text, at)
        line = text[at:end]
        if not line.strip() or line.lstrip().startswith("#"):
            at = end + 1
            continue
        word = _WORD.match(line)
        body = Assembled()
        body_at = at + (word.end() if word else 0)
        while True:
            more = text[at:end].rstrip().endswith(escape)
            body.copy(text[body_at:end], body_at)
            at = end + 1
            if not more or at > len(text):
                break
            if escape != "\\":
                body.stand("", end, 0)
            end = _line_end(text, at)
            while at < len(text) and (not text[at:end].strip() or text[at:end].lstrip().startswith("#")):
                at = end + 1
                end = _line_end(text, at)
            if at >= len(text):
                break
            body.copy("\n", at - 1)
            body_at = at
        if word is not None and word.group(1).upper() in ("RUN", "COPY", "ADD", "ONBUILD"):
            at = _documents(text, at, body)
        if word is not None:
            yield word.group(1).upper(), body


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _documents(text: str, at: int, body: Assembled) -> int:
    """Append the here-documents that an instruction opens; where they end."""
    for found in _HEREDOC.finditer(body.text):
        closing = re.compile(rf"^\t*{re.escape(found.group(2))}[ \t\r]*$", re.M).search(text, at)
        end = closing.end() if closing else len(text)
        body.copy("\n" + text[at:end], at - 1)
        at = end + 1
    return at


def _shell(body: str) -> str:
    try:
        node = read_json(body.strip())
    except Unreadable:
        return "sh"
    words = (
        [item.text for item in node.items if isinstance(item, JsonString)]
        if isinstance(node, JsonArray)
        else []
    )
    name = words[0].rsplit("/", 1)[-1].rsplit("\\", 1)[-1].removesuffix(".exe") if words else "sh"
    return "cmd" if name == "cmd" else SHELLS.get(name, "sh")


def _remember(body: str, env: dict[str, str]) -> None:
    pairs = _PAIR.findall(body)
    if not pairs:
        words = body.split(None, 1)
        pairs = [(words[0], words[1].strip())] if len(words) == 2 else []
    for name, value in pairs:
        bare = value.strip("\"'")
        if "$" in bare:
            env.pop(name, None)
        else:
            env[name] = bare


def _running(name: str, made: Assembled, build: _Build) -> Snippet | None:
    body, origin = made.text, made.origin
    at = 0
    while True:
        flag = _FLAG.match(body, at)
        if flag is None:
            break
        at = flag.end()
    if name == "HEALTHCHECK":
        command = re.match(r"\s*(?:\\\n\s*)*CMD\b", body[at:])
        if command is None:
            return None
        at += command.end()
    around: Around = "throwaway" if name == "RUN" else "machine"
    rest = Assembled()
    document = re.match(r"\s*<<-?\s*([\"']?)(\w+)\1[ \t\r]*\n", body[at:])
    if document is not None:
        closing = re.compile(rf"^\t*{document.group(2)}[ \t\r]*$", re.M).search(body, at + document.end())
        rest.take(body, origin, at + document.end(), closing.start() if closing else len(body))
        language, dialect = _of_document(rest.text, build)
        if not language:
            return not_read(dialect, rest.origin.begin(0), rest.origin.begin(0) + rest.text.find("\n"))
        return Snippet(
            rest.text, rest.origin, "code" if language == "code" else "shell", dialect, env=dict(build.env),
            around=around,
        )  # fmt: skip
    if body[at:].lstrip().startswith("["):
        listed = exec_form(body, origin_at=at, made=made)
        if listed is not None:
            return Snippet(listed.text, listed.origin, dialect="sh", env=dict(build.env), around=around)
    rest.take(body, origin, at, len(body))
    if not rest.text.strip():
        return None
    return Snippet(rest.text, rest.origin, dialect=build.dialect, env=dict(build.env), around=around)


def _of_document(text: str, build: _Build) -> tuple[str, str]:
    return reader_of(text[2:].split("\n", 1)[0]) if text.startswith("#!") else ("shell", build.dialect)


def exec_form(body: str, origin_at: int, made: Assembled) -> Assembled | None:
    """``["program", "word"]`` as a command line of quoted words; ``None`` where it is no list."""
    start = len(body) - len(body[origin_at:].lstrip())
    try:
        node = read_json(body[start:].rstrip())
    except Unreadable:
        return None
    if not isinstance(node, JsonArray):
        return None
    line = Assembled()
    for item in node.items:
        if not isinstance(item, JsonString):
            return None
        quoted_word(line, item.text, item, start, made)
    return line


def quoted_word(line: Assembled, word: str, item: JsonString, shift: int, made: Assembled) -> None:
    """Append a word so that the shell reads it as it is, each character with its place."""
    place = made.origin.begin(item.start + shift)
    line.stand(" '" if len(line) else "'", place, 1)
    for index, letter in enumerate(word):
        begin = item.origin.begin(index) + shift
        width = item.origin.end(index + 1) + shift - begin
        source = made.origin.begin(begin)
        if letter == "'":
            line.stand("'\\''", source, width)
        elif width == 1:
            line.copy(letter, source)
        else:
            line.stand(letter, source, width)
    line.stand("'", made.origin.begin(item.end + shift - 1), 1)
