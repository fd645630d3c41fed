"""The tree of a shell text. Every node carries its span in the original.

The parser (``parse.py``) returns a whole tree or raises ``Refusal``; it never returns a part.
Terms are those of the bash manual and of POSIX.1-2024 XCU 2.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal as Choice
    from typing import Union


class Refusal(Exception):
    """The text cannot be read as a whole, and why, and where."""

    def __init__(self, why: str, position: int) -> None:
        super().__init__(f"{why} at {position}")
        self.why = why
        self.position = position


def walk(node: object, apart: tuple[type, ...] = ()) -> Iterator[object]:
    """A node and every one in it, in the order of their fields, without recursion.

    Args:
        apart: kinds of nodes that are passed over with all that they hold.
    """
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(reversed(current))
        elif hasattr(current, "_fields") and not isinstance(current, apart):
            yield current
            pending.extend(getattr(current, name) for name in reversed(current._fields))


# ------------------------------------------------------------------------------------- words


@frozen
class Text:
    """Characters. ``quoted``: by ``'…'``, ``"…"``, ``$'…'`` or a backslash, so that they neither
    split, nor glob, nor brace-expand, nor take a tilde."""

    text: str
    quoted: bool = False


@frozen
class Parameter:
    """``$name``, ``${name}``, ``${name[sub]}``, ``${#name}``, ``${!name}``, ``${name op word}``."""

    name: str
    """A name, a digit string, or one of ``@ * # ? - $ ! _``. Empty for a zsh nested form."""
    operator: str = ""
    """As written: ``:-  -  :=  =  :?  ?  :+  +  #  ##  %  %%  /  //  /#  /%  ^  ^^  ,  ,,  :  @Q`` …,
    zsh's ``:#  ::=`` and modifiers ``:h  :t:r``. Two more say that the value cannot be told while the
    argument still runs: ``bad substitution`` (``${a b}``) and ``nested`` (zsh ``${${x}#y}``)."""
    argument: Word | None = None
    """What follows the operator (for ``/`` the pattern, for ``:`` the offset)."""
    replacement: Word | None = None
    """The second part of ``/pattern/replacement`` and of ``:offset:length``."""
    subscript: Word | None = None
    length: bool = False
    indirect: bool = False
    quoted: bool = False
    flags: str = ""
    """zsh's ``${(flags)name}``."""
    span: Span = Span()


@frozen
class Substitution:
    """``$(…)``, `` `…` ``, ``${ …; }`` and zsh's ``=(…)``."""

    body: Script
    quoted: bool = False
    span: Span = Span()
    file: bool = False
    """zsh ``=(…)``: stands for the name of a file with the output."""


@frozen
class Process:
    """``<(…)`` and ``>(…)``."""

    body: Script
    direction: Choice["<", ">"]
    span: Span = Span()


@frozen
class Arithmetic:
    """``$((…))`` and ``$[…]``; the expression as a word, since it is expanded first."""

    expression: Word
    quoted: bool = False
    span: Span = Span()


@frozen
class Array:
    """The parenthesised right side of ``a=(…)``: words and ``[key]=value`` pairs, each pair one word."""

    words: tuple[Word, ...]
    span: Span = Span()


if TYPE_CHECKING:
    Part = Union[Text, Parameter, Substitution, Process, Arithmetic, Array]


@frozen
class Word:
    """A word before expansion. No parts: the empty word (only where something was quoted: ``''``
    is one quoted empty ``Text``)."""

    parts: tuple[Part, ...]
    span: Span = Span()

    @property
    def literal(self) -> str | None:
        """The word after quote removal where nothing in it expands, globs aside."""
        pieces = []
        for part in self.parts:
            if not isinstance(part, Text):
                return None
            pieces.append(part.text)
        return "".join(pieces)


@frozen
class Assignment:
    """``name=value``, ``name+=value``, ``name[subscript]=value``. Nothing after the sign is a Word
    without parts."""

    name: str
    value: Word | None
    append: bool = False
    subscript: Word | None = None
    span: Span = Span()


@frozen
class Redirect:
    """``[n]op target``. Operators as written: ``> >> >| >! < <> << <<- <<< >& <& &> &>>``."""

    operator: str
    target: Word
    """For a heredoc the delimiter as written."""
    fd: str = ""
    """The number or ``{name}``, braces and all, before the operator; empty for its default."""
    body: Word | None = None
    """A heredoc's content: one quoted Text where the delimiter was quoted, else expandable parts."""
    span: Span = Span()
    subscript: Word | None = None
    """Of ``{name[subscript]}``, where ``fd`` is ``{name}``."""


# ---------------------------------------------------------------------------------- commands


@frozen
class Simple:
    """A simple command. No words: assignments or redirections alone."""

    assignments: tuple[Assignment, ...] = ()
    words: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()
    arguments: tuple[Assignment, ...] = ()
    """For ``declare``, ``export``, ``local``, ``readonly``, ``typeset``: words of the form
    ``name=(…)``, which no plain word can hold. Other assignments stay words."""


@frozen
class Pipeline:
    """``a | b |& c``; ``stderr[i]`` is true where the i-th bar was ``|&``."""

    commands: tuple[Command, ...]
    negated: bool = False
    timed: str = ""
    """``time`` stands in front of it, or ``time -p``."""
    stderr: tuple[bool, ...] = ()
    span: Span = Span()


@frozen
class AndOr:
    """``first && b || c``: ``rest`` pairs each operator with what follows it."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...] = ()
    background: bool = False
    """Ended by ``&`` (zsh: also ``&!``, ``&|``)."""
    span: Span = Span()


@frozen
class Script:
    """A list of commands."""

    items: tuple[AndOr, ...] = ()
    span: Span = Span()


@frozen
class Group:
    """``{ …; }``."""

    body: Script
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()
    always: Script | None = None
    """zsh ``{ … } always { … }``."""


@frozen
class Subshell:
    """``( … )``."""

    body: Script
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class If:
    """Each branch is (condition, body); ``otherwise`` is the else part."""

    branches: tuple[tuple[Script, Script], ...]
    otherwise: Script | None = None
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class While:
    """``while`` and, negated, ``until``."""

    condition: Script
    body: Script
    until: bool = False
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class For:
    """``for name in words``; ``words`` is ``None`` for ``for name`` (the positional parameters).
    ``select`` and zsh ``foreach`` are the same with ``kind`` changed."""

    names: tuple[str, ...]
    words: tuple[Word, ...] | None
    body: Script
    kind: Choice["for", "select"] = "for"
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class ArithmeticFor:
    """``for ((a; b; c))``; expressions as words."""

    expressions: tuple[Word, ...]
    body: Script
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class Repeat:
    """zsh ``repeat n …``."""

    count: Word
    body: Script
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class Case:
    """Items are (patterns, body, terminator)."""

    subject: Word
    items: tuple[tuple[tuple[Word, ...], Script, str], ...]
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class ArithmeticCommand:
    """``(( … ))``."""

    expression: Word
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class Condition:
    """``[[ … ]]``: operands and operators in order, each as a word (operators as plain Text)."""

    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class Function:
    """A definition. An empty name is zsh's anonymous function, called at once with ``arguments``; behind a
    name they are the events on which fish calls it."""

    names: tuple[str, ...]
    body: Command
    arguments: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    span: Span = Span()


@frozen
class Coproc:
    """``coproc [NAME] command``."""

    name: str
    body: Command
    span: Span = Span()


if TYPE_CHECKING:
    Command = Union[
        Simple, Group, Subshell, If, While, For, ArithmeticFor, Repeat, Case, ArithmeticCommand,
        Condition, Function, Coproc,
    ]  # fmt: skip
