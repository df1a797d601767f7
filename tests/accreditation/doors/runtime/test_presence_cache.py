"""Presence cache: moves are numbered, cursors of other epochs are unknown, changes are read."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from accreditation.doors.actions.roster import RosterServices
from accreditation.doors.ports.devices import Entry
from accreditation.doors.runtime.presence_cache import PresenceCache
from accreditation.doors.storage.device_sync import SqlDeviceSync
from accreditation.doors.storage.pins import SqlPins
from accreditation.doors.storage.presences import note_presence_change
from accreditation.doors.storage.roster import SqlRoster
from accreditation.doors.storage.tables import presences
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.badge_office import Office
from tests.support.scan_rows import add_presences, add_scans, presence_row, scan_row


@pytest.fixture
def cache(office: Office, clock: ManualClock) -> PresenceCache:
    services = RosterServices(
        transactions=office.transactions,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=office.keys,
        plan=office.desk.plan,
        clock=clock,
    )
    return PresenceCache(services, SqlDeviceSync(), "ep")


async def enter(transactions: Transactions, clock: ManualClock, badge_id: str, key: str, zone: str = "venue") -> None:
    await add_scans(transactions, scan_row(key, clock.now(), badge_id=badge_id, zone=zone))
    await add_presences(transactions, presence_row(badge_id, clock.now(), zone=zone, scan_id=f"scan_{key}"))


async def refresh(transactions: Transactions, cache: PresenceCache, *hints: str) -> None:
    async with transactions.read() as transaction:
        await cache.refresh(transaction, hints)


async def test_first_refresh_reads_all_presences(
    transactions: Transactions, clock: ManualClock, cache: PresenceCache
) -> None:
    assert (cache.revision, cache.badges(), cache.counts()) == ("ep.0", [], {})
    await enter(transactions, clock, "b1", "k1")
    await enter(transactions, clock, "b1", "k2", zone="press_centre")
    await enter(transactions, clock, "b2", "k3")
    await refresh(transactions, cache)
    assert (cache.revision, sorted(cache.badges())) == ("ep.2", ["b1", "b2"])
    assert cache.counts() == {"venue": 2, "press_centre": 1}
    assert cache.entries_of(["b2", "b9"]) == {"b2": {"venue": Entry(clock.now(), "gate-a", "k3")}, "b9": {}}


@pytest.mark.usefixtures("each_database")
async def test_later_refresh_reads_new_scans_and_hints(
    transactions: Transactions, clock: ManualClock, cache: PresenceCache
) -> None:
    await refresh(transactions, cache)
    await enter(transactions, clock, "b1", "k1")
    await add_presences(transactions, presence_row("b2", clock.now()), presence_row("b3", clock.now()))
    await refresh(transactions, cache, "b2")
    assert cache.moved_since("ep.0.x") is not None
    assert sorted(cache.badges()) == ["b1", "b2"]
    cache.invalidate()
    await refresh(transactions, cache)
    assert sorted(cache.badges()) == ["b1", "b2", "b3"]


async def test_noted_change_is_read_once_without_a_new_scan(
    transactions: Transactions, clock: ManualClock, cache: PresenceCache
) -> None:
    await enter(transactions, clock, "b1", "k1")
    await refresh(transactions, cache)
    clock.advance(timedelta(minutes=1).total_seconds())
    await refresh(transactions, cache)
    async with transactions.write() as transaction:
        await transaction.connection.execute(delete(presences))
        note_presence_change(transaction, "b1")
    await refresh(transactions, cache)
    assert (cache.revision, cache.badges(), cache.counts()["venue"]) == ("ep.2", [], 0)
    assert cache.moved_since("ep.1") == ["b1"]
    await refresh(transactions, cache)
    assert cache.revision == "ep.2"


async def test_moves_since_a_cursor_are_listed_once_each(
    transactions: Transactions, clock: ManualClock, cache: PresenceCache
) -> None:
    for key, badge_id in (("k1", "b1"), ("k2", "b2")):
        await enter(transactions, clock, badge_id, key)
        await refresh(transactions, cache, badge_id)
    await enter(transactions, clock, "b1", "k3", zone="press_centre")
    await refresh(transactions, cache, "b1")
    assert cache.revision == "ep.3"
    assert cache.moved_since("ep.3.notices") == []
    assert cache.moved_since("ep.1.notices") == ["b2", "b1"]
    assert cache.moved_since("ep.0") == ["b1", "b2"]


@pytest.mark.parametrize("cursor", ["", "x", "..", "other.0", "ep", "ep.", "ep.-1", "ep.1", "ep.x.y"])
def test_unknown_cursor_has_no_moves(cache: PresenceCache, cursor: str) -> None:
    assert cache.moved_since(cursor) is None


async def test_cursor_older_than_the_remembered_moves_is_unknown(
    transactions: Transactions,
    clock: ManualClock,
    office: Office,
    cache: PresenceCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accreditation.doors.runtime.presence_cache.MAX_MOVES", 1)
    small = PresenceCache(cache._services, SqlDeviceSync(), "ep")
    for key, badge_id in (("k1", "b1"), ("k2", "b2")):
        await enter(transactions, clock, badge_id, key)
    await refresh(transactions, small)
    assert small.revision == "ep.2"
    assert small.moved_since("ep.0") is None
    assert len(small.moved_since("ep.1") or []) == 1
