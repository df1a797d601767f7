"""SQL store of focal points."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.outlets.domain.crews import FocalPoint
from accreditation.outlets.storage.tables import focal_points
from conference.transactions import Transaction


class SqlFocalPoints:
    """`accreditation.outlets.ports.FocalPoints` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, focal: FocalPoint) -> None:
        """Add a focal point."""
        await transaction.connection.execute(insert(focal_points).values(asdict(focal)))

    async def save(self, transaction: Transaction, focal: FocalPoint) -> None:
        """Save a changed focal point."""
        changing = update(focal_points).where(focal_points.c.id == focal.id)
        await transaction.connection.execute(changing.values(asdict(focal)))

    async def find(self, transaction: Transaction, focal_id: str, *, lock: bool = False) -> FocalPoint | None:
        """Return the focal point, or None; `lock` locks it until the end."""
        wanted = select(focal_points).where(focal_points.c.id == focal_id)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _row_to_focal_point(row)

    async def list_of_outlet(self, transaction: Transaction, outlet_id: str) -> list[FocalPoint]:
        """List the focal points of an outlet, those whose links work first."""
        columns = focal_points.c
        wanted = select(focal_points).where(columns.outlet_id == outlet_id)
        ordered = wanted.order_by(columns.ended_at.is_not(None), columns.invited_at, columns.id)
        return [_row_to_focal_point(row) for row in await transaction.connection.execute(ordered)]


def _row_to_focal_point(row: Row[Any]) -> FocalPoint:
    return FocalPoint(**row._mapping)
