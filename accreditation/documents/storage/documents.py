"""SQL store of documents and of the sealed pictures of their pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update

from accreditation.documents.domain.documents import Document
from accreditation.documents.domain.pictures import StoredPage
from accreditation.documents.storage.tables import document_pages, documents
from conference.transactions import Transaction


class SqlDocuments:
    """`accreditation.documents.ports.Documents` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, document: Document, pages: Sequence[StoredPage]) -> None:
        """Add a document with its pictures."""
        names = [column.name for column in documents.columns]
        row = {name: getattr(document, name) for name in names}
        await transaction.connection.execute(insert(documents).values(row))
        for page in pages:
            values = {
                "document_id": document.id,
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "sealed": page.sealed,
            }
            await transaction.connection.execute(insert(document_pages).values(values))

    async def list_of(self, transaction: Transaction, application_id: str) -> list[Document]:
        """Return the documents of an application, earliest first."""
        wanted = select(documents).where(documents.c.application_id == application_id)
        rows = await transaction.connection.execute(wanted.order_by(documents.c.handed_in_at, documents.c.id))
        return [_to_document(row) for row in rows]

    async def find(self, transaction: Transaction, document_id: str) -> Document | None:
        """Return a document, or None."""
        row = (await transaction.connection.execute(select(documents).where(documents.c.id == document_id))).first()
        return None if row is None else _to_document(row)

    async def find_page(self, transaction: Transaction, document_id: str, number: int) -> StoredPage | None:
        """Return the sealed picture of a page, or None."""
        wanted = select(document_pages).where(
            document_pages.c.document_id == document_id, document_pages.c.number == number
        )
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else StoredPage(row.number, row.width, row.height, row.sealed)

    async def list_pages(self, transaction: Transaction, document_id: str) -> list[tuple[int, int]]:
        """Return width and height of each page's picture, in order."""
        wanted = select(document_pages.c.width, document_pages.c.height)
        mine = wanted.where(document_pages.c.document_id == document_id).order_by(document_pages.c.number)
        return [(row.width, row.height) for row in await transaction.connection.execute(mine)]

    async def mark_seen(self, transaction: Transaction, document_id: str, *, at: datetime) -> None:
        """Note when an officer looked at a document, if none did before."""
        unseen = (documents.c.id == document_id) & documents.c.seen_at.is_(None)
        await transaction.connection.execute(update(documents).where(unseen).values(seen_at=at))

    async def delete(self, transaction: Transaction, document_ids: Sequence[str]) -> None:
        """Delete documents with their pictures."""
        await transaction.connection.execute(delete(documents).where(documents.c.id.in_(document_ids)))


def _to_document(row: Row[tuple[object, ...]]) -> Document:
    return Document(
        id=row.id,
        application_id=row.application_id,
        kind=row.kind,
        media=row.media,
        size=row.size,
        pages=row.pages,
        handed_in_at=row.handed_in_at,
        seen_at=row.seen_at,
    )
