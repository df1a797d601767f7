"""Rows that the export of an applicant's data contains, besides the application and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, select

from accreditation.applications.storage.tables import photos, replaced_photos
from accreditation.badges.storage.tables import badges
from accreditation.doors.storage.tables import scans
from accreditation.grants.tables import grants
from conference.mail.states import LetterState
from conference.mail.tables import letters
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the export: its columns that the applicant sees."""

    table: Table
    columns: tuple[str, ...]
    order: str


_PARTS: Mapping[str, _Part] = {
    "letters": _Part(letters, ("created_at", "address", "name", "language", "subject", "text"), "created_at"),
    "badges": _Part(
        badges,
        ("number", "serial", "category", "valid_from", "valid_until", "issued_at", "printed_at", "collected_at"),
        "issued_at",
    ),
    "grants": _Part(grants, ("zones", "valid_from", "valid_until", "entries", "given_at", "ended_at"), "given_at"),
    "scans": _Part(scans, ("door", "zone", "direction", "verdict", "occurred_at"), "occurred_at"),
}


class SqlOwnRecords:
    """`accreditation.retention.ports.OwnRecords` on SQLite and PostgreSQL."""

    async def list_records(
        self, transaction: Transaction, application_id: str
    ) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """List letters that were sent, badges, grants and scans, oldest first; times as ISO 8601."""
        found = {}
        for name, part in _PARTS.items():
            columns = [part.table.c[column] for column in part.columns]
            wanted = select(*columns).where(_of_person(name, application_id)).order_by(part.table.c[part.order])
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


def _of_person(name: str, application_id: str) -> ColumnElement[bool]:
    if name == "letters":
        return (letters.c.about == application_id) & (letters.c.state == LetterState.SENT.value)
    if name == "scans":
        return scans.c.badge_id.in_(select(badges.c.badge_id).where(badges.c.application_id == application_id))
    column: ColumnElement[str] = _PARTS[name].table.c.application_id
    return column == application_id


def _plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
