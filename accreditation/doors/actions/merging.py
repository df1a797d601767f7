"""Merge offline scans: the verdict of the device is saved unchanged, and ordered by the time of the scan."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from accreditation.access.rules import Direction, GrantRecord, Passback
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.doors.actions.deciding import make_undecided_scan
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_reading import IdentifiedScan
from accreditation.doors.domain.conflicts import ConflictKind
from accreditation.doors.domain.doors import ENTERED, BadgeRecord, Presence, PresentedToken, Ruling, Verdict, decide
from accreditation.doors.domain.scans import ScanItem, occurred_at
from accreditation.doors.ports.scans import BadgeSnapshot, Scan
from conference.audit import AuditEntry
from conference.errors import RuleError

_APPROVED = "approved"


def merge_offline(batch: ScanBatch, identified: IdentifiedScan) -> Scan:
    """Record a scan with the ruling that its device showed to the guard.

    A scan that was recorded online before takes over the device's ruling; one recorded offline before is unchanged.
    Raises RuleError `scan.verdict_unfit` for a ruling that no device can reach by itself.
    """
    item, device_ruling = identified.item, _require_device_ruling(identified.item)
    recorded = batch.scans.by_key.get(item.key)
    if recorded is not None and recorded.decided_offline:
        return recorded
    merged = _apply_device_ruling(batch, _place_scan(batch, recorded, identified), identified, device_ruling)
    if recorded is None:
        batch.add(merged)
    else:
        batch.change(merged)
        _record_difference(batch, recorded, merged)
    return batch.scans.by_key[item.key]


def _place_scan(batch: ScanBatch, recorded: Scan | None, identified: IdentifiedScan) -> Scan:
    """Return the scan with its time: an impossible one leaves a recorded scan at the server's time of it."""
    if recorded is not None:
        at = occurred_at(identified.item, identified.device, recorded.received_at)
        return replace(recorded, occurred_at=at or recorded.occurred_at)
    scan = make_undecided_scan(batch, identified)
    at, is_uncertain = batch.find_time(identified.item, identified.device, scan.badge_id)
    return replace(scan, occurred_at=at, time_uncertain=is_uncertain)


def _apply_device_ruling(batch: ScanBatch, scan: Scan, identified: IdentifiedScan, device_ruling: Ruling) -> Scan:
    grant = batch.badges.find_own_grant(scan.badge_id, device_ruling.grant)
    merged = replace(
        scan,
        scanned_at=identified.item.scanned_at,
        decided_offline=True,
        verdict=device_ruling.verdict,
        direction=device_ruling.direction,
        grant_id=None if grant is None else grant.id,
        prior_scan_id=None,
        conflict=None,
        conflict_key=None,
    )
    if device_ruling.verdict not in ENTERED or was_entitled(batch, merged, identified):
        return merged
    return replace(merged, conflict=ConflictKind.NOT_ENTITLED.value)


def _record_difference(batch: ScanBatch, online: Scan, merged: Scan) -> None:
    """Record in the audit trail that the guard was shown another ruling than the server had decided."""
    if (online.verdict, online.direction) == (merged.verdict, merged.direction):
        return
    details = {
        "door": merged.door,
        "decided": online.verdict.value,
        "told": merged.verdict.value,
        "device": merged.device,
    }
    entry = AuditEntry("accreditation:scan:told_otherwise", merged.staff_id, merged.id, batch.received_at, details)
    batch.scans.audit_entries.append(entry)


def was_entitled(batch: ScanBatch, scan: Scan, identified: IdentifiedScan) -> bool:
    """Return whether the server's records would have admitted the badge when the scan occurred.

    Presence, occupancy and the number of entries used are ignored: contradictions between scans are found separately.
    """
    snapshot, at = batch.badges.find(scan.badge_id), scan.occurred_at
    record = batch.badges.find_record(scan.badge_id, scan.zone)
    if record is None or snapshot is None or identified.is_mistyped:
        return False
    rule = replace(batch.plan.rule(batch.plan.doors[scan.door], Direction.ENTRY), passback=Passback.SOFT, capacity=None)
    token, record_then = _token_at(identified.token, snapshot, at), _record_at(batch, record, snapshot, at)
    used = batch.badges.named_grants.get(scan.grant_id or "")
    if used is not None and used.ended_at is not None and used.ended_at > at:
        grant_then = GrantRecord(used.id, frozenset(used.zones), used.window)
        record_then = replace(record_then, grants=(*record_then.grants, grant_then))
    return decide(token, record_then, rule, now=at, presence=Presence()).verdict in ENTERED


def had_valid_badge(batch: ScanBatch, badge_id: str | None, zone: str, at: datetime) -> bool:
    """Return whether the person was approved at that time, with a badge neither revoked nor suspended."""
    snapshot, record = batch.badges.find(badge_id), batch.badges.find_record(badge_id, zone)
    if record is None or snapshot is None:
        return False
    record_then = _record_at(batch, record, snapshot, at)
    is_valid = record_then.standing in (BadgeStatus.ISSUED, BadgeStatus.SUPERSEDED)
    return record_then.application_state == _APPROVED and is_valid


def _require_device_ruling(item: ScanItem) -> Ruling:
    device_ruling = item.device_ruling
    if (
        device_ruling is None
        or device_ruling.verdict is Verdict.OVERRIDDEN
        or device_ruling.direction not in _directions_of(device_ruling.verdict)
    ):
        raise RuleError("scan.verdict_unfit")
    return device_ruling


def _directions_of(verdict: Verdict) -> Collection[Direction]:
    """Return the directions in which a door can reach a verdict."""
    if verdict in ENTERED:
        return {Direction.ENTRY}
    return {Direction.EXIT} if verdict is Verdict.EXIT_RECORDED else {Direction.ENTRY, Direction.EXIT}


def _token_at(token: PresentedToken, snapshot: BadgeSnapshot, at: datetime) -> PresentedToken:
    """Return the token as the newest one if the issue that superseded it was made later than `at`."""
    is_reissued_since = token.serial is not None and token.serial < snapshot.serial and snapshot.issued_at > at
    return replace(token, serial=None) if is_reissued_since else token


def _record_at(batch: ScanBatch, record: BadgeRecord, snapshot: BadgeSnapshot, at: datetime) -> BadgeRecord:
    """Return the record without the changes known to be later than `at`, and with no entries of grants used."""
    is_status_later = snapshot.changed_at is not None and snapshot.changed_at > at
    is_state_later = snapshot.state_changed_at is not None and snapshot.state_changed_at > at
    return replace(
        record,
        standing=BadgeStatus.ISSUED if is_status_later else record.standing,
        active=_was_handed_over(snapshot, at) or not batch.plan.needs_hand_over,
        application_state=_APPROVED if is_state_later else record.application_state,
        grants=tuple(replace(grant, used=0) for grant in record.grants),
    )


def _was_handed_over(snapshot: BadgeSnapshot, at: datetime) -> bool:
    """Return whether the badge was with its holder at that time. Of several hand-overs only the last one is known."""
    is_since_then = snapshot.activated_at is not None and snapshot.activated_at <= at
    return is_since_then or (snapshot.deactivated_at is not None and at < snapshot.deactivated_at)
