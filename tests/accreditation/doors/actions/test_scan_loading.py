"""Locks and loads of a batch of items: which zones, badges and scans, and in which order."""

from dataclasses import replace
from typing import Any

import pytest

from accreditation.access.rules import Direction
from accreditation.access.zones import ZonePolicy, Zones
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_loading import load_state, lock_state
from accreditation.doors.actions.scan_reading import identify_scans
from accreditation.doors.actions.scan_services import ReceivedItem, ScanServices
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import Item
from conference.errors import ConflictError
from tests.support.badge_office import GATE, OTHER_GATE
from tests.support.scan_office import PHONE, ScanOffice


async def load(services: ScanServices, *items: Item, online_are_new: bool = False) -> ScanBatch:
    async with services.transactions.write() as transaction:
        found = await identify_scans(services, transaction, [ReceivedItem(item, PHONE) for item in items])
        batch = await lock_state(services, transaction, found)
        await load_state(services, transaction, batch, found, online_are_new=online_are_new)
        return batch


class RecordedLocks:
    """Movements and PINs of an office that record the order of locks."""

    def __init__(self, doors: ScanOffice) -> None:
        self._movements = doors.services.movements
        self.taken: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._movements, name)

    async def lock_zones(self, transaction: object, zones: object) -> None:
        self.taken.append(("zones", zones))

    async def lock_badges(self, transaction: Any, badge_ids: Any, numbers: Any) -> Any:
        self.taken.append(("badges", (set(badge_ids), set(numbers))))
        return await self._movements.lock_badges(transaction, badge_ids, numbers)

    async def lock_supervisors(self, transaction: object, staff_ids: object) -> None:
        self.taken.append(("supervisors", staff_ids))


async def test_locks_are_zones_then_badges_then_supervisors(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    refused = await doors.ask(badge.token, GATE, direction=Direction.EXIT)
    locks = RecordedLocks(doors)
    plan = replace(doors.services.plan, zones=Zones({"venue": ZonePolicy(capacity=9)}))
    services = replace(doors.services, plan=plan, movements=locks, pins=locks)
    await load(services, doors.override(refused.scan.key), doors.scan("P-0009-00"), doors.scan(badge.token))
    assert [kind for kind, _ in locks.taken] == ["zones", "badges", "supervisors"]
    assert locks.taken[0] == ("zones", ["venue"])
    assert badge.id in locks.taken[1][1][0]  # type: ignore[index]


async def test_exits_and_offline_scans_lock_no_zone(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    locks = RecordedLocks(doors)
    plan = replace(doors.services.plan, zones=Zones({"venue": ZonePolicy(capacity=9)}))
    services = replace(doors.services, plan=plan, movements=locks)
    await load(services, doors.scan(badge.token, direction=Direction.EXIT), doors.device_ruling(badge.token))
    assert locks.taken[0] == ("zones", [])


async def test_only_badges_with_events_of_the_past_are_traced(doors: ScanOffice) -> None:
    online, offline = [await doors.office.active_badge(f"app_{n}") for n in range(2)]
    entered = await doors.ask(offline.token)
    batch = await load(doors.services, doors.scan(online.token), doors.device_ruling(offline.token, OTHER_GATE))
    assert batch.scans.traced_keys == {offline.id: {entered.scan.key}}


async def test_new_online_scan_is_not_looked_up(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    await doors.ask(badge.token, key="key-of-scan")
    again = doors.scan(badge.token, key="key-of-scan")
    assert (await load(doors.services, again, online_are_new=True)).scans.by_key == {}
    assert list((await load(doors.services, again)).scans.by_key) == ["key-of-scan"]


async def test_scan_recorded_after_the_locks_were_chosen_is_a_conflict(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    scan = await doors.ask(badge.token, key="key-of-scan")
    assert scan.scan.verdict is Verdict.ADMITTED
    services, received = doors.services, [ReceivedItem(doors.undo("key-of-scan"), PHONE)]
    async with services.transactions.write() as transaction:
        batch = await lock_state(services, transaction, received)
        batch.scans.by_key.clear()  # as if the scan had not been found before the locks
        with pytest.raises(ConflictError, match=r"scan\.kept_meanwhile"):
            await load_state(services, transaction, batch, received, online_are_new=False)
