"""Programs that start others on the side: window managers, terminals, tracers, installers, typesetters.

Seen: ``i3-msg exec 'rm -rf ~'``, ``kitty sh -c …``, ``kitty @ launch …``, ``xdotool exec …``, ``bpftrace -c
…``, ``flatpak run --command=sh app -c …``, ``launchctl submit -l x -- …``, ``mvn exec:exec
-Dexec.executable=rm -Dexec.args=…``, ``ranger --cmd='shell …'``, ``vifm -c '!…'``, ``pdflatex -shell-escape
'\\\\write18{…}'``, ``gs -c '(%pipe%…) (w) file'``. Quiet: ``i3-msg workspace 2``, ``flatpak run app``, ``mvn
test``, ``pdflatex paper.tex``.

Facts: i3 user's guide “exec”, kitty “launch”, xdotool(1), bpftrace(8), dtrace(1), flatpak-run(1),
launchctl(1), exec-maven-plugin, ranger(1), vifm(1), TeX Live “shell escape”, Ghostscript “%pipe%”.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import joined, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    yield from STARTS[invocation.program](list(invocation.argv[1:]))


def _message(words: list[Value]) -> Iterator[Inner]:
    """``exec [--no-startup-id] command``, alone or as one word with other commands before it."""
    line = joined(read_options(words, ("-t", "--type", "-s", "--socket"), permute=False).operands)
    text = line.text
    if text is None:
        if "exec" in line.skeleton.split():
            yield RunText(line)
        return
    for command in text.replace(",", ";").split(";"):
        head, _, rest = command.strip().partition(" ")
        if head in ("exec", "exec_always"):
            yield RunText(known(rest.replace("--no-startup-id", "").strip()))


def _dispatch(words: list[Value]) -> Iterator[Inner]:
    texts = [text_of(word) for word in words]
    if texts[:2] == ["dispatch", "exec"]:
        yield RunText(joined(words[2:]))


def _after(name: str) -> Callable[[list[Value]], Iterator[Inner]]:
    """What stands behind a subcommand and its options."""

    def started(words: list[Value]) -> Iterator[Inner]:
        texts = [text_of(word) for word in words]
        if name in texts:
            rest = words[texts.index(name) + 1 :]
            while rest and rest[0].prefix.startswith("-") and rest[0].text != "--":
                rest = rest[1:]
            rest = rest[1:] if rest and rest[0].text == "--" else rest
            if rest:
                yield RunArgv(tuple(rest))

    return started


_KITTY = ("-o", "--override", "-d", "--directory", "-T", "--title", "-c", "--config", "--name", "--class",
          "--session", "--listen-on", "--start-as", "--type", "--cwd", "--env", "--location", "-m", "--match",
          "--to", "--instance-group", "--app-id")  # fmt: skip


def _kitty(words: list[Value]) -> Iterator[Inner]:
    options = read_options(words, _KITTY, permute=False)
    rest = list(options.operands)
    if rest and rest[0].text == "@":
        behind = read_options(rest[1:], _KITTY, permute=False).operands
        if behind and behind[0].text == "launch":
            rest = list(read_options(behind[1:], _KITTY, permute=False).operands)
        else:
            rest = []
    if rest and not rest[0].prefix.startswith("+"):
        yield RunArgv(tuple(rest))


def _submit(words: list[Value]) -> Iterator[Inner]:
    texts = [text_of(word) for word in words]
    if texts[:1] == ["submit"] and "--" in texts:
        yield RunArgv(tuple(words[texts.index("--") + 1 :]))


def _flatpak(words: list[Value]) -> Iterator[Inner]:
    """``flatpak run --command=sh app args``: the command of an application is another one."""
    if text_of(words[0] if words else None) != "run":
        return
    options = read_options(words[1:], ("--command", "--branch", "--arch", "--cwd", "--env"), permute=False)
    command = options.value("--command")
    if command is not None:
        yield RunArgv((command, *options.operands[1:]))


def _mvn(words: list[Value]) -> Iterator[Inner]:
    given = {word.prefix.partition("=")[0]: word for word in words if word.prefix.startswith("-Dexec.")}
    program = given.get("-Dexec.executable")
    if program is None or not any(text_of(word).startswith("exec:") for word in words):
        return
    line = [tail(program, len("-Dexec.executable="))]
    for name in ("-Dexec.args", "-Dexec.commandlineArgs"):
        if name in given:
            line.append(tail(given[name], len(name) + 1))
    yield RunText(joined(line))


def _values(*options: str) -> Callable[[list[Value]], Iterator[Inner]]:
    """Options whose value is a text for a shell."""

    def started(words: list[Value]) -> Iterator[Inner]:
        for index, word in enumerate(words):
            for option in options:
                if word.text == option and index + 1 < len(words):
                    yield RunText(words[index + 1])
                elif option.startswith("--") and word.prefix.startswith(option + "="):
                    yield RunText(tail(word, len(option) + 1))

    return started


def _marked(option: str, *marks: str) -> Callable[[list[Value]], Iterator[Inner]]:
    """Options whose value begins a command of a shell with a mark (``!``, ``shell ``)."""

    def started(words: list[Value]) -> Iterator[Inner]:
        for inner in _values(option)(words):
            assert isinstance(inner, RunText)
            mark = next((m for m in marks if inner.text.prefix.startswith(m)), "")
            if mark:
                yield RunText(tail(inner.text, len(mark)))

    return started


def _tex(words: list[Value]) -> Iterator[Inner]:
    if any(text_of(word).lstrip("-") in ("shell-escape", "enable-write18") for word in words):
        for word in words:
            for piece in text_of(word).split("\\write18{")[1:]:
                yield RunText(known(piece.partition("}")[0]))


def _ghostscript(words: list[Value]) -> Iterator[Inner]:
    for word in words:
        for piece in text_of(word).split("%pipe%")[1:]:
            yield RunText(known(piece.partition(")")[0]))


STARTS: dict[str, Callable[[list[Value]], Iterator[Inner]]] = {
    "i3-msg": _message, "swaymsg": _message, "hyprctl": _dispatch, "xdotool": _after("exec"), "kitty": _kitty,
    "launchctl": _submit, "flatpak": _flatpak, "mvn": _mvn, "mvnw": _mvn, "dtrace": _values("-c"),
    "ranger": _marked("--cmd", "shell "),
    "vifm": _marked("-c", "!", ":!"), "gs": _ghostscript,
    **dict.fromkeys(("tex", "pdftex", "latex", "pdflatex", "xelatex", "lualatex", "luatex", "xetex"), _tex),
}  # fmt: skip
