"""Transactions on both databases: rows, audit entries and events together."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.clock import ManualClock
from conference.storage import transactions as module
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from conference.transactions import Transaction as AnyTransaction


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


async def test_events_are_published_in_order_of_emission(transactions: Transactions, bus: Bus) -> None:
    received: list[int] = []

    async def receive(event: SomethingHappened) -> None:
        received.append(event.number)

    bus.subscribe(SomethingHappened, receive)
    async with transactions.write() as transaction:
        for number in (3, 1, 2):
            transaction.emit(SomethingHappened(number))
        assert received == []
    assert received == [3, 1, 2]


async def test_failing_subscriber_does_not_undo_the_write(
    transactions: Transactions, bus: Bus, clock: ManualClock
) -> None:
    async def fail(_event: SomethingHappened) -> None:
        raise ValueError

    bus.subscribe(SomethingHappened, fail)
    async with transactions.write() as transaction:
        await transaction.record(entry(clock))
        transaction.emit(SomethingHappened(1))
    assert await rows(transactions.database) == 1


async def test_function_at_the_end_is_called_once_with_all_items(transactions: Transactions) -> None:
    calls: list[tuple[str, ...]] = []

    async def act(_transaction: AnyTransaction, items: Sequence[str]) -> None:
        calls.append(tuple(items))

    async with transactions.write() as transaction:
        for item in ("b", "a", "b"):
            transaction.at_end(act, item)
        assert calls == []
    assert calls == [("b", "a")]


async def test_function_at_the_end_may_register_another(transactions: Transactions) -> None:
    calls: list[str] = []

    async def second(_transaction: AnyTransaction, items: Sequence[str]) -> None:
        calls.extend(f"second {item}" for item in items)

    async def first(transaction: AnyTransaction, items: Sequence[str]) -> None:
        calls.extend(f"first {item}" for item in items)
        transaction.at_end(second, "x")

    async with transactions.write() as transaction:
        transaction.at_end(first, "x")
    assert calls == ["first x", "second x"]


async def test_function_at_the_end_is_not_called_after_a_rollback(transactions: Transactions) -> None:
    calls: list[str] = []

    async def act(_transaction: AnyTransaction, items: Sequence[str]) -> None:
        calls.extend(items)

    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as transaction:
            transaction.at_end(act, "x")
            raise ZeroDivisionError
    assert calls == []


async def test_failure_at_the_end_undoes_the_write(transactions: Transactions, clock: ManualClock) -> None:
    async def fail(_transaction: AnyTransaction, _items: Sequence[str]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as transaction:
            await transaction.record(entry(clock))
            transaction.at_end(fail, "x")
    assert await rows(transactions.database) == 0


async def test_read_of_personal_data_is_recorded(transactions: Transactions, clock: ManualClock) -> None:
    with capture_logs() as logged:
        await transactions.record_read(entry(clock))
    assert (await rows(transactions.database), logged) == (1, [])
    await transactions.close()


async def test_read_entry_is_logged_while_nothing_can_be_written(
    sqlite_database: Database, bus: Bus, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_ENTRY_WITHIN_S", 0.01)
    transactions = Transactions(sqlite_database, bus)
    async with transactions.write():
        with capture_logs() as logged:
            await transactions.record_read(entry(clock, "app_1"))
    told = [line for line in logged if line["event"] == "audit.read_not_recorded"]
    assert [(line["subject"], line["details"], line["read_at"]) for line in told] == [
        ("app_1", {"n": 1}, clock.now().isoformat())
    ]
    await transactions.close()
    assert await rows(transactions.database) == 1
