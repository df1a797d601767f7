"""Conditions on many values that are one text of SQL however many there are: prepared once, planned once."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from conference.storage.engine import Dialect
from conference.storage.types import Json

S = TypeVar("S")

DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgresql")


def among(column: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Whether the column's value is in the list of texts that is bound as `name`."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    return column.in_(select(func.json_each(bindparam(name, type_=Json)).table_valued("value").c.value))


def each(name: str, dialect: Dialect) -> ColumnElement[Any]:
    """A column with the texts of the list that is bound as `name`, one a row."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(String))).column_valued(name)
    return func.json_each(bindparam(name, type_=Json)).table_valued("value").c.value


def for_both(build: Callable[[Dialect], S]) -> dict[str, S]:
    """The statement for each kind of database, built once."""
    return {dialect: build(dialect) for dialect in DIALECTS}


def listed(values: Collection[str]) -> list[str]:
    """The values as they are bound: in order, so that the same set is the same parameter."""
    return sorted(values)
