"""Rows that the export of an applicant's data contains, besides the application and its history."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, Table, or_, select

from accreditation.annexes.storage import annex_answers
from accreditation.applications.storage.erasing import of_application
from accreditation.applications.storage.tables import address_changes, applications, photos, replaced_photos
from accreditation.badges.storage.tables import badges
from accreditation.day_badges.tables import day_badges
from accreditation.documents.storage.tables import document_requests, document_uploads, documents
from accreditation.doors.storage.tables import presences, scans
from accreditation.grants.tables import grants
from accreditation.outlets.storage.tables import crew_members
from accreditation.retention.tables import data_requests
from conference.mail.states import LetterState
from conference.mail.tables import letters
from conference.storage.audit import audit_log
from conference.transactions import Transaction

READS = (
    "accreditation:application:read",
    "accreditation:document:read",
    "accreditation:history:read",
    "accreditation:passport:read",
    "conference:api:read",
    "conference:list:read",
)
"""Actions of the audit log by which staff looked at one person's data. Whose act it was is not exported."""


class RecordPart(Struct, frozen=True):
    """A part of the export: a table, its columns that the applicant sees, their order in time, the rows of a person."""

    table: Table
    columns: tuple[str, ...]
    order: str
    of_person: Callable[[str], ColumnElement[bool]]


def _of_badges(column: Column[str]) -> Callable[[str], ColumnElement[bool]]:
    return lambda one: column.in_(select(badges.c.badge_id).where(badges.c.application_id == one))


def _is_sent_letter(application_id: str) -> ColumnElement[bool]:
    return (letters.c.about == application_id) & (letters.c.state == LetterState.SENT.value)


def _is_own_member(application_id: str) -> ColumnElement[bool]:
    return crew_members.c.form_hash.in_(select(applications.c.secret_hash).where(applications.c.id == application_id))


def _is_read(application_id: str) -> ColumnElement[bool]:
    named = audit_log.c.details.contains(f'"{application_id}"', autoescape=True)
    return audit_log.c.action.in_(READS) & or_(audit_log.c.subject == application_id, named)


_PARTS: Mapping[str, RecordPart] = {
    "letters": RecordPart(
        letters, ("created_at", "address", "name", "language", "subject", "text"), "created_at", _is_sent_letter
    ),
    "badges": RecordPart(
        badges,
        ("number", "serial", "category", "valid_from", "valid_until", "issued_at", "printed_at", "collected_at"),
        "issued_at",
        of_application(badges.c.application_id),
    ),
    "grants": RecordPart(
        grants,
        ("zones", "valid_from", "valid_until", "entries", "given_at", "ended_at"),
        "given_at",
        of_application(grants.c.application_id),
    ),
    "scans": RecordPart(
        scans, ("door", "zone", "direction", "verdict", "occurred_at"), "occurred_at", _of_badges(scans.c.badge_id)
    ),
    "presences": RecordPart(presences, ("zone", "door", "entered_at"), "entered_at", _of_badges(presences.c.badge_id)),
    "day_badges": RecordPart(
        day_badges,
        ("number", "bearer_name", "bearer_outlet", "bearer_document", "entered_at"),
        "entered_at",
        of_application(day_badges.c.application_id),
    ),
    "address_changes": RecordPart(
        address_changes,
        ("address", "expires_at", "earlier_confirmed", "new_confirmed"),
        "expires_at",
        of_application(address_changes.c.application_id),
    ),
    "follow_up_forms": RecordPart(
        annex_answers,
        ("annex", "answers", "state", "submitted_at", "decided_at", "note"),
        "submitted_at",
        of_application(annex_answers.c.application_id),
    ),
    "documents": RecordPart(
        documents,
        ("id", "kind", "media", "size", "pages", "handed_in_at"),
        "handed_in_at",
        of_application(documents.c.application_id),
    ),
    "document_requests": RecordPart(
        document_requests,
        ("kind", "message", "asked_at", "answered_at"),
        "asked_at",
        of_application(document_requests.c.application_id),
    ),
    "uploads": RecordPart(
        document_uploads,
        ("kind", "size", "received", "expires_at"),
        "expires_at",
        of_application(document_uploads.c.application_id),
    ),
    "crew_lists": RecordPart(crew_members, ("typed", "state", "added_at"), "added_at", _is_own_member),
    "data_requests": RecordPart(
        data_requests,
        ("asked_at", "due_at", "state", "decided_at", "reason"),
        "asked_at",
        of_application(data_requests.c.application_id),
    ),
    "reads_by_staff": RecordPart(audit_log, ("at", "action"), "at", _is_read),
}

INCLUDED = frozenset(part.table.name for part in _PARTS.values()) | {
    "application_history",
    "applications",
    "document_pages",
    "outlets",
    "passports",
    "photos",
    "replaced_photos",
}
"""The tables from which the export has something."""


class SqlOwnRecords:
    """`accreditation.retention.ports.OwnRecords` on SQLite and PostgreSQL.

    `others` are parts of the export from tables of another feature, by name.
    """

    def __init__(self, others: Mapping[str, RecordPart] = MappingProxyType({})) -> None:
        self._parts = {**_PARTS, **others}

    async def list_records(
        self, transaction: Transaction, application_id: str
    ) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """List the rows of each part, oldest first; times as ISO 8601."""
        found = {}
        for name, part in self._parts.items():
            columns = [part.table.c[column] for column in part.columns]
            wanted = select(*columns).where(part.of_person(application_id)).order_by(part.table.c[part.order])
            rows = await transaction.connection.execute(wanted)
            found[name] = [{key: _plain_value(value) for key, value in row._mapping.items()} for row in rows]
        return found

    async def list_photos(self, transaction: Transaction, application_id: str) -> list[bytes]:
        """List the photos as JPEG: the present one, then replaced ones."""
        found: list[bytes] = []
        for table in (photos, replaced_photos):
            wanted = select(table.c.jpeg).where(table.c.application_id == application_id).order_by(table.c.id)
            found += (await transaction.connection.scalars(wanted)).all()
        return found


def _plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
