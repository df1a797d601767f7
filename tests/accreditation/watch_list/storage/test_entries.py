"""The stored list: entries are found by their keys, and a checked table by its officer until its end."""

from datetime import timedelta

from accreditation.watch_list.domain.entries import WatchEntry, entry_keys
from accreditation.watch_list.ports import CheckedList, ImportedList
from accreditation.watch_list.services import WatchServices
from conference.storage.engine import Database
from tests.support.application_samples import NOON

OMAR = WatchEntry("Omar Darwish", number="K7654321", country="JO", issuers=("JOR",))


async def test_entries_are_found_by_one_of_their_keys(each_database: Database, watching: WatchServices) -> None:
    store = watching.watch_list
    async with watching.transactions.write() as transaction:
        await store.replace(transaction, [OMAR, WatchEntry("Lan Anh")], ImportedList(1, NOON, "staff_thu", 2))
        key = await watching.secret.ensure(transaction)
        found = await store.list_candidates(transaction, sorted(entry_keys(key, OMAR))[:1])
        assert list(found.values()) == [OMAR]
        assert await store.list_candidates(transaction, [7]) == {}
        assert await store.list_entries(transaction, list(found)) == found


async def test_checked_table_is_that_of_its_officer_until_its_end(watching: WatchServices) -> None:
    store, checked = watching.watch_list, CheckedList("0" * 64, b"Name\nLan Anh\n", NOON + timedelta(minutes=1))
    async with watching.transactions.write() as transaction:
        await store.save_checked(transaction, "staff_thu", checked)
        assert await store.find_checked(transaction, "staff_thu", now=NOON) == checked
        assert await store.find_checked(transaction, "staff_mai", now=NOON) is None
        assert await store.find_checked(transaction, "staff_thu", now=checked.expires_at) is None
