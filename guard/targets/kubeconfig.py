"""Kubeconfig files, read as far as the target needs them: contexts, clusters, exec arguments.

A reader of the YAML that kubectl writes (block style, two spaces) and of JSON. Anchors, tags and other
YAML features are not followed: what cannot be read stays unknown.
"""

from __future__ import annotations

from guard.frozen import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guard.world import World

ENTRIES = 5000
"""Contexts, clusters or users beyond this are not read."""


@frozen
class Kubeconfig:
    """What the files say, merged: for each name the first file that has it wins."""

    current: str = ""
    current_file: str = ""
    contexts: Mapping[str, dict[str, str]] = {}
    """name → cluster, namespace, user, exec (the arguments of the user's credential program)."""
    clusters: Mapping[str, str] = {}
    """name → server."""
    file_words: str = ""
    """The base names of the files, where they are not ``config``: ``~/.kube/prod`` says something."""
    unresolved: str = ""


def read_kubeconfig(paths: Sequence[str], world: World, wanted: str = "") -> Kubeconfig:
    """Read and merge kubeconfig files; missing ones are skipped as kubectl does.

    Args:
        wanted: the context that a flag names; of a very large file only that one or the current one is read.
    """
    from guard.wire import object_in

    contexts: dict[str, dict[str, str]] = {}
    clusters: dict[str, str] = {}
    users: dict[str, str] = {}
    merged = Kubeconfig(file_words=" ".join(_telling(path) for path in paths))
    for path in paths:
        text = world.read(path, LARGEST)
        if text is None:
            continue
        if len(text) > PARSED:
            text = _excerpt(text, wanted or merged.current)
        document = object_in(text) if text.lstrip()[:1] == "{" else block_yaml(text)
        if not merged.current and isinstance(document.get("current-context"), str):
            merged = replace(merged, current=str(document["current-context"]), current_file=path)
        for name, body in _entries(document, "contexts", "context"):
            entry = {
                key: body[key] for key in ("cluster", "namespace", "user") if isinstance(body.get(key), str)
            }
            contexts.setdefault(name, {k: str(v) for k, v in entry.items()})
        for name, body in _entries(document, "clusters", "cluster"):
            clusters.setdefault(name, str(body.get("server") or ""))
        for name, body in _entries(document, "users", "user"):
            users.setdefault(name, _exec_words(body))
    for context in contexts.values():
        context["exec"] = users.get(context.get("user", ""), "")
    return replace(merged, contexts=contexts, clusters=clusters)


PARSED = 131_072
"""Characters up to which a file is read in full; of a longer one only what is asked for."""
LARGEST = 8 * 1024 * 1024
"""Bytes: a larger file is unknown."""


def _excerpt(text: str, wanted: str) -> str:
    """Of a long file as kubectl writes it: the current context's name, that context or the wanted one, its
    cluster and its user."""
    current = _value_after(text, "\ncurrent-context: ")
    context = _entry(text, "contexts", wanted or current)
    cluster = _entry(text, "clusters", _value_after(context, "cluster: "))
    user = _entry(text, "users", _value_after(context, "user: "))
    return f"clusters:\n{cluster}contexts:\n{context}current-context: {current}\nusers:\n{user}"


def _value_after(text: str, mark: str) -> str:
    at = text.find(mark)
    return text[at + len(mark) :].split("\n", 1)[0].strip().strip("\"'") if at >= 0 else ""


def _entry(text: str, section: str, name: str) -> str:
    """The list entry of a section that bears a name, as it stands."""
    start = 0 if text.startswith(section + ":") else text.find(f"\n{section}:\n")
    if start < 0 or not name:
        return ""
    end = start + 1
    while (end := text.find("\n", end)) >= 0 and text[end + 1 : end + 2] in ("-", " ", "\n"):
        end += 1
    body = text[start : end if end >= 0 else len(text)] + "\n"
    for quote in ("", '"', "'"):
        for mark in (f"\n  name: {quote}{name}{quote}\n", f"\n- name: {quote}{name}{quote}\n"):
            at = body.find(mark)
            if at >= 0:
                first = body.rfind("\n- ", 0, at + 3) + 1
                last = body.find("\n- ", at + len(mark) - 1)
                return body[first : last + 1 if last >= 0 else len(body)]
    return ""


def _telling(path: str) -> str:
    base = path.rsplit("/", 1)[-1]
    return "" if base in ("config", "kubeconfig", "kubeconfig.yaml", "kubeconfig.yml") else base


def _exec_words(user: dict[str, object]) -> str:
    """``aws eks get-token --cluster-name prod --region …`` as one text."""
    program = user.get("exec")
    arguments = program.get("args") if isinstance(program, dict) else None
    return " ".join(a for a in arguments if isinstance(a, str)) if isinstance(arguments, list) else ""


def _entries(document: dict[str, object], plural: str, single: str) -> list[tuple[str, dict[str, object]]]:
    listed = document.get(plural)
    found: list[tuple[str, dict[str, object]]] = []
    if not isinstance(listed, list):
        return found
    for item in listed[:ENTRIES]:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            body = item.get(single)
            found.append((item["name"], body if isinstance(body, dict) else {}))
    return found


# ------------------------------------------------------------------------------------ YAML


def block_yaml(text: str) -> dict[str, object]:
    """Mappings, sequences and plain scalars of block-style YAML; everything else is dropped."""
    lines = [
        line for line in text.splitlines()[:200_000] if line.strip() and not line.lstrip().startswith("#")
    ]
    root: dict[str, object] = {}
    stack: list[tuple[int, object]] = [(-1, root)]
    index = 0
    while index < len(lines) and len(stack) < 40:
        indent, body = _measure(lines[index])
        index += 1
        if body in ("---", "..."):
            continue
        _place(stack, indent, body, _measure(lines[index]) if index < len(lines) else (-1, ""))
    return root


def _measure(line: str) -> tuple[int, str]:
    return len(line) - len(line.lstrip(" ")), line.strip()


def _place(stack: list[tuple[int, object]], indent: int, body: str, following: tuple[int, str]) -> None:
    if body == "-" or body.startswith("- "):
        while len(stack) > 1 and (
            stack[-1][0] > indent or (stack[-1][0] == indent and not isinstance(stack[-1][1], list))
        ):
            stack.pop()
        holder = stack[-1][1]
        if not isinstance(holder, list):
            return
        rest = body[1:].strip()
        if rest and _key(rest) is None:
            holder.append(_scalar(rest))
            return
        item: dict[str, object] = {}
        holder.append(item)
        inner = indent + (len(body) - len(rest) if rest else 2)
        stack.append((inner, item))
        if rest:
            _place_pair(stack, inner, rest, following)
        return
    while len(stack) > 1 and (stack[-1][0] > indent or isinstance(stack[-1][1], list)):
        stack.pop()
    _place_pair(stack, indent, body, following)


def _place_pair(stack: list[tuple[int, object]], indent: int, body: str, following: tuple[int, str]) -> None:
    holder = stack[-1][1]
    found = _key(body)
    if not isinstance(holder, dict) or found is None:
        return
    key, value = found
    deeper, content = following
    is_item = content == "-" or content.startswith("- ")
    if value:
        holder[key] = _scalar(value)
    elif is_item and deeper >= indent:
        sequence: list[object] = []
        holder[key] = sequence
        stack.append((deeper, sequence))
    elif deeper > indent:
        mapping: dict[str, object] = {}
        holder[key] = mapping
        stack.append((deeper, mapping))
    else:
        holder[key] = ""


def _key(body: str) -> tuple[str, str] | None:
    """``key: value`` with a plain or quoted key; ``None`` for a scalar."""
    if body[:1] in "\"'":
        end = body.find(body[0], 1)
        if end > 0 and body[end + 1 : end + 2] == ":":
            return body[1:end], body[end + 2 :].strip()
        return None
    name, colon, rest = body.partition(":")
    if not colon or (rest and not rest.startswith(" ")) or " " in name:
        return None
    return name, rest.strip()


def _scalar(text: str) -> str:
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1]
    return text.split(" #", 1)[0].rstrip()
