"""Signals: whose process ends.

Caught: ``kill $(lsof -ti :5432)`` (a database that this session did not start), ``pkill node`` (every
project's, and the agent's own), ``kill -9 -1`` (everything that may be signalled), ``fuser -k 8080/tcp``,
``:(){ :|:& };:``.
Quiet: ``kill -0 4711``, ``kill -l``, ``kill %1`` and ``kill $!`` (jobs of this shell), ``pkill -0``, a pid
from a file in the project, and what this session started.

Lost: what the process held in memory.
Back: a service by a start; somebody else's work does not come back.
Instead: ``lsof -i :5432`` to see whose it is, ``kill %1`` for one's own.

Related: ShellCheck SC2009 (``pgrep`` in place of ``ps | grep``).
Facts: kill(1), kill(2) (pid -1 is every process), pkill(1), killall(1), fuser(1).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, known
from guard.programs.options import Options, read_options
from guard.programs.subcommands import Act, effect_of, word_set
from guard.shell.values import PID_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Hole, Invocation, Value
    from guard.world import World

BROAD = word_set(
    "node nodejs python python2 python3 java ruby php perl deno bun bash zsh sh fish dash tmux "
    "screen ssh sshd systemd init launchd dockerd docker containerd podman claude codex cursor "
    "code electron chrome chromium firefox safari gnome-shell kwin plasmashell xorg xwayland "
    "wayland windowserver finder explorer postgres postgresql mysqld mariadbd mongod redis-server "
    "nginx httpd apache2 gunicorn uwsgi beam.smp dotnet go cargo npm pnpm yarn sleep login gdm "
    "sddm lightdm dbus-daemon networkmanager kubelet iterm2 terminal kitty alacritty wezterm "
    "ghostty gemini aider windsurf zed vim nvim emacs"
)
"""Names that belong to many programs at once, or to the session itself."""
_HARMLESS = word_set("0 cont sigcont 18 winch sigwinch 28 chld urg")

_BOMB = Act(
    "stop",
    "process",
    "R4",
    "B3",
    "what every program on this machine holds in memory",
    "the function {name} starts itself twice each time it runs, until the machine stands still",
    marks=("outage",),
    tags=("T1499",),
)
_ONE = Act(
    "stop",
    "process",
    "R1",
    "B0",
    "the process {name} and what it holds in memory",
    instead="ps -o pid,ppid,user,lstart,args -p {name}",
    tags=("T1489",),
)
_PORT = Act(
    "stop",
    "process",
    "R1",
    "B0",
    "the process that listens on {name}",
    instead="lsof -i -P -n | grep LISTEN",
    tags=("T1489",),
)
_MATCH = Act(
    "stop",
    "process",
    "R1",
    "B1",
    "every process that {name} matches",
    "a name says nothing about whose it is",
    "pgrep -af {name}",
    tags=("T1489",),
)
_MANY = Act(
    "stop",
    "process",
    "R3",
    "B3",
    "every {name} on the machine: other projects' and this session's own",
    "the name is shared by programs that have nothing to do with one another",
    "pgrep -af {name}",
    ("unbounded",),
    ("T1489",),
)
_ALL = Act(
    "stop",
    "process",
    "R3",
    "B3",
    "every process of this user",
    "pid -1 means every process that may be signalled",
    marks=("unbounded",),
    tags=("T1489",),
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a signalling program does."""
    if invocation.program == "function":
        yield from _multiplying(invocation)
        return
    yield from _PROGRAMS.get(invocation.program, _kill)(invocation)


def _multiplying(invocation: Invocation) -> Iterator[Effect]:
    """What the shell says of a function that starts itself twice (``guard/shell/recursion.py``)."""
    if invocation.argv[2:] and invocation.argv[2].text == "multiplies":
        act = replace(_BOMB, why=_BOMB.why.replace("{name}", invocation.words[1]))
        yield effect_of("process.fork-bomb", act, "every process", _place(), invocation)


# ------------------------------------------------------------------------------------- kill


def _kill(invocation: Invocation) -> Iterator[Effect]:
    signal, targets = _signal(invocation.argv[1:])
    if signal in ("list", *_HARMLESS):
        return
    for word in targets:
        yield from _one(invocation, word)


def _signal(words: tuple[Value, ...]) -> tuple[str, list[Value]]:
    """The signal's name in lower case (``list`` for ``-l``) and what is signalled."""
    rest, signal = list(words), "term"
    if not rest:
        return "list", []
    first = rest[0].text
    if first in ("-l", "-L", "--list", "--table", "--help", "--version", "-V"):
        return "list", []
    if first in ("-s", "-n", "--signal") and len(rest) > 1:
        signal = (rest[1].text or "?").lower()
        rest = rest[2:]
    elif first is not None and first.startswith("--signal="):
        signal, rest = first[9:].lower(), rest[1:]
    elif first is not None and len(first) > 1 and first[0] == "-" and first != "--":
        signal, rest = first[1:].lower(), rest[1:]
    if rest and rest[0].text == "--":
        rest = rest[1:]
    return signal, rest


OWN_SHELL = ("$$", "$BASHPID")
"""The shell that reads the text: it ends, or runs a trap that is followed where it is set."""


def _one(invocation: Invocation, word: Value) -> Iterator[Effect]:
    text = word.text
    if len(word.parts) == 1 and len(word.holes) == 1 and word.holes[0].why in OWN_SHELL:
        return
    if text is not None and text.startswith("%"):
        return
    if text in ("-1", "1", "0"):
        act, name = (_MATCH, "this process group") if text == "0" else (_ALL, "every process")
        yield effect_of("process.kill-all", act, name, _place(), invocation)
        return
    name, own = _described(word)
    if own or PID_FILE in word.notes:
        return
    if name in BROAD or not name.strip(".*"):
        yield effect_of("process.kill", _MANY, name, _place(), invocation)
        return
    act = _PORT if name.startswith("port:") else _ONE
    yield effect_of("process.kill", act, name, _place(), invocation, value=None if text else word)


def _place() -> Place:
    return Place("process")


def _described(word: Value) -> tuple[str, bool]:
    """How the session may know the process, and whether it is one of this shell's own."""
    for hole in word.holes:
        if hole.why.startswith(("$!", "${!")) or hole.why.strip("⟨⟩ ").startswith("$!"):
            return word.skeleton, True
        found = _producer(hole)
        if found:
            return found
    return word.skeleton, False


def _producer(hole: Hole) -> tuple[str, bool] | None:
    for producer in hole.producers:
        words = [v.text or "" for v in producer.argv[1:]]
        if producer.program in ("lsof", "fuser", "ss", "netstat"):
            port = next((p for p in (_port(w) for w in words) if p), "")
            if port:
                return f"port:{port}", False
        elif producer.program in ("pgrep", "pidof"):
            plain = [w for w in words if w and not w.startswith("-")]
            return (plain[-1] if plain else "?"), False
        elif producer.program == "cat":
            own = bool(words) and all(w and not w.startswith(("/", "~", "..")) for w in words)
            return f"the process of {' '.join(words)}", own
        elif producer.program == "jobs":
            return "jobs", True
    return _searched(hole)


def _searched(hole: Hole) -> tuple[str, bool] | None:
    """``ps aux | grep node | awk '{print $2}'``: the name that is searched for."""
    if not any(p.program == "ps" for p in hole.producers):
        return None
    for producer in hole.producers:
        if producer.program in ("grep", "egrep", "rg"):
            words = [v.text for v in producer.argv[1:] if v.text and not v.text.startswith("-")]
            if words and words[0] != "grep":
                return words[0].replace("[", "").replace("]", ""), False
    return None


def _port(word: str) -> str:
    """``:3000``, ``-i:3000``, ``tcp:3000``, ``3000/tcp``."""
    bare = word.removesuffix("/tcp").removesuffix("/udp")
    tail = bare.rsplit(":", 1)[-1] if ":" in bare else (bare if bare != word else "")
    return tail if tail.isdigit() else ""


# ---------------------------------------------------------------------------- pkill, killall

_PKILL = word_set(
    "-s -t -u -U -g -G -P --signal --session --terminal --euid --uid --pgroup --group --parent -F "
    "--pidfile --ns --nslist -r --runstates"
)
_KILLALL = word_set("-s --signal -u --user -o --older-than -y --younger-than -n --ns -Z -c -t -d")


def _pkill(invocation: Invocation) -> Iterator[Effect]:
    words, signal = [], ""
    for word in invocation.argv[1:]:
        text = word.text or ""
        if (
            not signal
            and len(text) > 1
            and text[0] == "-"
            and (text[1:].isdigit() or (text[1:].isupper() and len(text) > 2))
        ):
            signal = text[1:].lower()
        else:
            words.append(word)
    killall = invocation.program == "killall"
    options = read_options(words, _KILLALL if killall else _PKILL)
    given = options.value("--signal", "-s") if killall else options.value("--signal")
    signal = signal or ((given.text or "?").lower() if given is not None else "term")
    if signal in _HARMLESS or options.has("-l", "--list", "-V", "--version", "--help", "-h"):
        return
    users = options.value("-u", "-U", "--user", "--euid", "--uid")
    parent = options.value("-P", "--parent")
    if parent is not None and "$$" in parent.skeleton:
        return
    if not options.operands:
        if users is not None and users.text not in ("", None):
            yield effect_of(
                "process.kill-all", _ALL, f"every process of {users.skeleton}", _place(), invocation
            )
        elif options.has("-P", "--parent", "-t", "-g", "-s", "-F"):
            yield effect_of("process.pkill", _MATCH, "the selection", _place(), invocation)
        return
    for word in options.operands:
        yield _by_name(invocation, word, options)


def _by_name(invocation: Invocation, word: Value, options: Options) -> Effect:
    name = word.skeleton
    bare = name.strip("^$").rsplit("/", 1)[-1].lower().removesuffix(".exe")
    narrowed = options.has("-P", "--parent", "-t", "-n", "-o", "--newest", "--oldest", "-g", "-F")
    if not bare.strip(".*") or (bare in BROAD and not narrowed):
        return effect_of("process.pkill", _MANY, name, _place(), invocation)
    return effect_of("process.pkill", _MATCH, name, _place(), invocation, value=None if word.text else word)


# -------------------------------------------------------------------------------- the others


def _fuser(invocation: Invocation) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], ("-n", "--namespace"))
    if not options.has("-k", "--kill"):
        return
    for word in options.operands:
        text = word.skeleton
        port = _port(text) or (text if text.isdigit() else "")
        if port:
            yield effect_of("process.fuser", _PORT, f"port:{port}", _place(), invocation)
        else:
            wide = options.has("-m", "--mount", "-M", "-c")
            act = _MANY if wide else _MATCH
            yield effect_of("process.fuser", act, f"user of {text}", _place(), invocation)


def _ports(invocation: Invocation) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], ("-m", "--method"))
    for word in options.operands or (known("?"),):
        yield effect_of("process.kill-port", _PORT, f"port:{word.skeleton}", _place(), invocation)


def _everybody(invocation: Invocation) -> Iterator[Effect]:
    yield effect_of("process.kill-all", _ALL, "every process", _place(), invocation)


def _xkill(invocation: Invocation) -> Iterator[Effect]:
    yield effect_of("process.xkill", _ONE, "the window that is clicked", _place(), invocation)


_PROGRAMS = {
    "kill": _kill,
    "pkill": _pkill,
    "killall": _pkill,
    "killall5": _everybody,
    "fuser": _fuser,
    "xkill": _xkill,
    "kill-port": _ports,
    "fkill": _pkill,
    "skill": _pkill,
}
