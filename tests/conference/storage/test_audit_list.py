"""Searches of the audit log on both databases: filters, pages by number, indexes."""

from datetime import timedelta

from sqlalchemy import text

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.storage.audit_list import AuditPage, AuditSearch, each_page, find_newest, page_query, search_entries
from conference.storage.engine import Database
from conference.storage.transactions import Transactions


async def add_entry(transactions: Transactions, clock: ManualClock, action: str, actor: str, subject: str) -> None:
    async with transactions.write() as transaction:
        await transaction.record(AuditEntry(action, actor, subject, clock.now(), {"n": 1}))
    clock.advance(60)


async def find_page(transactions: Transactions, search: AuditSearch) -> AuditPage:
    async with transactions.read() as transaction:
        return await search_entries(transaction.connection, search)


async def find(transactions: Transactions, search: AuditSearch) -> list[str]:
    return [row.entry.subject for row in (await find_page(transactions, search)).rows]


async def test_entries_are_filtered_and_the_newest_is_first(transactions: Transactions, clock: ManualClock) -> None:
    start = clock.now()
    await add_entry(transactions, clock, "test:badge:issued", "stf_1", "app_1")
    await add_entry(transactions, clock, "test:badge:revoked", "stf_1", "app_2")
    await add_entry(transactions, clock, "test:badge:issued", "stf_2", "app_3")
    second = start + timedelta(seconds=60)
    assert await find(transactions, AuditSearch(limit=9)) == ["app_3", "app_2", "app_1"]
    assert await find(transactions, AuditSearch(actor="stf_1", limit=9)) == ["app_2", "app_1"]
    assert await find(transactions, AuditSearch(action="test:badge:issued", limit=9)) == ["app_3", "app_1"]
    assert await find(transactions, AuditSearch(subject="app_2", limit=9)) == ["app_2"]
    assert await find(transactions, AuditSearch(subject="%", limit=9)) == []
    assert await find(transactions, AuditSearch(since=second, limit=9)) == ["app_3", "app_2"]
    assert await find(transactions, AuditSearch(until=second, limit=9)) == ["app_1"]


async def test_pages_are_found_by_the_entry_beside(transactions: Transactions, clock: ManualClock) -> None:
    for number in range(5):
        await add_entry(transactions, clock, "test:thing:done", "system", f"one_{number}")
        await add_entry(transactions, clock, "test:other:done", "system", "other")
    search = AuditSearch(action="test:thing:done", limit=2)
    pages = [[row.entry.subject for row in rows] async for rows in each_page(transactions, search)]
    assert pages == [["one_4", "one_3"], ["one_2", "one_1"], ["one_0"]]
    first = await find_page(transactions, search)
    assert (first.has_newer, first.has_older) == (False, True)
    oldest = first.rows[-1].seq
    second = await find_page(transactions, AuditSearch(action="test:thing:done", before=oldest, limit=2))
    assert (second.has_newer, second.has_older) == (True, True)
    back = AuditSearch(action="test:thing:done", after=second.rows[0].seq, limit=2)
    assert await find_page(transactions, back) == first


async def test_newest_number_of_an_empty_log_is_zero(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.read() as transaction:
        assert await find_newest(transaction.connection) == 0
    await add_entry(transactions, clock, "test:thing:done", "system", "one")
    async with transactions.read() as transaction:
        assert await find_newest(transaction.connection) == 1


async def test_filters_use_an_index(sqlite_database: Database, clock: ManualClock) -> None:
    now = clock.now()
    searches = {
        "action": AuditSearch(action="a", limit=50),
        "actor": AuditSearch(actor="a", before=9, limit=50),
        "subject": AuditSearch(subject="a", after=9, limit=50),
        "at": AuditSearch(since=now, until=now, before=9, limit=50),
    }
    async with sqlite_database.read() as connection:
        for column, search in searches.items():
            sql = page_query(search).compile(connection.engine, compile_kwargs={"literal_binds": True})
            plan = await connection.execute(text(f"EXPLAIN QUERY PLAN {sql}".replace(":", r"\:")))
            assert f"ix_audit_log_{column}" in " ".join(row.detail for row in plan), column
