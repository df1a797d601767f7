"""Record overrides of refusals by supervisors, and the undoing of scans."""

from dataclasses import replace

from accreditation.access.rules import Direction
from accreditation.doors.actions.batch_movements import movement_of
from accreditation.doors.actions.merging import had_valid_badge
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.domain.conflicts import ConflictKind
from accreditation.doors.domain.devices import Device, Right
from accreditation.doors.domain.doors import Verdict, may_override
from accreditation.doors.domain.events import ScanUndone
from accreditation.doors.domain.scans import OverrideItem, UndoItem
from accreditation.doors.ports.scans import Pins, Scan
from conference.audit import AuditEntry
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from conference.transactions import Transaction


async def record_override(
    pins: Pins, transaction: Transaction, batch: ScanBatch, item: OverrideItem, *, device: Device
) -> Scan:
    """Record the admission of a refused person on the authority of a supervisor. The refused scan is unchanged.

    Raises ConflictError `scan.key_reused`, NotFoundError `scan.unknown`, RuleError `override.not_possible`,
    ForbiddenError `override.proof_wrong`, ThrottledError.
    """
    recorded = batch.scans.by_key.get(item.key)
    if recorded is not None:
        if recorded.overrides_key != item.of:
            raise ConflictError("scan.key_reused")
        return recorded
    refused = _get_referred_scan(batch, item)
    snapshot = batch.badges.find(refused.badge_id)
    is_one_day = snapshot is not None and snapshot.is_one_day
    if refused.badge_id is None or not may_override(refused.verdict, one_day=is_one_day):
        raise RuleError("override.not_possible")
    if not await pins.check_override(transaction, item.supervisor, message=item.message(), proof=item.proof):
        raise ForbiddenError("override.proof_wrong")
    scan = _make_override(batch, item, refused, device=device)
    batch.add(scan)
    details = {"door": scan.door, "verdict": refused.verdict.value, "reason": item.reason.value, "device": scan.device}
    entry = AuditEntry("accreditation:scan:overridden", item.supervisor, scan.id, batch.received_at, details)
    batch.scans.audit_entries.append(entry)
    return batch.scans.by_key[item.key]


async def record_undo(transaction: Transaction, batch: ScanBatch, item: UndoItem, *, device: Device) -> Scan:
    """Mark an entry or exit as undone: its movement no longer counts. A scan that is undone already is unchanged.

    Raises ForbiddenError `device.right_missing`, NotFoundError `scan.unknown`, RuleError `scan.nothing_to_undo`.
    """
    if Right.UNDO not in device.scope.rights:
        raise ForbiddenError("device.right_missing")
    scan = _get_referred_scan(batch, item)
    if scan.undone_at is not None:
        return scan
    if movement_of(scan) is None:
        raise RuleError("scan.nothing_to_undo")
    now, staff_id = batch.received_at, device.enrolled_by
    batch.change(replace(scan, undone_at=now, undone_by=staff_id, undo_reason=item.reason.value))
    details = {
        "door": scan.door,
        "verdict": scan.verdict.value,
        "reason": item.reason.value,
        "device": device.id,
    }
    batch.scans.audit_entries.append(AuditEntry("accreditation:scan:undone", staff_id, scan.id, now, details))
    transaction.emit(ScanUndone(scan.id, scan.door, now))
    return batch.scans.by_key[scan.key]


def _get_referred_scan(batch: ScanBatch, item: OverrideItem | UndoItem) -> Scan:
    scan = batch.scans.by_key.get(item.of)
    if scan is None or scan.door != item.door:
        raise NotFoundError("scan.unknown")
    return scan


def _make_override(batch: ScanBatch, item: OverrideItem, refused: Scan, *, device: Device) -> Scan:
    at, is_uncertain = batch.find_time(item, device, refused.badge_id)
    is_entitled = had_valid_badge(batch, refused.badge_id, refused.zone, at)
    return replace(
        refused,
        id=batch.ids.new("scan"),
        key=item.key,
        direction=Direction.ENTRY,
        verdict=Verdict.OVERRIDDEN,
        scanned_at=item.scanned_at,
        occurred_at=at,
        time_uncertain=is_uncertain,
        received_at=batch.received_at,
        decided_offline=True,
        staff_id=device.enrolled_by,
        device=device.id,
        grant_id=None,
        prior_scan_id=None,
        overrides_key=item.of,
        override_reason=item.reason.value,
        supervisor_id=item.supervisor,
        conflict=None if is_entitled else ConflictKind.NOT_ENTITLED.value,
        conflict_key=None,
    )
