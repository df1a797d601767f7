"""The draft of the event in the database."""

from datetime import UTC, datetime

import pytest
from msgspec import structs
from sqlalchemy import update

from conference.event import Event, EventDataError
from conference.event.draft_storage import (
    SavedDraft,
    delete_draft,
    event_draft,
    find_draft,
    has_draft,
    read_draft_version,
    save_draft,
)
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

AT = datetime(2025, 10, 25, tzinfo=UTC)


def draft_of(event: Event) -> SavedDraft:
    return SavedDraft(
        event=structs.replace(event, closing_time="23:00"),
        files={"badge.typ": b"#new", "added.png": b"png"},
        base_event=event,
        base_files={"badge.typ": b"#old"},
        base_version=3,
        saved_at=AT,
        saved_by="staff_an",
    )


async def test_saved_draft_is_found_with_its_base(transactions: Transactions, hanoi: Event) -> None:
    draft = draft_of(structs.replace(hanoi, folder="."))
    async with transactions.write() as transaction:
        assert (await find_draft(transaction), await read_draft_version(transaction)) == (None, 0)
        await save_draft(transaction, draft)
        await save_draft(transaction, draft)
    async with transactions.read() as transaction:
        found = await find_draft(transaction)
        assert (await read_draft_version(transaction), await has_draft(transaction)) == (2, True)
    assert found is not None
    assert (found.event.closing_time, found.base_event.closing_time) == ("23:00", hanoi.closing_time)
    assert (found.files, found.base_files) == (draft.files, draft.base_files)
    assert (found.base_version, found.saved_at, found.saved_by) == (3, AT, "staff_an")


async def test_version_grows_on_after_a_deletion(transactions: Transactions, hanoi: Event) -> None:
    async with transactions.write() as transaction:
        await delete_draft(transaction)
        assert await read_draft_version(transaction) == 0
        await save_draft(transaction, draft_of(hanoi))
        await delete_draft(transaction)
        await delete_draft(transaction)
        assert (await find_draft(transaction), await has_draft(transaction)) == (None, False)
        assert await read_draft_version(transaction) == 2
        await save_draft(transaction, draft_of(hanoi))
        assert await read_draft_version(transaction) == 3


@pytest.mark.parametrize("content", ["{}", "[", '{"unknown": 1}'])
async def test_unreadable_draft_is_a_fault(transactions: Transactions, hanoi: Event, content: str) -> None:
    async with transactions.write() as transaction:
        await save_draft(transaction, draft_of(hanoi))
        await transaction.connection.execute(update(event_draft).values(content=content))
        with pytest.raises(EventDataError, match="another release"):
            await find_draft(transaction)
        assert await has_draft(transaction)
