"""One-day badges as doors read them: when they are scanned, on the roster, in lists; and their use, from scans."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, false, func, or_, select

from accreditation.access.entitlement import Entitlement
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.ports import Holder
from accreditation.day_badges.domain import ENTRY_PREFIX, DayBadgeState, entry_id
from accreditation.day_badges.tables import day_badge_sets, day_badges
from accreditation.doors.domain.doors import ENTERED, Verdict
from accreditation.doors.ports.command_post import PresentPerson
from accreditation.doors.ports.devices import RosterEntry
from accreditation.doors.ports.scans import BadgeSnapshot
from accreditation.doors.storage.tables import presences, scans
from conference.storage.engine import Dialect
from conference.storage.sql_lists import among, for_both, listed
from conference.transactions import Transaction

_MAX_IDS = 500
_APPROVED = "approved"
_MOVED = sorted(verdict.value for verdict in (*ENTERED, Verdict.EXIT_RECORDED))
_DAY_BADGES: FromClause = day_badges.join(day_badge_sets, day_badge_sets.c.id == day_badges.c.set_id)
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    day_badges.c.badge_id,
    day_badges.c.number,
    day_badges.c.state,
    day_badges.c.changed_at,
    day_badges.c.bearer_name,
    day_badges.c.bearer_outlet,
    day_badge_sets.c.category,
    day_badge_sets.c.letter,
    day_badge_sets.c.zones,
    day_badge_sets.c.valid_from,
    day_badge_sets.c.valid_until,
    day_badge_sets.c.made_at,
)


def _select_and_lock(dialect: Dialect) -> Select[Any]:
    named = or_(among(day_badges.c.badge_id, "badges", dialect), among(day_badges.c.number, "numbers", dialect))
    found = select(*_COLUMNS).select_from(_DAY_BADGES).where(named).order_by(day_badges.c.badge_id)
    return found.with_for_update(key_share=True, of=day_badges)


_LOCK = for_both(_select_and_lock)


async def lock_day_badges(
    transaction: Transaction, badge_ids: Collection[str], numbers: Collection[str]
) -> list[BadgeSnapshot]:
    """Lock the one-day badges of these ids or numbers until the transaction ends."""
    if not badge_ids and not numbers:
        return []
    wanted = {"badges": listed(badge_ids), "numbers": listed(numbers)}
    rows = await transaction.connection.execute(_LOCK[transaction.connection.dialect.name], wanted)
    return [_row_to_snapshot(row) for row in rows]


async def list_day_entries(transaction: Transaction, *, after: str, limit: int) -> list[RosterEntry]:
    """List the next entries of one-day badges on the roster after an entry, in the order of their ids."""
    last = after.removeprefix(ENTRY_PREFIX) if after.startswith(ENTRY_PREFIX) else ""
    wanted = select(*_COLUMNS).select_from(_DAY_BADGES).where(day_badges.c.badge_id > last)
    rows = await transaction.connection.execute(wanted.order_by(day_badges.c.badge_id).limit(limit))
    return [_row_to_entry(row) for row in rows]


async def find_day_entries(transaction: Transaction, entry_ids: Sequence[str]) -> list[RosterEntry]:
    """Find the entries of one-day badges among these ids of entries."""
    badge_ids = [one.removeprefix(ENTRY_PREFIX) for one in entry_ids if one.startswith(ENTRY_PREFIX)]
    found: list[RosterEntry] = []
    for start in range(0, len(badge_ids), _MAX_IDS):
        wanted = select(*_COLUMNS).select_from(_DAY_BADGES)
        rows = await transaction.connection.execute(
            wanted.where(day_badges.c.badge_id.in_(badge_ids[start : start + _MAX_IDS]))
        )
        found += [_row_to_entry(row) for row in rows]
        await asyncio.sleep(0)
    return found


async def find_day_bearers(transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, tuple[str, Holder]]:
    """Return by badge id the number and the bearer of the one-day badges among these; the number stands for a
    name that is not entered."""
    ids, found = sorted(badge_ids), dict[str, tuple[str, Holder]]()
    for start in range(0, len(ids), _MAX_IDS):
        wanted = select(*_COLUMNS).select_from(_DAY_BADGES)
        rows = await transaction.connection.execute(
            wanted.where(day_badges.c.badge_id.in_(ids[start : start + _MAX_IDS]))
        )
        found |= {row.badge_id: (row.number, _bearer_of(row)) for row in rows}
    return found


async def find_day_badge_id(transaction: Transaction, number: str) -> str | None:
    """Find the id of the one-day badge with this number."""
    found: str | None = await transaction.connection.scalar(
        select(day_badges.c.badge_id).where(day_badges.c.number == number)
    )
    return found


async def list_present_bearers(transaction: Transaction, zone: str | None, *, opened: datetime) -> list[PresentPerson]:
    """List the bearers of one-day badges who are inside since the zones `opened`, by zone and number."""
    columns: tuple[ColumnElement[Any], ...] = (
        presences.c.zone, presences.c.door, presences.c.entered_at, *_COLUMNS,
    )  # fmt: skip
    inside = _DAY_BADGES.join(presences, presences.c.badge_id == day_badges.c.badge_id)
    uncertain = func.coalesce(scans.c.time_uncertain, false()).label("time_uncertain")
    wanted: Select[Any] = (
        select(*columns, uncertain)
        .select_from(inside.outerjoin(scans, scans.c.id == presences.c.scan_id))
        .where(presences.c.entered_at >= opened)
        .order_by(presences.c.zone, day_badges.c.number)
    )
    rows = await transaction.connection.execute(wanted if zone is None else wanted.where(presences.c.zone == zone))
    return [_row_to_present(row) for row in rows]


class SqlDayBadgeUses:
    """`accreditation.day_badges.ports.DayBadgeUses` on SQLite and PostgreSQL."""

    async def list_last_scans(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return by badge id the time of the last entry or exit, of these badges."""
        ids, found = sorted(badge_ids), dict[str, datetime]()
        for start in range(0, len(ids), _MAX_IDS):
            moved = scans.c.badge_id.in_(ids[start : start + _MAX_IDS]), *_MOVEMENT
            last = select(scans.c.badge_id, func.max(scans.c.occurred_at).label("at")).where(*moved)
            rows = await transaction.connection.execute(last.group_by(scans.c.badge_id))
            found |= {row.badge_id: row.at for row in rows}
        return found

    async def count_used(self, transaction: Transaction) -> Mapping[str, int]:
        """Count by set the badges that were used and whose bearer is not entered."""
        was_used = select(scans.c.id).where(scans.c.badge_id == day_badges.c.badge_id, *_MOVEMENT).exists()
        counted = select(day_badges.c.set_id, func.count().label("badges")).where(
            day_badges.c.entered_at.is_(None), was_used
        )
        rows = await transaction.connection.execute(counted.group_by(day_badges.c.set_id))
        return {row.set_id: row.badges for row in rows}


_MOVEMENT = (scans.c.verdict.in_(_MOVED), scans.c.undone_at.is_(None))


def _row_to_snapshot(row: Row[Any]) -> BadgeSnapshot:
    return BadgeSnapshot(
        badge_id=row.badge_id,
        serial=1,
        number=row.number,
        standing=_standing_of(row),
        entitlement=_entitlement_of(row),
        holder=_anonymous_holder(row),
        issued_at=row.made_at,
        changed_at=row.changed_at,
        state_changed_at=None,
        activated_at=row.made_at,
        is_one_day=True,
    )


def _row_to_entry(row: Row[Any]) -> RosterEntry:
    holder = _anonymous_holder(row)
    return RosterEntry(
        application=holder.application_id,
        badge_id=row.badge_id,
        number=row.number,
        serial=1,
        standing=_standing_of(row).value,
        handed_over=True,
        held=_entitlement_of(row),
        state=holder.state,
        category=holder.category,
        native_name="",
        latin_name="",
        outlet="",
        function="",
        photo=None,
        is_one_day=True,
    )


def _row_to_present(row: Row[Any]) -> PresentPerson:
    bearer = _bearer_of(row)
    return PresentPerson(
        badge_id=row.badge_id,
        number=row.number,
        zone=row.zone,
        door=row.door,
        entered_at=row.entered_at,
        native_name=bearer.native_name,
        latin_name="",
        outlet=bearer.outlet,
        country="",
        phone="",
        time_uncertain=row.time_uncertain,
    )


def _standing_of(row: Row[Any]) -> BadgeStatus:
    return BadgeStatus.ISSUED if row.state == DayBadgeState.VALID.value else BadgeStatus.REVOKED


def _entitlement_of(row: Row[Any]) -> Entitlement:
    return Entitlement(row.category, row.letter, tuple(row.zones), row.valid_from, row.valid_until)


def _anonymous_holder(row: Row[Any]) -> Holder:
    """Return the holder that doors are told of: nobody's name, because the guard reads it on the badge."""
    return Holder(
        application_id=entry_id(row.badge_id),
        state=_APPROVED,
        category=row.category,
        native_name="",
        latin_name="",
        country="",
        outlet="",
        function="",
        photo_id=None,
    )


def _bearer_of(row: Row[Any]) -> Holder:
    """Return the bearer as the desk has entered it; the badge's number stands for a name that is not entered."""
    return Holder(
        application_id=entry_id(row.badge_id),
        state=_APPROVED,
        category=row.category,
        native_name=row.bearer_name or row.number,
        latin_name="",
        country="",
        outlet=row.bearer_outlet or "",
        function="",
        photo_id=None,
    )
