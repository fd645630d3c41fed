"""Programs with a language of their own in which a line runs a shell command: ``!cmd``, ``\\! cmd``,
``.shell cmd``.

Caught: ``vim -c '!rm -rf ~'``, ``ed -s f <<< '!rm -rf ~'``, ``gdb -nx -ex '!rm -rf ~'``, ``mysql -e '\\!
rm -rf ~'``,
``sqlite3 x.db '.shell rm -rf ~'``, ``less '+!rm x'``.
Quiet: ``vim -c 'set nu' f``, ``psql -c 'SELECT 1'``, ``gdb --args ./a.out`` (the program decides).

Facts: vim's :help :!, ed(1), less(1), gdb manual “Shell Commands”, mysql client commands, psql(1)
meta-commands,
sqlite3's dot-commands, expect(1), emacs(1).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunText
from guard.shell.wrappers.flags import OPEN_TO_ALL
from guard.shell.wrappers.grammar import tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World


@frozen
class Language:
    """How a program is told to run a shell command."""

    options: str = ""
    """Options whose value is a line of its language."""
    valued: str = ""
    escapes: tuple[str, ...] = ()
    """What a line begins with, behind blanks, so that the rest is for a shell."""
    plus: bool = False
    """``+line`` as an operand."""
    stdin: bool = False
    """Reads lines from its standard input."""
    operands: int = 0
    """From which operand on (the first is 0) the operands are lines; 0: none of them."""
    transfers: bool = False
    """Speaks to a server of files, whose own commands delete there."""
    semicolons: bool = False
    """A semicolon ends a line as well."""
    commands: str = ""
    """Options whose value is for a shell."""
    single: bool = False
    """Long options have one dash."""


_VIM = Language("-c --cmd", "-u -U -i -T -w -W -S -t -q -V --startuptime --listen --server", (
    "!", ":!", "silent !", "silent! !", "sil !", "sil! !", "exe '!", 'exe "!', "execute '!", 'execute "!',
    "r !", "r!", "read !",
    "w !", "term ", "terminal ", "%!", ":%!", ".!", "call system('", 'call system("', "lua os.execute('",
    'lua os.execute("',
    "call job_start('", 'call job_start("', "silent exec '!", 'silent exec "!', "norm! :!", "make "),
    plus=True, stdin=True)  # fmt: skip
LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("vim", "vi", "nvim", "view", "ex", "gvim", "vimdiff", "nvim-qt"), _VIM),
    "ed": Language("", "-p -s", ("!", "r !", "w !", "e !", "r!", "w!"), stdin=True),
    "red": Language("", "-p"),
    "less": Language("", "-b -h -j -k -o -O -p -P -t -T -x -y -z", ("!", "!!", "|"), plus=True),
    "more": Language("", "-n", ("!",), plus=True), "most": Language("", "", ("!",), plus=True),
    "pg": Language("", "", ("!",), plus=True),
    "gdb": Language("-ex -iex --ex --eval-command -eval-command --init-eval-command", "-x -ix --command"
    " -command --init-command -init-command"
    " -p --pid -d -cd -tty",
                    ("!", "shell ", "make ", "pipe ", "|", "target remote |", "target remote | "),
                    stdin=True, single=True),
    "lldb": Language("-o -O -k --one-line --one-line-before-file", "-f -n -p -S -s -c -w --file --source",
                     ("platform shell ", "shell ", "plat sh "), stdin=True),
    "mysql": Language("-e --execute --init-command", "-h -P -u -D -S --host --port --user"
    " --database --socket",
                      ("\\!", "system "), stdin=True, commands="--pager"),
    "psql": Language("-c --command", "-h -p -U -d -f -v -o -L -F -R -T -P --host --port --username"
    " --dbname --file --set"
                     " --variable --output", ("\\!",), stdin=True),
    "sqlite3": Language("-cmd --cmd", "-init -separator -newline -nullvalue -vfs --init", (".shell ",
    ".system ", ".sh "),
                        stdin=True, operands=1, single=True),
    "ftp": Language(stdin=True, escapes=("!",), transfers=True),
    "sftp": Language(stdin=True, escapes=("!", "lcd !"), transfers=True),
    "lftp": Language("-c -e", "-u -p", ("!", "shell "), stdin=True, transfers=True, semicolons=True),
    "bc": Language(), "dc": Language("-e --expression", "-f --file", ("!",), stdin=True),
    "nano": Language(commands="-s --speller"),
}  # fmt: skip
LANGUAGES["mariadb"] = LANGUAGES["mysql"]
LANGUAGES["sqlite"] = LANGUAGES["sqlite3"]


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The shell commands in lines of the program's own language."""
    program = invocation.program
    if program == "expect":
        yield from _expect(invocation)
        return
    if program == "emacs":
        yield from _emacs(invocation)
        return
    language = LANGUAGES[program]
    options = read_options(
        invocation.argv[1:],
        f"{language.options} {language.valued} {language.commands}".split(),
        single_dash=language.single,
        permute=program != "gdb",
    )
    if program == "gdb":
        yield from _gdb(invocation)
    yield from _given(options, language, invocation)
    if program in ("vim", "vi", "nvim", "ex"):
        yield from _scripts(options.values("-S", "-u"))
    if program == "nvim":  # ``nvim -l SCRIPT``; to vim the option means something else
        yield from _scripts(read_options(invocation.argv[1:], ("-l",)).values("-l"), lua=True)
    if program in ("gdb", "lldb"):
        yield from _scripts(options.values(*_OF_DEBUGGERS))


_OF_DEBUGGERS = (
    "-x", "-ix", "--command", "-command", "--init-command", "-init-command", "-s", "--source", "-S",
)  # fmt: skip
"""The options of gdb and lldb that name a script."""


def _given(options: Options, language: Language, invocation: Invocation) -> Iterator[Inner]:
    """The lines that stand on the command line and on standard input."""
    for text in options.values(*language.commands.split()):
        yield RunText(text, "sh")
    for text in options.values(*language.options.split()):
        yield from _lines(text, language)
    for index, word in enumerate(options.operands):
        if language.plus and word.prefix.startswith("+"):
            yield from _lines(tail(word, 2 if word.prefix.startswith("++") else 1), language)
        elif 0 < language.operands <= index:
            yield from _lines(word, language)
    if language.stdin and invocation.stdin is not None and invocation.stdin.text is not None:
        yield from _lines(invocation.stdin.text, language)


def _scripts(paths: tuple[Value, ...], lua: bool = False) -> Iterator[Inner]:
    """Scripts of an editor or a debugger are followed when they are lua; others, whose language may run
    anything, are a question where anybody may have put them."""
    for path in paths:
        if path.prefix.startswith(OPEN_TO_ALL):
            yield Opaque(f"the commands in {path.skeleton}, where anybody can write, would be run")
        if lua or path.prefix.endswith(".lua"):
            yield RunFile(path, "lua", (path,))


def _lines(text: Value, language: Language) -> Iterator[Inner]:
    """Each line that escapes to a shell."""
    skeleton = text.text if text.text is not None else text.skeleton
    for line in skeleton.replace(";", "\n").split("\n") if language.semicolons else skeleton.split("\n"):
        yield from _line(line, text, language)


IN_VIM = {
    "py3 ": "python3", "python3 ": "python3", "py ": "python3", "python ": "python3", "pyx ": "python3",
    "pythonx ": "python3", "perl ": "perl", "ruby ": "ruby", "rub ": "ruby", "lua ": "lua",
}  # fmt: skip
"""vim's commands that run a line of another language (:help if_pyth, if_perl, if_ruby, lua)."""
CODE_OPTION = {"python3": "-c", "perl": "-e", "ruby": "-e", "lua": "-e"}


def _of_vim(line: str) -> Iterator[Inner]:
    """A line that another language runs, and vim's own ``delete()``."""
    for head, language in IN_VIM.items():
        if line.startswith(head):
            code = known(line[len(head) :].strip())
            yield RunArgv((known(language), known(CODE_OPTION[language]), code))
    head, opened, rest = line.partition("delete(")
    if opened and head.strip() in ("call", "echo", "silent call", "sil call"):
        words = [word.strip() for word in rest.rpartition(")")[0].split(",")]
        flag = "-r " if len(words) > 1 and words[1].strip("'\"") == "rf" else ""
        yield RunText(known(f"rm {flag}{words[0]}"), "sh")


REMOVALS = ("rm", "mrm", "glob-rm", "mdelete", "delete", "dele")
"""Commands of sftp(1), ftp(1) and lftp(1) that delete on the other side."""


def _line(line: str, text: Value, language: Language) -> Iterator[Inner]:
    stripped = line.strip().lstrip(":").strip() if language.plus else line.strip()
    head, _, words = stripped.partition(" ")
    if language.transfers and head in REMOVALS and words:
        yield RunText(known(f"rm {words}"), "sh", elsewhere=True)
    if language is _VIM and text.text is not None:
        yield from _of_vim(stripped)
    yield from _of_client(stripped, language)
    for escape in language.escapes:
        at = (
            stripped.find(escape)
            if escape.startswith("\\")  # wherever it stands
            else (0 if stripped.startswith(escape) else -1)
        )
        if at < 0:
            continue
        command = stripped[at + len(escape) :].strip()
        if escape == "make ":
            command = escape + command
        for mark in ("'", '"'):
            if mark in escape:  # the text ends at its quote: ``exe '!rm x'``, ``call system('rm x')``
                command = command.rpartition(mark)[0] or command
        if command.startswith("|") and escape == "shell ":
            continue
        if command:
            yield RunText(known(command) if text.text is not None else text, "sh")
        return


PIPED = (".import", ".read", ".once", ".output", ".excel")
"""sqlite3's commands whose file may be a command behind a bar (sqlite.org/cli.html)."""


def _of_client(line: str, language: Language) -> Iterator[Inner]:
    """What psql runs between back-quotes, and sqlite3 behind a bar."""
    if language is LANGUAGES["psql"] and line.startswith("\\") and line.count("`") > 1:
        yield from (RunText(known(text), "sh") for text in line.split("`")[1::2] if text.strip())
    elif language is LANGUAGES["sqlite3"] and line.startswith(PIPED) and "|" in line:
        front, _, command = line.partition("|")
        quote = front.rstrip()[-1:]
        if quote in ("'", '"'):
            command = command.partition(quote)[0]
        yield RunText(known(command), "sh")


def _gdb(invocation: Invocation) -> Iterator[Inner]:
    """``gdb --args PROGRAM WORDS`` runs the program; ``-ex 'python …'`` is Python."""
    words = invocation.argv[1:]
    for index, word in enumerate(words):
        if word.text in ("--args", "-args") and index + 1 < len(words):
            yield RunArgv(tuple(words[index + 1 :]))
            return
        if word.text in ("-ex", "--ex", "-iex", "--eval-command") and index + 1 < len(words):
            value = words[index + 1]
            if value.prefix.startswith(("python ", "py ")):
                yield RunArgv((known("python3"), known("-c"), tail(value, value.prefix.index(" ") + 1)))


def _expect(invocation: Invocation) -> Iterator[Inner]:
    """Tcl: ``spawn``, ``exec`` and ``system`` begin a command; ``send`` types into what was spawned."""
    options = read_options(invocation.argv[1:], ("-c", "-f"), permute=False)
    texts = list(options.values("-c"))
    if invocation.stdin is not None and invocation.stdin.text is not None:
        texts.append(invocation.stdin.text)
    for text in texts:
        for part in (text.text or text.skeleton).replace(";", "\n").replace("[", "\n").split("\n"):
            words = part.strip()
            head, _, rest = words.partition(" ")
            if head in ("spawn", "exec", "system", "!") and rest:
                yield RunText(known(_untcl(rest.rstrip("]"))), "sh")
            elif head == "send" and rest:
                yield RunText(
                    known(rest.strip('"{}- ').replace("\\r", "").replace("\\n", "")), "sh", certainty="may"
                )
    path = options.value("-f") or (options.operands[0] if options.operands and not texts else None)
    if path is not None:
        yield RunFile(path, "expect", (path,))


def _untcl(text: str) -> str:
    """Tcl's braces quote; without them its words are read as a shell's."""
    return text.replace("{", "'").replace("}", "'")


def _emacs(invocation: Invocation) -> Iterator[Inner]:
    options = read_options(
        invocation.argv[1:], ("--eval", "-eval", "--execute", "-l", "--load"), single_dash=True
    )
    for text in options.values("--eval", "-eval", "--execute"):
        code = text.text or text.skeleton
        for call in (
            "shell-command",
            "call-process",
            "start-process",
            "async-shell-command",
            "delete-directory",
            "delete-file",
        ):
            pieces = code.partition(f"({call} ")[2].split('"')
            if len(pieces) > 1 and ")" not in pieces[0]:
                command = "rm -r " + pieces[1] if call.startswith("delete") else pieces[1]
                if "process" in call:  # (call-process "rm" nil nil nil "-rf" "x"): every text is a word
                    named = (
                        1 if call == "call-process" else 3 if pieces[2].strip() else 5
                    )  # NAME BUFFER PROGRAM
                    command = " ".join(pieces[named::2])
                yield RunText(known(command), "sh")
