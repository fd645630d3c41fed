"""The one form of every value in the model: a frozen record that costs nothing to import.

``dataclasses`` costs 12 ms to import where a bare interpreter starts in 5 (measured 2026-11-20,
CPython 3.11), and ``typing.NamedTuple`` 7 ms, so the hook path can afford neither. Type checkers
see a frozen dataclass; at run time the decorator below adds four methods and compiles nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from typing_extensions import dataclass_transform

    Record = TypeVar("Record")

    @dataclass_transform(frozen_default=True)
    def frozen(cls: type[Record]) -> type[Record]: ...

    def replace(record: Record, **changes: Any) -> Record: ...

else:

    def frozen(cls):
        """Make the annotated attributes of ``cls`` the fields of an immutable record."""
        fields = tuple(cls.__annotations__)
        own = cls.__dict__
        defaults = {name: own[name] for name in fields if name in own}

        def __init__(self, *args, **kwargs):
            state = self.__dict__
            state.update(defaults)
            state.update(zip(fields, args, strict=False))
            state.update(kwargs)
            if len(state) != len(fields):
                raise TypeError(_complaint(cls.__name__, fields, state))

        cls._fields = fields
        cls.__init__ = __init__
        cls.__setattr__ = _refuse
        cls.__delattr__ = _refuse
        cls.__eq__ = _equal
        cls.__hash__ = _hash
        cls.__repr__ = _repr
        return cls

    def replace(record, **changes):
        """A copy of ``record`` with some fields changed."""
        return type(record)(**{**record.__dict__, **changes})

    def _complaint(name, fields, state):
        missing = [f for f in fields if f not in state]
        unknown = [f for f in state if f not in fields]
        return f"{name}: missing {missing}, unknown {unknown}"

    def _refuse(self, name, *value):
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    _compared = {}

    def _equal(self, other):
        # Values share their parts (a hole its producers, a producer its words, and those their holes), so a
        # comparison that forgot what it has compared would double its work with every level.
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        pair = (id(self), id(other))
        known = _compared.get(pair)
        if known is None:
            first = not _compared
            _compared[pair] = True
            try:
                known = self.__dict__ == other.__dict__
                _compared[pair] = known
            except RecursionError:
                if not first:
                    raise
                known = False  # made in so many steps that nobody needs to know: as good as different
            finally:
                if first:
                    _compared.clear()
        return known

    def _hash(self):
        return hash((type(self), tuple(self.__dict__[f] for f in self._fields)))

    def _repr(self):
        shown = ", ".join(f"{f}={self.__dict__[f]!r}" for f in self._fields)
        return f"{type(self).__name__}({shown})"
