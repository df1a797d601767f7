"""Throttle of sign-ins: a burst, then one attempt in each interval, over restarts."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.auth import storage
from conference.auth.throttle import Limit, charge, forgive
from conference.clock import ManualClock
from conference.errors import ThrottledError
from conference.storage.transactions import Transactions

LIMIT = Limit("test", burst=3, every_s=30)


async def tries(transactions: Transactions, clock: ManualClock, subject: str, times: int) -> list[int]:
    """The waiting time in seconds of each attempt; 0 for an admitted one."""
    waits = []
    for _ in range(times):
        try:
            async with transactions.write() as transaction:
                await charge(transaction, LIMIT, subject, clock.now())
            waits.append(0)
        except ThrottledError as error:
            waits.append(error.retry_after_s)
    return waits


async def test_burst_passes_and_then_one_each_interval(transactions: Transactions, clock: ManualClock) -> None:
    assert await tries(transactions, clock, "hanh", 5) == [0, 0, 0, 30, 30]
    clock.advance(29)
    assert await tries(transactions, clock, "hanh", 1) == [1]
    clock.advance(1)
    assert await tries(transactions, clock, "hanh", 2) == [0, 30]
    clock.advance(90)
    assert await tries(transactions, clock, "hanh", 4) == [0, 0, 0, 30]


async def test_subjects_do_not_share_a_bucket(transactions: Transactions, clock: ManualClock) -> None:
    assert await tries(transactions, clock, "hanh", 4) == [0, 0, 0, 30]
    assert await tries(transactions, clock, "minh", 1) == [0]


async def test_forgiven_subject_has_an_empty_bucket(transactions: Transactions, clock: ManualClock) -> None:
    await tries(transactions, clock, "hanh", 4)
    async with transactions.write() as transaction:
        await forgive(transaction, LIMIT, "hanh")
    assert await tries(transactions, clock, "hanh", 3) == [0, 0, 0]


@pytest.mark.usefixtures("each_database")
async def test_attempts_at_once_do_not_pass_the_burst(transactions: Transactions, clock: ManualClock) -> None:
    results = await asyncio.gather(*(tries(transactions, clock, "hanh", 1) for _ in range(10)))
    assert sorted(result[0] for result in results) == [0] * 3 + [30] * 7


async def test_names_are_not_stored_and_empty_buckets_go(transactions: Transactions, clock: ManualClock) -> None:
    await tries(transactions, clock, "hanh", 1)
    async with transactions.read() as transaction:
        keys = (await transaction.connection.execute(select(storage.throttle_table.c.key))).scalars().all()
    assert len(keys) == 1
    assert "hanh" not in keys[0]
    async with transactions.write() as transaction:
        await storage.delete_expired(transaction.connection, clock.now() + timedelta(seconds=31))
        count = select(func.count()).select_from(storage.throttle_table)
        assert (await transaction.connection.execute(count)).scalar() == 0


async def test_waiting_time_is_whole_seconds_rounded_up(transactions: Transactions, clock: ManualClock) -> None:
    await tries(transactions, clock, "hanh", 3)
    clock.advance(0.4)
    with pytest.raises(ThrottledError) as caught:
        async with transactions.write() as transaction:
            await charge(transaction, LIMIT, "hanh", clock.now())
    assert caught.value.retry_after_s == 30
