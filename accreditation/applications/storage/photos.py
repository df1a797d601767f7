"""Photos as blobs in the database, so that a backup of it is a backup of all."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from accreditation.applications.domain.photos import PreparedPhoto, StoredPhoto
from accreditation.applications.storage.tables import photos
from conference.errors import NotFoundError
from conference.transactions import Transaction


class SqlPhotos:
    """`accreditation.applications.ports.Photos` on SQLite and PostgreSQL."""

    async def add_draft(
        self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, secret_hash: str, expires_at: datetime
    ) -> None:
        """Keep a photo for a form, instead of the form's earlier one."""
        await transaction.connection.execute(delete(photos).where(photos.c.secret_hash == secret_hash))
        row = _photo_values(photo_id, photo) | {"secret_hash": secret_hash, "expires_at": expires_at}
        await transaction.connection.execute(insert(photos).values(row))

    async def find_draft(self, transaction: Transaction, secret_hash: str, *, now: datetime) -> StoredPhoto | None:
        """The photo kept for a form, if it has not expired."""
        return await _find_photo(transaction, (photos.c.secret_hash == secret_hash) & (photos.c.expires_at > now))

    async def attach(self, transaction: Transaction, photo_id: str, application_id: str) -> None:
        """Make the photo the application's only one; it no longer expires. Raises NotFoundError."""
        others = (photos.c.application_id == application_id) & (photos.c.id != photo_id)
        await transaction.connection.execute(delete(photos).where(others))
        kept = {"application_id": application_id, "secret_hash": None, "expires_at": None}
        attached = await transaction.connection.execute(update(photos).where(photos.c.id == photo_id).values(kept))
        if attached.rowcount != 1:
            raise NotFoundError("photo.unknown")

    async def add(self, transaction: Transaction, photo_id: str, photo: PreparedPhoto, *, application_id: str) -> None:
        """Keep a photo for an application at once (imports, sample data)."""
        row = _photo_values(photo_id, photo) | {"application_id": application_id}
        await transaction.connection.execute(insert(photos).values(row))

    async def find(self, transaction: Transaction, photo_id: str) -> StoredPhoto | None:
        """The photo without its bytes."""
        return await _find_photo(transaction, photos.c.id == photo_id)

    async def get_content(self, transaction: Transaction, photo_id: str, *, thumbnail: bool = False) -> bytes:
        """The JPEG bytes. Raises NotFoundError."""
        column = photos.c.thumbnail if thumbnail else photos.c.jpeg
        content: bytes | None = await transaction.connection.scalar(select(column).where(photos.c.id == photo_id))
        if content is None:
            raise NotFoundError("photo.unknown")
        return content

    async def purge_drafts(self, transaction: Transaction, *, now: datetime) -> int:
        """Forget the photos of forms that were never handed in; gives how many."""
        return (await transaction.connection.execute(delete(photos).where(photos.c.expires_at <= now))).rowcount


def _photo_values(photo_id: str, photo: PreparedPhoto) -> dict[str, Any]:
    return {
        "id": photo_id,
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "jpeg": photo.jpeg,
        "thumbnail": photo.thumbnail,
    }


async def _find_photo(transaction: Transaction, where: ColumnElement[bool]) -> StoredPhoto | None:
    columns = select(photos.c.id, photos.c.application_id, photos.c.sha256)
    row = (await transaction.connection.execute(columns.where(where))).first()
    return None if row is None else StoredPhoto(row.id, row.application_id, row.sha256)
