"""A supervisor's word that sets a refusal aside, and scans that are taken back."""

from dataclasses import replace

from accreditation.access.rules import Direction
from accreditation.doors.actions.merging import person_was_good
from accreditation.doors.actions.scan_batch import Batch, movement_of
from accreditation.doors.domain.conflicts import ConflictKind
from accreditation.doors.domain.devices import Device, Right
from accreditation.doors.domain.doors import OVERRIDABLE, Verdict
from accreditation.doors.domain.events import ScanUndone
from accreditation.doors.domain.scans import OverrideItem, UndoItem, occurred_at
from accreditation.doors.ports.scans import Pins, Scan
from conference.audit import AuditEntry
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from conference.transactions import Transaction


async def record_override(
    pins: Pins, transaction: Transaction, batch: Batch, item: OverrideItem, *, device: Device
) -> Scan:
    """Let somebody in whom a door refused, on a supervisor's word. The refusal stays.

    Raises NotFoundError `scan.unknown`, RuleError `override.not_possible`, ForbiddenError `override.proof_wrong`.
    """
    kept = batch.kept.get(item.key)
    if kept is not None:
        if kept.overrides_key != item.of:
            raise ConflictError("scan.key_reused")
        return kept
    refused = _scan_of(batch, item)
    if refused.verdict not in OVERRIDABLE or refused.badge_id is None:
        raise RuleError("override.not_possible")
    if not await pins.check_override(transaction, item.supervisor, message=item.message(), proof=item.proof):
        raise ForbiddenError("override.proof_wrong")
    scan = _override_of(batch, item, refused, device=device)
    batch.add(scan)
    details = {"door": scan.door, "verdict": refused.verdict.value, "reason": item.reason.value, "device": scan.device}
    entry = AuditEntry("accreditation:scan:overridden", item.supervisor, scan.id, batch.received_at, details)
    batch.entries.append(entry)
    return batch.kept[item.key]


async def record_undo(transaction: Transaction, batch: Batch, item: UndoItem, *, device: Device) -> Scan:
    """Take back an entry or an exit: as if it had not been, but both stay in the log. Once is enough.

    Raises ForbiddenError `device.right_missing`, NotFoundError `scan.unknown`, RuleError `scan.nothing_to_undo`.
    """
    if Right.UNDO not in device.scope.rights:
        raise ForbiddenError("device.right_missing")
    scan = _scan_of(batch, item)
    if scan.undone_at is not None:
        return scan
    if movement_of(scan) is None:
        raise RuleError("scan.nothing_to_undo")
    now, by = batch.received_at, device.enrolled_by
    batch.change(replace(scan, undone_at=now, undone_by=by, undo_reason=item.reason.value))
    details = {
        "door": scan.door,
        "verdict": scan.verdict.value,
        "reason": item.reason.value,
        "device": device.id,
    }
    batch.entries.append(AuditEntry("accreditation:scan:undone", by, scan.id, now, details))
    transaction.emit(ScanUndone(scan.id, scan.door, now))
    return batch.kept[scan.key]


def _scan_of(batch: Batch, item: OverrideItem | UndoItem) -> Scan:
    scan = batch.kept.get(item.of)
    if scan is None or scan.door != item.door:
        raise NotFoundError("scan.unknown")
    return scan


def _override_of(batch: Batch, item: OverrideItem, refused: Scan, *, device: Device) -> Scan:
    at = occurred_at(item, batch.received_at)
    good = person_was_good(batch, batch.known.get(refused.badge_id or ""), refused.zone, at)
    return replace(
        refused,
        id=batch.ids.new("scan"),
        key=item.key,
        direction=Direction.ENTRY,
        verdict=Verdict.OVERRIDDEN,
        scanned_at=item.scanned_at,
        occurred_at=at,
        received_at=batch.received_at,
        decided_offline=True,
        staff_id=device.enrolled_by,
        device=device.id,
        grant_id=None,
        prior_scan_id=None,
        overrides_key=item.of,
        override_reason=item.reason.value,
        supervisor_id=item.supervisor,
        conflict=None if good else ConflictKind.NOT_ENTITLED.value,
        conflict_key=None,
    )
