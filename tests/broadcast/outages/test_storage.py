"""Outages in both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from broadcast.feed.displays.standings import Standing
from broadcast.outages.domain import Outage
from broadcast.outages.storage import SqlOutages
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]


def outage(name: str, notice: str = "n1", minutes: int = 0) -> Outage:
    at = MORNING + timedelta(minutes=minutes)
    return Outage(
        id=f"{notice}-{name}", notice=notice, screen=name, standing=Standing.SILENT, since=MORNING, noticed_at=at
    )


async def test_outages_end_and_their_notices_are_acknowledged(transactions: Transactions) -> None:
    store = SqlOutages()
    first, second, later = outage("b"), outage("a"), outage("c", "n2", minutes=1)
    async with transactions.write() as transaction:
        await store.add(transaction, [first, second])
        await store.add(transaction, [later])
        assert await store.list_open(transaction) == [second, first, later]
        assert await store.list_unacknowledged(transaction, limit=9) == [later, second, first]
        await store.end(transaction, [first.id], NOON)
        assert [one.screen for one in await store.list_open(transaction)] == ["a", "c"]
        assert [one.ended_at for one in await store.list_unacknowledged(transaction, limit=9)] == [None, None, NOON]
        await store.add(transaction, [outage("b", "n3")])
        assert await store.acknowledge(transaction, "n1", staff_id="stf_1", at=NOON)
        assert not await store.acknowledge(transaction, "n1", staff_id="stf_2", at=NOON)
        assert {one.notice for one in await store.list_unacknowledged(transaction, limit=9)} == {"n2", "n3"}


async def test_screen_has_one_open_outage(transactions: Transactions) -> None:
    store = SqlOutages()
    with pytest.raises(IntegrityError):
        async with transactions.write() as transaction:
            await store.add(transaction, [outage("a"), outage("a", "n2")])
