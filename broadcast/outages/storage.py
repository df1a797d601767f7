"""Outages of screens in the database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Row, String, Table, insert, select, update

from broadcast.feed.displays.standings import Standing
from broadcast.outages.domain import Outage
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

screen_outages = Table(
    "screen_outages",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("notice", String(40), nullable=False),
    Column("screen", String(64), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(40), nullable=False, server_default=""),
    Column("open_screen", String(64), unique=True),
    Index("ix_screen_outages_acknowledged", "acknowledged_at", "noticed_at"),
)
"""`open_screen` is the name of the screen while the outage is open, so that nodes that see it at once add it once."""

_OF = screen_outages.c


class SqlOutages:
    """`broadcast.outages.ports.OutageStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, outages: Sequence[Outage]) -> None:
        """Add open outages. Raises IntegrityError if one of these screens has an open one."""
        rows = [
            {
                "id": one.id,
                "notice": one.notice,
                "screen": one.screen,
                "standing": one.standing.value,
                "since": one.since,
                "noticed_at": one.noticed_at,
                "open_screen": one.screen,
            }
            for one in outages
        ]
        await transaction.connection.execute(insert(screen_outages), rows)

    async def list_open(self, transaction: Transaction) -> list[Outage]:
        """Return the outages whose screens are not right yet, by screen."""
        query = select(screen_outages).where(_OF.open_screen.is_not(None)).order_by(_OF.screen)
        return _to_list(await transaction.connection.execute(query))

    async def end(self, transaction: Transaction, ids: Collection[str], at: datetime) -> None:
        """Save when the screens of some outages were right again."""
        statement = update(screen_outages).where(_OF.id.in_(ids)).values(ended_at=at, open_screen=None)
        await transaction.connection.execute(statement)

    async def acknowledge(self, transaction: Transaction, notice: str, *, staff_id: str, at: datetime) -> bool:
        """Save who has acknowledged a notice; return False if there is none that waits for it."""
        waiting = (_OF.notice == notice) & _OF.acknowledged_at.is_(None)
        statement = update(screen_outages).where(waiting).values(acknowledged_at=at, acknowledged_by=staff_id)
        return (await transaction.connection.execute(statement)).rowcount > 0

    async def list_unacknowledged(self, transaction: Transaction, *, limit: int) -> list[Outage]:
        """Return the outages of notices that wait to be acknowledged, the latest notice first, then by screen."""
        query = select(screen_outages).where(_OF.acknowledged_at.is_(None))
        query = query.order_by(_OF.noticed_at.desc(), _OF.notice, _OF.screen).limit(limit)
        return _to_list(await transaction.connection.execute(query))


def _to_list(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Outage]:
    return [
        Outage(
            id=row.id,
            notice=row.notice,
            screen=row.screen,
            standing=Standing(row.standing),
            since=row.since,
            noticed_at=row.noticed_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
