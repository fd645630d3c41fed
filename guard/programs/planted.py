"""Text that somebody else will run later, judged as if it ran now.

Caught: ``echo 'sudo shutdown' >> ~/.bashrc``, ``echo CODEX_HOME=./.codex >> .env``, a git hook that sends
``.env`` away, ``"test": "rm -rf ~ && jest"`` written into ``package.json``, ``run: aws s3 rm
s3://acme-prod-data --recursive`` in a workflow.
Quiet: ``echo 'clean: ; rm -rf dist' >> Makefile`` (the project's own clean-up), ``"clean": "rm -rf dist"`` in
``package.json``, a workflow that deploys: what stays inside the project is judged when it runs.

Lost: what the planted text would take when it runs, at a time when nobody looks.
Back: take the text out before it runs: ``git restore`` of a tracked file.
Instead: run it now, where it is judged and seen.

Related: actionlint and zizmor read workflows for injection; npm's ``ignore-scripts`` stops what a package
plants.
Facts: githooks(5), bash(1) INVOCATION, npm's documentation of life-cycle scripts; ATT&CK T1546.004.
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import Effect, Evidence, Place, Proposal, Resource
from guard.programs.written import JSON_FILES, MAKEFILES, NOTEBOOK, RUN_LINES, UNITS
from guard.signs.indented import plain, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import FileWrite, Invocation
    from guard.world import World

GRAVE = (
    "secret-sent", "guard-tampered", "unguarded-agent", "network-code", "root-home-device", "persistence",
    "protection", "credential-hunt",
)  # fmt: skip
"""Marks of effects that matter wherever the text will run."""
LONGEST = 65_536
"""Characters of a planted text that are read."""


def effects_of_text(text: str, by: Invocation, world: World, where: str) -> Iterator[Effect]:
    """The effects of a shell text that an invocation carries along.

    Args:
        where: the place it stands in, as it ends a sentence: ``the variable GIT_PAGER``.
    """
    proposal = Proposal(text=text, dialect="sh", cwd=by.cwd or "/", env=by.environment)
    for effect in foreseen(proposal, world, where):
        yield replace(effect, by=by, span=by.span)


def foreseen(proposal: Proposal, world: World, where: str) -> Iterator[Effect]:
    """What a shell text would do when it runs, each effect marked with where it was planted."""
    from guard.programs.foresight import interpret
    from guard.shell.evaluate import unfold

    for effect in interpret(unfold(proposal, world), world):
        link = Evidence(f"it stands in {where} and runs later", where)
        yield replace(effect, evidence=(*effect.evidence, link))


def planted_effects(
    path: str,
    text: str,
    write: FileWrite,
    proposal: Proposal,
    world: World,
    before: str = "",
    after: str = "",
) -> Iterator[Effect]:
    """What a text that is written to ``path`` will do when something runs the file.

    Args:
        path: absolute.
        text: the file as it will be, or the new part of it.
        before: the file as it is; a command that stands in it is nothing new.
        after: the file as it will be, where both are known: ``text`` may be a piece of a line.
    """
    text = text[:LONGEST]
    if not text.strip():
        return
    name = os.path.basename(path)
    whole = _run_as_a_whole(path, name, world)
    unseen = (
        "/.github/workflows/" in path or name == ".gitlab-ci.yml" or "cron" in path or name.endswith(UNITS)
    )
    for command in (text,) if whole else _new_commands(path, name, text, before[:LONGEST], after[:LONGEST]):
        start = replace(proposal, tool="shell", text=command, dialect="sh")
        for effect in foreseen(start, world, path):
            if whole and "network-code" in effect.marks:
                effect = replace(effect, marks=(*effect.marks, "persistence"))
            if whole or _grave(effect, proposal.cwd, world.home) or (unseen and _of_production(effect)):
                yield replace(effect, by=effect.by or write)
    if name == ".env" or name.startswith(".env.") or name == ".envrc":
        yield from _variables(text, path, write)


def _new_commands(path: str, name: str, text: str, before: str, after: str) -> Iterator[str]:
    """The command lines of the new text, and those of the file that were not in it before."""
    seen = set(_commands_in(path, name, before)) if before else set()
    for part in (after, text):
        for command in _commands_in(path, name, part):
            if command not in seen:
                seen.add(command)
                yield command


def _run_as_a_whole(path: str, name: str, world: World) -> bool:
    """Files that a shell reads as they are: hooks of git, start files of shells."""
    if "/.git/hooks/" in path or "/.husky/" in path:
        return True
    from guard.knowledge.protected import protection_of

    found = protection_of(path, world.home)
    return found is not None and "shell runs" in found[1]


def _commands_in(path: str, name: str, text: str) -> Iterator[str]:
    """The command lines that stand in a file of tasks."""
    if name in JSON_FILES:
        yield from _json_texts(text)
    elif name in MAKEFILES:
        for line in text.split("\n"):
            if line.startswith(("\t", "    ")) or (line and not line.endswith(":") and ":" not in line):
                yield line.strip().lstrip("@-+")
    elif "/.github/workflows/" in path or name in RUN_LINES:
        yield from _run_lines(text)
    elif "cron" in path:
        for line in text.split("\n"):
            yield " ".join(line.split()[5:])
    elif name.endswith(UNITS):
        yield from _unit_lines(text)
    elif name.endswith(NOTEBOOK):
        yield from cell_lines(text)


def _unit_lines(text: str) -> Iterator[str]:
    """``ExecStart=`` of systemd.unit(5) without its signs, ``Exec=`` of a desktop entry, ``%h`` the home."""
    for line in text.split("\n"):
        key, sign, value = line.strip().partition("=")
        if sign and key.startswith("Exec"):
            yield value.strip().lstrip("-@:+!").replace("%h", "~")


def cell_lines(text: str) -> Iterator[str]:
    """What a cell of a notebook hands to a shell (IPython's ``!``, ``%%bash``), and its Python."""
    if text.startswith(("%%bash", "%%sh", "%%script")):
        yield text.partition("\n")[2]
        return
    from guard.shell.values import shell_quoted

    for line in text.split("\n"):
        if line.lstrip().startswith(("!", "%sx ", "%system ")):
            yield line.lstrip().removeprefix("%sx ").removeprefix("%system ").lstrip("!")
    code = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(("!", "%")))
    if code.strip() and not text.lstrip().startswith("{"):
        yield f"python3 -c {shell_quoted(code)}"


def _json_texts(text: str) -> Iterator[str]:
    """The texts on the right side of a colon, whether or not the whole is JSON (an edit gives a part)."""
    from guard.wire import loads

    for line in text.replace('",', '",\n').replace("{", "{\n").split("\n"):
        _, colon, value = line.partition(":")
        value = value.rstrip("}], \t\r")
        value = value.strip()
        if colon and value.startswith('"') and value.endswith('"') and len(value) > 2:
            try:
                found = loads(value)
            except ValueError:
                continue
            if isinstance(found, str) and " " in found:
                yield found


RUNNING = ("run", "script", "cmd", "before_script", "command", "entry")
"""Keys of workflows and hooks whose value runs."""


def _run_lines(text: str) -> Iterator[str]:
    """``run: …``, the block under ``run: |`` and the items under ``script:``."""
    for _, key, value, below in settings(text):
        if key in RUNNING:
            yield value or "\n".join(plain(line.strip().removeprefix("- ")) for line in below)


TEMPORARY = ("/tmp", "/var/tmp", "/dev/null")  # noqa: S108


def _grave(effect: Effect, cwd: str, home: str) -> bool:
    """Whether an effect matters wherever and whenever the text runs."""
    if any(mark in effect.marks for mark in GRAVE):
        return True
    if effect.place.kind != "path" or effect.operation not in ("delete", "overwrite", "truncate"):
        return False
    value = effect.resource.value
    text = value.prefix if value is not None else effect.resource.identity
    if value is not None and "~" in text[:1]:
        return True
    if not text.startswith("/") or (text.startswith(TEMPORARY) and os.path.normpath(text) != home):
        return False
    return not os.path.normpath(text).startswith(cwd.rstrip("/") + "/")


def _of_production(effect: Effect) -> bool:
    """Whether it takes something of production away, by the names that the command itself has: where the
    text runs without anybody who looks (CI, cron, a timer), nobody judges it again."""
    from guard.signs.environments import environment_of_words

    if effect.operation not in ("delete", "truncate", "unprotect") or effect.place.kind == "path":
        return False
    words = (effect.resource.identity, *(value.skeleton for _, value in effect.place.hints))
    return environment_of_words(" ".join(words)) == "E4"


AGENT_VARIABLES = (
    "CODEX_HOME", "CLAUDE_CONFIG_DIR", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "GEMINI_CLI_HOME",
    "BASH_ENV", "NODE_OPTIONS", "LD_PRELOAD", "GIT_SSH_COMMAND", "GOOGLE_GEMINI_BASE_URL",
    "CURSOR_CONFIG_DIR", "COPILOT_HOME", "PROMPT_COMMAND",
)  # fmt: skip


def _variables(text: str, path: str, write: FileWrite) -> Iterator[Effect]:
    for line in text.split("\n"):
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and (name.strip() in AGENT_VARIABLES or "GUARD" in name.split("_")) and not _loopback(value):
            yield Effect(
                "guard.planted-variable", "unprotect", Resource("variable", f"{name} in {path}"),
                Place("none", "Edit"), write, "R1", "B1", loss="the check before the act",
                why=f"{name} moves an agent's settings elsewhere, or runs code in every program",
                marks=("local-bypass",), tags=("T1562.001",),
            )  # fmt: skip
            return


def _loopback(value: str) -> bool:
    from guard.programs.agent_clis import is_loopback

    return "://" in value and is_loopback(value.strip("\"' "))
