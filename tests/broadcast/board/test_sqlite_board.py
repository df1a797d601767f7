"""Statements of a commit on SQLite. What they store is tested by the contract of every store."""

import pytest

from broadcast.board.sqlite_board import FEW_ROWS, SqliteBoard
from broadcast.board.storage import LIVE_TABLES
from conference.storage.engine import Database


@pytest.mark.parametrize("count", [1, FEW_ROWS + 1], ids=["at once", "in the thread"])
async def test_entries_are_added_then_replaced_and_the_head_moves(sqlite_database: Database, count: int) -> None:
    board = SqliteBoard(LIVE_TABLES.head, LIVE_TABLES.entries, LIVE_TABLES.changes)

    def rows(first: int) -> list[dict[str, object]]:
        made = dict.fromkeys(LIVE_TABLES.entries.c.keys())
        return [{**made, "key": f"session/{n}", "offset": first + n, "version": first + n} for n in range(count)]

    async with sqlite_database.write() as connection:
        await board.write_entries(connection, rows(1), [], offset=count)
        await board.write_entries(connection, rows(1 + count), [], offset=2 * count)
        found = await board.find_entries(connection, ["session/0", "session/0", "missing"])
        head = await board.read_head(connection)
    assert [(row.key, row.offset, row.state) for row in found] == [("session/0", 1 + count, None)]
    assert head.offset == 2 * count
