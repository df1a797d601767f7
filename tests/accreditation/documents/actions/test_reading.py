"""Reading: by the officers that a kind names, and recorded also while the database takes no writes."""

import pytest

from accreditation.documents.actions.handing_in import hand_in_file
from accreditation.documents.actions.reading import agencies_of, find_document, read_page
from accreditation.documents.services import DocumentServices
from conference.errors import ForbiddenError, NotFoundError
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF, SECRET
from tests.support.document_files import pdf


async def test_officer_reads_and_the_first_look_is_noted(services: DocumentServices) -> None:
    document = await hand_in_file(services, pdf(2), secret=SECRET, kind="letter")
    shown = await find_document(services, document.id, staff=OFFICER_B)
    assert (shown.document, shown.application.id, len(shown.sizes)) == (document, "app_1", 2)
    assert (await read_page(services, document.id, 2, staff=OFFICER_B)).startswith(b"\xff\xd8\xff")
    await services.transactions.background.close()  # type: ignore[attr-defined]
    seen = (await find_document(services, document.id, staff=OFFICER_B)).document
    assert seen.seen_at == services.applications.clock.now()


async def test_kind_of_the_other_agency_is_forbidden(services: DocumentServices) -> None:
    document = await hand_in_file(services, pdf(), secret=SECRET, kind="card")
    await find_document(services, document.id, staff=OFFICER_A)
    with pytest.raises(ForbiddenError):
        await find_document(services, document.id, staff=OFFICER_B)
    for person in OTHER_STAFF:
        if not agencies_of(person):
            with pytest.raises(ForbiddenError):
                await read_page(services, document.id, 1, staff=person)


async def test_unknown_document_and_page_are_not_found(services: DocumentServices) -> None:
    document = await hand_in_file(services, pdf(), secret=SECRET, kind="letter")
    with pytest.raises(NotFoundError):
        await read_page(services, document.id, 2, staff=OFFICER_A)
    with pytest.raises(NotFoundError):
        await find_document(services, "document_x", staff=OFFICER_A)
