"""Files that inline code writes, as far as a later command of the same text runs them.

Seen: ``python3 -c 'open("x", "w").write("rm -rf ~")'; sh x``, the same with node, perl, ruby, php and awk.
What is written as a literal is known; anything else makes the file one whose content is not.
"""

from __future__ import annotations

from guard.model import Hole, Value
from guard.shell.state import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation
    from guard.shell.state import State

OTHERWISE = ("dump", "writelines", "print", "copy", "join", "format", "%", "+", "{", "pack", "decode", "sub")
"""Signs that more is written than the literals that stand behind a ``write``."""


def written(invocation: Invocation, state: State) -> None:
    """Record the files that this interpreter's code opens for writing."""
    from guard.inline.acts import FileAct, acts_of
    from guard.inline.code import code_of

    code = code_of(invocation)
    if code is None or code.text is None:
        return
    for act in acts_of(code.text, code.language, invocation, code.arguments):
        if isinstance(act, FileAct) and act.operation in ("overwrite", "update") and act.kind == "file":
            name = act.path.text
            if name is not None:
                state.record(name, File(_content(code.text), "", (invocation,)))


def _content(code: Value) -> Value | None:
    """The literals that are written, where there are any."""
    from guard.inline.fed import literals

    text = code.text
    found = literals(text) if text is not None else None
    if found is None or text is None or not found.parts or not isinstance(found.parts[0], str):
        return None
    if any(sign in text for sign in OTHERWISE) and not found.holes:
        return Value((*found.parts, Hole("what else the code writes")))
    return found
