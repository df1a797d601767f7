"""What the devices' lines look at once a second: small questions, each with an index behind it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, device_of
from accreditation.doors.storage.tables import devices, scans
from conference.storage.audit import audit_log
from conference.transactions import Transaction

_ENTERED = [verdict.value for verdict in ENTERED]
_CHANGING = ("accreditation:scan:undone", "accreditation:scan:told_otherwise")
"""Entries of the audit log after which a scan moves nobody any more, or somebody else; their subject is the scan."""


class SqlDeviceSync:
    """`accreditation.doors.ports.devices.DeviceSyncStore` on SQLite and PostgreSQL."""

    async def find_mark(self, transaction: Transaction) -> int:
        """The number of the newest entry of the audit log."""
        return await transaction.connection.scalar(select(func.max(audit_log.c.seq))) or 0

    async def list_moved_badges(self, transaction: Transaction, *, since: datetime, mark: int) -> set[str]:
        """The badges of scans received since a moment, and of those undone or told otherwise after an entry of the
        log."""
        badge = select(scans.c.badge_id).where(scans.c.badge_id.is_not(None)).distinct()
        changed = select(audit_log.c.subject).where(audit_log.c.seq > mark, audit_log.c.action.in_(_CHANGING))
        received = await transaction.connection.scalars(badge.where(scans.c.received_at >= since))
        found = set(received.all())
        subjects = (await transaction.connection.scalars(changed)).all()
        if subjects:
            found.update((await transaction.connection.scalars(badge.where(scans.c.id.in_(subjects)))).all())
        return found

    async def count_admitted(self, transaction: Transaction, since: datetime) -> dict[str, int]:
        """Door → entries let in since, undone ones not counted."""
        entries = (
            select(scans.c.door, func.count().label("entries"))
            .where(scans.c.received_at >= since, scans.c.verdict.in_(_ENTERED), scans.c.undone_at.is_(None))
            .group_by(scans.c.door)
        )
        return {row.door: row.entries for row in await transaction.connection.execute(entries)}

    async def find_states(self, transaction: Transaction, device_ids: Sequence[str]) -> dict[str, str]:
        """Device → how it stands, its login's end included; who is not there is left out."""
        wanted = select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS).where(devices.c.id.in_(device_ids))
        return {row.id: device_of(row).state.value for row in await transaction.connection.execute(wanted)}
