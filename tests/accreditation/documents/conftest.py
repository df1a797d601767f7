"""Services of documents on the test's database, with one application."""

import pytest

from accreditation.applications.domain.applications import Application
from accreditation.applications.services import ApplicationServices
from accreditation.documents.domain.documents import DocumentRequest
from accreditation.documents.services import DocumentServices
from accreditation.documents.storage.documents import SqlDocuments
from accreditation.documents.storage.requests import SqlRequests
from accreditation.documents.storage.uploads import SqlUploads
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from conference.vault.keyring import fixed_key_ring, make_wrapping_key
from conference.vault.vault import Vault
from tests.support.application_samples import application
from tests.support.application_services import credentials, desk, letters, save_applications
from tests.support.document_samples import CARD, LETTER, SAMPLES
from tests.support.quick_documents import QuickDocumentStudio

__all__ = ["credentials", "desk", "letters"]


@pytest.fixture
def announced() -> list[DocumentRequest]:
    """The requests that were announced to the applicant."""
    return []


@pytest.fixture
async def services(
    desk: ApplicationServices, transactions: Transactions, clock: ManualClock, announced: list[DocumentRequest]
) -> DocumentServices:
    """The services; the application `app_1` is stored."""

    async def announce(_: Transaction, __: Application, request: DocumentRequest) -> None:
        announced.append(request)

    await save_applications(desk, application())
    return DocumentServices(
        transactions=transactions,
        applications=desk,
        documents=SqlDocuments(),
        uploads=SqlUploads(),
        requests=SqlRequests(),
        studio=QuickDocumentStudio(),
        vault=Vault(fixed_key_ring([make_wrapping_key(bytes(32))]), clock),
        kinds=(LETTER, CARD, SAMPLES),
        announce_request=announce,
        write_later=transactions.background.add,
    )
