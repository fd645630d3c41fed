"""Programs that run a file of Python that is not theirs: profilers, servers, launchers, IPython.

A script that is named is read like ``python FILE``; a module (``gunicorn app:app``) only where the text being
followed has made its file, as an import is.

Caught: ``printf … > x.py; memray run x.py`` (``streamlit run``, ``torchrun``, ``locust -f``, ``gunicorn
x:app``, ``flask --app x``, ``celery -A x``, ``pytest -p x``), ``ipython -c '!rm -rf ~'``,
``ipython -c '%run x.py'``, ``python -m venv --clear ~``.
Quiet: the same with a file that lay there and deletes nothing, ``python -m venv --clear .venv``.

Facts: the manuals of the programs; ipython(1) “magic functions”; venv, zipfile, tarfile and json.tool of
Python 3.12.
"""

from __future__ import annotations

from guard.model import known
from guard.shell.overlay import made
from guard.shell.unwrap import RunArgv, RunFile, RunText
from guard.shell.wrappers.grammar import placed, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

SCRIPTS: dict[str, tuple[str, ...]] = {
    "memray": ("run",), "torchrun": (), "accelerate": ("launch",), "streamlit": ("run",), "locust": (),
    "scrapy": ("runspider",), "mitmdump": (), "mitmproxy": (), "mitmweb": (), "ipython": (), "ipython3": (),
    "bpython": (), "ptpython": (), "scalene": (), "pyinstrument": (), "mprof": ("run",), "deepspeed": (),
    "fastapi": ("run", "dev"), "marimo": ("run", "edit"), "bokeh": ("serve",), "panel": ("serve",),
    "chainlit": ("run",), "solara": ("run",), "spark-submit": (), "modal": ("run",), "manim": (),
    "fil-profile": ("run",), "pyspark": (),
}  # fmt: skip
"""Program → the sub-commands behind which the first word that ends in ``.py`` is run; none: always."""
MODULES: dict[str, tuple[str, ...]] = {
    "gunicorn": (), "uvicorn": (), "hypercorn": (), "daphne": (), "granian": (), "waitress-serve": (),
    "dramatiq": (), "flask": ("--app", "-A"), "celery": ("-A", "--app"), "faust": ("-A", "--app"),
}  # fmt: skip
"""Program → the options that name the module it imports; none: a word of the form ``module:name``."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The file that the program runs."""
    words = invocation.argv[1:]
    if invocation.program in ("ipython", "ipython3"):
        yield from _cells(words)
    if invocation.program == "virtualenv":
        yield from of_module("venv", words)
    named = SCRIPTS.get(invocation.program)
    if named is not None and (not named or text_of(words[0] if words else None) in named):
        for at, word in enumerate(words):
            if text_of(word).endswith(".py") and " " not in text_of(word):
                yield RunFile(word, "python", tuple(words[at:]))
                break
    if invocation.program in MODULES:
        for name in _modules(words, MODULES[invocation.program], invocation):
            yield from made_module(name, invocation, world)


def _modules(words: Sequence[Value], options: tuple[str, ...], invocation: Invocation) -> Iterator[str]:
    for at, word in enumerate(words):
        head, equals, rest = text_of(word).partition("=")
        if head in options:
            yield rest if equals else text_of(words[at + 1] if at + 1 < len(words) else None)
        elif not options and ":" in head and not head.startswith("-"):
            yield head
    told = invocation.variable("FLASK_APP") if options else None
    if told is not None and invocation.program == "flask":
        yield told.value.text or ""


def made_module(name: str, invocation: Invocation, world: World) -> Iterator[Inner]:
    """The file of a module, where this text has made it."""
    stem = name.partition(":")[0].removesuffix(".py").replace(".", "/").lstrip("/")
    for form in ("{}.py", "{}/__init__.py", "src/{}.py"):
        path = form.format(stem)
        if stem and made(world, placed(path, invocation.cwd)):
            yield RunFile(known(path), "python", (known(path),))


def _cells(words: Sequence[Value]) -> Iterator[Inner]:
    """``ipython -c TEXT``: lines of a shell behind ``!``, scripts behind ``%run``, Python."""
    for at, word in enumerate(words[:-1]):
        if word.text != "-c":
            continue
        code = words[at + 1]
        plain = []
        for line in (code.text or "").splitlines():
            bare = line.strip()
            if bare.startswith(("!", "%sx ", "%system ", "%%bash")):
                yield RunText(known(bare.lstrip("!").removeprefix("%sx ").removeprefix("%system ")), "sh")
            elif bare.startswith("%run "):
                names = [w for w in bare.split()[1:] if not w.startswith("-")]
                yield from (RunFile(known(n), "python", (known(n),)) for n in names[:1])
            elif not bare.startswith("%"):
                plain.append(line)
        if plain or code.text is None:
            text = known("\n".join(plain)) if code.text is not None else code
            yield RunArgv((known("python3"), known("-c"), text))


def of_module(name: str, words: Sequence[Value]) -> Iterator[Inner]:
    """What a module of the standard library with files of its own does, as the command that does the same."""
    operands = [word for word in words if not word.prefix.startswith("-")]
    options = [text_of(word) for word in words if word.prefix.startswith("-")]
    if name == "venv" and "--clear" in options and operands:
        yield RunArgv((known("rm"), known("-rf"), known("--"), *operands))
    elif name == "zipfile" and len(operands) > 1 and options[:1] in (["-e"], ["--extract"]):
        yield RunArgv((known("unzip"), known("-o"), operands[0], known("-d"), operands[1]))
    elif name == "tarfile" and operands and options[:1] in (["-e"], ["--extract"]):
        into = (known("-C"), operands[1]) if len(operands) > 1 else ()
        yield RunArgv((known("tar"), known("-xf"), operands[0], *into))
    elif name == "json.tool" and len(operands) > 1:
        yield RunArgv((known("cp"), known("--"), operands[0], operands[1]))
