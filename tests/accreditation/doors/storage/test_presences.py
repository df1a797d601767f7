"""Presence changes that no new scan tells of, and the presences of replaced badges."""

import pytest
from sqlalchemy import insert, select

from accreditation.badges.storage.tables import badges
from accreditation.doors.storage.presences import end_replaced_presences, note_presence_change
from accreditation.doors.storage.tables import presence_changes, presences
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.badge_office import Office
from tests.support.scan_rows import add_presences, presence_row


async def changed_badges(transactions: Transactions) -> list[str]:
    async with transactions.read() as transaction:
        changes = select(presence_changes.c.badge_id).order_by(presence_changes.c.seq)
        return list(await transaction.connection.scalars(changes))


async def test_presence_change_is_added_once_per_transaction(transactions: Transactions) -> None:
    for badge_ids in (("b", "a", "b"), ("b",)):
        async with transactions.write() as transaction:
            for badge_id in badge_ids:
                note_presence_change(transaction, badge_id)
    assert await changed_badges(transactions) == ["a", "b", "b"]


async def test_presence_change_is_not_added_after_rollback(transactions: Transactions) -> None:
    with pytest.raises(RuntimeError):
        async with transactions.write() as transaction:
            note_presence_change(transaction, "a")
            raise RuntimeError
    assert await changed_badges(transactions) == []


async def test_replaced_badge_loses_its_presences(office: Office, clock: ManualClock) -> None:
    replaced, other = await office.active_badge("app_1"), await office.active_badge("app_2")
    zones = [presence_row(replaced.id, clock.now(), zone=zone) for zone in ("venue", "plenary_hall")]
    await add_presences(office.transactions, *zones, presence_row(other.id, clock.now()))
    async with office.transactions.write() as transaction:
        row = (await transaction.connection.execute(select(badges).where(badges.c.badge_id == replaced.id))).one()
        new = {**row._mapping, "badge_id": "new", "number": "P-0900", "standing": "superseded"}
        await transaction.connection.execute(insert(badges).values(new))
        await end_replaced_presences(transaction, ["new"])
    async with office.transactions.read() as transaction:
        assert list(await transaction.connection.scalars(select(presences.c.badge_id))) == [other.id]
    assert await changed_badges(office.transactions) == [replaced.id]


async def test_first_badge_ends_no_presence(office: Office, clock: ManualClock) -> None:
    badge = await office.active_badge("app_1")
    await add_presences(office.transactions, presence_row(badge.id, clock.now()))
    async with office.transactions.write() as transaction:
        await end_replaced_presences(transaction, [badge.id])
    async with office.transactions.read() as transaction:
        assert list(await transaction.connection.scalars(select(presences.c.badge_id))) == [badge.id]
    assert await changed_badges(office.transactions) == []
