"""Methods of dataclasses without a compilation for each: what Python 3.11 compiles is a fifth of the program's imports.

Python writes the source text of each method of each dataclass and compiles it. Here `__eq__`, `__hash__`, `__repr__`
and the methods that refuse an assignment are closures, which share their code. They behave as Python's.
"""

import dataclasses
import re
import sys
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

Method = Callable[..., Any]
Fields = Sequence["dataclasses.Field[Any]"]

_OWN_FIELD = re.compile(r"self\.(\w+)")


def share_methods() -> None:
    """Let classes that are decorated from now on share their methods' code. Other versions of Python keep their way."""
    if sys.version_info[:2] != (3, 11):
        return
    dataclasses._cmp_fn = _equality_method  # type: ignore[attr-defined]
    dataclasses._hash_fn = _hash_method  # type: ignore[attr-defined]
    dataclasses._repr_fn = _text_method  # type: ignore[attr-defined]
    dataclasses._frozen_get_del_attr = _refusing_methods  # type: ignore[attr-defined]


def _equality_method(name: str, operator: str, own: str, other: str, **namespaces: object) -> Method:
    """Return `__eq__`, and another comparison as Python makes it. `own` is the tuple of fields as source text."""
    if operator != "==":
        compiled: Method = _compile_comparison(name, operator, own, other, **namespaces)
        return compiled
    values = _getter_of(_OWN_FIELD.findall(own))

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return bool(values(self) == values(other)) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash_method(fields: Fields, _namespace: object) -> Method:
    values = _getter_of([field.name for field in fields])

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _text_method(fields: Fields, _namespace: object) -> Method:
    names = [field.name for field in fields]

    def __repr__(self: object) -> str:  # noqa: N807
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    method: Method = dataclasses._recursive_repr(__repr__)  # type: ignore[attr-defined]
    return method


def _refusing_methods(owner: type, fields: Fields, _namespace: object) -> tuple[Method, Method]:
    """Return `__setattr__` and `__delattr__` of a frozen class: a subclass that is not frozen may have more fields."""
    names = frozenset(field.name for field in fields)

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is owner or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(owner, self).__setattr__(name, value)  # type: ignore[arg-type]

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is owner or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(owner, self).__delattr__(name)  # type: ignore[arg-type]

    return __setattr__, __delattr__


def _getter_of(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    """Return a function from an object to the tuple of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _object: ()
    value = attrgetter(names[0])
    return lambda owner: (value(owner),)


_compile_comparison: Any = getattr(dataclasses, "_cmp_fn", None)
