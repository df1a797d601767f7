"""Scans as plain values, without a database."""

from datetime import datetime
from typing import Any

from accreditation.access.rules import Direction
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scans import Scan


def make_scan(key: str, at: datetime, **changes: Any) -> Scan:
    """Make a scan that admitted `badge-1` to the zone `venue` at this time, with some fields changed."""
    fields: dict[str, Any] = {
        "id": f"scan_{key}", "key": key, "door": "gate-a", "zone": "venue", "direction": Direction.ENTRY,
        "method": "camera", "verdict": Verdict.ADMITTED, "scanned_at": at, "occurred_at": at, "received_at": at,
        "staff_id": "staff_duc", "device": "dev_phone", "raw": "", "raw_sha256": "0" * 64, "raw_length": 0,
        "badge_id": "badge-1",
    }  # fmt: skip
    return Scan(**fields | changes)
