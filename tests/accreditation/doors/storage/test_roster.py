"""Queries of the roster: revisions, entries, presences and photos."""

from datetime import timedelta

import pytest

from accreditation.doors.domain.events import ListChanged
from accreditation.doors.ports.devices import Entry
from accreditation.doors.storage.roster import SqlRoster, note_change
from conference.bus import Bus
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.application_samples import photo
from tests.support.badge_office import Office
from tests.support.scan_rows import add_presences, add_scans, presence_row, scan_row

STORE = SqlRoster()


async def test_change_of_a_badge_holder_takes_a_revision(office: Office, bus: Bus) -> None:
    published: list[ListChanged] = []

    async def collect(event: ListChanged) -> None:
        published.append(event)

    await office.active_badge("app_1")
    await office.apply("app_2")
    bus.subscribe(ListChanged, collect)
    async with office.transactions.read() as transaction:
        before = await STORE.get_revision(transaction)
    async with office.transactions.write() as transaction:
        for application_id in ("app_1", "app_2", "app_1"):
            note_change(transaction, application_id)
    async with office.transactions.read() as transaction:
        assert await STORE.get_revision(transaction) == before + 1
        assert await STORE.list_changed(transaction, before) == ["app_1"]
        assert await STORE.list_changed(transaction, before + 1) == []
    assert published == [ListChanged()]


async def test_revision_of_an_empty_roster_is_zero(transactions: Transactions) -> None:
    async with transactions.read() as transaction:
        assert await STORE.get_revision(transaction) == 0


async def test_entries_are_listed_in_pages_and_by_application(office: Office) -> None:
    badges = [await office.active_badge(f"app_{n}") for n in (1, 2)]
    await office.apply("app_3")
    async with office.transactions.read() as transaction:
        first = await STORE.list_after(transaction, after="", limit=1)
        rest = await STORE.list_after(transaction, after="app_1", limit=5)
        assert await STORE.list_after(transaction, after="app_2", limit=5) == []
        assert await STORE.list_by_applications(transaction, ["app_2", "app_3"]) == rest
    assert [entry.application for entry in (*first, *rest)] == ["app_1", "app_2"]
    assert [entry.held for entry in (*first, *rest)] == [badge.entitlement for badge in badges]
    assert (rest[0].badge_id, rest[0].state, rest[0].photo) == (badges[1].id, "approved", "photo_app_2")


async def test_photo_is_found_only_with_a_badge(office: Office) -> None:
    await office.active_badge("app_1")
    await office.apply("app_2")
    async with office.transactions.read() as transaction:
        assert await STORE.find_photo(transaction, "photo_app_1") == photo().jpeg
        assert await STORE.find_photo(transaction, "photo_app_2") is None
        assert await STORE.find_photo(transaction, "other") is None


@pytest.fixture
async def entered(transactions: Transactions, clock: ManualClock) -> dict[str, dict[str, Entry]]:
    """Presences of two badges since now, and of one since yesterday."""
    now = clock.now()
    await add_scans(transactions, scan_row("k1", now))
    await add_presences(
        transactions,
        presence_row("b1", now),
        presence_row("b1", now, zone="press_centre", scan_id="scan_gone"),
        presence_row("b2", now),
        presence_row("b3", now - timedelta(days=1)),
    )
    entry = Entry(now, "gate-a", "k1")
    return {"b1": {"venue": entry, "press_centre": Entry(now, "gate-a", "")}, "b2": {"venue": entry}}


async def test_presences_are_those_since_the_opening(
    transactions: Transactions, clock: ManualClock, entered: dict[str, dict[str, Entry]]
) -> None:
    opened = clock.now() - timedelta(hours=1)
    async with transactions.read() as transaction:
        assert await STORE.list_presences(transaction, opened=opened) == entered
        some = await STORE.list_presences(transaction, ["b2", "b3", "b4"], opened=opened)
    assert some == {"b2": entered["b2"], "b3": {}, "b4": {}}


async def test_presences_are_read_in_portions(
    transactions: Transactions,
    clock: ManualClock,
    entered: dict[str, dict[str, Entry]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accreditation.doors.storage.roster._MAX_IDS", 1)
    async with transactions.read() as transaction:
        assert await STORE.list_presences(transaction, opened=clock.now()) == entered
        assert await STORE.list_presences(transaction, ["b1", "b2"], opened=clock.now()) == entered
