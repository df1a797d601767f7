"""Rows of one-day badges."""

from dataclasses import replace

from accreditation.access.entitlement import Entitlement
from accreditation.day_badges.domain import (
    Bearer,
    DayBadge,
    DayBadgeSet,
    DayBadgeState,
    entry_id,
    with_bearer,
    with_state,
)
from accreditation.day_badges.storage import SqlDayBadges
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from tests.conftest import MORNING
from tests.support.day_badges import SET, TODAY
from tests.support.each_database import database

__all__ = ["database"]

HELD = Entitlement("general", "P", ("venue", "press"), MORNING, MORNING.replace(hour=9))
MADE = DayBadgeSet(SET, TODAY, HELD, 2, MORNING, "staff_linh")
BADGES = [DayBadge(f"{n:016x}", SET, f"XP-000{n}", f"R1:{n}") for n in (2, 1)]


async def test_badges_come_back_as_they_were_saved(transactions: Transactions) -> None:
    noted: list[str] = []
    store = SqlDayBadges(lambda _, changed: noted.append(changed))
    entered = with_bearer(BADGES[0], Bearer("Omar", "", "42"), at=MORNING, by="staff_binh")
    revoked = with_state(entered, DayBadgeState.REVOKED, at=MORNING, by="staff_binh")

    async def read(transaction: Transaction) -> None:
        assert await store.find_set(transaction, SET) == MADE
        assert await store.list_badges(transaction, SET) == [revoked, BADGES[1]]
        assert await store.find_badge(transaction, number="XP-0001") == BADGES[1]
        assert await store.find_badge(transaction, badge_id=BADGES[0].id) == revoked
        assert await store.find_badge(transaction, badge_id="0") is None
        assert await store.count_valid(transaction, TODAY) == 1
        ((made, counts),) = await store.list_sets(transaction)
        assert (made, counts.entered) == (MADE, 1)
        assert counts.by_state == {DayBadgeState.VALID: 1, DayBadgeState.REVOKED: 1}

    async with transactions.write() as transaction:
        await store.add(transaction, MADE, BADGES)
        await store.save(transaction, [replace(revoked)])
    async with transactions.write() as transaction:
        await read(transaction)
    assert noted == [entry_id(one.id) for one in (*BADGES, BADGES[0])]
