"""A way out as it would be typed: the same program, at the same place, with the words of the command itself.

What a rule or a row says is general: ``kubectl get namespace {name}``, ``helm diff upgrade …``. Here it is
led to where the command would have gone: the options and variables that choose an account, a cluster, a
project or a folder come along, and ``…`` becomes the words that stand there in the command. What would hold a
word that is not known is left unsaid, because nobody could run it.
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.findings import Finding
    from guard.model import Value

KUBERNETES = ("--context", "--cluster", "--kubeconfig", "-n", "--namespace", "-s", "--server")
PLACES: dict[str, tuple[str, ...]] = {
    "kubectl": KUBERNETES,
    "oc": KUBERNETES,
    "helm": ("--kube-context", "--kubeconfig", "-n", "--namespace"),
    "aws": ("--profile", "--region", "--endpoint-url"),
    "gcloud": ("--project", "--configuration", "--account"),
    "docker": ("-H", "--host", "-c", "--context"),
    "podman": ("-c", "--connection", "--url"),
    "terraform": ("-chdir",),
    "tofu": ("-chdir",),
    "git": ("-C", "--git-dir", "--work-tree"),
    "redis-cli": ("-h", "-p", "-n"),
}
"""Options that choose the place and may stand before the sub-command."""
FIRST = ("docker", "podman", "git", "terraform", "redis-cli")
"""Programs of which the same letters mean something else behind the sub-command."""
LAST: dict[str, tuple[str, ...]] = {
    "az": ("--subscription",),
    "heroku": ("-a", "--app", "-r", "--remote"),
    "fly": ("-a", "--app"),
    "flyctl": ("-a", "--app"),
    "railway": ("-e", "--environment", "-s", "--service"),
    "supabase": ("--project-ref",),
    "firebase": ("-P", "--project"),
}
"""Those that stand behind it."""
CHOSEN = {
    "guard:kube-context": ("kubectl", "--context"),
    "guard:aws-profile": ("aws", "--profile"),
    "guard:docker-context": ("docker", "--context"),
    "guard:gcloud-project": ("gcloud", "--project"),
}
"""What an earlier step of the same text has chosen, as the option that says it."""
VARIABLES = (
    "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "KUBECONFIG", "DOCKER_HOST", "DOCKER_CONTEXT",
    "FLY_APP", "HEROKU_APP", "TF_WORKSPACE", "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME",
    "RAILS_ENV", "MIX_ENV", "APP_ENV", "NODE_ENV",
)  # fmt: skip
"""Variables that choose a place and hold no secret."""
ALIKE = (
    ("kubectl", "oc"), ("docker", "podman", "nerdctl"), ("fly", "flyctl"), ("terraform", "tofu"),
    ("storcli", "storcli64", "perccli", "perccli64"), ("ssacli", "hpssacli", "hpacucli"),
    ("bitcoin-cli", "litecoin-cli", "dogecoin-cli", "elements-cli"), ("platform", "magento-cloud", "upsun"),
    ("mysqldef", "psqldef", "sqlite3def", "mssqldef"), ("clamscan", "clamdscan"),
)  # fmt: skip
"""Programs that take the same words, the one that is written first."""
READING = ("ls", "find", "mv", "tar", "cut", "cat", "diff", "du")
"""Programs that name what lies in the folder, beside the one that the command runs."""
LOOKS = (
    ("compose down", "compose ps"),
    ("docker stop ", "docker inspect "),
    ("podman stop ", "podman inspect "),
)
"""What is milder elsewhere and would stop production → what only looks."""
SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,"


def led(finding: Finding, cwd: str) -> Finding:
    """A finding with its way out as it would be typed in the folder of the proposal."""
    by = finding.effect.by
    if not finding.instead or not isinstance(by, Invocation):
        return finding
    said = finding.instead
    for stopping, looking in LOOKS if finding.target.environment == "E4" else ():
        said = said.replace(stopping, looking)
    return replace(finding, instead=typed(said, by, cwd))


def typed(instead: str, by: Invocation, cwd: str) -> str:
    """A way out, as it would be typed where the command was; empty where it holds what nobody knows."""
    filled = _filled(instead, by)
    if "⟨" in filled:
        return ""
    program = next((alike[0] for alike in ALIKE if by.program in alike), by.program)
    head, blank, rest = filled.partition(" ")
    if not blank or head not in (program, by.program, *READING):
        return filled
    if head == program:
        head, rest = by.program, _placed(rest, by, program)
    if any("⟨" in word for word in (head, rest)):
        return ""
    said = " ".join((*_assigned(by), head, rest))
    return f"cd {_word(_folder(by.cwd, cwd))} && {said}" if _elsewhere(by, cwd) else said


def _elsewhere(by: Invocation, cwd: str) -> bool:
    """Whether the command runs in another folder of this machine than the proposal began in."""
    return by.cwd is not None and not by.via and os.path.normpath(by.cwd) != os.path.normpath(cwd)


def _folder(path: str | None, cwd: str) -> str:
    below = cwd.rstrip("/") + "/"
    return path[len(below) :] if path and path.startswith(below) else path or "."


def _placed(rest: str, by: Invocation, program: str) -> str:
    """The options that choose the place, before or behind the words of the way out."""
    before = [w for name, w in _given(by, PLACES.get(program, ()), program in FIRST) if not _has(rest, name)]
    behind = [w for name, w in _given(by, LAST.get(program, ())) if not _has(rest, name)]
    for variable, (tool, option) in CHOSEN.items():
        chosen = by.variables.get(variable)
        if chosen is not None and tool == program and not before:
            before.append(f"{option} {_word(chosen.value.skeleton)}")
    return " ".join((*before, rest, *behind))


def _has(text: str, option: str) -> bool:
    return any(word == option or word.startswith(option + "=") for word in text.split())


def _given(by: Invocation, names: Sequence[str], first: bool = False) -> Iterator[tuple[str, str]]:
    """These options as they stand in the command (``first``: before its sub-command): name and words."""
    words = by.argv[1:]
    for at, word in enumerate(words):
        if word.text == "--":
            return
        if first and not word.prefix.startswith("-") and (at == 0 or words[at - 1].text not in names):
            return
        name, equals, _ = word.skeleton.partition("=")
        if name not in names:
            continue
        if equals:
            yield name, _word(word.skeleton)
        elif at + 1 < len(words):
            yield name, f"{name} {_word(words[at + 1].skeleton)}"


def _assigned(by: Invocation) -> Iterator[str]:
    """``AWS_PROFILE=prod``, where the command is written behind it."""
    for name in VARIABLES:
        variable = by.variables.get(name)
        if variable is not None and variable.origin == "inline":
            yield f"{name}={_word(variable.value.skeleton)}"


def _filled(instead: str, by: Invocation) -> str:
    """``helm diff upgrade …`` with what stands behind *upgrade* in the command; empty where nothing does."""
    before, dots, behind = instead.partition("…")
    if not dots or before.count("'") % 2 or any("…" in word.skeleton for word in by.argv):
        return instead
    words = by.argv[1:]
    if not before:
        return f"{by.program} {' '.join(map(_raw, words))} {behind.strip()}"
    if before.endswith("="):
        name = before.split()[-1]
        values = [w.skeleton[len(name) :] for w in words if w.skeleton.startswith(name)]
        return before + _word(values[-1]) + behind if values else ""
    known = [w.skeleton for w in words]
    start = 0
    for word in reversed(before.split()[1:]):
        if word in known:
            start = known.index(word) + 1
            break
    rest = " ".join(_raw(word) for word in words[start:] if word.text not in behind.split())
    return " ".join(f"{before.strip()} {rest} {behind.strip()}".split()) if rest else ""


def _raw(word: Value) -> str:
    return word.skeleton if word.glob else _word(word.skeleton)


def _word(text: str) -> str:
    """A word as a shell takes it, in quotes where it needs them."""
    if text and all(c in SAFE for c in text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
