"""SQL conditions on lists of values. The SQL text does not depend on the number of values: it is prepared once."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, String, any_, bindparam, func, select

from conference.storage.engine import Dialect
from conference.storage.types import Json

S = TypeVar("S")

DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgresql")


def among(column: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Return the condition that the column's value is in the list of texts bound as `name`."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    return column.in_(select(func.json_each(bindparam(name, type_=Json)).table_valued("value").c.value))


def each(name: str, dialect: Dialect) -> ColumnElement[Any]:
    """Return a column with the texts of the list bound as `name`, one per row."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(String))).column_valued(name)
    return func.json_each(bindparam(name, type_=Json)).table_valued("value").c.value


def for_both(build: Callable[[Dialect], S]) -> dict[str, S]:
    """Build a statement for each dialect."""
    return {dialect: build(dialect) for dialect in DIALECTS}


def listed(values: Collection[str]) -> list[str]:
    """Return the values in order for binding, so that equal sets give equal parameters."""
    return sorted(values)
