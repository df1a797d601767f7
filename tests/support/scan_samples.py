"""Scans and badges as plain values, and the state of a transaction over them, without a database."""

from datetime import datetime, timedelta
from typing import Any

from accreditation.access.entitlement import Entitlement
from accreditation.access.plan import AccessPlan, DoorPlan
from accreditation.access.rules import Direction
from accreditation.access.zones import ZonePolicy, Zones
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.ports import Holder
from accreditation.doors.actions.batch_badges import BatchBadges
from accreditation.doors.actions.batch_movements import BatchMovements
from accreditation.doors.actions.batch_scans import BatchScans
from accreditation.doors.actions.scan_batch import ScanBatch
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.scans import Method, ScanItem
from accreditation.doors.ports.scans import BadgeSnapshot, Scan
from conference.ids import SequentialIds
from tests.support.application_samples import NOON


def make_scan(key: str, at: datetime, **changes: Any) -> Scan:
    """Make a scan that admitted `badge-1` to the zone `venue` at this time, with some fields changed."""
    fields: dict[str, Any] = {
        "id": f"scan_{key}", "key": key, "door": "gate-a", "zone": "venue", "direction": Direction.ENTRY,
        "method": "camera", "verdict": Verdict.ADMITTED, "scanned_at": at, "occurred_at": at, "received_at": at,
        "staff_id": "staff_duc", "device": "dev_phone", "raw": "", "raw_sha256": "0" * 64, "raw_length": 0,
        "badge_id": "badge-1",
    }  # fmt: skip
    return Scan(**fields | changes)


def make_snapshot(badge_id: str = "badge-1", **changes: Any) -> BadgeSnapshot:
    """Make the snapshot of a badge of an approved reporter for the zone `venue`, with some fields changed."""
    valid_from, valid_until = NOON - timedelta(days=1), NOON + timedelta(days=1)
    fields: dict[str, Any] = {
        "badge_id": badge_id, "serial": 1, "number": "P-0001", "standing": BadgeStatus.ISSUED,
        "entitlement": Entitlement("press", "P", ("venue",), valid_from, valid_until),
        "holder": Holder("app_1", "approved", "press", "Hoa", "Hoa", "VN", "VNA", "reporter", None),
        "issued_at": NOON - timedelta(hours=5), "changed_at": None, "state_changed_at": None,
    }  # fmt: skip
    return BadgeSnapshot(**fields | changes)


def make_access_plan() -> AccessPlan:
    """Make a plan with the zone `venue` (capacity 3), the hall within it, and one door to each."""
    snapshot = make_snapshot()
    return AccessPlan(
        audience="test",
        entitlements={"press": snapshot.entitlement},
        zone_bits={"venue": 0, "hall": 1},
        doors={"gate-a": DoorPlan("gate-a", "venue", 0), "hall-door": DoorPlan("hall-door", "hall", 1)},
        zones=Zones({"venue": ZonePolicy(capacity=3), "hall": ZonePolicy(within="venue")}),
        hours={},
    )


def make_scan_batch(*snapshots: BadgeSnapshot) -> ScanBatch:
    """Make the state of a transaction at noon that has locked these badges."""
    plan = make_access_plan()
    badges = BatchBadges(plan, {one.badge_id: one for one in snapshots})
    movements = BatchMovements(plan.zones, NOON, badges.replacement_times())
    return ScanBatch(plan, SequentialIds(), NOON, badges, movements, BatchScans())


def make_scan_item(text: str) -> ScanItem:
    """Make an online scan of this text at gate A, at noon."""
    return ScanItem(
        key="key-00000001", door="gate-a", scanned_at=NOON, text=text, method=Method.CAMERA, direction=Direction.ENTRY
    )
