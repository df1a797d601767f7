"""Merge offline scans: the verdict of the device is saved unchanged, and ordered by the time of the scan."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from accreditation.access.rules import Direction, GrantRecord, Passback
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.doors.actions.deciding import unplaced_scan
from accreditation.doors.actions.scan_batch import Batch
from accreditation.doors.actions.scan_reading import ReadScan
from accreditation.doors.domain.conflicts import ConflictKind
from accreditation.doors.domain.doors import ENTERED, BadgeRecord, Presence, PresentedToken, Ruling, Verdict, decide
from accreditation.doors.domain.scans import ScanItem, occurred_at
from accreditation.doors.ports.scans import BadgeSnapshot, Scan
from conference.audit import AuditEntry
from conference.errors import RuleError

_APPROVED = "approved"


def merge_offline(batch: Batch, read: ReadScan) -> Scan:
    """Keep a reading as its guard was shown it. One that was asked before becomes what is told; what was told stays.

    Raises RuleError `scan.verdict_unfit` for a verdict that no door comes to by itself.
    """
    item, device_ruling = read.item, _require_device_ruling(read.item)
    kept = batch.kept.get(item.key)
    if kept is not None and kept.decided_offline:
        return kept
    scan = kept or unplaced_scan(batch, read)
    at = occurred_at(item, scan.received_at)
    used = _grant_of(batch, scan, device_ruling.grant)
    entitled = device_ruling.verdict not in ENTERED or was_entitled(batch, replace(scan, grant_id=used), read, at)
    scan = replace(
        scan,
        scanned_at=item.scanned_at,
        occurred_at=at,
        decided_offline=True,
        verdict=device_ruling.verdict,
        direction=device_ruling.direction,
        grant_id=used,
        prior_scan_id=None,
        conflict=None if entitled else ConflictKind.NOT_ENTITLED.value,
        conflict_key=None,
    )
    if kept is None:
        batch.add(scan)
    else:
        batch.change(scan)
        _record_difference(batch, kept, scan)
    return batch.kept[item.key]


def _record_difference(batch: Batch, decided: Scan, device_ruling: Scan) -> None:
    """The trail says when a guard was shown something else than the server had decided."""
    if (decided.verdict, decided.direction) == (device_ruling.verdict, device_ruling.direction):
        return
    details = {
        "door": device_ruling.door,
        "decided": decided.verdict.value,
        "told": device_ruling.verdict.value,
        "device": device_ruling.device,
    }
    entry = AuditEntry(
        "accreditation:scan:told_otherwise", device_ruling.staff_id, device_ruling.id, batch.received_at, details
    )
    batch.entries.append(entry)


def was_entitled(batch: Batch, scan: Scan, read: ReadScan, at: datetime) -> bool:
    """Whether the server's own record would have let the badge in then, whoever was inside and however often."""
    known = batch.known.get(scan.badge_id or "")
    record = batch.record(known, scan.zone)
    if record is None or known is None or read.who.mistyped:
        return False
    rule = replace(batch.plan.rule(batch.plan.doors[scan.door], Direction.ENTRY), passback=Passback.SOFT, capacity=None)
    reading, then = _reading_at(read.who.reading, known, at), _record_at(record, known, at)
    used = batch.named_grants.get(scan.grant_id or "")
    if used is not None and used.ended_at is not None and used.ended_at > at:
        then = replace(then, grants=(*then.grants, GrantRecord(used.id, frozenset(used.zones), used.window)))
    return decide(reading, then, rule, now=at, presence=Presence()).verdict in ENTERED


def person_was_good(batch: Batch, known: BadgeSnapshot | None, zone: str, at: datetime) -> bool:
    """Whether the person was approved then and their badge neither revoked nor suspended."""
    record = batch.record(known, zone)
    if record is None or known is None:
        return False
    then = _record_at(record, known, at)
    return then.application_state == _APPROVED and then.standing in (BadgeStatus.ISSUED, BadgeStatus.SUPERSEDED)


def _require_device_ruling(item: ScanItem) -> Ruling:
    device_ruling = item.device_ruling
    if (
        device_ruling is None
        or device_ruling.verdict is Verdict.OVERRIDDEN
        or device_ruling.direction not in _ways_of(device_ruling.verdict)
    ):
        raise RuleError("scan.verdict_unfit")
    return device_ruling


def _ways_of(verdict: Verdict) -> Collection[Direction]:
    """The ways in which a door may come to a verdict."""
    if verdict in ENTERED:
        return {Direction.ENTRY}
    return {Direction.EXIT} if verdict is Verdict.EXIT_RECORDED else {Direction.ENTRY, Direction.EXIT}


def _grant_of(batch: Batch, scan: Scan, grant_id: str | None) -> str | None:
    """The grant that a device says it has used, if it is the person's own: nobody uses up another one's."""
    grant, known = batch.named_grants.get(grant_id or ""), batch.known.get(scan.badge_id or "")
    is_own = grant is not None and known is not None and grant.application_id == known.holder.application_id
    return grant_id if is_own else None


def _reading_at(reading: PresentedToken, known: BadgeSnapshot, at: datetime) -> PresentedToken:
    """The reading as it was before a new issue made its token an old one."""
    reissued_since = reading.serial is not None and reading.serial < known.serial and known.issued_at > at
    return replace(reading, serial=None) if reissued_since else reading


def _record_at(record: BadgeRecord, known: BadgeSnapshot, at: datetime) -> BadgeRecord:
    """The record without what is known to have changed since."""
    stopped_since = known.changed_at is not None and known.changed_at > at
    decided_since = known.state_changed_at is not None and known.state_changed_at > at
    return replace(
        record,
        standing=BadgeStatus.ISSUED if stopped_since else record.standing,
        application_state=_APPROVED if decided_since else record.application_state,
        grants=tuple(replace(grant, used=0) for grant in record.grants),
    )
