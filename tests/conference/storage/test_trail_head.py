"""The head of the audit log beside the database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage import trail_head
from conference.storage.engine import Database
from conference.storage.trail_head import (
    HeadKeeper,
    LostEnd,
    TrailHead,
    find_lost_end,
    head_file,
    newest_head,
    read_head,
    write_head,
)
from conference.storage.transactions import Transactions

AT = datetime(2025, 10, 25, 2, tzinfo=UTC)


def entry(number: int) -> AuditEntry:
    return AuditEntry("board:session:opened", "staff_1", "opening", AT + timedelta(minutes=number))


async def add(database: Database, *entries: AuditEntry) -> TrailHead:
    async with Transactions(database, Bus()).write() as transaction:
        for one in entries:
            await transaction.record(one)
    async with database.read() as connection:
        head = await newest_head(connection)
    assert head is not None
    return head


def test_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = head_file(tmp_path / "rostrum.db")
    assert read_head(path) is None
    for head in (TrailHead(1_000_000, "f" * 64, AT), TrailHead(1, "0" * 64, AT)):
        write_head(path, head)
        assert read_head(path) == head
    assert [file.name for file in tmp_path.iterdir()] == ["rostrum.db-head"]


@pytest.mark.parametrize("torn", [b"", b"\0" * 256, b'{"seq": 3}', b'{"seq": 3, "hash": "ab', b"[1]", b"\xff"])
def test_torn_head_is_unknown(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "rostrum.db-head"
    path.write_bytes(torn)
    assert read_head(path) is None


async def test_lost_end_is_counted(sqlite_database: Database) -> None:
    first = await add(sqlite_database, entry(0), entry(1))
    async with sqlite_database.read() as connection:
        assert await find_lost_end(connection, first) is None
        lost = await find_lost_end(connection, TrailHead(first.seq + 3, "a" * 64, AT + timedelta(hours=1)))
        other = await find_lost_end(connection, TrailHead(first.seq, "a" * 64, AT))
    assert lost == LostEnd(3, AT + timedelta(minutes=1), AT + timedelta(hours=1))
    assert lost.describe() == (
        "The end of the audit log is lost: 3 entries, after 2025-10-25 02:01:00 and up to 2025-10-25 03:00:00 UTC."
    )
    assert other is not None


async def test_empty_log_has_lost_everything(sqlite_database: Database) -> None:
    async with sqlite_database.read() as connection:
        assert await find_lost_end(connection, TrailHead(5, "a" * 64, AT)) == LostEnd(5, None, AT)


@pytest.fixture
async def keeper(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[HeadKeeper]:
    monkeypatch.setattr(trail_head, "KEPT_EVERY_S", 0.0)
    opened = HeadKeeper(sqlite_database, tmp_path / "head")
    yield opened
    await opened.close()


async def test_head_is_kept_after_an_entry(keeper: HeadKeeper, sqlite_database: Database, tmp_path: Path) -> None:
    head = await add(sqlite_database, entry(0))
    keeper.note_entry()
    async with asyncio.timeout(10):
        while read_head(tmp_path / "head") != head:  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0)


async def test_head_is_kept_at_the_end(sqlite_database: Database, tmp_path: Path) -> None:
    keeper = HeadKeeper(sqlite_database, tmp_path / "head")
    head = await add(sqlite_database, entry(0))
    keeper.note_entry()
    await keeper.close()
    assert read_head(tmp_path / "head") == head
