"""Scans in the database, and who is inside."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from accreditation.domain.badges import Standing
from accreditation.domain.doors import Direction, Verdict
from accreditation.ports_badges import Known, Met, Scan
from accreditation.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS, entitlement_of, holder_of
from accreditation.storage.tables_badges import badges
from accreditation.storage.tables_doors import presences, scans
from conference.errors import ConflictError
from conference.units import Unit

_ENTER_TRIES = 3
"""An exit may slip in between the entry it ends and our look at it; three in a row is not a person at a door."""

_KNOWN = (
    badges.c.badge_id.label("known_badge"),
    badges.c.serial.label("known_serial"),
    badges.c.number,
    badges.c.standing,
    badges.c.category,
    badges.c.letter,
    badges.c.zones,
    badges.c.valid_from,
    badges.c.valid_until,
    *HOLDER_COLUMNS,
)


_NEWEST = select(*_KNOWN).select_from(BADGES_OF_PEOPLE).order_by(badges.c.serial.desc()).limit(1)
"""The newest issue. It is not filtered by standing: a scan that waits here for a reissue must see what it was that
ended (PostgreSQL looks at the locked row again, not for another)."""

_BY_ID = badges.c.badge_id == bindparam("wanted")
_BY_NUMBER = badges.c.number == bindparam("wanted")
_KNOWN_BY_ID = _NEWEST.where(_BY_ID)
_MET = (
    select(*_KNOWN, presences.c.scan_id.label("entry"))
    .select_from(
        BADGES_OF_PEOPLE.outerjoin(
            presences, and_(presences.c.badge_id == badges.c.badge_id, presences.c.zone == bindparam("in_zone"))
        )
    )
    .order_by(badges.c.serial.desc())
    .limit(1)
    .with_for_update(read=True, of=badges)
)
_MET_BY_ID = _MET.where(_BY_ID)
_MET_BY_NUMBER = _MET.where(_BY_NUMBER)
_ENTRY = select(presences.c.scan_id).where(
    presences.c.badge_id == bindparam("wanted"), presences.c.zone == bindparam("in_zone")
)
_SCAN_BY_KEY = select(scans).where(scans.c.key == bindparam("wanted"))
_SCAN_BY_ID = select(scans).where(scans.c.id == bindparam("wanted"))
_ENTER = {
    "sqlite": sqlite.insert(presences).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(presences).on_conflict_do_nothing(),
}
_ADD = {
    "sqlite": sqlite.insert(scans).on_conflict_do_nothing(index_elements=[scans.c.key]),
    "postgresql": postgresql.insert(scans).on_conflict_do_nothing(index_elements=[scans.c.key]),
}
"""Built once: a door asks the same few things thousands of times."""


class SqlScans:
    """`accreditation.ports_badges.ScanStore` on SQLite and PostgreSQL."""

    async def by_key(self, unit: Unit, key: str) -> Scan | None:
        """The scan that was sent with this idempotency key."""
        row = (await unit.connection.execute(_SCAN_BY_KEY, {"wanted": key})).first()
        return None if row is None else _scan(row)

    async def by_id(self, unit: Unit, scan_id: str) -> Scan | None:
        """The scan of this id."""
        row = (await unit.connection.execute(_SCAN_BY_ID, {"wanted": scan_id})).first()
        return None if row is None else _scan(row)

    async def known(self, unit: Unit, badge_id: str) -> Known | None:
        """The badge's newest issue and its person."""
        row = (await unit.connection.execute(_KNOWN_BY_ID, {"wanted": badge_id})).first()
        return None if row is None else _known(row)

    async def met(self, unit: Unit, badge_id: str, *, zone: str) -> Met | None:
        """The badge as a scan meets it: its standing cannot change until the unit ends."""
        row = (await unit.connection.execute(_MET_BY_ID, {"wanted": badge_id, "in_zone": zone})).first()
        return None if row is None else Met(_known(row), row.entry)

    async def met_by_number(self, unit: Unit, number: str, *, zone: str) -> Met | None:
        """The same, for a number typed by hand."""
        row = (await unit.connection.execute(_MET_BY_NUMBER, {"wanted": number, "in_zone": zone})).first()
        return None if row is None else Met(_known(row), row.entry)

    async def enter(self, unit: Unit, scan: Scan) -> str:
        """Put the holder into the zone, once under any concurrency: the id of the scan that did, this or an earlier.

        Raises ConflictError `scan.busy` when entries and exits of the badge keep overtaking each other.
        """
        row = {
            "badge_id": scan.badge_id,
            "zone": scan.zone,
            "door": scan.door,
            "entered_at": scan.received_at,
            "scan_id": scan.id,
        }
        for _ in range(_ENTER_TRIES):
            if (await unit.connection.execute(_ENTER[unit.connection.dialect.name], row)).rowcount == 1:
                return scan.id
            where = {"wanted": scan.badge_id, "in_zone": scan.zone}
            earlier: str | None = await unit.connection.scalar(_ENTRY, where)
            if earlier is not None:
                return earlier
        raise ConflictError("scan.busy")

    async def leave(self, unit: Unit, badge_id: str, zone: str, *, entry: str) -> bool:
        """Take the holder out of the zone; False when that entry no longer stands."""
        gone = delete(presences).where(_inside(badge_id, zone), presences.c.scan_id == entry)
        return (await unit.connection.execute(gone)).rowcount == 1

    async def add(self, unit: Unit, scan: Scan) -> bool:
        """Keep the scan; False when its key was kept meanwhile."""
        return (await unit.connection.execute(_ADD[unit.connection.dialect.name], _values(scan))).rowcount == 1

    async def mark_undone(self, unit: Unit, scan: Scan) -> None:
        """Keep who undid the scan, when and why."""
        marks = {"undone_at": scan.undone_at, "undone_by": scan.undone_by, "undo_reason": scan.undo_reason}
        await unit.connection.execute(update(scans).where(scans.c.id == scan.id).values(marks))

    async def admitted_since(self, unit: Unit, door: str, since: datetime) -> int:
        """How many entries the door admitted since, undone ones not counted."""
        admitted = and_(
            scans.c.door == door,
            scans.c.received_at >= since,
            scans.c.verdict == Verdict.ADMITTED.value,
            scans.c.undone_at.is_(None),
        )
        return await unit.connection.scalar(select(func.count()).select_from(scans).where(admitted)) or 0

    async def latest(self, unit: Unit, door: str, limit: int) -> list[tuple[Scan, Known | None]]:
        """The door's newest scans with the badge each was of, newest first."""
        people = BADGES_OF_PEOPLE
        of_newest = and_(badges.c.badge_id == scans.c.badge_id, not_(badges.c.standing == Standing.SUPERSEDED.value))
        joined = select(scans, *_KNOWN).select_from(scans.outerjoin(people, of_newest)).where(scans.c.door == door)
        newest = joined.order_by(scans.c.received_at.desc(), scans.c.id.desc()).limit(limit)
        return [
            (_scan(row), None if row.known_badge is None else _known(row))
            for row in await unit.connection.execute(newest)
        ]


def _inside(badge_id: str, zone: str) -> ColumnElement[bool]:
    return and_(presences.c.badge_id == badge_id, presences.c.zone == zone)


def _known(row: Any) -> Known:
    return Known(
        badge_id=row.known_badge,
        serial=row.known_serial,
        number=row.number,
        standing=Standing(row.standing),
        entitlement=entitlement_of(row),
        holder=holder_of(row),
    )


def _scan(row: Row[Any]) -> Scan:
    return Scan(
        id=row.id,
        key=row.key,
        door=row.door,
        zone=row.zone,
        direction=Direction(row.direction),
        method=row.method,
        verdict=Verdict(row.verdict),
        scanned_at=row.scanned_at,
        received_at=row.received_at,
        staff_id=row.staff_id,
        device=row.device,
        raw=row.raw,
        raw_sha256=row.raw_sha256,
        raw_length=row.raw_length,
        badge_id=row.badge_id,
        serial=row.serial,
        prior_scan_id=row.prior_scan_id,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undo_reason=row.undo_reason,
    )


def _values(scan: Scan) -> dict[str, Any]:
    return {
        "id": scan.id,
        "key": scan.key,
        "door": scan.door,
        "zone": scan.zone,
        "direction": scan.direction.value,
        "method": scan.method,
        "verdict": scan.verdict.value,
        "scanned_at": scan.scanned_at,
        "occurred_at": scan.received_at,
        "received_at": scan.received_at,
        "decided_offline": False,
        "staff_id": scan.staff_id,
        "device": scan.device,
        "raw": scan.raw,
        "raw_sha256": scan.raw_sha256,
        "raw_length": scan.raw_length,
        "badge_id": scan.badge_id,
        "serial": scan.serial,
        "prior_scan_id": scan.prior_scan_id,
    }
