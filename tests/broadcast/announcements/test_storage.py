"""Planned announcements in both databases."""

import json
from dataclasses import replace
from datetime import timedelta

import msgspec
from sqlalchemy import update

from broadcast.announcements.domain.planned import Planned, PlannedState, Timing
from broadcast.announcements.storage import SqlPlannedAnnouncements, planned_announcements
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON, announcement
from tests.support.each_database import database

__all__ = ["database"]


def planned(name: str, **changes: object) -> Planned:
    made = Planned(
        id=name,
        announcement=announcement(name, numbers={"minutes": 5}, template="starts-in"),
        timing=Timing(publish_at=NOON),
        author_id="staff_1",
        author="Lan",
        changed_at=MORNING,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_planned_announcements_are_listed_by_time_and_state(transactions: Transactions) -> None:
    store = SqlPlannedAnnouncements()
    draft, late = planned("draft", timing=Timing()), planned("late", timing=Timing(publish_at=NOON + timedelta(1)))
    due, gone = planned("due"), planned("gone", state=PlannedState.CANCELLED, decided_at=NOON)
    async with transactions.write() as transaction:
        for one in (draft, late, due, gone):
            await store.add(transaction, one)
        assert await store.list_waiting(transaction) == [due, late, draft]
        assert await store.list_due(transaction, NOON) == [due]
        assert await store.list_decided(transaction, limit=5) == [gone]
        changed = replace(due, version=2, timing=Timing())
        await store.save(transaction, changed)
        assert await store.find(transaction, "due") == changed
        assert await store.list_due(transaction, NOON) == []
        assert await store.find(transaction, "other") is None


async def test_row_of_an_earlier_version_has_no_subject(transactions: Transactions) -> None:
    store, made = SqlPlannedAnnouncements(), planned("due")
    row = json.loads(msgspec.json.encode(made))
    del row["timing"]["is_listed"], row["announcement"]["subject"]
    async with transactions.write() as transaction:
        await store.add(transaction, made)
        await transaction.connection.execute(update(planned_announcements).values(planned=json.dumps(row)))
        assert await store.find(transaction, "due") == made
