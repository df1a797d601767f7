"""The devices' list in the database: everybody's line, whose line has changed, and who is inside.

A line is read as text wherever a device only repeats it: ten thousand of them must not hold up a door.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, String, and_, func, insert, select, tuple_, type_coerce

from accreditation.access.entitlement import Entitlement
from accreditation.applications.storage.tables import applications, photos
from accreditation.badges.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS
from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.domain.events import ListChanged
from accreditation.doors.ports.devices import Entry, RosterEntry, RosterGrant
from accreditation.doors.storage.tables import presences, roster_changes, scans
from accreditation.grants.tables import grants
from conference.storage import audit
from conference.transactions import Transaction

_AT_ONCE = 500
"""Ids in one query: well under the 999 variables that old builds of SQLite allow."""

_LATER = badges.alias("later")
_ENTERED = [verdict.value for verdict in ENTERED]


def note_change(transaction: Transaction, application_id: str) -> None:
    """Say that a person's line of the devices' lists is changed by this transaction (which writes)."""
    transaction.at_end(_note, application_id)


async def _note(transaction: Transaction, application_ids: Sequence[str]) -> None:
    """Number the changes in the order of commits. Who has no badge is on no list."""
    await audit.hold_end(transaction.connection)
    for start in range(0, len(application_ids), _AT_ONCE):
        some = application_ids[start : start + _AT_ONCE]
        listed = select(badges.c.application_id).where(badges.c.application_id.in_(some)).distinct()
        changed = sorted((await transaction.connection.scalars(listed)).all())
        if changed:
            await transaction.connection.execute(insert(roster_changes), [{"application_id": one} for one in changed])
            transaction.emit(ListChanged())


class SqlRoster:
    """`accreditation.doors.ports.devices.RosterStore` on SQLite and PostgreSQL."""

    async def get_revision(self, transaction: Transaction) -> int:
        """The newest change's number, 0 before the first."""
        return await transaction.connection.scalar(select(func.max(roster_changes.c.seq))) or 0

    async def list_changed(self, transaction: Transaction, revision: int) -> list[str]:
        """Whose line has changed since a revision."""
        since = select(roster_changes.c.application_id).where(roster_changes.c.seq > revision).distinct()
        return sorted((await transaction.connection.scalars(since)).all())

    async def list_after(self, transaction: Transaction, *, after: str, limit: int) -> list[RosterEntry]:
        """The next lines after the one of an application, in the order of their ids."""
        wanted = _LINES.where(badges.c.application_id > after).order_by(badges.c.application_id).limit(limit)
        rows = (await transaction.connection.execute(wanted)).all()
        if not rows:
            return []
        span = and_(grants.c.application_id >= rows[0].application, grants.c.application_id <= rows[-1].application)
        return await _with_grants(transaction, rows, span)

    async def list_by_applications(self, transaction: Transaction, application_ids: Sequence[str]) -> list[RosterEntry]:
        """The lines of these people who have a badge."""
        found: list[RosterEntry] = []
        for start in range(0, len(application_ids), _AT_ONCE):
            some = application_ids[start : start + _AT_ONCE]
            rows = (await transaction.connection.execute(_LINES.where(badges.c.application_id.in_(some)))).all()
            found += await _with_grants(transaction, rows, grants.c.application_id.in_(some))
        return found

    async def list_presences(
        self, transaction: Transaction, badge_ids: Sequence[str] | None = None, *, opened: datetime
    ) -> dict[str, dict[str, Entry]]:
        """Badge → zone → the entry that put its holder there since the zones `opened`; of everybody, or of these."""
        entries = _INSIDE.where(presences.c.entered_at >= opened)
        found: dict[str, dict[str, Entry]] = {badge_id: {} for badge_id in badge_ids or ()}
        if badge_ids is None:
            await _everybody_inside(transaction, entries, found)
        for start in range(0, len(badge_ids or ()), _AT_ONCE):
            some = (badge_ids or ())[start : start + _AT_ONCE]
            _add_inside(found, await transaction.connection.execute(entries.where(presences.c.badge_id.in_(some))))
        return found

    async def find_photo(self, transaction: Transaction, photo_id: str) -> bytes | None:
        """The photo of a person who has a badge, None when it is not one."""
        has_badge = select(badges.c.badge_id).where(badges.c.application_id == applications.c.id).exists()
        wanted = (
            select(photos.c.jpeg)
            .join(applications, applications.c.photo_id == photos.c.id)
            .where(photos.c.id == photo_id, has_badge)
        )
        jpeg: bytes | None = await transaction.connection.scalar(wanted)
        return jpeg


_IS_NEWEST = ~(
    select(_LATER.c.serial)
    .where(
        _LATER.c.application_id == badges.c.application_id,
        (_LATER.c.issued_at > badges.c.issued_at)
        | (_LATER.c.issued_at == badges.c.issued_at) & (_LATER.c.serial > badges.c.serial),
    )
    .exists()
)
_LINES: Select[Any] = (
    select(
        badges.c.badge_id,
        badges.c.number,
        badges.c.serial,
        badges.c.standing,
        badges.c.category,
        badges.c.letter,
        type_coerce(badges.c.zones, String).label("zones"),
        type_coerce(badges.c.valid_from, String).label("valid_from"),
        type_coerce(badges.c.valid_until, String).label("valid_until"),
        *HOLDER_COLUMNS,
    )
    .select_from(BADGES_OF_PEOPLE)
    .where(_IS_NEWEST)
)
_INSIDE = select(
    presences.c.badge_id, presences.c.zone, presences.c.door, presences.c.entered_at, scans.c.key
).select_from(presences.outerjoin(scans, scans.c.id == presences.c.scan_id))


async def _everybody_inside(transaction: Transaction, entries: Select[Any], found: dict[str, dict[str, Entry]]) -> None:
    """In portions, between which others get their turn."""
    place, ordered = tuple_(presences.c.badge_id, presences.c.zone), entries.order_by(*presences.primary_key)
    rows = (await transaction.connection.execute(ordered.limit(_AT_ONCE))).all()
    while rows:
        _add_inside(found, rows)
        await asyncio.sleep(0)
        last = tuple_(rows[-1].badge_id, rows[-1].zone)
        rows = (await transaction.connection.execute(ordered.where(place > last).limit(_AT_ONCE))).all()


def _add_inside(found: dict[str, dict[str, Entry]], rows: Iterable[Any]) -> None:
    for row in rows:
        found.setdefault(row.badge_id, {})[row.zone] = Entry(row.entered_at, row.door, row.key or "")


async def _with_grants(transaction: Transaction, rows: Sequence[Row[Any]], where: Any) -> list[RosterEntry]:
    used = (
        select(func.count())
        .select_from(scans)
        .where(scans.c.grant_id == grants.c.id, scans.c.undone_at.is_(None), scans.c.verdict.in_(_ENTERED))
        .scalar_subquery()
    )
    standing = select(grants, used.label("used")).where(where, grants.c.ended_at.is_(None))
    given: dict[str, list[RosterGrant]] = {}
    for row in await transaction.connection.execute(standing.order_by(grants.c.given_at, grants.c.id)):
        window = (row.valid_from, row.valid_until)
        grant = RosterGrant(row.id, tuple(row.zones), *window, row.entries, row.used)
        given.setdefault(row.application_id, []).append(grant)
    return [_line(row, tuple(given.get(row.application, ()))) for row in rows]


def _line(row: Row[Any], given: tuple[RosterGrant, ...]) -> RosterEntry:
    return RosterEntry(
        application=row.application,
        badge_id=row.badge_id,
        number=row.number,
        serial=row.serial,
        standing=row.standing,
        held=_held(row.category, row.letter, row.zones, row.valid_from, row.valid_until),
        state=row.state,
        category=row.application_category,
        native_name=row.native_name,
        latin_name=f"{row.given_name} {row.family_name}".strip(),
        outlet=row.outlet_name or "",
        function=row.function,
        photo=row.photo_id,
        grants=given,
    )


@lru_cache(maxsize=1024)
def _held(category: str, letter: str, zones: str, *window: str) -> Entitlement:
    """What an issue was made for, from its texts: ten thousand badges share a handful of them."""
    valid_from, valid_until = (datetime.fromisoformat(moment) for moment in window)
    return Entitlement(category, letter, tuple(json.loads(zones)), valid_from, valid_until)
