"""Variables that run programs or load code: PAGER, EDITOR, GIT_SSH_COMMAND, LD_PRELOAD, BASH_ENV …

Asked only about variables that the text itself sets; the ones a person lives with say nothing about it.

Caught: ``PAGER=curl git diff``, ``GIT_SSH_COMMAND='sh -c "rm -rf /"' git fetch``, ``LD_PRELOAD=/tmp/x.so
ls``,
``PS1='$(rm -rf ~)'``, ``env 'BASH_FUNC_ls%%=() { rm -rf ~; }' bash -c ls``.
Quiet: ``PAGER=cat git log``, ``EDITOR=vim git commit``, ``GIT_EDITOR=true git rebase --continue``,
``PYTHONPATH=src pytest``, ``NODE_OPTIONS=--max-old-space-size=4096 npm test``.

Facts: git(1) “Environment Variables”, bash(1) “Shell Variables”, ld.so(8), python(1), perlrun, node --help,
environ(7), less(1), tar(1).
"""

from __future__ import annotations

from guard.model import Value, known
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunText
from guard.shell.wrappers.grammar import joined, names, tail
from guard.shell.wrappers.variable_meanings import HARMLESS, LOADING, SHELLS, VARIABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Invocation, Variable
    from guard.shell.unwrap import Inner
    from guard.shell.wrappers.variable_meanings import Meaning
    from guard.world import World


def unwrap_variables(
    assigned: Mapping[str, Variable], invocation: Invocation | None, world: World
) -> tuple[Inner, ...]:
    """What would run because of the variables that a text sets.

    Args:
        assigned: the variables that the text sets for the program, or (``invocation`` is ``None``)
            exports or assigns on its own.
        invocation: the program that starts with them; a variable that it does not read is quiet.
    """
    found: list[Inner] = []
    for name, variable in assigned.items():
        found += _of(name, variable.value, invocation)
        found += _unseen_folder(name, variable.value, invocation, world)
    if "GIT_CONFIG_COUNT" in assigned:
        found += _git_settings(assigned)
    return tuple(found)


def _of(name: str, value: Value, invocation: Invocation | None) -> Iterator[Inner]:
    if name.startswith("BASH_FUNC_"):
        if invocation is None or invocation.program in SHELLS.split():
            yield from _function(name, value)
        return
    meaning = VARIABLES.get(name)
    if meaning is None or not value.parts or value.text == "":
        return
    if invocation is not None and meaning.programs and invocation.program not in meaning.programs.split():
        return
    yield from _KINDS[meaning.kind](name, value, meaning, invocation)


def _function(name: str, value: Value) -> Iterator[Inner]:
    """An exported function: called by its name in any bash started with it."""
    body = (value.text or value.skeleton).strip()
    called = name.removeprefix("BASH_FUNC_").removesuffix("%%").removesuffix("()")
    yield RunText(
        known(
            f"guard_function {body}\nguard_function"
            if not body.startswith("()")
            else f"{called} {body}\n{called}"
        ),
        "bash",
    )


def _command(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """A command that a shell runs as it stands."""
    yield RunText(value, "sh")


def _words(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """Options that are laid in front of the program's own."""
    yield RunText(joined((known(meaning.programs.split()[0]), value)), "sh")


DEBUGGERS = ("0", "pdb.set_trace", "ipdb.set_trace", "pudb.set_trace", "IPython.embed", "bpdb.set_trace")


def _breakpoint(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    if value.text not in DEBUGGERS:
        yield Opaque(f"{name} makes breakpoint() call {value.skeleton}")


def _text(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    text = value.text
    words = text.split() if text is not None else []
    if words and (text in HARMLESS or words[0].rsplit("/", 1)[-1] in _WITH_WORDS):
        if len(words) > 1:
            yield RunText(value, "sh")
        return
    if invocation is None and len(words) == 1 and "/" not in words[0]:
        yield Opaque(f"{name} would run {text} wherever it is used")
        return
    yield RunText(value, "sh")
    program = words[0].rsplit("/", 1)[-1] if words else ""
    if program not in _JUDGED or (program in SHELLS.split() and len(words) > 1):
        yield Opaque(f"{name} runs {value.skeleton}")


_WITH_WORDS = frozenset(
    names(
        "cat less more bat delta vim vi nvim nano emacs emacsclient code subl hx micro ed diff-so-fancy col"
    )
)
"""Programs that stay harmless with arguments of their own, unless these run something (judged below)."""
_JUDGED = frozenset(names("ssh sh bash git sed perl python3 gh tee head ccache sccache"))
"""Programs whose own rules say what their arguments do."""


def _library(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    text = value.text or ""
    parts = [part for part in text.replace(" ", ":").split(":") if part]
    if parts and all(part.rsplit("/", 1)[-1].startswith(_ALLOCATORS) for part in parts):
        return
    yield Opaque(f"{name} loads code from {value.skeleton} into every program that starts")


_ALLOCATORS = (
    "libjemalloc", "libtcmalloc", "libasan", "libtsan", "libubsan", "libfaketime", "libmimalloc",
    "libeatmydata", "libSegFault", "libclang_rt", "libgtk3-nocsd", "libnss_wrapper", "libstdc++",
    "libfakeroot",
)  # fmt: skip


def _folder(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """Search paths are ordinary; one that anybody can write to is not."""
    parts = (value.text or value.skeleton).split(":")
    if name.startswith(("LD_", "DYLD_")) and any((p + "/").startswith(_OPEN_TO_ALL) for p in parts):
        yield Opaque(
            f"{name} looks for libraries in {value.skeleton}, where anybody can write", dangerous=False
        )


_OPEN_TO_ALL = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108


def _compiler(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """Built-in rules run it in front of their own words."""
    yield RunText(value, "sh", certainty="may")


def _unseen_folder(name: str, value: Value, invocation: Invocation | None, world: World) -> Iterator[Inner]:
    """A search path in a folder that anybody may make, and that is not there to be looked at."""
    meaning = VARIABLES.get(name)
    if meaning is None or meaning.kind != "folder":
        return
    for part in (value.text or "").split(":"):
        if (part + "/").startswith(_OPEN_TO_ALL) and not world.is_directory(part):
            yield Opaque(f"{name} takes code from {part}, which is not there yet and anybody could make")


def _ex(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """Commands of vi: ``!`` and ``system()`` run programs."""
    text = value.text if value.text is not None else value.skeleton
    if "!" in text or "system(" in text or value.text is None:
        yield Opaque(f"{name} makes the editor run {text}")


def _script(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    if value.text is not None and value.text in ("/dev/null", "~/.bashrc", "~/.bash_profile"):
        return
    text = value.text or ""
    if "$(" in text or "`" in text:
        yield RunText(value, "sh")
    elif name != "ENV" or "/" in value.skeleton:
        yield RunFile(value, "bash", (value,))


def _code(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    if invocation is not None and len(invocation.argv) > 1 and name == "PYTHONSTARTUP":
        return
    yield Opaque(f"{name} runs {value.skeleton} when an interactive interpreter starts")


def _prompt(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """Substitutions in a prompt run each time it is shown."""
    text = value.text if value.text is not None else value.skeleton
    if invocation is not None and name != "PS4":
        return
    if "$(" in text or "`" in text:
        yield RunText(
            known(": " + text.replace("\\[", "").replace("\\]", "") if '"' in text else f': "{text}"'),
            "bash",
            certainty="may",
        )


def _prompt_command(
    name: str, value: Value, meaning: Meaning, invocation: Invocation | None
) -> Iterator[Inner]:
    if invocation is None or invocation.program in ("bash",):
        yield RunText(value, "bash", certainty="may")


def _options(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    text = value.text
    if text is None:
        yield Opaque(f"{name} is not known ({value.skeleton})", dangerous=False)
        return
    for word in text.replace(" -M", " -M ").split():
        head = word.split("=")[0].split(":")[0]
        if (
            head in LOADING
            or word.split("=")[0] in LOADING
            or (name == "PERL5OPT" and word.startswith(("-M", "-m", "-d", "-I")))
            or (name == "RUBYOPT" and word.startswith(("-r", "-I")) and "/" in word)
        ):
            yield Opaque(f"{name} makes it load or run something: {text}")
            return


def _lessopen(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    text = (value.text or value.skeleton).lstrip("|-").strip()
    if "lesspipe" in text or "lessfile" in text or "src-hilite" in text or "highlight" in text:
        return
    yield RunText(known(text.replace("%s", "FILE").replace("%%", "%")), "sh")


def _warnings(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """A category with a dot is imported (``antigravity.x`` opens a browser)."""
    for entry in (value.text or "").split(","):
        fields = entry.split(":")
        if len(fields) > 2 and "." in fields[2]:
            yield Opaque(f"{name} imports the module of {fields[2]}")


def _makeflags(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    text = value.text or ""
    if "SHELL=" in text or "--eval" in text:
        yield Opaque(f"{name} replaces the shell of make or adds rules: {text}")


def _configuration(
    name: str, value: Value, meaning: Meaning, invocation: Invocation | None
) -> Iterator[Inner]:
    if value.text in ("/dev/null", None):
        return
    if (value.text or "").startswith(_OPEN_TO_ALL):
        yield Opaque(f"{name} names settings in {value.skeleton}, where anybody can write")
    elif name == "GIT_CONFIG_PARAMETERS":
        yield from _parameters(value)


def _parameters(value: Value) -> Iterator[Inner]:
    from guard.shell.wrappers.git import of_setting, runs

    for entry in (value.text or "").split("' '"):
        key, equals, text = entry.strip("'").replace("'='", "=").partition("=")
        if equals and runs(key):
            yield from of_setting(key, known(text.strip("'")))


def _zdotdir(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    yield RunFile(Value((*value.parts, "/.zshenv")), "zsh")


def _perl(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    if invocation is None or any(word.prefix.startswith("-d") for word in invocation.argv[1:]):
        yield RunArgv((known("perl"), known("-e"), value))
        yield Opaque(f"{name} is Perl code that runs in the debugger: {value.skeleton}")


def _lua(name: str, value: Value, meaning: Meaning, invocation: Invocation | None) -> Iterator[Inner]:
    """``LUA_INIT`` is code, or a file behind ``@`` (lua(1))."""
    if value.prefix.startswith("@"):
        yield RunFile(tail(value, 1), "lua", (value,))
    elif value.parts:
        yield RunArgv((known("lua"), known("-e"), value))


def _git_settings(assigned: Mapping[str, Variable]) -> list[Inner]:
    """``GIT_CONFIG_KEY_0=core.pager GIT_CONFIG_VALUE_0='…'``."""
    from guard.shell.wrappers.git import of_setting, runs

    found: list[Inner] = []
    for name, variable in assigned.items():
        if not name.startswith("GIT_CONFIG_KEY_"):
            continue
        value = assigned.get("GIT_CONFIG_VALUE_" + name.removeprefix("GIT_CONFIG_KEY_"))
        key = variable.value.text
        if key is None:
            found.append(Opaque("a setting of git is not known"))
        elif value is not None and (runs(key) or key.lower().startswith("alias.")):
            found += list(of_setting(key, value.value))
    return found


_KINDS = {
    "text": _text, "library": _library, "folder": _folder, "script": _script, "code": _code,
    "prompt": _prompt,
    "prompt-command": _prompt_command, "options": _options, "lessopen": _lessopen, "warnings": _warnings,
    "makeflags": _makeflags, "configuration": _configuration, "zdotdir": _zdotdir, "perl": _perl, "lua": _lua,
    "ex": _ex, "compiler": _compiler, "command": _command, "words": _words, "breakpoint": _breakpoint,
}  # fmt: skip
