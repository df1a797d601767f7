"""SQL store of merges of outlets, and the moves of their crews."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, insert, select, update

from accreditation.outlets.domain.merges import MovedRows, OutletMerge
from accreditation.outlets.storage.tables import crew_letters, crew_members, outlet_merges
from conference.transactions import Transaction

_MAX_IDS = 500
"""Maximum number of ids in one statement: well under the 999 variables that old builds of SQLite allow."""


class SqlOutletMerges:
    """`accreditation.outlets.ports.OutletMerges` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, merge: OutletMerge) -> None:
        """Add a merge."""
        await transaction.connection.execute(insert(outlet_merges).values(asdict(merge)))

    async def save_undone(self, transaction: Transaction, merge_id: str, at: datetime) -> None:
        """Save when a merge was taken back."""
        changing = update(outlet_merges).where(outlet_merges.c.id == merge_id)
        await transaction.connection.execute(changing.values(undone_at=at))

    async def find(self, transaction: Transaction, merge_id: str) -> OutletMerge | None:
        """Return the merge, or None."""
        wanted = select(outlet_merges).where(outlet_merges.c.id == merge_id)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _row_to_merge(row)

    async def list_of_target(self, transaction: Transaction, outlet_id: str) -> list[OutletMerge]:
        """List the merges into an outlet that were not taken back, newest first."""
        merges = outlet_merges.c
        wanted = select(outlet_merges).where(merges.target_id == outlet_id, merges.undone_at.is_(None))
        rows = await transaction.connection.execute(wanted.order_by(merges.at.desc(), merges.id.desc()))
        return [_row_to_merge(row) for row in rows]

    async def move_crew(self, transaction: Transaction, source_id: str, target_id: str) -> MovedRows:
        """Move the people and letters of an outlet's crew to another outlet; return what was moved."""
        moved = {}
        for table in (crew_members, crew_letters):
            ids = await transaction.connection.scalars(select(table.c.id).where(table.c.outlet_id == source_id))
            moved[table.name] = tuple(ids)
            changing = update(table).where(table.c.outlet_id == source_id)
            await transaction.connection.execute(changing.values(outlet_id=target_id))
        return MovedRows(members=moved[crew_members.name], letters=moved[crew_letters.name])

    async def move_back(self, transaction: Transaction, moved: MovedRows, source_id: str, target_id: str) -> None:
        """Move back the people and letters of a merge that the target still has."""
        for table, ids in ((crew_members, moved.members), (crew_letters, moved.letters)):
            await _move_rows(transaction, table, ids, from_id=target_id, to_id=source_id)


async def _move_rows(transaction: Transaction, table: Table, ids: Sequence[str], *, from_id: str, to_id: str) -> None:
    for start in range(0, len(ids), _MAX_IDS):
        batch = ids[start : start + _MAX_IDS]
        moving = update(table).where(table.c.id.in_(batch), table.c.outlet_id == from_id)
        await transaction.connection.execute(moving.values(outlet_id=to_id))


def _row_to_merge(row: Row[Any]) -> OutletMerge:
    values = row._mapping
    moved = MovedRows(**{name: tuple(ids) for name, ids in values["moved"].items()})
    return OutletMerge(**{**values, "moved": moved})
