"""Modules that code imports, where the text being followed has made them.

Caught: ``echo 'import os; os.system("rm -rf ~")' > m.py; python3 -c 'import m'`` (and ``-m m``, a package, a
folder with ``__main__.py``, ``sitecustomize.py`` under ``PYTHONPATH``), a function of it that the code calls,
``ruby -r./m``, ``perl -I. -MM``, ``node .`` with an ``index.js``, ``require("./m")``, a ``manage.py`` of
one's own. Near miss: a module that lay there before, which is the project's own and may hold anything.

Facts: the import systems of the languages' manuals; site(3) of Python; node “Folders as modules”.
"""

from __future__ import annotations

from guard.model import known
from guard.shell.overlay import made
from guard.shell.unwrap import RunArgv, RunFile
from guard.shell.wrappers.grammar import placed, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.inline.code import Code
    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

FILES: dict[str, tuple[str, ...]] = {
    "python": ("{}.py", "{}/__init__.py"), "ruby": ("{}.rb", "{}", "lib/{}.rb"),
    "perl": ("{}.pm", "lib/{}.pm"),
    "node": ("{}/index.js", "{}.js", "{}.cjs", "{}.mjs", "node_modules/{}/index.js", "node_modules/{}.js"),
}  # fmt: skip
"""Where a module of a name lies, below the directory."""
_IMPORTS = {
    "python": r"\b(?:(?:import|from)\s+|(?:__import__|import_module|run_module)\s*\(\s*[\"'])"
    r"([A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*)",
    "ruby": r"\brequire(?:_relative)?\s*\(?\s*[\"']([\w./-]+)[\"']",
    "perl": r"\b(?:use|require)\s+([A-Z][\w:]*)",
    "node": r"\b(?:require\s*\(|import\s*\(?|from)\s*[\"']([\w@./-]+)[\"']",
}
MOST = 65_536
"""Characters of code in which names are looked for."""


def imported(code: Code, invocation: Invocation, world: World) -> Iterator[Inner]:
    """The made files that this code, or the options in front of it, would load."""
    if invocation.cwd is None:
        return
    for path in dict.fromkeys(_paths(code, invocation)):
        if made(world, placed(path, invocation.cwd)):
            yield RunFile(known(path), code.language, (known(path), *code.arguments))
            if code.language == "python":
                yield from _called(path, code, invocation, world)


def _called(path: str, code: Code, invocation: Invocation, world: World) -> Iterator[Inner]:
    """``import m; m.go()``: the functions of a made module are called by the code that imports it, so both
    are read as one text."""
    text = code.text.text if code.text is not None else None
    module = (
        world.read(placed(path, invocation.cwd), MOST) if text is not None and len(text) <= MOST else None
    )
    if text is None or module is None:
        return
    import re

    name = re.escape(path.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."))
    aliases = re.findall(rf"\bimport\s+{name}\s+as\s+(\w+)", text) or [name]
    form = rf"\bfrom\s+{name}\s+import\b[^\n;]*|\bimport\s+{name}\b(?:\s+as\s+\w+)?"
    text, times = re.subn(form, "pass", text)
    if not times:
        return
    calls = re.sub(rf"(?<![\w.])(?:{'|'.join(aliases)})\.", "", text)
    module = re.sub(form, "pass", module)
    yield RunArgv((known("python3"), known("-c"), known(f"{module}\n{calls}"), *code.arguments))


def run_as_module(code: Code, invocation: Invocation, world: World) -> Iterator[Inner]:
    """``python -m scripts.reset`` where it lies in the working directory, which comes first on the module
    path (python(1), ``-m``): a package's ``__main__.py``, which goes before a script of its name, or the
    script."""
    name = text_of(code.module).replace(".", "/")
    if not name.replace("/", "").replace("_", "").isalnum():
        return
    for path in (f"{name}/__main__.py", f"{name}.py"):
        place = placed(path, invocation.cwd)
        if made(world, place) or world.exists(place):
            yield RunFile(known(path), "python", (known(path), *code.arguments))
            return


def _paths(code: Code, invocation: Invocation) -> Iterator[str]:
    forms = FILES.get(code.language, ())
    for name in _names(code, invocation):
        for form in forms:
            yield form.format(name)
    if code.language == "python":
        if code.module is not None:  # the packages it is in; itself is run_as_module's
            steps = text_of(code.module).split(".")
            yield from ("/".join(steps[:depth]) + "/__init__.py" for depth in range(1, len(steps) + 1))
        if code.path is not None:
            yield text_of(code.path).rstrip("/") + "/__main__.py"
        if invocation.variable("PYTHONPATH") is not None:
            yield from ("sitecustomize.py", "usercustomize.py")
    if code.path is not None:
        yield from _of_path(text_of(code.path), code.language)


def _of_path(path: str, language: str) -> Iterator[str]:
    """``node .`` is its ``index.js``; a ``manage.py`` that the text made is read like any script."""
    if language == "node":
        yield (path.rstrip("/") + "/index.js").removeprefix("./")
    elif path.rsplit("/", 1)[-1] == "manage.py":
        yield path


def _names(code: Code, invocation: Invocation) -> Iterator[str]:
    text = code.text.text if code.text is not None else None
    pattern = _IMPORTS.get(code.language)
    if text is not None and pattern is not None and len(text) <= MOST:
        import re

        for found in re.findall(pattern, text):
            for name in found.split(","):
                yield name.strip().replace("::", "/").replace(".", "/" if code.language == "python" else ".")
    for path in code.loads:
        yield text_of(path).removeprefix("./")
    if code.language in ("ruby", "perl"):
        letter = "-r" if code.language == "ruby" else "-M"
        for word in invocation.argv[1:]:
            if word.prefix.startswith(letter) and len(word.prefix) > 2:
                name = word.prefix[2:].partition("=")[0]
                yield name.removeprefix("./").replace("::", "/")
