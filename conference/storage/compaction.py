"""Compaction of the database: what deleted rows have left in its files is overwritten or cut off."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from conference.storage.engine import BUSY_TIMEOUT_MS, METADATA, Database
from conference.storage.outages import unavailable

LOCK_WITHIN_S = 5
"""Seconds for which PostgreSQL waits for a table: others wait behind it."""


async def compact_database(database: Database) -> None:
    """Rewrite the database without what deleted rows have left. Raises UnavailableError when it is in use too long.

    SQLite: the file is written anew and the write-ahead log is emptied. PostgreSQL: each table is written to a new file
    (`VACUUM FULL`); its own write-ahead log and archives of it are for the administrator (docs/runbook.md).
    """
    if database.file is not None:
        await asyncio.to_thread(_compact_file, database.file)
    elif database.dialect == "postgresql":
        await _rewrite_tables(database)


async def empty_log(database: Database) -> None:
    """Empty SQLite's write-ahead log, which has rows as they were before their deletion. Raises UnavailableError.

    In the file itself deleted rows are overwritten as they are deleted. On PostgreSQL the bytes of a deleted row stay
    until `compact_database`, or until the server uses their place again.
    """
    if database.file is not None:
        await asyncio.to_thread(_compact_file, database.file, is_rewritten=False)


def _compact_file(path: Path, *, is_rewritten: bool = True) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)) as connection:
            if is_rewritten:
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("VACUUM")
            is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise unavailable(error) from error
    if is_busy:
        raise unavailable(sqlite3.OperationalError("a reader holds the write-ahead log"))


async def _rewrite_tables(database: Database) -> None:
    async with database.maintenance() as connection:
        await connection.execute(text(f"SET lock_timeout = '{LOCK_WITHIN_S}s'"))
        for table in METADATA.sorted_tables:
            await connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table.name}"'))
