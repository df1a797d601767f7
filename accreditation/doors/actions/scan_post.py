"""What the path of a scan works with, what it is handed, and what it answers."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.access.plan import AccessPlan
from accreditation.badges.ports import Keys
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.scans import Item
from accreditation.doors.ports.devices import RosterEntry
from accreditation.doors.ports.scans import Grants, MovementStore, Pins, Scan, ScanStore
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanServices:
    """The doors' stores, keys and plan."""

    transactions: Transactions
    scans: ScanStore
    movements: MovementStore
    grants: Grants
    pins: Pins
    keys: Keys
    plan: AccessPlan
    clock: Clock
    ids: Ids


@dataclass(frozen=True, slots=True)
class Sent:
    """An item, and the device that sent it."""

    item: Item
    device: Device


@dataclass(frozen=True, slots=True)
class Prior:
    """The scan that another one met or contradicts: when and where it was."""

    at: datetime
    door: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a device is told of an item: the scan as kept, or the code of what is wrong with the item (`problem`).

    `line` is the person's line of the devices' lists, if the badge is known.
    """

    key: str
    scan: Scan | None = None
    prior: Prior | None = None
    line: RosterEntry | None = None
    problem: str | None = None
