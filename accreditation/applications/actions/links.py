"""Actions on the links of applicants: send the links of an address, replace the link of an application."""

from collections.abc import Sequence
from dataclasses import replace

from accreditation.access.roles import Permission
from accreditation.applications.actions.applying import get_by_link, make_step, record_step
from accreditation.applications.actions.seen import get_seen
from accreditation.applications.domain.applications import Application, apply_link_replacement
from accreditation.applications.domain.duplicates import email_key
from accreditation.applications.domain.history import Act
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.transactions import Transaction

LINK_LETTER = "application.link"
LETTER_TEXTS = key_family("letter.", letter_texts([LINK_LETTER]))

MAX_LINKS = 100
"""Applications of one address that one letter lists, newest first."""


async def write_links_letter(services: ApplicationServices, transaction: Transaction, address: str) -> None:
    """Write one letter with the links of every application of an address, in the language of the newest one."""
    found = await services.applications.list_of_address(transaction, email_key(address), limit=MAX_LINKS)
    if found:
        await _write_letter(services, transaction, found)


async def replace_own_link(services: ApplicationServices, *, secret: str) -> Application:
    """Replace the link of an application by a new one, which a letter carries; the earlier one opens nothing more."""
    async with services.transactions.write() as transaction:
        before = await get_by_link(services, transaction, secret, lock=True)
        return await _replace_link(services, transaction, before, officer=None)


async def replace_link(services: ApplicationServices, seen: SeenVersion, *, staff: Staff) -> Application:
    """Replace the link for an applicant who asks an accreditation officer.

    Raises ForbiddenError, NotFoundError, ConflictError when the application has changed since it was shown.
    """
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("vetting.not_your_agency")
    async with services.transactions.write() as transaction:
        before = await get_seen(services, transaction, seen, agency=None)
        return await _replace_link(services, transaction, before, officer=staff.id)


async def _replace_link(
    services: ApplicationServices, transaction: Transaction, before: Application, *, officer: str | None
) -> Application:
    application = apply_link_replacement(before)
    await services.applications.save(transaction, application)
    step = replace(make_step(services, application, Act.LINK_REPLACED), officer=officer)
    await record_step(services, transaction, application, step)
    await _write_letter(services, transaction, [application])
    return application


async def _write_letter(
    services: ApplicationServices, transaction: Transaction, applications: Sequence[Application]
) -> None:
    newest = applications[0]
    names = {application.applicant.native_name for application in applications}
    links = {reference_of(one.id): services.links.applicant_link(one, one.applicant.language) for one in applications}
    request = LetterRequest(
        kind=LINK_LETTER,
        about=newest.id,
        once=services.ids.new("link"),
        address=newest.applicant.email,
        name=newest.applicant.native_name if len(names) == 1 else "",
        language=newest.applicant.language,
        values={"applications": "\n".join(links)},
        links=links,
        link=services.links.applicant_link(newest, newest.applicant.language),
        confidential=True,
    )
    await services.letters.write(transaction, request)
