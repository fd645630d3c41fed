"""Commands that run later or in another terminal: at, batch, crontab, tmux, screen, systemd-run.

Caught: ``at now <<< 'rm -rf ~'``, ``tmux send-keys -t 0 'rm -rf ~' Enter``, a crontab line that deletes.
Quiet: ``at -l``, ``crontab -l``, ``tmux ls``, ``tmux attach``, ``systemd-run --user sleep 5``.

Facts: at(1), crontab(5) (five fields or ``@daily``, ``%`` is a newline), tmux(1) 3.3, screen(1) 4.9,
systemd-run(1) 252.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import joined, path_of, take_assignments, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What would run later, or over there."""
    yield from _PROGRAMS[invocation.program](invocation, world)


def _at(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-f", "-q", "-t"))
    if options.has("-l", "-d", "-r", "-c", "-V"):
        return
    source = options.value("-f")
    if source is not None:
        path = path_of(source, invocation)
        text = world.read(path) if path else None
        yield (
            RunText(known(text), "sh", source=source.skeleton)
            if text is not None
            else Opaque(f"the job in {source.skeleton} cannot be read")
        )
    elif invocation.stdin is not None:
        yield RunStdin("sh")


def _crontab(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-u",))
    if options.has("-l", "-r", "-V", "-e"):  # the editor is a variable's
        return
    name = options.operands[0] if options.operands else None
    text: str | None = None
    if name is None or name.text == "-":
        stream = invocation.stdin
        value = stream.text if stream is not None else None
        text = "\n".join(part for part in value.parts if isinstance(part, str)) if value is not None else None
    else:
        path = path_of(name, invocation)
        text = world.read(path) if path else None
    for line in (text or "").split("\n"):
        command = crontab_command(line)
        if command:
            yield RunText(known(command), "sh", certainty="may", source="crontab")


def crontab_command(line: str) -> str:
    """The command of a crontab line, empty for comments and settings."""
    line = line.strip()
    if not line or line[0] == "#":
        return ""
    words = line.split(None, 1 if line[0] == "@" else 5)
    count = 1 if line[0] == "@" else 5
    if len(words) <= count or (line[0] != "@" and not all(_is_field(w) for w in words[:5])):
        return ""
    return words[count].split("%")[0]


def _is_field(word: str) -> bool:
    return bool(word) and (word[0] in "*0123456789" or word[:3].lower() in _NAMES)


_NAMES = (
    "sun", "mon", "tue", "wed", "thu", "fri", "sat", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
    "sep", "oct", "nov", "dec",
)  # fmt: skip


# ---------------------------------------------------------------------- terminal multiplexers

_TMUX = ("-f", "-L", "-S", "-T", "-c")
_TMUX_COMMANDS = {
    "new-session": "-c -e -f -F -n -s -t -x -y", "new": "-c -e -f -F -n -s -t -x -y",
    "new-window": "-c -e -F -n -t", "neww": "-c -e -F -n -t", "split-window": "-c -e -F -l -p -t",
    "splitw": "-c -e -F -l -p -t", "respawn-pane": "-c -e -t", "respawnp": "-c -e -t",
    "respawn-window": "-c -e -t",
    "respawnw": "-c -e -t", "run-shell": "-c -d -t", "run": "-c -d -t", "if-shell": "-t", "if": "-t",
    "pipe-pane": "-t", "pipep": "-t", "display-popup": "-b -c -d -e -h -s -S -t -T -w -x -y",
    "popup": "-b -c -d -e -h -s -S -t -T -w -x -y",
    "send-keys": "-c -N -t", "send": "-c -N -t", "command-prompt": "-I -p -t -T",
}  # fmt: skip
_KEYS = ("Enter", "C-m", "C-j", "KPEnter", "^M")


def _tmux(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(read_options(invocation.argv[1:], _TMUX, permute=False).operands)
    shell = read_options(invocation.argv[1:], _TMUX, permute=False).value("-c")
    if shell is not None:
        yield RunText(shell, "sh")
    while words:
        end = next((i for i, w in enumerate(words) if w.text in (";", "\\;")), len(words))
        yield from _tmux_command(words[:end])
        words = words[end + 1 :]


def _tmux_command(words: Sequence[Value]) -> Iterator[Inner]:
    name = text_of(words[0]) if words else ""
    if name not in _TMUX_COMMANDS:
        return
    options = read_options(words[1:], _TMUX_COMMANDS[name].split(), permute=False)
    operands = options.operands
    variables = take_assignments(list(options.values("-e")))
    if name in ("send-keys", "send"):
        keys = [w for w in operands if w.text not in _KEYS and not _is_key(w)]
        keys = [known(" ") if w.text == "Space" else w for w in keys]
        if keys:
            yield RunText(joined(keys, ""), "sh")
    elif len(operands) == 1:
        yield RunText(operands[0], "sh", variables=variables)
    elif operands and name in ("if-shell", "if"):
        yield RunText(operands[0], "sh")
        for branch in operands[1:]:
            if branch.text is not None:
                yield from _tmux_command([known(w.strip("'\"")) for w in branch.text.split(None, 1)])
    elif operands:
        yield RunArgv(operands, variables)


def _is_key(word: Value) -> bool:
    text = word.text or ""
    return len(text) == 3 and text[:2] in ("C-", "M-")


def _screen(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(
        invocation.argv[1:], ("-S", "-X", "-c", "-e", "-h", "-p", "-s", "-t", "-T"), permute=False
    )
    if options.has("-X"):
        head = text_of(options.value("-X"))
        words = [w for w in options.operands if w.text is None or w.text not in ("-p", "0")]
        if head in ("stuff", "exec", "screen") and words:
            text = joined(words)
            plain = (text.text or "").replace("\\n", "\n").replace("^M", "\n").replace("\\015", "\n")
            yield RunText(known(plain) if text.text is not None else text, "sh")
    elif options.operands and not options.has("-r", "-x", "-ls", "-list", "-R"):
        yield RunArgv(options.operands)


_SYSTEMD = (
    "-p -u -H -M -E -d --property --unit --host --machine --setenv --description --slice --uid --gid"
    " --nice --working-directory --on-active --on-boot --on-startup --on-unit-active --on-unit-inactive"
    " --on-calendar --service-type --timer-property --path-property --socket-property --background"
)


def _systemd(invocation: Invocation, world: World) -> Iterator[Inner]:
    valued = [o for o in _SYSTEMD.split() if o != "-d"]
    options = read_options(invocation.argv[1:], valued, permute=False)
    rest = options.operands
    if rest:
        given = [word for word in options.values("-E", "--setenv") if "=" in word.prefix]
        yield RunArgv(rest, take_assignments(given), options.value("--working-directory"),
                      elsewhere=options.has("-H", "--host", "-M", "--machine"))  # fmt: skip


_PROGRAMS = {
    "at": _at, "batch": _at, "crontab": _crontab, "tmux": _tmux, "screen": _screen, "systemd-run": _systemd,
}  # fmt: skip
