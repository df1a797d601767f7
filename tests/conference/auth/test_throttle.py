"""The throttle: a burst, then a trickle, on both databases, over restarts and at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.auth import storage
from conference.auth.throttle import Limit, charge, forgive
from conference.clock import ManualClock
from conference.errors import ThrottledError
from conference.storage.transactions import Units

LIMIT = Limit("test", burst=3, every_s=30)


async def tries(units: Units, clock: ManualClock, subject: str, times: int) -> list[int]:
    """The seconds each attempt was told to wait; 0 for one that was let through."""
    waits = []
    for _ in range(times):
        try:
            async with units.write() as unit:
                await charge(unit, LIMIT, subject, clock.now())
            waits.append(0)
        except ThrottledError as error:
            waits.append(error.retry_after_s)
    return waits


async def test_burst_passes_and_then_one_each_interval(units: Units, clock: ManualClock) -> None:
    assert await tries(units, clock, "hanh", 5) == [0, 0, 0, 30, 30]
    clock.advance(29)
    assert await tries(units, clock, "hanh", 1) == [1]
    clock.advance(1)
    assert await tries(units, clock, "hanh", 2) == [0, 30]
    clock.advance(90)
    assert await tries(units, clock, "hanh", 4) == [0, 0, 0, 30]


async def test_subjects_do_not_share_a_bucket(units: Units, clock: ManualClock) -> None:
    assert await tries(units, clock, "hanh", 4) == [0, 0, 0, 30]
    assert await tries(units, clock, "minh", 1) == [0]


async def test_forgiven_subject_starts_afresh(units: Units, clock: ManualClock) -> None:
    await tries(units, clock, "hanh", 4)
    async with units.write() as unit:
        await forgive(unit, LIMIT, "hanh")
    assert await tries(units, clock, "hanh", 3) == [0, 0, 0]


async def test_attempts_at_once_do_not_pass_the_burst(units: Units, clock: ManualClock) -> None:
    results = await asyncio.gather(*(tries(units, clock, "hanh", 1) for _ in range(10)))
    assert sorted(result[0] for result in results) == [0] * 3 + [30] * 7


async def test_names_are_not_kept_and_emptied_buckets_go(units: Units, clock: ManualClock) -> None:
    await tries(units, clock, "hanh", 1)
    async with units.read() as unit:
        keys = (await unit.connection.execute(select(storage.throttle_table.c.key))).scalars().all()
    assert len(keys) == 1
    assert "hanh" not in keys[0]
    async with units.write() as unit:
        await storage.delete_expired(unit.connection, clock.now() + timedelta(seconds=31))
        count = select(func.count()).select_from(storage.throttle_table)
        assert (await unit.connection.execute(count)).scalar() == 0


async def test_waiting_time_is_whole_seconds_rounded_up(units: Units, clock: ManualClock) -> None:
    await tries(units, clock, "hanh", 3)
    clock.advance(0.4)
    with pytest.raises(ThrottledError) as caught:
        async with units.write() as unit:
            await charge(unit, LIMIT, "hanh", clock.now())
    assert caught.value.retry_after_s == 30
