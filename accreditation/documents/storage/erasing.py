"""Deletion of documents, uploads and requests, by age or of one application."""

from sqlalchemy import select

from accreditation.applications.storage.erasing import of_application
from accreditation.documents.storage.tables import (
    document_pages,
    document_pieces,
    document_requests,
    document_uploads,
    documents,
)
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser

_DOCUMENTS = frozenset({DataClass.DOCUMENTS})

ERASERS = (
    RowEraser(
        name="document_pages",
        classes=_DOCUMENTS,
        table=document_pages,
        of_person=lambda application_id: document_pages.c.document_id.in_(
            select(documents.c.id).where(documents.c.application_id == application_id)
        ),
    ),
    RowEraser(
        name="documents",
        classes=_DOCUMENTS,
        table=documents,
        of_person=of_application(documents.c.application_id),
    ),
    RowEraser(
        name="document_pieces",
        classes=_DOCUMENTS,
        table=document_pieces,
        of_person=lambda application_id: document_pieces.c.upload_id.in_(
            select(document_uploads.c.id).where(document_uploads.c.application_id == application_id)
        ),
    ),
    RowEraser(
        name="document_uploads",
        classes=_DOCUMENTS,
        table=document_uploads,
        of_person=of_application(document_uploads.c.application_id),
    ),
    RowEraser(
        name="document_requests",
        classes=_DOCUMENTS,
        table=document_requests,
        of_person=of_application(document_requests.c.application_id),
    ),
)
"""In their order: pictures and pieces before the rows that they belong to."""
