"""Deletion of the list with the data of passports, and of the agency's log with the trail.

Each is counted as one, whatever it holds, because administrators read the counts. Hits are deleted with their
applications and are not counted.
"""

from msgspec import Struct
from sqlalchemy import Table, delete, exists, or_, select

from accreditation.watch_list.storage.tables import watch_entries, watch_imports, watch_keys, watch_log
from conference.retention.ages import DataClass
from conference.retention.erasing import Eraser
from conference.transactions import Transaction


class WholeEraser(Struct, frozen=True):
    """`conference.retention.erasing.Eraser` of whole tables, which are counted as one."""

    name: str
    classes: frozenset[DataClass]
    tables: tuple[Table, ...]

    async def count(self, transaction: Transaction) -> int:
        """Return 1 if there are rows, else 0."""
        has_rows = or_(*(exists(select(1).select_from(table)) for table in self.tables))
        return int(await transaction.connection.scalar(select(has_rows)) or 0)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete all rows; return 1 if there were any, else 0."""
        counted = await self.count(transaction)
        for table in self.tables:
            await transaction.connection.execute(delete(table))
        return counted

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete nothing: the list is of the agency, and the log has pseudonyms."""
        return 0


ERASERS: tuple[Eraser, ...] = (
    WholeEraser("watch_list", frozenset({DataClass.PASSPORT}), (watch_keys, watch_entries, watch_imports)),
    WholeEraser("watch_log", frozenset({DataClass.TRAIL}), (watch_log,)),
)
