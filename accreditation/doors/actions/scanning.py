"""What devices send of their doors: online scans, offline scans, overrides, undo. One transaction a batch.

Locks come first and in one order (zones with a capacity, badges, supervisors, the trail), and presences are read after
them, so that any number of nodes let a badge in once. A failure undoes the batch, and
`accreditation.doors.runtime.group_commit` tries again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from accreditation.access.rules import Direction
from accreditation.doors.actions.deciding import decide_online
from accreditation.doors.actions.merging import merge_offline
from accreditation.doors.actions.overriding import record_override, record_undo
from accreditation.doors.actions.scan_batch import Batch
from accreditation.doors.actions.scan_post import Answer, Prior, ScanServices, Sent
from accreditation.doors.actions.scan_reading import ReadScan, TokenReads
from accreditation.doors.domain.events import HolderMoved, ScanRecorded
from accreditation.doors.domain.scans import Item, OverrideItem, ScanItem, UndoItem, digest, is_key
from accreditation.doors.ports.scans import Scan
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError, ThrottledError
from conference.transactions import Transaction


async def record_items(services: ScanServices, sent: Sequence[Sent], *, online_are_new: bool = False) -> list[Answer]:
    """Record the items in their order, in one transaction. An invalid item gets a problem; the others are recorded.

    `online_are_new`: the keys of online scans are not looked up. Raises ConflictError `scan.kept_meanwhile` when one
    of the keys is kept after all: try again.
    """
    async with services.transactions.write() as transaction:
        read = await _read_items(services, transaction, sent)
        batch = await _lock_and_load(services, transaction, read, online_are_new=online_are_new)
        outcomes = [await _record_item(services, transaction, batch, one) for one in read]
        batch.settle_contradictions()
        await write_batch(services, transaction, batch)
        return await _make_answers(services, transaction, batch, outcomes)


@dataclass(frozen=True, slots=True)
class _Read:
    """An item as read: identified a scan is of; or what is wrong with it before anything is looked up."""

    sent: Sent
    scan: ReadScan | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    key: str
    scan_key: str | None = None
    problem: str | None = None


async def _read_items(services: ScanServices, transaction: Transaction, sent: Sequence[Sent]) -> list[_Read]:
    tokens, read = TokenReads(services, transaction, services.clock.now()), []
    for one in sent:
        problem = _find_problem(services, one)
        scan = await tokens.read_scan(one) if problem is None else None
        read.append(_Read(one, scan, problem))
    return read


def _find_problem(services: ScanServices, sent: Sent) -> str | None:
    item = sent.item
    if not is_key(item.key):
        return "scan.key_invalid"
    if item.door not in services.plan.doors:
        return "door.unknown"
    return None if item.door in sent.device.scope.doors else "door.out_of_scope"


async def _lock_and_load(
    services: ScanServices, transaction: Transaction, read: Sequence[_Read], *, online_are_new: bool
) -> Batch:
    """Lock zones, badges and supervisors in that order, then load their state."""
    items = [one.sent.item for one in read if one.problem is None]
    identified = [one.scan.who for one in read if one.scan is not None]
    referred = {item.of for item in items if isinstance(item, OverrideItem | UndoItem)}
    before = await services.scans.find_by_keys(transaction, referred) if referred else {}
    badge_ids = {who.badge_id for who in identified if who.badge_id} | {
        s.badge_id for s in before.values() if s.badge_id
    }
    numbers = {who.number for who in identified if who.number}
    capped = _zones_with_capacity(services, items)
    await services.movements.lock_zones(transaction, sorted(capped))
    known = await services.movements.lock_badges(transaction, badge_ids, numbers) if badge_ids or numbers else []
    supervisors = {item.supervisor for item in items if isinstance(item, OverrideItem)}
    if supervisors:
        await services.pins.lock_supervisors(transaction, supervisors)
    batch = Batch(services.plan, services.ids, services.clock.now(), {one.badge_id: one for one in known})
    await _load_state(services, transaction, batch, read, capped=capped, online_are_new=online_are_new)
    if any(key in batch.kept and key not in before for key in referred):
        raise ConflictError("scan.kept_meanwhile")  # its badge is not locked
    return batch


def _zones_with_capacity(services: ScanServices, items: Sequence[Item]) -> set[str]:
    """The zones with a capacity that the items may let somebody into."""
    zones = {
        services.plan.doors[item.door].zone
        for item in items
        if isinstance(item, ScanItem) and item.device_ruling is None and item.direction is not Direction.EXIT
    }
    return {zone for zone in zones if services.plan.zones.policy(zone).capacity is not None}


async def _load_state(
    services: ScanServices,
    transaction: Transaction,
    batch: Batch,
    read: Sequence[_Read],
    *,
    capped: Collection[str],
    online_are_new: bool,
) -> None:
    """What is kept of the items already, where the badges' holders are, how many are in zones with a capacity, and what
    the holders are granted."""
    items = [one.sent.item for one in read if one.problem is None]
    keys = {
        item.key for item in items if not (online_are_new and isinstance(item, ScanItem) and item.device_ruling is None)
    }
    keys |= {item.of for item in items if isinstance(item, OverrideItem | UndoItem)}
    batch.kept.update(await services.scans.find_by_keys(transaction, keys) if keys else {})
    badge_ids = set(batch.known) | {scan.badge_id for scan in batch.kept.values() if scan.badge_id}
    badge_ids |= {one.scan.who.badge_id for one in read if one.scan is not None and one.scan.who.badge_id}
    if badge_ids:
        opened = services.plan.zones.opened(batch.now)
        batch.start(await services.movements.get_presence(transaction, badge_ids, capped, opened=opened))
    retold = _badges_to_trace(batch, read)
    if retold:
        batch.take_history(retold, await services.scans.list_movements(transaction, retold))
    granted = [one.holder.application_id for one in batch.known.values() if one.has_grants]
    if granted:
        found = await services.grants.find_by_applications(transaction, granted)
        batch.grants.update({application: list(grants) for application, grants in found.items()})
    named = {
        item.device_ruling.grant
        for item in items
        if isinstance(item, ScanItem) and item.device_ruling and item.device_ruling.grant
    }
    named |= {scan.grant_id for scan in batch.kept.values() if scan.grant_id}
    if named:
        batch.named_grants.update(await services.grants.find_by_ids(transaction, named))


def _badges_to_trace(batch: Batch, read: Sequence[_Read]) -> set[str]:
    """The badges whose way has to be traced again: something is told of them that may lie in the past."""
    found: set[str] = set()
    by_number = {one.number: one.badge_id for one in batch.known.values()}
    scans = [one.scan for one in read if one.scan is not None]
    own: dict[str, set[str | None]] = defaultdict(set)  # a key may come twice, with two readings
    for scan in scans:
        own[scan.item.key].add(scan.who.badge_id or by_number.get(scan.who.number or ""))
    for one in read:
        item = one.sent.item
        if one.problem is not None or (isinstance(item, ScanItem) and item.device_ruling is None):
            continue
        of = item.of if isinstance(item, OverrideItem | UndoItem) else item.key
        kept = batch.kept.get(of)
        found |= {badge for badge in (*own[of], kept.badge_id if kept else None) if badge}
    return found


async def _record_item(services: ScanServices, transaction: Transaction, batch: Batch, one: _Read) -> _Outcome:
    key = one.sent.item.key
    if one.problem is not None:
        return _Outcome(key, problem=one.problem)
    try:
        return _Outcome(key, (await _apply_item(services, transaction, batch, one)).key)
    except (ConflictError, ForbiddenError, NotFoundError, RuleError, ThrottledError) as error:
        return _Outcome(key, problem=error.code)


async def _apply_item(services: ScanServices, transaction: Transaction, batch: Batch, one: _Read) -> Scan:
    item, device = one.sent.item, one.sent.device
    if isinstance(item, OverrideItem):
        return await record_override(services.pins, transaction, batch, item, device=device)
    if isinstance(item, UndoItem):
        return await record_undo(transaction, batch, item, device=device)
    if one.scan is None:
        raise TypeError(f"an item of an unknown kind: {type(item).__name__}")
    kept = batch.kept.get(item.key)
    if kept is not None and not _is_same(kept, one.scan.item):
        raise ConflictError("scan.key_reused")
    if one.scan.item.device_ruling is not None:
        return merge_offline(batch, one.scan)
    return kept or decide_online(batch, one.scan)


def _is_same(kept: Scan, item: ScanItem) -> bool:
    """Whether the key was sent before with this very reading."""
    return kept.door == item.door and kept.overrides_key is None and kept.raw_sha256 == digest(item.text)


async def write_batch(services: ScanServices, transaction: Transaction, batch: Batch) -> None:
    """Keep what a batch has gathered, and say what has happened."""
    added, changed = batch.written()
    if added:
        await services.scans.add(transaction, added)
    if changed:
        await services.scans.save(transaction, changed)
    for application_id in batch.lines_changed():
        services.movements.note_roster_change(transaction, application_id)
    out, into = batch.moves()
    if out or into:
        await services.movements.save_moves(transaction, out=out, into=into)
    for entry in batch.entries:
        await transaction.record(entry)
    for scan in added:
        transaction.emit(ScanRecorded(scan.id, scan.door, scan.verdict, scan.badge_id, scan.received_at))
    moved = {badge_id for badge_id, _ in out} | {one.badge_id for one in into}
    for badge_id in sorted(moved - {scan.badge_id for scan in added}):
        services.movements.note_presence_change(transaction, badge_id)
        transaction.emit(HolderMoved(badge_id))


async def _make_answers(
    services: ScanServices, transaction: Transaction, batch: Batch, outcomes: Sequence[_Outcome]
) -> list[Answer]:
    scans = [batch.kept[one.scan_key] for one in outcomes if one.scan_key is not None]
    prior_ids = {scan.prior_scan_id for scan in scans if scan.prior_scan_id is not None}
    priors = {scan_id: Prior(entry.at, entry.door, entry.key) for scan_id, entry in batch.prior_entries.items()}
    priors |= {scan.id: _as_prior(scan) for scan in batch.kept.values() if scan.id in prior_ids}
    missing_ids = prior_ids - priors.keys()
    if missing_ids:
        priors |= {
            scan.id: _as_prior(scan) for scan in (await services.scans.find_by_ids(transaction, missing_ids)).values()
        }
    return [_make_answer(batch, one, priors) for one in outcomes]


def _make_answer(batch: Batch, outcome: _Outcome, priors: Mapping[str, Prior]) -> Answer:
    if outcome.scan_key is None:
        return Answer(key=outcome.key, problem=outcome.problem)
    scan = batch.kept[outcome.scan_key]
    return Answer(key=outcome.key, scan=scan, prior=_find_prior(batch, scan, priors), line=batch.line(scan.badge_id))


def _find_prior(batch: Batch, scan: Scan, priors: Mapping[str, Prior]) -> Prior | None:
    contradicted = batch.kept.get(scan.conflict_key or "")
    return priors.get(scan.prior_scan_id or "") if contradicted is None else _as_prior(contradicted)


def _as_prior(scan: Scan) -> Prior:
    return Prior(scan.occurred_at, scan.door, scan.key)
