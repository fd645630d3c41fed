"""Names that a person gave to commands of a tool: ``~/.aws/cli/alias``, ``gh alias set``, ``~/.kube/kuberc``.

Caught: ``aws nuke`` where the alias file says ``nuke = ec2 terminate-instances …``; ``gh boom`` where it says
``boom: '!rm -rf ~'``; ``kubectl rmns shop`` where kuberc says ``command: delete``.
Quiet: ``aws who`` (``who = sts get-caller-identity``), ``gh co 3``.

An alias that nobody wrote down is a sub-command that nobody knows, and asks. Facts: docs.aws.amazon.com/cli
(Creating and using aliases), cli.github.com/manual/gh_alias_set, docs.gitlab.com (glab alias), kubernetes.io
(kuberc).
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

LIMIT = 3
"""Aliases that stand for aliases."""


@frozen
class Alias:
    """What a name stands for."""

    text: str
    """Words of the same tool, or with a leading ``!`` a text for a shell."""
    used: int
    """How many leading words of the command line it replaces."""
    kept: int = 0
    """How many words before it stay (``s3`` of ``aws s3 wipe``)."""

    @property
    def shell(self) -> bool:
        return self.text.startswith("!")


def alias_of(invocation: Invocation, world: World) -> Alias | None:
    """The alias that the command line begins with; ``None`` without one."""
    words = [v.text for v in invocation.argv[1:3]]
    if not words or words[0] is None or words[0].startswith("-"):
        return None
    tool = invocation.program.removesuffix(".exe")
    if tool in ("aws", "awslocal"):
        return _aws(words, invocation, world)
    if tool in ("gh", "glab") and words[0] not in _BUILT_IN:
        found = dict(_pairs(tool, invocation, world)).get(words[0])
        return None if found is None else Alias(found, 1)
    return None


def unfolded(invocation: Invocation, world: World) -> Invocation | None:
    """The command without its aliases; ``None`` where a shell would run one (``shell_text``)."""
    for _ in range(LIMIT):
        alias = alias_of(invocation, world)
        if alias is None:
            break
        if alias.shell:
            return None
        words = invocation.argv[1:]
        stem = tuple(known(word) for word in alias.text.split())
        argv = (invocation.argv[0], *words[: alias.kept], *stem, *words[alias.used :])
        invocation = replace(invocation, argv=argv)
    return invocation


def shell_text(invocation: Invocation, world: World) -> tuple[str, tuple[Value, ...]] | None:
    """The text that a shell would read, and the words that are handed to it."""
    alias = alias_of(invocation, world)
    if alias is None or not alias.shell:
        return None
    return alias.text[1:].strip(), invocation.argv[1 + alias.used :]


_BUILT_IN = frozenset((
    "api", "pr", "mr", "ci", "issue", "repo", "release", "run", "workflow", "auth", "gist", "secret",
    "variable", "browse", "search", "status", "label", "alias", "extension", "help", "version", "config",
    "cache", "org",
))  # fmt: skip
"""Commands of the tools themselves, which no alias replaces."""


def _aws(words: list[str | None], invocation: Invocation, world: World) -> Alias | None:
    """``[toplevel]`` gives names beside the services, ``[command s3]`` beside their operations."""
    from guard.programs.seen_paths import home_of

    home = home_of(invocation) or world.home
    text = world.read(f"{home}/.aws/cli/alias") if home else None
    if not text:
        return None
    section = name = ""
    found: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            section, name = " ".join(bare[1:-1].split()), ""
        elif line[:1] in (" ", "\t") and name:
            found[section, name] += "\n" + bare
        elif bare and not bare.startswith(("#", ";")):
            name, _, meaning = (part.strip() for part in bare.partition("="))
            found[section, name] = meaning
    first = found.get(("toplevel", words[0] or ""))
    if first is not None:
        return Alias(first.strip(), 1)
    second = found.get((f"command {words[0]}", words[1] or "")) if len(words) > 1 else None
    return None if second is None else Alias(second.strip(), 2, 0 if second.startswith("!") else 1)


def _pairs(tool: str, invocation: Invocation, world: World) -> Iterator[tuple[str, str]]:
    """gh keeps its aliases below ``aliases:`` of its settings, glab in a file of their own."""
    from guard.programs.seen_paths import home_of

    home = home_of(invocation) or world.home
    folder = "gh" if tool == "gh" else "glab-cli"
    base = _given(invocation, "GH_CONFIG_DIR" if tool == "gh" else "GLAB_CONFIG_DIR")
    if not base:
        above = _given(invocation, "XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
        base = f"{above}/{folder}" if above else ""
    text = world.read(f"{base}/{'config' if tool == 'gh' else 'aliases'}.yml") if base else None
    inside = tool == "glab"
    for line in (text or "").splitlines():
        if tool == "gh" and not line.startswith((" ", "\t")):
            inside = line.strip() == "aliases:"
            continue
        name, colon, meaning = line.strip().partition(":")
        if inside and colon and meaning.strip():
            yield name.strip("'\""), _plain(meaning.strip())


def _given(invocation: Invocation, name: str) -> str:
    found = invocation.variable(name)
    return (found.value.text or "") if found is not None else ""


def _plain(text: str) -> str:
    """A scalar of YAML without its quotes."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        inner = text[1:-1]
        return inner.replace("''", "'") if text[0] == "'" else inner.replace('\\"', '"').replace("\\\\", "\\")
    return text


def kuberc_unfolded(invocation: Invocation, word: str, world: World) -> Invocation | None:
    """``kubectl NAME …`` as the command that ``~/.kube/kuberc`` says it stands for."""
    from guard.programs.seen_paths import home_of

    home = home_of(invocation) or world.home
    path = _given(invocation, "KUBERC") or (f"{home}/.kube/kuberc" if home else "")
    text = world.read(path) if path and path != "off" else None
    entry: dict[str, list[str]] = {}
    key = ""
    for line in (*(text or "").splitlines(), "- name: "):
        bare = line.strip()
        if bare.startswith("- name:") and "command" in entry and entry.get("name") == [word]:
            break
        if bare.startswith("- name:") and key != "options":
            entry = {"name": [_plain(bare.partition(":")[2].strip())]}
            key = "name"
        elif bare.startswith("- ") and key in ("prependArgs", "appendArgs"):
            entry.setdefault(key, []).append(_plain(bare[2:].strip()))
        elif ":" in bare:
            key, _, rest = bare.partition(":")
            entry[key] = [_plain(rest.strip())] if rest.strip() else []
    if entry.get("name") != [word] or not entry.get("command"):
        return None
    at = next((i for i, v in enumerate(invocation.argv) if v.text == word), 0)
    if not at:
        return None
    before = (*entry["command"][0].split(), *entry.get("prependArgs", []))
    return replace(
        invocation,
        argv=(
            *invocation.argv[:at], *(known(w) for w in before), *invocation.argv[at + 1 :],
            *(known(w) for w in entry.get("appendArgs", [])),
        ),
    )  # fmt: skip
