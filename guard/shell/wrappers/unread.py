"""Code for languages without a reader here, on the command line: the calls that run or delete, by name.

Seen: ``octave --eval 'system("rm -rf ~")'``, ``guile -c '(system "…")'``, ``elixir -e 'System.cmd("rm",
["-rf", "/"])'``, ``erl -eval 'os:cmd("…").'``, ``scala -e '"…".!'``, ``swift -e '… removeItem(atPath:
"/x")'``, ``ocaml -e 'Sys.command "…"'``, the same behind ``<<E``. Quiet: ``elixir -e 'IO.puts 1'``, ``octave
--eval 'disp(1)'``.

A call is known by its last word alone, and what it is given by the literals of the code: one with a blank in
it is a text for a shell, several without are the words of a program. Without a literal it is said that
something cannot be read.

Facts: the manuals of the interpreters named below, for the option that takes code.
"""

from __future__ import annotations

from guard.model import known
from guard.shell.unwrap import Opaque, RunArgv, RunText
from guard.shell.values import shell_quoted
from guard.shell.wrappers.grammar import names, tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

CODE: dict[str, str] = {
    "gnuplot": "-e", "octave": "--eval", "octave-cli": "--eval", "guile": "-c", "scala": "-e", "amm": "-c",
    "elixir": "-e --eval", "iex": "-e --eval", "erl": "-eval", "ghc": "-e", "swift": "-e",
    "crystal": "eval", "clojure": "-e --eval", "clj": "-e --eval", "bb": "-e --eval", "racket": "-e --eval",
    "sbcl": "--eval", "clisp": "-x", "ecl": "--eval -eval", "ocaml": "-e", "raku": "-e", "perl6": "-e",
    "nim": "--eval", "dotnet": "eval", "dotnet-script": "eval", "maxima": "--batch-string", "gforth": "-e",
    "csi": "-e -eval", "gsi": "-e", "kotlin": "-e", "kotlinc": "-e", "csharp": "-e", "qjs": "-e --eval",
    "hy": "-c", "janet": "-e", "fennel": "-e --eval", "moon": "-e", "wolframscript": "-code -c",
    "sage": "-c", "pike": "-e", "stap": "-e", "bpftrace": "-e", "fsi": "--exec",
}  # fmt: skip
"""Interpreter → what stands in front of its code."""
RUNS = frozenset(
    names(
        "system shell sh exec spawn run run-program run-shell-command process process* subprocess "
        "system* cmd command popen qx shell-command call-process execvp execve execv execl callcommand "
        "readprocess rawsystem createprocess open-pipe open-pipe* open3 processbuilder getruntime start "
        "execshellcmd staticexec gorge startprocess posix_spawn shell_cmd os/execute os/shell os/spawn "
        "runprocess shelltools oscall os.execute"
    )
)
DELETES = frozenset(
    names(
        "rm_rf rm rm_r rmdir remove removeitem delete deletefile unlink delete-file delete-directory "
        "deletedirectory delete-directory/files delete-directory-tree removedirectoryrecursive removedir "
        "removefile delete-tree deleterecursively remove_dir_all del_dir_r del_dir rmtree "
        "confirm_recursive_rmdir os/rmdir os/rm removedirectory"
    )
)
MOST = 65_536
"""Characters of code that are read."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    if invocation.program == "bpftrace":
        yield from _traced(invocation.argv[1:])
    for code in _codes(invocation):
        text = code.text
        if text is None:
            yield Opaque(f"{invocation.program} runs code that is not known ({code.skeleton[:60]})")
        elif len(text) > MOST:
            yield Opaque(f"{invocation.program} runs code that is too long to be read")
        else:
            yield from _read(text, invocation.program)


def _traced(words: Sequence[Value]) -> Iterator[Inner]:
    """``bpftrace -c CMD`` starts what it traces."""
    for index, word in enumerate(words[:-1]):
        if word.text == "-c":
            yield RunText(words[index + 1])


def _codes(invocation: Invocation) -> Iterator[Value]:
    options = CODE[invocation.program].split()
    words = invocation.argv[1:]
    found = False
    for index, word in enumerate(words):
        head = word.prefix
        if word.text in options and index + 1 < len(words):
            found = True
            yield words[index + 1]
        for option in options:
            if option.startswith("--") and head.startswith((f"{option}=", f"{option}:")):
                found = True
                yield tail(word, len(option) + 1)
    stream = invocation.stdin
    if not found and stream is not None and stream.text is not None and not any(
        word.prefix[:1] != "-" for word in words
    ):  # fmt: skip
        yield stream.text


def _read(code: str, program: str) -> Iterator[Inner]:
    import re

    literals = [a or b for a, b in re.findall(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`', code)]
    if not literals:
        literals = re.findall(r"'((?:[^'\\\n]|\\.)*)'", code)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', code)
    called = {_last(name) for name in re.findall(r"[A-Za-z_][\w.:/*-]*", bare)}
    if called & RUNS or '".!' in code or "`" in code:
        texts = [text for text in literals if " " in text.strip()]
        for text in texts:
            yield RunText(known(text.replace('\\"', '"')))
        if literals and not texts:
            yield RunArgv(tuple(known(text) for text in literals))
        if not literals:
            yield Opaque(f"{program} code runs a program that cannot be read")
    if called & DELETES:
        for text in literals:
            if text[:1] in ("~", ".") or "/" in text:
                at_home = text == "~" or text.startswith("~/")
                named = ("~" + shell_quoted(text[1:]) if text[1:] else "~") if at_home else shell_quoted(text)
                yield RunText(known(f"rm -rf {named}"))


def _last(name: str) -> str:
    name = name.lower().rstrip(".:/")
    if name in RUNS or name in DELETES:
        return name
    for mark in (".", ":"):
        name = name.rpartition(mark)[2]
    return name if name in DELETES else name.rpartition("/")[2]
