"""Badges as doors read them, and presences."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError

from accreditation.applications.storage.tables import applications
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS_AT_DOORS, entitlement_of, holder_of
from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scans import BadgeSnapshot, PresenceRow, PresenceSnapshot
from accreditation.doors.storage.day_badges import lock_day_badges
from accreditation.doors.storage.presences import note_presence_change
from accreditation.doors.storage.roster import note_change
from accreditation.doors.storage.tables import presences, scans
from accreditation.grants.tables import grants
from conference.errors import ConflictError
from conference.storage import locks
from conference.storage.engine import Dialect
from conference.storage.sql_lists import among, each, for_both, listed
from conference.transactions import Transaction

_HAS_GRANTS = exists().where(grants.c.application_id == badges.c.application_id, grants.c.ended_at.is_(None))
_NEXT = badges.alias("next_badge")
_REPLACED_AT = (
    select(func.min(_NEXT.c.issued_at))
    .where(
        _NEXT.c.application_id == badges.c.application_id,
        _NEXT.c.badge_id != badges.c.badge_id,
        _NEXT.c.issued_at > badges.c.issued_at,
    )
    .scalar_subquery()
)
_SNAPSHOT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    badges.c.badge_id,
    badges.c.serial,
    badges.c.number,
    badges.c.standing,
    badges.c.category,
    badges.c.letter,
    badges.c.zones,
    badges.c.valid_from,
    badges.c.valid_until,
    badges.c.issued_at,
    badges.c.changed_at,
    badges.c.activated_at,
    badges.c.deactivated_at,
    applications.c.hold,
    applications.c.decision,
    _HAS_GRANTS.label("has_grants"),
    _REPLACED_AT.label("replaced_at"),
    *HOLDER_COLUMNS_AT_DOORS,
)


def _select_and_lock(condition: ColumnElement[bool]) -> Select[Any]:
    """Select every issue of the badges and lock them in one order.

    All issues are needed: a scan that waits here for a reissue then shares at least the ended row with scans that see
    the new issue, because PostgreSQL reads locked rows again after the wait but finds no new ones.
    """
    issues = select(*_SNAPSHOT_COLUMNS).select_from(BADGES_OF_PEOPLE).where(condition)
    return issues.order_by(badges.c.badge_id, badges.c.serial).with_for_update(key_share=True, of=badges)


def _by_number(dialect: Dialect) -> ColumnElement[bool]:
    return or_(among(badges.c.badge_id, "badges", dialect), among(badges.c.number, "numbers", dialect))


def _select_presence(dialect: Dialect) -> CompoundSelect[Any]:
    """Select three kinds of rows.

    The presences; the time of each badge's latest scan, without a zone; the number of people in each zone (as `key`),
    without a badge.
    """
    columns = (presences.c.badge_id, presences.c.zone, presences.c.door, presences.c.entered_at, presences.c.scan_id)
    entries = select(*columns, scans.c.key, scans.c.verdict).join_from(presences, scans, scans.c.id == columns[-1])
    badge, nothing = each("badges", dialect), null()
    latest = select(func.max(scans.c.occurred_at)).where(scans.c.badge_id == badge).scalar_subquery()
    times = select(badge, nothing, nothing, latest, nothing, nothing, nothing)
    counted = presences.alias()
    people = cast(func.count(), String)
    standing = and_(among(counted.c.zone, "zones", dialect), counted.c.entered_at >= bindparam("opened"))
    counts = select(nothing, counted.c.zone, nothing, nothing, nothing, people, nothing).where(standing)
    return entries.where(among(presences.c.badge_id, "badges", dialect)).union_all(
        times, counts.group_by(counted.c.zone)
    )


_LOCK_BADGES = for_both(lambda dialect: _select_and_lock(among(badges.c.badge_id, "badges", dialect)))
_LOCK_BY_NUMBER = for_both(lambda dialect: _select_and_lock(_by_number(dialect)))
_PRESENCE = for_both(_select_presence)
_OUT = delete(presences).where(
    and_(presences.c.badge_id == bindparam("badge"), presences.c.zone == bindparam("from_zone"))
)
_INTO = insert(presences)


class SqlMovements:
    """`accreditation.doors.ports.scans.MovementStore` on SQLite and PostgreSQL."""

    async def lock_zones(self, transaction: Transaction, zones: Sequence[str]) -> None:
        """Lock these zones (sorted) until the transaction ends. SQLite has one writer anyway."""
        await locks.hold(transaction.connection, [f"zone {zone}" for zone in zones])

    async def lock_badges(
        self, transaction: Transaction, badge_ids: Collection[str], numbers: Collection[str]
    ) -> list[BadgeSnapshot]:
        """Lock the badges of these ids or numbers until the transaction ends; return the newest issue of each.

        One-day badges are looked up only for ids and numbers that no other badge has.
        """
        wanted: dict[str, Any] = {"badges": listed(badge_ids)}
        statements = _LOCK_BADGES
        if numbers:
            statements = _LOCK_BY_NUMBER
            wanted["numbers"] = listed(numbers)
        rows = await transaction.connection.execute(statements[transaction.connection.dialect.name], wanted)
        newest = {row.badge_id: _row_to_snapshot(row) for row in rows}
        other_numbers = set(numbers).difference(one.number for one in newest.values())
        others = await lock_day_badges(transaction, set(badge_ids).difference(newest), other_numbers)
        return [*newest.values(), *others]

    async def get_presence(
        self, transaction: Transaction, badge_ids: Collection[str], zones: Collection[str], *, opened: datetime
    ) -> PresenceSnapshot:
        """Return the presences of these badges, the time of their latest scans, and the number of people in these zones
        since they `opened`."""
        wanted = {"badges": listed(badge_ids), "zones": listed(zones), "opened": opened}
        rows = (await transaction.connection.execute(_PRESENCE[transaction.connection.dialect.name], wanted)).all()
        inside = [
            PresenceRow(row.badge_id, row.zone, row.scan_id, row.key, Verdict(row.verdict), row.entered_at, row.door)
            for row in rows
            if row.zone is not None and row.badge_id is not None
        ]
        latest = {row.badge_id: row.entered_at for row in rows if row.zone is None and row.entered_at is not None}
        people = {row.zone: int(row.key) for row in rows if row.badge_id is None}
        return PresenceSnapshot(inside, latest, dict.fromkeys(zones, 0) | people)

    def note_roster_change(self, transaction: Transaction, application_id: str) -> None:
        """Record that the person's entry of the roster has changed."""
        note_change(transaction, application_id)

    def note_presence_change(self, transaction: Transaction, badge_id: str) -> None:
        """Record that the presence of the badge has changed without a new scan."""
        note_presence_change(transaction, badge_id)

    async def save_presences(
        self, transaction: Transaction, *, ended: Sequence[tuple[str, str]], begun: Sequence[PresenceRow]
    ) -> None:
        """Delete the presences `out` (badge, zone), then add those of `into`.

        Raises ConflictError `scan.kept_meanwhile` when the presence of an unknown badge, which has no row to lock, was
        added meanwhile.
        """
        if ended:
            await transaction.connection.execute(_OUT, [{"badge": badge, "from_zone": zone} for badge, zone in ended])
        if not begun:
            return
        try:
            await transaction.connection.execute(_INTO, [_presence_values(presence) for presence in begun])
        except IntegrityError as error:
            raise ConflictError("scan.kept_meanwhile") from error


def _row_to_snapshot(row: Row[Any]) -> BadgeSnapshot:
    return BadgeSnapshot(
        badge_id=row.badge_id,
        serial=row.serial,
        number=row.number,
        standing=BadgeStatus(row.standing),
        entitlement=entitlement_of(row),
        holder=holder_of(row),
        issued_at=row.issued_at,
        changed_at=row.changed_at,
        activated_at=row.activated_at,
        deactivated_at=row.deactivated_at,
        state_changed_at=_latest_step_time(row.hold, row.decision),
        replaced_at=row.replaced_at,
        has_grants=row.has_grants,
    )


def _latest_step_time(*steps: Mapping[str, Any] | None) -> datetime | None:
    """Return the time of the latest of these steps of an application, None without any."""
    return max((datetime.fromisoformat(step["at"]) for step in steps if step), default=None)


def _presence_values(presence: PresenceRow) -> dict[str, Any]:
    return {
        "badge_id": presence.badge_id,
        "zone": presence.zone,
        "door": presence.door,
        "entered_at": presence.at,
        "scan_id": presence.scan_id,
    }
