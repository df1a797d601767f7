"""Public keys of agencies in the database."""

from dataclasses import replace

import pytest

from accreditation.exchange.domain.agency_keys import RegisteredKey
from accreditation.exchange.storage.agency_keys import SqlAgencyKeys
from conference.transactions import RecordingTransactions
from tests.support.agency_files import NOW, officer_key, sealing_key


@pytest.mark.usefixtures("each_database")
async def test_key_is_added_once_and_withdrawn(transactions: RecordingTransactions) -> None:
    store = SqlAgencyKeys()
    first = RegisteredKey(sealing_key().key, NOW, "staff_1")
    second = RegisteredKey(officer_key("First").key, NOW.replace(hour=9), "staff_1")
    async with transactions.write() as transaction:
        assert await store.add(transaction, first)
        assert await store.add(transaction, second)
        assert not await store.add(transaction, replace(first, registered_by="staff_2"))
    withdrawn = replace(first, withdrawn_at=NOW)
    async with transactions.write() as transaction:
        await store.save(transaction, withdrawn)
        assert list(await store.list_all(transaction)) == [withdrawn, second]
