"""SQL store of unfinished uploads and their sealed pieces."""

from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update

from accreditation.documents.domain.uploads import Piece, Upload
from accreditation.documents.storage.tables import document_pieces, document_uploads
from conference.transactions import Transaction


class SqlUploads:
    """`accreditation.documents.ports.Uploads` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, upload: Upload) -> None:
        """Add an upload without bytes."""
        row = {column.name: getattr(upload, column.name) for column in document_uploads.columns}
        await transaction.connection.execute(insert(document_uploads).values(row))

    async def find(
        self, transaction: Transaction, upload_id: str, *, application_id: str, now: datetime, lock: bool = False
    ) -> Upload | None:
        """Return an upload of the application that has not expired, or None; `lock` locks its row."""
        wanted = select(document_uploads).where(
            document_uploads.c.id == upload_id,
            document_uploads.c.application_id == application_id,
            document_uploads.c.expires_at > now,
        )
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _to_upload(row)

    async def list_of(self, transaction: Transaction, application_id: str, *, now: datetime) -> list[Upload]:
        """Return the uploads of an application that have not expired, newest first."""
        wanted = select(document_uploads).where(
            document_uploads.c.application_id == application_id, document_uploads.c.expires_at > now
        )
        newest = wanted.order_by(document_uploads.c.expires_at.desc(), document_uploads.c.id)
        return [_to_upload(row) for row in await transaction.connection.execute(newest)]

    async def add_piece(self, transaction: Transaction, upload: Upload, piece: Piece) -> None:
        """Add a piece, and save the upload's `received` and `expires_at`."""
        row = {"upload_id": upload.id, "start": piece.start, "sealed": piece.sealed}
        await transaction.connection.execute(insert(document_pieces).values(row))
        values = {"received": upload.received, "expires_at": upload.expires_at}
        await transaction.connection.execute(
            update(document_uploads).where(document_uploads.c.id == upload.id).values(values)
        )

    async def list_pieces(self, transaction: Transaction, upload_id: str) -> list[Piece]:
        """Return the pieces in order."""
        wanted = select(document_pieces).where(document_pieces.c.upload_id == upload_id)
        rows = await transaction.connection.execute(wanted.order_by(document_pieces.c.start))
        return [Piece(row.start, row.sealed) for row in rows]

    async def delete(self, transaction: Transaction, upload_id: str) -> None:
        """Delete an upload with its pieces."""
        await transaction.connection.execute(delete(document_uploads).where(document_uploads.c.id == upload_id))

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete expired uploads; return how many."""
        expired = delete(document_uploads).where(document_uploads.c.expires_at <= now)
        return (await transaction.connection.execute(expired)).rowcount


def _to_upload(row: Row[tuple[object, ...]]) -> Upload:
    return Upload(
        id=row.id,
        application_id=row.application_id,
        kind=row.kind,
        size=row.size,
        received=row.received,
        expires_at=row.expires_at,
    )
