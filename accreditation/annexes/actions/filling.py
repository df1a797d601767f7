"""Actions of an applicant on follow-up forms: read, send, withdraw."""

from collections.abc import Sequence

from msgspec import Struct

from accreditation.annexes.domain.answers import AnnexState, Answers, Row, is_offered, is_open, require_seen, submit
from accreditation.annexes.ports import FilledAnnex
from accreditation.annexes.services import AnnexServices
from accreditation.applications.actions.applying import find_outlet, get_by_link
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.releases import as_shown
from conference.audit import AuditEntry
from conference.errors import NotFoundError, RuleError
from conference.event.model import Annex
from conference.transactions import Transaction

FEATURE = "accreditation:annex"
"""Beginning of the actions in the audit log."""

APPLICANT = "applicant"
"""Who acts, in the audit log."""


class OwnAnnex(Struct, frozen=True):
    """A form that an applicant has, with the answers that were sent, and whether it is accepted now."""

    annex: Annex
    answers: Answers | None
    is_open: bool


async def list_own_annexes(services: AnnexServices, application: Application) -> list[OwnAnnex]:
    """List the forms of an applicant: those that are open, and those with answers."""
    offered = [annex for annex in _annexes_with_questions(services) if is_offered(annex, application)]
    if not offered:
        return []
    async with services.transactions.read() as transaction:
        sent = await services.answers.list_of_person(transaction, application.id)
    now = services.applications.clock.now()
    own = [OwnAnnex(annex, sent.get(annex.code), is_open(annex, now)) for annex in offered]
    return [one for one in own if one.is_open or one.answers is not None]


async def read_own_annex(services: AnnexServices, code: str, *, secret: str) -> tuple[Application, OwnAnnex]:
    """Return the applicant and one of the forms. Raises NotFoundError `application.unknown`, `annex.unknown`."""
    async with services.transactions.read() as transaction:
        application = await _read_applicant(services, transaction, secret)
        annex = _get_offered(services, code, application)
        answers = await services.answers.find(transaction, application.id, code)
    return application, OwnAnnex(annex, answers, is_open(annex, services.applications.clock.now()))


async def send_answers(services: AnnexServices, code: str, rows: Sequence[Row], *, seen: int, secret: str) -> Answers:
    """Send the answers to a form, in place of those sent before; they wait for a decision.

    Raises NotFoundError, RuleError `annex.closed`, ConflictError `annex.changed`.
    """
    async with services.transactions.write() as transaction:
        application, before = await _read_open(services, transaction, code, secret)
        now = services.applications.clock.now()
        answers = submit(before, rows, application_id=application.id, annex=code, seen=seen, at=now)
        await services.answers.save(transaction, answers)
        details = {"annex": code, "rows": len(rows), "version": answers.version}
        await transaction.record(AuditEntry(f"{FEATURE}:submitted", APPLICANT, application.id, now, details))
    return answers


async def withdraw_answers(services: AnnexServices, code: str, *, seen: int, secret: str) -> None:
    """Delete the answers to a form. Raises NotFoundError, RuleError `annex.closed`, ConflictError `annex.changed`."""
    async with services.transactions.write() as transaction:
        application, before = await _read_open(services, transaction, code, secret)
        require_seen(before, seen)
        if before is None:
            return
        await services.answers.delete(transaction, before)
        now, details = services.applications.clock.now(), {"annex": code, "version": before.version}
        await transaction.record(AuditEntry(f"{FEATURE}:withdrawn", APPLICANT, application.id, now, details))


async def print_own_inventory(services: AnnexServices, code: str, *, secret: str) -> bytes:
    """Return the inventory of an applicant's approved answers as PDF. Raises NotFoundError `annex.unknown`."""
    application, own = await read_own_annex(services, code, secret=secret)
    if own.answers is None or not has_inventory(own):
        raise NotFoundError("annex.unknown")
    outlet = await find_outlet(services.applications, application)
    return await services.press.pdf(FilledAnnex(own.annex, application, own.answers, outlet.name if outlet else ""))


def has_inventory(own: OwnAnnex) -> bool:
    """Return whether an applicant can print an inventory: of approved answers to a form with such a sheet."""
    is_approved = own.answers is not None and own.answers.state is AnnexState.APPROVED
    return is_approved and bool(own.annex.sheet_languages)


async def _read_open(
    services: AnnexServices, transaction: Transaction, code: str, secret: str
) -> tuple[Application, Answers | None]:
    """Lock the applicant; return it with the answers. Raises RuleError `annex.closed` after the deadline."""
    application = await _read_applicant(services, transaction, secret, lock=True)
    annex = _get_offered(services, code, application)
    if not is_open(annex, services.applications.clock.now()):
        raise RuleError("annex.closed")
    return application, await services.answers.find(transaction, application.id, code)


async def _read_applicant(
    services: AnnexServices, transaction: Transaction, secret: str, *, lock: bool = False
) -> Application:
    application = await get_by_link(services.applications, transaction, secret, lock=lock)
    return as_shown(application, services.applications.clock.now())


def _get_offered(services: AnnexServices, code: str, application: Application) -> Annex:
    for annex in _annexes_with_questions(services):
        if annex.code == code and is_offered(annex, application):
            return annex
    raise NotFoundError("annex.unknown")


def _annexes_with_questions(services: AnnexServices) -> list[Annex]:
    return [annex for annex in services.event.annexes if services.event.questions_of(annex.code)]
