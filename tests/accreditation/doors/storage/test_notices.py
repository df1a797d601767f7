"""Store of notices: active ones in order, ended once."""

from datetime import timedelta

from accreditation.doors.ports.devices import Notice
from accreditation.doors.storage.notices import SqlNotices
from conference.clock import ManualClock
from conference.storage.transactions import Transactions

STORE = SqlNotices()
HOUR = timedelta(hours=1)


def notice(clock: ManualClock, notice_id: str = "notice_1", *, lasts: timedelta = HOUR) -> Notice:
    now = clock.now()
    return Notice(notice_id, "A red bag", "badge_1", ("gate-a", "gate-b"), "staff_ha", now, now + lasts)


async def active(transactions: Transactions, clock: ManualClock) -> list[Notice]:
    async with transactions.read() as transaction:
        return await STORE.list_active(transaction, now=clock.now())


async def test_notices_are_listed_oldest_first_until_they_expire(
    transactions: Transactions, clock: ManualClock
) -> None:
    first = notice(clock, lasts=2 * HOUR)
    clock.advance(60)
    second = notice(clock, "notice_0")
    async with transactions.write() as transaction:
        await STORE.add(transaction, second)
        await STORE.add(transaction, first)
    assert await active(transactions, clock) == [first, second]
    clock.advance(HOUR.total_seconds())
    assert await active(transactions, clock) == [first]


async def test_notice_is_ended_once(transactions: Transactions, clock: ManualClock) -> None:
    added = notice(clock)
    async with transactions.write() as transaction:
        await STORE.add(transaction, added)
        ended = await STORE.save_end(transaction, added.id, at=clock.now())
        assert ended is not None
        assert (ended.id, ended.doors, ended.ended_at) == (added.id, added.doors, clock.now())
        assert await STORE.save_end(transaction, added.id, at=clock.now()) is None
        assert await STORE.save_end(transaction, "notice_2", at=clock.now()) is None
    assert await active(transactions, clock) == []
