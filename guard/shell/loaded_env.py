"""Env files that code loads by itself, before it asks for a variable: python-dotenv, django-environ, dotenv
of Node and Ruby, ``process.loadEnvFile``.

Caught: ``load_dotenv('.env.production')`` with ``create_engine(os.environ['DATABASE_URL'])`` below it: the
address is that of the file. Quiet: a variable that is set already stays what it is, as these libraries leave
it (unless they are told to override it); a path that the code computes says nothing.

Facts: the manuals of python-dotenv, django-environ, dotenv (npm), Node (``loadEnvFile``), dotenv (Ruby).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

CALLS: dict[str, tuple[str, ...]] = {
    "python": ("load_dotenv(", "read_env("),
    "node": ("dotenv').config(", 'dotenv").config(', "dotenv.config(", "loadEnvFile(", "dotenvConfig("),
    "ruby": ("Dotenv.load(", "Dotenv.load!(", "Dotenv.overload("),
}
"""What loads files; what stands in the parentheses names them."""
BARE: dict[str, tuple[str, ...]] = {
    "node": ("'dotenv/config'", '"dotenv/config"'),
    "ruby": ("'dotenv/load'", '"dotenv/load"', "Dotenv.load\n", "Dotenv.load;"),
}
"""What loads ``.env`` and nothing else."""
OVERRIDING = ("override=True", "override: true", "overwrite=True", "Dotenv.overload(")
FAR = 400
"""Characters of a call's arguments that are looked at."""


def with_loaded(invocation: Invocation, world: World) -> Invocation:
    """The interpreter's invocation with the variables that its code loads from files."""
    from guard.inline.code import code_of

    code = code_of(invocation)
    if code is None or code.text is None or code.language not in CALLS or not invocation.cwd:
        return invocation
    text = "".join(part for part in code.text.parts if isinstance(part, str))
    names = tuple(dict.fromkeys(files_named(text, code.language)))
    if not names:
        return invocation
    from guard.shell.env_files import filled
    from guard.signs.dotenv import read_env_file

    override = any(word in text for word in OVERRIDING)
    loaded: dict[str, Variable] = {}
    for name in names:
        path = name if name.startswith("/") else f"{invocation.cwd}/{name}"
        for variable, (value, _) in (read_env_file(path, world) or {}).items():
            if variable not in loaded and (override or invocation.variable(variable) is None):
                loaded[variable] = Variable(filled(variable, value, path, invocation), name)
    return replace(invocation, variables={**invocation.variables, **loaded}) if loaded else invocation


def files_named(text: str, language: str) -> Iterator[str]:
    """The env files that code loads, as it names them."""
    for call in CALLS.get(language, ()):
        for piece in text.split(call)[1:]:
            arguments = piece[:FAR].partition(")")[0]
            named = [name for quote in "\"'`" for name in arguments.split(quote)[1::2] if _is_file(name)]
            yield from named
            if not named and not arguments.replace("override=True", "").strip(" {}"):
                yield ".env"
    if any(word in text for word in BARE.get(language, ())):
        yield ".env"


def _is_file(name: str) -> bool:
    base = name.rpartition("/")[2]
    return base.startswith(".env") or base.endswith(".env")
