"""One-day badges in the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from accreditation.access.entitlement import Entitlement
from accreditation.applications.ports import NoteChange
from accreditation.applications.storage.erasing import of_application
from accreditation.applications.storage.tables import applications, outlets
from accreditation.day_badges.domain import Bearer, DayBadge, DayBadgeSet, DayBadgeState, entry_id
from accreditation.day_badges.ports import SetCounts
from accreditation.day_badges.tables import day_badge_sets, day_badges
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage import locks
from conference.transactions import Transaction

_SAVE = (
    update(day_badges)
    .where(day_badges.c.badge_id == bindparam("of_badge"))
    .values({
        name: bindparam(f"new_{name}")
        for name in (
            "state", "changed_at", "changed_by", "bearer_name", "bearer_outlet", "bearer_document", "application_id",
            "entered_at", "entered_by",
        )
    })
)  # fmt: skip


class SqlDayBadges:
    """`accreditation.day_badges.ports.DayBadgeStore` on SQLite and PostgreSQL."""

    def __init__(self, note_change: NoteChange) -> None:
        self._note_change = note_change

    async def lock_day(self, transaction: Transaction, day: date) -> None:
        """Lock the making of sets for a day until the transaction ends."""
        await locks.hold(transaction.connection, [f"day badges {day.isoformat()}"])

    async def count_valid(self, transaction: Transaction, day: date) -> int:
        """Count the valid badges of a day."""
        wanted = select(func.count()).select_from(day_badges.join(day_badge_sets))
        of_day = day_badge_sets.c.day == day.isoformat(), day_badges.c.state == DayBadgeState.VALID.value
        return await transaction.connection.scalar(wanted.where(*of_day)) or 0

    async def add(self, transaction: Transaction, made: DayBadgeSet, badges: Sequence[DayBadge]) -> None:
        """Store a new set with its badges, in their order."""
        await transaction.connection.execute(insert(day_badge_sets), [_set_values(made)])
        rows = [_badge_values(badge) | {"place": place} for place, badge in enumerate(badges)]
        await transaction.connection.execute(insert(day_badges), rows)
        for badge in badges:
            self._note_change(transaction, entry_id(badge.id))

    async def find_set(self, transaction: Transaction, set_id: str) -> DayBadgeSet | None:
        """Find a set."""
        wanted = select(day_badge_sets).where(day_badge_sets.c.id == set_id)
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _row_to_set(row)

    async def list_sets(self, transaction: Transaction) -> list[tuple[DayBadgeSet, SetCounts]]:
        """List all sets with their counts, by day and time of making."""
        entered = func.count(day_badges.c.entered_at)
        counted = select(
            day_badges.c.set_id, day_badges.c.state, func.count().label("badges"), entered.label("entered")
        )
        counts: dict[str, dict[DayBadgeState, int]] = {}
        people: dict[str, int] = {}
        grouped = counted.group_by(day_badges.c.set_id, day_badges.c.state)
        for row in await transaction.connection.execute(grouped):
            counts.setdefault(row.set_id, {})[DayBadgeState(row.state)] = row.badges
            people[row.set_id] = people.get(row.set_id, 0) + row.entered
        ordered = select(day_badge_sets).order_by(day_badge_sets.c.day, day_badge_sets.c.made_at, day_badge_sets.c.id)
        sets = [_row_to_set(row) for row in await transaction.connection.execute(ordered)]
        return [(made, SetCounts(counts.get(made.id, {}), people.get(made.id, 0))) for made in sets]

    async def list_badges(self, transaction: Transaction, set_id: str, *, lock: bool = False) -> list[DayBadge]:
        """List the badges of a set in their order; `lock` locks them until the transaction ends."""
        wanted = select(day_badges).where(day_badges.c.set_id == set_id).order_by(day_badges.c.place)
        rows = await transaction.connection.execute(wanted.with_for_update() if lock else wanted)
        return [_row_to_badge(row) for row in rows]

    async def find_badge(self, transaction: Transaction, *, badge_id: str = "", number: str = "") -> DayBadge | None:
        """Find a badge by its id or number, and lock it until the transaction ends."""
        named = day_badges.c.number == number if number else day_badges.c.badge_id == badge_id
        row = (await transaction.connection.execute(select(day_badges).where(named).with_for_update())).first()
        return None if row is None else _row_to_badge(row)

    async def find_applicant(self, transaction: Transaction, id_end: str) -> Bearer | None:
        """Find the person whose application's id ends so, as a bearer; None for no application, or several."""
        columns = (applications.c.id, applications.c.native_name, func.coalesce(outlets.c.name, "").label("outlet"))
        people = applications.outerjoin(outlets, outlets.c.id == applications.c.outlet_id)
        wanted = select(*columns).select_from(people).where(func.lower(applications.c.id).endswith(id_end)).limit(2)
        found = (await transaction.connection.execute(wanted)).all()
        return Bearer(found[0].native_name, found[0].outlet, application_id=found[0].id) if len(found) == 1 else None

    async def save(self, transaction: Transaction, badges: Sequence[DayBadge]) -> None:
        """Save the states and bearers of badges."""
        rows = [{f"new_{name}": value for name, value in _marks_of(badge).items()} for badge in badges]
        named = [row | {"of_badge": badge.id} for row, badge in zip(rows, badges, strict=True)]
        await transaction.connection.execute(_SAVE, named)
        for badge in badges:
            self._note_change(transaction, entry_id(badge.id))


def _set_values(made: DayBadgeSet) -> dict[str, Any]:
    held = made.entitlement
    return {
        "id": made.id,
        "day": made.day.isoformat(),
        "category": held.category,
        "letter": held.letter,
        "zones": list(held.zones),
        "valid_from": held.valid_from,
        "valid_until": held.valid_until,
        "size": made.count,
        "made_at": made.made_at,
        "made_by": made.made_by,
    }


def _row_to_set(row: Row[Any]) -> DayBadgeSet:
    held = Entitlement(row.category, row.letter, tuple(row.zones), row.valid_from, row.valid_until)
    return DayBadgeSet(row.id, date.fromisoformat(row.day), held, row.size, row.made_at, row.made_by)


def _badge_values(badge: DayBadge) -> dict[str, Any]:
    names = {"badge_id": badge.id, "set_id": badge.set_id, "number": badge.number, "token": badge.token}
    return names | _marks_of(badge)


def _marks_of(badge: DayBadge) -> dict[str, Any]:
    bearer = badge.bearer
    return {
        "state": badge.state.value,
        "changed_at": badge.changed_at,
        "changed_by": badge.changed_by,
        "bearer_name": None if bearer is None else bearer.name,
        "bearer_outlet": None if bearer is None else bearer.outlet,
        "bearer_document": None if bearer is None else bearer.document,
        "application_id": None if bearer is None else bearer.application_id,
        "entered_at": badge.entered_at,
        "entered_by": badge.entered_by,
    }


def _row_to_badge(row: Row[Any]) -> DayBadge:
    bearer = None
    if row.entered_at is not None:
        bearer = Bearer(row.bearer_name, row.bearer_outlet, row.bearer_document, row.application_id)
    return DayBadge(
        id=row.badge_id,
        set_id=row.set_id,
        number=row.number,
        token=row.token,
        state=DayBadgeState(row.state),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        bearer=bearer,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
    )


_APPLICATIONS = frozenset({DataClass.APPLICATIONS})

ERASERS = (
    RowEraser(
        name="day_badges",
        classes=_APPLICATIONS,
        table=day_badges,
        of_person=of_application(day_badges.c.application_id),
    ),
    RowEraser(name="day_badge_sets", classes=_APPLICATIONS, table=day_badge_sets),
)
"""Badges before their sets."""
