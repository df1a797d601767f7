"""Rows of scans and presences as the doors store them, for tests of what reads them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from accreditation.doors.storage.tables import presences, scans
from conference.storage.transactions import Transactions


def scan_row(key: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """Return the row of a scan that admitted at gate A at this time, unless `changes` say otherwise."""
    row = {
        "id": f"scan_{key}", "key": key, "door": "gate-a", "zone": "venue", "direction": "entry", "method": "camera",
        "verdict": "admitted", "scanned_at": at, "occurred_at": at, "received_at": at, "decided_offline": False,
        "staff_id": "staff_duc", "raw": "", "raw_sha256": "0" * 64, "raw_length": 0,
    }  # fmt: skip
    return row | changes


def presence_row(badge_id: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """Return the row of a presence in the venue since this time."""
    row = {"badge_id": badge_id, "zone": "venue", "door": "gate-a", "entered_at": at, "scan_id": "scan_k1"}
    return row | changes


async def add_scans(transactions: Transactions, *rows: dict[str, Any]) -> None:
    """Store the rows of scans."""
    async with transactions.write() as transaction:
        for row in rows:
            await transaction.connection.execute(insert(scans).values(row))


async def add_presences(transactions: Transactions, *rows: dict[str, Any]) -> None:
    """Store the rows of presences."""
    async with transactions.write() as transaction:
        for row in rows:
            await transaction.connection.execute(insert(presences).values(row))
