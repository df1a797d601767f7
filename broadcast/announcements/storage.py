"""Planned announcements in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Index, Row, String, Table, Text, insert, select, update

from broadcast.announcements.domain.planned import Planned, PlannedState
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

planned_announcements = Table(
    "planned_announcements",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("publish_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("planned", Text, nullable=False),
    Index("ix_planned_announcements_state", "state", "publish_at"),
)

_OF = planned_announcements.c


class SqlPlannedAnnouncements:
    """`broadcast.announcements.ports.PlannedStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, planned: Planned) -> None:
        """Add one."""
        await transaction.connection.execute(insert(planned_announcements).values(_to_values(planned)))

    async def find(self, transaction: Transaction, planned_id: str) -> Planned | None:
        """Return one, locked until a writing transaction ends; None for an unknown id."""
        query = select(_OF.planned).where(_OF.id == planned_id).with_for_update()
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _to_planned(row)

    async def save(self, transaction: Transaction, planned: Planned) -> None:
        """Replace one."""
        statement = update(planned_announcements).where(_OF.id == planned.id).values(_to_values(planned))
        await transaction.connection.execute(statement)

    async def list_waiting(self, transaction: Transaction) -> list[Planned]:
        """Return those that wait: scheduled ones by their time, then drafts by their change."""
        query = select(_OF.planned).where(_OF.state == PlannedState.WAITING.value)
        order = (_OF.publish_at.is_(None), _OF.publish_at, _OF.changed_at, _OF.id)
        return _to_list(await transaction.connection.execute(query.order_by(*order)))

    async def list_due(self, transaction: Transaction, now: datetime) -> list[Planned]:
        """Return those whose time has come, by their time."""
        query = select(_OF.planned).where(_OF.state == PlannedState.WAITING.value, _OF.publish_at <= now)
        return _to_list(await transaction.connection.execute(query.order_by(_OF.publish_at, _OF.id)))

    async def list_decided(self, transaction: Transaction, *, limit: int) -> list[Planned]:
        """Return those that wait no more, the latest first."""
        query = select(_OF.planned).where(_OF.state != PlannedState.WAITING.value)
        query = query.order_by(_OF.decided_at.desc(), _OF.id.desc()).limit(limit)
        return _to_list(await transaction.connection.execute(query))


def _to_values(planned: Planned) -> dict[str, Any]:
    return {
        "id": planned.id,
        "state": planned.state.value,
        "publish_at": planned.timing.publish_at,
        "changed_at": planned.changed_at,
        "decided_at": planned.decided_at,
        "planned": msgspec.json.encode(planned).decode(),
    }


def _to_planned(row: Row[*tuple[Any, ...]]) -> Planned:
    return msgspec.json.decode(row.planned, type=Planned)


def _to_list(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Planned]:
    return [_to_planned(row) for row in rows]
