"""Deletion of rows with personal data in batches: of everyone, or of one application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, true, tuple_, update

from conference.retention.ages import DataClass
from conference.transactions import Transaction


class Eraser(Protocol):
    """Deletes one kind of rows. It is due when all of its classes are; certificates count its rows under `name`."""

    @property
    def name(self) -> str:
        """The kind of rows."""
        ...

    @property
    def classes(self) -> frozenset[DataClass]:
        """The classes of data that the rows belong to."""
        ...

    async def count(self, transaction: Transaction) -> int:
        """Return the number of rows that are to be deleted."""
        ...

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete at most `limit` rows; return how many, 0 when none is left."""
        ...

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete the rows of one application; return how many."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class RowEraser:
    """`Eraser` of rows of one table: those of `chosen`, and of one application those of `of_person`.

    With `values` the rows stay and these values are set; `chosen` must then not match them any more.
    """

    name: str
    classes: frozenset[DataClass]
    table: Table
    chosen: ColumnElement[bool] = true()
    of_person: Callable[[str], ColumnElement[bool]] | None = None
    values: Mapping[str, Any] | None = None

    async def count(self, transaction: Transaction) -> int:
        """Return the number of rows that are to be deleted."""
        counted = select(func.count()).select_from(self.table).where(self.chosen)
        return int(await transaction.connection.scalar(counted) or 0)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete at most `limit` rows; return how many, 0 when none is left."""
        keys = tuple(self.table.primary_key.columns)
        batch = select(*keys).where(self.chosen).limit(limit)
        return await self._remove(transaction, (keys[0] if len(keys) == 1 else tuple_(*keys)).in_(batch))

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete the rows of one application; return how many."""
        if self.of_person is None:
            return 0
        return await self._remove(transaction, and_(self.chosen, self.of_person(application_id)))

    async def _remove(self, transaction: Transaction, rows: ColumnElement[bool]) -> int:
        statement = delete(self.table) if self.values is None else update(self.table).values(self.values)
        return (await transaction.connection.execute(statement.where(rows))).rowcount
