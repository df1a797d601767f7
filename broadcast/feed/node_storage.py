"""Store the screens of each node for the other nodes: one row per node, replaced periodically."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Column, String, Table, Text, delete, insert, select

from broadcast.feed.screens import Screen
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

FORGOTTEN_AFTER = timedelta(hours=1)
"""Age after which the row of a stopped node is deleted."""


def make_node_table(name: str) -> Table:
    """Make a table of nodes."""
    return Table(
        name,
        METADATA,
        Column("node", String(80), primary_key=True),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("screens", Text, nullable=False),
    )


LIVE_NODES = make_node_table("board_nodes")


class SqlNodeStore:
    """`broadcast.feed.presence.NodeStore` over the transaction's connection, for the nodes of one table."""

    def __init__(self, table: Table = LIVE_NODES) -> None:
        self._table = table

    async def save(self, transaction: Transaction, node: str, screens: Sequence[Screen], *, at: datetime) -> None:
        """Replace the screens of a node, and delete the rows of stopped nodes."""
        gone = (self._table.c.node == node) | (self._table.c.seen_at < at - FORGOTTEN_AFTER)
        await transaction.connection.execute(delete(self._table).where(gone))
        row = {"node": node, "seen_at": at, "screens": msgspec.json.encode(list(screens)).decode()}
        await transaction.connection.execute(insert(self._table).values(row))

    async def list_of_others(self, transaction: Transaction, node: str, *, since: datetime) -> list[Screen]:
        """Return the screens of all other nodes seen since `since`, those of the latest seen node last."""
        query = (
            select(self._table.c.screens)
            .where(self._table.c.node != node, self._table.c.seen_at >= since)
            .order_by(self._table.c.seen_at)
        )
        rows = (await transaction.connection.execute(query)).scalars().all()
        return [screen for row in rows for screen in msgspec.json.decode(row, type=list[Screen])]
