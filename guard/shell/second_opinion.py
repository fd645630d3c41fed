"""Another reader's view of the same text, off the hook path.

bashlex reads what it can of bash and sh (about four texts in five). A simple command that it sees and our
tree does not is *ambiguous*: the caller asks, and a defect of one of the two readers is found. For a text
that it refuses there is no second opinion and no disagreement. No other program is started: what is called
by its name may be anybody's. (The tests hold the parser against shfmt, too.)

bashlex builds its LALR tables anew at every import, a second or so; here they are kept in the user's
cache directory. A kept table is used only for exactly the grammar it was made from.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from guard.shell.commands import RESERVED
from guard.shell.nodes import Script, Simple, walk

LONGEST = 20_000
"""Characters; a longer text would keep bashlex busy for minutes."""


def disagreements(text: str, dialect: str, script: Script) -> tuple[str, ...]:
    """Names of simple commands that another reader sees in ``text`` and ``script`` does not hold.

    Args:
        text: the text that was parsed.
        dialect: the shell's name, as for ``parse``.
        script: the tree of ``text``.

    Returns:
        Each as ``reader: name``, in the order found. Never raises: a reader that fails says nothing.
    """
    ours = set(command_names(script))
    plain = plain_name(text)
    others = [plain] if plain else bashlex_names(text, dialect) or ()
    return tuple(dict.fromkeys(f"bashlex: {name}" for name in others if name not in ours))


def plain_name(text: str) -> str:
    """The program of a line that is nothing but words, which any shell reads alike; empty for other lines."""
    first = text.partition(" ")[0]
    if text.translate(_WORDS) or not first or "=" in first or first in LEADING:
        return ""
    return first


_WORDS = dict.fromkeys(
    map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@+= "), None
)
"""Characters without a meaning to a shell, and the space between words; ``translate`` takes them out."""
LEADING = RESERVED | {"foreach", "repeat", "end", "nocorrect", "noglob", "builtin", "command", "exec", "-"}
"""First words behind which something else than words may follow, in one shell or another."""


def command_names(node: object) -> Iterator[str]:
    """The literal first word of every simple command anywhere in a tree."""
    for one in walk(node):
        name = one.words[0].literal if isinstance(one, Simple) and one.words else None
        if name is not None:
            yield name


# ----------------------------------------------------------------------------------- bashlex


def bashlex_names(text: str, dialect: str) -> list[str] | None:
    """What bashlex reads as simple commands with a literal name; ``None`` where it cannot read."""
    if dialect not in ("bash", "sh", "dash") or len(text) > LONGEST:
        return None
    if "((" in text.replace("$((", ""):
        return None
    try:
        trees = load_bashlex().parse(text)
        if "<<" in text and any("Compound" in tree.dump() for tree in trees):
            return None
        names: list[str] = []
        for tree in trees:
            bashlex_walk(tree, text, names)
    except Exception:
        return None
    return names


def bashlex_walk(node: Any, text: str, names: list[str]) -> None:
    """Collect from one of its nodes and all below it.

    Left out, because bashlex 0.18 is known to be wrong there: ``((…))``, which it takes for two
    subshells; the lines of a here-document in a compound command, which it takes for commands; what
    stands in a word that is partly in single quotes, which it does not honour; ``{fd}`` before a
    redirection; ``name[subscript]=value``, which it takes for the command.
    """
    if node.kind == "command":
        words = [part for part in node.parts if part.kind == "word"]
        while words and subscripted(words[0].word):
            del words[0]
        name = words[0].word if words and not words[0].parts else ""
        if name and not ({"$", "`"} & set(name)) and not (name[0] == "{" and name[-1] == "}"):
            names.append(name)
    if node.kind in ("word", "assignment") and "'" in text[node.pos[0] : node.pos[1]]:
        return
    for attribute in ("parts", "list", "command", "output", "heredoc", "body"):
        below = getattr(node, attribute, None)
        for child in below if isinstance(below, list) else [below]:
            if hasattr(child, "kind"):
                bashlex_walk(child, text, names)


def subscripted(word: str) -> bool:
    """Whether a word assigns to an element of an array (``a[0]=x``, ``m[k]+=x``)."""
    name, opened, rest = word.partition("[")
    return bool(opened) and name.isidentifier() and ("]=" in rest or "]+=" in rest)


def load_bashlex() -> Any:
    """The bashlex package, its tables taken from the cache where they fit."""
    if "bashlex" in sys.modules:
        return sys.modules["bashlex"]
    spec = importlib.util.find_spec("bashlex")
    if spec is None or spec.loader is None:
        raise ImportError("bashlex")
    package = importlib.util.module_from_spec(spec)
    sys.modules["bashlex"] = package
    try:
        yacc: Any = importlib.import_module("bashlex.yacc")
        original = yacc.LRTable
        yacc.LRTable = caching(original)
        try:
            spec.loader.exec_module(package)
        finally:
            yacc.LRTable = original
    except BaseException:
        for name in [n for n in sys.modules if n == "bashlex" or n.startswith("bashlex.")]:
            del sys.modules[name]
        raise
    return package


def caching(table: Any) -> Any:
    """The table class of bashlex, with a memory on disk in front of its construction."""

    class Kept(table):  # type: ignore[misc]
        def __init__(self, grammar: Any, log: Any = None) -> None:
            productions = [str(production) for production in grammar.Productions]
            precedence = sorted((k, list(v)) for k, v in grammar.Precedence.items())
            key = [productions, json.loads(json.dumps(precedence))]
            self.lr_action: Any
            self.lr_goto: Any
            kept = read_tables(key)
            if kept is None:
                super().__init__(grammar, log)
                write_tables(key, self.lr_action, self.lr_goto)
                return
            self.grammar = grammar
            self.log = log
            self.lr_productions = grammar.Productions
            self.lr_action, self.lr_goto = kept
            self.sr_conflicts: list[Any] = []
            self.rr_conflicts: list[Any] = []

    return Kept


def table_path() -> str:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "guard", "bashlex-tables.json")


def read_tables(key: Any) -> tuple[dict[int, Any], dict[int, Any]] | None:
    """The kept tables, if they were made from the same grammar."""
    try:
        with open(table_path(), encoding="utf-8") as file:
            kept = json.load(file)
        if kept["grammar"] != key:
            return None
        return {int(k): v for k, v in kept["action"]}, {int(k): v for k, v in kept["goto"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_tables(key: Any, action: dict[int, Any], goto: dict[int, Any]) -> None:
    """Keep the tables; a cache directory that cannot be written to is no error."""
    path = table_path()
    try:
        content = json.dumps({"grammar": key, "action": list(action.items()), "goto": list(goto.items())})
        os.makedirs(os.path.dirname(path), exist_ok=True)
        beside = f"{path}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(beside, path)
    except (OSError, TypeError, ValueError):
        return
