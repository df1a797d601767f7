"""Queries of the roster: all entries, changed entries, presences.

Values that are only sent on to devices are read as text, so that ten thousand entries do not delay scans.
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
from accreditation.badges.storage.badge_rows import BADGES_OF_PEOPLE, HOLDER_COLUMNS_AT_DOORS
from accreditation.badges.storage.tables import badges
from accreditation.day_badges.domain import ENTRY_PREFIX
from accreditation.doors.domain.doors import ENTERED
from accreditation.doors.domain.events import ListChanged
from accreditation.doors.ports.devices import Entry, RosterEntry, RosterGrant
from accreditation.doors.storage.day_badges import find_day_entries, list_day_entries
from accreditation.doors.storage.tables import presences, roster_changes, scans
from accreditation.grants.tables import grants
from conference.storage import audit
from conference.transactions import Transaction

_MAX_IDS = 500
"""Ids in one query, below the 999 variables that old builds of SQLite allow."""

_LATER = badges.alias("later")
_ENTERED = [verdict.value for verdict in ENTERED]


def note_change(transaction: Transaction, application_id: str) -> None:
    """Record at the end of the writing transaction that a person's entry of the roster has changed."""
    transaction.at_end(_add_changes, application_id)


async def _add_changes(transaction: Transaction, application_ids: Sequence[str]) -> None:
    """Add the changes under the lock of the audit trail, so that their numbers grow in the order of commits.

    Applications without a badge are left out, because no roster has them. A one-day badge has an entry of its own.
    """
    await audit.hold_end(transaction.connection)
    for start in range(0, len(application_ids), _MAX_IDS):
        some = application_ids[start : start + _MAX_IDS]
        listed = select(badges.c.application_id).where(badges.c.application_id.in_(some)).distinct()
        day_badges = [one for one in some if one.startswith(ENTRY_PREFIX)]
        changed = sorted([*(await transaction.connection.scalars(listed)).all(), *day_badges])
        if changed:
            await transaction.connection.execute(insert(roster_changes), [{"application_id": one} for one in changed])
            transaction.emit(ListChanged())


class SqlRoster:
    """`accreditation.doors.ports.devices.RosterStore` on SQLite and PostgreSQL."""

    async def get_revision(self, transaction: Transaction) -> int:
        """Return the number of the newest change, 0 before the first."""
        return await transaction.connection.scalar(select(func.max(roster_changes.c.seq))) or 0

    async def list_changed(self, transaction: Transaction, revision: int) -> list[str]:
        """List the applications whose entry has changed since a revision, in order."""
        since = select(roster_changes.c.application_id).where(roster_changes.c.seq > revision).distinct()
        return sorted((await transaction.connection.scalars(since)).all())

    async def list_after(self, transaction: Transaction, *, after: str, limit: int) -> list[RosterEntry]:
        """List the next entries after an entry: people by application id, then one-day badges by badge id."""
        wanted = _ENTRIES.where(badges.c.application_id > after).order_by(badges.c.application_id).limit(limit)
        rows = () if after.startswith(ENTRY_PREFIX) else (await transaction.connection.execute(wanted)).all()
        if not rows:
            return await list_day_entries(transaction, after=after, limit=limit)
        span = and_(grants.c.application_id >= rows[0].application, grants.c.application_id <= rows[-1].application)
        return await _with_grants(transaction, rows, span)

    async def list_by_applications(self, transaction: Transaction, application_ids: Sequence[str]) -> list[RosterEntry]:
        """List the entries of these applications; those without a badge have none."""
        found: list[RosterEntry] = []
        for start in range(0, len(application_ids), _MAX_IDS):
            some = application_ids[start : start + _MAX_IDS]
            rows = (await transaction.connection.execute(_ENTRIES.where(badges.c.application_id.in_(some)))).all()
            found += await _with_grants(transaction, rows, grants.c.application_id.in_(some))
        return found + await find_day_entries(transaction, application_ids)

    async def list_presences(
        self, transaction: Transaction, badge_ids: Sequence[str] | None = None, *, opened: datetime
    ) -> dict[str, dict[str, Entry]]:
        """List the presences since the zones `opened`: badge → zone → entry; of all badges, or of these."""
        entries = _PRESENCES.where(presences.c.entered_at >= opened)
        found: dict[str, dict[str, Entry]] = {badge_id: {} for badge_id in badge_ids or ()}
        if badge_ids is None:
            await _add_all_presences(transaction, entries, found)
        for start in range(0, len(badge_ids or ()), _MAX_IDS):
            some = (badge_ids or ())[start : start + _MAX_IDS]
            _add_entries(found, await transaction.connection.execute(entries.where(presences.c.badge_id.in_(some))))
        return found

    async def find_photo(self, transaction: Transaction, photo_id: str) -> bytes | None:
        """Find the JPEG of a photo; None unless its person has a badge."""
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
_ENTRIES: Select[Any] = (
    select(
        badges.c.badge_id,
        badges.c.number,
        badges.c.serial,
        badges.c.standing,
        badges.c.activated_at.is_not(None).label("handed_over"),
        badges.c.category,
        badges.c.letter,
        type_coerce(badges.c.zones, String).label("zones"),
        type_coerce(badges.c.valid_from, String).label("valid_from"),
        type_coerce(badges.c.valid_until, String).label("valid_until"),
        *HOLDER_COLUMNS_AT_DOORS,
    )
    .select_from(BADGES_OF_PEOPLE)
    .where(_IS_NEWEST)
)
_PRESENCES = select(
    presences.c.badge_id, presences.c.zone, presences.c.door, presences.c.entered_at, scans.c.key
).select_from(presences.outerjoin(scans, scans.c.id == presences.c.scan_id))


async def _add_all_presences(
    transaction: Transaction, entries: Select[Any], found: dict[str, dict[str, Entry]]
) -> None:
    """Read all presences in portions, between which the event loop serves other requests."""
    place, ordered = tuple_(presences.c.badge_id, presences.c.zone), entries.order_by(*presences.primary_key)
    rows = (await transaction.connection.execute(ordered.limit(_MAX_IDS))).all()
    while rows:
        _add_entries(found, rows)
        await asyncio.sleep(0)
        last = tuple_(rows[-1].badge_id, rows[-1].zone)
        rows = (await transaction.connection.execute(ordered.where(place > last).limit(_MAX_IDS))).all()


def _add_entries(found: dict[str, dict[str, Entry]], rows: Iterable[Any]) -> None:
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
    return [_row_to_entry(row, tuple(given.get(row.application, ()))) for row in rows]


def _row_to_entry(row: Row[Any], given: tuple[RosterGrant, ...]) -> RosterEntry:
    return RosterEntry(
        application=row.application,
        badge_id=row.badge_id,
        number=row.number,
        serial=row.serial,
        standing=row.standing,
        handed_over=bool(row.handed_over),
        held=_parse_entitlement(row.category, row.letter, row.zones, row.valid_from, row.valid_until),
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
def _parse_entitlement(category: str, letter: str, zones: str, *window: str) -> Entitlement:
    """Return the entitlement of an issue. It is cached, because thousands of badges share a few."""
    valid_from, valid_until = (datetime.fromisoformat(moment) for moment in window)
    return Entitlement(category, letter, tuple(json.loads(zones)), valid_from, valid_until)
