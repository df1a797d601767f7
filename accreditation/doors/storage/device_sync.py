"""Queries of the device sync, each over an index."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, device_of
from accreditation.doors.storage.tables import devices, presence_changes, scans
from conference.transactions import Transaction

_ENTERED = [verdict.value for verdict in ENTERED]


class SqlDeviceSync:
    """`accreditation.doors.ports.devices.DeviceSyncStore` on SQLite and PostgreSQL."""

    async def get_presence_revision(self, transaction: Transaction) -> int:
        """Return the number of the newest change of a presence without a new scan, 0 before the first."""
        return await transaction.connection.scalar(select(func.max(presence_changes.c.seq))) or 0

    async def list_moved_badges(self, transaction: Transaction, *, since: datetime, revision: int) -> set[str]:
        """List the badges of scans received since a moment, and of changes of presences after the revision."""
        scanned = select(scans.c.badge_id).where(scans.c.badge_id.is_not(None), scans.c.received_at >= since)
        changed = select(presence_changes.c.badge_id).where(presence_changes.c.seq > revision)
        return set((await transaction.connection.scalars(scanned.union(changed))).all())

    async def count_admitted(self, transaction: Transaction, since: datetime) -> dict[str, int]:
        """Count the entries since a moment by door, without undone ones."""
        entries = (
            select(scans.c.door, func.count().label("entries"))
            .where(scans.c.received_at >= since, scans.c.verdict.in_(_ENTERED), scans.c.undone_at.is_(None))
            .group_by(scans.c.door)
        )
        return {row.door: row.entries for row in await transaction.connection.execute(entries)}

    async def find_states(self, transaction: Transaction, device_ids: Sequence[str]) -> dict[str, str]:
        """Find the states of devices by id, including the end of their login; unknown devices are left out."""
        wanted = select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS).where(devices.c.id.in_(device_ids))
        return {row.id: device_of(row).state.value for row in await transaction.connection.execute(wanted)}
