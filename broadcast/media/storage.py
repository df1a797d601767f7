"""States and changes of streams in the database, shared by all nodes."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Boolean, Column, String, Table, Text, delete, insert, select, update

from broadcast.media.changes import StreamChange
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.ports import WatchHold
from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

stream_states = Table(
    "stream_states",
    METADATA,
    Column("stream", String(48), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("session", String(48), nullable=False),
    Column("is_ours", Boolean, nullable=False),
)

stream_watch = Table(
    "stream_watch",
    METADATA,
    Column("name", String(16), primary_key=True),
    Column("node", String(64), nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
)
"""One row: the node that checks the streams, until when."""

stream_changes = Table(
    "stream_changes",
    METADATA,
    Column("stream", String(48), primary_key=True),
    Column("change", Text, nullable=False),
)

_ALL = "streams"
_STATE, _WATCH, _CHANGE = stream_states.c, stream_watch.c, stream_changes.c


class SqlStreamStates:
    """`broadcast.media.ports.StreamStateStore` on SQLite and PostgreSQL."""

    async def hold(self, transaction: Transaction, node: str, *, now: datetime, until: datetime) -> bool:
        """Let a node check the streams until a moment; return False while another node does."""
        connection = transaction.connection
        new = insert_into(stream_watch, connection.dialect.name).values(name=_ALL, node=node, held_until=now)
        await connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
        is_free = (_WATCH.node == node) | (_WATCH.held_until <= now)
        statement = update(stream_watch).where((_WATCH.name == _ALL) & is_free).values(node=node, held_until=until)
        return (await connection.execute(statement)).rowcount > 0

    async def find_hold(self, transaction: Transaction) -> WatchHold | None:
        """Return which node checks the streams, None if none ever did."""
        row = (await transaction.connection.execute(select(_WATCH.node, _WATCH.held_until))).first()
        return None if row is None else WatchHold(row.node, row.held_until)

    async def list_records(self, transaction: Transaction) -> list[StreamRecord]:
        """Return the records of all streams, by stream."""
        rows = await transaction.connection.execute(select(stream_states).order_by(_STATE.stream))
        return [
            StreamRecord(
                stream=row.stream,
                state=TrackState(row.state),
                since=row.since,
                session=row.session,
                is_ours=row.is_ours,
            )
            for row in rows
        ]

    async def save_records(self, transaction: Transaction, records: Sequence[StreamRecord]) -> None:
        """Add or replace the records of some streams."""
        names = [one.stream for one in records]
        await transaction.connection.execute(delete(stream_states).where(_STATE.stream.in_(names)))
        if records:
            rows = [
                {
                    "stream": one.stream,
                    "state": one.state.value,
                    "since": one.since,
                    "session": one.session,
                    "is_ours": one.is_ours,
                }
                for one in records
            ]
            await transaction.connection.execute(insert(stream_states), rows)

    async def list_changes(self, transaction: Transaction) -> list[StreamChange]:
        """Return the changes of streams; ids of further streams sort by the time at which they were added."""
        rows = await transaction.connection.execute(select(_CHANGE.change).order_by(_CHANGE.stream))
        return [msgspec.json.decode(row.change, type=StreamChange) for row in rows]

    async def save_change(self, transaction: Transaction, change: StreamChange) -> None:
        """Add or replace the change of a stream."""
        await self.delete_change(transaction, change.stream.id)
        values = {"stream": change.stream.id, "change": msgspec.json.encode(change).decode()}
        await transaction.connection.execute(insert(stream_changes).values(values))

    async def delete_change(self, transaction: Transaction, stream: str) -> None:
        """Delete the change of a stream, if there is one."""
        await transaction.connection.execute(delete(stream_changes).where(_CHANGE.stream == stream))
