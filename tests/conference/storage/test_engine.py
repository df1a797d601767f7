"""The two databases behave the same."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.clock import ManualClock
from conference.storage import audit
from conference.storage.engine import Database, open_database
from conference.storage.transactions import Transactions


@dataclass(frozen=True)
class SomethingHappened:
    number: int


async def rows(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM audit_log"))).scalar_one())


def entry(clock: ManualClock, subject: str = "one") -> AuditEntry:
    return AuditEntry("test:thing:done", "system", subject, clock.now(), {"n": 1})


async def test_write_is_kept_when_the_block_ends(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        await transaction.record(entry(clock))
    assert await rows(transactions.database) == 1


async def test_write_is_undone_when_the_block_raises(transactions: Transactions, bus: Bus, clock: ManualClock) -> None:
    heard: list[SomethingHappened] = []

    async def hear(event: SomethingHappened) -> None:
        heard.append(event)

    bus.subscribe(SomethingHappened, hear)
    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as transaction:
            await transaction.record(entry(clock))
            transaction.emit(SomethingHappened(1))
            raise ZeroDivisionError
    assert (await rows(transactions.database), heard) == (0, [])


async def test_event_is_published_after_the_commit(transactions: Transactions, bus: Bus, clock: ManualClock) -> None:
    seen: list[tuple[int, int]] = []

    async def hear(event: SomethingHappened) -> None:
        seen.append((event.number, await rows(transactions.database)))

    bus.subscribe(SomethingHappened, hear)
    async with transactions.write() as transaction:
        await transaction.record(entry(clock))
        transaction.emit(SomethingHappened(7))
    assert seen == [(7, 1)]


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


def test_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://somewhere/else")
