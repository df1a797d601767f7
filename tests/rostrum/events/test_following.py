"""Waiting for another version of the event, and for the turn to take it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import update

from conference.errors import UnavailableError
from conference.event.storage import loaded_event
from conference.storage.engine import Database
from conference.storage.transactions import Transaction, Transactions
from rostrum.events import following
from rostrum.events.following import reload_turn, wait_for_other_version
from rostrum.runtime import Runtime

WITHIN_S = 30


async def set_version(transactions: Transactions, version: int) -> None:
    async with transactions.write() as transaction:
        await transaction.connection.execute(update(loaded_event).values(version=version))


class FailingTransactions(Transactions):
    """Transactions of which the first read fails."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime.database, runtime.bus)
        self.failed = asyncio.Event()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        if not self.failed.is_set():
            self.failed.set()
            raise UnavailableError("database.unavailable")
        async with super().read() as transaction:
            yield transaction


@pytest.mark.parametrize("version", [2, 7])
async def test_another_version_is_noticed(runtime: Runtime, version: int) -> None:
    transactions = FailingTransactions(runtime)
    quick = replace(runtime, settings=replace(runtime.settings, event_check_ms=0), transactions=transactions)
    waiting = asyncio.create_task(wait_for_other_version(quick))
    await asyncio.wait_for(transactions.failed.wait(), WITHIN_S)
    await set_version(runtime.transactions, version)
    assert await asyncio.wait_for(waiting, WITHIN_S) == version


async def test_turns_are_taken_one_after_another(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "TURN_EVERY_S", 0)
    turns: list[str] = []

    async def take(name: str) -> None:
        async with reload_turn(postgresql_database):
            turns.append(f"{name} begins")
            await asyncio.sleep(0.01)
            turns.append(f"{name} ends")

    await asyncio.gather(take("a"), take("b"))
    first, second = turns[0][0], turns[2][0]
    assert turns == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]


async def test_turn_that_is_not_given_is_not_waited_for_for_ever(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "TURN_WITHIN_S", 0)
    async with reload_turn(postgresql_database), reload_turn(postgresql_database):
        pass
    async with reload_turn(postgresql_database):
        pass
