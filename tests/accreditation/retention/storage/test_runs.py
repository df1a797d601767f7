"""Runs and their numbers on both databases."""

from dataclasses import replace

from accreditation.retention.domain import Run, Signature
from accreditation.retention.storage.runs import SqlRetention
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

STORE = SqlRetention()


async def test_open_run_is_found_until_it_is_finished(transactions: Transactions, clock: ManualClock) -> None:
    run = Run(id="run_1", started_at=clock.now(), started_by="system")
    finished = replace(run, finished_at=clock.now(), certificate="{}", signature=Signature("00ff", b"\1" * 64))
    async with transactions.write() as transaction:
        assert await STORE.find_open(transaction) is None
        await STORE.add(transaction, run)
        assert await STORE.find_open(transaction) == run
        await STORE.save(transaction, finished)
        assert await STORE.find_open(transaction) is None
        assert await STORE.find(transaction, "run_1") == finished
        assert await STORE.find(transaction, "run_2") is None
        assert list(await STORE.list_runs(transaction, limit=5)) == [finished]


async def test_numbers_of_a_run_are_added_up(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, Run(id="run_1", started_at=clock.now(), started_by="system"))
        for name, count in (("photos", 200), ("photos", 7), ("letters", 1)):
            await STORE.add_erased(transaction, "run_1", name, count)
        assert await STORE.count_erased(transaction, "run_1") == {"photos": 207, "letters": 1}
