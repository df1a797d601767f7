"""Store of changes of addresses on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from accreditation.applications.domain.address_changes import AddressChange, Side
from accreditation.applications.storage.address_changes import SqlAddressChanges
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store
from tests.support.application_samples import NOON, application

STORE = SqlAddressChanges()
CHANGE = AddressChange(
    application_id="app_1",
    address="new@example.org",
    expires_at=NOON + timedelta(days=7),
    earlier_hash="e",
    new_hash="n",
)


async def test_later_change_of_an_application_replaces_the_earlier(transactions: Transactions) -> None:
    later = replace(CHANGE.confirm(Side.NEW), address="third@example.org", earlier_hash="e2", new_hash="n2")
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        for change in (CHANGE, later):
            await STORE.save(transaction, change)
    async with transactions.read() as transaction:
        assert await STORE.find(transaction, "app_1", now=NOON) == later
        assert [await STORE.find_by_secret(transaction, one, now=NOON) for one in ("e", "n", "e2", "n2")] == [
            None,
            None,
            later,
            later,
        ]


async def test_expired_change_is_neither_found_nor_kept(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        await STORE.save(transaction, CHANGE)
        assert await STORE.purge(transaction, now=NOON) == 0
        assert await STORE.find(transaction, "app_1", now=CHANGE.expires_at) is None
        assert await STORE.find_by_secret(transaction, "n", now=CHANGE.expires_at) is None
        assert await STORE.purge(transaction, now=CHANGE.expires_at) == 1
