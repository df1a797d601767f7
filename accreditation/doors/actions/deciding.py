"""Decide online scans on the server, and make the row of a scan."""

from dataclasses import replace
from datetime import datetime

from accreditation.badges.domain.tokens import looks_like_token, tidy
from accreditation.doors.actions.scan_batch import Batch
from accreditation.doors.actions.scan_reading import ReadScan
from accreditation.doors.domain.doors import Ruling, Verdict, decide
from accreditation.doors.domain.scans import digest, loggable
from accreditation.doors.ports.scans import Scan
from conference.errors import RuleError


def decide_online(batch: Batch, read: ReadScan) -> Scan:
    """Decide on a reading, and keep it whatever it comes to. Raises RuleError `door.other_way`."""
    door = batch.plan.doors[read.item.door]
    if not door.allows(read.item.direction):
        raise RuleError("door.other_way")
    scan = unplaced_scan(batch, read)
    at = batch.moment(scan.badge_id)
    entry = batch.entry(scan.badge_id, door.zone)
    ruling = _decide_scan(batch, scan, read, at=at)
    batch.add(
        replace(
            scan,
            occurred_at=at,
            direction=ruling.direction,
            verdict=ruling.verdict,
            grant_id=ruling.grant,
            prior_scan_id=None if entry is None else batch.id_of(entry.key),
        )
    )
    return batch.kept[scan.key]


def _decide_scan(batch: Batch, scan: Scan, read: ReadScan, *, at: datetime) -> Ruling:
    presence = batch.presence(scan.badge_id, scan.zone)
    record = batch.record(batch.known.get(scan.badge_id or ""), scan.zone)
    rule = batch.plan.rule(batch.plan.doors[scan.door], read.item.direction)
    ruling = decide(read.who.reading, record, rule, now=at, presence=presence)
    return replace(ruling, verdict=Verdict.MISTYPED) if read.who.mistyped else ruling


def unplaced_scan(batch: Batch, read: ReadScan) -> Scan:
    """The row of a reading, before it is known what it comes to."""
    item, who = read.item, read.who
    badge_id = who.badge_id
    if who.number is not None:
        badge_id = next((one.badge_id for one in batch.known.values() if one.number == who.number), None)
    known = batch.known.get(badge_id or "")
    is_token = who.badge_id is not None and looks_like_token(tidy(item.text))
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
        staff_id=read.device.enrolled_by,
        device=read.device.id,
        raw="" if is_token else loggable(item.text),
        raw_sha256=digest(item.text),
        raw_length=len(item.text),
        badge_id=badge_id,
        serial=who.serial if who.serial is not None or known is None else known.serial,
    )
