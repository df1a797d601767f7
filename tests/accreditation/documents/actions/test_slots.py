"""Documents of an application for its applicant and its officers."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.applications.storage.tables import applications
from accreditation.documents.actions.handing_in import hand_in_file
from accreditation.documents.actions.slots import find_slot, list_officer_slots, read_own_documents
from accreditation.documents.actions.uploading import add_piece, start_upload
from accreditation.documents.services import DocumentServices
from tests.support.application_samples import SECRET, application
from tests.support.document_files import pdf
from tests.support.document_samples import CARD, LETTER


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


@pytest.mark.parametrize(
    ("kind", "codes"), [(None, ["letter"]), (OutletKind.ONLINE, ["letter"]), (OutletKind.OFFICIAL, ["letter", "card"])]
)
async def test_kind_of_the_outlet_decides_what_is_asked(
    services: DocumentServices, kind: OutletKind | None, codes: list[str]
) -> None:
    official = replace(CARD, outlet_kinds=frozenset({OutletKind.OFFICIAL}))
    asking = replace(services, kinds=(LETTER, official))
    async with services.transactions.write() as transaction:
        outlet = Outlet("out_1", "Sao Mai News")
        await services.applications.outlets.add(transaction, outlet)
        await services.applications.outlets.save(transaction, replace(outlet, kind=kind, version=1))
        await transaction.connection.execute(update(applications).values(outlet_id=outlet.id))
    own = await read_own_documents(asking, secret=SECRET)
    assert [slot.kind.code for slot in own.slots] == codes
