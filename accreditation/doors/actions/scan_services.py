"""Services of the scan path, items as they are received, and the answers to them."""

from dataclasses import dataclass

from accreditation.access.plan import AccessPlan
from accreditation.badges.ports import Keys
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.openings import Opening
from accreditation.doors.domain.scans import Item
from accreditation.doors.ports.devices import Entry, RosterEntry
from accreditation.doors.ports.scans import Grants, MovementStore, Pins, Scan, ScanStore
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanServices:
    """Stores, keys and access plan of the scan path."""

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
class ReceivedItem:
    """An item and the device that sent it; `problem` is the code of what makes the item invalid (None: valid)."""

    item: Item
    device: Device
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer to an item: the recorded scan, or the code of the `problem` for which the item was not recorded.

    `prior` is the entry that the scan met or contradicts; `roster_entry` is the person's row of the roster, None for an
    unknown badge; `opening` is what a badge opens that an online scan has refused for its time or zone.
    """

    key: str
    scan: Scan | None = None
    prior: Entry | None = None
    roster_entry: RosterEntry | None = None
    opening: Opening | None = None
    problem: str | None = None
