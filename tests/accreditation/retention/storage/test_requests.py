"""Requests of applicants on both databases."""

from dataclasses import replace
from datetime import timedelta

from accreditation.retention.domain import DataRequest, RequestState
from accreditation.retention.storage.requests import SqlRequests
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

STORE = SqlRequests()


async def test_open_requests_are_listed_by_their_deadline(transactions: Transactions, clock: ManualClock) -> None:
    first = DataRequest(
        id="req_1", application_id="app_1", asked_at=clock.now(), due_at=clock.now() + timedelta(days=2)
    )
    second = replace(first, id="req_2", application_id="app_2", due_at=clock.now() + timedelta(days=1))
    async with transactions.write() as transaction:
        await STORE.add(transaction, first)
        await STORE.add(transaction, second)
        assert list(await STORE.list_open(transaction, limit=5)) == [second, first]
        decided = replace(
            second, state=RequestState.REFUSED, decided_at=clock.now(), decided_by="ada", reason="inquiry"
        )
        await STORE.save(transaction, decided)
        assert list(await STORE.list_open(transaction, limit=5)) == [first]
        assert await STORE.find(transaction, "req_2", lock=True) == decided
        assert await STORE.find(transaction, "req_3") is None


async def test_latest_request_of_an_application_is_found(transactions: Transactions, clock: ManualClock) -> None:
    earlier = DataRequest(id="req_1", application_id="app_1", asked_at=clock.now(), due_at=clock.now())
    later = replace(earlier, id="req_2", asked_at=clock.now() + timedelta(hours=1))
    async with transactions.write() as transaction:
        await STORE.add(transaction, later)
        await STORE.add(transaction, earlier)
        assert await STORE.find_latest(transaction, "app_1") == later
        assert await STORE.find_latest(transaction, "app_2") is None
