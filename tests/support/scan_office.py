"""Devices of the doors over a test's database: the items that they send, and the answers."""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from accreditation.access.rules import Direction
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.doors.actions.command_post import CommandPostServices
from accreditation.doors.actions.scan_services import Answer, ScanServices
from accreditation.doors.domain.devices import Device, DeviceState, Right, Scope
from accreditation.doors.domain.doors import Ruling, Verdict
from accreditation.doors.domain.scans import Item, Method, OverrideItem, OverrideReason, ScanItem, UndoItem, UndoReason
from accreditation.doors.ports.devices import Entry, RosterEntry
from accreditation.doors.ports.scans import Scan
from accreditation.doors.runtime.scan_commit import ScanCommit, make_scan_commit, take_items
from accreditation.doors.storage.command_post import SqlCommandPost
from accreditation.doors.storage.grants import SqlGrantRecords
from accreditation.doors.storage.movements import SqlMovements
from accreditation.doors.storage.scan_lists import SqlScanLists
from accreditation.doors.storage.scans import SqlScans
from accreditation.doors.storage.tables import presences, scans
from conference.ids import Ids
from conference.storage.audit import audit_log
from conference.transactions import Transaction
from tests.support.application_samples import NOON
from tests.support.badge_office import DOOR_GUARD, EVENT, GATE, OTHER_GATE, Office

GATES = (GATE, OTHER_GATE, "gate-c")
"""Doors of one zone, `venue`."""

ALL_DOORS = tuple(door.id for door in EVENT.doors)
PROOF = "ab" * 32
"""What `KnownPins` takes for a supervisor's word."""

_KEYS = itertools.count(1)


class KnownPins:
    """`accreditation.doors.ports.scans.Pins` with one PIN for all."""

    async def lock_supervisors(self, transaction: Transaction, staff_ids: Collection[str]) -> None:
        """Lock nothing: tests of this class have one supervisor."""

    async def check_override(self, transaction: Transaction, staff_id: str, *, message: bytes, proof: str) -> bool:
        """Return whether it is the proof of that PIN."""
        return proof == PROOF


def device(name: str = "phone", doors: Sequence[str] = ALL_DOORS, rights: Sequence[Right] = tuple(Right)) -> Device:
    """A device that may scan at these doors."""
    scope = Scope(tuple(doors), frozenset(rights), NOON + timedelta(days=9))
    return Device(f"dev_{name}", name, scope, DeviceState.ACTIVE, DOOR_GUARD.id, NOON)


PHONE = device()


@dataclass(frozen=True)
class Kept:
    """Answer to an item that was recorded."""

    scan: Scan
    prior: Entry | None
    roster_entry: RosterEntry | None


def kept(answer: Answer) -> Kept:
    """Return the answer, whose item must have been recorded."""
    assert answer.scan is not None, answer.problem
    return Kept(answer.scan, answer.prior, answer.roster_entry)


@dataclass
class ScanOffice:
    """The badge office, and a node that its doors talk to."""

    office: Office
    services: ScanServices
    group_commit: ScanCommit

    def scan(self, text: str, door: str = GATE, **given: object) -> ScanItem:
        """Make an online scan with a key of its own; `given` are further fields."""
        given.setdefault("key", f"key-{next(_KEYS):08}")
        given.setdefault("direction", Direction.ENTRY)
        given.setdefault("scanned_at", self.office.clock.now())
        given.setdefault("method", Method.CAMERA)
        return ScanItem(door=door, text=text, **given)  # type: ignore[arg-type]

    def device_ruling(
        self, text: str, door: str = GATE, verdict: Verdict = Verdict.ADMITTED, **given: object
    ) -> ScanItem:
        """Make an offline scan of `seconds` from now, which are usually negative."""
        at = self.office.clock.now() + timedelta(seconds=float(given.pop("seconds", 0)))  # type: ignore[arg-type]
        way = Direction.EXIT if verdict in (Verdict.EXIT_RECORDED, Verdict.NOT_INSIDE) else Direction.ENTRY
        ruling = Ruling(verdict, way, given.pop("grant", None))  # type: ignore[arg-type]
        return self.scan(text, door, device_ruling=ruling, direction=way, scanned_at=at, **given)

    def override(self, of: str, door: str = GATE, **given: object) -> OverrideItem:
        """Make an override of a refused scan."""
        fields: dict[str, object] = {
            "key": f"key-{next(_KEYS):08}",
            "scanned_at": self.office.clock.now(),
            "reason": OverrideReason.KNOWN_PERSON,
            "supervisor": "staff_son",
            "proof": PROOF,
        }
        return OverrideItem(of=of, door=door, **(fields | given))  # type: ignore[arg-type]

    def undo(self, of: str, door: str = GATE) -> UndoItem:
        """Make the undoing of a scan."""
        key = f"key-{next(_KEYS):08}"
        return UndoItem(key=key, of=of, door=door, scanned_at=self.office.clock.now(), reason=UndoReason.MIS_SCAN)

    async def send(self, *items: Item, by: Device = PHONE) -> list[Answer]:
        """Send items of a device; return the answers."""
        return await take_items(self.group_commit, items, device=by)

    async def one(self, item: Item, by: Device = PHONE) -> Answer:
        """Send one item; return its answer."""
        return (await self.send(item, by=by))[0]

    async def ask(self, text: str, door: str = GATE, *, by: Device = PHONE, **given: object) -> Kept:
        """Send an online scan; return its answer, which must be recorded."""
        return kept(await self.one(self.scan(text, door, **given), by=by))

    async def verdict(self, text: str, door: str = GATE, **given: object) -> Verdict:
        """Send an online scan; return its verdict."""
        return (await self.ask(text, door, **given)).scan.verdict  # type: ignore[arg-type]

    async def problem(self, item: Item, by: Device = PHONE) -> str | None:
        """Send an item; return its problem."""
        return (await self.one(item, by=by)).problem

    async def rows(self) -> list[dict[str, object]]:
        """List the rows of all scans by key, without their random ids."""
        async with self.office.transactions.read() as transaction:
            found = await transaction.connection.execute(scans.select().order_by(scans.c.key))
            return [{name: value for name, value in row._mapping.items() if name != "id"} for row in found]

    async def inside(self) -> list[tuple[str, str, str, datetime]]:
        """List the presences: badge, zone, key of the entry, time of the entry."""
        entries = presences.outerjoin(scans, scans.c.id == presences.c.scan_id).select()
        columns = entries.with_only_columns(presences.c.badge_id, presences.c.zone, scans.c.key, presences.c.entered_at)
        async with self.office.transactions.read() as transaction:
            rows = await transaction.connection.execute(columns.order_by(presences.c.badge_id, presences.c.zone))
            return [tuple(row) for row in rows]


def make_scan_office(office: Office, ids: Ids) -> ScanOffice:
    """Make a node over the office's database."""
    services = ScanServices(
        transactions=office.transactions,
        scans=SqlScans(),
        movements=SqlMovements(),
        grants=SqlGrantRecords(),
        pins=KnownPins(),
        keys=office.keys,
        plan=office.desk.plan,
        clock=office.clock,
        ids=ids,
    )
    return ScanOffice(office, services, make_scan_commit(services))


def make_node(services: ScanServices, doors: ScanOffice) -> ScanOffice:
    """Make another node over the same database, with other services."""
    return replace(doors, services=services, group_commit=make_scan_commit(services))


def elsewhere(doors: ScanOffice) -> ScanOffice:
    """Make another node over the same database."""
    return replace(doors, group_commit=make_scan_commit(doors.services))


def make_command_post(doors: ScanOffice) -> CommandPostServices:
    """Make a command post over the office's database."""
    return CommandPostServices(
        transactions=doors.office.transactions,
        store=SqlCommandPost(),
        scan_lists=SqlScanLists(),
        photos=SqlPhotos(),
        clock=doors.office.clock,
        zone=doors.office.event.zone_info,
        scans=doors.services,
    )


async def list_scan_audit(office: Office) -> list[tuple[str, str]]:
    """List the audit entries about scans in their order: action and actor."""
    of_scans = select(audit_log.c.action, audit_log.c.actor).where(audit_log.c.action.like("accreditation:scan:%"))
    async with office.transactions.read() as transaction:
        return [tuple(row) for row in await transaction.connection.execute(of_scans.order_by(audit_log.c.seq))]
