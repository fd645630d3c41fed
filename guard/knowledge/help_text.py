"""What a program's own help says of its command line: options, whether they take a value, sub-commands.

Help has no grammar, but few habits: an option begins an indented line with a dash, its description stands
two blanks or a line further on, a value is ``VALUE``, ``<value>``, ``[=value]`` or a lower-case type;
sub-commands stand under a heading that ends in *commands*. GNU, argparse, click, cobra, clap, Go's ``flag``
and Node's commander are read by the same rules. What does not fit is left out, never guessed.

Read: ``-o, --output FILE   where to write``, ``--color[=WHEN]``, ``-v, --verbose``, ``      --all=false:``.
Left out: a line of prose that begins with a dash, a table of keys, ``-1 or 1``.

Not on the way of a hook: ``guard learn`` and ``tools/derive`` read help with it.
"""

from __future__ import annotations

import re

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDEST = 30
"""Columns an option may be indented by; further right is a description."""
PROSE = 3
"""Words after an option's name: more are a sentence, not the name of a value."""
_LINE = re.compile(rf"^(\s{{0,{WIDEST}}})(-{{1,2}}[A-Za-z0-9?#@][^\t]*?)(?:\s{{2,}}|\t+|\s*$)(.*)$")
_NAME = re.compile(r"^(--?[A-Za-z0-9?#@][\w.?#@-]*)(.*)$")
_NEGATABLE = re.compile(r"--\[no-\]|--\(no-\)")
_HEADING = re.compile(r"^\s{0,2}(?:[A-Z][\w /()'-]*)?\b(?:sub)?commands?\b[\w /()',-]*:?\s*$", re.I)
_CHILD = re.compile(
    r"^\s{1,8}\*?([a-z][\w:.-]*\*?(?:[,|] ?[a-z][\w:.-]*)*)(?:\s{2,}|\t|$|\s*<|\s*\[|:\s| (?=[A-Z]))(.*)$"
)
_CHOICES = re.compile(r"^\s+\{([a-z][\w,:.-]*)\}", re.M)
_SPREAD = re.compile(r"(?<=\w),\s+-(?=[-\w])")
_TOGETHER = re.compile(r"^(\s*-\w)\s{1,4}(--\w)")
_KUBECTL = re.compile(r"=([^:]*):$")
_ATTACHED = re.compile(r"^(\[=?[^\]]*\]|=\[[^\]]*\])\.*$")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|.\x08")
_ARROW = re.compile(r"\n└─+>\s*")
"""Where yargs puts the description under a command that is too long for its column."""
_ALIASED = re.compile(r"\[aliases?: ([a-z][\w:.-]*(?:, *[a-z][\w:.-]*)*)\]")
_TYPED = re.compile(r"\[(string|number|array|count|boolean|choices:[^\]]*)\]")
"""What yargs writes behind a description."""


@frozen
class Child:
    """A sub-command as its parent's help lists it."""

    name: str
    aliases: tuple[str, ...] = ()
    about: str = ""


@frozen
class Page:
    """One page of help."""

    options: Mapping[str, str] = {}
    """Option → ``=`` takes a value, ``-`` takes none, ``?`` takes one that is attached."""
    children: tuple[Child, ...] = ()


def read_help(text: str, said: Sequence[str] = ()) -> Page:
    """Read a page of help; an empty page where nothing in it is of a known form.

    Args:
        said: the program and the sub-commands the page is of: yargs lists what is below with all of them.
    """
    text = _ARROW.sub("  ", _ESCAPES.sub("", text))
    if said:
        text = re.sub(rf"^\s*{re.escape(' '.join(said))} (?=[a-z][\w:.-]*\b(?!:))", "  ", text, flags=re.M)
    lines = text.expandtabs(8).splitlines()
    options: dict[str, str] = {}
    column = WIDEST + 1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            column = WIDEST + 1
        if indent >= column:
            continue  # the description of the option above, wrapped
        match = _LINE.match(_TOGETHER.sub(r"\1, \2", _SPREAD.sub(", -", _NEGATABLE.sub("--", line))))
        if match is None or line.strip().startswith(("---", "- ")):
            continue
        if match.group(3):
            column = max(line.rfind(match.group(3)) - 1, indent + 1)
        typed = _TYPED.search(match.group(3))
        for name, arity in _options_of(match.group(2).strip(), indent, bool(_NEGATABLE.search(line))):
            if typed and arity == "-":
                arity = "-" if typed.group(1) in ("boolean", "count") else "="
            if options.get(name, "-") == "-":  # said twice: the line that shows a value is the fuller one
                options[name] = arity
    return Page(options, tuple(_children_of(lines)))


def _options_of(said: str, indent: int, negated: bool) -> Iterator[tuple[str, str]]:
    found: list[str] = []
    arity = "-"
    for piece in re.split(r"\s*[,|]\s+|\s*\|\s*|\s+/\s+|,(?=-)|\s+or\s+(?=-)|\s+(?=--?[A-Za-z])", said):
        named = _NAME.match(piece.strip())
        if named is None:
            if found and piece.strip().isupper():
                arity = "="
            continue
        name, rest = named.group(1).rstrip("."), named.group(2)
        if len(rest.split()) > PROSE and not indent:
            return
        if name.endswith("-") or (len(name) > 2 and name[1] != "-" and name[1:].isupper()):
            continue
        found.append(name)
        arity = _worse(arity, _arity(rest))
    for name in found:
        yield name, arity
        if negated and name.startswith("--"):
            yield "--no-" + name[2:], "-"


def _worse(one: str, other: str) -> str:
    return max(one, other, key="-?=".index)


def _arity(rest: str) -> str:
    """By what follows an option's name."""
    default = _KUBECTL.search(rest)
    if default is not None:
        return "-" if default.group(1) in ("true", "false") else "="
    if _ATTACHED.match(rest) or rest.startswith("[="):
        return "?"
    if rest.lstrip().startswith("<") and ">" in rest:  # util-linux leaves one blank before the description
        return "="
    words = rest.strip().rstrip(".,:- ").split()
    if not words or (rest[0] == " " and len(words) > 1 and (words[0].istitle() or len(words) > PROSE)):
        return "-"
    return "-" if words[0].startswith("(") else "="


def _children_of(lines: list[str]) -> Iterator[Child]:
    inside = False
    indent = -1
    for line in lines:
        if _HEADING.match(line):
            inside, indent = True, -1
            continue
        if not inside:
            continue
        if line.strip() and not line.startswith(" "):
            inside = False
            continue
        match = _CHILD.match(line)
        depth = len(line) - len(line.lstrip())
        if match is None or (indent >= 0 and depth != indent) or line.strip().startswith("-"):
            continue
        indent = depth
        names = [n.strip().rstrip("*:") for n in re.split(r"[,|]", match.group(1))]
        if not line.rstrip().endswith(":") or match.group(2):
            about = match.group(2).strip().rpartition("  ")[2]
            told = _ALIASED.search(about)
            spelled = [*names[1:], *(re.split(r",\s*", told.group(1)) if told else ())]
            yield Child(names[0], tuple(spelled), about[:160])
    for match in _CHOICES.finditer("\n".join(lines[:40])):
        if not inside:
            yield from (Child(name) for name in match.group(1).split(","))
