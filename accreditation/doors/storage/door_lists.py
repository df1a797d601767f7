"""Lists of the doors' devices, as the badge desk shows them after a hand-over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accreditation.badge_desk.ports import DoorList
from accreditation.doors.domain.devices import is_usable
from accreditation.doors.storage.command_post import SqlCommandPost
from conference.transactions import Transaction

ONLINE_WITHIN = timedelta(seconds=60)
"""Age of a report of a device that is in contact: it reports every twenty seconds, and reports are saved in groups."""


class SqlDoorLists:
    """`accreditation.badge_desk.ports.DoorLists` on SQLite and PostgreSQL."""

    async def read(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorList]:
        """Read the list of each enrolled device that has reported, by the name of the device."""
        watched = await SqlCommandPost().list_devices(transaction, since=now)
        return [
            DoorList(one.device.name, one.report.list_at, now - one.report.at <= ONLINE_WITHIN)
            for one in watched
            if one.report is not None and is_usable(one.device, now)
        ]
