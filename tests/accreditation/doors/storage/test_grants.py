"""Grants of the doors: records with the number of used entries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.access.rules import Window
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.grants.domain import Grant
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from rostrum.parts.stores import grant_store
from tests.support.badge_office import Office
from tests.support.scan_rows import add_scans, scan_row

STORE = SqlGrantRecords()


@pytest.fixture
async def grant(transactions: Transactions, office: Office, clock: ManualClock) -> Grant:
    """A grant of two entries, used once; another entry was undone, a third refused."""
    await office.apply("app_1")
    now = clock.now()
    window = Window(now, now + timedelta(hours=1))
    added = Grant("grant_1", "app_1", ("signing_stage",), window, 2, "staff_binh", now)
    async with transactions.write() as transaction:
        await grant_store().add(transaction, [added])
    await add_scans(
        transactions,
        scan_row("k1", now, grant_id="grant_1"),
        scan_row("k2", now, grant_id="grant_1", undone_at=now),
        scan_row("k3", now, grant_id="grant_1", verdict="zone_full"),
    )
    return added


async def test_used_entries_exclude_undone_and_refused_ones(transactions: Transactions, grant: Grant) -> None:
    async with transactions.read() as transaction:
        found = await STORE.find_by_applications(transaction, ["app_1", "app_2"])
        assert await STORE.count_uses(transaction, ["grant_1", "grant_2"]) == {"grant_1": 1}
    assert list(found) == ["app_1"]
    (record,) = found["app_1"]
    assert (record.id, record.zones, record.window) == (grant.id, frozenset(grant.zones), grant.window)
    assert (record.entries, record.used) == (2, 1)


async def test_ended_grant_is_found_by_id_only(transactions: Transactions, grant: Grant, clock: ManualClock) -> None:
    ended = replace(grant, ended_by="staff_binh", ended_at=clock.now())
    async with transactions.write() as transaction:
        await grant_store().save_end(transaction, ended)
        assert await STORE.find_by_applications(transaction, ["app_1"]) == {}
        assert await STORE.find_by_ids(transaction, ["grant_1", "grant_2"]) == {"grant_1": ended}
