"""SQL store of photos, as blobs so that a backup of the database includes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from accreditation.applications.domain.photo_rules import PhotoAdvice
from accreditation.applications.domain.photos import PreparedPhoto, StoredPhoto
from accreditation.applications.storage.tables import photos, replaced_photos
from conference.errors import NotFoundError
from conference.transactions import Transaction


class SqlPhotos:
    """`accreditation.applications.ports.Photos` on SQLite and PostgreSQL."""

    async def add_draft(
        self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, secret_hash: str, expires_at: datetime
    ) -> None:
        """Add the photo of an unsubmitted form and delete the form's earlier photo."""
        await transaction.connection.execute(delete(photos).where(photos.c.secret_hash == secret_hash))
        row = _photo_values(photo_id, photo) | {"secret_hash": secret_hash, "expires_at": expires_at}
        await transaction.connection.execute(insert(photos).values(row))

    async def find_draft(self, transaction: Transaction, secret_hash: str, *, now: datetime) -> StoredPhoto | None:
        """Return the photo of an unsubmitted form, or None when there is none or it has expired."""
        return await _find_photo(transaction, (photos.c.secret_hash == secret_hash) & (photos.c.expires_at > now))

    async def extend_draft(
        self, transaction: Transaction, secret_hash: str, *, now: datetime, expires_at: datetime
    ) -> None:
        """Extend the lifetime of the photo of an unsubmitted form, if there is one that has not expired."""
        draft = (photos.c.secret_hash == secret_hash) & (photos.c.expires_at > now)
        await transaction.connection.execute(update(photos).where(draft).values(expires_at=expires_at))

    async def move_draft(self, transaction: Transaction, secret_hash: str, new_hash: str) -> None:
        """Move the photo of an unsubmitted form, if it has one, to another unsubmitted form."""
        moving = update(photos).where(photos.c.secret_hash == secret_hash)
        await transaction.connection.execute(moving.values(secret_hash=new_hash))

    async def attach(self, transaction: Transaction, photo_id: str, application_id: str) -> None:
        """Make the photo the application's; it no longer expires. An earlier one is kept as replaced.

        Raises NotFoundError.
        """
        others = (photos.c.application_id == application_id) & (photos.c.id != photo_id)
        columns = [column.name for column in replaced_photos.columns]
        earlier = select(*(photos.c[name] for name in columns)).where(others)
        await transaction.connection.execute(insert(replaced_photos).from_select(columns, earlier))
        await transaction.connection.execute(delete(photos).where(others))
        values = {"application_id": application_id, "secret_hash": None, "expires_at": None}
        attached = await transaction.connection.execute(update(photos).where(photos.c.id == photo_id).values(values))
        if attached.rowcount != 1:
            raise NotFoundError("photo.unknown")

    async def add(self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, application_id: str) -> None:
        """Add a photo directly to an application (imports, sample data)."""
        row = _photo_values(photo_id, photo) | {"application_id": application_id}
        await transaction.connection.execute(insert(photos).values(row))

    async def find(self, transaction: Transaction, photo_id: str) -> StoredPhoto | None:
        """Return the photo without its bytes, also a replaced one, or None."""
        found = await _find_photo(transaction, photos.c.id == photo_id)
        if found is not None:
            return found
        columns = select(replaced_photos.c.id, replaced_photos.c.application_id, replaced_photos.c.sha256)
        row = (await transaction.connection.execute(columns.where(replaced_photos.c.id == photo_id))).first()
        return None if row is None else StoredPhoto(row.id, row.application_id, row.sha256, is_replaced=True)

    async def get_content(self, transaction: Transaction, photo_id: str, *, thumbnail: bool = False) -> bytes:
        """Return the JPEG bytes, also of a replaced photo. Raises NotFoundError."""
        name = "thumbnail" if thumbnail else "jpeg"
        for table in (photos, replaced_photos):
            wanted = select(table.c[name]).where(table.c.id == photo_id)
            content: bytes | None = await transaction.connection.scalar(wanted)
            if content is not None:
                return content
        raise NotFoundError("photo.unknown")

    async def purge_drafts(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete the expired photos of unsubmitted forms; return how many."""
        return (await transaction.connection.execute(delete(photos).where(photos.c.expires_at <= now))).rowcount


def _photo_values(photo_id: str, photo: PreparedPhoto) -> dict[str, Any]:
    return {
        "id": photo_id,
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "jpeg": photo.jpeg,
        "thumbnail": photo.thumbnail,
        "advice": ",".join(photo.advice),
    }


async def _find_photo(transaction: Transaction, where: ColumnElement[bool]) -> StoredPhoto | None:
    columns = select(photos.c.id, photos.c.application_id, photos.c.sha256, photos.c.advice)
    row = (await transaction.connection.execute(columns.where(where))).first()
    if row is None:
        return None
    advice = tuple(PhotoAdvice(one) for one in row.advice.split(",") if one)
    return StoredPhoto(row.id, row.application_id, row.sha256, advice=advice)
