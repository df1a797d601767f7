"""Ports of the command post: counts by door, devices, conflicts, presences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.badges.ports import Holder
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.devices import Device, Report
from accreditation.doors.domain.doors import Verdict
from conference.transactions import Transaction


class ScanCount(Struct, frozen=True):
    """Number of scans of a door with a verdict: today, and of these in the last minutes."""

    door: str
    verdict: Verdict
    today: int
    lately: int


class WatchedDevice(Struct, frozen=True):
    """A device with its last report, None before the first."""

    device: Device
    report: Report | None


class ConflictScan(Struct, frozen=True):
    """A scan of a conflict: door, time, device, and the verdict that the guard was shown.

    `time_uncertain`: the time is that of the receipt (`accreditation.doors.ports.scans.Scan`).
    """

    scan_id: str
    key: str
    door: str
    zone: str
    verdict: Verdict
    occurred_at: datetime
    device: str | None
    time_uncertain: bool = False


class Conflict(Struct, frozen=True):
    """A movement that contradicts another one or the server's record: its kind, the earlier scan if there is one, and
    the person if the badge is known."""

    kind: str
    later: ConflictScan
    earlier: ConflictScan | None
    badge_id: str | None
    number: str | None
    holder: Holder | None


class PresentPerson(Struct, frozen=True):
    """A person in a zone, with time and door of the entry. `time_uncertain`: the time is that of the receipt."""

    badge_id: str
    number: str
    zone: str
    door: str
    entered_at: datetime
    native_name: str
    latin_name: str
    outlet: str
    country: str
    phone: str
    time_uncertain: bool = False


class CommandPostStore(Protocol):
    """Reads the state of all doors."""

    async def count_scans(self, transaction: Transaction, *, since: datetime, lately: datetime) -> Sequence[ScanCount]:
        """Count the scans received since a moment by door and verdict, without undone ones."""
        ...

    async def count_people(self, transaction: Transaction, *, opened: datetime) -> Mapping[str, int]:
        """Count the people by zone who have entered it since it `opened` and not left it."""
        ...

    async def list_devices(self, transaction: Transaction, *, since: datetime) -> Sequence[WatchedDevice]:
        """List the devices that have not ended, have ended since a moment, or still hold unsent scans, by name.

        Offers that were not used are included.
        """
        ...

    async def list_conflicts(self, transaction: Transaction, limit: int) -> Sequence[Conflict]:
        """List the unsettled conflicts, oldest first."""
        ...

    async def count_conflicts(self, transaction: Transaction) -> int:
        """Count the unsettled conflicts."""
        ...

    async def save_settlement(
        self, transaction: Transaction, scan_id: str, settlement: Settlement, *, by: str, at: datetime
    ) -> bool:
        """Save how a conflict was settled; False when the scan has no unsettled conflict."""
        ...

    async def find_badge_id(self, transaction: Transaction, number: str) -> str | None:
        """Find the id of the badge with this number."""
        ...

    async def list_present(
        self, transaction: Transaction, zone: str | None, *, opened: datetime
    ) -> Sequence[PresentPerson]:
        """List the people who are inside since the zones `opened`, in one zone or in any, by zone and name."""
        ...
