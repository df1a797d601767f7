"""The site's key: made once, the same for all nodes."""

import asyncio

from sqlalchemy import select

from conference.clock import ManualClock
from conference.storage.engine import Database
from conference.storage.site_key import KEY_BYTES, ensure_site_key, site_keys


async def test_key_is_made_once_by_nodes_that_start_together(database: Database, clock: ManualClock) -> None:
    keys = await asyncio.gather(*(ensure_site_key(database, at=clock.now()) for _ in range(4)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == KEY_BYTES
    assert await ensure_site_key(database, at=clock.now()) == keys[0]


async def test_key_is_stored_as_it_is_used(database: Database, clock: ManualClock) -> None:
    key = await ensure_site_key(database, at=clock.now())
    async with database.read() as connection:
        row = (await connection.execute(select(site_keys))).one()
    assert (bytes.fromhex(row.key), row.created_at) == (key, clock.now())


async def test_later_start_does_not_write(sqlite_database: Database, clock: ManualClock) -> None:
    key = await ensure_site_key(sqlite_database, at=clock.now())
    async with sqlite_database.write(), asyncio.timeout(5):
        assert await ensure_site_key(sqlite_database, at=clock.now()) == key


async def test_sites_have_different_keys(
    sqlite_database: Database, postgresql_database: Database, clock: ManualClock
) -> None:
    one = await ensure_site_key(sqlite_database, at=clock.now())
    assert one != await ensure_site_key(postgresql_database, at=clock.now())
