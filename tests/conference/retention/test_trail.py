"""Personal details and old entries of the audit log are deleted, and the rest verifies."""

from datetime import timedelta

from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.retention.trail import PersonalDetailsEraser, TrailEraser
from conference.storage import audit
from conference.storage.audit_list import AuditSearch, search_entries
from conference.storage.trail_head import find_lost_end, newest_head
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

NAME = "Trần Văn Đức"


async def add_entries(transactions: Transactions, clock: ManualClock, count: int) -> None:
    for number in range(count):
        async with transactions.write() as transaction:
            details = {"application": f"app_{number}"}
            await transaction.record(
                AuditEntry("test:thing:done", "ada", f"badge_{number}", clock.now(), details, {"proxy": NAME})
            )


async def is_valid(transactions: Transactions) -> bool:
    async with transactions.read() as transaction:
        return (await audit.verify(transaction.connection)).broken_at is None


async def shown_names(transactions: Transactions) -> list[object]:
    async with transactions.read() as transaction:
        page = await search_entries(transaction.connection, AuditSearch(limit=10))
    return [row.entry.personal.get("proxy") for row in page.rows]


async def test_log_without_personal_details_verifies(transactions: Transactions, clock: ManualClock) -> None:
    await add_entries(transactions, clock, 3)
    assert await shown_names(transactions) == [NAME] * 3
    async with transactions.write() as transaction:
        assert await PersonalDetailsEraser().erase(transaction, limit=2) == 2
    assert len([name for name in await shown_names(transactions) if name]) == 1
    assert await is_valid(transactions)


async def test_details_of_one_application_are_deleted(transactions: Transactions, clock: ManualClock) -> None:
    await add_entries(transactions, clock, 3)
    async with transactions.write() as transaction:
        assert await PersonalDetailsEraser().erase_person(transaction, "app_1") == 1
    assert await shown_names(transactions) == [NAME, None, NAME]


async def test_changed_personal_detail_is_found(transactions: Transactions, clock: ManualClock) -> None:
    await add_entries(transactions, clock, 2)
    async with transactions.write() as transaction:
        changed = audit.audit_personal.update().values(details='{"proxy":"Ada Byron"}')
        await transaction.connection.execute(changed)
    assert not await is_valid(transactions)


async def test_log_without_its_oldest_entries_verifies(transactions: Transactions, clock: ManualClock) -> None:
    await add_entries(transactions, clock, 4)
    async with transactions.read() as transaction:
        kept = await newest_head(transaction.connection)
    clock.advance(60)
    eraser = TrailEraser(clock.now(), clock)
    for expected in (3, 1, 0):
        async with transactions.write() as transaction:
            assert await eraser.erase(transaction, limit=3) == expected
        assert await is_valid(transactions)
    async with transactions.read() as transaction:
        page = await search_entries(transaction.connection, AuditSearch(limit=10))
        assert kept is not None
        assert await find_lost_end(transaction.connection, kept) is None
    assert [row.entry.action for row in page.rows] == [audit.CUT] * 2


async def test_entry_after_a_later_one_stays(transactions: Transactions, clock: ManualClock) -> None:
    """The clock was set back between two entries: nothing is deleted beyond the first that stays."""
    clock.at += timedelta(minutes=2)
    await add_entries(transactions, clock, 1)
    clock.at -= timedelta(minutes=2)
    await add_entries(transactions, clock, 1)
    eraser = TrailEraser(clock.now() + timedelta(minutes=1), clock)
    async with transactions.write() as transaction:
        assert await eraser.erase(transaction, limit=3) == 0


async def test_beginning_deleted_without_an_entry_is_found(transactions: Transactions, clock: ManualClock) -> None:
    await add_entries(transactions, clock, 3)
    async with transactions.write() as transaction:
        await transaction.connection.execute(audit.audit_log.delete().where(audit.audit_log.c.seq == 1))
    assert not await is_valid(transactions)
