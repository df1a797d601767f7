"""Locks and loads what the items of a transaction refer to. Phases 2 and 3 of `scanning`.

Locks are taken in one order by all transactions: zones with a capacity, badges, supervisors, and last the audit trail.
Presence is read after them, so that nodes that scan a badge at the same time admit it once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from accreditation.access.plan import AccessPlan
from accreditation.access.rules import Direction
from accreditation.doors.actions.batch_badges import BatchBadges
from accreditation.doors.actions.batch_movements import BatchMovements
from accreditation.doors.actions.batch_scans import BatchScans
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_reading import IdentifiedScan
from accreditation.doors.actions.scan_services import ReceivedItem, ScanServices
from accreditation.doors.domain.scans import Item, OverrideItem, ScanItem, UndoItem
from accreditation.doors.ports.scans import BadgeSnapshot, Scan
from conference.errors import ConflictError
from conference.transactions import Transaction


async def lock_state(services: ScanServices, transaction: Transaction, items: Sequence[ReceivedItem]) -> ScanBatch:
    """Lock zones, badges and supervisors in that order. The returned batch has the locked badges and the scans that
    items refer to; `load_state` loads the rest."""
    valid = _valid_items(items)
    referred_keys = _list_referred_keys(valid)
    referred = await services.scans.find_by_keys(transaction, referred_keys) if referred_keys else {}
    await services.movements.lock_zones(transaction, _zones_with_capacity(services.plan, valid))
    badges = await _lock_badges(services, transaction, items, referred.values())
    supervisors = {item.supervisor for item in valid if isinstance(item, OverrideItem)}
    if supervisors:
        await services.pins.lock_supervisors(transaction, supervisors)
    batch = make_batch(services, badges)
    batch.scans.by_key.update(referred)
    return batch


def make_batch(services: ScanServices, badges: Iterable[BadgeSnapshot]) -> ScanBatch:
    """Make the state of a transaction that has locked these badges."""
    loaded, now = BatchBadges(services.plan, {one.badge_id: one for one in badges}), services.clock.now()
    movements = BatchMovements(services.plan.zones, now, loaded.replacement_times())
    return ScanBatch(services.plan, services.ids, now, loaded, movements, BatchScans())


async def load_state(
    services: ScanServices,
    transaction: Transaction,
    batch: ScanBatch,
    items: Sequence[ReceivedItem],
    *,
    online_are_new: bool,
) -> None:
    """Load recorded scans, presence, the histories to trace again, and grants. `online_are_new`: online scans are not
    looked up.

    Raises ConflictError `scan.kept_meanwhile` when an item refers to a scan recorded since the locks were chosen.
    """
    traced_ids, history = await _load_scans(services, transaction, batch, items, online_are_new=online_are_new)
    await _load_presence(services, transaction, batch, items)
    batch.scans.load_histories(traced_ids, history)
    batch.movements.load_histories(traced_ids, history)
    await _load_grants(services, transaction, batch, _valid_items(items))


def _valid_items(items: Sequence[ReceivedItem]) -> list[Item]:
    return [one.item for one in items if one.problem is None]


def _list_referred_keys(items: Iterable[Item]) -> set[str]:
    return {item.of for item in items if isinstance(item, OverrideItem | UndoItem)}


def _zones_with_capacity(plan: AccessPlan, items: Iterable[Item]) -> list[str]:
    """Return the zones with a capacity into which the items may admit a person, sorted."""
    zones = {plan.doors[item.door].zone for item in items if _is_online(item) and item.direction is not Direction.EXIT}
    return sorted(zone for zone in zones if plan.zones.policy(zone).capacity is not None)


def _is_online(item: Item) -> TypeGuard[ScanItem]:
    return isinstance(item, ScanItem) and item.device_ruling is None


async def _lock_badges(
    services: ScanServices, transaction: Transaction, items: Sequence[ReceivedItem], referred: Iterable[Scan]
) -> list[BadgeSnapshot]:
    badge_ids = _list_badge_ids(items, referred)
    numbers = {one.number for one in items if isinstance(one, IdentifiedScan) and one.number}
    if not badge_ids and not numbers:
        return []
    return await services.movements.lock_badges(transaction, badge_ids, numbers)


def _list_badge_ids(items: Sequence[ReceivedItem], scans: Iterable[Scan]) -> set[str]:
    """Return the badges that tokens of the items name, and those of the recorded scans."""
    named = {one.badge_id for one in items if isinstance(one, IdentifiedScan)}
    return {badge_id for badge_id in named.union(scan.badge_id for scan in scans) if badge_id}


async def _load_scans(
    services: ScanServices,
    transaction: Transaction,
    batch: ScanBatch,
    items: Sequence[ReceivedItem],
    *,
    online_are_new: bool,
) -> tuple[set[str], list[Scan]]:
    """Load the scans recorded with the keys of the items. Return the badges to trace again and all their movements.

    One statement reads both, unless a key was recorded for another badge than its item names.
    """
    valid = _valid_items(items)
    referred_keys = _list_referred_keys(valid)
    known_keys = set(batch.scans.by_key)
    keys = {item.key for item in valid if not (online_are_new and _is_online(item))} | referred_keys
    named_ids = _badges_to_trace(batch, items)
    recorded, history = await services.scans.find_with_movements(transaction, keys, named_ids)
    batch.scans.by_key.update(recorded)
    if referred_keys & recorded.keys() - known_keys:
        raise ConflictError("scan.kept_meanwhile")  # the badge of that scan is not locked
    traced_ids = _badges_to_trace(batch, items)
    if traced_ids - named_ids:
        history += await services.scans.list_movements(transaction, traced_ids - named_ids)
    return traced_ids, history


async def _load_presence(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, items: Sequence[ReceivedItem]
) -> None:
    badge_ids = _list_badge_ids(items, batch.scans.by_key.values()).union(batch.badges.snapshots)
    if badge_ids:
        zones = _zones_with_capacity(services.plan, _valid_items(items))
        opened = services.plan.zones.opened(batch.received_at)
        presence = await services.movements.get_presence(transaction, badge_ids, zones, opened=opened)
        batch.movements.load_presence(presence)


def _badges_to_trace(batch: ScanBatch, items: Sequence[ReceivedItem]) -> set[str]:
    """Return the badges that are to be traced again, because items report events of the past about them."""
    badges_by_key: dict[str, set[str | None]] = defaultdict(set)  # two items of a message may have the same key
    for one in items:
        if isinstance(one, IdentifiedScan):
            badges_by_key[one.item.key].add(batch.badges.find_badge_id(one))
    found: set[str | None] = set()
    for item in _valid_items(items):
        if not _is_online(item):
            key = item.of if isinstance(item, OverrideItem | UndoItem) else item.key
            recorded = batch.scans.by_key.get(key)
            found |= {*badges_by_key.get(key, ()), recorded.badge_id if recorded else None}
    return {badge_id for badge_id in found if badge_id}


async def _load_grants(
    services: ScanServices, transaction: Transaction, batch: ScanBatch, items: Iterable[Item]
) -> None:
    badges = batch.badges
    applications = [one.holder.application_id for one in badges.snapshots.values() if one.has_grants]
    if applications:
        active = await services.grants.find_by_applications(transaction, applications)
        badges.active_grants.update({application_id: list(grants) for application_id, grants in active.items()})
    rulings = [item.device_ruling for item in items if isinstance(item, ScanItem) and item.device_ruling]
    named = {ruling.grant for ruling in rulings if ruling.grant}
    named |= {scan.grant_id for scan in batch.scans.by_key.values() if scan.grant_id}
    if named:
        badges.named_grants.update(await services.grants.find_by_ids(transaction, named))
