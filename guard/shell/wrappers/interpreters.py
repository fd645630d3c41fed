"""Interpreters: what code given to python, node, perl, ruby, php, lua, osascript, awk and sed runs.

Caught: ``python3 -c "import os; os.system('rm -rf ~')"``, ``awk 'BEGIN{system("rm -rf /")}'``,
``sed '1e rm -rf ~' f``, ``curl … | python3 -``, ``osascript -e 'do shell script "rm -rf ~"'``.
Quiet: ``python3 -c "print('rm -rf /')"``, ``awk '{print $1}' f``, ``sed -n 1,40p f``, ``python -m pytest``.

What the code does to files by itself is said by ``programs/interpreters.py``.
"""

from __future__ import annotations

from guard.inline.acts import FollowAct, RunAct, UnknownAct, acts_of
from guard.inline.code import code_of
from guard.model import Stream, known
from guard.shell.unwrap import Opaque, RunArgv, RunFile, RunStdin, RunText
from guard.shell.wrappers.grammar import joined, path_of, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.inline.code import Code
    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

RUNNERS = {
    "cProfile": "-o -s -m --outfile --sort", "profile": "-o -s -m --outfile --sort", "runpy": "",
    "trace": "-f -C --file --coverdir --ignore-module --ignore-dir", "memory_profiler": "-o -T --pdb-mmem",
    "viztracer": "-o -m --output_file --tracer_entries --max_stack_depth --plugins",
    "kernprof": "-o -s -p --setup",
    "debugpy": "-m -c --listen --connect --log-to",
    "coverage": "-m --source --include --omit --rcfile --data-file --context --concurrency",
}  # fmt: skip
"""Modules whose operand is another script, and their options that take a value."""

PROFILERS = ("coverage", "kernprof", "viztracer")
"""Those of them that are programs of that name as well."""

MODULE_TOOLS = ("venv", "virtualenv", "zipfile", "tarfile", "json.tool")
"""Modules of the standard library that write files by their words."""

TOOLS = {
    "artisan": "artisan", "manage.py": "manage.py", "spark": "spark", "wp-cli.phar": "wp",
    "composer.phar": "composer", "drush": "drush", "console": "console", "yii": "yii",
    "ace": "ace", "ace.js": "ace",
}  # fmt: skip
"""Scripts that are known as tools by their name."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What the code runs."""
    if invocation.program in ("sed", "gsed"):
        from guard.shell.wrappers.sed import unwrap as unwrap_sed

        yield from unwrap_sed(invocation, world)
        return
    if invocation.program in ("pytest", "py.test"):
        yield from _collected(invocation, world)
        yield from _plugins(invocation, world)
        return
    if invocation.program in PROFILERS:
        if invocation.program != "coverage" or invocation.words[1:2] == ("run",):
            python = (known("python3"), known("-m"), known(invocation.program))
            yield RunArgv((*python, *invocation.argv[1:]))
        return
    if invocation.program == "deno" and invocation.words[1:2] == ("task",):
        from guard.shell.wrappers.tasks import deno_task

        yield from deno_task(invocation, world)
        return
    code = code_of(invocation)
    if code is None:
        return
    for path in code.loads:
        yield RunFile(path, code.language, (path,))
    if code.module is not None or getattr(world, "makes_files", False):
        from guard.shell.wrappers.modules import imported, run_as_module

        yield from imported(code, invocation, world)
        yield from run_as_module(code, invocation, world)
    if code.module is not None:
        yield from _module(code, invocation)
    elif code.text is not None:
        yield from _inline(code, invocation)
    elif code.path is not None:
        yield from _file(code)
        yield from _fed_shell(code, invocation)
    elif code.stdin:
        yield RunStdin(code.language, arguments=code.arguments)


def _inline(code: Code, invocation: Invocation) -> Iterator[Inner]:
    assert code.text is not None
    for act in acts_of(code.text, code.language, invocation, code.arguments):
        if isinstance(act, RunAct):
            if act.stdin is not None and act.text is not None:
                words = (known("sh"), known("-c"), act.text)
                yield RunArgv(words, cwd=act.cwd, stdin=Stream(act.stdin))
            elif act.argv:
                stdin = Stream(act.stdin) if act.stdin is not None else None
                yield RunArgv(act.argv, cwd=act.cwd, stdin=stdin)
            elif act.text is not None:
                yield RunText(act.text, "sh", cwd=act.cwd)
        elif isinstance(act, FollowAct):
            yield RunFile(act.path, act.language, (act.path,))
        elif isinstance(act, UnknownAct):
            yield Opaque(act.why)


def _module(code: Code, invocation: Invocation) -> Iterator[Inner]:
    """``python -m X args`` is the tool X; a module that runs a script runs that script."""
    assert code.module is not None
    name = text_of(code.module)
    words = list(code.arguments)
    if name in MODULE_TOOLS:
        from guard.shell.wrappers.python_runners import of_module

        yield from of_module(name.replace("virtualenv", "venv"), words)
    elif name == "timeit":
        from guard.programs.options import read_options

        options = read_options(words, ("-n", "-r", "-s", "-u", "--setup", "--number", "--repeat", "--unit"))
        lines = [*options.values("-s", "--setup"), *options.operands]  # one namespace for all of them
        if lines:
            yield RunArgv((invocation.argv[0], known("-c"), joined(lines, "\n")))
    elif name in ("pdb", "ipdb"):
        yield from _debugged(code, invocation)
    elif name in RUNNERS and (name != "coverage" or (words and words[0].text == "run")):
        from guard.programs.options import read_options

        given = words[1:] if name == "coverage" else words
        options = read_options(given, RUNNERS[name].split(), permute=False)
        module = options.value("-m")
        if module is not None:
            yield RunArgv((module, *options.operands))
        elif options.operands:
            yield RunFile(options.operands[0], "python", options.operands)
    else:
        yield RunArgv((code.module, *code.arguments))


def _fed_shell(code: Code, invocation: Invocation) -> Iterator[Inner]:
    """``manage.py shell < fix.py``: the shell runs the file as Python. What stands in the command itself is
    read where ``manage.py`` is."""
    stream = invocation.stdin
    if text_of(code.path).rsplit("/", 1)[-1] != "manage.py" or stream is None or stream.text is not None:
        return
    if text_of(code.arguments[0] if code.arguments else None) in ("shell", "shell_plus"):
        yield RunStdin("python")


def _collected(invocation: Invocation, world: World) -> Iterator[Inner]:
    """pytest imports ``conftest.py`` before anything else; one that this text has made was never seen."""
    from guard.shell.overlay import made

    folders = [invocation.cwd or ""]
    for word in invocation.argv[1:]:
        path = path_of(word, invocation) if not word.prefix.startswith("-") else None
        if path is not None:
            folders.append(path.partition("::")[0].rstrip("/"))
    for folder in folders:
        conftest = known(folder if folder.endswith(".py") else folder + "/conftest.py")
        if folder and made(world, text_of(conftest)):
            yield RunFile(conftest, "python", (conftest,))


def _plugins(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``pytest -p NAME`` imports the module of that name."""
    from guard.programs.options import read_options
    from guard.shell.wrappers.python_runners import made_module

    for name in read_options(invocation.argv[1:], ("-p", "-c", "-k", "-m")).values("-p"):
        yield from made_module(text_of(name), invocation, world)


def _debugged(code: Code, invocation: Invocation) -> Iterator[Inner]:
    """``python -m pdb -c COMMAND script``: ``!statement`` and whatever is no command of pdb is Python."""
    from guard.programs.options import read_options

    options = read_options(code.arguments, ("-c", "--command", "-m"), permute=False)
    for text in options.values("-c", "--command"):
        if text.prefix.startswith("!"):
            text = tail(text, 1)
        elif text.prefix.startswith(("p ", "pp ")):
            text = tail(text, text.prefix.index(" ") + 1)
        yield from _inline(_with_text(code, text), invocation)
    if options.operands:
        yield RunFile(options.operands[0], "python", options.operands)


def _with_text(code: Code, text: object) -> Code:
    from guard.frozen import replace

    return replace(code, text=text, module=None)


def _file(code: Code) -> Iterator[Inner]:
    assert code.path is not None
    folder, _, base = text_of(code.path).rpartition("/")
    if code.language == "node" and folder.endswith("node_modules/.bin"):
        yield RunArgv((known(base), *code.arguments))
        return
    if base in TOOLS and (code.language in ("python", "php") or TOOLS[base] == "ace"):
        yield RunArgv((known(TOOLS[base]), *code.arguments))
    else:
        yield RunFile(code.path, code.language, (code.path, *code.arguments))
