"""Deletion of what is compared, and of the hits. All keys go with the first data that they are made of, passports."""

from sqlalchemy import ColumnElement, or_

from accreditation.applications.storage.erasing import of_application
from accreditation.duplicates.storage.tables import (
    comparison_keys,
    comparisons,
    duplicate_hits,
    passport_digests,
    photo_prints,
)
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser


def _has_application(application_id: str) -> ColumnElement[bool]:
    return or_(duplicate_hits.c.first_id == application_id, duplicate_hits.c.second_id == application_id)


ERASERS = (
    RowEraser(
        name="passport_digests",
        classes=frozenset({DataClass.PASSPORT}),
        table=passport_digests,
        of_person=of_application(passport_digests.c.application_id),
    ),
    RowEraser(
        name="photo_prints",
        classes=frozenset({DataClass.PHOTOS}),
        table=photo_prints,
        of_person=of_application(photo_prints.c.application_id),
    ),
    RowEraser(
        name="addresses_of_comparisons",
        classes=frozenset({DataClass.CONTACTS}),
        table=comparisons,
        chosen=comparisons.c.email_key != "",
        of_person=of_application(comparisons.c.application_id),
        values={"email_key": ""},
    ),
    RowEraser(
        name="comparison_keys",
        classes=frozenset({DataClass.PASSPORT}),
        table=comparison_keys,
        of_person=of_application(comparison_keys.c.application_id),
    ),
    RowEraser(
        name="comparisons",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=comparisons,
        of_person=of_application(comparisons.c.application_id),
    ),
    RowEraser(
        name="duplicate_hits",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=duplicate_hits,
        of_person=_has_application,
    ),
)
