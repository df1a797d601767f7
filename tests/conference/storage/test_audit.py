"""The audit log on both databases: chain, verification, changed and missing rows."""

import asyncio
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.storage import audit
from conference.storage.transactions import Transactions


def entry(clock: ManualClock, subject: str = "one") -> AuditEntry:
    return AuditEntry("test:thing:done", "system", subject, clock.now(), {"n": 1})


async def add_entries(transactions: Transactions, clock: ManualClock, *subjects: str) -> None:
    for subject in subjects:
        async with transactions.write() as transaction:
            await transaction.record(entry(clock, subject))


async def verify_after(transactions: Transactions, statement: str) -> audit.Verification:
    """Execute a statement that the program never makes, then verify the chain."""
    async with transactions.write() as transaction:
        await transaction.connection.execute(text(statement))
    async with transactions.read() as transaction:
        return await audit.verify(transaction.connection)


async def test_audit_chain_verifies_and_names_a_changed_row(transactions: Transactions, clock: ManualClock) -> None:
    for subject in ("one", "two", "three"):
        async with transactions.write() as transaction:
            await transaction.record(entry(clock, subject))
    async with transactions.read() as transaction:
        assert await audit.verify(transaction.connection) == audit.Verification(rows=3, broken_at=None)
    async with transactions.write() as transaction:
        await transaction.connection.execute(text("UPDATE audit_log SET subject = 'other' WHERE seq = 2"))
    async with transactions.read() as transaction:
        assert await audit.verify(transaction.connection) == audit.Verification(rows=1, broken_at=2)


async def test_empty_chain_is_valid(transactions: Transactions) -> None:
    async with transactions.read() as transaction:
        assert await audit.verify(transaction.connection) == audit.Verification(rows=0, broken_at=None)


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("DELETE FROM audit_log WHERE seq = 2", 3),
        ("UPDATE audit_log SET details = '{}' WHERE seq = 3", 3),
        ("UPDATE audit_log SET at = '2025-10-25T02:00:00.000001+00:00' WHERE seq = 1", 1),
        ("UPDATE audit_log SET hash = previous_hash WHERE seq = 1", 1),
        ("DELETE FROM audit_log WHERE seq = 1", 2),
    ],
)
async def test_change_of_a_row_breaks_the_chain_there(
    transactions: Transactions, clock: ManualClock, change: str, broken_at: int
) -> None:
    await add_entries(transactions, clock, "one", "two", "three")
    assert (await verify_after(transactions, change)).broken_at == broken_at


async def test_entries_of_concurrent_writers_make_one_chain(transactions: Transactions, clock: ManualClock) -> None:
    await asyncio.gather(*(add_entries(transactions, clock, f"{n}") for n in range(8)))
    async with transactions.read() as transaction:
        assert await audit.verify(transaction.connection) == audit.Verification(rows=8, broken_at=None)


async def test_entry_in_another_time_zone_verifies(transactions: Transactions, clock: ManualClock) -> None:
    local = replace(entry(clock), at=clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")))
    async with transactions.write() as transaction:
        await transaction.record(local)
        await transaction.record(replace(entry(clock), details={"name": "Nguyễn", "none": None, "list": [1, "٣"]}))
    async with transactions.read() as transaction:
        assert await audit.verify(transaction.connection) == audit.Verification(rows=2, broken_at=None)
