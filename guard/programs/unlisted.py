"""Programs that no file of this room knows.

Most of them are somebody's own build tools, and asking about each would teach people to say yes. So a
program nobody listed is quiet, except:

* it was made or downloaded in the same text (``curl -o x …; chmod +x x; ./x`` is the shell's room), or
* it looks like the command line of a service and its sub-command is a destructive verb
  (``acmectl clusters delete prod``): nobody knows what that takes with it, so it asks.

Caught: ``acmectl volumes destroy v1``, ``npx some-cloud-cli projects:delete x``.
Quiet: ``mytool --help``, ``acmectl clusters list``, ``mytool remove x``, ``./report.py delete-list.csv``.

Lost: unknown: what the verb says.
Back: unknown.
Instead: the program's ``--help``, its ``list``, its ``--dry-run``.

Facts: none can be had: these are the programs that nobody listed.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.knowledge.gravity import NOUNS, noun_row
from guard.knowledge.operator_rows import section_of
from guard.knowledge.verbs import reading_of
from guard.model import Effect, Place, Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

QUIET_OPTIONS = ("--help", "-h", "--version", "-V", "--dry-run", "--dryrun", "--check", "--what-if", "-n")
CHOOSING = ("-k", "-run", "--run", "-t", "--grep", "--filter", "--match", "--test", "--tests", "-bench",
            "--testNamePattern", "--test-name-pattern", "--only", "--name", "--example")  # fmt: skip
"""Options of test runners whose value chooses among names (``pytest -k delete``)."""
SHELL_WORDS = (
    "trap", "set", "export", "declare", "typeset", "local", "readonly", "alias", "unalias", "unset", "shift",
    "return", "exit", "source", ".", "eval", "exec", "hash", "type", "bind", "complete", "compgen", "shopt",
    "getopts", "read", "mapfile", "readarray", "wait", "jobs", "fg", "bg", "disown", "builtin", "command",
    "function", "enable", "let", "test", "[", "[[", ":", "printf", "echo",
)  # fmt: skip
"""The shell's own commands: their words are names of the script (``trap teardown EXIT``)."""
PLAIN = frozenset(
    (
        "mkdir", "touch", "ls", "cd", "pushd", "tree", "du", "df", "stat", "file", "basename", "dirname",
        "realpath", "readlink", "mktemp", "seq", "sleep", "date", "cal", "which", "whereis", "tput", "stty",
        "id", "groups", "uname", "hostname", "free", "uptime", "who", "w", "last", "pgrep", "pidof", "mkfifo",
        "wc", "sum", "cksum", "nproc", "expr", "true", "false", "yes", "tty", "arch", "lsblk", "lsof", "less",
    )
)  # fmt: skip
"""Everyday programs whose operands are names, whatever they say (``mkdir delete``)."""
SHOWING = ("man", "apropos", "whatis", "info", "tldr", "cheat", "help", "pytest", "go", "jest", "vitest",
           "rg", "ugrep", "ctags", "cscope", "fzf", "sk", "rga", "ast-grep", "zoekt")  # fmt: skip
"""Programs whose words are only looked up or chosen by."""
BARE = frozenset((
    "k3s-killall.sh", "k3s-agent-uninstall.sh", "rke2-uninstall.sh", "rke2-killall.sh", "db2stop",
    "kafka-server-stop", "kafka-server-stop.sh", "zookeeper-server-stop", "zookeeper-server-stop.sh",
    "elasticsearch-reset-password", "engine-cleanup", "tpm2_clear",
))  # fmt: skip
"""Programs that stop or remove something without a word behind their name."""
SUBCOMMAND_WORDS = 4
"""How deep sub-commands go: ``acme database branch delete``."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """An unknown effect where the words say that something would be destroyed."""
    name = invocation.program
    if name in PLAIN or name in SHELL_WORDS or (len(invocation.argv) < 2 and name not in BARE):
        return
    yield from _by_words(invocation, world)


def _by_words(invocation: Invocation, world: World) -> Iterator[Effect]:
    if _only_wraps(invocation.program):
        return
    from guard.knowledge.grammar import Unreadable, learned_record, record_of

    try:
        record = learned_record(invocation.program, invocation, world) or record_of(invocation.program)
        section = section_of(invocation.program)
        if record is not None and record.kind == "local" and section is None:
            return
    except Unreadable as error:
        yield _unknown(invocation, f"what is known of {invocation.program} cannot be read: {error}")
        return
    if section is not None or (record is not None and record.kind):
        from guard.programs.operators import operator_effects

        yield from operator_effects(invocation, record, section, world)
        return
    inner = _handed_on(invocation)
    if inner is not None:
        from guard.programs.registry import effects_of

        yield from effects_of(inner, world)
        return
    if any(word.text in QUIET_OPTIONS for word in invocation.argv[1:]):
        return
    words = _subcommands(invocation)
    verb = destructive_verb(words)
    if not verb and words and reading_of(words[0]).verb in MILD and _fetched(invocation, world):
        verb = words[0]
    if not verb:
        verb = next((w.text.lstrip("-") for w in invocation.argv[1:] if w.text in OPTIONS), "")
    if verb:
        yield _unknown(
            invocation,
            f"{invocation.program} is not known to the guard and is told to {verb} something",
            words,
        )


FETCHERS = ("npx", "bunx", "pnpx", "uvx", "pipx")
"""What fetches a program from its registry and runs it at once."""


def _fetched(invocation: Invocation, world: World) -> bool:
    """Whether it is fetched to be run: nobody here has chosen it, so what it resets or removes is anybody's
    guess. What the project depends on has been chosen."""
    runner = invocation.under(*FETCHERS)
    if runner is None or not invocation.cwd:
        return False
    name = invocation.program
    if world.exists(f"{invocation.cwd}/node_modules/.bin/{name}"):
        return False
    return f'"{name}"' not in (world.read(f"{invocation.cwd}/package.json") or "")


def _unknown(invocation: Invocation, why: str, words: tuple[str, ...] = ()) -> Effect:
    return Effect(
        "unlisted.destructive", "unknown", Resource("command", " ".join((invocation.program, *words))),
        Place("none"), invocation, why=why, span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


HANDED = ("rm", "shred", "dd", "sudo", "doas")
"""Programs whose name among an unknown program's words is hardly anything but a command to run."""
TALKING = ("say", "cowsay", "figlet", "toilet", "banner", "notify-send", "logger", "wall", "espeak", "zenity",
           "howdoi", "explain", "explainshell", "lolcat", "gum", "thefuck", "shellcheck")  # fmt: skip


def _handed_on(invocation: Invocation) -> Invocation | None:
    """The command that an unknown program would start (``with-env rm -rf ~``): a wrapper nobody listed must
    not hide what it wraps."""
    from guard.shell.wrappers.registry import grammar_of

    if invocation.program in TALKING or invocation.program in SHOWING:
        return None
    for index, word in enumerate(invocation.argv[1:], 1):
        name = (word.text or "").rsplit("/", 1)[-1]
        rest = invocation.argv[index + 1 :]
        if name in HANDED and rest and (name != "rm" or rest[0].prefix.startswith("-")):
            argv = invocation.argv[index:]
            if name in ("sudo", "doas") and (rest[0].text or "-").startswith("-"):
                return None
            argv = argv[1:] if name in ("sudo", "doas") else argv
            away = grammar_of(invocation.program) in ("remote", "platforms", "tasks")
            cwd = None if away else invocation.cwd  # what they run may run over there
            via = (*invocation.via, invocation)
            return replace(invocation, argv=argv, certainty="may", via=via, cwd=cwd)
    return None


def _only_wraps(program: str) -> bool:
    """Programs whose words are another program's (``xargs rm``): what they run is judged by itself."""
    from guard.shell.wrappers.registry import grammar_of

    if program in FETCHERS:
        return True
    room = grammar_of(program)
    if room == "loaders":
        from guard.shell.wrappers.loaders import LOADERS

        room = LOADERS[program].module
    return room in ("prefixes", "privileges", "environment", "items", "shells")


def _subcommands(invocation: Invocation) -> tuple[str, ...]:
    """The leading words that could be sub-commands: bare words without a dot, slash or space."""
    if invocation.program in SHOWING:
        return ()
    words: list[str] = []
    chosen = False
    for value in invocation.argv[1:]:
        text = value.text
        if text is None or text.startswith("-") or chosen:
            chosen = text in CHOOSING
            continue
        if not text or not all(c.isalnum() or c in "-_:" for c in text) or not text[0].isalpha():
            break
        words.append(text)
        if len(words) == SUBCOMMAND_WORDS:
            break
    return tuple(words)


def destructive_verb(words: tuple[str, ...]) -> str:
    """The verb by which a sub-command destroys something; empty without one.

    ``delete``, ``apps:destroy``, ``delete-cluster`` count wherever they stand; ``rm``, ``remove`` and
    ``reset`` only behind the name of something that holds data (``acmectl db rm``): package managers and
    version managers remove all day.
    """
    before: list[str] = []
    for word in words:
        reading = reading_of(word)
        if reading.operation == "delete":
            nouns = (*before, *reading.nouns)
            if reading.verb in STRICT or (reading.verb in MILD and nouns and noun_row(nouns)[1][2] == "data"):
                return word
            return ""
        if reading.operation != "unknown" and not reading.nouns and word not in NOUNS:
            return ""
        before.append(word)
    return ""


STRICT = frozenset((
    "delete", "del", "destroy", "purge", "wipe", "erase", "drop", "truncate", "terminate", "nuke",
    "obliterate", "deprovision", "decommission", "teardown",
))  # fmt: skip
"""Words that mean destruction in any tool's mouth."""
MILD = frozenset(("rm", "remove", "flush", "reset", "clear", "kill", "undeploy"))
"""Words that mean it only with the right object."""
OPTIONS = ("--delete", "--delete-all", "--purge", "--wipe", "--destroy", "--drop", "-purge")
"""Options that mean it by themselves (``kafka-topics.sh --delete``, ``nomad job stop -purge``)."""
