"""Deletion of letters by their age. Those to staff stay: their `about` is the id of an account."""

from sqlalchemy import ColumnElement, select

from conference.mail.tables import letter_files, letters
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser

_STAFF_PREFIX = "stf_"
_TO_OTHERS = ~letters.c.about.startswith(_STAFF_PREFIX, autoescape=True)


def _of_application(application_id: str) -> ColumnElement[bool]:
    return letters.c.about == application_id


def _files_of_application(application_id: str) -> ColumnElement[bool]:
    return letter_files.c.letter_id.in_(select(letters.c.id).where(_of_application(application_id)))


ERASERS = (
    RowEraser(
        name="letter_files",
        classes=frozenset({DataClass.CONTACTS}),
        table=letter_files,
        chosen=letter_files.c.letter_id.in_(select(letters.c.id).where(_TO_OTHERS)),
        of_person=_files_of_application,
    ),
    RowEraser(
        name="letters",
        classes=frozenset({DataClass.CONTACTS}),
        table=letters,
        chosen=_TO_OTHERS,
        of_person=_of_application,
    ),
)
"""Erasers in their order: files before their letters."""
