"""Variables that switch guards off, redirect an agent, or run code, wherever they are set.

Caught: ``GUARD_DISABLE=1 rm -rf build``, ``export ENABLE_DESTRUCTIVE_GUARD=0``, ``unset BASH_ENV``,
``PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION=yes npx prisma migrate reset``,
``DISABLE_DATABASE_ENVIRONMENT_CHECK=1 rake db:drop`` (deny); ``SKIP=guard pre-commit run``, ``HUSKY=0 git
commit -m x``, ``export PROMPT_COMMAND=``, ``LD_PRELOAD=./x.so ls``, ``export PATH=/tmp/b:$PATH`` (ask).
Quiet: ``NODE_ENV=test npm test``, ``DEBUG=1 npm test``, ``AUTH_GUARD=web php artisan test``, ``GIT_PAGER=cat
git log``, ``export PATH=$HOME/.local/bin:$PATH``, ``OPENAI_BASE_URL=http://localhost:11434/v1 python
app.py``.

Lost: a check, or the certainty about which program runs.
Back: unset the variable, before anything else is run.
Instead: run the command with the check in place; a person switches it off in a terminal of their own.

Related: ShellCheck SC2123 (PATH is the search path).
Facts: bash(1) INVOCATION and Shell Variables, ld.so(8), git(1) ENVIRONMENT VARIABLES, the documentation of
pre-commit, husky, lefthook, Prisma and Rails.
"""

from __future__ import annotations

from guard.knowledge.guards import AGENTS
from guard.model import Effect, Place, Resource, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Invocation, Mark, Operation, Variable
    from guard.world import World

OFF_WORDS = ("0", "false", "off", "no", "none", "disabled", "disable", "null", "allow", "")
SWITCHES = (
    "DISABLE", "DISABLED", "SKIP", "BYPASS", "OFF", "NO", "IGNORE", "UNSAFE", "OVERRIDE", "ALLOW", "FORCE",
    "ALLOW_ALL", "YOLO", "APPROVE", "TRUST",
)  # fmt: skip

SHELL_HOOKS = ("BASH_ENV", "ENV", "PROMPT_COMMAND", "ZDOTDIR", "preexec_functions", "precmd_functions", "PS0")
"""Where a shell keeps what runs before a command: the guard's shell integration lives there."""

HISTORY: dict[str, tuple[str, ...]] = {
    "HISTFILE": ("", "/dev/null"), "HISTSIZE": ("0",), "HISTFILESIZE": ("0",), "SAVEHIST": ("0",),
}  # fmt: skip
"""Where a shell keeps what was typed, and the values with which it keeps nothing."""

CONSENTS: tuple[tuple[str, str], ...] = (
    (
        "PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION",
        "Prisma asks that a person gives this consent, not an agent",
    ),
    ("DISABLE_DATABASE_ENVIRONMENT_CHECK", "Rails would no longer refuse to drop a production database"),
    ("I_UNDERSTAND_", "a confirmation that a tool wants from a person is given in advance"),
    ("DANGEROUSLY_", "the tool itself calls it dangerous"),
    ("DO_NOT_", "its own name forbids it"),
    ("DONT_USE", "its own name forbids it"),
)
PROHIBITIONS = (
    "DO_NOT_USE", "DO_NOT_SET", "DONT_USE", "BYPASS", "UNSAFE_", "_UNSAFE", "INSECURE_", "SKIP_SAFETY",
    "DISABLE_SAFETY", "NO_SAFETY", "FORCE_PRODUCTION", "ALLOW_PRODUCTION", "ALLOW_DESTRUCTIVE",
    "ALLOW_PROD", "CONFIRM_DESTROY", "DISABLE_PROTECTION", "OVERRIDE_PROTECTION",
)  # fmt: skip
"""A name in which its author says that it should not be set lightly."""

HOOK_SKIPS = {"HUSKY": ("0",), "HUSKY_SKIP_HOOKS": ("1", "true"), "LEFTHOOK": ("0", "false"), "SKIP": ("*",),
              "PRE_COMMIT_ALLOW_NO_CONFIG": ("1",), "OVERCOMMIT_DISABLE": ("1",), "SKIP_HOOKS": ("1", "true"),
              "NO_VERIFY": ("1", "true"), "GIT_HOOKS_SKIP": ("1",), "PRE_COMMIT_SKIP": ("*",)}  # fmt: skip

RUNS_LIBRARY = (
    "LD_PRELOAD",
    "LD_AUDIT",
    "DYLD_INSERT_LIBRARIES",
    "PYTHONSTARTUP",
    "GCONV_PATH",
    "LD_LIBRARY_PATH_64",
)
RUNS_TEXT = (
    "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "EDITOR",
    "VISUAL", "PAGER", "MANPAGER", "LESSOPEN", "LESSCLOSE", "PROMPT_COMMAND", "BROWSER",
    "GIT_PROXY_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "RSYNC_RSH", "CVS_RSH", "TAR_OPTIONS",
    "SUDO_ASKPASS", "RIPGREP_PREPROCESSOR", "FZF_DEFAULT_COMMAND", "KUBE_EDITOR", "AWS_PAGER", "GIT_SSH",
)  # fmt: skip
"""Variables whose text a program hands to a shell."""


def variable_effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the variables that this command sets, exports or removes would undo, and the code that
    ``enable -f`` loads into the shell."""
    if invocation.program == "enable":
        yield from _loaded(invocation)
    for name, value in _set_here(invocation):
        yield from _assigned(invocation, name, value, world)
    functions = any(w.text == "-f" for w in invocation.argv[1:])
    for name in _unset_here(invocation):
        if name == "HISTFILE":
            why = "what is run in this shell would no longer be recorded"
            yield _effect(invocation, "guard.history", "unprotect", "unset HISTFILE", why, ("local-bypass",))
        elif name in SHELL_HOOKS or _names_a_guard(name):
            sure = not functions and (name in ("BASH_ENV", "ENV") or _names_a_guard(name))
            why = f"{name} keeps what runs before each command; without it the guard is not asked"
            marks: tuple[Mark, ...] = ("guard-tampered",) if sure else ("local-bypass",)
            yield _effect(invocation, "guard.variable", "unprotect", f"unset {name}", why, marks)


def _loaded(invocation: Invocation) -> Iterator[Effect]:
    """``enable -f FILE name``: what a preloaded library is to a program, this is to the shell."""
    words = [word.text for word in invocation.argv[1:]]
    file = words[words.index("-f") + 1] if "-f" in words[:-1] else None
    if file is not None and file.startswith(OPEN_TO_ALL):
        why = f"the shell itself would run code from {file}, where anybody can write"
        shown = f"enable -f {file}"
        yield _effect(invocation, "variable.code", "execute", shown, why, ("guard-tampered",))


BUILTINS = ("export", "declare", "typeset", "local", "readonly", "setenv", "set")


def _set_here(invocation: Invocation) -> Iterator[tuple[str, Value]]:
    """Names and values that this very command sets; what an earlier one exported is judged there."""
    if invocation.program in BUILTINS:
        for word in invocation.argv[1:]:
            name, equals, head = word.prefix.partition("=")
            if equals:
                rest = word.parts[1:]
                yield name.rstrip("+"), Value((head, *rest) if rest else (head,))
        if invocation.program == "set" and len(invocation.argv) == 3 and "=" not in invocation.argv[1].prefix:
            yield invocation.argv[1].prefix, invocation.argv[2]
        return
    variables: Mapping[str, Variable] = invocation.variables
    agent = invocation.program in AGENTS
    for name, variable in variables.items():
        if variable.origin == "inline" or agent or name in RELEVANT_LATER:
            yield name, variable.value


RELEVANT_LATER = ("PATH", "DISABLE_DATABASE_ENVIRONMENT_CHECK", "PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION")


def _unset_here(invocation: Invocation) -> Iterator[str]:
    if invocation.program == "unset":
        for word in invocation.argv[1:]:
            if not word.prefix.startswith("-"):
                yield word.skeleton


def _assigned(invocation: Invocation, name: str, value: Value, world: World) -> Iterator[Effect]:
    text = value.text
    shown = f"{name}={text if text is not None and len(text) < 40 else '…'}"
    found = _switched_off(name, text)
    if found:
        yield _effect(invocation, "guard.variable", "unprotect", shown, found, ("guard-tampered",))
        return
    for prefix, why in CONSENTS:
        if name.startswith(prefix) and (text is None or text.lower() not in ("0", "false", "no", "")):
            yield _effect(invocation, "guard.consent", "unprotect", shown, why, ("protection",))
            return
    if any(p in name.upper() for p in PROHIBITIONS) and (text or "1").lower() not in ("0", "false", "no"):
        why = f"the name {name} says that it should not be set"
        yield _effect(invocation, "guard.prohibited-variable", "unprotect", shown, why, ("local-bypass",))
        return
    if name in HISTORY and text in HISTORY[name]:
        why = "what is run in this shell would no longer be recorded"
        yield _effect(invocation, "guard.history", "unprotect", shown, why, ("local-bypass",))
        return
    if name == "GIT_SSL_NO_VERIFY" and text not in ("", "0", "false"):
        why = "git would no longer check whom it talks to"
        yield _effect(invocation, "git.check-off", "unprotect", shown, why, ("local-bypass",))
        return
    yield from _hooks_skipped(invocation, name, text, shown)
    yield from _git_setting(invocation, name, text)
    yield from _code(invocation, name, value, shown, world)
    if name == "PATH":
        yield from _shadowed(invocation, value, world)


def _switched_off(name: str, text: str | None) -> str:
    """Why a variable switches a guard off; empty where it does not."""
    upper = name.upper()
    why = f"{name} switches a guard off"
    if not _names_a_guard(upper):
        if upper in (
            "DISABLE_ALL_HOOKS",
            "CLAUDE_CODE_DISABLE_HOOKS",
            "CLAUDE_CODE_SIMPLE",
            "CLAUDE_CODE_BARE",
        ):
            return why if (text or "1").lower() not in ("0", "false", "") else ""
        return ""
    pieces = upper.replace("-", "_").split("_")
    off = (text or "").lower() in OFF_WORDS if text is not None else True
    if any(word in pieces for word in SWITCHES):
        return "" if off and text not in ("allow", "", None) else why
    if (
        upper.endswith("GUARD")
        or "ENABLE" in pieces
        or "ENABLED" in pieces
        or "MODE" in pieces
        or "LEVEL" in pieces
    ):
        return why if off or (text or "").lower() in ("audit", "warn", "log", "permissive", "dry-run") else ""
    return why if upper.startswith("GUARD_") and off else ""


def _names_a_guard(name: str) -> bool:
    pieces = name.upper().replace("-", "_").split("_")
    return ("GUARD" in pieces or any(p.endswith("GUARD") and len(p) > 6 for p in pieces)) and (
        "WIREGUARD" not in pieces and "AUTH" not in pieces and "ADGUARD" not in pieces
    )


def _hooks_skipped(invocation: Invocation, name: str, text: str | None, shown: str) -> Iterator[Effect]:
    values = HOOK_SKIPS.get(name)
    if values is None or text == "" or (text is not None and text not in values and "*" not in values):
        return
    relevant = invocation.program in ("git", "pre-commit", "lefthook", "overcommit", *BUILTINS)
    if not relevant and not (text or "").startswith("guard"):
        return
    if name.endswith("SKIP") and invocation.program in BUILTINS and "guard" not in (text or ""):
        return
    why = "the checks that run before a commit or a push would be skipped"
    yield _effect(invocation, "guard.hooks-skipped", "unprotect", shown, why, ("local-bypass",))


GIT_RUNS = (
    "core.fsmonitor", "core.sshcommand", "core.pager", "core.editor", "core.askpass", "diff.external",
    "alias.", "sequence.editor", "credential.helper", "gpg.program", "filter.", "include.path",
    "uploadpack.",
)  # fmt: skip
"""Settings of git whose value is a command."""


def _git_setting(invocation: Invocation, name: str, text: str | None) -> Iterator[Effect]:
    """Git's settings by variable: ``GIT_CONFIG_KEY_0=core.hooksPath``, ``GIT_CONFIG_PARAMETERS``."""
    if not name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_PARAMETERS")):
        return
    lower = (text or "").lower()
    if text is None or "core.hookspath" in lower:
        why = "git would look for its hooks elsewhere, and the checks before a commit would not run"
        yield _effect(invocation, "guard.hooks-skipped", "unprotect", f"{name}=…", why, ("local-bypass",))
    elif any(setting in lower for setting in GIT_RUNS):
        why = f"git would run the command that {text[:40]} names"
        yield _effect(invocation, "variable.code", "execute", f"{name}=…", why, ("unknown-code",))


def _code(invocation: Invocation, name: str, value: Value, shown: str, world: World) -> Iterator[Effect]:
    text = value.text
    if name in SHELL_HOOKS and (text == "" or name in ("BASH_ENV", "ENV", "ZDOTDIR")):
        if name == "ENV" and invocation.program not in ("sh", "dash", "ksh", *BUILTINS):
            return
        if name == "ENV" and "/" not in (text or "/"):
            return
        why = f"{name} decides what runs before each command; the guard's own entry stands there"
        yield _effect(invocation, "guard.shell-hook", "unprotect", shown, why, ("local-bypass",))
    elif name in RUNS_LIBRARY and text != "" and not _installed(text):
        open_to_all = name in PRELOADS and text is not None and text.startswith(OPEN_TO_ALL)
        why = f"{name} makes every program run code from {text if text is not None else 'somewhere'}"
        why += ", where anybody can write; the guard would load it too" if open_to_all else ""
        marks: tuple[Mark, ...] = ("guard-tampered",) if open_to_all else ("unknown-code",)
        yield _effect(invocation, "variable.code", "execute", shown, why, marks)
    elif name in ("NODE_OPTIONS", "RUBYOPT", "PERL5OPT", "JAVA_TOOL_OPTIONS") and _loads(text):
        why = f"{name} makes every program of that language load code first"
        yield _effect(invocation, "variable.code", "execute", shown, why, ("unknown-code",))
    elif name in RUNS_TEXT and text:
        text = text.lstrip("|- ") if name.startswith("LESS") else text
        if name in STARTS and _first(text) not in FAMILIAR:
            why = f"{name} makes other programs run {_first(text)} where they would show or edit something"
            yield _effect(invocation, "variable.code", "execute", shown, why, ("unknown-code",))
        from guard.programs.planted import effects_of_text

        yield from effects_of_text(text, invocation, world, f"the variable {name}")


PRELOADS = ("LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES")
"""Variables by which the loader puts native code into every process, whatever it is."""
OPEN_TO_ALL = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108
LIBRARIES = ("/usr/lib", "/lib/", "/lib64/", "/usr/local/lib", "/opt/homebrew/", "/nix/store/")


def _installed(text: str | None) -> bool:
    """Whether every library comes from where packages put them (an allocator, a sanitizer)."""
    parts = (text or "").replace(" ", ":").split(":")
    return bool(text) and ".." not in parts and all(p.startswith(LIBRARIES) for p in parts if p)


STARTS = (
    "PAGER", "MANPAGER", "GIT_PAGER", "EDITOR", "VISUAL", "GIT_EDITOR", "BROWSER", "LESSOPEN",
    "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_ASKPASS", "SSH_ASKPASS",
)  # fmt: skip
FAMILIAR = frozenset(
    (
        "less", "more", "most", "cat", "bat", "batcat", "delta", "head", "tail", "true", ":", "vim", "vi",
        "nvim", "nano", "emacs", "emacsclient", "code", "micro", "hx", "helix", "subl", "ed", "ssh",
        "echo", "printf", "false", "pbcopy", "diff-so-fancy", "difft", "open", "xdg-open", "firefox", "sh",
        "col", "kak", "gedit", "zed", "cursor", "lesspipe", "lesspipe.sh", "sed", "git", "gh", "touch",
        "test", "mcedit", "pico", "joe", "ne", "none", "cmp",
    )
) - {"open", "xdg-open", "touch"}  # fmt: skip
"""What people put into such a variable; what they do with their arguments is judged as a command line."""


def _first(text: str) -> str:
    words = text.strip("| ").split()
    return words[0].rsplit("/", 1)[-1] if words else ":"


def _loads(text: str | None) -> bool:
    return text is None or any(
        o in text for o in ("--require", "-r ", "--import", "--loader", "-M", "-javaagent", "-agentpath")
    )


def _shadowed(invocation: Invocation, value: Value, world: World) -> Iterator[Effect]:
    """Directories that would be searched before the present ones."""
    from guard.knowledge.guards import is_guard

    old = (invocation.environment.get("PATH") or "").split(":")
    text = value.text
    first = (text if text is not None else value.prefix).split(":")
    for folder in first:
        if not folder or folder in old or not folder.startswith("/"):
            break
        names = world.list(folder) or ()
        guards = [n for n in names if is_guard(n)]
        if guards:
            why = f"{folder}/{guards[0]} would be called in the guard's place"
            yield _effect(
                invocation, "guard.shadowed", "unprotect", f"PATH={folder}:…", why, ("guard-tampered",)
            )
            return
        home = world.home.rstrip("/")
        if home and folder.startswith(home + "/"):
            continue
        if folder.startswith(WRITABLE) and not folder.endswith(("/.bin", "venv/bin", "env/bin")):
            why = (
                f"programs in {folder}, which anybody can write to, would run in place of the installed ones"
            )
            yield _effect(invocation, "guard.path", "unprotect", f"PATH={folder}:…", why, ("local-bypass",))
            return


WRITABLE = ("/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/")  # noqa: S108


def _effect(
    invocation: Invocation, rule: str, operation: Operation, shown: str, why: str, marks: tuple[Mark, ...]
) -> Effect:
    return Effect(
        rule=rule,
        operation=operation,
        resource=Resource("variable", shown),
        place=Place("none", invocation.program, (("variable", known(shown)),)),
        by=invocation,
        recoverability="R1" if "guard-tampered" not in marks else "R3",
        blast="B3" if "guard-tampered" in marks else "B1",
        loss="the check before the act",
        why=why,
        instead="the same command without it",
        marks=marks,
        tags=("T1562.001",),
        span=invocation.span,
        certainty=invocation.certainty,
    )
