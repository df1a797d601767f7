"""Kinds of documents, documents and requests for tests."""

from dataclasses import replace
from datetime import datetime

from accreditation.applications.domain.applications import Agency
from accreditation.documents.domain.documents import Document, DocumentRequest
from accreditation.documents.domain.kinds import MEGABYTE, Kind
from tests.support.application_samples import NOON

LETTER = Kind(
    code="letter",
    is_required=True,
    functions=frozenset(),
    categories=frozenset(),
    outlet_kinds=frozenset(),
    types=frozenset({"pdf", "jpeg", "png"}),
    most_bytes=MEGABYTE,
    most_pages=3,
    most_files=1,
    readers=frozenset(Agency),
)
CARD = replace(LETTER, code="card", is_required=False, readers=frozenset({Agency.ACCREDITATION}))
SAMPLES = replace(CARD, code="samples", functions=frozenset({"reporter"}), most_files=2)


def document(document_id: str = "document_1", *, kind: str = "letter", seen_at: datetime | None = None) -> Document:
    """Return a document of the application `app_1`."""
    return Document(
        id=document_id,
        application_id="app_1",
        kind=kind,
        media="pdf",
        size=1000,
        pages=1,
        handed_in_at=NOON,
        seen_at=seen_at,
    )


def request(kind: str = "letter", agency: Agency = Agency.ACCREDITATION, number: int = 1) -> DocumentRequest:
    """Return an open request for a document of the application `app_1`."""
    return DocumentRequest(
        id=f"asked_{number}",
        application_id="app_1",
        kind=kind,
        agency=agency,
        officer="staff_linh",
        message="Please sign it.",
        asked_at=NOON,
    )
