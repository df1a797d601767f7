"""State of a transaction over scans: the loaded badges, their movements, and the scans to write."""

from datetime import datetime

from msgspec import Struct

from accreditation.access.plan import AccessPlan
from accreditation.doors.actions.batch_badges import BatchBadges
from accreditation.doors.actions.batch_movements import BatchMovements
from accreditation.doors.actions.batch_scans import BatchScans
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.scans import Item, occurred_at
from accreditation.doors.ports.scans import Scan
from conference.ids import Ids


class ScanBatch(Struct, frozen=True):
    """The three parts of the state, and what all scans of the transaction share."""

    plan: AccessPlan
    ids: Ids
    received_at: datetime
    badges: BatchBadges
    movements: BatchMovements
    scans: BatchScans

    def find_time(self, item: Item, device: Device, badge_id: str | None) -> tuple[datetime, bool]:
        """Return the time of an item that was decided on a device, and whether it is uncertain.

        An item whose device cannot have made it at its time is placed after all scans of the badge: at the receipt, or
        at the end of the enrolment.
        """
        at = occurred_at(item, device, self.received_at)
        if at is not None:
            return at, False
        return min(self.movements.next_scan_time(badge_id), device.scope.expires_at), True

    def add(self, scan: Scan) -> None:
        """Add a new scan to all parts."""
        self.scans.add(scan)
        self.badges.count_grant_use(scan)
        self.movements.add(scan)

    def change(self, scan: Scan) -> None:
        """Replace a scan in all parts; the history of its badge must be loaded."""
        self.scans.change(scan)
        self.movements.change(scan)
