"""Decide online scans on the server, and make the row of a scan."""

from dataclasses import replace
from datetime import datetime

from accreditation.access.rules import DoorRule
from accreditation.badges.domain.tokens import looks_like_token, strip_decoration
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.actions.scan_reading import IdentifiedScan
from accreditation.doors.domain.doors import Ruling, Verdict, decide
from accreditation.doors.domain.openings import Opening, find_opening
from accreditation.doors.domain.scans import digest, log_excerpt
from accreditation.doors.ports.scans import Scan
from conference.errors import RuleError


def decide_online(batch: ScanBatch, identified: IdentifiedScan) -> Scan:
    """Decide an online scan and add it, whether it admits or refuses. Raises RuleError `door.other_way`."""
    door = batch.plan.doors[identified.item.door]
    if not door.allows(identified.item.direction):
        raise RuleError("door.other_way")
    batch.movements.trace_pending()
    scan = make_undecided_scan(batch, identified)
    at = batch.movements.next_scan_time(scan.badge_id)
    prior_entry = batch.movements.find_entry(scan.badge_id, door.zone)
    ruling = _decide_scan(batch, scan, identified, at=at)
    batch.add(
        replace(
            scan,
            occurred_at=at,
            direction=ruling.direction,
            verdict=ruling.verdict,
            grant_id=ruling.grant,
            prior_scan_id=None if prior_entry is None else batch.movements.get_scan_id(prior_entry),
        )
    )
    return batch.scans.by_key[scan.key]


def _decide_scan(batch: ScanBatch, scan: Scan, identified: IdentifiedScan, *, at: datetime) -> Ruling:
    presence = batch.movements.get_presence(scan.badge_id, scan.zone)
    record = batch.badges.find_record(scan.badge_id, scan.zone)
    ruling = decide(identified.token, record, _door_rule(batch, identified), now=at, presence=presence)
    return replace(ruling, verdict=Verdict.MISTYPED) if identified.is_mistyped else ruling


def find_scan_opening(batch: ScanBatch, identified: IdentifiedScan, scan: Scan) -> Opening | None:
    """Return what the badge opens that a scan has refused for its time or zone."""
    record = batch.badges.find_record(scan.badge_id, scan.zone)
    if record is None:
        return None
    rule = _door_rule(batch, identified)
    return find_opening(scan.verdict, identified.token, record, rule, now=scan.occurred_at)


def _door_rule(batch: ScanBatch, identified: IdentifiedScan) -> DoorRule:
    return batch.plan.rule(batch.plan.doors[identified.item.door], identified.item.direction)


def make_undecided_scan(batch: ScanBatch, identified: IdentifiedScan) -> Scan:
    """Make the row of a scan before its verdict and its time are known."""
    item = identified.item
    badge_id = batch.badges.find_badge_id(identified)
    snapshot = batch.badges.find(badge_id)
    is_token = identified.badge_id is not None and looks_like_token(strip_decoration(item.text))
    return Scan(
        id=batch.ids.new("scan"),
        key=item.key,
        door=item.door,
        zone=batch.plan.doors[item.door].zone,
        direction=item.direction,
        method=item.method.value,
        verdict=Verdict.UNDECIDED,
        scanned_at=item.scanned_at,
        occurred_at=batch.received_at,
        received_at=batch.received_at,
        staff_id=identified.device.enrolled_by,
        device=identified.device.id,
        raw="" if is_token else log_excerpt(item.text),
        raw_sha256=digest(item.text),
        raw_length=len(item.text),
        badge_id=badge_id,
        serial=identified.serial if identified.serial is not None or snapshot is None else snapshot.serial,
    )
