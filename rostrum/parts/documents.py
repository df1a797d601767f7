"""Installation of the documents that applicants hand in: services, pages, the section on the applicant's page."""

from aiohttp import web

from accreditation.applications.domain.applications import Application
from accreditation.applications.services import ApplicationServices
from accreditation.documents.document_studio import ProcessStudio
from accreditation.documents.domain.documents import DocumentRequest
from accreditation.documents.services import DocumentServices, kinds_of
from accreditation.documents.storage.documents import SqlDocuments
from accreditation.documents.storage.requests import SqlRequests
from accreditation.documents.storage.uploads import SqlUploads
from accreditation.documents.web import officer_documents, own_documents, resumable_uploads
from accreditation.documents.web.context import DOCUMENT_PAGES, DocumentPages
from accreditation.letters.domain import LetterCause, LetterKind
from conference.transactions import Transaction
from rostrum.parts.letters import applicant_letters
from rostrum.runtime import Runtime


def document_services(runtime: Runtime, applications: ApplicationServices) -> DocumentServices:
    """Make the services of documents. Requests are announced by letters."""
    letters = applicant_letters(runtime)

    async def announce(transaction: Transaction, application: Application, request: DocumentRequest) -> None:
        cause = LetterCause(
            kind=LetterKind.DOCUMENT,
            once=request.id,
            agency=request.agency,
            document=request.kind,
            message=request.message,
        )
        await letters.write(transaction, cause, application)

    return DocumentServices(
        transactions=runtime.transactions,
        applications=applications,
        documents=SqlDocuments(),
        uploads=SqlUploads(),
        requests=SqlRequests(),
        studio=ProcessStudio(),
        vault=runtime.vault,
        kinds=kinds_of(runtime.event),
        announce_request=announce,
        write_later=runtime.transactions.background.add,
    )


def install_documents(app: web.Application, runtime: Runtime, services: DocumentServices) -> None:
    """Install the pages of documents for applicants and officers, and the uploads in pieces."""
    app[DOCUMENT_PAGES] = DocumentPages(services, runtime.event)
    for module in (own_documents, resumable_uploads, officer_documents):
        app.router.add_routes(module.routes())
