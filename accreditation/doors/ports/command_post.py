"""What the command post needs from outside: counts of the doors, contradictions between them, who is inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.badges.ports import Holder
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.devices import Device, Report
from accreditation.doors.domain.doors import Verdict
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class ScanCount:
    """How many scans of a door came to a verdict: today, and of these in the last minutes."""

    door: str
    verdict: Verdict
    today: int
    lately: int


@dataclass(frozen=True, slots=True)
class WatchedDevice:
    """A device with its last report, None before it has told anything."""

    device: Device
    report: Report | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A scan as the command post tells of it: where, when, by which device, what its guard was shown."""

    scan_id: str
    key: str
    door: str
    zone: str
    verdict: Verdict
    occurred_at: datetime
    device: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A scan that contradicts what else is known: of which kind, the earlier scan if there is one, and the person if
    the badge is known."""

    kind: str
    later: Witness
    earlier: Witness | None
    badge_id: str | None
    number: str | None
    holder: Holder | None


@dataclass(frozen=True, slots=True)
class Present:
    """A person in a zone: since when, and through which door."""

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


class CommandPostStore(Protocol):
    """Reads the state of all doors."""

    async def count_scans(self, transaction: Transaction, *, since: datetime, lately: datetime) -> Sequence[ScanCount]:
        """The scans received since a moment by door and verdict, undone ones not counted."""
        ...

    async def count_people(self, transaction: Transaction, *, opened: datetime) -> Mapping[str, int]:
        """Zone → how many people have entered it since it `opened` and not left it."""
        ...

    async def list_devices(self, transaction: Transaction, *, since: datetime) -> Sequence[WatchedDevice]:
        """Every device that has not ended, has ended since a moment, or still holds unsent scans, by name. Includes
        offers that nobody took."""
        ...

    async def list_conflicts(self, transaction: Transaction, limit: int) -> Sequence[Conflict]:
        """Unsettled conflicts, oldest first."""
        ...

    async def count_conflicts(self, transaction: Transaction) -> int:
        """Number of unsettled conflicts."""
        ...

    async def save_settlement(
        self, transaction: Transaction, scan_id: str, settlement: Settlement, *, by: str, at: datetime
    ) -> bool:
        """Keep how a conflict was settled; False when there is none to settle."""
        ...

    async def find_badge_id(self, transaction: Transaction, number: str) -> str | None:
        """The id of the badge with this number."""
        ...

    async def list_present(self, transaction: Transaction, zone: str | None, *, opened: datetime) -> Sequence[Present]:
        """Everybody who is inside since the zones `opened`, in one zone or in any, by zone and name."""
        ...
