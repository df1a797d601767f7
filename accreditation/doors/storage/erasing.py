"""Deletion of scans, presences, notices and devices by age, or of one application's scans.

A device whose row is deleted is unknown at its next request, and deletes its list, photos and key. A device that makes
no request deletes them at the end of its enrolment, by its own clock.
"""

from collections.abc import Callable

from sqlalchemy import Column, ColumnElement, Table, func, insert, select

from accreditation.badges.storage.tables import badges
from accreditation.doors.domain.events import ListChanged
from accreditation.doors.storage.presences import note_presence_change
from accreditation.doors.storage.tables import devices, notices, presence_changes, presences, roster_changes, scans
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage import audit
from conference.transactions import Transaction

_SCANS, _APPLICATIONS = frozenset({DataClass.SCANS}), frozenset({DataClass.APPLICATIONS})


def _of_badges(column: Column[str]) -> Callable[[str], ColumnElement[bool]]:
    """Return the condition that a column has the id of a badge of an application."""
    return lambda application_id: column.in_(select(badges.c.badge_id).where(badges.c.application_id == application_id))


def _all_but_newest(table: Table) -> ColumnElement[bool]:
    """Return the condition for all rows but the newest, whose number is the revision that devices know."""
    newest = table.alias("newest")
    return table.c.seq < select(func.max(newest.c.seq)).scalar_subquery()


SCAN_ERASERS = (
    RowEraser(name="presences", classes=_SCANS, table=presences, of_person=_of_badges(presences.c.badge_id)),
    RowEraser(
        name="presence_changes",
        classes=_SCANS,
        table=presence_changes,
        chosen=_all_but_newest(presence_changes),
    ),
    RowEraser(name="scans", classes=_SCANS, table=scans, of_person=_of_badges(scans.c.badge_id)),
    RowEraser(name="notices", classes=_SCANS, table=notices, of_person=_of_badges(notices.c.badge_id)),
)
"""Before the badges, by which the rows of an application are found."""

LIST_ERASERS = (
    RowEraser(name="devices", classes=_APPLICATIONS, table=devices),
    RowEraser(
        name="roster_changes",
        classes=_APPLICATIONS,
        table=roster_changes,
        chosen=_all_but_newest(roster_changes),
    ),
)


async def remove_from_rosters(transaction: Transaction, application_id: str) -> None:
    """End the presences of an application, and tell the doors to delete its entry; before its badges are deleted."""
    present = select(presences.c.badge_id).where(_of_badges(presences.c.badge_id)(application_id)).distinct()
    for badge_id in (await transaction.connection.scalars(present)).all():
        note_presence_change(transaction, badge_id)
    await audit.hold_end(transaction.connection)
    await transaction.connection.execute(insert(roster_changes).values(application_id=application_id))
    transaction.emit(ListChanged())
