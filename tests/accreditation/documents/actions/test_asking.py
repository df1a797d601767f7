"""Asking for one document again."""

import pytest

from accreditation.applications.domain.applications import Agency, State
from accreditation.documents.actions.asking import ask_again
from accreditation.documents.actions.handing_in import hand_in_file
from accreditation.documents.actions.slots import read_own_documents
from accreditation.documents.domain.documents import DocumentRequest, SlotState
from accreditation.documents.services import DocumentServices
from conference.errors import ForbiddenError, RostrumError, RuleError
from tests.support.application_samples import OFFICER_A, OFFICER_B, SECRET, application
from tests.support.application_services import save_applications
from tests.support.document_files import pdf

A = Agency.ACCREDITATION


async def states(services: DocumentServices) -> dict[str, SlotState]:
    own = await read_own_documents(services, secret=SECRET)
    return {slot.kind.code: slot.state for slot in own.slots}


async def test_request_is_open_until_a_document_is_handed_in(
    services: DocumentServices, announced: list[DocumentRequest]
) -> None:
    request = await ask_again(services, "app_1", "card", agency=A, message="Both sides", staff=OFFICER_A)
    assert announced == [request]
    assert (await states(services))["card"] is SlotState.ASKED
    with pytest.raises(RuleError, match=r"document\.asked_already"):
        await ask_again(services, "app_1", "card", agency=A, message="", staff=OFFICER_A)
    await hand_in_file(services, pdf(), secret=SECRET, kind="card")
    assert (await states(services))["card"] is SlotState.HANDED_IN
    await ask_again(services, "app_1", "card", agency=A, message="", staff=OFFICER_A)


@pytest.mark.parametrize(
    ("kind", "agency", "error"),
    [
        ("card", Agency.SECURITY, ForbiddenError),
        ("letter", A, ForbiddenError),
        ("nothing", Agency.SECURITY, RuleError),
    ],
)
async def test_officer_asks_only_for_what_the_agency_may_see(
    services: DocumentServices, announced: list[DocumentRequest], kind: str, agency: Agency, error: type[RostrumError]
) -> None:
    with pytest.raises(error):
        await ask_again(services, "app_1", kind, agency=agency, message="", staff=OFFICER_B)
    assert announced == []


async def test_decided_application_is_asked_for_nothing(services: DocumentServices) -> None:
    refused = application("app_2", secret="C" * 32, state=State.REFUSED)
    await save_applications(services.applications, refused)
    with pytest.raises(RuleError, match=r"document\.not_now"):
        await ask_again(services, "app_2", "letter", agency=A, message="", staff=OFFICER_A)
