"""What code writes to a program that it starts, where that program reads its commands there.

Caught: ``subprocess.run(["sh"], input="rm -rf ~")``, ``Popen(["sh"], stdin=PIPE).communicate(b"…")``,
``execSync("sh", {input: …})``, ``spawn("sh").stdin.write(…)``, ``IO.popen("sh", "w")``, ``popen("sh", "w")``
of PHP and Lua, ``open(F, "|sh")`` of Perl, the same with ``psql`` or ``ssh h``. Near misses:
``subprocess.run( ["sort"], input=…)`` (data), ``subprocess.run(["sh", "-c", "ls"])`` (nothing is written),
``open("x", "w")``.

What is written as a literal is known; the rest is a hole, and asks. A script of the project is taken at its
literals alone.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.inline.acts import RunAct
from guard.model import Hole, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.acts import Act

FEEDS: dict[str, tuple[str, ...]] = {
    "python": ("input=", "stdin=", ".communicate(", "popen("),
    "node": ("input:", "input :", ".stdin."),
    "ruby": ("popen", "Open3", "stdin_data", "PTY"),
    "php": ("popen", "proc_open"),
    "perl": ("|", "open2", "open3"),
    "lua": ("io.popen",),
}
"""What has to stand in code that writes to a program."""
READERS = frozenset((
    "sh", "bash", "dash", "zsh", "ksh", "fish", "ash", "csh", "tcsh", "busybox", "python", "python3",
    "node", "perl", "ruby", "php", "lua", "psql", "mysql", "mariadb", "sqlite3", "mongosh", "mongo",
    "redis-cli", "sqlcmd", "clickhouse-client", "duckdb", "ssh", "docker", "podman", "kubectl", "sudo",
    "doas", "env", "su", "at", "batch", "crontab", "xargs", "parallel", "powershell", "pwsh", "cmd",
    "nsenter", "chroot", "ed", "ex",
))  # fmt: skip
"""Programs for which what they read is what they do."""
_WRITES = (
    r"(?:\binput\s*[=:]|\bstdin_data\s*(?::|=>)|\.communicate\s*\(|[.:>]write(?:Sync)?\s*\(|\.end\s*\("
    r"|\.stdin\.\w+\s*\("
    r"|\.(?:puts|print|write|syswrite)\b\s*\(?|\bf(?:write|puts)\s*\([^,()]*,|\bprint\s+\{?\$?\w+\}?\s(?=[\"'])|<<)"
)
_LITERAL = r"""\s*b?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
MOST = 65_536
"""Characters of code that are searched."""


def fed(acts: tuple[Act, ...], text: str, language: str, laid: bool) -> tuple[Act, ...]:
    """The acts, with what is written to those programs that do what they read."""
    signs = FEEDS.get(language)
    if signs is None or len(text) > MOST or not any(sign in text for sign in signs):
        return acts
    if not any(_reads(act) for act in acts):
        return acts
    written = literals(text)
    if laid and any(not isinstance(part, str) for part in written.parts):
        return acts
    return tuple(replace(act, stdin=written) if _reads(act) else act for act in acts)


def _reads(act: Act) -> bool:
    if not isinstance(act, RunAct) or act.stdin is not None:
        return False
    head = act.argv[0].text if act.argv else act.text.prefix if act.text is not None else ""
    words = (head or "").split()
    return bool(words) and words[0].rsplit("/", 1)[-1] in READERS


def literals(text: str) -> Value:
    """The literals that are written, a line each; a hole where something else is."""
    import re

    literals = [a or b for a, b in re.findall(_WRITES + _LITERAL, text)]
    lines = "".join(_plain(literal).rstrip("\n") + "\n" for literal in literals)
    if literals and len(re.findall(_WRITES, text)) <= len(literals):
        return Value((lines,))
    hole = Hole("what the code writes to it")
    return Value((lines, hole)) if lines else Value((hole,))


def _plain(literal: str) -> str:
    return literal.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\'", "'")
