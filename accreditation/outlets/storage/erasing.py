"""Deletion of crews by age, and of one person's row on a list."""

from sqlalchemy import ColumnElement, select

from accreditation.applications.storage.tables import applications
from accreditation.outlets.storage.tables import (
    crew_letter_pages,
    crew_letters,
    crew_members,
    focal_points,
    outlet_merges,
)
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser

_DOCUMENTS = frozenset({DataClass.DOCUMENTS})
_CONTACTS, _APPLICATIONS = frozenset({DataClass.CONTACTS}), frozenset({DataClass.APPLICATIONS})


def _member_of(application_id: str) -> ColumnElement[bool]:
    """Return the condition for the row on a list whose person handed in this application."""
    form = select(applications.c.secret_hash).where(applications.c.id == application_id)
    return crew_members.c.form_hash.in_(form)


CREW_ERASERS = (
    RowEraser(name="crew_members", classes=_CONTACTS, table=crew_members, of_person=_member_of),
    RowEraser(
        name="focal_points",
        classes=_CONTACTS,
        table=focal_points,
        chosen=focal_points.c.email != "",
        values={"name": "", "email": ""},
    ),
    RowEraser(name="crew_letter_pages", classes=_DOCUMENTS, table=crew_letter_pages),
    RowEraser(
        name="letters_of_assignment",
        classes=_DOCUMENTS,
        table=crew_letters,
        chosen=crew_letters.c.pages > 0,
        values={"file_name": "", "size": 0, "pages": 0},
    ),
)
"""Names, addresses and documents. The rows of letters and focal points stay until the outlets are deleted."""

OUTLET_ERASERS = (
    RowEraser(name="crew_letters", classes=_CONTACTS | _APPLICATIONS, table=crew_letters),
    RowEraser(name="focal_point_rows", classes=_CONTACTS | _APPLICATIONS, table=focal_points),
    RowEraser(name="outlet_merges", classes=_APPLICATIONS, table=outlet_merges),
)
"""In their order, before the outlets to which they refer, and after the members, who refer to letters."""
