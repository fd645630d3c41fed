"""Reading Tcl: ``exec``, ``open |…`` and ``system`` run programs, ``file delete`` deletes.

Caught: ``tclsh <<< 'exec rm -rf /'``, ``file delete -force /home``, ``catch {exec sh -c "rm -rf ~"}``.
Quiet: ``puts {exec rm -rf /}``, ``file exists /home``, ``puts [clock seconds]``.

A text is read as commands of words; bodies in braces are read where the command evaluates them. Facts:
Tcl(n), exec(n), file(n), open(n).
"""

from __future__ import annotations

from guard.inline.acts import FileAct, FollowAct, RunAct, marked, unmarked
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.acts import Act
    from guard.model import Invocation

EVALUATING = frozenset(
    (
        "if", "while", "for", "foreach", "catch", "try", "eval", "proc", "after", "uplevel", "namespace",
        "switch", "time", "apply", "else", "finally", "dict", "lmap",
    )
)  # fmt: skip
"""Commands that evaluate their braced words."""
DEPTH = 20
PAIRS = {"{": "}", '"': '"', "[": "]"}


def read_tcl(code: Value, by: Invocation) -> tuple[Act, ...]:
    """The acts of a Tcl script, in order."""
    text, holes = marked(code)
    found = by.variable("HOME")
    home = found.value.text if found is not None else None
    acts: list[Act] = []
    _script(text, acts, 0)
    return tuple(_placed(act, holes, home or "") for act in acts)


def _placed(act: Act, holes: tuple[Hole, ...], home: str) -> Act:
    """The act with the holes of the code, what Tcl substitutes, and ``~`` put in."""
    from guard.frozen import replace

    if isinstance(act, FileAct):
        return replace(act, path=_value(act.path, holes, home))
    if isinstance(act, RunAct) and act.text is not None:
        return replace(act, text=_value(act.text, holes, home))
    if isinstance(act, RunAct):
        return replace(act, argv=tuple(_value(word, holes, home) for word in act.argv))
    return act


def _value(word: Value, holes: tuple[Hole, ...], home: str) -> Value:
    text = word.text or ""
    if text.startswith("$env(HOME)"):
        text = home + text.removeprefix("$env(HOME)")
    elif home and (text == "~" or text.startswith("~/")):
        text = home + text[1:]
    for mark in ("$", "["):
        if mark in text:
            return Value(tuple(p for p in (text.partition(mark)[0], Hole(f"a word of Tcl: {text}")) if p))
    return unmarked(text, holes)


def _script(text: str, acts: list[Act], depth: int) -> None:
    """Each command of a script."""
    at = 0
    while at < len(text) and depth < DEPTH:
        words, at = _command(text, at)
        if words:
            _act(words, acts, depth)


def _command(text: str, at: int) -> tuple[list[tuple[str, str]], int]:
    """The words of one command, each with the sign it was quoted with, and the position behind it."""
    words: list[tuple[str, str]] = []
    while at < len(text):
        letter = text[at]
        if letter in ";\n":
            return words, at + 1
        if letter in " \t":
            at += 1
        elif letter == "#" and not words:
            end = text.find("\n", at)
            return words, len(text) if end < 0 else end + 1
        elif letter in PAIRS:
            body, at = _quoted(text, at)
            words.append((letter, body))
        else:
            start = at
            while at < len(text) and text[at] not in " \t;\n":
                at = _quoted(text, at)[1] if text[at] == "[" else at + 2 if text[at] == "\\" else at + 1
            words.append(("", text[start:at]))
    return words, at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The body of a quoted word that opens here, and the position behind it."""
    opening = text[at]
    closing, depth, start = PAIRS[opening], 1, at + 1
    at += 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return text[start:at], at + 1
        elif text[at] == opening:
            depth += 1
        at += 1
    return text[start:], len(text)


def _act(words: list[tuple[str, str]], acts: list[Act], depth: int) -> None:
    head = words[0][1]
    evaluates = head in EVALUATING
    for sign, body in words:
        if sign == "[" or (sign == "{" and evaluates):
            _script(body, acts, depth + 1)
        elif sign != "{" and "[" in body:
            _script(_quoted(body, body.index("["))[0], acts, depth + 1)
    plain = [f"[{body}]" if sign == "[" else body for sign, body in words]
    if head in ("exec", "spawn"):
        rest = plain[1:]
        while rest and rest[0] in ("-ignorestderr", "-keepnewline", "--", "-noecho"):
            rest.pop(0)
        if rest and any(word in ("|", "|&", "&") or word[:1] in ("<", ">") for word in rest):
            acts.append(RunAct(text=known(" ".join(rest)), call="exec"))
        elif rest:
            acts.append(RunAct(argv=tuple(known(word) for word in rest), call=head))
    elif head == "system" and len(plain) > 1:
        acts.append(RunAct(text=known(" ".join(plain[1:])), call="system"))
    elif head == "open" and len(plain) > 1:
        if plain[1].startswith("|"):
            acts.append(RunAct(text=known(plain[1][1:]), call="open |"))
        elif len(plain) > 2 and plain[2].startswith("w"):
            acts.append(FileAct("overwrite", known(plain[1]), "open w"))
    elif head == "source" and len(plain) > 1 and plain[-1][:1] in ("/", "."):
        acts.append(FollowAct(known(plain[-1]), "tcl"))
    elif head == "file" and len(plain) > 2:
        _file(plain[1], [p for p in plain[2:] if p not in ("-force", "--")], acts)


def _file(verb: str, paths: list[str], acts: list[Act]) -> None:
    if verb == "delete":
        acts += [FileAct("delete", known(p), "file delete", True, "directory") for p in paths]
    elif verb in ("rename", "copy") and len(paths) > 1:
        acts.append(FileAct("overwrite", known(paths[-1]), f"file {verb}"))
