"""Services of documents of a runtime: a request is announced by a letter in the applicant's language."""

from sqlalchemy import select

from accreditation.applications.domain.applications import Agency
from accreditation.documents.actions.asking import ask_again
from conference.mail.tables import letters
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.documents import document_services
from rostrum.runtime import Runtime
from tests.support.application_samples import OFFICER_A, application
from tests.support.application_services import save_applications


async def test_request_is_announced_by_a_letter(runtime: Runtime) -> None:
    applications = assemble_accreditation(runtime).applications
    await save_applications(applications, application())
    services = document_services(runtime, applications)
    message = "Xin ký tên."
    await ask_again(
        services, "app_1", "assignment_letter", agency=Agency.ACCREDITATION, message=message, staff=OFFICER_A
    )
    async with runtime.transactions.read() as transaction:
        (row,) = (await transaction.connection.execute(select(letters))).all()
    assert (row.kind, row.about, row.language) == ("document.asked", "app_1", "vi")
    assert runtime.event.document_kind("assignment_letter").name["vi"] in row.text
    assert message in row.text
    assert "/documents" in row.text
