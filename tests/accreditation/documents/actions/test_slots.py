"""Documents of an application for its applicant and its officers."""

from accreditation.applications.domain.applications import Agency
from accreditation.documents.actions.handing_in import hand_in_file
from accreditation.documents.actions.slots import find_slot, list_officer_slots, read_own_documents
from accreditation.documents.actions.uploading import add_piece, start_upload
from accreditation.documents.services import DocumentServices
from tests.support.application_samples import SECRET, application
from tests.support.document_files import pdf


async def test_applicant_sees_all_kinds_and_complete_uploads(services: DocumentServices) -> None:
    whole = await start_upload(services, secret=SECRET, kind="letter", size=4)
    await add_piece(services, whole, b"data")
    await start_upload(services, secret=SECRET, kind="card", size=4)
    own = await read_own_documents(services, secret=SECRET)
    assert own.is_open
    assert [slot.kind.code for slot in own.slots] == ["letter", "card", "samples"]
    assert [upload.id for upload in own.uploads] == [whole.id]


async def test_officers_see_the_kinds_of_their_agency(services: DocumentServices) -> None:
    document = await hand_in_file(services, pdf(), secret=SECRET, kind="letter")
    slots = await list_officer_slots(services, application(), {Agency.SECURITY})
    assert [(slot.kind.code, slot.documents) for slot in slots] == [("letter", (document,))]
    assert find_slot(slots, "card") is None
    assert len(await list_officer_slots(services, application(), {Agency.ACCREDITATION})) == 3
