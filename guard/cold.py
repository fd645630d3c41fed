"""Function bodies that wait in the bundle until they are called.

Of the functions of the modules that a hook imports it calls one in four, and unmarshalling the other three
costs more than the whole verdict. So the bundle (``guard/bundle.py``) holds a short stand-in for the code of
a function that everyday commands do not call: the stand-in has the constants ``(None, offset, length, number,
path)``, and when it is called ``guard/image.py`` reads the tuple of codes that lies there, gives the one of
that number to the function at that path of the module, and calls it again. The function object is the same
before and after, with its defaults; what was called once is called directly from then on. Functions that
are mostly called together lie together.

Left as they are: what is nested in a function or closes over a variable, and what is decorated.
"""

import ast
from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FUNCTION = 0x3
"""``CO_OPTIMIZED | CO_NEWLOCALS``: the code of a function, not of a class."""


def _stand_in(*given: "Any", **named: "Any") -> "Any":
    return __thaw__(*given, **named)  # type: ignore[name-defined]  # noqa: F821 - image.py puts it there


class Freezer:
    """Takes the codes that are left out, to lie in a bundle."""

    def __init__(self) -> None:
        self.alone = bytearray()
        """Marshalled tuples of one code."""
        self.together: list[CodeType] = []
        """Codes that are read at once; their stand-ins say -1 for offset and length."""

    def cooled(self, code: CodeType, tree: ast.Module, kept: "set[int]", joined: "set[int]") -> CodeType:
        """A module's code with stand-ins.

        Args:
            code: the module's.
            tree: what it was compiled from.
            kept: first lines of the functions that keep their code.
            joined: first lines of those that are mostly called together.
        """
        decorated = {
            node.decorator_list[0].lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list
        }
        return self._cooled(code, kept | decorated, joined, "")

    def _cooled(self, code: CodeType, kept: "set[int]", joined: "set[int]", path: str) -> CodeType:
        constants = list(code.co_consts)
        for number, inner in enumerate(constants):
            if not isinstance(inner, CodeType) or inner.co_name.startswith("<"):
                continue
            inside = path + inner.co_name
            if not inner.co_flags & FUNCTION:
                constants[number] = self._cooled(inner, kept, joined, inside + ".")
            elif inner.co_firstlineno not in kept and not inner.co_freevars:
                place = self._placed(inner, inner.co_firstlineno in joined)
                constants[number] = _standing_in(inner, (None, *place, inside))
        return code.replace(co_consts=tuple(constants))

    def _placed(self, code: CodeType, joined: bool) -> "tuple[int, int, int]":
        import marshal

        if joined:
            self.together.append(code)
            return -1, -1, len(self.together) - 1
        body = marshal.dumps((code,))
        self.alone += body
        return len(self.alone) - len(body), len(body), 0


def _standing_in(code: CodeType, constants: "tuple[Any, ...]") -> CodeType:
    changes: dict[str, Any] = {"co_qualname": constants[-1]} if hasattr(code, "co_qualname") else {}
    stand_in: CodeType = _stand_in.__code__
    return stand_in.replace(
        co_consts=constants, co_name=code.co_name, co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno, **changes,
    )  # fmt: skip
