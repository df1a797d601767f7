"""Figures that press officers have published, in the database. Rows are only added."""

from typing import Any

import msgspec
from sqlalchemy import Column, String, Table, Text, func, insert, select

from broadcast.press_room.corrections import PublishedFigure
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

press_figures = Table(
    "press_figures",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("corrects", String(40), unique=True),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published", Text, nullable=False),
)
"""`corrects` is the id of the wrong figure, which is corrected once; NULL for a further figure."""


class SqlPressFigures:
    """The figures of officers on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, published: PublishedFigure) -> None:
        """Add one."""
        values: dict[str, Any] = {
            "id": published.id,
            "corrects": published.corrects or None,
            "published_at": published.at,
            "published": msgspec.json.encode(published).decode(),
        }
        await transaction.connection.execute(insert(press_figures).values(values))

    async def count(self, transaction: Transaction) -> int:
        """Return their number, which says whether some were added."""
        return int((await transaction.connection.execute(select(func.count()).select_from(press_figures))).scalar_one())

    async def list_all(self, transaction: Transaction) -> list[PublishedFigure]:
        """Return all, in the order in which they were published."""
        query = select(press_figures.c.published).order_by(press_figures.c.published_at, press_figures.c.id)
        rows = await transaction.connection.execute(query)
        return [msgspec.json.decode(row.published, type=PublishedFigure) for row in rows]
