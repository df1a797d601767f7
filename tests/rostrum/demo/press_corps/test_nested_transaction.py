"""Adapters of the load: one transaction for many actions, drawn photos, known identifiers."""

import io

import pytest
from sqlalchemy import func, select

from accreditation.applications.domain.photos import PreparedPhoto
from conference.audit import AuditEntry
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.audit import audit_log
from conference.storage.transactions import Transactions
from rostrum.demo.press_corps.nested_transaction import DrawnPhotos, KnownIds, NestedTransactions

PHOTO = PreparedPhoto(b"jpeg", b"thumbnail", "0" * 64, 600, 800)


async def count_entries(transactions: Transactions) -> int:
    async with transactions.read() as transaction:
        return int((await transaction.connection.execute(select(func.count()).select_from(audit_log))).scalar_one())


async def test_nested_writes_are_undone_together(transactions: Transactions, clock: ManualClock) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as outer:
            nested = NestedTransactions(outer)
            for subject in ("one", "two"):
                async with nested.write() as transaction:
                    await transaction.record(AuditEntry("test:thing:done", "system", subject, clock.now()))
            raise ZeroDivisionError
    assert await count_entries(transactions) == 0


async def test_nested_read_sees_earlier_nested_writes(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as outer:
        nested = NestedTransactions(outer)
        async with nested.write() as transaction:
            await transaction.record(AuditEntry("test:thing:done", "system", "one", clock.now()))
        async with nested.read() as transaction:
            found = await transaction.connection.execute(select(audit_log.c.subject))
            assert found.scalars().all() == ["one"]
    assert await count_entries(transactions) == 1


@pytest.mark.parametrize("upload", [b"press-001", io.BytesIO(b"press-001")])
async def test_upload_is_the_key_of_a_drawn_photo(upload: bytes) -> None:
    assert await DrawnPhotos({"press-001": PHOTO}).prepare(upload) is PHOTO


async def test_unknown_photo_is_an_error() -> None:
    with pytest.raises(KeyError):
        await DrawnPhotos({}).prepare(b"press-001")


def test_known_identifier_is_given_for_its_prefix_only() -> None:
    ids = KnownIds(SequentialIds(), {"app": "app_press001"})
    assert [ids.new("app"), ids.new("app")] == ["app_press001", "app_press001"]
    assert ids.new("photo") == SequentialIds().new("photo")
    assert ids.secret() != ids.secret()
