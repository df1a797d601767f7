"""Deletion of applications and of what belongs to them, by age or of one application."""

from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, and_, exists, or_, select, update

from accreditation.applications.domain.applications import secret_digest
from accreditation.applications.storage.tables import (
    address_changes,
    application_drafts,
    application_history,
    applications,
    outlet_aliases,
    outlets,
    passport_secrets,
    passports,
    photos,
    replaced_photos,
)
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.texts.folding import searchable
from conference.transactions import Transaction

_CONTACTS, _PHOTOS = frozenset({DataClass.CONTACTS}), frozenset({DataClass.PHOTOS})
_PASSPORT = frozenset({DataClass.PASSPORT})
_APPLICATIONS = frozenset({DataClass.APPLICATIONS})
_WITH_CONTACTS = or_(applications.c.email != "", applications.c.email_key != "", applications.c.phone != "")
_UNUSED_OUTLET = and_(outlets.c.verified.is_(False), ~exists().where(applications.c.outlet_id == outlets.c.id))


def of_application(column: Column[str]) -> Callable[[str], ColumnElement[bool]]:
    """Return the condition that a column has the id of an application."""
    return lambda application_id: column == application_id


def _photos_of(application_id: str) -> ColumnElement[bool]:
    """Return the condition for the photo of an application, and for one of a correction that was not sent."""
    return or_(photos.c.application_id == application_id, photos.c.secret_hash == secret_digest(application_id))


class ContactEraser(Struct, frozen=True):
    """`conference.retention.erasing.Eraser` of addresses and numbers, which are also among the words of a search."""

    name: str = "contacts"
    classes: frozenset[DataClass] = _CONTACTS

    async def count(self, transaction: Transaction) -> int:
        """Return the number of applications with contact data."""
        return await _CONTACT_ROWS.count(transaction)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete the contact data of at most `limit` applications; return of how many."""
        columns = (applications.c.id, applications.c.native_name, applications.c.given_name, applications.c.family_name)
        rows = (await transaction.connection.execute(select(*columns).where(_WITH_CONTACTS).limit(limit))).all()
        for row in rows:
            words = searchable(row.native_name, f"{row.given_name} {row.family_name}", "")
            values = {"email": "", "email_key": "", "phone": "", "search_words": words}
            await transaction.connection.execute(update(applications).where(applications.c.id == row.id).values(values))
        return len(rows)

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete nothing: the row of the application is deleted."""
        return 0


_CONTACT_ROWS = RowEraser(name="contacts", classes=_CONTACTS, table=applications, chosen=_WITH_CONTACTS)

CONTACT_ERASERS = (
    RowEraser(
        name="address_changes",
        classes=_CONTACTS,
        table=address_changes,
        of_person=of_application(address_changes.c.application_id),
    ),
    RowEraser(
        name="history",
        classes=_CONTACTS,
        table=application_history,
        of_person=of_application(application_history.c.application_id),
    ),
    ContactEraser(),
)
"""The history goes with the contact data, because it has the values that corrections replaced."""

PHOTO_ERASERS = (
    RowEraser(
        name="replaced_photos",
        classes=_PHOTOS,
        table=replaced_photos,
        of_person=of_application(replaced_photos.c.application_id),
    ),
    RowEraser(name="photos", classes=_PHOTOS, table=photos, of_person=_photos_of),
)
"""A row of a photo has its thumbnail too."""

PASSPORT_ERASERS = (
    RowEraser(
        name="passports", classes=_PASSPORT, table=passports, of_person=of_application(passports.c.application_id)
    ),
    RowEraser(name="passport_secrets", classes=_PASSPORT, table=passport_secrets),
)
"""Without its secret no hash of a document can be compared."""

APPLICATION_ERASERS = (
    RowEraser(name="drafts", classes=_APPLICATIONS, table=application_drafts),
    RowEraser(
        name="applications",
        classes=_APPLICATIONS,
        table=applications,
        of_person=of_application(applications.c.id),
    ),
    RowEraser(
        name="outlet_aliases",
        classes=_APPLICATIONS,
        table=outlet_aliases,
        chosen=outlet_aliases.c.outlet_id.in_(select(outlets.c.id).where(_UNUSED_OUTLET)),
    ),
    RowEraser(name="outlets", classes=_APPLICATIONS, table=outlets, chosen=_UNUSED_OUTLET),
)
"""In their order; before `applications` all that refers to them is deleted. Outlets that officers confirmed stay."""
