"""Many actions in one transaction."""

import pytest
from sqlalchemy import func, select

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.storage.audit import audit_log
from conference.storage.nested_transactions import NestedTransactions
from conference.storage.transactions import Transactions


async def count_entries(transactions: Transactions) -> int:
    async with transactions.read() as transaction:
        return int((await transaction.connection.execute(select(func.count()).select_from(audit_log))).scalar_one())


async def test_nested_writes_are_undone_together(transactions: Transactions, clock: ManualClock) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as outer:
            nested = NestedTransactions(outer)
            for subject in ("one", "two"):
                async with nested.write() as transaction:
                    await transaction.record(AuditEntry("test:thing:done", "system", subject, clock.now()))
            raise ZeroDivisionError
    assert await count_entries(transactions) == 0


async def test_nested_read_sees_earlier_nested_writes(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as outer:
        nested = NestedTransactions(outer)
        async with nested.write() as transaction:
            await transaction.record(AuditEntry("test:thing:done", "system", "one", clock.now()))
        async with nested.read() as transaction:
            found = await transaction.connection.execute(select(audit_log.c.subject))
            assert found.scalars().all() == ["one"]
    assert await count_entries(transactions) == 1
