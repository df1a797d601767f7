"""Writes in the background: retried in order until the database accepts them, without delaying their callers."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import structlog
from sqlalchemy import select

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.storage import audit, background
from conference.storage.background import Act, BackgroundWrites
from conference.storage.transactions import Transactions
from conference.transactions import Transaction

Recording = Callable[..., Act]


class Outage:
    """While it is on, writes fail as they do on a full disk."""

    def __init__(self) -> None:
        self.is_on = True


@pytest.fixture
def outage() -> Outage:
    return Outage()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause that a test can wait for."""
    monkeypatch.setattr(background, "RETRY_AFTER_S", 0.01)


@pytest.fixture
async def writes(transactions: Transactions) -> AsyncIterator[BackgroundWrites]:
    yield transactions.background
    await transactions.close()


@pytest.fixture
def recording(outage: Outage, clock: ManualClock) -> Recording:
    def make(subject: str) -> Act:
        async def act(transaction: Transaction) -> None:
            await transaction.record(AuditEntry("test:thing:done", "system", subject, clock.now()))
            if outage.is_on:
                raise UnavailableError("database.unavailable")

        return act

    return make


async def recorded(transactions: Transactions) -> list[str]:
    """The subjects in the trail, in order."""
    async with transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit.audit_log.c.subject).order_by(audit.audit_log.c.seq))
        return list(rows.scalars())


async def emptied(writes: BackgroundWrites) -> None:
    async with asyncio.timeout(5):
        while len(writes):  # noqa: ASYNC110 - the last write sets no event
            await asyncio.sleep(0.01)


async def test_writes_are_kept_in_order_until_they_succeed(
    transactions: Transactions, writes: BackgroundWrites, recording: Recording, outage: Outage
) -> None:
    for subject in ("one", "two", "three"):
        assert not await writes.add_and_wait(subject, recording(subject), within_s=5)
    assert await recorded(transactions) == []
    outage.is_on = False
    await emptied(writes)
    assert await recorded(transactions) == ["one", "two", "three"]
    assert await writes.add_and_wait("four", recording("four"), within_s=5)
    assert await recorded(transactions) == ["one", "two", "three", "four"]


async def test_write_of_the_same_key_replaces_the_waiting_one(
    transactions: Transactions, writes: BackgroundWrites, recording: Recording, outage: Outage
) -> None:
    pending = [writes.add("login", recording(f"use {number}"), key=("login", "a")) for number in range(3)]
    assert len(writes) == 1
    newest = pending[-1]
    assert newest is not None
    async with asyncio.timeout(5):
        await newest.attempted.wait()
    outage.is_on = False
    await emptied(writes)
    assert await recorded(transactions) == ["use 2"]


async def test_write_that_cannot_succeed_stops_no_other(
    transactions: Transactions, writes: BackgroundWrites, recording: Recording, outage: Outage
) -> None:
    outage.is_on = False

    async def fail(transaction: Transaction) -> None:
        raise ZeroDivisionError

    assert not await writes.add_and_wait("broken", fail, within_s=5)
    assert await writes.add_and_wait("whole", recording("whole"), within_s=5)
    assert await recorded(transactions) == ["whole"]


async def test_full_queue_drops_a_write_and_says_so(
    writes: BackgroundWrites, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "MAX_PENDING", 1)
    assert writes.add("one", recording("one"), key="one") is not None
    with structlog.testing.capture_logs() as logged:
        assert writes.add("two", recording("two"), key="two") is None
        assert writes.add("one", recording("one"), key="one") is not None
    assert [(line["event"], line["write"]) for line in logged] == [("background_write.dropped", "two")]


async def test_stop_retries_once_and_logs_lost_writes(
    transactions: Transactions, recording: Recording, outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "RETRY_AFTER_S", 600.0)
    for subject in ("one", "two"):
        await transactions.background.add_and_wait("audit", recording(subject), within_s=5)
    with structlog.testing.capture_logs() as logged:
        await transactions.close()
    assert [(line["event"], line["write"], line["count"]) for line in logged] == [("background_write.lost", "audit", 2)]


async def test_stop_saves_waiting_writes(
    transactions: Transactions, recording: Recording, outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "RETRY_AFTER_S", 600.0)
    await transactions.background.add_and_wait("one", recording("one"), within_s=5)
    outage.is_on = False
    await transactions.close()
    assert await recorded(transactions) == ["one"]
