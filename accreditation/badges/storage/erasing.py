"""Deletion of badges and print runs by age, or of one application's badges."""

from accreditation.applications.storage.erasing import of_application
from accreditation.badges.storage.tables import badges, print_runs
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser

_CLASSES = frozenset({DataClass.APPLICATIONS})

ERASERS = (
    RowEraser(name="print_runs", classes=_CLASSES, table=print_runs),
    RowEraser(name="badges", classes=_CLASSES, table=badges, of_person=of_application(badges.c.application_id)),
)
