"""Badges as doors read them, and presences."""

from datetime import datetime

import pytest

from accreditation.badges.actions.badges import reissue_badge
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scans import PresenceRow
from accreditation.doors.storage.movements import SqlMovements
from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.storage.transactions import Transactions
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.scan_rows import add_scans, scan_row

STORE = SqlMovements()


def presence(badge_id: str, at: datetime, zone: str = "venue", key: str = "k1") -> PresenceRow:
    return PresenceRow(badge_id, zone, f"scan_{key}", key, Verdict.ADMITTED, at, "gate-a")


async def test_badges_are_locked_by_id_and_number(office: Office, clock: ManualClock) -> None:
    first, second = await office.active_badge("app_1"), await office.active_badge("app_2", category="pool")
    clock.advance(60)
    reason = office.event.reissue_reasons[0].code
    await reissue_badge(office.desk, first.id, reason=reason, staff=DESK_CLERK)
    async with office.transactions.write() as transaction:
        locked = await STORE.lock_badges(transaction, [first.id], [second.number, "P-9999"])
        by_id = await STORE.lock_badges(transaction, ["unknown"], ())
    found = {one.badge_id: one for one in locked}
    assert by_id == []
    assert set(found) == {first.id, second.id}
    assert (found[first.id].serial, found[first.id].standing) == (2, BadgeStatus.ISSUED)
    assert (found[second.id].holder.application_id, found[second.id].holder.category) == ("app_2", "pool")
    assert found[second.id].entitlement == second.entitlement
    assert (found[second.id].replaced_at, found[second.id].has_grants) == (None, False)


async def test_presence_has_entries_latest_scans_and_counts(transactions: Transactions, clock: ManualClock) -> None:
    opened = clock.now()
    clock.advance(60)
    now = clock.now()
    await add_scans(transactions, *(scan_row(f"k{n}", now, badge_id=f"b{n}") for n in (1, 2, 3)))
    rows = [presence("b1", now), presence("b2", now, key="k2"), presence("b3", opened.replace(year=2024), key="k3")]
    async with transactions.write() as transaction:
        await STORE.save_presences(transaction, ended=[], begun=rows)
        zones = ["press_centre", "venue"]
        found = await STORE.get_presence(transaction, ["b1", "b9"], zones, opened=opened)
    assert list(found.inside) == [rows[0]]
    assert found.latest == {"b1": now}
    assert found.people == {"venue": 2, "press_centre": 0}


async def test_moves_delete_before_they_add(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_scans(transactions, scan_row("k1", now, badge_id="b1"), scan_row("k2", now, badge_id="b1"))
    again = presence("b1", now, key="k2")
    async with transactions.write() as transaction:
        await STORE.save_presences(transaction, ended=[], begun=[presence("b1", now)])
        await STORE.save_presences(transaction, ended=[("b1", "venue"), ("b1", "press_centre")], begun=[again])
        found = await STORE.get_presence(transaction, ["b1"], [], opened=now)
    assert list(found.inside) == [again]


async def test_presence_added_meanwhile_is_a_conflict(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        await STORE.save_presences(transaction, ended=[], begun=[presence("b1", clock.now())])
    with pytest.raises(ConflictError, match=r"scan\.kept_meanwhile"):
        async with transactions.write() as transaction:
            await STORE.save_presences(transaction, ended=[], begun=[presence("b1", clock.now())])
