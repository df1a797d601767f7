"""Queries of the command post, each over an index of scans or presences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select, update

from accreditation.applications.storage.tables import applications, outlets
from accreditation.badges.ports import Holder
from accreditation.badges.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS, holder_of
from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.devices import ENDED, DeviceState
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.command_post import Conflict, ConflictScan, PresentPerson, ScanCount, WatchedDevice
from accreditation.doors.storage.day_badges import find_day_badge_id, find_day_bearers, list_present_bearers
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, device_of, report_of
from accreditation.doors.storage.tables import devices, presences, scans
from conference.transactions import Transaction

_EARLIER = scans.alias("earlier")
_NEWER = badges.alias("newer")
_ENDED = [state.value for state in ENDED]
_OPEN = and_(scans.c.conflict.is_not(None), scans.c.settled_at.is_(None))
_SCAN_COLUMNS = ("id", "key", "door", "zone", "verdict", "occurred_at", "device", "time_uncertain")
_IS_NEWEST = ~select(_NEWER.c.serial).where(
    _NEWER.c.badge_id == badges.c.badge_id, _NEWER.c.serial > badges.c.serial
).exists()  # fmt: skip


class SqlCommandPost:
    """`accreditation.doors.ports.command_post.CommandPostStore` on SQLite and PostgreSQL."""

    async def count_scans(self, transaction: Transaction, *, since: datetime, lately: datetime) -> Sequence[ScanCount]:
        """Count the scans received since a moment by door and verdict, without undone ones."""
        late = func.sum(case((scans.c.received_at >= lately, 1), else_=0))
        wanted = (
            select(scans.c.door, scans.c.verdict, func.count(), late)
            .where(scans.c.received_at >= since, scans.c.undone_at.is_(None))
            .group_by(scans.c.door, scans.c.verdict)
        )
        rows = await transaction.connection.execute(wanted)
        return [ScanCount(door, Verdict(verdict), today, lately) for door, verdict, today, lately in rows]

    async def count_people(self, transaction: Transaction, *, opened: datetime) -> Mapping[str, int]:
        """Count the people by zone who have entered it since it `opened` and not left it."""
        counted = select(presences.c.zone, func.count().label("inside")).where(presences.c.entered_at >= opened)
        wanted = counted.group_by(presences.c.zone)
        return {row.zone: row.inside for row in await transaction.connection.execute(wanted)}

    async def list_devices(self, transaction: Transaction, *, since: datetime) -> Sequence[WatchedDevice]:
        """List the devices that have not ended, have ended since a moment, or still hold unsent scans, by name.

        Offers that were not used are included.
        """
        waits = or_(devices.c.state != DeviceState.OFFERED.value, devices.c.offered_at >= since)
        lasts = and_(devices.c.state.not_in(_ENDED), devices.c.expires_at >= since, waits)
        owes = and_(
            devices.c.state == DeviceState.STORAGE_LOST.value, devices.c.queue > 0, devices.c.expires_at >= since
        )
        shown = or_(lasts, owes, devices.c.ended_at >= since)
        wanted = select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS).where(shown)
        rows = await transaction.connection.execute(wanted.order_by(devices.c.name, devices.c.id))
        return [WatchedDevice(device_of(row), report_of(row)) for row in rows]

    async def list_conflicts(self, transaction: Transaction, limit: int) -> Sequence[Conflict]:
        """List the unsettled conflicts, oldest first."""
        people = BADGES_OF_PEOPLE
        earlier = [_EARLIER.c[name].label(f"earlier_{name}") for name in _SCAN_COLUMNS]
        of_badge = and_(badges.c.badge_id == scans.c.badge_id, _IS_NEWEST)
        joined = scans.outerjoin(people, of_badge).outerjoin(_EARLIER, _EARLIER.c.key == scans.c.conflict_key)
        columns = [scans.c[name].label(f"later_{name}") for name in _SCAN_COLUMNS]
        wanted = (
            select(*columns, *earlier, scans.c.conflict, scans.c.badge_id, badges.c.number, *HOLDER_COLUMNS)
            .select_from(joined)
            .where(_OPEN)
            .order_by(scans.c.occurred_at, scans.c.key)
            .limit(limit)
        )
        rows = (await transaction.connection.execute(wanted)).all()
        unnamed = {row.badge_id for row in rows if row.application is None and row.badge_id is not None}
        bearers = await find_day_bearers(transaction, unnamed)
        return [_row_to_conflict(row, bearers.get(row.badge_id)) for row in rows]

    async def count_conflicts(self, transaction: Transaction) -> int:
        """Count the unsettled conflicts."""
        return await transaction.connection.scalar(select(func.count()).select_from(scans).where(_OPEN)) or 0

    async def save_settlement(
        self, transaction: Transaction, scan_id: str, settlement: Settlement, *, by: str, at: datetime
    ) -> bool:
        """Save how a conflict was settled; False when the scan has no unsettled conflict."""
        settled = update(scans).where(scans.c.id == scan_id, _OPEN)
        marks = {"settled_at": at, "settled_by": by, "settlement": settlement.value}
        return (await transaction.connection.execute(settled.values(marks))).rowcount == 1

    async def find_badge_id(self, transaction: Transaction, number: str) -> str | None:
        """Find the id of the badge with this number."""
        wanted = select(badges.c.badge_id).where(badges.c.number == number).limit(1)
        found: str | None = await transaction.connection.scalar(wanted)
        return found or await find_day_badge_id(transaction, number)

    async def list_present(
        self, transaction: Transaction, zone: str | None, *, opened: datetime
    ) -> Sequence[PresentPerson]:
        """List the people who are inside since the zones `opened`, in one zone or in any, by zone and name.

        Bearers of one-day badges follow, by zone and number.
        """
        issues = and_(badges.c.badge_id == presences.c.badge_id, _IS_NEWEST)
        people = presences.join(badges, issues).join(applications, applications.c.id == badges.c.application_id)
        wanted = (
            select(
                presences.c.badge_id, badges.c.number, presences.c.zone, presences.c.door, presences.c.entered_at,
                applications.c.native_name, applications.c.given_name, applications.c.family_name,
                func.coalesce(outlets.c.name, ""), applications.c.country, applications.c.phone,
                func.coalesce(scans.c.time_uncertain, false()),
            )
            .select_from(
                people.outerjoin(outlets, outlets.c.id == applications.c.outlet_id)
                .outerjoin(scans, scans.c.id == presences.c.scan_id)
            )
            .where(presences.c.entered_at >= opened)
            .order_by(presences.c.zone, applications.c.family_name, applications.c.given_name, presences.c.badge_id)
        )  # fmt: skip
        rows = await transaction.connection.execute(wanted if zone is None else wanted.where(presences.c.zone == zone))
        named = [
            PresentPerson(
                badge_id,
                number,
                where,
                door,
                at,
                native,
                f"{given} {family}".strip(),
                outlet,
                country,
                phone,
                uncertain,
            )
            for badge_id, number, where, door, at, native, given, family, outlet, country, phone, uncertain in rows
        ]
        return named + await list_present_bearers(transaction, zone, opened=opened)


def _row_to_conflict(row: Any, bearer: tuple[str, Holder] | None) -> Conflict:
    number, holder = bearer or (row.number, None if row.application is None else holder_of(row))
    return Conflict(
        kind=row.conflict,
        later=_scan_of_conflict(row, "later"),
        earlier=None if row.earlier_id is None else _scan_of_conflict(row, "earlier"),
        badge_id=row.badge_id,
        number=number,
        holder=holder,
    )


def _scan_of_conflict(row: Any, which: str) -> ConflictScan:
    values = {name: row._mapping[f"{which}_{name}"] for name in _SCAN_COLUMNS}
    values["scan_id"], values["verdict"] = values.pop("id"), Verdict(values["verdict"])
    return ConflictScan(**values)
