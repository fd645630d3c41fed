"""sed scripts: the commands that run programs (``e``, ``s///e``) and that write files (``w``, ``s///w``).

Caught: ``sed '1e rm -rf ~' f``, ``sed 's/x/touch y/e'``, ``sed -n '1,1w /home/u/.zshenv'``.
Quiet: ``sed -n '1,40p' f``, ``sed 's/w/e/g' f``, ``sed --posix`` with nothing of these.

Facts: sed(1) and info sed of GNU sed 4.9, “Commands”, “The s Command”.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunText
from guard.shell.wrappers.grammar import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World

_VALUED = ("-e", "-f", "-l", "--expression", "--file", "--line-length")


@frozen
class Step:
    """A command of a sed script that matters."""

    letter: str
    """``e``: run ``text``; ``E``: run what the pattern space comes to; ``w``, ``r``: write or read it."""
    text: str = ""


def options_of(invocation: Invocation) -> Options:
    """The options of sed; ``-i`` takes its suffix attached only."""
    words = [w for w in invocation.argv[1:] if not w.prefix.startswith("-i")]
    return read_options(words, _VALUED, ("--follow-symlinks",))


def scripts_of(invocation: Invocation, world: World) -> list[Value]:
    """The script texts that sed would run."""
    options = options_of(invocation)
    found = list(options.values("-e", "--expression"))
    for name in options.values("-f", "--file"):
        path = path_of(name, invocation)
        text = world.read(path) if path else None
        if text is not None:
            found.append(known(text))
    if not options.has("-e", "-f", "--expression", "--file") and options.operands:
        found.append(options.operands[0])
    return found


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What the script would run."""
    options = options_of(invocation)
    if options.has("--help", "--version", "--sandbox"):
        return
    for script in scripts_of(invocation, world):
        for step in steps_of(script.skeleton):
            if step.letter == "e":
                yield RunText(known(step.text), "sh")
            elif step.letter == "E":
                if step.text:
                    yield RunText(known(step.text), "sh")
                yield Opaque("sed runs the lines that it makes as commands")


def steps_of(script: str) -> list[Step]:
    """The commands of a script that run, read or write something."""
    found: list[Step] = []
    at = 0
    while at < len(script):
        at = _address(script, at)
        if at >= len(script):
            break
        letter = script[at]
        at += 1
        if letter in "sy":
            at = _substitute(script, at, letter, found)
        elif letter in "ewWrR":
            line, at = _line(script, at)
            found.append(
                Step({"W": "w", "R": "r"}.get(letter, letter), line) if line or letter != "e" else Step("E")
            )
        elif letter in "aic":
            _, at = _line(script, at)
        elif letter in ":btT":
            while at < len(script) and script[at] not in ";\n}":
                at += 1
        elif letter == "#":
            _, at = _line(script, at)
    return found


def _line(script: str, at: int) -> tuple[str, int]:
    """The rest of the line, continued behind a backslash."""
    end = at
    while end < len(script) and (script[end] != "\n" or (end and script[end - 1] == "\\")):
        end += 1
    return script[at:end].strip(), end + 1


def _address(script: str, at: int) -> int:
    """Past blanks, addresses, ``!`` and braces, to the command's letter."""
    while at < len(script):
        letter = script[at]
        if letter in " \t\n;,!{}~+$" or letter.isdigit():
            at += 1
        elif letter == "/":
            at = _flags(script, _delimited(script, at + 1, "/")[1])
        elif letter == "\\" and at + 1 < len(script):
            at = _flags(script, _delimited(script, at + 2, script[at + 1])[1])
        else:
            break
    return at


def _flags(script: str, at: int) -> int:
    """Past ``I`` and ``M`` behind an address."""
    while at < len(script) and script[at] in "IM":
        at += 1
    return at


def _delimited(script: str, at: int, end: str, regex: bool = True) -> tuple[str, int]:
    """The text up to the delimiter and the position behind it; a bracket expression hides it (sed 4.9)."""
    made, inside = "", False
    while at < len(script):
        letter = script[at]
        if letter == "\\" and at + 1 < len(script):
            made += script[at : at + 2] if script[at + 1] != end else end
            at += 2
            continue
        if letter == "[" and regex and not inside and _closes(script, at):
            inside = True
            if script[at + 1] == "^":
                made, at = made + letter, at + 1
                letter = "^"
            if script[at + 1] == "]":
                made, at = made + letter, at + 1
                letter = "]"
        elif letter == "]" and inside:
            inside = False
        elif letter == end and not inside:
            return made, at + 1
        made += letter
        at += 1
    return made, at


def _closes(script: str, at: int) -> bool:
    """Whether the bracket at this place is closed on its line, so that it is a bracket expression."""
    return script.find("]", at + 1, (script + "\n").find("\n", at)) > 0


def _substitute(script: str, at: int, letter: str, found: list[Step]) -> int:
    if at >= len(script):
        return at
    end = script[at]
    _, at = _delimited(script, at + 1, end)
    replacement, at = _delimited(script, at, end, regex=False)
    if letter == "y":
        return at
    flags = ""
    while at < len(script) and (script[at].isalnum()):
        if script[at] == "w":
            line, at = _line(script, at + 1)
            found.append(Step("w", line))
            break
        flags += script[at]
        at += 1
    if "e" in flags:
        found.append(Step("E", replacement.replace("\\", "") if "&" not in replacement else ""))
    return at
