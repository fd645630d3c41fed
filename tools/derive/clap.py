"""railwayapp (crate, MIT): sub-commands and options as clap's derive attributes declare them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import crate

VERSION = "5.71.0"

_MODULES = re.compile(r"^commands!\((.*?)^\);", re.M | re.S)
_MODULE = re.compile(r'(\w+)(?:\s+as\s+"([\w-]+)")?(?:\(([^)]*)\))?')
_ENUM = re.compile(r"enum Commands \{(.*)", re.S)
_VARIANT = re.compile(r"((?:^ {4,8}(?:///|#\[)[^\n]*\n)*)^ {4,8}([A-Z]\w*)\s*[({,]", re.M)
_FIELD = re.compile(r"#\[(?:clap|arg)\((.*?)\)\]\s*(?:pub(?:\([^)]*\))?\s+)?(\w+):\s*([\w<>:]+)", re.S)
_ABOUT = re.compile(r"///\s*(.*)")
_ALIASES = re.compile(r'(?:visible_)?alias(?:es)?\s*=\s*\[?((?:"[^"]*",?\s*)+)')


def commands() -> Iterator[Command]:
    """The commands of ``main.rs`` and what their modules declare.

    Raises:
        Unreachable: no cargo or no crate.
    """
    source = crate("railwayapp", VERSION) / "src"
    listed = _MODULES.search((source / "main.rs").read_text())
    for module, name, aliases in _MODULE.findall(listed.group(1) if listed else ""):
        word = name or module.removesuffix("_cmd").replace("_", "-")
        yield from _module(source / "commands", module, word, tuple(re.findall(r"\w+", aliases)))


def _module(folder: Path, module: str, word: str, aliases: tuple[str, ...]) -> Iterator[Command]:
    files = [p for p in (folder / f"{module}.rs", folder / module / "mod.rs") if p.exists()]
    files += sorted(p for p in (folder / module).glob("*.rs") if p not in files)
    text = "\n".join(path.read_text() for path in files)
    head = text.partition("pub struct Args")[0]
    about = _ABOUT.findall(head)
    yield Command("railway", (word,), aliases, _options(text), about=about[-1] if about else "",
                  confirms="prompt_confirm" in text and "enum Commands" not in text)  # fmt: skip
    variants = _ENUM.search(text)
    for attributes, variant in _VARIANT.findall(variants.group(1).split("\n}\n")[0] if variants else ""):
        said = _ABOUT.findall(attributes)
        spelled = re.findall(r'"([\w-]+)"', " ".join(_ALIASES.findall(attributes)))
        yield Command("railway", (word, _kebab(variant)), tuple(spelled), about=said[0] if said else "")


def _options(text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for attribute, name, kind in _FIELD.findall(text):
        arity = SWITCH if kind == "bool" else VALUE
        long = re.search(r'\blong(?:\s*=\s*"([\w-]+)")?', attribute)
        short = re.search(r"\bshort(?:\s*=\s*'(\w)')?", attribute)
        if long:
            options["--" + (long.group(1) or name.replace("_", "-"))] = arity
        if short:
            options["-" + (short.group(1) or name[0])] = arity
    return options


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
