"""What lies in a database, for comparison."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from conference.event.storage import event_files, loaded_event
from conference.storage.engine import METADATA
from conference.transactions import Transactions


async def everything(transactions: Transactions) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    async with transactions.read() as transaction:
        found = {}
        for table in METADATA.sorted_tables:
            rows = await transaction.connection.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
    return found


async def count(transactions: Transactions, table: Table, *where: Any) -> int:
    """How many rows of the table are so."""
    async with transactions.read() as transaction:
        return await transaction.connection.scalar(select(func.count()).select_from(table).where(*where)) or 0


def remove_event(file: Path) -> None:
    """Remove the loaded event, which the tests' template has, from an SQLite database."""
    with closing(sqlite3.connect(file)) as connection:
        for table in (event_files, loaded_event):
            connection.execute(f"DELETE FROM {table.name}")
        connection.commit()
