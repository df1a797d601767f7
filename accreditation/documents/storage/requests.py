"""SQL store of officers' requests for documents."""

from datetime import datetime

from sqlalchemy import insert, select, update

from accreditation.applications.domain.applications import Agency
from accreditation.documents.domain.documents import DocumentRequest
from accreditation.documents.storage.tables import document_requests
from conference.transactions import Transaction


class SqlRequests:
    """`accreditation.documents.ports.Requests` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, request: DocumentRequest) -> None:
        """Add an open request."""
        row = {
            "id": request.id,
            "application_id": request.application_id,
            "kind": request.kind,
            "agency": request.agency.value,
            "officer": request.officer,
            "message": request.message,
            "asked_at": request.asked_at,
        }
        await transaction.connection.execute(insert(document_requests).values(row))

    async def list_open(self, transaction: Transaction, application_id: str) -> list[DocumentRequest]:
        """Return the open requests of an application, earliest first."""
        wanted = select(document_requests).where(
            document_requests.c.application_id == application_id, document_requests.c.answered_at.is_(None)
        )
        rows = await transaction.connection.execute(
            wanted.order_by(document_requests.c.asked_at, document_requests.c.id)
        )
        return [
            DocumentRequest(
                id=row.id,
                application_id=row.application_id,
                kind=row.kind,
                agency=Agency(row.agency),
                officer=row.officer,
                message=row.message,
                asked_at=row.asked_at,
            )
            for row in rows
        ]

    async def answer(self, transaction: Transaction, application_id: str, kind: str, *, at: datetime) -> None:
        """Note that a document of this kind was handed in: open requests for it are answered."""
        mine = (document_requests.c.application_id == application_id) & (document_requests.c.kind == kind)
        answered = update(document_requests).where(mine, document_requests.c.answered_at.is_(None))
        await transaction.connection.execute(answered.values(answered_at=at))
