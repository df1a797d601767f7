"""Searches of the audit log on both databases: filters, pages, actions."""

from datetime import timedelta

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.storage.audit_list import AuditSearch, list_actions, search_entries
from conference.storage.transactions import Transactions


async def add_entry(transactions: Transactions, clock: ManualClock, action: str, actor: str, subject: str) -> None:
    async with transactions.write() as transaction:
        await transaction.record(AuditEntry(action, actor, subject, clock.now(), {"n": 1}))
    clock.advance(60)


async def find(transactions: Transactions, search: AuditSearch) -> tuple[list[str], int]:
    async with transactions.read() as transaction:
        page = await search_entries(transaction.connection, search)
    return [row.entry.subject for row in page.rows], page.total


async def test_entries_are_filtered_and_the_newest_is_first(transactions: Transactions, clock: ManualClock) -> None:
    start = clock.now()
    await add_entry(transactions, clock, "test:badge:issued", "stf_1", "app_1")
    await add_entry(transactions, clock, "test:badge:revoked", "stf_1", "app_2")
    await add_entry(transactions, clock, "test:badge:issued", "stf_2", "app_3")
    second = start + timedelta(seconds=60)
    assert await find(transactions, AuditSearch()) == (["app_3", "app_2", "app_1"], 3)
    assert await find(transactions, AuditSearch(actor="stf_1")) == (["app_2", "app_1"], 2)
    assert await find(transactions, AuditSearch(action="test:badge:issued")) == (["app_3", "app_1"], 2)
    assert await find(transactions, AuditSearch(subject="p_2")) == (["app_2"], 1)
    assert await find(transactions, AuditSearch(subject="%")) == ([], 0)
    assert await find(transactions, AuditSearch(since=second)) == (["app_3", "app_2"], 2)
    assert await find(transactions, AuditSearch(until=second)) == (["app_1"], 1)
    assert await find(transactions, AuditSearch(offset=1, limit=1)) == (["app_2"], 3)


async def test_actions_are_those_of_the_log(transactions: Transactions, clock: ManualClock) -> None:
    for action in ("test:b:done", "test:a:done", "test:b:done"):
        await add_entry(transactions, clock, action, "system", "one")
    async with transactions.read() as transaction:
        assert await list_actions(transaction.connection) == ["test:a:done", "test:b:done"]
