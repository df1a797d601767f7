"""Exports in the database, and the queries of applications and photos."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Row, String, Table, delete, func, insert, select, update

from accreditation.applications.storage.tables import applications, outlets, photos
from accreditation.exports.domain import Export, ExportFilter, ExportFormat, ExportKind, ExportRequest
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime
from conference.transactions import Transaction

ID = String(48)

exports = Table(
    "exports",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("owner", ID, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("filter", Json, nullable=False),
    Column("format", String(8), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_exports_owner", "owner", "expires_at"),
)
"""What members of staff asked for, in codes: no data of applicants. The file is made when it is downloaded."""


class SqlExports:
    """`accreditation.exports.ports.Exports` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, export: Export) -> None:
        """Add an export."""
        row = {
            "id": export.id,
            "owner": export.owner,
            "kind": export.request.kind.value,
            "filter": export.request.filter.chosen,
            "format": export.request.format.value,
            "created_at": export.created_at,
            "expires_at": export.expires_at,
        }
        await transaction.connection.execute(insert(exports).values(row))

    async def find(self, transaction: Transaction, export_id: str) -> Export | None:
        """Return an export, or None."""
        row = (await transaction.connection.execute(select(exports).where(exports.c.id == export_id))).first()
        return None if row is None else _row_to_export(row)

    async def list_open(self, transaction: Transaction, owner: str, now: datetime) -> list[Export]:
        """List the open exports of a person, newest first."""
        is_open = (exports.c.owner == owner) & (exports.c.expires_at > now) & exports.c.withdrawn_at.is_(None)
        newest_first = select(exports).where(is_open).order_by(exports.c.created_at.desc(), exports.c.id.desc())
        return [_row_to_export(row) for row in await transaction.connection.execute(newest_first)]

    async def save_withdrawn(self, transaction: Transaction, export_id: str, at: datetime) -> None:
        """Save when an export was withdrawn."""
        change = update(exports).where(exports.c.id == export_id).values(withdrawn_at=at)
        await transaction.connection.execute(change)

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        """Delete the exports of all people that have ended."""
        await transaction.connection.execute(delete(exports).where(exports.c.expires_at <= now))


class SqlExportLists:
    """`accreditation.exports.ports.ExportLists` on SQLite and PostgreSQL."""

    async def count_applications(self, transaction: Transaction, wanted: ExportFilter, *, with_photo: bool) -> int:
        """Count the applications of a filter, or only those with a photo."""
        counted = select(func.count()).select_from(_WITH_PHOTO if with_photo else applications)
        return await transaction.connection.scalar(counted.where(*_filter_conditions(wanted))) or 0

    async def list_application_ids(
        self, transaction: Transaction, wanted: ExportFilter, *, after: str, limit: int
    ) -> list[str]:
        """List ids of applications after an id."""
        ids = select(applications.c.id).where(applications.c.id > after, *_filter_conditions(wanted))
        return list(await transaction.connection.scalars(ids.order_by(applications.c.id).limit(limit)))

    async def list_photos(
        self, transaction: Transaction, wanted: ExportFilter, *, after: str, limit: int
    ) -> list[tuple[str, bytes]]:
        """List ids of applications after an id with their photos as JPEG; those without a photo are left out."""
        columns = select(applications.c.id, photos.c.jpeg).select_from(_WITH_PHOTO)
        page = columns.where(applications.c.id > after, *_filter_conditions(wanted))
        rows = await transaction.connection.execute(page.order_by(applications.c.id).limit(limit))
        return [(row.id, row.jpeg) for row in rows]

    async def name_outlets(self, transaction: Transaction, outlet_ids: Sequence[str]) -> Mapping[str, str]:
        """Return id → name of outlets."""
        wanted = select(outlets.c.id, outlets.c.name).where(outlets.c.id.in_(outlet_ids))
        return {row.id: row.name for row in await transaction.connection.execute(wanted)}


_WITH_PHOTO = applications.join(photos, photos.c.id == applications.c.photo_id)
_COLUMNS = {
    "state": applications.c.state,
    "category": applications.c.category,
    "outlet": applications.c.outlet_id,
}


def _filter_conditions(wanted: ExportFilter) -> list[ColumnElement[bool]]:
    chosen = [_COLUMNS[name] == value for name, value in wanted.chosen.items() if name in _COLUMNS]
    return [applications.c.submitted_at.is_not(None), *chosen]


def _row_to_export(row: Row[Any]) -> Export:
    request = ExportRequest(ExportKind(row.kind), ExportFilter(**row.filter), ExportFormat(row.format))
    return Export(
        id=row.id,
        owner=row.owner,
        request=request,
        created_at=row.created_at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at,
    )
