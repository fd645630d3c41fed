"""Tools that only read, but have an option that runs a program.

Caught: ``man --html='rm -rf ~' ls``, ``sort --compress-program sh``, ``rg --pre=sh x``,
``tar cf /dev/null --checkpoint=1 --checkpoint-action=exec='rm -rf ~' x``, ``rsync -e 'sh -c "rm -rf ~"' a
b:``.
Quiet: ``rg --pretty x``, ``tar -tzf x``, ``tar -I zstd -xf x``, ``rsync -e ssh a b:``, ``man ls``.

GNU tools accept any unambiguous beginning of a long option, so the table gives the whole names and the
shortest beginning that still means it. Facts: the manual page of each tool.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Hole, Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunText
from guard.shell.wrappers.grammar import tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


@frozen
class Flag:
    """An option that runs its value."""

    names: str
    """Separated by blanks; a long one with ``[`` where the part that may be left out begins."""
    kind: str = "text"
    """``text``: for a shell; ``each``: a program that gets a file; ``filter``: a program that gets data;
    ``odd``: a text whose use is rare, so that a program nobody expects there is a question;
    ``library``: code that is loaded; ``jar``: a program by the name of its archive; ``rest``: all words that
    follow; ``config``: settings that may run programs; ``remote``: a text over there; ``macro``: a text
    with ``%(command)`` in it; ``code:LANGUAGE``: code; ``file:LANGUAGE``: a file of code."""
    strip: str = ""
    """What must stand before the command in the value (``exec=``)."""
    attached: bool = False
    """The value is never the next word."""


_SSH_LIKE = (Flag("-S", "odd"), Flag("-o", "ssh"), Flag("-F", "config"))
_TERMINAL = (Flag("-e -x --command --execute", "rest"), Flag("--", "rest"))
FLAGS: dict[str, tuple[Flag, ...]] = {
    "man": (Flag("-P --p[ager]", "odd"), Flag("-H --ht[ml]", "odd", attached=True)),
    "sort": (Flag("--compress-pr[ogram] --comp[ress-program]", "filter"),),
    "rg": (Flag("--pre", "each"), Flag("--hostname-bin", "each")),
    "tar": (
        Flag("--to-c[ommand]", "odd"), Flag("-I --use-c[ompress-program]", "filter"),
        Flag("--checkpoint-a[ction]", "odd", strip="exec="), Flag("--rsh-[command]", "odd"),
        Flag("--rmt-[command]", "odd"), Flag("-F --info-s[cript] --new-vol[ume-script]", "odd"),
    ),
    "zip": (Flag("-TT --unzip-command", "odd"),), "split": (Flag("--f[ilter]"),),
    "rsync": (Flag("-e --rsh", "odd"), Flag("--rsync-path", "remote")), "scp": _SSH_LIKE,
    "sftp": (*_SSH_LIKE, Flag("-D", "odd")),
    "openssl": (
        Flag("-engine -provider -provider-path --engine", "library"),
        Flag("-pre -post", "library", strip="SO_PATH:"),
    ),
    "pandoc": (Flag("--filter -F --lua-filter -L", "each"),), "rpm": (Flag("--eval -E", "macro"),),
    "nmap": (Flag("--script", "library"),), "tcpdump": (Flag("-z", "filter"),),
    "wget": (Flag("--use-askpass", "each"),), "fzf": (Flag("--preview"), Flag("--bind", "binding")),
    "netcat": (Flag("-e"), Flag("-c")), "nc": (Flag("-e", "text"), Flag("-c", "text")),
    "ncat": (Flag("-e --exec"), Flag("-c --sh-exec"), Flag("--lua-exec", "library")), "xterm": _TERMINAL,
    "gnome-terminal": _TERMINAL, "konsole": _TERMINAL, "alacritty": _TERMINAL, "urxvt": _TERMINAL,
    "foot": _TERMINAL, "x-terminal-emulator": _TERMINAL, "wezterm": (Flag("--", "rest"),),
    "gcc": (Flag("-wrapper", "comma"), Flag("-fplugin", "library")), "g++": (Flag("-wrapper", "comma"),),
    "apt-get": (Flag("-o --option", "invoke"),), "apt": (Flag("-o --option", "invoke"),),
    "hg": (Flag("--config", "invoke"),), "svn": (Flag("--editor-cmd --diff-cmd --diff3-cmd"),),
    "ssh-keygen": (Flag("-D", "library"),), "ssh-add": (Flag("-s", "library"),),
    "gpg": (Flag("--photo-viewer"),),
    "java": (Flag("-javaagent -agentpath -XX:OnOutOfMemoryError -XX:OnError", "java"), Flag("-jar", "jar")),
    "watchman-make": (Flag("--run"),),
    "blender": (Flag("--python-expr", "code:python"), Flag("-P --python", "file:python")),
    "qgis": (Flag("--code", "file:python"),), "mpv": (Flag("--script --scripts", "file:lua"),),
}  # fmt: skip
FLAGS["gtar"] = FLAGS["bsdtar"] = FLAGS["tar"]

JARS = ("jenkins-cli", "liquibase", "flyway", "bfg")
"""Archives of Java that are programs of that name."""
REDIS_PORTS = ("6379", "6380", "7000")
OPEN_TO_ALL = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108
_COMPRESSORS = (
    "gzip",
    "bzip2",
    "xz",
    "zstd",
    "lz4",
    "pigz",
    "pbzip2",
    "lzop",
    "brotli",
    "zstdmt",
    "pixz",
    "lzip",
    "plzip",
)
_SHOWING = (
    "ssh", "cat", "less", "more", "most", "bat", "head", "tail", "wc", "md5sum", "sha256sum", "sha1sum",
    "true", "col", "cmp", "firefox", "lynx", "w3m", "chromium", "xdg-open", "open", "elinks", "", "jq",
    "grep", "file", "tee",
)  # fmt: skip


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What the options of a reading tool would run."""
    words = invocation.argv[1:]
    if invocation.program == "socat":
        yield from _socat(words)
        return
    if invocation.program == "sftp" and invocation.stdin is not None:
        from guard.shell.wrappers import editors

        yield from editors.unwrap(invocation, world)
    if invocation.program in ("nc", "ncat", "netcat") and invocation.stdin is not None:
        yield from _spoken(invocation, read_options(words, _netcat_values()).operands)
    if invocation.program == "openssl" and invocation.words[1:2] == ("s_client",):
        named = read_options(words[1:], ("-connect", "-host", "-port"), single_dash=True).value("-connect")
        host, _, port = (named.text or "").rpartition(":") if named is not None else ("", "", "")
        yield from _spoken(invocation, (known(host), known(port)) if host else ())
    flags = FLAGS.get(invocation.program, ())
    for index, word in enumerate(words):
        if word.text == "--" and not any(f.names == "--" for f in flags):
            return
        for flag in flags:
            found = _value(flag, word, words[index + 1 :])
            if found is not None:
                yield from _run(flag, found, words[index + 1 :], word)


def _netcat_values() -> tuple[str, ...]:
    from guard.programs.sinks import NETCAT_VALUES

    return tuple(NETCAT_VALUES)


def _spoken(invocation: Invocation, operands: Sequence[Value]) -> Iterator[Inner]:
    """``printf 'FLUSHALL\\r\\n' | nc localhost 6379``: the lines of a text protocol, as the
    client of its own would send them."""
    text = invocation.stdin.text if invocation.stdin is not None else None
    if text is None or len(operands) < 2 or operands[-1].text not in REDIS_PORTS:
        return
    client = (known("redis-cli"), known("-h"), operands[0], known("-p"), operands[-1])
    for line in (text.text or text.skeleton).replace("\\r", "\r").replace("\\n", "\n").split("\n"):
        words = line.split()
        if words and not words[0].startswith(("*", "$")):
            yield RunArgv((*client, *(known(word) for word in words)))


def _value(flag: Flag, word: Value, rest: Sequence[Value]) -> Value | None:
    """The value of the flag where this word is it."""
    head, equals, _ = word.prefix.partition("=")
    following = rest[0] if rest and not flag.attached else None
    for name in flag.names.split():
        short, _, optional = name.partition("[")
        full = short + optional.rstrip("]")
        if name.startswith("--"):
            if head.startswith(short) and full.startswith(head):
                return tail(word, len(head) + 1) if equals else following
        elif word.prefix == name:
            return following
        elif len(name) == 2 and word.prefix.startswith(name) and flag.kind != "rest":
            return tail(word, 2)
        elif len(name) > 2 and word.prefix.startswith((name + "=", name + ":")):
            return tail(word, len(name) + 1)
        elif len(name) == 2 and _clustered(word.prefix, name[1]) and not flag.attached:
            return following
    return None


def _clustered(head: str, letter: str) -> bool:
    """``-avze``: the letter ends a cluster, so that its value is the next word."""
    return len(head) > 2 and head[0] == "-" and head[1:].isalpha() and head.endswith(letter)


def _run(flag: Flag, value: Value, rest: Sequence[Value], word: Value) -> Iterator[Inner]:
    text = value.prefix
    if flag.strip:
        if not text.startswith(flag.strip):
            return
        value = tail(value, len(flag.strip))
    if flag.kind == "text":
        yield RunText(value, "sh")
    elif flag.kind == "odd":
        yield RunText(value, "sh")
        if not usual(value, _SHOWING):
            yield Opaque(f"{value.skeleton} would be run by an option that usually only shows")
    elif flag.kind == "remote":
        yield RunText(value, "sh", elsewhere=True)
    elif flag.kind == "each":
        yield RunArgv((value, Value((Hole("a file that the tool reads"),))))
        if " " in text:
            yield RunText(value, "sh")
        if text.startswith(OPEN_TO_ALL):
            yield Opaque(f"{value.skeleton}, where anybody can write, would be run for each file")
    elif flag.kind == "filter":
        yield RunText(value, "sh")
        if not usual(value, _COMPRESSORS):
            yield Opaque(f"{value.skeleton} would be run as a filter")
    elif flag.kind == "library":
        yield from _library(value)
    elif flag.kind == "rest":
        yield RunArgv(tuple(rest)) if len(rest) != 1 else RunText(rest[0], "sh")
    elif flag.kind == "macro":
        if "%(" in text:
            yield RunText(Value((text.partition("%(")[2].rpartition(")")[0],)), "sh")
    elif flag.kind == "config":
        if text.startswith(OPEN_TO_ALL):
            yield Opaque(f"settings that may run programs are read from {value.skeleton}")
    elif flag.kind == "ssh":
        yield from _ssh_setting(value)
    elif flag.kind == "jar":
        yield from _jar(value, rest[1:])
    else:
        yield from _other(flag, value)


def _jar(value: Value, rest: Sequence[Value]) -> Iterator[Inner]:
    """``java -jar bfg-1.15.0.jar …`` is ``bfg …``."""
    name = (value.text or "").rpartition("/")[2].removesuffix(".jar")
    while name and name not in JARS:
        name = name.rpartition("-")[0]
    if name:
        yield RunArgv((known(name), *rest))


def usual(value: Value, programs: Sequence[str]) -> bool:
    """Whether a text runs one of these programs, and nothing behind it."""
    words = (value.text or "").split()
    if value.text is None or any(mark in value.text for mark in ";&|$`<>\n"):
        return False
    return (words[0].rsplit("/", 1)[-1] if words else "") in programs


def _library(value: Value) -> Iterator[Inner]:
    text = value.text
    if text is None or "/" in text or text.endswith((".so", ".nse", ".dylib", ".dll", ".lua")):
        yield Opaque(f"code would be loaded from {value.skeleton}")


def _ssh_setting(value: Value) -> Iterator[Inner]:
    from guard.shell.wrappers.remote import _LOCAL, CARRIERS, setting

    key, text = setting(value)
    if key in _LOCAL and text.text != "none":
        yield RunText(text, "sh")
        if not usual(text, CARRIERS):
            yield Opaque(f"{text.skeleton} would be run to reach the other host ({key})")


def _other(flag: Flag, value: Value) -> Iterator[Inner]:
    text = value.text or ""
    if flag.kind == "comma" and value.text is None:
        yield RunText(value, "sh")
    elif flag.kind == "comma":
        yield RunArgv(tuple(Value((p,)) for p in text.split(",")))
    elif flag.kind == "binding":
        for mark in ("execute(", "execute-silent(", "become(", "reload(", "transform("):
            if mark in text:
                yield RunText(Value((text.partition(mark)[2].rstrip(")"),)), "sh")
    elif flag.kind == "invoke":
        key, _, command = text.partition("=")
        if "invoke" in key.lower() or key.lower().startswith(("alias.", "hooks.", "shellalias")):
            yield RunText(Value((command.lstrip("!"),)), "sh")
    elif flag.kind.startswith("code:"):
        yield RunArgv((known("python3"), known("-c"), value))
    elif flag.kind.startswith("file:"):
        yield RunFile(value, flag.kind.partition(":")[2], (value,))
    elif flag.kind == "java":
        yield Opaque(f"java would load or run {value.skeleton}")


def _socat(words: Sequence[Value]) -> Iterator[Inner]:
    """``EXEC:command`` and ``SYSTEM:text`` addresses."""
    for word in words:
        kind, colon, _ = word.prefix.partition(":")
        if colon and kind.upper() in ("EXEC", "SYSTEM", "SHELL"):
            command = tail(word, len(kind) + 1)
            head = (command.text or "").split(",")[0]
            yield RunText(Value((head,)) if command.text is not None else command, "sh")
